//! Documents, modules of data beside the wasm.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(raw_module = "./openapi.bin")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = default)]
    static API: ArrayBuffer;
}

#[wasm_bindgen(raw_module = "./tools.bin")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = default)]
    static TOOLS: ArrayBuffer;
}

#[wasm_bindgen(raw_module = "./docs.bin")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = default)]
    static PAGES: ArrayBuffer;
}

#[wasm_bindgen(raw_module = "./console.bin")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = default)]
    static CONSOLE: ArrayBuffer;
}

/// The bytes of `openapi.json`.
pub fn api_document() -> Vec<u8> {
    API.with(|document| Uint8Array::new(document).to_vec())
}

/// The bytes of `tools.json`.
pub fn tool_catalog() -> Vec<u8> {
    TOOLS.with(|document| Uint8Array::new(document).to_vec())
}

/// The pages of `docs/` by their names, as JSON.
pub fn pages() -> Vec<u8> {
    PAGES.with(|document| Uint8Array::new(document).to_vec())
}

/// The files of the console by their paths, as JSON.
pub fn console() -> Vec<u8> {
    CONSOLE.with(|document| Uint8Array::new(document).to_vec())
}
