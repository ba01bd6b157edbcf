//! API keys, session tokens and tokens of calendar feeds: secrets that contain the id of their pod.
//!
//! A prefix for the kind, such as `al_live_`, then 24 random base-36 characters, the pod's 16, and a tag of 6. The tag is an
//! HMAC of all before it, so the edge recognizes an invented key without a look-up, and nobody can create objects by
//! guessing ids. The pod decides whether a genuine key is still valid.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::error::{Error, Result};
use crate::id::{self, PodId};
use crate::random;

pub(crate) const SECRET_CHARS: usize = 24;
pub(crate) const TAG_CHARS: usize = 6;
/// Characters of a key that are shown, so that people can distinguish keys.
const PREFIX: usize = 12;

/// The kind of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A key of an account, for its home pod too.
    Account,
    /// A key of one pod.
    Pod,
    /// The token of an account's identity provider.
    Scim,
    /// The session of a signed-in person.
    Session,
    /// The token of a pod's calendar feed.
    Feed,
    /// A key for a pod's runs.
    Runs,
    /// The key of a runner.
    Runner,
    /// The token with which a runner registers.
    RunnerToken,
    /// A run's own key.
    Run,
    /// The access token of an OAuth client.
    AccessToken,
}

/// How credentials begin, their kinds, and how the ids of their pods begin. Only home pods have ids of accounts.
const PREFIXES: [(&str, Kind, &str); 16] = [
    ("al_live_", Kind::Account, "acc_"),
    ("al_pod_", Kind::Pod, "pod_"),
    ("al_scim_", Kind::Scim, "acc_"),
    ("session_", Kind::Session, "acc_"),
    ("ct_a", Kind::Feed, "acc_"),
    ("ct_p", Kind::Feed, "pod_"),
    ("amk_a", Kind::Runs, "acc_"),
    ("amk_p", Kind::Runs, "pod_"),
    ("amr_a", Kind::Runner, "acc_"),
    ("amr_p", Kind::Runner, "pod_"),
    ("amt_a", Kind::RunnerToken, "acc_"),
    ("amt_p", Kind::RunnerToken, "pod_"),
    ("al_run_a", Kind::Run, "acc_"),
    ("al_run_p", Kind::Run, "pod_"),
    ("al_oat_a", Kind::AccessToken, "acc_"),
    ("al_oat_p", Kind::AccessToken, "pod_"),
];

impl Kind {
    /// The kind by the first characters of a key.
    pub fn of(key: &str) -> Option<Self> {
        PREFIXES.iter().find(|(prefix, ..)| key.starts_with(prefix)).map(|(_, kind, _)| *kind)
    }

    fn prefix(self, pod: &PodId) -> Result<&'static str> {
        let is_prefix = |&&(_, kind, id): &&(&str, Self, &str)| kind == self && pod.as_str().starts_with(id);
        let found = PREFIXES.iter().find(is_prefix).map(|(prefix, ..)| *prefix);
        found.ok_or_else(|| Error::internal("the pod has no credentials of this kind"))
    }
}

/// A credential with a valid tag. It can be revoked.
#[derive(Clone)]
pub struct Credential {
    kind: Kind,
    pod: PodId,
    text: String,
    key_number: u8,
}

impl Credential {
    /// A new key for a pod.
    pub fn issue(kind: Kind, pod: &PodId, tagger: &Tagger) -> Result<Self> {
        Self::with_secret(kind, pod, &random::base36(SECRET_CHARS)?, tagger)
    }

    /// A key for a pod from derived bytes: the same each time.
    pub fn derived(kind: Kind, pod: &PodId, bytes: &[u8; 32], tagger: &Tagger) -> Result<Self> {
        Self::with_secret(kind, pod, &derived_secret(bytes), tagger)
    }

    fn with_secret(kind: Kind, pod: &PodId, secret: &str, tagger: &Tagger) -> Result<Self> {
        let mut text = format!("{}{secret}{}", kind.prefix(pod)?, pod.random());
        let (key_number, tag) = tagger.tag(&text);
        text.push_str(&tag);
        Ok(Self { kind, pod: pod.clone(), text, key_number })
    }

    /// Reads a key and checks its tag in constant time.
    pub fn parse(text: &str, tagger: &Tagger) -> Option<Self> {
        let (prefix, kind, id_prefix) = PREFIXES.into_iter().find(|(prefix, ..)| text.starts_with(prefix))?;
        let rest = &text[prefix.len()..];
        if rest.len() != SECRET_CHARS + id::RANDOM + TAG_CHARS || !rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
            return None;
        }
        let (tagged, tag) = text.split_at(text.len() - TAG_CHARS);
        let key_number = tagger.verified(tagged, tag)?;
        let pod = PodId::named(id_prefix, &rest[SECRET_CHARS..SECRET_CHARS + id::RANDOM]);
        Some(Self { kind, pod, text: text.to_owned(), key_number })
    }

    /// The number of the master key from which its tag is derived.
    pub fn key_number(&self) -> u8 {
        self.key_number
    }

    /// Its kind.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The pod that it names.
    pub fn pod(&self) -> &PodId {
        &self.pod
    }

    /// The secret itself, to be shown once.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// The first characters, for people.
    pub fn prefix(&self) -> &str {
        &self.text[..PREFIX]
    }

    /// Its hash, which is stored.
    pub fn hash(&self) -> KeyHash {
        KeyHash::of(&self.text)
    }
}

/// The secret characters of a key that is derived.
pub(crate) fn derived_secret(bytes: &[u8; 32]) -> String {
    bytes.iter().take(SECRET_CHARS).map(|byte| random::digit(*byte)).collect()
}

/// The first characters of a key, for people.
pub fn prefix(key: &str) -> String {
    key.chars().take(PREFIX).collect()
}

/// SHA-256 of a key, in hex. Of a key, only its hash is stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeyHash(String);

impl KeyHash {
    /// The hash of a key as its holder sends it.
    pub fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret).iter().flat_map(|byte| [byte >> 4, byte & 15]).map(random::digit).collect())
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A hash that a trusted part of the deployment sent as text.
    pub fn trusted(text: String) -> Self {
        Self(text)
    }
}

/// Makes and checks tags. The first key makes new tags; every key checks them.
pub struct Tagger(Vec<(u8, Hmac<Sha256>)>);

impl Tagger {
    /// Makes it from keys that are derived from the master keys, with their numbers.
    pub fn new(keys: impl IntoIterator<Item = (u8, [u8; 32])>) -> Self {
        let with = |(number, key): (u8, [u8; 32])| {
            // HMAC itself fills shorter keys with zeros to a block (RFC 2104).
            let mut block = [0; 64];
            block[..32].copy_from_slice(&key);
            (number, Hmac::new(&block.into()))
        };
        Self(keys.into_iter().map(with).collect())
    }

    /// The tag of a text, and the number of the key that makes it.
    pub(crate) fn tag(&self, text: &str) -> (u8, String) {
        self.0.first().map_or_else(Default::default, |(number, key)| (*number, tag(key, text)))
    }

    /// The number of the key that made a tag.
    pub(crate) fn verified(&self, text: &str, given: &str) -> Option<u8> {
        let matches = |key: &Hmac<Sha256>| bool::from(tag(key, text).as_bytes().ct_eq(given.as_bytes()));
        self.0.iter().find(|(_, key)| matches(key)).map(|(number, _)| *number)
    }
}

fn tag(key: &Hmac<Sha256>, text: &str) -> String {
    let mac = key.clone().chain_update(text).finalize().into_bytes();
    mac.iter().take(TAG_CHARS).map(|byte| random::digit(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_its_pod_and_a_changed_one_is_refused() {
        let tagger = Tagger::new([(1, [7; 32])]);
        let pod = PodId::generate().expect("random");
        let key = Credential::issue(Kind::Pod, &pod, &tagger).expect("random");
        let read = Credential::parse(key.reveal(), &tagger).expect("ours");
        assert_eq!((read.pod(), read.kind()), (&pod, Kind::Pod));
        assert_eq!(read.hash(), key.hash());

        for at in 0..key.reveal().len() {
            let mut changed = key.reveal().as_bytes().to_vec();
            changed[at] = if changed[at] == b'x' { b'y' } else { b'x' };
            let changed = String::from_utf8(changed).expect("ascii");
            assert!(Credential::parse(&changed, &tagger).is_none(), "{changed}");
        }
        assert!(Credential::parse(key.reveal(), &Tagger::new([(1, [8; 32])])).is_none());
        assert!(Credential::parse("", &tagger).is_none());
        assert!(Credential::parse("al_pod_ééééééééééééééééééééééé", &tagger).is_none());
    }

    #[test]
    fn a_token_of_a_feed_names_the_pod_of_either_kind() {
        let tagger = Tagger::new([(1, [7; 32])]);
        for id in ["acc_0123456789abcdef", "pod_0123456789abcdef"] {
            let pod = PodId::of_object(id.to_owned());
            let token = Credential::issue(Kind::Feed, &pod, &tagger).expect("random");
            let read = Credential::parse(token.reveal(), &tagger).expect("ours");
            assert_eq!((read.pod(), read.kind()), (&pod, Kind::Feed));
            assert!(token.reveal().starts_with("ct_"));
        }
    }

    #[test]
    fn after_a_rotation_old_tags_are_still_known_and_new_ones_are_the_new_key_s() {
        let pod = PodId::generate().expect("random");
        let (before, after) = (Tagger::new([(1, [7; 32])]), Tagger::new([(2, [8; 32]), (1, [7; 32])]));
        let old = Credential::issue(Kind::Pod, &pod, &before).expect("random");
        assert_eq!(Credential::parse(old.reveal(), &after).expect("ours").key_number(), 1);
        let new = Credential::issue(Kind::Pod, &pod, &after).expect("random");
        assert_eq!((new.key_number(), Credential::parse(new.reveal(), &before).is_none()), (2, true));
        assert!(Credential::parse(old.reveal(), &Tagger::new([(2, [8; 32])])).is_none());
    }

    #[test]
    fn the_format_of_keys_does_not_change() {
        let tagger = Tagger::new([(1, [1; 32])]);
        let key = "al_live_000000000000000000000000aaaaaaaaaaaaaaaa";
        assert_eq!(tagger.tag(key), (1, "iecb1n".to_owned()));
    }
}
