//! Checks before a message is sent: bounces, storage, size, allowance and sender.

use super::bounce;
use super::compose::missing;
use super::provider::Provider;
use crate::directory::MailLeft;
use crate::error::{Code, Error, Result};
use crate::mail::outgoing_email::OutgoingEmail;
use crate::mail::{Address, Mailbox};
use crate::platform::values;
use crate::pod::Pod;
use crate::recipients::person;
use crate::time::Timestamp;

impl Pod {
    /// Refuses to send after too many bounces.
    pub(in crate::pod::mail::outbox) fn check_bounces(&self) -> Result<()> {
        if bounce::suspended_until(self)?.is_none() {
            return Ok(());
        }
        let message =
            format!("Recipients' servers have refused mail to {} addresses within a day.", bounce::MAX_BOUNCES);
        Err(Error::new(Code::SendingSuspended, message)
            .fix("Do not send to these addresses again. Sending works again a day after the first refusal."))
    }

    /// Refuses to store more sent mail than a pod may. Received mail does not count, so it cannot stop the pod from sending.
    pub(in crate::pod::mail::outbox) fn check_storage(&self) -> Result<()> {
        const SELECT_FULL: &str = "SELECT sent FROM storage WHERE sent >= ?";
        let limit = self.limits()?.storage_bytes;
        if !self.sql().exists(SELECT_FULL, &values![limit])? {
            return Ok(());
        }
        Err(Error::new(Code::StorageLimit, format!("The pod's sent mail has reached its limit of {limit} bytes."))
            .fix("Delete sent messages that you do not need: DELETE /v1/email/outbox/{id}."))
    }

    /// Refuses a message that is too large for the provider.
    pub(in crate::pod::mail::outbox) fn check_size(&self, email: &OutgoingEmail) -> Result<()> {
        let Some(max) = Provider::of(self).max_bytes() else { return Ok(()) };
        if email.recipients().iter().all(|to| self.is_internal(to)) {
            return Ok(());
        }
        let size = email.build().map_err(Error::internal)?.len();
        if size <= max {
            return Ok(());
        }
        let message = format!(
            "The message has {size} bytes with its files in base64. Mail to other servers can have at most {max}."
        );
        Err(Error::new(Code::TooLarge, message).fix("Send smaller files, or a link to them."))
    }

    /// Takes one email of the account's allowance.
    pub(in crate::pod::mail::outbox) async fn allowance(&self, now: Timestamp) -> Result<MailLeft> {
        let (left, taken) = self.directory().take_email(now, self.limits()?).await?;
        if taken { Ok(left) } else { Err(self.allowance_used(left)?) }
    }

    /// The error when the allowance is used up.
    pub(in crate::pod::mail::outbox) fn allowance_used(&self, left: MailLeft) -> Result<Error> {
        let limits = self.limits()?;
        let (day, hour) = (limits.emails_per_day, limits.emails_per_hour);
        let message = format!("Your account may send {hour} emails an hour and {day} a day.");
        let left = serde_json::to_value(left).map_err(Error::internal)?;
        Ok(Error::new(Code::PaymentRequired, message)
            .fix("Wait for the next hour, or for midnight UTC if the day's emails are used up.")
            .with("rate_limit", left)
            .with("accepts", Vec::<u8>::new())
            .with("x402Version", 1))
    }

    /// The sender of a `from` field. Its address must be the pod's.
    pub(in crate::pod) async fn sender(&self, from: Option<&str>) -> Result<Mailbox> {
        let mut sender = person(from.filter(|from| !from.is_empty()).ok_or_else(|| missing("from"))?)?;
        sender.address.make_ascii_lowercase();
        let plain = sender.address.parse::<Address>().map(|address| address.without_tag().to_string());
        if plain.is_ok_and(|address| self.addresses().check_scope(&address).is_err()) {
            return Err(not_your_address());
        }
        if !self.is_internal(&sender.address) {
            return match self.still_owns(&sender.address).await? {
                true => Ok(sender),
                false => Err(self.no_sender()),
            };
        }
        match self.addresses().own(Some(&sender.address)).await {
            Ok(_) => Ok(sender),
            Err(error) if error.code == Code::AddressNotYours => Err(not_your_address()),
            Err(error) => Err(error),
        }
    }

    /// Whether an address at a domain of the account is the pod's and the domain is still proved. Each call asks the directory, because pods
    /// are not notified when a domain is removed with its addresses.
    pub(in crate::pod::mail::outbox) async fn still_owns(&self, address: &str) -> Result<bool> {
        let Ok(address) = address.parse::<Address>() else { return Ok(false) };
        let address = address.without_tag().to_string();
        let home = self.directory().owns_at_proved_domain(&address).await?;
        let Some(home) = home else { return Ok(false) };
        self.addresses().record(&address, home.public_key.as_deref())?;
        Ok(true)
    }

    fn no_sender(&self) -> Error {
        let domain = &self.config().mail_domain;
        let message = format!("The sender must be an address at {domain} or at a domain of your account.");
        Error::new(Code::InvalidSender, message).fix("GET /v1/email/addresses lists your addresses.")
    }
}

fn not_your_address() -> Error {
    Error::new(Code::NotYourAddress, "Your key cannot send as this address, or it does not belong to this pod.")
        .fix("GET /v1/email/addresses lists your addresses; POST /v1/email/claim claims another.")
}
