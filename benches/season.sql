-- A season of four provinces: 1,360 groups, 20,400 caregivers, 10,880 sessions, 163,200 person-sessions,
-- 90 million impressions. Ids are made of a kind and a number, so that the bench can name them.
CREATE TEMP TABLE n AS
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 163199) SELECT i FROM n;
CREATE TEMP TABLE county AS
    SELECT code, ROW_NUMBER() OVER (ORDER BY code) - 1 AS i, COUNT(*) OVER () AS many
      FROM areas WHERE level = 3 AND valid_to IS NULL AND code / 10000 IN (45, 52, 53, 62);
INSERT INTO sites (id, area, code, name, kind, settlement, zone, accessibility, opened_at)
    SELECT unhex(printf('%08x%024x', 1, n.i)), c.code, 's' || n.i, 'Hall ' || n.i, 'community', 'rural', 'Asia/Shanghai',
           'unknown', '2026-08-01 00:00:00+00:00'
      FROM n JOIN county c ON c.i = n.i % c.many WHERE n.i < 1985;
INSERT INTO groups (id, site_id, code, name, curriculum_id, area, capacity, state, opened_at)
    SELECT unhex(printf('%08x%024x', 2, n.i)), s.id, 'g', 'Group ' || n.i, (SELECT id FROM curricula LIMIT 1), s.area, 40,
           'running', s.opened_at
      FROM n JOIN sites s ON s.id = unhex(printf('%08x%024x', 1, n.i)) WHERE n.i < 1985;
-- The first 20,400 follow the 1,360 groups of 15; the other 15,625 the 625 groups of 25 whose registers are taken.
INSERT INTO households (id, made_at)
    SELECT unhex(printf('%08x%024x', 3, i)), '2026-08-31 00:00:00+00:00' FROM n WHERE i < 36025;
INSERT INTO child_references (id, household_id, band, as_of)
    SELECT unhex(printf('%08x%024x', 4, i)), unhex(printf('%08x%024x', 3, i)), '3-5', '2026-08-31' FROM n WHERE i < 36025;
INSERT INTO caregivers (id, number, state, household_id, area, name, name_key, language, zone, made_at)
    SELECT unhex(printf('%08x%024x', 5, n.i)), n.i + 1, 'registered', unhex(printf('%08x%024x', 3, n.i)), g.area,
           'Caregiver ' || n.i, 'caregiver ' || n.i, 'zh-Hans', 'Asia/Shanghai', '2026-08-31 00:00:00+00:00'
      FROM n JOIN groups g
        ON g.id = unhex(printf('%08x%024x', 2, CASE WHEN n.i < 20400 THEN n.i / 15 ELSE 1360 + (n.i - 20400) / 25 END))
     WHERE n.i < 36025;
INSERT INTO enrolments (id, caregiver_id, group_id, state, enrolled_on, made_at)
    SELECT unhex(printf('%08x%024x', 6, i)), unhex(printf('%08x%024x', 5, i)),
           unhex(printf('%08x%024x', 2, CASE WHEN i < 20400 THEN i / 15 ELSE 1360 + (i - 20400) / 25 END)), 'active',
           '2026-08-31', '2026-08-31 00:00:00+00:00'
      FROM n WHERE i < 36025;
INSERT INTO consents (id, caregiver_id, purpose, status, text_version, language, method, at)
    SELECT unhex(printf('%08x%024x', 7, i)), unhex(printf('%08x%024x', 5, i)), 'service_messages', 'given', 1, 'zh-Hans',
           'tapped', '2026-08-31 00:00:00+00:00'
      FROM n WHERE i < 36025;
INSERT INTO chat_links (id, channel, account, chat, caregiver_id, state, talk, made_at)
    SELECT unhex(printf('%08x%024x', 8, i)), 'telegram', '4321', i + 1, unhex(printf('%08x%024x', 5, i)), 'linked', '{}',
           date('2026-08-31', '+' || (i % 60) || ' days') || ' 01:00:00+00:00'
      FROM n WHERE i < 20400;
INSERT INTO sessions (id, group_id, module_id, site_id, starts_at, ends_at, zone, held_on, mode, state, sequence)
    SELECT unhex(printf('%08x%024x', 9, n.i)), g.id, m.id, g.site_id, day || ' 02:00:00+00:00', day || ' 03:30:00+00:00',
           'Asia/Shanghai', day, 'group', 'submitted', 0
      FROM (SELECT i, date('2026-09-07', '+' || (7 * (i % 8) + (i / 8) % 5) || ' days') AS day FROM n WHERE i < 10880) n
      JOIN groups g ON g.id = unhex(printf('%08x%024x', 2, n.i / 8))
      JOIN modules m ON m.curriculum_id = g.curriculum_id AND m.seq = n.i % 8 + 1;
INSERT INTO attendance (session_id, caregiver_id, status, basis, rev, op_id, marked_at)
    SELECT unhex(printf('%08x%024x', 9, i / 15)), unhex(printf('%08x%024x', 5, i / 120 * 15 + i % 15)),
           CASE WHEN (i * 7919) % 10 < 7 THEN 'present' ELSE 'absent_unexcused' END, 'enrolled', 1,
           unhex(printf('%08x%024x', 10, i)), '2026-09-07 04:00:00+00:00'
      FROM n;
INSERT INTO group_facilitators (group_id, user_id, part, from_on)
    SELECT unhex(printf('%08x%024x', 2, 1360 + n.i)), u.id, 'lead', '2026-08-01'
      FROM n JOIN users u ON u.name = 'facilitator.' || (n.i % 50) WHERE n.i < 625;
INSERT INTO campaigns (id, code, name, starts_on, made_at)
    SELECT unhex(printf('%08x%024x', 12, 0)), 'autumn', 'Autumn', '2026-08-01', '2026-08-01 00:00:00+00:00';
INSERT INTO impression_reports (id, campaign_id, channel, asset, area, day, measure, value, source, external_id, definition,
                                state, import_id, made_at)
    SELECT unhex(printf('%08x%024x', 13, n.i)), unhex(printf('%08x%024x', 12, 0)),
           CASE n.i % 6 WHEN 0 THEN 'douyin' WHEN 1 THEN 'wechat' WHEN 2 THEN 'kuaishou' WHEN 3 THEN 'weibo'
                        WHEN 4 THEN 'broadcast' ELSE 'poster' END,
           'film', CASE n.i / 6 % 4 WHEN 0 THEN 450000 WHEN 1 THEN 520000 WHEN 2 THEN 530000 ELSE 620000 END,
           date('2026-08-24', '+' || (n.i / 24) || ' days'), 'impressions', 41210, 'platform', '', '', 'approved',
           unhex(printf('%08x%024x', 14, 0)), '2026-11-22 00:00:00+00:00'
      FROM n WHERE n.i < 2184;
INSERT INTO caregiver_numbers (number) VALUES (36025);
