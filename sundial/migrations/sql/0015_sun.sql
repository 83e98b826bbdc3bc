-- Who is at the desk is about a person and never about a case: the staff see all of it, contacts nothing; and everybody
-- is written down by their own hands alone.
alter table presence enable row level security;
alter table presence force row level security;
create policy clockwork on presence to sundial_worker using ((select sundial_is_clockwork()));
create policy the_staff on presence for select to sundial_web using ((select sundial_viewer_kind()) = 'staff');
create policy ones_own_begins on presence for insert to sundial_web with check (
    person_id = (select sundial_viewer()) and (select sundial_viewer_kind()) = 'staff'
);
create policy ones_own on presence for update to sundial_web using (person_id = (select sundial_viewer()))
    with check (person_id = (select sundial_viewer()) and (select sundial_viewer_kind()) = 'staff');
grant select, insert, update on presence to sundial_web;
grant select, insert on presence to sundial_worker;

-- How a customer's cases follow the sun: seen with the customer, by the staff; said by the managers of a region that
-- serves them, in their own name; and kept.
alter table customer_course enable row level security;
alter table customer_course force row level security;
create policy clockwork on customer_course to sundial_worker using ((select sundial_is_clockwork()));
create policy the_wall on customer_course for select to sundial_web using (
    (select sundial_viewer_kind()) = 'staff' and exists (select from organization o where o.id = organization_id)
);
create policy by_whom_it_is_served on customer_course for insert to sundial_web with check (
    by_id = (select sundial_viewer()) and (select sundial_viewer_manages(sundial_viewer_region()))
    and exists (
        select from organization o
        where o.id = organization_id
            and (select sundial_viewer_region()) = any (case when regions = '{}' then array[home_region] else regions end)
    )
);
create trigger is_kept before update or delete or truncate on customer_course
    for each statement execute function sundial_is_kept();
grant select, insert on customer_course to sundial_web, sundial_worker;
