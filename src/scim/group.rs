//! Groups: what a client sends, what is stored, and what it is shown.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::attributes::{GROUPS, USERS};
use super::errors::{invalid_filter, invalid_value, read_only};
use super::filter::Filter;
use super::patch::{Action, Change, PatchRequest};
use super::resource::{self, Times};
use super::schema::Attribute;
use super::target::Target;
use super::value::{read_body, read_single, read_value};
use crate::error::Result;

/// Characters of a name, as of a pod's.
const MAX_NAME_CHARS: usize = 100;

/// A group as a client describes it.
#[derive(Debug)]
pub struct NewGroup {
    pub name: String,
    pub external_id: Option<String>,
    /// Ids of users.
    pub members: Vec<String>,
}

impl NewGroup {
    /// Reads the body of a POST or PUT.
    ///
    /// # Errors
    /// `invalid_body`, `invalid_request`.
    pub fn read(body: &Value) -> Result<Self> {
        let attributes = read_body(body, &GROUPS)?;
        let text = |name: &str| attributes.get(name).and_then(Value::as_str).map(str::to_owned);
        Ok(Self {
            name: checked_name(text("displayName").unwrap_or_default())?,
            external_id: text("externalId"),
            members: attributes.get("members").map_or(Ok(Vec::new()), members)?,
        })
    }
}

/// Changes of a group. They need not know the group as it was: a group can have many members.
#[derive(Debug, Default, PartialEq)]
pub struct GroupPatch {
    pub name: Option<String>,
    /// The outer one: whether it changes.
    pub external_id: Option<Option<String>>,
    pub members: MemberChange,
}

/// How the members of a group change, by ids of users: all operations of a patch as one, of which the later prevail.
#[derive(Debug, Default, PartialEq)]
pub struct MemberChange {
    /// Whether all who are not added are removed.
    pub replaces: bool,
    pub added: BTreeSet<String>,
    pub removed: BTreeSet<String>,
}

impl MemberChange {
    /// These are the members from now on.
    pub fn replace(ids: impl IntoIterator<Item = String>) -> Self {
        Self { replaces: true, added: ids.into_iter().collect(), removed: BTreeSet::new() }
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        !self.replaces && self.added.is_empty() && self.removed.is_empty()
    }

    fn add(&mut self, ids: Vec<String>) {
        for id in ids {
            self.removed.remove(&id);
            self.added.insert(id);
        }
    }

    fn remove(&mut self, ids: Vec<String>) {
        for id in ids {
            self.added.remove(&id);
            self.removed.insert(id);
        }
    }
}

impl From<NewGroup> for GroupPatch {
    /// Replaces the group.
    fn from(group: NewGroup) -> Self {
        Self {
            name: Some(group.name),
            external_id: Some(group.external_id),
            members: MemberChange::replace(group.members),
        }
    }
}

impl GroupPatch {
    /// Reads the body of a PATCH.
    ///
    /// # Errors
    /// `invalid_body`, `invalid_path`, `invalid_filter`, `no_target`, `read_only`, `invalid_request`.
    pub fn read(body: &Value) -> Result<Self> {
        let mut patch = Self::default();
        for change in PatchRequest::read(body, &GROUPS)?.changes {
            patch.add(&change)?;
        }
        Ok(patch)
    }

    fn add(&mut self, change: &Change) -> Result<()> {
        let Target::Attribute { path, condition } = &change.target else { return Ok(()) };
        let value =
            |attribute| if change.action == Action::Remove { Ok(None) } else { read_single(&change.value, attribute) };
        match path.attribute.name {
            "displayName" => match value(path.attribute)? {
                Some(Value::String(name)) => self.name = Some(checked_name(name)?),
                _ => return Err(read_only("A group always has a `displayName`: it cannot be removed.".to_owned())),
            },
            "externalId" => {
                let id = value(path.attribute)?.and_then(|id| id.as_str().map(str::to_owned));
                self.external_id = Some(id);
            }
            _ if path.part.is_some() => return Err(read_only(format!("`{}` cannot be changed.", path.text()))),
            _ => match condition {
                Some(condition) => self.members.remove(vec![named_member(change, condition)?]),
                None => self.change_members(change, path.attribute)?,
            },
        }
        Ok(())
    }

    fn change_members(&mut self, change: &Change, attribute: &'static Attribute) -> Result<()> {
        let given = read_value(&change.value, attribute)?.as_ref().map(members).transpose()?;
        match change.action {
            Action::Add => self.members.add(given.unwrap_or_default()),
            Action::Remove if change.value.is_null() => self.members = MemberChange::replace([]),
            // Entra names the members to remove in `value`. A list without a usable value must not remove everybody.
            Action::Remove => self.members.remove(given.unwrap_or_default()),
            Action::Replace => self.members = MemberChange::replace(given.unwrap_or_default()),
        }
        Ok(())
    }
}

/// The member whom a condition names, to be removed.
fn named_member(change: &Change, condition: &Filter) -> Result<String> {
    if change.action != Action::Remove {
        return Err(read_only(
            "Members are added by the path `members` and removed by `members[value eq \"…\"]`.".to_owned(),
        ));
    }
    let required = condition.required_values().filter(|values| values.len() == 1);
    let id = required.as_ref().and_then(|values| values.get("value")).and_then(Value::as_str);
    id.map(str::to_owned).ok_or_else(|| invalid_filter("Members are named by `value eq \"…\"`.".to_owned()))
}

/// The ids of users.
fn members(values: &Value) -> Result<Vec<String>> {
    let values = values.as_array().map_or(&[][..], Vec::as_slice);
    let id = |value: &Value| match (&value["value"], &value["type"]) {
        (Value::String(id), Value::Null) => Ok(id.clone()),
        (Value::String(id), Value::String(of)) if of.eq_ignore_ascii_case(USERS.name) => Ok(id.clone()),
        _ => Err(invalid_value("The members of a group are users, not groups.".to_owned())),
    };
    values.iter().map(id).collect()
}

fn checked_name(name: String) -> Result<String> {
    if name.trim().is_empty() || name.chars().count() > MAX_NAME_CHARS || name.chars().any(char::is_control) {
        return Err(invalid_value(format!(
            "`displayName` has 1 to {MAX_NAME_CHARS} characters and no control characters."
        )));
    }
    Ok(name)
}

/// A group as stored.
#[derive(Deserialize)]
pub struct StoredGroup {
    pub id: String,
    pub name: String,
    pub external_id: Option<String>,
    /// Ids of members, as JSON. None if they were not asked for.
    pub members: Option<String>,
    #[serde(flatten)]
    pub times: Times,
}

impl StoredGroup {
    /// The group as a resource. `base` is the URL of the SCIM API.
    pub fn resource(&self, base: &str) -> Map<String, Value> {
        let mut resource = Map::new();
        resource.insert("displayName".to_owned(), self.name.as_str().into());
        resource.extend(self.external_id.as_ref().map(|id| ("externalId".to_owned(), id.as_str().into())));
        if let Some(members) = &self.members {
            let ids: Vec<String> = serde_json::from_str(members).unwrap_or_default();
            let member =
                |id: String| json!({"value": id, "$ref": resource::location(base, &USERS, &id), "type": USERS.name});
            resource.insert("members".to_owned(), ids.into_iter().map(member).collect());
        }
        resource::finish(resource, &GROUPS, vec![GROUPS.schema.id], &self.id, &self.times, base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    fn patch(operations: Value) -> Result<GroupPatch> {
        GroupPatch::read(&json!({"Operations": operations}))
    }

    #[test]
    fn a_group_has_a_name_and_users() {
        let group = NewGroup::read(&json!({
            "schemas": [GROUPS.schema.id, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
            "displayName": "Production", "externalId": "7", "members": [{"value": "mem_1"}, {"value": "mem_2", "type": "User"}],
        }));
        let group = group.expect("a group");
        assert_eq!((group.name.as_str(), group.external_id.as_deref()), ("Production", Some("7")));
        assert_eq!(group.members, ["mem_1", "mem_2"]);
        for body in [
            json!({}),
            json!({"displayName": " "}),
            json!({"displayName": "x".repeat(101)}),
            json!({"displayName": "a\nb"}),
            json!({"displayName": "a", "members": [{"value": "x", "type": "Group"}]}),
            json!({"displayName": "a", "members": [{"type": "User"}]}),
        ] {
            assert_eq!(NewGroup::read(&body).expect_err("refused").code, Code::InvalidRequest, "{body}");
        }
    }

    #[test]
    fn members_change_as_entra_and_okta_say_it() {
        let entra = patch(json!([
            {"op": "Add", "path": "members", "value": [{"$ref": null, "value": "mem_1"}]},
            {"op": "Remove", "path": "members", "value": [{"$ref": null, "value": "mem_2"}]},
        ]));
        assert_eq!(entra.expect("a patch").members, change(false, &["mem_1"], &["mem_2"]));
        let okta = patch(json!([
            {"op": "remove", "path": "members[value eq \"mem_2\"]"},
            {"op": "replace", "path": "members", "value": [{"value": "mem_1", "display": "ada"}]},
            {"op": "replace", "value": {"id": "x", "displayName": "Test"}},
        ]));
        let okta = okta.expect("a patch");
        assert_eq!(okta.name.as_deref(), Some("Test"));
        assert_eq!(okta.members, change(true, &["mem_1"], &[]));
        let all = patch(json!([{"op": "remove", "path": "members"}, {"op": "replace", "value": {"externalId": null}}]));
        let all = all.expect("a patch");
        assert_eq!((all.members, all.external_id), (change(true, &[], &[]), Some(None)));
        for nobody in [json!([]), json!([{}]), json!([{ "$ref": null, "value": null }])] {
            let removed = patch(json!([{"op": "remove", "path": "members", "value": nobody}]));
            assert_ne!(removed.map(|patch| patch.members).ok(), Some(change(true, &[], &[])), "{nobody}");
        }
    }

    fn change(replaces: bool, added: &[&str], removed: &[&str]) -> MemberChange {
        let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        MemberChange { replaces, added: set(added), removed: set(removed) }
    }

    #[test]
    fn however_many_operations_are_one_change_of_which_the_later_prevail() {
        let operation = |op: &str, id: &str| json!({"op": op, "path": "members", "value": [{"value": id}]});
        let members = |operations: &[Value]| patch(json!(operations)).expect("a patch").members;
        let (add, remove, replace) = (operation("add", "a"), operation("remove", "a"), operation("replace", "b"));
        assert_eq!(members(&[add.clone(), remove.clone()]), change(false, &[], &["a"]));
        assert_eq!(members(&[remove.clone(), add.clone()]), change(false, &["a"], &[]));
        assert_eq!(members(&[replace.clone(), add.clone()]), change(true, &["a", "b"], &[]));
        assert_eq!(members(&[add, replace, remove]), change(true, &["b"], &["a"]));
        assert!(GroupPatch::default().members.is_empty());
    }

    #[test]
    fn other_changes_of_members_are_refused() {
        for (operation, code) in [
            (json!({"op": "remove", "path": "members[type eq \"User\"]"}), Code::InvalidFilter),
            (json!({"op": "remove", "path": "members[value co \"mem\"]"}), Code::InvalidFilter),
            (json!({"op": "add", "path": "members[value eq \"mem_1\"]", "value": {"value": "mem_2"}}), Code::ReadOnly),
            (json!({"op": "replace", "path": "members.value", "value": "mem_2"}), Code::ReadOnly),
            (json!({"op": "remove", "path": "displayName"}), Code::ReadOnly),
            (json!({"op": "replace", "path": "userName", "value": "x"}), Code::InvalidPath),
        ] {
            assert_eq!(patch(json!([operation])).expect_err("refused").code, code, "{operation}");
        }
    }

    #[test]
    fn a_group_is_shown_with_its_members_only_if_they_were_asked_for() {
        let group = |members: Option<&str>| StoredGroup {
            id: "x".to_owned(),
            name: "Production".to_owned(),
            external_id: None,
            members: members.map(str::to_owned),
            times: Times { version: 1, created_at: 0, updated_at: None },
        };
        let shown = group(Some(r#"["mem_1"]"#)).resource("https://x/scim/v2");
        let member = json!({"value": "mem_1", "$ref": "https://x/scim/v2/Users/mem_1", "type": "User"});
        assert_eq!(shown["members"], json!([member]));
        assert!(!group(None).resource("https://x").contains_key("members"));
    }
}
