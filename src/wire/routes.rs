//! Which operation a request is for.

use std::collections::HashMap;
use std::iter;

use axum::http;

use super::operation::{Method, Operation};

/// Operations by path and method.
pub struct Routes {
    /// Paths without parameters.
    literal: HashMap<&'static str, Vec<&'static Operation>>,
    /// Paths with parameters.
    templates: matchit::Router<Vec<&'static Operation>>,
}

/// The operation that a request is for.
pub enum Route {
    Found {
        operation: &'static Operation,
        /// Values of the path's parameters, as they were sent.
        parameters: Vec<String>,
    },
    /// The path has no operation of this method.
    NoSuchMethod,
    NoSuchPath,
}

impl Routes {
    /// All operations.
    pub fn new(operations: &[&'static Operation]) -> Self {
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
            // Fails for two paths that differ only in the names of their parameters; a test looks for them.
            let _ = router.insert(path, operations);
        }
        Self { literal, templates: router }
    }

    /// Finds the operation. A path without parameters goes before one that fits it with parameters, method by method: `POST
    /// /v1/vault/store` stores a seed, and `GET /v1/vault/store` reads the key named `store`.
    pub fn find(&self, method: &http::Method, path: &str) -> Route {
        let Some(method) = Method::of(method) else { return Route::NoSuchMethod };
        let of_method =
            |operations: &[&'static Operation]| operations.iter().copied().find(|operation| operation.method == method);
        let literal = self.literal.get(path);
        if let Some(operation) = literal.and_then(|operations| of_method(operations)) {
            return Route::Found { operation, parameters: Vec::new() };
        }
        match self.templates.at(path) {
            Ok(found) => match of_method(found.value) {
                Some(operation) => {
                    let parameters = found.params.iter().map(|(_, value)| value.to_owned()).collect();
                    Route::Found { operation, parameters }
                }
                None => Route::NoSuchMethod,
            },
            Err(_) if literal.is_some() => Route::NoSuchMethod,
            Err(_) => Route::NoSuchPath,
        }
    }
}
