//! The limits of each tier: all limits that apply to an account.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use utoipa::ToSchema;

/// The tier of an account, which the operator sets.
/// - `free`: the lower limits
/// - `paid`: the higher limits
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum Tier {
    Free,
    Paid,
}

/// The numbers of one tier. An account's pods count together.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Limits {
    /// Custom domains.
    pub stacks: u32,
    /// Email addresses.
    pub addresses: u32,
    /// DNS records in all stacks together.
    pub dns_records: u32,
    /// Emails sent in a calendar day (UTC).
    pub emails_per_day: u32,
    /// Emails sent in a clock hour.
    pub emails_per_hour: u32,
    /// Recipients of one email, including Cc and Bcc.
    pub recipients_per_email: u32,
    /// Events in a pod's calendar.
    pub calendar_events: u32,
    /// Authenticated requests in a calendar day (UTC).
    pub requests_per_day: u32,
    /// Keys in the vault of one pod; null: no limit.
    pub vault_keys: Option<u32>,
    /// Versions that are stored of a key in a vault.
    pub vault_versions: u32,
    /// Largest value in a vault, in bytes of UTF-8.
    pub vault_ciphertext: u32,
    /// Messages received in a calendar day (UTC).
    pub inbound_emails_per_day: u32,
    /// Bytes of messages received in a calendar day (UTC).
    pub inbound_bytes_per_day: i64,
    /// Bytes that one pod stores.
    pub storage_bytes: i64,
}

/// An amount of received mail: messages, and their bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbound {
    pub messages: i64,
    pub bytes: i64,
}

impl Inbound {
    /// What is left after another amount is taken, at least zero.
    pub fn less(self, other: Self) -> Self {
        Self { messages: (self.messages - other.messages).max(0), bytes: (self.bytes - other.bytes).max(0) }
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Self {
        Self { messages: self.messages + other.messages, bytes: self.bytes + other.bytes }
    }
}

/// A million bytes.
const MB: i64 = 1_000_000;

/// The numbers of every tier.
pub struct Tiers {
    free: Limits,
    paid: Limits,
}

impl Default for Tiers {
    fn default() -> Self {
        Self {
            free: Limits {
                stacks: 1,
                addresses: 10,
                dns_records: 50,
                emails_per_day: 10,
                emails_per_hour: 5,
                recipients_per_email: 10,
                calendar_events: 100,
                requests_per_day: 100,
                vault_keys: Some(10),
                vault_versions: 3,
                vault_ciphertext: 16 * 1_024,
                inbound_emails_per_day: 200,
                inbound_bytes_per_day: 100 * MB,
                storage_bytes: 1_000 * MB,
            },
            paid: Limits {
                stacks: 10,
                addresses: 100,
                dns_records: 500,
                emails_per_day: 1_000,
                emails_per_hour: 100,
                recipients_per_email: 50,
                calendar_events: 10_000,
                requests_per_day: 10_000,
                vault_keys: None,
                vault_versions: 100,
                vault_ciphertext: 64 * 1_024,
                inbound_emails_per_day: 10_000,
                inbound_bytes_per_day: 5_000 * MB,
                storage_bytes: 8_000 * MB,
            },
        }
    }
}

/// `TIER_LIMITS`: numbers to use instead, by tier and name.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Overrides {
    free: Override,
    paid: Override,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Override {
    stacks: Option<u32>,
    addresses: Option<u32>,
    dns_records: Option<u32>,
    emails_per_day: Option<u32>,
    emails_per_hour: Option<u32>,
    recipients_per_email: Option<u32>,
    calendar_events: Option<u32>,
    requests_per_day: Option<u32>,
    vault_keys: Option<u32>,
    vault_versions: Option<NonZeroU32>,
    vault_ciphertext: Option<u32>,
    inbound_emails_per_day: Option<u32>,
    inbound_bytes_per_day: Option<Bytes>,
    storage_bytes: Option<Bytes>,
}

/// Bytes, of which databases and JSON can tell.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
struct Bytes(i64);

impl TryFrom<i64> for Bytes {
    type Error = &'static str;

    fn try_from(bytes: i64) -> Result<Self, Self::Error> {
        if (0..=1 << 53).contains(&bytes) { Ok(Self(bytes)) } else { Err("bytes lie between 0 and 2^53") }
    }
}

impl Tiers {
    /// With some numbers replaced.
    pub fn overridden(self, by: Overrides) -> Self {
        Self { free: self.free.overridden(&by.free), paid: self.paid.overridden(&by.paid) }
    }

    /// The numbers of a tier.
    pub fn of(&self, tier: Tier) -> &Limits {
        match tier {
            Tier::Free => &self.free,
            Tier::Paid => &self.paid,
        }
    }
}

impl Limits {
    fn overridden(self, by: &Override) -> Self {
        Self {
            stacks: by.stacks.unwrap_or(self.stacks),
            addresses: by.addresses.unwrap_or(self.addresses),
            dns_records: by.dns_records.unwrap_or(self.dns_records),
            emails_per_day: by.emails_per_day.unwrap_or(self.emails_per_day),
            emails_per_hour: by.emails_per_hour.unwrap_or(self.emails_per_hour),
            recipients_per_email: by.recipients_per_email.unwrap_or(self.recipients_per_email),
            calendar_events: by.calendar_events.unwrap_or(self.calendar_events),
            requests_per_day: by.requests_per_day.unwrap_or(self.requests_per_day),
            vault_keys: by.vault_keys.or(self.vault_keys),
            vault_versions: by.vault_versions.map_or(self.vault_versions, NonZeroU32::get),
            vault_ciphertext: by.vault_ciphertext.unwrap_or(self.vault_ciphertext),
            inbound_emails_per_day: by.inbound_emails_per_day.unwrap_or(self.inbound_emails_per_day),
            inbound_bytes_per_day: by.inbound_bytes_per_day.map_or(self.inbound_bytes_per_day, |Bytes(bytes)| bytes),
            storage_bytes: by.storage_bytes.map_or(self.storage_bytes, |Bytes(bytes)| bytes),
        }
    }
}
