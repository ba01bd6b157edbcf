//! The API document as a contract: every reply that a test gets is checked against it.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use jsonschema::{Draft, Registry, ValidationError, Validator, error::ValidationErrorKind};
use reqwest::Url;
use serde_json::{Map, Value, json};

use super::Reply;

/// Paths that are not part of the API: development endpoints, the runtime's own and pages for people.
const OUTSIDE: [&str; 18] = [
    "/dev/",
    "/cdn-cgi/",
    "/api/docs",
    "/console",
    "/console/",
    "/dashboard",
    "/decide",
    "/mcp",
    "/device",
    "/invitation",
    "/oauth/authorize",
    "/oauth/login",
    "/oauth/sign-in",
    "/sign-in",
    "/recover",
    "/operator",
    "/store/confirm",
    "/style.css",
];
/// Codes of hosts and of TLS. The document says of them once that every operation can answer with them.
const EVERYWHERE: [&str; 3] = ["https_required", "unknown_host", "wrong_tenant"];
/// Fields that `?verbose=false` takes out of a reply although they are required.
const VERBOSE_FIELDS: [&str; 4] = ["message", "note", "hint", "warning"];
/// What a path or a method that is not in the document can get.
const REFUSALS_OF_ALL_PATHS: [u16; 5] = [401, 404, 405, 429, 501];
const COMPONENTS: &str = "#/components/schemas/";
const RESOURCE: &str = "urn:warren:api";

static CONTRACT: LazyLock<Contract> = LazyLock::new(Contract::read);

/// What is wrong with a value of a schema of the document.
pub fn schema_faults(what: &str, schema: &Value, value: &Value) -> Vec<String> {
    CONTRACT.faults(what, schema, value, |_| false)
}

/// A request as it was sent and what it got.
pub struct Exchange<'a> {
    pub method: &'a str,
    pub url: &'a Url,
    pub body: Option<&'a Value>,
    /// Whether a browser asks: errors are pages then.
    pub accepts_html: bool,
    pub reply: &'a Reply,
}

impl Exchange<'_> {
    /// Panics if the document does not allow this reply to this request.
    pub fn check(&self) {
        // Served for existing clients, and not in the document.
        let path = Some(self.url.path()).filter(|path| *path != "/v1/vault/").unwrap_or("/v1/vault");
        let is_outside = |outside: &&str| path == *outside || outside.ends_with('/') && path.starts_with(*outside);
        if OUTSIDE.iter().any(is_outside) || self.method == "HEAD" || self.is_of_transport() {
            return;
        }
        let faults = match CONTRACT.operation(self.method, path) {
            Some(operation) => [self.reply_faults(operation), self.request_faults(operation)].concat(),
            None => self.unknown_path_faults(),
        };
        assert!(faults.is_empty(), "against the document:\n  {}\n{}", faults.join("\n  "), self.reply);
    }

    fn reply_faults(&self, operation: &Operation) -> Vec<String> {
        let id = &operation.id;
        let status = self.reply.status;
        let Some(response) = operation.responses.get(&status.to_string()) else {
            return vec![format!("{id}: status {status} is not listed")];
        };
        let content = &response["content"];
        let Some(kind) = self.reply.header("content-type").map(essence) else {
            return if self.reply.body.is_empty() && content.is_null() {
                Vec::new()
            } else {
                vec![format!("{id} {status}: no content type")]
            };
        };
        if kind != "application/json" {
            let is_page = status >= 400 && kind == "text/html" && self.accepts_html;
            let is_listed = is_page || !content[kind].is_null() || !content["*/*"].is_null();
            return if is_listed {
                Vec::new()
            } else {
                vec![format!("{id} {status}: content type {kind} is not listed")]
            };
        }
        let body = self.reply.json();
        let mut faults = CONTRACT.faults(&format!("{id} {status}"), &content[kind]["schema"], &body, |error| {
            self.is_terse() && is_verbose_field(error)
        });
        if status >= 400 {
            let code = body["error"].as_str().unwrap_or_default();
            if !response["description"].as_str().unwrap_or_default().contains(&format!("`{code}`")) {
                faults.push(format!("{id} {status}: code {code} is not listed"));
            }
        }
        faults
    }

    /// What was accepted must be in the document, unless the reply says that it was ignored.
    fn request_faults(&self, operation: &Operation) -> Vec<String> {
        if !(200..300).contains(&self.reply.status) || self.reply.header("x-warren-unknown-fields").is_some() {
            return Vec::new();
        }
        let id = &operation.id;
        let unknown = self.url.query_pairs().filter(|(name, _)| name != "verbose" && !operation.takes(name));
        let mut faults: Vec<_> =
            unknown.map(|(name, _)| format!("{id}: query parameter {name} is not listed")).collect();
        // Each event that is wrong is named in the reply to those that are right.
        if let (Some(body), true) = (self.body, id != "report_events") {
            let schema = &operation.body["application/json"]["schema"];
            if !schema.is_null() {
                // Some tests send what is barely accepted, such as an address in spaces.
                let is_format = |error: &ValidationError| matches!(error.kind(), ValidationErrorKind::Format { .. });
                faults.extend(CONTRACT.faults(&format!("{id} request"), schema, body, is_format));
            }
        }
        faults
    }

    fn unknown_path_faults(&self) -> Vec<String> {
        let status = self.reply.status;
        if self.method == "OPTIONS" {
            return Vec::new();
        }
        if !REFUSALS_OF_ALL_PATHS.contains(&status) {
            return vec![format!("{} {}: not in the document", self.method, self.url.path())];
        }
        match self.reply.header("content-type").map(essence) {
            Some("application/json") => {
                let schema = json!({ "$ref": format!("{COMPONENTS}Error") });
                CONTRACT.faults("an unknown path", &schema, &self.reply.json(), |error| {
                    self.is_terse() && is_verbose_field(error)
                })
            }
            _ => Vec::new(),
        }
    }

    /// What plain http gets where the deployment is reached by https, and what the host of a tenant refuses.
    fn is_of_transport(&self) -> bool {
        let is_refused = || EVERYWHERE.iter().any(|code| self.reply.text().contains(&format!("\"{code}\"")));
        self.reply.status == 301 || matches!(self.reply.status, 403 | 404) && is_refused()
    }

    fn is_terse(&self) -> bool {
        self.url.query_pairs().any(|(name, value)| name == "verbose" && value == "false")
    }
}

fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

fn is_verbose_field(error: &ValidationError) -> bool {
    let ValidationErrorKind::Required { property } = error.kind() else { return false };
    let name = property.as_str().unwrap_or_default();
    error.instance_path().as_str().is_empty() && (VERBOSE_FIELDS.contains(&name) || name.starts_with("how_to_"))
}

struct Operation {
    id: String,
    query: Vec<String>,
    body: Value,
    responses: Map<String, Value>,
}

impl Operation {
    fn of(operation: &Value) -> Self {
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        Self {
            id: operation["operationId"].as_str().unwrap().to_owned(),
            query: parameters
                .filter(|parameter| parameter["in"] == "query")
                .map(|parameter| parameter["name"].as_str().unwrap().to_owned())
                .collect(),
            body: operation["requestBody"]["content"].clone(),
            responses: operation["responses"].as_object().unwrap().clone(),
        }
    }

    fn takes(&self, parameter: &str) -> bool {
        self.query.iter().any(|name| name == parameter)
    }
}

struct Contract {
    /// The operations of each method. A path whose literal form lacks a method can have it by a parameter.
    methods: HashMap<String, matchit::Router<Operation>>,
    components: Registry<'static>,
    /// By schema; compiled when first needed.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Contract {
    fn read() -> Self {
        let document = serde_json::to_value(warren::api::document()).unwrap();
        let mut methods: HashMap<_, matchit::Router<_>> = HashMap::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                methods.entry(method.to_uppercase()).or_default().insert(path, Operation::of(operation)).unwrap();
            }
        }
        let mut schemas = Map::new();
        for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
            schemas.insert(name.clone(), closed(schema));
            schemas.insert(open_name(name), open(schema));
        }
        let components = json!({ "components": { "schemas": schemas } });
        let components = Registry::new().add(RESOURCE, components).unwrap().prepare().unwrap();
        Self { methods, components, validators: Mutex::default() }
    }

    fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        self.methods.get(method)?.at(path).ok().map(|found| found.value)
    }

    /// What is wrong with a value, without those errors that are to be ignored.
    fn faults(
        &self,
        what: &str,
        schema: &Value,
        value: &Value,
        is_ignored: impl Fn(&ValidationError) -> bool,
    ) -> Vec<String> {
        let validator = self.validator(schema);
        let errors = validator.iter_errors(value).filter(|error| !is_ignored(error));
        errors.map(|error| format!("{what} at {:?}: {}", error.instance_path().as_str(), said(&error))).collect()
    }

    fn validator(&self, schema: &Value) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap();
        let compile = || {
            let mut schema = closed(schema);
            absolute(&mut schema);
            let options = jsonschema::options().with_draft(Draft::Draft202012).with_registry(&self.components);
            Arc::new(options.should_validate_formats(true).build(&schema).unwrap())
        };
        validators.entry(schema.to_string()).or_insert_with(compile).clone()
    }
}

/// The error, and for a choice those of each alternative.
fn said(error: &ValidationError) -> String {
    let context = match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => context,
        _ => return error.to_string(),
    };
    let within = context.iter().map(|errors| {
        let errors = errors.iter().map(|error| format!("{}: {}", error.instance_path().as_str(), said(error)));
        errors.collect::<Vec<_>>().join(", ")
    });
    format!("none of the alternatives: {}", within.map(|each| format!("[{each}]")).collect::<Vec<_>>().join(" "))
}

fn open_name(name: &str) -> String {
    format!("{name}~open").replace('~', ".")
}

/// A schema that refuses fields that it does not list, at every depth.
fn closed(schema: &Value) -> Value {
    let mut copy = open_below(schema);
    let Some(object) = copy.as_object_mut() else { return copy };
    if object.contains_key("additionalProperties") {
        return copy;
    }
    if object.contains_key("allOf") {
        object.insert("unevaluatedProperties".to_owned(), false.into());
    } else if object.contains_key("properties") {
        let keyword = if object.contains_key("oneOf") { "unevaluatedProperties" } else { "additionalProperties" };
        object.insert(keyword.to_owned(), false.into());
    }
    copy
}

/// A schema that is part of another one: it does not know all fields of the object, but all of those below it.
fn open(schema: &Value) -> Value {
    let mut copy = open_below(schema);
    if let Some(alternatives) = copy.get_mut("oneOf").and_then(Value::as_array_mut) {
        let original = schema["oneOf"].as_array().unwrap();
        for (alternative, original) in alternatives.iter_mut().zip(original) {
            *alternative = part(original);
        }
    }
    copy
}

/// `open`, where a reference leads to the open form of a component.
fn part(schema: &Value) -> Value {
    match schema["$ref"].as_str() {
        Some(reference) => json!({ "$ref": open_name(reference) }),
        None => open(schema),
    }
}

/// The schema with everything below it closed.
fn open_below(schema: &Value) -> Value {
    let Some(object) = schema.as_object() else { return schema.clone() };
    let each = |schemas: &Value, of: fn(&Value) -> Value| match schemas {
        Value::Array(list) => list.iter().map(of).collect(),
        Value::Object(map) => map.iter().map(|(name, schema)| (name.clone(), of(schema))).collect(),
        other => other.clone(),
    };
    let below = |(keyword, value): (&String, &Value)| {
        let value = match keyword.as_str() {
            "properties" | "oneOf" | "anyOf" | "prefixItems" => each(value, closed),
            "allOf" => each(value, part),
            "items" | "additionalProperties" => closed(value),
            _ => value.clone(),
        };
        (keyword.clone(), value)
    };
    object.iter().map(below).collect()
}

/// Makes references lead to the components of the document.
fn absolute(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            for (keyword, value) in object {
                match value.as_str() {
                    Some(reference) if keyword == "$ref" => *value = format!("{RESOURCE}{reference}").into(),
                    _ => absolute(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(absolute),
        _ => {}
    }
}
