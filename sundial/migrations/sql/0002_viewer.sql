-- Who is looking. The setting holds a person's id, 'clockwork' or 'door:<e-mail>'; '' and NULL are nobody.
-- Policies call these as (select ...), so that each runs once a statement; a change of region holds at the next.

do $$
declare
    missing text;
begin
    select string_agg(name, ', ') into missing
    from unnest(array['sundial_web', 'sundial_worker']) name
    where not exists (select from pg_roles where rolname = name);
    if missing is not null then
        raise exception 'the roles % are missing: make them first (docs/operate.md)', missing;
    end if;
    if exists (select from pg_roles where rolname = current_user and (rolsuper or rolbypassrls)) then
        raise exception 'migrations run as the owner of the tables, and % would bypass the wall', current_user;
    end if;
end $$;

create function sundial_viewer() returns uuid
    stable parallel safe
    return case
        when current_setting('sundial.viewer', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        then current_setting('sundial.viewer', true)::uuid
    end;

create function sundial_door() returns text
    stable parallel safe
    return case
        when starts_with(current_setting('sundial.viewer', true), 'door:')
        then substr(current_setting('sundial.viewer', true), 6)
    end;

create function sundial_is_clockwork() returns boolean
    stable parallel restricted
    return coalesce(current_setting('sundial.viewer', true) = 'clockwork' and session_user = 'sundial_worker', false);

-- What the wall must know of the viewer; somebody who is no longer active is nobody.
create function sundial_viewer_kind() returns text
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$ select kind from public.person where id = public.sundial_viewer() and is_active $$;

create function sundial_viewer_organization() returns uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$ select organization_id from public.person where id = public.sundial_viewer() and is_active $$;

create function sundial_viewer_region() returns text
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$ select region from public.person where id = public.sundial_viewer() and is_active $$;

-- The histories of those of the cases that the viewer may see, whole and without words: every door must fold the
-- same facts, and a contact's rows leave out the notes. Who wrote a note is not told to a contact.
create function sundial_histories(cases uuid[])
    returns table (
        case_id uuid, seq integer, at timestamptz, recorded_at timestamptz,
        by_id uuid, side varchar, kind varchar, what jsonb
    )
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
        select f.case_id, f.seq, f.at, f.recorded_at,
            case when f.public or (select public.sundial_viewer_kind()) is distinct from 'contact' then f.by_id end,
            f.side, f.kind, f.what
        from public.fact f
        where f.case_id = any (cases)
        order by f.case_id, f.seq
    $$;

revoke all on function sundial_viewer(), sundial_door(), sundial_is_clockwork(), sundial_viewer_kind(),
    sundial_viewer_organization(), sundial_viewer_region(), sundial_histories(uuid[]) from public;
grant execute on function sundial_viewer(), sundial_door(), sundial_is_clockwork(), sundial_viewer_kind(),
    sundial_viewer_organization(), sundial_viewer_region(), sundial_histories(uuid[]) to sundial_web, sundial_worker;
