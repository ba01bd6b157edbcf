//! OAuth clients: registered ones, whose id contains what they registered, and those whose id is the URL of their metadata.

use serde::{Deserialize, Serialize};

use super::grant_type::GrantType;
use super::refusal;
use crate::credential::KeyHash;
use crate::error::{Code, Error, Result};
use crate::mail::is_invisible;
use crate::oauth::{RedirectUri, is_registered};

/// Characters of the name of a client.
const MAX_NAME_CHARS: usize = 100;
/// Redirect URIs of a client.
pub const MAX_REDIRECT_URIS: usize = 10;

/// What a client has registered, or what its metadata says.
#[derive(Serialize, Deserialize)]
pub struct Client {
    pub name: String,
    pub redirect_uris: Vec<RedirectUri>,
    /// How it gets tokens. Ids of before this was in them can use all.
    #[serde(default = "GrantType::all")]
    pub grant_types: Vec<GrantType>,
    /// The client's id, if it is the URL of its metadata.
    #[serde(skip)]
    pub url: Option<String>,
}

impl Client {
    /// The redirect URI that a request names, or the only one.
    ///
    /// # Errors
    /// `invalid_redirect_uri`.
    pub fn redirect_uri(&self, asked: Option<&str>) -> Result<RedirectUri> {
        let refused = |message: String| refusal(Code::InvalidRedirectUri, message);
        match (asked, self.redirect_uris.as_slice()) {
            (None, [only]) => Ok(only.clone()),
            (None, _) => Err(refused("redirect_uri is missing.".to_owned())),
            (Some(asked), registered) => {
                let asked = RedirectUri::parse(asked).map_err(|reason| refused(format!("redirect_uri {reason}.")))?;
                match is_registered(registered, &asked) {
                    true => Ok(asked),
                    false => Err(refused("The client has not registered this redirect_uri.".to_owned())),
                }
            }
        }
    }

    /// Whether the client can use a grant type.
    pub fn has(&self, grant_type: GrantType) -> bool {
        self.grant_types.contains(&grant_type)
    }
}

/// The hash of a client's id, which is stored.
pub fn id_hash(id: &str) -> KeyHash {
    KeyHash::of(id)
}

/// The name of a client, for people: on one line, not too long, and without characters that hide what it is. Without one, what else is
/// known of it.
pub fn shown_name(name: Option<&str>, otherwise: &str) -> String {
    let is_shown = |sign: &char| !sign.is_control() && !is_invisible(*sign);
    let spaced = name.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let plain: String = spaced.chars().filter(is_shown).take(MAX_NAME_CHARS).collect();
    let plain = plain.trim();
    if plain.is_empty() { otherwise.to_owned() } else { plain.to_owned() }
}

/// The error of a request without the id of its client.
pub fn no_client_id() -> Error {
    refusal(Code::InvalidRequest, "client_id is missing.")
}

#[cfg(test)]
mod tests {
    use super::shown_name;

    #[test]
    fn a_name_hides_nothing() {
        for (name, shown) in [
            ("Ann's client", "Ann's client"),
            (" two\n lines\u{2028}more ", "two lines more"),
            ("Ba\u{200b}n\u{200d}k\u{202e}\u{2066}\u{feff}", "Bank"),
            ("\u{3164}\u{115f}\u{2800}\u{202e}", "client.example"),
            ("", "client.example"),
        ] {
            assert_eq!(shown_name(Some(name), "client.example"), shown, "{name:?}");
        }
        assert_eq!(shown_name(Some(&"é".repeat(200)), "client.example"), "é".repeat(100));
    }
}
