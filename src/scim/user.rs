//! Users: what a client sends, what is stored, and what it is shown.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::attributes::{ENTERPRISE_USER, GROUPS, USERS};
use super::errors::invalid_value;
use super::patch::PatchRequest;
use super::resource::{self, Times};
use super::value::{is_primary, read_body};
use crate::email::Email;
use crate::error::Result;

/// Bytes of all attributes of a user, as JSON.
const MAX_BYTES: usize = 16_384;
/// Characters of a name that other people see.
const MAX_NAME_CHARS: usize = 200;

/// A user as a client describes it.
#[derive(Debug)]
pub struct User {
    pub user_name: String,
    /// Whether a client has sent the name. Otherwise it is the address.
    pub is_named: bool,
    /// The address to which sign-in links are sent.
    pub email: Email,
    pub external_id: Option<String>,
    pub display_name: Option<String>,
    /// None if the client does not say so: as before, or active.
    pub is_active: Option<bool>,
    /// The other attributes.
    pub others: Map<String, Value>,
}

impl User {
    /// Reads the body of a POST or PUT.
    ///
    /// # Errors
    /// `invalid_body`, `invalid_request`.
    pub fn read(body: &Value) -> Result<Self> {
        Self::of(read_body(body, &USERS)?)
    }

    /// A user with these attributes.
    fn of(mut attributes: Map<String, Value>) -> Result<Self> {
        let user_name = take_text(&mut attributes, "userName").filter(|name| !name.trim().is_empty());
        let user_name = user_name.ok_or_else(|| invalid_value("`userName` is missing or empty.".to_owned()))?;
        let display_name = take_text(&mut attributes, "displayName");
        if display_name.as_ref().is_some_and(|name| name.chars().count() > MAX_NAME_CHARS) {
            return Err(invalid_value(format!("`displayName` is longer than {MAX_NAME_CHARS} characters.")));
        }
        let user = Self {
            email: email(&attributes, &user_name)?,
            external_id: take_text(&mut attributes, "externalId"),
            is_active: attributes.remove("active").and_then(|active| active.as_bool()),
            others: attributes,
            is_named: true,
            user_name,
            display_name,
        };
        if user.others_as_json().len() > MAX_BYTES {
            return Err(invalid_value(format!("The user has more than {MAX_BYTES} bytes of attributes.")));
        }
        Ok(user)
    }

    /// The other attributes, as they are stored.
    pub fn others_as_json(&self) -> String {
        Value::Object(self.others.clone()).to_string()
    }
}

fn take_text(attributes: &mut Map<String, Value>, name: &str) -> Option<String> {
    match attributes.remove(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

/// The primary address, or the one for work, or the first. Without any, the name, which often is an address.
fn email(attributes: &Map<String, Value>, user_name: &str) -> Result<Email> {
    let emails = attributes.get("emails").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let chosen = emails.iter().find(|email| is_primary(email));
    let chosen = chosen.or_else(|| emails.iter().find(|email| email["type"] == "work")).or_else(|| emails.first());
    let address = chosen.and_then(|email| email["value"].as_str()).unwrap_or(user_name);
    Email::try_from(address.to_owned())
        .map_err(|_| invalid_value(format!("`emails` is missing, or its value `{address}` is not an email address.")))
}

/// A user as stored.
#[derive(Deserialize)]
pub struct StoredUser {
    pub id: String,
    /// None if no client has provisioned the user.
    pub user_name: Option<String>,
    pub email: String,
    pub external_id: Option<String>,
    pub name: Option<String>,
    /// 1: can sign in.
    pub active: i64,
    pub role: String,
    /// The other attributes, as JSON.
    pub scim: String,
    /// Ids and names of groups, as JSON.
    pub groups: String,
    #[serde(flatten)]
    pub times: Times,
}

#[derive(Deserialize)]
struct Membership {
    id: String,
    name: String,
}

impl StoredUser {
    /// The user after a patch. The name and the address that a member has without a client are not stored as if one had sent them.
    ///
    /// # Errors
    /// `no_target`, `read_only`, `invalid_request`.
    pub fn patched(&self, patch: &PatchRequest) -> Result<User> {
        let before = self.attributes();
        let mut user = User::of(patch.apply(before.clone())?)?;
        user.is_named = self.user_name.is_some() || user.user_name != self.email || user.email.as_str() != self.email;
        if !self.others().contains_key("emails") && user.others.get("emails") == before.get("emails") {
            user.others.remove("emails");
        }
        Ok(user)
    }

    fn others(&self) -> Map<String, Value> {
        serde_json::from_str(&self.scim).unwrap_or_default()
    }

    /// The attributes that clients can change.
    fn attributes(&self) -> Map<String, Value> {
        let mut attributes = self.others();
        let user_name = self.user_name.as_ref().unwrap_or(&self.email);
        attributes.insert("userName".to_owned(), user_name.as_str().into());
        attributes.insert("active".to_owned(), (self.active == 1).into());
        attributes.entry("emails").or_insert_with(|| json!([{"value": self.email, "type": "work", "primary": true}]));
        for (name, value) in [("externalId", &self.external_id), ("displayName", &self.name)] {
            attributes.extend(value.as_ref().map(|value| (name.to_owned(), value.as_str().into())));
        }
        attributes
    }

    /// The user as a resource. `base` is the URL of the SCIM API.
    pub fn resource(&self, base: &str) -> Map<String, Value> {
        let mut resource = self.attributes();
        let mut schemas = vec![USERS.schema.id];
        if resource.contains_key(ENTERPRISE_USER.id) {
            schemas.push(ENTERPRISE_USER.id);
        }
        let groups: Vec<Membership> = serde_json::from_str(&self.groups).unwrap_or_default();
        let groups: Vec<Value> = groups
            .into_iter()
            .map(|group| {
                json!({"value": group.id, "$ref": resource::location(base, &GROUPS, &group.id), "display": group.name})
            })
            .collect();
        if !groups.is_empty() {
            resource.insert("groups".to_owned(), groups.into());
        }
        resource.insert("roles".to_owned(), json!([{"value": self.role, "primary": true}]));
        resource::finish(resource, &USERS, schemas, &self.id, &self.times, base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: Value) -> User {
        User::read(&body).expect("a user")
    }

    fn stored(scim: Value) -> StoredUser {
        StoredUser {
            id: "mem_1".to_owned(),
            user_name: None,
            email: "ada@example.com".to_owned(),
            external_id: None,
            name: None,
            active: 1,
            role: "member".to_owned(),
            scim: scim.to_string(),
            groups: json!([{"id": "x", "name": "Production"}]).to_string(),
            times: Times { version: 3, created_at: 0, updated_at: Some(1_000) },
        }
    }

    #[test]
    fn the_primary_address_signs_in() {
        let email =
            |emails: Value| read(json!({"userName": "ada@name.example", "emails": emails})).email.as_str().to_owned();
        assert_eq!(email(json!([{"value": "a@x.example"}, {"value": "B@x.example", "primary": true}])), "b@x.example");
        assert_eq!(email(json!([{"value": "a@x.example"}, {"value": "b@x.example", "type": "work"}])), "b@x.example");
        assert_eq!(email(json!([{"value": "a@x.example"}, {"value": "b@x.example"}])), "a@x.example");
        assert_eq!(email(json!([])), "ada@name.example");
        for body in [
            json!({"userName": "ada"}),
            json!({"userName": "ada", "emails": [{"value": "ada"}]}),
            json!({"userName": " ", "emails": [{"value": "a@x.example"}]}),
            json!({"emails": [{"value": "a@x.example"}]}),
            json!({"userName": "a@x.example", "displayName": "x".repeat(MAX_NAME_CHARS + 1)}),
        ] {
            assert!(User::read(&body).is_err(), "{body}");
        }
    }

    #[test]
    fn a_user_is_shown_as_it_was_sent() {
        let body = json!({
            "userName": "ada", "externalId": "7", "displayName": "Ada", "active": false, "title": "Countess",
            "emails": [{"value": "Ada@Example.com", "type": "home"}], ENTERPRISE_USER.id: {"department": "Engines"},
        });
        let user = read(body.clone());
        assert_eq!((user.is_active, user.email.as_str()), (Some(false), "ada@example.com"));
        let stored = StoredUser {
            scim: user.others_as_json(),
            user_name: Some(user.user_name),
            external_id: user.external_id,
            name: user.display_name,
            active: 0,
            ..stored(json!({}))
        };
        assert_eq!(Value::Object(stored.attributes()), body);
        let resource = stored.resource("https://x/scim/v2");
        assert_eq!(resource["schemas"], json!([USERS.schema.id, ENTERPRISE_USER.id]));
        let group = json!({"value": "x", "$ref": "https://x/scim/v2/Groups/x", "display": "Production"});
        assert_eq!(resource["groups"], json!([group]));
        assert_eq!(
            resource["meta"],
            json!({
                "resourceType": "User", "created": "1970-01-01T00:00:00.000Z", "lastModified": "1970-01-01T00:00:01.000Z",
                "location": "https://x/scim/v2/Users/mem_1", "version": "W/\"3\"",
            })
        );
    }

    #[test]
    fn a_member_who_was_invited_has_the_name_of_the_address() {
        let attributes = Value::Object(stored(json!({})).attributes());
        let emails = json!([{"value": "ada@example.com", "type": "work", "primary": true}]);
        assert_eq!(attributes, json!({"userName": "ada@example.com", "active": true, "emails": emails}));
        assert_eq!(User::of(stored(json!({})).attributes()).expect("a user").email.as_str(), "ada@example.com");
    }

    #[test]
    fn a_patch_stores_only_what_clients_have_sent() {
        let patched = |before: &StoredUser, path: &str, value: &str| {
            let body = json!({"Operations": [{"op": "replace", "path": path, "value": value}]});
            before.patched(&PatchRequest::read(&body, &USERS).expect("a patch")).expect("a user")
        };
        let invited = stored(json!({}));
        let title = patched(&invited, "title", "Countess");
        assert_eq!((title.is_named, &*title.others_as_json()), (false, r#"{"title":"Countess"}"#));
        assert_eq!((title.user_name.as_str(), title.email.as_str()), ("ada@example.com", "ada@example.com"));
        assert!(patched(&invited, "userName", "ada").is_named);
        let moved = patched(&invited, r#"emails[type eq "work"].value"#, "b@example.com");
        assert_eq!((moved.is_named, moved.user_name.as_str()), (true, "ada@example.com"), "a name is not another one");
        assert!(moved.others.contains_key("emails"));
        let sent = stored(json!({"emails": [{"value": "ada@example.com"}]}));
        assert!(patched(&sent, "title", "Countess").others.contains_key("emails"));
        let named = StoredUser { user_name: Some("ada".to_owned()), ..stored(json!({})) };
        assert!(patched(&named, "title", "Countess").is_named);
    }
}
