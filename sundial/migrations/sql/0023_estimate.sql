-- Whether the viewer is of the staff, asked as one truth: of a text that is compared with 'staff' PostgreSQL thinks that one
-- in two hundred is, took the queue of a million cases for twenty rows, and sorted all that are open instead of reading
-- fifty from their index. Who sees what is unchanged.
alter policy the_wall on support_case using (
    organization_id = (select sundial_viewer_organization())
    or ((select sundial_viewer_kind() = 'staff')
        and (regions = '{}' or (select sundial_viewer_region()) = any (regions)))
);
