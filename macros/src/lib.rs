//! `#[operation(...)]`, by which a handler declares its operation, and `#[derive(FromRow)]`, by which a struct is read from a database.

mod declaration;
mod handler;
mod row;

use proc_macro::TokenStream;
use syn::{DeriveInput, ItemFn, parse_macro_input};

use declaration::Declaration;
use handler::Handler;

/// Declares an operation of the API beside its handler.
///
/// ```ignore
/// /// Capture a hold
/// #[operation(POST "/v1/charges/{id}/capture", tag = "budget",
///     caller = Pod, permission = BudgetCharge, idempotency = Directory,
///     path(id = "The charge."),
///     reply = "The hold is spent.",
///     errors(InvalidRequest = "The amount is larger than the hold.", NotFound, HoldOver, Expired))]
/// pub async fn capture_charge(edge: Edge, caller: Principal, Path(id): Path<String>) -> Result<Json<Charge>> { … }
/// ```
///
/// | | |
/// |---|---|
/// | `METHOD "/path"` | Required, first. A second path is an alias: `GET "/v1/vault", "/v1/vault/keys"`; documented as deprecated. |
/// | `tag = "…"` | Required. The group in the API document. |
/// | `caller = …` | Required at the edge: a variant of `Caller`. In a pod, `Pod` is assumed. |
/// | `permission = …` | A variant of `Permission`. Required if a key calls. |
/// | `idempotency = …` | A variant of `Idempotency`. For a POST with a key, `Pod` is assumed. |
/// | `max_body = …` | The longest body in bytes. `MAX_BODY_BYTES` is assumed. |
/// | `headers("…")` | Request headers that the handler reads. |
/// | `path(name = "…")` | What each parameter of the path is. |
/// | `body = T`, `body(…)` | The body, if no `Body<T>` among the arguments names it: its type, or utoipa's `request_body`. |
/// | `reply = "…"` | The description of the successful reply. Status and type come from the returned type. |
/// | `replies((…), …)` | Successful replies in the form of utoipa's `responses`, if the returned type does not name them. |
/// | `errors(Code, Code = "…")` | Variants of `Code`, with the reason if the code's own meaning is not enough. |
/// | `errors_of = CONST` | Errors that several operations share. |
/// | `audit(…)`, `events(…)` | What it adds to the audit log, variants of `AuditAction`; the events that it can send, variants of `EventKind`. |
/// | `payable`, `deprecated`, `tool`, `page`, `scim`, `socket` | x402 can pay for it; it has a successor; agents can use it as a tool; it is a page for people, outside the document; its replies and errors are those of SCIM; it opens a WebSocket. |
#[proc_macro_attribute]
pub fn operation(attribute: TokenStream, item: TokenStream) -> TokenStream {
    let declaration = parse_macro_input!(attribute as Declaration);
    let function = parse_macro_input!(item as ItemFn);
    match Handler::new(function) {
        Ok(handler) => handler.declare(&declaration).into(),
        Err(error) => error.to_compile_error().into(),
    }
}

/// Reads a struct from a row of an object's database: each field from the column of its name.
///
/// The statement names its columns in the order of the fields, with `AS` where that is needed, so that a row is read by position; in
/// development the names are compared, and another order is an error.
#[proc_macro_derive(FromRow)]
pub fn from_row(item: TokenStream) -> TokenStream {
    let input = parse_macro_input!(item as DeriveInput);
    row::derive(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}
