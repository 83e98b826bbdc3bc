-- Between the worker's word and a wall in force a shift could be given up. So the word names what it was read off, and in the
-- transaction in which a restriction comes in force the database reads that again: where it is another, the word is not taken.

-- All that ladder and coverage of a customer are read off, as one digest: the shift plan, which only grows, the staff who are
-- there, the customer's own people and plans, and the document in force. Who asks sees all of it, or their digest is another.
create function sundial_wall_ground(customer uuid) returns text
    language sql stable set search_path = pg_catalog, public, pg_temp
    as $$
        select encode(sha256(convert_to(jsonb_build_array(
            (select id from public.rota_pattern order by seq desc limit 1),
            (select id from public.rota_change order by seq desc limit 1),
            (select jsonb_agg(jsonb_build_array(id, role, "group", region, tier, languages) order by id)
                from public.person where kind = 'staff' and is_active),
            (select jsonb_build_array(home_region, zone, csm_id, tam_id, sales_id)
                from public.organization where id = customer),
            (select jsonb_agg(jsonb_build_array(id, plan, products, until) order by id)
                from public.entitlement where organization_id = customer),
            (select digest from public.protocol_revision
                where in_force_from <= statement_timestamp() order by in_force_from desc limit 1)
        )::text, 'UTF8')), 'hex')
    $$;
revoke all on function sundial_wall_ground(uuid) from public;
grant execute on function sundial_wall_ground(uuid) to sundial_web, sundial_worker;

create or replace function sundial_wall_is_checked() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        if new.at > statement_timestamp() then
            raise exception 'no entry of a wall is dated ahead' using errcode = 'insufficient_privilege';
        end if;
        if new.kind = 'in-force' and not exists (
            select from public.wall_check c
            where c.organization_id = new.organization_id and c.regions = new.regions
                and c.at > statement_timestamp() - interval '15 minutes'
                and c.ground = public.sundial_wall_ground(new.organization_id)
        ) then
            raise exception 'no restriction comes in force without the desk''s own check'
                using errcode = 'insufficient_privilege';
        end if;
        return new;
    end $$;
