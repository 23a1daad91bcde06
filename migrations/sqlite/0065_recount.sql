-- Enrolments are counted by group and day: by day alone, a county's few were looked for among all of the country's.
DROP INDEX enrolments_on_day;
DROP INDEX enrolments_ended_on;
DROP INDEX enrolments_of_group;
CREATE INDEX enrolments_of_group ON enrolments (group_id, enrolled_on);
CREATE INDEX enrolments_ended_in_group ON enrolments (group_id, ended_on) WHERE ended_on IS NOT NULL;
-- While all figures are counted anew, until when nobody else folds any.
ALTER TABLE rollup_state ADD COLUMN held_until TEXT DEFAULT NULL;
