-- Numbers that are given out one by one.
CREATE TABLE counters (
    name  TEXT   NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;
INSERT INTO counters (name, value) VALUES ('caregiver', 0);
CREATE TABLE households (
    id      BLOB NOT NULL PRIMARY KEY,
    made_at TEXT NOT NULL
) STRICT;
-- A child is an age band on a day, and nothing else: no name, no birth date.
CREATE TABLE child_references (
    id           BLOB NOT NULL PRIMARY KEY,
    household_id BLOB NOT NULL REFERENCES households,
    band         TEXT NOT NULL CHECK (band IN ('0-2', '3-5', '6-9', '10-13', '14-17')),
    as_of        TEXT NOT NULL, -- asked again a year later
    voided_at    TEXT
) STRICT;
CREATE INDEX child_references_of_household ON child_references (household_id);
CREATE TABLE caregivers (
    id             BLOB   NOT NULL PRIMARY KEY,
    number         INTEGER NOT NULL UNIQUE CHECK (number BETWEEN 1 AND 4294967295), -- dense, for sets of people
    state          TEXT   NOT NULL CHECK (state IN ('provisional', 'registered', 'merged_into', 'erased')),
    merged_into    BLOB   REFERENCES caregivers,
    household_id   BLOB   NOT NULL REFERENCES households,
    area           INTEGER, -- not known for somebody who only started the chat
    name           TEXT, -- not known for somebody who only started the chat; gone when erased
    name_key       TEXT, -- folded, for matching
    search_text    TEXT, -- name, pinyin in every reading and initials, for finding
    phone_sealed   BLOB,
    phone_hash     BLOB, -- keyed, for matching
    relation       TEXT   CHECK (relation IN ('mother', 'father', 'grandmother', 'grandfather', 'other_relative', 'foster', 'teacher', 'other')),
    language       TEXT   NOT NULL CHECK (language IN ('zh-Hans', 'en')),
    zone           TEXT   NOT NULL, -- IANA
    gender         TEXT   CHECK (gender IN ('female', 'male', 'other')),
    residence      TEXT   CHECK (residence IN ('with_child', 'away', 'left_behind_care')),
    access_needs   TEXT   CHECK (access_needs IN ('none', 'reading', 'hearing', 'seeing', 'moving', 'several')),
    -- Washington Group short set, the caregiver's own: 1 no difficulty … 4 cannot do
    wg_seeing      INTEGER CHECK (wg_seeing BETWEEN 1 AND 4),
    wg_hearing     INTEGER CHECK (wg_hearing BETWEEN 1 AND 4),
    wg_walking     INTEGER CHECK (wg_walking BETWEEN 1 AND 4),
    wg_remembering INTEGER CHECK (wg_remembering BETWEEN 1 AND 4),
    wg_self_care   INTEGER CHECK (wg_self_care BETWEEN 1 AND 4),
    wg_speaking    INTEGER CHECK (wg_speaking BETWEEN 1 AND 4),
    safety_pause_until TEXT, -- an alert rests tips and surveys, never session notices
    paused_until   TEXT, -- her own wish
    under_18_at    TEXT, -- said so herself: no programme messages
    made_at        TEXT NOT NULL,
    CHECK ((state = 'merged_into') = (merged_into IS NOT NULL)),
    CHECK (state <> 'registered' OR name IS NOT NULL)
) STRICT;
CREATE INDEX caregivers_by_match ON caregivers (name_key, area);
-- Belonging to a group, dated: on the roster of day d if enrolled_on <= d and not ended by d.
CREATE TABLE enrolments (
    id            BLOB NOT NULL PRIMARY KEY,
    caregiver_id  BLOB NOT NULL REFERENCES caregivers,
    group_id      BLOB NOT NULL REFERENCES groups,
    state         TEXT NOT NULL CHECK (state IN ('applied', 'waitlisted', 'invited', 'enrolled', 'active', 'completed',
                                                 'withdrawn', 'transferred', 'lost')),
    waiting_since TEXT, -- first in, first out
    enrolled_on   TEXT,
    ended_on      TEXT CHECK (ended_on >= enrolled_on),
    reason        TEXT,
    made_at       TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX enrolments_open ON enrolments (caregiver_id, group_id)
    WHERE state IN ('applied', 'waitlisted', 'invited', 'enrolled', 'active');
CREATE INDEX enrolments_of_group ON enrolments (group_id);
-- One import of a roster. The file waits sealed for its confirmation, an hour at most, and is wiped by it.
CREATE TABLE roster_imports (
    id          BLOB   NOT NULL PRIMARY KEY,
    state       TEXT   NOT NULL CHECK (state IN ('staged', 'imported', 'expired')),
    file_hash   BLOB  NOT NULL,
    file_sealed BLOB,
    added       INTEGER NOT NULL CHECK (added >= 0),
    updated     INTEGER NOT NULL CHECK (updated >= 0),
    same        INTEGER NOT NULL CHECK (same >= 0),
    waitlisted  INTEGER NOT NULL CHECK (waitlisted >= 0), -- of those enrolled, who wait for a place
    made_by     BLOB   REFERENCES users,
    made_at     TEXT NOT NULL,
    expires_at  TEXT NOT NULL,
    imported_at TEXT,
    CHECK (state = 'staged' OR file_sealed IS NULL)
) STRICT;
CREATE INDEX roster_imports_staged ON roster_imports (expires_at) WHERE state = 'staged';
