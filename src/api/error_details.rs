//! Fields that only some errors have.

use serde_json::Value;
use utoipa::openapi::{Object, ObjectBuilder, Ref, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::directory::MailLeft;
use crate::error::Code;
use crate::money::Exceeded;
use crate::pod::mail::outbox::RecipientState;

/// All fields that handlers add with `Error::with`.
#[derive(ToSchema)]
#[allow(dead_code, reason = "only its schema is used")]
struct ErrorDetails {
    /// With `payment_required`: how to pay for this request (x402). Empty if that is not possible.
    accepts: Option<Vec<Value>>,
    /// With `domain_in_use`: the number of addresses at the domain.
    #[schema(example = 2)]
    addresses: Option<u32>,
    /// With `spending_cap_exceeded`: the amount of the charge, in atomic USDC.
    #[schema(example = 250_000)]
    amount_usdc: Option<i64>,
    /// With `ceiling_exceeded`: whose ceiling it is, `tenant` or `account`.
    #[schema(example = "account")]
    bound: Option<String>,
    /// With `quota_exceeded`: how many of them the account has.
    #[schema(example = 10)]
    current: Option<u32>,
    /// With `version_conflict`: the current version of the key.
    #[schema(example = 3)]
    current_version: Option<u32>,
    /// With errors of OAuth 2.0: the same as `message`.
    #[schema(example = "The refresh token was used before.")]
    error_description: Option<String>,
    /// With `spending_cap_exceeded`: every cap that the charge would exceed.
    exceeded: Option<Vec<Exceeded>>,
    /// With `egress_not_allowed`: the host of the URL.
    #[schema(example = "hooks.example.com")]
    host: Option<String>,
    /// With `delivery_failed`: the id of the message in the outbox.
    #[schema(example = "out_0a1b2c3d4e5f6g7h")]
    id: Option<String>,
    /// With `authorization_pending` and `slow_down`: how many seconds to wait before the next poll.
    #[schema(example = 5)]
    interval: Option<u32>,
    /// With `too_large`, `vault_limit_reached` and `quota_exceeded`: the maximum, in bytes, keys or pods.
    #[schema(example = 16_384)]
    limit: Option<u64>,
    /// With `runner_full`: how many runs the runner takes at once.
    #[schema(example = 200)]
    max_runs: Option<i64>,
    /// With `ceiling_exceeded`: the type of agent, the tool or the model that is not allowed; null for a run without a model.
    #[schema(example = "Bash")]
    name: Option<String>,
    /// With `provider_failed`: the name servers of the domain's zone, if the zone was created.
    #[schema(example = json!(["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"]))]
    nameservers: Option<Vec<String>>,
    /// With `missing_scope`: the permission that the key does not have.
    #[schema(example = "mail:send")]
    permission: Option<String>,
    /// With `payment_required`: how much mail the account may still send.
    rate_limit: Option<MailLeft>,
    /// Why a charge or a payment was refused: a stable text for programs.
    #[schema(example = "spending_cap_exceeded")]
    reason: Option<String>,
    /// With `delivery_failed`: the delivery state for each recipient.
    recipients: Option<Vec<RecipientState>>,
    /// With `quota_exceeded`: what there are too many of. Always `tenants`: a pod, an environment and a tenant are the same.
    #[schema(example = "tenants")]
    resource: Option<String>,
    /// With errors about charges and approvals: `rejected`, or the current state of the charge or the approval.
    #[schema(example = "rejected")]
    status: Option<String>,
    /// With `domain_taken`: when the domain becomes yours.
    #[schema(value_type = Option<String>, format = DateTime)]
    transfers_at: Option<String>,
    /// With `accepts`: its version of x402.
    #[schema(rename = "x402Version", example = 1)]
    version: Option<u8>,
}

/// Adds the details to the schema of errors with what they refer to, and the list of codes.
pub fn add(schemas: &mut Vec<(String, RefOr<Schema>)>) {
    ErrorDetails::schemas(schemas);
    let RefOr::T(Schema::Object(details)) = ErrorDetails::schema() else { return };
    for (name, schema) in schemas.iter_mut() {
        if let (true, RefOr::T(Schema::Object(error))) = (name == "Error", schema) {
            error.properties.extend(details.properties.clone());
            for (name, about) in [("error", "A stable code. Programs branch on it."), ("code", "The same as `error`.")]
            {
                let mut code = Ref::from_schema_name("ErrorCode");
                about.clone_into(&mut code.description);
                error.properties.insert(name.to_owned(), RefOr::Ref(code));
            }
        }
    }
    schemas.push(("ErrorCode".to_owned(), codes().into()));
}

fn codes() -> Object {
    let each = Code::ALL.iter().map(|code| format!("- `{}`: {}", code.as_str(), code.meaning()));
    let values = Code::ALL.iter().map(|code| code.as_str());
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(values))
        .examples([Code::NotFound.as_str()])
        .description(Some(format!("The code of an error.\n{}", each.collect::<Vec<_>>().join("\n"))))
        .build()
}
