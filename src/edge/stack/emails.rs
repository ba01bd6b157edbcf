//! Letters to accounts about their domains.

use crate::directory::{DomainEmail, DomainEmailKind, GRACE};
use crate::edge::Edge;
use crate::error::Result;
use crate::platform::{clock, log};
use crate::rpc::SystemEmail;
use crate::time::Timestamp;

impl Edge {
    /// Writes the letters that are on record. One that fails is written again later.
    pub(super) async fn write_domain_letters(&self) -> Result<()> {
        let directory = self.directory()?;
        for letter in directory.take_domain_letters(clock::now()).await? {
            match self.write_domain_letter(&letter).await {
                Ok(()) => directory.delete_domain_letter(letter.seq).await?,
                Err(error) => log::error(&error.to_string()),
            }
        }
        Ok(())
    }

    /// To the recovery email, and to the operator's if that is another one.
    async fn write_domain_letter(&self, letter: &DomainEmail) -> Result<()> {
        let mut recipients: Vec<_> = letter.recovery_email.iter().chain(&letter.operator_email).collect();
        recipients.dedup();
        let (subject, text) = self.domain_letter(letter);
        for to in recipients {
            let pseudonym = self.config.master_key.name(to);
            let system_email = SystemEmail { to: to.clone(), subject: subject.clone(), text: text.clone() };
            self.mail_router()?.write_about_domain(&letter.account_id, &pseudonym, &system_email, clock::now()).await?;
        }
        Ok(())
    }

    fn domain_letter(&self, letter: &DomainEmail) -> (String, String) {
        let domain = &letter.domain;
        let until = Timestamp::from_millis(letter.created_at).plus(GRACE);
        let (subject, text) = match letter.kind {
            DomainEmailKind::Claimed => (
                format!("Your proof of {domain} was found"),
                format!(
                    "Your account proves by a DNS record that {domain} is its own. Another account has the domain until now. If your record is \
                     still there on {until}, the domain becomes yours. Until then nothing changes."
                ),
            ),
            DomainEmailKind::Contested => (
                format!("Another account proves that {domain} is its own"),
                format!(
                    "Another account has set a DNS record that proves that {domain} is its own. On {until} the domain becomes that \
                     account's, and your account's addresses at it are released.\n\nIf the domain is yours, remove from the TXT records of \
                     _warren.{domain} those that are not your account's, and find out who could change your DNS. If you have given \
                     the domain away, there is nothing to do."
                ),
            ),
            DomainEmailKind::Won => (
                format!("{domain} is your account's now"),
                format!(
                    "The domain {domain} has become your account's. Addresses at it can be claimed: POST /v1/email/claim."
                ),
            ),
            DomainEmailKind::Lost => (
                format!("{domain} has become another account's"),
                format!(
                    "Another account has proved for seven days that {domain} is its own, so the domain is that account's now. Your account's \
                     addresses at it are released. Mail that has arrived stays readable."
                ),
            ),
            DomainEmailKind::Missing => (
                format!("The proof of {domain} is missing"),
                format!(
                    "The DNS record that proves that {domain} is your account's was not found. If it is missing for seven days in a row, no mail goes out in \
                     the name of the domain any more.\n\nIf you want to keep the domain, set the record again: GET /v1/stack shows it."
                ),
            ),
            DomainEmailKind::Lapsed => (
                format!("{domain} is not proved any more"),
                format!(
                    "The DNS record that proves that {domain} is your account's was missing for seven days. From now on no mail goes out in the name of the \
                     domain, no addresses at it can be claimed, and another account can prove that the domain is its own. Your addresses stay \
                     until then.\n\nTo have the domain back, set the record and call POST /v1/stack/{{id}}/verify."
                ),
            ),
        };
        (
            subject,
            format!("{text}\n\nHow your domains stand: {}/dashboard, or GET /v1/stack.\n", self.config.public_url),
        )
    }
}
