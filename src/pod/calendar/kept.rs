//! How the text of an event lies at rest: what people wrote, as JSON, and beside it what the feed says of the event, ready to be sent. Each
//! sealed for itself, so that nobody opens what they do not need.

use crate::crypto::PodKey;
use crate::error::{Error, Result};
use crate::ical::{self, Content, Event, Stamp};
use crate::id::CalendarEventId;

/// The first byte where both lie there. Older events have only the JSON, and begin as all that is sealed does.
const BOTH: u8 = 2;

/// Seals the text of an event.
pub fn seal(key: &PodKey, id: &CalendarEventId, event: &Event, stamp: Stamp) -> Result<Vec<u8>> {
    let content = serde_json::to_vec(&event.content).map_err(Error::internal)?;
    let content = key.seal(&context(id.as_str()), &content)?;
    let told = key.seal(&feed_context(id.as_str()), ical::written(event, stamp).as_bytes())?;
    let length = u32::try_from(content.len()).map_err(Error::internal)?;
    Ok([&[BOTH, ical::FORM][..], &length.to_be_bytes(), &content, &told].concat())
}

/// What people wrote.
pub fn content(key: &PodKey, id: &CalendarEventId, kept: &[u8]) -> Result<Content> {
    let content = parts(kept).map_or(kept, |(_, content, _)| content);
    serde_json::from_slice(&key.open(&context(id.as_str()), content)?).map_err(Error::internal)
}

/// What the feed says of the event, unless code wrote it that wrote otherwise.
pub fn told(key: &PodKey, id: &str, kept: &[u8]) -> Result<Option<Vec<u8>>> {
    let told = parts(kept).filter(|(form, ..)| *form == ical::FORM).map(|(.., told)| told);
    told.map(|told| key.open(&feed_context(id), told)).transpose()
}

fn parts(kept: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[first, form], rest) = kept.split_first_chunk()?;
    let (length, rest) = rest.split_first_chunk()?;
    let (content, told) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    (first == BOTH).then_some((form, content, told))
}

fn context(id: &str) -> String {
    format!("calendar {id}")
}

fn feed_context(id: &str) -> String {
    format!("calendar feed {id}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::MasterKey;
    use crate::id::PodId;

    #[test]
    fn what_older_code_kept_is_read_and_not_told_as_it_stands() {
        let master = MasterKey::parse("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").expect("a key");
        let key = master.pod(&PodId::of_object("pod_0123456789abcdef".to_owned()));
        let id = CalendarEventId::known("evt_1".to_owned());
        let older = key.seal("calendar evt_1", br#"{"summary":"Plan"}"#).expect("sealed");
        assert_eq!(content(&key, &id, &older).expect("opened").summary, "Plan");
        assert_eq!(told(&key, "evt_1", &older).expect("nothing"), None);
        // As written, but by code of another form.
        let told_then = key.seal("calendar feed evt_1", b"BEGIN:VEVENT").expect("sealed");
        let length = u32::try_from(older.len()).expect("short").to_be_bytes();
        for (form, expected) in [(ical::FORM, Some(b"BEGIN:VEVENT".to_vec())), (ical::FORM + 1, None)] {
            let both = [&[BOTH, form][..], &length, &older, &told_then].concat();
            assert_eq!(content(&key, &id, &both).expect("opened").summary, "Plan");
            assert_eq!(told(&key, "evt_1", &both).expect("opened"), expected);
        }
        assert_eq!(told(&key, "evt_1", b"").expect("a deleted one"), None);
    }
}
