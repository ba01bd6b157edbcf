use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::*;

fn read<T: for<'de> Deserialize<'de>>(text: &str) -> std::result::Result<T, String> {
    let mut json = Reader::new(text.as_bytes());
    let value = T::deserialize(&mut json).map_err(|error| format!("{} {error}", json.path()))?;
    json.end().map_err(|error| error.to_string())?;
    Ok(value)
}

#[test]
fn values_are_as_serde_json_reads_them() {
    for text in [
        "null",
        " [ ] ",
        "{}",
        "[true,false,null]",
        r#"{"a":{"b":[1,-2,3.5,1e3,-0,18446744073709551615,18446744073709551616,-9223372036854775808]}}"#,
        r#""\u00e9\ud83e\udd8a\n\"é""#,
        "\t{\r\n\"a\" : [ 1 , { \"b\" : \"\" } ] }\n",
    ] {
        let expected: Value = serde_json::from_str(text).expect(text);
        assert_eq!(read::<Value>(text).as_ref(), Ok(&expected), "{text}");
    }
    assert_eq!(read::<u64>("18446744073709551615"), Ok(u64::MAX));
    assert_eq!(
        read::<(i64, Option<String>)>(r#"[-9007199254740993,"a"]"#),
        Ok((-9_007_199_254_740_993, Some("a".into())))
    );
    assert_eq!(read::<BTreeMap<String, u8>>(r#"{"b":1,"a":2}"#), Ok([("a".into(), 2), ("b".into(), 1)].into()));
}

#[test]
fn what_is_no_json_is_refused() {
    let deep = "[".repeat(200) + &"]".repeat(200);
    for text in [
        "",
        "nul",
        "tru",
        "nope",
        "01",
        "1.",
        "-",
        "1x",
        "+1",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1}",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\" 1}",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{1:1}",
        "{\"a\":1 \"b\":2}",
        "\"",
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\n\"",
        "1e999",
        "1 1",
        "{} x",
        "\0",
        &deep,
    ] {
        assert!(read::<Value>(text).is_err(), "{text}");
    }
    let deepest = "[".repeat(127) + &"]".repeat(127);
    assert_eq!(read::<Value>(&deepest).is_ok(), serde_json::from_str::<Value>(&deepest).is_ok());
    assert!(Value::deserialize(&mut Reader::new(b"\"\xff\"")).is_err());
}

#[test]
fn mistakes_are_told_with_their_place() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Kind {
        Red,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer {
        list: Vec<Inner>,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        kind: Kind,
        count: Option<u8>,
    }
    assert_eq!(read(r#"{"list":[{"kind":"red"}]}"#), Ok(Outer { list: vec![Inner { kind: Kind::Red, count: None }] }));
    for (text, mistake) in [
        ("7", ". invalid type: integer `7`, expected struct Outer"),
        (r#"{"list":null}"#, "list invalid type: null, expected a sequence"),
        (r#"{"list":[["red",1]]}"#, "list[0] invalid type: sequence, expected struct Inner"),
        (r#"{"list":[{"kind":"red"},{}]}"#, "list[1] missing field `kind`"),
        (r#"{"list":[{"kind":"blue"}]}"#, "list[0].kind unknown variant `blue`, expected `red`"),
        (r#"{"list":[{"kind":7}]}"#, "list[0].kind expected value"),
        (r#"{"list":[{"kind":"red","count":256}]}"#, "list[0].count invalid value: integer `256`, expected u8"),
        (r#"{"list":[{"kind":"red","count":1.5}]}"#, "list[0].count invalid type: floating point `1.5`, expected u8"),
        (r#"{"list":[{"kind":"red","kind":"red"}]}"#, "list[0] duplicate field `kind`"),
        (r#"{"list":[}"#, "list[0] expected value"),
    ] {
        assert_eq!(read::<Outer>(text), Err(mistake.to_owned()), "{text}");
    }
}

#[test]
fn raw_values_stay_as_they_are_and_unknown_ones_are_named() {
    #[derive(Deserialize)]
    struct Known {
        raw: Option<Box<RawValue>>,
        any: Option<Value>,
    }
    let text = r#"{"raw": {"b" : 1.0,"a":[ ]} ,"x":[{"y":1}],"any":{"z":2},"é":null}"#;
    let mut json = Reader::new(text.as_bytes());
    let known = Known::deserialize(&mut json).expect("it is valid");
    assert_eq!(known.raw.expect("it is there").get(), r#"{"b" : 1.0,"a":[ ]}"#);
    assert_eq!(known.any, Some(json!({ "z": 2 })));
    assert_eq!(json.unknown.0, ["x", "é"]);
    assert!(read::<Known>(r#"{"raw":null}"#).is_ok_and(|known| known.raw.is_none()));
    assert!(read::<Known>(r#"{"x":[1,}"#).is_err());
}
