//! Replying to a message and forwarding it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use macros::operation;
use serde::Deserialize;

use super::compose::{MAX_CONTENT_BYTES, MAX_FILES, NewFile, NewMail, NewMailOrBody, missing, too_large};
use super::sent_mail::SentMail;
use crate::error::{Error, Result};
use crate::mail::{self, Mailbox};
use crate::platform::{FromRow, values};
use crate::pod::Pod;
use crate::pod::mail::inbox;
use crate::pod::storage::sealed_body::no_message;
use crate::recipients::Recipients;
use crate::wire::{Body, Created, Path, Query};

/// The fields of a stored message that a reply needs.
#[derive(Deserialize)]
struct Original {
    from: String,
    from_name: Option<String>,
    subject: String,
    #[serde(default)]
    e2e_encrypted: bool,
    message_id: String,
    body: String,
    recipients: Vec<Mailbox>,
    cc: Vec<Mailbox>,
    reply_to: Vec<Mailbox>,
    date: Option<String>,
    references: Vec<String>,
}

/// Reply to a message.
///
/// Replies to its Reply-To addresses, or else to its sender. `from`, `to`, `subject` and `in_reply_to` have defaults. All other fields
/// are those of `POST /v1/email/send`.
#[operation(
    POST "/v1/email/messages/{id}/reply", tag = "email", permission = MailSend, per_inbox, max_body = crate::wire::MAX_MAIL_BODY_BYTES, payable, tool,
    path(id = "`message_id`, percent-encoded, or `id`."),
    body = NewMailOrBody,
    reply = "The accepted message.",
    errors(MissingFields, InvalidEmail, InvalidRequest = "Also if there is nobody to reply to.", MissingParams, InvalidAddress, AddressNotYours, SendingSuspended, StorageLimit, NotFound),
    errors_of = crate::pod::mail::outbox::SEND_ERRORS,
    audit(EmailSubmitted),
    events(EmailSent, EmailFailed, EmailHeld),
)]
pub async fn reply(
    pod: Pod,
    Path(id): Path<String>,
    Query(mailbox): Query<inbox::Mailbox>,
    Body(new): Body<NewMail>,
) -> Result<Created<SentMail>> {
    pod.reply(mailbox.address()?, &id, new).await.map(Created)
}

/// Reply to all.
///
/// Like `/reply`. `cc` has all other addresses in To and Cc, without your own.
#[operation(
    POST "/v1/email/messages/{id}/reply-all", tag = "email", permission = MailSend, per_inbox, max_body = crate::wire::MAX_MAIL_BODY_BYTES, payable, tool,
    path(id = "`message_id`, percent-encoded, or `id`."),
    body = NewMailOrBody,
    reply = "The accepted message.",
    errors(MissingFields, InvalidEmail, InvalidRequest = "Also if there is nobody to reply to.", MissingParams, InvalidAddress, AddressNotYours, SendingSuspended, StorageLimit, NotFound),
    errors_of = crate::pod::mail::outbox::SEND_ERRORS,
    audit(EmailSubmitted),
    events(EmailSent, EmailFailed, EmailHeld),
)]
pub async fn reply_all(
    pod: Pod,
    Path(id): Path<String>,
    Query(mailbox): Query<inbox::Mailbox>,
    Body(new): Body<NewMail>,
) -> Result<Created<SentMail>> {
    let (address, original) = pod.original(Some(mailbox.address()?), &id).await?;
    let to = original.correspondents();
    let mut others: Vec<Mailbox> = Vec::new();
    for person in original.recipients.iter().chain(&original.cc) {
        let is = |other: &Mailbox| other.address.eq_ignore_ascii_case(&person.address);
        if !is_same(&person.address, &address) && !to.iter().any(is) && !others.iter().any(is) {
            others.push(person.clone());
        }
    }
    others.retain(|person| mail::is_email(&person.address));
    pod.answer(new, &address, &original, to, others).await.map(Created)
}

/// Forward a message.
///
/// `to` is required. The sender, date, subject, recipients and text of the message follow your text. Its attachments are added; all
/// together can have 5 MiB. The server cannot forward mail that is encrypted to your key (`e2e_encrypted`).
#[operation(
    POST "/v1/email/messages/{id}/forward", tag = "email", permission = MailSend, per_inbox, max_body = crate::wire::MAX_MAIL_BODY_BYTES, payable, tool,
    path(id = "`message_id`, percent-encoded, or `id`."),
    body = NewMailOrBody,
    reply = "The accepted message.",
    errors(MissingFields, InvalidEmail, InvalidRequest = "Also for sealed mail.", MissingParams, InvalidAddress, AddressNotYours, SendingSuspended, StorageLimit, NotFound),
    errors_of = crate::pod::mail::outbox::SEND_ERRORS,
    audit(EmailSubmitted),
    events(EmailSent, EmailFailed, EmailHeld),
)]
pub async fn forward(
    pod: Pod,
    Path(id): Path<String>,
    Query(mailbox): Query<inbox::Mailbox>,
    Body(mut new): Body<NewMail>,
) -> Result<Created<SentMail>> {
    let (address, original) = pod.original(Some(mailbox.address()?), &id).await?;
    if original.e2e_encrypted {
        return Err(Error::invalid("This message is encrypted to your key, so the server cannot read or forward it.")
            .fix("Decrypt it and send its text with POST /v1/email/send."));
    }
    if new.to.is_none() {
        return Err(missing("to"));
    }
    new.from.get_or_insert(address.clone());
    new.subject.get_or_insert_with(|| prefixed("Fwd: ", &original.subject));
    let quoted = original.quoted();
    if let Some(html) = &mut new.html {
        html.push_str(&maud::html! { div style="white-space: pre-wrap" { (quoted) } }.into_string());
    }
    new.text = Some(format!("{}{quoted}", new.text.unwrap_or_default()));
    new.attachments.extend(pod.files(&address, &id).await?);
    pod.send(new).await.map(Created)
}

impl Original {
    /// The recipients of a reply.
    fn correspondents(&self) -> Vec<Mailbox> {
        let sender = Mailbox { name: self.from_name.clone(), address: self.from.clone() };
        let to = if self.reply_to.is_empty() { vec![sender] } else { self.reply_to.clone() };
        to.into_iter().filter(|person| mail::is_email(&person.address)).collect()
    }

    /// The references of a reply.
    fn chain(&self) -> Vec<String> {
        self.references.iter().chain([&self.message_id]).map(|id| bare(id).to_owned()).collect()
    }

    /// The message below the text that forwards it.
    fn quoted(&self) -> String {
        let list = |people: &[Mailbox]| people.iter().map(shown).collect::<Vec<_>>().join(", ");
        let from = shown(&Mailbox { name: self.from_name.clone(), address: self.from.clone() });
        let date = self.date.as_deref().map_or(String::new(), |date| format!("Date: {date}\n"));
        let (subject, to) = (&self.subject, list(&self.recipients));
        format!(
            "\n\n---------- Forwarded message ----------\nFrom: {from}\n{date}Subject: {subject}\nTo: {to}\n\n{}",
            self.body
        )
    }
}

/// A Message-ID without its brackets.
fn bare(id: &str) -> &str {
    id.trim_start_matches('<').trim_end_matches('>')
}

fn shown(person: &Mailbox) -> String {
    match &person.name {
        Some(name) => format!("{name} <{}>", person.address),
        None => person.address.clone(),
    }
}

/// Adds `Re: ` or `Fwd: ` unless the subject begins with it.
fn prefixed(prefix: &str, subject: &str) -> String {
    let word = prefix.trim_end();
    let has = subject.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let subject = if has { subject.to_owned() } else { format!("{prefix}{subject}") };
    subject.get(..subject.floor_char_boundary(mail::outgoing_email::MAX_FIELD_BYTES)).unwrap_or_default().to_owned()
}

/// Whether two addresses belong to one mailbox.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.parse::<mail::Address>().map(|address| address.without_tag());
    one.eq_ignore_ascii_case(other) || matches!((plain(one), plain(other)), (Ok(one), Ok(other)) if one == other)
}

impl Pod {
    /// Replies to a message of a mailbox.
    pub(in crate::pod::mail) async fn reply(&self, address: &str, id: &str, new: NewMail) -> Result<SentMail> {
        let (address, original) = self.original(Some(address), id).await?;
        let to = original.correspondents();
        self.answer(new, &address, &original, to, Vec::new()).await
    }

    /// The mailbox of a parameter and a message in it.
    async fn original(&self, address: Option<&str>, id: &str) -> Result<(String, Original)> {
        let address = self.addresses().own(address).await?;
        let stored = self.messages().stored(&address, id).await?.ok_or_else(no_message)?;
        Ok((address, stored.read()?))
    }

    async fn answer(
        &self,
        mut new: NewMail,
        address: &str,
        original: &Original,
        to: Vec<Mailbox>,
        cc: Vec<Mailbox>,
    ) -> Result<SentMail> {
        if to.is_empty() && new.to.is_none() {
            return Err(Error::invalid("The message has no address to reply to.").fix("Send a recipient in to."));
        }
        new.from.get_or_insert_with(|| address.to_owned());
        new.to.get_or_insert(Recipients(to));
        if !cc.is_empty() {
            new.cc.get_or_insert(Recipients(cc));
        }
        new.subject.get_or_insert_with(|| prefixed("Re: ", &original.subject));
        let known = new.in_reply_to.is_none().then(|| original.chain());
        self.send_referring(new, known).await
    }

    /// The references of a reply to a message, if the pod has the message.
    pub(in crate::pod::mail::outbox) async fn answered(&self, address: &str, id: &str) -> Result<Option<Vec<String>>> {
        let mailbox = address.parse::<mail::Address>().map_or(address.to_owned(), |it| it.without_tag().to_string());
        if let Some(stored) = self.messages().stored(&mailbox, id).await? {
            let original: Original = stored.read()?;
            return Ok(Some(original.chain()));
        }
        const SELECT_OUTGOING: &str = "SELECT seq, address FROM outgoing WHERE id = ?1 OR message_id = ?2";
        #[derive(FromRow)]
        struct Sent {
            seq: i64,
            address: String,
        }
        let sent: Option<Sent> = self.sql().row(SELECT_OUTGOING, &values![id, bare(id)])?;
        let in_scope = sent.filter(|sent| self.addresses().check_scope(&sent.address).is_ok());
        let Some(Sent { seq, .. }) = in_scope else { return Ok(None) };
        let email = self.outbox().email(seq).await?;
        Ok(Some(email.references.into_iter().chain([email.message_id]).collect()))
    }

    /// The files of a message, to be sent again. Files that are too large are refused before they are read.
    async fn files(&self, address: &str, id: &str) -> Result<Vec<NewFile>> {
        let (mut files, parts) = (Vec::new(), self.messages().attachments(address, id)?);
        if parts.len() > MAX_FILES || parts.iter().map(|part| part.size).sum::<usize>() > MAX_CONTENT_BYTES {
            return Err(too_large());
        }
        for part in parts {
            let mut decoded = Vec::new();
            let stream = self.messages().attachment(address, id, &part).await?;
            let mut stream = std::pin::pin!(stream);
            while let Some(piece) = stream.next().await {
                decoded.extend_from_slice(&piece?);
            }
            files.push(NewFile::of(part.filename, part.content_type, STANDARD.encode(decoded)));
        }
        Ok(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_re_once() {
        for (subject, expected) in [("Hello", "Re: Hello"), ("RE: Hello", "RE: Hello"), ("", "Re: "), ("é", "Re: é")]
        {
            assert_eq!(prefixed("Re: ", subject), expected);
        }
        assert!(prefixed("Re: ", &"é".repeat(600)).len() <= 998);
    }

    #[test]
    fn a_mailbox_is_the_same_with_a_tag_and_in_any_case() {
        assert!(is_same("Ada+x@warren.example", "ada@warren.example"));
        assert!(!is_same("ada@warren.example", "bob@warren.example"));
    }
}
