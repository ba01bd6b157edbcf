//! One address: its settings and counts.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::addresses::{Addresses, checked_key};
use super::e2e;
use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::mail::rule::Accept;
use crate::platform::{FromRow, values};
use crate::pod::Pod;
use crate::wire::{Body, Json, Patch, Path};

/// An address.
#[derive(Serialize, ToSchema)]
#[schema(as = EmailAddress)]
/// The address.
pub struct AddressDetails {
    /// The address.
    #[schema(example = "ada@warren.example")]
    address: String,
    /// Whether new mail is encrypted to a public key.
    e2e_enabled: bool,
    /// The key to which new mail is encrypted, base64url. Null if new mail is not encrypted.
    #[schema(example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    public_key: Option<String>,
    /// The id of `public_key`, as in `e2e_key_id` of messages.
    #[schema(example = "66687aadf862bd77")]
    key_id: Option<String>,
    /// Whether the address has its own key, which stays when the pod's key is rotated.
    own_key: bool,
    /// Which mail the address accepts.
    accept: Accept,
    /// Messages in the mailbox, without those that a rule filed.
    total: i64,
    /// Unread messages in `total`.
    unread: i64,
    /// Messages that a rule filed. `?blocked=true` lists them.
    blocked: i64,
}

/// Read an address.
///
/// Returns its settings and the number of its messages.
#[operation(
    GET "/v1/email/addresses/{address}", tag = "email", permission = MailRead, per_inbox,
    path(address = "The address."),
    reply = "The address.",
    errors(InvalidAddress, AddressNotYours),
)]
pub async fn get_address(pod: Pod, Path(address): Path<String>) -> Result<Json<AddressDetails>> {
    let address = pod.addresses().own(Some(&address)).await?;
    pod.addresses().details(address).map(Json)
}

/// Changes to an address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressPatch {
    /// Whether new mail is encrypted: to the address's own key if it has one, else to the pod's key.
    e2e_enabled: Option<bool>,
    /// X25519 public key for this address only, 32 bytes in base64url, base64 or hex. It enables encryption unless `e2e_enabled`
    /// is false, and stays when the pod's key is rotated. Null: use the pod's key.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo")]
    public_key: Patch<String>,
    /// `everyone`, or `allowed_only`: mail is refused (`5.7.1`) unless a rule with the action `allow` matches. This includes
    /// reports that your own mail could not be delivered.
    accept: Option<Accept>,
}

/// Change the settings of an address.
///
/// Absent fields do not change. The new settings apply to mail that arrives after the reply; stored mail does not change.
#[operation(
    PATCH "/v1/email/addresses/{address}", tag = "email", permission = MailWrite, per_inbox,
    path(address = "The address."),
    reply = "The changed address.",
    errors(InvalidAddress, InvalidPublicKey, MissingFields = "There is no key to encrypt to.", AddressNotYours),
    audit(AddressUpdated),
)]
pub async fn update_address(
    pod: Pod,
    Path(address): Path<String>,
    Body(patch): Body<AddressPatch>,
) -> Result<Json<AddressDetails>> {
    let public_key = match patch.public_key {
        Patch::Set(key) => Patch::Set(checked_key(&key)?),
        other => other,
    };
    let patch = AddressPatch { public_key, ..patch };
    let address = pod.addresses().own(Some(&address)).await?;
    pod.sql().atomically(|| {
        pod.addresses().update(&address, &patch)?;
        pod.audit().record(AuditAction::AddressUpdated, &address)
    })?;
    pod.addresses().details(address).map(Json)
}

#[derive(FromRow)]
struct AddressRow {
    e2e_enabled: bool,
    has_own_key: bool,
    total: i64,
    unread: i64,
    blocked: i64,
    accepts_allowed_only: bool,
}

impl Addresses<'_> {
    fn details(self, address: String) -> Result<AddressDetails> {
        const SELECT_ADDRESS: &str = "
            SELECT e2e_enabled, own_key IS NOT NULL AS has_own_key, total, unread, blocked,
              accept = 'allowed_only' AS accepts_allowed_only
            FROM address WHERE address = ?";
        let row: Option<AddressRow> = self.pod.sql().row(SELECT_ADDRESS, &values![&address])?;
        let row = row.ok_or_else(|| Error::internal("the address has no row"))?;
        let public_key = self.delivery_policy(&address)?.sealing_key;
        Ok(AddressDetails {
            address,
            e2e_enabled: row.e2e_enabled,
            key_id: public_key.as_deref().map(e2e::key_id).transpose()?,
            public_key,
            own_key: row.has_own_key,
            accept: if row.accepts_allowed_only { Accept::AllowedOnly } else { Accept::Everyone },
            total: row.total,
            unread: row.unread,
            blocked: row.blocked,
        })
    }

    /// Runs in the caller's transaction, which an error undoes.
    fn update(self, address: &str, patch: &AddressPatch) -> Result<()> {
        const UPDATE_KEY: &str = "UPDATE address SET own_key = ?2, e2e_enabled = 1 WHERE address = ?1";
        const CLEAR_KEYS: &str = "UPDATE address SET own_key = NULL, public_key = NULL WHERE address = ?";
        const UPDATE_ENABLED: &str = "UPDATE address SET e2e_enabled = coalesce(?2, e2e_enabled) WHERE address = ?1
            RETURNING e2e_enabled";
        const UPDATE_ACCEPT: &str =
            "UPDATE address SET accept = iif(?2, 'allowed_only', 'everyone') WHERE address = ?1";
        let sql = self.pod.sql();
        if let Some(accept) = patch.accept {
            sql.run(UPDATE_ACCEPT, &values![address, accept == Accept::AllowedOnly])?;
        }
        match &patch.public_key {
            Patch::Keep => {}
            Patch::Remove => drop(sql.run(CLEAR_KEYS, &values![address])?),
            Patch::Set(key) => {
                sql.run(UPDATE_KEY, &values![address, key])?;
                self.pod.e2e_keys().remember(key)?;
            }
        }
        let is_enabled = sql.value(UPDATE_ENABLED, &values![address, patch.e2e_enabled])? == Some(true);
        if is_enabled && self.delivery_policy(address)?.sealing_key.is_none() {
            return Err(Error::new(
                Code::MissingFields,
                "There is no key to which mail to this address could be encrypted.",
            )
            .fix("Send `public_key`, or give the pod a key with POST /v1/e2e/rotate-key."));
        }
        Ok(())
    }
}
