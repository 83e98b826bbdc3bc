-- What every page of the desk counts of the open cases was counted row by row, each asked whether it may be seen; of 20,000
-- open ones that was most of what the wall cost. So the sums are kept, and each stands behind the wall of what it counts: who
-- is outside does not see the row. A change is a row of its own, +1 or -1, and no two who change cases wait for each other;
-- clockwork adds up what lies there. Whoever reads sees, with the cases of an instant, the sums of that instant.
create table case_sum (
    key varchar(48) not null,
    organization_id uuid, -- of what is counted by customer
    regions varchar(32)[] not null,
    restricted boolean not null generated always as (regions <> '{}') stored,
    n integer not null
);
create index case_sum_of on case_sum (key) include (restricted, regions, n, organization_id);
alter table case_sum enable row level security;
alter table case_sum force row level security;

-- Under what a case is counted: each state of it under the same.
create function sundial_summed(c support_case) returns table (key text, organization_id uuid)
    language sql stable
    as $$
        select key, customer from (values
            (true, 'open', null::uuid),
            (not c.triaged, 'new', null),
            (c.severity = 1, 'grave', null),
            (true, 'region:' || c.home_region, null),
            (c.owner_id is not null, 'owner:' || c.owner_id, null),
            (true, 'customer', c.organization_id)
        ) as open (holds, key, customer)
        where holds and c.state in ('new', 'diagnosis', 'fix', 'released')
        union all
        select 'over:' || to_char(c.resolved_at at time zone 'UTC', 'YYYY-MM-DD'), null
        where c.resolved_at is not null and c.state not in ('new', 'diagnosis', 'fix', 'released')
    $$;

create function sundial_sums_move() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        if tg_op = 'TRUNCATE' then
            truncate public.case_sum;
            return null;
        end if;
        insert into public.case_sum (key, organization_id, regions, n)
        select key, organization_id, regions, sum(by) from (
            select s.*, old.regions, -1 as by from public.sundial_summed(old) s where tg_op <> 'INSERT'
            union all
            select s.*, new.regions, 1 from public.sundial_summed(new) s where tg_op <> 'DELETE'
        ) moved group by key, organization_id, regions having sum(by) <> 0;
        return null;
    end $$;
create trigger sums after insert or delete on support_case for each row execute function sundial_sums_move();
create trigger sums_move after update on support_case for each row when (
    (old.state, old.triaged, old.severity, old.home_region, old.owner_id, old.organization_id, old.regions, old.resolved_at)
    is distinct from
    (new.state, new.triaged, new.severity, new.home_region, new.owner_id, new.organization_id, new.regions, new.resolved_at)
) execute function sundial_sums_move();
create trigger sums_none after truncate on support_case for each statement execute function sundial_sums_move();
-- also for rows that are written past all other triggers: a sum that lies is worse than none
alter table support_case enable always trigger sums;
alter table support_case enable always trigger sums_move;
alter table support_case enable always trigger sums_none;

-- One row in the place of many. What another takes away meanwhile is in neither, so nothing is counted twice.
create function sundial_add_up() returns void
    language sql set search_path = pg_catalog, public, pg_temp
    as $$
        with many as (
            select key, organization_id, regions from public.case_sum group by key, organization_id, regions having count(*) > 1
        ), gone as (
            delete from public.case_sum s using many m
            where s.key = m.key and s.regions = m.regions and s.organization_id is not distinct from m.organization_id
            returning s.key, s.organization_id, s.regions, s.n
        )
        insert into public.case_sum (key, organization_id, regions, n)
        select key, organization_id, regions, sum(n) from gone group by key, organization_id, regions having sum(n) <> 0
    $$;

create policy the_wall on case_sum for select to sundial_web using (
    (select sundial_staff_region()) is not null
    and (not restricted or (select sundial_staff_region()) = any (regions))
);
create policy clockwork on case_sum to sundial_worker using ((select sundial_is_clockwork()));
create policy as_cases_move on case_sum for insert to current_user with check (true);
grant select on case_sum to sundial_web;
grant select, insert, delete on case_sum to sundial_worker;
revoke all on function sundial_summed(support_case), sundial_sums_move(), sundial_add_up() from public;
grant execute on function sundial_summed(support_case), sundial_add_up() to sundial_worker;

-- of what is there already; the owner is bound by the wall like everybody, but for this
alter table support_case no force row level security;
insert into case_sum (key, organization_id, regions, n)
    select s.key, s.organization_id, c.regions, count(*) from support_case c, sundial_summed(c) s group by 1, 2, 3;
alter table support_case force row level security;
