//! What a run may use, for how long, and which hosts it reaches.

use std::fs;

use run_protocol::{Cause, EnvironmentValue, LimitMethod, ToRunner};

use crate::support::{Pod, Runner, run_id, spec, until};

#[tokio::test]
async fn a_run_that_uses_too_much_memory_is_ended() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "[limits]\nmemory_mb = 120\n").await;
    let modest = run_id();
    pod.start_run(&spec(&modest, "head -c 20M /dev/zero | tail -c 20M | wc -c; sleep 1.5")).await;
    let run = run_id();
    pod.start_run(&spec(&run, "head -c 400M /dev/zero | tail -c 400M | sleep 371")).await;
    let end = pod.ended(&run).await;
    assert_eq!((end.cause, end.error.as_ref().unwrap().code.as_str()), (Cause::Memory, "memory"));
    assert!(end.error.unwrap().message.contains("120 MB"));
    assert_eq!(pod.ended(&modest).await.cause, Cause::Exit);
    for run in [run, modest] {
        pod.forgotten(&run).await;
        runner.is_clean(&run).await;
    }
}

#[tokio::test]
async fn a_run_with_too_many_processes_is_ended() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "[limits]\nprocesses = 20\n").await;
    let run = run_id();
    pod.start_run(&spec(&run, "for i in $(seq 30); do (setsid sleep 381 &); done; sleep 381")).await;
    let end = pod.ended(&run).await;
    assert_eq!((end.cause, end.error.unwrap().code.as_str()), (Cause::Processes, "processes"));
    pod.forgotten(&run).await;
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn a_run_whose_time_is_over_is_ended() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "").await;
    let run = run_id();
    let mut asked = spec(&run, "trap 'echo bye; exit 0' TERM; echo started; while :; do sleep 0.1; done");
    // No pod allows so little. The clock itself has a unit test.
    asked.timeout_minutes = 0;
    pod.start_run(&asked).await;
    let end = pod.ended(&run).await;
    assert_eq!((end.cause, end.exit_code), (Cause::Timeout, Some(0)));
    pod.forgotten(&run).await;
    assert!(pod.output(&run).contains("bye"), "it was asked first");
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn a_run_without_a_runner_ends_itself() {
    let pod = Pod::start().await;
    let mut runner = Runner::start(&pod, "[limits]\norphan_minutes = 0\n").await;
    let run = run_id();
    pod.start_run(&spec(&run, "echo started; sleep 391")).await;
    pod.output_contains(&run, "started").await;
    runner.kill();
    until("nothing of the run", || runner.processes_of(&run).is_empty().then_some(())).await;
    runner.restart();
    let end = pod.ended(&run).await;
    assert_eq!((end.cause, end.error.unwrap().code.as_str()), (Cause::Timeout, "runner_offline"));
    pod.forgotten(&run).await;
    runner.is_clean(&run).await;
}

/// Asks the proxy of the environment for a connection, and shows the first line of its answer.
const ASK: &str = r#"ask() {
    authority=${HTTPS_PROXY#http://}; login=${authority%@*}; place=${authority#*@}
    exec 3<>/dev/tcp/${place%:*}/${place#*:}
    printf 'CONNECT %s HTTP/1.1\r\nProxy-Authorization: Basic %s\r\n\r\n' $1 $(printf %s $login | base64 -w0) >&3
    read -r line <&3; echo "$1 $line"
}
"#;

#[tokio::test]
async fn a_run_reaches_the_hosts_that_it_may_reach() {
    let pod = Pod::start().await;
    let runner = Runner::start(&pod, "").await;
    let run = run_id();
    let server = pod.url.trim_start_matches("http://");
    let script =
        format!("{ASK} ask {server}; ask evil.example:443; read go; ask {server}; ask 127.0.0.1:443; echo done");
    let mut asked = spec(&run, &script);
    asked.command = Some("bash".to_owned());
    asked.egress = Some(vec!["api.example".to_owned()]);
    asked.url.clone_from(&pod.url);
    pod.start_run(&asked).await;
    pod.output_contains(&run, &format!("{server} HTTP/1.1 200")).await;
    pod.output_contains(&run, "evil.example:443 HTTP/1.1 403").await;
    pod.send(ToRunner::Egress { run: run.clone(), hosts: Some(vec!["127.0.0.1".to_owned()]) }).await;
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    pod.send_input(&run, b"go\n").await;
    // It is allowed now, and nothing listens there.
    pod.output_contains(&run, "127.0.0.1:443 HTTP/1.1 502").await;
    pod.forgotten(&run).await;
    runner.is_clean(&run).await;
}

#[tokio::test]
async fn a_run_without_a_list_of_hosts_has_no_proxy() {
    let pod = Pod::start().await;
    let _runner = Runner::start(&pod, "").await;
    let run = run_id();
    pod.start_run(&spec(&run, "env | grep -i _proxy; echo none")).await;
    pod.forgotten(&run).await;
    assert_eq!(pod.output(&run), "none\r\n");
}

#[tokio::test]
async fn values_of_the_vault_are_decrypted_on_the_runner_only() {
    // The first vector of docs/vault-crypto.md.
    let ciphertext = "AUBBQkNERUZHSElKS_bwvZP1P080l6SjJGh6Epjp6u6IHkyq69ny2bksN6Qb";
    let (pod, directory) = (Pod::start().await, tempfile::tempdir().unwrap());
    let seed = directory.path().join("seed");
    fs::write(&seed, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8").unwrap();
    fs::set_permissions(&seed, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let _runner = Runner::start(&pod, &format!("vault_seed_file = {seed:?}\n")).await;
    assert!(pod.state().hellos[0].0.vault);
    let asked = |version: i64| {
        let mut asked = spec(&run_id(), "echo \"<$TOKEN>\"");
        asked.vault_owner = Some("acc_k7x9m2p4abcd1234".to_owned());
        let (key, ciphertext) = ("openai-api-key".to_owned(), ciphertext.to_owned());
        asked.environment.insert("TOKEN".to_owned(), EnvironmentValue::Vault { key, version, ciphertext });
        asked
    };
    let right = asked(1);
    pod.start_run(&right).await;
    pod.forgotten(&right.run).await;
    assert_eq!(pod.output(&right.run), "<sk-correct-horse>\r\n");
    let wrong = asked(2);
    pod.start_run(&wrong).await;
    let answer = until("an answer", || pod.run(&wrong.run).answers.first().cloned()).await;
    let error = answer.1.unwrap();
    assert_eq!(error.code, "vault_unavailable");
    assert!(error.message.contains("openai-api-key") && !error.message.contains("horse"), "{}", error.message);
}

#[tokio::test]
async fn the_runner_says_what_it_can_do() {
    let pod = Pod::start().await;
    let _runner = Runner::start(&pod, "max_runs = 7\n[agent_types.own]\ncommand = 'sh'\n").await;
    let capabilities = pod.state().hellos[0].0.clone();
    assert_eq!((capabilities.max_runs, capabilities.custom_commands, capabilities.vault), (7, true, false));
    assert_eq!(capabilities.os, std::env::consts::OS);
    assert!(capabilities.agent_types.iter().any(|it| it.id == "own" && it.default));
    assert!(matches!(capabilities.limits, LimitMethod::Watched | LimitMethod::Cgroup));
}
