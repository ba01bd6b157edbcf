pub mod pod;
pub mod repository;
pub mod runner;

pub use pod::Pod;
pub use runner::Runner;

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use run_protocol::{RunSpec, SandboxType};
use tokio::time::{Instant, sleep};

/// A run's id that no other test has.
pub fn run_id() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("run_{:08x}{:08x}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A custom command in a temporary directory.
pub fn spec(run: &str, script: &str) -> RunSpec {
    RunSpec {
        run: run.to_owned(),
        agent_type: "custom".to_owned(),
        prompt: None,
        is_one_shot: false,
        repository: None,
        branch: None,
        sandbox: SandboxType::Tempdir,
        command: Some("sh".to_owned()),
        arguments: vec!["-c".to_owned(), script.to_owned()],
        mcp_config: None,
        environment: Default::default(),
        vault_owner: None,
        auto_close_delay_seconds: 0,
        timeout_minutes: 60,
        max_turns: None,
        model: None,
        tools: None,
        egress: None,
        url: "http://127.0.0.1:1".to_owned(),
        key: "al_run_secret_key".to_owned(),
        address: None,
        columns: 80,
        rows: 24,
    }
}

/// Waits until something is true, for at most 30 seconds.
pub async fn until<T>(what: &str, mut condition: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(value) = condition() {
            return value;
        }
        assert!(Instant::now() < deadline, "not in time: {what}");
        sleep(Duration::from_millis(10)).await;
    }
}
