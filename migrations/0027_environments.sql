-- A pod is an environment of its account and a tenant of the deployment: one row, three APIs.

-- The name in its account: 'default' for home pods. `slug` is the label that is unique in the deployment.
ALTER TABLE pod ADD COLUMN env_slug TEXT;
ALTER TABLE pod ADD COLUMN plan TEXT;
-- JSON: an object of texts, and arrays of texts. An empty array does not restrict.
ALTER TABLE pod ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}';
ALTER TABLE pod ADD COLUMN egress_fqdns TEXT NOT NULL DEFAULT '[]';
ALTER TABLE pod ADD COLUMN ceiling_tools TEXT NOT NULL DEFAULT '[]';
ALTER TABLE pod ADD COLUMN ceiling_models TEXT NOT NULL DEFAULT '[]';
ALTER TABLE pod ADD COLUMN ceiling_skills TEXT NOT NULL DEFAULT '[]';
ALTER TABLE pod ADD COLUMN ceiling_updated_at INTEGER;
-- When it was deleted as an environment or a tenant. Only while its status is 'suspended'.
ALTER TABLE pod ADD COLUMN deleted_at INTEGER;
-- Its status before that. It has this status again when it is restored.
ALTER TABLE pod ADD COLUMN status_before_deletion TEXT;

ALTER TABLE account ADD COLUMN ceiling_tools TEXT NOT NULL DEFAULT '[]';
ALTER TABLE account ADD COLUMN ceiling_models TEXT NOT NULL DEFAULT '[]';
ALTER TABLE account ADD COLUMN ceiling_skills TEXT NOT NULL DEFAULT '[]';

UPDATE pod SET env_slug = iif(id = account_id, 'default', coalesce(slug, substr(id, 5)));

CREATE UNIQUE INDEX pod_env_slug ON pod (account_id, env_slug);
-- The pods of all accounts, in the order in which they are listed.
CREATE INDEX pod_in_order ON pod (created_at, id);
CREATE INDEX pod_being_deleted ON pod (id) WHERE condemned;

-- The worker of before inserts pods without the name.
CREATE TRIGGER pod_without_env_slug AFTER INSERT ON pod WHEN NEW.env_slug IS NULL BEGIN
  UPDATE pod SET env_slug = iif(NEW.id = NEW.account_id, 'default',
    iif(NEW.slug IS NULL OR EXISTS (
        SELECT 1 FROM pod AS other WHERE other.account_id = NEW.account_id AND other.env_slug = NEW.slug),
      substr(NEW.id, 5), NEW.slug))
  WHERE id = NEW.id;
END;

-- The worker of before resumes pods without knowing of `deleted_at`.
CREATE TRIGGER pod_resumed AFTER UPDATE OF status ON pod WHEN NEW.status = 'active' AND NEW.deleted_at IS NOT NULL BEGIN
  UPDATE pod SET deleted_at = NULL, status_before_deletion = NULL WHERE id = NEW.id;
END;
