-- Whose plan has to be looked at again; the sender takes no row of anybody in here.
CREATE TABLE plan_due (
    caregiver_id UUID NOT NULL PRIMARY KEY REFERENCES caregivers,
    due_since    TIMESTAMPTZ NOT NULL
);
-- Everything that leaves: planned steps and replies. A sent row is never touched again.
CREATE TABLE planned_messages (
    id           UUID   NOT NULL PRIMARY KEY,
    dedupe_key   TEXT   NOT NULL UNIQUE, -- step, caregiver, anchor kind:id:sequence; or reply, channel, account, update, n
    caregiver_id UUID   REFERENCES caregivers,
    channel      TEXT, -- where a reply goes; planned steps find the live link when they are claimed
    account      TEXT,
    chat         TEXT,
    step         TEXT   NOT NULL, -- 'reply' or a step of content/sequences.csv
    priority     BIGINT NOT NULL CHECK (priority BETWEEN 0 AND 4), -- reply, safety, reminder, survey, tip
    anchor_kind  TEXT   CHECK (anchor_kind IN ('session', 'enrolment', 'caregiver')),
    anchor_id    UUID,
    anchor_seq   BIGINT,
    body         TEXT   NOT NULL, -- JSON: the whole message of a reply; what to say of a step
    due_at       TIMESTAMPTZ NOT NULL,
    expires_at   TIMESTAMPTZ,
    local_day    DATE, -- the receiver's day, for the limits a day
    state        TEXT   NOT NULL CHECK (state IN ('planned', 'claimed', 'sent', 'retry', 'failed', 'unknown', 'expired',
                                                  'suppressed', 'cancelled')),
    reason       TEXT,
    attempts     BIGINT NOT NULL,
    claimed_by   UUID, -- the boot id of the process that sends it
    lease_until  TIMESTAMPTZ,
    sent_at      TIMESTAMPTZ,
    message_ref  TEXT, -- what the channel calls it
    made_at      TIMESTAMPTZ NOT NULL
);
CREATE INDEX planned_messages_due ON planned_messages (priority, due_at) WHERE state IN ('planned', 'retry');
CREATE INDEX planned_messages_claimed ON planned_messages (lease_until) WHERE state = 'claimed';
CREATE INDEX planned_messages_of_caregiver ON planned_messages (caregiver_id, local_day);
-- What all nodes must know of one bot account.
CREATE TABLE bot_accounts (
    channel      TEXT   NOT NULL,
    account      TEXT   NOT NULL,
    frozen_until TIMESTAMPTZ, -- the channel asked for silence
    poll_offset  BIGINT NOT NULL,
    poller       UUID, -- boot ids that hold the two singletons
    poller_until TIMESTAMPTZ,
    sender       UUID,
    sender_until TIMESTAMPTZ,
    PRIMARY KEY (channel, account)
);
-- What a caregiver said to a reminder.
CREATE TABLE rsvps (
    session_id   UUID   NOT NULL REFERENCES sessions,
    caregiver_id UUID   NOT NULL REFERENCES caregivers,
    answer       TEXT   NOT NULL CHECK (answer IN ('coming', 'cannot')),
    sequence     BIGINT NOT NULL, -- of the session when she answered
    at           TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (session_id, caregiver_id)
);
