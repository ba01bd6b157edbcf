//! Reads payments, and checks what can be checked without the facilitator.

use axum::http::HeaderMap;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use data_encoding::HEXLOWER;
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{Offer, SCHEME, Seller, V1_PAYMENT, V2_PAYMENT, Version, is_address, is_hex};
use crate::error::{Code, Error};
use crate::time::{SECOND, Timestamp};

/// The maximum number of bytes of a payment's header.
const MAX_HEADER_BYTES: usize = 16 * 1024;
/// Seconds for which a payment must still be valid, because settlement takes time.
const MIN_VALIDITY_SECONDS: i64 = 6;
/// The largest number that both databases store exactly.
const MAX_INTEGER: i64 = 1 << 53;

/// An authorization to transfer USDC, signed by the payer.
pub struct Payment {
    pub version: Version,
    /// The whole payment, for the facilitator.
    pub payload: Value,
    /// Identifies the payment: a payer can use each nonce once.
    pub id: String,
    /// A digest of the signed data and the signature: other data with the same nonce is another payment.
    pub digest: String,
    /// The payer's address, in lower case.
    pub payer: String,
    /// The amount in atomic USDC.
    pub amount: i64,
    /// Which requirement it does not meet, apart from price and time.
    unfit: Option<&'static str>,
    valid_after: i64,
    valid_before: i64,
    accepted: Option<i64>,
}

/// Why a payment is refused without the facilitator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unacceptable {
    /// It cannot be read. The text says what is wrong, as the end of a sentence.
    Malformed(&'static str),
    /// It does not meet a requirement.
    Unfit(&'static str),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    x402_version: u8,
    /// Of version 1.
    scheme: Option<String>,
    network: Option<String>,
    /// Of version 2.
    accepted: Option<Accepted>,
    payload: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Accepted {
    scheme: String,
    network: String,
    amount: String,
    asset: String,
    pay_to: String,
}

#[derive(Deserialize)]
struct Exact {
    signature: String,
    authorization: Authorization,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Authorization {
    from: String,
    to: String,
    value: String,
    valid_after: String,
    valid_before: String,
    nonce: String,
}

impl Seller {
    /// The payment in a request's headers, if there is one.
    pub fn read(&self, headers: &HeaderMap) -> Result<Option<Payment>, Unacceptable> {
        let (version, header) = match (headers.get(V1_PAYMENT), headers.get(V2_PAYMENT)) {
            (None, None) => return Ok(None),
            (Some(header), None) => (Version::One, header),
            (None, Some(header)) => (Version::Two, header),
            _ => return Err(Unacceptable::Malformed("comes in X-PAYMENT or in PAYMENT-SIGNATURE, not in both")),
        };
        self.decode(version, header.as_bytes()).map(Some)
    }

    fn decode(&self, version: Version, header: &[u8]) -> Result<Payment, Unacceptable> {
        use Unacceptable::{Malformed, Unfit};
        const LENIENT: GeneralPurposeConfig =
            GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
        const BASE64: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, LENIENT);
        if header.len() > MAX_HEADER_BYTES {
            return Err(Malformed("has more than 16,384 bytes"));
        }
        let json = BASE64.decode(header).map_err(|_| Malformed("is not base64"))?;
        let payload: Value = serde_json::from_slice(&json).map_err(|_| Malformed("is not the base64 of JSON"))?;
        let envelope = Envelope::deserialize(&payload).map_err(|_| Malformed("is not a payment of x402"))?;
        if envelope.x402_version != version.number() {
            return Err(Malformed("is of another version than its header"));
        }
        let (scheme, network) = match (&envelope.accepted, version) {
            (Some(accepted), Version::Two) => (Some(&accepted.scheme), Some(&accepted.network)),
            (None, Version::Two) => return Err(Malformed("lacks `accepted`")),
            (_, Version::One) => (envelope.scheme.as_ref(), envelope.network.as_ref()),
        };
        match (scheme, network) {
            (None, _) => return Err(Malformed("lacks `scheme`")),
            (_, None) => return Err(Malformed("lacks `network`")),
            (Some(scheme), _) if scheme != SCHEME => return Err(Unfit("unsupported_scheme")),
            (_, Some(network)) if *network != self.network.name(version) => return Err(Unfit("invalid_network")),
            _ => {}
        }
        let exact = Exact::deserialize(&envelope.payload)
            .map_err(|_| Malformed("has a `payload` that is not a signed authorization of EIP-3009"))?;
        self.checked(version, exact, envelope.accepted.filter(|_| version == Version::Two), payload)
    }

    fn checked(
        &self,
        version: Version,
        Exact { signature, authorization }: Exact,
        accepted: Option<Accepted>,
        payload: Value,
    ) -> Result<Payment, Unacceptable> {
        use Unacceptable::Malformed;
        let is_signature = signature.len() > 2 && is_hex(&signature, signature.len() - 2);
        if !is_signature || !is_address(&authorization.from) || !is_address(&authorization.to) {
            return Err(Malformed("has a signature or an address that is not hexadecimal"));
        }
        if !is_hex(&authorization.nonce, 64) {
            return Err(Malformed("has a nonce that is not 32 bytes in hexadecimal"));
        }
        let number = |text: &str| whole(text).ok_or(Malformed("has an amount or a time that is not a whole number"));
        let same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
        let unfit = match &accepted {
            Some(accepted) if !same(&accepted.asset, self.network.asset()) => Some("invalid_payment_requirements"),
            Some(accepted) if !same(&accepted.pay_to, &self.pay_to) => Some("invalid_payment_requirements"),
            _ if !same(&authorization.to, &self.pay_to) => Some("invalid_exact_evm_payload_recipient_mismatch"),
            _ => None,
        };
        let payer = authorization.from.to_ascii_lowercase();
        let name = format!("{} {payer} {}", self.network.name(Version::Two), authorization.nonce.to_ascii_lowercase());
        let Authorization { from, to, value, valid_after, valid_before, nonce } = &authorization;
        let signed =
            [&signature, from, to, value, valid_after, valid_before, nonce].map(|text| text.to_ascii_lowercase());
        Ok(Payment {
            version,
            payload,
            id: HEXLOWER.encode(&Sha256::digest(name)),
            digest: HEXLOWER.encode(&Sha256::digest(signed.join(" "))),
            payer,
            amount: number(&authorization.value)?,
            unfit,
            valid_after: number(&authorization.valid_after)?,
            valid_before: number(&authorization.valid_before)?,
            accepted: accepted.map(|accepted| number(&accepted.amount)).transpose()?,
        })
    }
}

/// A number in decimal digits. A number that is too large is read as the largest.
fn whole(text: &str) -> Option<i64> {
    let is_number = (1..=78).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(i64::MAX).min(MAX_INTEGER))
}

impl Payment {
    /// Why it cannot pay that price now, if it cannot.
    pub fn refusal(&self, price: i64, now: Timestamp) -> Option<&'static str> {
        let now = now.millis().div_euclid(SECOND);
        let pays = match self.version {
            Version::One => self.amount >= price && self.amount < MAX_INTEGER,
            Version::Two => self.amount == price,
        };
        if self.unfit.is_some() {
            return self.unfit;
        }
        match () {
            () if self.accepted.is_some_and(|accepted| accepted != price) => Some("invalid_payment_requirements"),
            () if !pays => Some("invalid_exact_evm_payload_authorization_value"),
            () if self.valid_before < now + MIN_VALIDITY_SECONDS => {
                Some("invalid_exact_evm_payload_authorization_valid_before")
            }
            () if self.valid_after > now => Some("invalid_exact_evm_payload_authorization_valid_after"),
            () => None,
        }
    }
}

impl Unacceptable {
    /// The error for the caller, with how to pay if the payment can be read.
    pub fn refusal(&self, seller: &Seller, offer: &Offer) -> Error {
        match self {
            Self::Unfit(reason) => seller.refused(offer, reason),
            Self::Malformed(what) => Error::new(Code::InvalidPayment, format!("The payment {what}."))
                .fix("Nothing was paid. Send the payment header that an x402 client makes from the 402 reply: base64 of JSON."),
        }
    }
}

/// As it is written in headers.
pub(super) fn encoded(value: &Value) -> String {
    STANDARD.encode(value.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::x402::seller;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000 * SECOND);

    fn authorization() -> Value {
        json!({
            "from": format!("0x{}", "Cd".repeat(20)), "to": format!("0x{}", "AB".repeat(20)), "value": "10000",
            "validAfter": "999400", "validBefore": "1000300", "nonce": format!("0x{}", "0F".repeat(32)),
        })
    }

    fn payload(version: Version, authorization: &Value) -> Value {
        let payload = json!({ "signature": "0x1234", "authorization": authorization });
        match version {
            Version::One => {
                json!({ "x402Version": 1, "scheme": "exact", "network": "base-sepolia", "payload": payload })
            }
            Version::Two => json!({ "x402Version": 2, "payload": payload, "accepted": {
                "scheme": "exact", "network": "eip155:84532", "amount": "10000", "payTo": format!("0x{}", "ab".repeat(20)),
                "asset": "0x036cbd53842c5426634e7929541ec2318f3dcf7e", "maxTimeoutSeconds": 300,
            } }),
        }
    }

    fn read(version: Version, payload: &Value) -> Result<Payment, Unacceptable> {
        seller().decode(version, encoded(payload).as_bytes())
    }

    #[test]
    fn a_payment_is_the_same_one_however_it_is_written() {
        let first = read(Version::One, &payload(Version::One, &authorization())).expect("read");
        let mut other = authorization();
        for field in ["from", "to", "nonce"] {
            other[field] = other[field].as_str().expect("text").to_lowercase().into();
        }
        let second = read(Version::Two, &payload(Version::Two, &other)).expect("read");
        assert_eq!((&first.id, &first.digest, &first.payer), (&second.id, &second.digest, &second.payer));
        other["value"] = "10001".into();
        let more = read(Version::One, &payload(Version::One, &other)).expect("read");
        assert_eq!((&more.id, more.digest == first.digest), (&first.id, false));
        other["nonce"] = format!("0x{}", "1f".repeat(32)).into();
        assert_ne!(first.id, read(Version::One, &payload(Version::One, &other)).expect("read").id);
        assert_eq!((first.refusal(10_000, NOW), second.refusal(10_000, NOW)), (None, None));
    }

    #[test]
    fn what_cannot_be_read_is_malformed_and_what_was_not_asked_for_is_unfit() {
        let malformed = |payload: &Value| matches!(read(Version::One, payload), Err(Unacceptable::Malformed(_)));
        for header in ["", "?", "e30=", "bnVsbA=="] {
            let read = seller().decode(Version::One, header.as_bytes());
            assert!(matches!(read, Err(Unacceptable::Malformed(_))), "{header}");
        }
        let long = vec![b'A'; MAX_HEADER_BYTES + 1];
        assert!(matches!(seller().decode(Version::One, &long), Err(Unacceptable::Malformed(_))));
        assert!(malformed(&payload(Version::Two, &authorization())), "of another version");
        for (field, value) in [
            ("from", json!("0x12")),
            ("to", json!(7)),
            ("value", json!("-1")),
            ("value", json!(10_000)),
            ("value", json!("")),
            ("validBefore", json!("soon")),
            ("validBefore", json!("9".repeat(79))),
            ("nonce", json!("0x12")),
        ] {
            let mut bad = authorization();
            bad[field] = value;
            assert!(malformed(&payload(Version::One, &bad)), "{bad}");
        }
        for (field, value, reason) in [("scheme", "upto", "unsupported_scheme"), ("network", "base", "invalid_network")]
        {
            let mut other = payload(Version::One, &authorization());
            other[field] = value.into();
            assert_eq!(read(Version::One, &other).err(), Some(Unacceptable::Unfit(reason)));
        }
    }

    #[test]
    fn version_1_may_pay_more_and_version_2_pays_exactly() {
        let pays = |version, value: &str| {
            let mut authorization = authorization();
            authorization["value"] = value.into();
            let payment = read(version, &payload(version, &authorization)).expect("read");
            payment.refusal(10_000, NOW)
        };
        let wrong = Some("invalid_exact_evm_payload_authorization_value");
        let of = |version| ["9999", "10000", "10001", &"9".repeat(78)].map(|value| pays(version, value));
        assert_eq!(of(Version::One), [wrong, None, None, wrong]);
        assert_eq!(of(Version::Two), [wrong, None, wrong, wrong]);
    }

    #[test]
    fn time_and_recipient_are_checked() {
        let refused = |field: &str, value: &str| {
            let mut authorization = authorization();
            authorization[field] = value.into();
            let payment = read(Version::One, &payload(Version::One, &authorization)).expect("read");
            payment.refusal(10_000, NOW)
        };
        assert_eq!(refused("validBefore", "1000006"), None);
        assert_eq!(refused("validBefore", "1000005"), Some("invalid_exact_evm_payload_authorization_valid_before"));
        assert_eq!(refused("validAfter", "1000000"), None);
        assert_eq!(refused("validAfter", "1000001"), Some("invalid_exact_evm_payload_authorization_valid_after"));
        let elsewhere = format!("0x{}", "ac".repeat(20));
        assert_eq!(refused("to", &elsewhere), Some("invalid_exact_evm_payload_recipient_mismatch"));
        for (field, value) in
            [("asset", "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"), ("payTo", &elsewhere), ("amount", "1")]
        {
            let mut other = payload(Version::Two, &authorization());
            other["accepted"][field] = value.into();
            let payment = read(Version::Two, &other).expect("read");
            assert_eq!(payment.refusal(10_000, NOW), Some("invalid_payment_requirements"), "{field}");
        }
    }
}
