-- Who was at a session. No row, or 'unmarked', means: not marked. Derived from register_ops.
CREATE TABLE attendance (
    session_id   BLOB   NOT NULL REFERENCES sessions,
    caregiver_id BLOB   NOT NULL REFERENCES caregivers,
    status       TEXT   NOT NULL CHECK (status IN ('unmarked', 'present', 'late', 'left_early', 'absent_excused', 'absent_unexcused')),
    basis        TEXT   NOT NULL CHECK (basis IN ('enrolled', 'walk_in', 'make_up', 'companion')),
    make_up_for  BLOB   REFERENCES sessions,
    rev          INTEGER NOT NULL CHECK (rev >= 1), -- the register's revision that touched it last
    op_id        BLOB   NOT NULL, -- the operation that the status comes from
    marked_at    TEXT NOT NULL,
    PRIMARY KEY (session_id, caregiver_id),
    CHECK ((basis = 'make_up') = (make_up_for IS NOT NULL))
) STRICT;
CREATE INDEX attendance_of_caregiver ON attendance (caregiver_id);
CREATE UNIQUE INDEX attendance_make_up_once ON attendance (caregiver_id, make_up_for) WHERE make_up_for IS NOT NULL;
-- What devices recorded, for ever. The same operation twice changes nothing.
CREATE TABLE register_ops (
    op_id        BLOB   NOT NULL PRIMARY KEY,
    session_id   BLOB   NOT NULL REFERENCES sessions,
    kind         TEXT   NOT NULL CHECK (kind IN ('mark', 'clear', 'mark_all', 'state', 'walk_in', 'head_count', 'report')),
    caregiver_id BLOB, -- as the device named it, perhaps unknown here; empty for the whole session
    device       BLOB   NOT NULL,
    device_seq   INTEGER NOT NULL,
    actor_id     BLOB   REFERENCES users,
    source       TEXT   NOT NULL CHECK (source IN ('facilitator', 'supervisor', 'caregiver', 'paper')),
    status       TEXT,
    detail       TEXT   NOT NULL, -- JSON: counts and choices of the kinds that are no mark
    base_rev     INTEGER NOT NULL CHECK (base_rev >= 0),
    result_rev   INTEGER, -- of the register, not of the row: what a device had seen is one number
    content_hash BLOB  NOT NULL,
    outcome      TEXT   NOT NULL CHECK (outcome IN ('applied', 'duplicate', 'corroborated', 'conflict', 'superseded', 'rejected')),
    reason       TEXT,
    recorded_at  TEXT NOT NULL, -- by the device
    clock_said   TEXT, -- the device's own time, where that could not be and was set right
    received_at  TEXT NOT NULL
) STRICT;
CREATE INDEX register_ops_of_session ON register_ops (session_id, caregiver_id);
-- Two marks that do not agree: both are kept, a person decides.
CREATE TABLE register_conflicts (
    id           BLOB NOT NULL PRIMARY KEY,
    session_id   BLOB NOT NULL REFERENCES sessions,
    caregiver_id BLOB REFERENCES caregivers, -- empty when the session's state is in doubt
    op_a         BLOB NOT NULL REFERENCES register_ops,
    op_b         BLOB REFERENCES register_ops, -- empty when the first contradicts the session's state
    state        TEXT NOT NULL CHECK (state IN ('open', 'resolved', 'dismissed')),
    kept         BLOB REFERENCES register_ops,
    opened_at    TEXT NOT NULL,
    decided_by   BLOB REFERENCES users,
    decided_at   TEXT,
    UNIQUE (op_a, op_b, caregiver_id)
) STRICT;
CREATE INDEX register_conflicts_open ON register_conflicts (session_id) WHERE state = 'open';
