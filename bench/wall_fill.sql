CREATE TEMP TABLE customer ON COMMIT PRESERVE ROWS AS
    SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS contact, region,
        CASE WHEN n %% 10 < 3 THEN array[region]::varchar[] ELSE '{}'::varchar[] END AS regions
    FROM generate_series(0, %(customers)s - 1) n,
        LATERAL (SELECT (array['emea', 'americas', 'apj'])[1 + n / 10 %% 3] AS region) r;
INSERT INTO organization (id, name, city, home_region, zone, regions)
    SELECT id, 'Customer ' || n, '', region, 'UTC', regions FROM customer;
INSERT INTO entitlement (id, organization_id, plan, products) SELECT gen_random_uuid(), id, 'platinum', '{}' FROM customer;
INSERT INTO person (id, email, name, kind, organization_id, role, region, is_active, zone, title)
    SELECT contact, 'contact' || n || '@customer' || n || '.example', 'Contact ' || n, 'contact', id, '', '', true, 'UTC', ''
    FROM customer;
CREATE TEMP TABLE made ON COMMIT PRESERVE ROWS AS
    SELECT g, gen_random_uuid() AS id, c.id AS organization, c.contact, c.region, c.regions, g %% 50 = 0 AS open,
        1 + g / 50 %% 4 AS severity, %(now)s::timestamptz - (g::float8 / %(cases)s) * interval '900 days' AS at
    FROM generate_series(1, %(cases)s) g JOIN customer c ON c.n = abs(hashint4(g)) %% %(customers)s;
INSERT INTO support_case (id, number, organization_id, contact_id, subject, product, plan, home_region, regions, severity,
        state, triaged, opened_at, changed_at, told_at, resolved_at, next_due_at, head_seq, head_hash, revision)
    SELECT id, 'W' || g, organization, contact, CASE WHEN g %% 100000 = 7 THEN 'Quarantine overflows' WHEN regions = '{emea}' THEN 'Scanner stops quietly' ELSE 'Scanner stops' END,
        'Scanner 5.8', 'platinum', region, regions, severity, CASE WHEN open THEN 'new' ELSE 'closed' END, g %% 500 <> 0,
        at, at, at, CASE WHEN NOT open THEN at + interval '1 day' END,
        CASE WHEN open THEN %(now)s::timestamptz + g * interval '1 second' END, 1, md5(g::text), %(revision)s
    FROM made;
INSERT INTO fact (case_id, seq, at, recorded_at, by_id, side, kind, what, public, text, words, hash)
    SELECT id, 1, at, at, contact, 'customer', 'opened', jsonb_build_object('severity', severity, 'plan', 'platinum',
        'home_region', region, 'regions', to_jsonb(regions), 'channel', 'portal', 'protocol', %(revision)s::text),
        true, '', '', md5(g::text)
    FROM made;
INSERT INTO clock (case_id, promise, cycle, started_at, due_at, warn_at, check_at, outcome, soon_said, breach_said, restricted)
    SELECT id, 'first-response', 1, at, greatest(at, %(now)s::timestamptz + g * interval '1 second'),
        %(now)s::timestamptz + g * interval '1 second', %(now)s::timestamptz + g * interval '1 second', 'running', false,
        false, regions <> '{}'
    FROM made WHERE open;
INSERT INTO case_words SELECT * FROM sundial_words_to_keep() ON CONFLICT DO NOTHING;
DROP TABLE made;
DROP TABLE customer;
SELECT sundial_add_up();
VACUUM (ANALYZE);
CHECKPOINT
