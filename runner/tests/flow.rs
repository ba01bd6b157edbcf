//! How much is on its way, and what happens when nobody takes it.

use std::{fs, time::Duration};

use run_protocol::{ToRunner, WINDOW_BYTES};
use tokio::time::sleep;

use crate::support::{Pod, Runner, run_id, spec, until};

#[tokio::test]
async fn what_is_not_acknowledged_stays_within_the_window() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "").await;
    pod.state().acknowledges = false;
    let run = run_id();
    pod.start_run(&spec(&run, "stty -onlcr; seq 1 1000000")).await;
    until("a full window", || (pod.state().max_in_flight == WINDOW_BYTES).then_some(())).await;
    sleep(Duration::from_millis(300)).await;
    assert_eq!(pod.state().max_in_flight, WINDOW_BYTES);
    pod.state().acknowledges = true;
    pod.disconnect(None);
    let stored = pod.forgotten(&run).await;
    let expected: String = (1..=1_000_000).map(|line| format!("{line}\n")).collect();
    assert!(stored.streams[&0] == expected.as_bytes());
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn a_program_waits_while_the_disk_holds_as_much_as_it_may() {
    let pod = Pod::start().await;
    let mut runner = Runner::start(&pod, "[limits]\nspool_mb = 3\n").await;
    let run = run_id();
    pod.state().acknowledges = false;
    pod.start_run(&spec(&run, "stty -onlcr; seq 1 1500000; echo end > \"$WARREN_RUN_ID\"; sleep 0.1")).await;
    let directory = runner.run_directory(&run);
    until("three segments", || (segments(&directory) == 3).then_some(())).await;
    // Also a restarted runner does not take more.
    runner.kill();
    runner.restart();
    sleep(Duration::from_millis(500)).await;
    assert_eq!(segments(&directory), 3);
    assert!(!directory.join("work").join(&run).exists(), "the program waits");
    pod.state().acknowledges = true;
    pod.disconnect(None);
    let stored = pod.forgotten(&run).await;
    let expected: String = (1..=1_500_000).map(|line| format!("{line}\n")).collect();
    assert!(stored.streams[&0] == expected.as_bytes());
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn a_program_that_waits_for_the_disk_can_be_stopped() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "[limits]\nspool_mb = 2\n").await;
    let run = run_id();
    pod.state().acknowledges = false;
    pod.start_run(&spec(&run, "yes")).await;
    until("two segments", || (segments(&runner.run_directory(&run)) == 2).then_some(())).await;
    pod.stop_run(&run).await;
    let end = pod.ended(&run).await;
    pod.state().acknowledges = true;
    pod.disconnect(None);
    let stored = pod.forgotten(&run).await;
    assert_eq!(stored.streams[&0].len() as u64, end.output);
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn a_run_whose_output_nobody_keeps_goes_on() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "[limits]\nspool_mb = 2\n").await;
    let run = run_id();
    (pod.state().acknowledges, pod.state().forgets) = (false, false);
    pod.start_run(&spec(&run, "stty -onlcr; seq 1 1500000; exit 5")).await;
    until("two segments", || (segments(&runner.run_directory(&run)) == 2).then_some(())).await;
    pod.send(ToRunner::Full { run: run.clone(), stream: 0 }).await;
    let end = pod.ended(&run).await;
    let length: usize = (1..=1_500_000).map(|line| format!("{line}\n").len()).sum();
    assert_eq!((end.output, end.exit_code), (length as u64, Some(5)), "all is counted");
    assert!(segments(&runner.run_directory(&run)) <= 3);
    pod.send(ToRunner::Forget { run: run.clone() }).await;
    runner.is_clean(&run).await;
}

fn segments(directory: &std::path::Path) -> usize {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries.filter(|entry| entry.file_name().to_str().unwrap().starts_with("out.")).count()
}
