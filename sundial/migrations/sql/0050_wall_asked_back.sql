create or replace function sundial_viewer_kind() returns text
    language sql stable
    return case left(sundial_seen(), 1) when 's' then 'staff' when 'c' then 'contact' end;

create or replace function sundial_viewer_organization() returns uuid
    language sql stable
    return nullif(btrim(substr(sundial_seen(), 2, 36)), '')::uuid;

create or replace function sundial_staff_region() returns text
    language sql stable
    return case when starts_with(sundial_seen(), 's') then substr(sundial_seen(), 38) end;
