//! OAuth 2.1, as far as it is pure: redirect URIs, resources, PKCE, and the secrets of grants.

pub mod bearer;
mod challenge;
mod redirect_uri;
mod resource;
pub mod resource_proof;
mod secret;

pub use challenge::{CodeChallenge, verifier_challenge};
pub use redirect_uri::{RedirectUri, is_registered};
pub use resource::Resource;
pub use secret::{GrantSecret, SecretKind};

use crate::time::{DAY, HOUR, MINUTE, SECOND};

/// How long an authorization code works.
pub const CODE_TTL: i64 = MINUTE;
/// How long an access token works.
pub const ACCESS_TOKEN_TTL: i64 = HOUR;
/// How long a refresh token works that is not used.
pub const REFRESH_TOKEN_TTL: i64 = 30 * DAY;
/// How long a grant lasts at most.
pub const MAX_GRANT_AGE: i64 = 365 * DAY;
/// How long a refresh token that was used gets the same successor.
pub const REPETITION_TTL: i64 = 30 * SECOND;
/// How long a person has to decide, and a device waits.
pub const REQUEST_TTL: i64 = 15 * MINUTE;
