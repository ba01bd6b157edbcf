//! Runs of agents on your runners.

use std::{
    io::{BufRead, BufReader},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::{
    api::{Api, path},
    list::{List, Page},
    output::{self, cell, minute},
    usdc,
};

/// The account of the key.
const RUNS: &str = "/api/v1/ext/orgs/me/pods";
const RUNNERS: &str = "/api/v1/ext/orgs/me/runners";
/// Before a stream that was cut off is opened again.
const STREAM_PAUSE: Duration = Duration::from_secs(1);
/// A stream that brings nothing so often in a row is given up.
const MAX_EMPTY_STREAMS: u32 = 5;
/// How a comment begins. The server sends one while nothing happens.
const ALIVE: char = ':';

#[derive(Subcommand)]
pub enum RunsCommand {
    /// List runs.
    List {
        /// Only runs with this status: creating, running, terminating, terminated, completed, failed or lost.
        #[arg(long)]
        status: Option<String>,
        #[command(flatten)]
        page: Page,
    },
    /// Start a run.
    Start(NewRun),
    /// Print what the terminal of a run showed. With --json, a page of it.
    Output {
        run: String,
        /// The byte to begin with.
        #[arg(long, default_value_t = 0)]
        since: u64,
        /// Go on until the run ends.
        #[arg(long)]
        follow: bool,
    },
    /// Stop a run.
    Stop { run: String },
}

#[derive(Args)]
pub struct NewRun {
    /// The task.
    prompt: Option<String>,
    /// The runner: its id, or its number. Default: the only one that is online.
    #[arg(long)]
    runner: Option<String>,
    /// The type of agent, such as claude-code. Default: the runner's.
    #[arg(long)]
    agent_type: Option<String>,
    #[arg(long)]
    model: Option<String>,
    /// The id of the repository to work in.
    #[arg(long)]
    repository: Option<u64>,
    /// The git branch to work on. Default: a new one.
    #[arg(long, requires = "repository")]
    branch: Option<String>,
    /// An email address for the run.
    #[arg(long)]
    address: Option<String>,
    /// What the run and the runs that it starts may spend, in USDC, such as 2.50.
    #[arg(long, value_name = "USDC", value_parser = usdc::parse)]
    max_spend: Option<u64>,
    /// The longest time that the run takes, in minutes.
    #[arg(long, value_name = "MINUTES")]
    timeout: Option<u32>,
    /// End the agent when it has done its task.
    #[arg(long, requires = "prompt")]
    auto_close: bool,
    /// The command of a custom agent, after `--`.
    #[arg(last = true)]
    command: Vec<String>,
}

pub fn run(api: &Api, json: bool, command: &RunsCommand) -> Result<()> {
    match command {
        RunsCommand::List { status, page } => {
            let list = List {
                items: "pods",
                cursor: "offset",
                headings: ["RUN", "CREATED", "STATUS", "AGENT", "TASK"],
                row: |run| {
                    let [key, agent, task] = ["key", "agent_type_id", "initial_prompt"].map(|field| cell(&run[field]));
                    let status = ["status", "error_code"].map(|field| cell(&run[field])).join(" ");
                    [
                        key,
                        minute(&run["created_at"]),
                        status.trim_end().to_owned(),
                        agent,
                        task.chars().take(60).collect(),
                    ]
                },
            };
            list.print(json, page, || api.get(RUNS).query("status", status.as_ref()))
        }
        RunsCommand::Start(new) => {
            let runner = match &new.runner {
                Some(runner) => runner.clone(),
                None => only_runner(&api.get(RUNNERS).send()?.json()?)?,
            };
            let reply = api.post(RUNS)?.json(new.body(&runner)).send()?;
            let run = cell(&reply.json()?["pod"]["key"]);
            output::line(&if json { reply.body } else { run })
        }
        RunsCommand::Output { run, since, follow: false } => print_output(api, json, run, *since),
        RunsCommand::Output { run, since, follow: true } => follow(api, json, run, *since),
        RunsCommand::Stop { run } => {
            let reply = api.post(&path(&format!("{RUNS}/"), run, "/terminate"))?.send()?;
            let status = cell(&reply.json()?["pod"]["status"]);
            output::line(&if json { reply.body } else { format!("{run} is {status}") })
        }
    }
}

/// The only runner that is online.
fn only_runner(reply: &Value) -> Result<String> {
    let runners = reply["runners"].as_array().into_iter().flatten();
    let online: Vec<_> = runners.filter(|runner| runner["status"] == "online").collect();
    match online.as_slice() {
        [only] => Ok(only["id"].as_str().context("a runner has no id")?.to_owned()),
        [] => bail!("no runner is online: start one (docs/RUNNER.md), or pass --runner"),
        several => {
            let names: Vec<_> =
                several.iter().map(|it| format!("{} ({})", cell(&it["number"]), cell(&it["name"]))).collect();
            bail!("several runners are online: pass --runner with one of {}", names.join(", "))
        }
    }
}

impl NewRun {
    fn body(&self, runner: &str) -> Value {
        let (program, arguments) = match self.command.split_first() {
            Some((program, arguments)) => (Some(program), Some(arguments)),
            None => (None, None),
        };
        let fields = json!({
            "runner_id": runner,
            "initial_prompt": self.prompt,
            "agent_type_id": self.agent_type,
            "model": self.model,
            "repository_id": self.repository,
            "branch": self.branch,
            "address": self.address,
            "max_spend_usdc": self.max_spend,
            "pod_timeout_minutes": self.timeout,
            "auto_close": self.auto_close.then_some(true),
            "custom_agent_command": program,
            "custom_agent_args": arguments,
        });
        let given = fields.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
        Value::Object(given.map(|(name, value)| (name.clone(), value.clone())).collect())
    }
}

/// Prints the output that is there.
fn print_output(api: &Api, json: bool, run: &str, mut since: u64) -> Result<()> {
    loop {
        let request = api.get(&path(&format!("{RUNS}/"), run, "/output")).query("since", Some(since));
        let reply = request.send()?;
        if json {
            return output::line(&reply.body);
        }
        let page = reply.json()?;
        output::raw(page["output"].as_str().unwrap_or_default().as_bytes())?;
        since = page["next"].as_u64().context("the reply names no next")?;
        if page["has_more"] != true {
            return Ok(());
        }
    }
}

/// Prints the output as it comes, until the run ends. With `--json`, the data of the events.
fn follow(api: &Api, json: bool, run: &str, mut since: u64) -> Result<()> {
    let mut empty = 0;
    while empty < MAX_EMPTY_STREAMS {
        empty += 1;
        let request = api.get(&path(&format!("{RUNS}/"), run, "/stream")).query("since", Some(since));
        let mut reply = match request.stream() {
            Err(error) if error.is::<ureq::Error>() => {
                thread::sleep(STREAM_PAUSE * empty);
                continue;
            }
            reply => reply?,
        };
        let mut event = String::new();
        // A stream that is cut off is opened again, as the server closes it after some minutes.
        for line in BufReader::new(reply.body_mut().as_reader()).lines().map_while(Result::ok) {
            if let Some(name) = line.strip_prefix("event: ") {
                event = name.to_owned();
            }
            if line.starts_with(ALIVE) {
                empty = 0;
            }
            let Some(text) = line.strip_prefix("data: ") else { continue };
            empty = 0;
            let data: Value = serde_json::from_str(text).context("the server sent an event that is no JSON")?;
            if json {
                output::line(text)?;
            } else if event == "output" {
                output::raw(data["output"].as_str().unwrap_or_default().as_bytes())?;
            }
            since = data["next"].as_u64().unwrap_or(since);
            if event == "ended" {
                return Ok(());
            }
        }
        thread::sleep(STREAM_PAUSE);
    }
    bail!("the connection is lost: follow on with --since {since}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_runner_is_used() {
        let runner =
            |number, status| json!({ "id": format!("r{number}"), "number": number, "name": "ci", "status": status });
        let found = |runners: &[Value]| only_runner(&json!({ "runners": runners })).map_err(|error| error.to_string());
        assert_eq!(found(&[runner(1, "offline"), runner(2, "online")]), Ok("r2".to_owned()));
        assert!(found(&[runner(1, "offline")]).unwrap_err().contains("no runner is online"));
        assert!(found(&[runner(1, "online"), runner(2, "online")]).unwrap_err().contains("1 (ci), 2 (ci)"));
    }

    #[test]
    fn a_run_has_what_was_given_and_nothing_else() {
        #[derive(clap::Parser)]
        struct Arguments {
            #[command(flatten)]
            new: NewRun,
        }
        let body = |arguments: &[&str]| {
            let arguments = [&["start"], arguments].concat();
            <Arguments as clap::Parser>::try_parse_from(arguments).unwrap().new.body("r1")
        };
        assert_eq!(body(&["fix it"]), json!({ "runner_id": "r1", "initial_prompt": "fix it" }));
        let given = ["--max-spend", "2.50", "--timeout", "5", "--", "sh", "-c", "true"];
        let expected = json!({ "runner_id": "r1", "max_spend_usdc": 2_500_000, "pod_timeout_minutes": 5,
            "custom_agent_command": "sh", "custom_agent_args": ["-c", "true"] });
        assert_eq!(body(&given), expected);
    }
}
