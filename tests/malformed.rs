//! Anybody may send anything. Whatever it is, it is kept, listed, and can be had as it came.

use std::fmt::Write;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Server, letter, noise};

/// Delivers a message to a new mailbox and returns it as read, after making sure that nothing of it was lost.
async fn kept(name: &str, raw: &[u8]) -> Value {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    let mut socket = server.socket(&mailbox.key).await;
    let delivered = server.deliver("", &mailbox.address, raw).await;
    assert_eq!(delivered.status, 200, "{name}: {delivered}");
    let again = server.deliver("", &mailbox.address, raw).await;
    assert_eq!(again.status, 200, "{name}, again: {again}");

    let page = mailbox.page("").await;
    assert_eq!(page["count"], 1, "{name}: {page}");
    let listed = &page["messages"][0];
    let older = server.get(&format!("/v1/inbox/{}", mailbox.address)).key(&mailbox.key).send().await.expect(200);
    assert_eq!((&older["total"], &older["messages"][0]["id"]), (&json!(1), &listed["id"]), "{name}");
    let within = std::time::Duration::from_secs(20);
    assert_eq!(socket.next_event(within).await["type"], "connected");
    assert_eq!(&socket.next_event(within).await["message"], listed, "{name}");

    let message = mailbox.read(listed["id"].as_str().unwrap()).await;
    assert!(mailbox.raw(listed["message_id"].as_str().unwrap()).await == raw, "{name}: the raw message");
    assert!(message["body"].is_string() && message["subject"].is_string(), "{name}: {message}");
    for attachment in message["attachments"].as_array().unwrap().iter().take(3) {
        let index = attachment["index"].as_u64().unwrap().try_into().unwrap();
        let reply = mailbox.attachment(listed["id"].as_str().unwrap(), index).await;
        assert_eq!(attachment["size"], reply.body.len(), "{name}: {attachment}");
    }
    message
}

async fn all_kept(cases: Vec<(&str, Vec<u8>)>) {
    for some in cases.chunks(8) {
        join_all(some.iter().map(|(name, raw)| kept(name, raw))).await;
    }
}

#[tokio::test]
async fn what_is_hardly_a_message_is_kept() {
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", vec![]),
        ("one blank", b" ".to_vec()),
        ("an empty line", b"\r\n".to_vec()),
        ("empty lines", b"\n\n\r\n\r\r\n".to_vec()),
        ("only headers", b"From: ann@sender.example\r\nSubject: no body\r\n".to_vec()),
        ("half a header", b"Subject".to_vec()),
        ("a header without an end", b"Subject: no end".to_vec()),
        ("no headers", b"Just a text.\r\nAnd more of it.\r\n".to_vec()),
        ("a body after an empty line", b"\r\nSubject: this is the body\r\n".to_vec()),
        ("binary junk", noise(7, 100_000)),
        ("zeros", vec![0; 10_000]),
        ("every byte", (0..=255).collect()),
        ("zeros everywhere", b"Fr\0om: a\0@b.example\r\nSubject: s\0t\0\r\nMessage-ID: <\0@x>\r\n\r\nb\0dy\0".to_vec()),
        ("line feeds alone", b"From: a@b.example\nSubject: bare\n\ntext\n".to_vec()),
        ("carriage returns alone", b"From: a@b.example\rSubject: bare\r\rtext\r".to_vec()),
        ("a mailbox file's first line", b"From ann Mon Jan 1\r\nSubject: mbox\r\n\r\ntext".to_vec()),
        ("one line of 2 MB", vec![b'x'; 2_000_000]),
        ("a name of 1 MB", [vec![b'X'; 1_000_000], b": value\r\n\r\ntext".to_vec()].concat()),
        ("UTF-16", "Subject: wide\r\n\r\ntext".encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ];
    all_kept(cases).await;
}

#[tokio::test]
async fn broken_structure_is_kept() {
    let mixed = |boundary: &str, body: &str| letter(&[("Content-Type", &format!("multipart/mixed{boundary}"))], body);
    let typed = |value: &str| letter(&[("Content-Type", value)], "text");
    let encoded = |value: &str, body: &str| letter(&[("Content-Transfer-Encoding", value)], body);
    let attached = |head: &str| mixed("; boundary=b", &format!("--b\n{head}\n\nfile\n--b--\n"));
    let cases: Vec<(&str, String)> = vec![
        ("no boundary", mixed("", "--\n\ntext\n----\n")),
        ("an empty boundary", mixed("; boundary=\"\"", "--\n\ntext\n----\n")),
        ("a boundary that never comes", mixed("; boundary=b", "text without parts")),
        ("a multipart that is not closed", mixed("; boundary=b", "--b\n\ntext")),
        ("a multipart that ends in a header", mixed("; boundary=b", "--b\nContent-Type: text/plain")),
        ("a multipart that closes first", mixed("; boundary=b", "--b--\n--b\n\ntext\n")),
        (
            "a boundary within itself",
            mixed("; boundary=b", "--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n"),
        ),
        ("a boundary of 10 KB", mixed(&format!("; boundary={}", "b".repeat(10_000)), "text")),
        ("a type of nothing", typed("")),
        ("a type of signs", typed(";;;=;\"\\")),
        ("half a type", typed("text/")),
        ("a type of 100 KB", typed(&"x/".repeat(50_000))),
        ("ten thousand parameters", typed(&format!("text/plain{}", "; a=b".repeat(10_000)))),
        ("a file name that never ends", attached("Content-Disposition: attachment; filename=\"a")),
        ("a file name of line breaks", attached("Content-Disposition: attachment; filename=\"a\n b\n c\"")),
        (
            "a file name of a megabyte",
            attached(&format!("Content-Disposition: attachment; filename={}", "n".repeat(1 << 20))),
        ),
        ("file name pieces without a first", attached("Content-Disposition: attachment; filename*7=x; filename*9=y")),
        ("an unknown encoding", encoded("x-rot13", "grkg")),
        ("base64 that is none", encoded("base64", "!!!! not base64 ====")),
        ("base64 cut short", encoded("base64", "dGV4d")),
        ("quoted-printable that is none", encoded("quoted-printable", "=ZZ = =3\n=")),
        ("a date that is none", letter(&[("Date", "yesterday, 99 Foo 99999999999 99:99:99 +9999")], "text")),
        ("a message id of nothing", letter(&[("Message-ID", "<>")], "text")),
        ("a message id of 5 KB", letter(&[("Message-ID", &format!("<{}@x>", "i".repeat(5_000)))], "text")),
        ("many message ids", letter(&[("Message-ID", "<a@x>"), ("Message-ID", "<b@x>")], "text")),
        ("references to itself", letter(&[("Message-ID", "<me@x>"), ("References", "<me@x> <me@x>")], "text")),
        ("100,000 references", letter(&[("References", &"<r@x>\r\n ".repeat(100_000))], "text")),
    ];
    all_kept(cases.into_iter().map(|(name, raw)| (name, raw.into_bytes())).collect()).await;
}

#[tokio::test]
async fn deep_nesting_is_kept_and_its_text_found() {
    let mut nested = String::new();
    for level in 0..256 {
        write!(nested, "Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n").unwrap();
    }
    nested.push_str("Content-Type: text/plain\n\nat the bottom\n");
    (0..256).rev().for_each(|level| writeln!(nested, "--b{level}--").unwrap());
    let (head, body) = nested.split_once("\n\n").unwrap();
    let raw = letter(&[("Content-Type", head.trim_start_matches("Content-Type: "))], body);
    let message = kept("256 multiparts", raw.as_bytes()).await;
    assert_eq!(message["body"].as_str().unwrap().trim(), "at the bottom");

    let forwarded = "Content-Type: message/rfc822\r\n\r\n".repeat(256) + "Subject: at the bottom\r\n\r\ntext";
    let message = kept("256 messages", forwarded.as_bytes()).await;
    assert_eq!(message["attachments"].as_array().unwrap().len(), 1);

    let parts = "--b\n\npart\n".repeat(20_000);
    let raw = letter(&[("Content-Type", "multipart/mixed; boundary=b")], &format!("{parts}--b--\n"));
    let message = kept("20,000 parts", raw.as_bytes()).await;
    assert!(message["body"].as_str().unwrap().starts_with("part"), "{}", message["body"]);
}

#[tokio::test]
async fn very_many_and_very_long_header_fields_are_kept() {
    let body = "\r\ntext under it";
    let many = format!("Subject: many\r\n{}From: ann@sender.example\r\n{body}", "X-Filler: line\r\n".repeat(100_000));
    let message = kept("100,000 fields", many.as_bytes()).await;
    assert_eq!((&message["subject"], &message["from"]), (&json!("many"), &json!("ann@sender.example")));
    assert_eq!(message["body"], "text under it");

    let folded = format!("Subject: folded\r\nX-Long:{}\r\n{body}", "\r\n more".repeat(100_000));
    let message = kept("a field of 100,000 lines", folded.as_bytes()).await;
    assert_eq!((&message["subject"], &message["body"]), (&json!("folded"), &json!("text under it")));

    for (length, name) in [(100_000, "a subject of 100 KB"), (3_000_000, "a subject of 3 MB")] {
        let raw = format!("Subject: begins {}\r\n{body}", "word ".repeat(length / 5));
        let message = kept(name, raw.as_bytes()).await;
        assert!(message["subject"].as_str().unwrap().starts_with("begins word word"), "{name}");
        assert_eq!(message["body"], "text under it");
    }
    let many =
        format!("From: {}a@b.example\r\nTo: {0}c@d.example\r\n{body}", "somebody <x@y.example>, ".repeat(50_000));
    let message = kept("100,000 people", many.as_bytes()).await;
    assert_eq!(message["from"], "x@y.example");
    let name = format!("From: \"{}\" <a@b.example>\r\n{body}", "long name ".repeat(200_000));
    kept("a name of 2 MB", name.as_bytes()).await;
    let words = format!("Subject: {}\r\n{body}", "=?utf-8?q?".repeat(100_000));
    kept("encoded words that never end", words.as_bytes()).await;
}

#[tokio::test]
async fn senders_who_do_not_say_who_they_are_are_nobody() {
    for (from, address) in [
        ("", ""),
        ("From:\r\n", ""),
        ("From: <>\r\n", ""),
        ("From: Only A Name\r\n", ""),
        ("From: undisclosed:;\r\n", ""),
        ("From: \"a@b.example\"\r\n", ""),
        ("From: a@b.example, c@d.example\r\n", "a@b.example"),
        ("From: a@b.example\r\nFrom: c@d.example\r\n", "a@b.example"),
        ("Sender: s@t.example\r\n", ""),
        ("from : a@b.example\r\n", "a@b.example"),
    ] {
        let message = kept(from, format!("{from}Subject: who\r\n\r\ntext").as_bytes()).await;
        assert_eq!((&message["from"], &message["subject"]), (&json!(address), &json!("who")), "{from:?}");
    }
}

#[tokio::test]
async fn broken_character_sets_show_what_can_be_read() {
    let text = |kind: &str, body: &[u8]| {
        let head = letter(&[("Content-Type", kind), ("Content-Transfer-Encoding", "8bit")], "");
        [head.as_bytes(), body].concat()
    };
    for (kind, bytes, seen) in [
        ("text/plain; charset=no-such-set", &b"readable caf\xc3\xa9"[..], "readable café"),
        ("text/plain; charset=utf-8", b"readable caf\xe9", "readable caf\u{fffd}"),
        ("text/plain; charset=us-ascii", b"readable caf\xe9!", "readable café!"),
        ("text/plain; charset=\"", b"readable", "readable"),
        ("text/plain; charset=utf-8; charset=latin1", b"readable", "readable"),
        ("text/plain; charset=utf-16", b"\xfe\xff\0a\0b\0", "ab"),
        ("text/plain; charset=utf-16", b"\xd8\0\xd8\0", ""),
        ("text/plain; charset=iso-2022-jp", b"\x1b$B%O", "ハ"),
        ("text/plain; charset=iso-2022-jp", b"\x1b$B%O%m!<\x1b(B", "ハロー"),
        ("text/plain; charset=Shift_JIS", b"\x83n\x83\x8D\x81[", "ハロー"),
        ("text/plain; charset=euc-jp", b"\xa5\xcf\xa5\xed\xa1\xbc", "ハロー"),
        ("text/plain; charset=big5", b"\xa7A\xa6n", "你好"),
        ("text/plain; charset=gb18030", b"\xc4\xe3\xba\xc3 \x94\x39\xda\x33", "你好 \u{1f4a9}"),
        ("text/plain; charset=gbk", b"\xc4\xe3\xba\xc3 \xff\xff", "你好 \u{fffd}"),
        ("text/plain; charset=euc-kr", b"\xbe\xc8\xb3\xe7", "안녕"),
        ("text/plain; charset=windows-874", b"\xca\xc7\xd1\xca\xb4\xd5", "สวัสดี"),
        ("text/plain; charset=ibm866", b"\x8f\xe0\xa8\xa2\xa5\xe2", "Привет"),
        ("text/plain; charset=x-mac-cyrillic", b"\x8f\xf0\xe8\xe2\xe5\xf2", "Привет"),
        ("text/plain; charset=x-user-defined", b"a\x80", "a\u{f780}"),
        ("text/plain; charset=iso-2022-kr", b"never read", "\u{fffd}"),
        ("text/plain; charset=gbk", b"\xef\xbb\xbfcaf\xc3\xa9", "café"),
        ("text/plain; charset=utf-7", b"readable +ZeVnLA", "readable"),
        (&format!("text/plain; charset={}", "x".repeat(10_000)), b"readable", "readable"),
    ] {
        let message = kept(kind, &text(kind, bytes)).await;
        assert!(message["body"].as_str().unwrap().starts_with(seen), "{kind:.60}: {}", message["body"]);
    }
    for subject in
        ["=?utf-8?B?!!!?=", "=?x?Q?a?=", "=?utf-16?B?2AA=?=", "=?utf-8?Q?=FF=FE?=", "\x01\x02 \"\\ \u{2028} </script>"]
    {
        kept(subject, letter(&[("Subject", subject)], "text").as_bytes()).await;
    }
}

#[tokio::test]
async fn header_fields_in_bare_latin_1_are_read() {
    for (subject, seen) in
        [(&b"caf\xe9 cr\xe8me"[..], "café crème"), (b"caf\xe9.", "café."), (b"cr\xe8me caf\xe9", "crème café")]
    {
        let raw = [b"Subject: ", subject, b"\r\nFrom: J\xfcrgen Andr\xe9 <j@sender.example>\r\n\r\n\xff\xff"].concat();
        let message = kept(seen, &raw).await;
        assert_eq!((&message["subject"], &message["from_name"]), (&json!(seen), &json!("Jürgen André")));
    }
}

#[tokio::test]
async fn a_senders_envelope_may_be_anything() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    let long = format!("{}@sender.example", "x".repeat(10_000));
    for from in ["", "<>", "not an address", "a@b@c", "ä@ö.example", "a&to=other@warren.example", &long] {
        server.deliver(from, &mailbox.address, letter(&[], "text")).await.expect(200);
    }
    assert_eq!(mailbox.list("").await.len(), 7);
}
