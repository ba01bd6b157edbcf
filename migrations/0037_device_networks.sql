-- The hash of the widest network that a device asked from, so that no network takes all places. NULL for requests from before.
ALTER TABLE oauth_device ADD COLUMN network TEXT;
CREATE INDEX oauth_device_pending ON oauth_device (network, expires_at) WHERE status = 'pending';
