-- Numbers that are given out one by one.
CREATE TABLE counters (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('caregiver', 0);
CREATE TABLE households (
    id      UUID NOT NULL PRIMARY KEY,
    made_at TIMESTAMPTZ NOT NULL
);
-- A child is an age band on a day, and nothing else: no name, no birth date.
CREATE TABLE child_references (
    id           UUID NOT NULL PRIMARY KEY,
    household_id UUID NOT NULL REFERENCES households,
    band         TEXT NOT NULL CHECK (band IN ('0-2', '3-5', '6-9', '10-13', '14-17')),
    as_of        DATE NOT NULL, -- asked again a year later
    voided_at    TIMESTAMPTZ
);
CREATE INDEX child_references_of_household ON child_references (household_id);
CREATE TABLE caregivers (
    id             UUID   NOT NULL PRIMARY KEY,
    number         BIGINT NOT NULL UNIQUE CHECK (number BETWEEN 1 AND 4294967295), -- dense, for sets of people
    state          TEXT   NOT NULL CHECK (state IN ('provisional', 'registered', 'merged_into', 'erased')),
    merged_into    UUID   REFERENCES caregivers,
    household_id   UUID   NOT NULL REFERENCES households,
    area           BIGINT, -- not known for somebody who only started the chat
    name           TEXT, -- not known for somebody who only started the chat; gone when erased
    name_key       TEXT, -- folded, for matching
    search_text    TEXT, -- name, pinyin in every reading and initials, for finding
    phone_sealed   BYTEA,
    phone_hash     BYTEA, -- keyed, for matching
    relation       TEXT   CHECK (relation IN ('mother', 'father', 'grandmother', 'grandfather', 'other_relative', 'foster', 'teacher', 'other')),
    language       TEXT   NOT NULL CHECK (language IN ('zh-Hans', 'en')),
    zone           TEXT   NOT NULL, -- IANA
    gender         TEXT   CHECK (gender IN ('female', 'male', 'other')),
    residence      TEXT   CHECK (residence IN ('with_child', 'away', 'left_behind_care')),
    access_needs   TEXT   CHECK (access_needs IN ('none', 'reading', 'hearing', 'seeing', 'moving', 'several')),
    -- Washington Group short set, the caregiver's own: 1 no difficulty … 4 cannot do
    wg_seeing      BIGINT CHECK (wg_seeing BETWEEN 1 AND 4),
    wg_hearing     BIGINT CHECK (wg_hearing BETWEEN 1 AND 4),
    wg_walking     BIGINT CHECK (wg_walking BETWEEN 1 AND 4),
    wg_remembering BIGINT CHECK (wg_remembering BETWEEN 1 AND 4),
    wg_self_care   BIGINT CHECK (wg_self_care BETWEEN 1 AND 4),
    wg_speaking    BIGINT CHECK (wg_speaking BETWEEN 1 AND 4),
    safety_pause_until TIMESTAMPTZ, -- an alert rests tips and surveys, never session notices
    paused_until   TIMESTAMPTZ, -- her own wish
    under_18_at    TIMESTAMPTZ, -- said so herself: no programme messages
    made_at        TIMESTAMPTZ NOT NULL,
    CHECK ((state = 'merged_into') = (merged_into IS NOT NULL)),
    CHECK (state <> 'registered' OR name IS NOT NULL)
);
CREATE INDEX caregivers_by_match ON caregivers (name_key, area);
-- Belonging to a group, dated: on the roster of day d if enrolled_on <= d and not ended by d.
CREATE TABLE enrolments (
    id            UUID NOT NULL PRIMARY KEY,
    caregiver_id  UUID NOT NULL REFERENCES caregivers,
    group_id      UUID NOT NULL REFERENCES groups,
    state         TEXT NOT NULL CHECK (state IN ('applied', 'waitlisted', 'invited', 'enrolled', 'active', 'completed',
                                                 'withdrawn', 'transferred', 'lost')),
    waiting_since TIMESTAMPTZ, -- first in, first out
    enrolled_on   DATE,
    ended_on      DATE CHECK (ended_on >= enrolled_on),
    reason        TEXT,
    made_at       TIMESTAMPTZ NOT NULL
);
CREATE UNIQUE INDEX enrolments_open ON enrolments (caregiver_id, group_id)
    WHERE state IN ('applied', 'waitlisted', 'invited', 'enrolled', 'active');
CREATE INDEX enrolments_of_group ON enrolments (group_id);
-- One import of a roster. The file waits sealed for its confirmation, an hour at most, and is wiped by it.
CREATE TABLE roster_imports (
    id          UUID   NOT NULL PRIMARY KEY,
    state       TEXT   NOT NULL CHECK (state IN ('staged', 'imported', 'expired')),
    file_hash   BYTEA  NOT NULL,
    file_sealed BYTEA,
    added       BIGINT NOT NULL CHECK (added >= 0),
    updated     BIGINT NOT NULL CHECK (updated >= 0),
    same        BIGINT NOT NULL CHECK (same >= 0),
    waitlisted  BIGINT NOT NULL CHECK (waitlisted >= 0), -- of those enrolled, who wait for a place
    made_by     UUID   REFERENCES users,
    made_at     TIMESTAMPTZ NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL,
    imported_at TIMESTAMPTZ,
    CHECK (state = 'staged' OR file_sealed IS NULL)
);
CREATE INDEX roster_imports_staged ON roster_imports (expires_at) WHERE state = 'staged';
