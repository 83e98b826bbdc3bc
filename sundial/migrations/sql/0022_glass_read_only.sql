-- The glass costs every statement as little as can be: one function, which says at once that nobody looks through it. And
-- it opens in a read-only transaction alone, so that nothing whatever is written through it.

do $$
declare
    of_a_case text;
begin
    foreach of_a_case in array array[
        'fact', 'clock', 'alert', 'awaited_fix', 'resource_request', 'handover', 'notice_draft'
    ] loop
        execute format('drop policy nothing_through_the_glass on %I', of_a_case);
        execute format('drop policy nothing_through_the_glass_update on %I', of_a_case);
        execute format('drop policy nothing_through_the_glass_delete on %I', of_a_case);
    end loop;
end $$;

drop policy through_the_glass on organization;
drop policy through_the_glass on support_case;
drop policy what_is_read_through_the_glass on support_case;
drop function sundial_glass_customer(), sundial_glass_is_open(), sundial_glass();

-- The case that this transaction reads through the glass, null for none: it names one, it can write nothing, and its
-- viewer, who is of the staff, was let in, and that is neither over nor ended.
create function sundial_glass() returns uuid
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
    declare
        named constant text := current_setting('sundial.glass', true);
    begin
        if named is null or named = '' or current_setting('transaction_read_only') <> 'on' then
            return null;
        end if;
        return (
            select a.case_id from public.glass_answer a
            where a.case_id::text = named and a.person_id = public.sundial_viewer()
                and a.at <= statement_timestamp() and a.until > statement_timestamp()
                and not exists (select from public.glass_end e where e.answer_id = a.id)
                and public.sundial_viewer_kind() = 'staff'
            limit 1
        );
    end $$;

create function sundial_glass_customer() returns uuid
    language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        if coalesce(current_setting('sundial.glass', true), '') = '' then
            return null;
        end if;
        return (select c.organization_id from public.support_case c where c.id = public.sundial_glass());
    end $$;

revoke all on function sundial_glass(), sundial_glass_customer() from public;
grant execute on function sundial_glass() to sundial_web, sundial_worker;
grant execute on function sundial_glass_customer() to sundial_web;

create policy through_the_glass on support_case for select to sundial_web using (id = (select sundial_glass()));
create policy what_is_read_through_the_glass on support_case for select to current_user using (
    id = (select sundial_glass())
);
create policy through_the_glass on organization for select to sundial_web using (
    id = (select sundial_glass_customer())
);
