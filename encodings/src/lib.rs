//! The character sets of the Encoding Standard: the part of the crate `encoding_rs` that `mail-parser` uses.
//!
//! The workspace's `[patch.crates-io]` replaces `encoding_rs` with this crate. In the worker, the runtime's `TextDecoder` decodes; workerd
//! implements it with `encoding_rs` too. In unit tests, another version of `encoding_rs` decodes, because cargo would replace the same
//! version with this crate.

#[cfg(target_arch = "wasm32")]
mod runtime;

#[cfg(not(target_arch = "wasm32"))]
pub use original::*;
#[cfg(target_arch = "wasm32")]
pub use runtime::*;
