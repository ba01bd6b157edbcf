//! Signed tokens of sessions that began at the host of a tenant.
//!
//! A token says which tenant a session belongs to, for programs that know the deployment's public keys. It gives no access:
//! the session is still checked on each request.

use std::sync::OnceLock;

use data_encoding::BASE64URL_NOPAD;
use macros::operation;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::Edge;
use crate::config::Config;
use crate::credential::Credential;
use crate::crypto::jwt;
use crate::directory::Tenant;
use crate::error::{Error, Result};
use crate::id::{MemberId, SessionId};
use crate::platform::{clock, ed25519};
use crate::time::{SECOND, Timestamp};
use crate::wire::Json;

/// The header that carries a token.
pub const HEADER: &str = "x-tenant-token";

/// What a token says (RFC 7519).
#[derive(Serialize, Deserialize)]
struct Claims {
    /// The URL of the deployment.
    iss: String,
    /// The host of the tenant.
    aud: String,
    sub: MemberId,
    sid: SessionId,
    /// The tenant's id.
    tenant: String,
    /// The SHA-256 of the session's credential (RFC 9449), so that the token belongs to one session.
    ath: String,
    iat: i64,
    exp: i64,
}

/// A session that has begun at the host of a tenant.
pub struct NewToken<'a> {
    /// The tenant's label.
    pub label: &'a str,
    pub tenant: &'a Tenant,
    pub member: MemberId,
    pub session: SessionId,
    pub credential: &'a Credential,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

/// Signs a token with the current key.
pub async fn issue(config: &Config, new: NewToken<'_>) -> Result<String> {
    let claims = Claims {
        iss: config.public_url.clone(),
        aud: audience(config, new.label)?,
        sub: new.member,
        sid: new.session,
        tenant: new.tenant.pod.random().to_owned(),
        ath: hash(new.credential),
        iat: new.now.millis() / SECOND,
        exp: new.expires_at.millis() / SECOND,
    };
    let (number, key) = config.master_key.token_keys().next().ok_or_else(|| Error::internal("no key signs"))?;
    let signed = jwt::to_sign(&number.to_string(), &claims)?;
    Ok(jwt::with_signature(&signed, &ed25519::sign(&key, signed.as_bytes()).await?))
}

/// Checks the token that is sent with a session.
///
/// # Errors
/// `unauthorized` unless it belongs to this session, host and tenant, and a listed key has signed it.
pub async fn check(config: &Config, label: &str, tenant: &Tenant, credential: &Credential, token: &str) -> Result<()> {
    let refusal = || {
        Error::unauthorized()
            .fix("X-Tenant-Token is no valid token of this session at this host. Leave it out, or sign in again.")
    };
    let token = jwt::parse::<Claims>(token).ok_or_else(refusal)?;
    let is_here = token.claims.iss == config.public_url
        && token.claims.aud == audience(config, label)?
        && token.claims.tenant == tenant.pod.random()
        && token.claims.ath == hash(credential)
        && clock::now().millis() / SECOND < token.claims.exp;
    let key = public_keys(config).await?.iter().find(|key| key.kid == token.key_id).filter(|_| is_here);
    let key = key.ok_or_else(refusal)?.bytes()?;
    match ed25519::verify(&key, &token.signature, token.signed.as_bytes()).await? {
        true => Ok(()),
        false => Err(refusal()),
    }
}

fn audience(config: &Config, label: &str) -> Result<String> {
    let hosts = config.tenant_hosts.as_ref().ok_or_else(|| Error::internal("a tenant's host without BASE_DOMAIN"))?;
    Ok(hosts.name(label))
}

fn hash(credential: &Credential) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(credential.reveal()))
}

/// A public key as a JSON Web Key (RFC 7517, RFC 8037).
#[derive(Clone, Serialize, ToSchema)]
pub struct PublicKey {
    /// Always `OKP`.
    #[schema(example = "OKP")]
    kty: &'static str,
    /// Always `Ed25519`.
    #[schema(example = "Ed25519")]
    crv: &'static str,
    /// Always `EdDSA`.
    #[schema(example = "EdDSA")]
    alg: &'static str,
    /// Always `sig`.
    #[schema(example = "sig")]
    r#use: &'static str,
    /// The number of the master key from which the key is derived.
    #[schema(example = "1")]
    kid: String,
    /// The key, 32 bytes in base64url.
    #[schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    x: String,
}

impl PublicKey {
    fn bytes(&self) -> Result<[u8; 32]> {
        let bytes = BASE64URL_NOPAD.decode(self.x.as_bytes()).map_err(Error::internal)?;
        bytes.try_into().map_err(|_| Error::internal("a public key does not have 32 bytes"))
    }
}

/// The public keys of a deployment.
#[derive(Serialize, ToSchema)]
pub struct PublicKeys {
    /// The key that signs is the first. The others have signed before.
    keys: Vec<PublicKey>,
}

/// List the public keys of tokens.
///
/// Returns a JSON Web Key Set (RFC 7517). The keys verify the tokens (`tenant_token`) of sessions at the hosts of tenants. They change when
/// the operator rotates `MASTER_KEY`.
#[operation(
    GET "/.well-known/jwks.json", tag = "auth", caller = Anyone,
    reply = "The keys.",
)]
pub async fn get_public_keys(edge: Edge) -> Result<Json<PublicKeys>> {
    Ok(Json(PublicKeys { keys: public_keys(edge.config).await?.to_vec() }))
}

/// The keys of the listed master keys, the current one first. They are derived once.
async fn public_keys(config: &Config) -> Result<&'static [PublicKey]> {
    static KEYS: OnceLock<Vec<PublicKey>> = OnceLock::new();
    if let Some(keys) = KEYS.get() {
        return Ok(keys);
    }
    let mut keys = Vec::new();
    for (number, key) in config.master_key.token_keys() {
        let x = BASE64URL_NOPAD.encode(&ed25519::public_key(&key).await?);
        let kid = number.to_string();
        keys.push(PublicKey { kty: "OKP", crv: "Ed25519", alg: jwt::ALGORITHM, r#use: "sig", kid, x });
    }
    Ok(KEYS.get_or_init(|| keys))
}
