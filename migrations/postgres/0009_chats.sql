-- Drives that codes and reports belong to.
CREATE TABLE campaigns (
    id         UUID NOT NULL PRIMARY KEY,
    code       TEXT NOT NULL UNIQUE CHECK (code <> ''),
    name       TEXT NOT NULL CHECK (name <> ''),
    partner_id UUID REFERENCES partners,
    starts_on  DATE NOT NULL,
    ends_on    DATE CHECK (ends_on >= starts_on),
    made_at    TIMESTAMPTZ NOT NULL
);
-- A code on a poster: tells language, place and campaign of whoever scans it.
CREATE TABLE join_codes (
    code        TEXT   NOT NULL PRIMARY KEY CHECK (code <> ''),
    campaign_id UUID   NOT NULL REFERENCES campaigns,
    place       TEXT   NOT NULL,
    area        BIGINT,
    language    TEXT   CHECK (language IN ('zh-Hans', 'en')),
    partner_id  UUID   REFERENCES partners,
    opens       BIGINT NOT NULL CHECK (opens >= 0), -- pages opened, not people
    starts      BIGINT NOT NULL CHECK (starts >= 0), -- chats started with it
    made_at     TIMESTAMPTZ NOT NULL,
    ended_at    TIMESTAMPTZ
);
-- A chat and whose it is. The talk is where the conversation stands.
CREATE TABLE chat_links (
    id           UUID NOT NULL PRIMARY KEY,
    channel      TEXT NOT NULL CHECK (channel IN ('telegram', 'simulator')),
    account      TEXT NOT NULL, -- which bot
    chat         TEXT NOT NULL,
    caregiver_id UUID NOT NULL REFERENCES caregivers,
    join_code    TEXT REFERENCES join_codes,
    state        TEXT NOT NULL CHECK (state IN ('pending', 'linked', 'revoked', 'blocked')),
    talk         TEXT NOT NULL, -- JSON
    made_at      TIMESTAMPTZ NOT NULL,
    blocked_at   TIMESTAMPTZ,
    ended_at     TIMESTAMPTZ
);
CREATE UNIQUE INDEX chat_links_live ON chat_links (channel, account, chat) WHERE state <> 'revoked';
CREATE UNIQUE INDEX chat_links_of_caregiver ON chat_links (channel, caregiver_id) WHERE state <> 'revoked';
-- A one-time token that a facilitator shows: ties a chat to an enrolled caregiver.
CREATE TABLE link_tokens (
    token_hash   BYTEA NOT NULL PRIMARY KEY,
    caregiver_id UUID  NOT NULL REFERENCES caregivers,
    made_by      UUID  REFERENCES users,
    made_at      TIMESTAMPTZ NOT NULL,
    expires_at   TIMESTAMPTZ NOT NULL,
    used_at      TIMESTAMPTZ
);
-- What came in, kept before it is acknowledged; the payload goes when it is handled.
CREATE TABLE inbox (
    channel     TEXT   NOT NULL,
    account     TEXT   NOT NULL,
    update_id   BIGINT NOT NULL,
    chat        TEXT, -- updates of one chat go one at a time, oldest first
    payload     TEXT,
    state       TEXT   NOT NULL CHECK (state IN ('new', 'done', 'dead')),
    tries       BIGINT NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    done_at     TIMESTAMPTZ,
    sealed      BYTEA, -- of a dead one: it may hold a disclosure
    PRIMARY KEY (channel, account, update_id)
);
CREATE INDEX inbox_new ON inbox (channel, account, received_at) WHERE state = 'new';
-- Somebody may need a person. The text is sealed from the first day.
CREATE TABLE alerts (
    id           UUID   NOT NULL PRIMARY KEY,
    reference    TEXT   NOT NULL UNIQUE, -- short, says nothing
    caregiver_id UUID   NOT NULL REFERENCES caregivers,
    area         BIGINT NOT NULL, -- 0 while not known
    kind         TEXT   NOT NULL CHECK (kind IN ('talk', 'free_text', 'voice', 'photo', 'under_18')),
    state        TEXT   NOT NULL CHECK (state IN ('new', 'acknowledged', 'triaged', 'referred', 'closed')),
    text_sealed  BYTEA,
    at           TIMESTAMPTZ NOT NULL,
    due_at       TIMESTAMPTZ NOT NULL,
    acknowledged_by UUID REFERENCES users,
    acknowledged_at TIMESTAMPTZ
);
CREATE INDEX alerts_open ON alerts (area, due_at) WHERE state <> 'closed';
