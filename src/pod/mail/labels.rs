//! Labels of messages.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::error::{Error, Result};
use crate::platform::{FromRow, values};
use crate::pod::Pod;
use crate::pod::storage::sealed_body::no_message;
use crate::wire::{Json, Query, to_json};

/// Labels of a message.
const MAX_LABELS_PER_MESSAGE: usize = 50;
const MAX_LABEL_CHARS: usize = 64;
/// Different labels in a pod.
const MAX_LABELS: usize = 1_000;

/// A label. Labels with the same `key`, which is the name in lower case, are the same label.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Label {
    name: String,
    key: String,
}

impl Label {
    /// # Errors
    /// `invalid_request` if the label is empty, too long, or not printable.
    fn parse(text: &str) -> Result<Self> {
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

/// A change of a message's labels. `set` is applied first, then `add`, then `remove`.
#[derive(Default)]
pub struct LabelChange {
    pub set: Option<Vec<String>>,
    pub add: Vec<String>,
    pub remove: Vec<String>,
}

impl LabelChange {
    /// The labels after the change.
    fn apply(&self, current: Vec<Label>) -> Result<Vec<Label>> {
        let (set, add, remove) =
            (self.set.as_deref().map(parse_all).transpose()?, parse_all(&self.add)?, parse_all(&self.remove)?);
        let mut labels = set.unwrap_or(current);
        add_missing(&mut labels, add);
        labels.retain(|label| !contains(&remove, label));
        if labels.len() > MAX_LABELS_PER_MESSAGE {
            return Err(Error::invalid(format!("A message can have at most {MAX_LABELS_PER_MESSAGE} labels."))
                .fix("Remove some labels first."));
        }
        Ok(labels)
    }
}

fn parse_all(names: &[String]) -> Result<Vec<Label>> {
    if names.len() > MAX_LABELS_PER_MESSAGE {
        return Err(Error::invalid(format!("A request can name at most {MAX_LABELS_PER_MESSAGE} labels.")));
    }
    let mut labels = Vec::new();
    for name in names {
        add_missing(&mut labels, [Label::parse(name)?]);
    }
    Ok(labels)
}

fn contains(labels: &[Label], label: &Label) -> bool {
    labels.iter().any(|other| other.key == label.key)
}

fn add_missing(labels: &mut Vec<Label>, more: impl IntoIterator<Item = Label>) {
    for label in more {
        if !contains(labels, &label) {
            labels.push(label);
        }
    }
}

/// The labels of a pod's messages.
#[derive(Clone, Copy)]
pub struct Labels<'a> {
    pod: &'a Pod,
}

impl Pod {
    /// The labels of the pod's messages.
    pub(in crate::pod) const fn labels(&self) -> Labels<'_> {
        Labels { pod: self }
    }
}

#[derive(FromRow)]
struct KnownLabel {
    label: String,
    name: String,
}

impl Labels<'_> {
    /// Changes a message's labels and returns the new ones. Part of the caller's transaction.
    pub(in crate::pod::mail) fn change(self, seq: i64, change: &LabelChange) -> Result<Vec<String>> {
        const COUNT_LABELS: &str = "SELECT count(*) FROM label WHERE mailbox = ''";
        let current = self.current(seq)?;
        let labels = change.apply(current.clone())?;
        if labels != current {
            self.write(seq, &current, labels)?;
            if self.pod.sql().value(COUNT_LABELS, &[])?.is_some_and(|count: usize| count > MAX_LABELS) {
                return Err(Error::invalid(format!("A pod can have at most {MAX_LABELS} different labels."))
                    .fix("Use one of the labels of GET /v1/email/labels."));
            }
        }
        Ok(self.current(seq)?.into_iter().map(|label| label.name).collect())
    }

    fn current(self, seq: i64) -> Result<Vec<Label>> {
        const SELECT_LABELS: &str = "SELECT coalesce(item -> '$.labels', '[]') FROM message WHERE seq = ?";
        let names: String = self.pod.sql().value(SELECT_LABELS, &values![seq])?.ok_or_else(no_message)?;
        let names: Vec<String> = serde_json::from_str(&names).map_err(Error::internal)?;
        Ok(names.into_iter().map(|name| Label { key: name.to_lowercase(), name }).collect())
    }

    /// Writes a message's labels, both for lists and for filters. A label that the pod already has keeps its upper and lower case.
    fn write(self, seq: i64, current: &[Label], mut labels: Vec<Label>) -> Result<()> {
        const SELECT_KNOWN: &str = "
            SELECT label, name FROM label WHERE mailbox = '' AND label IN (SELECT value FROM json_each(?))";
        const DELETE_LABELS: &str = "
            DELETE FROM message_label WHERE seq = ?1 AND label IN (SELECT value FROM json_each(?2))";
        const INSERT_LABELS: &str = "
            INSERT INTO message_label (label, mailbox, seq, name)
            SELECT value ->> '$.key', address, seq, value ->> '$.name' FROM message, json_each(?2) WHERE seq = ?1";
        const UPDATE_ITEM: &str = "
            UPDATE message SET item = CASE json_array_length(?2) WHEN 0 THEN json_remove(item, '$.labels')
              ELSE json_set(item, '$.labels', json(?2)) END WHERE seq = ?1";
        let sql = self.pod.sql();
        let json = |list: Vec<&str>| to_json(&list);
        let keys = json(labels.iter().map(|label| label.key.as_str()).collect())?;
        for known in sql.rows::<KnownLabel>(SELECT_KNOWN, &values![&keys])? {
            labels
                .iter_mut()
                .filter(|label| label.key == known.label)
                .for_each(|label| label.name.clone_from(&known.name));
        }
        let removed = current.iter().filter(|label| !contains(&labels, label));
        let removed = json(removed.map(|label| label.key.as_str()).collect())?;
        let added = labels.iter().filter(|label| !contains(current, label));
        let added: Vec<_> = added.map(|label| serde_json::json!({ "key": label.key, "name": label.name })).collect();
        sql.run(DELETE_LABELS, &values![seq, &removed])?;
        sql.run(INSERT_LABELS, &values![seq, &to_json(&added)?])?;
        let names = json(labels.iter().map(|label| label.name.as_str()).collect())?;
        sql.run(UPDATE_ITEM, &values![seq, &names]).map(drop)
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListLabels {
    /// The mailbox. Default: all mailboxes of the pod.
    #[param(example = "ada@warren.example")]
    address: Option<String>,
}

/// A label in use.
#[derive(FromRow, Serialize, ToSchema)]
pub struct LabelCount {
    /// The label.
    #[schema(example = "invoices")]
    name: String,
    /// Messages with this label.
    total: i64,
    /// Unread messages in `total`.
    unread: i64,
}

/// The labels in use.
#[derive(Serialize, ToSchema)]
#[schema(as = Labels)]
pub struct LabelList {
    /// By name.
    labels: Vec<LabelCount>,
    /// Number of items in this reply.
    count: usize,
}

/// List labels.
///
/// Lists the labels of all messages, with the number of messages of each. A label exists while at least one message has it. A pod can
/// have 1,000 different labels.
#[operation(
    GET "/v1/email/labels", tag = "email", permission = MailRead, per_inbox, tool,
    reply = "The labels.",
    errors(InvalidAddress, AddressNotYours),
)]
pub async fn list_labels(pod: Pod, Query(list): Query<ListLabels>) -> Result<Json<LabelList>> {
    const SELECT_COUNTS: &str = "SELECT name, total, unread FROM label WHERE mailbox = ? ORDER BY label";
    let mailbox = pod.addresses().own_or_all(list.address.as_deref()).await?;
    let labels: Vec<LabelCount> = pod.sql().rows(SELECT_COUNTS, &values![&mailbox])?;
    Ok(Json(LabelList { count: labels.len(), labels }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    fn applied(present: &[&str], change: &LabelChange) -> Result<Vec<String>> {
        let present = parse_all(&names(present)).expect("labels");
        Ok(change.apply(present)?.into_iter().map(|label| label.name).collect())
    }

    #[test]
    fn labels_are_set_then_added_then_removed_and_are_one_in_any_case() {
        let change = |set: Option<&[&str]>, add: &[&str], remove: &[&str]| LabelChange {
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
    fn a_label_is_printable() {
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
        let full = LabelChange { set: Some(many.clone()), ..LabelChange::default() };
        assert_eq!(full.apply(Vec::new()).expect("fifty").len(), 50);
        let more = LabelChange { set: Some(many.clone()), add: names(&["more"]), remove: Vec::new() };
        assert!(more.apply(Vec::new()).is_err());
        let swapped = LabelChange { set: Some(many), add: names(&["more"]), remove: names(&["0"]) };
        assert_eq!(swapped.apply(Vec::new()).expect("fifty").len(), 50);
    }
}
