-- People are read on every page. The contacts of one customer ask for that customer, as what belongs to a case asks for its
-- case: of exists (...) the planner makes a hash of every customer, for the sake of a few people.
alter policy the_wall on person using (
    ((select sundial_viewer_kind()) is not null and kind = 'staff')
    or organization_id = (select sundial_viewer_organization())
    or ((select sundial_viewer_kind()) = 'staff' and (select true from organization o where o.id = organization_id))
);
-- Whoever has come in is known by their id: they are not looked for by their address as well.
alter policy ones_own on credential using (
    (person_id = (select sundial_viewer()) and (select sundial_viewer_kind()) is not null)
    or person_id = (select id from person where email = (select sundial_door()))
);
