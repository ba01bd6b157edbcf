-- Pods whose webhooks and calendar feed end because the account's key was replaced with `everything`. A row stays until the pod has
-- acknowledged it. `key_prefix` and `request_id` say who asked, for the pod's audit log.
CREATE TABLE pending_revocation (
  pod_id       TEXT PRIMARY KEY REFERENCES pod (id) ON DELETE CASCADE,
  account_id   TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  requested_at INTEGER NOT NULL,
  key_prefix   TEXT NOT NULL,
  request_id   TEXT NOT NULL
) STRICT;
CREATE INDEX pending_revocation_of_account ON pending_revocation (account_id, pod_id);
