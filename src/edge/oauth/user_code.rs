//! Codes that a person reads on one screen and types on another, such as `BCDF-GHJK`.

use crate::error::Result;
use crate::random;

const LETTERS: usize = 8;

/// A new code.
pub fn generate() -> Result<String> {
    Ok(with_dash(&random::letters(LETTERS)?))
}

/// A typed code in the form of [`generate`]. None if it cannot be one.
pub fn read(text: &str) -> Option<String> {
    let letters: String =
        text.chars().filter(|sign| !matches!(sign, '-' | ' ')).map(|letter| letter.to_ascii_uppercase()).collect();
    let is_code = letters.len() == LETTERS && letters.bytes().all(|letter| random::LETTERS.contains(&letter));
    is_code.then(|| with_dash(&letters))
}

fn with_dash(letters: &str) -> String {
    let (first, second) = letters.split_at(letters.len() / 2);
    format!("{first}-{second}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for text in ["BCDF-GHJK", "bcdfghjk", " bcdf ghjk ", "BCDFG-HJK"] {
            assert_eq!(super::read(text).as_deref(), Some("BCDF-GHJK"));
        }
        for text in ["", "BCDF", "BCDF-GHJA", "BCDF-GHJ0", "BCDF-GHJKL", "ΒCDF-GHJK"] {
            assert_eq!(super::read(text), None, "{text}");
        }
    }
}
