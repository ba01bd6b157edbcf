//! The deployment's master keys. The first one listed seals; the others still open what they sealed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::seal::{PodKey, derive, keyed_hash};
use crate::id::PodId;

/// Keys that can be listed.
const MAX_KEYS: usize = 8;
/// The largest number of a key. A sealed value begins with its key's number; larger bytes are free for other formats.
const MAX_KEY_NUMBER: u8 = 127;
/// Marks a retired key, which decrypts nothing: it only recognizes credentials and addresses from its time.
const VERIFY_ONLY: &str = "verify";

/// Purpose of the key that tags credentials.
const TAGS: &str = "credential tags";
/// Purpose of the key that hashes addresses and makes other names.
const NAMES: &str = "names";
/// Purpose of the key that signs the tokens of tenants.
const TENANT_TOKENS: &str = "tenant-jwt";

/// A list of numbered master keys, never empty.
pub struct MasterKeys(Vec<MasterKey>);

struct MasterKey {
    number: u8,
    secret: Secret,
}

#[derive(PartialEq, Eq)]
enum Secret {
    Whole([u8; 32]),
    VerifyOnly { tags: [u8; 32], names: [u8; 32] },
}

/// What a listed key is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUse {
    /// It encrypts and decrypts.
    Current,
    /// It decrypts, and recognizes credentials and addresses.
    Opens,
    /// It recognizes credentials and addresses.
    Verifies,
}

impl MasterKeys {
    /// Reads `base64`, which is key number 1, or a list of `number:base64` and `number:verify:base64`. The base64 is that of
    /// 32 bytes, after `verify` of 64: the key of tags and the key of names.
    ///
    /// # Errors
    /// A sentence that says what is wrong, without the value.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut keys = Vec::<MasterKey>::new();
        for entry in text.split(',') {
            let key = MasterKey::parse(entry.trim())?;
            if keys.iter().any(|other| other.number == key.number) {
                return Err(format!("MASTER_KEY lists number {} twice", key.number));
            }
            if keys.iter().any(|other| other.secret == key.secret) {
                return Err(format!("MASTER_KEY lists the key number {} under another number, too", key.number));
            }
            keys.push(key);
        }
        if keys.len() > MAX_KEYS {
            return Err(format!("MASTER_KEY lists more than {MAX_KEYS} keys"));
        }
        match keys.first() {
            Some(MasterKey { secret: Secret::Whole(_), .. }) => Ok(Self(keys)),
            _ => Err("MASTER_KEY must list first the key that seals".to_owned()),
        }
    }

    fn current(&self) -> &MasterKey {
        &self.0[0]
    }

    /// The number of the key that seals.
    pub fn number(&self) -> u8 {
        self.current().number
    }

    /// The numbers listed, and what they are good for.
    pub fn uses(&self) -> impl Iterator<Item = (u8, KeyUse)> {
        self.0.iter().enumerate().map(|(place, key)| {
            let role = match key.secret {
                Secret::Whole(_) if place == 0 => KeyUse::Current,
                Secret::Whole(_) => KeyUse::Opens,
                Secret::VerifyOnly { .. } => KeyUse::Verifies,
            };
            (key.number, role)
        })
    }

    /// The keys for a purpose, derived from each key that decrypts, the current one first.
    pub fn derive(&self, purpose: &str) -> impl Iterator<Item = [u8; 32]> {
        self.whole().map(move |(_, key)| derive(key, purpose))
    }

    fn whole(&self) -> impl Iterator<Item = (u8, &[u8; 32])> {
        self.0.iter().filter_map(|key| match &key.secret {
            Secret::Whole(secret) => Some((key.number, secret)),
            Secret::VerifyOnly { .. } => None,
        })
    }

    /// The keys that tag credentials, with their numbers: the current one first.
    pub fn tag_keys(&self) -> impl Iterator<Item = (u8, [u8; 32])> {
        self.0.iter().map(|key| (key.number, key.tags()))
    }

    /// The keys that sign the tokens of tenants, with their numbers: the current one first. One that only verifies has none.
    pub fn token_keys(&self) -> impl Iterator<Item = (u8, [u8; 32])> {
        self.whole().map(|(number, key)| (number, derive(key, TENANT_TOKENS)))
    }

    /// A name for a text, the same for the same text, from which nobody without the key can confirm a guess at it.
    pub fn name(&self, text: &str) -> String {
        self.current().name(text)
    }

    /// All names that a text was ever given by a listed key: the current one first.
    pub fn names(&self, text: &str) -> impl Iterator<Item = String> {
        self.0.iter().map(move |key| key.name(text))
    }

    /// The name that the key of this number gives a text, if it is listed.
    pub fn name_by(&self, number: u8, text: &str) -> Option<String> {
        self.0.iter().find(|key| key.number == number).map(|key| key.name(text))
    }

    /// The keys of what the edge gives to clients and reads again, such as the ids of OAuth clients.
    pub fn edge(&self) -> PodKey {
        PodKey::for_purpose(self.whole(), "edge".to_owned())
    }

    /// The keys of one pod.
    pub fn pod(&self, pod: &PodId) -> PodKey {
        PodKey::new(self.whole(), pod)
    }
}

impl MasterKey {
    fn parse(entry: &str) -> Result<Self, String> {
        let bad = || {
            "MASTER_KEY is neither the base64 of 32 bytes nor a list of number:base64 and number:verify:base64"
                .to_owned()
        };
        // Base64 has no colon.
        let (number, rest) = entry.split_once(':').unwrap_or(("1", entry));
        let number = number.parse().ok().filter(|number| (1..=MAX_KEY_NUMBER).contains(number));
        let number =
            number.ok_or_else(|| format!("MASTER_KEY: the number of a key must be from 1 to {MAX_KEY_NUMBER}"))?;
        let secret = match rest.split_once(':') {
            None => Secret::Whole(STANDARD.decode(rest).ok().and_then(|key| key.try_into().ok()).ok_or_else(bad)?),
            Some((VERIFY_ONLY, keys)) => {
                let keys = STANDARD.decode(keys).map_err(|_| bad())?;
                let (tags, names) = keys.split_first_chunk::<32>().ok_or_else(bad)?;
                Secret::VerifyOnly { tags: *tags, names: names.try_into().map_err(|_| bad())? }
            }
            Some(_) => return Err(bad()),
        };
        Ok(Self { number, secret })
    }

    fn tags(&self) -> [u8; 32] {
        match &self.secret {
            Secret::Whole(key) => derive(key, TAGS),
            Secret::VerifyOnly { tags, .. } => *tags,
        }
    }

    /// Those of number 1 are bare, as they were before keys had numbers; others say which key made them.
    fn name(&self, text: &str) -> String {
        let key = match &self.secret {
            Secret::Whole(key) => &derive(key, NAMES),
            Secret::VerifyOnly { names, .. } => names,
        };
        let hash = keyed_hash(key, text.as_bytes());
        if self.number == 1 { hash } else { format!("{}.{hash}", self.number) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(byte: u8) -> String {
        STANDARD.encode([byte; 32])
    }

    fn list(entries: &[String]) -> MasterKeys {
        MasterKeys::parse(&entries.join(",")).expect("a list")
    }

    #[test]
    fn a_bare_key_is_number_one() {
        let keys = list(&[encoded(3)]);
        assert_eq!(keys.uses().collect::<Vec<_>>(), [(1, KeyUse::Current)]);
        let numbered = list(&[format!("1:{}", encoded(3))]);
        assert_eq!(numbered.name("ada@mail.example"), keys.name("ada@mail.example"));
        assert!(keys.name("ada@mail.example").bytes().all(|byte| byte.is_ascii_hexdigit()));
    }

    #[test]
    fn what_is_no_list_of_keys_is_refused_without_being_shown() {
        for bad in [
            String::new(),
            "short".to_owned(),
            format!("0:{}", encoded(1)),
            format!("128:{}", encoded(1)),
            format!("x:{}", encoded(1)),
            format!("2:{},2:{}", encoded(1), encoded(2)),
            format!("2:{},1:{}", encoded(1), encoded(1)),
            format!("{},", encoded(1)),
            format!("2:open:{}", encoded(1)),
            format!("2:verify:{}", encoded(1)),
            format!("2:verify:{},1:{}", STANDARD.encode([1; 64]), encoded(1)),
            (1..=9).map(|n| format!("{n}:{}", encoded(n))).collect::<Vec<_>>().join(","),
        ] {
            let Err(error) = MasterKeys::parse(&bad) else { panic!("{bad} was taken") };
            assert!(error.contains("MASTER_KEY") && !error.contains(&encoded(1)), "{error}");
        }
    }

    /// The remains of a key that was retired, as `cargo xtask rotate-master-key --retire` makes them.
    #[test]
    fn a_key_that_only_verifies_recognizes_and_opens_nothing() {
        let old = list(&[encoded(3)]);
        let pod = PodId::of_object("pod_0123456789abcdef".to_owned());
        let remains = [derive(&[3; 32], TAGS), derive(&[3; 32], NAMES)].concat();
        let keys = list(&[format!("2:{}", encoded(4)), format!("1:verify:{}", STANDARD.encode(remains))]);
        assert_eq!(keys.names("a@b.example").nth(1), Some(old.name("a@b.example")));
        assert_eq!(keys.tag_keys().nth(1), old.tag_keys().next());
        let sealed = old.pod(&pod).seal("a", b"secret").expect("sealed");
        assert!(keys.pod(&pod).open("a", &sealed).is_err());
        let uses: Vec<_> = keys.uses().collect();
        assert_eq!(uses, [(2, KeyUse::Current), (1, KeyUse::Verifies)]);
    }

    #[test]
    fn names_say_which_key_made_them() {
        let keys = list(&[format!("2:{}", encoded(4)), format!("1:{}", encoded(3))]);
        let names: Vec<_> = keys.names("text").collect();
        assert!(names[0].starts_with("2.") && !names[1].contains('.'), "{names:?}");
        assert_eq!((keys.name("text"), keys.name_by(1, "text")), (names[0].clone(), Some(names[1].clone())));
        assert_eq!(keys.name_by(7, "text"), None);
    }
}
