//! Requests of agents for credentials: the device flow of RFC 8628. The operator's side is at the edge.
//!
//! The device code is the agent's secret. The private key that opens the credential is derived from it and the master key. The server
//! stores the public key only, so nobody can read the credential until the agent polls.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Pod;
use crate::audit_action::AuditAction;
use crate::credential::KeyHash;
use crate::crypto::e2e::PrivateKey;
use crate::directory::credentials::{CredentialType, NewRequest, POLL_INTERVAL_SECONDS, PollOutcome, REQUEST_TTL};
use crate::directory::push::{self, Notification};
use crate::directory::{MailRouter, ToOperator};
use crate::error::{Code, Error, Result};
use crate::id::CredentialRequestId;
use crate::mail::quotation;
use crate::platform::log;
use crate::random;
use crate::rpc::SystemEmail;
use crate::time::SECOND;
use crate::wire::{Body, BodyOrForm, Created, Json, NoStore};

/// Where the operator decides.
const CONSOLE: &str = "/console";
/// Characters of the name of a service, and of a description.
const MAX_SERVICE_CHARS: usize = 100;
const MAX_DESCRIPTION_CHARS: usize = 200;
/// Random characters of a device code: 206 bits.
const DEVICE_CODE_CHARS: usize = 40;
/// Characters of the device code that the operator sees.
const DEVICE_PREFIX_CHARS: usize = 8;
/// The grant type of RFC 8628.
const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A credential to ask for.
#[derive(Deserialize, ToSchema)]
pub struct NewCredentialRequest {
    credential_type: CredentialType,
    /// The service that the credential is for: 1 to 100 characters.
    #[schema(max_length = 100, example = "GitHub")]
    service_name: String,
    /// Why the credential is needed, at most 200 characters.
    #[schema(max_length = 200, example = "Read access to private repos")]
    description: Option<String>,
}

/// A request for a credential that waits for the operator.
#[derive(Serialize, ToSchema)]
pub struct CredentialRequest {
    /// The code for polling. Keep it secret: it decrypts the credential, and the server does not store it.
    #[schema(example = "dc_0a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8i9j")]
    device_code: String,
    /// The code for the operator.
    #[schema(example = "BCDF-GHJK")]
    user_code: String,
    /// The page where the operator decides.
    #[schema(example = "https://warren.example/console")]
    verification_uri: String,
    /// The page where the operator decides, with the code filled in.
    #[schema(example = "https://warren.example/console?code=BCDF-GHJK")]
    verification_uri_complete: String,
    /// Seconds until the request expires.
    #[schema(example = 300)]
    expires_in: i64,
    /// Seconds to wait between two polls.
    #[schema(example = 5)]
    interval: i64,
    /// A message for the operator.
    #[schema(example = "Ask your operator to approve the request.")]
    message: String,
}

/// Ask the operator for a credential.
///
/// Show `user_code` to the operator, and poll with `device_code`. The operator sends the credential in the console or with the account's
/// key (`POST /v1/credentials/approve`). If the account has a confirmed operator email, the operator also gets an email. A request
/// expires after 5 minutes; an account can have 5 open requests. This is the device flow of RFC 8628.
#[operation(
    POST "/v1/credentials/request", tag = "credentials", permission = CredentialsRequest, tool,
    reply = "The request, which waits for the operator.",
    errors(MissingFields, InvalidRequest, RateLimited = "The account has 5 pending requests, or a rate limit is reached."),
    audit(CredentialRequested),
)]
pub async fn request_credential(
    pod: Pod,
    Body(new): Body<NewCredentialRequest>,
) -> Result<NoStore<Created<CredentialRequest>>> {
    let service_name = named("service_name", new.service_name, MAX_SERVICE_CHARS)?;
    let description = new.description.filter(|text| !text.trim().is_empty());
    let description = description.map(|text| named("description", text, MAX_DESCRIPTION_CHARS)).transpose()?;
    let (device_code, user_code) = (format!("dc_{}", random::base36(DEVICE_CODE_CHARS)?), random_user_code()?);
    let id = CredentialRequestId::generate()?;
    let request = NewRequest {
        id: &id,
        device_hash: &KeyHash::of(&device_code),
        device_prefix: &device_code[..DEVICE_PREFIX_CHARS],
        public_key: &pod.credential_key(&device_code)?.public().encode(),
        user_code: &user_code,
        kind: new.credential_type,
        service_name: &service_name,
        description: description.as_deref(),
        now: pod.now(),
    };
    let operator = pod.directory().request_credential(&request).await?;
    pod.audit().record(AuditAction::CredentialRequested, id.as_str())?;
    let verification_uri = format!("{}{CONSOLE}", pod.config().public_url);
    let verification_uri_complete = format!("{verification_uri}?code={user_code}");
    if let Some(operator) = operator {
        // The agent can tell the operator, too, so the request does not fail with the email.
        let pseudonym = pod.config().master_key.name(&operator);
        let email = ToOperator {
            account: &pod.caller()?.grant.account_id,
            pod: pod.id(),
            limits: pod.limits()?,
            pseudonym: &pseudonym,
            system_email: &email_to(operator, &request, &verification_uri_complete),
        };
        let told = MailRouter::new(pod.bindings())?.send_to_operator(&email, pod.now()).await;
        log::logged(told);
    }
    let notification = Notification {
        title: &format!("An agent asks for a credential ({user_code})"),
        body: &quotation(&service_name),
        url: &format!("/console?code={user_code}"),
        tag: id.as_str(),
    };
    push::notify(pod.bindings(), &pod.caller()?.grant.account_id, &notification).await;
    Ok(NoStore(Created(CredentialRequest {
        device_code,
        message: format!("Ask the operator to decide at {verification_uri_complete} within 5 minutes."),
        user_code,
        verification_uri,
        verification_uri_complete,
        expires_in: REQUEST_TTL / SECOND,
        interval: POLL_INTERVAL_SECONDS,
    })))
}

/// The email to the operator.
fn email_to(operator: String, asked: &NewRequest<'_>, decide: &str) -> SystemEmail {
    let code = asked.user_code;
    let why = asked.description.map_or_else(String::new, |why| format!("Its reason: {}\n", quotation(why)));
    let text = format!(
        "An agent of your account asks you for a credential. Text in quotation marks was written by the agent.\n\n\
        The service: {}\n{why}\n\
        It shows the code {code}. Compare it, and decide within 5 minutes:\n\n{decide}\n\n\
        If you do not know about this, do nothing.\n",
        quotation(asked.service_name)
    );
    SystemEmail { to: operator, subject: format!("Your agent asks for a credential ({code})"), text }
}

/// A poll.
#[derive(Deserialize, ToSchema)]
pub struct Poll {
    /// The `device_code` of the request.
    #[schema(required, value_type = String, example = "dc_0a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8i9j")]
    device_code: Option<String>,
    /// `urn:ietf:params:oauth:grant-type:device_code` for replies as in RFC 8628.
    #[schema(example = "urn:ietf:params:oauth:grant-type:device_code")]
    grant_type: Option<String>,
    /// Accepted for RFC 8628 and ignored: the key identifies the caller.
    #[allow(dead_code)]
    #[schema(example = "ada")]
    client_id: Option<String>,
}

/// The state of a request for a credential.
/// - `pending`: the operator has not decided
/// - `approved`: `credential` is in this reply, and only in this one
/// - `denied`: the operator refused
/// - `expired`: not decided within 5 minutes, not read within 60 seconds, or delivered before
/// - `slow_down`: polled too early, and `interval` is longer from now on
#[derive(Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PollStatus {
    Pending,
    Approved,
    Denied,
    Expired,
    SlowDown,
}

/// The result of a poll.
#[derive(Serialize, ToSchema)]
pub struct Polled {
    status: PollStatus,
    /// With `approved`: the credential. The server does not store it any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ghp_16C7e42F292c6912E7710c838347Ae178B4a")]
    credential: Option<String>,
    /// With `approved`: the name under which the operator wants the credential in your vault. The server does not store it there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "github-token")]
    vault_key: Option<String>,
    /// With `slow_down`: the new number of seconds to wait between two polls.
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<i64>,
    /// The same as `credential`, for clients of RFC 8628.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ghp_16C7e42F292c6912E7710c838347Ae178B4a")]
    access_token: Option<String>,
    /// For clients of RFC 8628: always `N_A` (RFC 8693).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "N_A")]
    token_type: Option<&'static str>,
}

/// Poll for a credential.
///
/// Poll every `interval` seconds. The credential is delivered once, within 60 seconds of the operator's decision; of several simultaneous
/// polls, one receives it. With `grant_type` the replies are those of RFC 8628: 400 with `authorization_pending`, `slow_down`,
/// `access_denied`, `expired_token` or `invalid_grant`; the body may then be a form.
#[operation(
    POST "/v1/credentials/poll", tag = "credentials", permission = CredentialsRequest, idempotency = Ignored, tool,
    replies((status = 200, description = "The state of the request, and the credential if it is approved.", body = Polled)),
    errors(MissingFields, InvalidRequest, AuthorizationPending, SlowDown, AccessDenied, ExpiredToken, InvalidGrant, Forbidden = "No request of this pod has this device code."),
    audit(CredentialDelivered),
)]
pub async fn poll_credential(pod: Pod, BodyOrForm(poll): BodyOrForm<Poll>) -> NoStore<Response> {
    let mut answered = match poll.grant_type.as_deref() {
        None => polled(&pod, poll.device_code.as_deref()).await.map(Json).into_response(),
        Some(DEVICE_GRANT) => {
            let granted = polled(&pod, poll.device_code.as_deref()).await.and_then(granted).map_err(in_oauth);
            granted.map(Json).into_response()
        }
        Some(_) => Error::invalid(format!("grant_type must be {DEVICE_GRANT} or absent.")).into_response(),
    };
    // RFC 6749, section 5.1.
    answered.headers_mut().insert(header::PRAGMA, header::HeaderValue::from_static("no-cache"));
    NoStore(answered)
}

async fn polled(pod: &Pod, device_code: Option<&str>) -> Result<Polled> {
    let device_code = device_code.filter(|code| !code.is_empty()).ok_or_else(|| {
        Error::new(Code::MissingFields, "device_code is missing.")
            .fix("Send the device_code of POST /v1/credentials/request.")
    })?;
    let status = |status| Polled {
        status,
        credential: None,
        vault_key: None,
        interval: None,
        access_token: None,
        token_type: None,
    };
    match pod.directory().poll_credential(&KeyHash::of(device_code), pod.now()).await? {
        PollOutcome::NotFound => Err(Error::new(Code::Forbidden, "No request of this pod has this device code.").fix(
            "Poll with a key of the pod that sent the request, or send a new one with POST /v1/credentials/request.",
        )),
        PollOutcome::Pending => Ok(status(PollStatus::Pending)),
        PollOutcome::TooEarly(interval) => Ok(Polled { interval: Some(interval), ..status(PollStatus::SlowDown) }),
        PollOutcome::Denied => Ok(status(PollStatus::Denied)),
        PollOutcome::Expired => Ok(status(PollStatus::Expired)),
        PollOutcome::Approved { id, sealed, vault_key } => {
            let opened = pod.credential_keys(device_code).map(|key| key.open_text(&sealed.ephemeral, &sealed.sealed));
            let credential = opened.reduce(Result::or).ok_or_else(no_key)??;
            // The credential is deleted already: it is delivered even if recording it fails.
            log::logged(pod.audit().record(AuditAction::CredentialDelivered, id.as_str()));
            Ok(Polled { credential: Some(credential), vault_key: Some(vault_key), ..status(PollStatus::Approved) })
        }
    }
}

/// The reply of RFC 8628.
fn granted(polled: Polled) -> Result<Polled> {
    let (code, message) = match polled.status {
        PollStatus::Approved => {
            return Ok(Polled { access_token: polled.credential.clone(), token_type: Some("N_A"), ..polled });
        }
        PollStatus::Pending => (Code::AuthorizationPending, "The operator has not decided yet."),
        PollStatus::SlowDown => (Code::SlowDown, "The poll was too early. Wait `interval` seconds."),
        PollStatus::Denied => (Code::AccessDenied, "The operator denied the request."),
        PollStatus::Expired => (Code::ExpiredToken, "The request has expired."),
    };
    let error = Error::new(code, message);
    Err(match polled.interval {
        Some(interval) => error.with("interval", interval),
        None => error,
    })
}

/// Refusals with the error codes of RFC 6749.
fn in_oauth(error: Error) -> Error {
    let code = match error.code {
        Code::Forbidden => Code::InvalidGrant,
        Code::MissingFields => Code::InvalidRequest,
        code => code,
    };
    Error { code, ..error }
}

fn named(field: &'static str, text: String, most: usize) -> Result<String> {
    let text = text.trim();
    if !(1..=most).contains(&text.chars().count()) || text.chars().any(char::is_control) {
        return Err(Error::invalid(format!("{field} must have 1 to {most} characters and no control characters.")));
    }
    Ok(text.to_owned())
}

fn random_user_code() -> Result<String> {
    let code = random::letters(8)?;
    Ok(format!("{}-{}", &code[..4], &code[4..]))
}

impl Pod {
    /// The key that opens the credential for a device code.
    fn credential_key(&self, device_code: &str) -> Result<PrivateKey> {
        self.credential_keys(device_code).next().ok_or_else(no_key)
    }

    /// The same key, and those of older master keys: the master key may have been replaced since the request.
    fn credential_keys(&self, device_code: &str) -> impl Iterator<Item = PrivateKey> {
        let purpose = format!("credential for {device_code}");
        let keys: Vec<_> = self.config().master_key.derive(&purpose).collect();
        keys.into_iter().map(PrivateKey::new)
    }
}

fn no_key() -> Error {
    Error::internal("there is no master key")
}
