-- The wall in words that cost little. Whether a row is restricted is a truth of its own, which the database keeps: of an
-- array PostgreSQL does not look at what it knows under row security, guessed a quarter where it is seven tenths, and sorted
-- all that are open for a page of fifty. Who sees what is unchanged.

-- The region of the viewer, '' for none, where they are of the staff; null for everybody else. Asked whether it is null,
-- PostgreSQL thinks that it seldom is.
create function sundial_staff_region() returns text
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        return (select region from public.person where id = public.sundial_viewer() and is_active and kind = 'staff');
    end $$;
revoke all on function sundial_staff_region() from public;
grant execute on function sundial_staff_region() to sundial_web, sundial_worker;

alter policy the_wall on support_case using (
    ((select sundial_staff_region()) is not null
        and (not restricted or (select sundial_staff_region()) = any (regions)))
    or organization_id = (select sundial_viewer_organization())
);
alter policy what_the_viewer_sees on support_case using (
    ((select sundial_staff_region()) is not null
        and (not restricted or (select sundial_staff_region()) = any (regions)))
    or organization_id = (select sundial_viewer_organization())
    or (select sundial_is_clockwork())
);
alter policy the_wall on organization using (
    ((select sundial_staff_region()) is not null
        and (not restricted or (select sundial_staff_region()) = any (regions)))
    or id = (select sundial_viewer_organization())
);

-- Policies of one table are asked from the last name to the first: what seldom lets anything through comes after the wall.
alter policy through_the_glass on support_case rename to seen_through_the_glass;
alter policy through_the_glass on organization rename to seen_through_the_glass;
