-- The wall (O2.7): forced row security on every table with what a customer or a case holds.
-- Contacts see their own organization; staff see a restricted customer only from inside its regions.

do $$
declare
    walled text;
begin
    foreach walled in array array[
        'person', 'organization', 'entitlement', 'support_case', 'fact', 'clock', 'alert', 'delivery', 'parked',
        'account_emailaddress', 'account_emailconfirmation'
    ] loop
        execute format('alter table %I enable row level security', walled);
        execute format('alter table %I force row level security', walled);
        -- the desk's own hands see everything, and say so
        execute format(
            'create policy clockwork on %I to sundial_worker using ((select sundial_is_clockwork()))', walled);
    end loop;
end $$;

-- What the helper functions may read, who run as the owner: the viewer itself, and what the viewer sees.
create policy viewer_itself on person for select to current_user using (id = sundial_viewer());
create policy what_the_viewer_sees on support_case for select to current_user using (
    organization_id = (select sundial_viewer_organization())
    or ((select sundial_viewer_kind()) = 'staff'
        and (regions = '{}' or (select sundial_viewer_region()) = any (regions)))
    or (select sundial_is_clockwork())
);
create policy of_what_the_viewer_sees on fact for select to current_user using (
    (select true from support_case c where c.id = case_id)
);

-- Customers and people.
create policy the_wall on organization for select to sundial_web using (
    id = (select sundial_viewer_organization())
    or ((select sundial_viewer_kind()) = 'staff'
        and (regions = '{}' or (select sundial_viewer_region()) = any (regions)))
);
create policy the_wall on entitlement for select to sundial_web using (
    exists (select from organization o where o.id = organization_id)
);
create policy the_wall on person for select to sundial_web using (
    ((select sundial_viewer_kind()) is not null and kind = 'staff')
    or organization_id = (select sundial_viewer_organization())
    or ((select sundial_viewer_kind()) = 'staff' and exists (select from organization o where o.id = organization_id))
);
create policy sign_in on person to sundial_web using (
    is_active and (id = sundial_viewer() or email = sundial_door())
);
create policy the_wall on account_emailaddress to sundial_web using (
    exists (select from person p where p.id = user_id)
);
create policy the_wall on account_emailconfirmation to sundial_web using (
    exists (select from account_emailaddress a where a.id = email_address_id)
);

-- Cases. A new one must carry the wall of its customer.
create policy the_wall on support_case to sundial_web using (
    organization_id = (select sundial_viewer_organization())
    or ((select sundial_viewer_kind()) = 'staff'
        and (regions = '{}' or (select sundial_viewer_region()) = any (regions)))
);
create policy carries_the_wall_of_its_customer on support_case as restrictive for insert to sundial_web with check (
    exists (select from organization o where o.id = organization_id and o.regions = support_case.regions)
);

-- What belongs to a case is seen by whoever sees the case; notes by the staff alone. (select true ...) and not
-- exists (...): that one the planner turns into a hash of every case, for the sake of a thousand facts of one.
create policy the_wall on fact for select to sundial_web using (
    (public or (select sundial_viewer_kind()) = 'staff')
    and (select true from support_case c where c.id = case_id)
);
create policy in_ones_own_name on fact for insert to sundial_web with check (
    (by_id is null or by_id = (select sundial_viewer()))
    and (select true from support_case c where c.id = case_id)
);
create policy the_wall on clock to sundial_web using (
    (select true from support_case c where c.id = case_id)
);

-- An alert is seen by the one to whom it is owed, as long as they see the case. Others may owe it to them,
-- but nobody to somebody outside the wall.
create policy ones_own on alert for select to sundial_web using (
    person_id = (select sundial_viewer()) and (select true from support_case c where c.id = case_id)
);
create policy ones_own_is_read on alert for update to sundial_web using (person_id = (select sundial_viewer()));
create policy is_owed on alert for insert to sundial_web with check (
    (select true from support_case c where c.id = case_id)
);
create policy stays_inside on alert as restrictive for insert to sundial_web, sundial_worker with check (
    exists (
        select from person p, support_case c
        where p.id = person_id and c.id = case_id
            and p.kind = 'staff' and (c.regions = '{}' or p.region = any (c.regions))
    )
);
