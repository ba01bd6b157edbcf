-- The token of an identity provider ends with the owner who made it: the person may have a copy, and could come back with it.

-- From now on the id of the member stands here. The member of a session that has ended is not known.
UPDATE scim_token SET created_by = (SELECT member_id FROM session WHERE session.id = scim_token.created_by)
WHERE EXISTS (SELECT 1 FROM session WHERE session.id = scim_token.created_by AND session.member_id IS NOT NULL);

CREATE TRIGGER scim_token_maker_removed AFTER DELETE ON member BEGIN
  DELETE FROM scim_token WHERE account_id = OLD.account_id AND created_by = OLD.id;
END;

CREATE TRIGGER scim_token_maker_demoted AFTER UPDATE OF role, active ON member
WHEN NEW.role <> 'owner' OR NEW.active = 0 BEGIN
  DELETE FROM scim_token WHERE account_id = NEW.account_id AND created_by = NEW.id;
END;
