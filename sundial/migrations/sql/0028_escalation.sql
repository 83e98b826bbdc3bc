-- Open escalations: a projection of the history, so it follows whoever makes that, and is seen with the case.
alter table escalation enable row level security;
alter table escalation force row level security;
create policy clockwork on escalation to sundial_worker using ((select sundial_is_clockwork()));
create policy the_wall on escalation to sundial_web using (
    (select true from support_case c where c.id = case_id)
);
grant select, insert, update, delete on escalation to sundial_web, sundial_worker;
