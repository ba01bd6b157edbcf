//! The environment that a request is about: that of its key, of the header `X-Environment`, or of the field `environment_id`.

use super::call::{Call, FromCall};
use super::operation::ENVIRONMENT;
use super::principal::Principal;
use crate::error::{Code, Error, Result};
use crate::id::PodId;

/// The error of an environment that the caller does not reach, or that does not exist.
pub fn no_environment() -> Error {
    Error::not_found("environment").fix("GET /api/v1/environments lists the environments that you reach.")
}

/// The caller of a request that can name an environment.
pub struct EnvironmentRequest {
    pub caller: Principal,
    /// The value of `X-Environment`.
    header: Option<String>,
}

impl FromCall for EnvironmentRequest {
    const HEADERS: &'static [&'static str] = &[ENVIRONMENT];

    fn from_call(call: &mut Call) -> Result<Self> {
        let caller = Principal::from_call(call)?;
        let Some(value) = call.head.headers.get(ENVIRONMENT) else { return Ok(Self { caller, header: None }) };
        let text = value.to_str().map_err(|_| Error::invalid("X-Environment is not the id of an environment."))?;
        Ok(Self { caller, header: Some(text.trim().to_owned()) })
    }
}

impl EnvironmentRequest {
    /// The environment, if key or header name it. It may be that of another account: every statement has to compare the account.
    ///
    /// # Errors
    /// `invalid_request` if both name one, and they differ.
    pub fn named(&self) -> Result<Option<PodId>> {
        self.resolve(None)
    }

    /// The environment that key, header or the field `environment_id` name, or else that of the credential: for the account and for persons
    /// the default one. It may be that of another account, as in [`named`](Self::named).
    ///
    /// # Errors
    /// `invalid_request` if two of the names differ.
    pub fn named_or_own(&self, field: Option<&str>) -> Result<PodId> {
        Ok(self.resolve(field)?.unwrap_or_else(|| self.caller.pod.clone()))
    }

    /// Checks that the request is about the environment of its credential.
    ///
    /// # Errors
    /// `invalid_request` for a key of another environment, `pod_auth_forbidden` for the account.
    pub fn check_own(&self) -> Result<()> {
        match self.named()? {
            Some(pod) if pod != self.caller.pod => Err(Error::new(
                Code::PodAuthForbidden,
                "The account's key uses the mail of its default environment only.",
            )
            .fix("Use a key of the environment: POST /v1/pods/{pod_id}/keys.")),
            _ => Ok(()),
        }
    }

    fn resolve(&self, field: Option<&str>) -> Result<Option<PodId>> {
        let pod = |text: &str| PodId::of_any(text, &self.caller.account);
        let names = [
            ("the key", self.caller.confined().cloned()),
            ("X-Environment", self.header.as_deref().map(pod)),
            ("environment_id", field.map(pod)),
        ];
        let mut named = names.into_iter().filter_map(|(source, pod)| pod.map(|pod| (source, pod)));
        let Some((source, pod)) = named.next() else { return Ok(None) };
        match named.find(|(_, other)| *other != pod) {
            None => Ok(Some(pod)),
            Some((other_source, other)) => Err(Error::invalid(format!(
                "The request names two environments: {source} names {}, {other_source} names {}.",
                pod.environment(),
                other.environment()
            ))
            .fix("Name one environment, or use a key of the environment.")),
        }
    }
}
