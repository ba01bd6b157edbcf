//! Secrets and sealing. Pure: bytes in, bytes out.

pub mod e2e;
pub mod jwt;
mod master;
mod seal;
pub mod sign;
pub mod web_push;

pub use master::{KeyUse, MasterKeys};
pub use seal::{BlobKey, CHUNK, PodKey, SEALED_CHUNK};
