//! Our reading of a message beside Python's.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;
use sha2::{Digest, Sha256};
use warren::mail::{self, Mailbox};

use super::{AUTHSERV, Result, decoded};

/// What Python says of a message.
#[derive(Deserialize)]
pub struct Opinion {
    subject: Option<String>,
    from: Vec<String>,
    from_name: Option<String>,
    to: Vec<String>,
    cc: Vec<String>,
    reply_to: Vec<String>,
    message_id: Option<String>,
    date: Option<i64>,
    text: Option<String>,
    html: Option<String>,
    /// There is HTML that has no plain form beside text that is plain: we make text of it too.
    mixed: bool,
    attachments: Vec<FileOpinion>,
}

#[derive(Deserialize)]
struct FileOpinion {
    content_type: String,
    filename: Option<String>,
    size: Option<usize>,
    sha256: Option<String>,
    message: Option<Box<Opinion>>,
}

/// What we say of it.
pub struct Reading {
    pub subject: String,
    pub from: Mailbox,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    pub reply_to: Vec<Mailbox>,
    pub message_id: Option<String>,
    pub date: Option<i64>,
    pub text: Option<String>,
    pub html: Option<String>,
    pub files: Vec<File>,
}

pub struct File {
    pub content_type: String,
    pub filename: String,
    pub bytes: Vec<u8>,
}

impl Reading {
    pub fn of(raw: &[u8]) -> Self {
        let read = mail::read(raw, AUTHSERV);
        let file = |file: mail::Attachment| File {
            bytes: decoded(raw, &file, usize::MAX),
            content_type: file.content_type,
            filename: file.filename,
        };
        Self {
            subject: read.subject,
            from: read.authors.first().cloned().unwrap_or_default(),
            to: read.to,
            cc: read.cc,
            reply_to: read.reply_to,
            message_id: read.message_id,
            date: read.date,
            text: read.text,
            html: read.html,
            files: read.attachments.into_iter().map(file).collect(),
        }
    }
}

/// A field of a message, as `differences.toml` names it, and what each of the two read.
#[derive(Default)]
pub struct Differences(BTreeMap<String, (String, String)>);

impl Differences {
    pub fn add(&mut self, name: &str, ours: &Reading, python: &Opinion) {
        self.check(name, "subject", words(&ours.subject), words(said(&python.subject)));
        self.check(name, "from", &ours.from.address, python.from.first().map_or("", String::as_str));
        self.check(name, "from name", words(said(&ours.from.name)), words(said(&python.from_name)));
        for (field, ours, python) in
            [("to", &ours.to, &python.to), ("cc", &ours.cc, &python.cc), ("reply-to", &ours.reply_to, &python.reply_to)]
        {
            let ours: Vec<_> = ours.iter().map(|who| who.address.as_str()).collect();
            self.check(name, field, ours.join(", "), python.join(", "));
        }
        self.check(
            name,
            "message-id",
            said(&ours.message_id),
            said(&python.message_id).trim().trim_matches(['<', '>']),
        );
        self.check(name, "date", format!("{:?}", ours.date), format!("{:?}", python.date));
        let (text, theirs) = (normal(said(&ours.text)), normal(said(&python.text)));
        if !python.mixed || !lines_in_order(&text, &theirs) {
            self.check(name, "text", text, theirs);
        }
        self.check(name, "html", normal(said(&ours.html)), normal(said(&python.html)));
        self.add_files(name, &ours.files, &python.attachments);
    }

    fn add_files(&mut self, name: &str, ours: &[File], python: &[FileOpinion]) {
        let types = |types: Vec<&str>| types.join(", ");
        let (ours_are, theirs_are) = (
            types(ours.iter().map(|file| file.content_type.as_str()).collect()),
            types(python.iter().map(|file| file.content_type.as_str()).collect()),
        );
        self.check(name, "attachments", ours_are, theirs_are);
        if ours.len() != python.len() {
            return;
        }
        for (index, (ours, python)) in ours.iter().zip(python).enumerate() {
            let name = format!("{name} attachment {index}");
            if let Some(filename) = &python.filename {
                self.check(&name, "filename", &ours.filename, filename);
            }
            if let (Some(size), Some(sha256)) = (python.size, &python.sha256) {
                let digest: String = Sha256::digest(&ours.bytes).iter().map(|byte| format!("{byte:02x}")).collect();
                self.check(&name, "bytes", format!("{} {digest}", ours.bytes.len()), format!("{size} {sha256}"));
            }
            if let Some(opinion) = &python.message {
                self.add(&name, &Reading::of(&ours.bytes), opinion);
            }
        }
    }

    fn check(&mut self, name: &str, field: &str, ours: impl Into<String>, python: impl Into<String>) {
        let (ours, python) = (ours.into(), python.into());
        if ours != python {
            self.0.insert(format!("{name} {field}"), (ours, python));
        }
    }

    /// Fails for a difference that the list does not explain, and for one on the list that is none any more.
    pub fn expect_explained(&self) -> Result<()> {
        let explained = explained()?;
        let unexplained: Vec<_> = self.0.iter().filter(|(key, _)| !explained.contains(*key)).collect();
        let shown: String = unexplained
            .iter()
            .map(|(key, (ours, python))| format!("{key}\n   ours: {ours}\n python: {python}\n"))
            .collect();
        assert!(unexplained.is_empty(), "{} unexplained:\n{shown}", unexplained.len());
        let gone: Vec<_> = explained.iter().filter(|key| !self.0.contains_key(*key)).collect();
        assert!(gone.is_empty(), "no longer different, take them off the list: {gone:#?}");
        Ok(())
    }
}

/// Python's opinions on the messages, in their order.
pub fn opinions(messages: &BTreeMap<String, PathBuf>) -> Result<Vec<Opinion>> {
    let mut python =
        Command::new("python3").arg(here().join("oracle.py")).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let paths: Vec<_> = messages.values().map(|path| path.to_string_lossy()).collect();
    python.stdin.take().ok_or("no pipe")?.write_all(paths.join("\n").as_bytes())?;
    let output = python.wait_with_output()?.stdout;
    let lines = output.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    let opinions: Vec<Opinion> = lines.map(serde_json::from_slice).collect::<serde_json::Result<_>>()?;
    assert_eq!(opinions.len(), messages.len(), "Python did not get through all messages");
    Ok(opinions)
}

fn explained() -> Result<BTreeSet<String>> {
    #[derive(Deserialize)]
    struct List {
        difference: Vec<Difference>,
    }
    #[derive(Deserialize)]
    struct Difference {
        why: String,
        cases: Vec<String>,
    }
    let list: List = toml::from_str(&std::fs::read_to_string(here().join("differences.toml"))?)?;
    let mut keys = BTreeSet::new();
    for Difference { why, cases } in list.difference {
        assert!(why.len() > 20, "{cases:?} need a reason");
        for case in cases {
            assert!(keys.insert(case.clone()), "{case} is listed twice");
        }
    }
    Ok(keys)
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// Whether every line of `part` comes in `whole`, in order.
fn lines_in_order(whole: &str, part: &str) -> bool {
    let mut lines = whole.lines();
    part.lines().all(|part| part.is_empty() || lines.any(|line| line == part))
}

/// A text without what line ends, trailing blanks and empty lines around it add.
pub fn normal(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// A field without its folding.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn said(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}
