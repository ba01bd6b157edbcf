//! `cargo xtask rotate-master-key`: adds, retires and drops master keys. See docs/KEYS.md.

mod list;

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::Stdio,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use lexopt::{
    Arg::{Long, Short},
    Parser, ValueExt,
};
use serde_json::{Value, json};

use crate::{
    deploy,
    project::{at, program, run, step},
    secrets,
};
use list::{Lists, entries, parts, retired, with_next, without};

const HELP: &str = "\
Usage: cargo xtask rotate-master-key [--report | --retire | --drop N] [--state DIR | --deployed] [--url URL]

Without --report, --retire or --drop, it adds a new key at the front of the list MASTER_KEY. The new key seals new data; the
other keys open what they sealed. docs/KEYS.md describes a rotation.

  --report     reseal all data with the first key, wait until that is done, and report what still needs the other keys
  --retire     after that: reduce the other keys to what recognizes credentials and email addresses from their time
  --drop N     remove key number N, if nothing needs it. Credentials with its tag are refused from then on
  --state DIR  act on the local server with this data; default .wrangler/state. Restart the server afterwards
  --deployed   act on the deployed worker. The list is read from .wrangler/deploy/MASTER_KEY, or else from the variable
               MASTER_KEY
  --url URL    URL of the server; default http://127.0.0.1:8787, or PUBLIC_URL of the deployed worker

--report, --retire and --drop call the server with ADMIN_TOKEN, from the same folder or from the variable of that name.
";

const KEYS: &str = "MASTER_KEY";
/// The list that a rotation is about to set: one that was interrupted goes on with it.
const NEXT: &str = "MASTER_KEY.next";
/// How long machines that have not got the newest configuration may still answer.
const SPREADING: Duration = Duration::from_secs(60);
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Rotate,
    Report,
    Retire,
    Drop(u8),
}

struct Where {
    folder: PathBuf,
    deployed: bool,
    url: Option<String>,
}

pub fn command(mut arguments: Parser) -> Result<()> {
    let (mut act, mut state, mut deployed, mut url) = (Act::Rotate, at(".wrangler/state"), false, None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("help") | Short('h') => {
                print!("{HELP}");
                return Ok(());
            }
            Long("report") => act = Act::Report,
            Long("retire") => act = Act::Retire,
            Long("drop") => act = Act::Drop(arguments.value()?.parse()?),
            Long("state") => state = std::path::absolute(PathBuf::from(arguments.value()?))?,
            Long("deployed") => deployed = true,
            Long("url") => url = Some(arguments.value()?.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let folder = if deployed { at(".wrangler/deploy") } else { state };
    let place = Where { folder, deployed, url };
    match act {
        Act::Rotate => rotate(&place),
        Act::Report => report(&place),
        Act::Retire => {
            let report = place.resealed()?;
            place.set(&retired(&place.secret(KEYS)?, &report)?)?;
            if let Some(count @ 1..) = report["unreadable"].as_u64() {
                println!("{count} values were not resealed: they are missing, or no listed key opens them.");
            }
            println!(
                "The older keys are retired: they open nothing. They still recognize credentials and email addresses from their time."
            );
            Ok(())
        }
        Act::Drop(number) => {
            let report = place.resealed()?;
            place.set(&without(&place.secret(KEYS)?, number, &report)?)?;
            println!("Key number {number} is removed.");
            Ok(())
        }
    }
}

fn rotate(place: &Where) -> Result<()> {
    let listed = place.secret(KEYS)?;
    let noted = match fs::read_to_string(place.folder.join(NEXT)) {
        Ok(noted) => noted.trim().to_owned(),
        Err(_) => {
            let noted = with_next(&listed, &secrets::generate()?)?;
            secrets::replace(&place.folder, NEXT, &noted)?;
            noted
        }
    };
    let Lists { known, next } = Lists::of(&listed, &noted)?;
    // Machines that have the new list must not seal what those with the old one cannot open.
    if let Some(known) = known.filter(|_| place.deployed) {
        step("adding the new key", || upload(&place.folder, &known))?;
        step("waiting until all machines have it", || {
            thread::sleep(SPREADING);
            Ok(())
        })?;
    }
    place.set(&next)?;
    fs::remove_file(place.folder.join(NEXT))?;
    let (number, _) = parts(entries(&next)[0]);
    println!(
        "Key number {number} seals new data{}. Next: cargo xtask rotate-master-key --report{}",
        if place.deployed { "" } else { " after you restart the server" },
        if place.deployed { " --deployed" } else { "" }
    );
    if place.deployed {
        println!(
            "The list is in .wrangler/deploy/{KEYS}. Store it where you stored the previous one: without it, nobody can read the stored data."
        );
    }
    Ok(())
}

fn report(place: &Where) -> Result<()> {
    loop {
        let mut after = String::new();
        loop {
            let woken = place.ask("POST", &format!("/admin/master-keys/reseal{after}"))?;
            match woken["next"].as_str() {
                Some(next) => after = format!("?after={next}"),
                None => break,
            }
        }
        let report = place.ask("GET", "/admin/master-keys")?;
        if report["resealed"] == true {
            println!("{}", told(&report));
            return Ok(());
        }
        eprintln!("· {} pods are not resealed yet", report["pods_behind"]);
        thread::sleep(PATIENCE);
    }
}

/// What a report means for whoever reads it.
fn told(report: &Value) -> String {
    let mut told = format!("All data is sealed with key number {}.", report["current"]);
    if let Some(count @ 1..) = report["unreadable"].as_u64() {
        told += &format!(
            "\n{count} values were not resealed: they are missing, or no listed key opens them. If an older key is missing from \
             the list, add it again and repeat --report."
        );
    }
    let keys = report["keys"].as_array().map(Vec::as_slice).unwrap_or_default();
    for key in keys.iter().filter(|key| key["use"] != "current") {
        let number = &key["number"];
        told += &match (key["use"].as_str(), key["unused"] == true) {
            (Some("missing"), _) => format!("\n\nKey number {number} is not in the list."),
            (_, true) => format!("\n\nNothing needs key number {number}. Remove it with --drop {number}."),
            (Some("opens"), _) => format!("\n\nKey number {number} no longer opens anything. Retire it with --retire."),
            _ => format!("\n\nKey number {number} is retired."),
        };
        for (field, what, end) in [
            ("api_keys", "API keys have its tag", "rotate them: they stop working when the key is dropped"),
            ("sessions", "sessions have its tag", "they end within a day"),
            ("feeds", "calendar feeds have its tag", "POST /v1/calendar/feed/rotate gives a new URL"),
            ("seeds", "encrypted seeds are found by its hash", "until somebody recovers them or sets them again"),
        ] {
            if let Some(count @ 1..) = key[field].as_u64() {
                told += &format!("\n  {count} {what}; {end}");
            }
        }
    }
    told
}

impl Where {
    /// A secret of this place: of its folder, or if it was put away, of the environment.
    fn secret(&self, name: &str) -> Result<String> {
        let file = self.folder.join(name);
        let kept = fs::read_to_string(&file).ok().or_else(|| env::var(name).ok().filter(|_| self.deployed));
        let kept = kept.with_context(|| match self.deployed {
            true => format!("{name} is neither in {} nor in the environment", file.display()),
            false => format!("there is no {}: start `cargo xtask dev` once", file.display()),
        })?;
        Ok(kept.trim().to_owned())
    }

    /// The file is replaced last: a list in it is one that the worker has, too.
    fn set(&self, list: &str) -> Result<()> {
        if self.deployed {
            step("setting MASTER_KEY", || upload(&self.folder, list))?;
        }
        secrets::replace(&self.folder, KEYS, list).map(drop)
    }

    /// The report, if everything is sealed under the current key.
    fn resealed(&self) -> Result<Value> {
        let report = self.ask("GET", "/admin/master-keys")?;
        if report["resealed"] != true {
            bail!("{} pods are not resealed yet; --report waits for them", report["pods_behind"]);
        }
        let (number, _) = parts(entries(&self.secret(KEYS)?)[0]);
        if report["current"] != number {
            bail!(
                "the server seals with key number {}, but the list begins with {number}: restart the server",
                report["current"]
            );
        }
        Ok(report)
    }

    fn ask(&self, method: &str, path: &str) -> Result<Value> {
        const ASK: &str = "
            let text = '';
            for await (const piece of process.stdin) text += piece;
            const { url, method, token } = JSON.parse(text);
            const reply = await fetch(url, { method, headers: { authorization: `Bearer ${token}` } });
            const body = await reply.text();
            if (reply.status !== 200) { console.error(`${method} ${url} answered ${reply.status}: ${body}`); process.exit(1); }
            console.log(body);";
        let base = match &self.url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None if self.deployed => deploy::public_url()?,
            None => "http://127.0.0.1:8787".to_owned(),
        };
        let question =
            json!({ "url": format!("{base}{path}"), "method": method, "token": self.secret("ADMIN_TOKEN")? });
        let mut node = program("node");
        node.args(["--input-type=module", "-e", ASK]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = node.spawn().context("cannot start node")?;
        // Not among the arguments, which others on the machine can see.
        child.stdin.take().context("no way to talk to node")?.write_all(question.to_string().as_bytes())?;
        let output = child.wait_with_output()?;
        if !output.status.success() {
            bail!("the server at {base} gave no report");
        }
        serde_json::from_slice(&output.stdout).context("the server's reply is not JSON")
    }
}

/// Uploads a list, as the only secret.
fn upload(folder: &Path, list: &str) -> Result<()> {
    let file = secrets::replace(folder, "secrets.json", &json!({ KEYS: list }).to_string())?;
    let outcome = run(deploy::configured_wrangler(&["secret", "bulk"]).arg(&file));
    fs::remove_file(&file)?;
    outcome
}
