use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::DateTime;
use futures_util::future::join_all;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::support::{Mailbox, Server, encoded, eventually, letter, unique};

fn subjects(messages: &[Value]) -> Vec<&str> {
    messages.iter().map(|message| message["subject"].as_str().unwrap()).collect()
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap()
}

#[tokio::test]
async fn a_message_is_listed_with_exactly_what_there_is_to_know() {
    let mailbox = Server::shared().mailbox().await;
    let local = unique("list");
    let bracketed = format!("<{local}@sender.example>");
    let fields = [("Subject", "=?utf-8?Q?Caf=C3=A9?= at\r\n five"), ("Message-ID", &bracketed)];
    let raw = letter(&fields, "Dear Ada,\n\nshall we  meet?\n\tAnn\n");
    let before = now();
    mailbox.receive(&raw).await;

    let page = mailbox.page("").await;
    let message = &page["messages"][0];
    let received = DateTime::parse_from_rfc3339(message["received_at"].as_str().unwrap()).unwrap();
    let received = Duration::from_millis(received.timestamp_millis().try_into().unwrap());
    assert!(before <= received + Duration::from_millis(1) && received <= now(), "{message}");
    assert!(message["received_at"].as_str().unwrap().ends_with('Z'), "{message}");
    assert!(message["id"].as_str().unwrap().starts_with("msg_"), "{message}");
    assert!(message["thread_id"].as_str().unwrap().starts_with("thr_"), "{message}");
    let expected = json!({
        "id": message["id"],
        "message_id": bracketed,
        "message_id_url": format!("%3C{local}%40sender.example%3E"),
        "from": "ann@sender.example",
        "from_name": "Ann",
        "author_proved": false,
        "in_reply_to": null,
        "to": mailbox.address,
        "subject": "Café at five",
        "snippet": "Dear Ada, shall we meet? Ann",
        "received_at": message["received_at"],
        "thread_id": message["thread_id"],
        "attachment_count": 0,
        "auth": { "spf": null, "dkim": null, "dmarc": null },
        "read": false,
        "archived": false,
        "cursor": message["cursor"],
    });
    assert_eq!(message, &expected);
    assert!(message["cursor"].is_u64(), "{message}");
    let around = json!({
        "messages": [expected], "count": 1, "limit": 20, "has_more": false, "next_cursor": null, "address": mailbox.address,
    });
    assert_eq!(page, around);
}

#[tokio::test]
async fn a_message_comes_in_by_the_email_event_and_is_read_in_full() {
    let mailbox = Server::shared().mailbox().await;
    let fields = [
        ("From", "=?iso-8859-1?Q?J=FCrgen?= <juergen@sender.example>"),
        ("To", "Ada <ada@warren.example>, bob@elsewhere.example"),
        ("Cc", "Team: cy@elsewhere.example;"),
        ("Reply-To", "answers@sender.example"),
        ("Subject", "Both forms"),
        ("References", "<root@sender.example> <parent@sender.example>"),
        ("Message-ID", "<full@sender.example>"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "multipart/alternative; boundary=cut"),
    ];
    let body = "--cut\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n\
        Gr=C3=BC=C3=9Fe\n--cut\nContent-Type: text/html; charset=utf-8\n\n<p>Gr&uuml;&szlig;e</p>\n--cut--\n";
    let raw = letter(&fields, body);
    mailbox.receive_by_event(&raw).await;

    let listed = mailbox.only().await;
    assert_eq!((&listed["from"], &listed["from_name"]), (&json!("juergen@sender.example"), &json!("Jürgen")));
    assert_eq!((&listed["snippet"], &listed["to"]), (&json!("Grüße"), &json!(mailbox.address)));
    let message = mailbox.read("full@sender.example").await;
    let mut expected = listed.as_object().unwrap().clone();
    let more = json!({
        "read": true,
        "body": "Grüße",
        "extracted_text": "Grüße",
        "html": "<p>Gr&uuml;&szlig;e</p>",
        "recipients": [{ "name": "Ada", "address": "ada@warren.example" }, { "address": "bob@elsewhere.example" }],
        "cc": [{ "address": "cy@elsewhere.example" }],
        "reply_to": [{ "address": "answers@sender.example" }],
        "date": "2026-11-22T09:00:00.000Z",
        "date_header": "Sun, 22 Nov 2026 10:00:00 +0100",
        "references": ["<root@sender.example>", "<parent@sender.example>"],
        "attachments": [],
        "automatic": false,
        "truncated": false,
    });
    expected.extend(more.as_object().unwrap().clone());
    assert_eq!(message, Value::Object(expected));
    assert_eq!(mailbox.raw("full@sender.example").await, raw.as_bytes());
}

#[tokio::test]
async fn a_snippet_is_the_first_120_characters_on_one_line() {
    let mailbox = Server::shared().mailbox().await;
    let fields = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Transfer-Encoding", "8bit")];
    let cases = [
        ("ä€😀\n".repeat(100), "ä€😀 ".repeat(30).trim_end().to_owned()),
        ("x".repeat(500), "x".repeat(120)),
        (format!("{} end", "é".repeat(119)), "é".repeat(119)),
        (format!("{} end", "é".repeat(118)), format!("{} e", "é".repeat(118))),
        (" \n\t\n ".to_owned(), String::new()),
        ("\u{200c}\u{200c} a \u{200c} b".to_owned(), "a b".to_owned()),
    ];
    for (text, expected) in cases {
        mailbox.receive(letter(&fields, &text)).await;
        assert_eq!(mailbox.list("&limit=1").await[0]["snippet"], expected, "{text:?}");
    }
    mailbox.receive(letter(&[("Content-Type", "text/html")], "<style>p{}</style><p>Only <b>HTML</b></p>")).await;
    assert_eq!(mailbox.list("&limit=1").await[0]["snippet"], "Only HTML");
}

#[tokio::test]
async fn the_envelope_decides_who_receives_in_any_case_and_with_any_tag() {
    let server = Server::shared();
    let (mailbox, named) = (server.mailbox().await, server.mailbox().await);
    let (local, _) = mailbox.address.split_once('@').unwrap();
    let to = [
        mailbox.address.to_uppercase(),
        format!("{local}+shop@warren.example"),
        format!("{}+Two+Tags.x@Warren.Example", local.to_uppercase()),
        format!("{local}+@warren.example"),
    ];
    // The header names somebody else, as it does when the recipient is in Bcc or on a list.
    let header = [("To", named.address.as_str())];
    for to in &to {
        for door in ["dev", "event"] {
            let raw = letter(&header, "hello");
            let reply = match door {
                "dev" => server.deliver("list@sender.example", to, &raw).await,
                _ => server.deliver_by_event("list@sender.example", to, &raw).await,
            };
            assert_eq!(reply.status, 200, "{to}: {reply}");
            assert_eq!(mailbox.list("&limit=1").await[0]["to"], to.to_lowercase());
        }
    }
    assert_eq!(mailbox.list("").await.len(), 2 * to.len());
    assert_eq!(named.list("").await.len(), 0);
}

#[tokio::test]
async fn mail_for_nobody_is_refused_with_a_reason() {
    let server = Server::shared();
    let raw = letter(&[], "is anybody there?");
    let nobody = format!("{}@warren.example", unique("nobody"));
    let strangers = [
        &nobody,
        "postmaster@warren.example",
        "ada@elsewhere.example",
        "ada",
        "@",
        "a b@warren.example",
        "+x@warren.example",
    ];
    for to in strangers {
        let refused = server.deliver("a@sender.example", to, &raw).await.expect(422);
        assert_eq!(refused, json!({ "rejected": "5.1.1 There is no such mailbox here" }), "{to}");
    }
    let refused = server.deliver_by_event("a@sender.example", &nobody, &raw).await;
    assert_ne!(refused.status, 200);
    assert!(refused.text().contains("5.1.1 There is no such mailbox here"), "{refused}");
}

#[tokio::test]
async fn mail_for_a_suspended_pod_is_refused_until_it_is_resumed() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let mailbox = server.new_mailbox(&pod.key).await;
    mailbox.receive(letter(&[("Subject", "before")], "")).await;

    server.delete(&format!("/v1/pods/{}", pod.id)).key(&account.key).send().await.expect(200);
    let refused = server.deliver("a@sender.example", &mailbox.address, letter(&[], "")).await.expect(422);
    assert_eq!(refused, json!({ "rejected": "5.2.1 This mailbox is suspended" }));
    server.get("/v1/email/addresses").key(&pod.key).send().await.expect_error(403, "pod_suspended");

    server.post(&format!("/v1/pods/{}/resume", pod.id)).key(&account.key).send().await.expect(200);
    mailbox.receive(letter(&[("Subject", "after")], "")).await;
    assert_eq!(subjects(&mailbox.list("").await), ["after", "before"]);
}

#[tokio::test]
async fn the_newest_message_comes_first() {
    let mailbox = Server::shared().mailbox().await;
    for subject in ["one", "two", "three"] {
        // The Date header is the sender's claim and decides nothing.
        let date = if subject == "two" { "Fri, 1 Jan 2038 00:00:00 +0000" } else { "Thu, 1 Jan 1970 00:00:00 +0000" };
        mailbox.receive(letter(&[("Subject", subject), ("Date", date)], "")).await;
    }
    let messages = mailbox.list("").await;
    assert_eq!(subjects(&messages), ["three", "two", "one"]);
    let cursors: Vec<_> = messages.iter().map(|message| message["cursor"].as_u64().unwrap()).collect();
    assert!(cursors.is_sorted_by(|newer, older| newer > older), "{cursors:?}");
}

#[tokio::test]
async fn pages_have_no_gap_and_no_repeat_while_new_mail_arrives() {
    let mailbox = Server::shared().mailbox().await;
    let letters: Vec<_> = (0..250).map(|number| letter(&[("Subject", &format!("old {number}"))], "")).collect();
    for some in letters.chunks(25) {
        join_all(some.iter().map(|raw| mailbox.receive(raw))).await;
    }

    for (limit, pages) in [(100, vec![100, 100, 50]), (50, vec![50; 5]), (83, vec![83, 83, 83, 1])] {
        let (mut seen, mut sizes, mut cursor) = (Vec::new(), Vec::new(), String::new());
        loop {
            let page = mailbox.page(&format!("&limit={limit}{cursor}")).await;
            let messages = page["messages"].as_array().unwrap();
            let old = messages.iter().filter(|message| message["subject"].as_str().unwrap().starts_with("old"));
            seen.extend(old.map(|message| message["message_id"].as_str().unwrap().to_owned()));
            assert_eq!(page["count"], messages.len());
            sizes.push(messages.len());
            let Some(next) = page["next_cursor"].as_str() else {
                assert_eq!(page["has_more"], false);
                break;
            };
            cursor = format!("&cursor={next}");
            join_all((0..3).map(|_| mailbox.receive(letter(&[("Subject", "new")], "")))).await;
        }
        assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (250, 250), "in pages of {limit}");
        // The next round starts without what arrived in this one.
        for message in mailbox.list("&limit=100").await.iter().filter(|message| message["subject"] == "new") {
            mailbox.at("DELETE", message["id"].as_str().unwrap(), "").send().await.expect(200);
        }
        assert_eq!(sizes, pages);
    }
}

#[tokio::test]
async fn a_page_has_1_to_100_messages_and_20_unless_told() {
    let mailbox = Server::shared().mailbox().await;
    join_all((0..102).map(|_| mailbox.receive(letter(&[], "")))).await;

    for (query, count) in [("", 20), ("&limit=1", 1), ("&limit=100", 100), ("&cursor=0", 0), ("&cursor=-5", 0)] {
        assert_eq!(mailbox.list(query).await.len(), count, "{query}");
    }
    assert_eq!(mailbox.list("&cursor=9007199254740991&limit=100").await.len(), 100);
    for limit in ["101", "9007199254740991"] {
        for list in [
            format!("/v1/email/inbox?address={}&limit={limit}", mailbox.address),
            format!("/v1/inbox/{}?limit={limit}", mailbox.address),
        ] {
            let page = mailbox.server.get(&list).key(&mailbox.key).send().await.expect(200);
            assert_eq!(page["messages"].as_array().unwrap().len(), 100);
            assert_eq!((&page["count"], &page["limit"], &page["has_more"]), (&json!(100), &json!(100), &json!(true)));
        }
    }
    for bad in ["limit=0", "limit=-1", "limit=ten", "limit=", "limit=1.5", "cursor=x", "cursor=", "unread=maybe"] {
        for list in [
            format!("/v1/email/inbox?address={}&{bad}", mailbox.address),
            format!("/v1/inbox/{}?{bad}", mailbox.address),
        ] {
            mailbox.server.get(&list).key(&mailbox.key).send().await.expect_error(400, "invalid_request");
        }
    }
}

#[tokio::test]
async fn messages_are_filtered_by_sender_and_its_domain_literally() {
    let mailbox = Server::shared().mailbox().await;
    let senders = [
        "ann@one.example",
        "bob@one.example",
        "ann@two.example",
        "a%n@one.example",
        "o'neil@o_e.example",
        "x@xone.example",
    ];
    for sender in senders {
        mailbox.receive(letter(&[("From", &format!("Somebody <{sender}>")), ("Subject", sender)], "")).await;
    }
    mailbox.receive(letter(&[("From", "\"Big\" <CASE@Three.Example>"), ("Subject", "case")], "")).await;
    mailbox.receive(letter(&[("From", "=?utf-8?Q?=C3=84?= <Ädam@Bücher.Example>"), ("Subject", "Ä")], "")).await;

    let cases: [(&str, &[&str]); 16] = [
        ("ann@one.example", &["ann@one.example"]),
        ("ANN@One.Example", &["ann@one.example"]),
        ("one.example", &["a%n@one.example", "bob@one.example", "ann@one.example"]),
        ("a%n@one.example", &["a%n@one.example"]),
        ("%@one.example", &[]),
        ("%", &[]),
        ("o_e.example", &["o'neil@o_e.example"]),
        ("___.example", &[]),
        ("o'neil@o_e.example", &["o'neil@o_e.example"]),
        ("' OR '1'='1", &[]),
        ("\"", &[]),
        ("ann@one", &[]),
        ("example", &[]),
        ("case@three.example", &["case"]),
        ("ädam@bücher.example", &["Ä"]),
        ("BÜCHER.EXAMPLE", &["Ä"]),
    ];
    for (from, expected) in cases {
        let query = format!("&from={}", encoded(from));
        assert_eq!(subjects(&mailbox.list(&query).await), expected, "{from}");
        let path = format!("/v1/inbox/{}?{}", mailbox.address, &query[1..]);
        let by_path = mailbox.server.get(&path).key(&mailbox.key).send().await.expect(200);
        assert_eq!(subjects(by_path["messages"].as_array().unwrap()), expected, "{from}");
    }
    for path in ["/v1/email/inbox?address={}", "/v1/inbox/{}?limit=1", "/v1/email/wait?timeout=0&address={}"] {
        let path = format!("{}&from=", path.replace("{}", &mailbox.address));
        mailbox.server.get(&path).key(&mailbox.key).send().await.expect_error(400, "invalid_request");
    }
}

#[tokio::test]
async fn filters_work_together_and_with_paging() {
    let mailbox = Server::shared().mailbox().await;
    for number in 0..12 {
        let from = if number % 2 == 0 { "even@sender.example" } else { "odd@sender.example" };
        let (subject, id) = (number.to_string(), format!("<{number}@filters>"));
        let mut fields = vec![("From", from), ("Subject", subject.as_str()), ("Message-ID", id.as_str())];
        if number % 3 == 0 {
            fields.push(("References", "<root@filters>"));
        }
        mailbox.receive(letter(&fields, "")).await;
    }
    for read in ["0@filters", "4@filters"] {
        mailbox.read(read).await;
    }
    let thread = mailbox.read("3@filters").await["thread_id"].as_str().unwrap().to_owned();
    let thread = format!("&thread_id={thread}");

    assert_eq!(subjects(&mailbox.list("&unread=true").await), ["11", "10", "9", "8", "7", "6", "5", "2", "1"]);
    assert_eq!(mailbox.list("&unread=false").await.len(), 12);
    assert_eq!(subjects(&mailbox.list(&thread).await), ["9", "6", "3", "0"]);
    assert_eq!(subjects(&mailbox.list(&format!("{thread}&unread=true")).await), ["9", "6"]);
    let even = format!("{thread}&unread=true&from=even@sender.example");
    assert_eq!(subjects(&mailbox.list(&even).await), ["6"]);
    assert_eq!(mailbox.list("&thread_id=thr_0000000000000000").await, [json!(null); 0]);

    let first = mailbox.page("&unread=true&from=odd@sender.example&limit=2").await;
    assert_eq!(subjects(first["messages"].as_array().unwrap()), ["11", "9"]);
    let rest =
        format!("&unread=true&from=odd@sender.example&limit=3&cursor={}", first["next_cursor"].as_str().unwrap());
    let rest = mailbox.page(&rest).await;
    assert_eq!(subjects(rest["messages"].as_array().unwrap()), ["7", "5", "1"]);
    assert_eq!((&first["has_more"], &rest["has_more"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn a_message_is_found_by_any_of_its_names() {
    let mailbox = Server::shared().mailbox().await;
    let ids = [
        "plain@sender.example",
        "with/slash@x",
        "../../etc@x",
        "100%@x",
        "%2F@x",
        "a%20b+c@x",
        "?q=1&r=2#f@x",
        "back\\slash@x",
        "quo\"te'@x",
        "semi;colon,comma:@x",
        "ümläut@x",
        "日本@x",
        "😀@x",
        "no-domain",
        "msg_0123456789abcdef",
        "$1!*()~_-.@x",
        "UPPER@Case.X",
    ];
    for id in ids {
        mailbox.receive(letter(&[("Message-ID", &format!("<{id}>")), ("Subject", id)], "text")).await;
        let listed = &mailbox.list("&limit=1").await[0];
        assert_eq!(listed["message_id"], format!("<{id}>"));
        let (own, url) = (listed["id"].as_str().unwrap(), listed["message_id_url"].as_str().unwrap());
        assert_eq!(percent_decode_str(url).decode_utf8().unwrap(), format!("<{id}>"));

        let bracketed = encoded(&format!("<{id}>"));
        let about = |method: &str, segment: &str, below: &str| {
            let path = format!("/v1/email/messages/{segment}{below}?address={}", mailbox.address);
            mailbox.server.request(method, &path).key(&mailbox.key)
        };
        for segment in [url, &bracketed, &encoded(id), own] {
            assert_eq!(about("GET", segment, "").send().await.expect(200)["id"], own, "{segment}");
        }
        assert_eq!(about("GET", url, "/raw").send().await.status, 200, "{url}");
        let patched = about("PATCH", url, "").json(json!({ "archived": true })).send().await.expect(200);
        assert_eq!(patched["message_id"], format!("<{id}>"));
        let by_path = format!("/v1/inbox/{}/messages/{url}", mailbox.address);
        assert_eq!(mailbox.server.get(&by_path).key(&mailbox.key).send().await.expect(200)["id"], own);
        let deleted = mailbox.at("DELETE", id, "").send().await.expect(200);
        assert_eq!(deleted, json!({ "deleted": true, "message_id": format!("<{id}>") }));
    }
    assert_eq!(mailbox.list("").await.len(), 0);
    for unknown in ["nothing@x", "msg_0000000000000000", "%", "<>", "<", "' OR 1=1 --"] {
        mailbox.at("GET", unknown, "").send().await.expect_error(404, "not_found");
    }
    let broken = format!("/v1/email/messages/%FF%FE?address={}", mailbox.address);
    mailbox.server.get(&broken).key(&mailbox.key).send().await.expect_error(400, "invalid_request");
}

#[tokio::test]
async fn nobody_hides_a_message_by_naming_another_after_it() {
    let mailbox = Server::shared().mailbox().await;
    mailbox.receive(letter(&[("Subject", "genuine")], "")).await;
    let genuine = mailbox.only().await["id"].as_str().unwrap().to_owned();
    mailbox.receive(letter(&[("Subject", "forged"), ("Message-ID", &format!("<{genuine}>"))], "")).await;

    assert_eq!(mailbox.read(&genuine).await["subject"], "genuine");
    assert_eq!(mailbox.read(&format!("<{genuine}>")).await["subject"], "forged");
}

#[tokio::test]
async fn reading_a_message_marks_it_as_read() {
    let mailbox = Server::shared().mailbox().await;
    for id in ["by-query@x", "by-path@x", "unread@x"] {
        mailbox.receive(letter(&[("Message-ID", &format!("<{id}>"))], "")).await;
    }
    assert_eq!(mailbox.read("by-query@x").await["read"], true);
    let path = format!("/v1/inbox/{}/messages/by-path@x", mailbox.address);
    assert_eq!(mailbox.server.get(&path).key(&mailbox.key).send().await.expect(200)["read"], true);
    // Downloading is not reading.
    mailbox.raw("unread@x").await;

    let read: Vec<_> = mailbox.list("").await.iter().map(|message| message["read"].clone()).collect();
    assert_eq!(read, [false, true, true]);
    let unread = mailbox.list("&unread=true").await;
    assert_eq!(unread.len(), 1);
    assert_eq!(unread[0]["message_id"], "<unread@x>");
}

#[tokio::test]
async fn a_message_is_marked_read_and_archived_and_back() {
    let mailbox = Server::shared().mailbox().await;
    mailbox.receive(letter(&[("Message-ID", "<flags@x>")], "")).await;
    let patch = |body: Value| mailbox.at("PATCH", "flags@x", "").json(body).send();

    for (change, read, archived) in [
        (json!({ "read": true }), true, false),
        (json!({ "archived": true }), true, true),
        (json!({}), true, true),
        (json!({ "read": false }), false, true),
        (json!({ "read": null, "archived": null }), false, true),
        (json!({ "read": true, "archived": false }), true, false),
        (json!({ "read": true }), true, false),
        (json!({ "read": false }), false, false),
    ] {
        let expected = json!({
            "updated": true, "message_id": "<flags@x>", "read": read, "archived": archived, "labels": [],
        });
        assert_eq!(patch(change.clone()).await.expect(200), expected, "{change}");
        let listed = mailbox.only().await;
        assert_eq!((&listed["read"], &listed["archived"]), (&json!(read), &json!(archived)), "{change}");
        assert_eq!(mailbox.list("&unread=true").await.len(), usize::from(!read), "{change}");
    }
    patch(json!({ "read": "yes" })).await.expect_error(400, "invalid_body");
    patch(json!([])).await.expect_error(400, "invalid_body");
    assert_eq!(mailbox.only().await["read"], false);
    mailbox.at("PATCH", "nothing@x", "").json(json!({ "read": true })).send().await.expect_error(404, "not_found");
}

#[tokio::test]
async fn a_deleted_message_is_gone_and_may_come_again() {
    let mailbox = Server::shared().mailbox().await;
    let fields = [("Message-ID", "<again@x>"), ("Content-Type", "multipart/mixed; boundary=cut")];
    let raw =
        letter(&fields, "--cut\n\ntext\n--cut\nContent-Disposition: attachment; filename=a.txt\n\nfile\n--cut--\n");
    mailbox.receive(&raw).await;
    let first = mailbox.only().await;
    assert_eq!(mailbox.attachment("again@x", 0).await.body, b"file");

    let deleted = mailbox.at("DELETE", "again@x", "").send().await.expect(200);
    assert_eq!(deleted, json!({ "deleted": true, "message_id": "<again@x>" }));
    for id in ["again@x", first["id"].as_str().unwrap()] {
        mailbox.at("GET", id, "").send().await.expect_error(404, "not_found");
        mailbox.at("GET", id, "/raw").send().await.expect_error(404, "not_found");
        mailbox.at("GET", id, "/attachments/0").send().await.expect_error(404, "not_found");
        mailbox.at("PATCH", id, "").json(json!({ "read": true })).send().await.expect_error(404, "not_found");
        mailbox.at("DELETE", id, "").send().await.expect_error(404, "not_found");
    }
    let list = mailbox.server.get(&format!("/v1/inbox/{}", mailbox.address)).key(&mailbox.key).send().await.expect(200);
    assert_eq!((&list["messages"], &list["total"]), (&json!([]), &json!(0)));

    mailbox.receive(&raw).await;
    let second = mailbox.only().await;
    assert_ne!(second["id"], first["id"]);
    assert!(second["cursor"].as_u64() > first["cursor"].as_u64());
    assert_eq!(second["read"], false);
    assert_eq!(mailbox.raw("again@x").await, raw.as_bytes());
    assert_eq!(mailbox.attachment("again@x", 0).await.body, b"file");
}

/// The bytes of all raw messages in the bucket.
fn stored(state: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(state) else { return 0 };
    let sizes = entries.map(|entry| {
        let path = entry.unwrap().path();
        let is_blob = path.parent().is_some_and(|folder| folder.ends_with("blobs"));
        if path.is_dir() {
            stored(&path)
        } else {
            path.metadata().map_or(0, |data| if is_blob { data.len() } else { 0 })
        }
    });
    sizes.sum()
}

#[tokio::test]
async fn nothing_of_a_deleted_message_stays_in_the_bucket() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let mailbox = server.new_mailbox(&pod.key).await;
    let raw = |number: usize| letter(&[("Message-ID", &format!("<{number}@bucket>"))], &"x".repeat(100_000));
    for number in 0..3 {
        mailbox.receive(raw(number)).await;
    }
    // Each of them raw, and its long text ready to read.
    assert!(stored(state.path()) > 600_000, "{}", stored(state.path()));

    mailbox.at("DELETE", "0@bucket", "").send().await.expect(200);
    eventually("the removal", async || ((400_000..500_000).contains(&stored(state.path()))).then_some(())).await;
    server.delete(&format!("/v1/pods/{}?purge=true", pod.id)).key(&account.key).send().await.expect(200);
    // The runtime removes what was deleted a little later.
    eventually("the removal", async || (stored(state.path()) == 0).then_some(())).await;
}

#[tokio::test]
async fn subjects_and_names_in_every_encoding_are_read() {
    let mailbox = Server::shared().mailbox().await;
    for (encoded, plain) in [
        ("=?utf-8?B?w6lsw6h2ZSA=?=", "élève"),
        ("=?utf-8?B?w6lsw6h2ZQ==?=", "élève"),
        ("=?UTF-8?b?w6lsw6h2ZS4u?=", "élève.."),
        ("=?utf-8?B?w6lsw6h2ZQ==?=\r\n =?utf-8?B?w6lsw6h2ZQ==?=", "élèveélève"),
        ("a =?utf-8?Q?=C3=A9l=C3=A8ve?= b =?iso-8859-1?Q?=E9l=E8ve=3D?= c", "a élève b élève= c"),
        ("=?utf-8?Q?ends_in_=3D?=", "ends in ="),
        ("=?gb2312?B?xOO6ww==?=", "你好"),
        ("not = ? an =? encoded ?= word", "not = ? an =? encoded ?= word"),
    ] {
        let from = format!("{encoded} <a@sender.example>");
        mailbox.receive(letter(&[("Subject", encoded), ("From", &from)], "")).await;
        let listed = mailbox.list("&limit=1").await.remove(0);
        assert_eq!((&listed["subject"], &listed["from_name"]), (&json!(plain), &json!(plain)), "{encoded}");
    }
}

#[tokio::test]
async fn of_ten_deletions_at_once_one_deletes() {
    let mailbox = Server::shared().mailbox().await;
    mailbox.receive(letter(&[("Message-ID", "<once@x>")], "")).await;
    mailbox.receive(letter(&[("Message-ID", "<other@x>")], "")).await;
    let replies = join_all((0..10).map(|_| mailbox.at("DELETE", "once@x", "").send())).await;
    let (done, late): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status == 200);
    assert_eq!(done.len(), 1);
    late.iter().for_each(|reply| drop(reply.expect_error(404, "not_found")));
    assert_eq!(mailbox.only().await["message_id"], "<other@x>");
}

#[tokio::test]
async fn the_older_paths_list_and_read_the_same_mail() {
    let mailbox = Server::shared().mailbox().await;
    for number in 0..3 {
        let (id, subject) = (format!("<{number}@older>"), number.to_string());
        mailbox.receive(letter(&[("Message-ID", &id), ("Subject", &subject)], "said \"so\"\\ \u{1f600}")).await;
    }
    mailbox.read("1@older").await;
    let list = |query: &str| {
        let path = format!("/v1/inbox/{}{query}", encoded(&mailbox.address));
        mailbox.server.get(&path).key(&mailbox.key).send()
    };

    let page = list("?limit=2").await.expect(200);
    assert_eq!(page["total"], 3);
    assert_eq!((&page["has_more"], &page["address"]), (&json!(true), &json!(mailbox.address)));
    let mut expected = mailbox.list("&limit=2").await;
    for message in &mut expected {
        message["preview"] = message["snippet"].clone();
        assert_eq!(message["preview"], "said \"so\"\\ \u{1f600}");
    }
    assert_eq!(page["messages"], Value::Array(expected));
    let rest = list(&format!("?limit=2&cursor={}", page["next_cursor"].as_str().unwrap())).await.expect(200);
    assert_eq!(subjects(rest["messages"].as_array().unwrap()), ["0"]);
    assert_eq!((&rest["has_more"], &rest["next_cursor"], &rest["total"]), (&json!(false), &json!(null), &json!(3)));
    let unread = list("?unread=true").await.expect(200);
    assert_eq!(subjects(unread["messages"].as_array().unwrap()), ["2", "0"]);

    let path = format!("/v1/inbox/{}/messages/{}", mailbox.address, encoded("<2@older>"));
    let message = mailbox.server.get(&path).key(&mailbox.key).send().await.expect(200);
    assert_eq!(message, mailbox.read("2@older").await);
    assert_eq!(message["body"], "said \"so\"\\ \u{1f600}");
    let missing = format!("/v1/inbox/{}/messages/9@older", mailbox.address);
    mailbox.server.get(&missing).key(&mailbox.key).send().await.expect_error(404, "not_found");
}

/// Every way to reach one message.
async fn assert_unreachable(mailbox: &Mailbox<'_>, id: &str, status: u16, code: &str) {
    for below in ["", "/raw", "/attachments/0"] {
        mailbox.at("GET", id, below).send().await.expect_error(status, code);
    }
    mailbox.at("PATCH", id, "").json(json!({ "read": true })).send().await.expect_error(status, code);
    mailbox.at("DELETE", id, "").send().await.expect_error(status, code);
    let path = format!("/v1/inbox/{}/messages/{}", mailbox.address, encoded(id));
    mailbox.server.get(&path).key(&mailbox.key).send().await.expect_error(status, code);
}

#[tokio::test]
async fn a_message_is_found_only_in_the_mailbox_it_came_to() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    let sibling = server.new_mailbox(&mailbox.key).await;
    mailbox.receive(letter(&[("Message-ID", "<here@x>")], "")).await;
    let own = mailbox.only().await["id"].as_str().unwrap().to_owned();

    for id in ["here@x", &own] {
        assert_unreachable(&sibling, id, 404, "not_found").await;
    }
    assert_eq!(sibling.list("").await.len(), 0);
    assert_eq!(mailbox.only().await["read"], false);
}

#[tokio::test]
async fn a_message_of_another_pod_is_as_one_that_never_existed() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    mailbox.receive(letter(&[("Message-ID", "<secret@x>")], "")).await;
    let own = mailbox.only().await["id"].as_str().unwrap().to_owned();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;

    let strangers = [server.mailbox().await, server.new_mailbox(&pod.key).await];
    for stranger in strangers {
        for id in ["secret@x", &own] {
            assert_unreachable(&stranger, id, 404, "not_found").await;
            let nosy = Mailbox { address: mailbox.address.clone(), ..stranger.clone() };
            assert_unreachable(&nosy, id, 403, "address_not_yours").await;
        }
        // Nor does an address that nobody has answer differently.
        let free = Mailbox { address: format!("{}@warren.example", unique("free")), ..stranger };
        assert_unreachable(&free, &own, 403, "address_not_yours").await;
    }
    assert_eq!(mailbox.only().await["read"], false);
}

#[tokio::test]
async fn the_same_message_twice_is_kept_once() {
    let mailbox = Server::shared().mailbox().await;
    let first = letter(&[("Message-ID", "<twice@x>"), ("Subject", "first")], "first");
    mailbox.receive(&first).await;
    mailbox.receive(&first).await;
    mailbox.receive(letter(&[("Message-ID", " twice@x  "), ("Subject", "first")], "first")).await;
    mailbox.receive_by_event(&first).await;
    assert_eq!(mailbox.only().await["subject"], "first");
    assert_eq!(mailbox.raw("twice@x").await, first.as_bytes());

    mailbox.read("twice@x").await;
    mailbox.receive(&first).await;
    assert_eq!(mailbox.only().await["read"], true, "a repetition does not make it new");
}

#[tokio::test]
async fn the_same_message_twenty_times_at_once_is_kept_once() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    let raw = letter(&[("Message-ID", "<burst@x>")], &"text ".repeat(1_000));
    let deliveries = (0..20).map(|number| {
        let raw = &raw;
        let mailbox = &mailbox;
        async move {
            match number % 2 {
                0 => server.deliver("a@sender.example", &mailbox.address, raw).await.status,
                _ => server.deliver_by_event("a@sender.example", &mailbox.address, raw).await.status,
            }
        }
    });
    assert_eq!(join_all(deliveries).await, [200; 20]);
    let page = server.get(&format!("/v1/inbox/{}", mailbox.address)).key(&mailbox.key).send().await.expect(200);
    assert_eq!((page["messages"].as_array().unwrap().len(), &page["total"]), (1, &json!(1)));
    assert_eq!(mailbox.list("&unread=true").await.len(), 1);
    assert_eq!(mailbox.raw("burst@x").await, raw.as_bytes());
}

#[tokio::test]
async fn one_message_to_two_mailboxes_comes_to_both() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    let (sibling, stranger) = (server.new_mailbox(&mailbox.key).await, server.mailbox().await);
    let raw = letter(&[("Message-ID", "<circular@x>")], "to all");
    let all = [&mailbox, &sibling, &stranger];
    join_all(all.map(|mailbox| mailbox.receive(&raw))).await;

    for mailbox in all {
        let message = mailbox.only().await;
        assert_eq!((&message["message_id"], &message["to"]), (&json!("<circular@x>"), &json!(mailbox.address)));
        assert_eq!(mailbox.raw("circular@x").await, raw.as_bytes());
    }
    mailbox.at("DELETE", "circular@x", "").send().await.expect(200);
    assert_eq!(mailbox.list("").await.len(), 0);
    assert_eq!(sibling.read("circular@x").await["body"].as_str().map(str::trim_end), Some("to all"));
    assert_eq!(sibling.raw("circular@x").await, raw.as_bytes());
}

#[tokio::test]
async fn messages_without_a_message_id_are_told_apart_by_their_bytes() {
    let server = Server::shared();
    let (mailbox, other) = (server.mailbox().await, server.mailbox().await);
    let raw = |body: &str| format!("From: ann@sender.example\r\nSubject: no id\r\n\r\n{body}\r\n");
    let deliveries = (0..6).map(|number| mailbox.receive(raw(&format!("body {}", number % 2))));
    join_all(deliveries).await;
    mailbox.receive(raw("body 0")).await;
    other.receive(raw("body 0")).await;

    let messages = mailbox.list("").await;
    let mut snippets: Vec<_> = messages.iter().map(|message| message["snippet"].as_str().unwrap()).collect();
    snippets.sort_unstable();
    assert_eq!(snippets, ["body 0", "body 1"]);
    for message in &messages {
        let id = message["message_id"].as_str().unwrap();
        assert!(id.starts_with('<') && id.ends_with('>') && id.len() > 10, "{id}");
        assert_eq!(mailbox.read(id).await["id"], message["id"]);
    }
    assert_eq!(other.list("").await.len(), 1);
}

#[tokio::test]
async fn a_burst_of_300_messages_loses_none() {
    let mailbox = Server::shared().mailbox().await;
    // Of different sizes, so that they do not end in the order in which they began.
    let body = |number: usize| "burst ".repeat(if number.is_multiple_of(10) { 20_000 } else { 1 });
    let letters: Vec<_> = (0..300).map(|number| letter(&[("Subject", &number.to_string())], &body(number))).collect();
    join_all(letters.iter().map(|raw| mailbox.receive(raw))).await;

    let messages = mailbox.list_all().await;
    let numbers: BTreeSet<u32> = subjects(&messages).iter().map(|subject| subject.parse().unwrap()).collect();
    assert_eq!((messages.len(), numbers), (300, (0..300).collect()));
    let cursors: Vec<_> = messages.iter().map(|message| message["cursor"].as_u64().unwrap()).collect();
    assert!(cursors.is_sorted_by(|newer, older| newer > older), "{cursors:?}");
    let times: Vec<_> = messages.iter().map(|message| message["received_at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|newer, older| newer >= older), "{times:?}");
    let page = mailbox.server.get(&format!("/v1/inbox/{}?limit=1", mailbox.address)).key(&mailbox.key).send().await;
    assert_eq!(page.expect(200)["total"], 300);
    assert_eq!(mailbox.page("&unread=true&limit=100").await["has_more"], true);
}

#[tokio::test]
async fn a_reply_is_told_apart_from_what_it_answers() {
    let mailbox = Server::shared().mailbox().await;
    let text = "Yes.\n\nSent from my iPhone\n\nOn Mon, 5 Jan 2026 at 10:12, Ann <ann@x.example> wrote:\n> Well?\n";
    mailbox.receive(letter(&[("Message-ID", "<text@new>")], text)).await;
    let html = "<div>Yes.</div><blockquote type=cite>Well?</blockquote>";
    mailbox.receive(letter(&[("Message-ID", "<html@new>"), ("Content-Type", "text/html")], html)).await;
    mailbox.receive(letter(&[("Message-ID", "<plain@new>")], "All of it is \"new\".\n")).await;
    for (id, new) in [("text@new", "Yes."), ("html@new", "Yes."), ("plain@new", "All of it is \"new\".\n")] {
        assert_eq!(mailbox.read(id).await["extracted_text"], new, "{id}");
    }
    assert!(mailbox.read("text@new").await["body"].as_str().unwrap().contains("> Well?"));
}

#[tokio::test]
async fn a_message_without_its_mailbox_lacks_a_parameter() {
    let server = Server::shared();
    let ada = server.mailbox().await;
    for (method, path) in [
        ("GET", "/v1/email/messages/some-id"),
        ("GET", "/v1/email/messages/some-id?address="),
        ("DELETE", "/v1/email/messages/some-id"),
        ("PATCH", "/v1/email/messages/some-id"),
        ("GET", "/v1/email/messages/some-id/raw"),
        ("GET", "/v1/email/messages/some-id/attachments/0"),
        ("POST", "/v1/email/messages/some-id/reply"),
    ] {
        let reply = server.request(method, path).key(&ada.key).json(json!({})).send().await;
        reply.expect_error(400, "missing_params");
    }
    server.get("/v1/email/inbox").key(&ada.key).send().await.expect_error(400, "missing_address");
}
