//! The replies of a facilitator, and the receipt for the payer.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Network, Payment, payment};

/// The maximum number of characters of a reason that is forwarded.
const MAX_REASON_CHARS: usize = 100;

/// Whether a payment is valid.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Good,
    /// With the facilitator's reason.
    Bad(String),
    /// The facilitator did not say.
    None,
}

/// Whether a payment was settled.
#[derive(Debug, PartialEq, Eq)]
pub enum Settlement {
    /// It was settled, with the transaction if the facilitator named it.
    Done(Option<String>),
    /// Its nonce was used before: by this payment if its settlement was started before; else by another payment or a cancellation.
    Spent(String),
    /// With the facilitator's reason.
    Refused(String),
    /// It is not known whether it was or will be settled.
    Unknown,
}

/// Reads the answer to `/verify`.
pub fn verdict(body: &[u8]) -> Verdict {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Answer {
        is_valid: bool,
        invalid_reason: Option<String>,
    }
    match serde_json::from_slice(body) {
        Ok(Answer { is_valid: true, .. }) => Verdict::Good,
        Ok(Answer { invalid_reason, .. }) => match reason(invalid_reason) {
            // An error of the facilitator, not of the payment.
            reason if reason.starts_with("unexpected") => Verdict::None,
            reason => Verdict::Bad(reason),
        },
        Err(_) => Verdict::None,
    }
}

/// Reads the reply to `/settle`. Unless it is clearly a refusal, the payment stays open, because money may have moved.
pub fn settlement(status: u16, body: &[u8]) -> Settlement {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Answer {
        success: bool,
        error_reason: Option<String>,
        transaction: Option<String>,
    }
    let Ok(answer) = serde_json::from_slice::<Answer>(body) else { return Settlement::Unknown };
    let transaction = answer.transaction.filter(|hash| is_plain(hash));
    if answer.success {
        return Settlement::Done(transaction);
    }
    let reason = reason(answer.error_reason);
    match reason.as_str() {
        "settlement_pending" | "duplicate_settlement" => Settlement::Unknown,
        _ if reason.contains("nonce") && reason.contains("used") => Settlement::Spent(reason),
        _ if status >= 500 || reason.starts_with("unexpected") => Settlement::Unknown,
        _ => Settlement::Refused(reason),
    }
}

/// Whether a reason of the facilitator can be part of a reply.
fn reason(told: Option<String>) -> String {
    told.filter(|reason| is_plain(reason)).unwrap_or_else(|| "no_reason_given".to_owned())
}

fn is_plain(text: &str) -> bool {
    (1..=MAX_REASON_CHARS).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:".contains(&byte))
}

/// The receipt header for the payer: the transaction, or why the payment was not settled.
pub fn receipt(network: Network, payment: &Payment, settled: Result<Option<&str>, &str>) -> (&'static str, String) {
    let mut receipt = json!({
        "success": settled.is_ok(),
        "transaction": settled.ok().flatten().unwrap_or_default(),
        "network": network.name(payment.version),
        "payer": payment.payer,
    });
    if let Err(reason) = settled {
        receipt["errorReason"] = Value::from(reason);
    }
    (payment.version.receipt(), payment::encoded(&receipt))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(reason: &str) -> String {
        json!({ "success": false, "errorReason": reason, "transaction": "", "network": "base" }).to_string()
    }

    #[test]
    fn verdicts() {
        assert_eq!(verdict(br#"{"isValid":true,"payer":"0x1"}"#), Verdict::Good);
        assert_eq!(
            verdict(br#"{"isValid":false,"invalidReason":"insufficient_funds"}"#),
            Verdict::Bad("insufficient_funds".into())
        );
        assert_eq!(verdict(br#"{"isValid":false,"invalidReason":"<b>"}"#), Verdict::Bad("no_reason_given".into()));
        for other in [&br#"{"isValid":false,"invalidReason":"unexpected_verify_error"}"#[..], b"<html>"] {
            assert_eq!(verdict(other), Verdict::None);
        }
    }

    #[test]
    fn only_a_clear_refusal_is_one() {
        assert_eq!(settlement(200, br#"{"success":true,"transaction":"0xab"}"#), Settlement::Done(Some("0xab".into())));
        assert_eq!(settlement(200, br#"{"success":true}"#), Settlement::Done(None));
        assert_eq!(
            settlement(200, refused("insufficient_funds").as_bytes()),
            Settlement::Refused("insufficient_funds".into())
        );
        for (status, body) in [
            (500, refused("settlement_pending")),
            (200, refused("duplicate_settlement")),
            (200, refused("unexpected_settle_error")),
            (502, refused("whatever")),
            (404, "<html>".to_owned()),
        ] {
            assert_eq!(settlement(status, body.as_bytes()), Settlement::Unknown, "{status} {body}");
        }
        for reason in ["invalid_exact_evm_nonce_already_used", "nonce_already_used"] {
            assert_eq!(settlement(400, refused(reason).as_bytes()), Settlement::Spent(reason.into()));
        }
    }
}
