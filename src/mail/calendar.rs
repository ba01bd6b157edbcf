//! The iCalendar part of a message (iMIP).

use super::{ParsedMessage, charset, decode};

/// Bytes of the part: a message is about one event.
const MAX_CALENDAR_BYTES: usize = 256 << 10;

/// The iCalendar text of a message (RFC 6047), unless it is too long.
pub fn text(raw: &[u8], message: &ParsedMessage) -> Option<String> {
    let part = message.attachments.iter().find(|part| part.content_type == "text/calendar")?;
    if part.size > MAX_CALENDAR_BYTES {
        return None;
    }
    let bytes = decode::decode_prefix(raw.get(part.start..part.end)?, part.encoding, MAX_CALENDAR_BYTES);
    Some(charset::guess(&bytes).into_owned())
}
