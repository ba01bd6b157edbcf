//! Tests of whole messages.

use super::*;

const OURS: &str = "mx.cloudflare.net";

fn parsed(raw: &str) -> ParsedMessage {
    let raw = raw.replace('\n', "\r\n");
    let message = read(raw.as_bytes(), OURS);
    for file in &message.attachments {
        assert_eq!(contents(raw.as_bytes(), file).len(), file.size, "{file:?}");
    }
    message
}

fn contents(raw: &[u8], file: &Attachment) -> Vec<u8> {
    let (mut decoder, mut out) = (Decoder::new(file.encoding), Vec::new());
    decoder.push(&raw[file.start..file.end], &mut out);
    decoder.finish(&mut out);
    out
}

fn person(name: &str, address: &str) -> Mailbox {
    Mailbox { name: (!name.is_empty()).then(|| name.to_owned()), address: address.to_owned() }
}

fn names(message: &ParsedMessage) -> Vec<&str> {
    message.attachments.iter().map(|file| file.filename.as_str()).collect()
}

/// Like `parsed`, with a small stack as in wasm, and with a time limit.
fn survived(raw: Vec<u8>) -> ParsedMessage {
    let started = std::time::Instant::now();
    let reading = std::thread::Builder::new().stack_size(512 << 10).spawn(move || read(&raw, OURS)).unwrap();
    let message = reading.join().unwrap();
    let took = started.elapsed();
    assert!(took.as_secs() < 20, "took {took:?}");
    message
}

fn repeated(start: &str, piece: &str, size: usize, end: &str) -> Vec<u8> {
    [start.as_bytes(), piece.repeat(size / piece.len()).as_bytes(), end.as_bytes()].concat()
}

#[test]
fn reads_the_header_fields() {
    let message = parsed(
        "Received: from a.example by mx.cloudflare.net; Mon, 1 Jan 2024 00:00:00 +0000\n\
         Authentication-Results: mx.cloudflare.net; spf=pass smtp.mailfrom=a.example;\n\tdkim=fail; dmarc=none\n\
         From: =?utf-8?Q?J=C3=BCrgen_M?= <j@a.example>\n\
         Sender: list@a.example\n\
         To: \"Doe, Jane\" <Jane@B.example>, Team: x@b.example, <y@b.example>;\n\
         Cc: z@b.example (Zoe)\n\
         Reply-To: answers@a.example\n\
         Subject: =?iso-8859-1?Q?Caf=E9?=\n =?utf-8?B?IOKCrCA1?= for two\n\
         Date: Tue, 2 Jan 2024 03:04:05 +0100\n\
         Message-ID: <id-1@a.example>\n\
         References: <r@a.example>\n <p@a.example>\n\
         In-Reply-To: <p@a.example>\n\
         Auto-Submitted: no\n\
         \n\
         Hello\n",
    );
    assert_eq!(message.authors.sole(), Some(&person("Jürgen M", "j@a.example")));
    assert_eq!(
        message.to,
        [person("Doe, Jane", "Jane@B.example"), person("", "x@b.example"), person("", "y@b.example")]
    );
    assert_eq!(
        (message.cc, message.reply_to),
        (vec![person("Zoe", "z@b.example")], vec![person("", "answers@a.example")])
    );
    assert_eq!(message.subject, "Café € 5 for two");
    assert_eq!(message.date, Some(1_704_161_045_000));
    assert_eq!(message.message_id.as_deref(), Some("id-1@a.example"));
    assert_eq!(message.references, ["r@a.example", "p@a.example"]);
    assert_eq!(message.text.as_deref(), Some("Hello\n"));
    assert_eq!(message.auth.spf.as_deref(), Some("pass"));
    assert_eq!((message.auth.dkim.as_deref(), message.auth.dmarc.as_deref()), (Some("fail"), Some("none")));
    assert!(!message.automatic && !message.truncated && message.html.is_none() && message.attachments.is_empty());
}

#[test]
fn an_unreadable_author_is_not_replaced() {
    for (fields, first) in [
        ("Sender: a@b.c\nFrom: Somebody", Some(person("Somebody", ""))),
        ("From: Somebody", Some(person("Somebody", ""))),
        ("From: a@b.c, d@e.f\nFrom: x@y.z", Some(person("", "a@b.c"))),
        ("Sender: a@b.c", None),
    ] {
        let message = parsed(&format!("{fields}\n\n"));
        assert_eq!((message.authors.first(), message.authors.sole()), (first.as_ref(), None), "{fields}");
    }
    assert_eq!(parsed("From: <a b@c>,,<>\n\n").authors.all(), [person("", "a b@c")]);
}

#[test]
fn reads_bytes_without_a_declared_character_set() {
    let message = read(b"Subject: caf\xe9 \xe2\x82\xac\nFrom: \"Andr\xe9\" <a@b.c>\n\ncaf\xe9\n", OURS);
    assert_eq!(
        (message.subject.as_str(), message.authors.first().and_then(|author| author.name.as_deref())),
        ("café €", Some("André"))
    );
    assert_eq!(message.text.as_deref(), Some("café\n"));
}

#[test]
fn an_encoded_word_may_end_with_the_padding_of_base64() {
    for (word, said) in [("aGkh8J+Yhg==", "hi!😆"), ("aGkh", "hi!"), ("aGk=", "hi")] {
        let message = parsed(&format!("Subject: =?utf-8?B?{word}?= =?utf-8?B?{word}?=\n\n"));
        assert_eq!(message.subject, format!("{said}{said}"));
    }
}

#[test]
fn unterminated_encoded_words_are_plain_text() {
    for (subject, expected) in [
        ("=?utf-8?q?caf=C3 =?utf-8?q?caf=C3=A9?= x", "= ?utf-8?q?caf=C3 café x"),
        ("a=?b c?d=?e", "a=?b c?d=?e"),
        ("=?utf-8?Q?Really??=", "Really?"),
        ("=?utf-8?q?a?==?utf-8?q?b?=", "ab"),
    ] {
        assert_eq!(parsed(&format!("Subject: {subject}\n\n")).subject, expected, "{subject}");
    }
}

#[test]
fn automatic_messages_are_recognized_by_their_header() {
    for header in
        ["Auto-Submitted: auto-replied", "Precedence: Bulk", "List-Id: <x.y>", "List-Unsubscribe: <https://x>"]
    {
        assert!(parsed(&format!("{header}\n\n")).automatic, "{header}");
    }
    assert!(!parsed("Precedence: first-class\n\n").automatic);
}

#[test]
fn keeps_both_text_and_html() {
    let message = parsed(
        "Content-Type: multipart/alternative; boundary=b\n\npreamble\n--b\nContent-Type: text/plain; charset=utf-8\n\nplain\n--b\n\
         Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>h=\ntml=20</p>\n--b--\nepilogue\n",
    );
    assert_eq!(message.text.as_deref(), Some("plain"));
    assert_eq!(message.html.as_deref(), Some("<p>html </p>"));
    assert_eq!(message.readable(), "plain");
}

#[test]
fn a_message_with_only_html_is_readable() {
    let message = parsed("Content-Type: text/html\n\n<p>Hi <b>there</b>\n");
    assert_eq!((message.text.as_deref(), message.html.as_deref()), (None, Some("<p>Hi <b>there</b>\n")));
    assert_eq!(message.readable(), "Hi there");
}

#[test]
fn text_parts_are_joined() {
    let message = parsed(
        "Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/alternative; boundary=a\n\n--a\n\none\n--a\n\
         Content-Type: text/html\n\n<p>one\n--a--\n--m\nContent-Type: text/html\n\n<p>two\n--m\n\nfooter\n--m--\n",
    );
    assert_eq!(message.text.as_deref(), Some("one\ntwo\nfooter"));
    assert_eq!(message.html.as_deref(), Some("<p>one\n<p>two"));
    let html_in_a_choice_of_one = parsed(
        "Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/alternative; boundary=a\n\n--a\n\
         Content-Type: text/html\n\n<p>one\n--a--\n--m\n\nfooter\n--m--\n",
    );
    assert_eq!(html_in_a_choice_of_one.text.as_deref(), Some("one\nfooter"));
}

#[test]
fn distinguishes_attachments_from_bodies() {
    let message = parsed(
        "Content-Type: multipart/mixed; boundary=m\n\n\
         --m\nContent-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\n<img src=cid:logo>\n\
         --r\nContent-Type: image/png; name=logo.png\nContent-ID: <logo>\nContent-Transfer-Encoding: base64\n\niVBORw0K\nGgo=\n\n\
         --r\nContent-Type: text/plain\n\nof the page\n--r--\n\
         --m\nContent-Type: text/plain; name=notes.txt\n\nnotes\n\
         --m\nContent-Disposition: attachment\n\nsaved\n\
         --m\nContent-Type: image/gif\nContent-Disposition: inline\n\nGIF89a\n\
         --m\nContent-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n\
         --m\nContent-Type: application/pdf\nContent-ID: <x>\nContent-Disposition: attachment; filename*0*=utf-8''caf%C3%A9; filename*1*=%20a.pdf\n\n%PDF\n--m--\n",
    );
    assert_eq!(message.text, None);
    assert_eq!(message.html.as_deref(), Some("<img src=cid:logo>"));
    assert_eq!(
        names(&message),
        [
            "logo.png",
            "attachment-2.txt",
            "notes.txt",
            "attachment-4.txt",
            "attachment-5.gif",
            "attachment-6.ics",
            "café a.pdf"
        ]
    );
    let inline: Vec<bool> = message.attachments.iter().map(|file| file.inline).collect();
    assert_eq!(inline, [true, false, false, false, true, false, false]);
    let logo = &message.attachments[0];
    assert_eq!((logo.index, logo.size, logo.content_id.as_deref()), (0, 8, Some("logo")));
    assert_eq!((logo.content_type.as_str(), logo.encoding), ("image/png", Encoding::Base64));
}

#[test]
fn file_names_are_decoded_and_made_safe() {
    for (field, name) in [
        ("attachment; filename=\"=?utf-8?B?Y2Fmw6kudHh0?=\"", "café.txt"),
        ("attachment; filename==?utf-8?Q?caf=C3=A9.txt?=", "café.txt"),
        ("attachment; filename*=iso-8859-1''caf%E9.txt", "café.txt"),
        ("attachment; filename*0=\"a long \"; filename*1=\"name.txt\"", "a long name.txt"),
        ("attachment; filename=\"..\\\\..\\\\x.txt\"", "x.txt"),
        ("attachment; filename=\"../../etc/passwd\"", "passwd"),
        ("attachment; filename=\"a\\\"b.txt\"", "a\"b.txt"),
        ("attachment", "attachment-1.txt"),
        ("attachment; filename=\"\"", "attachment-1.txt"),
    ] {
        let message = parsed(&format!("Content-Disposition: {field}\n\nx\n"));
        assert_eq!(names(&message), [name], "{field}");
    }
}

#[test]
fn an_embedded_message_is_an_attachment() {
    let inner = "From: b@c.d\nSubject: Inner\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\ninner text\n--i--\n";
    let raw = format!(
        "Content-Type: multipart/mixed; boundary=o\n\n--o\n\nouter\n--o\nContent-Type: message/rfc822\n\n{inner}\n--o--\n"
    );
    let message = parsed(&raw);
    assert_eq!((message.text.as_deref(), names(&message)), (Some("outer"), vec!["Inner.eml"]));
    let raw = raw.replace('\n', "\r\n");
    let nested = read(&contents(raw.as_bytes(), &message.attachments[0]), OURS);
    assert_eq!((nested.subject.as_str(), nested.text.as_deref()), ("Inner", Some("inner text")));

    // As part of the body, the text would seem to be the forwarder's.
    let alone = parsed(&format!("From: a@b.c\nContent-Type: message/rfc822\n\n{inner}"));
    assert_eq!(
        (alone.authors.all()[0].address.as_str(), alone.text.as_deref(), names(&alone)),
        ("a@b.c", None, vec!["Inner.eml"])
    );
    let digest = parsed(
        "Content-Type: multipart/digest; boundary=o\n\n--o\n\nSubject: One\n\n1\n--o\n\nSubject: Two\n\n2\n--o--\n",
    );
    assert_eq!((digest.text.as_deref(), names(&digest)), (None, vec!["One.eml", "Two.eml"]));
}

#[test]
fn a_broken_structure_loses_no_parts() {
    // Neither multipart is closed, and the next part of the outer one ends the inner one.
    let message = parsed(
        "Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\none\n--o\n\ntwo",
    );
    assert_eq!(message.text.as_deref(), Some("one\ntwo"));
    let never_begun = parsed("Content-Type: multipart/mixed; boundary=x\n\nall of it\n--y\n");
    assert_eq!(never_begun.text.as_deref(), Some("all of it\n--y\n"));
    assert_eq!(parsed("Content-Type: multipart/mixed\n\n--x\n\nall").text.as_deref(), Some("--x\n\nall"));
    assert_eq!(
        parsed("Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n--x--").text.as_deref(),
        Some("")
    );
    let after_the_end =
        parsed("Content-Type: multipart/mixed; boundary=x\n\n--x\n\none\n--x--\nskipped\n--x\n\ntwo\n--x--\n");
    assert_eq!(after_the_end.text.as_deref(), Some("one\ntwo"));
    assert_eq!(parsed("Content-Type: nonsense\n\nall").text.as_deref(), Some("all"));
    assert_eq!(parsed("Content-Type: text/plain; charset=\"no-such\"\n\nall").text.as_deref(), Some("all"));
    let looks_alike =
        parsed("Content-Type: multipart/mixed; boundary=x\n\n--x\n\na\n--xy\n--x-\nb\n--x  \n\nc\n--x--  \n");
    assert_eq!(looks_alike.text.as_deref(), Some("a\n--xy\n--x-\nb\nc"));
}

#[test]
fn broken_headers_lose_no_text() {
    let mbox = parsed("From a@b.c Mon Jan  1 00:00:00 2024\nSubject: x\n\nbody");
    assert_eq!((mbox.subject.as_str(), mbox.text.as_deref()), ("x", Some("body")));
    let garbage = parsed("Subject: a\nthis is no field\nFrom : a@b.c\n\nbody");
    assert_eq!((garbage.authors.all()[0].address.as_str(), garbage.text.as_deref()), ("a@b.c", Some("body")));
    let no_empty_line = parsed("Subject: a\nthe body begins\nat once: here\n");
    assert_eq!(no_empty_line.text.as_deref(), Some("the body begins\nat once: here\n"));
    assert_eq!(parsed("just words").text.as_deref(), Some("just words"));
    assert_eq!(parsed("\nbody").text.as_deref(), Some("body"));
    let only_header = parsed("Subject: a");
    assert_eq!((only_header.subject.as_str(), only_header.text.as_deref()), ("a", Some("")));
    assert_eq!(read(b"", OURS), ParsedMessage { text: Some(String::new()), ..ParsedMessage::default() });
}

#[test]
fn all_fifteen_attachments_are_listed() {
    let part = |n: usize| {
        format!("--b\nContent-Type: application/pdf; name=f{n}.pdf\nContent-Transfer-Encoding: base64\n\nQUJD\n")
    };
    let parts: String = (0..15).map(part).collect();
    let message = parsed(&format!("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n{parts}--b--\n"));
    assert_eq!(message.attachments.len(), 15);
    assert!(
        message
            .attachments
            .iter()
            .enumerate()
            .all(|(n, file)| file.index == n && file.filename == format!("f{n}.pdf") && file.size == 3)
    );
}

#[test]
fn text_of_two_megabytes_is_kept_and_of_nine_is_cut() {
    let message = parsed(&format!("\n{}", "é\n".repeat(1 << 19)));
    assert!(message.text.as_ref().is_some_and(|text| text.len() == 3 << 19) && !message.truncated);
    let message = parsed(&format!("\n{}", "€".repeat(3 << 20)));
    assert!(message.text.as_ref().is_some_and(|text| text.len() == MAX_BODY_BYTES - 1) && message.truncated);
    let html = parsed(&format!("Content-Type: text/html\n\n{}", "<p>x".repeat(2 << 20)));
    assert!(html.html.as_ref().is_some_and(|html| html.len() == MAX_BODY_BYTES) && html.truncated);
}

#[test]
fn deep_nesting_is_read_to_the_bottom() {
    for depth in [256, 10_000] {
        let open: String =
            (0..depth).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n")).collect();
        let close: String = (0..depth).rev().map(|n| format!("--b{n}--\n")).collect();
        let message = survived(format!("{open}\nbottom\n{close}").into_bytes());
        assert_eq!((message.text.as_deref(), message.truncated), (Some("bottom"), false), "{depth}");
    }
    let within: String = "Content-Type: message/rfc822\n\n".repeat(100_000);
    assert_eq!(survived(format!("{within}Subject: x\n\nhello").into_bytes()).attachments.len(), 1);
}

/// A message may be three times as large. In a debug build, this is enough to detect non-linear time.
const BIG: usize = 8 << 20;

#[test]
fn a_million_header_lines_take_no_memory_and_little_time() {
    let message = survived(repeated("Subject: x\n", "a:\n", BIG, "To: a@b.c\n\nbody"));
    assert_eq!((message.to.len(), message.text.as_deref()), (1, Some("body")));
    survived(repeated("", "To: a@b.c\n", BIG, "\nbody"));
    survived(repeated("", "x\n", BIG, "Subject: x\n\nbody"));
    survived(repeated("Subject: x\n", "References: <a@b>\n", 1 << 20, "\n"));
    assert_eq!(survived(repeated("References:", " <a@b>\n", BIG, "\nbody")).references, ["a@b"]);
}

#[test]
fn millions_of_parts_are_cut_off() {
    let message = survived(repeated("Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\n", BIG, ""));
    assert!(message.truncated);
    let file = "--b\nContent-Disposition: attachment\n\nx\n";
    let message = survived(repeated("Content-Type: multipart/mixed; boundary=b\n\n", file, 100_000, "--b--\n"));
    assert!(message.truncated && message.attachments.len() == MAX_ATTACHMENTS);
}

#[test]
fn unclosed_and_unfinished_things_take_linear_time() {
    let multipart = "Content-Type: multipart/mixed; boundary=b\n\n";
    let unfinished_name = format!("--b\nContent-Disposition: x; filename=\"{}\"\n\n", "=?aa?q?xx ".repeat(800));
    for piece in [
        unfinished_name.as_str(),
        "--b\nContent-Type: multipart/mixed; boundary=zz\n\n",
        "--b\nContent-Transfer-Encoding: base64\n\n!",
        "--b\nContent-Type: message/rfc822\n\nno\n",
        "--b\nno field\n",
        "--\n",
        "--b--\n",
        "--b-\n",
    ] {
        survived(repeated(multipart, piece, BIG / 4, ""));
    }
    for (field, piece) in [
        ("Subject: ", "=?aa?q?xx "),
        ("Subject: ", "=?"),
        ("To: ", "=?aa?q?xx "),
        ("To: ", "a@b.c, "),
        ("To: ", "("),
        ("To: ", "a:;"),
        ("To: ", "<\""),
        ("Content-Type: text/plain", "; a*1=x"),
        ("Content-Type: text/plain", "; a*=x'y'z"),
        ("Content-Disposition: x", "; ("),
        ("Authentication-Results: mx.cloudflare.net", "; spf=pass (\"("),
        ("Date: ", "(1 "),
        ("Message-ID: ", "<"),
        ("In-Reply-To: ", "< ,"),
    ] {
        survived(repeated(field, piece, BIG / 4, "\n\nbody"));
    }
}
