-- What there is one of at a time is so in the database. Where older rows say otherwise, the newest stays as it is and
-- the others end; a conflict that was opened twice stays once.
UPDATE group_facilitators
   SET to_on = (SELECT MAX(n.from_on) FROM group_facilitators n
                 WHERE n.group_id = group_facilitators.group_id AND n.part = 'lead' AND n.to_on IS NULL)
 WHERE part = 'lead' AND to_on IS NULL
   AND EXISTS (SELECT 1 FROM group_facilitators n
                WHERE n.group_id = group_facilitators.group_id AND n.part = 'lead' AND n.to_on IS NULL
                  AND (n.from_on, n.user_id) > (group_facilitators.from_on, group_facilitators.user_id));
CREATE UNIQUE INDEX group_facilitators_one_lead ON group_facilitators (group_id) WHERE part = 'lead' AND to_on IS NULL;
UPDATE schedules SET state = 'ended'
 WHERE state = 'active'
   AND EXISTS (SELECT 1 FROM schedules n
                WHERE n.group_id = schedules.group_id AND n.state = 'active'
                  AND (n.made_at, n.id) > (schedules.made_at, schedules.id));
CREATE UNIQUE INDEX schedules_one_active ON schedules (group_id) WHERE state = 'active';
UPDATE user_roles
   SET ended_at = (SELECT MAX(n.given_at) FROM user_roles n
                    WHERE n.user_id = user_roles.user_id AND n.role = user_roles.role
                      AND n.area_from = user_roles.area_from AND n.area_to = user_roles.area_to
                      AND COALESCE(n.partner_id, n.user_id) = COALESCE(user_roles.partner_id, user_roles.user_id)
                      AND n.ended_at IS NULL)
 WHERE ended_at IS NULL
   AND EXISTS (SELECT 1 FROM user_roles n
                WHERE n.user_id = user_roles.user_id AND n.role = user_roles.role
                  AND n.area_from = user_roles.area_from AND n.area_to = user_roles.area_to
                  AND COALESCE(n.partner_id, n.user_id) = COALESCE(user_roles.partner_id, user_roles.user_id)
                  AND n.ended_at IS NULL AND (n.given_at, n.id) > (user_roles.given_at, user_roles.id));
-- An id that is no partner's stands for none: two rows without a partner would differ else.
CREATE UNIQUE INDEX user_roles_live ON user_roles (user_id, role, area_from, area_to, COALESCE(partner_id, user_id))
 WHERE ended_at IS NULL;
ALTER TABLE link_tokens ADD COLUMN ended_at TIMESTAMPTZ; -- a newer one took its place
UPDATE link_tokens
   SET ended_at = (SELECT MAX(n.made_at) FROM link_tokens n
                    WHERE n.caregiver_id = link_tokens.caregiver_id AND n.used_at IS NULL)
 WHERE used_at IS NULL
   AND EXISTS (SELECT 1 FROM link_tokens n
                WHERE n.caregiver_id = link_tokens.caregiver_id AND n.used_at IS NULL
                  AND (n.made_at, n.token_hash) > (link_tokens.made_at, link_tokens.token_hash));
CREATE UNIQUE INDEX link_tokens_live ON link_tokens (caregiver_id) WHERE used_at IS NULL AND ended_at IS NULL;
ALTER TABLE password_codes ADD COLUMN ended_at TIMESTAMPTZ; -- a newer one took its place, or nothing is to let her in
UPDATE password_codes
   SET ended_at = (SELECT MAX(n.made_at) FROM password_codes n
                    WHERE n.user_id = password_codes.user_id AND n.used_at IS NULL)
 WHERE used_at IS NULL
   AND EXISTS (SELECT 1 FROM password_codes n
                WHERE n.user_id = password_codes.user_id AND n.used_at IS NULL
                  AND (n.made_at, n.id) > (password_codes.made_at, password_codes.id));
CREATE UNIQUE INDEX password_codes_live ON password_codes (user_id) WHERE used_at IS NULL AND ended_at IS NULL;
DELETE FROM register_conflicts
 WHERE EXISTS (SELECT 1 FROM register_conflicts n
                WHERE n.op_a = register_conflicts.op_a
                  AND COALESCE(n.op_b, n.op_a) = COALESCE(register_conflicts.op_b, register_conflicts.op_a)
                  AND COALESCE(n.caregiver_id, n.session_id)
                      = COALESCE(register_conflicts.caregiver_id, register_conflicts.session_id)
                  AND (CASE WHEN n.state = 'open' THEN 1 ELSE 0 END, n.opened_at, n.id)
                      > (CASE WHEN register_conflicts.state = 'open' THEN 1 ELSE 0 END, register_conflicts.opened_at,
                         register_conflicts.id));
-- Of one operation against the session's state, and of what is said of the whole session, there is one as well.
CREATE UNIQUE INDEX register_conflicts_once
    ON register_conflicts (op_a, COALESCE(op_b, op_a), COALESCE(caregiver_id, session_id));
