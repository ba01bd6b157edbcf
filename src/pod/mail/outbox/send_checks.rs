//! What a message needs to be let out: a good name, room in the allowance, a size that is taken, a sender of the pod's.

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
    /// Whether mail from here is welcome: not when too much of it was refused lately.
    pub(in crate::pod::mail::outbox) fn is_trusted(&self) -> Result<()> {
        if bounce::suspended_until(self)?.is_none() {
            return Ok(());
        }
        let message =
            format!("Recipients' servers have refused mail to {} addresses within a day.", bounce::MAX_BOUNCES);
        Err(Error::new(Code::SendingSuspended, message).fix("Remove dead addresses; sending goes on a day later."))
    }

    /// Refuses to keep more sent mail than a pod may store. Mail that others send here does not count: it cannot stop the pod's own.
    pub(in crate::pod::mail::outbox) fn has_room(&self) -> Result<()> {
        const SELECT_FULL: &str = "SELECT sent FROM storage WHERE sent >= ?";
        let limit = self.limits()?.storage_bytes;
        if self.sql().first(SELECT_FULL, &values![limit])?.is_none() {
            return Ok(());
        }
        Err(Error::new(
            Code::StorageLimit,
            format!("The pod's sent mail takes {limit} bytes, as many as it may store."),
        )
        .fix("Delete what you need no more: DELETE /v1/email/outbox/{id}."))
    }

    /// Refuses what the provider would not take.
    pub(in crate::pod::mail::outbox) fn check_size(&self, letter: &OutgoingEmail) -> Result<()> {
        let Some(most) = Provider::of(self).most_bytes() else { return Ok(()) };
        if letter.recipients().iter().all(|to| self.is_internal(to)) {
            return Ok(());
        }
        let size = letter.build().map_err(Error::internal)?.len();
        if size <= most {
            return Ok(());
        }
        let message = format!("The message has {size} bytes with its files in base64; mail to others takes {most}.");
        Err(Error::new(Code::TooLarge, message).fix("Send smaller files, or a link to them."))
    }

    /// Takes one email of the account's allowance.
    pub(in crate::pod::mail::outbox) async fn allowance(&self, now: Timestamp) -> Result<MailLeft> {
        let (left, taken) = self.directory().take_email(now, self.limits()?).await?;
        if taken { Ok(left) } else { Err(self.over_the_limit(left)?) }
    }

    /// What is said when nothing is left.
    pub(in crate::pod::mail::outbox) fn over_the_limit(&self, left: MailLeft) -> Result<Error> {
        let limits = self.limits()?;
        let (day, hour) = (limits.emails_per_day, limits.emails_per_hour);
        let message = format!("Your account may send {hour} emails an hour and {day} a day.");
        let left = serde_json::to_value(left).map_err(Error::internal)?;
        Ok(Error::new(Code::PaymentRequired, message)
            .fix("Wait for the next hour, or for midnight UTC if the day's are used up.")
            .with("rate_limit", left)
            .with("accepts", Vec::<u8>::new())
            .with("x402Version", 1))
    }

    /// The sender meant by `from`, whose address must be the pod's.
    pub(in crate::pod) async fn sender(&self, from: Option<&str>) -> Result<Mailbox> {
        let mut sender = person(from.filter(|from| !from.is_empty()).ok_or_else(|| missing("from"))?)?;
        sender.address.make_ascii_lowercase();
        if !self.is_internal(&sender.address) {
            return match self.still_owns(&sender.address).await? {
                true => Ok(sender),
                false => Err(self.no_sender()),
            };
        }
        match self.addresses().own(Some(&sender.address)).await {
            Ok(_) => Ok(sender),
            Err(error) if error.code == Code::AddressNotYours => {
                Err(Error::new(Code::NotYourAddress, "The sender's address is not yours.")
                    .fix("GET /v1/email/addresses lists yours; POST /v1/email/claim gets you another."))
            }
            Err(error) => Err(error),
        }
    }

    /// Whether an address at a domain of the account's own is the pod's, and the domain still proved. The directory is asked each time: when the
    /// domain goes, its addresses go with it, and no pod is told of each.
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
        let message =
            format!("Mail from here is sent from addresses at {domain}, and at domains of your account's own.");
        Error::new(Code::InvalidSender, message).fix("GET /v1/email/addresses lists yours.")
    }
}
