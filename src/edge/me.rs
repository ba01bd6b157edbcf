//! Who calls: what a credential is for, and what it can do.

use macros::operation;
use serde::Serialize;
use utoipa::ToSchema;

use super::Edge;
use crate::directory::CallerDetails;
use crate::error::Result;
use crate::id::{AccountId, MemberId, PodId};
use crate::limits::Tier;
use crate::time::Timestamp;
use crate::wire::{Json, Permission, Principal, PrincipalKind, Role};

/// What a credential is.
/// - `account`: the account's key
/// - `pod`: a key of a pod, a key for runs, or the access token of an OAuth client
/// - `session`: a person who is signed in
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum CredentialKind {
    Account,
    Pod,
    Session,
}

/// The account of a credential.
#[derive(Serialize, ToSchema)]
struct MyAccount {
    /// The account's id.
    id: AccountId,
    /// The account's name; null for keys of pods, which may be in the hands of customers.
    #[schema(example = "default")]
    name: Option<String>,
    /// The account's name in paths of runs; null until it is set, and for keys of pods.
    #[schema(example = "my-org")]
    slug: Option<String>,
    /// The account's tier, which sets its limits; null for keys of pods.
    tier: Option<Tier>,
}

/// The pod in which a credential acts.
#[derive(Serialize, ToSchema)]
struct MyPod {
    /// The pod's id.
    id: PodId,
    /// The name that was given to the pod.
    #[schema(example = "customer-123")]
    name: Option<String>,
    /// Whether it is the account's home pod.
    #[schema(example = false)]
    is_default: bool,
}

/// The person who is signed in.
#[derive(Serialize, ToSchema)]
struct MyMembership {
    /// The id of the person in the account.
    id: MemberId,
    /// The address to which links to sign in are sent.
    #[schema(example = "ann@people.example")]
    email: String,
    /// The person's name.
    #[schema(example = "Ann")]
    name: Option<String>,
    role: Role,
}

/// A credential, its account, and what it can do.
#[derive(Serialize, ToSchema)]
pub struct Me {
    credential: CredentialKind,
    account: MyAccount,
    pod: MyPod,
    /// The person, if the credential is a session; otherwise null.
    member: Option<MyMembership>,
    /// What the credential can do, as in docs/PERMISSIONS.md.
    #[schema(value_type = Vec<String>, example = json!(["mail:read", "mail:send"]))]
    permissions: Vec<&'static str>,
    /// The pod's addresses that the credential can use, the oldest first; at most 100.
    #[schema(example = json!(["ada@warren.example"]))]
    addresses: Vec<String>,
    /// When the credential expires; null if it does not.
    expires_at: Option<Timestamp>,
}

/// Find out who you are.
///
/// Returns the account, the pod and the permissions of the credential. Every key, session and OAuth access token can call this, whatever its
/// permissions are. People name another pod than the home pod with `X-Environment`; without `mail:read` there, `addresses` is empty.
#[operation(GET "/v1/me", tag = "account", caller = Pod, reply = "The caller.")]
pub async fn get_me(edge: Edge, caller: Principal) -> Result<Json<Me>> {
    let member = caller.member.as_ref();
    let known = edge.directory()?.caller_details(&caller.account, &caller.pod, member.map(|member| &member.id)).await?;
    let credential = match caller.kind {
        PrincipalKind::Account => CredentialKind::Account,
        PrincipalKind::Person => CredentialKind::Session,
        PrincipalKind::Pod | PrincipalKind::Scim => CredentialKind::Pod,
    };
    let is_of_account = caller.kind != PrincipalKind::Pod;
    let member = member.zip(known.email.as_ref()).map(|(member, email)| MyMembership {
        id: member.id.clone(),
        email: email.clone(),
        name: known.member_name.clone(),
        role: member.role,
    });
    Ok(Json(Me {
        credential,
        permissions: caller.permissions.iter().map(Into::into).collect(),
        addresses: addresses(&caller, &known),
        account: MyAccount {
            id: caller.account.clone(),
            name: Some(known.account_name).filter(|_| is_of_account),
            slug: known.slug.filter(|_| is_of_account),
            tier: Some(known.tier).filter(|_| is_of_account),
        },
        pod: MyPod { is_default: caller.pod == caller.account.home_pod(), id: caller.pod, name: known.pod_name },
        member,
        expires_at: caller.expires_at,
    }))
}

/// The addresses of the pod that the caller can read mail of.
fn addresses(caller: &Principal, known: &CallerDetails) -> Vec<String> {
    let is_assigned = caller.member.as_ref().is_none_or(|member| member.is_assigned);
    if !is_assigned || !caller.permissions.contains(Permission::MailRead) {
        return Vec::new();
    }
    caller.inboxes.as_ref().unwrap_or(&known.addresses.0).clone()
}
