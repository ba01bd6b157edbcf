//! Character references of HTML: `&eacute;`, `&#233;`, `&#xE9;`.
//!
//! `mail-parser` has a longer list, but its lookup uses a hash that is wrong on 32-bit targets, so the worker finds hardly any
//! name. This list is that of HTML 4; the two thousand names that HTML 5 adds are mostly mathematical.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::charset;

/// The names of U+00A0 to U+00FF, in order.
const LATIN: &str = "\
    nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute \
    micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig \
    Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash \
    Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute \
    ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc \
    uuml yacute thorn yuml";

/// The placeholder of a character without a name.
const UNNAMED: &str = "-";

/// The names of U+0391 to U+03C9, in order.
const GREEK: &str = "\
    Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho - Sigma Tau Upsilon Phi \
    Chi Psi Omega - - - - - - - alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi \
    rho sigmaf sigma tau upsilon phi chi psi omega";

const OTHERS: &str = "\
    quot \" amp & apos ' lt < gt > OElig Œ oelig œ Scaron Š scaron š Yuml Ÿ fnof ƒ circ ˆ tilde ˜ thetasym ϑ upsih ϒ \
    piv ϖ ensp \u{2002} emsp \u{2003} thinsp \u{2009} zwnj \u{200c} zwj \u{200d} lrm \u{200e} rlm \u{200f} ndash – \
    mdash — lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ” bdquo „ dagger † Dagger ‡ bull • hellip … permil ‰ prime ′ Prime \
    ″ lsaquo ‹ rsaquo › oline ‾ frasl ⁄ euro € image ℑ weierp ℘ real ℜ trade ™ alefsym ℵ larr ← uarr ↑ rarr → darr ↓ \
    harr ↔ crarr ↵ lArr ⇐ uArr ⇑ rArr ⇒ dArr ⇓ hArr ⇔ forall ∀ part ∂ exist ∃ empty ∅ nabla ∇ isin ∈ notin ∉ ni ∋ \
    prod ∏ sum ∑ minus − lowast ∗ radic √ prop ∝ infin ∞ ang ∠ and ∧ or ∨ cap ∩ cup ∪ int ∫ there4 ∴ sim ∼ cong ≅ \
    asymp ≈ ne ≠ equiv ≡ le ≤ ge ≥ sub ⊂ sup ⊃ nsub ⊄ sube ⊆ supe ⊇ oplus ⊕ otimes ⊗ perp ⊥ sdot ⋅ lceil ⌈ rceil ⌉ \
    lfloor ⌊ rfloor ⌋ lang 〈 rang 〉 loz ◊ spades ♠ clubs ♣ hearts ♥ diams ♦";

/// More bytes than the longest name and its `;` have.
const MAX_NAME_BYTES: usize = 12;

static NAMED: LazyLock<HashMap<&str, char>> = LazyLock::new(|| {
    let mut named: HashMap<_, _> = LATIN.split(' ').zip('\u{a0}'..).chain(GREEK.split(' ').zip('\u{391}'..)).collect();
    let mut others = OTHERS.split(' ');
    named.remove(UNNAMED);
    while let (Some(name), Some(character)) = (others.next(), others.next().and_then(|text| text.chars().next())) {
        named.insert(name, character);
    }
    named
});

/// Appends `raw` with its character references decoded. A no-break space becomes a space.
pub fn decode(raw: &str, text: &mut String) {
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        match character(after) {
            Some((character, following)) => {
                text.push(if character == '\u{a0}' { ' ' } else { character });
                rest = following;
            }
            None => {
                text.push('&');
                rest = after;
            }
        }
    }
    text.push_str(rest);
}

/// The character whose name `after` starts with, and the text after the name.
fn character(after: &str) -> Option<(char, &str)> {
    let window = after.get(..after.floor_char_boundary(MAX_NAME_BYTES))?;
    let (name, _) = window.split_once(';')?;
    let following = after.get(name.len() + 1..)?;
    let character = match name.strip_prefix('#') {
        Some(number) => numbered(number)?,
        None => *NAMED.get(name)?,
    };
    Some((character, following))
}

fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    match code.ok()? {
        // Senders mean windows-1252 in the range of the control characters.
        code @ 0x80..=0x9f => charset::decode(&[u8::try_from(code).ok()?], Some("windows-1252")).chars().next(),
        0 => Some(char::REPLACEMENT_CHARACTER),
        code => Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_character_references() {
        for (raw, expected) in [
            ("caf&eacute; &#8364; &#x20AC; &euro;", "café € € €"),
            ("&lt;&gt;&amp;&quot;&apos;&#39;", "<>&\"''"),
            ("&yuml;&nbsp;&szlig;&Alpha;&Sigma;&omega;&thetasym;", "ÿ ßΑΣωϑ"),
            ("&OElig;&hellip;&rsquo;&zwnj;&diams;", "Œ…’\u{200c}♦"),
            ("&amp;lt;", "&lt;"),
            ("don&#146;t &#0; &#xD800; &#x110000;", "don’t \u{fffd} \u{fffd} \u{fffd}"),
            (
                "AT&T &nope; &; &#; &#x; &-; & &eacute &#9999999999999;",
                "AT&T &nope; &; &#; &#x; &-; & &eacute &#9999999999999;",
            ),
            ("&é;&", "&é;&"),
        ] {
            let mut text = String::new();
            decode(raw, &mut text);
            assert_eq!(text, expected, "{raw}");
        }
    }
}
