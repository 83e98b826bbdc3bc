-- Search (O2.7). Row security keeps every index of words unused, for what compares them could leak what it is shown. So the
-- words stand in a table of their own, which one role alone reads, that owns nothing but the one function that asks it; and
-- in the index each word stands under its wall: `/scanner` for all of the staff, `emea/scanner` for those of EMEA. Who searches
-- reads the entries under their own keys; those of what is hidden are not touched, however many there are.

do $$
begin
    if not exists (select from pg_roles where rolname = 'sundial_search') then
        raise exception 'the role sundial_search is missing: bin/sundial database start makes it (docs/operate.md)';
    end if;
end $$;

-- One row for each text of a case: 0 what stands on the case itself, else the number of the fact. Weights: A number and
-- subject, B the customer's name, C the product, D the text.
create table case_words (
    case_id uuid not null,
    seq integer not null,
    organization_id uuid not null,
    regions varchar(32)[] not null,
    public boolean not null,
    at timestamptz not null,
    words tsvector not null,
    primary key (case_id, seq)
);
alter table case_words enable row level security;
alter table case_words force row level security;

-- Letters without accents, and a space for each mark that would join words, so that SD-7K3M, 5.8.1 and /var/log are words
-- that follow each other. What is not ASCII costs more and is rare.
create function sundial_folded(words text) returns text
    immutable strict parallel safe
    return translate(
        case when octet_length(words) = char_length(words) then words
            else translate(normalize(regexp_replace(normalize(words, nfkd), '[\u0300-\u036f]', '', 'g'), nfc),
                '“”„‘’‚«»‹›–—…·•¡¿', repeat(' ', 17)) end,
        './@:_-+<>&~?=%#', repeat(' ', 15));

create function sundial_words(words text) returns tsvector
    immutable parallel safe
    return to_tsvector('pg_catalog.simple'::regconfig, coalesce(left(public.sundial_folded(left(words, 20000)), 20000), ''));

-- The words of a text under each key by which it may be found. What no person types is left out, lest it not fit. The cost
-- says that it is asked of the index and not of one row after the other.
create function sundial_keyed(words tsvector, regions varchar[]) returns tsvector
    immutable strict parallel safe cost 10000
    return array_to_tsvector(array(
        select key || '/' || word
        from unnest(tsvector_to_array(words)) word,
            unnest(case when regions = '{}' then array['']::varchar[] else regions end) key
        where octet_length(word) < 200
    ));

-- What is asked for: all of the words, the last of what stands together also as a beginning; "these after each other"; -not.
-- `words` are those that must be there, one by one. Null where nothing is left to look for; nothing that is typed is wrong.
create function sundial_asked(asked text, out exact tsquery, out words text[])
    language sql immutable parallel safe set search_path = pg_catalog, public, pg_temp
    as $$
        with part as (
            select nth, m[1] = '-' as without, m[2] ^@ '"' as quoted,
                phraseto_tsquery('pg_catalog.simple', left(public.sundial_folded(m[2]), 200))::text as words
            from regexp_matches(left(asked, 200), '(-?)("[^"]*"?|[^\s"]+)', 'g') with ordinality as x (m, nth)
            limit 12
        ), meant as (
            select nth, without,
                words || case when not quoted and not without and words ~ '\w{3,}''$' then ':*' else '' end as words
            from part where words <> ''
        )
        select string_agg(case when without then '!' else '' end || '(' || words || ')', ' & ' order by nth)::tsquery,
            (select array_agg(m[1] || coalesce(m[2], ''))
                from meant, regexp_matches(words, '''([^'']+)''(:\*)?', 'g') m where not without)
        from meant having bool_or(not without)
    $$;

-- All of the words under one of the keys.
create function sundial_under(words text[], keys varchar[]) returns tsquery
    language sql immutable parallel safe set search_path = pg_catalog, public, pg_temp
    as $$
        select string_agg('(' || one || ')', ' | ')::tsquery
        from (
            select string_agg(
                '''' || replace(replace(key || '/' || split_part(word, ':', 1), '\', '\\'), '''', '''''') || ''''
                    || case when word like '%:*' then ':*' else '' end, ' & ') as one
            from unnest(keys) key, unnest(words) word group by key
        ) each_key
    $$;

-- The one function that searches: which cases, by which of their texts and how well; never a word of them. It weighs the newest
-- 2,000 texts that its viewer may see, and names the 500 best cases. A word of every text is found within a month already.
create function sundial_search(asked text, of_customer uuid default null)
    returns table (case_id uuid, seq integer, rank real)
    language plpgsql stable security definer rows 500
    set search_path = pg_catalog, public, pg_temp
    set plan_cache_mode = force_custom_plan set enable_seqscan = off set work_mem = '32MB'
    as $$
    #variable_conflict use_column
    declare
        region constant varchar := public.sundial_staff_region(); -- null for who is not of the staff
        customer constant uuid := public.sundial_viewer_organization();
        exact tsquery;
        under tsquery;
        by_index boolean; -- whether nothing is asked that the index does not know: what follows what, what is not there
        since timestamptz;
        newest public.case_words[];
    begin
        select a.exact, public.sundial_under(a.words, array['', region]), a.exact::text !~ '[<!]'
        into exact, under, by_index from public.sundial_asked(asked) a;
        if exact is null then
            return;
        end if;
        foreach since in array array[statement_timestamp() - interval '30 days', '-infinity'] loop
            newest := array(
                select found from (
                    select w from public.case_words w
                    where region is not null and public.sundial_keyed(w.words, w.regions) @@ under
                        and (w.regions = '{}' or region = any (w.regions))
                        and (by_index or w.words @@ exact)
                        and (of_customer is null or w.organization_id = of_customer) and w.at >= since
                    union all
                    select w from public.case_words w
                    where w.organization_id = customer and w.public
                        and w.words @@ exact and w.at >= since
                ) x (found)
                order by (found).at desc, (found).case_id, (found).seq limit 2000
            );
            exit when cardinality(newest) = 2000;
        end loop;
        return query
            select n.case_id, (array_agg(n.seq order by n.rank desc, n.seq desc))[1], max(n.rank)
            from (select w.*, ts_rank('{0.1, 0.2, 0.4, 1}', w.words, exact) as rank from unnest(newest) w) n
            group by n.case_id
            order by max(n.rank) desc, max(n.at) desc, n.case_id
            limit 500;
    end $$;

-- What keeps the words: triggers, so that no way into the tables leaves them out.
create function sundial_words_of_case() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
    declare
        name tsvector := (select ts_filter(w.words, '{b}') from public.case_words w where w.case_id = new.id and w.seq = 0);
    begin
        if name is null then
            select setweight(public.sundial_words(o.name), 'B') into name
            from public.organization o where o.id = new.organization_id;
        end if;
        insert into public.case_words (case_id, seq, organization_id, regions, public, at, words)
        values (new.id, 0, new.organization_id, new.regions, true, new.opened_at,
            setweight(public.sundial_words(new.number || ' ' || new.subject), 'A') || coalesce(name, '')
            || setweight(public.sundial_words(new.product), 'C'))
        on conflict (case_id, seq) do update set words = excluded.words;
        return null;
    end $$;

create function sundial_words_move() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        update public.case_words set regions = new.regions where case_id = new.id;
        return null;
    end $$;

create function sundial_words_of_fact() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        if tg_op = 'UPDATE' then
            delete from public.case_words where case_id = new.case_id and seq = new.seq;
        end if;
        insert into public.case_words (case_id, seq, organization_id, regions, public, at, words)
        select new.case_id, new.seq, w.organization_id, w.regions, new.public, new.recorded_at,
            public.sundial_words(new.text) || ts_filter(w.words, '{b}')
        from public.case_words w where w.case_id = new.case_id and w.seq = 0 and new.text <> '';
        return null;
    end $$;

create function sundial_words_of_customer() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    as $$
    begin
        update public.case_words
        set words = ts_filter(words, '{a,c,d}') || setweight(public.sundial_words(new.name), 'B')
        where organization_id = new.id;
        return null;
    end $$;

create trigger words after insert on support_case for each row execute function sundial_words_of_case();
create trigger words_anew after update of number, subject, product on support_case for each row
    when ((old.number, old.subject, old.product) is distinct from (new.number, new.subject, new.product))
    execute function sundial_words_of_case();
create trigger words_move after update of regions on support_case for each row
    when (old.regions is distinct from new.regions) execute function sundial_words_move();
create trigger words after insert on fact for each row when (new.text <> '') execute function sundial_words_of_fact();
create trigger words_anew after update of text on fact for each row
    when (old.text is distinct from new.text) execute function sundial_words_of_fact();
create trigger words_anew after update of name on organization for each row
    when (old.name is distinct from new.name) execute function sundial_words_of_customer();

-- What there is to keep, of all that its caller sees: for what is there already, and for whoever writes rows past the triggers.
create function sundial_words_to_keep() returns setof case_words
    language sql stable set search_path = pg_catalog, public, pg_temp
    as $$
        with heading as (
            select c.id, c.organization_id, c.regions, c.opened_at, setweight(sundial_words(o.name), 'B') as name,
                setweight(sundial_words(c.number || ' ' || c.subject), 'A') as title,
                setweight(sundial_words(c.product), 'C') as product
            from support_case c join organization o on o.id = c.organization_id
        )
        select id, 0, organization_id, regions, true, opened_at, title || name || product from heading
        union all
        select f.case_id, f.seq, h.organization_id, h.regions, f.public, f.recorded_at, sundial_words(f.text) || h.name
        from fact f join heading h on h.id = f.case_id where f.text <> ''
    $$;

-- The owner is bound by the wall like everybody, but for this.
alter table organization no force row level security;
alter table support_case no force row level security;
alter table fact no force row level security;
alter table case_words no force row level security;
insert into case_words select * from sundial_words_to_keep();
alter table organization force row level security;
alter table support_case force row level security;
alter table fact force row level security;
alter table case_words force row level security;

alter table case_words add constraint case_words_case_id_fk foreign key (case_id) references support_case (id);
create index case_words_of_customer on case_words (organization_id);
create index case_words_at on case_words (at);
create index case_words_found on case_words using gin (sundial_keyed(words, regions));

-- Who may do what. The owner's hands are the triggers', and read of a customer's name what their viewer sees.
create policy keeps_the_words on case_words to current_user using (true) with check (true);
create policy what_the_viewer_sees on organization for select to current_user using (
    ((select sundial_staff_region()) is not null
        and (not restricted or (select sundial_staff_region()) = any (regions)))
    or id = (select sundial_viewer_organization())
    or (select sundial_is_clockwork())
);
create policy searches on case_words for select to sundial_search using (true);
revoke all on function sundial_folded(text), sundial_words(text), sundial_keyed(tsvector, varchar[]), sundial_asked(text),
    sundial_under(text[], varchar[]), sundial_search(text, uuid), sundial_words_of_case(), sundial_words_move(),
    sundial_words_of_fact(), sundial_words_of_customer(), sundial_words_to_keep() from public;
grant select on case_words to sundial_search;
grant usage on schema public to sundial_search;
grant execute on function sundial_folded(text), sundial_keyed(tsvector, varchar[]), sundial_asked(text),
    sundial_under(text[], varchar[]), sundial_viewer_organization(), sundial_staff_region() to sundial_search;
grant execute on function sundial_search(text, uuid) to sundial_web;
grant create on schema public to sundial_search;
alter function sundial_search(text, uuid) owner to sundial_search;
revoke create on schema public from sundial_search;
