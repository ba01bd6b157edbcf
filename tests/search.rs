//! Finding mail.

use serde_json::{Value, json};

use crate::support::{Mailbox, PodKey, Server, TEST_MASTER_KEY, encoded, in_databases, is_on_disk, letter, unique};

/// A reply to a search; `query` follows `?`.
async fn search(mailbox: &Mailbox<'_>, query: &str) -> Value {
    mailbox.server.get(&format!("/v1/email/search?{query}")).key(&mailbox.key).send().await.expect(200)
}

/// The ids of what a page holds, without brackets.
fn ids(page: &Value) -> Vec<&str> {
    let messages = page["messages"].as_array().unwrap();
    assert_eq!(page["count"], messages.len());
    messages.iter().map(|message| message["message_id"].as_str().unwrap().trim_matches(['<', '>'])).collect()
}

/// The ids of all that is found for a `q`, newest first.
async fn found(mailbox: &Mailbox<'_>, q: &str) -> Vec<String> {
    let page = search(mailbox, &format!("limit=100&q={}", encoded(q))).await;
    assert_eq!((&page["has_more"], &page["complete"]), (&json!(false), &json!(true)));
    ids(&page).into_iter().map(str::to_owned).collect()
}

async fn receive(mailbox: &Mailbox<'_>, id: &str, fields: &[(&str, &str)], body: &str) {
    let (id, utf8) = (format!("<{id}>"), [("Content-Type", "text/plain; charset=utf-8")]);
    mailbox.receive(letter(&[fields, &[("Message-ID", id.as_str())], &utf8].concat(), body)).await;
}

#[tokio::test]
async fn mail_is_found_by_words_of_its_subject_its_people_and_its_text() {
    let mailbox = Server::shared().mailbox().await;
    let fields = [
        ("Subject", "=?utf-8?q?Angebot_f=C3=BCr_M=C3=BCller?="),
        ("From", "Ann Archer <ann@arrows.example>"),
        ("Cc", "Bo Bowman <bo@bows.example>"),
    ];
    receive(&mailbox, "one@s", &fields, "The quick, brown\nfox jumps over the lazy dog.").await;
    receive(&mailbox, "two@s", &[("Subject", "Nothing")], "A brown, quick dog").await;
    for (q, expected) in [
        ("fox", &["one@s"][..]),
        ("FOX", &["one@s"]),
        ("brown dog", &["two@s", "one@s"]),
        ("dog fox", &["one@s"]),
        ("\"quick brown\"", &["one@s"]),
        ("\"brown quick\"", &["two@s"]),
        ("\"dog lazy\"", &[]),
        ("MÜLLER", &["one@s"]),
        ("müller angebot fox", &["one@s"]),
        ("archer", &["one@s"]),
        ("ann@arrows.example", &["one@s"]),
        ("bowman", &["one@s"]),
        ("bo@bows.example", &["one@s"]),
        ("qui", &[]),
        ("nowhere", &[]),
        ("fox nowhere", &[]),
    ] {
        assert_eq!(found(&mailbox, q).await, expected, "{q}");
    }
}

#[tokio::test]
async fn umlauts_emoji_and_scripts_without_spaces_are_found() {
    let mailbox = Server::shared().mailbox().await;
    for (id, text) in [
        ("de@s", "GRÜSSE aus der Straße"),
        ("ja@s", "明日は東京都で会いましょう。"),
        ("th@s", "ยินดีต้อนรับสู่ประเทศไทย"),
        ("ko@s", "내일 서울에서 만나요"),
        ("mo@s", "see you 👩🏽‍🚀 soon"),
    ] {
        receive(&mailbox, id, &[], text).await;
    }
    for (q, expected) in [
        ("grüsse", "de@s"),
        ("Grüße", "de@s"),
        ("STRASSE", "de@s"),
        ("東京", "ja@s"),
        ("東京都", "ja@s"),
        ("京", "ja@s"),
        ("ประเทศไทย", "th@s"),
        ("서울", "ko@s"),
        ("👩", "mo@s"),
        ("👩🏽‍🚀", "mo@s"),
    ] {
        assert_eq!(found(&mailbox, q).await, [expected], "{q}");
    }
    for nothing in ["京東", "明後日", "🚀🚀", "👨"] {
        assert_eq!(found(&mailbox, nothing).await, [""; 0], "{nothing}");
    }
}

#[tokio::test]
async fn a_percent_sign_finds_only_percent_signs() {
    let mailbox = Server::shared().mailbox().await;
    receive(&mailbox, "percent@s", &[], "all of it, 100% sure").await;
    receive(&mailbox, "underscore@s", &[], "call snake_case now").await;
    receive(&mailbox, "plain@s", &[], "100 reasons, snakeXcase").await;
    for (q, expected) in [
        ("%", &["percent@s"][..]),
        ("100%", &["percent@s"]),
        ("1%", &[]),
        ("%sure", &["percent@s"]),
        ("_", &["underscore@s"]),
        ("snake_case", &["underscore@s"]),
        ("snakeXcas_", &[]),
        ("100", &["plain@s", "percent@s"]),
        ("'; DROP TABLE word --", &[]),
    ] {
        assert_eq!(found(&mailbox, q).await, expected, "{q}");
    }
}

#[tokio::test]
async fn conditions_narrow_a_search_and_work_alone() {
    let mailbox = Server::shared().mailbox().await;
    let sibling = mailbox.server.new_mailbox(&mailbox.key).await;
    let attached = "--x\n\nword\n--x\nContent-Disposition: attachment; filename=a.txt\n\nfile\n--x--\n";
    let fields =
        [("Content-Type", "multipart/mixed; boundary=x"), ("Message-ID", "<file@s>"), ("To", "all@team.example")];
    mailbox.receive(letter(&fields, attached)).await;
    receive(&mailbox, "boss@s", &[("From", "boss@corp.example")], "word").await;
    receive(&sibling, "other@s", &[("From", "temp@corp.example")], "word").await;
    let label = json!({ "add_labels": ["Urgent"] });
    mailbox.at("PATCH", "boss@s", "").json(label).send().await.expect(200);
    let time = mailbox.read("boss@s").await["received_at"].as_str().unwrap().to_owned();
    for (query, expected) in [
        ("q=word".to_owned(), &["other@s", "boss@s", "file@s"][..]),
        (format!("q=word&address={}", mailbox.address), &["boss@s", "file@s"]),
        (format!("address={}", sibling.address), &["other@s"]),
        ("from=boss@corp.example".to_owned(), &["boss@s"]),
        ("from=CORP.example".to_owned(), &["other@s", "boss@s"]),
        ("q=word&to=all@team.example".to_owned(), &["file@s"]),
        ("to=team.example".to_owned(), &["file@s"]),
        ("has_attachment=true".to_owned(), &["file@s"]),
        ("has_attachment=false".to_owned(), &["other@s", "boss@s"]),
        ("label=urgent".to_owned(), &["boss@s"]),
        ("q=word&label=none".to_owned(), &[]),
        (format!("after={time}"), &["other@s", "boss@s"]),
        (format!("before={time}"), &["file@s"]),
        (format!("q=word&after={time}&has_attachment=true"), &[]),
    ] {
        assert_eq!(ids(&search(&mailbox, &query).await), expected, "{query}");
    }
    let get = |query: &str| mailbox.server.get(&format!("/v1/email/search?{query}")).key(&mailbox.key);
    get("q=%20").send().await.expect_error(400, "missing_params");
    get("").send().await.expect_error(400, "missing_params");
    let long = ["x".repeat(501), (0..33).map(|n| n.to_string()).collect::<Vec<_>>().join("+")];
    assert_eq!(get("q=a&limit=101").send().await.expect(200)["limit"], 100);
    for bad in
        ["limit=0&q=a", "q=a&cursor=1", "q=a&after=yesterday", &format!("q={}", long[0]), &format!("q={}", long[1])]
    {
        get(bad).send().await.expect_error(400, "invalid_request");
    }
}

#[tokio::test]
async fn what_is_found_shows_as_in_lists_with_the_text_around_the_hit() {
    let mailbox = Server::shared().mailbox().await;
    let text = format!("{} the needle is here {}", "hay ".repeat(200), "straw ".repeat(200));
    receive(&mailbox, "hay@s", &[("Subject", "Farming")], &text).await;
    let mut hit = search(&mailbox, "q=needle").await["messages"][0].take();
    let excerpt = hit.as_object_mut().unwrap().remove("excerpt").unwrap();
    assert!(excerpt.as_str().unwrap().contains("hay the needle is here straw"), "{excerpt}");
    assert_eq!(hit.as_object_mut().unwrap().remove("direction").unwrap(), "inbound");
    assert_eq!(hit, mailbox.only().await);
    let by_subject = search(&mailbox, "q=farming").await["messages"][0]["excerpt"].take();
    assert!(by_subject.as_str().unwrap().starts_with("hay hay hay"), "{by_subject}");
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap() {
    let mailbox = Server::shared().mailbox().await;
    for number in 0..7 {
        let text = if number % 2 == 0 { "red blue" } else { "blue red" };
        receive(&mailbox, &format!("{number}@p"), &[], text).await;
    }
    for (q, expected) in [
        ("red", &["6@p", "5@p", "4@p", "3@p", "2@p", "1@p", "0@p"][..]),
        ("\"red blue\"", &["6@p", "4@p", "2@p", "0@p"]),
    ] {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = search(&mailbox, &format!("limit=2&q={}{cursor}", encoded(q))).await;
            all.extend(ids(&page).into_iter().map(str::to_owned));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(all, expected);
    }
}

#[tokio::test]
async fn nobody_finds_what_was_deleted_or_is_anothers() {
    let server = Server::shared();
    let account = server.register(None).await;
    let PodKey { key, .. } = server.create_pod(&account).await;
    let (mailbox, stranger) = (server.new_mailbox(&key).await, server.mailbox().await);
    let parent = Mailbox { server, key: account.key, address: account.address };
    receive(&mailbox, "mine@s", &[], "confidential").await;
    receive(&stranger, "theirs@s", &[], "confidential").await;
    assert_eq!(found(&mailbox, "confidential").await, ["mine@s"]);
    assert_eq!(found(&stranger, "confidential").await, ["theirs@s"]);
    assert_eq!(found(&parent, "confidential").await, [""; 0]);
    mailbox.at("DELETE", "mine@s", "").send().await.expect(200);
    assert_eq!(found(&mailbox, "confidential").await, [""; 0]);
    receive(&mailbox, "mine@s", &[], "something else").await;
    assert_eq!(found(&mailbox, "confidential").await, [""; 0]);
    assert_eq!(found(&mailbox, "else").await, ["mine@s"]);
}

#[tokio::test]
async fn of_sealed_mail_the_subject_and_the_people_are_found_and_the_text_is_not() {
    let mailbox = Server::shared().mailbox().await;
    let address = mailbox.address.replace('@', "-e2e@");
    let key = "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08";
    let claim = json!({ "address": address, "public_key": key });
    mailbox.server.post("/v1/email/claim").key(&mailbox.key).json(claim).send().await.expect(201);
    let sealed = Mailbox { address, ..mailbox };
    receive(&sealed, "e2e@s", &[("Subject", "Outside"), ("From", "Eve <eve@x.example>")], "inside").await;
    for q in ["outside", "eve", "eve@x.example"] {
        assert_eq!(found(&sealed, q).await, ["e2e@s"], "{q}");
    }
    assert_eq!(found(&sealed, "inside").await, [""; 0]);
    assert_eq!(search(&sealed, "q=outside").await["messages"][0]["excerpt"], "");
}

#[tokio::test]
async fn words_of_a_text_cannot_be_read_on_disk_and_go_with_the_message() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let mailbox = server.mailbox().await;
    let (word, subject) = (unique("wordintext"), unique("wordinsubject"));
    receive(&mailbox, "one@d", &[("Subject", &subject)], &format!("{} {word}", "filler ".repeat(30))).await;
    receive(&mailbox, "two@d", &[], "another").await;
    assert_eq!(found(&mailbox, &word).await, ["one@d"]);
    let count = "console.log(db.prepare('SELECT count(*) AS n FROM word WHERE place = 2').get().n,
        db.prepare('SELECT count(*) AS n FROM word').get().n, db.prepare('SELECT count(*) AS n FROM indexed').get().n)";
    let (key, address) = (mailbox.key.clone(), mailbox.address.clone());
    server.kill();
    assert!(is_on_disk(state.path(), &subject));
    assert!(!is_on_disk(state.path(), &word));
    let before = in_databases(state.path(), "indexed", count);
    assert!(before.ends_with(" 2\n") && !before.starts_with("0 "), "{before}");

    let server = Server::start_in(state.path(), &[]);
    let mailbox = Mailbox { server: &server, key, address };
    for id in ["one@d", "two@d"] {
        mailbox.at("DELETE", id, "").send().await.expect(200);
    }
    drop(server);
    assert_eq!(in_databases(state.path(), "indexed", count), "0 0 0\n");
}

#[tokio::test]
async fn a_message_of_very_many_words_is_received_and_found_by_its_first_ones() {
    let mailbox = Server::shared().mailbox().await;
    let text: Vec<_> = (0..20_000).map(|n| format!("w{n}")).collect();
    receive(&mailbox, "many@s", &[], &text.join(" ")).await;
    assert_eq!(found(&mailbox, "w4000").await, ["many@s"]);
    assert_eq!(found(&mailbox, "w19999").await, [""; 0]);
}

/// Stores two messages as sending them does, one of them cancelled, and seals and indexes them as the worker does: the formats
/// are no accident of its code.
const TWO_SENT: &str = "
    const { createCipheriv, createHmac, hkdfSync } = require('node:crypto');
    const derive = (key, purpose) => Buffer.from(hkdfSync('sha256', key, '', `warren/1 ${purpose}`, 32));
    const pod = derive(Buffer.from(MASTER_KEY, 'base64'), `pod ${POD}`);
    const token = (word) => createHmac('sha256', derive(pod, 'words')).update(word).digest().readBigInt64BE(0);
    const seal = (id, text) => {
      const nonce = Buffer.alloc(12, id);
      const cipher = createCipheriv('chacha20-poly1305', pod, nonce, { authTagLength: 16 }).setAAD(Buffer.from(id));
      return Buffer.concat([Buffer.of(1), nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
    };
    const message = db.prepare(`
      INSERT INTO outgoing (id, address, message_id, thread_id, status, queued_at, sent_at, item, detail)
      VALUES (?, ?, ?, 'thr_x', ?, 1, 1, ?, ?) RETURNING seq`);
    const word = db.prepare('INSERT INTO word (token, at, place) VALUES (?, 1, ?)');
    for (const status of ['sent', 'cancelled']) {
      const item = { id: status, message_id: `<${status}@out>`, from: ADDRESS, to: ['far@x.example'], cc: [], subject: 'S',
        snippet: 'S', queued_at: '1970-01-01T00:00:00.001Z', thread_id: 'thr_x', attachment_count: 0, provider: 'log' };
      const detail = seal(status, JSON.stringify({ text: 'we agreed on ' + status }));
      const { seq } = message.get(status, ADDRESS, status, status, JSON.stringify(item), detail);
      for (const text of ['any:', 'we', 'agreed', 'on', status]) word.run(token(text), seq * 2 + 1);
    }";

#[tokio::test]
async fn sent_mail_is_found_once_it_is_under_way() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let account = server.register(None).await;
    let mailbox = Mailbox { server: &server, key: account.key.clone(), address: account.address.clone() };
    receive(&mailbox, "in@s", &[], "all agreed").await;
    drop(server);
    let (pod, address) = (&account.account_id, &account.address);
    let names = format!("const [MASTER_KEY, POD, ADDRESS] = ['{TEST_MASTER_KEY}', '{pod}', '{address}'];");
    in_databases(state.path(), "outgoing", &format!("{names}{TWO_SENT}"));

    let server = Server::start_in(state.path(), &[]);
    let mailbox = Mailbox { server: &server, key: account.key, address: account.address };
    assert_eq!(found(&mailbox, "agreed").await, ["in@s", "sent@out"]);
    assert_eq!(found(&mailbox, "\"we agreed\"").await, ["sent@out"]);
    let hit = search(&mailbox, "q=on").await["messages"][0].take();
    assert_eq!((&hit["direction"], &hit["status"]), (&json!("outbound"), &json!("sent")));
    assert_eq!(hit["excerpt"], "we agreed on sent");
}
