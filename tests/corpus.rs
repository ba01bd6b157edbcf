//! Every message that two other projects test their parsers with, read by us and by Python's `email` package, and compared.
//!
//! Where the two disagree and we stand by our reading, `corpus/differences.toml` says why. An entry that no longer differs fails the test,
//! so the list can only shrink.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;
use sha2::{Digest, Sha256};
use warren::mail::{self, Attachment, Decoder, Incoming};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const AUTHSERV: &str = "mx.cloudflare.net";

/// What Python says of a message.
#[derive(Deserialize)]
struct Opinion {
    #[serde(default)]
    file: PathBuf,
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
    mixed: bool,
    attachments: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    content_type: String,
    filename: Option<String>,
    size: Option<usize>,
    sha256: Option<String>,
    message: Option<Box<Opinion>>,
}

/// A field of a message, as `differences.toml` names it, and what each of the two read.
type Differences = BTreeMap<String, (String, String)>;

#[test]
fn reads_every_message_as_python_does() -> Result<()> {
    let messages = messages()?;
    let mut found = Differences::new();
    for (name, opinion) in &opinions(&messages)? {
        let raw = std::fs::read(&opinion.file)?;
        compare(name, &raw, opinion, &mut found);
    }
    let explained = explained()?;
    let unexplained: Vec<_> = found
        .iter()
        .filter(|(key, _)| !explained.contains(*key))
        .map(|(key, (ours, theirs))| format!("{key}\n   ours: {ours}\n python: {theirs}"))
        .collect();
    let gone: Vec<_> = explained.iter().filter(|key| !found.contains_key(*key)).collect();
    println!("{} messages, {} differences, {} explained", messages.len(), found.len(), explained.len());
    assert!(unexplained.is_empty(), "{} unexplained:\n{}", unexplained.len(), unexplained.join("\n"));
    assert!(gone.is_empty(), "no longer different, take them off the list: {gone:#?}");
    Ok(())
}

#[test]
fn line_ends_change_nothing() -> Result<()> {
    for (name, path) in messages()? {
        // UTF-16 as it is: what looks like a line end there is half a character.
        if name == "mail-parser/thirdparty/005.eml" {
            continue;
        }
        let raw = std::fs::read(&path)?;
        let bare: Vec<u8> = raw.iter().copied().filter(|&byte| byte != b'\r').collect();
        let mut full = Vec::new();
        bare.split_inclusive(|&byte| byte == b'\n').for_each(|line| match line.strip_suffix(b"\n") {
            Some(line) => full.extend([line, b"\r\n"].concat()),
            None => full.extend(line),
        });
        let (bare, full) = (mail::read(&bare, AUTHSERV), mail::read(&full, AUTHSERV));
        assert_eq!(normal(bare.text.as_deref()), normal(full.text.as_deref()), "{name}");
        assert_eq!(normal(bare.html.as_deref()), normal(full.html.as_deref()), "{name}");
        assert_eq!(
            (bare.subject, bare.from, bare.to, bare.date),
            (full.subject, full.from, full.to, full.date),
            "{name}"
        );
        assert_eq!(bare.attachments.len(), full.attachments.len(), "{name}");
    }
    Ok(())
}

/// The same bytes as `mail-parser` decodes, however the message is cut into pieces, wherever it sees the same parts and no mistake.
#[test]
fn attachments_decode_piece_by_piece() -> Result<()> {
    let mut compared = 0;
    for (name, path) in messages()? {
        let raw = std::fs::read(&path)?;
        let theirs = mail_parser::MessageParser::default().parse(&raw);
        for ours in mail::read(&raw, AUTHSERV).attachments {
            let whole = decoded(&raw, &ours, usize::MAX);
            assert_eq!(whole.len(), ours.size, "{name} {}", ours.filename);
            for piece in [1, 2, 3, 5, 76, 77, 78, 1_000] {
                assert!(decoded(&raw, &ours, piece) == whole, "{name} {} in pieces of {piece}", ours.filename);
            }
            let same = theirs.iter().flat_map(|message| &message.parts).find(|part| {
                part.raw_body_offset() as usize == ours.start
                    && part.raw_end_offset() as usize == ours.end
                    && !part.is_encoding_problem
                    && matches!(part.body, mail_parser::PartType::Binary(_) | mail_parser::PartType::InlineBinary(_))
            });
            if let Some(part) = same {
                // It drops the last bytes of base64 whose padding is missing.
                let missing = whole.strip_prefix(part.contents()).map(<[u8]>::len);
                assert!(missing.is_some_and(|missing| missing < 3), "{name} {}: {missing:?}", ours.filename);
                compared += 1;
            }
        }
    }
    println!("{compared} attachments compared with mail-parser's");
    assert!(compared > 50, "only {compared} attachments were comparable");
    Ok(())
}

/// Thousands of broken messages, the same in every run.
#[test]
fn damage_stops_nothing() -> Result<()> {
    let messages = messages()?.into_values().map(std::fs::read).collect::<std::result::Result<Vec<_>, _>>()?;
    let mut dice = Dice(1);
    for round in 0..10_000 {
        let mut raw = messages[round % messages.len()].clone();
        for _ in 0..=dice.roll(8) {
            dice.damage(&mut raw, &messages);
        }
        let message = mail::read(&raw, AUTHSERV);
        for file in &message.attachments {
            assert_eq!(decoded(&raw, file, 1 + dice.roll(100)).len(), file.size, "round {round}");
            assert!(!file.filename.is_empty() && !file.filename.contains(['/', '\\', '\0', '\n']), "round {round}");
        }
        mail::snippet(&message.readable());
        message.html.as_deref().map(mail::text_of_html);
    }
    Ok(())
}

/// Enough of a random generator (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 as usize % sides.max(1)
    }

    fn damage(&mut self, raw: &mut Vec<u8>, others: &[Vec<u8>]) {
        const BITS: [&[u8]; 16] = [
            b"=?utf-8?q?",
            b"?=",
            b"--",
            b"\r\n",
            b"\n\n",
            b"\"",
            b"\\",
            b"(",
            b"<",
            b";",
            b"*0*=utf-8''%",
            b"=",
            b"\0",
            b"\xff\xfe",
            b"\xc3",
            b"\nContent-Type: multipart/alternative; boundary=",
        ];
        let at = self.roll(raw.len() + 1);
        let end = at + self.roll(raw.len() - at + 1).min(self.roll(300));
        match self.roll(5) {
            0 => drop(raw.drain(at..end)),
            1 => drop(raw.splice(at..at, BITS[self.roll(BITS.len())].iter().copied())),
            2 => raw[at..end].iter_mut().for_each(|byte| *byte = byte.wrapping_add(1)),
            3 => {
                let other = &others[self.roll(others.len())];
                let from = self.roll(other.len());
                let piece = &other[from..(from + self.roll(500)).min(other.len())];
                drop(raw.splice(at..at, piece.iter().copied()));
            }
            _ => raw.truncate(raw.len() - self.roll(raw.len() / 4 + 1)),
        }
    }
}

fn decoded(raw: &[u8], attachment: &Attachment, piece: usize) -> Vec<u8> {
    let (mut decoder, mut out) = (Decoder::new(attachment.encoding), Vec::new());
    let encoded = &raw[attachment.start..attachment.end];
    encoded.chunks(piece.min(encoded.len()).max(1)).for_each(|piece| decoder.push(piece, &mut out));
    decoder.finish(&mut out);
    out
}

fn compare(name: &str, raw: &[u8], python: &Opinion, found: &mut Differences) {
    let ours: Incoming = mail::read(raw, AUTHSERV);
    let mut check = |field: &str, ours: String, python: String| {
        if ours != python {
            found.insert(format!("{name} {field}"), (ours, python));
        }
    };
    check("subject", words(&ours.subject), words(python.subject.as_deref().unwrap_or_default()));
    check("from", ours.from.address.clone(), python.from.first().cloned().unwrap_or_default());
    check(
        "from name",
        words(ours.from.name.as_deref().unwrap_or_default()),
        words(python.from_name.as_deref().unwrap_or_default()),
    );
    for (field, ours, python) in
        [("to", &ours.to, &python.to), ("cc", &ours.cc, &python.cc), ("reply-to", &ours.reply_to, &python.reply_to)]
    {
        let ours: Vec<_> = ours.iter().map(|who| who.address.as_str()).collect();
        check(field, ours.join(", "), python.join(", "));
    }
    let message_id = python.message_id.as_deref().unwrap_or_default().trim();
    check("message-id", ours.message_id.clone().unwrap_or_default(), message_id.trim_matches(['<', '>']).to_owned());
    check("date", format!("{:?}", ours.date), format!("{:?}", python.date));
    let text = normal(ours.text.as_deref());
    if !python.mixed || !parts_in_order(&text, &normal(python.text.as_deref())) {
        check("text", text, normal(python.text.as_deref()));
    }
    check("html", normal(ours.html.as_deref()), normal(python.html.as_deref()));
    let kinds = |kinds: Vec<&str>| kinds.join(", ");
    check(
        "attachments",
        kinds(ours.attachments.iter().map(|file| file.content_type.as_str()).collect()),
        kinds(python.attachments.iter().map(|file| file.content_type.as_str()).collect()),
    );
    if ours.attachments.len() == python.attachments.len() {
        for (index, (ours, python)) in ours.attachments.iter().zip(&python.attachments).enumerate() {
            compare_file(&format!("{name} attachment {index}"), raw, ours, python, found);
        }
    }
}

fn compare_file(name: &str, raw: &[u8], ours: &Attachment, python: &File, found: &mut Differences) {
    if let Some(said) = &python.filename
        && *said != ours.filename
    {
        found.insert(format!("{name} filename"), (ours.filename.clone(), said.clone()));
    }
    let bytes = decoded(raw, ours, usize::MAX);
    let digest: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    if let (Some(size), Some(sha256)) = (python.size, &python.sha256)
        && *sha256 != digest
    {
        found.insert(format!("{name} bytes"), (format!("{} {digest}", bytes.len()), format!("{size} {sha256}")));
    }
    if let Some(opinion) = &python.message {
        compare(name, &bytes, opinion, found);
    }
}

/// Whether every line of `parts` comes in `whole`, in order: `whole` has HTML as text between them.
fn parts_in_order(whole: &str, parts: &str) -> bool {
    let mut lines = whole.lines();
    parts.lines().all(|part| part.is_empty() || lines.any(|line| line == part))
}

/// A text without what line ends, trailing blanks and empty lines around it add.
fn normal(text: Option<&str>) -> String {
    let lines: Vec<_> = text.unwrap_or_default().lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// A field without its folding.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[derive(Deserialize)]
struct Explained {
    difference: Vec<Difference>,
}

#[derive(Deserialize)]
struct Difference {
    #[expect(dead_code, reason = "for people")]
    why: String,
    cases: Vec<String>,
}

fn explained() -> Result<BTreeSet<String>> {
    let list: Explained = toml::from_str(&std::fs::read_to_string(here().join("differences.toml"))?)?;
    let mut keys = BTreeSet::new();
    for key in list.difference.into_iter().flat_map(|difference| difference.cases) {
        assert!(keys.insert(key.clone()), "{key} is listed twice");
    }
    Ok(keys)
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// The messages, by a name that does not depend on the machine.
fn messages() -> Result<BTreeMap<String, PathBuf>> {
    let mut found = BTreeMap::new();
    collect("mail-parser", &mail_parser_source()?.join("resources/eml"), "eml", &mut found)?;
    collect("cpython", &python_data()?, "txt", &mut found)?;
    Ok(found)
}

fn collect(name: &str, folder: &Path, extension: &str, found: &mut BTreeMap<String, PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            collect(&format!("{name}/{file}"), &path, extension, found)?;
        } else if path.extension().is_some_and(|this| this == extension) {
            found.insert(format!("{name}/{file}"), path);
        }
    }
    Ok(())
}

/// Where cargo unpacked `mail-parser`.
fn mail_parser_source() -> Result<PathBuf> {
    #[derive(Deserialize)]
    struct Metadata {
        packages: Vec<Package>,
    }
    #[derive(Deserialize)]
    struct Package {
        name: String,
        manifest_path: PathBuf,
    }
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--offline", "--manifest-path"])
        .arg(manifest)
        .output()?;
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
    let package = metadata.packages.into_iter().find(|package| package.name == "mail-parser");
    let manifest = package.ok_or("mail-parser is no dependency")?.manifest_path;
    Ok(manifest.parent().ok_or("a manifest lies in a folder")?.to_owned())
}

/// The messages CPython tests its package with. Some systems pack them apart from Python: then `xtask` fetches them.
fn python_data() -> Result<PathBuf> {
    if let Some(folder) = std::env::var_os("PYTHON_EMAIL_DATA") {
        return Ok(folder.into());
    }
    let script = "import os, test.test_email as t; print(os.path.join(os.path.dirname(t.__file__), 'data'))";
    let output = Command::new("python3").args(["-c", script]).output()?;
    let folder = String::from_utf8(output.stdout)?;
    if folder.trim().is_empty() {
        return Err("python3 comes without its test messages; PYTHON_EMAIL_DATA can name a folder that has them".into());
    }
    Ok(folder.trim().into())
}

fn opinions(messages: &BTreeMap<String, PathBuf>) -> Result<Vec<(String, Opinion)>> {
    let mut python =
        Command::new("python3").arg(here().join("oracle.py")).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let paths: Vec<_> = messages.values().map(|path| path.to_string_lossy()).collect();
    python.stdin.take().ok_or("no pipe")?.write_all(paths.join("\n").as_bytes())?;
    let output = python.wait_with_output()?;
    let opinions: Vec<Opinion> = output
        .stdout
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(serde_json::from_slice)
        .collect::<std::result::Result<_, _>>()?;
    assert_eq!(opinions.len(), messages.len(), "Python did not get through all messages");
    Ok(messages.keys().cloned().zip(opinions).collect())
}
