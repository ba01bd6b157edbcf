//! The only code that touches the worker runtime's bindings.

mod bucket;
pub mod clock;
mod cost;
mod database;
mod document;
pub mod ed25519;
pub mod fetch;
pub mod http;
mod json_text;
mod kv;
pub mod log;
pub mod lost;
mod mailer;
mod objects;
pub mod resolver;
mod row;
mod sql;
pub mod timer;
mod value;

use std::sync::Arc;

pub use bucket::Bucket;
pub use cost::Cost;
pub use database::{Batch, Conflict, Database, Handle, Results, Single};
pub use document::{api_document, console, pages, tool_catalog};
pub use json_text::JsonText;
pub use kv::Namespace;
pub use macros::FromRow;
pub use mailer::Mailer;
pub use objects::{CallReply, Objects};
pub use row::{FromRow, Row};
pub use sql::Sql;
pub use value::Value;
pub(crate) use value::values;

use crate::config::{Config, OLD_NAMES};
use crate::error::{Code, Error, Result};

impl From<worker::Error> for Error {
    fn from(error: worker::Error) -> Self {
        Self::internal(error)
    }
}

/// The bindings of a deployment, and the cost of one request.
#[derive(Clone)]
pub struct Bindings {
    env: worker::Env,
    cost: Arc<Cost>,
}

impl Bindings {
    /// For one request.
    pub fn new(env: worker::Env) -> Self {
        Self { env, cost: Arc::default() }
    }

    /// The runtime's bindings.
    pub fn env(&self) -> worker::Env {
        self.env.clone()
    }

    /// What the request has cost so far.
    pub fn cost(&self) -> &Cost {
        &self.cost
    }

    /// What the request has cost so far, if it is shown.
    pub fn shown_cost(&self) -> Option<String> {
        self.config().is_ok_and(|config| config.dev_endpoints).then(|| self.cost.to_string())
    }

    /// The directory (D1).
    pub fn directory(&self) -> Result<Database> {
        Ok(Database::new(self.env.d1("DIRECTORY")?, self.cost.clone()))
    }

    /// The bucket (R2).
    pub fn mail(&self) -> Result<Bucket> {
        Ok(Bucket::new(self.env.bucket("MAIL")?, self.cost.clone()))
    }

    /// The sealed values of the vaults (KV).
    pub fn vault(&self) -> Result<Namespace> {
        Ok(Namespace::new(self.env.kv("VAULT")?, self.cost.clone()))
    }

    /// Cloudflare's binding to send mail.
    pub fn mailer(&self) -> Result<Mailer> {
        Ok(Mailer::new(self.env.send_email("EMAIL")?))
    }

    /// The pods.
    pub fn pods(&self) -> Result<Objects> {
        Ok(Objects::new(self.env.durable_object("PODS")?, self.cost.clone()))
    }

    /// Whether the deployment accepts only https.
    pub fn is_https(&self) -> bool {
        self.config().is_ok_and(|config| config.is_https)
    }

    /// The configuration. It is read at the first request and does not change while the worker lives.
    pub fn config(&self) -> Result<&'static Config> {
        static CONFIG: std::sync::OnceLock<std::result::Result<Config, String>> = std::sync::OnceLock::new();
        let value = |name: &str| self.env.var(name).ok().map(|value| value.to_string());
        let read = || {
            for (old, new) in OLD_NAMES.iter().filter(|(old, _)| value(old).is_some()) {
                log::warn(&format!("{old} is now {new}; the next release ignores {old}"));
            }
            Config::read(value)
        };
        CONFIG.get_or_init(read).as_ref().map_err(|cause| {
            let mut error = Error::new(Code::Misconfigured, "This deployment is not configured completely.");
            error.cause = Some(cause.clone());
            error
        })
    }
}
