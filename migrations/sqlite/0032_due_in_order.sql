-- What is due is read in the order in which it leaves, and only as much of it as is taken.
DROP INDEX planned_messages_due;
CREATE INDEX planned_messages_due ON planned_messages (priority, due_at, made_at, id) WHERE state IN ('planned', 'retry');
