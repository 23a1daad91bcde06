-- Keys for programs that speak for a user: shown once, kept as a hash.
CREATE TABLE api_tokens (
    id          UUID  NOT NULL PRIMARY KEY,
    user_id     UUID  NOT NULL REFERENCES users,
    name        TEXT  NOT NULL CHECK (name <> ''),
    token_hash  BYTEA NOT NULL UNIQUE, -- SHA-256 of a token of 256 random bits
    permissions TEXT  NOT NULL CHECK (permissions <> ''), -- words joined by commas; never more than the user's
    made_at     TIMESTAMPTZ NOT NULL,
    expires_at  TIMESTAMPTZ NOT NULL,
    used_on     DATE, -- the last day
    ended_at    TIMESTAMPTZ
);
CREATE INDEX api_tokens_of_user ON api_tokens (user_id);
-- What a request with an Idempotency-Key was answered, for a day: a repetition gets the same and does nothing.
CREATE TABLE idempotency_keys (
    user_id   UUID  NOT NULL REFERENCES users,
    route     TEXT  NOT NULL, -- the method and the address
    key       TEXT  NOT NULL,
    body_hash BYTEA NOT NULL, -- keyed: bodies hold names
    answer    TEXT  NOT NULL, -- JSON; empty only inside the act that makes it
    made_at   TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (user_id, route, key)
);
CREATE INDEX idempotency_keys_made ON idempotency_keys (made_at);
