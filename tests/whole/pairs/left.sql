WITH people (id, name) AS (
     SELECT c.id, COALESCE(c.name, 'somebody') FROM caregivers c
      WHERE c.area = $1 OR c.id IN (SELECT caregiver_id FROM chat_links WHERE account = $2))
SELECT 'group ' || code || ' ' || state FROM groups WHERE area = $1
UNION ALL
SELECT 'team ' || g.code || ' ' || u.display_name || ' ' || f.part || CASE WHEN f.to_on IS NULL THEN ' on' ELSE ' off' END
  FROM group_facilitators f JOIN groups g ON g.id = f.group_id JOIN users u ON u.id = f.user_id WHERE g.area = $1
UNION ALL
SELECT 'schedule ' || g.code || ' ' || t.state FROM schedules t JOIN groups g ON g.id = t.group_id WHERE g.area = $1
UNION ALL
SELECT 'session ' || g.code || ' ' || CAST(m.seq AS TEXT) || ' ' || s.state || ' ' || CAST(s.held_on AS TEXT) || ' '
       || CAST(s.sequence AS TEXT) || ' ' || COALESCE(s.reason, '-') || CASE WHEN s.submitted_at IS NULL THEN '' ELSE ' in' END
  FROM sessions s JOIN groups g ON g.id = s.group_id JOIN modules m ON m.id = s.module_id WHERE g.area = $1
UNION ALL
SELECT 'place ' || g.code || ' ' || p.name || ' ' || e.state || ' ' || COALESCE(CAST(e.enrolled_on AS TEXT), '-') || ' '
       || COALESCE(CAST(e.ended_on AS TEXT), '-')
  FROM enrolments e JOIN groups g ON g.id = e.group_id JOIN people p ON p.id = e.caregiver_id WHERE g.area = $1
UNION ALL
SELECT 'mark ' || g.code || CAST(m.seq AS TEXT) || ' ' || p.name || ' ' || a.status || ' ' || a.basis || ' ' || CAST(a.rev AS TEXT)
  FROM attendance a JOIN sessions s ON s.id = a.session_id JOIN groups g ON g.id = s.group_id JOIN modules m ON m.id = s.module_id
  JOIN people p ON p.id = a.caregiver_id WHERE g.area = $1
UNION ALL
SELECT 'op ' || g.code || ' ' || o.kind || ' ' || COALESCE(o.status, '-') || ' ' || o.outcome || ' ' || COALESCE(o.reason, '-')
       || ' ' || COALESCE(CAST(o.result_rev AS TEXT), '-') || ' ' || COALESCE(p.name, '-')
  FROM register_ops o JOIN sessions s ON s.id = o.session_id JOIN groups g ON g.id = s.group_id
  LEFT JOIN people p ON p.id = o.caregiver_id WHERE g.area = $1
UNION ALL
SELECT 'conflict ' || g.code || ' ' || f.state || CASE WHEN f.op_b IS NULL THEN ' waits' ELSE '' END || ' ' || COALESCE(p.name, '-')
  FROM register_conflicts f JOIN sessions s ON s.id = f.session_id JOIN groups g ON g.id = s.group_id
  LEFT JOIN people p ON p.id = f.caregiver_id WHERE g.area = $1
UNION ALL
SELECT 'consent ' || p.name || ' ' || k.purpose || ' ' || k.status FROM consents k JOIN people p ON p.id = k.caregiver_id
UNION ALL
SELECT 'person ' || p.name || ' ' || c.state || ' ' || c.language || CASE WHEN c.paused_until IS NULL THEN '' ELSE ' pauses' END
       || CASE WHEN c.safety_pause_until IS NULL THEN '' ELSE ' rests' END || COALESCE(' ' || c.relation, '')
       || CASE WHEN c.phone_hash IS NULL THEN '' ELSE ' phone' END
  FROM caregivers c JOIN people p ON p.id = c.id
UNION ALL
SELECT 'child ' || p.name || ' ' || r.band || CASE WHEN r.voided_at IS NULL THEN '' ELSE ' void' END
  FROM child_references r JOIN caregivers c ON c.household_id = r.household_id JOIN people p ON p.id = c.id
UNION ALL
SELECT 'link ' || l.chat || ' ' || l.state || ' ' || p.name FROM chat_links l JOIN people p ON p.id = l.caregiver_id WHERE l.account = $2
UNION ALL
SELECT 'token ' || p.name || CASE WHEN t.used_at IS NOT NULL THEN ' used' WHEN t.ended_at IS NOT NULL THEN ' ended' ELSE ' live' END
  FROM link_tokens t JOIN people p ON p.id = t.caregiver_id
UNION ALL
SELECT 'user ' || u.display_name || ' ' || u.password_hash || ' ' || COALESCE(u.language, '-') || CASE WHEN u.ended_at IS NULL THEN '' ELSE ' ended' END
  FROM users u WHERE u.name_key LIKE $3
UNION ALL
SELECT 'role ' || u.display_name || ' ' || r.role || ' ' || CAST(r.area_from AS TEXT) || CASE WHEN r.ended_at IS NULL THEN '' ELSE ' ended' END
  FROM user_roles r JOIN users u ON u.id = r.user_id WHERE u.name_key LIKE $3
UNION ALL
SELECT 'sign-in ' || u.display_name FROM sign_ins s JOIN users u ON u.id = s.user_id WHERE u.name_key LIKE $3
UNION ALL
SELECT 'code ' || u.display_name || CASE WHEN c.used_at IS NOT NULL THEN ' used' WHEN c.ended_at IS NOT NULL THEN ' ended' ELSE ' live' END
  FROM password_codes c JOIN users u ON u.id = c.user_id WHERE u.name_key LIKE $3
UNION ALL
SELECT 'invitation ' || i.role || CASE WHEN i.used_at IS NOT NULL THEN ' used' WHEN CAST(i.expires_at AS TEXT) < '2026-11-26' THEN ' ended' ELSE ' live' END
  FROM invitations i WHERE i.area = $1
UNION ALL
SELECT 'update ' || CASE WHEN i.update_id < 1000000 THEN 'of a phone' ELSE CAST(i.update_id AS TEXT) END || ' ' || i.state || ' ' || CAST(i.tries AS TEXT) FROM inbox i WHERE i.account = $2
UNION ALL
SELECT 'message ' || m.step || ' ' || m.state || ' ' || COALESCE(m.reason, '-') || ' ' || CAST(m.claims AS TEXT) || ' '
       || CAST(m.failures AS TEXT) || ' ' || COALESCE('of turn ' || CAST(m.claimed_epoch AS TEXT), 'of nobody') || ' '
       || COALESCE(m.chat, '-') || ' ' || COALESCE(p.name, '-') || ' ' || COALESCE(CAST(m.anchor_seq AS TEXT), '-')
  FROM planned_messages m LEFT JOIN people p ON p.id = m.caregiver_id WHERE m.account = $2 OR p.id IS NOT NULL
UNION ALL
SELECT 'bot ' || CAST(poll_offset AS TEXT) || CASE WHEN poller IS NULL THEN '' ELSE ' polls' END || CAST(poller_epoch AS TEXT)
       || CASE WHEN sender IS NULL THEN '' ELSE ' sends' END || CAST(sender_epoch AS TEXT)
       || CASE WHEN frozen_until IS NULL THEN '' ELSE ' frozen' END || COALESCE(' ' || trouble, '')
  FROM bot_accounts WHERE account = $2
UNION ALL
SELECT 'alert ' || a.kind || ' ' || a.state || ' ' || COALESCE(p.name, '-') || ' ' || COALESCE(u.display_name, '-')
  FROM alerts a LEFT JOIN people p ON p.id = a.caregiver_id LEFT JOIN users u ON u.id = a.acknowledged_by
 WHERE a.area = $1 OR p.id IS NOT NULL OR a.account = $2
UNION ALL
SELECT 'poster ' || code || ' ' || CAST(opens AS TEXT) || ' ' || CAST(starts AS TEXT) FROM join_codes WHERE code LIKE $3
UNION ALL
SELECT 'rsvp ' || p.name || ' ' || r.answer || ' ' || CAST(r.sequence AS TEXT) FROM rsvps r JOIN people p ON p.id = r.caregiver_id
UNION ALL
SELECT 'figures of ' || CAST(day AS TEXT) FROM rollup_dirty WHERE area = $1
UNION ALL
SELECT 'site ' || code || ' ' || name FROM sites WHERE area = $1
UNION ALL
SELECT 'partner ' || code || ' ' || name_en FROM partners WHERE code LIKE $3
UNION ALL
SELECT 'campaign ' || code || ' ' || name FROM campaigns WHERE code LIKE $3
UNION ALL
SELECT 'bubble ' || chat FROM simulator_messages WHERE chat LIKE $3
UNION ALL
SELECT 'roster ' || i.state || ' ' || CAST(i.added AS TEXT) || ' ' || CAST(i.same AS TEXT) FROM roster_imports i JOIN users u ON u.id = i.made_by
 WHERE u.name_key LIKE $3
UNION ALL
SELECT 'api token ' || t.name || COALESCE(' ' || CAST(t.used_on AS TEXT), '') || CASE WHEN t.ended_at IS NULL THEN '' ELSE ' ended' END
  FROM api_tokens t JOIN users u ON u.id = t.user_id WHERE u.name_key LIKE $3
UNION ALL
SELECT 'request ' || o.answer FROM idempotency_keys o JOIN users u ON u.id = o.user_id WHERE u.name_key LIKE $3
UNION ALL
SELECT 'administrator ' || u.display_name FROM user_roles r JOIN users u ON u.id = r.user_id
 WHERE u.name_key LIKE $3 AND r.role = 'admin' AND r.ended_at IS NULL AND u.ended_at IS NULL
