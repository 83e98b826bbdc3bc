-- An alert of a shift that is offered names no case: it is seen by the one to whom it is owed, who is of the staff, and is
-- owed by who wrote that offer. Of a case all stays as it was.
drop policy ones_own on alert;
create policy ones_own on alert for select to sundial_web using (
    person_id = (select sundial_viewer())
    and (case_id is null or (select true from support_case c where c.id = case_id))
);
drop policy is_owed on alert;
create policy is_owed on alert for insert to sundial_web with check (
    case when case_id is not null then (select true from support_case c where c.id = case_id)
    else kind = 'shift-offered' and exists (
        select from rota_change r
        where r.seq = alert.seq and r.what ->> 'kind' = 'offered' and r.by_id = (select sundial_viewer())
    ) end
);
drop policy stays_inside on alert;
create policy stays_inside on alert as restrictive for insert to sundial_web, sundial_worker with check (
    case when case_id is not null then exists (
        select from person p, support_case c
        where p.id = person_id and c.id = case_id
            and p.kind = 'staff' and (c.regions = '{}' or p.region = any (c.regions))
    ) else exists (select from person p where p.id = person_id and p.kind = 'staff') end
);
