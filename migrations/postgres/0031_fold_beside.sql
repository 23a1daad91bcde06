-- Counting happens beside the acts: it says which changes it has seen, and which state of the figures it read.
ALTER TABLE rollup_dirty ADD COLUMN changes BIGINT NOT NULL DEFAULT 1;
ALTER TABLE rollup_state ADD COLUMN turn BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rollup_state DROP COLUMN folded_at;
CREATE INDEX rollup_dirty_since ON rollup_dirty (since);
