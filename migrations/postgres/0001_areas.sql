-- Administrative areas by GB/T 2260 code. A revised code ends the old row and starts a new one.
CREATE TABLE areas (
    code       BIGINT NOT NULL CHECK (code = 0 OR code BETWEEN 100000 AND 999999),
    valid_from DATE   NOT NULL,
    valid_to   DATE   CHECK (valid_to > valid_from), -- empty while the code is in use
    level      BIGINT NOT NULL CHECK (level BETWEEN 0 AND 3), -- country, province, prefecture, county
    parent     BIGINT,
    name_zh    TEXT   NOT NULL CHECK (name_zh <> ''),
    name_en    TEXT   NOT NULL CHECK (name_en <> ''), -- the Chinese name where no English one is known
    PRIMARY KEY (code, valid_from)
);
CREATE UNIQUE INDEX areas_in_use ON areas (code) WHERE valid_to IS NULL;
CREATE INDEX areas_of_parent ON areas (parent, code);
