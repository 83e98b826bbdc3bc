alter policy seen_through_the_glass on support_case rename to through_the_glass;
alter policy seen_through_the_glass on organization rename to through_the_glass;
alter policy the_wall on support_case using (
    organization_id = (select sundial_viewer_organization())
    or ((select sundial_viewer_kind() = 'staff')
        and (regions = '{}' or (select sundial_viewer_region()) = any (regions)))
);
alter policy what_the_viewer_sees on support_case using (
    organization_id = (select sundial_viewer_organization())
    or ((select sundial_viewer_kind()) = 'staff'
        and (regions = '{}' or (select sundial_viewer_region()) = any (regions)))
    or (select sundial_is_clockwork())
);
alter policy the_wall on organization using (
    id = (select sundial_viewer_organization())
    or ((select sundial_viewer_kind() = 'staff')
        and (regions = '{}' or (select sundial_viewer_region()) = any (regions)))
);
drop function sundial_staff_region();
