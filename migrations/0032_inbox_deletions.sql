-- The scheduled run finishes deletions of inboxes that were interrupted.
CREATE INDEX address_deleting ON address (deleting_at) WHERE deleting_at IS NOT NULL;
