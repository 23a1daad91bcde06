-- Each taking of a lease raises its epoch: what an earlier holder claimed, sent or fetched is known by it.
ALTER TABLE bot_accounts ADD COLUMN sender_epoch BIGINT NOT NULL DEFAULT 0;
ALTER TABLE bot_accounts ADD COLUMN poller_epoch BIGINT NOT NULL DEFAULT 0;
ALTER TABLE planned_messages ADD COLUMN claimed_epoch BIGINT; -- of the sender that holds it
-- Claims, failures and waits are counted apart: only the message's own failures end it.
ALTER TABLE planned_messages RENAME COLUMN attempts TO claims;
ALTER TABLE planned_messages ADD COLUMN failures BIGINT NOT NULL DEFAULT 0; -- tries that did not arrive, by its own fault
ALTER TABLE planned_messages ADD COLUMN unknowns BIGINT NOT NULL DEFAULT 0; -- tries that may have arrived
ALTER TABLE planned_messages ADD COLUMN waits BIGINT NOT NULL DEFAULT 0; -- tries that the channel put off
ALTER TABLE planned_messages ADD COLUMN retry_at TIMESTAMPTZ; -- not tried again before; due_at keeps its place in the line
-- Messages of one chat leave one after the other.
DROP INDEX planned_messages_in_flight;
CREATE INDEX planned_messages_of_chat ON planned_messages (channel, account, chat)
    WHERE state IN ('planned', 'claimed', 'retry') AND chat IS NOT NULL;
