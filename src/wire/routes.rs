//! Finds the operation of a request.

use std::collections::{BTreeSet, HashMap};
use std::iter;

use axum::http;

use super::operation::{Method, Operation};
use super::tool::Tool;

/// Operations by path and method.
pub struct Routes {
    /// Paths without parameters.
    literal: HashMap<&'static str, Vec<&'static Operation>>,
    /// Paths with parameters.
    templates: matchit::Router<Vec<&'static Operation>>,
    /// Finds a tool by its name.
    pub tool: fn(&str) -> Option<&'static Tool>,
}

/// The operation of a request.
pub enum Route {
    Found {
        operation: &'static Operation,
        /// Values of the path's parameters, still encoded.
        parameters: Vec<String>,
    },
    /// The path has operations of these methods only, as `Allow` names them (RFC 9110, 10.2.1).
    NoSuchMethod {
        allowed: String,
    },
    NoSuchPath,
}

impl Routes {
    /// All operations. `tool` finds those that are tools.
    pub fn new(operations: &[&'static Operation], tool: fn(&str) -> Option<&'static Tool>) -> Self {
        let mut literal: HashMap<_, Vec<_>> = HashMap::new();
        let mut templates: HashMap<_, Vec<_>> = HashMap::new();
        for operation in operations {
            for path in iter::once(operation.path).chain(operation.aliases.iter().copied()) {
                let paths = if path.contains('{') { &mut templates } else { &mut literal };
                paths.entry(path).or_default().push(*operation);
            }
        }
        let mut router = matchit::Router::new();
        for (path, operations) in templates {
            // Fails if two paths differ only in the names of their parameters. A test finds such paths.
            let _ = router.insert(path, operations);
        }
        Self { literal, templates: router, tool }
    }

    /// Finds the operation. For each method, a path without parameters has precedence over one with parameters: `POST /v1/vault/store` stores
    /// a seed, and `GET /v1/vault/store` reads the key named `store`.
    pub fn find(&self, method: &http::Method, path: &str) -> Route {
        let literal = self.literal.get(path).map_or(&[][..], Vec::as_slice);
        let template = self.templates.at(path).ok();
        let templates = template.as_ref().map_or(&[][..], |found| found.value.as_slice());
        let method = Method::of(method);
        let of_method = |operations: &[&'static Operation]| {
            operations.iter().copied().find(|operation| Some(operation.method) == method)
        };
        if let Some(operation) = of_method(literal) {
            return Route::Found { operation, parameters: Vec::new() };
        }
        if let (Some(operation), Some(found)) = (of_method(templates), &template) {
            let parameters = found.params.iter().map(|(_, value)| value.to_owned()).collect();
            return Route::Found { operation, parameters };
        }
        let methods: BTreeSet<&str> =
            literal.iter().chain(templates).flat_map(|operation| operation.method.names()).copied().collect();
        if methods.is_empty() {
            return Route::NoSuchPath;
        }
        Route::NoSuchMethod { allowed: methods.into_iter().collect::<Vec<_>>().join(", ") }
    }
}
