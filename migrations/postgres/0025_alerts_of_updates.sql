-- An update that could not be handled may hold a disclosure: it makes an alert, though nobody may be known behind it.
CREATE TABLE alerts_before AS SELECT * FROM alerts;
DROP TABLE alerts;
CREATE TABLE alerts (
    id           UUID   NOT NULL PRIMARY KEY,
    reference    TEXT   NOT NULL UNIQUE, -- short, says nothing
    caregiver_id UUID   REFERENCES caregivers, -- empty only for an update of an unknown chat
    area         BIGINT NOT NULL, -- 0 while not known
    kind         TEXT   NOT NULL CHECK (kind IN ('talk', 'free_text', 'voice', 'photo', 'under_18', 'unread')),
    state        TEXT   NOT NULL CHECK (state IN ('new', 'acknowledged', 'triaged', 'referred', 'closed')),
    text_sealed  BYTEA,
    channel      TEXT, -- the dead update, whose sealed payload is the text
    account      TEXT,
    update_id    BIGINT,
    at           TIMESTAMPTZ NOT NULL,
    due_at       TIMESTAMPTZ NOT NULL,
    acknowledged_by UUID REFERENCES users,
    acknowledged_at TIMESTAMPTZ,
    FOREIGN KEY (channel, account, update_id) REFERENCES inbox,
    UNIQUE (channel, account, update_id),
    CHECK ((kind = 'unread') = (update_id IS NOT NULL)),
    CHECK (kind = 'unread' OR caregiver_id IS NOT NULL)
);
INSERT INTO alerts (id, reference, caregiver_id, area, kind, state, text_sealed, at, due_at, acknowledged_by,
                    acknowledged_at)
SELECT id, reference, caregiver_id, area, kind, state, text_sealed, at, due_at, acknowledged_by, acknowledged_at
  FROM alerts_before;
DROP TABLE alerts_before;
CREATE INDEX alerts_open ON alerts (area, due_at) WHERE state <> 'closed';
