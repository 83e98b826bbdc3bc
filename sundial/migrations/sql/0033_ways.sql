-- The ways by which word reaches a person, or a role of a region. Each of the staff makes and ends their own; those of a role
-- are its region's to see, and its managers' to make. Nothing is removed: a way is ended, for the log names it.
do $$
declare
    walled text;
begin
    foreach walled in array array['way', 'way_address', 'way_trial', 'reaching'] loop
        execute format('alter table %I enable row level security', walled);
        execute format('alter table %I force row level security', walled);
        execute format(
            'create policy clockwork on %I to sundial_worker using ((select sundial_is_clockwork()))', walled);
    end loop;
end $$;

create policy ones_own_and_of_ones_region on way for select to sundial_web using (
    (select sundial_viewer_kind()) = 'staff'
    and (person_id = (select sundial_viewer()) or region = (select nullif(sundial_viewer_region(), '')))
);
create policy in_ones_own_name on way for insert to sundial_web with check (
    (select sundial_viewer_kind()) = 'staff' and made_by_id = (select sundial_viewer()) and ended_at is null
    and (person_id = (select sundial_viewer()) or sundial_viewer_manages(region))
);
create policy ones_own on way for update to sundial_web using (
    (select sundial_viewer_kind()) = 'staff' and ended_at is null
    and (person_id = (select sundial_viewer()) or sundial_viewer_manages(region))
) with check (ended_by_id is null or ended_by_id = (select sundial_viewer()));

-- Where a way leads, and what signs its words: written once by who made it, and read by nobody but the worker.
create policy of_what_one_made on way_address for insert to sundial_web with check (
    exists (
        select from way w
        where w.id = way_id and w.made_by_id = (select sundial_viewer()) and w.made_at >= statement_timestamp() - interval '1 minute'
    )
);
create trigger is_kept before update or delete or truncate on way_address
    for each statement execute function sundial_is_kept();

create policy of_ones_ways on way_trial for select to sundial_web using (
    by_id = (select sundial_viewer()) or exists (select from way w where w.id = way_id)
);
create policy in_ones_own_name on way_trial for insert to sundial_web with check (
    by_id = (select sundial_viewer()) and (select sundial_viewer_kind()) = 'staff'
    and state = 'asked' and problem = '' and ended_at is null
    and (way_id is null or exists (
        select from way w
        where w.id = way_id and w.ended_at is null
            and (w.person_id = (select sundial_viewer()) or sundial_viewer_manages(w.region))
    ))
);

-- How one is reached is one's own, and known to whoever is to hear instead.
create policy ones_own on reaching for select to sundial_web using (
    (select sundial_viewer_kind()) = 'staff' and (select sundial_viewer()) in (person_id, stand_in_id)
);
create policy ones_own_is_written on reaching for insert to sundial_web with check (
    (select sundial_viewer_kind()) = 'staff' and person_id = (select sundial_viewer())
);
create policy ones_own_is_changed on reaching for update to sundial_web using (
    (select sundial_viewer_kind()) = 'staff' and person_id = (select sundial_viewer())
);

grant select, insert, update (ended_at, ended_by_id, hears) on way to sundial_web;
grant insert on way_address to sundial_web;
grant select, insert on way_trial to sundial_web;
grant select, insert, update (mail, since, until, days, stand_in_id) on reaching to sundial_web;
grant select (way_id, send_at) on delivery to sundial_web;
grant select, insert, update on way, way_trial, reaching to sundial_worker;
grant select, insert on way_address to sundial_worker;

-- The log of a case says by which way: of a role's by its name, of somebody's own by what it is.
create policy of_what_is_told on way for select to current_user using (
    (select sundial_viewer_kind()) = 'staff' or (select sundial_is_clockwork())
);
drop function sundial_alerts(uuid);
create function sundial_alerts(of_case uuid)
    returns table (
        id uuid, seq integer, kind varchar, person_id uuid, text varchar, at timestamptz, read_at timestamptz,
        channel varchar, state varchar, attempts smallint, sent_at timestamptz, send_at timestamptz, scheme varchar,
        way_name varchar
    )
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
        select a.id, a.seq, a.kind, a.person_id, a.text, a.at, a.read_at,
            d.channel, d.state, d.attempts, d.sent_at, d.send_at, w.scheme,
            case when w.person_id is null then w.name else '' end
        from public.alert a
            left join public.delivery d on d.alert_id = a.id
            left join public.way w on w.id = d.way_id
        where a.case_id = of_case
        order by a.seq, a.kind, a.person_id, a.id, d.way_id is not null, d.channel, w.made_at, w.id
    $$;
revoke all on function sundial_alerts(uuid) from public;
grant execute on function sundial_alerts(uuid) to sundial_web, sundial_worker;
