alter policy the_wall on support_case using (
    organization_id = (select sundial_viewer_organization())
    or ((select sundial_viewer_kind()) = 'staff'
        and (regions = '{}' or (select sundial_viewer_region()) = any (regions)))
);
