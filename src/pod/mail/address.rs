//! One address, and how it takes mail.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::addresses::checked_key;
use super::e2e;
use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::mail::rule::Accept;
use crate::platform::values;
use crate::pod::Pod;
use crate::wire::{Body, Json, Patch, Path};

/// An address.
#[derive(Serialize, ToSchema)]
#[schema(as = EmailAddress)]
pub struct Detail {
    /// The address.
    #[schema(example = "ada@warren.example")]
    address: String,
    /// Whether its mail is sealed to a public key.
    e2e_enabled: bool,
    /// The key that new mail is sealed to, base64url; null where it is not sealed.
    #[schema(example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    public_key: Option<String>,
    /// The name of `public_key`, as in `e2e_key_id` of messages.
    #[schema(example = "66687aadf862bd77")]
    key_id: Option<String>,
    /// Whether the address keeps a key of its own when the pod's is rotated.
    own_key: bool,
    /// Whose mail is taken where no rule says otherwise.
    accept: Accept,
    /// Messages in the mailbox, but for those that a rule filed away.
    total: i64,
    /// Those of them that were not read yet.
    unread: i64,
    /// Messages that a rule filed away: listed with `?blocked=true`.
    blocked: i64,
}

/// Read an address.
///
/// How it takes mail, and how much lies there.
#[operation(
    GET "/v1/email/addresses/{address}", tag = "email", permission = MailRead,
    path(address = "The address."),
    reply = "The address.",
    errors(InvalidAddress, AddressNotYours),
)]
pub async fn get_address(pod: Pod, Path(address): Path<String>) -> Result<Json<Detail>> {
    let address = pod.own_address(Some(&address)).await?;
    pod.address_detail(address).map(Json)
}

/// Changes to an address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressPatch {
    /// Whether new mail is sealed: to the address's own key if it has one, else to the pod's.
    e2e_enabled: Option<bool>,
    /// X25519 public key for this address alone, 32 bytes in base64url, base64 or hex. It enables sealing unless
    /// `e2e_enabled` says otherwise, and stays when the pod's key is rotated. Null: the pod's key from now on.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    public_key: Patch<String>,
    /// `everyone`, or `allowed_only`: mail is refused (`5.7.1`) unless a rule with the action `allow` matches. That includes
    /// notices that mail of yours could not be delivered.
    accept: Option<Accept>,
}

/// Change how an address takes mail.
///
/// What is left out stays as it is. It counts for mail that arrives after the reply; what is stored stays as it was.
#[operation(
    PATCH "/v1/email/addresses/{address}", tag = "email", permission = MailWrite,
    path(address = "The address."),
    reply = "The address as it is now.",
    errors(InvalidAddress, InvalidPublicKey, MissingFields = "There is no key to seal to.", AddressNotYours),
    audit(AddressUpdated),
)]
pub async fn update_address(
    pod: Pod,
    Path(address): Path<String>,
    Body(patch): Body<AddressPatch>,
) -> Result<Json<Detail>> {
    let public_key = match patch.public_key {
        Patch::Set(key) => Patch::Set(checked_key(&key)?),
        other => other,
    };
    let patch = AddressPatch { public_key, ..patch };
    let address = pod.own_address(Some(&address)).await?;
    pod.sql().atomically(|| {
        pod.patch_address(&address, &patch)?;
        pod.audit(AuditAction::AddressUpdated, &address)
    })?;
    pod.address_detail(address).map(Json)
}

impl Pod {
    fn address_detail(&self, address: String) -> Result<Detail> {
        const SELECT_ADDRESS: &str = "
            SELECT e2e_enabled, own_key IS NOT NULL, total, unread, blocked, accept = 'allowed_only'
            FROM address WHERE address = ?";
        let row = self.sql().first(SELECT_ADDRESS, &values![&address])?;
        let row = row.ok_or_else(|| Error::internal("an address vanished"))?;
        let public_key = self.delivery_policy(&address)?.sealing_key;
        Ok(Detail {
            e2e_enabled: row.integer(0) == 1,
            key_id: public_key.as_deref().map(e2e::key_id).transpose()?,
            public_key,
            own_key: row.integer(1) == 1,
            total: row.integer(2),
            unread: row.integer(3),
            blocked: row.integer(4),
            accept: if row.integer(5) == 1 { Accept::AllowedOnly } else { Accept::Everyone },
            address,
        })
    }

    /// Part of the caller's transaction: a refusal undoes it.
    fn patch_address(&self, address: &str, patch: &AddressPatch) -> Result<()> {
        const UPDATE_ADDRESS_OWN_KEY: &str = "UPDATE address SET own_key = ?2, e2e_enabled = 1 WHERE address = ?1";
        const UPDATE_ADDRESS_KEYLESS: &str = "UPDATE address SET own_key = NULL, public_key = NULL WHERE address = ?";
        const UPDATE_ADDRESS_E2E: &str = "UPDATE address SET e2e_enabled = coalesce(?2, e2e_enabled) WHERE address = ?1
            RETURNING e2e_enabled";
        const UPDATE_ADDRESS_ACCEPT: &str =
            "UPDATE address SET accept = iif(?2, 'allowed_only', 'everyone') WHERE address = ?1";
        if let Some(accept) = patch.accept {
            self.sql().run(UPDATE_ADDRESS_ACCEPT, &values![address, accept == Accept::AllowedOnly])?;
        }
        match &patch.public_key {
            Patch::Keep => {}
            Patch::Remove => drop(self.sql().run(UPDATE_ADDRESS_KEYLESS, &values![address])?),
            Patch::Set(key) => {
                self.remember_key(key)?;
                self.sql().run(UPDATE_ADDRESS_OWN_KEY, &values![address, key])?;
            }
        }
        let enabled = self.sql().first(UPDATE_ADDRESS_E2E, &values![address, patch.e2e_enabled])?;
        if enabled.is_some_and(|row| row.integer(0) == 1) && self.delivery_policy(address)?.sealing_key.is_none() {
            return Err(Error::new(
                Code::MissingFields,
                "There is no key that mail to this address could be sealed to.",
            )
            .fix("Send `public_key`, or give the pod a key with POST /v1/e2e/rotate-key."));
        }
        Ok(())
    }
}
