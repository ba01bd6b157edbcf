//! Secrets and sealing. Pure: bytes in, bytes out.

pub mod e2e;
mod seal;
pub mod sign;

pub use seal::{BlobKey, CHUNK, MasterKey, PodKey, SEALED_CHUNK};
