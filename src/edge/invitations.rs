//! Invitations to an account, and the page that accepts one.

use axum::body::Body as Bytes;
use axum::http::{Response, StatusCode};
use macros::operation;
use maud::html;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Edge;
use super::link_pages::{Link, LinkForm, LinkPage, invalid_link};
use super::sessions::Unstarted;
use crate::audit_action::AuditAction;
use crate::credential::KeyHash;
use crate::directory::{self, NewInvitation};
use crate::email::Email;
use crate::error::{Code, Error, Result};
use crate::id::{InvitationId, MemberId, PodId};
use crate::platform::clock;
use crate::random;
use crate::rpc::SystemEmail;
use crate::time::{DAY, Timestamp};
use crate::wire::{Accepted, AccountPrincipal, Body, Created, Json, Path, Query, Role};

/// How long a link works, in days. The token is in a URL, so a link to become an owner or an admin works for a shorter time.
const LINK_DAYS: i64 = 7;
const LINK_DAYS_OF_DECIDERS: i64 = 1;
/// Environments in one invitation.
const MAX_ENVIRONMENTS: usize = 100;
const JOIN: &str = "Join an account";

/// A person to invite.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMember {
    /// The person's address, which receives the link.
    #[schema(value_type = String, format = Email)]
    email: Email,
    role: Role,
    /// Ids of environments to assign the person to, at most 100. Owners and admins reach all of them.
    #[serde(default)]
    #[schema(example = json!(["env_0a1b2c3d4e5f6g7h"]))]
    environments: Vec<String>,
}

/// An invitation that is not yet accepted.
#[derive(Serialize, ToSchema)]
#[schema(as = AccountInvitation)]
pub struct Invitation {
    id: InvitationId,
    /// The address that the link was sent to.
    #[schema(example = "ann@people.example")]
    email: String,
    role: Role,
    /// The environments that the person will be assigned to.
    #[schema(example = json!(["env_0a1b2c3d4e5f6g7h"]))]
    environments: Vec<String>,
    /// The member or the key that invited the person.
    #[schema(example = "mem_0a1b2c3d4e5f6g7h")]
    invited_by: String,
    /// When it was sent.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When the link stops working.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl From<directory::Invitation> for Invitation {
    fn from(invitation: directory::Invitation) -> Self {
        Self {
            id: invitation.id,
            email: invitation.email,
            role: invitation.role,
            environments: invitation.pods.0.iter().map(PodId::environment).collect(),
            invited_by: invitation.invited_by,
            created_at: Timestamp::from_millis(invitation.created_at),
            expires_at: Timestamp::from_millis(invitation.expires_at),
        }
    }
}

/// Errors of an invitation.
const INVITATION_ERRORS: &[(Code, &str)] = &[
    (Code::InvalidEmail, "This is no email address, or one of the account itself."),
    (Code::InvalidRequest, ""),
    (Code::Forbidden, "The person would be an owner, and the caller is neither an owner nor the account's key."),
    (Code::SelfApprovalForbidden, ""),
    (Code::NotFound, "The account has no such environment."),
    (Code::MemberExists, ""),
];

/// Invite a member.
///
/// The same as `POST /v1/invitations`: the person becomes a member by accepting the invitation.
#[operation(
    POST "/v1/members", tag = "members", caller = Account, permission = MembersWrite,
    reply = "The invitation is on its way.",
    errors_of = INVITATION_ERRORS,
    audit(InvitationSent),
)]
pub async fn create_member(
    edge: Edge,
    caller: AccountPrincipal,
    Body(new): Body<NewMember>,
) -> Result<Accepted<Invitation>> {
    edge.invite(&caller, new).await.map(Accepted)
}

/// Invite a person.
///
/// Sends an email with a link to a page with a button. The person who presses it becomes a member, and is signed in. The link works
/// once, for 7 days (of an owner or an admin: 24 hours), as long as the key or the person that sent it may still do so. A second
/// invitation to the same address replaces the first.
///
/// An account can have 100 open invitations and 1,000 people. It can send 100 invitations a day, 10 a day before one of its owners has
/// signed in, and 5 a day to one address; all accounts together can send 20 a day to one address. Each counts as one email of the
/// account's allowance. Above a limit, the reply is 429.
///
/// Owners are invited only by owners and by the account's key. With `require_second_principal`, only a signed-in person invites owners
/// and admins. An address of the account itself is nobody's: keys that read its mail could accept the invitation.
#[operation(
    POST "/v1/invitations", tag = "members", caller = Account, permission = MembersWrite,
    reply = "The invitation, which is on its way.",
    errors_of = INVITATION_ERRORS,
    audit(InvitationSent),
)]
pub async fn create_invitation(
    edge: Edge,
    caller: AccountPrincipal,
    Body(new): Body<NewMember>,
) -> Result<Created<Invitation>> {
    edge.invite(&caller, new).await.map(Created)
}

/// The open invitations of an account.
#[derive(Serialize, ToSchema)]
pub struct Invitations {
    /// Oldest first, at most 100.
    invitations: Vec<Invitation>,
    /// Number of items in this reply.
    count: usize,
}

/// List open invitations.
///
/// Lists invitations that are neither accepted nor expired, oldest first.
#[operation(
    GET "/v1/invitations", tag = "members", caller = Account, permission = MembersRead,
    reply = "The invitations.",
)]
pub async fn list_invitations(edge: Edge, caller: AccountPrincipal) -> Result<Json<Invitations>> {
    let invitations = edge.directory()?.invitations(caller.id(), clock::now()).await?;
    let invitations: Vec<_> = invitations.into_iter().map(Invitation::from).collect();
    Ok(Json(Invitations { count: invitations.len(), invitations }))
}

/// A revoked invitation.
#[derive(Serialize, ToSchema)]
pub struct RevokedInvitation {
    /// The invitation that was revoked.
    #[schema(example = "inv_0a1b2c3d4e5f6g7h")]
    id: String,
    /// Always true.
    revoked: bool,
}

/// Revoke an invitation.
///
/// Its link stops working before this call returns. Needs what inviting the person needs.
#[operation(
    DELETE "/v1/invitations/{id}", tag = "members", caller = Account, permission = MembersWrite,
    path(id = "The invitation's id."),
    reply = "The invitation is revoked.",
    errors(Forbidden = "The person would be an owner, and the caller is neither an owner nor the account's key.", SelfApprovalForbidden, NotFound = "There is no such invitation, or it was accepted."),
    audit(InvitationRevoked),
)]
pub async fn revoke_invitation(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
) -> Result<Json<RevokedInvitation>> {
    edge.directory()?.revoke_invitation(caller.id(), &id, &caller.key_id, clock::now()).await?;
    edge.record(&caller, AuditAction::InvitationRevoked, &id).await;
    Ok(Json(RevokedInvitation { id, revoked: true }))
}

/// Show the button that accepts an invitation.
#[operation(GET "/invitation", page, caller = Anyone)]
pub async fn invitation_page(edge: Edge, Query(link): Query<Link>) -> Result<Response<Bytes>> {
    let found = edge.directory()?.linked_invitation(&KeyHash::of(&link.token), clock::now()).await?;
    let Some(invitation) = found.filter(|_| edge.tenant.is_none()) else { return Ok(invalid_invitation()) };
    let role: &str = invitation.role.into();
    Ok(LinkPage {
        title: JOIN,
        heading: JOIN,
        text: html! {
            "The account " code { (invitation.account_id) } " has invited " code { (invitation.email) } " as " (role)
            ". Accepting signs you in."
        },
        path: "/invitation",
        button: "Accept",
        note: "The link works once. If you do not know about this, close this page.",
    }
    .show(&link))
}

/// Accept an invitation and redirect to the console.
#[operation(POST "/invitation", page, caller = Anyone)]
pub async fn accept_invitation(edge: Edge, form: LinkForm) -> Result<Response<Bytes>> {
    let (directory, hash) = (edge.directory()?, KeyHash::of(&form.read(&edge).await?.token));
    let found = directory.linked_invitation(&hash, clock::now()).await?;
    // It is to an account, which has no host of its own but the deployment's.
    let Some(invitation) = found.filter(|_| edge.tenant.is_none()) else { return Ok(invalid_invitation()) };
    let session = Unstarted::new(&edge, &invitation.account_id)?;
    Ok(match directory.accept_invitation(&hash, &MemberId::generate()?, &session.row()).await? {
        Some(member) => edge.to_dashboard(StatusCode::SEE_OTHER, &session.started(&edge, member).await?),
        None => invalid_invitation(),
    })
}

fn invalid_invitation() -> Response<Bytes> {
    let remedy = html! {
        "If you are a member already, " a href="/console" { "sign in" } ". Otherwise ask for another invitation."
    };
    invalid_link(JOIN, &remedy)
}

impl Edge {
    async fn invite(&self, caller: &AccountPrincipal, new: NewMember) -> Result<Invitation> {
        if new.environments.len() > MAX_ENVIRONMENTS {
            return Err(Error::invalid(format!("environments has at most {MAX_ENVIRONMENTS} ids.")));
        }
        let mut pods: Vec<_> = Vec::new();
        for pod in new.environments.iter().map(|id| PodId::of_any(id, caller.id())) {
            if !pods.contains(&pod) {
                pods.push(pod);
            }
        }
        let (token, now) = (format!("link_{}", random::link_token()?), clock::now());
        let (days, time) = match new.role.reaches_all() {
            true => (LINK_DAYS_OF_DECIDERS, "24 hours"),
            false => (LINK_DAYS, "7 days"),
        };
        let address = new.email.without_tag();
        let invitation = NewInvitation {
            id: &InvitationId::generate()?,
            link: &KeyHash::of(&token),
            account: caller.id(),
            caller: &caller.key_id,
            invited_by: caller.member.as_ref().map_or(caller.key_id.as_str(), |member| member.id.as_str()),
            email: &new.email,
            pseudonym: &self.config.master_key.name(&address),
            pseudonym_of_account: &self.config.master_key.name(&format!("{} {address}", caller.id())),
            limits: self.config.limits(caller.tier),
            role: new.role,
            pods: &pods,
            expires_at: now.plus(days * DAY),
            now,
        };
        let invitation = self.directory()?.add_invitation(&invitation).await?;
        self.record(caller, AuditAction::InvitationSent, invitation.id.as_str()).await;
        // The account chose the recipient. It must have no influence on the text.
        let text = format!(
            "The account {account} at {url} invites you to join it as {role}.\n\n\
             If you want to, open this link within {time} and press the button:\n\n{url}/invitation?token={token}\n\n\
             If you do not know about this, do nothing.\n",
            account = caller.id(),
            role = <&str>::from(new.role),
            url = self.config.public_url,
        );
        let system_email = SystemEmail { to: new.email.into(), subject: "Join an account of Warren".to_owned(), text };
        self.mail_router()?.send(Some(&system_email)).await?;
        Ok(invitation.into())
    }
}
