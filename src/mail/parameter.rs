//! Joins parameters that are split into sections (RFC 2231, section 3).
//!
//! `mail-parser` decodes each section separately. That breaks characters that are split between two sections, and only the first
//! section names the character set.

use std::borrow::Cow;
use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// Characters that an extended value escapes. `%` is not escaped if a value is encoded already.
const LITERAL: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// One section of a parameter: `name*3*=…` has the place 3 and is extended.
struct ParameterSection<'a> {
    place: u32,
    is_extended: bool,
    value: &'a [u8],
}

/// The field with all sections joined. It is at most three times as long as before.
pub fn joined(field: &[u8]) -> Cow<'_, [u8]> {
    let mut whole = Vec::new();
    let mut cut: BTreeMap<Vec<u8>, Vec<ParameterSection<'_>>> = BTreeMap::new();
    for parameter in parameters(field) {
        match piece(parameter) {
            Some((name, piece)) => cut.entry(name.to_ascii_lowercase()).or_default().push(piece),
            None => whole.push(parameter),
        }
    }
    if cut.is_empty() {
        return Cow::Borrowed(field);
    }
    let mut field = whole.join(&b';');
    for (name, mut pieces) in cut {
        pieces.sort_by_key(|piece| piece.place);
        field.extend_from_slice(b"; ");
        field.extend_from_slice(&name);
        field.extend_from_slice(b"*=");
        field.extend_from_slice(extended(&pieces).as_bytes());
    }
    Cow::Owned(field)
}

/// Splits a field at the semicolons that are not quoted.
fn parameters(field: &[u8]) -> impl Iterator<Item = &[u8]> {
    let (mut quoted, mut escaped) = (false, false);
    field.split(move |&byte| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            _ => return byte == b';' && !quoted,
        }
        false
    })
}

fn piece(parameter: &[u8]) -> Option<(&[u8], ParameterSection<'_>)> {
    let equals = parameter.iter().position(|&byte| byte == b'=')?;
    let (name, value) = (parameter.get(..equals)?.trim_ascii(), parameter.get(equals + 1..)?.trim_ascii());
    let extended = name.strip_suffix(b"*");
    let numbered = extended.unwrap_or(name);
    let star = numbered.iter().rposition(|&byte| byte == b'*')?;
    let place = std::str::from_utf8(numbered.get(star + 1..)?).ok()?.parse().ok()?;
    Some((name.get(..star)?, ParameterSection { place, is_extended: extended.is_some(), value }))
}

/// Joins the sections to one extended value: `charset'language'percent-encoded`.
fn extended(pieces: &[ParameterSection<'_>]) -> String {
    const OPAQUE: &AsciiSet = &LITERAL.remove(b'%').remove(b'\'');
    let names_charset = pieces.first().is_some_and(|first| first.is_extended);
    let mut value = if names_charset { String::new() } else { "utf-8''".to_owned() };
    for piece in pieces {
        let set = if piece.is_extended { OPAQUE } else { LITERAL };
        value.extend(percent_encode(&unquoted(piece.value), set));
    }
    value
}

fn unquoted(value: &[u8]) -> Vec<u8> {
    let inner = value.strip_prefix(b"\"").map(|rest| rest.strip_suffix(b"\"").unwrap_or(rest));
    let mut escaped = false;
    let keep = |byte: &u8| {
        escaped = *byte == b'\\' && inner.is_some() && !escaped;
        !escaped && !matches!(byte, b'\r' | b'\n')
    };
    inner.unwrap_or(value).iter().copied().filter(keep).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_joined_to_one_value() {
        for (field, expected) in [
            ("a/b; x=1", "a/b; x=1"),
            ("a; f*=utf-8''x%20y", "a; f*=utf-8''x%20y"),
            ("a; f*0*=utf-8''%E6%97;\r\n f*1*=%A5.pdf; x=1", "a; x=1; f*=utf-8''%E6%97%A5.pdf"),
            ("a; F*1=b.txt; f*0=\"a ;\\\"\"", "a; f*=utf-8''a%20%3B%22b.txt"),
            ("a; f*0*=iso-8859-1'de'%FC; f*1=\"50%\"; f*2*=\"%FC\"", "a; f*=iso-8859-1'de'%FC50%25%FC"),
            ("a; f*10=k; f*2=c; f*0=a", "a; f*=utf-8''ack"),
            ("a; f*x=1; *0=2; f*-1=3", "a; f*x=1; f*-1=3; *=utf-8''2"),
            ("a; g=\"unfinished; f*0=1", "a; g=\"unfinished; f*0=1"),
        ] {
            assert_eq!(String::from_utf8_lossy(&joined(field.as_bytes())), expected, "{field}");
        }
    }
}
