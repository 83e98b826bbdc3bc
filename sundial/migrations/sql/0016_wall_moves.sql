-- A case carries the wall of its customer at every moment: where that moves, its cases follow in the same statement, also
-- those that are over. What they were promised goes on counting on the regions with which they were opened.
create policy follows_its_customer on support_case for update to current_user using (true) with check (true);

create function sundial_wall_moves() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        update public.support_case set regions = new.regions, counts_on = coalesce(counts_on, old.regions)
        where organization_id = new.id;
        return null;
    end $$;
revoke all on function sundial_wall_moves() from public;

create trigger wall_moves after update of regions on organization
    for each row when (old.regions is distinct from new.regions) execute function sundial_wall_moves();

-- It is moved by a manager of a region that serves the customer, or that is asked to; and never out of their own sight.
drop policy served_by_ones_region on organization;
create policy served_by_ones_region on organization for update to sundial_web using (
    (select sundial_viewer_manages(sundial_viewer_region()))
    and ((select sundial_viewer_region()) = any (case when regions = '{}' then array[home_region] else regions end)
        or (select sundial_viewer_region()) = any (asked_regions))
);
grant update (regions) on organization to sundial_web;
