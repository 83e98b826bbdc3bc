-- What became of a restriction is read by the staff who see the customer, and by nobody of another side; who writes it
-- does so in their own name; and it is kept.
alter table wall_change enable row level security;
alter table wall_change force row level security;
create policy clockwork on wall_change to sundial_worker using ((select sundial_is_clockwork()));
create policy the_wall on wall_change for select to sundial_web using (
    (select sundial_viewer_kind()) = 'staff' and exists (select from organization o where o.id = organization_id)
);
create policy in_ones_own_name on wall_change for insert to sundial_web with check (
    by_id = (select sundial_viewer()) and (select sundial_viewer_manages(sundial_viewer_region()))
    and exists (select from organization o where o.id = organization_id)
);
create trigger is_kept before update or delete or truncate on wall_change
    for each statement execute function sundial_is_kept();
grant select, insert on wall_change to sundial_web, sundial_worker;
grant update (asked_regions, asked_at) on organization to sundial_web;
