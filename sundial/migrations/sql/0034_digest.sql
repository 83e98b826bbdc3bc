-- A digest is the worker's alone: of what is in it everybody reads their own deliveries.
alter table digest enable row level security;
alter table digest force row level security;
create policy clockwork on digest to sundial_worker using ((select sundial_is_clockwork()));
grant select, insert, update on digest to sundial_worker;
