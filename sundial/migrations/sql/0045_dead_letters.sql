-- What somebody did about word that could not be delivered: in one's own name, by the managers, about cases that they see; of
-- what has no case about what one was alarmed of oneself. It is carried out by the worker, and nobody changes or removes it.
alter table dead_letter_act enable row level security;
alter table dead_letter_act force row level security;
create policy clockwork on dead_letter_act to sundial_worker using ((select sundial_is_clockwork()));
create policy the_wall on dead_letter_act for select to sundial_web using (
    (select sundial_viewer_kind()) = 'staff'
    and case when case_id is null then by_id = (select sundial_viewer())
        else (select true from support_case c where c.id = case_id) end
);
create policy of_the_managers on dead_letter_act for insert to sundial_web with check (
    by_id = (select sundial_viewer()) and at <= statement_timestamp() and done_at is null
    and exists (
        select from person p
        where p.id = (select sundial_viewer()) and p.kind = 'staff' and p.is_active and p."group" = ''
            and p.role in ('duty-manager', 'director')
    )
    and case when case_id is null then exists (
        select from alert a
        where a.case_id is null and a.kind = 'undelivered' and a.seq = dead_letter_act.seq
            and a.about = dead_letter_act.about and a.person_id = (select sundial_viewer())
    ) else (select true from support_case c where c.id = case_id) end
);
create policy nothing_through_the_glass on dead_letter_act as restrictive for insert to sundial_web with check (
    case_id is null or case_id is distinct from (select sundial_glass())
);
grant select, insert on dead_letter_act to sundial_web;
grant select, update on dead_letter_act to sundial_worker;

-- Word that the word of a letter did not reach somebody goes to nobody who does not see the letter, as that word itself.
alter policy of_a_letter_that_one_sees on alert using (
    case when kind in ('letter-came', 'letter-waits') or (kind = 'undelivered' and case_id is null and about <> '')
    then sundial_sees_letter(about::uuid) else true end
);
