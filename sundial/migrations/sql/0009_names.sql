-- What was decided about the protocol, and why, is the staff's; who decides does so in their own name. Only the desk's own
-- hands say what came of it.
alter table protocol_move enable row level security;
alter table protocol_move force row level security;
create policy clockwork on protocol_move to sundial_worker using ((select sundial_is_clockwork()));
create policy the_staff on protocol_move for select to sundial_web using ((select sundial_viewer_kind()) = 'staff');
create policy in_ones_own_name on protocol_move for insert to sundial_web with check (
    by_id = (select sundial_viewer()) and (select sundial_viewer_kind()) = 'staff'
    and finished_at is null and refusal = ''
);

-- So does who tries a document. Any of the staff may throw one away, as far as the database knows.
drop policy the_staff on protocol_candidate;
create policy the_staff on protocol_candidate for select to sundial_web using (
    (select sundial_viewer_kind()) = 'staff'
);
create policy the_staff_throw_away on protocol_candidate for delete to sundial_web using (
    (select sundial_viewer_kind()) = 'staff'
);
create policy in_ones_own_name on protocol_candidate for insert to sundial_web with check (
    by_id = (select sundial_viewer()) and (select sundial_viewer_kind()) = 'staff'
);

-- A fact is written from the side on which its author sits: what the customer agreed to is never the staff's to write.
drop policy in_ones_own_name on fact;
create policy in_ones_own_name on fact for insert to sundial_web with check (
    (by_id is null or (
        by_id = (select sundial_viewer())
        and side = (select case sundial_viewer_kind() when 'staff' then 'staff' when 'contact' then 'customer' end)
    ))
    and (select true from support_case c where c.id = case_id)
);
