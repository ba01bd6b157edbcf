//! Signatures with Ed25519 (RFC 8032), by the runtime's Web Crypto.

use data_encoding::BASE64URL_NOPAD;
use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use worker::send::SendFuture;

use super::http::js;
use crate::error::{Error, Result};

const NAME: &str = "Ed25519";
/// What precedes the 32 bytes of a private key in PKCS #8 (RFC 8410, section 7).
const PKCS8: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    fn import(
        format: &str,
        key: &Uint8Array,
        algorithm: &str,
        extractable: bool,
        usages: &Array,
    ) -> std::result::Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = exportKey, catch)]
    fn export(format: &str, key: &JsValue) -> std::result::Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = sign, catch)]
    fn sign_with(algorithm: &str, key: &JsValue, message: &Uint8Array) -> std::result::Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = verify, catch)]
    fn verify_with(
        algorithm: &str,
        key: &JsValue,
        signature: &Uint8Array,
        message: &Uint8Array,
    ) -> std::result::Result<Promise, JsValue>;
}

/// The public key of a private one.
pub async fn public_key(private: &[u8; 32]) -> Result<[u8; 32]> {
    let key = private_key(private, true).await?;
    let exported = done(export("jwk", &key)).await?;
    let x = Reflect::get(&exported, &"x".into()).map_err(js)?.as_string().unwrap_or_default();
    let x = BASE64URL_NOPAD.decode(x.as_bytes()).ok().and_then(|x| x.try_into().ok());
    x.ok_or_else(|| Error::internal("the runtime gave no public key"))
}

/// Signs a message.
pub async fn sign(private: &[u8; 32], message: &[u8]) -> Result<Vec<u8>> {
    let key = private_key(private, false).await?;
    let signature = done(sign_with(NAME, &key, &Uint8Array::from(message))).await?;
    Ok(Uint8Array::new(&signature).to_vec())
}

/// Whether the holder of the private key has signed a message.
pub async fn verify(public: &[u8; 32], signature: &[u8], message: &[u8]) -> Result<bool> {
    let key = done(import("raw", &Uint8Array::from(&public[..]), NAME, false, &Array::of1(&"verify".into()))).await?;
    let verdict = done(verify_with(NAME, &key, &Uint8Array::from(signature), &Uint8Array::from(message))).await?;
    Ok(verdict.is_truthy())
}

async fn private_key(private: &[u8; 32], extractable: bool) -> Result<JsValue> {
    let key = [&PKCS8[..], private].concat();
    done(import("pkcs8", &Uint8Array::from(&key[..]), NAME, extractable, &Array::of1(&"sign".into()))).await
}

async fn done(promise: std::result::Result<Promise, JsValue>) -> Result<JsValue> {
    SendFuture::new(JsFuture::from(promise.map_err(js)?)).await.map_err(js)
}
