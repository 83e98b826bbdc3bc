-- What was done about word that wants somebody to act: added to, and never changed or removed. Whoever of the staff sees the
-- case sees who has it; the web writes in its viewer's own name about what they were told themselves, and passes on to nobody
-- outside. The desk's own deeds (the next in line, asked again, a silence) are the worker's.
alter table alert_act enable row level security;
alter table alert_act force row level security;
create policy clockwork on alert_act to sundial_worker using ((select sundial_is_clockwork()));
create policy the_wall on alert_act for select to sundial_web using (
    (select sundial_viewer_kind()) = 'staff' and (select true from support_case c where c.id = case_id)
);
create policy of_what_one_was_told on alert_act for insert to sundial_web with check (
    person_id = (select sundial_viewer()) and deed in ('mine', 'passed')
    and at <= statement_timestamp()
    and exists (
        select from alert a
        where a.case_id = alert_act.case_id and a.seq = alert_act.seq and a.kind = alert_act.kind
            and a.person_id = (select sundial_viewer())
    )
);
create policy stays_inside on alert_act as restrictive for insert to sundial_web, sundial_worker with check (
    to_id is null or exists (
        select from person p, support_case c
        where p.id = to_id and c.id = case_id
            and p.kind = 'staff' and p.is_active and (c.regions = '{}' or p.region = any (c.regions))
    )
);
create policy nothing_through_the_glass on alert_act as restrictive for insert to sundial_web with check (
    case_id is distinct from (select sundial_glass())
);
create trigger is_kept before update or delete or truncate on alert_act
    for each statement execute function sundial_is_kept();
grant select, insert on alert_act to sundial_web, sundial_worker;
