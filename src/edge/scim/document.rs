//! The types of SCIM in the API document, by the same tables that bodies are read by.

use serde_json::{Value, json};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, Object, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::scim::attributes::{COMMON, ENTERPRISE_USER, GROUPS, USERS};
use crate::scim::schema::{Attribute, Kind, ResourceType};

/// Types of the document: their names, what they are, and how they look. None has values: resources are JSON.
macro_rules! types {
    ($($name:ident $schema:expr;)*) => {$(
        pub enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                RefOr::T(Schema::Object($schema))
            }
        }

        impl ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )*};
}

types! {
    ScimUser resource(&USERS, user_example());
    ScimGroup resource(&GROUPS, group_example());
    ScimList list();
    ScimPatch patch();
    ScimError error();
    ScimServiceProviderConfig open("What the deployment supports (RFC 7643, 5).");
    ScimResourceType open("A type of resources (RFC 7643, 6).");
    ScimSchema open("A schema (RFC 7643, 7).");
}

fn text(description: &str) -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).description(Some(description))
}

fn open(description: &str) -> Object {
    ObjectBuilder::new().description(Some(description)).build()
}

/// A resource has the attributes of its schema, those that all resources have, and those of its extensions by their ids.
fn resource(of: &ResourceType, example: Value) -> Object {
    let mut object = attributes(of.schema.attributes).description(Some(of.description)).examples([example]);
    for common in &COMMON {
        object = object.property(common.name, RefOr::T(attribute(common)));
    }
    for extension in of.extensions {
        let part = attributes(extension.attributes).description(Some(extension.description));
        object = object.property(extension.id, part.build());
    }
    object.build()
}

fn attributes(of: &[Attribute]) -> ObjectBuilder {
    of.iter().fold(ObjectBuilder::new(), |object, one| object.property(one.name, RefOr::T(attribute(one))))
}

fn attribute(of: &Attribute) -> Schema {
    let object = match of.kind {
        Kind::Complex(parts) => attributes(parts),
        Kind::Boolean => ObjectBuilder::new().schema_type(Type::Boolean),
        Kind::String | Kind::DateTime | Kind::Reference(_) => ObjectBuilder::new().schema_type(Type::String),
    };
    let object = if of.is_writable() { object } else { object.read_only(true) };
    if !of.is_multi {
        return Schema::Object(object.description(Some(of.description)).build());
    }
    let one = object.description(Some("A value.")).build();
    Schema::Array(ArrayBuilder::new().items(one).description(Some(of.description)).build())
}

fn list() -> Object {
    let number =
        |description: &str| ObjectBuilder::new().schema_type(Type::Integer).description(Some(description)).build();
    let resources = ArrayBuilder::new().items(open("A resource.")).description(Some("The resources of the page."));
    ObjectBuilder::new()
        .description(Some("A page of resources (RFC 7644, 3.4.2)."))
        .property("schemas", strings("`urn:ietf:params:scim:api:messages:2.0:ListResponse`."))
        .property("totalResults", number("Resources on all pages."))
        .property("startIndex", number("The first resource of the page, counted from 1."))
        .property("itemsPerPage", number("Resources on this page."))
        .property("Resources", resources.build())
        .build()
}

fn patch() -> Object {
    let operation = ObjectBuilder::new()
        .description(Some("An operation."))
        .property("op", text("`add`, `replace` or `remove`, in any case.").build())
        .property(
            "path",
            text("The attribute, or values of it. Without a path, `value` is an object with attributes.").build(),
        )
        .property(
            "value",
            ObjectBuilder::new().schema_type(SchemaType::AnyValue).description(Some("The new value.")).build(),
        );
    let operations = ArrayBuilder::new().items(operation.build()).description(Some("1 to 100 operations."));
    ObjectBuilder::new()
        .description(Some("Changes of a resource (RFC 7644, 3.5.2)."))
        .property("schemas", strings("`urn:ietf:params:scim:api:messages:2.0:PatchOp`."))
        .property("Operations", operations.build())
        .examples([json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": "replace", "path": "active", "value": false}],
        })])
        .build()
}

fn error() -> Object {
    ObjectBuilder::new()
        .description(Some("An error (RFC 7644, 3.12)."))
        .property("schemas", strings("`urn:ietf:params:scim:api:messages:2.0:Error`."))
        .property("status", text("The HTTP status.").build())
        .property("scimType", text("The name that RFC 7644 has for the error. Absent if it has none.").build())
        .property("detail", text("What happened, and what helps.").build())
        .required("schemas")
        .required("status")
        .required("detail")
        .build()
}

fn strings(description: &str) -> RefOr<Schema> {
    let one = ObjectBuilder::new().schema_type(Type::String).build();
    RefOr::T(Schema::Array(ArrayBuilder::new().items(one).description(Some(description)).build()))
}

fn user_example() -> Value {
    json!({
        "schemas": [USERS.schema.id],
        "externalId": "00u1a2b3c4",
        "userName": "ada@example.com",
        "displayName": "Ada King",
        "name": {"givenName": "Ada", "familyName": "King"},
        "emails": [{"value": "ada@example.com", "type": "work", "primary": true}],
        "active": true,
        ENTERPRISE_USER.id: {"department": "Engines"},
    })
}

fn group_example() -> Value {
    json!({"schemas": [GROUPS.schema.id], "displayName": "Production", "members": [{"value": "mem_0a1b2c3d4e5f6g7h"}]})
}
