//! Credentials that agents request from their operator. Each step is one statement with its own condition.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use utoipa::ToSchema;

use super::{Directory, PodDirectory};
use crate::credential::KeyHash;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, CredentialRequestId, PodId, RequestId};
use crate::platform::{Batch, values};
use crate::time::{HOUR, MINUTE, SECOND, Timestamp, from_column};

/// How long the operator has to decide, in milliseconds.
pub const REQUEST_TTL: i64 = 5 * MINUTE;
/// Seconds between two polls, and the seconds that each poll that came too early adds.
pub const POLL_INTERVAL_SECONDS: i64 = 5;
/// Pending requests of an account.
const MAX_PENDING: i64 = 5;
/// Attempts to decide about a request.
const MAX_ATTEMPTS: i64 = 5;
/// How long a credential waits for the agent to poll, in milliseconds.
const CREDENTIAL_TTL: i64 = MINUTE;
/// How much too early a poll can come, in milliseconds: clients wait by their own clocks.
const POLL_TOLERANCE: i64 = SECOND / 2;

/// The type of credential.
/// - `api_key`: an API key
/// - `password`: a password
/// - `token`: an access token
/// - `certificate`: a certificate
#[derive(Clone, Copy, IntoStaticStr, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum CredentialType {
    ApiKey,
    Password,
    Token,
    Certificate,
}

/// A request to be made.
pub struct NewRequest<'a> {
    pub id: &'a CredentialRequestId,
    pub device_hash: &'a KeyHash,
    /// The first characters of the device code, for display.
    pub device_prefix: &'a str,
    /// The public key to which the credential will be sealed.
    pub public_key: &'a str,
    pub user_code: &'a str,
    pub kind: CredentialType,
    pub service_name: &'a str,
    pub description: Option<&'a str>,
    pub now: Timestamp,
}

/// A request for a credential that waits for a decision.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct PendingCredential {
    /// The beginning of the agent's device code. The rest is the agent's secret; the server does not know it.
    #[schema(example = "dc_0a1b2…")]
    device_code: String,
    /// The code that the agent shows.
    #[schema(example = "BCDF-GHJK")]
    pub user_code: String,
    credential_type: CredentialType,
    /// The service that the credential is for.
    #[schema(example = "GitHub")]
    service_name: String,
    /// Why the agent asks, in its own words.
    #[schema(example = "To open pull requests")]
    description: Option<String>,
    /// When the agent asked.
    #[serde(deserialize_with = "from_column")]
    requested_at: Timestamp,
    /// When it expires.
    #[serde(deserialize_with = "from_column")]
    expires_at: Timestamp,
    /// The pod whose agent requests it. The account's id if the account's own agent does.
    agent_id: PodId,
    /// The pod's name, or its id.
    #[schema(example = "Ada")]
    agent_name: String,
    /// The address it claimed first.
    #[schema(example = "ada@warren.example")]
    agent_email: Option<String>,
    /// Always `pending`.
    #[schema(example = "pending")]
    status: String,
}

/// A request that can be decided.
#[derive(Deserialize)]
pub struct OpenRequest {
    pub id: CredentialRequestId,
    /// The public key to which the credential is sealed.
    pub public_key: String,
}

/// The operator's decision.
pub struct Decision<'a> {
    pub request: &'a CredentialRequestId,
    /// The HTTP request that decides.
    pub by: &'a RequestId,
    pub operator_email: &'a str,
    pub vault_key: &'a str,
    /// The sealed credential; `None` denies.
    pub sealed: Option<&'a Sealed>,
    pub now: Timestamp,
}

/// A sealed credential.
#[derive(Deserialize)]
pub struct Sealed {
    pub ephemeral: String,
    pub sealed: String,
}

/// The outcome of a poll.
pub enum PollOutcome {
    /// The pod has no such request.
    NotFound,
    Pending,
    /// The poll came too early; the new interval in seconds.
    TooEarly(i64),
    Denied,
    /// Nobody decided in time, or the credential was delivered before or not read in time.
    Expired,
    /// The credential, which is deleted from the directory, and the vault key under which the agent stores it.
    Approved {
        id: CredentialRequestId,
        sealed: Sealed,
        vault_key: String,
    },
}

const INSERT_REQUEST: &str = "
    INSERT INTO credential_request (id, device_hash, device_prefix, public_key, user_code, account_id, pod_id,
      credential_type, service_name, description, interval, created_at, expires_at)
    SELECT ?1, ?2, ?3, ?4, ?5, account_id, id, ?7, ?8, ?9, ?10, ?11, ?12 FROM pod
    WHERE id = ?6 AND NOT condemned AND ?13 > (SELECT count(*) FROM credential_request
      WHERE account_id = pod.account_id AND status = 'pending' AND expires_at > ?11)
    RETURNING (SELECT operator_email FROM account
      WHERE account.id = account_id AND operator_confirmed_at IS NOT NULL) AS operator_email";
const SELECT_NEXT_EXPIRY: &str = "
    SELECT min(expires_at) FROM credential_request
    WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1) AND status = 'pending' AND expires_at > ?2";
const SELECT_PENDING: &str = "
    SELECT r.device_prefix || '…' AS device_code, r.user_code, r.credential_type, r.service_name, r.description,
      r.created_at AS requested_at, r.expires_at, r.pod_id AS agent_id,
      coalesce(iif(p.id = a.id, a.name, p.name), r.pod_id) AS agent_name,
      (SELECT address FROM address WHERE pod_id = r.pod_id AND deleting_at IS NULL ORDER BY created_at, address LIMIT 1) AS agent_email, r.status
    FROM credential_request r JOIN pod p ON p.id = r.pod_id JOIN account a ON a.id = r.account_id
    WHERE r.account_id = ?1 AND r.status = 'pending' AND r.expires_at > ?2 ORDER BY r.created_at, r.id";
const SELECT_OPEN: &str = "SELECT id, public_key FROM credential_request WHERE account_id = ?1 AND user_code = ?2";
/// Counts an attempt, and decides if the operator made it. The last failed attempt denies the request.
const DECIDE: &str = "
    UPDATE credential_request SET attempts = attempts + 1,
      (status, vault_key, resolved_by) = (SELECT iif(operator_email = ?4, ?5, iif(attempts + 1 < ?3, status, 'denied')),
        iif(operator_email = ?4, ?6, NULL), iif(operator_email = ?4, ?7, NULL)
        FROM account WHERE account.id = credential_request.account_id)
    WHERE id = ?1 AND status = 'pending' AND expires_at > ?2 AND attempts < ?3
    RETURNING attempts, resolved_by IS NOT NULL AS resolved, expires_at";
/// Only if this HTTP request has approved it.
const INSERT_CREDENTIAL: &str = "
    INSERT INTO credential_value (request_id, ephemeral, sealed, until)
    SELECT id, ?3, ?4, ?5 FROM credential_request WHERE id = ?1 AND status = 'approved' AND resolved_by = ?2";
const SELECT_STATE: &str = "
    SELECT attempts, resolved_by IS NOT NULL AS resolved, expires_at FROM credential_request
    WHERE id = ?1 AND expires_at > ?2";
const COUNT_POLL: &str = "
    UPDATE credential_request SET polled_at = ?3, hurried = polled_at IS NOT NULL AND ?3 < polled_at + interval * 1000 - ?4,
      interval = interval + iif(polled_at IS NOT NULL AND ?3 < polled_at + interval * 1000 - ?4, ?5, 0)
    WHERE device_hash = ?1 AND pod_id = ?2 AND status = 'pending' AND expires_at > ?3";
/// Only one of several polls at once gets the credential.
const DELETE_CREDENTIAL: &str = "
    DELETE FROM credential_value WHERE until > ?3
      AND request_id = (SELECT id FROM credential_request WHERE device_hash = ?1 AND pod_id = ?2)
    RETURNING ephemeral, sealed";
const SELECT_POLLED: &str = "
    SELECT id, status, expires_at, interval, hurried, vault_key FROM credential_request
    WHERE device_hash = ?1 AND pod_id = ?2";
const DELETE_UNREAD: &str = "DELETE FROM credential_value WHERE until <= ?1";
const DELETE_OLD: &str = "DELETE FROM credential_request WHERE expires_at <= ?1";

#[derive(Deserialize)]
struct State {
    attempts: i64,
    /// Whether the operator has decided.
    resolved: i64,
    expires_at: i64,
}

#[derive(Deserialize)]
struct Polled {
    id: CredentialRequestId,
    status: String,
    expires_at: i64,
    interval: i64,
    hurried: i64,
    vault_key: Option<String>,
}

impl PodDirectory {
    /// Makes a request for the operator of the pod's account. Returns the operator's address, if it is confirmed.
    ///
    /// # Errors
    /// `rate_limited`: too many requests are pending.
    pub async fn request_credential(&self, new: &NewRequest<'_>) -> Result<Option<String>> {
        let (db, pod, now) = (self.db()?, self.pod.as_str(), new.now);
        let insert = values![
            new.id.as_str(),
            new.device_hash.as_str(),
            new.device_prefix,
            new.public_key,
            new.user_code,
            pod,
            <&str>::from(new.kind),
            new.service_name,
            new.description,
            POLL_INTERVAL_SECONDS,
            now,
            now.plus(REQUEST_TTL),
            MAX_PENDING,
        ];
        let mut batch = db.batch();
        delete_old(&mut batch, now)?;
        let operator_email = batch.add(INSERT_REQUEST, &insert)?;
        let next_expiry = batch.add(SELECT_NEXT_EXPIRY, &values![pod, now])?;
        let done = batch.commit().await?;
        if let Some(operator_email) = done.value(operator_email)? {
            return Ok(operator_email);
        }
        let next_expiry: Option<i64> = done.value(next_expiry)?.flatten();
        Err(Error::new(
            Code::RateLimited,
            format!("Your account already has {MAX_PENDING} pending credential requests."),
        )
        .fix("Try again when the operator has decided one of them, or when one has expired.")
        .retry_after(next_expiry.map_or(1, |end| seconds_until(end, now))))
    }

    /// Polls a request of this pod. A credential is returned once.
    pub async fn poll_credential(&self, device: &KeyHash, now: Timestamp) -> Result<PollOutcome> {
        let (db, device, pod) = (self.db()?, device.as_str(), self.pod.as_str());
        let mut batch = db.batch();
        delete_old(&mut batch, now)?;
        batch.run(COUNT_POLL, &values![device, pod, now, POLL_TOLERANCE, POLL_INTERVAL_SECONDS])?;
        let credential = batch.add(DELETE_CREDENTIAL, &values![device, pod, now])?;
        let polled = batch.add(SELECT_POLLED, &values![device, pod])?;
        let done = batch.commit().await?;
        let Some(polled) = done.row::<Polled>(polled)? else { return Ok(PollOutcome::NotFound) };
        Ok(match (polled.status.as_str(), done.row(credential)?) {
            (_, Some(sealed)) => {
                PollOutcome::Approved { id: polled.id, sealed, vault_key: polled.vault_key.unwrap_or_default() }
            }
            ("denied", None) => PollOutcome::Denied,
            ("pending", None) if polled.expires_at > now.millis() => match polled.hurried {
                0 => PollOutcome::Pending,
                _ => PollOutcome::TooEarly(polled.interval),
            },
            _ => PollOutcome::Expired,
        })
    }
}

impl Directory {
    /// The pending requests of an account, oldest first: at most five.
    pub async fn pending_credentials(&self, account: &AccountId, now: Timestamp) -> Result<Vec<PendingCredential>> {
        self.db.rows(SELECT_PENDING, &values![account.as_str(), now]).await
    }

    /// The request with that code, pending or not.
    pub async fn credential_request(&self, account: &AccountId, user_code: &str) -> Result<Option<OpenRequest>> {
        self.db.row(SELECT_OPEN, &values![account.as_str(), user_code]).await
    }

    /// Decides about a request, once.
    ///
    /// # Errors
    /// `forbidden`: another operator's address; `rate_limited`: too many attempts; `invalid_request`: it is not pending.
    pub async fn decide_credential(&self, decision: &Decision<'_>) -> Result<()> {
        let (id, by, now) = (decision.request.as_str(), decision.by.as_str(), decision.now);
        let status = if decision.sealed.is_some() { "approved" } else { "denied" };
        let decide = values![id, now, MAX_ATTEMPTS, decision.operator_email, status, decision.vault_key, by];
        let mut batch = self.db.batch();
        delete_old(&mut batch, now)?;
        let decided = batch.add(DECIDE, &decide)?;
        let state = batch.add(SELECT_STATE, &values![id, now])?;
        if let Some(Sealed { ephemeral, sealed }) = decision.sealed {
            batch.run(INSERT_CREDENTIAL, &values![id, by, ephemeral, sealed, now.plus(CREDENTIAL_TTL)])?;
        }
        let done = batch.commit().await?;
        match (done.row::<State>(decided)?, done.row::<State>(state)?) {
            (Some(State { resolved: 1, .. }), _) => Ok(()),
            (Some(State { attempts, .. }), _) => {
                let left = MAX_ATTEMPTS - attempts;
                Err(Error::new(Code::Forbidden, "operator_email is not the operator email of the account.")
                    .fix(format!("Send the operator email of the account; GET /v1/account/me shows it. Attempts left for this code: {left}.")))
            }
            (None, Some(State { attempts: MAX_ATTEMPTS.., resolved: 0, expires_at })) => Err(Error::new(
                Code::RateLimited,
                format!("{MAX_ATTEMPTS} decisions about this code had a wrong operator_email. The request is denied."),
            )
            .fix("Let the agent send a new request. It gets a new code.")
            .retry_after(seconds_until(expires_at, decision.now))),
            _ => Err(not_pending()),
        }
    }
}

/// Until a request expires. The clock that made it may be ahead of this one.
fn seconds_until(expires_at: i64, now: Timestamp) -> u32 {
    u32::try_from(((expires_at - now.millis()) / SECOND + 1).min(REQUEST_TTL / SECOND)).unwrap_or(1)
}

/// The refusal of a code that is unknown, expired or used.
pub fn not_pending() -> Error {
    Error::invalid("No request is pending under this user_code: it is unknown, has expired, or was decided before.")
        .fix("Let the agent send a new request. A code is valid for 5 minutes.")
}

/// Deletes credentials that were not read in time, and requests that expired an hour ago.
fn delete_old(batch: &mut Batch<'_>, now: Timestamp) -> Result<()> {
    batch.run(DELETE_UNREAD, &values![now])?;
    batch.run(DELETE_OLD, &values![now.plus(-HOUR)])
}
