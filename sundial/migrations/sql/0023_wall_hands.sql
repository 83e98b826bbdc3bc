-- Who moves a wall by hand. From the web it moves to what was asked for, and to nothing else; and hands that row security
-- does not bind move none, for what takes the cases along sees those alone that its viewer sees.
create function sundial_wall_may_move() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        if not row_security_active('public.organization') then
            raise exception 'the cases of % would not follow its wall: move it as sundial_worker, with sundial.viewer = clockwork',
                old.name using errcode = 'insufficient_privilege';
        end if;
        if not public.sundial_is_clockwork() and (old.asked_regions = '{}' or new.regions <> old.asked_regions) then
            raise exception 'the wall of % moves to what was asked for and to nothing else', old.name
                using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$;
revoke all on function sundial_wall_may_move() from public;

create trigger wall_may_move before update of regions on organization
    for each row when (old.regions is distinct from new.regions) execute function sundial_wall_may_move();
