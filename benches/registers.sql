-- A course of 8 for each of the 625 groups of 25: nobody is marked yet.
WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 4999)
INSERT INTO sessions (id, group_id, module_id, site_id, starts_at, ends_at, zone, held_on, mode, state, sequence)
    SELECT unhex(printf('%08x%024x', 11, n.i)), g.id, m.id, g.site_id, day || ' 02:00:00+00:00', day || ' 03:30:00+00:00',
           'Asia/Shanghai', day, 'group', 'scheduled', 0
      FROM (SELECT i, date('2026-09-07', '+' || (7 * (i / 625) + i % 5) || ' days') AS day FROM n) n
      JOIN groups g ON g.id = unhex(printf('%08x%024x', 2, 1360 + n.i % 625))
      JOIN modules m ON m.curriculum_id = g.curriculum_id AND m.seq = n.i / 625 + 1;
