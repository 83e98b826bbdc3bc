-- The keys of the forms that a person has sent are that person's own.
alter table sent enable row level security;
alter table sent force row level security;
create policy clockwork on sent to sundial_worker using ((select sundial_is_clockwork()));
create policy ones_own on sent to sundial_web using (person_id = (select sundial_viewer()));
grant select, insert on sent to sundial_web;
grant select, delete on sent to sundial_worker;

-- How far the mail of an alert has come is seen by whoever sees the alert: the one to whom it is owed.
create policy of_ones_own_alert on delivery for select to sundial_web using (
    exists (select from alert a where a.id = alert_id)
);
grant select (id, alert_id, channel, state, attempts, at, sent_at) on delivery to sundial_web;
