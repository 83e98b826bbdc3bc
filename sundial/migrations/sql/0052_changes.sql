-- An open page hears that a case changed by these two instants. They were when something happened last, and what is recorded
-- later than it happened (a call, a release that moved) may happen before that: then no page heard of it. Now they move with
-- every fact. Whoever has such a fact in their history is counted anew, as sundial/models/history.py does (moves_to).
alter table support_case no force row level security;
alter table fact no force row level security;
do $$
declare
    one record;
    of_case uuid;
    changed timestamptz;
    told timestamptz;
begin
    for one in
        select f.case_id, greatest(f.at, f.recorded_at) as at,
            f.public or f.kind in ('release-rescheduled', 'fix-removed', 'duty-done', 'findings-written') as felt
        from fact f
        where f.case_id in (select case_id from fact where at < recorded_at)
        order by f.case_id, f.seq
    loop
        if of_case is distinct from one.case_id then
            update support_case set changed_at = changed, told_at = told where id = of_case;
            of_case := one.case_id;
            changed := null;
            told := null;
        end if;
        changed := case when changed > one.at then changed + interval '1 microsecond' else one.at end;
        if one.felt then
            told := case when told > one.at then told + interval '1 microsecond' else one.at end;
        end if;
    end loop;
    update support_case set changed_at = changed, told_at = told where id = of_case;
end
$$;
alter table fact force row level security;
alter table support_case force row level security;
