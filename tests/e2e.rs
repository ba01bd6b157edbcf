//! Mail that only the holder of an X25519 key reads. What is sealed is opened here by the published rule alone.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hkdf::Hkdf;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use x25519_dalek::{PublicKey, StaticSecret};

use crate::e2e_keys::{SEED, rotate};
use crate::support::{Mailbox, Server, is_on_disk, letter, noise, unique};

const ATTACHED: &str = "multipart/mixed; boundary=cut";

pub struct Holder {
    secret: StaticSecret,
    pub public_key: String,
}

impl Holder {
    pub fn new() -> Self {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).unwrap();
        let secret = StaticSecret::from(bytes);
        let public_key = URL_SAFE_NO_PAD.encode(PublicKey::from(&secret));
        Self { secret, public_key }
    }

    /// What `e2e_key_id` calls the key.
    pub fn key_id(&self) -> String {
        let hash = Sha256::digest(PublicKey::from(&self.secret).as_bytes());
        hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// A mailbox whose mail is sealed to this key.
    pub async fn mailbox<'a>(&self, server: &'a Server) -> Mailbox<'a> {
        let body = json!({ "public_key": self.public_key });
        let agent = server.post("/v1/auth/agent-register").json(body).send().await.expect(201);
        assert_eq!(agent["e2e_enabled"], true);
        let text = |field: &str| agent[field].as_str().unwrap().to_owned();
        Mailbox { server, key: text("api_key"), address: text("email_address") }
    }

    /// nonce (12 bytes) ‖ ciphertext ‖ tag, under HKDF-SHA-256 of the shared secret.
    pub fn open(&self, ephemeral: &Value, sealed: &[u8]) -> Option<Vec<u8>> {
        let ephemeral: [u8; 32] = URL_SAFE_NO_PAD.decode(ephemeral.as_str()?).ok()?.try_into().ok()?;
        let shared = self.secret.diffie_hellman(&PublicKey::from(ephemeral));
        let mut key = [0; 32];
        Hkdf::<Sha256>::new(Some(&[0; 32]), shared.as_bytes()).expand(b"agentlair:aes-256-gcm:v1", &mut key).ok()?;
        let (nonce, sealed) = sealed.split_first_chunk::<12>()?;
        Aes256Gcm::new(&key.into()).decrypt(&Nonce::from(*nonce), sealed).ok()
    }

    pub fn open_body(&self, message: &Value) -> String {
        let sealed = URL_SAFE_NO_PAD.decode(message["body"].as_str().unwrap()).unwrap();
        String::from_utf8(self.open(&message["ephemeral_public_key"], &sealed).expect("the body opens")).unwrap()
    }
}

/// A message with a text, an HTML form of it and a file.
fn attached(id: &str, text: &str) -> String {
    let file = STANDARD.encode(noise(3, 1_000));
    let body = format!(
        "--cut\nContent-Type: multipart/alternative; boundary=alt\n\n--alt\nContent-Type: text/plain; charset=utf-8\n\n\
         {text}\n--alt\nContent-Type: text/html\n\n<p>{text}</p>\n--alt--\n--cut\n\
         Content-Disposition: attachment; filename=a.bin\nContent-Transfer-Encoding: base64\n\n{file}\n--cut--\n"
    );
    letter(&[("Message-ID", &format!("<{id}>")), ("Content-Type", ATTACHED), ("Subject", "Seen by all")], &body)
}

#[tokio::test]
async fn a_sealed_message_is_read_by_its_holder_and_shows_nothing_else() {
    let holder = Holder::new();
    let mailbox = holder.mailbox(Server::shared()).await;
    let text = "Grüße aus dem Umschlag, your code is 424242";
    let raw = attached("sealed@x", text);
    mailbox.receive(&raw).await;

    let listed = mailbox.only().await;
    assert_eq!((&listed["e2e_encrypted"], &listed["snippet"]), (&json!(true), &json!("")));
    assert_eq!((&listed["attachment_count"], &listed["subject"]), (&json!(0), &json!("Seen by all")));
    let preview = mailbox.server.get(&format!("/v1/inbox/{}", mailbox.address)).key(&mailbox.key).send().await;
    assert_eq!(preview.expect(200)["messages"][0]["preview"], "");

    let message = mailbox.read("sealed@x").await;
    assert_eq!(holder.open_body(&message), text);
    assert_eq!((&message["e2e_encrypted"], &message["attachments"]), (&json!(true), &json!([])));
    assert!(message["html"].is_null() && message.get("extracted_text").is_none(), "{message}");
    assert!(!message.to_string().contains("424242"), "{message}");
    assert_eq!(Holder::new().open(&message["ephemeral_public_key"], &mailbox.raw("sealed@x").await), None);

    let reply = mailbox.at("GET", "sealed@x", "/raw").send().await;
    assert_eq!(reply.header("content-type"), Some("application/octet-stream"));
    assert_eq!(reply.body.len(), raw.len() + 12 + 16);
    assert_eq!(holder.open(&message["ephemeral_public_key"], &reply.body).unwrap(), raw.as_bytes());
    mailbox.at("GET", "sealed@x", "/attachments/0").send().await.expect_error(404, "not_found");
}

#[tokio::test]
async fn sealed_mail_announces_itself_without_its_text() {
    let mailbox = Holder::new().mailbox(Server::shared()).await;
    let mut socket = mailbox.server.socket(&mailbox.key).await;
    let within = std::time::Duration::from_secs(10);
    socket.next_event(within).await;
    mailbox.receive(attached("announced@x", "hidden text")).await;
    let event = socket.next_event(within).await;
    assert_eq!(event["message"], mailbox.only().await);
    assert!(!event.to_string().contains("hidden"), "{event}");
    let path = format!("/v1/email/wait?address={}&since=0", mailbox.address);
    let waited = mailbox.server.get(&path).key(&mailbox.key).send().await.expect(200);
    assert_eq!(waited, event["message"]);
}

#[tokio::test]
async fn each_message_is_sealed_with_a_key_of_its_own() {
    let holder = Holder::new();
    let mailbox = holder.mailbox(Server::shared()).await;
    let mut keys = std::collections::BTreeSet::new();
    for number in 0..3 {
        let id = format!("{number}@each");
        mailbox.receive(letter(&[("Message-ID", &format!("<{id}>"))], "the same text")).await;
        let message = mailbox.read(&id).await;
        assert_eq!(holder.open_body(&message), "the same text");
        assert_eq!(message["ciphertext"], message["body"]);
        keys.insert(message["ephemeral_public_key"].as_str().unwrap().to_owned());
    }
    assert_eq!(keys.len(), 3);
}

#[tokio::test]
async fn empty_and_large_sealed_messages_open_too() {
    let holder = Holder::new();
    let mailbox = holder.mailbox(Server::shared()).await;
    let text = "line of a long text\n".repeat(100_000);
    let long = letter(&[("Message-ID", "<long@x>")], &text);
    let empty = letter(&[("Message-ID", "<empty@x>")], "");
    for (id, raw, text) in [("long@x", long, text.as_str()), ("empty@x", empty, "")] {
        mailbox.receive(&raw).await;
        let message = mailbox.read(id).await;
        assert!(holder.open_body(&message) == text, "{id}");
        let opened = holder.open(&message["ephemeral_public_key"], &mailbox.raw(id).await);
        assert!(opened.unwrap() == raw.as_bytes(), "{id}");
    }
}

#[tokio::test]
async fn a_key_seals_what_comes_after_it_and_the_next_key_what_comes_then() {
    let (first, second) = (Holder::new(), Holder::new());
    let mailbox = Server::shared().mailbox().await;
    let claim = async |holder: &Holder| {
        let body = json!({ "address": mailbox.address, "public_key": holder.public_key });
        let claimed = mailbox.server.post("/v1/email/claim").key(&mailbox.key).json(body).send().await.expect(201);
        assert_eq!((&claimed["already_owned"], &claimed["e2e_enabled"]), (&json!(true), &json!(true)));
    };
    let receive = async |id: &str| mailbox.receive(letter(&[("Message-ID", &format!("<{id}>"))], id)).await;
    receive("open@x").await;
    claim(&first).await;
    receive("first@x").await;
    claim(&second).await;
    receive("second@x").await;

    let open = mailbox.read("open@x").await;
    assert_eq!((&open["body"], open.get("e2e_encrypted")), (&json!("open@x"), None));
    let message = mailbox.read("first@x").await;
    assert_eq!(first.open_body(&message), "first@x");
    let message = mailbox.read("second@x").await;
    assert_eq!(second.open_body(&message), "second@x");
    let sealed = URL_SAFE_NO_PAD.decode(message["body"].as_str().unwrap()).unwrap();
    assert_eq!(first.open(&message["ephemeral_public_key"], &sealed), None);
}

#[tokio::test]
async fn nothing_of_a_sealed_messages_text_is_on_disk() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let holder = Holder::new();
    let mailbox = holder.mailbox(&server).await;
    let (text, subject) = (unique("marker-in-text"), unique("marker-in-subject"));
    let raw = attached("disk@x", &text).replace("Seen by all", &subject);
    mailbox.receive(&raw).await;
    assert_eq!(holder.open_body(&mailbox.read("disk@x").await), text);
    server.kill();
    assert!(is_on_disk(state.path(), &subject), "the search finds what is there");
    assert!(!is_on_disk(state.path(), &text));
}

/// The same rule by another hand: what the `cryptography` package of Python makes of it.
#[tokio::test]
async fn another_implementation_opens_it() {
    const SCRIPT: &str = "
import base64, json, sys
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
import hashlib

given = {name: base64.urlsafe_b64decode(value + '==') for name, value in json.load(sys.stdin).items()}
shared = X25519PrivateKey.from_private_bytes(given['secret']).exchange(
    X25519PublicKey.from_public_bytes(given['ephemeral_public_key']))
key = HKDF(algorithm=SHA256(), length=32, salt=bytes(32), info=b'agentlair:aes-256-gcm:v1').derive(shared)
public = X25519PrivateKey.from_private_bytes(given['secret']).public_key().public_bytes_raw()
print(base64.b64encode(hashlib.sha256(public).hexdigest()[:16].encode()).decode())
for sealed in given['body'], given['raw']:
    print(base64.b64encode(AESGCM(key).decrypt(sealed[:12], sealed[12:], None)).decode())
";
    let holder = Holder::new();
    let mailbox = Server::shared().mailbox().await;
    rotate(&mailbox, SEED, &holder.public_key).await.expect(200);
    mailbox.set(json!({ "e2e_enabled": true })).await.expect(200);
    let raw = attached("python@x", "Grüße");
    mailbox.receive(&raw).await;
    let message = mailbox.read("python@x").await;
    let given = json!({
        "secret": URL_SAFE_NO_PAD.encode(holder.secret.to_bytes()),
        "ephemeral_public_key": message["ephemeral_public_key"],
        "body": message["body"],
        "raw": URL_SAFE_NO_PAD.encode(mailbox.raw("python@x").await),
    });

    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/venv/bin/python3");
    let mut python = Command::new(python);
    python.args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut python = python.spawn().expect("`cargo xtask test` installs it");
    python.stdin.take().unwrap().write_all(given.to_string().as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "see what python3 wrote");
    let opened: Vec<_> =
        output.stdout.split(|byte| *byte == b'\n').map(|line| STANDARD.decode(line).unwrap()).collect();
    let key_id = message["e2e_key_id"].as_str().unwrap();
    assert_eq!(opened, [key_id.as_bytes(), "Grüße".as_bytes(), raw.as_bytes(), b""]);
}
