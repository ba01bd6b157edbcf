//! Inboxes: the addresses of an account, as it manages them in all of its environments.

use serde::Deserialize;

use super::Directory;
use super::addresses::{QUARANTINED, has_room, no_room, quarantine_inbox, quarantined, taken};
use super::caller::acts_in;
use super::domains::check_domain;
use crate::error::{Code, Error, Result};
use crate::grant::PodStatus;
use crate::id::{AccountId, InboxId, KeyId, PodId};
use crate::limits::Limits;
use crate::mail::address::Address;
use crate::platform::{Conflict, Value, values};
use crate::time::Timestamp;
use crate::wire::to_json;

/// An inbox as stored.
#[derive(Deserialize)]
pub struct Inbox {
    pub id: InboxId,
    pub address: String,
    pub pod_id: PodId,
    pub display_name: Option<String>,
    pub client_id: Option<String>,
    /// The hash of the request that created it, if that had a `client_id`.
    pub client_request: Option<String>,
    pub created_at: i64,
}

/// An inbox to create.
pub struct NewInbox<'a> {
    pub id: &'a InboxId,
    pub account: &'a AccountId,
    pub pod: &'a PodId,
    /// The caller's key or session.
    pub caller: &'a KeyId,
    pub address: &'a Address,
    /// The domain of the address does not belong to this deployment, so the account has to prove it.
    pub is_foreign_domain: bool,
    pub display_name: Option<&'a str>,
    /// The creator's id of the inbox, and the hash of its request.
    pub client: Option<(&'a str, &'a str)>,
    pub limits: &'a Limits,
    pub now: Timestamp,
}

/// The inboxes that a request can see.
pub struct Visible<'a> {
    pub account: &'a AccountId,
    /// The environment that the request is about. None: all of the account's.
    pub pod: Option<&'a PodId>,
    /// The only addresses that the caller's key can use. None: all.
    pub addresses: Option<&'a [String]>,
    /// The caller's key or session.
    pub caller: &'a KeyId,
}

/// An inbox whose deletion has begun.
#[derive(Deserialize)]
pub struct DeletingInbox {
    pub id: InboxId,
    pub pod_id: PodId,
}

/// A pod, as far as a new inbox needs it.
#[derive(Deserialize)]
pub struct InboxHome {
    /// Its label in the deployment; home pods have none.
    pub slug: Option<String>,
    status: PodStatus,
}

const COLUMNS: &str = "inbox_id AS id, address, pod_id, display_name, client_id, client_request, created_at";
/// ?1 is the account, ?2 the pod or NULL, ?3 a JSON array of addresses or NULL.
const IS_VISIBLE: &str = "account_id = ?1 AND (?2 IS NULL OR pod_id = ?2)
      AND (?3 IS NULL OR address IN (SELECT value FROM json_each(?3)))
      AND EXISTS (SELECT 1 FROM pod WHERE pod.id = address.pod_id AND NOT pod.condemned AND pod.deleted_at IS NULL)";

impl Directory {
    /// The environment of new inboxes and of lists.
    ///
    /// # Errors
    /// `not_found`: the account does not have it, or it is deleted.
    pub async fn inbox_home(&self, account: &AccountId, pod: &PodId) -> Result<InboxHome> {
        const SELECT_HOME: &str = "
            SELECT slug, status FROM pod
            WHERE id = ?1 AND account_id = ?2 AND NOT condemned AND deleted_at IS NULL";
        let home = self.db.row(SELECT_HOME, &values![pod.as_str(), account.as_str()]).await?;
        home.ok_or_else(|| Error::not_found("environment").fix("GET /api/v1/environments lists your environments."))
    }

    /// Creates an inbox.
    ///
    /// # Errors
    /// `idempotency_mismatch` if an inbox has the `client_id`, `address_taken`, `address_quarantined`, `address_limit`, `not_found`,
    /// `pod_suspended`, `unauthorized`, and those of [`check_domain`].
    pub async fn create_inbox(&self, new: &NewInbox<'_>) -> Result<Inbox> {
        let insert = format!(
            "INSERT INTO address (inbox_id, address, pod_id, account_id, created_at, stack_id, display_name, client_id,
               client_request)
             SELECT ?1, ?2, pod.id, pod.account_id, ?5, stack.id, ?8, ?9, ?10
             FROM pod LEFT JOIN stack ON stack.domain = ?7 AND stack.account_id = pod.account_id
               AND stack.verified_at IS NOT NULL AND (stack.pod_id IS NULL OR stack.pod_id = pod.id)
             WHERE pod.id = ?3 AND pod.account_id = ?4 AND pod.status = 'active' AND NOT pod.condemned
               AND (?7 IS NULL OR stack.id IS NOT NULL) AND {} AND {}
             RETURNING {COLUMNS}",
            has_room("?4", "?2", "?7", "?6", "?5"),
            acts_in("?3", "?11", "?5")
        );
        let address = new.address.to_string();
        let domain = Some(new.address.domain()).filter(|_| new.is_foreign_domain);
        let values = values![
            new.id.as_str(),
            &address,
            new.pod.as_str(),
            new.account.as_str(),
            new.now,
            new.limits.addresses,
            domain,
            new.display_name,
            new.client.map(|(id, _)| id),
            new.client.map(|(_, request)| request),
            new.caller.as_str(),
        ];
        let inserted = self.db.row(&insert, &values).await;
        let inserted = inserted
            .on_conflict(QUARANTINED, quarantined)
            .on_conflict("address.client_id", other_client_request)
            .on_conflict("address.address", taken)?;
        match inserted {
            Some(inbox) => Ok(inbox),
            None => Err(self.inbox_refusal(new, domain).await?),
        }
    }

    /// Why nothing was inserted.
    async fn inbox_refusal(&self, new: &NewInbox<'_>, domain: Option<&str>) -> Result<Error> {
        let works = format!("SELECT 1 WHERE {}", acts_in("?1", "?2", "?3"));
        if !self.db.exists(&works, &values![new.pod.as_str(), new.caller.as_str(), new.now]).await? {
            return Ok(Error::unauthorized());
        }
        if self.inbox_home(new.account, new.pod).await?.status == PodStatus::Suspended {
            return Ok(Error::new(Code::PodSuspended, "The environment is suspended.")
                .fix("Resume it first: POST /v1/pods/{pod_id}/resume."));
        }
        if let Some(domain) = domain {
            check_domain(&self.db, new.pod, domain).await?;
        }
        Ok(no_room(new.limits))
    }

    /// The inbox of an environment that was created with a `client_id`.
    pub async fn inbox_of_client(&self, visible: &Visible<'_>, client_id: &str) -> Result<Option<Inbox>> {
        let select =
            format!("SELECT {COLUMNS} FROM address WHERE {IS_VISIBLE} AND deleting_at IS NULL AND client_id = ?4");
        self.find(&select, visible, client_id, &[]).await
    }

    /// Inboxes, the oldest first, after the one that was made at that time with that id.
    pub async fn inboxes(&self, visible: &Visible<'_>, after: Option<(i64, &str)>, limit: u32) -> Result<Vec<Inbox>> {
        let select = format!(
            "SELECT {COLUMNS} FROM address WHERE {IS_VISIBLE} AND deleting_at IS NULL
               AND (created_at, inbox_id) > (?4, ?5)
             ORDER BY created_at, inbox_id LIMIT ?6"
        );
        let (created_at, id) = after.unwrap_or((0, ""));
        let addresses = visible.addresses_json()?;
        let pod = visible.pod.map(PodId::as_str);
        let values = values![visible.account.as_str(), pod, addresses.as_deref(), created_at, id, limit];
        self.db.rows(&select, &values).await
    }

    /// One inbox.
    pub async fn inbox(&self, visible: &Visible<'_>, id: &str) -> Result<Inbox> {
        let select =
            format!("SELECT {COLUMNS} FROM address WHERE {IS_VISIBLE} AND deleting_at IS NULL AND inbox_id = ?4");
        let inbox = self.find(&select, visible, id, &[]).await?;
        inbox.ok_or_else(|| Error::not_found("inbox").fix("GET /api/v1/inboxes lists the inboxes of an environment."))
    }

    /// Changes the display name of an inbox.
    ///
    /// # Errors
    /// `not_found`, `unauthorized`.
    pub async fn rename_inbox(
        &self,
        visible: &Visible<'_>,
        id: &str,
        name: Option<&str>,
        now: Timestamp,
    ) -> Result<Inbox> {
        let set = "UPDATE address SET display_name = ?5 WHERE deleting_at IS NULL";
        self.change_inbox(set, visible, id, now, Some(name.into())).await
    }

    /// Begins the deletion of an inbox: no mail reaches it any more. Can be repeated until [`delete_inbox`](Self::delete_inbox) is done.
    ///
    /// # Errors
    /// `not_found`, `unauthorized`.
    pub async fn mark_inbox_deleting(&self, visible: &Visible<'_>, id: &str, now: Timestamp) -> Result<Inbox> {
        let set = "UPDATE address SET deleting_at = coalesce(deleting_at, ?6), client_id = NULL WHERE true";
        self.change_inbox(set, visible, id, now, None).await
    }

    /// Changes one inbox. `?5` is the value, `?6` the time.
    async fn change_inbox(
        &self,
        update: &str,
        visible: &Visible<'_>,
        id: &str,
        now: Timestamp,
        value: Option<Value<'_>>,
    ) -> Result<Inbox> {
        let update = format!(
            "{update} AND {IS_VISIBLE} AND inbox_id = ?4 AND {} RETURNING {COLUMNS}",
            acts_in("address.pod_id", "?7", "?6")
        );
        let changed = [value.unwrap_or(Value::Null), now.into(), visible.caller.as_str().into()];
        match self.find(&update, visible, id, &changed).await? {
            Some(inbox) => Ok(inbox),
            // There is no inbox, or the caller's credential has ended.
            None => self.inbox(visible, id).await.and(Err(Error::unauthorized())),
        }
    }

    /// Some inboxes that are being deleted, in random order, so that one that cannot be deleted does not stop the others.
    pub async fn inboxes_being_deleted(&self, limit: u32) -> Result<Vec<DeletingInbox>> {
        const SELECT_DELETING: &str = "
            SELECT inbox_id AS id, pod_id FROM address
            WHERE deleting_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pod WHERE pod.id = pod_id AND pod.condemned)
            ORDER BY random() LIMIT ?1";
        self.db.rows(SELECT_DELETING, &values![limit]).await
    }

    /// Deletes an inbox that is being deleted and whose mail is gone. Other accounts cannot claim its address for a while.
    pub async fn delete_inbox(&self, id: &InboxId, now: Timestamp) -> Result<()> {
        const DELETE_INBOX: &str = "DELETE FROM address WHERE inbox_id = ?1 AND deleting_at IS NOT NULL";
        let mut batch = self.db.batch();
        quarantine_inbox(&mut batch, id, now)?;
        batch.run(DELETE_INBOX, &values![id.as_str()])?;
        batch.commit().await.map(drop)
    }

    async fn find(&self, sql: &str, visible: &Visible<'_>, id: &str, rest: &[Value<'_>]) -> Result<Option<Inbox>> {
        let addresses = visible.addresses_json()?;
        let pod = visible.pod.map(PodId::as_str);
        let values = values![visible.account.as_str(), pod, addresses.as_deref(), id];
        self.db.row(sql, &[&values[..], rest].concat()).await
    }
}

impl Visible<'_> {
    fn addresses_json(&self) -> Result<Option<String>> {
        self.addresses.map(to_json).transpose()
    }
}

/// The error of a `client_id` that an inbox has.
pub fn other_client_request() -> Error {
    Error::new(Code::IdempotencyMismatch, "This client_id was already used for another inbox.")
        .fix("Use a new client_id for a new inbox.")
}
