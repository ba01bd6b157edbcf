//! The declaration of an operation. Routes, forwarding, limits, the document and tests are derived from it.

use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use strum::IntoStaticStr;

use super::call::{Answer, Call};
use super::input::Query;
use super::permission::Permission;
use crate::audit_action::AuditAction;
use crate::error::Code;
use crate::event_kind::EventKind;
use crate::x402::PAYMENT_HEADERS;

/// The maximum number of bytes of a JSON body.
pub const MAX_BODY_BYTES: usize = 1_000_000;
/// The maximum number of bytes of a body with an outgoing message: 5 MiB of texts and files, in base64.
pub const MAX_MAIL_BODY_BYTES: usize = 8_000_000;

/// The header by which a person names an environment.
pub const ENVIRONMENT: &str = "x-environment";

/// The header in which programs that manage runs send their key.
pub const API_KEY: &str = "x-api-key";

/// An operation of the API, as its handler declares it with `#[operation]`.
pub struct Operation {
    /// The handler's name: `operationId` in the document, `operation` in the log.
    pub id: &'static str,
    pub method: Method,
    /// The path, with parameters in braces.
    pub path: &'static str,
    /// Other paths of the same operation.
    pub aliases: &'static [&'static str],
    /// Whether it runs inside the pod of its credential. Other operations run at the edge.
    pub runs_in_pod: bool,
    pub caller: Caller,
    /// The permission that the caller needs.
    pub permission: Option<Permission>,
    pub idempotency: Idempotency,
    /// The maximum number of bytes of the body.
    pub max_body: usize,
    /// Whether unknown query parameters are reported by an argument of the handler.
    pub reads_query: bool,
    /// Request headers that its handler reads, in addition to those that follow from the declaration.
    pub headers: &'static [&'static [&'static str]],
    /// Its errors, in addition to those that follow from the declaration. Each with its reason, which may be empty.
    pub errors: &'static [&'static [(Code, &'static str)]],
    /// What it adds to the audit log.
    pub audit: &'static [AuditAction],
    /// Events that it can send.
    pub events: &'static [EventKind],
    /// Whether x402 can pay for it.
    pub is_payable: bool,
    pub is_deprecated: bool,
    /// Whether agents can use it as a tool.
    pub is_tool: bool,
    pub dialect: Dialect,
    /// Whether it opens a WebSocket. Then the credential can be in `Sec-WebSocket-Protocol` or in the query.
    pub is_socket: bool,
    /// Whether it uses only mail of addresses that the handler checks. A key that is restricted to some addresses cannot call other
    /// operations about mail.
    pub is_per_inbox: bool,
    /// Whether the credential can also be in `X-API-Key`.
    pub takes_api_key: bool,
    /// Runs the handler.
    pub call: fn(Call) -> Answer,
    /// Its description in the document. Not in the worker, which serves the finished document.
    #[cfg(not(target_arch = "wasm32"))]
    pub describe: fn(&mut Schemas) -> utoipa::openapi::path::Operation,
}

/// The operation of a handler. `#[operation]` makes a type with the handler's name that implements it.
pub trait Declared {
    const OPERATION: Operation;

    /// Reads the handler's arguments and runs it.
    fn call(call: Call) -> Answer;

    /// Describes it, and adds the types that the description names.
    #[cfg(not(target_arch = "wasm32"))]
    fn describe(schemas: &mut Schemas) -> utoipa::openapi::path::Operation;
}

/// Types of the document, with their names.
#[cfg(not(target_arch = "wasm32"))]
pub type Schemas = Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>;

/// The form of an operation's replies and errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// JSON.
    Json,
    /// A page for people. The document leaves it out.
    Page,
    /// JSON as RFC 7644 describes it.
    Scim,
    /// JSON-RPC, as the Model Context Protocol describes it. The document leaves it out.
    Mcp,
}

/// Methods of operations. HEAD is answered as GET, without a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::upper_case_acronyms, reason = "as HTTP writes them")]
pub enum Method {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE,
}

impl Method {
    /// As HTTP writes it.
    pub const fn as_str(self) -> &'static str {
        self.names()[0]
    }

    /// Methods of requests that it answers.
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::GET => &["GET", "HEAD"],
            Self::POST => &["POST"],
            Self::PUT => &["PUT"],
            Self::PATCH => &["PATCH"],
            Self::DELETE => &["DELETE"],
        }
    }

    /// The method of a request. None if no operation has it.
    pub fn of(method: &axum::http::Method) -> Option<Self> {
        match method.as_str() {
            "GET" | "HEAD" => Some(Self::GET),
            "POST" => Some(Self::POST),
            "PUT" => Some(Self::PUT),
            "PATCH" => Some(Self::PATCH),
            "DELETE" => Some(Self::DELETE),
            _ => None,
        }
    }
}

/// Who may call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Caller {
    /// Everybody. No credential is read.
    Anyone,
    /// Everybody. A credential, if one is sent, identifies the caller.
    AnyoneOrKey,
    /// The holder of `ADMIN_TOKEN`.
    Operator,
    /// The holder of `ADMIN_TOKEN`, or an account as with `Account`.
    OperatorOrAccount,
    /// The account: with its key, or a person with a session.
    Account,
    /// The account, also with a backup key that is not active yet.
    BackupKey,
    /// A person with a session, also one of a tenant's host; or the account.
    Person,
    /// A key of the pod, the account's key, or a session.
    Pod,
    /// Everybody who has the URL of a calendar feed.
    FeedToken,
    /// The identity provider of an account.
    Scim,
    /// A client of the Model Context Protocol. Only the tag of its credential is checked here: the operations that it calls authenticate it.
    Mcp,
}

impl Operation {
    /// Runs the handler. The reply names unknown fields and query parameters.
    pub async fn answer(&self, call: Call) -> Response {
        #[derive(Deserialize)]
        struct Nothing {}

        let unknown = call.unknown.clone();
        let refusal = match call.head.uri.query() {
            Some(query) if !self.reads_query => Query::<Nothing>::read(query, &unknown).map(drop),
            _ => Ok(()),
        };
        let answered = match refusal {
            Ok(()) => (self.call)(call).await,
            Err(error) => Err(error),
        };
        let mut response = answered.unwrap_or_else(IntoResponse::into_response);
        unknown.write(response.headers_mut());
        response
    }

    /// Request headers that say who calls, and for which pod.
    pub fn credential_headers(&self) -> impl Iterator<Item = &'static str> {
        let bearer = self.caller.has_credential().then_some("authorization");
        let environment = matches!(self.caller, Caller::Pod | Caller::Mcp).then_some(ENVIRONMENT);
        let api_key = self.takes_api_key.then_some(API_KEY);
        bearer.into_iter().chain(api_key).chain(environment).chain(self.is_socket.then_some("sec-websocket-protocol"))
    }

    /// Whether the handler compares the environments that a request names, so that the account's key can name one.
    pub fn chooses_environment(&self) -> bool {
        !self.runs_in_pod && self.headers.iter().copied().flatten().any(|name| *name == ENVIRONMENT)
    }

    /// All request headers to read. Each costs a call to the runtime.
    pub fn request_headers(&self, has_query: bool) -> impl Iterator<Item = &'static str> {
        let has_body = !matches!(self.method, Method::GET);
        let key = self.idempotency != Idempotency::Ignored;
        self.credential_headers()
            .chain(has_body.then_some("content-length"))
            // A request without body and query has no unknown fields.
            .chain((has_body || has_query).then_some("prefer"))
            .chain(key.then_some("idempotency-key"))
            .chain(self.is_payable.then_some(PAYMENT_HEADERS).into_iter().flatten())
            .chain(self.headers.iter().copied().flatten().copied())
    }
}

impl Operation {
    /// Whether it is a page for people.
    pub fn is_page(&self) -> bool {
        self.dialect == Dialect::Page
    }

    /// Whether the document describes it.
    pub fn is_documented(&self) -> bool {
        !matches!(self.dialect, Dialect::Page | Dialect::Mcp)
    }
}

impl Caller {
    /// Whether it needs a credential of an account or of a pod.
    pub const fn needs_key(self) -> bool {
        matches!(self, Self::OperatorOrAccount | Self::Account | Self::BackupKey | Self::Person | Self::Pod)
    }

    /// Whether it reads a credential.
    pub const fn has_credential(self) -> bool {
        !matches!(self, Self::Anyone)
    }
}

/// Who stores the reply to a request with an `Idempotency-Key`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idempotency {
    /// Nobody: the header is ignored.
    Ignored,
    /// The caller's pod, for 24 hours.
    Pod,
    /// The directory, with the money that the request moved, for 24 hours.
    Directory,
}

impl Idempotency {
    /// The default: the caller's pod for a POST with a key.
    pub const fn assumed(method: Method, caller: Caller) -> Self {
        if matches!(method, Method::POST) && caller.needs_key() { Self::Pod } else { Self::Ignored }
    }
}
