-- Whether decisions about money need a signed-in person. Accounts that are here keep what they have: that was so unless they allowed
-- self-approval. `allow_self_approval` is read no more; it stays for workers of the version before.
ALTER TABLE budget ADD COLUMN require_second_principal INTEGER NOT NULL DEFAULT 0 CHECK (require_second_principal IN (0, 1));
UPDATE budget SET require_second_principal = NOT allow_self_approval;
INSERT INTO budget (account_id, require_second_principal)
SELECT id, 1 FROM account WHERE NOT EXISTS (SELECT 1 FROM budget WHERE account_id = account.id);
