-- Written into each policy of a statement, what is asked of the viewer was set up again and again, forty-five times for the side
-- column alone, whether it was asked or not. Called, it costs half as much to set up, and it is asked once a statement anyway.
-- Every name is written out, for these follow the path of whoever asks.
create or replace function sundial_viewer_kind() returns text
    language plpgsql stable
    as $$
    declare
        seen constant text := public.sundial_seen();
    begin
        return case when pg_catalog.starts_with(seen, 's') then 'staff' when pg_catalog.starts_with(seen, 'c') then 'contact' end;
    end $$;

create or replace function sundial_viewer_organization() returns uuid
    language plpgsql stable
    as $$
    begin
        return nullif(pg_catalog.btrim(pg_catalog.substr(public.sundial_seen(), 2, 36)), '')::pg_catalog.uuid;
    end $$;

create or replace function sundial_staff_region() returns text
    language plpgsql stable
    as $$
    declare
        seen constant text := public.sundial_seen();
    begin
        return case when pg_catalog.starts_with(seen, 's') then pg_catalog.substr(seen, 38) end;
    end $$;
