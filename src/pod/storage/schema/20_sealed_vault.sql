-- How the value of a version lies outside: 0 as its owner sent it, 1 sealed under the pod's key.
ALTER TABLE vault_version ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0;
