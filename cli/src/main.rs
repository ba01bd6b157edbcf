//! `warren`: Warren on the command line. `docs/CLI.md` describes it.

mod address;
mod api;
mod approvals;
mod calendar;
mod code;
mod credentials;
mod error;
mod http;
mod inbox;
mod list;
mod login;
mod oauth;
mod output;
mod runs;
mod send;
mod usdc;
mod vault;
mod wait;
mod whoami;

use std::process::ExitCode;

use anyhow::Result;
use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::{api::Api, error::ApiError};

/// Mail, vault, calendar, approvals and runs of a Warren deployment.
///
/// Log in with `warren login`, or set WARREN_URL and WARREN_API_KEY.
#[derive(Parser)]
#[command(name = "warren", version)]
struct Arguments {
    /// Print the reply of the API as JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Log in with a browser, on this machine or another.
    Login(login::LoginArguments),
    /// End the login.
    Logout,
    /// Show the account or pod, and its addresses.
    Whoami,
    /// List the messages of a mailbox.
    Inbox(inbox::InboxArguments),
    /// Show a message.
    Read(inbox::ReadArguments),
    /// Search mail, received and sent.
    Search(inbox::SearchArguments),
    /// Send a message.
    Send(send::SendArguments),
    /// Wait for a message.
    Wait(wait::WaitArguments),
    /// Secrets, encrypted before they are sent.
    #[command(subcommand)]
    Vault(vault::VaultCommand),
    /// Events of the calendar.
    #[command(subcommand)]
    Calendar(calendar::CalendarCommand),
    /// Charges that wait for approval.
    #[command(subcommand)]
    Approvals(approvals::ApprovalsCommand),
    /// Runs of agents on your runners.
    #[command(subcommand)]
    Runs(runs::RunsCommand),
    /// Print a script that completes commands in a shell.
    Completions { shell: Shell },
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            // clap's own code for wrong arguments would be the one for "nothing came in time".
            return if error.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS };
        }
    };
    match run(&arguments) {
        Err(error) if !error::is_broken_pipe(&error) => {
            eprintln!("error: {error:#}");
            if let Some(fix) = error.downcast_ref().and_then(ApiError::fix) {
                eprintln!("fix: {fix}");
            }
            ExitCode::from(error::exit_code(&error))
        }
        _ => ExitCode::SUCCESS,
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let json = arguments.json;
    match &arguments.command {
        Command::Login(login) => login::login(json, login),
        Command::Logout => login::logout(json),
        Command::Whoami => whoami::whoami(&Api::connect()?, json),
        Command::Inbox(inbox) => inbox::inbox(&Api::connect()?, json, inbox),
        Command::Read(read) => inbox::read(&Api::connect()?, json, read),
        Command::Search(search) => inbox::search(&Api::connect()?, json, search),
        Command::Send(send) => send::send(&Api::connect()?, json, send),
        Command::Wait(wait) => wait::wait(&Api::connect()?, json, wait),
        Command::Vault(command) => vault::run(&Api::connect()?, json, command),
        Command::Calendar(command) => calendar::run(&Api::connect()?, json, command),
        Command::Approvals(command) => approvals::run(&Api::connect()?, json, command),
        Command::Runs(command) => runs::run(&Api::connect()?, json, command),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Arguments::command(), "warren", &mut script);
            output::raw(&script)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_version_is_that_of_the_document() {
        let document: serde_json::Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
        assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    }
}
