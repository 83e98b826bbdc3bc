-- Of two who act at one moment, one who gives somebody a case behind a wall, and one who moves that person out of it, the
-- second waits for the first, by an advisory lock of the person that lasts until the commit. Whoever is moved after they
-- were given it, gives it back; whoever is given it after they were moved, is refused. The row itself cannot be locked:
-- to lock a colleague's row is to be allowed to change it.
create function sundial_person_moves() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        perform pg_advisory_xact_lock(5268850, hashtext(new.id::text));
        return new;
    end $$;

create trigger person_moves before update of region, is_active on person
    for each row when (old.region is distinct from new.region or old.is_active is distinct from new.is_active)
    execute function sundial_person_moves();

create function sundial_owner_is_inside() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        perform pg_advisory_xact_lock_shared(5268850, hashtext(new.owner_id::text));
        perform from public.person p
            where p.id = new.owner_id and p.kind = 'staff' and p.is_active and p.region = any (new.regions);
        if not found then
            raise exception 'whoever owns a case is inside its wall'
                using errcode = 'check_violation', constraint = 'owner_is_inside', table = 'support_case';
        end if;
        return new;
    end $$;

create trigger owner_is_inside before update of owner_id on support_case
    for each row when (new.owner_id is not null and new.regions <> '{}' and new.owner_id is distinct from old.owner_id)
    execute function sundial_owner_is_inside();
create trigger owner_is_inside_at_first before insert on support_case
    for each row when (new.owner_id is not null and new.regions <> '{}')
    execute function sundial_owner_is_inside();
revoke all on function sundial_person_moves(), sundial_owner_is_inside() from public;
