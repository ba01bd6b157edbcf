//! The OpenAPI document: made of the declarations and of the handlers' comments. On the host only; the worker serves the file.

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
use super::{OPERATIONS, error_details};
use crate::error::Code;
use crate::wire::{Caller, ErrorBody, Idempotency, Method, Operation, Schemas};

const ABOUT: &str = "\
What a person has at work, for AI agents: an email address, a vault, a calendar, a budget and a name, in a sealed namespace
(pod), under one account.

Send your key as `Authorization: Bearer <key>`. `al_live_…` is an account's key, and opens the account's own pod; \
`al_pod_…` opens one pod and nothing else; a `session_…` of a person who signed in is as good as the account's key.

Errors are `{\"error\", \"code\", \"message\", \"request_id\"}` and, where it helps, `\"fix\"`; branch on `error`, which `code` \
repeats. \
`?verbose=false` on any request strips `message`, `note`, `hint`, `warning` and `how_to_…` from the outermost object of \
the reply. Fields and query parameters that an operation does not know are passed over and named in the reply's header \
`x-warren-unknown-fields`; with `Prefer: handling=strict` (RFC 7240) they are refused. What sets limits, caps or rules always \
refuses them. JSON bodies are at most 1 MB. Times are RFC 3339 in \
UTC with milliseconds; money is integer atomic USDC (1,000,000 = 1.00 USDC). A POST with an `Idempotency-Key` header is \
done once: for 24 hours the same key with the same request gets the first reply again.

Where the deployment is reached by https, `GET` by plain http is redirected (301), and everything else is refused with 403 \
`https_required`. A browser, whose `Accept` has `text/html`, gets errors as pages.

Limits are told in `RateLimit-Policy` and `RateLimit`, and with `Retry-After` when they are reached.";

const TAGS: &[(&str, &str)] = &[
    ("health", "Whether the deployment answers, and what it can do"),
    ("auth", "Accounts and their keys"),
    ("account", "The account itself"),
    ("pods", "Sealed namespaces under the account"),
    ("email", "Addresses and mail"),
    ("inbox", "Addresses and mail, with the address in the path"),
    ("calendar", "Events, and the feed by which other calendars follow them"),
    ("e2e", "Keys that mail is sealed to, so that only you read it"),
    ("vault", "Secrets that you encrypted, in versions"),
    ("observations", "What agents note, for themselves or for each other"),
    ("credentials", "Credentials that agents ask their operator for (RFC 8628)"),
    ("budget", "What agents spend, and what their account lets them"),
    ("billing", "What is used, and what the account may use"),
    ("admin", "What the operator of the deployment does, with `ADMIN_TOKEN`"),
    ("audit", "What was done in the pod, on record"),
    ("vault-legacy", "Encrypted seeds that come back by mail"),
    ("websocket", "Events as they happen"),
    ("trust", "How far an agent can be trusted, and the events that say so"),
    ("stack", "Domains of your own"),
    ("agent-profiles", "Agents as the public sees them"),
];

/// The document.
pub fn document() -> OpenApi {
    let (mut paths, mut schemas) = (Paths::new(), Schemas::new());
    add::<ErrorBody<'static>>(&mut schemas);
    for operation in OPERATIONS.iter().filter(|operation| !operation.is_page) {
        let described = describe(operation, &mut schemas);
        for (at, alias) in operation.aliases.iter().enumerate() {
            let mut described = described.clone();
            let number = if at == 0 { String::new() } else { format!("_{}", at + 1) };
            described.operation_id = Some(format!("{}_alias{number}", operation.id));
            described.deprecated = Some(Deprecated::True);
            paths.add_path_operation(*alias, vec![method(operation.method)], described);
        }
        paths.add_path_operation(operation.path, vec![method(operation.method)], described);
    }
    error_details::add(&mut schemas);
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
    let feed = ApiKeyValue::with_description("cal_token", "The token in the URL of a calendar's feed.");
    ComponentsBuilder::new()
        .security_scheme(
            "bearerAuth",
            bearer("al_live_… or al_pod_…", "A key of an account or of a pod, or a session."),
        )
        .security_scheme("operatorAuth", bearer("ADMIN_TOKEN", "The token of the deployment's operator."))
        .security_scheme("feedToken", SecurityScheme::ApiKey(ApiKey::Query(feed)))
}

/// An operation with all that its declaration says.
fn describe(operation: &'static Operation, schemas: &mut Schemas) -> Described {
    let mut described = (operation.describe)(schemas);
    described.security = Some(security(operation));
    if operation.is_deprecated {
        described.deprecated = Some(Deprecated::True);
    }
    if operation.idempotency != Idempotency::Ignored {
        let key = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some("A name of your choice for this request, 1 to 255 ASCII characters. The same request under the same name is done once."))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String).max_length(Some(255))));
        described.parameters.get_or_insert_default().push(RefOr::T(key.build()));
    }
    let requires_body = requires_body(&described, schemas);
    let has_body = described.request_body.is_some();
    if let Some(RefOr::T(body)) = &mut described.request_body {
        body.required = Some(if requires_body { Required::True } else { Required::False });
    }
    for (status, errors) in by_status(operation, has_body) {
        let error = Content::new(Some(Ref::from_schema_name("Error")));
        let response = ResponseBuilder::new().description(errors.join(" ")).content("application/json", error);
        described.responses.responses.insert(status.to_string(), RefOr::T(response.build()));
    }
    described
}

fn security(operation: &Operation) -> Vec<SecurityRequirement> {
    let permission = operation.permission.map(|permission| <&str>::from(permission).to_owned());
    let key = SecurityRequirement::new("bearerAuth", permission);
    match operation.caller {
        Caller::Anyone => vec![SecurityRequirement::default()],
        Caller::AnyoneOrKey => vec![SecurityRequirement::default(), key],
        Caller::Operator => vec![SecurityRequirement::new("operatorAuth", [""; 0])],
        Caller::FeedToken => vec![SecurityRequirement::new("feedToken", [""; 0])],
        Caller::Account | Caller::BackupKey | Caller::Pod => vec![key],
    }
}

/// All errors of an operation: each status with its codes and their reasons.
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

/// Errors that every operation of a kind can answer.
fn assumed_errors(operation: &Operation, has_body: bool) -> Vec<Code> {
    let mut codes = Vec::new();
    match operation.caller {
        Caller::Anyone => {}
        Caller::Operator => codes.extend([Code::Unauthorized, Code::NotFound]),
        Caller::Account | Caller::BackupKey => {
            codes.extend([Code::Unauthorized, Code::PodAuthForbidden, Code::PodSuspended, Code::RateLimited]);
        }
        Caller::Pod | Caller::AnyoneOrKey | Caller::FeedToken => {
            codes.extend([Code::Unauthorized, Code::PodSuspended, Code::RateLimited])
        }
    }
    match operation.idempotency {
        Idempotency::Ignored => {}
        Idempotency::Pod => {
            codes.extend([Code::InvalidRequest, Code::IdempotencyInFlight, Code::IdempotencyMismatch]);
        }
        Idempotency::Directory => codes.extend([Code::InvalidRequest, Code::IdempotencyMismatch]),
    }
    if operation.reads_query {
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

/// A body of which no field is required can be left out.
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
