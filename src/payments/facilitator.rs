//! The facilitator: checks payments, and settles them on the chain.

use serde_json::{Value, json};
use worker::Method;

use crate::outbound_url::OutboundUrl;
use crate::platform::fetch::{self, Answer, Outgoing};
use crate::platform::log;
use crate::time::SECOND;
use crate::x402::{self, Payment, Seller, Settlement, Verdict};

/// How long it may take to check a payment, and to settle it: a few blocks.
const CHECKING: i64 = 5 * SECOND;
const SETTLING: i64 = 20 * SECOND;
/// Bytes of an answer that are read.
const KEPT: usize = 8_192;

/// Asks whether a payment is good.
pub async fn verify(seller: &Seller, payment: &Payment, requirement: &Value) -> Verdict {
    match ask(&seller.verify, payment, requirement, CHECKING).await {
        Some(answer) => x402::verdict(&answer.body),
        None => Verdict::None,
    }
}

/// Has it settled.
pub async fn settle(seller: &Seller, payment: &Payment, requirement: &Value) -> Settlement {
    match ask(&seller.settle, payment, requirement, SETTLING).await {
        Some(answer) => x402::settlement(answer.status, &answer.body),
        None => Settlement::Unknown,
    }
}

async fn ask(target: &OutboundUrl, payment: &Payment, requirement: &Value, timeout: i64) -> Option<Answer> {
    let question = json!({
        "x402Version": payment.version.number(),
        "paymentPayload": payment.payload,
        "paymentRequirements": requirement,
    })
    .to_string();
    let outgoing = Outgoing {
        method: Method::Post,
        target,
        headers: &[("content-type", "application/json")],
        body: Some(question.as_bytes()),
        timeout: timeout.unsigned_abs(),
        keep: KEPT,
    };
    match fetch::send(&outgoing).await {
        Ok(answer) => Some(answer),
        Err(error) => {
            log::error(&format!("{}: {error}", target.as_str()));
            None
        }
    }
}
