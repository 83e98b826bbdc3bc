-- From the web a wall moves to what was asked for, or is lifted; and never without its last entry saying so, in the name
-- of who moves it. Of a restriction that is lifted the entry says why.
create or replace function sundial_wall_may_move() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        if not row_security_active('public.organization') then
            raise exception 'the cases of % would not follow its wall: move it as sundial_worker, with sundial.viewer = clockwork',
                old.name using errcode = 'insufficient_privilege';
        end if;
        if public.sundial_is_clockwork() then
            return new;
        end if;
        if new.regions <> '{}' and (old.asked_regions = '{}' or new.regions <> old.asked_regions) then
            raise exception 'the wall of % moves to what was asked for and to nothing else', old.name
                using errcode = 'insufficient_privilege';
        end if;
        if not exists (
            select from public.wall_change w
            where w.organization_id = new.id and w.by_id = public.sundial_viewer()
                and w.was = old.regions and w.regions = new.regions
                and (w.kind = 'in-force' and new.regions <> '{}' or w.kind = 'lifted' and new.regions = '{}' and w.why <> '')
                and not exists (
                    select from public.wall_change later where later.organization_id = new.id and later.at > w.at
                )
        ) then
            raise exception 'the wall of % does not move without an entry of who moves it', old.name
                using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$;

-- Who lifts a restriction stands inside it, and need not be of the customer's home region.
create policy lifts_what_they_serve on organization for update to sundial_web using (false) with check (
    regions = '{}' and asked_regions = '{}' and (select sundial_viewer_manages(sundial_viewer_region()))
);
