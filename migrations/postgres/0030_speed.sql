-- What keeps counting a day, the overview and the chat quick, however long the history grows.
DROP INDEX sessions_on_day;
CREATE INDEX sessions_on_day ON sessions (held_on, group_id);
CREATE INDEX sessions_of_group_on_day ON sessions (group_id, held_on);
CREATE INDEX sessions_not_handed_in ON sessions (ends_at) WHERE state IN ('scheduled', 'held');
-- Raised by every change of what the chat sends: a process that holds its book knows when to read it again.
ALTER TABLE content_settings ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
CREATE INDEX chat_links_of_person ON chat_links (caregiver_id) WHERE state = 'linked';
CREATE INDEX planned_messages_in_flight ON planned_messages (channel, account, chat) WHERE state = 'claimed';
CREATE INDEX alerts_of_caregiver ON alerts (caregiver_id) WHERE state = 'new';
CREATE INDEX enrolments_ended_on ON enrolments (ended_on);
