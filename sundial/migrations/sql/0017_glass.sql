-- Break-glass (O2.7): somebody outside the wall of a case asks to read it, a manager inside lets them for a time, and the
-- wall opens for that person and that case alone, to be read, until then. Nothing of it can be changed or removed.

do $$
declare
    walled text;
begin
    foreach walled in array array['glass_request', 'glass_answer', 'glass_end', 'glass_look'] loop
        execute format('alter table %I enable row level security', walled);
        execute format('alter table %I force row level security', walled);
        execute format(
            'create policy clockwork on %I to sundial_worker using ((select sundial_is_clockwork()))', walled);
        execute format(
            'create trigger is_kept before update or delete or truncate on %I'
            ' for each statement execute function sundial_is_kept()', walled);
        execute format('grant select, insert on %I to sundial_web, sundial_worker', walled);
    end loop;
end $$;

-- Who asks names a number, whether there is such a case or not; whoever of the staff sees the case of this number sees that
-- somebody asked for it.
create policy ones_own on glass_request for select to sundial_web using (person_id = (select sundial_viewer()));
create policy of_a_case_that_one_sees on glass_request for select to sundial_web using (
    (select sundial_viewer_kind()) = 'staff'
    and (select true from support_case c where c.number = glass_request.number)
);
create policy in_ones_own_name on glass_request for insert to sundial_web with check (
    person_id = (select sundial_viewer()) and (select sundial_viewer_kind()) = 'staff'
);

-- The answer is a manager's of the case's regions, and never one's own. Whoever sees the case reads it, its customer too;
-- who asked learns that they were let in, and of a refusal nothing: it would say that there is such a case.
create policy to_oneself on glass_answer for select to sundial_web using (
    person_id = (select sundial_viewer()) and until is not null
);
create policy the_wall on glass_answer for select to sundial_web using (
    (select true from support_case c where c.id = case_id)
);
create policy by_a_manager_inside on glass_answer for insert to sundial_web with check (
    by_id = (select sundial_viewer()) and by_id <> person_id
    and (select sundial_viewer_manages(sundial_viewer_region()))
    and at <= statement_timestamp()
    and exists (
        select from glass_request r join support_case c on c.number = r.number
        where r.id = request_id and c.id = case_id and r.person_id = glass_answer.person_id
            and (select sundial_viewer_region()) = any (c.regions)
    )
);
create policy the_wall on glass_end for select to sundial_web using (
    (select true from glass_answer a where a.id = answer_id)
);
create policy by_who_sees_it on glass_end for insert to sundial_web with check (
    by_id = (select sundial_viewer()) and (select sundial_viewer_kind()) = 'staff'
    and (select true from glass_answer a where a.id = answer_id)
);
create policy the_wall on glass_look for select to sundial_web using (
    (select true from glass_answer a where a.id = answer_id)
);
create policy while_it_is_open on glass_look for insert to sundial_web with check (
    exists (
        select from glass_answer a
        where a.id = answer_id and a.person_id = (select sundial_viewer()) and a.until > statement_timestamp()
    )
);

-- What the two functions below read, as the owner: what was answered to the viewer, and whether it was ended.
create policy to_the_viewer on glass_answer for select to current_user using (person_id = sundial_viewer());
create policy to_the_viewer on glass_end for select to current_user using (
    exists (select from glass_answer a where a.id = answer_id)
);

-- Which case this transaction looks at through the glass. The setting alone opens nothing, and without it nobody looks.
create function sundial_glass() returns uuid
    stable parallel safe
    return case
        when current_setting('sundial.glass', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
        then current_setting('sundial.glass', true)::uuid
    end;

create function sundial_glass_is_open() returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
        select exists (
            select from public.glass_answer a
            where a.person_id = public.sundial_viewer() and a.case_id = public.sundial_glass()
                and a.at <= statement_timestamp() and a.until > statement_timestamp()
                and not exists (select from public.glass_end e where e.answer_id = a.id)
        ) and public.sundial_viewer_kind() = 'staff'
    $$;

create function sundial_glass_customer() returns uuid
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
        select c.organization_id from public.support_case c
        where c.id = public.sundial_glass() and public.sundial_glass_is_open()
    $$;

revoke all on function sundial_glass(), sundial_glass_is_open(), sundial_glass_customer() from public;
grant execute on function sundial_glass(), sundial_glass_is_open() to sundial_web, sundial_worker;
grant execute on function sundial_glass_customer() to sundial_web;

-- One case, to be read; and its customer, whose name and contact stand on it.
create policy through_the_glass on support_case for select to sundial_web using (
    id = (select sundial_glass()) and (select sundial_glass_is_open())
);
create policy what_is_read_through_the_glass on support_case for select to current_user using (
    id = (select sundial_glass()) and (select sundial_glass_is_open())
);
create policy through_the_glass on organization for select to sundial_web using (
    case when (select sundial_glass()) is null then false else id = (select sundial_glass_customer()) end
);

-- Nobody writes through it: neither what happened, nor what follows from that.
do $$
declare
    of_a_case text;
    verb text;
begin
    foreach of_a_case in array array[
        'fact', 'clock', 'alert', 'awaited_fix', 'resource_request', 'handover', 'notice_draft'
    ] loop
        execute format(
            'create policy nothing_through_the_glass on %I as restrictive for insert to sundial_web'
            ' with check (case_id is distinct from (select sundial_glass()))', of_a_case);
        foreach verb in array array['update', 'delete'] loop
            execute format(
                'create policy nothing_through_the_glass_%s on %I as restrictive for %s to sundial_web'
                ' using (case_id is distinct from (select sundial_glass()))', verb, of_a_case, verb);
        end loop;
    end loop;
end $$;
