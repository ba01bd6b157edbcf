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
use crate::rpc::AccessChanged;
use crate::time::Timestamp;
use crate::wire::{AccountPrincipal, Body, Json};

/// An account.
#[derive(Serialize, ToSchema)]
pub struct Account {
    id: AccountId,
    /// The same as `id`.
    account_id: AccountId,
    /// The first characters of its active key.
    #[schema(example = "al_live_k7x9")]
    key_prefix: Option<String>,
    /// The name of the account.
    #[schema(example = "default")]
    name: String,
    tier: Tier,
    /// Where magic links go.
    #[schema(example = "you@example.com")]
    recovery_email: Option<String>,
    /// Where questions to the operator go.
    #[schema(example = "operator@example.com")]
    operator_email: Option<String>,
    /// Whether somebody who reads its mail has confirmed it. No letter goes there before.
    operator_email_confirmed: bool,
    /// The address it claimed first.
    #[schema(example = "ada@warren.example")]
    email: Option<String>,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// Read the account.
#[operation(GET "/v1/account/me", tag = "account", caller = Account, permission = AccountRead, reply = "The account.")]
pub async fn get_account(edge: Edge, caller: AccountPrincipal) -> Result<Json<Account>> {
    let account = edge.directory()?.account(caller.id()).await?;
    Ok(Json(Account {
        account_id: account.id.clone(),
        id: account.id,
        key_prefix: account.key_prefix,
        name: account.name,
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
    /// The address to set.
    #[schema(value_type = String, format = Email)]
    email: Email,
}

/// The recovery email that is set now.
#[derive(Serialize, ToSchema)]
pub struct RecoveryEmail {
    /// Always true.
    ok: bool,
    /// The address that is set now.
    #[schema(value_type = String, format = Email)]
    recovery_email: Email,
}

/// Set the recovery email.
///
/// Where magic links go. With another address than before, the links that were mailed and all sessions but the caller's are
/// dead before this reply is sent, and the account counts as verified only when somebody has signed in with it.
#[operation(
    POST "/v1/account/recovery-email", tag = "account", caller = Account, permission = AccountWrite,
    reply = "It is set.",
    errors(InvalidEmail, SelfApprovalForbidden = "The account requires a second principal, and has another address."),
)]
pub async fn set_recovery_email(
    edge: Edge,
    caller: AccountPrincipal,
    Body(NewAccountEmail { email }): Body<NewAccountEmail>,
) -> Result<Json<RecoveryEmail>> {
    let (directory, asking) = (edge.directory()?, &caller.key_id);
    let ended = directory.set_recovery_email(caller.id(), email.as_str(), asking, clock::now()).await?;
    edge.internal_rpc()?.call(&caller.id().home_pod(), &AccessChanged::revoked(&ended)).await?;
    Ok(Json(RecoveryEmail { ok: true, recovery_email: email }))
}

/// The operator email that is set now.
#[derive(Serialize, ToSchema)]
pub struct OperatorEmail {
    /// Always true.
    ok: bool,
    /// The address that is set now.
    #[schema(value_type = String, format = Email)]
    operator_email: Email,
    /// Whether somebody who reads its mail has confirmed it.
    confirmed: bool,
    /// What comes next.
    #[schema(example = "Open the link that was mailed to the operator.")]
    message: &'static str,
}

/// Set the operator email.
///
/// Sets the address that gets requests for approvals and credentials. A link to a page with a button is mailed to it; it works once,
/// within 24 hours. Other letters are sent only after the address is confirmed. The account's recovery email needs no link once
/// somebody has signed in with it. To get another link, set the same address again: at most 5 a day for an address, 10 a day for an
/// account; beyond that the address is still set, without a letter.
#[operation(
    POST "/v1/account/operator-email", tag = "account", caller = Account, permission = AccountWrite,
    reply = "It is set.",
    errors(InvalidEmail, SelfApprovalForbidden = "The account requires a second principal, and has another address."),
)]
pub async fn set_operator_email(
    edge: Edge,
    caller: AccountPrincipal,
    Body(NewAccountEmail { email }): Body<NewAccountEmail>,
) -> Result<Json<OperatorEmail>> {
    let asking = &caller.key_id;
    let confirmed = edge.directory()?.set_operator_email(caller.id(), &email, asking, clock::now()).await?;
    let message = match confirmed {
        true => "The address is confirmed: questions to the operator go there.",
        false => edge.ask_operator(caller.id(), &email).await?,
    };
    Ok(Json(OperatorEmail { ok: true, operator_email: email, confirmed, message }))
}
