-- What platforms and partners report; aggregates only, never people. A correction supersedes the older row.
CREATE TABLE impression_reports (
    id            BLOB   NOT NULL PRIMARY KEY,
    campaign_id   BLOB   NOT NULL REFERENCES campaigns,
    channel       TEXT   NOT NULL CHECK (channel <> ''),
    asset         TEXT   NOT NULL, -- which post, film or poster, as the reporter calls it
    area          INTEGER NOT NULL,
    day           TEXT   NOT NULL,
    measure       TEXT   NOT NULL CHECK (measure IN ('impressions', 'platform_reach', 'attendees', 'engagements')),
    value         INTEGER NOT NULL CHECK (value >= 0),
    source        TEXT   NOT NULL CHECK (source <> ''), -- who says so
    external_id   TEXT   NOT NULL, -- empty unless the source numbers its rows
    definition    TEXT   NOT NULL, -- what the source counts; empty if it does not say
    state         TEXT   NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'locked', 'superseded')),
    import_id     BLOB   NOT NULL,
    made_at       TEXT NOT NULL,
    superseded_at TEXT,
    CHECK ((state = 'superseded') = (superseded_at IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX impression_reports_once
    ON impression_reports (campaign_id, channel, asset, area, day, measure, source, external_id)
    WHERE state <> 'superseded';
CREATE INDEX impression_reports_on_day ON impression_reports (day, area);
-- A file that was read but not yet confirmed, and then what came of it. The file goes when it is imported.
CREATE TABLE report_imports (
    id          BLOB   NOT NULL PRIMARY KEY,
    campaign_id BLOB   NOT NULL REFERENCES campaigns,
    file_name   TEXT   NOT NULL,
    file        BLOB, -- until it is imported
    file_hash   BLOB  NOT NULL,
    added       INTEGER NOT NULL,
    updated     INTEGER NOT NULL,
    same        INTEGER NOT NULL,
    made_by     BLOB   REFERENCES users,
    made_at     TEXT NOT NULL,
    imported_at TEXT
) STRICT;
CREATE INDEX chat_links_made ON chat_links (made_at);
CREATE INDEX enrolments_on_day ON enrolments (enrolled_on);
-- Figures of one day in one area, counted from the facts. Every other figure is folded from these.
CREATE TABLE rollup_days (
    day     TEXT   NOT NULL,
    area    INTEGER NOT NULL,
    partner BLOB   NOT NULL, -- all zeros for none
    measure TEXT   NOT NULL,
    part    TEXT   NOT NULL, -- the channel of a report, the question of a survey, else empty
    value   INTEGER NOT NULL,
    people  BLOB, -- roaring bitmap of caregivers.number, for measures that count people
    PRIMARY KEY (day, area, partner, measure, part)
) STRICT;
CREATE INDEX rollup_days_of_area ON rollup_days (area, day);
-- Figures of a week, month or quarter in an area and all below it.
CREATE TABLE rollup_periods (
    grain   TEXT   NOT NULL CHECK (grain IN ('week', 'month', 'quarter')),
    start   TEXT   NOT NULL,
    area    INTEGER NOT NULL,
    area_to INTEGER NOT NULL, -- last code inside the area: a scope must hold all of it
    parent  INTEGER, -- the area above, by the digits of the code
    partner BLOB   NOT NULL,
    measure TEXT   NOT NULL,
    part    TEXT   NOT NULL,
    value   INTEGER NOT NULL,
    people  BLOB,
    PRIMARY KEY (grain, start, area, partner, measure, part)
) STRICT;
CREATE INDEX rollup_periods_below ON rollup_periods (parent, grain, start);
-- Days and areas whose facts changed since they were counted.
CREATE TABLE rollup_dirty (
    day     TEXT   NOT NULL,
    area    INTEGER NOT NULL,
    partner BLOB   NOT NULL,
    since   TEXT NOT NULL,
    PRIMARY KEY (day, area, partner)
) STRICT;
-- One row: who folds holds it, and when that was last done.
CREATE TABLE rollup_state (
    id        INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    folded_at TEXT
) STRICT;
INSERT INTO rollup_state (id) VALUES (1);
