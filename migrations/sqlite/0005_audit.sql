-- Who did what. Append-only; the hash chains each row to the one before and is filled by one sealer.
CREATE TABLE audit_events (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    at      TEXT NOT NULL,
    actor   TEXT NOT NULL CHECK (actor IN ('user', 'visitor', 'bot', 'operator')),
    user_id BLOB REFERENCES users,
    act     TEXT NOT NULL,
    subject BLOB,          -- what it was done to
    detail  TEXT NOT NULL, -- counts and codes, never names, numbers or texts of people
    hash    BLOB
) STRICT;
