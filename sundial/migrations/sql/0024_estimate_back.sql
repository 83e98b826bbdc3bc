alter policy the_wall on organization using (
    id = (select sundial_viewer_organization())
    or ((select sundial_viewer_kind()) = 'staff'
        and (regions = '{}' or (select sundial_viewer_region()) = any (regions)))
);
