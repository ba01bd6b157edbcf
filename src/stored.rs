//! Values that were checked when a client sent them.

use serde::de::DeserializeOwned;

use crate::id::PodId;

/// A value that is stored as JSON. What was stored can be read, also if fewer values are accepted today.
pub trait Stored: Sized {
    /// The JSON, unchecked.
    type Json: DeserializeOwned;

    /// The value that was stored.
    fn stored(json: Self::Json) -> Self;
}

/// A type that is read in the same way from the database and from a client.
pub trait Unchecked: DeserializeOwned {}

impl<T: Unchecked> Stored for T {
    type Json = Self;

    fn stored(json: Self) -> Self {
        json
    }
}

impl Unchecked for Vec<PodId> {}

impl Unchecked for Vec<String> {}
