//! Labels: an owner's own words for messages.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::inbox::mailbox::no_message;
use crate::error::{Error, Result};
use crate::platform::values;
use crate::pod::Pod;
use crate::wire::{Json, Query, to_json};

/// Labels of a message.
const MAX_LABELS_PER_MESSAGE: usize = 50;
/// Characters of a label.
const MAX_LABEL_CHARS: usize = 64;
/// Different labels in a pod.
const MAX_LABELS: usize = 1_000;

/// A label, and how it is told from others: without regard to case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub name: String,
    pub key: String,
}

impl Label {
    /// One that a caller wrote.
    ///
    /// # Errors
    /// `invalid_request` if it is empty, too long, or would not show.
    pub fn parse(text: &str) -> Result<Self> {
        let name = text.trim();
        let unprintable = |c: char| {
            c.is_control()
                || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                    | '\u{2060}'..='\u{206f}' | '\u{feff}')
        };
        if !(1..=MAX_LABEL_CHARS).contains(&name.chars().count()) || name.contains(unprintable) {
            return Err(Error::invalid(format!("A label has 1 to {MAX_LABEL_CHARS} printable characters.")));
        }
        Ok(Self { key: name.to_lowercase(), name: name.to_owned() })
    }
}

/// What a caller wants of a message's labels: first all others gone, then some added, then some removed.
#[derive(Default)]
pub struct Change {
    pub set: Option<Vec<String>>,
    pub add: Vec<String>,
    pub remove: Vec<String>,
}

impl Change {
    /// What becomes of the present labels.
    fn apply(&self, present: Vec<Label>) -> Result<Vec<Label>> {
        let (set, add, remove) =
            (self.set.as_deref().map(parsed).transpose()?, parsed(&self.add)?, parsed(&self.remove)?);
        let mut labels = set.unwrap_or(present);
        unite(&mut labels, add);
        labels.retain(|label| !remove.iter().any(|gone| gone.key == label.key));
        if labels.len() > MAX_LABELS_PER_MESSAGE {
            return Err(Error::invalid(format!("A message has at most {MAX_LABELS_PER_MESSAGE} labels."))
                .fix("Remove some of them first."));
        }
        Ok(labels)
    }
}

fn parsed(names: &[String]) -> Result<Vec<Label>> {
    if names.len() > MAX_LABELS_PER_MESSAGE {
        return Err(Error::invalid(format!("At most {MAX_LABELS_PER_MESSAGE} labels can be given at once.")));
    }
    let mut labels = Vec::new();
    for name in names {
        unite(&mut labels, [Label::parse(name)?]);
    }
    Ok(labels)
}

fn unite(labels: &mut Vec<Label>, more: impl IntoIterator<Item = Label>) {
    for label in more {
        if !labels.iter().any(|known| known.key == label.key) {
            labels.push(label);
        }
    }
}

/// Changes a message's labels as a caller asked. Part of the caller's transaction.
pub fn change(pod: &Pod, seq: i64, change: &Change) -> Result<Vec<String>> {
    const SELECT_LABEL_COUNT: &str = "SELECT count(*) FROM label WHERE mailbox = ''";
    let present = present(pod, seq)?;
    let wanted = change.apply(present.clone())?;
    if wanted != present {
        write(pod, seq, &present, wanted)?;
        let count = pod.sql().first(SELECT_LABEL_COUNT, &[])?.map_or(0, |row| row.integer(0));
        if usize::try_from(count).is_ok_and(|count| count > MAX_LABELS) {
            return Err(Error::invalid(format!("The pod has {MAX_LABELS} different labels; there can be no more."))
                .fix("Use one of those that GET /v1/email/labels lists."));
        }
    }
    Ok(self::present(pod, seq)?.into_iter().map(|label| label.name).collect())
}

/// Adds labels to a message beside those it has. For rules and the like: they bound what they add. Part of the caller's
/// transaction.
#[allow(dead_code, reason = "rules will call it")]
pub fn add(pod: &Pod, seq: i64, labels: impl IntoIterator<Item = Label>) -> Result<()> {
    let present = present(pod, seq)?;
    let mut wanted = present.clone();
    unite(&mut wanted, labels);
    if wanted == present { Ok(()) } else { write(pod, seq, &present, wanted) }
}

fn present(pod: &Pod, seq: i64) -> Result<Vec<Label>> {
    const SELECT_MESSAGE_LABELS: &str = "SELECT coalesce(item -> '$.labels', '[]') FROM message WHERE seq = ?";
    let row = pod.sql().first(SELECT_MESSAGE_LABELS, &values![seq])?.ok_or_else(no_message)?;
    let names: Vec<String> = serde_json::from_str(&row.text(0)).map_err(Error::internal)?;
    Ok(names.into_iter().map(|name| Label { key: name.to_lowercase(), name }).collect())
}

/// Writes them where lists show them and where they are looked up. A label that the pod has already keeps its case.
fn write(pod: &Pod, seq: i64, present: &[Label], mut wanted: Vec<Label>) -> Result<()> {
    const SELECT_LABEL: &str = "
        SELECT label, name FROM label WHERE mailbox = '' AND label IN (SELECT value FROM json_each(?))";
    const DELETE_MESSAGE_LABEL: &str = "
        DELETE FROM message_label WHERE seq = ?1 AND label IN (SELECT value FROM json_each(?2))";
    const INSERT_MESSAGE_LABEL: &str = "
        INSERT INTO message_label (label, mailbox, seq, name)
        SELECT value ->> '$.key', address, seq, value ->> '$.name' FROM message, json_each(?2) WHERE seq = ?1";
    const UPDATE_MESSAGE: &str = "
        UPDATE message SET item = CASE json_array_length(?2) WHEN 0 THEN json_remove(item, '$.labels')
          ELSE json_set(item, '$.labels', json(?2)) END WHERE seq = ?1";
    let names = |list: Vec<&str>| to_json(&list);
    let keys = names(wanted.iter().map(|label| label.key.as_str()).collect())?;
    for row in pod.sql().all(SELECT_LABEL, &values![&keys])? {
        let known = row.text(0);
        wanted.iter_mut().filter(|label| label.key == known).for_each(|label| label.name = row.text(1));
    }
    let lacks = |labels: &[Label], label: &&Label| !labels.iter().any(|other| other.key == label.key);
    let gone = names(present.iter().filter(|label| lacks(&wanted, label)).map(|label| &*label.key).collect())?;
    let given = wanted.iter().filter(|label| lacks(present, label));
    let given: Vec<_> = given.map(|label| serde_json::json!({ "key": label.key, "name": label.name })).collect();
    let given = to_json(&given)?;
    pod.sql().run(DELETE_MESSAGE_LABEL, &values![seq, &gone])?;
    pod.sql().run(INSERT_MESSAGE_LABEL, &values![seq, &given])?;
    let shown = names(wanted.iter().map(|label| label.name.as_str()).collect())?;
    pod.sql().run(UPDATE_MESSAGE, &values![seq, &shown]).map(drop)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListLabels {
    /// One mailbox. Without it, all mailboxes of the pod.
    #[param(example = "ada@warren.example")]
    address: Option<String>,
}

/// A label in use.
#[derive(Serialize, ToSchema)]
pub struct LabelCount {
    /// The label.
    #[schema(example = "invoices")]
    name: String,
    /// Messages that have it.
    total: i64,
    /// Those of them that are not read yet.
    unread: i64,
}

/// The labels in use.
#[derive(Serialize, ToSchema)]
pub struct Labels {
    /// By name.
    labels: Vec<LabelCount>,
    /// Number of items in this reply.
    count: usize,
}

/// List labels.
///
/// All labels that messages have, with how many have them. A label comes into being with the first message it is given to
/// and goes with the last. A pod has at most 1,000.
#[operation(
    GET "/v1/email/labels", tag = "email", permission = MailRead, tool,
    reply = "The labels.",
    errors(InvalidAddress, AddressNotYours),
)]
pub async fn list_labels(pod: Pod, Query(list): Query<ListLabels>) -> Result<Json<Labels>> {
    const SELECT_LABELS: &str = "SELECT name, total, unread FROM label WHERE mailbox = ? ORDER BY label";
    let mailbox = pod.mailbox_or_all(list.address.as_deref()).await?;
    let rows = pod.sql().all(SELECT_LABELS, &values![&mailbox])?;
    let of =
        |row: crate::platform::Row| LabelCount { name: row.text(0), total: row.integer(1), unread: row.integer(2) };
    let labels: Vec<_> = rows.into_iter().map(of).collect();
    Ok(Json(Labels { count: labels.len(), labels }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    fn applied(present: &[&str], change: &Change) -> Result<Vec<String>> {
        let present = parsed(&names(present)).expect("labels");
        Ok(change.apply(present)?.into_iter().map(|label| label.name).collect())
    }

    #[test]
    fn labels_are_set_then_added_then_removed_and_are_one_in_any_case() {
        let change = |set: Option<&[&str]>, add: &[&str], remove: &[&str]| Change {
            set: set.map(names),
            add: names(add),
            remove: names(remove),
        };
        for (present, change, after) in [
            (&["a"][..], change(None, &["b", " B ", "A"], &[]), &["a", "b"][..]),
            (&["a", "Ärger"], change(None, &[], &["äRGER", "none"]), &["a"]),
            (&["a", "b"], change(Some(&["C", "c"]), &["d"], &["D"]), &["C"]),
            (&["a"], change(Some(&[]), &[], &[]), &[]),
            (&["a"], change(None, &[], &[]), &["a"]),
        ] {
            assert_eq!(applied(present, &change).expect("labels"), after);
        }
    }

    #[test]
    fn what_does_not_show_is_no_label() {
        for bad in ["", "  ", "a\nb", "\u{7}", "a\u{202e}b", &"x".repeat(65)] {
            assert!(Label::parse(bad).is_err(), "{bad:?}");
        }
        for good in ["x", "to do", "👩‍👩‍👧", "日本", &"é".repeat(64)] {
            assert_eq!(Label::parse(good).expect("a label").name, good);
        }
    }

    #[test]
    fn a_message_has_fifty_labels_at_most() {
        let many: Vec<String> = (0..50).map(|n| n.to_string()).collect();
        let full = Change { set: Some(many.clone()), ..Change::default() };
        assert_eq!(full.apply(Vec::new()).expect("fifty").len(), 50);
        let more = Change { set: Some(many.clone()), add: names(&["more"]), remove: Vec::new() };
        assert!(more.apply(Vec::new()).is_err());
        let swapped = Change { set: Some(many), add: names(&["more"]), remove: names(&["0"]) };
        assert_eq!(swapped.apply(Vec::new()).expect("fifty").len(), 50);
    }
}
