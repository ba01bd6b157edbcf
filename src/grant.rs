//! Grants: the access of a credential to its pod, and the pod's limits.

mod scope;

pub use scope::KeyScope;

use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use utoipa::ToSchema;

use crate::bounds::{Bound, Bounds};
use crate::ceiling::{Ceiling, Names};
use crate::credential::Kind;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, KeyId, PodId};
use crate::limits::Tier;
use crate::oauth::Resource;
use crate::platform::JsonText;
use crate::rate::{Period, Window};
use crate::time::{DAY, MINUTE, SECOND, Timestamp};
use crate::wire::{
    Actor, IdempotentRequest, Membership, Permission, Permissions, Principal, PrincipalKind, missing_scope,
    not_assigned,
};

/// How long a pod uses a grant before it reads it again, in case the notification of a revocation was lost.
pub const GRANT_TTL: i64 = MINUTE;
/// The name of the account's daily allowance.
pub const QUOTA: &str = "quota";

/// Whether a key works.
/// - `active`: it works
/// - `backup`: it can only be activated
/// - `expired`: its time is over
/// - `revoked`: it never works again
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum KeyStatus {
    Active,
    Backup,
    Expired,
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

/// What a key for runs is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum RunKeyPurpose {
    /// A program manages runs with it.
    Api,
    /// A runner registers with it.
    Token,
    /// A runner connects with it.
    Runner,
    /// A run has it.
    Run,
}

/// The access of a key or a session.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Grant {
    /// The id of the key or the session.
    pub key_id: KeyId,
    pub key_status: KeyStatus,
    /// When the key or the session expires, in milliseconds since the epoch.
    pub expires_at: Option<i64>,
    /// None if the key is not restricted.
    pub scope: Option<JsonText<KeyScope>>,
    /// The scope of the key that made this one. It restricts this one, too.
    pub maker_scope: Option<JsonText<KeyScope>>,
    /// If it is a key for runs.
    #[serde(default)]
    pub run_key: Option<RunKeyPurpose>,
    pub pod_status: PodStatus,
    pub account_id: AccountId,
    /// The account's name in paths.
    #[serde(default)]
    pub account_slug: Option<String>,
    pub tier: Tier,
    /// The pod's name in a domain; home pods have none.
    pub slug: Option<String>,
    /// The person, if it is a session or the token of an OAuth client.
    #[serde(default)]
    pub member: Option<JsonText<Membership>>,
    /// The resource for which it was issued, if it is the token of an OAuth client.
    #[serde(default)]
    pub audience: Option<Resource>,
    /// 1: it is a session of the account that does not reach this pod.
    #[serde(default)]
    pub is_elsewhere: i64,
    /// 1: it is a session that began at the host of this pod, and can be used there only.
    #[serde(default)]
    pub is_bound: i64,
    /// 1: the vault refuses values that do not look encrypted.
    pub vault_strict: i64,
    pub requests_per_minute: Option<u32>,
    pub requests_per_hour: Option<u32>,
    pub requests_per_day: Option<u32>,
    /// The tools that agents of the tenant and of the account may use at most.
    #[serde(default)]
    pub tenant_tools: Option<JsonText<Names>>,
    #[serde(default)]
    pub account_tools: Option<JsonText<Names>>,
}

impl Grant {
    /// The caller that a credential with this grant authenticates.
    pub fn principal(&self, kind: Kind, pod: &PodId, actor: Actor) -> Principal {
        let member = self.member.as_ref().map(|member| member.0.clone());
        let (kind, permissions) = match (kind, &member) {
            (Kind::Session, Some(member)) => (PrincipalKind::Person, member.role.permissions()),
            // From a version that does not know of members, for the seconds of a deployment.
            (Kind::Session, None) => (PrincipalKind::Person, Permissions::default()),
            (Kind::Account, _) => (PrincipalKind::Account, Permissions::ALL),
            (Kind::Scim, _) => (PrincipalKind::Scim, Permissions::default()),
            (
                Kind::Pod | Kind::Feed | Kind::Runs | Kind::Runner | Kind::RunnerToken | Kind::Run | Kind::AccessToken,
                _,
            ) => (PrincipalKind::Pod, self.permissions()),
        };
        Principal {
            kind,
            account: self.account_id.clone(),
            account_slug: self.account_slug.clone(),
            pod: pod.clone(),
            permissions,
            actor: Actor { member_id: member.as_ref().map(|member| member.id.clone()), ..actor },
            // A client acts for a person, and is none.
            member: member.filter(|_| kind == PrincipalKind::Person),
            inboxes: self.inboxes(),
            expires_at: self.expires_at.map(Timestamp::from_millis),
            tools: self.tools(),
            delegable: self.audience.and(self.member.as_ref()).map(|member| member.0.role.delegable()),
            key_id: self.key_id.clone(),
            tier: self.tier,
        }
    }

    fn tools(&self) -> Bounds {
        let bounds = [(Bound::Tenant, &self.tenant_tools), (Bound::Account, &self.account_tools)];
        Bounds::new(bounds.into_iter().filter_map(|(bound, tools)| {
            let tools = tools.as_ref().filter(|tools| !tools.0.as_slice().is_empty())?.0.clone();
            Some((bound, Ceiling { tools, ..Ceiling::default() }))
        }))
    }

    /// Checks that the person, if it is one, acts in the pod.
    ///
    /// # Errors
    /// `missing_scope`.
    pub fn check_assigned(&self, wanted: Permission) -> Result<()> {
        match &self.member {
            Some(JsonText(member)) if !member.is_assigned => Err(not_assigned(wanted)),
            _ => Ok(()),
        }
    }

    /// Checks that a socket of the credential may receive the pod's events.
    ///
    /// # Errors
    /// `missing_scope`.
    pub fn check_events(&self) -> Result<()> {
        self.check_assigned(Permission::MailRead)?;
        let may_read = self.permissions().contains(Permission::MailRead);
        if may_read && self.inboxes().is_none() { Ok(()) } else { Err(missing_scope(Permission::MailRead)) }
    }

    /// Checks that a socket of the credential may show the terminals of the pod's runs, and type into them.
    ///
    /// # Errors
    /// `missing_scope`.
    pub fn check_runs(&self, types: bool, pod: &PodId) -> Result<()> {
        self.check_assigned(Permission::RunsRead)?;
        let permissions = self.permissions_in(pod);
        let needed = [Some(Permission::RunsRead), types.then_some(Permission::RunsWrite)];
        match needed.into_iter().flatten().find(|needed| !permissions.contains(*needed)) {
            Some(lacking) => Err(missing_scope(lacking)),
            None => Ok(()),
        }
    }

    /// The permissions of a credential in its pod.
    pub fn permissions_in(&self, pod: &PodId) -> Permissions {
        // Only the account itself has such keys in its home pod.
        let is_account = self.run_key.is_none() && self.audience.is_none() && self.account_id.home_pod() == *pod;
        if is_account && self.member.is_none() { Permissions::ALL } else { self.permissions() }
    }

    /// Whether the credential may receive a pod's events about approvals. In the home pod they are about all pods of the account, so
    /// members, viewers, runs and OAuth clients do not.
    pub fn sees_approvals(&self, pod: &PodId) -> bool {
        let reaches_all = match &self.member {
            Some(JsonText(member)) => member.role.reaches_all() && self.audience.is_none(),
            None => self.run_key.is_none(),
        };
        reaches_all || self.account_id.home_pod() != *pod
    }

    fn scopes(&self) -> impl Iterator<Item = &KeyScope> {
        self.scope.iter().chain(&self.maker_scope).map(|scope| &scope.0)
    }

    /// The permissions of a pod's key, a session, or the token of an OAuth client, which has no more than the person's present role.
    pub fn permissions(&self) -> Permissions {
        let permissions = match (&self.scope, &self.member) {
            (None, Some(JsonText(member))) => return member.role.permissions(),
            (Some(scope), Some(JsonText(member))) => return scope.0.permissions().and(member.role.permissions()),
            (Some(scope), None) => scope.0.permissions(),
            (None, None) => Permissions::unnamed(),
        };
        match &self.maker_scope {
            // These do one thing, which their makers do not do themselves.
            Some(_) if matches!(self.run_key, Some(RunKeyPurpose::Token | RunKeyPurpose::Runner)) => permissions,
            // What a run may have was checked when its key was made.
            Some(maker) if self.run_key.is_some() => permissions.and(maker.0.permissions()),
            // A key cannot hand on the permission to make keys.
            Some(maker) => permissions.and(maker.0.permissions()).and(Permissions::unnamed()),
            None => permissions,
        }
    }

    /// Whether the credential can use mail of an address.
    pub fn has_inbox(&self, address: &str) -> bool {
        self.scopes().all(|scope| scope.has_inbox(address))
    }

    /// The only addresses whose mail the credential can use; none if it is not restricted.
    pub fn inboxes(&self) -> Option<Vec<String>> {
        let inboxes = self.scopes().find_map(|scope| scope.inboxes.as_ref())?;
        Some(inboxes.iter().filter(|address| self.has_inbox(address)).cloned().collect())
    }

    /// A request with an `Idempotency-Key`. A restricted key and a person get no stored reply of somebody else, who may do more.
    pub fn own_request(&self, request: IdempotentRequest) -> IdempotentRequest {
        let owner = match &self.member {
            _ if self.scopes().next().is_some() => self.key_id.as_str(),
            Some(JsonText(member)) => member.id.as_str(),
            None => return request,
        };
        request.of(owner)
    }

    /// Checks that the credential can be used at a host: that of the tenant with this label, or the deployment's.
    ///
    /// # Errors
    /// `wrong_tenant`.
    pub fn check_host(&self, tenant: Option<&str>) -> Result<()> {
        let is_here = match tenant {
            Some(label) => self.slug.as_deref() == Some(label),
            None => self.is_bound == 0,
        };
        if is_here { Ok(()) } else { Err(Error::wrong_tenant()) }
    }

    /// Checks that the credential can be used for a resource. Only the tokens of OAuth clients are for one of them.
    ///
    /// # Errors
    /// `unauthorized`.
    pub fn check_audience(&self, resource: impl FnOnce() -> Resource) -> Result<()> {
        match self.audience {
            Some(audience) if audience != resource() => {
                Err(Error::new(Code::Unauthorized, "The access token is for another resource of this deployment.")
                    .fix("Request a token for this one: send its URL as `resource` (RFC 8707)."))
            }
            _ => Ok(()),
        }
    }

    /// The networks to which the credential is restricted, as text.
    pub fn ip_ranges(&self) -> String {
        let ranges = self.scopes().map(|scope| format!("{:?}", scope.ip_ranges));
        if self.has_ip_ranges() { ranges.collect() } else { String::new() }
    }

    /// The networks for a key that the credential makes. If its maker's are narrower, both count.
    pub fn own_ip_ranges(&self) -> Option<Vec<IpNet>> {
        let mut each = self.scopes().filter_map(|scope| scope.ip_ranges.clone());
        let first = each.next()?;
        Some(each.fold(first, |some, others| {
            let within = |net: &IpNet, nets: &[IpNet]| nets.iter().any(|other| other.contains(net));
            let of_both =
                some.iter().filter(|net| within(net, &others)).chain(others.iter().filter(|net| within(net, &some)));
            of_both.copied().collect()
        }))
    }

    /// Whether the credential is restricted to networks.
    pub fn has_ip_ranges(&self) -> bool {
        self.scopes().any(|scope| scope.ip_ranges.is_some())
    }

    /// Checks that the credential can be used from an IP address.
    ///
    /// # Errors
    /// `ip_not_allowed`.
    pub fn check_ip(&self, ip: Option<IpAddr>) -> Result<()> {
        if self.scopes().all(|scope| scope.accepts(ip)) {
            return Ok(());
        }
        Err(Error::new(Code::IpNotAllowed, "This key cannot be used from your IP address.")
            .fix("Use it from one of its `ip_ranges`, or let the account change them: PATCH /v1/pods/{pod_id}/keys/{key_id}."))
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
            name: <&str>::from(period).to_owned(),
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
