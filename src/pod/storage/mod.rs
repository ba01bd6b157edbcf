//! Where a pod keeps its data: the schema, blobs in the bucket, sealed content, and how much of it there is.

pub mod blobs;
pub mod pending;
pub mod reseal;
pub mod schema;
pub mod sealed_body;
pub mod usage;
