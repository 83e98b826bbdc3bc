-- Word is owed to whoever of the staff is there, and to nobody who has left: who was looked up before they left is refused as
-- who was moved out of a wall is, and whoever is there now is told in their place.
drop policy stays_inside on alert;
create policy stays_inside on alert as restrictive for insert to sundial_web, sundial_worker with check (
    case when case_id is not null then exists (
        select from person p, support_case c
        where p.id = person_id and c.id = case_id and case
            when alert.kind = 'comfort-asked' then p.id = c.contact_id
            else p.kind = 'staff' and p.is_active and (c.regions = '{}' or p.region = any (c.regions))
        end
    ) else exists (select from person p where p.id = person_id and p.kind = 'staff' and p.is_active) end
);
