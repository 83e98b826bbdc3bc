-- The rung on which a case stands follows its history, as all else that a later fact can change.
alter table support_case no force row level security;
alter table escalation no force row level security;
update support_case c set rung = stands.rung
from (select case_id, max(rung) as rung from escalation group by case_id) stands
where stands.case_id = c.id;
alter table support_case force row level security;
alter table escalation force row level security;
grant update (rung) on support_case to sundial_web, sundial_worker;
