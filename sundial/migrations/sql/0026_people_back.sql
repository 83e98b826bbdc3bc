alter policy the_wall on person using (
    ((select sundial_viewer_kind()) is not null and kind = 'staff')
    or organization_id = (select sundial_viewer_organization())
    or ((select sundial_viewer_kind()) = 'staff' and exists (select from organization o where o.id = organization_id))
);
alter policy ones_own on credential using (
    person_id = (select id from person where id = (select sundial_viewer()) or email = (select sundial_door()))
);
