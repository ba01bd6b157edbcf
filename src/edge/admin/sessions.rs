//! Sessions of the operator, so that a browser does not keep `ADMIN_TOKEN`.

use macros::operation;
use serde::Serialize;
use utoipa::ToSchema;

use super::Operator;
use crate::credential::KeyHash;
use crate::edge::Edge;
use crate::error::{Code, Error, Result};
use crate::id::SessionId;
use crate::platform::clock;
use crate::random;
use crate::time::{HOUR, Timestamp};
use crate::wire::{Created, Json};

/// How long a session of the operator lasts.
const SESSION_TTL: i64 = 8 * HOUR;

/// A session of the operator.
#[derive(Serialize, ToSchema)]
pub struct OperatorSession {
    /// The session's id.
    id: SessionId,
    /// The credential for the operations of the operator. Shown once.
    #[schema(example = "ops_0a1b2c3d4e5f6g7h0a1b2c3d4e5f6g7h")]
    token: String,
    /// When the session ends.
    expires_at: Timestamp,
}

/// Start a session of the operator.
///
/// Exchanges `ADMIN_TOKEN` for a token that works for 8 hours, for all operations of the operator except this one. It stops working when
/// the deployment gets another `ADMIN_TOKEN`. At most 20 sessions are open at once: a new one ends the oldest.
#[operation(
    POST "/admin/sessions", tag = "admin", caller = Operator,
    reply = "The session.",
    errors(Unauthorized = "The token is wrong.", Forbidden = "The caller is a session.", NotFound = "The deployment has no `ADMIN_TOKEN`."),
)]
pub async fn create_operator_session(edge: Edge, operator: Operator) -> Result<Created<OperatorSession>> {
    if operator.session.is_some() {
        return Err(Error::new(Code::Forbidden, "A session cannot start another one.").fix("Send ADMIN_TOKEN."));
    }
    let (id, token, now) = (SessionId::generate()?, format!("ops_{}", random::link_token()?), clock::now());
    let expires_at = now.plus(SESSION_TTL);
    let admin = edge.admin_hash()?;
    edge.directory()?.start_operator_session((&id, &KeyHash::of(&token)), &admin, expires_at, now).await?;
    Ok(Created(OperatorSession { id, token, expires_at }))
}

/// A session of the operator that was ended.
#[derive(Serialize, ToSchema)]
pub struct EndedOperatorSession {
    /// Always true.
    ended: bool,
}

/// End the operator's session.
///
/// The token of the request stops working before this call returns.
#[operation(
    DELETE "/admin/sessions/current", tag = "admin", caller = Operator,
    reply = "The session has ended.",
    errors(Unauthorized = "The token is wrong.", NotFound = "The caller is not a session, or the deployment has no `ADMIN_TOKEN`."),
)]
pub async fn end_operator_session(edge: Edge, operator: Operator) -> Result<Json<EndedOperatorSession>> {
    let session = operator.session.ok_or_else(|| Error::not_found("session"))?;
    edge.directory()?.end_operator_session(&session).await?;
    Ok(Json(EndedOperatorSession { ended: true }))
}
