//! Recognizes lines that introduce quotes and lines that are signatures.

use super::languages::{DATE, DAYS, DEVICE, FORWARD, FORWARDED, FROM, ORIGINAL, SUBJECT, TO, WROTE};

/// A field in the header of a quoted message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    From,
    Date,
    To,
    Subject,
}

/// The field of a line, in any known language, also in bold.
pub fn field(line: &str) -> Option<Field> {
    let line = line.trim_start_matches([' ', '\t', '*', '|']);
    let colon = line.char_indices().take(40).find(|(_, c)| matches!(c, ':' | '：'))?.0;
    let name = line.get(..colon)?.trim_matches([' ', '\t', '*', '\u{a0}']).to_lowercase();
    let known = [(Field::From, FROM), (Field::Date, DATE), (Field::To, TO), (Field::Subject, SUBJECT)];
    known.into_iter().find(|(_, names)| names.contains(&name.as_str())).map(|(field, _)| field)
}

/// Whether a subject marks a forwarded message. Only the first prefix counts: a reply to a forwarded message is a reply.
pub fn is_forward(subject: &str) -> bool {
    let Some((prefix, _)) = subject.split_once([':', '：']) else { return false };
    FORWARD.contains(&prefix.trim().to_lowercase().as_str())
}

/// The text between dashes, in lower case.
fn between_dashes(line: &str) -> Option<String> {
    let dashes = |c: char| matches!(c, '-' | '—' | '–' | '_' | '=' | ' ' | '*');
    (line.len() <= 200 && line.starts_with("--")).then(|| line.trim_matches(dashes).replace('’', "'").to_lowercase())
}

/// Whether a line introduces a forwarded message.
pub fn begins_forward(line: &str) -> bool {
    let line = line.trim();
    if let Some(title) = between_dashes(line) {
        return FORWARDED.iter().any(|known| title.starts_with(known));
    }
    // Apple Mail writes no dashes.
    let title = line.strip_suffix(':').filter(|title| title.len() <= 100);
    title.is_some_and(|title| {
        let title = title.trim().to_lowercase();
        ["begin ", "anfang ", "début ", "inicio ", "início ", "inizio "].iter().any(|word| title.starts_with(word))
            && FORWARDED.contains(&title.as_str())
    })
}

/// Whether a line introduces the answered message.
pub fn begins_original(line: &str) -> bool {
    between_dashes(line).is_some_and(|title| ORIGINAL.contains(&title.as_str()))
}

/// Whether a line can be the first of an attribution: a cheap check before the full one.
pub fn may_begin_attribution(line: &str) -> bool {
    line.len() <= 500 && (line.ends_with([':', '：']) || has_day(line))
}

fn has_day(line: &str) -> bool {
    let start: String = line.chars().take(12).flat_map(char::to_lowercase).collect();
    let start = start.trim_start_matches(['-', '*', ' ']);
    DAYS.iter().any(|day| start.starts_with(day))
}

/// Whether a text that ends in a colon is an attribution: `On …, Ann <ann@x.example> wrote:`.
pub fn is_attribution(text: &str, wrapped: bool) -> bool {
    let clock = text
        .as_bytes()
        .windows(3)
        .any(|w| w[0].is_ascii_digit() && matches!(w[1], b':' | b'.' | b'h') && w[2].is_ascii_digit());
    let year = text.as_bytes().windows(4).any(|four| four.iter().all(u8::is_ascii_digit));
    let address = text.contains('@');
    // In some languages, Gmail writes only the time and the sender.
    if !wrapped && address && year && clock && text.trim_end_matches([':', '：', ' ']).ends_with('>') {
        return true;
    }
    let lower = text.to_lowercase();
    let wrote = WROTE.iter().any(|verb| lower.contains(verb));
    wrote && if has_day(text) { address || year || clock } else { !wrapped && (address || clock && year) }
}

/// Whether a line is the signature of a device.
pub fn is_device_signature(line: &str) -> bool {
    if line.chars().count() > 100 {
        return false;
    }
    let line = line.trim_start_matches(['<', '[', '(']).to_lowercase();
    // Normal sentences can begin the same way, but name no device or program.
    const DEVICES: &[&str] = &[
        "iphone",
        "ipad",
        "android",
        "samsung",
        "galaxy",
        "huawei",
        "pixel",
        "xiaomi",
        "handy",
        "smartphone",
        "phone",
        "mobil",
        "blackberry",
        "outlook",
        "mail",
        "proton",
        "tablet",
        "device",
        "portable",
        "móvil",
        "windows",
        "mac",
        "watch",
        "nokia",
    ];
    DEVICE.iter().any(|start| line.starts_with(start)) && DEVICES.iter().any(|word| line.contains(word))
}
