//! OAuth 2.1: an authorization server for clients of the API and of the MCP server.
//!
//! A request to authorize, and the id of a registered client, are sealed and given to the browser or the client, so strangers make no rows.

pub mod authorize;
mod browser;
mod client;
mod client_document;
pub mod consent;
pub mod device;
mod grant_type;
pub mod grants;
mod input;
pub mod introspect;
pub mod metadata;
pub mod register;
mod request;
pub mod revoke;
mod scopes;
mod sealed;
pub mod sign_in;
pub mod token;
mod user_code;

use std::borrow::Cow;

use client::Client;

use super::{Edge, Origin};
use crate::audit_action::AuditAction;
use crate::config::Config;
use crate::directory::EndedGrant;
use crate::error::{Code, Error, Result};
use crate::id::{MemberId, OauthGrantId, PodId};
use crate::oauth::{Resource, bearer, resource_proof};
use crate::platform::{clock, log};
use crate::rpc::{AccessChanged, RecordAction};
use crate::wire::Actor;

/// How the id of a registered client begins.
const CLIENT_PREFIX: &str = "al_cli_";
const CLIENT_CONTEXT: &str = "oauth client";
/// Characters of the id of a client.
const MAX_CLIENT_ID_CHARS: usize = 8_192;
/// The prefix of keys in the audit log, where no key was used.
const NO_KEY: &str = "oauth";

/// An error with `error_description`, as RFC 6749 has it.
fn refusal(code: Code, message: impl Into<Cow<'static, str>>) -> Error {
    let message = message.into();
    Error::new(code, message.clone()).with("error_description", message.into_owned())
}

fn unknown_client() -> Error {
    refusal(Code::InvalidClient, "There is no such client.")
        .fix("Register it again, POST /oauth/register, or use the https URL of its metadata as its id.")
}

impl Edge {
    /// Checks that the request was sent to the deployment's own host: the authorization server has no others.
    ///
    /// # Errors
    /// `not_found`.
    fn check_issuer(&self) -> Result<()> {
        if self.tenant.is_none() { Ok(()) } else { Err(crate::wire::no_such_path()) }
    }

    /// The id of a client with what it registers. Nothing is stored.
    fn client_id(&self, client: &Client) -> Result<String> {
        Ok(format!("{CLIENT_PREFIX}{}", self.sealed(CLIENT_CONTEXT, client)?))
    }

    /// Checks an id without a look-up: one that was registered can be opened. A client whose id cannot be opened any more registers again.
    ///
    /// # Errors
    /// `invalid_client`.
    fn check_client_id(&self, id: &str) -> Result<()> {
        let is_known = match id.strip_prefix(CLIENT_PREFIX) {
            Some(sealed) => self.opened::<Client>(CLIENT_CONTEXT, sealed).is_some(),
            None => id.starts_with("http"),
        };
        if is_known { Ok(()) } else { Err(unknown_client()) }
    }

    /// The client with an id. The metadata of one whose id is a URL is fetched, which counts towards the limits of the sender's networks.
    ///
    /// # Errors
    /// `invalid_client`, `rate_limited`.
    async fn client(&self, id: &str, origin: &Origin) -> Result<Client> {
        if id.len() > MAX_CLIENT_ID_CHARS {
            return Err(unknown_client());
        }
        if let Some(sealed) = id.strip_prefix(CLIENT_PREFIX) {
            return self.opened(CLIENT_CONTEXT, sealed).ok_or_else(unknown_client);
        }
        if !id.starts_with("http") {
            return Err(unknown_client());
        }
        let target = client_document::target(self.config, id)?;
        let allowed = self.config.unauthenticated_requests_per_hour;
        self.directory()?.count_client_fetch(origin.networks(), allowed, clock::now()).await?;
        client_document::fetch(&target, id).await
    }

    /// Makes the pod of a grant that has ended forget its tokens, and records that. Until then the grant is found again, so a request that
    /// fails here is repeated.
    async fn follow_end(&self, EndedGrant { id, pod, member, tokens }: EndedGrant) -> Result<()> {
        // A pod that does not know a token is told of the others.
        let mut pods = tokens.by_pod();
        pods.entry(pod.clone()).or_default();
        self.notify_each(pods.into_iter().map(|(pod, tokens)| (pod, AccessChanged::revoked(&tokens)))).await?;
        if self.directory()?.delete_ended_grant(&id, clock::now()).await? {
            self.record_grant(AuditAction::OauthGrantEnded, &pod, &id, &member).await;
        }
        Ok(())
    }

    /// Records what a person has given a client, or that it has ended. It is done already, so a failure is only logged.
    async fn record_grant(&self, action: AuditAction, pod: &PodId, grant: &OauthGrantId, member: &MemberId) {
        let actor = Actor { member_id: Some(member.clone()), ..Actor::new(NO_KEY, &self.request_id) };
        let record = RecordAction { actor, action, subject: grant.to_string() };
        log::logged(async { self.internal_rpc()?.call(pod, &record).await }.await);
    }

    /// Deletes what is over.
    pub(super) async fn sweep_oauth(&self) -> Result<()> {
        self.directory()?.sweep_oauth(clock::now()).await
    }

    /// A header that makes a pod accept a token that was issued for the MCP server. Only requests that the MCP server makes have it.
    pub(super) fn mcp_proof(&self, key: &crate::credential::KeyHash) -> (&'static str, String) {
        (resource_proof::HEADER, resource_proof::of_mcp(&self.config.tagger, key))
    }
}

/// An error of the API for a request without a valid credential. It says where a client gets one, and that one was not valid if one was sent.
pub(super) fn challenged(error: Error, config: &Config, has_token: bool) -> Error {
    let error = if has_token && error.headers.is_empty() { error.invalid_token() } else { error };
    bearer::challenged(error, Resource::Api, &config.public_url)
}
