//! Whether the deployment answers, and what it can do.

use axum::response::IntoResponse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::clock;
use crate::time::Timestamp;
use crate::wire::{FEED, Json};

/// A sign of life.
#[derive(Serialize, ToSchema)]
pub struct Health {
    #[schema(example = "ok")]
    status: &'static str,
    #[schema(value_type = String, format = DateTime)]
    timestamp: Timestamp,
    #[schema(example = "0.1.0")]
    version: &'static str,
}

/// Check health.
///
/// Answers without touching a database.
#[utoipa::path(get, path = "/health", tag = "health", security(()), responses(
    (status = 200, description = "The deployment answers.", body = Health),
))]
pub async fn health() -> Json<Health> {
    Json(Health { status: "ok", timestamp: clock::now(), version: env!("CARGO_PKG_VERSION") })
}

/// Read what robots may read.
///
/// Of the API nothing but the feeds of calendars: Google Calendar does not fetch what robots may not.
#[utoipa::path(get, path = "/robots.txt", tag = "health", security(()), responses(
    (status = 200, description = "As in RFC 9309.", body = String, content_type = "text/plain"),
))]
pub async fn robots() -> impl IntoResponse {
    let rules = format!("User-agent: *\nAllow: {FEED}\nDisallow: /v1/\n");
    ([("content-type", "text/plain; charset=utf-8")], rules)
}

/// Read this document.
///
/// The OpenAPI 3.1 description of every operation.
#[utoipa::path(get, path = "/api", tag = "health", security(()), responses(
    (status = 200, description = "This document.", body = serde_json::Value),
))]
pub async fn document() -> impl IntoResponse {
    ([("content-type", "application/json")], include_str!("../../openapi.json"))
}
