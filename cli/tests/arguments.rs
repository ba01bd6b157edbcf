//! Arguments, and what is printed without a server.

use std::process::{Command, Stdio};

use crate::support::Home;

#[test]
fn the_version_is_printed() {
    assert_eq!(Home::new().run(&["--version"]).ok(), format!("warren {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_arguments_are_an_error_and_not_a_wait_without_a_message() {
    let stderr = Home::new().run(&["wait", "--timout", "1"]).error(1);
    assert!(stderr.contains("--timeout"), "{stderr}");
    assert!(Home::new().run(&["send", "--to", "a@b.example"]).error(1).contains("--subject"));
}

#[test]
fn shells_complete_commands() {
    for (shell, expected) in
        [("bash", "complete -F _warren"), ("zsh", "#compdef warren"), ("fish", "complete -c warren")]
    {
        assert!(Home::new().run(&["completions", shell]).ok().contains(expected), "{shell}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let program = env!("CARGO_BIN_EXE_warren");
    let script = format!("set -o pipefail; {program} completions bash | head -n 1");
    let output = Command::new("bash").args(["-c", &script]).stderr(Stdio::piped()).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
}
