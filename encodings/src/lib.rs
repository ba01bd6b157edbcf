//! The character sets of the web's Encoding Standard, as far as `mail-parser` asks the crate `encoding_rs` for them.
//!
//! The workspace's `[patch.crates-io]` puts this crate in the place of `encoding_rs`. In the worker the runtime's `TextDecoder`
//! decodes, which workerd has from `encoding_rs` too. Elsewhere, which is in unit tests, an `encoding_rs` decodes whose version
//! cargo does not confuse with this crate's.

#[cfg(target_arch = "wasm32")]
mod runtime;

#[cfg(not(target_arch = "wasm32"))]
pub use original::*;
#[cfg(target_arch = "wasm32")]
pub use runtime::*;
