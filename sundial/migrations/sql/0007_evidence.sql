-- An evidence pack says who was told of what on a case, and how far it came: to the staff who see the case, and to the
-- desk's own hands. In the app everybody still sees their own alerts alone.

create policy of_what_the_staff_see on alert for select to current_user using (
    ((select sundial_viewer_kind()) = 'staff' or (select sundial_is_clockwork()))
    and (select true from support_case c where c.id = case_id)
);
create policy of_what_the_staff_see on delivery for select to current_user using (
    exists (select from alert a where a.id = alert_id)
);

create function sundial_alerts(of_case uuid)
    returns table (
        id uuid, seq integer, kind varchar, person_id uuid, text varchar, at timestamptz, read_at timestamptz,
        channel varchar, state varchar, attempts smallint, sent_at timestamptz
    )
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
        select a.id, a.seq, a.kind, a.person_id, a.text, a.at, a.read_at, d.channel, d.state, d.attempts, d.sent_at
        from public.alert a left join public.delivery d on d.alert_id = a.id
        where a.case_id = of_case
        order by a.seq, a.kind, a.person_id, d.channel
    $$;

revoke all on function sundial_alerts(uuid) from public;
grant execute on function sundial_alerts(uuid) to sundial_web, sundial_worker;
