use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Mailbox, Server, is_on_disk, letter, noise, unique};

/// A part of a message, and the bytes that its file should have.
struct File {
    head: String,
    encoded: Vec<u8>,
    plain: Vec<u8>,
}

impl File {
    fn as_it_is(head: &str, plain: &[u8]) -> Self {
        Self { head: head.to_owned(), encoded: plain.to_vec(), plain: plain.to_vec() }
    }

    fn in_base64(head: &str, plain: &[u8]) -> Self {
        let head = format!("{head}\r\nContent-Transfer-Encoding: base64");
        Self { head, encoded: base64_lines(plain), plain: plain.to_vec() }
    }

    fn quoted(head: &str, encoded: &str, plain: &str) -> Self {
        let head = format!("{head}\r\nContent-Transfer-Encoding: quoted-printable");
        Self { head, encoded: encoded.into(), plain: plain.into() }
    }
}

fn base64_lines(plain: &[u8]) -> Vec<u8> {
    let text = STANDARD.encode(plain);
    let lines: Vec<_> = text.as_bytes().chunks(76).collect();
    lines.join(&b"\r\n"[..])
}

/// A message with a text and files.
fn with_files(fields: &[(&str, &str)], text: &str, files: &[File]) -> Vec<u8> {
    let fields = [fields, &[("MIME-Version", "1.0"), ("Content-Type", "multipart/mixed; boundary=cut")]].concat();
    let mut raw = letter(&fields, &format!("--cut\n\n{text}\n")).into_bytes();
    for file in files {
        raw.extend(format!("--cut\r\n{}\r\n\r\n", file.head).into_bytes());
        raw.extend(&file.encoded);
        raw.extend(b"\r\n");
    }
    raw.extend(b"--cut--\r\n");
    raw
}

/// All attachments are as listed, and their bytes those of the files.
async fn assert_files(mailbox: &Mailbox<'_>, id: &str, files: &[File]) -> Vec<Value> {
    let message = mailbox.read(id).await;
    let listed = message["attachments"].as_array().unwrap().clone();
    assert_eq!((listed.len(), &message["attachment_count"]), (files.len(), &json!(files.len())));
    for (index, (listed, file)) in listed.iter().zip(files).enumerate() {
        let reply = mailbox.attachment(id, index).await;
        assert!(reply.body == file.plain, "the bytes of {listed}");
        assert_eq!((&listed["index"], &listed["size"]), (&json!(index), &json!(file.plain.len())), "{listed}");
        assert_eq!(reply.header("content-type"), listed["content_type"].as_str());
    }
    listed
}

#[tokio::test]
async fn fifteen_attachments_keep_their_names_sizes_and_bytes() {
    let mailbox = Server::shared().mailbox().await;
    let bytes = noise(1, 10_000);
    let named = |name: &str| format!("Content-Type: application/pdf\r\nContent-Disposition: attachment; {name}");
    let long = format!("{}.pdf", "long name ".repeat(40));
    let cases = [
        (File::in_base64(&named("filename=report.pdf"), &bytes), "report.pdf"),
        (File::in_base64(&named("filename=\"two \\\"words\\\".pdf\""), &bytes[..1]), "two \"words\".pdf"),
        (File::in_base64(&named("filename*=UTF-8''na%C3%AFve%20%E2%82%AC.pdf"), &bytes[..2]), "naïve €.pdf"),
        (File::in_base64(&named("filename*=iso-8859-1'fr'caf%E9.pdf"), &bytes[..3]), "café.pdf"),
        (
            File::in_base64(
                &named("filename*0*=utf-8''%E6%97%A5;\r\n filename*1=\"%20\";\r\n filename*2*=%20.pdf"),
                b"x",
            ),
            "日%20 .pdf",
        ),
        (
            File::in_base64(&named("filename*0=\"part one \";\r\n filename*1=\"and two.pdf\""), b""),
            "part one and two.pdf",
        ),
        (File::in_base64(&named("filename=\"=?utf-8?B?w6lsw6h2ZS5wZGY=?=\""), &bytes[..76]), "élève.pdf"),
        (File::in_base64(&named("filename=\"=?iso-2022-jp?B?GyRCJU8lbSE8GyhC?=.pdf\""), &bytes[..57]), "ハロー.pdf"),
        (File::in_base64("Content-Type: image/png; name=\"only a name.png\"", &bytes[..58]), "only a name.png"),
        (File::in_base64(&named("filename=\"../../etc/passwd\""), &bytes[..59]), "passwd"),
        (
            File::in_base64("Content-Type: application/zip\r\nContent-Disposition: attachment", &bytes),
            "attachment-11.zip",
        ),
        (
            File::quoted(
                "Content-Type: text/csv; charset=utf-8\r\nContent-Disposition: attachment; filename=q.csv",
                "caf=C3=A9;a=3Db  \r\nsoft =\r\nbreak=20\r\n",
                "café;a=b\r\nsoft break \r\n",
            ),
            "q.csv",
        ),
        (
            File::as_it_is(
                "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\
                 Content-Disposition: attachment; filename=\"8bit.txt\"",
                "grüße\r\n\r\n--not the boundary\r\n--cutter\r\n".as_bytes(),
            ),
            "8bit.txt",
        ),
        (
            File::as_it_is(
                "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\
                 Content-Disposition: inline; filename=binary.bin\r\nContent-ID: <logo@x>",
                b"\0\x01\xff\xfe lone \r and \n kept \0",
            ),
            "binary.bin",
        ),
        (File::in_base64(&named(&format!("filename=\"{long}\"")), &bytes), ""),
    ];
    let (files, names): (Vec<_>, Vec<_>) = cases.into_iter().unzip();
    let raw = with_files(&[("Message-ID", "<fifteen@x>")], "see attached", &files);
    mailbox.receive(&raw).await;

    let listed = assert_files(&mailbox, "fifteen@x", &files).await;
    for (listed, name) in listed.iter().zip(names).take(14) {
        assert_eq!(listed["filename"], name);
    }
    let long = listed[14]["filename"].as_str().unwrap();
    assert!(long.len() <= 255 && long.starts_with("long name long name") && long.ends_with(".pdf"), "{long}");
    assert_eq!((&listed[0]["content_type"], &listed[0]["inline"]), (&json!("application/pdf"), &json!(false)));
    assert_eq!((&listed[13]["content_id"], &listed[13]["inline"]), (&json!("logo@x"), &json!(true)));
    assert_eq!(mailbox.read("fifteen@x").await["body"], "see attached");
    assert_eq!(mailbox.raw("fifteen@x").await, raw);
}

#[tokio::test]
async fn a_name_that_was_cut_within_a_character_is_whole_again() {
    let mailbox = Server::shared().mailbox().await;
    let name = "filename*0*=utf-8''%E6%97;\r\n filename*1*=%A5.pdf";
    let file = File::as_it_is(&format!("Content-Disposition: attachment; {name}"), b"x");
    mailbox.receive(with_files(&[("Message-ID", "<cut@x>")], "", &[file])).await;
    assert_eq!(mailbox.read("cut@x").await["attachments"][0]["filename"], "日.pdf");
}

#[tokio::test]
async fn an_attachment_of_5_mb_comes_back_whole() {
    let mailbox = Server::shared().mailbox().await;
    let bytes = noise(5, 5_000_000);
    let files = [
        File::in_base64("Content-Type: video/mp4\r\nContent-Disposition: attachment; filename=a.mp4", &bytes),
        File::as_it_is("Content-Type: text/plain\r\nContent-Disposition: attachment; filename=b.txt", b"after it"),
    ];
    let raw = with_files(&[("Message-ID", "<large@x>")], "see attached", &files);
    mailbox.receive(&raw).await;
    assert_files(&mailbox, "large@x", &files).await;
    assert!(mailbox.raw("large@x").await == raw);
}

/// The raw message is sealed in chunks of 64 KiB; an attachment may begin and end anywhere in them.
#[tokio::test]
async fn an_attachment_is_found_wherever_it_lies_in_the_stored_chunks() {
    const CHUNK: usize = 65_536;
    let mailbox = Server::shared().mailbox().await;
    let head = "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=x";
    let mut cases = Vec::new();
    for start in [CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK] {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK] {
            // Text without line breaks, lest a delimiter arises by chance.
            let plain: Vec<u8> = noise(length as u64, length).into_iter().map(|byte| b'a' + byte % 26).collect();
            let files = [File::as_it_is(head, &plain), File::in_base64(head, &plain)];
            let id = format!("{start}-{length}@chunks");
            let bracketed = format!("<{id}>");
            let message = |padding: usize| with_files(&[("Message-ID", &bracketed)], &"p".repeat(padding), &files);
            let found = |raw: &[u8]| raw.windows(head.len()).position(|window| window == head.as_bytes()).unwrap();
            let padding = start - found(&message(0)) - head.len() - 4;
            let raw = message(padding);
            assert_eq!(found(&raw) + head.len() + 4, start);
            assert_eq!(&raw[start..start + length], plain);
            cases.push((id, raw, files));
        }
    }
    for some in cases.chunks(6) {
        join_all(some.iter().map(|(_, raw, _)| mailbox.receive(raw))).await;
        join_all(some.iter().map(async |(id, raw, files)| {
            assert_files(&mailbox, id, files).await;
            assert!(mailbox.raw(id).await == *raw, "{id}");
        }))
        .await;
    }
}

#[tokio::test]
async fn a_raw_message_that_fills_its_chunks_comes_back_whole() {
    let mailbox = Server::shared().mailbox().await;
    for length in [65_535, 65_536, 65_537, 131_071, 131_072, 131_073] {
        let id = format!("{length}@raw");
        let fields = [("Message-ID", format!("<{id}>")), ("Content-Type", "multipart/mixed; boundary=cut".to_owned())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        // The last part is never closed and empty: it begins and ends where the message does.
        let message = |padding: usize| {
            let body = format!("--cut\n\n{}\n--cut\nContent-Disposition: attachment\n\n", "p".repeat(padding));
            letter(&fields, &body)
        };
        let raw = message(length - message(0).len());
        assert_eq!(raw.len(), length);
        mailbox.receive(&raw).await;
        assert!(mailbox.raw(&id).await == raw.as_bytes(), "{id}");
        let file = [File::as_it_is("", b"")];
        assert_files(&mailbox, &id, &file).await;
    }
}

#[tokio::test]
async fn downloads_are_private_and_never_shown_as_a_page() {
    let mailbox = Server::shared().mailbox().await;
    let files = [
        File::as_it_is(
            "Content-Type: text/html\r\nContent-Disposition: attachment; filename=\"a b; c=\\\"d\\\".html\"",
            b"<script>alert(1)</script>",
        ),
        File::as_it_is(
            "Content-Type: image/svg+xml\r\nContent-Disposition: inline; filename=\"\r\n x.svg\"",
            b"<svg/>",
        ),
        File::as_it_is("Content-Type: text/html\x01; x\r\nContent-Disposition: attachment; filename=odd", b"odd"),
    ];
    mailbox.receive(with_files(&[("Message-ID", "<page@x>")], "", &files)).await;

    let mut replies = Vec::new();
    for index in 0..files.len() {
        replies.push(mailbox.attachment("page@x", index).await);
    }
    replies.push(mailbox.at("GET", "page@x", "/raw").send().await);
    for reply in &replies {
        assert_eq!(reply.status, 200);
        let cache = reply.header("cache-control").unwrap();
        assert!(cache.contains("no-store") && cache.contains("private") && !cache.contains("public"), "{cache}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert!(reply.header("content-disposition").unwrap().starts_with("attachment; filename"));
        assert!(reply.header("content-security-policy").unwrap().contains("sandbox"));
        assert!(reply.header("x-request-id").is_some());
    }
    let disposition = replies[0].header("content-disposition").unwrap();
    assert_eq!(disposition, "attachment; filename*=UTF-8''a%20b%3B%20c%3D%22d%22.html");
    assert_eq!(replies[0].header("content-type"), Some("text/html"));
    assert_eq!(replies[3].header("content-type"), Some("message/rfc822"));
    let disposition = replies[3].header("content-disposition").unwrap();
    assert!(disposition.starts_with("attachment; filename*=UTF-8''msg_") && disposition.ends_with(".eml"));
}

#[tokio::test]
async fn a_message_inside_a_message_is_one_attachment() {
    let mailbox = Server::shared().mailbox().await;
    let inner_file = File::in_base64("Content-Disposition: attachment; filename=inner.bin", &noise(2, 500));
    let inner = with_files(&[("Subject", "Re: 1/2"), ("Message-ID", "<inner@x>")], "inner text", &[inner_file]);
    let inner = String::from_utf8(inner).unwrap().replace("cut", "inner");
    let outer_file = File::as_it_is("Content-Type: message/rfc822", inner.as_bytes());
    mailbox.receive(with_files(&[("Message-ID", "<outer@x>")], "outer text", &[outer_file])).await;

    let outer_file = File::as_it_is("", inner.as_bytes());
    let listed = assert_files(&mailbox, "outer@x", &[outer_file]).await;
    assert_eq!(listed[0]["content_type"], "message/rfc822");
    assert_eq!(listed[0]["filename"], "Re: 1-2.eml");
    assert_eq!(mailbox.read("outer@x").await["body"], "outer text");
    assert_eq!(mailbox.list("").await.len(), 1);
}

#[tokio::test]
async fn an_attachment_that_is_not_there_is_not_found() {
    let mailbox = Server::shared().mailbox().await;
    let file = File::as_it_is("Content-Disposition: attachment; filename=a", b"a");
    mailbox.receive(with_files(&[("Message-ID", "<one@x>")], "", &[file])).await;
    mailbox.receive(letter(&[("Message-ID", "<none@x>")], "")).await;

    for (id, index) in [("one@x", "1"), ("one@x", "4294967295"), ("none@x", "0"), ("nothing@x", "0")] {
        mailbox.at("GET", id, &format!("/attachments/{index}")).send().await.expect_error(404, "not_found");
    }
    for index in ["a.txt", "-1", "1.0", "0x0", "%20", "18446744073709551616"] {
        let reply = mailbox.at("GET", "one@x", &format!("/attachments/{index}")).send().await;
        reply.expect_error(400, "invalid_request");
    }
}

/// More than a database row takes, if it were all put into one.
#[tokio::test]
async fn a_thousand_attachments_with_long_names_are_all_there() {
    let mailbox = Server::shared().mailbox().await;
    let files: Vec<_> = (0..1_000)
        .map(|number| {
            let name = format!("{number}-{}.txt", "n".repeat(240));
            let id = format!("<{number}-{}@x>", "i".repeat(900));
            let head = format!("Content-Disposition: attachment; filename={name}\r\nContent-ID: {id}");
            File::as_it_is(&head, format!("file {number}").as_bytes())
        })
        .collect();
    mailbox.receive(with_files(&[("Message-ID", "<thousand@x>")], "text", &files)).await;

    let message = mailbox.read("thousand@x").await;
    let listed = message["attachments"].as_array().unwrap();
    assert_eq!((listed.len(), &message["body"]), (1_000, &json!("text")));
    for index in [0, 499, 999] {
        assert!(listed[index]["filename"].as_str().unwrap().starts_with(&format!("{index}-nnn")));
        assert_eq!(mailbox.attachment("thousand@x", index).await.body, format!("file {index}").as_bytes());
    }
}

#[tokio::test]
async fn of_a_stored_message_only_what_lists_show_can_be_read_on_disk() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let mailbox = server.mailbox().await;
    let marker = |place: &str| unique(&format!("marker-in-{place}"));
    let (subject, snippet, text, html) = (marker("subject"), marker("snippet"), marker("text"), marker("html"));
    let (file, name, person) = (marker("file"), marker("name"), marker("person"));
    // A long text, so that some of it does not fit into the row that the rest of the message is in.
    let text = format!("{snippet} {} {text} {}", "filler ".repeat(30), "more ".repeat(300_000));
    let body = format!(
        "--cut\nContent-Type: multipart/alternative; boundary=alt\n\n--alt\n\n{text}\n--alt\nContent-Type: text/html\n\n\
         <p>{html}</p>\n--alt--\n--cut\nContent-Disposition: attachment; filename={name}.txt\n\n{file}\n--cut\n\
         Content-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n{}\n--cut--\n",
        STANDARD.encode(&file),
    );
    let cc = format!("{person}@elsewhere.example");
    let fields = [
        ("Subject", subject.as_str()),
        ("Cc", &cc),
        ("Message-ID", "<sealed@x>"),
        ("Content-Type", "multipart/mixed; boundary=cut"),
    ];
    // Not by the event: the local runtime keeps a copy of its own of what comes that way.
    mailbox.receive(letter(&fields, &body)).await;
    let message = mailbox.read("sealed@x").await;
    assert!(
        message["body"].as_str().unwrap().contains(&text[..500]) && message["html"].as_str().unwrap().contains(&html)
    );
    assert_eq!(mailbox.attachment("sealed@x", 0).await.body, file.as_bytes());
    assert_eq!(mailbox.attachment("sealed@x", 1).await.body, file.as_bytes());
    server.kill();

    // Were the search unable to find anything, these would not be found either.
    assert!(is_on_disk(state.path(), &subject) && is_on_disk(state.path(), &snippet));
    let text = text.split(' ').find(|word| word.starts_with("marker-in-text")).unwrap();
    for sealed in [text, &html, &file, &name, &person] {
        assert!(!is_on_disk(state.path(), sealed), "{sealed} is on disk");
    }
}
