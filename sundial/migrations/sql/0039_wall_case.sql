-- A page of one case reads hundreds of its facts, and each asked its case whether it may be seen. A transaction can name
-- the case that it reads (`sundial.case`); then it is asked once a statement, by the case's own policies, and facts of that
-- case follow. The setting alone opens nothing: what the viewer does not see is null here, and every row is asked as before.
create function sundial_case() returns uuid
    language plpgsql stable set search_path = pg_catalog, public, pg_temp
    as $$
    declare
        named constant text := current_setting('sundial.case', true);
    begin
        if named is null or named = '' then
            return null;
        end if;
        return (select c.id from public.support_case c where c.id = named::uuid);
    end $$;
revoke all on function sundial_case() from public;
grant execute on function sundial_case() to sundial_web, sundial_worker;

alter policy the_wall on fact using (
    (public or (select sundial_viewer_kind()) = 'staff')
    and (case_id = (select sundial_case()) or (select true from support_case c where c.id = case_id))
);
alter policy of_what_the_viewer_sees on fact using (
    case_id = (select sundial_case()) or (select true from support_case c where c.id = case_id)
);
