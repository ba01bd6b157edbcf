//! The facilitator: verifies payments, and settles them on the chain.

use serde_json::{Value, json};
use worker::Method;

use crate::outbound_url::OutboundUrl;
use crate::platform::fetch::{self, Answer, Outgoing};
use crate::platform::log;
use crate::time::SECOND;
use crate::x402::{self, Payment, Seller, Settlement, Verdict};

/// Timeouts in milliseconds. Settling takes a few blocks.
const VERIFY_TIMEOUT: i64 = 5 * SECOND;
const SETTLE_TIMEOUT: i64 = 20 * SECOND;
/// Bytes of a response that are read.
const MAX_RESPONSE_BYTES: usize = 8_192;

/// Verifies a payment.
pub async fn verify(seller: &Seller, payment: &Payment, requirement: &Value) -> Verdict {
    match call(&seller.verify, payment, requirement, VERIFY_TIMEOUT).await {
        Some(response) => x402::verdict(&response.body),
        None => Verdict::None,
    }
}

/// Settles a payment.
pub async fn settle(seller: &Seller, payment: &Payment, requirement: &Value) -> Settlement {
    match call(&seller.settle, payment, requirement, SETTLE_TIMEOUT).await {
        Some(response) => x402::settlement(response.status, &response.body),
        None => Settlement::Unknown,
    }
}

async fn call(target: &OutboundUrl, payment: &Payment, requirement: &Value, timeout: i64) -> Option<Answer> {
    let body = json!({
        "x402Version": payment.version.number(),
        "paymentPayload": payment.payload,
        "paymentRequirements": requirement,
    })
    .to_string();
    let outgoing = Outgoing {
        method: Method::Post,
        target,
        headers: &[("content-type", "application/json")],
        body: Some(body.as_bytes()),
        timeout: timeout.unsigned_abs(),
        keep: MAX_RESPONSE_BYTES,
    };
    match fetch::send(&outgoing).await {
        Ok(response) => Some(response),
        Err(error) => {
            log::error(&format!("{}: {error}", target.as_str()));
            None
        }
    }
}
