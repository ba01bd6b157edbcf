//! x402 for a seller: payment requirements, payments, and replies of a facilitator. Supports both versions of the protocol
//! (github.com/x402-foundation/x402) with the scheme `exact` on EVM chains, which uses authorizations of EIP-3009. Pure.

mod answer;
mod offer;
mod payment;

use axum::http::HeaderName;
use serde::Deserialize;

pub use answer::{Settlement, Verdict, receipt, settlement, verdict};
pub use offer::Offer;
pub use payment::{Payment, Unacceptable};

use crate::outbound_url::OutboundUrl;

/// Request headers that carry a payment, of versions 1 and 2.
pub const PAYMENT_HEADERS: [&str; 2] = ["x-payment", "payment-signature"];
pub const V1_PAYMENT: HeaderName = HeaderName::from_static(PAYMENT_HEADERS[0]);
pub const V2_PAYMENT: HeaderName = HeaderName::from_static(PAYMENT_HEADERS[1]);

/// Reply headers that carry a receipt.
pub const RECEIPTS: [&str; 2] = [Version::One.receipt(), Version::Two.receipt()];

/// The default price of an email beyond the allowance, in atomic USDC.
pub const DEFAULT_EMAIL_PRICE: i64 = 10_000;

/// The supported scheme.
const SCHEME: &str = "exact";

/// A version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    One,
    Two,
}

impl Version {
    /// As it is written.
    pub const fn number(self) -> u8 {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }

    /// The reply header of the receipt.
    const fn receipt(self) -> &'static str {
        match self {
            Self::One => "x-payment-response",
            Self::Two => "payment-response",
        }
    }
}

/// A chain on which USDC is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Network {
    Base,
    BaseSepolia,
}

impl Network {
    /// Its name in a version of the protocol.
    pub const fn name(self, version: Version) -> &'static str {
        match (self, version) {
            (Self::Base, Version::One) => "base",
            (Self::Base, Version::Two) => "eip155:8453",
            (Self::BaseSepolia, Version::One) => "base-sepolia",
            (Self::BaseSepolia, Version::Two) => "eip155:84532",
        }
    }

    /// The contract of USDC there.
    pub const fn asset(self) -> &'static str {
        match self {
            Self::Base => "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
            Self::BaseSepolia => "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        }
    }

    /// The name in the EIP-712 domain of signatures; its version is 2.
    const fn asset_name(self) -> &'static str {
        match self {
            Self::Base => "USD Coin",
            Self::BaseSepolia => "USDC",
        }
    }
}

/// The recipient of payments, the chain, and the facilitator.
pub struct Seller {
    pub network: Network,
    /// The address that receives payments, in lower case.
    pub pay_to: String,
    /// The URLs of the facilitator's operations.
    pub verify: OutboundUrl,
    pub settle: OutboundUrl,
    /// The price of an email beyond the allowance, in atomic USDC.
    pub email_price: i64,
}

/// Whether a text is an address.
pub fn is_address(text: &str) -> bool {
    is_hex(text, 40)
}

/// Whether a text is `0x` and that many hexadecimal digits.
fn is_hex(text: &str, digits: usize) -> bool {
    let hex = text.strip_prefix("0x").unwrap_or_default();
    hex.len() == digits && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
pub(crate) fn seller() -> Seller {
    use crate::outbound_url::UrlPolicy;
    let target = |path: &str| OutboundUrl::parse(&format!("https://facilitator.example/{path}"), UrlPolicy::Public);
    Seller {
        network: Network::BaseSepolia,
        pay_to: format!("0x{}", "ab".repeat(20)),
        verify: target("verify").expect("a URL"),
        settle: target("settle").expect("a URL"),
        email_price: 10_000,
    }
}
