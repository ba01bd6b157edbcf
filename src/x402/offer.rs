//! Payment requirements in a reply with status 402: for version 1 in the body, for version 2 in a header.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{SCHEME, Seller, Version};
use crate::error::{Code, Error};

/// Seconds for which a payment is valid: long enough to send it again after a failure of the facilitator.
const OFFER_TTL_SECONDS: u32 = 300;

/// What is sold.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Its URL.
    pub resource: String,
    /// A description, for a person.
    pub description: &'static str,
    /// The price in atomic USDC.
    pub price: i64,
}

impl Seller {
    /// The payment requirement.
    pub fn requirement(&self, version: Version, offer: &Offer) -> Value {
        let mut requirement = json!({
            "scheme": SCHEME,
            "network": self.network.name(version),
            "asset": self.network.asset(),
            "payTo": self.pay_to,
            "maxTimeoutSeconds": OFFER_TTL_SECONDS,
            "extra": { "name": self.network.asset_name(), "version": "2" },
        });
        let price = Value::from(offer.price.to_string());
        match version {
            Version::One => {
                requirement["maxAmountRequired"] = price;
                requirement["resource"] = offer.resource.as_str().into();
                requirement["description"] = offer.description.into();
                requirement["mimeType"] = "application/json".into();
            }
            Version::Two => requirement["amount"] = price,
        }
        requirement
    }

    /// Adds to an error how to pay, and the reason if a payment was refused.
    pub fn ask(&self, refusal: Error, offer: &Offer, reason: Option<&str>) -> Error {
        let required = json!({
            "x402Version": Version::Two.number(),
            "error": reason.unwrap_or(refusal.code.as_str()),
            "resource": { "url": offer.resource, "description": offer.description, "mimeType": "application/json" },
            "accepts": [self.requirement(Version::Two, offer)],
        });
        let refusal = refusal
            .headers([("payment-required", STANDARD.encode(required.to_string()))])
            .with("x402Version", Version::One.number())
            .with("accepts", vec![self.requirement(Version::One, offer)]);
        match reason {
            Some(reason) => refusal.with("reason", reason),
            None => refusal,
        }
    }

    /// The error for a refused payment, with how to pay.
    pub fn refused(&self, offer: &Offer, reason: &str) -> Error {
        let error = Error::new(Code::PaymentRequired, format!("The payment was refused: {reason}."))
            .fix("Nothing was paid. Make a new payment as `accepts` says.");
        self.ask(error, offer, Some(reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_refusal_speaks_to_both_versions() {
        let offer = Offer { resource: "https://w.example/v1/x".to_owned(), description: "x", price: 7 };
        let asked = super::super::seller().ask(Error::new(Code::PaymentRequired, "no"), &offer, Some("late"));
        let details = asked.details.expect("details");
        assert_eq!((&details["x402Version"], &details["reason"]), (&json!(1), &json!("late")));
        let first = &details["accepts"][0];
        assert_eq!((&first["network"], &first["maxAmountRequired"]), (&json!("base-sepolia"), &json!("7")));
        let [(name, value)] = &*asked.headers else { panic!("one header") };
        let second: Value = serde_json::from_slice(&STANDARD.decode(value).expect("base64")).expect("JSON");
        assert_eq!((*name, &second["x402Version"], &second["error"]), ("payment-required", &json!(2), &json!("late")));
        let accepted = &second["accepts"][0];
        assert_eq!((&accepted["network"], &accepted["amount"]), (&json!("eip155:84532"), &json!("7")));
        assert_eq!(second["resource"]["url"], "https://w.example/v1/x");
    }
}
