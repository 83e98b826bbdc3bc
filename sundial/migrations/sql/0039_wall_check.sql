-- Whether ladder and coverage of a restriction stand is read out of a document and a shift plan, by Python. So that it is
-- not the word of whoever presses, the worker looks too and says so here; and from the web nothing comes in force without
-- that word, given for these regions within fifteen minutes.
alter table wall_check enable row level security;
alter table wall_check force row level security;
create policy clockwork on wall_check to sundial_worker using ((select sundial_is_clockwork()));
create policy the_wall on wall_check for select to sundial_web using (
    (select sundial_viewer_kind()) = 'staff' and exists (select from organization o where o.id = organization_id)
);
grant select on wall_check to sundial_web;
grant select, insert, delete on wall_check to sundial_worker;

create function sundial_wall_is_checked() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        if new.at > statement_timestamp() then
            raise exception 'no entry of a wall is dated ahead' using errcode = 'insufficient_privilege';
        end if;
        if new.kind = 'in-force' and not exists (
            select from public.wall_check c
            where c.organization_id = new.organization_id and c.regions = new.regions
                and c.at > statement_timestamp() - interval '15 minutes'
        ) then
            raise exception 'no restriction comes in force without the desk''s own check'
                using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$;

create trigger is_checked before insert on wall_change
    for each row when (not sundial_is_clockwork()) execute function sundial_wall_is_checked();

-- What waits to be put in force goes on waiting until an entry says that it is: it is not just asked for no more.
create function sundial_wall_waits() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
    declare
        last_of_it text;
    begin
        select w.kind into last_of_it from public.wall_change w
            where w.organization_id = new.id and w.regions = new.regions and w.kind <> 'withdrawn'
            order by w.at desc, w.id limit 1;
        if last_of_it <> 'in-force' then
            raise exception 'the restriction of % waits, and comes in force by an entry alone', new.name
                using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$;

create trigger wall_waits before update of asked_regions on organization
    for each row when (
        old.asked_regions <> '{}' and new.asked_regions = '{}' and new.regions <> '{}' and not sundial_is_clockwork()
    ) execute function sundial_wall_waits();
revoke all on function sundial_wall_is_checked(), sundial_wall_waits() from public;
