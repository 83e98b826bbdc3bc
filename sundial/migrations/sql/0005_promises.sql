-- What the three promises add: fixes and releases, drafts of notices, requests to groups, documents that are tried.

-- Cases that were there before: the revision that their history names, and how far down its tables their plan stands.
alter table support_case no force row level security;
alter table fact no force row level security;
update support_case c set revision = f.what->>'protocol' from fact f where f.case_id = c.id and f.seq = 1;
update support_case c set plan_rank = ranks.rank
from (
    select r.digest, plan, min(t.place) - 1 as rank
    from protocol_revision r, json_each((r.document::json)->'tables') with ordinality as t (key, value, place),
        json_array_elements_text(t.value->'plans') plan
    group by r.digest, plan
) ranks
where ranks.digest = c.revision and ranks.plan = c.plan;
alter table support_case force row level security;
alter table fact force row level security;
set constraints all immediate;

do $$
declare
    walled text;
begin
    foreach walled in array array[
        'awaited_fix', 'resource_request', 'notice_draft', 'release', 'fix', 'release_event', 'protocol_candidate'
    ] loop
        execute format('alter table %I enable row level security', walled);
        execute format('alter table %I force row level security', walled);
        execute format(
            'create policy clockwork on %I to sundial_worker using ((select sundial_is_clockwork()))', walled);
    end loop;
end $$;

-- Projections of a history follow whoever makes it, so whoever sees the case; no page shows them to a customer.
create policy the_wall on awaited_fix to sundial_web using (
    (select true from support_case c where c.id = case_id)
);
create policy the_wall on resource_request to sundial_web using (
    (select true from support_case c where c.id = case_id)
);

-- A draft is made by the desk's own hands, and seen, edited and sent by the staff who see its case.
create policy the_wall on notice_draft to sundial_web using (
    (select sundial_viewer_kind()) = 'staff' and (select true from support_case c where c.id = case_id)
);

-- Releases, fixes and documents that are tried hold nothing of a customer; they are the staff's.
create policy the_staff on release to sundial_web using ((select sundial_viewer_kind()) = 'staff');
create policy the_staff on fix to sundial_web using ((select sundial_viewer_kind()) = 'staff');
create policy the_staff on release_event for select to sundial_web using ((select sundial_viewer_kind()) = 'staff');
create policy in_ones_own_name on release_event for insert to sundial_web with check (
    by_id = (select sundial_viewer()) and (select sundial_viewer_kind()) = 'staff'
);
create policy the_staff on protocol_candidate to sundial_web using ((select sundial_viewer_kind()) = 'staff');

create trigger is_kept before update or delete or truncate on release_event
    for each statement execute function sundial_is_kept();

grant select, insert, update, delete on awaited_fix, resource_request to sundial_web, sundial_worker;
grant select, update (text, state, edited_by_id, settled_by_id, settled_at, reason) on notice_draft to sundial_web;
grant select, insert, update, delete on notice_draft to sundial_worker;
grant select, insert, update on release, fix to sundial_web, sundial_worker;
grant select, insert on release_event to sundial_web, sundial_worker;
grant insert on fan_out to sundial_web;
grant select, insert, delete on fan_out to sundial_worker;
grant select, insert, delete on protocol_candidate to sundial_web;
grant select, insert on protocol_candidate to sundial_worker;
grant select, insert on protocol_move to sundial_web;
grant select, insert, update on protocol_move to sundial_worker;
grant update (
    plan, plan_rank, revision, waiting, merged_into, triaged, pinned
) on support_case to sundial_web, sundial_worker;
