CREATE UNLOGGED TABLE told_case (t int PRIMARY KEY, state text, severity int, plan text, plan_rank int, revision text,
    owner_id uuid, waiting text, merged_into text, triaged bool, pinned bool, resolved_at timestamptz,
    next_due_at timestamptz, changed_at timestamptz, told_at timestamptz, home_region text, opened_at timestamptz);
CREATE UNLOGGED TABLE told_fact (t int, seq int, at timestamptz, recorded_at timestamptz, by_id uuid, side text,
    kind text, what jsonb, public bool, text text, salt bytea, words text, link text);
CREATE UNLOGGED TABLE told_clock (t int, promise text, cycle int, started_at timestamptz, due_at timestamptz,
    warn_at timestamptz, check_at timestamptz, ended_at timestamptz, outcome text, soon_said bool, breach_said bool,
    about int, paused bool, plain bool);
CREATE UNLOGGED TABLE told_fix (t int, fix text, date timestamptz);
CREATE FUNCTION linked(link text, previous text) RETURNS text IMMUTABLE LANGUAGE sql
    RETURN encode(sha256(convert_to(link || previous || '"}', 'UTF8')), 'hex');;
CREATE INDEX ON told_fact (seq, t);
CREATE INDEX ON told_clock (t);
ANALYZE told_case; ANALYZE told_fact; ANALYZE told_clock;
ALTER TABLE fact DROP CONSTRAINT fact_once;;
CREATE TEMP TABLE made ON COMMIT DROP AS
    SELECT g, gen_random_uuid() AS id, g %% (SELECT count(*) FROM told_case) AS t, '' AS hash
    FROM generate_series(%(first)s, %(end)s - 1) g;
UPDATE made SET hash = id::text;
ANALYZE made;
INSERT INTO support_case (id, number, organization_id, contact_id, subject, product, plan, home_region, regions,
        severity, state, opened_at, changed_at, told_at, next_due_at, head_seq, head_hash, plan_rank, revision,
        owner_id, waiting, merged_into, triaged, pinned, resolved_at)
    SELECT made.id, 'F' || g, o.id, p.id, 'Scanner stops', '', plan, c.home_region, '{}',
        severity, state, opened_at, changed_at, told_at, next_due_at, %(length)s, 'yet to be written', plan_rank, revision,
        owner_id, waiting, merged_into, triaged, pinned, resolved_at
    FROM made JOIN told_case c USING (t)
    CROSS JOIN (SELECT %(customer)s::uuid AS id) o CROSS JOIN (SELECT %(contact)s::uuid AS id) p;;
UPDATE made SET hash = linked(link, made.hash) FROM told_fact f WHERE f.t = made.t AND f.seq = %(seq)s;;
INSERT INTO fact (case_id, seq, at, recorded_at, by_id, side, kind, what, public, text, salt, words, hash)
    SELECT id, seq, at, recorded_at, by_id, side, kind, what, public, text, salt, words, hash
    FROM made JOIN told_fact f ON f.t = made.t AND f.seq = %(seq)s;;
INSERT INTO clock (case_id, promise, cycle, started_at, due_at, warn_at, check_at, ended_at, outcome, soon_said,
        breach_said, about, paused, plain, restricted)
    SELECT id, promise, cycle, started_at, due_at, warn_at, check_at, ended_at, outcome, soon_said, breach_said, about,
        paused, plain, false
    FROM made JOIN told_clock USING (t);
INSERT INTO awaited_fix (case_id, fix, date) SELECT id, fix, date FROM made JOIN told_fix USING (t);
UPDATE support_case c SET head_hash = made.hash FROM made WHERE c.id = made.id;;
ALTER TABLE fact ADD CONSTRAINT fact_once UNIQUE (case_id, seq);
DROP TABLE told_case, told_fact, told_clock, told_fix;
DROP FUNCTION linked;
INSERT INTO case_words SELECT * FROM sundial_words_to_keep() ON CONFLICT DO NOTHING;
VACUUM (ANALYZE) case_words;
SELECT sundial_add_up();
VACUUM (ANALYZE) case_sum;
VACUUM (ANALYZE) support_case;
VACUUM (ANALYZE) fact;
VACUUM (ANALYZE) clock;
CHECKPOINT
