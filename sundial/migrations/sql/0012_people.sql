-- Languages are tags of BCP 47, as protocol/languages.py keeps them.
alter table person add constraint person_languages check (
    array_to_string(languages, ' ') ~ '^([a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?( (?!$)|$))*$'
);

-- What the helper functions may read besides the viewer: the staff, whom every one who is signed in sees, and who is at
-- the door.
create policy the_staff on person for select to current_user using (kind = 'staff');
create policy at_the_door on person for select to current_user using (email = sundial_door());

-- Whether the viewer is a manager of support in a region: they enter its people, and change them.
create function sundial_viewer_manages(wanted varchar) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
        select wanted <> '' and exists (
            select from public.person
            where id = public.sundial_viewer() and is_active and kind = 'staff' and "group" = ''
                and role in ('duty-manager', 'director') and region = wanted
        )
    $$;

-- What of the viewer, or of who is at the door, they do not change themselves.
create function sundial_viewer_place() returns jsonb
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
        select jsonb_build_array(name, email, role, region, "group", tier, title, skills, is_active)
        from public.person where is_active and (id = public.sundial_viewer() or email = public.sundial_door())
    $$;

-- The host of the viewer's own address: a new colleague has one there, so that nobody learns by trying whether an
-- address belongs to a customer whom they may not see.
create function sundial_viewer_host() returns text
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$ select split_part(email, '@', 2) from public.person where id = public.sundial_viewer() and is_active $$;

-- Whether one of the staff, null for nobody, stands inside designated regions.
create function sundial_stands_inside(who uuid, regions varchar[]) returns boolean
    language sql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
        select who is null or exists (
            select from public.person
            where id = who and kind = 'staff' and (regions = '{}' or region = any (regions))
        )
    $$;

revoke all on function sundial_viewer_manages(varchar), sundial_viewer_place(), sundial_viewer_host(),
    sundial_stands_inside(uuid, varchar[]) from public;
grant execute on function sundial_viewer_manages(varchar), sundial_viewer_place(), sundial_viewer_host()
    to sundial_web;
grant execute on function sundial_stands_inside(uuid, varchar[]) to sundial_web, sundial_worker;

-- One's own row: whoever is in or at the door changes what leads to them, and neither role nor region.
drop policy sign_in on person;
create policy sign_in on person for select to sundial_web using (
    is_active and (id = sundial_viewer() or email = sundial_door())
);
create policy ones_own on person for update to sundial_web using (
    is_active and (id = sundial_viewer() or email = sundial_door())
) with check (
    (id = sundial_viewer() or email = sundial_door())
    and jsonb_build_array(name, email, role, region, "group", tier, title, skills, is_active)
        = (select sundial_viewer_place())
);

-- The managers of a region enter people there and let them go; who comes from another region is let go there first.
-- Nobody moves themselves, and so nobody comes behind a wall by their own hand.
create policy of_ones_region on person for update to sundial_web using (
    kind = 'staff' and id <> (select sundial_viewer())
    and (region = '' or sundial_viewer_manages(region))
    and (select sundial_viewer_manages(sundial_viewer_region()))
) with check (
    kind = 'staff' and id <> (select sundial_viewer()) and (region = '' or sundial_viewer_manages(region))
);
create policy of_ones_region_enters on person for insert to sundial_web with check (
    kind = 'staff' and sundial_viewer_manages(region)
    and split_part(email, '@', 2) = (select sundial_viewer_host())
);
grant insert on person to sundial_web;
grant update (name, role, region, tier, "group", title, languages, skills, phone, chat, is_active) on person
    to sundial_web;

-- What was changed is the staff's to read; who changes it writes it down in their own name; and it is kept.
alter table person_change enable row level security;
alter table person_change force row level security;
create policy clockwork on person_change to sundial_worker using ((select sundial_is_clockwork()));
create policy the_staff on person_change for select to sundial_web using ((select sundial_viewer_kind()) = 'staff');
create policy in_ones_own_name on person_change for insert to sundial_web with check (
    by_id = (select sundial_viewer()) and (select sundial_viewer_kind()) = 'staff'
);
create trigger is_kept before update or delete or truncate on person_change
    for each statement execute function sundial_is_kept();
grant select, insert on person_change to sundial_web;
grant select, insert on person_change to sundial_worker;

-- The account team of a customer is set by the managers of a region that serves them, and stands inside the wall,
-- whoever sets it.
create policy served_by_ones_region on organization for update to sundial_web using (
    (select sundial_viewer_manages(sundial_viewer_region()))
    and (select sundial_viewer_region()) = any (case when regions = '{}' then array[home_region] else regions end)
);
create policy stays_inside on organization as restrictive for update to sundial_web, sundial_worker using (true)
with check (
    sundial_stands_inside(csm_id, regions) and sundial_stands_inside(tam_id, regions)
    and sundial_stands_inside(sales_id, regions)
);
create policy enters_inside on organization as restrictive for insert to sundial_web, sundial_worker with check (
    sundial_stands_inside(csm_id, regions) and sundial_stands_inside(tam_id, regions)
    and sundial_stands_inside(sales_id, regions)
);
grant update (csm_id, tam_id, sales_id) on organization to sundial_web;
