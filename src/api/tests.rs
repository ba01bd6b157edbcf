use std::collections::{HashMap, HashSet};

use strum::IntoEnumIterator;

use super::{OPERATIONS, routes};
use crate::event_kind::EventKind;
use crate::wire::{Caller, Method, Route, Schemas};

#[test]
fn no_two_types_have_one_name_in_the_document() {
    let mut schemas = Schemas::new();
    for operation in OPERATIONS.iter().filter(|operation| operation.is_documented()) {
        (operation.describe)(&mut schemas);
    }
    let mut known = HashMap::new();
    for (name, schema) in &schemas {
        let first = known.entry(name).or_insert(schema);
        assert!(*first == schema, "{name}");
    }
}

#[test]
fn every_operation_is_found_at_its_paths() {
    for operation in OPERATIONS {
        for path in std::iter::once(&operation.path).chain(operation.aliases) {
            let path = path.replace(['{', '}'], "");
            let method = format!("{:?}", operation.method).parse().expect("a method");
            let Route::Found { operation: found, .. } = routes().find(&method, &path) else { panic!("{path}") };
            assert_eq!(found.id, operation.id, "{path}");
        }
    }
}

#[test]
fn every_operation_says_who_may_call_it() {
    let mut ids = HashSet::new();
    for operation in OPERATIONS {
        let id = operation.id;
        assert!(ids.insert(id), "{id}: two operations have this name");
        // It only says what the credential can do.
        let needs_permission = operation.id != "get_me";
        assert_eq!(
            operation.permission.is_some(),
            needs_permission && operation.caller.needs_key() || operation.caller == Caller::AnyoneOrKey,
            "{id}"
        );
        assert!(operation.is_page() || !operation.runs_in_pod || operation.caller.has_credential(), "{id}");
        let takes_body = !matches!(operation.method, Method::GET | Method::DELETE);
        assert!(takes_body || operation.max_body == crate::wire::MAX_BODY_BYTES, "{id}");
    }
}

#[test]
fn every_event_has_a_cause() {
    for kind in EventKind::iter() {
        let is_declared = OPERATIONS.iter().any(|operation| operation.events.contains(&kind));
        assert!(is_declared || kind.other_cause().is_some(), "no operation declares {}", kind.as_str());
    }
}
