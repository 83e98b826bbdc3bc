-- The hashes move. For that one statement the owner looks past the wall, as only the owner of a table can.
alter table person no force row level security;
insert into credential (person_id, hash) select id, password from person;
alter table person force row level security;
set constraints all immediate;
revoke update (password) on person from sundial_web;  -- the column goes; PostgreSQL 15 would keep the right to it

-- A hash is seen by the one whose password it is, and at their door.
alter table credential enable row level security;
alter table credential force row level security;
create policy clockwork on credential to sundial_worker using ((select sundial_is_clockwork()));
create policy ones_own on credential to sundial_web using (
    person_id = (select id from person where id = (select sundial_viewer()) or email = (select sundial_door()))
);
grant select, update (hash) on credential to sundial_web;
grant select, insert, update on credential to sundial_worker;

-- Addresses are kept with the people; the web adds none to anybody.
revoke insert, update, delete on account_emailaddress, account_emailconfirmation from sundial_web;
