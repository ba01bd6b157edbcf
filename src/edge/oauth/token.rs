//! The token endpoint.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::authorize::checked_resource;
use super::client::{id_hash, no_client_id};
use super::grant_type::GrantType;
use super::input::ClientForm;
use super::{refusal, scopes};
use crate::credential::{Credential, KeyHash, Kind};
use crate::directory::{
    CodeRedemption, DeviceOutcome, DevicePoll, GrantTerms, IssuedToken, NewTokens, Redeemed, Rotation,
};
use crate::edge::Edge;
use crate::error::{Code, Error, Result};
use crate::grant::KeyScope;
use crate::id::{OauthGrantId, PodId};
use crate::oauth::{GrantSecret, SecretKind, verifier_challenge};
use crate::platform::clock;
use crate::time::{SECOND, Timestamp};
use crate::wire::{Json, NoStore};

/// A request for tokens (RFC 6749, RFC 7636, RFC 8628, RFC 8707), as a form.
#[derive(Deserialize, ToSchema)]
pub struct TokenRequest {
    /// `authorization_code`, `refresh_token` or `urn:ietf:params:oauth:grant-type:device_code`.
    #[schema(example = "refresh_token")]
    grant_type: Option<String>,
    /// The client's id.
    #[schema(example = "https://client.example/oauth/metadata.json")]
    client_id: Option<String>,
    /// With `authorization_code`: the code.
    #[schema(example = "al_oac_0a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8i9j0a1b2c")]
    code: Option<String>,
    /// With `authorization_code`: the verifier of the code challenge, 43 to 128 characters.
    #[schema(example = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")]
    code_verifier: Option<String>,
    /// With `authorization_code`: the redirect URI of the authorization request. Optional.
    #[schema(example = "https://client.example/callback")]
    redirect_uri: Option<String>,
    /// With `refresh_token`: the refresh token.
    #[schema(example = "al_ort_0a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8i9j0a1b2c")]
    refresh_token: Option<String>,
    /// With `urn:ietf:params:oauth:grant-type:device_code`: the device code.
    #[schema(example = "al_odc_0a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8i9j0a1b2c")]
    device_code: Option<String>,
    /// With `refresh_token`: fewer scopes for the new access token. Default: all of the grant.
    #[schema(example = "mail:read")]
    scope: Option<String>,
    /// The resource for which the tokens are. Default: that of the authorization request, which is the only one.
    #[schema(example = "https://warren.example/mcp")]
    resource: Option<String>,
}

/// Tokens.
#[derive(Serialize, ToSchema)]
pub struct Tokens {
    /// A key that works for an hour.
    #[schema(example = "al_oat_p0a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8i9j0a1b2c")]
    access_token: String,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(example = 3_600)]
    expires_in: i64,
    /// Replaces the access token, once. The reply has its successor.
    #[schema(example = "al_ort_0a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8i9j0a1b2c")]
    refresh_token: String,
    /// What the access token may do: names of permissions.
    #[schema(example = "mail:read mail:send")]
    scope: String,
}

/// Get tokens.
///
/// Exchanges an authorization code, a refresh token or a device code. Clients are public: they have no secret, and PKCE with `S256` is
/// required. A code works once, for 60 seconds; one that is sent again ends what it gave. Each refresh token works once and is replaced;
/// for 30 seconds it gets the same successor again. One that is sent later ends the grant with all of its tokens.
#[operation(
    POST "/oauth/token", tag = "oauth", caller = Anyone, audit(OauthGrantEnded),
    body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"),
    replies((status = 200, description = "The tokens.", body = Tokens)),
    errors(InvalidRequest, InvalidClient, InvalidGrant, InvalidScope, InvalidTarget, UnsupportedGrantType, AuthorizationPending, SlowDown, AccessDenied, ExpiredToken, NotFound = "The request was sent to the host of a tenant."),
)]
pub async fn create_token(edge: Edge, ClientForm(asked): ClientForm<TokenRequest>) -> Result<NoStore<Response>> {
    edge.check_issuer()?;
    let client = asked.client_id.as_deref().ok_or_else(no_client_id)?;
    edge.check_client_id(client)?;
    let client = id_hash(client);
    let grant_type =
        asked.grant_type.as_deref().ok_or_else(|| refusal(Code::InvalidRequest, "grant_type is missing."))?;
    let tokens = match grant_type.parse() {
        Ok(GrantType::AuthorizationCode) => edge.redeem_code(&asked, &client).await,
        Ok(GrantType::RefreshToken) => edge.refresh(&asked, &client).await,
        Ok(GrantType::DeviceCode) => edge.redeem_device(&asked, &client).await,
        Err(_) => Err(refusal(Code::UnsupportedGrantType, "This grant_type is not supported.")),
    };
    let mut response = Json(tokens?).into_response();
    // RFC 6749, section 5.1.
    response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    Ok(NoStore(response))
}

fn required<'a>(field: Option<&'a str>, name: &str) -> Result<&'a str> {
    field.filter(|text| !text.is_empty()).ok_or_else(|| refusal(Code::InvalidRequest, format!("{name} is missing.")))
}

fn invalid_grant() -> Error {
    refusal(
        Code::InvalidGrant,
        "It is unknown, was used before, has expired, or belongs to another client or redirect URI.",
    )
}

impl Edge {
    async fn redeem_code(&self, asked: &TokenRequest, client: &KeyHash) -> Result<Tokens> {
        let code = required(asked.code.as_deref(), "code")?;
        let code = GrantSecret::parse(SecretKind::Code, code, &self.config.tagger).ok_or_else(invalid_grant)?;
        let verifier = required(asked.code_verifier.as_deref(), "code_verifier")?;
        // What cannot be a verifier is a wrong one.
        let challenge =
            verifier_challenge(verifier).or_else(|| verifier_challenge(&"-".repeat(43))).ok_or_else(invalid_grant)?;
        let grant = code.grant();
        let terms = self.terms(&grant, asked).await?;
        let refresh = GrantSecret::issue(SecretKind::RefreshToken, &grant, &self.config.tagger)?;
        let access = Credential::issue(Kind::AccessToken, &terms.pod_id, &self.config.tagger)?;
        let redemption = CodeRedemption {
            code: &code,
            client_hash: client,
            challenge: &challenge,
            redirect_uri: asked.redirect_uri.as_deref(),
            tokens: &NewTokens { refresh: &refresh, access: &access, scope: &terms.scope.0 },
            now: clock::now(),
        };
        let token = self.issued(self.directory()?.redeem_code(&redemption).await?).await?;
        Ok(Tokens::new(&access, &refresh, &token, redemption.now))
    }

    async fn redeem_device(&self, asked: &TokenRequest, client: &KeyHash) -> Result<Tokens> {
        let code = required(asked.device_code.as_deref(), "device_code")?;
        let code = GrantSecret::parse(SecretKind::DeviceCode, code, &self.config.tagger).ok_or_else(invalid_grant)?;
        let poll = DevicePoll { code: &code, client_hash: client, now: clock::now() };
        match self.directory()?.poll_device(&poll).await? {
            DeviceOutcome::Approved(grant, terms) => {
                self.check_resource(&terms, asked)?;
                let successors = self.successors(&code, &grant, &terms.pod_id)?;
                let (used, grant, scope) = (&code, &grant, &terms.scope.0);
                let rotation =
                    Rotation { used, grant, client_hash: client, successors: &successors, scope, now: clock::now() };
                let token = self.issued(self.directory()?.redeem_device_code(&rotation).await?).await?;
                Tokens::among(&successors, &token, rotation.now)
            }
            DeviceOutcome::NotFound => Err(invalid_grant()),
            DeviceOutcome::Pending => Err(refusal(Code::AuthorizationPending, "The person has not decided yet.")),
            DeviceOutcome::TooEarly(interval) => {
                let message = "The poll was too early. Wait `interval` seconds.";
                Err(refusal(Code::SlowDown, message).with("interval", interval))
            }
            DeviceOutcome::Denied => Err(refusal(Code::AccessDenied, "The person refused.")),
            DeviceOutcome::Expired => Err(refusal(Code::ExpiredToken, "The request has expired.")),
        }
    }

    async fn refresh(&self, asked: &TokenRequest, client: &KeyHash) -> Result<Tokens> {
        let used = required(asked.refresh_token.as_deref(), "refresh_token")?;
        let used = GrantSecret::parse(SecretKind::RefreshToken, used, &self.config.tagger).ok_or_else(invalid_grant)?;
        let grant = used.grant();
        let terms = self.terms(&grant, asked).await?;
        let scope = narrowed(&terms.scope.0, asked.scope.as_deref())?;
        let successors = self.successors(&used, &grant, &terms.pod_id)?;
        let (grant, scope) = (&grant, &scope);
        let rotation =
            Rotation { used: &used, grant, client_hash: client, successors: &successors, scope, now: clock::now() };
        let token = self.issued(self.directory()?.rotate(&rotation).await?).await?;
        Tokens::among(&successors, &token, rotation.now)
    }

    /// The tokens that a refresh token or a device code leads to, one pair for each master key. They are derived, so that a repetition gets
    /// the same ones, and none of them has to be stored.
    fn successors(
        &self,
        used: &GrantSecret,
        grant: &OauthGrantId,
        pod: &PodId,
    ) -> Result<Vec<(GrantSecret, Credential)>> {
        let tagger = &self.config.tagger;
        let derived = |purpose: &str| {
            let purpose = format!("oauth {purpose} after {}", used.reveal());
            self.config.master_key.derive(&purpose).collect::<Vec<_>>()
        };
        let pairs = derived("refresh token").into_iter().zip(derived("access token"));
        let successors = pairs.map(|(refresh, access)| {
            let access = Credential::derived(Kind::AccessToken, pod, &access, tagger)?;
            Ok((GrantSecret::derived(grant, &refresh, tagger), access))
        });
        successors.collect()
    }

    /// What never changes of a grant, if its resource is that of the request.
    async fn terms(&self, grant: &OauthGrantId, asked: &TokenRequest) -> Result<GrantTerms> {
        let terms = self.directory()?.grant_terms(grant).await?.ok_or_else(invalid_grant)?;
        self.check_resource(&terms, asked)?;
        Ok(terms)
    }

    fn check_resource(&self, terms: &GrantTerms, asked: &TokenRequest) -> Result<()> {
        let Some(resource) = asked.resource.as_deref() else { return Ok(()) };
        match checked_resource(Some(resource), &self.config.public_url) {
            Ok(resource) if resource == terms.resource => Ok(()),
            Ok(_) => Err(refusal(Code::InvalidTarget, "resource is not that of the authorization request.")),
            Err((code, message)) => Err(refusal(code, message)),
        }
    }

    async fn issued(&self, redeemed: Redeemed) -> Result<IssuedToken> {
        match redeemed {
            Redeemed::Issued(token) => Ok(token),
            Redeemed::Ended(ended) => {
                self.follow_end(ended).await?;
                Err(invalid_grant())
            }
            Redeemed::Refused => Err(invalid_grant()),
        }
    }
}

/// The scope of a new access token: that of the grant, or less.
fn narrowed(scope: &KeyScope, asked: Option<&str>) -> Result<KeyScope> {
    let unknown = |_| refusal(Code::InvalidScope, "None of the scopes is known here.");
    let Some(asked) = scopes::requested(asked.unwrap_or_default()).map_err(unknown)? else { return Ok(scope.clone()) };
    if asked.outside(scope.permissions()).is_some() {
        return Err(refusal(Code::InvalidScope, "The grant does not have one of the scopes."));
    }
    let names = scopes::names(asked).into_iter().map(str::to_owned).collect();
    Ok(KeyScope { permissions: Some(names), ..scope.clone() })
}

impl Tokens {
    /// Those of these successors that were issued.
    fn among(successors: &[(GrantSecret, Credential)], token: &IssuedToken, now: Timestamp) -> Result<Self> {
        let (refresh, access) = token.find(successors).ok_or_else(invalid_grant)?;
        Ok(Self::new(access, refresh, token, now))
    }

    fn new(access: &Credential, refresh: &GrantSecret, token: &IssuedToken, now: Timestamp) -> Self {
        Self {
            access_token: access.reveal().to_owned(),
            token_type: "Bearer",
            expires_in: (token.expires_at - now.millis()) / SECOND,
            refresh_token: refresh.reveal().to_owned(),
            scope: token.scope.0.permissions.as_deref().unwrap_or_default().join(" "),
        }
    }
}
