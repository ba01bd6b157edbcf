//! Types whose schema stands in the places where they are used, instead of under a name: times and email addresses.

use std::mem::take;

use utoipa::PartialSchema;
use utoipa::openapi::schema::{ArrayItems, SchemaType};
use utoipa::openapi::{Ref, RefOr, Schema, Type};

use crate::email::Email;
use crate::time::Timestamp;

/// The schema of a type that has no name in the document.
pub fn schema_of(name: &str) -> Option<RefOr<Schema>> {
    match name {
        "Email" => Some(Email::schema()),
        "Timestamp" => Some(Timestamp::schema()),
        _ => None,
    }
}

fn referenced(reference: &Ref) -> Option<RefOr<Schema>> {
    schema_of(reference.ref_location.rsplit('/').next().unwrap_or_default())
}

/// Replaces references to such types by their schemas.
pub fn inline(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::Ref(reference) => {
            if let Some(RefOr::T(Schema::Object(mut object))) = referenced(reference) {
                object.description = Some(take(&mut reference.description)).filter(|text| !text.is_empty());
                *schema = Schema::Object(object).into();
            }
        }
        RefOr::T(Schema::Object(object)) => object.properties.values_mut().for_each(inline),
        RefOr::T(Schema::Array(array)) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                inline(items);
            }
        }
        RefOr::T(Schema::AllOf(all)) => all.items.iter_mut().for_each(inline),
        RefOr::T(Schema::OneOf(one)) => {
            let is_optional = matches!(one.items.first(), Some(RefOr::Ref(first)) if referenced(first).is_some());
            one.items.iter_mut().for_each(inline);
            if is_optional && let RefOr::T(Schema::Object(mut object)) = one.items.swap_remove(0) {
                object.schema_type = SchemaType::Array(vec![Type::String, Type::Null]);
                *schema = Schema::Object(object).into();
            }
        }
        RefOr::T(_) => {}
    }
}
