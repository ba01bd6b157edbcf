//! The envelope that `docs/vault-crypto.md` specifies, by both examples, against the server and each other.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Account, Server};

#[path = "../examples/vault.rs"]
#[allow(dead_code)]
mod example;

use example::{Sealer, Vault};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn vectors() -> Vec<Value> {
    let specification = include_str!("../docs/vault-crypto.md");
    let json = specification.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    serde_json::from_str(json).unwrap()
}

fn bytes(hex: &Value) -> Vec<u8> {
    let hex = hex.as_str().unwrap();
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Runs JavaScript with the example's names at hand.
fn script(body: &str, argument: &Value) -> Value {
    let module = Path::new(ROOT).join("examples/vault.mjs");
    let script = format!(
        "const {{ Sealer, Vault, encoded, decoded }} = await import({:?});
         const given = JSON.parse(process.argv[1]);
         const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16));
         console.log(JSON.stringify(await (async () => {{ {body} }})()));",
        module.to_str().unwrap()
    );
    let run = node(&["--input-type=module", "-e", &script, &argument.to_string()], &[], b"");
    serde_json::from_slice(&run.stdout).unwrap()
}

fn node(arguments: &[&str], variables: &[(&str, &str)], input: &[u8]) -> Output {
    let mut node = Command::new(Path::new(ROOT).join("node_modules/.bin/node"));
    node.args(arguments).envs(variables.iter().copied()).current_dir(ROOT);
    let mut node = node.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    node.stdin.take().unwrap().write_all(input).unwrap();
    let run = node.wait_with_output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    run
}

/// The same vault in both languages.
struct Both {
    rust: Vault,
    account: Account,
}

impl Both {
    async fn new(server: &Server) -> Self {
        let account = server.register(None).await;
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).unwrap();
        let sealer = Sealer { seed, account: account.account_id.clone() };
        let http = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
        let rust = Vault { url: server.url().to_owned(), api_key: account.key.clone(), sealer, http };
        Self { rust, account }
    }

    /// Runs the example as a program.
    async fn javascript(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        let seed = URL_SAFE_NO_PAD.encode(self.rust.sealer.seed);
        let variables = [
            ("WARREN_URL", self.rust.url.clone()),
            ("WARREN_KEY", self.account.key.clone()),
            ("WARREN_ACCOUNT", self.account.account_id.clone()),
            ("VAULT_SEED", seed),
        ];
        let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let input = input.to_vec();
        let run = tokio::task::spawn_blocking(move || {
            let script = format!("{ROOT}/examples/vault.mjs");
            let arguments: Vec<&str> =
                [script.as_str()].into_iter().chain(arguments.iter().map(|a| a.as_str())).collect();
            let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
            node(&arguments, &variables, &input)
        });
        run.await.unwrap().stdout
    }
}

#[test]
fn both_examples_make_and_open_the_specified_envelopes() {
    let vectors = vectors();
    assert!(vectors.len() >= 3);
    for vector in &vectors {
        let sealer =
            Sealer { seed: bytes(&vector["seed"]).try_into().unwrap(), account: text(&vector["account"]).to_owned() };
        let (key, version) = (text(&vector["key"]), vector["version"].as_u64().unwrap());
        let (nonce, secret) = (bytes(&vector["nonce"]).try_into().unwrap(), bytes(&vector["secret"]));
        assert_eq!(sealer.seal_with(nonce, key, version, &secret).unwrap(), text(&vector["envelope"]));
        assert_eq!(sealer.open(key, version, text(&vector["envelope"])).unwrap(), secret);
    }
    let made = script(
        "return Promise.all(given.map(async ({ seed, account, key, version, nonce, secret, envelope }) => {
           const sealer = new Sealer(unhex(seed), account);
           const opened = await sealer.open(key, version, envelope);
           return [await sealer.seal(key, version, unhex(secret), unhex(nonce)), encoded(opened)];
         }));",
        &json!(vectors),
    );
    let expected =
        vectors.iter().map(|vector| json!([vector["envelope"], URL_SAFE_NO_PAD.encode(bytes(&vector["secret"]))]));
    assert_eq!(made, Value::Array(expected.collect()));
}

#[test]
fn an_envelope_opens_nowhere_but_in_its_place() {
    let sealer = |seed: u8, account: &str| Sealer { seed: [seed; 32], account: account.to_owned() };
    let envelope = sealer(1, "acc_a").seal("key", 7, b"secret").unwrap();
    assert_eq!(sealer(1, "acc_a").open("key", 7, &envelope).unwrap(), b"secret");
    for (seed, account, key, version) in [
        (2, "acc_a", "key", 7),
        (1, "acc_b", "key", 7),
        (1, "acc_a", "kez", 7),
        (1, "acc_a", "key", 8),
        (1, "acc_a", "key", 0),
    ] {
        assert!(sealer(seed, account).open(key, version, &envelope).is_err());
        let opened = script(
            "const seed = new Uint8Array(32).fill(given.seed);
             return new Sealer(seed, given.account).open(given.key, given.version, given.envelope).then(() => true, () => false);",
            &json!({ "seed": seed, "account": account, "key": key, "version": version, "envelope": envelope }),
        );
        assert_eq!(opened, false);
    }
    let bytes = URL_SAFE_NO_PAD.decode(&envelope).unwrap();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(sealer(1, "acc_a").open("key", 7, &URL_SAFE_NO_PAD.encode(changed)).is_err(), "byte {at}");
        assert!(sealer(1, "acc_a").open("key", 7, &URL_SAFE_NO_PAD.encode(&bytes[..at])).is_err(), "cut at {at}");
    }
}

#[tokio::test]
async fn each_example_reads_from_the_server_what_the_other_wrote() {
    let server = Server::shared();
    let both = Both::new(server).await;
    let secrets = [b"correct horse \xf0\x9f\x90\xb4".to_vec(), Vec::new(), (0..=255).collect(), vec![0xff; 30_000]];
    for (number, secret) in secrets.iter().enumerate() {
        let (here, there) = (format!("rust-{number}"), format!("javascript-{number}"));
        assert_eq!(both.rust.put(&here, secret).await.unwrap(), 1);
        assert!(both.javascript(&["get", &here], b"").await == *secret, "{here}");
        assert_eq!(both.javascript(&["put", &there], secret).await, b"1\n");
        assert!(both.rust.get(&there, None).await.unwrap() == *secret, "{there}");
    }
    // What lies on the server is no secret in another writing.
    let stored = server.get("/v1/vault/rust-0").key(&both.account.key).send().await.expect(200);
    let stored = URL_SAFE_NO_PAD.decode(text(&stored["ciphertext"])).unwrap();
    assert!(!stored.windows(7).any(|window| window == b"correct"));

    // Both write to one key at the same time: each version is what its writer was told it is.
    let mut written = Vec::new();
    let rust = join_all((0..6).map(async |number| {
        let secret = format!("rust {number}").into_bytes();
        (both.rust.put("shared", &secret).await.unwrap(), secret)
    }));
    let javascript = join_all((0..3).map(async |number| {
        let secret = format!("javascript {number}").into_bytes();
        let version = both.javascript(&["put", "shared"], &secret).await;
        (String::from_utf8(version).unwrap().trim().parse().unwrap(), secret)
    }));
    let (rust, javascript) = futures_util::future::join(rust, javascript).await;
    written.extend(rust);
    written.extend(javascript);
    written.sort();
    assert!(written.iter().map(|(version, _)| *version).eq(1..=9), "{written:?}");
    for (version, secret) in &written {
        assert_eq!(both.rust.get("shared", Some(*version)).await.unwrap(), *secret);
        assert_eq!(both.javascript(&["get", "shared", &version.to_string()], b"").await, *secret);
    }

    // An envelope that the server shows for another version does not open.
    let copied = server.get("/v1/vault/shared?version=1").key(&both.account.key).send().await.expect(200);
    let put = server.put("/v1/vault/shared").key(&both.account.key);
    put.json(json!({ "ciphertext": copied["ciphertext"] })).send().await.expect(200);
    assert!(both.rust.get("shared", None).await.is_err());
}
