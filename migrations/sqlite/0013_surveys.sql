-- Short surveys on buttons. A live version never changes.
CREATE TABLE surveys (
    id            BLOB   NOT NULL PRIMARY KEY,
    code          TEXT   NOT NULL CHECK (code <> ''),
    version       INTEGER NOT NULL CHECK (version >= 1),
    wave          TEXT   NOT NULL CHECK (wave IN ('after_session', 'pre', 'post')),
    title_zh      TEXT   NOT NULL,
    title_en      TEXT   NOT NULL,
    thanks_zh     TEXT   NOT NULL,
    thanks_en     TEXT   NOT NULL,
    expires_hours INTEGER NOT NULL CHECK (expires_hours > 0), -- later answers are kept and flagged
    min_n_to_show INTEGER NOT NULL CHECK (min_n_to_show >= 1), -- smaller cells are hidden
    UNIQUE (code, version)
) STRICT;
CREATE TABLE survey_questions (
    survey_id BLOB    NOT NULL REFERENCES surveys,
    seq       INTEGER  NOT NULL CHECK (seq >= 1),
    code      TEXT    NOT NULL CHECK (code <> ''),
    kind      TEXT    NOT NULL CHECK (kind IN ('scale', 'choice')),
    text_zh   TEXT    NOT NULL,
    text_en   TEXT    NOT NULL,
    PRIMARY KEY (survey_id, code),
    UNIQUE (survey_id, seq)
) STRICT;
CREATE TABLE survey_options (
    survey_id BLOB   NOT NULL REFERENCES surveys,
    question  TEXT   NOT NULL,
    seq       INTEGER NOT NULL,
    value     TEXT   NOT NULL CHECK (value <> ''),
    score     INTEGER NOT NULL,
    label_zh  TEXT   NOT NULL,
    label_en  TEXT   NOT NULL,
    PRIMARY KEY (survey_id, question, value),
    FOREIGN KEY (survey_id, question) REFERENCES survey_questions (survey_id, code)
) STRICT;
-- One caregiver's answers on one occasion: after one session.
CREATE TABLE responses (
    id           BLOB NOT NULL PRIMARY KEY,
    survey_id    BLOB NOT NULL REFERENCES surveys,
    caregiver_id BLOB NOT NULL REFERENCES caregivers,
    occasion     BLOB NOT NULL REFERENCES sessions,
    state        TEXT NOT NULL CHECK (state IN ('started', 'complete', 'abandoned', 'withdrawn')),
    language     TEXT NOT NULL CHECK (language IN ('zh-Hans', 'en')),
    started_at   TEXT NOT NULL,
    completed_at TEXT,
    UNIQUE (survey_id, caregiver_id, occasion)
) STRICT;
CREATE INDEX responses_of_session ON responses (occasion);
CREATE TABLE answers (
    response_id BLOB NOT NULL REFERENCES responses,
    question    TEXT NOT NULL,
    value       TEXT NOT NULL CHECK (value <> ''), -- '-' is a skip, which is an answer too
    at          TEXT NOT NULL,
    PRIMARY KEY (response_id, question)
) STRICT;
