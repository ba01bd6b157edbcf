//! Secrets that belong to a grant: authorization codes, refresh tokens and device codes.
//!
//! They are made as credentials are: a prefix, 24 random base-36 characters, the 16 of the id of the grant or of the device's request, and
//! a tag. So an invented one is refused without a look-up, and a used one still names the grant that ends with it.

use crate::credential::{self, KeyHash, SECRET_CHARS, TAG_CHARS, Tagger};
use crate::error::Result;
use crate::id::{self, DeviceRequestId, OauthGrantId};
use crate::random;

/// What a secret is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    Code,
    RefreshToken,
    DeviceCode,
}

impl SecretKind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Code => "al_oac_",
            Self::RefreshToken => "al_ort_",
            Self::DeviceCode => "al_odc_",
        }
    }
}

/// A secret with a valid tag. It may have been used.
pub struct GrantSecret {
    text: String,
    /// The random characters of the id.
    id: String,
    key_number: u8,
}

impl GrantSecret {
    /// A new secret of a grant.
    pub fn issue(kind: SecretKind, grant: &OauthGrantId, tagger: &Tagger) -> Result<Self> {
        Ok(Self::new(kind, &random::base36(SECRET_CHARS)?, random_part(grant.as_str()), tagger))
    }

    /// A new device code.
    pub fn issue_device_code(request: &DeviceRequestId, tagger: &Tagger) -> Result<Self> {
        Ok(Self::new(SecretKind::DeviceCode, &random::base36(SECRET_CHARS)?, random_part(request.as_str()), tagger))
    }

    /// A refresh token of a grant, from bytes that are derived from what was used to get it: the same each time.
    pub fn derived(grant: &OauthGrantId, derived: &[u8; 32], tagger: &Tagger) -> Self {
        Self::new(SecretKind::RefreshToken, &credential::derived_secret(derived), random_part(grant.as_str()), tagger)
    }

    fn new(kind: SecretKind, secret: &str, id: &str, tagger: &Tagger) -> Self {
        let mut text = format!("{}{secret}{id}", kind.prefix());
        let (key_number, tag) = tagger.tag(&text);
        text.push_str(&tag);
        Self { text, id: id.to_owned(), key_number }
    }

    /// Reads a secret and checks its tag in constant time.
    pub fn parse(kind: SecretKind, text: &str, tagger: &Tagger) -> Option<Self> {
        let rest = text.strip_prefix(kind.prefix())?;
        if rest.len() != SECRET_CHARS + id::RANDOM + TAG_CHARS || !rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
            return None;
        }
        let (tagged, tag) = text.split_at(text.len() - TAG_CHARS);
        let key_number = tagger.verified(tagged, tag)?;
        let id = rest[SECRET_CHARS..SECRET_CHARS + id::RANDOM].to_owned();
        Some(Self { text: text.to_owned(), id, key_number })
    }

    /// The grant that it names.
    pub fn grant(&self) -> OauthGrantId {
        OauthGrantId::known(format!("ogr_{}", self.id))
    }

    /// The request of a device that it names.
    pub fn device_request(&self) -> DeviceRequestId {
        DeviceRequestId::known(format!("odr_{}", self.id))
    }

    /// The secret itself, to be shown once.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// Its hash, which is stored.
    pub fn hash(&self) -> KeyHash {
        KeyHash::of(&self.text)
    }

    /// The number of the master key from which its tag is derived.
    pub fn key_number(&self) -> u8 {
        self.key_number
    }
}

fn random_part(id: &str) -> &str {
    id.rsplit('_').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_names_its_grant_and_an_invented_one_is_refused() {
        let (tagger, grant) = (Tagger::new([(1, [7; 32])]), OauthGrantId::generate().expect("random"));
        let secret = GrantSecret::issue(SecretKind::RefreshToken, &grant, &tagger).expect("random");
        let read = GrantSecret::parse(SecretKind::RefreshToken, secret.reveal(), &tagger).expect("ours");
        assert_eq!((read.grant(), read.hash()), (grant, secret.hash()));
        assert!(GrantSecret::parse(SecretKind::Code, secret.reveal(), &tagger).is_none());
        assert!(GrantSecret::parse(SecretKind::RefreshToken, secret.reveal(), &Tagger::new([(1, [8; 32])])).is_none());
        for at in 0..secret.reveal().len() {
            let mut changed = secret.reveal().as_bytes().to_vec();
            changed[at] = if changed[at] == b'x' { b'y' } else { b'x' };
            let changed = String::from_utf8(changed).expect("ascii");
            assert!(GrantSecret::parse(SecretKind::RefreshToken, &changed, &tagger).is_none(), "{changed}");
        }
    }

    #[test]
    fn the_successor_of_a_refresh_token_is_the_same_each_time() {
        let (tagger, grant) = (Tagger::new([(1, [7; 32])]), OauthGrantId::generate().expect("random"));
        let derived = |bytes| GrantSecret::derived(&grant, &bytes, &tagger);
        assert_eq!((derived([1; 32]).reveal(), derived([1; 32]).grant()), (derived([1; 32]).reveal(), grant.clone()));
        assert_ne!(derived([1; 32]).reveal(), derived([2; 32]).reveal());
    }
}
