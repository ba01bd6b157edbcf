pub mod authorization;
pub mod server;

pub use authorization::Authorization;
pub use server::{Answer, Request, Server};

use std::{
    fs,
    io::Write,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

/// A machine's user, with a home of its own.
pub struct Home(TempDir);

/// How the program ended.
#[derive(Debug)]
pub struct Done {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Home {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> PathBuf {
        self.0.path().to_owned()
    }

    pub fn credentials_path(&self) -> PathBuf {
        self.0.path().join(".config/warren/credentials.json")
    }

    pub fn credentials(&self) -> Value {
        serde_json::from_slice(&fs::read(self.credentials_path()).unwrap()).unwrap()
    }

    /// The program, without a key.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_warren"));
        command.env_clear().env("HOME", self.0.path()).args(arguments).stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Done {
        Done::of(self.command(arguments).output().unwrap())
    }

    /// The program with a key for a server.
    pub fn keyed(&self, server: &Server, arguments: &[&str]) -> Command {
        let mut command = self.command(arguments);
        command.env("WARREN_URL", &server.url).env("WARREN_API_KEY", "al_live_key");
        command
    }

    pub fn run_keyed(&self, server: &Server, arguments: &[&str]) -> Done {
        Done::of(self.keyed(server, arguments).output().unwrap())
    }
}

impl Done {
    pub fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Its output, if it succeeded.
    #[track_caller]
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.stdout
    }

    #[track_caller]
    pub fn json(self) -> Value {
        serde_json::from_str(&self.ok()).unwrap()
    }

    /// What it says about its failure.
    #[track_caller]
    pub fn error(self, code: i32) -> String {
        assert_eq!(self.code, code, "{self:?}");
        self.stderr
    }
}

/// Runs a program that reads this.
pub fn with_input(mut command: Command, input: &[u8]) -> Done {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    Done::of(child.wait_with_output().unwrap())
}
