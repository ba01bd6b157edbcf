//! What a client can discover, without a token.

use macros::operation;
use serde_json::Value;

#[cfg(not(target_arch = "wasm32"))]
use super::document::{ScimList, ScimResourceType, ScimSchema, ScimServiceProviderConfig};
use super::reply::Reply;
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::scim::{list_response, resource_types, schemas, service_provider_config};
use crate::wire::Path;

/// Read what the deployment supports.
///
/// Returns the parts of SCIM that are supported (RFC 7643, 5): `PATCH`, filters, sorting and versions; no bulk operations.
#[operation(
    GET "/scim/v2/ServiceProviderConfig", tag = "scim", caller = Anyone, scim,
    replies((status = 200, description = "What is supported.", body = ScimServiceProviderConfig, content_type = "application/scim+json")),
)]
pub async fn get_scim_service_provider_config(edge: Edge) -> Result<Reply> {
    Ok(Reply::ok(service_provider_config(&edge.scim_base())))
}

/// List the types of resources.
///
/// There are two: `User` and `Group` (RFC 7643, 6).
#[operation(
    GET "/scim/v2/ResourceTypes", tag = "scim", caller = Anyone, scim,
    replies((status = 200, description = "The types.", body = ScimList, content_type = "application/scim+json")),
)]
pub async fn list_scim_resource_types(edge: Edge) -> Result<Reply> {
    Ok(all(resource_types(&edge.scim_base())))
}

/// Get a resource type.
///
/// Returns the endpoint of a type and its schemas (RFC 7643, 6).
#[operation(
    GET "/scim/v2/ResourceTypes/{id}", tag = "scim", caller = Anyone, scim,
    path(id = "`User` or `Group`."),
    replies((status = 200, description = "The type.", body = ScimResourceType, content_type = "application/scim+json")),
    errors(NotFound),
)]
pub async fn get_scim_resource_type(edge: Edge, Path(id): Path<String>) -> Result<Reply> {
    one(resource_types(&edge.scim_base()), &id, "resource type")
}

/// List the schemas.
///
/// Returns the attributes of users and groups (RFC 7643, 7).
#[operation(
    GET "/scim/v2/Schemas", tag = "scim", caller = Anyone, scim,
    replies((status = 200, description = "The schemas.", body = ScimList, content_type = "application/scim+json")),
)]
pub async fn list_scim_schemas(edge: Edge) -> Result<Reply> {
    Ok(all(schemas(&edge.scim_base())))
}

/// Read a schema.
///
/// Returns the attributes of a schema (RFC 7643, 7).
#[operation(
    GET "/scim/v2/Schemas/{id}", tag = "scim", caller = Anyone, scim,
    path(id = "The URN of the schema."),
    replies((status = 200, description = "The schema.", body = ScimSchema, content_type = "application/scim+json")),
    errors(NotFound),
)]
pub async fn get_scim_schema(edge: Edge, Path(id): Path<String>) -> Result<Reply> {
    one(schemas(&edge.scim_base()), &id, "schema")
}

fn all(values: Vec<Value>) -> Reply {
    let total = u32::try_from(values.len()).unwrap_or(u32::MAX);
    Reply::ok(list_response(values, total, 1))
}

fn one(values: Vec<Value>, id: &str, what: &'static str) -> Result<Reply> {
    let found = values.into_iter().find(|value| value["id"] == id);
    found.map(Reply::ok).ok_or_else(|| Error::not_found(what))
}
