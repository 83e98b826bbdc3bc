-- What could not be delivered, of the cases that the viewer sees: to its owner by the policies of what the staff see.
create function sundial_dead_letters() returns table (
        case_id uuid, seq integer, text varchar, person varchar, channel varchar, way_name varchar, problem varchar,
        at timestamptz
    )
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
        select a.case_id, a.seq, a.text, p.name, d.channel, case when w.person_id is null then w.name else '' end,
            d.problem, d.at
        from public.delivery d
            join public.alert a on a.id = d.alert_id
            left join public.person p on p.id = a.person_id  -- a contact is nobody whom the owner sees
            left join public.way w on w.id = d.way_id
        where d.state = 'given up' and a.case_id is not null
        order by d.at desc, d.id
        limit 1000
    $$;
revoke all on function sundial_dead_letters() from public;
grant execute on function sundial_dead_letters() to sundial_web;
