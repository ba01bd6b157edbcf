//! Credentials that the operator sends to agents. Only the account decides; a pod's key cannot.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Edge;
use crate::crypto::e2e::PublicKey;
use crate::directory::credentials::{Decision, PendingCredential, Sealed, not_pending};
use crate::email::Email;
use crate::error::{Code, Error, Result};
use crate::platform::clock;
use crate::pod::vault::check_name;
use crate::random;
use crate::wire::{AccountPrincipal, Body, Json, NoStore, Query};

/// Characters of a credential, and of the name under which it is kept.
const MAX_CREDENTIAL_CHARS: usize = 8_192;
const MAX_VAULT_KEY_CHARS: usize = 100;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CodeQuery {
    /// The code that the agent shows. Case, spaces and the dash are ignored.
    #[param(example = "BCDF-GHJK")]
    code: String,
}

/// Read a request for a credential.
///
/// Finds the request by the code that the agent shows.
#[operation(
    GET "/v1/credentials/approve", tag = "credentials", caller = Account, permission = CredentialsDecide,
    reply = "The request.",
    errors(MissingParams, NotFound = "The code is unknown, has expired, or was decided before."),
)]
pub async fn get_credential_request(
    edge: Edge,
    caller: AccountPrincipal,
    Query(CodeQuery { code }): Query<CodeQuery>,
) -> Result<NoStore<Json<PendingCredential>>> {
    if code.is_empty() {
        return Err(Error::new(Code::MissingParams, "code is empty.").fix("Send the code that the agent shows."));
    }
    let unknown = || {
        Error::not_found("request with this code").fix("Let the agent request it again: a code is valid for 5 minutes.")
    };
    let code = user_code(&code).map_err(|_| unknown())?;
    let pending = edge.directory()?.pending_credentials(caller.id(), clock::now()).await?;
    let pending = pending.into_iter().find(|pending| pending.user_code == code).ok_or_else(unknown)?;
    Ok(NoStore(Json(pending)))
}

/// All requests for credentials that wait for a decision.
#[derive(Serialize, ToSchema)]
pub struct PendingCredentials {
    /// Oldest first.
    requests: Vec<PendingCredential>,
    /// Number of items in this reply.
    count: usize,
}

/// List pending requests for credentials.
///
/// Lists the requests of all agents of the account, at most 5. Before you send a credential, compare the code with the one that your agent
/// shows.
#[operation(
    GET "/v1/credentials/requests", tag = "credentials", caller = Account, permission = CredentialsDecide,
    reply = "The pending requests.",
)]
pub async fn list_credential_requests(
    edge: Edge,
    caller: AccountPrincipal,
) -> Result<NoStore<Json<PendingCredentials>>> {
    let requests = edge.directory()?.pending_credentials(caller.id(), clock::now()).await?;
    Ok(NoStore(Json(PendingCredentials { count: requests.len(), requests })))
}

/// The operator's decision.
#[derive(Deserialize, ToSchema)]
pub struct CredentialDecision {
    /// The code that the agent shows.
    #[schema(example = "BCDF-GHJK")]
    user_code: String,
    /// `true` approves, `false` denies.
    approved: bool,
    /// The name under which the agent should store it in its vault: 1 to 100 of `A-Z a-z 0-9 _ - .`. The server does not store it there.
    #[schema(min_length = 1, max_length = 100, pattern = r"^[A-Za-z0-9_\-.]{1,100}$", example = "github-token")]
    vault_key: String,
    /// The account's operator email.
    #[schema(value_type = String, format = Email, example = "operator@example.com")]
    operator_email: Email,
    /// The credential, 1 to 8,192 characters. Required if `approved` is true.
    #[schema(max_length = 8_192, example = "ghp_16C7e42F292c6912E7710c838347Ae178B4a")]
    credential_value: Option<String>,
}

/// The decision.
#[derive(Serialize, ToSchema)]
pub struct CredentialDecided {
    /// `approved` or `denied`.
    #[schema(example = "approved")]
    status: &'static str,
    /// The result, for a person.
    #[schema(example = "The agent gets the credential at its next poll.")]
    message: &'static str,
}

/// Approve or deny a request for a credential.
///
/// Needs the account's key, or a session of an owner or an admin, and the account's operator email (`POST /v1/account/operator-email`). The credential is encrypted immediately so that only
/// the agent with the device code can read it. The agent's next poll gets it, once, within 60 seconds. After five wrong operator emails
/// the request is denied.
#[operation(
    POST "/v1/credentials/approve", tag = "credentials", caller = Account, permission = CredentialsDecide,
    reply = "The decision is recorded.",
    errors(MissingFields, InvalidEmail, InvalidRequest = "A field is invalid, or the code is unknown, has expired or was used.", NoOperatorEmail = "The account has no operator email.", Forbidden = "The operator email is wrong.", RateLimited = "The operator email was wrong 5 times."),
)]
pub async fn approve_credential(
    edge: Edge,
    caller: AccountPrincipal,
    Body(new): Body<CredentialDecision>,
) -> Result<NoStore<Json<CredentialDecided>>> {
    let (directory, now) = (edge.directory()?, clock::now());
    let vault_key = new.vault_key.trim();
    if vault_key.len() > MAX_VAULT_KEY_CHARS || check_name(vault_key).is_err() {
        return Err(Error::invalid("vault_key is not a valid name of a key in the vault.")
            .fix(format!("Use 1 to {MAX_VAULT_KEY_CHARS} letters, digits, `_`, `-` and `.`.")));
    }
    let code = user_code(&new.user_code)?;
    let credential = if new.approved { Some(checked_credential(new.credential_value)?) } else { None };
    if directory.account(caller.id()).await?.operator_email.is_none() {
        return Err(Error::new(Code::NoOperatorEmail, "The account has no operator email.")
            .fix("Set it with POST /v1/account/operator-email."));
    }
    // These columns never change. The statement of the decision checks that the request still waits.
    let request = directory.credential_request(caller.id(), &code).await?.ok_or_else(not_pending)?;
    let sealed = credential.map(|credential| sealed(&request.public_key, &credential)).transpose()?;
    let decision = Decision {
        request: &request.id,
        by: &edge.request_id,
        operator_email: new.operator_email.as_str(),
        vault_key,
        sealed: sealed.as_ref(),
        now,
    };
    directory.decide_credential(&decision).await?;
    let (status, message) = if new.approved {
        ("approved", "The agent's next poll gets the credential, if it comes within 60 seconds.")
    } else {
        ("denied", "The agent's next poll reports it.")
    };
    Ok(NoStore(Json(CredentialDecided { status, message })))
}

fn sealed(public_key: &str, credential: &str) -> Result<Sealed> {
    let sealer = PublicKey::parse(public_key)?.sealer()?;
    Ok(Sealed { sealed: sealer.seal_text(credential)?, ephemeral: sealer.ephemeral })
}

fn checked_credential(credential: Option<String>) -> Result<String> {
    let credential = credential.filter(|credential| !credential.is_empty()).ok_or_else(|| {
        Error::new(Code::MissingFields, "credential_value is missing.")
            .fix("Send the credential, or `\"approved\": false`.")
    })?;
    if credential.chars().count() > MAX_CREDENTIAL_CHARS {
        return Err(Error::invalid(format!("credential_value has at most {MAX_CREDENTIAL_CHARS} characters.")));
    }
    Ok(credential)
}

/// A typed code in the form that is stored.
fn user_code(text: &str) -> Result<String> {
    let letters: String =
        text.chars().filter(|c| !matches!(c, '-' | ' ')).map(|letter| letter.to_ascii_uppercase()).collect();
    if letters.len() != 8 || !letters.bytes().all(|letter| random::LETTERS.contains(&letter)) {
        return Err(Error::invalid("A code has eight letters: XXXX-XXXX.").fix("Send the code as the agent shows it."));
    }
    Ok(format!("{}-{}", &letters[..4], &letters[4..]))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for text in ["BCDF-GHJK", "bcdfghjk", " bcdf ghjk ", "BCDFG-HJK"] {
            assert_eq!(super::user_code(text).expect("a code"), "BCDF-GHJK");
        }
        for text in ["", "BCDF", "BCDF-GHJA", "BCDF-GHJ0", "BCDF-GHJKL", "ΒCDF-GHJK"] {
            assert!(super::user_code(text).is_err(), "{text}");
        }
    }
}
