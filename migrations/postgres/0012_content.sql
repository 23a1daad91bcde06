-- What the chat sends, filled from content/. The database is what is sent.
CREATE TABLE content_settings (
    id           BIGINT  NOT NULL PRIMARY KEY CHECK (id = 1),
    sends_review BOOLEAN NOT NULL -- tips in review are sent too: the demo and tests
);
INSERT INTO content_settings (id, sends_review) VALUES (1, FALSE);
CREATE TABLE tips (
    code        TEXT   NOT NULL PRIMARY KEY CHECK (code <> ''),
    seq         BIGINT NOT NULL, -- the order of the file
    topic       TEXT   NOT NULL,
    module      TEXT   NOT NULL, -- empty when it belongs to none
    age_from_m  BIGINT NOT NULL CHECK (age_from_m >= 0), -- months
    age_to_m    BIGINT NOT NULL CHECK (age_to_m > age_from_m), -- not included
    caregiver   TEXT   NOT NULL CHECK (caregiver IN ('any', 'mother', 'father', 'grandparent')),
    text_zh     TEXT   NOT NULL CHECK (text_zh <> ''),
    text_en     TEXT   NOT NULL CHECK (text_en <> ''),
    do_today_zh TEXT   NOT NULL,
    do_today_en TEXT   NOT NULL,
    status      TEXT   NOT NULL CHECK (status IN ('draft', 'review', 'approved', 'retired'))
);
-- Which tip was given to whom: the next one is another.
CREATE TABLE tips_given (
    caregiver_id UUID NOT NULL REFERENCES caregivers,
    tip_code     TEXT NOT NULL REFERENCES tips,
    at           TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (caregiver_id, tip_code)
);
CREATE TABLE safety_replies (
    code    TEXT NOT NULL PRIMARY KEY,
    text_zh TEXT NOT NULL CHECK (text_zh <> ''),
    text_en TEXT NOT NULL CHECK (text_en <> '')
);
CREATE TABLE emergency_numbers (
    area        BIGINT NOT NULL, -- 0 for the whole country
    number      TEXT   NOT NULL CHECK (number <> ''),
    kind        TEXT   NOT NULL CHECK (kind IN ('police', 'ambulance', 'government', 'psychological', 'child', 'women')),
    name_zh     TEXT   NOT NULL,
    name_en     TEXT   NOT NULL,
    PRIMARY KEY (area, number)
);
-- Words by which a writer says that she or he is under 18.
CREATE TABLE safety_keywords (
    code    TEXT NOT NULL PRIMARY KEY,
    kind    TEXT NOT NULL CHECK (kind IN ('phrase', 'word')),
    pattern TEXT NOT NULL CHECK (pattern <> ''),
    unless  TEXT NOT NULL -- parted by |; any of them in the sentence switches the row off
);
-- The phones of the chat simulator. What was typed on one is sealed, like anything a caregiver writes.
CREATE TABLE simulator_messages (
    id          UUID    NOT NULL PRIMARY KEY,
    seq         BIGINT  NOT NULL UNIQUE,
    chat        TEXT    NOT NULL,
    outgoing    BOOLEAN NOT NULL, -- from the program to the phone
    text        TEXT    NOT NULL, -- empty for what was typed
    text_sealed BYTEA,
    buttons     TEXT    NOT NULL, -- JSON
    at          TIMESTAMPTZ NOT NULL
);
CREATE INDEX simulator_messages_of_chat ON simulator_messages (chat, seq);
INSERT INTO counters (name, value) VALUES ('simulator', 0);
