//! The README's quickstart, pasted.

use std::process::Command;

use crate::support::Server;

const README: &str = include_str!("../README.md");

/// The shell lines of the quickstart.
fn pasted() -> String {
    let quickstart = README.split("## Quickstart").nth(1).and_then(|rest| rest.split("\n## ").next()).unwrap();
    let blocks: Vec<_> = quickstart.split("```sh\n").skip(1).map(|block| block.split("```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 3, "the quickstart has three blocks to paste");
    blocks.concat()
}

#[test]
fn the_quickstart_does_what_it_says() {
    let server = Server::start(&[]);
    let script = pasted().replace("http://127.0.0.1:8787", server.url());
    let run = Command::new("bash").args(["-euc", &script]).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    let complained = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{said}\n{complained}");
    for expected in [
        "ada@warren.example",
        r#""type":"connected""#,
        r#""type":"email.received""#,
        r#""snippet":"Hello Ada, your code is 4711 ✓""#,
        r#""body":"Hello Ada, your code is 4711 ✓"#,
        "apple,1\npear,2\n",
        r#""provider":"internal""#,
        r#""snippet":"Lunch at one?""#,
        r#""address":"acme-desk@warren.example","claimed":true"#,
        r#""status":"suspended""#,
        r#""error":"pod_suspended""#,
        r#""status":"active""#,
    ] {
        assert!(said.contains(expected), "{expected} is missing:\n{said}\n{complained}");
    }
    assert_eq!(said.matches(r#""error":"address_not_yours""#).count(), 2, "{said}");
}
