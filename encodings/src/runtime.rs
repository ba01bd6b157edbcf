//! Decoding by the runtime.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    type TextDecoder;

    #[wasm_bindgen(constructor)]
    fn new(label: &str) -> TextDecoder;

    #[wasm_bindgen(method)]
    fn decode(this: &TextDecoder, bytes: &[u8]) -> String;
}

/// A character set, by its name in the Encoding Standard.
pub struct Encoding(&'static str);

pub static BIG5: &Encoding = &Encoding("big5");
pub static EUC_JP: &Encoding = &Encoding("euc-jp");
pub static EUC_KR: &Encoding = &Encoding("euc-kr");
pub static GB18030: &Encoding = &Encoding("gb18030");
pub static GBK: &Encoding = &Encoding("gbk");
pub static IBM866: &Encoding = &Encoding("ibm866");
pub static ISO_2022_JP: &Encoding = &Encoding("iso-2022-jp");
pub static REPLACEMENT: &Encoding = &Encoding("replacement");
pub static SHIFT_JIS: &Encoding = &Encoding("shift_jis");
pub static WINDOWS_874: &Encoding = &Encoding("windows-874");
pub static X_MAC_CYRILLIC: &Encoding = &Encoding("x-mac-cyrillic");
pub static X_USER_DEFINED: &Encoding = &Encoding("x-user-defined");

/// Decodes one text.
pub struct Decoder(&'static Encoding);

/// Why decoding ended.
pub enum CoderResult {
    InputEmpty,
    OutputFull,
}

impl Encoding {
    pub fn new_decoder(&'static self) -> Decoder {
        Decoder(self)
    }

    /// The name of the character set: that of a byte order mark, if the text begins with one.
    fn name_for(&self, bytes: &[u8]) -> &'static str {
        match bytes {
            [0xEF, 0xBB, 0xBF, ..] => "utf-8",
            [0xFE, 0xFF, ..] => "utf-16be",
            [0xFF, 0xFE, ..] => "utf-16le",
            _ => self.0,
        }
    }
}

impl Decoder {
    /// Appends all of the text. Returns why it ended, how many bytes were read, and whether some were none of the character set.
    pub fn decode_to_string(&mut self, bytes: &[u8], text: &mut String, _: bool) -> (CoderResult, usize, bool) {
        let before = text.len();
        match self.0.name_for(bytes) {
            // No decoder reads it: it stands for character sets that are not safe to read.
            "replacement" => text.extend((!bytes.is_empty()).then_some(char::REPLACEMENT_CHARACTER)),
            name => text.push_str(&TextDecoder::new(name).decode(bytes)),
        }
        (CoderResult::InputEmpty, bytes.len(), text[before..].contains(char::REPLACEMENT_CHARACTER))
    }
}
