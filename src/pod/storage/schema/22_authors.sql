-- Which message it is, whatever it is called: a keyed hash of what it says. NULL for mail stored before; that is the same as no other.
ALTER TABLE message ADD COLUMN fingerprint TEXT;

-- Whether a recipient got it straight into a pod of this deployment: then no report from elsewhere says otherwise.
ALTER TABLE recipient ADD COLUMN internal INTEGER NOT NULL DEFAULT 0;
