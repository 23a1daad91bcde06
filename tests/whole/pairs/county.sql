INSERT INTO areas (code, valid_from, level, parent, name_zh, name_en) VALUES ($area, '2020-01-01', 3, 900000, '县', 'County');
INSERT INTO users (id, name, name_key, display_name, password_hash, made_at, ended_at) VALUES
    (@boss1, 'boss1~', 'boss1~', 'boss1', 'old', '2026-01-01T00:00:00+00:00', NULL),
    (@boss2, 'boss2~', 'boss2~', 'boss2', 'old', '2026-01-01T00:00:00+00:00', NULL),
    (@local, 'local~', 'local~', 'local', 'old', '2026-01-01T00:00:00+00:00', NULL),
    (@manager, 'manager~', 'manager~', 'manager', 'old', '2026-01-01T00:00:00+00:00', NULL),
    (@lead, 'lead~', 'lead~', 'lead', 'old', '2026-01-01T00:00:00+00:00', NULL),
    (@second, 'second~', 'second~', 'second', 'old', '2026-01-01T00:00:00+00:00', NULL),
    (@third, 'third~', 'third~', 'third', 'old', '2026-01-01T00:00:00+00:00', NULL),
    (@gone, 'gone~', 'gone~', 'gone', 'old', '2026-01-01T00:00:00+00:00', '2026-11-01T00:00:00+00:00'),
    (@safe, 'safe~', 'safe~', 'safe', 'old', '2026-01-01T00:00:00+00:00', NULL),
    (@staff, 'staff~', 'staff~', 'staff', 'old', '2026-01-01T00:00:00+00:00', NULL);
INSERT INTO user_roles (id, user_id, role, area_from, area_to, given_at, ended_at) VALUES
    (@boss1, @boss1, 'admin', 0, 999999, '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00'),
    (@boss2, @boss2, 'admin', 0, 999999, '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00');
INSERT INTO user_roles (id, user_id, role, area_from, area_to, given_at) VALUES
    (@local, @local, 'admin', $area, $area, '2026-01-01T00:00:00+00:00'),
    (@manager, @manager, 'coordinator', $area, $area, '2026-01-01T00:00:00+00:00'),
    (@leadrole, @lead, 'facilitator', $area, $area, '2026-01-01T00:00:00+00:00'),
    (@second, @second, 'facilitator', $area, $area, '2026-01-01T00:00:00+00:00'),
    (@third, @third, 'facilitator', $area, $area, '2026-01-01T00:00:00+00:00'),
    (@gone, @gone, 'viewer', $area, $area, '2026-01-01T00:00:00+00:00'),
    (@safe, @safe, 'safeguarding_lead', $area, $area, '2026-01-01T00:00:00+00:00'),
    (@staff, @staff, 'campaign_staff', 0, 999999, '2026-01-01T00:00:00+00:00');
INSERT INTO password_codes (id, code_hash, user_id, made_at, expires_at)
    VALUES (@code, #1, @lead, '2026-11-24T00:00:00+00:00', '2030-01-01T00:00:00+00:00');
INSERT INTO invitations (id, code_hash, role, area, made_by, made_at, expires_at)
    VALUES (@invitation, #2, 'viewer', $area, @local, '2026-11-24T00:00:00+00:00', '2030-01-01T00:00:00+00:00');
INSERT INTO sites (id, area, code, name, kind, settlement, zone, accessibility, opened_at)
    VALUES (@site, $area, 'site~', 'Hall', 'community', 'rural', 'Asia/Shanghai', 'unknown', '2026-01-01T00:00:00+00:00');
INSERT INTO groups (id, site_id, code, name, curriculum_id, area, capacity, state, opened_at)
    SELECT @g, @site, 'G~', 'G', curriculum_id, $area, 3, 'open', '2026-01-01T00:00:00+00:00' FROM modules WHERE seq = 1 LIMIT 1;
INSERT INTO group_facilitators (group_id, user_id, part, from_on) VALUES
    (@g, @lead, 'lead', '2026-11-01'), (@g, @second, 'co', '2026-11-01');
INSERT INTO groups (id, site_id, code, name, curriculum_id, area, capacity, state, opened_at)
    SELECT @g2, site_id, 'H~', 'H', curriculum_id, area, 40, 'running', opened_at FROM groups WHERE id = @g;
INSERT INTO group_facilitators (group_id, user_id, part, from_on) VALUES (@g2, @third, 'lead', '2026-11-01');
INSERT INTO sessions (id, group_id, module_id, site_id, starts_at, ends_at, zone, held_on, mode, state, sequence)
    SELECT @s1, g.id, m.id, g.site_id, '2026-11-25T01:00:00+00:00', '2026-11-25T02:30:00+00:00', 'Asia/Shanghai', '2026-11-25', 'group', 'scheduled', 0
      FROM groups g JOIN modules m ON m.curriculum_id = g.curriculum_id AND m.seq = 1 WHERE g.id = @g;
INSERT INTO sessions (id, group_id, module_id, site_id, starts_at, ends_at, zone, held_on, mode, state, sequence)
    SELECT @s2, g.id, m.id, g.site_id, '2026-12-02T01:00:00+00:00', '2026-12-02T02:30:00+00:00', 'Asia/Shanghai', '2026-12-02', 'group', 'scheduled', 0
      FROM groups g JOIN modules m ON m.curriculum_id = g.curriculum_id AND m.seq = 2 WHERE g.id = @g;
INSERT INTO sessions (id, group_id, module_id, site_id, starts_at, ends_at, zone, held_on, mode, state, sequence)
    SELECT @h1, g.id, m.id, g.site_id, '2026-11-11T01:00:00+00:00', '2026-11-11T02:30:00+00:00', 'Asia/Shanghai', '2026-11-11', 'group', 'held', 0
      FROM groups g JOIN modules m ON m.curriculum_id = g.curriculum_id AND m.seq = 1 WHERE g.id = @g2;
INSERT INTO sessions (id, group_id, module_id, site_id, starts_at, ends_at, zone, held_on, mode, state, sequence)
    SELECT @h2, g.id, m.id, g.site_id, '2026-11-18T01:00:00+00:00', '2026-11-18T02:30:00+00:00', 'Asia/Shanghai', '2026-11-18', 'group', 'held', 0
      FROM groups g JOIN modules m ON m.curriculum_id = g.curriculum_id AND m.seq = 2 WHERE g.id = @g2;
INSERT INTO households (id, made_at) VALUES
    (@p1, '2026-01-01T00:00:00+00:00'), (@p2, '2026-01-01T00:00:00+00:00'), (@w, '2026-01-01T00:00:00+00:00'),
    (@o, '2026-01-01T00:00:00+00:00'), (@hp, '2026-01-01T00:00:00+00:00'), (@x, '2026-01-01T00:00:00+00:00');
INSERT INTO caregivers (id, number, state, household_id, area, name, name_key, language, zone, made_at) VALUES
    (@p1, $number + 1, 'registered', @p1, $area, 'p1', 'p1', 'zh-Hans', 'Asia/Shanghai', '2026-01-01T00:00:00+00:00'),
    (@p2, $number + 2, 'registered', @p2, $area, 'p2', 'p2', 'zh-Hans', 'Asia/Shanghai', '2026-01-01T00:00:00+00:00'),
    (@w, $number + 3, 'registered', @w, $area, 'w', 'w', 'zh-Hans', 'Asia/Shanghai', '2026-01-01T00:00:00+00:00'),
    (@o, $number + 4, 'registered', @o, $area, 'o', 'o', 'zh-Hans', 'Asia/Shanghai', '2026-01-01T00:00:00+00:00'),
    (@hp, $number + 5, 'registered', @hp, $area, 'hp', 'hp', 'zh-Hans', 'Asia/Shanghai', '2026-01-01T00:00:00+00:00'),
    (@x, $number + 6, 'provisional', @x, $area, NULL, NULL, 'en', 'Asia/Shanghai', '2026-01-01T00:00:00+00:00');
INSERT INTO enrolments (id, caregiver_id, group_id, state, waiting_since, enrolled_on, made_at) VALUES
    (@e1, @p1, @g, 'enrolled', NULL, '2026-11-01', '2026-11-01T00:00:00+00:00'),
    (@e2, @p2, @g, 'enrolled', NULL, '2026-11-01', '2026-11-01T00:00:00+00:00'),
    (@ew, @w, @g, 'waitlisted', '2026-11-01T00:00:00+00:00', NULL, '2026-11-01T00:00:00+00:00'),
    (@eo, @o, @g2, 'active', NULL, '2026-11-01', '2026-11-01T00:00:00+00:00'),
    (@ehp, @hp, @g2, 'active', NULL, '2026-11-01', '2026-11-01T00:00:00+00:00');
INSERT INTO attendance (session_id, caregiver_id, status, basis, rev, op_id, marked_at) VALUES
    (@h1, @hp, 'present', 'enrolled', 1, @h1, '2026-11-11T01:00:00+00:00'),
    (@h2, @hp, 'present', 'enrolled', 1, @h2, '2026-11-18T01:00:00+00:00'),
    (@h1, @o, 'present', 'enrolled', 1, @h1, '2026-11-11T01:00:00+00:00');
INSERT INTO consents (id, caregiver_id, purpose, status, text_version, language, method, at)
    SELECT @p1, @p1, purpose, 'given', MAX(version), 'zh-Hans', 'tapped', '2026-11-01T00:00:00+00:00'
      FROM consent_texts WHERE purpose = 'service_messages' GROUP BY purpose;
INSERT INTO child_references (id, household_id, band, as_of) VALUES (@p1, @p1, '3-5', '2026-11-01');
INSERT INTO chat_links (id, channel, account, chat, caregiver_id, state, talk, made_at) VALUES
    (@link1, 'simulator', 'bot~', 'c1~', @p1, 'linked', '{}', '2026-11-01T00:00:00+00:00'),
    (@linkx, 'simulator', 'bot~', 'cx~', @x, 'linked', '{}', '2026-11-01T00:00:00+00:00');
INSERT INTO link_tokens (token_hash, caregiver_id, made_at, expires_at)
    VALUES (#3, @o, '2026-11-24T00:00:00+00:00', '2030-01-01T00:00:00+00:00');
INSERT INTO alerts (id, reference, caregiver_id, area, kind, state, at, due_at)
    VALUES (@alert, 'R~', @p1, $area, 'talk', 'new', '2026-11-24T00:00:00+00:00', '2026-11-25T00:00:00+00:00');
INSERT INTO bot_accounts (channel, account, poll_offset, sender, sender_epoch, sender_until, poller, poller_epoch, poller_until)
    VALUES ('simulator', 'bot~', 0, @boot, 1, '2026-11-25T02:00:40+00:00', @boot, 1, '2026-11-25T02:00:40+00:00');
INSERT INTO planned_messages (id, dedupe_key, caregiver_id, step, priority, anchor_kind, anchor_id, anchor_seq, body, due_at,
                              local_day, state, claims, made_at)
    VALUES (@m1, 'm1~', @p1, 'session.reminder', 2, 'session', @s1, 0, '{}', '2026-11-24T00:00:00+00:00', '2026-11-25', 'planned', 0, '2026-11-24T00:00:00+00:00');
INSERT INTO planned_messages (id, dedupe_key, caregiver_id, channel, account, chat, step, priority, body, due_at, state,
                              claims, claimed_by, claimed_epoch, lease_until, made_at)
    VALUES (@m2, 'm2~', @p1, 'simulator', 'bot~', 'c1~', 'reply', 0, '{}', '2026-11-24T00:00:00+00:00', 'claimed', 1, @boot, 1, '2026-11-25T02:00:50+00:00', '2026-11-24T00:00:00+00:00');
INSERT INTO planned_messages (id, dedupe_key, caregiver_id, channel, account, chat, step, priority, body, due_at, state,
                              claims, failures, retry_at, made_at)
    VALUES (@m3, 'm3~', @x, 'simulator', 'bot~', 'cx~', 'reply', 0, '{}', '2026-11-24T00:00:00+00:00', 'retry', 1, 1, '2026-11-24T00:01:00+00:00', '2026-11-24T00:00:00+00:00');
INSERT INTO api_tokens (id, user_id, name, token_hash, permissions, made_at, expires_at)
    VALUES (@token, @lead, 'Old', #5, 'take_registers', '2026-11-01T00:00:00+00:00', '2030-01-01T00:00:00+00:00');
INSERT INTO roster_imports (id, state, file_hash, file_sealed, added, updated, same, waitlisted, made_by, made_at, expires_at)
    VALUES (@roster, 'staged', #4, #4, 0, 0, 0, 0, @manager, '2026-11-24T00:00:00+00:00', '2030-01-01T00:00:00+00:00');
INSERT INTO campaigns (id, code, name, starts_on, made_at) VALUES (@campaign, 'camp~', 'Campaign', '2026-01-01', '2026-01-01T00:00:00+00:00');
INSERT INTO join_codes (code, campaign_id, place, area, opens, starts, made_at) VALUES ('J~', @campaign, 'Wall', $area, 0, 0, '2026-01-01T00:00:00+00:00');
INSERT INTO partners (id, code, kind, name_zh, name_en, started_at) VALUES (@site, 'P~', 'ngo', '方', 'Partner', '2026-01-01T00:00:00+00:00');
INSERT INTO attendance (session_id, caregiver_id, status, basis, rev, op_id, marked_at)
    VALUES (@s1, @hp, 'unmarked', 'walk_in', 1, @s1, '2026-11-24T00:00:00+00:00');
INSERT INTO inbox (channel, account, update_id, chat, payload, state, tries, received_at) VALUES
    ('simulator', 'bot~', 1000001, 'c1~', '{}', 'new', 0, '2026-11-24T00:00:00+00:00'),
    ('simulator', 'bot~', 1000002, 'cx~', '{}', 'new', 0, '2026-11-24T00:00:00+00:00'),
    ('simulator', 'bot~', 1000003, 'c1~', '{}', 'new', 0, '2026-11-24T00:00:00+00:00'),
    ('simulator', 'bot~', 1000004, 'cnew~', '{}', 'new', 0, '2026-11-24T00:00:00+00:00'),
    ('simulator', 'bot~', 1000005, 'cnew~', '{}', 'new', 0, '2026-11-24T00:00:00+00:00'),
    ('simulator', 'bot~', 1000006, 'cx~', '{}', 'new', 0, '2026-11-24T00:00:00+00:00'),
    ('simulator', 'bot~', 1000007, 'cx~', '{}', 'new', 0, '2026-11-24T00:00:00+00:00');
