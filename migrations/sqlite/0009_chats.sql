-- Drives that codes and reports belong to.
CREATE TABLE campaigns (
    id         BLOB NOT NULL PRIMARY KEY,
    code       TEXT NOT NULL UNIQUE CHECK (code <> ''),
    name       TEXT NOT NULL CHECK (name <> ''),
    partner_id BLOB REFERENCES partners,
    starts_on  TEXT NOT NULL,
    ends_on    TEXT CHECK (ends_on >= starts_on),
    made_at    TEXT NOT NULL
) STRICT;
-- A code on a poster: tells language, place and campaign of whoever scans it.
CREATE TABLE join_codes (
    code        TEXT   NOT NULL PRIMARY KEY CHECK (code <> ''),
    campaign_id BLOB   NOT NULL REFERENCES campaigns,
    place       TEXT   NOT NULL,
    area        INTEGER,
    language    TEXT   CHECK (language IN ('zh-Hans', 'en')),
    partner_id  BLOB   REFERENCES partners,
    opens       INTEGER NOT NULL CHECK (opens >= 0), -- pages opened, not people
    starts      INTEGER NOT NULL CHECK (starts >= 0), -- chats started with it
    made_at     TEXT NOT NULL,
    ended_at    TEXT
) STRICT;
-- A chat and whose it is. The talk is where the conversation stands.
CREATE TABLE chat_links (
    id           BLOB NOT NULL PRIMARY KEY,
    channel      TEXT NOT NULL CHECK (channel IN ('telegram', 'simulator')),
    account      TEXT NOT NULL, -- which bot
    chat         TEXT NOT NULL,
    caregiver_id BLOB NOT NULL REFERENCES caregivers,
    join_code    TEXT REFERENCES join_codes,
    state        TEXT NOT NULL CHECK (state IN ('pending', 'linked', 'revoked', 'blocked')),
    talk         TEXT NOT NULL, -- JSON
    made_at      TEXT NOT NULL,
    blocked_at   TEXT,
    ended_at     TEXT
) STRICT;
CREATE UNIQUE INDEX chat_links_live ON chat_links (channel, account, chat) WHERE state <> 'revoked';
CREATE UNIQUE INDEX chat_links_of_caregiver ON chat_links (channel, caregiver_id) WHERE state <> 'revoked';
-- A one-time token that a facilitator shows: ties a chat to an enrolled caregiver.
CREATE TABLE link_tokens (
    token_hash   BLOB NOT NULL PRIMARY KEY,
    caregiver_id BLOB  NOT NULL REFERENCES caregivers,
    made_by      BLOB  REFERENCES users,
    made_at      TEXT NOT NULL,
    expires_at   TEXT NOT NULL,
    used_at      TEXT
) STRICT;
-- What came in, kept before it is acknowledged; the payload goes when it is handled.
CREATE TABLE inbox (
    channel     TEXT   NOT NULL,
    account     TEXT   NOT NULL,
    update_id   INTEGER NOT NULL,
    chat        TEXT, -- updates of one chat go one at a time, oldest first
    payload     TEXT,
    state       TEXT   NOT NULL CHECK (state IN ('new', 'done', 'dead')),
    tries       INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    done_at     TEXT,
    sealed      BLOB, -- of a dead one: it may hold a disclosure
    PRIMARY KEY (channel, account, update_id)
) STRICT;
CREATE INDEX inbox_new ON inbox (channel, account, received_at) WHERE state = 'new';
-- Somebody may need a person. The text is sealed from the first day.
CREATE TABLE alerts (
    id           BLOB   NOT NULL PRIMARY KEY,
    reference    TEXT   NOT NULL UNIQUE, -- short, says nothing
    caregiver_id BLOB   NOT NULL REFERENCES caregivers,
    area         INTEGER NOT NULL, -- 0 while not known
    kind         TEXT   NOT NULL CHECK (kind IN ('talk', 'free_text', 'voice', 'photo', 'under_18')),
    state        TEXT   NOT NULL CHECK (state IN ('new', 'acknowledged', 'triaged', 'referred', 'closed')),
    text_sealed  BLOB,
    at           TEXT NOT NULL,
    due_at       TEXT NOT NULL,
    acknowledged_by BLOB REFERENCES users,
    acknowledged_at TEXT
) STRICT;
CREATE INDEX alerts_open ON alerts (area, due_at) WHERE state <> 'closed';
