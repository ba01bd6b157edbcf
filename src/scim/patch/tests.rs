use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::error::Code;
use crate::scim::attributes::USERS;
use crate::scim::value::read_body;

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn ada() -> Value {
    json!({
        "userName": "ada", "active": true, "name": {"givenName": "Ada", "familyName": "King"},
        "emails": [{"value": "ada@work.example", "type": "work", "primary": true}, {"value": "ada@home.example", "type": "home"}],
        ENTERPRISE: {"department": "Engines"},
    })
}

fn patched(operations: Value) -> Result<Value> {
    let Value::Object(ada) = ada() else { unreachable!() };
    PatchRequest::read(&json!({"Operations": operations}), &USERS)?.apply(ada).map(Value::Object)
}

/// Ada after a change of one member.
fn ada_with(name: &str, value: Value) -> Value {
    let mut ada = ada();
    match value {
        Value::Null => drop(ada.as_object_mut().expect("an object").remove(name)),
        value => ada[name] = value,
    }
    ada
}

#[track_caller]
fn assert_patched(operation: Value, expected: Value) {
    assert_eq!(patched(json!([operation])).expect("applied"), expected);
}

#[track_caller]
fn assert_refused(operation: Value, code: Code) {
    assert_eq!(patched(json!([operation])).expect_err("refused").code, code);
}

#[test]
fn attributes_with_one_value_are_set_merged_and_removed() {
    assert_patched(json!({"op": "Replace", "path": "userName", "value": "b"}), ada_with("userName", json!("b")));
    assert_patched(json!({"op": "ADD", "path": "nickName", "value": "A"}), ada_with("nickName", json!("A")));
    assert_patched(json!({"op": "replace", "path": "active", "value": "False"}), ada_with("active", json!(false)));
    let name = json!({"givenName": "Ada", "familyName": "Lovelace"});
    assert_patched(
        json!({"op": "replace", "path": "name.familyName", "value": "Lovelace"}),
        ada_with("name", name.clone()),
    );
    assert_patched(
        json!({"op": "replace", "path": "name", "value": {"familyName": "Lovelace"}}),
        ada_with("name", name),
    );
    assert_patched(json!({"op": "remove", "path": "name.familyName"}), ada_with("name", json!({"givenName": "Ada"})));
    assert_patched(json!({"op": "remove", "path": "name"}), ada_with("name", json!(null)));
    assert_patched(json!({"op": "replace", "path": "name", "value": null}), ada_with("name", json!(null)));
    assert_patched(json!({"op": "remove", "path": "title"}), ada());
}

#[test]
fn an_operation_without_a_path_names_the_attributes_in_its_value() {
    let operation = json!({"op": "replace", "value": {
        "active": "false", "displayName": "Ada", "name.givenName": "A", "id": "x", "roles": [{"value": "owner"}], "shoeSize": 7,
        (format!("{ENTERPRISE}:employeeNumber")): "1", ENTERPRISE: {"department": "Notes"},
    }});
    let mut expected = ada_with("name", json!({"givenName": "A", "familyName": "King"}));
    expected["active"] = json!(false);
    expected["displayName"] = json!("Ada");
    expected[ENTERPRISE] = json!({"employeeNumber": "1", "department": "Notes"});
    assert_patched(operation, expected);
}

#[test]
fn an_extension_is_changed_by_its_id() {
    let path = format!("{ENTERPRISE}:department");
    assert_patched(
        json!({"op": "replace", "path": path, "value": "N"}),
        ada_with(ENTERPRISE, json!({"department": "N"})),
    );
    assert_patched(json!({"op": "remove", "path": path}), ada_with(ENTERPRISE, json!(null)));
    assert_patched(json!({"op": "remove", "path": ENTERPRISE}), ada_with(ENTERPRISE, json!(null)));
    let both = json!({"department": "Engines", "manager": {"value": "mem_1"}});
    assert_patched(json!({"op": "add", "path": ENTERPRISE, "value": {"manager": "mem_1"}}), ada_with(ENTERPRISE, both));
}

#[test]
fn values_of_several_are_added_changed_and_removed() {
    let [work, home] =
        [json!({"value": "ada@work.example", "type": "work", "primary": true}), ada()["emails"][1].clone()];
    let emails = |values: Value| ada_with("emails", values);
    let other = json!({"value": "x@y.example"});
    let add = |value: &Value| json!({"op": "add", "path": "emails", "value": value});
    assert_patched(add(&json!([other])), emails(json!([work, home, other])));
    assert_patched(add(&other), emails(json!([work, home, other])));
    assert_patched(add(&json!([home])), ada());
    let not_primary = json!({"value": "ada@work.example", "type": "work", "primary": false});
    let preferred = json!({"value": "x@y.example", "primary": true});
    assert_patched(add(&json!([preferred])), emails(json!([not_primary, home, preferred])));
    assert_patched(json!({"op": "replace", "path": "emails", "value": [other]}), emails(json!([other])));

    let changed = json!({"value": "b@work.example", "type": "work", "primary": true});
    let path = r#"emails[type eq "work"].value"#;
    assert_patched(json!({"op": "Replace", "path": path, "value": "b@work.example"}), emails(json!([changed, home])));
    let path = r#"emails[type eq "other"].value"#;
    let added = json!({"type": "other", "value": "x@y.example"});
    assert_patched(json!({"op": "Add", "path": path, "value": "x@y.example"}), emails(json!([work, home, added])));
    let path = r#"emails[type eq "home"].primary"#;
    let preferred = json!({"value": "ada@home.example", "type": "home", "primary": true});
    assert_patched(json!({"op": "replace", "path": path, "value": "True"}), emails(json!([not_primary, preferred])));
    let path = r#"emails[type eq "home"]"#;
    let replacement = json!({"op": "replace", "path": path, "value": {"value": "x@y.example"}});
    assert_patched(replacement, emails(json!([work, other])));
    assert_patched(json!({"op": "remove", "path": path}), emails(json!([work])));
    assert_patched(json!({"op": "remove", "path": r#"emails[type eq "fax"]"#}), ada());
    assert_patched(
        json!({"op": "Remove", "path": "emails", "value": [{"value": "ada@home.example"}]}),
        emails(json!([work])),
    );
    assert_patched(
        json!({"op": "remove", "path": "emails", "value": [{"value": "ADA@Home.example", "type": "other"}]}),
        emails(json!([work])),
    );
    for nothing in [json!([]), json!([{"value": "x@y.example"}]), json!([{"value": null}])] {
        assert_patched(json!({"op": "remove", "path": "emails", "value": nothing}), ada());
    }
}

#[test]
fn values_without_a_value_are_removed_by_the_parts_that_are_given() {
    let (office, flat) =
        (json!({"type": "work", "locality": "London"}), json!({"type": "home", "locality": "London", "region": "X"}));
    let add = json!({"op": "add", "path": "addresses", "value": [office, flat]});
    let left = |removed: Value| {
        let remove = json!({"op": "remove", "path": "addresses", "value": removed});
        patched(json!([add, remove])).expect("applied")["addresses"].clone()
    };
    assert_eq!(left(json!([{"type": "home"}])), json!([office]));
    assert_eq!(left(json!([{"type": "home", "locality": "Paris"}])), json!([office, flat]));
    assert_eq!(left(json!([{"locality": "London"}])), Value::Null);
    assert_eq!(left(json!([{}])), json!([office, flat]));
    assert_eq!(left(Value::Null), Value::Null);
}

#[test]
fn attributes_that_bodies_may_have_are_ignored_as_paths_too() {
    for path in [
        "password",
        "PHOTOS",
        r#"photos[type eq "thumbnail"].value"#,
        "x509Certificates",
        "urn:ietf:params:scim:schemas:core:2.0:User:ims",
        "urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User:tag",
    ] {
        for op in ["add", "replace", "remove"] {
            assert_patched(json!({"op": op, "path": path, "value": "x"}), ada());
        }
    }
}

#[test]
fn an_object_in_many_spellings_is_as_many_changes() {
    let spellings = (0..=MAX_CHANGES).map(|at| {
        let letter = |(bit, letter): (usize, char)| {
            if at >> bit & 1 == 1 { letter.to_ascii_uppercase() } else { letter }
        };
        ("profileurl".chars().enumerate().map(letter).collect(), json!("x"))
    });
    let value = Value::Object(spellings.collect());
    assert_refused(json!({"op": "add", "value": value}), Code::InvalidRequest);
}

#[test]
fn what_cannot_be_done_is_refused_with_the_reason() {
    let work = r#"emails[type eq "fax"].value"#;
    assert_refused(json!({"op": "replace", "path": work, "value": "x"}), Code::NoTarget);
    assert_refused(json!({"op": "add", "path": r#"emails[type co "fax"].value"#, "value": "x"}), Code::NoTarget);
    assert_refused(json!({"op": "remove"}), Code::NoTarget);
    assert_refused(json!({"op": "remove", "path": "emails"}), Code::ReadOnly);
    assert_refused(json!({"op": "remove", "path": r#"emails[value co "@"]"#}), Code::ReadOnly);
    assert_refused(json!({"op": "remove", "path": r#"emails[type eq "work"].value"#}), Code::ReadOnly);
    assert_refused(json!({"op": "remove", "path": "userName"}), Code::ReadOnly);
    assert_refused(json!({"op": "replace", "path": "active", "value": null}), Code::ReadOnly);
    for path in ["id", "meta.version", "groups", "schemas"] {
        assert_refused(json!({"op": "replace", "path": path, "value": "x"}), Code::ReadOnly);
    }
    assert_refused(json!({"op": "replace", "path": "shoeSize", "value": "x"}), Code::InvalidPath);
    assert_refused(json!({"op": "replace", "path": 7, "value": "x"}), Code::InvalidBody);
    assert_refused(json!({"op": "move", "path": "title"}), Code::InvalidBody);
    assert_refused(json!({"path": "title"}), Code::InvalidBody);
    assert_refused(json!("remove"), Code::InvalidBody);
    assert_refused(json!({"op": "add", "value": "x"}), Code::InvalidBody);
    assert_refused(json!({"op": "add", "path": "emails", "value": [{"type": "work"}]}), Code::InvalidRequest);
    assert_refused(json!({"op": "add", "path": "title", "value": 7}), Code::InvalidRequest);
    assert_patched(json!({"op": "replace", "path": r#"roles[primary eq "True"].value"#, "value": "owner"}), ada());
    for body in [json!({}), json!({"Operations": []}), json!({"Operations": {}}), json!([])] {
        assert_eq!(PatchRequest::read(&body, &USERS).expect_err("refused").code, Code::InvalidBody);
    }
    let many = vec![json!({"op": "remove", "path": "title"}); MAX_OPERATIONS + 1];
    assert_eq!(patched(json!(many)).expect_err("refused").code, Code::InvalidBody);
}

/// Any JSON of the kinds that bodies have.
fn values() -> impl Strategy<Value = Value> {
    let text = prop_oneof![Just("True"), Just("work"), Just("ada@work.example"), Just("")].prop_map(Value::from);
    let leaf =
        prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), any::<i32>().prop_map(Value::from), text];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let name = prop_oneof![
            Just("value"),
            Just("type"),
            Just("primary"),
            Just("userName"),
            Just("name"),
            Just("givenName"),
            Just("emails"),
            Just("active"),
            Just("name.familyName"),
            Just(ENTERPRISE),
            Just("x"),
            Just("manager"),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name, inner), 0..4).prop_map(|members| members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect::<Map<_, _>>()
                .into()),
        ]
    })
}

fn paths() -> impl Strategy<Value = String> {
    let known = prop_oneof![
        Just("userName"),
        Just("active"),
        Just("name"),
        Just("name.givenName"),
        Just("emails"),
        Just("emails.value"),
        Just(r#"emails[type eq "work"]"#),
        Just(r#"emails[type eq "work"].value"#),
        Just(r#"emails[value co "x"].primary"#),
        Just(ENTERPRISE),
        Just("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"),
        Just("id"),
        Just("roles"),
    ];
    prop_oneof![8 => known.prop_map(str::to_owned), 1 => any::<String>()]
}

proptest! {
    /// Whatever the operations are, what they leave is a user that could have been sent as a whole.
    #[test]
    fn a_patched_resource_is_valid(operations in prop::collection::vec(
        (prop_oneof![Just("add"), Just("Replace"), Just("remove")], prop::option::of(paths()), values()), 1..6,
    )) {
        let operations: Vec<Value> = operations.into_iter().map(|(op, path, value)| json!({"op": op, "path": path, "value": value})).collect();
        if let Ok(patched) = patched(json!(operations)) {
            let read = read_body(&patched, &USERS).expect("a user");
            prop_assert_eq!(Value::Object(read), patched.clone());
            prop_assert!(patched["userName"].is_string() && patched["emails"][0]["value"].is_string());
        }
    }
}
