-- What people agree to, by version; and what each said. Append-only: the latest counts.
CREATE TABLE consent_texts (
    purpose  TEXT   NOT NULL CHECK (purpose IN ('service_messages', 'attendance_link', 'surveys', 'sensitive_data')),
    version  INTEGER NOT NULL CHECK (version >= 1),
    text_zh  TEXT   NOT NULL,
    text_en  TEXT   NOT NULL,
    short_zh TEXT   NOT NULL, -- the button
    short_en TEXT   NOT NULL,
    PRIMARY KEY (purpose, version)
) STRICT;
CREATE TABLE consents (
    id           BLOB   NOT NULL PRIMARY KEY,
    caregiver_id BLOB   NOT NULL REFERENCES caregivers,
    purpose      TEXT   NOT NULL,
    status       TEXT   NOT NULL CHECK (status IN ('given', 'refused', 'withdrawn', 'expired')),
    text_version INTEGER NOT NULL,
    language     TEXT   NOT NULL CHECK (language IN ('zh-Hans', 'en')),
    method       TEXT   NOT NULL CHECK (method IN ('tapped', 'written', 'oral', 'read_aloud')),
    witness      TEXT,
    recorded_by  BLOB   REFERENCES users,
    at           TEXT NOT NULL,
    FOREIGN KEY (purpose, text_version) REFERENCES consent_texts,
    CHECK (method = 'tapped' OR recorded_by IS NOT NULL)
) STRICT;
CREATE INDEX consents_latest ON consents (caregiver_id, purpose, at, id);
