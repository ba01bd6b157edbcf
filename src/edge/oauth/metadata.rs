//! Metadata of the authorization server (RFC 8414) and of the resources (RFC 9728).

use macros::operation;
use serde::Serialize;
use utoipa::ToSchema;

use super::grant_type::GrantType;
use super::scopes;
use crate::edge::Edge;
use crate::error::Result;
use crate::oauth::Resource;
use crate::wire::Json;

/// The metadata of the authorization server.
#[derive(Serialize, ToSchema)]
pub struct AuthorizationServer {
    /// The issuer: the URL of the deployment. Each authorization response has it as `iss` (RFC 9207).
    #[schema(example = "https://warren.example")]
    issuer: String,
    /// Where the browser begins.
    #[schema(example = "https://warren.example/oauth/authorize")]
    authorization_endpoint: String,
    /// Where clients get tokens.
    #[schema(example = "https://warren.example/oauth/token")]
    token_endpoint: String,
    /// Where clients register that have no metadata document.
    #[schema(example = "https://warren.example/oauth/register")]
    registration_endpoint: String,
    /// Where tokens are revoked.
    #[schema(example = "https://warren.example/oauth/revoke")]
    revocation_endpoint: String,
    /// Where holders of a key read what a token may do.
    #[schema(example = "https://warren.example/oauth/introspect")]
    introspection_endpoint: String,
    /// Where devices ask.
    #[schema(example = "https://warren.example/oauth/device_authorization")]
    device_authorization_endpoint: String,
    /// The scopes: names of permissions.
    #[schema(example = json!(["mail:read", "mail:send"]))]
    scopes_supported: Vec<&'static str>,
    /// Always `code`.
    #[schema(example = json!(["code"]))]
    response_types_supported: Vec<&'static str>,
    /// Always `query`.
    #[schema(example = json!(["query"]))]
    response_modes_supported: Vec<&'static str>,
    /// The values of `grant_type`.
    #[schema(example = json!(["authorization_code", "refresh_token"]))]
    grant_types_supported: Vec<&'static str>,
    /// Always `none`: clients have no secret.
    #[schema(example = json!(["none"]))]
    token_endpoint_auth_methods_supported: Vec<&'static str>,
    /// Always `none`.
    #[schema(example = json!(["none"]))]
    revocation_endpoint_auth_methods_supported: Vec<&'static str>,
    /// Always `S256`.
    #[schema(example = json!(["S256"]))]
    code_challenge_methods_supported: Vec<&'static str>,
    /// Always true: authorization responses have `iss` (RFC 9207).
    authorization_response_iss_parameter_supported: bool,
    /// Always true: the id of a client can be the URL of its metadata.
    client_id_metadata_document_supported: bool,
    /// The resources for which tokens are issued (RFC 9728).
    #[schema(example = json!(["https://warren.example", "https://warren.example/mcp"]))]
    protected_resources: Vec<String>,
    /// The document of the API.
    #[schema(example = "https://warren.example/api")]
    service_documentation: String,
}

/// Get the metadata of the authorization server.
///
/// The metadata of RFC 8414, for OAuth clients. The authorization server is at the deployment's own host only.
#[operation(
    GET "/.well-known/oauth-authorization-server", tag = "oauth", caller = Anyone,
    reply = "The metadata.",
    errors(NotFound = "The request was sent to the host of a tenant."),
)]
pub async fn get_authorization_server(edge: Edge) -> Result<Json<AuthorizationServer>> {
    edge.check_issuer()?;
    let url = &edge.config.public_url;
    let at = |path: &str| format!("{url}{path}");
    Ok(Json(AuthorizationServer {
        issuer: url.clone(),
        authorization_endpoint: at("/oauth/authorize"),
        token_endpoint: at("/oauth/token"),
        registration_endpoint: at("/oauth/register"),
        revocation_endpoint: at("/oauth/revoke"),
        introspection_endpoint: at("/oauth/introspect"),
        device_authorization_endpoint: at("/oauth/device_authorization"),
        scopes_supported: scopes::all(),
        response_types_supported: vec!["code"],
        response_modes_supported: vec!["query"],
        grant_types_supported: GrantType::names(&GrantType::all()),
        token_endpoint_auth_methods_supported: vec!["none"],
        revocation_endpoint_auth_methods_supported: vec!["none"],
        code_challenge_methods_supported: vec!["S256"],
        authorization_response_iss_parameter_supported: true,
        client_id_metadata_document_supported: true,
        protected_resources: vec![Resource::Api.url(url), Resource::Mcp.url(url)],
        service_documentation: at("/api"),
    }))
}

/// The metadata of a resource.
#[derive(Serialize, ToSchema)]
pub struct ProtectedResource {
    /// The resource, as clients name it in `resource` (RFC 8707).
    #[schema(example = "https://warren.example/mcp")]
    resource: String,
    /// The name of the resource, for people.
    #[schema(example = "Warren (MCP)")]
    resource_name: &'static str,
    /// The issuers of its tokens: this deployment.
    #[schema(example = json!(["https://warren.example"]))]
    authorization_servers: Vec<String>,
    /// The scopes that a client asks for first: names of permissions. The metadata of the authorization server lists all scopes.
    #[schema(example = json!(["mail:read", "mail:send"]))]
    scopes_supported: Vec<&'static str>,
    /// Always `header`: tokens are never in URLs.
    #[schema(example = json!(["header"]))]
    bearer_methods_supported: Vec<&'static str>,
    /// The document of the API.
    #[schema(example = "https://warren.example/api")]
    resource_documentation: String,
}

/// Get the metadata of the API as a resource.
///
/// The metadata of RFC 9728, for OAuth clients of the API.
#[operation(
    GET "/.well-known/oauth-protected-resource", tag = "oauth", caller = Anyone,
    reply = "The metadata.",
    errors(NotFound = "The request was sent to the host of a tenant."),
)]
pub async fn get_protected_resource(edge: Edge) -> Result<Json<ProtectedResource>> {
    edge.protected_resource(Resource::Api, "Warren")
}

/// Get the metadata of the MCP server as a resource.
///
/// The metadata of RFC 9728, for MCP clients.
#[operation(
    GET "/.well-known/oauth-protected-resource/mcp", tag = "oauth", caller = Anyone,
    reply = "The metadata.",
    errors(NotFound = "The request was sent to the host of a tenant."),
)]
pub async fn get_mcp_protected_resource(edge: Edge) -> Result<Json<ProtectedResource>> {
    edge.protected_resource(Resource::Mcp, "Warren (MCP)")
}

impl Edge {
    fn protected_resource(&self, resource: Resource, name: &'static str) -> Result<Json<ProtectedResource>> {
        self.check_issuer()?;
        let url = &self.config.public_url;
        Ok(Json(ProtectedResource {
            resource: resource.url(url),
            resource_name: name,
            authorization_servers: vec![url.clone()],
            scopes_supported: scopes::first(resource),
            bearer_methods_supported: vec!["header"],
            resource_documentation: format!("{url}/api"),
        }))
    }
}
