-- Accounts that name an address, in the order in which a letter tells of them: what is read does not grow with their number.
DROP INDEX account_by_recovery_email;
CREATE INDEX account_by_recovery_email ON account (recovery_email, (verified_at IS NULL), created_at DESC, id)
  WHERE recovery_email IS NOT NULL;
-- Links end with the address that they were sent to.
CREATE INDEX sign_in_link_of_account ON sign_in_link (account_id) WHERE account_id IS NOT NULL;
