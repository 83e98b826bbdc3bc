-- Handovers that are offered: a projection of the history, so it follows whoever makes that, and is seen with the case.
alter table handover enable row level security;
alter table handover force row level security;
create policy clockwork on handover to sundial_worker using ((select sundial_is_clockwork()));
create policy the_wall on handover to sundial_web using (
    (select true from support_case c where c.id = case_id)
);
grant select, insert, update, delete on handover to sundial_web, sundial_worker;
