-- A text sealed with the secret key at the first start: another key is noticed before it seals or hashes anything.
CREATE TABLE key_check (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    sealed  BLOB NOT NULL,
    made_at TEXT NOT NULL
) STRICT;
