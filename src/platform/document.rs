//! The API document, a module of data beside the wasm.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(raw_module = "./openapi.bin")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = default)]
    static DOCUMENT: ArrayBuffer;
}

/// The bytes of `openapi.json`.
pub fn api_document() -> Vec<u8> {
    DOCUMENT.with(|document| Uint8Array::new(document).to_vec())
}
