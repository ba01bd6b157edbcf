//! What a client can discover (RFC 7643, 5 to 7; RFC 7644, 4).

use serde_json::{Map, Value, json};

use super::attributes::{ENTERPRISE_USER, GROUP, GROUPS, USER, USERS};
use super::schema::{Attribute, Kind, Mutability, ResourceType, Schema};

/// Resources that a list has at most.
pub const MAX_RESULTS: u32 = 200;

/// What the deployment supports. `base` is the URL of the SCIM API, in which all others lie.
pub fn service_provider_config(base: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": {"supported": true},
        "bulk": {"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": true, "maxResults": MAX_RESULTS},
        "changePassword": {"supported": false},
        "sort": {"supported": true},
        "etag": {"supported": true},
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "Bearer token",
            "description": "A token of the account, which an owner makes with POST /v1/scim/tokens.",
            "primary": true,
        }],
        "meta": {"resourceType": "ServiceProviderConfig", "location": format!("{base}/ServiceProviderConfig")},
    })
}

/// The types of resources.
pub fn resource_types(base: &str) -> Vec<Value> {
    [&USERS, &GROUPS].into_iter().map(|of| resource_type(of, base)).collect()
}

fn resource_type(of: &ResourceType, base: &str) -> Value {
    let extensions = of.extensions.iter().map(|extension| json!({"schema": extension.id, "required": false}));
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": of.name,
        "name": of.name,
        "description": of.description,
        "endpoint": of.endpoint,
        "schema": of.schema.id,
        "schemaExtensions": extensions.collect::<Vec<_>>(),
        "meta": {"resourceType": "ResourceType", "location": format!("{base}/ResourceTypes/{}", of.name)},
    })
}

/// The schemas of users and groups.
pub fn schemas(base: &str) -> Vec<Value> {
    [&USER, &ENTERPRISE_USER, &GROUP].into_iter().map(|of| schema(of, base)).collect()
}

fn schema(of: &Schema, base: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
        "id": of.id,
        "name": of.name,
        "description": of.description,
        "attributes": of.attributes.iter().map(attribute).collect::<Vec<_>>(),
        "meta": {"resourceType": "Schema", "location": format!("{base}/Schemas/{}", of.id)},
    })
}

fn attribute(of: &Attribute) -> Value {
    let mut shown = Map::new();
    let mut set = |name: &str, value: Value| drop(shown.insert(name.to_owned(), value));
    set("name", of.name.into());
    set("type", type_name(of.kind).into());
    set("multiValued", of.is_multi.into());
    set("description", of.description.into());
    set("required", of.is_required.into());
    set("caseExact", of.is_case_exact.into());
    set("mutability", mutability(of.mutability).into());
    set("returned", "default".into());
    set("uniqueness", if of.is_unique { "server" } else { "none" }.into());
    match of.kind {
        Kind::Complex(parts) => set("subAttributes", parts.iter().map(attribute).collect()),
        Kind::Reference(types) => set("referenceTypes", types.into()),
        _ => {}
    }
    if !of.usual_values.is_empty() {
        set("canonicalValues", of.usual_values.into());
    }
    Value::Object(shown)
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::String => "string",
        Kind::Boolean => "boolean",
        Kind::DateTime => "dateTime",
        Kind::Reference(_) => "reference",
        Kind::Complex(_) => "complex",
    }
}

fn mutability(of: Mutability) -> &'static str {
    match of {
        Mutability::ReadWrite => "readWrite",
        Mutability::Immutable => "immutable",
        Mutability::ReadOnly => "readOnly",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_attribute_has_a_name_of_its_own_and_a_description() {
        fn check(attributes: &[Attribute]) {
            let names: BTreeSet<_> = attributes.iter().map(|attribute| attribute.name.to_lowercase()).collect();
            assert_eq!(names.len(), attributes.len(), "{names:?}");
            for attribute in attributes {
                assert!(attribute.description.ends_with('.'), "{}", attribute.name);
                check(attribute.parts());
            }
        }
        for schema in [&USER, &ENTERPRISE_USER, &GROUP] {
            check(schema.attributes);
        }
    }

    #[test]
    fn types_of_resources_name_schemas_that_are_listed() {
        let listed: Vec<Value> = schemas("https://x").into_iter().map(|schema| schema["id"].clone()).collect();
        for of in resource_types("https://x") {
            assert!(listed.contains(&of["schema"]));
            assert!(of["schemaExtensions"].as_array().expect("a list").iter().all(|it| listed.contains(&it["schema"])));
        }
    }

    #[test]
    fn an_attribute_is_shown_as_rfc_7643_says() {
        let user = &schemas("https://x")[0];
        let attribute = |name: &str| {
            let attributes = user["attributes"].as_array().expect("a list");
            attributes.iter().find(|attribute| attribute["name"] == name).expect("an attribute").clone()
        };
        assert_eq!(
            (&attribute("userName")["type"], &attribute("userName")["uniqueness"]),
            (&json!("string"), &json!("server"))
        );
        assert_eq!(attribute("profileUrl")["referenceTypes"], json!(["external"]));
        assert_eq!(attribute("groups")["mutability"], "readOnly");
        assert_eq!(attribute("emails")["subAttributes"][2]["canonicalValues"], json!(["work", "home", "other"]));
        assert!(attribute("userName").get("subAttributes").is_none());
    }
}
