//! Waiting for a message, and for the code in it.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::Args;
use serde_json::{Value, json};

use crate::{
    address::AddressArgument,
    api::Api,
    code,
    error::NotInTime,
    inbox,
    output::{self, cell, minute},
};

/// The longest wait of one request, in seconds.
const MAX_WAIT: u64 = 55;
/// The time that a reply may take beyond its wait.
const REPLY_TIME: Duration = Duration::from_secs(30);

#[derive(Args)]
pub struct WaitArguments {
    #[command(flatten)]
    address: AddressArgument,
    /// Only messages from this address or domain.
    #[arg(long)]
    from: Option<String>,
    /// Only messages received at or after this time (RFC 3339), or after this cursor. Default: those that arrive from now on.
    #[arg(long)]
    since: Option<String>,
    /// How long to wait, in seconds.
    #[arg(long, default_value_t = 120)]
    timeout: u64,
    /// Print only the code in the message. Messages without a code are passed over.
    #[arg(long)]
    code: bool,
}

/// Waits until a message arrives.
pub fn wait(api: &Api, json: bool, arguments: &WaitArguments) -> Result<()> {
    let address = arguments.address.find(api)?;
    let deadline = Instant::now() + Duration::from_secs(arguments.timeout);
    // Without a cursor, what arrives between two requests would be missed.
    let mut since = match &arguments.since {
        Some(since) => since.clone(),
        None => newest_cursor(api, &address)?,
    };
    loop {
        let left = deadline.saturating_duration_since(Instant::now()).as_millis().div_ceil(1000);
        let timeout = u64::try_from(left).unwrap_or(MAX_WAIT).min(MAX_WAIT);
        let request = api.get("/v1/email/wait").query("address", Some(&address)).query("since", Some(&since));
        let request = request.query("from", arguments.from.as_ref()).query("timeout", Some(timeout));
        let reply = request.timeout(Duration::from_secs(timeout) + REPLY_TIME).send()?;
        if reply.status != 204 {
            let arrived = reply.json()?;
            if !arguments.code {
                return if json { output::line(&reply.body) } else { output::line(&shown(&arrived)) };
            }
            let message = inbox::message(api, &address, arrived["id"].as_str().unwrap_or_default())?.json()?;
            match find_code(&message)? {
                Some(code) if json => return output::line(&json!({ "code": code, "message": message }).to_string()),
                Some(code) => return output::line(&code),
                None => since = arrived["cursor"].to_string(),
            }
        }
        if Instant::now() >= deadline {
            let what = if arguments.code { "no message with a code" } else { "no message" };
            return Err(NotInTime(format!("{what} arrived within {} seconds", arguments.timeout)).into());
        }
    }
}

/// The clock of the server may differ, so "from now on" is a cursor and no time.
fn newest_cursor(api: &Api, address: &str) -> Result<String> {
    let reply = api.get("/v1/email/inbox").query("address", Some(address)).query("limit", Some(1)).send()?.json()?;
    Ok(reply["messages"][0]["cursor"].as_u64().unwrap_or_default().to_string())
}

fn find_code(message: &Value) -> Result<Option<String>> {
    if message["e2e_encrypted"] == true {
        bail!("the message {} is encrypted to your key, so its code cannot be read here", cell(&message["id"]));
    }
    let text = ["extracted_text", "body"].iter().find_map(|field| message[field].as_str()).unwrap_or_default();
    Ok(code::find(&format!("{}\n{text}", message["subject"].as_str().unwrap_or_default())))
}

fn shown(message: &Value) -> String {
    let [id, from, subject, snippet] = ["id", "from", "subject", "snippet"].map(|field| cell(&message[field]));
    format!("{id}  {}  {from}  {subject}\n{snippet}", minute(&message["received_at"])).trim_end().to_owned()
}
