-- A letter that was settled without a case is taken up again by who sees it, in their own name and with a reason; how it had
-- been settled is kept, and nobody changes or removes it. What stands on a case is not taken back.
alter table letter_taken_up enable row level security;
alter table letter_taken_up force row level security;
create policy clockwork on letter_taken_up to sundial_worker using ((select sundial_is_clockwork()));
create policy of_a_letter_that_one_sees on letter_taken_up for select to sundial_web using (
    (select true from inbound_letter l where l.id = letter_id)
);
create policy in_ones_own_name on letter_taken_up for insert to sundial_web with check (
    by_id = (select sundial_viewer()) and at <= statement_timestamp() and (select sundial_viewer_coordinates())
    and exists (
        select from inbound_letter l
        where l.id = letter_id and l.case_id is null and l.outcome = letter_taken_up.outcome
            and l.reason = letter_taken_up.because and l.settled_by_id = letter_taken_up.settled_by_id
            and l.settled_at = letter_taken_up.settled_at
    )
);
create trigger is_kept before update or delete or truncate on letter_taken_up
    for each statement execute function sundial_is_kept();
grant select, insert on letter_taken_up to sundial_web, sundial_worker;

-- Each of the two tables asks the other, so both questions are functions, which PostgreSQL does not write into each other.
create function sundial_takes_up(letter uuid) returns boolean
    language plpgsql stable set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        return exists (
            select from public.letter_taken_up t
            where t.letter_id = letter and t.by_id = public.sundial_viewer()
                and t.at >= statement_timestamp() - interval '1 minute'
        );
    end $$;
revoke all on function sundial_takes_up(uuid) from public;
grant execute on function sundial_takes_up(uuid) to sundial_web;
create policy taken_up_again on inbound_letter for update to sundial_web using (
    settled_at is not null and case_id is null and sundial_sees_letter(id)
) with check (
    settled_at is null and settled_by_id is null and case_id is null and outcome = ''
 and sundial_takes_up(id)
);
grant update (reminded_at) on inbound_letter to sundial_web;

-- Of two policies for the same verb each lets by what the other asks for: what is settled is never settled anew in one step.
create function sundial_is_settled_once() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        raise exception 'a letter is settled once' using errcode = 'insufficient_privilege';
    end $$;
create trigger is_settled_once before update on inbound_letter for each row
    when (old.settled_at is not null and new.settled_at is not null and (
        (old.outcome, old.reason, old.settled_by_id, old.settled_at, old.case_id)
        is distinct from (new.outcome, new.reason, new.settled_by_id, new.settled_at, new.case_id)
    ))
    execute function sundial_is_settled_once();

-- A letter that nobody may see, for the customers whose it may be are restricted apart: those inside one of the walls hear that
-- it lies in its mailbox.
create policy near_letters_stay_inside on alert as restrictive for insert to sundial_web, sundial_worker with check (
    case when kind = 'letter-unseen' then exists (
        select from person p, inbound_letter l, organization o
        where p.id = person_id and l.id = alert.about::uuid and p.kind = 'staff' and p.is_active
            and p.role in ('cx-coordinator', 'duty-manager', 'director')
            and o.id = any (l.about) and o.restricted and p.region = any (o.regions)
    ) else true end
);

-- A role's way is quiet as its managers say.
grant update (since, until, days) on way to sundial_web;
