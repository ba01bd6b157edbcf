//! Grants: the access of a credential to its pod, and the pod's limits.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use utoipa::ToSchema;

use crate::credential::Kind;
use crate::id::{AccountId, KeyId, PodId, RequestId};
use crate::limits::Tier;
use crate::rate::{Period, Window};
use crate::time::{DAY, MINUTE, SECOND, Timestamp};
use crate::wire::{Actor, Permissions, Principal, PrincipalKind};

/// How long a pod uses a grant before it reads it again, in case the notification of a revocation was lost.
pub const GRANT_TTL: i64 = MINUTE;
/// The name of the account's daily allowance.
pub const QUOTA: &str = "quota";

/// Whether a key works.
/// - `active`: it works
/// - `backup`: it can only be activated
/// - `revoked`: it never works again
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum KeyStatus {
    Active,
    Backup,
    Revoked,
}

/// Whether the keys of a pod work.
/// - `active`: they do
/// - `suspended`: they do not, and mail is refused; the data stays
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum PodStatus {
    Active,
    Suspended,
}

/// The access of a key or a session.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Grant {
    /// The id of the key or the session.
    pub key_id: KeyId,
    pub key_status: KeyStatus,
    /// When a session expires, in milliseconds since the epoch; keys do not expire.
    pub expires_at: Option<i64>,
    pub pod_status: PodStatus,
    pub account_id: AccountId,
    pub tier: Tier,
    /// The pod's name in a domain; home pods have none.
    pub slug: Option<String>,
    /// 1: the vault refuses values that do not look encrypted.
    pub vault_strict: i64,
    pub requests_per_minute: Option<u32>,
    pub requests_per_hour: Option<u32>,
    pub requests_per_day: Option<u32>,
}

impl Grant {
    /// The caller that a credential with this grant authenticates.
    pub fn principal(&self, kind: Kind, pod: &PodId, key_prefix: String, request_id: &RequestId) -> Principal {
        Principal {
            kind: match kind {
                Kind::Session => PrincipalKind::Person,
                Kind::Account => PrincipalKind::Account,
                Kind::Pod | Kind::HomeFeed | Kind::Feed => PrincipalKind::Pod,
            },
            account: self.account_id.clone(),
            pod: pod.clone(),
            permissions: Permissions::ALL,
            key_id: self.key_id.clone(),
            actor: Actor { key_prefix, request_id: request_id.clone() },
            tier: self.tier,
        }
    }
}

/// Which keys an operation accepts.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyState {
    /// Active keys.
    Active,
    /// Also the dormant backup key: the operation activates it.
    Backup,
}

/// An accepted credential, and the state of the limits after its request was counted.
#[derive(Clone, Serialize, Deserialize)]
pub struct Authenticated {
    pub grant: Grant,
    pub allowances: Vec<Allowance>,
}

/// The state of one limit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Allowance {
    name: String,
    limit: u32,
    window: i64,
    left: u32,
    resets_in: u32,
}

impl Allowance {
    /// The state of a limit of the pod.
    pub fn of_pod(period: Period, limit: u32, window: &Window, now: Timestamp) -> Self {
        Self {
            name: period.name().to_owned(),
            limit,
            window: period.millis() / SECOND,
            left: window.left(limit),
            resets_in: window.resets_in(now, period),
        }
    }

    /// The state of the account's daily limit.
    pub fn of_account(limit: u32, left: u32, resets_in: u32) -> Self {
        Self { name: QUOTA.to_owned(), limit, window: DAY / SECOND, left, resets_in }
    }

    /// `RateLimit-Policy` and `RateLimit`, as in draft-ietf-httpapi-ratelimit-headers.
    pub fn headers(allowances: &[Self]) -> [String; 2] {
        let list = |item: fn(&Self) -> String| allowances.iter().map(item).collect::<Vec<_>>().join(", ");
        [
            list(|a| format!("\"{}\";q={};w={}", a.name, a.limit, a.window)),
            list(|a| format!("\"{}\";r={};t={}", a.name, a.left, a.resets_in)),
        ]
    }
}
