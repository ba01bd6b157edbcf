use run_protocol::{
    Cause, Change, Ended, LimitMethod, Phase, RunState, SandboxType, StopReason, StreamOffset, WINDOW_BYTES,
};

use super::*;
use crate::control::ChangedFile;

const RUN: &str = "run_0123456789abcdef";
const OTHER: &str = "run_fedcba9876543210";
const OLD: &str = "run_oooooooooooooooo";

fn session() -> Session {
    let capabilities = Capabilities {
        agent_types: Vec::new(),
        repositories: Vec::new(),
        custom_commands: true,
        sandbox_types: vec![SandboxType::Tempdir],
        max_runs: 2,
        limits: LimitMethod::Watched,
        os: "linux".to_owned(),
        arch: "x86_64".to_owned(),
        vault: false,
    };
    Session::new("0", capabilities, |run| run == OLD)
}

fn connected() -> Session {
    let mut session = session();
    session.connected();
    session.message(ToRunner::Welcome { runs: Vec::new(), report_seconds: 30 });
    session
}

fn start(run: &str) -> ToRunner {
    let spec = serde_json::json!({
        "run": run, "agent_type": "custom", "is_one_shot": false, "sandbox": "tempdir", "timeout_minutes": 1,
        "url": "", "key": "", "columns": 80, "rows": 24,
    });
    ToRunner::Start { command: format!("start:{run}"), spec: serde_json::from_value(spec).unwrap() }
}

fn stop(run: &str) -> ToRunner {
    let reason = StopReason::Terminated;
    ToRunner::Stop { command: format!("stop:{run}"), run: run.to_owned(), reason, grace_seconds: 10 }
}

fn ack(run: &str, stream: u32, offset: u64) -> ToRunner {
    ToRunner::Ack { run: run.to_owned(), stream, offset }
}

fn report_ack(unknown: &[&str]) -> ToRunner {
    let unknown: Vec<String> = unknown.iter().map(|run| (*run).to_owned()).collect();
    ToRunner::ReportAck { number: 1, agreed: unknown.is_empty(), unknown }
}

fn known(run: &str, stored: u64) -> KnownRun {
    let stored = vec![StreamOffset { stream: 0, offset: stored }];
    KnownRun { run: run.to_owned(), stored, input: 0, columns: 90, rows: 20, waiting: true }
}

fn running(session: &mut Session, run: &str, output: u64) -> Vec<String> {
    let state = RunState { run: run.to_owned(), phase: Phase::Running, output, input: 0, branch: None, end: None };
    show(session.shim_state(run, ShimState { state, spooled: output }))
}

fn record(output: u64, files: Vec<ChangedFile>) -> EndRecord {
    let ended = Ended { cause: Cause::Exit, exit_code: Some(0), signal: None, output, files: 0, error: None };
    EndRecord { ended, has_run: true, branch: None, input: 0, spooled: output, files }
}

/// Actions as short texts.
fn show(actions: Vec<Action>) -> Vec<String> {
    actions
        .into_iter()
        .map(|action| match action {
            Action::Send(FromRunner::Hello { runs, .. }) => format!("hello {}", runs.len()),
            Action::Send(FromRunner::Report { runs, .. }) => format!("report {}", runs.len()),
            Action::Send(FromRunner::State { run }) => format!("state {:?}", run.phase),
            Action::Send(FromRunner::Answer { command, error }) => {
                format!("answer {} {}", command.split_once(':').unwrap().0, error.map_or("ok".to_owned(), |it| it.code))
            }
            Action::Send(FromRunner::InputAck { offset, .. }) => format!("input {offset}"),
            Action::Send(FromRunner::File { stream, path, .. }) => format!("file {stream} {path}"),
            Action::Start(_) => "start".to_owned(),
            Action::Tell(_, message) => format!("tell {message:?}"),
            Action::Release { offset, .. } => format!("release {offset}"),
            Action::Forget(_) => "forget".to_owned(),
            Action::ReportEvery { seconds } => format!("every {seconds}"),
        })
        .collect()
}

fn says(session: &mut Session, message: ToRunner) -> Vec<String> {
    show(session.message(message))
}

const NOTHING: [&str; 0] = [];

#[test]
fn a_start_is_answered_when_the_shim_has_it_and_again_when_it_is_repeated() {
    let mut session = connected();
    assert_eq!(says(&mut session, start(RUN)), ["start"]);
    assert_eq!(says(&mut session, start(RUN)), NOTHING, "it is being started");
    assert_eq!(show(session.started(RUN)), ["answer start ok"]);
    assert_eq!(says(&mut session, start(RUN)), ["answer start ok"]);
    assert_eq!(running(&mut session, RUN, 0), ["state Running"]);
    session.ended(RUN, record(0, Vec::new()));
    assert_eq!(says(&mut session, start(RUN)), ["answer start ok"], "also after its end");
}

#[test]
fn starts_are_refused_with_a_reason() {
    let mut session = connected();
    assert_eq!(says(&mut session, start(OLD)), ["answer start already_ended"]);
    assert_eq!(says(&mut session, start(RUN)), ["start"]);
    assert_eq!(show(session.not_started(RUN, failure("command_not_found", ""))), ["answer start command_not_found"]);
    assert_eq!(says(&mut session, start(RUN)), ["start"], "nothing of it was left");
    says(&mut session, start(OTHER));
    assert_eq!(says(&mut session, start("run_3333333333333333")), ["answer start runner_full"]);
}

#[test]
fn a_stop_is_answered_and_passed_on_while_there_is_something_to_stop() {
    let mut session = connected();
    assert_eq!(says(&mut session, stop(RUN)), ["answer stop unknown_run"]);
    says(&mut session, start(RUN));
    let told = ["answer stop ok", "tell Stop { grace_seconds: 10 }"];
    assert_eq!(says(&mut session, stop(RUN)), told);
    assert_eq!(says(&mut session, stop(RUN)), told);
    session.ended(RUN, record(0, Vec::new()));
    assert_eq!(says(&mut session, stop(RUN)), ["answer stop ok"]);
}

#[test]
fn a_new_connection_continues_every_run() {
    let mut session = session();
    session.adopt(RUN, 0);
    session.adopt(OTHER, 0);
    running(&mut session, RUN, 1000);
    session.ended(OTHER, record(10, vec![file("a", 5)]));
    assert_eq!(show(session.connected()), ["hello 2"]);
    assert_eq!(session.next_piece(), None, "it is not known yet what the pod has");
    let welcome = ToRunner::Welcome { runs: vec![known(RUN, 400), known(OTHER, 10)], report_seconds: 7 };
    let expected = [
        "every 7",
        "release 400",
        "tell Resize { columns: 90, rows: 20 }",
        "tell Waiting { waiting: true }",
        "release 10",
        "file 1 a",
    ];
    assert_eq!(says(&mut session, welcome), expected);
    let piece = session.next_piece().unwrap();
    assert_eq!(piece, Piece { run: RUN.to_owned(), stream: 0, offset: 400, length: 600 });
    session.has_sent(&piece, 600);
    let piece = session.next_piece().unwrap();
    assert_eq!(piece, Piece { run: OTHER.to_owned(), stream: 1, offset: 0, length: 5 });
}

#[test]
fn a_run_whose_start_was_not_answered_is_sent_too() {
    let mut session = session();
    session.adopt(RUN, 300);
    session.connected();
    running(&mut session, RUN, 1000);
    assert_eq!(session.next_piece(), None);
    session.message(ToRunner::Welcome { runs: Vec::new(), report_seconds: 30 });
    let piece = session.next_piece().unwrap();
    assert_eq!((piece.offset, piece.length), (300, 700));
}

#[test]
fn bytes_of_a_run_that_the_pod_does_not_know_are_not_sent() {
    let mut session = connected();
    says(&mut session, start(RUN));
    running(&mut session, RUN, 1000);
    session.message(report_ack(&[RUN]));
    assert_eq!(session.next_piece(), None);
    session.message(report_ack(&[]));
    assert!(session.next_piece().is_some());
}

#[test]
fn a_run_that_three_reports_in_a_row_do_not_know_is_ended_and_deleted() {
    let mut session = connected();
    says(&mut session, start(RUN));
    running(&mut session, RUN, 0);
    for _ in 0..2 {
        assert_eq!(says(&mut session, report_ack(&[RUN])), NOTHING);
    }
    says(&mut session, report_ack(&[]));
    for _ in 0..2 {
        assert_eq!(says(&mut session, report_ack(&[RUN])), NOTHING, "the count began again");
    }
    assert_eq!(says(&mut session, report_ack(&[RUN, OTHER])), ["tell Stop { grace_seconds: 10 }"]);
    assert_eq!(says(&mut session, report_ack(&[RUN])), NOTHING);
    assert_eq!(show(session.ended(RUN, record(0, Vec::new()))), ["forget"]);
    assert!(!session.knows(RUN));
}

#[test]
fn reports_come_while_there_are_runs_or_no_agreement() {
    let mut session = session();
    assert_eq!(show(session.report()), NOTHING, "no connection");
    session.connected();
    assert_eq!(show(session.report()), NOTHING, "no runs");
    session.message(ToRunner::Welcome { runs: vec![known(OTHER, 0)], report_seconds: 30 });
    assert_eq!(show(session.report()), ["report 0"], "the pod knows a run that is not here");
    session.message(report_ack(&[]));
    assert_eq!(show(session.report()), NOTHING);
    session.message(start(RUN));
    assert_eq!(show(session.report()), ["report 1"]);
}

#[test]
fn the_end_is_reported_with_the_files_and_forgotten_on_demand() {
    let mut session = connected();
    says(&mut session, start(RUN));
    running(&mut session, RUN, 3);
    let files = vec![file("a", 2), ChangedFile { stored: false, ..file("big", 1 << 40) }];
    assert_eq!(show(session.ended(RUN, record(3, files.clone()))), ["file 1 a", "file 2 big", "state Ended"]);
    assert_eq!(show(session.ended(RUN, record(3, files))), NOTHING, "once");
    let mut sent = Vec::new();
    while let Some(piece) = session.next_piece() {
        session.has_sent(&piece, piece.length);
        sent.push((piece.stream, piece.length));
    }
    assert_eq!(sent, [(0, 3), (1, 2)], "the terminal first, and nothing of what is not stored");
    assert_eq!(says(&mut session, ack(RUN, 0, 3)), ["release 3"]);
    assert_eq!(says(&mut session, ToRunner::Forget { run: RUN.to_owned() }), ["forget"]);
    assert_eq!(says(&mut session, ToRunner::Forget { run: RUN.to_owned() }), NOTHING);
}

#[test]
fn a_run_that_ended_before_it_was_heard_was_running() {
    let mut session = connected();
    says(&mut session, start(RUN));
    says(&mut session, start(OTHER));
    let state = RunState { run: RUN.to_owned(), phase: Phase::Stopping, output: 0, input: 0, branch: None, end: None };
    let news = ShimState { state, spooled: 0 };
    assert_eq!(show(session.shim_state(RUN, news)), ["state Running", "state Stopping"]);
    assert_eq!(show(session.ended(RUN, record(0, Vec::new()))), ["state Ended"]);
    session.message(ToRunner::Forget { run: RUN.to_owned() });
    says(&mut session, start(RUN));
    assert_eq!(show(session.ended(RUN, record(0, Vec::new()))), ["state Running", "state Ended"]);
    let failed = EndRecord { has_run: false, ..record(0, Vec::new()) };
    assert_eq!(show(session.ended(OTHER, failed)), ["state Ended"]);
}

#[test]
fn nothing_more_is_sent_of_a_stream_that_is_full() {
    let mut session = connected();
    says(&mut session, start(RUN));
    running(&mut session, RUN, 100);
    let full = ToRunner::Full { run: RUN.to_owned(), stream: 0 };
    assert_eq!(says(&mut session, full), ["tell Discard"]);
    running(&mut session, RUN, 200);
    assert_eq!(session.next_piece(), None);
}

#[test]
fn input_is_passed_on_and_acknowledged_when_it_is_written() {
    let mut session = connected();
    says(&mut session, start(RUN));
    let frame = |kind, run| Frame { kind, run, stream: 0, offset: 7, data: b"hi" }.encode();
    assert_eq!(show(session.frame(&frame(FrameKind::Input, RUN))), [r#"tell Input { offset: 7, data: "aGk=" }"#]);
    for ignored in [frame(FrameKind::Input, OTHER), frame(FrameKind::Output, RUN), b"?".to_vec()] {
        assert_eq!(show(session.frame(&ignored)), NOTHING);
    }
    let state = RunState { run: RUN.to_owned(), phase: Phase::Preparing, output: 0, input: 9, branch: None, end: None };
    assert_eq!(show(session.shim_state(RUN, ShimState { state, spooled: 0 })), ["input 9"]);
}

#[test]
fn runs_take_turns_within_the_window_of_each() {
    let mut session = connected();
    for run in [RUN, OTHER] {
        says(&mut session, start(run));
        running(&mut session, run, 10 * WINDOW_BYTES);
    }
    let mut sent = Vec::new();
    while let Some(piece) = session.next_piece() {
        session.has_sent(&piece, piece.length);
        sent.push(piece.run);
    }
    assert!(sent.windows(2).all(|pair| pair[0] != pair[1]), "by turns");
    assert_eq!(sent.len() as u64, 2 * WINDOW_BYTES / run_protocol::MAX_FRAME_DATA as u64);
}

fn file(path: &str, size: u64) -> ChangedFile {
    ChangedFile { path: path.to_owned(), size, change: Change::Added, stored: true }
}

/// Whatever is lost, refused, repeated or interrupted: the pod gets each byte once and in order.
#[test]
fn every_byte_arrives_once_through_any_disturbance() {
    for seed in 1..200 {
        disturbed(seed);
    }
}

fn disturbed(seed: u64) {
    let mut random = {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        move |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        }
    };
    let total = random(3 * WINDOW_BYTES);
    let (mut session, mut stored, mut written) = (connected(), 0, 0);
    says(&mut session, start(RUN));
    let (mut frames, mut acks): (Vec<(u64, u64)>, Vec<u64>) = (Vec::new(), Vec::new());
    for step in 0_u64.. {
        assert!(step < 200_000, "seed {seed} gets nowhere");
        if stored == total && written == total {
            return;
        }
        match random(12) {
            0 => {
                written = (written + random(300_000)).min(total);
                running(&mut session, RUN, written);
            }
            1..=4 => {
                if let Some(piece) = session.next_piece() {
                    let length = 1 + random(piece.length);
                    assert!(piece.offset + length <= written);
                    session.has_sent(&piece, length);
                    frames.push((piece.offset, length));
                }
            }
            // A frame arrives. Sometimes the pod cannot store it.
            5..=7 if !frames.is_empty() => {
                let (offset, length) = frames.remove(0);
                if random(20) > 0 && offset <= stored {
                    stored = stored.max(offset + length);
                }
                acks.push(stored);
            }
            8..=9 if !acks.is_empty() => drop(session.message(ack(RUN, 0, acks.remove(0)))),
            10 => session.resume_stalled(),
            11 if random(10) == 0 => {
                session.disconnected();
                frames.clear();
                acks.clear();
                session.connected();
                session.message(ToRunner::Welcome { runs: vec![known(RUN, stored)], report_seconds: 30 });
            }
            _ => {}
        }
        let in_flight = session.runs[RUN].in_flight();
        assert!(in_flight <= WINDOW_BYTES, "seed {seed}: {in_flight} bytes in flight");
    }
}
