-- The seasons before: each half a year earlier, with groups and people of its own, closed; the same leads.
CREATE TEMP TABLE past AS
    WITH RECURSIVE k (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM k WHERE k < :seasons - 1)
    SELECT k, k * 10000000 AS base, '-' || (k * 182) || ' days' AS ago FROM k WHERE k < :seasons;
INSERT INTO groups (id, site_id, code, name, curriculum_id, area, capacity, state, opened_at)
    SELECT unhex(printf('%08x%024x', 2, p.base + n.i)), g.site_id, 'g' || p.k, g.name || '.' || p.k, g.curriculum_id, g.area, 40,
           'closed', datetime(g.opened_at, p.ago) || '+00:00'
      FROM past p JOIN n ON n.i < 1360 JOIN groups g ON g.id = unhex(printf('%08x%024x', 2, n.i));
INSERT INTO households (id, made_at)
    SELECT unhex(printf('%08x%024x', 3, p.base + n.i)), datetime('2026-08-31', p.ago) || '+00:00'
      FROM past p JOIN n ON n.i < 20400;
INSERT INTO caregivers (id, number, state, household_id, area, name, name_key, language, zone, made_at)
    SELECT unhex(printf('%08x%024x', 5, p.base + n.i)), 36025 + (p.k - 1) * 20400 + n.i + 1, 'registered',
           unhex(printf('%08x%024x', 3, p.base + n.i)), c.area, c.name || '.' || p.k, c.name_key || '.' || p.k, 'zh-Hans',
           'Asia/Shanghai', datetime('2026-08-31', p.ago) || '+00:00'
      FROM past p JOIN n ON n.i < 20400 JOIN caregivers c ON c.number = n.i + 1;
INSERT INTO enrolments (id, caregiver_id, group_id, state, enrolled_on, ended_on, made_at)
    SELECT unhex(printf('%08x%024x', 6, p.base + n.i)), unhex(printf('%08x%024x', 5, p.base + n.i)),
           unhex(printf('%08x%024x', 2, p.base + n.i / 15)), 'completed', date('2026-08-31', p.ago), date('2026-11-30', p.ago),
           datetime('2026-08-31', p.ago) || '+00:00'
      FROM past p JOIN n ON n.i < 20400;
INSERT INTO consents (id, caregiver_id, purpose, status, text_version, language, method, at)
    SELECT unhex(printf('%08x%024x', 7, p.base + n.i)), unhex(printf('%08x%024x', 5, p.base + n.i)), 'service_messages', 'given',
           1, 'zh-Hans', 'tapped', datetime('2026-08-31', p.ago) || '+00:00'
      FROM past p JOIN n ON n.i < 20400;
INSERT INTO chat_links (id, channel, account, chat, caregiver_id, state, talk, made_at)
    SELECT unhex(printf('%08x%024x', 8, p.base + n.i)), 'telegram', '4321', p.base + n.i + 1,
           unhex(printf('%08x%024x', 5, p.base + n.i)), 'linked', '{}',
           date('2026-08-31', '+' || (n.i % 60) || ' days', p.ago) || ' 01:00:00+00:00'
      FROM past p JOIN n ON n.i < 20400;
INSERT INTO sessions (id, group_id, module_id, site_id, starts_at, ends_at, zone, held_on, mode, state, sequence)
    SELECT unhex(printf('%08x%024x', 9, p.base + n.i)), unhex(printf('%08x%024x', 2, p.base + n.i / 8)), s.module_id, s.site_id,
           datetime(s.starts_at, p.ago) || '+00:00', datetime(s.ends_at, p.ago) || '+00:00', s.zone, date(s.held_on, p.ago),
           s.mode, 'submitted', 0
      FROM past p JOIN n ON n.i < 10880 JOIN sessions s ON s.id = unhex(printf('%08x%024x', 9, n.i));
INSERT INTO attendance (session_id, caregiver_id, status, basis, rev, op_id, marked_at)
    SELECT unhex(printf('%08x%024x', 9, p.base + n.i / 15)), unhex(printf('%08x%024x', 5, p.base + n.i / 120 * 15 + n.i % 15)),
           CASE WHEN (n.i * 7919) % 10 < 7 THEN 'present' ELSE 'absent_unexcused' END, 'enrolled', 1,
           unhex(printf('%08x%024x', 10, p.base + n.i)), datetime('2026-09-07 04:00:00', p.ago) || '+00:00'
      FROM past p JOIN n;
INSERT INTO group_facilitators (group_id, user_id, part, from_on)
    SELECT unhex(printf('%08x%024x', 2, p.base + n.i)), u.id, 'lead', date('2026-08-01', p.ago)
      FROM past p JOIN n ON n.i < 1360 JOIN users u ON u.name = 'facilitator.' || (n.i % 50);
INSERT INTO impression_reports (id, campaign_id, channel, asset, area, day, measure, value, source, external_id, definition,
                                state, import_id, made_at)
    SELECT unhex(printf('%08x%024x', 13, p.base + n.i)), r.campaign_id, r.channel, r.asset, r.area, date(r.day, p.ago), r.measure,
           r.value, r.source, '', '', 'approved', r.import_id, r.made_at
      FROM past p JOIN n ON n.i < 2184 JOIN impression_reports r ON r.id = unhex(printf('%08x%024x', 13, n.i));
UPDATE counters SET value = (SELECT MAX(number) FROM caregivers) WHERE name = 'caregiver';
