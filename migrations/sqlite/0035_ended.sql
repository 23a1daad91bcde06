-- Most enrolments have not ended: an index that holds those as well is taken for them, and finds everybody.
DROP INDEX enrolments_ended_on;
CREATE INDEX enrolments_ended_on ON enrolments (ended_on) WHERE ended_on IS NOT NULL;
