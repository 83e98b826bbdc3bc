create or replace function sundial_wall_is_checked() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        if new.at > statement_timestamp() then
            raise exception 'no entry of a wall is dated ahead' using errcode = 'insufficient_privilege';
        end if;
        if new.kind = 'in-force' and not exists (
            select from public.wall_check c
            where c.organization_id = new.organization_id and c.regions = new.regions
                and c.at > statement_timestamp() - interval '15 minutes'
        ) then
            raise exception 'no restriction comes in force without the desk''s own check'
                using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$;
drop function sundial_wall_ground(uuid);
