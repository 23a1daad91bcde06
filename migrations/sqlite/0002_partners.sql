-- Organisations that work with the programme: a second scope on groups, sites, users and campaigns.
CREATE TABLE partners (
    id         BLOB NOT NULL PRIMARY KEY,
    code       TEXT NOT NULL UNIQUE CHECK (code <> ''),
    kind       TEXT NOT NULL CHECK (kind IN ('government', 'ngo', 'school', 'health', 'faith', 'community', 'justice')),
    name_zh    TEXT NOT NULL CHECK (name_zh <> ''),
    name_en    TEXT NOT NULL CHECK (name_en <> ''),
    started_at TEXT NOT NULL,
    ended_at   TEXT
) STRICT;
