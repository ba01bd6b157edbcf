use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::error::Code;
use crate::scim::attributes::{GROUPS, USERS};
use crate::scim::schema;

fn read(text: &str) -> Filter {
    Filter::read(text, &USERS).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refusal(text: &str) -> String {
    let error = Filter::read(text, &USERS).expect_err(text);
    assert_eq!(error.code, Code::InvalidFilter, "{text}");
    error.message.into_owned()
}

/// As text, so that tests can compare it.
fn shown(filter: &Filter) -> String {
    match filter {
        Filter::And(all) => format!("({})", all.iter().map(shown).collect::<Vec<_>>().join(" and ")),
        Filter::Any { path, condition } => format!("{}[{}]", path.text(), shown(condition)),
        Filter::Compare { path, operator, literal } => {
            let operator = match operator {
                Operator::Equal => "eq",
                Operator::Contains => "co",
                Operator::StartsWith => "sw",
            };
            let literal = match literal {
                Literal::Text(text) => json!(text),
                Literal::Boolean(value) => json!(value),
            };
            format!("{} {operator} {literal}", path.text())
        }
    }
}

#[test]
fn filters_of_identity_providers_are_read() {
    for (text, is_read_as) in [
        (r#"userName eq "ada@example.com""#, r#"userName eq "ada@example.com""#),
        (r#"  USERNAME   EQ"ada" "#, r#"userName eq "ada""#),
        (r#"externalId sw "00u""#, r#"externalId sw "00u""#),
        (r#"displayName co "\"A\" \u00e4\\""#, r#"displayName co "\"A\" ä\\""#),
        ("active eq true", "active eq true"),
        (r#"active eq "False""#, "active eq false"),
        (r#"emails eq "a@b""#, r#"emails[value eq "a@b"]"#),
        (r#"emails.value co "@b""#, r#"emails[value co "@b"]"#),
        (r#"emails[type eq "work"]"#, r#"emails[type eq "work"]"#),
        (r#"emails[type eq "work"].value eq "a@b""#, r#"emails[(type eq "work" and value eq "a@b")]"#),
        (r#"emails[type eq "work" and value sw "a"]"#, r#"emails[(type eq "work" and value sw "a")]"#),
        (
            r#"userName eq "a" and active eq true and id eq "x""#,
            r#"(userName eq "a" and active eq true and id eq "x")"#,
        ),
        (r#"(userName eq "a") and (active eq true)"#, r#"(userName eq "a" and active eq true)"#),
        (r#"urn:ietf:params:scim:schemas:core:2.0:User:userName eq "a""#, r#"userName eq "a""#),
        (r#"meta.lastModified sw "2026""#, r#"meta.lastModified sw "2026""#),
    ] {
        assert_eq!(shown(&read(text)), is_read_as, "{text}");
    }
    let of_group = Filter::read(r#"id eq "x" and members eq "mem_1""#, &GROUPS).expect("a filter");
    assert_eq!(shown(&of_group), r#"(id eq "x" and members[value eq "mem_1"])"#);
}

#[test]
fn what_is_no_filter_is_refused_with_the_reason() {
    for (text, reason) in [
        ("", "an attribute is expected, not the end"),
        ("userName", "is expected, not the end"),
        ("userName eq", "a text in double quotes is expected, not the end"),
        (r#"userName eq "a"#, "no closing quote"),
        (r#"userName eq "\x""#, "not a valid JSON string"),
        ("userName eq ada", "a text in double quotes, not with `ada`"),
        ("userName eq 7", "a text in double quotes, not with `7`"),
        (r#"userName eq "a" active eq true"#, "`and` or the end is expected, not `active`"),
        (r#"userName eq "a" or userName eq "b""#, "`or` is not supported"),
        (r#"not (userName eq "a")"#, "`not` is not supported"),
        (r#"userName ne "a""#, "`ne` is not supported"),
        ("userName pr", "`pr` is not supported"),
        (r#"shoeSize eq "a""#, "no attribute `shoeSize`"),
        (r#"name eq "a""#, "`name` has parts"),
        (r#"userName[type eq "a"]"#, "`userName` has no values with parts"),
        (r#"emails[type eq "work""#, "`]` is expected"),
        (r#"emails[colour eq "a"]"#, "no attribute `colour`"),
        (r#"emails[userName eq "a"]"#, "no attribute `userName`"),
        (r#"(userName eq "a""#, "`)` is expected"),
        ("active eq 1", "compared with true or false"),
        ("active co true", "compared by `eq`"),
        ("active eq", "is expected, not the end"),
    ] {
        let said = refusal(text);
        assert!(said.contains(reason), "{text}: {said}");
    }
}

#[test]
fn depth_terms_and_length_are_limited() {
    let nested = |depth| format!("{}active eq true{}", "(".repeat(depth), ")".repeat(depth));
    read(&nested(MAX_DEPTH as usize));
    assert!(refusal(&nested(MAX_DEPTH as usize + 1)).contains("deep"));
    assert!(refusal(&"(".repeat(MAX_BYTES)).contains("deep"));
    let joined = |terms| vec!["active eq true"; terms].join(" and ");
    read(&joined(MAX_TERMS as usize));
    assert!(refusal(&joined(MAX_TERMS as usize + 1)).contains("comparisons"));
    assert!(refusal(&format!("userName eq \"{}\"", "a".repeat(MAX_BYTES))).contains("longer"));
}

#[test]
fn a_value_is_compared_as_its_attribute_says() {
    let emails = schema::find(USERS.schema.attributes, "emails").expect("an attribute");
    let members = schema::find(GROUPS.schema.attributes, "members").expect("an attribute");
    let value = json!({"value": "Ada@Example.com", "type": "work", "primary": true});
    let value = value.as_object().expect("an object");
    let matches = |text: &str, attribute| Filter::read_condition(text, attribute).expect(text).matches(value);
    for text in [
        r#"value eq "ada@example.COM""#,
        r#"value sw "ADA""#,
        r#"value co "@ex""#,
        "primary eq true",
        r#"primary eq "True""#,
        r#"type eq "work" and (value co "ada")"#,
    ] {
        assert!(matches(text, emails), "{text}");
    }
    for text in
        [r#"value eq "ada""#, r#"type eq "home""#, r#"display eq "x""#, r#"type eq "work" and primary eq false"#]
    {
        assert!(!matches(text, emails), "{text}");
    }
    assert!(matches(r#"value eq "Ada@Example.com""#, members));
    assert!(!matches(r#"value eq "ada@example.com""#, members));
}

#[test]
fn a_condition_of_equalities_says_what_a_new_value_has() {
    let emails = schema::find(USERS.schema.attributes, "emails").expect("an attribute");
    let required = |text: &str| Filter::read_condition(text, emails).expect(text).required_values().map(Value::Object);
    assert_eq!(required(r#"type eq "work" and primary eq true"#), Some(json!({"type": "work", "primary": true})));
    assert_eq!(required(r#"type eq "work" and value co "x""#), None);
}

/// A filter that is valid, as text.
fn filters() -> impl Strategy<Value = String> {
    let literal = any::<String>().prop_map(|text| json!(text.chars().take(20).collect::<String>()).to_string());
    let operator = prop_oneof![Just("eq"), Just("co"), Just("sw"), Just("EQ")];
    let compare = |paths: &'static [&'static str]| {
        let path = prop::sample::select(paths);
        (path, operator.clone(), literal.clone()).prop_map(|(path, operator, text)| format!("{path} {operator} {text}"))
    };
    let of_work = literal.clone().prop_map(|text| format!("emails[type eq {text}].value eq {text}"));
    let of_emails = prop_oneof![compare(&["emails.value", "emails"]), of_work];
    let term = prop_oneof![compare(&["userName", "externalID", "displayName"]), Just("active eq true".to_owned())];
    let terms = prop::collection::vec((term, any::<bool>()), 0..9);
    // Of comparisons with emails, few are allowed.
    (terms, of_emails, any::<prop::sample::Index>(), any::<bool>()).prop_map(|(mut terms, of_emails, at, nested)| {
        terms.insert(at.index(terms.len() + 1), (of_emails, nested));
        let terms = terms.into_iter().map(|(term, nested)| if nested { format!("( {term} )") } else { term });
        terms.collect::<Vec<_>>().join(" AND ")
    })
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = Filter::read(&text, &USERS);
    }

    #[test]
    fn any_tokens_are_read_or_refused(tokens in prop::collection::vec(prop_oneof![
        Just("emails"), Just("userName"), Just("["), Just("]"), Just("("), Just(")"), Just("and"), Just("or"), Just("not"),
        Just("eq"), Just("co"), Just("\"a\""), Just("\"\\\""), Just("\""), Just(".value"), Just("true"), Just("ä"),
    ], 0..60)) {
        let _ = Filter::read(&tokens.join(" "), &USERS);
        let _ = Filter::read(&tokens.concat(), &USERS);
    }

    #[test]
    fn a_valid_filter_is_read_and_read_again_the_same(text in filters()) {
        let filter = read(&text);
        prop_assert_eq!(&read(&shown(&filter)), &filter);
    }
}

#[test]
fn few_comparisons_are_with_attributes_of_several_values() {
    for good in [
        r#"emails co "a" and emails co "b" and userName co "c" and displayName co "d""#,
        r#"emails[type eq "work"].value eq "a@b" and active eq true"#,
    ] {
        read(good);
    }
    for bad in [
        r#"emails co "a" and emails co "b" and emails co "c""#,
        r#"emails[type eq "work" and primary eq true].value eq "a@b""#,
        r#"(emails[value co "a"]) and (emails[value co "b"] and (emails eq "c"))"#,
    ] {
        assert!(refusal(bad).contains("2 comparisons"), "{bad}");
    }
    let parts = schema::find(USERS.schema.attributes, "addresses").expect("addresses");
    let condition = r#"type eq "work" and country eq "GB" and primary eq true"#;
    assert!(Filter::read_condition(condition, parts).is_ok(), "the path of a patch is compared with one user");
}

#[test]
fn the_members_of_a_group_are_compared_as_a_whole() {
    assert!(Filter::read(r#"members eq "mem_1""#, &GROUPS).is_ok());
    for bad in [r#"members co "mem""#, r#"members[value sw "mem"]"#] {
        assert_eq!(Filter::read(bad, &GROUPS).expect_err(bad).code, Code::InvalidFilter);
    }
}
