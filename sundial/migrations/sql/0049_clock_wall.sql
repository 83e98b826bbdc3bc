-- A list of fifty cases reads their clocks, and each asked its case whether it may be seen. Most cases are for all of the staff,
-- and a clock of such a one knows it now: `restricted`, kept by the database as the case's own. Only where it is false
-- is the case not asked; it is true where nothing is known.
create function sundial_clock_wall() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        select c.restricted into new.restricted from public.support_case c where c.id = new.case_id for share;
        new.restricted := coalesce(new.restricted, true);
        return new;
    end $$;
-- what the desk's own hands copy from another clock of the case is taken, and nobody else's word
create trigger wall before insert on clock for each row
    when (new.restricted or not sundial_is_clockwork()) execute function sundial_clock_wall();
create trigger wall_anew before update of restricted, case_id on clock for each row execute function sundial_clock_wall();

create function sundial_clocks_move() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        update public.clock set restricted = new.restricted where case_id = new.id;
        return null;
    end $$;
create trigger clocks_move after update of regions on support_case for each row
    when (old.restricted is distinct from new.restricted) execute function sundial_clocks_move();
revoke all on function sundial_clock_wall(), sundial_clocks_move() from public;

create policy of_what_the_viewer_sees on clock for select to current_user using (
    (select true from support_case c where c.id = case_id)
);
create policy follow_their_case on clock for update to current_user using (
    (select true from support_case c where c.id = case_id)
);
alter policy the_wall on clock using (
    (not restricted and (select sundial_staff_region()) is not null)
    or (select true from support_case c where c.id = case_id)
);

-- of what is there already; the owner is bound by the wall like everybody, but for this
alter table support_case no force row level security;
alter table clock no force row level security;
alter table clock disable trigger wall_anew;
update clock k set restricted = false from support_case c where c.id = k.case_id and not c.restricted;
alter table clock enable trigger wall_anew;
alter table clock force row level security;
alter table support_case force row level security;
