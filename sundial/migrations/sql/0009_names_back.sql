-- As it was before 0009.
drop policy in_ones_own_name on fact;
create policy in_ones_own_name on fact for insert to sundial_web with check (
    (by_id is null or by_id = (select sundial_viewer()))
    and (select true from support_case c where c.id = case_id)
);

drop policy in_ones_own_name on protocol_candidate;
drop policy the_staff_throw_away on protocol_candidate;
drop policy the_staff on protocol_candidate;
create policy the_staff on protocol_candidate to sundial_web using ((select sundial_viewer_kind()) = 'staff');

drop policy in_ones_own_name on protocol_move;
drop policy the_staff on protocol_move;
drop policy clockwork on protocol_move;
alter table protocol_move no force row level security;
alter table protocol_move disable row level security;
