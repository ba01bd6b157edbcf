-- The numbers of the master keys that things follow from. What was made before keys had numbers follows from number 1.
ALTER TABLE api_key ADD COLUMN key_number INTEGER NOT NULL DEFAULT 1;
ALTER TABLE session ADD COLUMN key_number INTEGER NOT NULL DEFAULT 1;

-- All that the pod has is sealed under the key of that number, as it says itself; 0: it has not said so. The token of its calendar's
-- feed, if it has one, was tagged by that of the other.
ALTER TABLE pod ADD COLUMN sealed_under INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pod ADD COLUMN feed_key_number INTEGER;
-- Values of the pod that are missing, or did not open under any listed key, when it sealed the others.
ALTER TABLE pod ADD COLUMN unreadable INTEGER NOT NULL DEFAULT 0;
CREATE INDEX pod_by_seal ON pod (sealed_under, id);

-- What a domain's owner puts into its DNS. It once followed from number 1 each time it was asked for: NULL.
ALTER TABLE stack ADD COLUMN proof TEXT;

-- Hashes of addresses say with which key they were made, if not with number 1. They are made anew when the address is named.
CREATE INDEX recovery_link_of_email ON recovery_link (email_hash);
