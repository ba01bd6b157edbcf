//! Runs from their start to their end.

use std::time::Duration;

use run_protocol::{Cause, Phase, ToRunner};

use crate::support::{Pod, Runner, run_id, spec, until};

#[tokio::test]
async fn a_run_is_started_streamed_ended_and_forgotten() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "").await;
    let run = run_id();
    pod.start_run(&spec(&run, "echo héllo 🦊; pwd; tty; exit 3")).await;
    let end = pod.ended(&run).await;
    assert_eq!((end.cause, end.exit_code, end.signal), (Cause::Exit, Some(3), None));
    let stored = pod.forgotten(&run).await;
    let output = pod.output(&run);
    assert_eq!(output.len() as u64, end.output);
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(lines[0], "héllo 🦊");
    assert!(lines[1].ends_with(&format!("/runs/{run}/work")), "{output}");
    assert!(lines[2].starts_with("/dev/"), "it has a terminal: {output}");
    assert_eq!(stored.answers, [(run_protocol::start_command(&run), None)]);
    let phases: Vec<Phase> = stored.states.iter().map(|state| state.phase).collect();
    assert!(phases.contains(&Phase::Running) && phases.last() == Some(&Phase::Ended), "{phases:?}");
    runner.is_clean(&run).await;
    assert!(pod.state().faults.is_empty());
}

#[tokio::test]
async fn large_output_arrives_complete() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "").await;
    let run = run_id();
    pod.start_run(&spec(&run, "stty -onlcr; seq 1 1500000")).await;
    let stored = pod.forgotten(&run).await;
    let expected: String = (1..=1_500_000).map(|line| format!("{line}\n")).collect();
    assert!(stored.streams[&0] == expected.as_bytes(), "{} of {}", stored.streams[&0].len(), expected.len());
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn input_and_size_reach_the_terminal() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "").await;
    let run = run_id();
    let mut asked = spec(&run, "stty size; read line; echo \"got $line\"; read line; stty size");
    (asked.columns, asked.rows) = (100, 30);
    pod.start_run(&asked).await;
    pod.output_contains(&run, "30 100").await;
    pod.send_input(&run, "first ü\n".as_bytes()).await;
    pod.output_contains(&run, "got first ü").await;
    pod.send(ToRunner::Resize { run: run.clone(), columns: 120, rows: 40 }).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    pod.send_input(&run, b"\n").await;
    pod.output_contains(&run, "40 120").await;
    let stored = pod.forgotten(&run).await;
    assert_eq!(stored.input_acknowledged, stored.input.len() as u64);
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn a_prompt_is_typed_for_an_agent_that_takes_none() {
    let pod = Pod::start().await;
    let _runner = Runner::start(&pod, "").await;
    let run = run_id();
    let asked = run_protocol::RunSpec { prompt: Some("do it".to_owned()), ..spec(&run, "read line; echo \"<$line>\"") };
    pod.start_run(&asked).await;
    pod.forgotten(&run).await;
    assert!(pod.output(&run).contains("<do it>"), "{}", pod.output(&run));
}

#[tokio::test]
async fn a_stopped_run_ends_with_everything_that_it_started() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "").await;
    let run = run_id();
    // One that ignores the signal, one in a session of its own, one whose parent is gone, one without an environment.
    let script = "trap '' TERM
        (trap '' TERM HUP; sleep 301) &
        setsid sleep 302 &
        (setsid sh -c 'sleep 303 & exec env -i sleep 304' &)
        echo started; while :; do sleep 305; done";
    pod.start_run(&spec(&run, script)).await;
    pod.output_contains(&run, "started").await;
    until("all processes", || (runner.processes_of(&run).len() >= 6).then_some(())).await;
    pod.stop_run(&run).await;
    let end = pod.ended(&run).await;
    assert_eq!((end.cause, end.signal), (Cause::Stop, Some(9)));
    for seconds in 301..=305 {
        assert_eq!(sleeping(seconds), 0, "sleep {seconds}");
    }
    pod.forgotten(&run).await;
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn what_an_agent_leaves_running_ends_with_it() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "").await;
    let run = run_id();
    pod.start_run(&spec(&run, "(trap '' HUP TERM; sleep 311) & setsid sleep 312 & echo done")).await;
    let end = pod.ended(&run).await;
    assert_eq!((end.cause, end.exit_code), (Cause::Exit, Some(0)));
    assert_eq!(sleeping(311) + sleeping(312), 0);
    pod.forgotten(&run).await;
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn an_agent_that_obeys_ends_at_once_when_it_is_stopped() {
    let pod = Pod::start().await;
    let _runner = Runner::start(&pod, "").await;
    let run = run_id();
    pod.start_run(&spec(&run, "trap 'echo bye; exit 7' TERM; echo started; while :; do sleep 0.05; done")).await;
    pod.output_contains(&run, "started").await;
    pod.stop_run(&run).await;
    let end = pod.ended(&run).await;
    assert_eq!((end.cause, end.exit_code), (Cause::Stop, Some(7)));
    pod.forgotten(&run).await;
    assert!(pod.output(&run).contains("bye"));
}

#[tokio::test]
async fn only_the_variables_that_it_should_get_reach_an_agent() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "").await;
    let run = run_id();
    let mut asked = spec(&run, "env; sleep 1");
    let plain = run_protocol::EnvironmentValue::Plain("välue \"1\"".to_owned());
    asked.environment.insert("OWN_SECRET".to_owned(), plain);
    asked.address = Some("agent@warren.example".to_owned());
    pod.start_run(&asked).await;
    pod.output_contains(&run, "OWN_SECRET=välue \"1\"").await;
    assert!(!contains(&runner.state_dir(), "OWN_SECRET=", "out."), "no secret is on disk");
    assert!(!contains(&runner.state_dir(), "al_run_secret_key", "out."), "no key is on disk");
    pod.forgotten(&run).await;
    let output = pod.output(&run);
    let names: Vec<&str> = output.lines().filter_map(|line| Some(line.split_once('=')?.0)).collect();
    for name in ["WARREN_URL", "WARREN_API_KEY", "WARREN_RUN_ID", "WARREN_ADDRESS", "TERM", "PATH"] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    assert!(!names.iter().any(|name| name.starts_with("CARGO")), "{names:?}");
}

#[tokio::test]
async fn what_the_configuration_does_not_allow_is_refused() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "max_runs = 1\n[agent_types.own]\ncommand = 'no-such-program'\n").await;
    let refusal = |run: String| {
        let pod = pod.clone();
        async move { until("an answer", || pod.run(&run).answers.first().cloned()).await.1.expect("a refusal").code }
    };
    let mut asked = spec(&run_id(), "true");
    asked.agent_type = "claude-code".to_owned();
    pod.start_run(&asked).await;
    assert_eq!(refusal(asked.run.clone()).await, "agent_type_unavailable");
    runner.is_clean(&asked.run).await;

    // A name that would leave the directory of runs.
    let asked = spec("run_../../../../../x", "true");
    pod.start_run(&asked).await;
    assert_eq!(refusal(asked.run).await, "invalid_run");

    let (first, second) = (run_id(), run_id());
    pod.start_run(&spec(&first, "sleep 100")).await;
    pod.running(&first).await;
    pod.start_run(&spec(&second, "true")).await;
    assert_eq!(refusal(second).await, "runner_full");
    pod.stop_run(&first).await;
    pod.forgotten(&first).await;

    let mut missing = spec(&run_id(), "true");
    missing.agent_type = "own".to_owned();
    pod.start_run(&missing).await;
    let end = pod.ended(&missing.run).await;
    assert_eq!((end.cause, end.error.unwrap().code.as_str()), (Cause::Failed, "command_not_found"));
    pod.forgotten(&missing.run).await;
    runner.is_clean(&missing.run).await;
}

/// How many processes sleep for so long. Each test has numbers of its own.
fn sleeping(seconds: u32) -> usize {
    let line = format!("sleep\0{seconds}\0");
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    let sleeps = |path: std::path::PathBuf| std::fs::read_to_string(path.join("cmdline")).is_ok_and(|it| it == line);
    entries.filter(|entry| sleeps(entry.path())).count()
}

/// Whether a file below a directory contains a text. Files whose names begin with a prefix are not read.
fn contains(directory: &std::path::Path, text: &str, except: &str) -> bool {
    std::fs::read_dir(directory).unwrap().flatten().any(|entry| {
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            return contains(&entry.path(), text, except);
        }
        let is_read = kind.is_file() && !entry.file_name().to_str().unwrap().starts_with(except);
        is_read && String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap()).contains(text)
    })
}

/// `cargo test -p warren-runner --test runner -- --ignored --nocapture two_hundred` shows figures.
#[tokio::test]
#[ignore = "takes a machine of its own"]
async fn two_hundred_runs_start_at_once_and_end() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "max_runs = 200").await;
    let runs: Vec<String> = (0..200).map(|_| run_id()).collect();
    let started = std::time::Instant::now();
    for run in &runs {
        pod.start_run(&spec(run, "echo here; read go")).await;
    }
    let mut times = Vec::new();
    let mut waiting = runs.clone();
    while !waiting.is_empty() {
        tokio::time::sleep(Duration::from_millis(2)).await;
        waiting.retain(|run| {
            let is_here = pod.state().runs[run].streams.contains_key(&0);
            if is_here {
                times.push(started.elapsed());
            }
            !is_here
        });
    }
    let shims: u64 = runs.iter().filter_map(|run| runner.shim(run)).map(resident_kilobytes).sum();
    println!("first output: median {:?}, last {:?}; {} kB a supervisor", times[100], times[199], shims / 200);
    for run in &runs {
        pod.send_input(run, b"\n").await;
    }
    for run in &runs {
        pod.forgotten(run).await;
        runner.is_clean(run).await;
    }
    println!("all ended: {:?}", started.elapsed());
}

fn resident_kilobytes(pid: i32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("Pss:")).unwrap_or("0");
    line.split_whitespace().next().unwrap().parse().unwrap()
}
