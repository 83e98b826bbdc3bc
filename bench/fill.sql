CREATE TEMP TABLE made ON COMMIT PRESERVE ROWS AS
    SELECT gen_random_uuid() AS id, g, %(first_due)s::timestamptz + g * interval '2.5 seconds' AS due
    FROM generate_series((SELECT count(*) FROM support_case WHERE number LIKE 'B%%') + 1, %(up_to)s) g;
INSERT INTO support_case (id, number, organization_id, contact_id, subject, product, plan, home_region, regions,
        severity, state, opened_at, changed_at, told_at, next_due_at, head_seq, head_hash)
    SELECT id, 'B' || g, %(customer)s, %(contact)s, 'Scanner stops', '', 'platinum', 'emea', '{}',
        1, 'new', %(opened)s, %(opened)s, %(opened)s, due, 1, md5(g::text) FROM made;
INSERT INTO fact (case_id, seq, at, recorded_at, by_id, side, kind, what, public, text, words, hash)
    SELECT id, 1, %(opened)s, %(opened)s, %(contact)s, 'customer', 'opened', jsonb_build_object(
        'severity', 1, 'plan', 'platinum', 'home_region', 'emea', 'regions', '[]'::jsonb, 'channel', 'portal',
        'protocol', %(revision)s::text), true, '', '', md5(g::text) FROM made;
INSERT INTO clock (case_id, promise, cycle, started_at, due_at, warn_at, check_at, outcome, soon_said, breach_said)
    SELECT id, 'first-response', 1, %(opened)s, due, due - interval '15 minutes', due - interval '15 minutes',
        'running', false, false FROM made;
DROP TABLE made;
SELECT sundial_add_up();
VACUUM (ANALYZE) case_sum;
VACUUM (ANALYZE) support_case;
VACUUM (ANALYZE) fact;
VACUUM (ANALYZE) clock;
CHECKPOINT;
