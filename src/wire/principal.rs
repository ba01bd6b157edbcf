//! The authenticated caller of a request.

use std::ops::Deref;

use serde::{Deserialize, Serialize};

use super::call::{Call, FromCall};
use super::operation::{Caller, Operation};
use super::permission::{Permission, Permissions};
use super::role::Membership;
use crate::bounds::{Bounds, Dimension, ceiling_exceeded};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, KeyId, MemberId, PodId, RequestId};
use crate::limits::Tier;
use crate::oauth::bearer::insufficient_scope;
use crate::stored::Unchecked;
use crate::time::Timestamp;

/// Whose credential it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrincipalKind {
    /// The account, with its key.
    Account,
    /// A pod, with one of its keys.
    Pod,
    /// A person with a session, who acts as a member of the account.
    Person,
    /// The identity provider of the account, with a token.
    Scim,
}

/// Credential and request of an action, for the audit log.
#[derive(Clone, Serialize, Deserialize)]
pub struct Actor {
    /// The first characters of the credential.
    pub key_prefix: String,
    /// The request's id, also in the header `x-request-id` of the reply.
    pub request_id: RequestId,
    /// The person, if one acts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_id: Option<MemberId>,
}

impl Unchecked for Actor {}

impl Actor {
    /// The actor of a request, before its credential is authenticated.
    pub fn new(key_prefix: &str, request_id: &RequestId) -> Self {
        Self { key_prefix: key_prefix.to_owned(), request_id: request_id.clone(), member_id: None }
    }
}

/// The authenticated caller of an operation.
#[derive(Clone)]
pub struct Principal {
    pub kind: PrincipalKind,
    pub account: AccountId,
    /// The account's name in paths, if it has one.
    pub account_slug: Option<String>,
    /// The pod of the credential; for the account, its home pod; for a person, the environment that the request names.
    pub pod: PodId,
    pub permissions: Permissions,
    /// The person's membership, if it is a person.
    pub member: Option<Membership>,
    /// The only addresses whose mail the key can use; none if it is not restricted.
    pub inboxes: Option<Vec<String>>,
    pub expires_at: Option<Timestamp>,
    /// What restricts the tools of its agents.
    pub tools: Bounds,
    /// The id of the key or of the session.
    pub key_id: KeyId,
    /// For the audit log.
    pub actor: Actor,
    pub tier: Tier,
    /// What the person may let the program do, if it is an OAuth client.
    pub delegable: Option<Permissions>,
}

impl Principal {
    /// Checks that the caller may call an operation. The only place that checks a declaration's caller and permission.
    ///
    /// # Errors
    /// `unauthorized` for a token of an identity provider unless it is needed, `pod_auth_forbidden` for a pod's key if the account is
    /// or a person is needed, or for a session of a tenant's host if the account is; `missing_scope` without the permission.
    pub fn check(&self, operation: &Operation) -> Result<()> {
        if (self.kind == PrincipalKind::Scim) != (operation.caller == Caller::Scim) {
            return Err(Error::unauthorized());
        }
        let needs_account = matches!(operation.caller, Caller::OperatorOrAccount | Caller::Account | Caller::BackupKey);
        if (needs_account || operation.caller == Caller::Person) && self.kind == PrincipalKind::Pod {
            return Err(not_account());
        }
        if needs_account && !self.is_home() {
            return Err(of_tenant());
        }
        match operation.permission {
            Some(permission) if !self.permissions.contains(permission) => Err(self.lacks(permission)),
            Some(permission) if operation.caller == Caller::Pod && !self.is_assigned() => Err(not_assigned(permission)),
            Some(permission) if self.inboxes.is_some() && permission.concerns_mail() && !operation.is_per_inbox => {
                Err(Error::new(
                    Code::MissingScope,
                    "The key is restricted to some inboxes; this operation is about all of them.",
                )
                .fix("Use a key without `inboxes`."))
            }
            _ => Ok(()),
        }
    }

    /// Checks that the ceilings allow a tool, if the caller uses one.
    ///
    /// # Errors
    /// `ceiling_exceeded`.
    pub fn check_tool(&self, tool: Option<&str>) -> Result<()> {
        let Some(tool) = tool else { return Ok(()) };
        match self.tools.judge(Dimension::Tools, &[tool.to_owned()]).1.first() {
            Some(refused) => Err(ceiling_exceeded(Some(tool), refused.bound.into())),
            None => Ok(()),
        }
    }

    /// Checks that the caller belongs to the account with this id or slug.
    ///
    /// # Errors
    /// `not_found`.
    pub fn check_organization(&self, account: &str) -> Result<()> {
        if account == "me" || self.account.as_str() == account || self.account_slug.as_deref() == Some(account) {
            return Ok(());
        }
        Err(Error::not_found("organization")
            .fix("Send the id of the account that the key belongs to, or its slug, in the path."))
    }

    /// The only pod that the caller has access to. None for the account and for people who reach all of its pods, unless they named one.
    pub fn confined(&self) -> Option<&PodId> {
        let reaches_all = match &self.member {
            Some(member) => member.role.reaches_all() && self.is_home(),
            None => self.kind != PrincipalKind::Pod,
        };
        (!reaches_all).then_some(&self.pod)
    }

    /// Whether the caller acts in the account's home pod.
    fn is_home(&self) -> bool {
        self.pod.as_str() == self.account.as_str()
    }

    /// The person, if it is one who reaches only the pods that the person is assigned to.
    pub fn restricted_member(&self) -> Option<&MemberId> {
        self.member.as_ref().filter(|member| !member.role.reaches_all()).map(|member| &member.id)
    }

    /// Whether the caller acts in its pod. Members and viewers must be assigned to it.
    fn is_assigned(&self) -> bool {
        self.member.as_ref().is_none_or(|member| member.is_assigned)
    }

    /// Checks that the caller has a permission besides that of the operation.
    ///
    /// # Errors
    /// `missing_scope`.
    pub fn check_permission(&self, permission: Permission) -> Result<()> {
        if self.permissions.contains(permission) { Ok(()) } else { Err(self.lacks(permission)) }
    }

    fn lacks(&self, permission: Permission) -> Error {
        if let Some(delegable) = self.delegable {
            return self.client_lacks(permission, delegable);
        }
        let Some(member) = &self.member else { return missing_scope(permission) };
        let (role, permission): (&str, &str) = (member.role.into(), permission.into());
        Error::new(Code::MissingScope, format!("Your role `{role}` does not have the permission `{permission}`."))
            .fix("Ask an owner of the account for another role.")
            .with("permission", permission)
    }
}

impl Principal {
    fn client_lacks(&self, permission: Permission, delegable: Permissions) -> Error {
        let name: &str = permission.into();
        let error = Error::new(Code::MissingScope, format!("The client was not given the permission `{name}`."));
        if !delegable.contains(permission) {
            return error.fix("The person who connected the client does not have it either.").with("permission", name);
        }
        let needed: Vec<_> = self.permissions.iter().chain([permission]).map(<&str>::from).collect();
        error
            .fix("Ask the person again: authorize with all scopes that the client needs.")
            .with("permission", name)
            .headers([insufficient_scope(&needed)])
    }
}

/// The error of a person who is not assigned to the environment.
pub fn not_assigned(permission: Permission) -> Error {
    Error::new(Code::MissingScope, "You are not assigned to this environment.")
        .fix("Ask an owner or an admin of the account to assign you.")
        .with("permission", <&str>::from(permission))
}

/// The error of a key without the permission of an operation.
pub fn missing_scope(permission: Permission) -> Error {
    let permission: &str = permission.into();
    Error::new(Code::MissingScope, format!("The key does not have the permission `{permission}`."))
        .fix("Use another key, or let the account add the permission: PATCH /v1/pods/{pod_id}/keys/{key_id}.")
        .with("permission", permission)
}

fn not_account() -> Error {
    Error::new(Code::PodAuthForbidden, "This operation needs the account's key or a session. A pod's key was sent.")
        .fix("Send the key of the account that owns the pod (al_live_…), or a session token.")
}

fn of_tenant() -> Error {
    Error::new(Code::PodAuthForbidden, "At the host of a tenant, a session acts in the tenant only.")
        .fix("Sign in at the deployment's own URL to manage the account.")
}

impl FromCall for Principal {
    fn from_call(call: &mut Call) -> Result<Self> {
        call.extension::<Result<Self>>()?
    }
}

/// An account as the caller. Only a handler with this argument can act for an account.
#[derive(Clone)]
pub struct AccountPrincipal(Principal);

impl AccountPrincipal {
    /// The account.
    pub fn id(&self) -> &AccountId {
        &self.0.account
    }
}

impl Deref for AccountPrincipal {
    type Target = Principal;

    fn deref(&self) -> &Principal {
        &self.0
    }
}

impl FromCall for AccountPrincipal {
    fn from_call(call: &mut Call) -> Result<Self> {
        let principal = Principal::from_call(call)?;
        match principal.kind {
            PrincipalKind::Account | PrincipalKind::Person if !principal.is_home() => Err(of_tenant()),
            PrincipalKind::Account | PrincipalKind::Person => Ok(Self(principal)),
            PrincipalKind::Pod | PrincipalKind::Scim => Err(not_account()),
        }
    }
}

/// An account's identity provider as the caller.
#[derive(Clone)]
pub struct ScimPrincipal(Principal);

impl ScimPrincipal {
    /// The account.
    pub fn id(&self) -> &AccountId {
        &self.0.account
    }
}

impl Deref for ScimPrincipal {
    type Target = Principal;

    fn deref(&self) -> &Principal {
        &self.0
    }
}

impl FromCall for ScimPrincipal {
    fn from_call(call: &mut Call) -> Result<Self> {
        let principal = Principal::from_call(call)?;
        if principal.kind == PrincipalKind::Scim { Ok(Self(principal)) } else { Err(Error::unauthorized()) }
    }
}
