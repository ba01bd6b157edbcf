//! A facilitator of x402 with a chain in memory: it recovers who signed, moves each authorization once, and misbehaves if told to.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex};
use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use data_encoding::HEXLOWER;
use k256::ecdsa::{RecoveryId, Signature, SigningKey, VerifyingKey};
use serde_json::{Value, json};
use sha3::{Digest, Keccak256};

use super::{Answer, Post};

/// Longer than anybody waits for it.
const HANGS: Duration = Duration::from_secs(90);
pub const PAY_TO: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
const CHAIN: u128 = 84_532;
const USDC: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";

/// What it does once instead of its work.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mood {
    RefusesToVerify,
    HangsInVerify,
    RefusesToSettle,
    HangsBeforeSettling,
    HangsAfterSettling,
    FailsInSettle,
    SettlesSlowly,
}

#[derive(Default)]
struct Chain {
    used: HashSet<(String, String)>,
    moved: HashMap<String, Vec<u128>>,
    moods: HashMap<String, Vec<Mood>>,
    asked: HashMap<String, Vec<String>>,
}

static CHAIN_STATE: LazyLock<Mutex<Chain>> = LazyLock::new(Mutex::default);

/// Somebody with a wallet.
pub struct Payer {
    key: SigningKey,
    pub address: String,
}

/// What is signed.
#[derive(Clone)]
pub struct Authorization {
    pub from: String,
    pub to: String,
    pub value: u128,
    pub valid_after: u64,
    pub valid_before: u64,
    pub nonce: [u8; 32],
}

impl Payer {
    pub fn new() -> Payer {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).unwrap();
        let key = SigningKey::from_slice(&bytes).unwrap();
        let address = address_of(key.verifying_key());
        Payer { key, address }
    }

    /// As wallets take it.
    pub fn secret(&self) -> String {
        format!("0x{}", HEXLOWER.encode(&self.key.to_bytes()))
    }

    /// Tells the facilitator how to treat the next call about this payer's money that the mood is about.
    pub fn mood(&self, mood: Mood) {
        CHAIN_STATE.lock().unwrap().moods.entry(self.address.clone()).or_default().push(mood);
    }

    /// What has left the wallet.
    pub fn paid(&self) -> Vec<u128> {
        CHAIN_STATE.lock().unwrap().moved.get(&self.address).cloned().unwrap_or_default()
    }

    /// What the facilitator was asked about this payer: `verify`, `settle`.
    pub fn asked(&self) -> Vec<String> {
        CHAIN_STATE.lock().unwrap().asked.get(&self.address).cloned().unwrap_or_default()
    }

    pub fn authorization(&self, value: u128) -> Authorization {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let mut nonce = [0; 32];
        getrandom::fill(&mut nonce).unwrap();
        let (from, to) = (self.address.clone(), PAY_TO.to_owned());
        Authorization { from, to, value, valid_after: now - 600, valid_before: now + 300, nonce }
    }

    /// What goes in `X-PAYMENT`.
    pub fn v1(&self, authorization: &Authorization) -> String {
        let payload = json!({
            "x402Version": 1, "scheme": "exact", "network": "base-sepolia", "payload": self.signed(authorization),
        });
        STANDARD.encode(payload.to_string())
    }

    /// What goes in `PAYMENT-SIGNATURE`.
    pub fn v2(&self, authorization: &Authorization) -> String {
        let accepted = json!({
            "scheme": "exact", "network": "eip155:84532", "amount": authorization.value.to_string(), "asset": USDC,
            "payTo": PAY_TO, "maxTimeoutSeconds": 300, "extra": { "name": "USDC", "version": "2" },
        });
        let payload = json!({ "x402Version": 2, "accepted": accepted, "payload": self.signed(authorization) });
        STANDARD.encode(payload.to_string())
    }

    fn signed(&self, authorization: &Authorization) -> Value {
        let (signature, recovery) = self.key.sign_prehash_recoverable(&digest(authorization));
        let signature = [&signature.to_bytes()[..], &[27 + recovery.to_byte()]].concat();
        json!({
            "signature": format!("0x{}", HEXLOWER.encode(&signature)),
            "authorization": {
                "from": authorization.from,
                "to": authorization.to,
                "value": authorization.value.to_string(),
                "validAfter": authorization.valid_after.to_string(),
                "validBefore": authorization.valid_before.to_string(),
                "nonce": format!("0x{}", HEXLOWER.encode(&authorization.nonce)),
            },
        })
    }
}

fn keccak(bytes: impl AsRef<[u8]>) -> [u8; 32] {
    Keccak256::digest(bytes).into()
}

fn address_of(key: &VerifyingKey) -> String {
    let point = key.to_sec1_point(false);
    format!("0x{}", HEXLOWER.encode(&keccak(&point.as_bytes()[1..])[12..]))
}

fn number(value: u128) -> [u8; 32] {
    let mut word = [0; 32];
    word[16..].copy_from_slice(&value.to_be_bytes());
    word
}

fn address(text: &str) -> [u8; 32] {
    let mut word = [0; 32];
    word[12..].copy_from_slice(&HEXLOWER.decode(text[2..].to_lowercase().as_bytes()).unwrap());
    word
}

/// EIP-712, of the USDC of Base Sepolia and EIP-3009.
fn digest(signed: &Authorization) -> [u8; 32] {
    const DOMAIN: &str = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
    const TRANSFER: &str = "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)";
    let domain = keccak([keccak(DOMAIN), keccak("USDC"), keccak("2"), number(CHAIN), address(USDC)].concat());
    let (after, before) = (number(signed.valid_after.into()), number(signed.valid_before.into()));
    let fields = [address(&signed.from), address(&signed.to), number(signed.value), after, before, signed.nonce];
    let message = keccak([&[keccak(TRANSFER)], &fields[..]].concat().concat());
    keccak([&[0x19, 0x01][..], &domain, &message].concat())
}

fn recovered(signed: &Authorization, signature: &str) -> Option<String> {
    let bytes = HEXLOWER.decode(signature.strip_prefix("0x")?.as_bytes()).ok().filter(|bytes| bytes.len() == 65)?;
    let (signature, recovery) = (Signature::from_slice(&bytes[..64]).ok()?, bytes[64].checked_sub(27)?);
    let key = VerifyingKey::recover_from_prehash(&digest(signed), &signature, RecoveryId::from_byte(recovery)?).ok()?;
    Some(address_of(&key))
}

fn read(payload: &Value) -> Authorization {
    let signed = &payload["payload"]["authorization"];
    let text = |field: &str| signed[field].as_str().unwrap().to_owned();
    Authorization {
        from: text("from"),
        to: text("to"),
        value: text("value").parse().unwrap(),
        valid_after: text("validAfter").parse().unwrap(),
        valid_before: text("validBefore").parse().unwrap(),
        nonce: HEXLOWER.decode(text("nonce")[2..].to_lowercase().as_bytes()).unwrap().try_into().unwrap(),
    }
}

impl Chain {
    /// Why an authorization cannot be carried out.
    fn fault(&self, question: &Value, signed: &Authorization) -> Option<&'static str> {
        let (payload, required) = (&question["paymentPayload"], &question["paymentRequirements"]);
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let (network, enough) = match question["x402Version"].as_u64().unwrap() {
            1 => (
                &payload["network"],
                required["maxAmountRequired"].as_str().unwrap().parse::<u128>().unwrap() <= signed.value,
            ),
            _ => (&payload["accepted"]["network"], required["amount"] == signed.value.to_string()),
        };
        let key = (signed.from.to_lowercase(), HEXLOWER.encode(&signed.nonce));
        let signature = payload["payload"]["signature"].as_str().unwrap();
        let to = required["payTo"].as_str().unwrap();
        match () {
            () if payload["x402Version"] != question["x402Version"] => Some("invalid_x402_version"),
            () if *network != required["network"] || required["asset"] != USDC => Some("invalid_network"),
            () if recovered(signed, signature) != Some(signed.from.to_lowercase()) => {
                Some("invalid_exact_evm_payload_signature")
            }
            () if !signed.to.eq_ignore_ascii_case(to) => Some("invalid_exact_evm_payload_recipient_mismatch"),
            () if !enough => Some("invalid_exact_evm_payload_authorization_value"),
            () if signed.valid_before < now => Some("invalid_exact_evm_payload_authorization_valid_before"),
            () if self.used.contains(&key) => Some("invalid_exact_evm_nonce_already_used"),
            () => None,
        }
    }

    fn take(&mut self, payer: &str, mood: Mood) -> bool {
        let moods = self.moods.entry(payer.to_owned()).or_default();
        moods.iter().position(|other| *other == mood).map(|at| moods.remove(at)).is_some()
    }

    fn settle(&mut self, signed: &Authorization) -> String {
        let payer = signed.from.to_lowercase();
        self.used.insert((payer.clone(), HEXLOWER.encode(&signed.nonce)));
        self.moved.entry(payer).or_default().push(signed.value);
        format!("0x{}", HEXLOWER.encode(&keccak(signed.nonce)))
    }
}

/// Its operations, below any path.
pub fn facilitate(post: &Post) -> Answer {
    let question = post.json();
    let signed = read(&question["paymentPayload"]);
    let payer = signed.from.to_lowercase();
    let mut chain = CHAIN_STATE.lock().unwrap();
    let answer = |body: Value| Answer::status(200).header("content-type", "application/json").body(&body.to_string());
    let call = post.path.rsplit('/').next().unwrap();
    chain.asked.entry(payer.clone()).or_default().push(call.to_owned());
    if call == "verify" {
        let fault = match () {
            () if chain.take(&payer, Mood::HangsInVerify) => return answer(json!({})).after(HANGS),
            () if chain.take(&payer, Mood::RefusesToVerify) => Some("insufficient_funds"),
            () => chain.fault(&question, &signed),
        };
        return answer(json!({ "isValid": fault.is_none(), "invalidReason": fault, "payer": payer }));
    }
    assert_eq!(call, "settle");
    let network = &question["paymentRequirements"]["network"];
    let refused = |reason: &str| {
        answer(
            json!({ "success": false, "errorReason": reason, "transaction": "", "network": network, "payer": payer }),
        )
    };
    match () {
        () if chain.take(&payer, Mood::FailsInSettle) => {
            return Answer::status(500).body("<h1>Internal Server Error</h1>");
        }
        () if chain.take(&payer, Mood::HangsBeforeSettling) => return answer(json!({})).after(HANGS),
        () if chain.take(&payer, Mood::RefusesToSettle) => return refused("invalid_exact_evm_transaction_failed"),
        () => {}
    }
    if let Some(fault) = chain.fault(&question, &signed) {
        return refused(fault);
    }
    let hash = chain.settle(&signed);
    let settled = answer(json!({ "success": true, "transaction": hash, "network": network, "payer": payer }));
    match () {
        () if chain.take(&payer, Mood::HangsAfterSettling) => settled.after(HANGS),
        () if chain.take(&payer, Mood::SettlesSlowly) => settled.after(Duration::from_secs(1)),
        () => settled,
    }
}
