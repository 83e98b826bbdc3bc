-- Word is owed to whoever of the staff is there, and to nobody who has left: who was looked up before they left is refused as
-- who was moved out of a wall is, and whoever is there now is told in their place. Whether they are comfortable is asked of
-- the case's contact, and where they are gone of another one of the same customer.
drop policy stays_inside on alert;
create policy stays_inside on alert as restrictive for insert to sundial_web, sundial_worker with check (
    case when case_id is not null then exists (
        select from person p, support_case c
        where p.id = person_id and c.id = case_id and p.is_active and case
            when alert.kind = 'comfort-asked' then p.kind = 'contact' and p.organization_id = c.organization_id
            else p.kind = 'staff' and (c.regions = '{}' or p.region = any (c.regions))
        end
    ) else exists (select from person p where p.id = person_id and p.kind = 'staff' and p.is_active) end
);

-- The words by which cases are found, for whoever proves that they are what the histories say: for the desk's own hands alone.
create function sundial_words_kept(after uuid, up_to uuid) returns setof case_words
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
        select * from public.case_words w where w.case_id > after and w.case_id <= up_to and public.sundial_is_clockwork()
    $$;
revoke all on function sundial_words_kept(uuid, uuid) from public;
grant execute on function sundial_words_kept(uuid, uuid), sundial_words(text), sundial_folded(text) to sundial_worker;
