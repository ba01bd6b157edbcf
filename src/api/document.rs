//! The OpenAPI document, gathered from the handlers' own words.

use utoipa::openapi::path::{Operation, Parameter, ParameterIn, Paths};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, Content, HttpMethod, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required, Schema,
    SecurityRequirement, Server,
};

use super::extractors::Extractors;
use super::{Documented, Plane};
use crate::error::Code;

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
    ("agent-profiles", "Agents as the public sees them"),
];

/// Operations at the edge that take the keys of pods too.
const ANY_KEY: [&str; 8] = [
    "get_budget",
    "get_budget_history",
    "charge",
    "get_charge",
    "capture_charge",
    "release_charge",
    "list_approvals",
    "get_approval",
];

/// Collects operations.
#[derive(Default)]
pub struct Document {
    paths: Paths,
    pub(super) schemas: Vec<(String, RefOr<Schema>)>,
    /// Whether the operations that follow run inside pods.
    in_pods: bool,
}

impl Plane for Document {
    fn operation<P: Documented, H: axum::handler::Handler<T, ()>, T: Extractors + 'static>(mut self, _: H) -> Self {
        let mut operation = P::operation();
        operation.tags = Some(P::tags().iter().map(ToString::to_string).collect());
        self.common(&mut operation, &P::path(), &P::methods());
        P::schemas(&mut self.schemas);
        let required = self.requires_body(&operation);
        if let Some(RefOr::T(body)) = &mut operation.request_body {
            body.required = Some(if required { Required::True } else { Required::False });
        }
        self.paths.add_path_operation(P::path(), P::methods(), operation);
        self
    }
}

impl Document {
    /// What follows runs inside pods.
    pub fn pods(self) -> Self {
        Self { in_pods: true, ..self }
    }

    /// Adds what every operation of a kind can answer.
    fn common(&self, operation: &mut Operation, path: &str, methods: &[HttpMethod]) {
        let open =
            operation.security.as_ref().is_some_and(|security| security.contains(&SecurityRequirement::default()));
        if !open {
            also(operation, &[Code::Unauthorized, Code::RateLimited]);
            let any_key = operation.operation_id.as_deref().is_some_and(|id| ANY_KEY.contains(&id));
            let refusal = if self.in_pods || any_key { Code::PodSuspended } else { Code::PodAuthForbidden };
            also(operation, &[refusal]);
            if methods.contains(&HttpMethod::Post) {
                also(operation, &[Code::IdempotencyMismatch]);
                // What moves money is remembered with the money, and waits for nothing.
                if !path.starts_with("/v1/charge") && !path.starts_with("/v1/approvals") {
                    also(operation, &[Code::IdempotencyInFlight]);
                }
            }
        }
        let parameters = operation.parameters.as_deref().unwrap_or_default();
        let in_query = |parameter: &RefOr<Parameter>| {
            matches!(parameter, RefOr::T(Parameter { parameter_in: ParameterIn::Query, .. }))
        };
        if parameters.iter().any(in_query) {
            also(operation, &[Code::InvalidRequest, Code::UnknownField]);
        }
        if operation.request_body.is_some() {
            also(operation, &[Code::InvalidBody, Code::UnknownField, Code::TooLarge]);
        }
        also(operation, &[Code::InternalError]);
    }

    /// A body of which no field is required can be left out.
    fn requires_body(&self, operation: &Operation) -> bool {
        let Some(RefOr::T(body)) = &operation.request_body else { return false };
        let Some(RefOr::T(content)) = body.content.get("application/json") else { return true };
        let Some(RefOr::Ref(schema)) = &content.schema else { return true };
        let name = schema.ref_location.rsplit('/').next().unwrap_or_default();
        let schema = self.schemas.iter().find_map(|(known, schema)| (known == name).then_some(schema));
        !matches!(schema, Some(RefOr::T(Schema::Object(object))) if object.required.is_empty())
    }

    /// The document.
    pub fn finish(self) -> OpenApi {
        let bearer = Http::builder().scheme(HttpAuthScheme::Bearer).bearer_format("al_live_… or al_pod_…").build();
        let components = ComponentsBuilder::new()
            .schemas_from_iter(self.schemas)
            .security_scheme("bearerAuth", SecurityScheme::Http(bearer));
        let info = InfoBuilder::new().title("Warren").version(env!("CARGO_PKG_VERSION")).description(Some(ABOUT));
        let tags: Vec<_> =
            TAGS.iter().map(|(name, about)| TagBuilder::new().name(*name).description(Some(*about)).build()).collect();
        OpenApiBuilder::new()
            .info(info.build())
            .servers(Some([Server::new("/")]))
            .paths(self.paths)
            .components(Some(components.build()))
            .security(Some([SecurityRequirement::new("bearerAuth", Vec::<String>::new())]))
            .tags(Some(tags))
            .build()
    }
}

/// Adds errors that the handler's own words leave out.
fn also(operation: &mut Operation, codes: &[Code]) {
    for code in codes {
        let status = code.status().to_string();
        let told = format!("`{}`", code.as_str());
        let responses = &mut operation.responses.responses;
        match responses.get_mut(&status) {
            Some(RefOr::T(response)) if response.description.contains(&told) => {}
            Some(RefOr::T(response)) if response.description.starts_with('`') => {
                response.description = format!("{told}; {}", response.description);
            }
            Some(_) => {}
            None => {
                let fault = Content::new(Some(Ref::from_schema_name("Error")));
                let response = ResponseBuilder::new()
                    .description(format!("{told}: {}", code.meaning()))
                    .content("application/json", fault);
                responses.insert(status, RefOr::T(response.build()));
            }
        }
    }
}
