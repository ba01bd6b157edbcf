//! Emails to accounts about their domains.

use crate::directory::{DomainEmail, DomainEmailKind, GRACE};
use crate::edge::Edge;
use crate::error::Result;
use crate::platform::{clock, log};
use crate::rpc::SystemEmail;
use crate::time::Timestamp;

impl Edge {
    /// Sends the emails that are recorded. A later run repeats one that fails.
    pub(super) async fn send_domain_emails(&self) -> Result<()> {
        let directory = self.directory()?;
        for email in directory.lease_domain_emails(clock::now()).await? {
            match self.send_domain_email(&email).await {
                Ok(()) => directory.delete_domain_email(email.seq).await?,
                Err(error) => log::error(&error.to_string()),
            }
        }
        Ok(())
    }

    /// Sends to the recovery email, and to the operator email if it differs.
    async fn send_domain_email(&self, email: &DomainEmail) -> Result<()> {
        let mut recipients: Vec<_> = email.recovery_email.iter().chain(&email.operator_email).collect();
        recipients.dedup();
        let (subject, text) = self.domain_email(email);
        for to in recipients {
            let pseudonym = self.config.master_key.name(to);
            let system_email = SystemEmail { to: to.clone(), subject: subject.clone(), text: text.clone() };
            self.mail_router()?.send_about_domain(&email.account_id, &pseudonym, &system_email, clock::now()).await?;
        }
        Ok(())
    }

    fn domain_email(&self, email: &DomainEmail) -> (String, String) {
        let domain = &email.domain;
        let until = Timestamp::from_millis(email.created_at).plus(GRACE);
        let (subject, text) = match email.kind {
            DomainEmailKind::Claimed => (
                format!("Your proof of {domain} was found"),
                format!(
                    "A DNS record proves that {domain} belongs to your account. Another account has the domain now. If your record is \
                     still there on {until}, the domain becomes yours. Until then nothing changes."
                ),
            ),
            DomainEmailKind::Contested => (
                format!("Another account claims {domain}"),
                format!(
                    "Another account has set a DNS record that proves that {domain} belongs to it. On {until} the domain moves to that \
                     account, and your account's addresses at it are released.\n\nIf the domain is yours, remove the TXT records of _warren.{domain} that do not \
                     belong to your account, and find out who changed your DNS. If you have given the domain away, do nothing."
                ),
            ),
            DomainEmailKind::Won => (
                format!("{domain} now belongs to your account"),
                format!(
                    "The domain {domain} now belongs to your account. You can claim addresses there: POST /v1/email/claim."
                ),
            ),
            DomainEmailKind::Lost => (
                format!("{domain} now belongs to another account"),
                format!(
                    "For seven days a DNS record has proved that {domain} belongs to another account, so the domain has moved to that account. Your account's \
                     addresses at it are released. Mail that has arrived stays readable."
                ),
            ),
            DomainEmailKind::Missing => (
                format!("The proof of {domain} is missing"),
                format!(
                    "The DNS record that proves that {domain} belongs to your account was not found. If it is missing for seven days in a row, you \
                     can no longer send mail from the domain.\n\nIf you want to keep the domain, set the record again: GET /v1/stack shows it."
                ),
            ),
            DomainEmailKind::Lapsed => (
                format!("{domain} is no longer verified"),
                format!(
                    "The DNS record that proves that {domain} belongs to your account was missing for seven days. You can no longer send mail from the \
                     domain or claim addresses there, and another account can prove that the domain belongs to it. Your addresses stay \
                     until then.\n\nTo get the domain back, set the record and call POST /v1/stack/{{id}}/verify."
                ),
            ),
        };
        (
            subject,
            format!("{text}\n\nThe state of your domains: {}/console, or GET /v1/stack.\n", self.config.public_url),
        )
    }
}
