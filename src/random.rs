//! Randomness for ids and secrets.

use crate::error::{Error, Result};

const BASE36: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
const LINK_TOKEN_CHARS: usize = 32;

/// Fills an array from the platform's secure generator.
pub fn bytes<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    Ok(bytes)
}

/// Text of `length` characters, each of `0-9a-z` equally likely: 5.17 bits a character.
pub fn base36(length: usize) -> Result<String> {
    let mut text = String::with_capacity(length);
    while text.len() < length {
        // 252 is the largest multiple of 36 in a byte: larger bytes would favour the first characters.
        let fair = bytes::<32>()?.into_iter().filter(|byte| *byte < 252);
        text.extend(fair.take(length - text.len()).map(digit));
    }
    Ok(text)
}

/// The token of a link in an email.
pub fn link_token() -> Result<String> {
    base36(LINK_TOKEN_CHARS)
}

/// Whether a text has the form of [`link_token`].
pub fn is_link_token(text: &str) -> bool {
    text.len() == LINK_TOKEN_CHARS && text.bytes().all(|byte| BASE36.contains(&byte))
}

/// Consonants: none looks like another or like a digit, and they make no words (RFC 8628, section 6.1).
pub const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// Text of `length` [`LETTERS`], each equally likely: 4.3 bits a letter.
pub fn letters(length: usize) -> Result<String> {
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let fair = bytes::<32>()?.into_iter().filter(|byte| *byte < 240);
        text.extend(fair.take(length - text.len()).map(|byte| char::from(LETTERS[usize::from(byte % 20)])));
    }
    Ok(text)
}

/// The base-36 digit for a number, modulo 36.
pub fn digit(number: u8) -> char {
    char::from(BASE36[usize::from(number % 36)])
}

#[cfg(test)]
mod tests {
    #[test]
    fn text_has_the_length_and_alphabet_asked_for() {
        let text = super::base36(1_000).expect("random");
        assert_eq!(text.len(), 1_000);
        assert!(text.bytes().all(|byte| super::BASE36.contains(&byte)));
        let text = super::letters(1_000).expect("random");
        assert!(text.len() == 1_000 && text.bytes().all(|byte| super::LETTERS.contains(&byte)));
    }
}
