//! The official MCP clients, as programs in `tests/mcp` that print what they receive.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use super::{LEGACY, MODERN, Mailbox, Server, letter, text};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const PATIENCE: Duration = Duration::from_secs(60);

/// A generation of an SDK, and the era of the protocol that its client speaks.
#[derive(Clone, Copy, Debug)]
pub struct Generation {
    /// Relative to the root of the checkout.
    program: &'static str,
    script: &'static str,
    is_modern: bool,
}

/// npm's `@modelcontextprotocol/sdk` 1.x and `@modelcontextprotocol/client` 2.x.
pub const TYPESCRIPT_1: Generation =
    Generation { program: "node_modules/.bin/node", script: "typescript1.mjs", is_modern: false };
pub const TYPESCRIPT_2: Generation = Generation { script: "typescript2.mjs", is_modern: true, ..TYPESCRIPT_1 };
/// PyPI's `mcp` 1.x and 2.x.
pub const PYTHON_1: Generation =
    Generation { program: ".tools/venv-mcp1/bin/python3", script: "python1.py", is_modern: false };
pub const PYTHON_2: Generation =
    Generation { program: ".tools/venv/bin/python3", script: "python2.py", is_modern: true };

impl Generation {
    /// The same SDK in the era before 2026.
    pub const fn legacy(self) -> Self {
        Self { is_modern: false, ..self }
    }
}

pub struct OfficialClient {
    generation: Generation,
    child: Child,
    input: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
}

impl OfficialClient {
    /// Starts a client. Without a key it signs in with OAuth.
    pub fn start(generation: Generation, server: &Server, key: Option<&str>) -> Self {
        let era = if generation.is_modern { "modern" } else { "legacy" };
        let mut child = Command::new(Path::new(ROOT).join(generation.program))
            .args([generation.script, &format!("{}/mcp", server.url()), era])
            .args(key)
            .current_dir(Path::new(ROOT).join("tests/mcp"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { generation, child, input, lines: BufReader::new(output).lines() }
    }

    /// The next line that it prints, which must have this field.
    pub async fn prints(&mut self, field: &str) -> Value {
        let line = timeout(PATIENCE, self.lines.next_line()).await;
        let line = line.unwrap_or_else(|_| panic!("{:?} does not print `{field}`", self.generation)).unwrap();
        let line = line.unwrap_or_else(|| panic!("{:?} ended before `{field}`; see its stderr", self.generation));
        let printed: Value = serde_json::from_str(&line).unwrap();
        assert!(!printed[field].is_null(), "{:?} prints {printed}, not `{field}`", self.generation);
        printed
    }

    /// The tools that it lists when it has connected. It must have negotiated its own era.
    pub async fn connects(&mut self) -> Vec<String> {
        let printed = self.prints("connected").await;
        let version = if self.generation.is_modern { MODERN } else { LEGACY };
        assert_eq!(printed["connected"], version, "{:?}", self.generation);
        serde_json::from_value(printed["tools"].clone()).unwrap()
    }

    /// Lets it call tools, delivers mail that it must be notified of, and approves its charge.
    pub async fn completes(mut self, calls: &Value, mailbox: &Mailbox<'_>, account_key: &str) {
        let resource = format!("warren://inboxes/{}", mailbox.address);
        let charge = json!({ "amount": 500, "category": "api", "idempotency_key": "approved" });
        let task = json!({ "calls": calls, "resource": resource, "charge": charge });
        self.input.write_all(format!("{task}\n").as_bytes()).await.unwrap();
        assert_eq!(self.prints("failed").await["failed"], json!({}), "{:?}", self.generation);

        self.prints("subscribed").await;
        mailbox.receive(letter(&[("Subject", "later")], "news")).await;
        assert_eq!(self.prints("updated").await["updated"], resource, "{:?}", self.generation);

        let url = text(&self.prints("elicitation").await["elicitation"]);
        let path = format!("/v1/approvals/{}/approve", url.rsplit('#').next().unwrap());
        mailbox.server.post(&path).key(account_key).json(json!({})).send().await.expect(200);
        if !self.generation.is_modern {
            assert_eq!(self.prints("completed").await["completed"], true, "{:?}", self.generation);
        }
        assert_eq!(self.prints("charged").await["charged"], 500, "{:?}", self.generation);
        assert!(self.child.wait().await.unwrap().success(), "{:?}", self.generation);
    }
}
