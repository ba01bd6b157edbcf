//! What is indexed of a message.

use crate::crypto::PodKey;
use crate::mail::words::Keys;

/// Different words of a message. Later words are not indexed.
const MAX_WORDS: usize = 5_000;

/// The searchable fields of a message.
#[derive(Default)]
pub struct Entry<'a> {
    pub mailbox: &'a str,
    /// Addresses and names of its authors.
    pub from: Vec<(&'a str, &'a str)>,
    /// Addresses and names of its recipients.
    pub to: Vec<(&'a str, &'a str)>,
    pub subject: &'a str,
    /// The plain text. Empty if it is encrypted to the owner's key.
    pub text: &'a str,
    pub has_attachment: bool,
}

/// Index keys that are not words. Each has a colon, which no word has.
pub mod field {
    /// All messages.
    pub const ANY: &str = "any:";
    /// Messages with files.
    pub const ATTACHMENT: &str = "has:attachment";

    /// Messages in a mailbox.
    pub fn mailbox(address: &str) -> String {
        format!("in:{address}")
    }

    /// Messages from an address or a domain.
    pub fn from(sender: &str) -> String {
        format!("from:{}", sender.trim().to_lowercase())
    }

    /// Messages to an address or a domain.
    pub fn to(recipient: &str) -> String {
        format!("to:{}", recipient.trim().to_lowercase())
    }
}

impl Entry<'_> {
    /// All texts that can have words, the body last.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let people = self.from.iter().chain(&self.to).flat_map(|(address, name)| [*name, *address]);
        [self.subject].into_iter().chain(people).chain([self.text])
    }

    /// The tokens of a message: keyed hashes of its first words and of its other keys.
    pub fn tokens(&self, key: &PodKey) -> Vec<i64> {
        let mut keys = Keys::new(MAX_WORDS);
        keys.add(field::ANY.to_owned());
        keys.add(field::mailbox(self.mailbox));
        if self.has_attachment {
            keys.add(field::ATTACHMENT.to_owned());
        }
        let domain = |address: &str| address.rsplit_once('@').map(|(_, domain)| domain.to_owned());
        for (from, _) in &self.from {
            domain(from).into_iter().chain([(*from).to_owned()]).for_each(|sender| keys.add(field::from(&sender)));
        }
        for (to, _) in &self.to {
            domain(to).into_iter().chain([(*to).to_owned()]).for_each(|recipient| keys.add(field::to(&recipient)));
        }
        self.texts().for_each(|text| keys.add_text(text));
        let key = key.words();
        let mut tokens: Vec<_> = keys.finish().iter().map(|word| key.token(word)).collect();
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    }
}
