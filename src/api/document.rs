//! The OpenAPI document, from the declarations and the handlers' comments. Not in the worker, which serves the finished file.

use std::collections::BTreeMap;

use utoipa::openapi::path::{HttpMethod, Operation as Described, ParameterBuilder, ParameterIn, Paths};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, Content, Deprecated, InfoBuilder, LicenseBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, Ref,
    RefOr, Required, Schema, SecurityRequirement, Server, Type,
};

use utoipa::ToSchema;

use super::examples::Examples;
use super::inline::{inline, schema_of};
use super::{OPERATIONS, error_details};
use crate::edge::scim::{CONTENT_TYPE, ScimError};
use crate::error::Code;
use crate::wire::{Caller, Dialect, ErrorBody, Idempotency, Method, Operation, Schemas};

const ABOUT: &str = "\
Email, vault, calendar, budget and identity for AI agents. Each account has isolated namespaces (pods) with their own data.

**Authentication.** Send a key as `Authorization: Bearer <key>`. The account's key (`al_live_…`) gives access to the account and its \
home pod. A pod's key (`al_pod_…`) gives access to one pod only. The session of a person who has signed in (`session_…`) can do \
what the person's role in the account permits.

**Errors.** The body of an error has `error`, `code`, `message`, `request_id` and, if something helps, `fix`. Programs branch on `error`; \
`code` repeats it. Pages and profiles show errors as HTML.

**Unknown fields.** Fields and query parameters that an operation does not know are ignored, and the reply names them in the header \
`x-warren-unknown-fields`. With `Prefer: handling=strict` (RFC 7240) they are refused. Operations that set limits, caps or rules always \
refuse them.

**Idempotency.** Where an operation lists the header `Idempotency-Key`, a request that has it is done once: for 24 hours, the same request \
with the same key gets the first reply again.

**Formats.** A JSON body has at most 1 MB; a message to send, 8 MB. Times are RFC 3339 in UTC with milliseconds. Money is an integer in atomic USDC: 1,000,000 \
are 1.00 USDC. With `?verbose=false`, the outermost object of a reply has no `message`, `note`, `hint`, `warning` and `how_to_…`.

**HTTPS.** If the deployment uses HTTPS, a `GET` by plain HTTP is redirected (301), and other requests are refused with 403 \
`https_required`.

**Tenants' hosts.** If the deployment gives each tenant a host, a credential of another tenant is refused there with 403 `wrong_tenant`. \
A host that is no tenant's, or that of a disabled one, answers 404 `unknown_host`. `X-Tenant-Token`, if a request has it there, must be the \
token of its session.

**Limits.** `RateLimit-Policy` and `RateLimit` show the limits. When a limit is reached, `Retry-After` says how many seconds to wait.";

const TAGS: &[(&str, &str)] = &[
    ("health", "The deployment: health, this document, robots.txt"),
    ("auth", "Accounts, keys and sessions"),
    ("oauth", "OAuth 2.1: access for programs of other people"),
    ("push", "Notifications in browsers"),
    ("account", "The account and its addresses"),
    ("members", "The people of an account, and invitations"),
    ("pods", "Isolated namespaces of an account, and their keys"),
    ("environments", "Pods as environments of an account"),
    ("scim", "Users and groups for an identity provider (SCIM 2.0), and its tokens"),
    ("tenants", "Pods as tenants, for the operator of the deployment and for accounts"),
    ("email", "Email addresses and mail"),
    ("inbox", "Mail of one address, which is in the path"),
    ("inboxes", "Inboxes of the account's environments"),
    ("calendar", "Events, and a feed for other calendars"),
    ("e2e", "Keys that encrypt incoming mail, so that only you can read it"),
    ("vault", "Versioned secrets that you encrypt"),
    ("observations", "Notes of agents, for themselves or for each other"),
    ("credentials", "Credentials that agents request from their operator (RFC 8628)"),
    ("budget", "Caps, charges, holds, refunds and approvals"),
    ("billing", "Usage, limits and payments"),
    ("admin", "Operations for the operator of the deployment, with `ADMIN_TOKEN`"),
    ("audit", "A log of changes in the pod"),
    ("vault-legacy", "Encrypted seeds that can be recovered by email"),
    ("websocket", "Events over a WebSocket"),
    ("trust", "Trust scores of agents, and events that they report"),
    ("stack", "Custom domains of an account"),
    ("domains", "Custom domains of an account's environments"),
    ("runs", "Runs of agents, and the runners that start them"),
    ("agent-profiles", "Public profiles of agents"),
];

/// The document.
pub fn document() -> OpenApi {
    let (mut paths, mut schemas) = (Paths::new(), Schemas::new());
    add::<ErrorBody<'static>>(&mut schemas);
    add::<ScimError>(&mut schemas);
    for operation in OPERATIONS.iter().filter(|operation| operation.is_documented()) {
        let described = describe(operation, &mut schemas);
        // A trailing slash is served, and not documented: generators of clients refuse it.
        for (at, alias) in operation.aliases.iter().filter(|alias| !alias.ends_with('/')).enumerate() {
            let mut described = described.clone();
            let number = if at == 0 { String::new() } else { format!("_{}", at + 1) };
            described.operation_id = Some(format!("{}_alias{number}", operation.id));
            described.deprecated = Some(Deprecated::True);
            paths.add_path_operation(*alias, vec![method(operation.method)], described);
        }
        paths.add_path_operation(operation.path, vec![method(operation.method)], described);
    }
    error_details::add(&mut schemas);
    schemas.retain(|(name, _)| schema_of(name).is_none());
    schemas.iter_mut().for_each(|(_, schema)| inline(schema));
    let examples = Examples::of(&schemas);
    paths.paths.values_mut().for_each(|item| examples.fill(item));
    let tags = TAGS.iter().map(|(name, about)| TagBuilder::new().name(*name).description(Some(*about)).build());
    let license = LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0")).build();
    let info = InfoBuilder::new().title("Warren").version(env!("CARGO_PKG_VERSION")).description(Some(ABOUT));
    let info = info.license(Some(license));
    OpenApiBuilder::new()
        .info(info.build())
        .servers(Some([Server::new("/")]))
        .paths(paths)
        .components(Some(security_schemes().schemas_from_iter(schemas).build()))
        .tags(Some(tags.collect::<Vec<_>>()))
        .build()
}

fn add<T: ToSchema>(schemas: &mut Schemas) {
    schemas.push((T::name().into_owned(), T::schema()));
    T::schemas(schemas);
}

fn security_schemes() -> ComponentsBuilder {
    let bearer = |format: &str, about: &str| {
        let http = Http::builder().scheme(HttpAuthScheme::Bearer).bearer_format(format).description(Some(about));
        SecurityScheme::Http(http.build())
    };
    let api_key = ApiKeyValue::with_description("X-API-Key", "A key for runs (amk_…), or any key as in `bearerAuth`.");
    let feed = ApiKeyValue::with_description("cal_token", "The token in the URL of a calendar's feed.");
    ComponentsBuilder::new()
        .security_scheme(
            "bearerAuth",
            bearer("al_live_… or al_pod_…", "A key of an account or of a pod, or a session."),
        )
        .security_scheme("operatorAuth", bearer("ADMIN_TOKEN", "The token of the deployment's operator."))
        .security_scheme("scimToken", bearer("al_scim_…", "The token of an account's identity provider."))
        .security_scheme("apiKey", SecurityScheme::ApiKey(ApiKey::Header(api_key)))
        .security_scheme("feedToken", SecurityScheme::ApiKey(ApiKey::Query(feed)))
}

/// An operation with everything from its declaration.
fn describe(operation: &'static Operation, schemas: &mut Schemas) -> Described {
    let mut described = (operation.describe)(schemas);
    described.security = Some(security(operation));
    for parameter in described.parameters.iter_mut().flatten() {
        if let RefOr::T(parameter) = parameter {
            parameter.schema.iter_mut().for_each(inline);
        }
    }
    if operation.is_deprecated {
        described.deprecated = Some(Deprecated::True);
    }
    if operation.idempotency != Idempotency::Ignored {
        let key = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some("A key of your choice for this request, 1 to 255 ASCII characters. The same request with the same key is done once."))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String).max_length(Some(255))));
        described.parameters.get_or_insert_default().push(RefOr::T(key.build()));
    }
    if operation.caller == Caller::Pod {
        let environment = ParameterBuilder::new()
            .name("X-Environment")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some("The environment in which a signed-in person acts. Default: the account's default environment. A key names its environment itself."))
            .example(Some("env_0a1b2c3d4e5f6g7h".into()))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)));
        described.parameters.get_or_insert_default().push(RefOr::T(environment.build()));
    }
    let requires_body = requires_body(&described, schemas);
    let has_body = described.request_body.is_some();
    if let Some(RefOr::T(body)) = &mut described.request_body {
        body.required = Some(if requires_body { Required::True } else { Required::False });
    }
    for (status, errors) in by_status(operation, has_body) {
        let (content_type, schema) = match operation.dialect {
            Dialect::Scim => (CONTENT_TYPE, "ScimError"),
            Dialect::Json | Dialect::Page | Dialect::Mcp => ("application/json", "Error"),
        };
        let error = Content::new(Some(Ref::from_schema_name(schema)));
        let response = ResponseBuilder::new().description(errors.join(" ")).content(content_type, error);
        let mut response = response.build();
        // A page that the declaration describes.
        if let Some(RefOr::T(page)) = described.responses.responses.remove(&status.to_string()) {
            response.description = format!("{} {}", page.description, response.description);
            response.content.extend(page.content);
        }
        described.responses.responses.insert(status.to_string(), RefOr::T(response));
    }
    described
}

fn security(operation: &Operation) -> Vec<SecurityRequirement> {
    let permission = operation.permission.map(|permission| <&str>::from(permission).to_owned());
    let key = SecurityRequirement::new("bearerAuth", permission);
    match operation.caller {
        Caller::Anyone | Caller::Mcp => vec![SecurityRequirement::default()],
        Caller::AnyoneOrKey => vec![SecurityRequirement::default(), key],
        Caller::Operator => vec![SecurityRequirement::new("operatorAuth", [""; 0])],
        Caller::OperatorOrAccount => vec![SecurityRequirement::new("operatorAuth", [""; 0]), key],
        Caller::Scim => vec![SecurityRequirement::new("scimToken", [""; 0])],
        Caller::FeedToken => vec![SecurityRequirement::new("feedToken", [""; 0])],
        _ if operation.takes_api_key => vec![key, SecurityRequirement::new("apiKey", [""; 0])],
        Caller::Account | Caller::BackupKey | Caller::Person | Caller::Pod => vec![key],
    }
}

/// All errors of an operation: for each status, its codes and their reasons.
fn by_status(operation: &Operation, has_body: bool) -> BTreeMap<u16, Vec<String>> {
    let declared: Vec<_> = operation.errors.iter().copied().flatten().copied().collect();
    let assumed = assumed_errors(operation, has_body).into_iter().map(|code| (code, ""));
    let assumed = assumed.filter(|(code, _)| declared.iter().all(|(known, _)| known != code));
    let mut by_status: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (code, reason) in declared.iter().copied().chain(assumed) {
        let reason = if reason.is_empty() { code.meaning() } else { reason };
        by_status.entry(code.status()).or_default().push(format!("`{}`: {reason}", code.as_str()));
    }
    by_status
}

/// Errors that follow from the declaration.
fn assumed_errors(operation: &Operation, has_body: bool) -> Vec<Code> {
    let mut codes = Vec::new();
    match operation.caller {
        Caller::Anyone | Caller::Mcp => {}
        Caller::Operator => codes.extend([Code::Unauthorized, Code::NotFound, Code::RateLimited]),
        Caller::OperatorOrAccount | Caller::Account | Caller::BackupKey | Caller::Person => {
            codes.extend([Code::Unauthorized, Code::PodAuthForbidden, Code::PodSuspended, Code::RateLimited]);
        }
        Caller::Pod => codes.extend([
            Code::Unauthorized,
            Code::PodAuthForbidden,
            Code::PodSuspended,
            Code::NotFound,
            Code::InvalidRequest,
            Code::RateLimited,
        ]),
        Caller::AnyoneOrKey | Caller::FeedToken | Caller::Scim => {
            codes.extend([Code::Unauthorized, Code::PodSuspended, Code::RateLimited])
        }
    }
    if operation.permission.is_some() {
        codes.extend([Code::MissingScope, Code::IpNotAllowed]);
    }
    if operation.is_per_inbox {
        codes.extend([Code::MissingAddress, Code::AddressNotYours]);
    }
    match operation.idempotency {
        Idempotency::Ignored => {}
        Idempotency::Pod => {
            codes.extend([Code::InvalidRequest, Code::IdempotencyInFlight, Code::IdempotencyMismatch]);
        }
        Idempotency::Directory => codes.extend([Code::InvalidRequest, Code::IdempotencyMismatch]),
    }
    if operation.reads_query || operation.path.contains('{') {
        codes.push(Code::InvalidRequest);
    }
    if has_body {
        codes.extend([Code::InvalidBody, Code::TooLarge]);
    }
    // With `Prefer: handling=strict` every operation refuses parameters that it does not know.
    codes.extend([Code::UnknownField, Code::InternalError]);
    codes.sort_by_key(|code| code.as_str());
    codes.dedup();
    codes
}

/// Whether the body must be sent: not if all of its fields are optional.
fn requires_body(operation: &Described, schemas: &Schemas) -> bool {
    let Some(RefOr::T(body)) = &operation.request_body else { return false };
    let Some(RefOr::T(content)) = body.content.get("application/json") else { return true };
    let Some(RefOr::Ref(schema)) = &content.schema else { return true };
    let name = schema.ref_location.rsplit('/').next().unwrap_or_default();
    let schema = schemas.iter().find_map(|(known, schema)| (known == name).then_some(schema));
    !matches!(schema, Some(RefOr::T(Schema::Object(object))) if object.required.is_empty())
}

fn method(method: Method) -> HttpMethod {
    match method {
        Method::GET => HttpMethod::Get,
        Method::POST => HttpMethod::Post,
        Method::PUT => HttpMethod::Put,
        Method::PATCH => HttpMethod::Patch,
        Method::DELETE => HttpMethod::Delete,
    }
}
