//! Credentials that agents ask their operator for. Each step is one statement that holds its own condition.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Directory, PodDirectory};
use crate::credential::KeyHash;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, CredentialRequestId, PodId, RequestId};
use crate::platform::{Database, Rows, Statement, values};
use crate::time::{HOUR, MINUTE, SECOND, Timestamp};

/// How long the operator has.
pub const REQUEST_TTL: i64 = 5 * MINUTE;
/// Seconds between two polls; and how many more after each that came too early.
pub const POLL_INTERVAL_SECONDS: i64 = 5;
/// Requests of an account that wait at once.
const MAX_OPEN_REQUESTS: i64 = 5;
/// Times that somebody may try to decide about one.
const MAX_DECISION_ATTEMPTS: i64 = 5;
/// How long a credential waits for its agent.
const CREDENTIAL_TTL: i64 = MINUTE;
/// So much earlier a poll may be: clients wait by their own clocks.
const POLL_GRACE: i64 = SECOND / 2;

/// The type of credential.
/// - `api_key`: an API key
/// - `password`: a password
/// - `token`: an access token
/// - `certificate`: a certificate
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CredentialType {
    ApiKey,
    Password,
    Token,
    Certificate,
}

impl CredentialType {
    const fn as_str(self) -> &'static str {
        match self {
            Self::ApiKey => "api_key",
            Self::Password => "password",
            Self::Token => "token",
            Self::Certificate => "certificate",
        }
    }
}

/// A request to be made.
pub struct NewRequest<'a> {
    pub id: &'a CredentialRequestId,
    pub device_hash: &'a KeyHash,
    /// The first characters of the device code, for people.
    pub device_prefix: &'a str,
    /// What the credential will be sealed to.
    pub public_key: &'a str,
    pub user_code: &'a str,
    pub kind: CredentialType,
    pub service_name: &'a str,
    pub description: Option<&'a str>,
    pub now: Timestamp,
}

/// A request that waits for the operator.
#[derive(Deserialize)]
pub struct Pending {
    pub user_code: String,
    pub device_prefix: String,
    pub credential_type: CredentialType,
    pub service_name: String,
    pub description: Option<String>,
    pub created_at: i64,
    pub expires_at: i64,
    /// The agent that asks: its pod, what that is called, and the address it claimed first.
    pub pod_id: PodId,
    pub agent_name: Option<String>,
    pub agent_email: Option<String>,
}

/// A request to decide about.
#[derive(Deserialize)]
pub struct OpenRequest {
    pub id: CredentialRequestId,
    /// What the credential is sealed to.
    pub public_key: String,
}

/// What the operator decides.
pub struct Decision<'a> {
    pub request: &'a CredentialRequestId,
    /// The HTTP request that decides.
    pub by: &'a RequestId,
    pub operator_email: &'a str,
    pub vault_key: &'a str,
    /// The credential, sealed; none denies.
    pub sealed: Option<&'a Sealed>,
    pub now: Timestamp,
}

/// A sealed credential.
#[derive(Deserialize)]
pub struct Sealed {
    pub ephemeral: String,
    pub sealed: String,
}

/// What a poll finds.
pub enum Found {
    /// No request of this pod.
    Nothing,
    Pending,
    /// It came too early; seconds to wait from now on.
    TooEarly(i64),
    Denied,
    /// Nobody decided in time, or the credential was delivered before, or not read in time.
    Over,
    /// The credential, which is gone from here, and where the agent is to keep it.
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
const SELECT_FIRST_EXPIRY: &str = "
    SELECT min(expires_at) AS expires_at FROM credential_request
    WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1) AND status = 'pending' AND expires_at > ?2";
const SELECT_PENDING_REQUESTS: &str = "
    SELECT r.user_code, r.device_prefix, r.credential_type, r.service_name, r.description, r.created_at,
      r.expires_at, r.pod_id, iif(p.id = a.id, a.name, p.name) AS agent_name,
      (SELECT address FROM address WHERE pod_id = r.pod_id ORDER BY created_at, address LIMIT 1) AS agent_email
    FROM credential_request r JOIN pod p ON p.id = r.pod_id JOIN account a ON a.id = r.account_id
    WHERE r.account_id = ?1 AND r.status = 'pending' AND r.expires_at > ?2 ORDER BY r.created_at, r.id";
const SELECT_REQUEST_BY_CODE: &str =
    "SELECT id, public_key FROM credential_request WHERE account_id = ?1 AND user_code = ?2";
/// Counts an attempt, and decides if it is the operator's. The last one that is not denies: what is void waits for nobody.
const UPDATE_REQUEST_STATUS: &str = "
    UPDATE credential_request SET attempts = attempts + 1,
      (status, vault_key, resolved_by) = (SELECT iif(operator_email = ?4, ?5, iif(attempts + 1 < ?3, status, 'denied')),
        iif(operator_email = ?4, ?6, NULL), iif(operator_email = ?4, ?7, NULL)
        FROM account WHERE account.id = credential_request.account_id)
    WHERE id = ?1 AND status = 'pending' AND expires_at > ?2 AND attempts < ?3
    RETURNING attempts, resolved_by IS NOT NULL AS resolved";
/// Only what this very request has approved.
const INSERT_VALUE: &str = "
    INSERT INTO credential_value (request_id, ephemeral, sealed, until)
    SELECT id, ?3, ?4, ?5 FROM credential_request WHERE id = ?1 AND status = 'approved' AND resolved_by = ?2";
const SELECT_REQUEST_STATE: &str = "
    SELECT attempts, resolved_by IS NOT NULL AS resolved FROM credential_request WHERE id = ?1 AND expires_at > ?2";
const UPDATE_REQUEST_POLLED: &str = "
    UPDATE credential_request SET polled_at = ?3, hurried = polled_at IS NOT NULL AND ?3 < polled_at + interval * 1000 - ?4,
      interval = interval + iif(polled_at IS NOT NULL AND ?3 < polled_at + interval * 1000 - ?4, ?5, 0)
    WHERE device_hash = ?1 AND pod_id = ?2 AND status = 'pending' AND expires_at > ?3";
/// Of many polls at once one gets it.
const DELETE_VALUE: &str = "
    DELETE FROM credential_value WHERE until > ?3
      AND request_id = (SELECT id FROM credential_request WHERE device_hash = ?1 AND pod_id = ?2)
    RETURNING ephemeral, sealed";
const SELECT_REQUEST_POLLED: &str = "
    SELECT id, status, expires_at, interval, hurried, vault_key FROM credential_request
    WHERE device_hash = ?1 AND pod_id = ?2";
const DELETE_EXPIRED_VALUES: &str = "DELETE FROM credential_value WHERE until <= ?1";
const DELETE_EXPIRED_REQUESTS: &str = "DELETE FROM credential_request WHERE expires_at <= ?1";

#[derive(Deserialize)]
struct Operator {
    operator_email: Option<String>,
}

#[derive(Deserialize)]
struct End {
    expires_at: Option<i64>,
}

#[derive(Deserialize)]
struct State {
    attempts: i64,
    /// Whether the operator has decided.
    resolved: i64,
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
    /// Makes a request for the operator of the pod's account.
    ///
    /// # Errors
    /// `rate_limited`: too many wait already.
    ///
    /// Where to tell the operator of it, if that is known and confirmed.
    pub async fn request_credential(&self, new: &NewRequest<'_>) -> Result<Option<String>> {
        let (db, pod, now) = (self.db()?, self.pod.as_str(), new.now);
        let insert = values![
            new.id.as_str(),
            new.device_hash.as_str(),
            new.device_prefix,
            new.public_key,
            new.user_code,
            pod,
            new.kind.as_str(),
            new.service_name,
            new.description,
            POLL_INTERVAL_SECONDS,
            now,
            now.plus(REQUEST_TTL),
            MAX_OPEN_REQUESTS,
        ];
        let [unread, old] = sweep(&db, now)?;
        let insert = db.statement(INSERT_REQUEST, &insert)?;
        let done = db.batch([unread, old, insert, db.statement(SELECT_FIRST_EXPIRY, &values![pod, now])?]).await?;
        let mut made = done.get(2).map(Rows::read::<Operator>).transpose()?.unwrap_or_default();
        if let Some(Operator { operator_email }) = made.pop() {
            return Ok(operator_email);
        }
        let end = done.get(3).map(Rows::read::<End>).transpose()?.and_then(|mut rows| rows.pop()?.expires_at);
        // Another request's clock may be ahead of this one's.
        let left = end.map_or(1, |end| ((end - now.millis()) / SECOND + 1).min(REQUEST_TTL / SECOND));
        Err(Error::new(
            Code::RateLimited,
            format!("{MAX_OPEN_REQUESTS} requests for credentials of your account wait already."),
        )
        .fix("Ask again when the operator has decided, or when one has expired.")
        .retry_after(u32::try_from(left).unwrap_or(1)))
    }

    /// What has become of a request of this pod. Whoever is given a credential is the only one.
    pub async fn poll_credential(&self, device: &KeyHash, now: Timestamp) -> Result<Found> {
        let (db, device, pod) = (self.db()?, device.as_str(), self.pod.as_str());
        let [unread, old] = sweep(&db, now)?;
        let done = db
            .batch([
                unread,
                old,
                db.statement(UPDATE_REQUEST_POLLED, &values![device, pod, now, POLL_GRACE, POLL_INTERVAL_SECONDS])?,
                db.statement(DELETE_VALUE, &values![device, pod, now])?,
                db.statement(SELECT_REQUEST_POLLED, &values![device, pod])?,
            ])
            .await?;
        let taken = done.get(3).map(Rows::read::<Sealed>).transpose()?.and_then(|mut rows| rows.pop());
        let Some(polled) = done.get(4).map(Rows::read::<Polled>).transpose()?.and_then(|mut rows| rows.pop()) else {
            return Ok(Found::Nothing);
        };
        Ok(match (polled.status.as_str(), taken) {
            (_, Some(sealed)) => {
                Found::Approved { id: polled.id, sealed, vault_key: polled.vault_key.unwrap_or_default() }
            }
            ("denied", None) => Found::Denied,
            ("pending", None) if polled.expires_at > now.millis() => match polled.hurried {
                0 => Found::Pending,
                _ => Found::TooEarly(polled.interval),
            },
            _ => Found::Over,
        })
    }
}

impl Directory {
    /// The requests of an account that wait, oldest first: a few.
    pub async fn pending_credentials(&self, account: &AccountId, now: Timestamp) -> Result<Vec<Pending>> {
        self.db.all(SELECT_PENDING_REQUESTS, &values![account.as_str(), now]).await
    }

    /// The request under a code, whether or not it still waits.
    pub async fn wanted_credential(&self, account: &AccountId, user_code: &str) -> Result<Option<OpenRequest>> {
        self.db.first(SELECT_REQUEST_BY_CODE, &values![account.as_str(), user_code]).await
    }

    /// Decides about a request, once.
    ///
    /// # Errors
    /// `forbidden`: another operator's address; `rate_limited`: too many attempts; `invalid_request`: it waits no more.
    pub async fn decide_credential(&self, decision: &Decision<'_>) -> Result<()> {
        let (id, by, now) = (decision.request.as_str(), decision.by.as_str(), decision.now);
        let status = if decision.sealed.is_some() { "approved" } else { "denied" };
        let decide = values![id, now, MAX_DECISION_ATTEMPTS, decision.operator_email, status, decision.vault_key, by];
        let [unread, old] = sweep(&self.db, now)?;
        let mut batch = vec![unread, old, self.db.statement(UPDATE_REQUEST_STATUS, &decide)?];
        batch.push(self.db.statement(SELECT_REQUEST_STATE, &values![id, now])?);
        if let Some(Sealed { ephemeral, sealed }) = decision.sealed {
            batch.push(self.db.statement(INSERT_VALUE, &values![id, by, ephemeral, sealed, now.plus(CREDENTIAL_TTL)])?);
        }
        let done = self.db.batch(batch).await?;
        let state = |at: usize| -> Result<Option<State>> {
            Ok(done.get(at).map(Rows::read::<State>).transpose()?.and_then(|mut rows| rows.pop()))
        };
        match (state(2)?, state(3)?) {
            (Some(State { resolved: 1, .. }), _) => Ok(()),
            (Some(State { attempts, .. }), _) => {
                let left = MAX_DECISION_ATTEMPTS - attempts;
                Err(Error::new(Code::Forbidden, "operator_email is not the operator email of the account.")
                    .fix(format!("Send the account's own; {left} attempts are left for this code.")))
            }
            (None, Some(State { attempts: MAX_DECISION_ATTEMPTS.., resolved: 0 })) => Err(Error::new(
                Code::RateLimited,
                format!("{MAX_DECISION_ATTEMPTS} attempts to decide about this code have failed."),
            )
            .fix("Let the agent ask again: it gets a new code.")),
            _ => Err(over()),
        }
    }
}

/// What is said of a code that is unknown, expired or used.
pub fn over() -> Error {
    Error::invalid("No request waits under this user_code: it is unknown, expired, or was decided before.")
        .fix("Let the agent ask again: a code is good for 5 minutes.")
}

/// Forgets credentials nobody read in time, and requests that ended long ago.
fn sweep(db: &Database, now: Timestamp) -> Result<[Statement; 2]> {
    Ok([
        db.statement(DELETE_EXPIRED_VALUES, &values![now])?,
        db.statement(DELETE_EXPIRED_REQUESTS, &values![now.plus(-HOUR)])?,
    ])
}
