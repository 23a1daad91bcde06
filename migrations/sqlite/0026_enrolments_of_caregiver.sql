-- Every mark asks what the enrolments of the marked have come to; every plan asks for the groups of one person.
CREATE INDEX enrolments_of_caregiver ON enrolments (caregiver_id);
