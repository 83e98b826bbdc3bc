-- What the wall must know of the viewer is read once a statement, and not by every table and policy of it anew: a page of
-- forty tables asked a hundred and fifty times, 25 microseconds each. What was read is kept for the statement alone (its
-- instant and its viewer stand before it), in a setting of the transaction: whoever could forge that could name another
-- viewer as well. A change of region holds at the next statement, as before.

-- Cheaper than a pattern, and as strict where it counts: what is no id is nobody, or an error.
create or replace function sundial_viewer() returns uuid
    stable parallel safe
    return case
        when current_setting('sundial.viewer', true) like '________-____-____-____-____________'
            and not starts_with(current_setting('sundial.viewer', true), 'door:')
        then current_setting('sundial.viewer', true)::uuid
    end;

-- The viewer as this statement finds them: `s` or `c`, their organization or as many blanks, their region; '' is nobody.
create function sundial_seen() returns text
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
    declare
        asked constant text := current_setting('sundial.viewer', true) || extract(epoch from statement_timestamp()) || '|';
        seen text := current_setting('sundial.seen', true);
    begin
        if starts_with(seen, asked) then
            return substr(seen, length(asked) + 1);
        end if;
        select left(kind, 1) || coalesce(organization_id::text, repeat(' ', 36)) || region into seen
            from public.person where id = public.sundial_viewer() and is_active;
        seen := coalesce(seen, '');
        perform set_config('sundial.seen', asked || seen, true);
        return seen;
    end $$;

create or replace function sundial_viewer_kind() returns text
    language sql stable
    return case left(sundial_seen(), 1) when 's' then 'staff' when 'c' then 'contact' end;

create or replace function sundial_viewer_organization() returns uuid
    language sql stable
    return nullif(btrim(substr(sundial_seen(), 2, 36)), '')::uuid;

create or replace function sundial_viewer_region() returns text
    language sql stable
    return case when sundial_seen() <> '' then substr(sundial_seen(), 38) end;

create or replace function sundial_staff_region() returns text
    language sql stable
    return case when starts_with(sundial_seen(), 's') then substr(sundial_seen(), 38) end;

revoke all on function sundial_seen() from public;
grant execute on function sundial_seen() to sundial_web, sundial_worker, sundial_search;
