-- Where groups meet.
CREATE TABLE sites (
    id            BLOB   NOT NULL PRIMARY KEY,
    area          INTEGER NOT NULL,
    code          TEXT   NOT NULL CHECK (code <> ''),
    name          TEXT   NOT NULL CHECK (name <> ''),
    kind          TEXT   NOT NULL CHECK (kind IN ('community', 'school', 'clinic', 'service_centre', 'home', 'online', 'other')),
    settlement    TEXT   NOT NULL CHECK (settlement IN ('urban', 'township', 'rural')),
    zone          TEXT   NOT NULL, -- IANA
    accessibility TEXT   NOT NULL CHECK (accessibility IN ('unknown', 'step_free', 'steps')),
    partner_id    BLOB   REFERENCES partners,
    opened_at     TEXT NOT NULL,
    closed_at     TEXT,
    UNIQUE (area, code)
) STRICT;
-- Caregivers who follow one curriculum version together.
CREATE TABLE groups (
    id            BLOB   NOT NULL PRIMARY KEY,
    site_id       BLOB   NOT NULL REFERENCES sites,
    code          TEXT   NOT NULL CHECK (code <> ''),
    name          TEXT   NOT NULL CHECK (name <> ''),
    curriculum_id BLOB   NOT NULL REFERENCES curricula,
    area          INTEGER NOT NULL, -- its site's, kept here because every scope asks for it
    partner_id    BLOB   REFERENCES partners,
    capacity      INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 200),
    state         TEXT   NOT NULL CHECK (state IN ('forming', 'open', 'running', 'closed', 'cancelled')),
    opened_at     TEXT NOT NULL,
    UNIQUE (site_id, code)
) STRICT;
CREATE INDEX groups_in_area ON groups (area);
-- Who leads or helps a group, from when to when.
CREATE TABLE group_facilitators (
    group_id BLOB NOT NULL REFERENCES groups,
    user_id  BLOB NOT NULL REFERENCES users,
    part     TEXT NOT NULL CHECK (part IN ('lead', 'co', 'cover')),
    from_on  TEXT NOT NULL,
    to_on    TEXT,
    PRIMARY KEY (group_id, user_id, from_on)
) STRICT;
CREATE INDEX group_facilitators_of_user ON group_facilitators (user_id);
-- What a user may do with which group: the one rule of scope that every query joins.
CREATE VIEW group_permissions AS
    SELECT p.user_id, p.permission, g.id AS group_id
      FROM user_permissions p
      JOIN groups g ON g.area BETWEEN p.area_from AND p.area_to
                   AND (p.partner_id IS NULL OR p.partner_id = g.partner_id)
     WHERE p.role <> 'facilitator'
        OR EXISTS (SELECT 1 FROM group_facilitators f
                    WHERE f.group_id = g.id AND f.user_id = p.user_id AND f.to_on IS NULL);
-- When a group meets: a recurrence rule that sessions are made from.
CREATE TABLE schedules (
    id         BLOB   NOT NULL PRIMARY KEY,
    group_id   BLOB   NOT NULL REFERENCES groups,
    first_on   TEXT   NOT NULL,
    local_time TEXT   NOT NULL, -- HH:MM
    zone       TEXT   NOT NULL, -- IANA
    minutes    INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
    rule       TEXT   NOT NULL, -- RFC 5545, without DTSTART
    left_out   TEXT   NOT NULL, -- local days without a session, joined by commas
    state      TEXT   NOT NULL CHECK (state IN ('active', 'ended')),
    made_at    TEXT NOT NULL
) STRICT;
-- One meeting. A move keeps the id and raises the sequence.
CREATE TABLE sessions (
    id            BLOB   NOT NULL PRIMARY KEY,
    group_id      BLOB   NOT NULL REFERENCES groups,
    schedule_id   BLOB   REFERENCES schedules,
    recurrence_id TEXT, -- the first local start, YYYY-MM-DDTHH:MM; never changed
    module_id     BLOB   REFERENCES modules,
    site_id       BLOB   NOT NULL REFERENCES sites,
    starts_at     TEXT NOT NULL,
    ends_at       TEXT NOT NULL CHECK (ends_at > starts_at),
    zone          TEXT   NOT NULL, -- IANA
    held_on       TEXT   NOT NULL, -- the local day of starts_at
    mode          TEXT   NOT NULL CHECK (mode IN ('group', 'home_visit', 'phone', 'video', 'outreach')),
    state         TEXT   NOT NULL CHECK (state IN ('draft', 'scheduled', 'held', 'did_not_happen', 'cancelled', 'submitted', 'verified')),
    reason        TEXT, -- why it was cancelled or did not happen
    sequence      INTEGER NOT NULL CHECK (sequence >= 0), -- as in iCal
    submitted_at  TEXT,
    submitted_by  BLOB   REFERENCES users,
    UNIQUE (schedule_id, recurrence_id)
) STRICT;
CREATE UNIQUE INDEX sessions_once ON sessions (group_id, module_id, starts_at)
    WHERE state NOT IN ('cancelled', 'did_not_happen');
CREATE INDEX sessions_of_group ON sessions (group_id, starts_at);
CREATE INDEX sessions_on_day ON sessions (held_on);
