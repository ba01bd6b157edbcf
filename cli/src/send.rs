//! Sending mail.

use std::{
    fs,
    io::{self, IsTerminal, Read},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use base64::{Engine, prelude::BASE64_STANDARD};
use clap::Args;
use serde_json::{Value, json};

use crate::{
    address,
    api::Api,
    output::{self, cell},
};

#[derive(Args)]
pub struct SendArguments {
    /// Your address, optionally with a name: "Ada <ada@warren.example>". Default: the only address.
    #[arg(long, env = "WARREN_ADDRESS")]
    from: Option<String>,
    /// A recipient. Repeat it for more.
    #[arg(long, required = true)]
    to: Vec<String>,
    /// A recipient of a copy. Repeat it for more.
    #[arg(long)]
    cc: Vec<String>,
    /// A hidden recipient. Repeat it for more.
    #[arg(long)]
    bcc: Vec<String>,
    #[arg(long)]
    subject: String,
    /// The text. Default: what is read from stdin.
    #[arg(long)]
    text: Option<String>,
    /// A file to attach. Repeat it for more.
    #[arg(long, value_name = "FILE")]
    attach: Vec<PathBuf>,
}

/// Sends a message.
pub fn send(api: &Api, json: bool, arguments: &SendArguments) -> Result<()> {
    let text = match &arguments.text {
        Some(text) => text.clone(),
        None => read_stdin("Type the text, and end it with Ctrl-D.")?,
    };
    let files = arguments.attach.iter().map(|path| file(path)).collect::<Result<Vec<_>>>()?;
    let mut mail = json!({
        "from": address::find(api, arguments.from.as_deref(), "--from")?,
        "to": arguments.to, "subject": arguments.subject, "text": text,
    });
    for (field, recipients) in [("cc", &arguments.cc), ("bcc", &arguments.bcc)] {
        if !recipients.is_empty() {
            mail[field] = json!(recipients);
        }
    }
    if !files.is_empty() {
        mail["attachments"] = json!(files);
    }
    let reply = api.post("/v1/email/send")?.json(mail).send()?;
    if json {
        return output::line(&reply.body);
    }
    let reply = reply.json()?;
    output::line(&format!("{} {}", cell(&reply["id"]), cell(&reply["status"])))?;
    for recipient in reply["recipients"].as_array().into_iter().flatten() {
        let (address, status) = (cell(&recipient["address"]), cell(&recipient["status"]));
        let reason = recipient["error"].as_str().map(|error| format!(": {error}")).unwrap_or_default();
        output::line(&format!("  {address} {status}{}", output::printable(&reason)))?;
    }
    Ok(())
}

/// What the program gets on stdin, as text. A person is told how to end it.
fn read_stdin(hint: &str) -> Result<String> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        eprintln!("{hint}");
    }
    let mut text = String::new();
    stdin.lock().read_to_string(&mut text).context("stdin is no text")?;
    Ok(text)
}

fn file(path: &Path) -> Result<Value> {
    let content = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let name = path.file_name().with_context(|| format!("{} is no file", path.display()))?.to_string_lossy();
    let content = BASE64_STANDARD.encode(content);
    Ok(json!({ "filename": name, "content_type": content_type(path), "content": content }))
}

/// The media type of a file, by its ending.
fn content_type(path: &Path) -> &'static str {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "csv" => "text/csv",
        "gif" => "image/gif",
        "html" => "text/html",
        "ics" => "text/calendar",
        "jpg" | "jpeg" => "image/jpeg",
        "json" => "application/json",
        "md" => "text/markdown",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "txt" => "text/plain",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_attached_with_its_name_and_type() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("Préise.CSV");
        fs::write(&path, "apple,1\n").unwrap();
        let expected = json!({ "filename": "Préise.CSV", "content_type": "text/csv", "content": "YXBwbGUsMQo=" });
        assert_eq!(file(&path).unwrap(), expected);
        assert!(file(directory.path()).unwrap_err().to_string().starts_with("cannot read "));
    }
}
