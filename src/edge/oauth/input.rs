//! Bodies of clients. What is wrong with one gets a code that clients of OAuth know.

use serde::de::DeserializeOwned;

use crate::error::{Code, Error, Result};
use crate::wire::{Body, BodyOrForm, Call, FromCall};

/// A form, or JSON. If it cannot be read, `invalid_request` (RFC 6749).
pub struct ClientForm<T>(pub T);

impl<T: DeserializeOwned> FromCall for ClientForm<T> {
    fn from_call(call: &mut Call) -> Result<Self> {
        let read = BodyOrForm::from_call(call);
        read.map(|BodyOrForm(form)| Self(form)).map_err(|error| with_code(Code::InvalidRequest, error))
    }
}

/// Metadata to register, as JSON. If it cannot be read, `invalid_client_metadata` (RFC 7591).
pub struct ClientMetadata<T>(pub T);

impl<T: DeserializeOwned> FromCall for ClientMetadata<T> {
    fn from_call(call: &mut Call) -> Result<Self> {
        let read = Body::from_call(call);
        read.map(|Body(metadata)| Self(metadata)).map_err(|error| with_code(Code::InvalidClientMetadata, error))
    }
}

/// `unknown_field` stays: who gets it has asked for it with `Prefer: handling=strict`.
fn with_code(code: Code, error: Error) -> Error {
    let code = if error.code == Code::UnknownField { error.code } else { code };
    let description = error.message.clone().into_owned();
    Error { code, ..error }.with("error_description", description)
}
