//! What becomes of runs when the runner or its connection dies.

use std::fs;

use run_protocol::{Cause, Phase};
use rustix::process::{Pid, Signal, kill_process};
use tokio::time::{Duration, sleep};

use crate::support::{Pod, Runner, run_id, spec, until};

/// Numbered lines, slowly enough to be interrupted.
const LINES: &str = "stty -onlcr; i=0; while [ $i -lt 400 ]; do i=$((i+1)); echo line $i; sleep 0.005; done";

fn lines() -> String {
    (1..=400).map(|line| format!("line {line}\n")).collect()
}

#[tokio::test]
async fn a_killed_runner_finds_its_runs_again() {
    let pod = Pod::start().await;
    let mut runner = Runner::start(&pod, "").await;
    let run = run_id();
    pod.start_run(&spec(&run, LINES)).await;
    for _ in 0..3 {
        sleep(Duration::from_millis(300)).await;
        runner.kill();
        sleep(Duration::from_millis(200)).await;
        runner.restart();
    }
    let end = pod.ended(&run).await;
    assert_eq!((end.cause, end.exit_code), (Cause::Exit, Some(0)));
    let stored = pod.forgotten(&run).await;
    assert!(stored.streams[&0] == lines().as_bytes(), "{}", pod.output(&run));
    assert_eq!(stored.answers.len(), 1, "it was started once");
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn a_run_that_ends_while_no_runner_is_there_is_reported_later() {
    let pod = Pod::start().await;
    let mut runner = Runner::start(&pod, "").await;
    let run = run_id();
    pod.start_run(&spec(&run, "echo one; sleep 0.5; echo two; exit 4")).await;
    pod.output_contains(&run, "one").await;
    runner.kill();
    until("the end of the supervisor", || runner.shim(&run).is_none().then_some(())).await;
    runner.restart();
    let end = pod.ended(&run).await;
    assert_eq!((end.cause, end.exit_code), (Cause::Exit, Some(4)));
    pod.forgotten(&run).await;
    assert_eq!(pod.output(&run), "one\r\ntwo\r\n");
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn input_and_stop_reach_a_run_that_was_found_again() {
    let pod = Pod::start().await;
    let mut runner = Runner::start(&pod, "").await;
    let run = run_id();
    pod.start_run(&spec(&run, "while read line; do echo \"got $line\"; done")).await;
    pod.running(&run).await;
    pod.send_input(&run, b"a\n").await;
    pod.output_contains(&run, "got a").await;
    runner.kill();
    runner.restart();
    until("a second hello", || (pod.state().hellos.len() == 2).then_some(())).await;
    pod.send_input(&run, b"b\n").await;
    pod.output_contains(&run, "got b").await;
    pod.stop_run(&run).await;
    assert_eq!(pod.ended(&run).await.cause, Cause::Stop);
    pod.forgotten(&run).await;
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn a_lost_connection_loses_no_output() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "").await;
    let run = run_id();
    pod.start_run(&spec(&run, LINES)).await;
    for _ in 0..5 {
        sleep(Duration::from_millis(250)).await;
        pod.disconnect(None);
        pod.runner_connected().await;
    }
    let stored = pod.forgotten(&run).await;
    assert!(stored.streams[&0] == lines().as_bytes(), "{}", pod.output(&run));
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn the_run_of_a_killed_supervisor_fails_and_leaves_nothing() {
    let pod = Pod::start().await;
    let mut runner = Runner::start(&pod, "").await;
    for with_runner in [true, false] {
        let run = run_id();
        pod.start_run(&spec(&run, "(setsid sleep 321 &) ; echo started; sleep 322")).await;
        pod.output_contains(&run, "started").await;
        if !with_runner {
            runner.kill();
        }
        kill_process(Pid::from_raw(runner.shim(&run).unwrap()).unwrap(), Signal::KILL).unwrap();
        if !with_runner {
            runner.restart();
        }
        let end = pod.ended(&run).await;
        assert_eq!(end.cause, Cause::SupervisorLost);
        assert_eq!(end.error.unwrap().code, "supervisor_lost");
        pod.forgotten(&run).await;
        assert_eq!(pod.output(&run), "started\r\n", "its output is not lost");
        runner.is_clean(&run).await;
    }
}

#[tokio::test]
async fn a_run_whose_supervisor_never_began_is_not_started_later() {
    let pod = Pod::start().await;
    let mut runner = Runner::prepare(&pod, "");
    let run = run_id();
    pod.state().runs.insert(run.clone(), Default::default());
    // The runner was killed after it had made the directory.
    fs::create_dir_all(runner.run_directory(&run)).unwrap();
    runner.restart();
    let end = pod.ended(&run).await;
    assert_eq!(end.cause, Cause::RunnerRestarted);
    pod.start_run(&spec(&run, "echo started")).await;
    let answers = until("an answer", || Some(pod.run(&run).answers).filter(|it| !it.is_empty())).await;
    let code = answers[0].1.as_ref().map(|error| error.code.as_str());
    assert!(matches!(code, None | Some("already_ended")), "{answers:?}");
    sleep(Duration::from_millis(300)).await;
    assert_eq!(pod.output(&run), "");
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn a_late_start_of_a_forgotten_run_is_refused() {
    let pod = Pod::start().await;
    let mut runner = Runner::start(&pod, "").await;
    let run = run_id();
    pod.start_run(&spec(&run, "echo once")).await;
    pod.forgotten(&run).await;
    runner.is_clean(&run).await;
    runner.kill();
    runner.restart();
    until("a second hello", || (pod.state().hellos.len() == 2).then_some(())).await;
    pod.start_run(&spec(&run, "echo twice")).await;
    let answers = until("a second answer", || Some(pod.run(&run).answers).filter(|it| it.len() == 2)).await;
    assert_eq!(answers[1].1.as_ref().unwrap().code, "already_ended");
}

#[tokio::test]
async fn a_run_that_the_pod_does_not_know_is_ended_after_three_reports() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "").await;
    let run = run_id();
    pod.start_run(&spec(&run, "sleep 331")).await;
    pod.running(&run).await;
    pod.state().runs.remove(&run);
    runner.is_clean(&run).await;
    let reports = pod.state().reports.iter().filter(|report| report.iter().any(|it| it.run == run)).count();
    assert!(reports >= 3, "{reports}");
}

#[tokio::test]
async fn a_runner_that_is_asked_to_end_leaves_its_runs_and_an_interrupted_one_ends_them() {
    let pod = Pod::start().await;
    let mut runner = Runner::start(&pod, "").await;
    let run = run_id();
    pod.start_run(&spec(&run, "echo started; sleep 341")).await;
    pod.output_contains(&run, "started").await;
    runner.signal(Signal::TERM);
    assert!(runner.exits().await);
    assert!(runner.shim(&run).is_some());
    runner.restart();
    until("a second hello", || (pod.state().hellos.len() == 2).then_some(())).await;
    assert_eq!(pod.state().hellos[1].1[0].phase, Phase::Running);
    runner.signal(Signal::INT);
    assert!(runner.exits().await);
    assert!(runner.processes_of(&run).is_empty());
    runner.restart();
    assert_eq!(pod.ended(&run).await.cause, Cause::Stop);
    pod.forgotten(&run).await;
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn a_runner_whose_key_has_ended_ends_its_runs_and_itself() {
    let pod = Pod::start().await;
    let mut runner = Runner::start(&pod, "").await;
    let run = run_id();
    pod.start_run(&spec(&run, "sleep 351")).await;
    pod.running(&run).await;
    pod.disconnect(Some(4401));
    assert!(!runner.exits().await);
    assert!(runner.processes_of(&run).is_empty());
    assert!(!runner.run_directory(&run).exists());
}

#[tokio::test]
async fn a_second_runner_with_the_same_directory_does_not_start() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "").await;
    let second = runner.command().output().unwrap();
    assert!(!second.status.success());
    let message = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(message.contains("another runner uses"), "{message}");
}

#[tokio::test]
async fn twenty_kills_and_cuts_in_the_middle_of_much_output_lose_no_byte() {
    let pod = Pod::start().await;
    let mut runner = Runner::start(&pod, "").await;
    let run = run_id();
    let script = "stty -onlcr; echo started >> $WARREN_RUN_ID
        for i in $(seq 100 199); do seq ${i}0000 ${i}9999; sleep 0.05; done; cat $WARREN_RUN_ID";
    pod.start_run(&spec(&run, script)).await;
    pod.running(&run).await;
    for round in 0..20 {
        sleep(Duration::from_millis(100 + 37 * (round % 5))).await;
        match round % 2 {
            0 => pod.disconnect(None),
            _ => {
                runner.kill();
                runner.restart();
            }
        }
    }
    let end = pod.ended(&run).await;
    assert_eq!((end.cause, end.exit_code), (Cause::Exit, Some(0)));
    let stored = pod.forgotten(&run).await;
    let mut expected: String = (1_000_000..2_000_000).map(|line| format!("{line}\n")).collect();
    expected.push_str("started\n");
    assert_eq!(stored.streams[&0].len() as u64, end.output);
    assert!(stored.streams[&0] == expected.as_bytes());
    assert!(pod.state().faults.is_empty());
    runner.is_clean(&run).await;
}
