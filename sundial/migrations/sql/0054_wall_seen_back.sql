create or replace function sundial_seen() returns text
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

alter function sundial_case() security invoker;

alter policy ones_own on credential using (
    (person_id = (select sundial_viewer()) and (select sundial_viewer_kind()) is not null)
    or person_id = (select id from person where email = (select sundial_door()))
);
drop function sundial_at_the_door();
