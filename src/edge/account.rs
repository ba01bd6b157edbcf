//! The account itself.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Edge;
use crate::email::Email;
use crate::error::Result;
use crate::id::AccountId;
use crate::limits::Tier;
use crate::platform::clock;
use crate::time::Timestamp;
use crate::wire::{AccountPrincipal, Body, Json};

/// An account.
#[derive(Serialize, ToSchema)]
pub struct Account {
    /// The account's id.
    id: AccountId,
    /// The same as `id`.
    account_id: AccountId,
    /// The first characters of the active key.
    #[schema(example = "al_live_k7x9")]
    key_prefix: Option<String>,
    /// The account's name.
    #[schema(example = "default")]
    name: String,
    /// The account's name in paths of runs; null until it is set.
    #[schema(example = "my-org")]
    slug: Option<String>,
    /// The account's tier, which sets its limits.
    tier: Tier,
    /// The address that receives links to sign in.
    #[schema(example = "you@example.com")]
    recovery_email: Option<String>,
    /// The address that receives requests for approvals and credentials.
    #[schema(example = "operator@example.com")]
    operator_email: Option<String>,
    /// Whether a reader of the operator email has confirmed it. Until then it receives only the link to confirm it.
    operator_email_confirmed: bool,
    /// The first address that the account claimed.
    #[schema(example = "ada@warren.example")]
    email: Option<String>,
    /// When the account was created.
    created_at: Timestamp,
}

/// Read the account.
///
/// Returns the account of the key or session. Members and viewers see neither its emails nor its key.
#[operation(GET "/v1/account/me", tag = "account", caller = Account, permission = AccountRead, reply = "The account.")]
pub async fn get_account(edge: Edge, caller: AccountPrincipal) -> Result<Json<Account>> {
    let mut account = edge.directory()?.account(caller.id()).await?;
    if caller.confined().is_some() {
        (account.recovery_email, account.operator_email, account.key_prefix) = (None, None, None);
        account.operator_confirmed = 0;
    }
    Ok(Json(Account {
        account_id: account.id.clone(),
        id: account.id,
        key_prefix: account.key_prefix,
        name: account.name,
        slug: account.slug,
        tier: account.tier,
        recovery_email: account.recovery_email,
        operator_email_confirmed: account.operator_confirmed == 1,
        operator_email: account.operator_email,
        email: account.email,
        created_at: Timestamp::from_millis(account.created_at),
    }))
}

/// An email address to set.
#[derive(Deserialize, ToSchema)]
pub struct NewAccountEmail {
    /// The address.
    email: Email,
}

/// The recovery email that is set now.
#[derive(Serialize, ToSchema)]
pub struct RecoveryEmail {
    /// Always true.
    ok: bool,
    /// The address.
    recovery_email: Email,
}

/// Set the recovery email.
///
/// Sets the address of the account's first owner, who can sign in with it. If the caller is the owner of the present one, the owner gets
/// the new address. Otherwise the owner of the present one is removed, and the reader of the new one becomes an owner. If the address
/// changes, links and invitations that were sent and all sessions except the caller's stop working before this call returns. The account
/// counts as verified again once a person has signed in with the new address. An address of the account itself is refused: keys that read
/// its mail could sign in.
#[operation(
    POST "/v1/account/recovery-email", tag = "account", caller = Account, permission = AccountWrite,
    reply = "The address is set.",
    errors(InvalidEmail = "This is no email address, or one of the account itself.", MemberExists, SelfApprovalForbidden = "The account has set `require_second_principal`, and the address would change."),
)]
pub async fn set_recovery_email(
    edge: Edge,
    caller: AccountPrincipal,
    Body(NewAccountEmail { email }): Body<NewAccountEmail>,
) -> Result<Json<RecoveryEmail>> {
    let directory = edge.directory()?;
    let ended = directory.set_recovery_email(caller.id(), email.as_str(), &caller.key_id, clock::now()).await?;
    edge.notify_ended(caller.id(), ended).await?;
    Ok(Json(RecoveryEmail { ok: true, recovery_email: email }))
}

/// The operator email that is set now.
#[derive(Serialize, ToSchema)]
pub struct OperatorEmail {
    /// Always true.
    ok: bool,
    /// The address.
    operator_email: Email,
    /// Whether a reader of the address has confirmed it.
    confirmed: bool,
    /// What happens next.
    #[schema(example = "Open the link that was mailed to the operator.")]
    message: &'static str,
}

/// Set the operator email.
///
/// Sets the address that receives requests for approvals and credentials. A link that confirms the address is sent to it; it works once,
/// within 24 hours. No other email is sent before the address is confirmed. The account's recovery email needs no link once a person
/// has signed in with it. To get another link, set the same address again: at most 5 links a day for an address and 10 for an account;
/// above that the address is set without an email.
#[operation(
    POST "/v1/account/operator-email", tag = "account", caller = Account, permission = AccountWrite,
    reply = "The address is set.",
    errors(InvalidEmail, SelfApprovalForbidden = "The account has set `require_second_principal`, and the address would change."),
)]
pub async fn set_operator_email(
    edge: Edge,
    caller: AccountPrincipal,
    Body(NewAccountEmail { email }): Body<NewAccountEmail>,
) -> Result<Json<OperatorEmail>> {
    let confirmed = edge.directory()?.set_operator_email(caller.id(), &email, &caller.key_id, clock::now()).await?;
    let message = match confirmed {
        true => "The address is confirmed: it receives requests for approvals and credentials.",
        false => edge.send_operator_link(caller.id(), &email).await?,
    };
    Ok(Json(OperatorEmail { ok: true, operator_email: email, confirmed, message }))
}
