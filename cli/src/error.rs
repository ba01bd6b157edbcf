//! Errors that callers of the program can tell apart.

use std::{fmt, io};

use serde_json::Value;

use crate::http::Reply;

/// What the API answered instead of a result.
#[derive(Debug)]
pub struct ApiError {
    pub status: u16,
    pub body: Value,
}

impl ApiError {
    pub fn of(reply: &Reply) -> Self {
        Self { status: reply.status, body: serde_json::from_str(&reply.body).unwrap_or_default() }
    }

    pub fn code(&self) -> &str {
        self.body["code"].as_str().or_else(|| self.body["error"].as_str()).unwrap_or_default()
    }

    /// What to do.
    pub fn fix(&self) -> Option<&str> {
        self.body["fix"].as_str()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = ["message", "error_description"].iter().find_map(|field| self.body[field].as_str());
        write!(f, "{} ({}", message.unwrap_or("The server refused the request."), self.status)?;
        if !self.code().is_empty() {
            write!(f, " {}", self.code())?;
        }
        if let Some(request) = self.body["request_id"].as_str() {
            write!(f, ", {request}")?;
        }
        f.write_str(")")
    }
}

impl std::error::Error for ApiError {}

/// The command needs a login, or another key.
#[derive(Debug)]
pub struct LoginNeeded(pub String);

impl fmt::Display for LoginNeeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LoginNeeded {}

/// What was waited for did not come in time.
#[derive(Debug)]
pub struct NotInTime(pub String);

impl fmt::Display for NotInTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotInTime {}

/// The exit code of an error. The documentation lists them.
pub fn exit_code(error: &anyhow::Error) -> u8 {
    match error {
        _ if error.is::<NotInTime>() => 2,
        _ if error.is::<LoginNeeded>() => 3,
        _ => 1,
    }
}

/// Whether the reader of the output has gone, which is no failure.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_error_names_its_code_and_its_request() {
        let body =
            json!({ "code": "address_taken", "message": "Taken.", "fix": "Choose another.", "request_id": "req_1" });
        let error = ApiError { status: 409, body };
        assert_eq!(error.to_string(), "Taken. (409 address_taken, req_1)");
        assert_eq!(error.fix(), Some("Choose another."));
        assert_eq!(ApiError { status: 502, body: Value::Null }.to_string(), "The server refused the request. (502)");
    }

    #[test]
    fn exit_codes_are_found_below_a_context() {
        let error = anyhow::Error::new(LoginNeeded("run `warren login`".to_owned())).context("cannot refresh");
        assert_eq!(exit_code(&error), 3);
        assert_eq!(exit_code(&NotInTime(String::new()).into()), 2);
        assert_eq!(exit_code(&anyhow::anyhow!("other")), 1);
    }
}
