-- Mail that comes in (O1.6, O7.4). As it came it is the worker's alone: a webhook, of which nobody has signed in, may lay a
-- letter down, and nobody of the web can read it. What was read of it is shown to those who look after letters to leadership.

do $$
declare
    walled text;
begin
    foreach walled in array array['inbound_raw', 'inbound_letter'] loop
        execute format('alter table %I enable row level security', walled);
        execute format('alter table %I force row level security', walled);
        execute format(
            'create policy clockwork on %I to sundial_worker using ((select sundial_is_clockwork()))', walled);
        execute format('grant select, insert, update, delete on %I to sundial_worker', walled);
    end loop;
end $$;
create policy laid_down_by_the_hook on inbound_raw for insert to sundial_web with check (
    starts_with(source, 'webhook:') and read_at is null and tries = 0 and arrived_at is null
    and coalesce(current_setting('sundial.viewer', true), '') = ''
);
grant insert on inbound_raw to sundial_web;

-- Whether the viewer looks after letters to leadership (protocol/letters/seeing.py).
create function sundial_viewer_coordinates() returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
        select exists (
            select from public.person
            where id = public.sundial_viewer() and is_active and kind = 'staff' and "group" = ''
                and role in ('cx-coordinator', 'duty-manager', 'director')
        )
    $$;
revoke all on function sundial_viewer_coordinates() from public;
grant execute on function sundial_viewer_coordinates() to sundial_web;

-- A letter that nobody has confirmed may be any customer's whose address or host it bears: who does not see all of these does
-- not see it. Where none of them is behind a wall the region of the mailbox counts, but for a known contact's, and for a
-- region in which nobody looks after letters. Once confirmed it is seen by whoever of them sees its case.
-- It is settled once, in one's own name, and by who sees it: that is asked again, for who changes a row without reading it
-- is not asked whether they may read it.
do $$
declare
    sees constant text := $sees$
        (select sundial_viewer_coordinates())
        and case when case_id is not null then (select true from support_case c where c.id = case_id)
        else
            (select count(*) from organization o where o.id = any (about)) = cardinality(about)
            and (
                region = '' or contact_id is not null or region = (select sundial_staff_region())
                or exists (select from organization o where o.id = any (about) and o.restricted)
                or not exists (
                    select from person p
                    where p.kind = 'staff' and p.is_active and p."group" = '' and p.region = inbound_letter.region
                        and p.role in ('cx-coordinator', 'duty-manager', 'director')
                )
            )
        end
    $sees$;
begin
    execute format('create policy the_coordinators on inbound_letter for select to sundial_web using (%s)', sees);
    execute format(
        'create policy settled_once on inbound_letter for update to sundial_web using (settled_at is null and (%s))'
        ' with check (settled_by_id = (select sundial_viewer()) and settled_at <= statement_timestamp()'
        ' and (case_id is null or (select true from support_case c where c.id = case_id)))', sees);
end $$;
grant select, update (settled_at, settled_by_id, outcome, reason, case_id) on inbound_letter to sundial_web;

grant select on mail_account to sundial_web;
grant select, insert, update, delete on mail_account to sundial_worker;

-- Word of a letter goes to nobody who could not see it, and is gone for whom a wall has shut out since.
create policy of_a_letter_that_one_sees on alert as restrictive for select to sundial_web using (
    case when kind in ('letter-came', 'letter-waits')
    then (select true from inbound_letter l where l.id = alert.about::uuid) else true end
);
create policy letters_stay_inside on alert as restrictive for insert to sundial_web, sundial_worker with check (
    case when kind in ('letter-came', 'letter-waits') then exists (
        select from person p, inbound_letter l
        where p.id = person_id and l.id = alert.about::uuid and p.kind = 'staff' and p.is_active
            and p.role in ('cx-coordinator', 'duty-manager', 'director')
            and not exists (
                select from organization o
                where o.id = any (l.about) and o.restricted and not p.region = any (o.regions)
            )
    ) else true end
);
