-- Who may see a letter is a long question, and every list of alerts planned it though no word of a letter was in it. Asked by
-- a function, it is planned when the first such alert is there; the letter's own policies answer it, as whoever looks.
create function sundial_sees_letter(letter uuid) returns boolean
    language plpgsql stable set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        return exists (select from public.inbound_letter l where l.id = letter);
    end $$;
revoke all on function sundial_sees_letter(uuid) from public;
grant execute on function sundial_sees_letter(uuid) to sundial_web, sundial_worker;

alter policy of_a_letter_that_one_sees on alert using (
    case when kind in ('letter-came', 'letter-waits') then sundial_sees_letter(about::uuid) else true end
);
