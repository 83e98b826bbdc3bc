-- The rota is the staff's, all of it; contacts see nothing of it. Who writes does so in their own name, and what is written
-- is kept: a pattern is ended, and a change taken back, by what is written after it.
do $$
declare
    walled text;
begin
    foreach walled in array array['rota_pattern', 'rota_change'] loop
        execute format('alter table %I enable row level security', walled);
        execute format('alter table %I force row level security', walled);
        execute format(
            'create policy clockwork on %I to sundial_worker using ((select sundial_is_clockwork()))', walled);
        execute format(
            'create policy the_staff on %I for select to sundial_web using ((select sundial_viewer_kind()) = ''staff'')',
            walled);
        execute format(
            'create policy in_ones_own_name on %I for insert to sundial_web with check ('
            'by_id = (select sundial_viewer()) and (select sundial_viewer_kind()) = ''staff'')', walled);
        execute format(
            'create trigger is_kept before update or delete or truncate on %I'
            ' for each statement execute function sundial_is_kept()', walled);
        execute format('grant select, insert on %I to sundial_web, sundial_worker', walled);
    end loop;
end $$;

-- What somebody lets be read without signing in is theirs alone; they make it and end it, while they are of the staff.
alter table rota_feed enable row level security;
alter table rota_feed force row level security;
create policy ones_own on rota_feed to sundial_web using (
    person_id = (select sundial_viewer()) and (select sundial_viewer_kind()) = 'staff'
);
grant select, insert, delete on rota_feed to sundial_web;
