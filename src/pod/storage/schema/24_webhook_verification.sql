-- A webhook is verified once its URL has answered a signed test with a 2xx. Until then it gets nothing else: the test is its delivery of event 0,
-- and what happens meanwhile waits. Webhooks that were there before this step count as verified.
ALTER TABLE webhook ADD COLUMN verified_at INTEGER;
UPDATE webhook SET verified_at = created_at;

-- Replayed deliveries are spread over time: the next one has its turn then.
ALTER TABLE webhook ADD COLUMN next_replay_at INTEGER NOT NULL DEFAULT 0;
