//! The programs that Warren knows, replaced by scripts.

use serde_json::json;

use crate::support::{Pod, Runner, repository::script, run_id, spec};

#[tokio::test]
async fn an_agent_gets_its_arguments_and_finds_its_settings() {
    let (pod, directory) = (Pod::start().await, tempfile::tempdir().unwrap());
    let print = "for argument in \"$@\"; do echo \"<$argument>\"; done
        case \"$*\" in *mcp.json*) cat $(echo \"$*\" | grep -o '/[^ ]*mcp.json');; esac";
    let claude = script(directory.path(), "fake-claude", print);
    let gemini = script(directory.path(), "fake-gemini", "cat \"$GEMINI_CLI_HOME/.gemini/settings.json\"");
    let configuration =
        format!("[agent_types.claude-code]\ncommand = {claude:?}\n[agent_types.gemini]\ncommand = {gemini:?}\n");
    let runner = Runner::start(&pod, &configuration).await;
    let offered: Vec<String> = pod.state().hellos[0].0.agent_types.iter().map(|it| it.id.clone()).collect();
    assert_eq!(offered, ["claude-code", "gemini", "custom"]);

    for (kind, expected) in [("claude-code", "<--max-turns=2>"), ("gemini", "\"maxSessionTurns\":2")] {
        let run = run_id();
        let mut asked = spec(&run, "");
        asked.agent_type = kind.to_owned();
        asked.prompt = Some("say \"ü\"\nand $HOME".to_owned());
        (asked.is_one_shot, asked.max_turns) = (true, Some(2));
        asked.mcp_config =
            Some(json!({ "mcpServers": { "files": { "command": "npx", "env": { "TOKEN": "secret" } } } }));
        pod.start_run(&asked).await;
        pod.forgotten(&run).await;
        let output = pod.output(&run).replace("\r\n", "\n");
        assert!(output.contains(expected), "{output}");
        assert!(output.contains(r#""TOKEN":"secret""#), "{output}");
        assert_eq!(output.contains("<say \"ü\"\nand $HOME>"), kind == "claude-code", "{output}");
        runner.is_clean(&run).await;
    }
}
