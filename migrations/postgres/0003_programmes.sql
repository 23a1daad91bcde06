-- What is taught: a programme's curricula by version, each an ordered list of modules.
CREATE TABLE programmes (
    id      UUID NOT NULL PRIMARY KEY,
    code    TEXT NOT NULL UNIQUE CHECK (code <> ''),
    name_zh TEXT NOT NULL CHECK (name_zh <> ''),
    name_en TEXT NOT NULL CHECK (name_en <> '')
);
CREATE TABLE curricula (
    id               UUID   NOT NULL PRIMARY KEY,
    programme_id     UUID   NOT NULL REFERENCES programmes,
    code             TEXT   NOT NULL CHECK (code <> ''),
    version          BIGINT NOT NULL CHECK (version >= 1),
    title_zh         TEXT   NOT NULL CHECK (title_zh <> ''),
    title_en         TEXT   NOT NULL CHECK (title_en <> ''),
    audience         TEXT   NOT NULL CHECK (audience IN ('caregivers', 'teachers', 'workforce')),
    minutes          BIGINT NOT NULL CHECK (minutes BETWEEN 1 AND 1440), -- of one session
    completion_share BIGINT NOT NULL CHECK (completion_share BETWEEN 1 AND 100), -- percent of sessions, make-ups included
    completion_last  BIGINT NOT NULL CHECK (completion_last >= 0), -- and one of this many last sessions
    state            TEXT   NOT NULL CHECK (state IN ('draft', 'published', 'retired')), -- a published one never changes
    UNIQUE (programme_id, code, version)
);
CREATE TABLE modules (
    id               UUID   NOT NULL PRIMARY KEY,
    curriculum_id    UUID   NOT NULL REFERENCES curricula,
    seq              BIGINT NOT NULL CHECK (seq >= 1),
    code             TEXT   NOT NULL CHECK (code <> ''), -- stable text id from content/
    topic            TEXT   NOT NULL,
    title_zh         TEXT   NOT NULL CHECK (title_zh <> ''),
    title_en         TEXT   NOT NULL CHECK (title_en <> ''),
    goal_zh          TEXT   NOT NULL,
    goal_en          TEXT   NOT NULL,
    recap_zh         TEXT   NOT NULL, -- what those present are sent the same evening
    recap_en         TEXT   NOT NULL,
    home_practice_zh TEXT   NOT NULL,
    home_practice_en TEXT   NOT NULL,
    tip_code         TEXT   NOT NULL, -- the tip that stands for the module
    UNIQUE (curriculum_id, seq),
    UNIQUE (curriculum_id, code)
);
