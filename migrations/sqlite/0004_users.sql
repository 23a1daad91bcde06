-- People who sign in, what they may do where, and their sign-ins.
CREATE TABLE organisation (
    id         INTEGER NOT NULL PRIMARY KEY CHECK (id = 1), -- one installation serves one organisation
    name       TEXT   NOT NULL CHECK (name <> ''),
    area       INTEGER NOT NULL, -- where it works: the widest scope it gives
    curriculum_id BLOB NOT NULL REFERENCES curricula, -- what new groups follow unless told otherwise
    set_up_at  TEXT NOT NULL
) STRICT;
CREATE TABLE users (
    id            BLOB NOT NULL PRIMARY KEY,
    name          TEXT NOT NULL CHECK (name <> ''),
    name_key      TEXT NOT NULL UNIQUE, -- the name folded, so that case makes no second user
    display_name  TEXT NOT NULL CHECK (display_name <> ''),
    password_hash TEXT NOT NULL, -- argon2id, PHC string
    language      TEXT CHECK (language IN ('zh-Hans', 'en')),
    partner_id    BLOB REFERENCES partners,
    made_at       TEXT NOT NULL,
    ended_at      TEXT
) STRICT;
-- A role over a range of area codes, perhaps of one partner only.
CREATE TABLE user_roles (
    id         BLOB   NOT NULL PRIMARY KEY,
    user_id    BLOB   NOT NULL REFERENCES users,
    role       TEXT   NOT NULL CHECK (role IN ('admin', 'coordinator', 'facilitator', 'safeguarding_lead', 'campaign_staff',
                                               'viewer', 'coach', 'editor', 'feedback_focal_point', 'analyst')),
    area_from  INTEGER NOT NULL,
    area_to    INTEGER NOT NULL CHECK (area_to >= area_from),
    partner_id BLOB   REFERENCES partners,
    given_at   TEXT NOT NULL,
    ended_at   TEXT
) STRICT;
CREATE INDEX user_roles_of_user ON user_roles (user_id);
-- What each role allows: asked for by every query, together with the area.
CREATE TABLE role_permissions (
    role       TEXT NOT NULL,
    permission TEXT NOT NULL,
    PRIMARY KEY (role, permission)
) STRICT;
INSERT INTO role_permissions (role, permission) VALUES
    ('admin', 'manage_users'),
    ('admin', 'see_figures'),
    ('coordinator', 'manage_groups'),
    ('coordinator', 'take_registers'),
    ('coordinator', 'see_figures'),
    ('facilitator', 'take_registers'),
    ('safeguarding_lead', 'see_alerts'),
    ('campaign_staff', 'see_figures'),
    ('campaign_staff', 'import_reports'),
    ('viewer', 'see_figures');
CREATE VIEW user_permissions AS
    SELECT r.user_id, p.permission, r.role, r.area_from, r.area_to, r.partner_id
      FROM user_roles r
      JOIN role_permissions p ON p.role = r.role
     WHERE r.ended_at IS NULL;
CREATE TABLE sign_ins (
    token_hash BLOB NOT NULL PRIMARY KEY, -- SHA-256 of the cookie's 256-bit token
    user_id    BLOB  NOT NULL REFERENCES users,
    csrf       TEXT  NOT NULL,
    made_at    TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX sign_ins_of_user ON sign_ins (user_id);
CREATE TABLE invitations (
    id         BLOB   NOT NULL PRIMARY KEY,
    code_hash  BLOB  NOT NULL UNIQUE, -- SHA-256 of the one-time code
    role       TEXT   NOT NULL,
    area       INTEGER NOT NULL,
    partner_id BLOB   REFERENCES partners,
    made_by    BLOB   REFERENCES users,
    made_at    TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at    TEXT,
    used_by    BLOB   REFERENCES users
) STRICT;
