-- While a channel takes nothing the bot waits, not its messages: since when, and what was seen last.
ALTER TABLE bot_accounts ADD COLUMN trouble TEXT CHECK (trouble IN ('asked_to_wait', 'no_connection', 'server', 'token', 'no_answer'));
ALTER TABLE bot_accounts ADD COLUMN trouble_since TIMESTAMPTZ;
ALTER TABLE bot_accounts ADD COLUMN trouble_count BIGINT NOT NULL DEFAULT 0; -- probes in a row that met it: the pauses grow
