//! Runs in git worktrees, and the files that they leave behind.

use std::collections::BTreeMap;

use run_protocol::{Cause, Change, FromRunner};

use crate::support::{
    Pod, Runner,
    pod::PodRun,
    repository::{Repository, git, worktree},
    run_id, spec,
};

/// Path, change and contents of the files of a run.
fn files(run: &PodRun) -> BTreeMap<String, (Change, Option<String>)> {
    let file = |(stream, file): (&u32, &FromRunner)| {
        let FromRunner::File { path, change, stored, size, .. } = file else { panic!() };
        let bytes = run.streams.get(stream).cloned().unwrap_or_default();
        assert!(!stored || bytes.len() as u64 == *size);
        let contents = (*stored && *change != Change::Deleted).then(|| String::from_utf8(bytes).unwrap());
        (path.clone(), (*change, contents))
    };
    run.files.iter().map(file).collect()
}

#[tokio::test]
async fn a_run_works_on_the_branch_and_its_changes_are_collected() {
    let (pod, repository) = (Pod::start().await, Repository::new());
    let runner = Runner::start(&pod, &repository.configuration()).await;
    let run = run_id();
    let script = "git branch --show-current; cat feature.txt
        echo new > 'new ü.txt'; mkdir -p a/b; echo deep > a/b/c; rm old.txt; echo more >> README.md
        echo '*.log' > .gitignore; echo x > ignored.log; ln -s /etc/passwd link
        echo committed > committed.txt; git add committed.txt
        git -c user.name=T -c user.email=t@example.com commit -qm work; rm feature.txt";
    pod.start_run(&worktree(&run, Some("feature"), script)).await;
    let stored = pod.forgotten(&run).await;
    let lines = pod.output(&run);
    assert!(lines.starts_with("feature\r\nfeature\r\n"), "{lines}");
    assert_eq!(stored.states.last().unwrap().branch.as_deref(), Some("feature"));
    let text = |text: &str| Some(text.to_owned());
    let expected = [
        (".gitignore", Change::Added, text("*.log\n")),
        ("README.md", Change::Modified, text("hello\nmore\n")),
        ("a/b/c", Change::Added, text("deep\n")),
        ("committed.txt", Change::Added, text("committed\n")),
        ("feature.txt", Change::Deleted, None),
        ("new ü.txt", Change::Added, text("new\n")),
        ("old.txt", Change::Deleted, None),
    ];
    assert_eq!(files(&stored), expected.map(|(path, change, text)| (path.to_owned(), (change, text))).into());
    runner.is_clean(&run).await;
    assert_eq!(repository.worktrees(), 1);
    assert_eq!(repository.git(&["log", "-1", "--format=%s", "feature"]), "work", "commits stay");
}

#[tokio::test]
async fn a_branch_that_is_in_use_gives_a_branch_of_the_run() {
    let (pod, repository) = (Pod::start().await, Repository::new());
    let runner = Runner::start(&pod, &repository.configuration()).await;
    let (of_main, of_none, with_commit) = (run_id(), run_id(), run_id());
    let commit = "git -c user.name=T -c user.email=t@example.com commit -q --allow-empty -m work";
    pod.start_run(&worktree(&of_main, Some("main"), "git branch --show-current; sleep 0.3")).await;
    pod.start_run(&worktree(&of_none, None, "git branch --show-current; sleep 0.3")).await;
    pod.start_run(&worktree(&with_commit, None, commit)).await;
    for run in [&of_main, &of_none, &with_commit] {
        let stored = pod.forgotten(run).await;
        assert_eq!(pod.ended(run).await.exit_code, Some(0), "{}", pod.output(run));
        assert_eq!(stored.states.last().unwrap().branch, Some(format!("warren/{run}")));
        runner.is_clean(run).await;
    }
    assert_eq!(pod.output(&of_main).trim(), format!("warren/{of_main}"));
    assert_eq!(repository.worktrees(), 1);
    let branches = repository.git(&["for-each-ref", "--format=%(refname:short)", "refs/heads"]);
    let expected = format!("feature\nmain\nwarren/{with_commit}");
    assert_eq!(branches, expected, "branches without commits are gone, those with commits stay");
}

#[tokio::test]
async fn many_runs_of_one_repository_can_start_at_once() {
    let (pod, repository) = (Pod::start().await, Repository::new());
    let runner = Runner::start(&pod, &repository.configuration()).await;
    let runs: Vec<String> = (0..8).map(|_| run_id()).collect();
    for run in &runs {
        pod.start_run(&worktree(run, Some("feature"), "echo x > \"$WARREN_RUN_ID\"; sleep 0.2")).await;
    }
    let mut branches = Vec::new();
    for run in &runs {
        let stored = pod.forgotten(run).await;
        assert_eq!(files(&stored).keys().collect::<Vec<_>>(), [run]);
        branches.push(stored.states.last().unwrap().branch.clone().unwrap());
        runner.is_clean(run).await;
    }
    branches.sort();
    branches.dedup();
    assert_eq!(branches.len(), runs.len(), "{branches:?}");
    assert_eq!(repository.worktrees(), 1);
}

#[tokio::test]
async fn what_is_not_there_is_a_clear_failure() {
    let (pod, repository) = (Pod::start().await, Repository::new());
    let more = "[repositories.gone]\npath = '/no/such/repository'\n";
    let runner = Runner::start(&pod, &format!("{}{more}", repository.configuration())).await;
    let missing_branch = worktree(&run_id(), Some("no-such-branch"), "true");
    let strange_branch = worktree(&run_id(), Some("main@{0}"), "true");
    repository.git(&["update-ref", "refs/heads/--detach", "HEAD"]);
    let option = worktree(&run_id(), Some("--detach"), "true");
    let mut missing_command = worktree(&run_id(), Some("feature"), "true");
    missing_command.command = Some("no-such-program".to_owned());
    let mut missing_repository = worktree(&run_id(), None, "true");
    missing_repository.repository.as_mut().unwrap().name = "gone".to_owned();
    let cases = [
        (missing_branch, "branch_not_found"),
        (strange_branch, "branch_not_found"),
        (option, "branch_not_found"),
        (missing_command, "command_not_found"),
        (missing_repository, "repository_unavailable"),
    ];
    for (spec, code) in cases {
        pod.start_run(&spec).await;
        let end = pod.ended(&spec.run).await;
        assert_eq!((end.cause, end.error.unwrap().code.as_str()), (Cause::Failed, code));
        pod.forgotten(&spec.run).await;
        runner.is_clean(&spec.run).await;
    }
    assert_eq!(repository.worktrees(), 1);
}

#[tokio::test]
async fn a_repository_with_a_url_is_cloned_and_kept_up_to_date() {
    let (pod, repository) = (Pod::start().await, Repository::new());
    let configuration = format!("[repositories.site]\nurl = \"file://{}\"\n", repository.path().display());
    let runner = Runner::start(&pod, &configuration).await;
    let clone = runner.state_dir().join("repositories/site.git");
    for round in 0..2 {
        let run = run_id();
        pod.start_run(&worktree(&run, Some("feature"), "git branch --show-current; ls; echo x > made")).await;
        let stored = pod.forgotten(&run).await;
        let output = pod.output(&run);
        assert!(output.starts_with("feature\r\n"), "{output}");
        assert_eq!(output.contains("later.txt"), round == 1, "{output}");
        assert_eq!(files(&stored).len(), 1);
        runner.is_clean(&run).await;
        if round == 0 {
            repository.git(&["checkout", "--quiet", "feature"]);
            repository.commit("later.txt", "later\n");
        }
    }
    let run = run_id();
    repository.git(&["checkout", "--quiet", "main"]);
    pod.start_run(&worktree(&run, None, "cat README.md; exit 0")).await;
    pod.forgotten(&run).await;
    assert_eq!(pod.output(&run), "hello\r\n", "the default branch of the server");
    runner.is_clean(&run).await;
    assert_eq!(git(&clone, &["worktree", "list"]).lines().count(), 1);
}

#[tokio::test]
async fn everything_in_a_temporary_directory_is_collected() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "").await;
    let run = run_id();
    let script =
        "echo 🦊 > fox; mkdir d; head -c 3000000 /dev/zero | tr '\\0' x > d/large; truncate -s 17M sparse; exit 9";
    pod.start_run(&spec(&run, script)).await;
    let stored = pod.forgotten(&run).await;
    let files = files(&stored);
    assert_eq!(files["fox"], (Change::Added, Some("🦊\n".to_owned())));
    assert_eq!(files["d/large"].1.as_ref().unwrap().len(), 3_000_000);
    assert_eq!(files["sparse"], (Change::Added, None), "it is too large");
    assert_eq!(files.len(), 3);
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn the_sandbox_stays_for_the_delay_and_goes_then() {
    let (pod, repository) = (Pod::start().await, Repository::new());
    let mut runner = Runner::start(&pod, &repository.configuration()).await;
    for is_killed in [false, true] {
        let run = run_id();
        let mut asked = worktree(&run, Some("feature"), "echo x > made");
        asked.auto_close_delay_seconds = 2;
        pod.start_run(&asked).await;
        let stored = pod.forgotten(&run).await;
        assert_eq!(files(&stored).len(), 1);
        assert!(runner.run_directory(&run).join("work/made").exists(), "it is reported at once, and kept");
        if is_killed {
            runner.kill();
            runner.restart();
        }
        runner.is_clean(&run).await;
        assert_eq!(repository.worktrees(), 1);
    }
}

#[tokio::test]
async fn files_and_worktree_of_a_killed_supervisor_are_not_lost() {
    let (pod, repository) = (Pod::start().await, Repository::new());
    let runner = Runner::start(&pod, &repository.configuration()).await;
    let run = run_id();
    pod.start_run(&worktree(&run, None, "echo x > made; echo started; sleep 361")).await;
    pod.output_contains(&run, "started").await;
    let shim = rustix::process::Pid::from_raw(runner.shim(&run).unwrap()).unwrap();
    rustix::process::kill_process(shim, rustix::process::Signal::KILL).unwrap();
    let stored = pod.forgotten(&run).await;
    assert_eq!(files(&stored)["made"].1.as_deref(), Some("x\n"));
    runner.is_clean(&run).await;
    assert_eq!(repository.worktrees(), 1);
}
