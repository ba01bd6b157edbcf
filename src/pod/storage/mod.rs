//! A pod's data: the schema, blobs in the bucket, sealed content, and the bytes used.

pub mod blobs;
pub mod download;
pub mod pending;
pub mod schema;
pub mod sealed_body;
pub mod usage;
