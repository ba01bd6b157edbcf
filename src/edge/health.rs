//! Health check, robots.txt, and the API document.

use macros::operation;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::Edge;
use crate::error::{Code, Error, Result};
use crate::platform::{api_document, clock, log};
use crate::time::Timestamp;
use crate::wire::{FEED, Json};

/// Seconds.
const RETRY_AFTER: u32 = 5;

/// The state of the deployment.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// Always `ok`.
    #[schema(example = "ok")]
    status: &'static str,
    /// The time of the server.
    timestamp: Timestamp,
    /// The version of the deployment.
    #[schema(example = "0.1.0")]
    version: &'static str,
}

/// Check health.
///
/// Returns 200 if the deployment can serve requests: its configuration is valid and its database has all migrations. After the first
/// success, an instance of the worker does not check the database again.
#[operation(
    GET "/health", tag = "health", caller = Anyone,
    reply = "The deployment is ready.",
    errors(NotReady = "Migrations are missing, or the database does not answer."),
)]
pub async fn health(edge: Edge) -> Result<Json<Health>> {
    static IS_READY: AtomicBool = AtomicBool::new(false);
    if !IS_READY.load(Relaxed) {
        edge.check_database().await?;
        IS_READY.store(true, Relaxed);
    }
    Ok(Json(Health { status: "ok", timestamp: clock::now(), version: env!("CARGO_PKG_VERSION") }))
}

impl Edge {
    async fn check_database(&self) -> Result<()> {
        let message = match self.directory()?.missing_migrations().await {
            Ok(0) => return Ok(()),
            Ok(missing) => format!("The database lacks {missing} migrations."),
            Err(error) => {
                log::error(&format!("{} {error}", self.request_id));
                "The database has no migrations or does not answer.".to_owned()
            }
        };
        Err(Error::new(Code::NotReady, message)
            .fix("Apply the migrations: run `cargo xtask deploy`, or `wrangler d1 migrations apply`.")
            .retry_after(RETRY_AFTER))
    }
}

/// Get robots.txt.
///
/// Allows crawlers to read calendar feeds and nothing else of the API. Google Calendar does not fetch a feed that robots.txt disallows.
#[operation(
    GET "/robots.txt", tag = "health", caller = Anyone,
    replies((status = 200, description = "Rules for robots (RFC 9309).", body = String, content_type = "text/plain")),
)]
pub async fn robots() -> impl IntoResponse {
    let rules = format!("User-agent: *\nAllow: {FEED}\nDisallow: /v1/\n");
    ([("content-type", "text/plain; charset=utf-8")], rules)
}

/// Get this document.
///
/// Returns the OpenAPI 3.1 description of all operations.
#[operation(
    GET "/api", tag = "health", caller = Anyone,
    replies((status = 200, description = "This document.", body = serde_json::Value)),
)]
pub async fn document() -> impl IntoResponse {
    ([("content-type", "application/json")], api_document())
}
