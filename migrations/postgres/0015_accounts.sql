-- One-time codes for a new password: village staff have no e-mail.
CREATE TABLE password_codes (
    id         UUID  NOT NULL PRIMARY KEY,
    code_hash  BYTEA NOT NULL UNIQUE, -- SHA-256 of the one-time code
    user_id    UUID  NOT NULL REFERENCES users,
    made_by    UUID  REFERENCES users, -- nobody: the operator
    made_at    TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    used_at    TIMESTAMPTZ
);
CREATE INDEX password_codes_of_user ON password_codes (user_id);
-- The roles that decide who may manage an account: the live ones; without any, those it once had.
CREATE VIEW deciding_roles AS
    SELECT r.id, r.user_id, r.role, r.area_from, r.area_to, r.partner_id, r.ended_at
      FROM user_roles r
     WHERE r.ended_at IS NULL
        OR NOT EXISTS (SELECT 1 FROM user_roles o WHERE o.user_id = r.user_id AND o.ended_at IS NULL);
-- Who may manage which of them: the whole range and the partner lie in the manager's own scope.
CREATE VIEW managed_roles AS
    SELECT p.user_id AS manager_id, r.id, r.user_id
      FROM deciding_roles r
      JOIN user_permissions p ON p.permission = 'manage_users'
       AND r.area_from >= p.area_from AND r.area_to <= p.area_to
       AND (p.partner_id IS NULL OR p.partner_id = r.partner_id);
