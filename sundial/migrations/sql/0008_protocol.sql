-- Clocks that run on cases of which nothing happened yet that could count one in another way than by its row.
alter table clock no force row level security;
alter table fact no force row level security;
update clock set plain = true
where ended_at is null and promise <> 'resource-answer' and not paused and not exists (
    select from fact f
    where f.case_id = clock.case_id and f.kind not in (
        'opened', 'messaged', 'owner-set', 'triaged', 'resolved', 'reopened', 'closed', 'due-soon', 'breached'
    )
);
alter table clock force row level security;
alter table fact force row level security;
set constraints all immediate;
