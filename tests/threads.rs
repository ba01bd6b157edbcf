use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Mailbox, Server, in_databases, letter};

/// Delivers a message called `id` and returns its conversation as it is then.
async fn receive(mailbox: &Mailbox<'_>, id: &str, fields: &[(&str, &str)]) -> String {
    let bracketed = format!("<{id}>");
    let fields = [fields, &[("Message-ID", bracketed.as_str())]].concat();
    mailbox.receive(letter(&fields, id)).await;
    thread(mailbox, id).await
}

async fn thread(mailbox: &Mailbox<'_>, id: &str) -> String {
    let message = mailbox.read(id).await;
    let thread = message["thread_id"].as_str().unwrap().to_owned();
    let listed = mailbox.list_all().await;
    let listed = listed.iter().find(|listed| listed["id"] == message["id"]).unwrap();
    assert_eq!(listed["thread_id"], thread, "lists and messages say the same");
    thread
}

/// The ids of a conversation's messages.
async fn members(mailbox: &Mailbox<'_>, thread: &str) -> BTreeSet<String> {
    let list = mailbox.list(&format!("&limit=100&thread_id={thread}")).await;
    list.iter().map(|message| message["message_id"].as_str().unwrap().trim_matches(['<', '>']).to_owned()).collect()
}

fn set<const N: usize>(ids: [&str; N]) -> BTreeSet<String> {
    ids.map(str::to_owned).into()
}

#[tokio::test]
async fn answers_join_the_conversation_they_refer_to() {
    let mailbox = Server::shared().mailbox().await;
    let root = receive(&mailbox, "root@x", &[]).await;
    let by_in_reply_to =
        receive(&mailbox, "one@x", &[("In-Reply-To", "<root@x>"), ("Subject", "Something else")]).await;
    let by_references = receive(&mailbox, "two@x", &[("References", "<root@x>\r\n <one@x>")]).await;
    let to_the_last =
        receive(&mailbox, "three@x", &[("References", "<gone@x> <two@x>"), ("In-Reply-To", "<two@x>")]).await;
    let to_one_that_never_came = receive(&mailbox, "four@x", &[("In-Reply-To", "<gone@x>")]).await;
    for thread in [by_in_reply_to, by_references, to_the_last, to_one_that_never_came] {
        assert_eq!(thread, root);
    }
    assert_eq!(members(&mailbox, &root).await, set(["root@x", "one@x", "two@x", "three@x", "four@x"]));
}

#[tokio::test]
async fn a_root_that_comes_after_its_answers_joins_them() {
    let mailbox = Server::shared().mailbox().await;
    let second = receive(&mailbox, "second@late", &[("References", "<root@late> <first@late>")]).await;
    let first = receive(&mailbox, "first@late", &[("In-Reply-To", "<root@late>")]).await;
    let root = receive(&mailbox, "root@late", &[]).await;
    assert_eq!((&second, &first), (&root, &root));
}

#[tokio::test]
async fn a_message_that_connects_two_conversations_makes_them_one() {
    let mailbox = Server::shared().mailbox().await;
    let one = receive(&mailbox, "one@merge", &[]).await;
    let two = receive(&mailbox, "two@merge", &[]).await;
    let answer = receive(&mailbox, "two-answer@merge", &[("In-Reply-To", "<two@merge>")]).await;
    let apart = receive(&mailbox, "apart@merge", &[]).await;
    assert_ne!(one, two);
    assert_eq!(two, answer);

    let both = receive(&mailbox, "both@merge", &[("References", "<one@merge> <two@merge>")]).await;
    let all = set(["one@merge", "two@merge", "two-answer@merge", "both@merge"]);
    assert_eq!(members(&mailbox, &both).await, all);
    for id in &all {
        assert_eq!(thread(&mailbox, id).await, both, "{id}");
    }
    let later = receive(&mailbox, "later@merge", &[("In-Reply-To", "<two-answer@merge>")]).await;
    assert_eq!(later, both);
    assert_eq!(thread(&mailbox, "apart@merge").await, apart);
}

#[tokio::test]
async fn conversations_that_meet_through_a_message_not_seen_yet_are_one() {
    let mailbox = Server::shared().mailbox().await;
    let one = receive(&mailbox, "one@meet", &[("In-Reply-To", "<root@meet>")]).await;
    let two = receive(&mailbox, "two@meet", &[("In-Reply-To", "<root@meet>")]).await;
    assert_eq!(one, two);
}

#[tokio::test]
async fn the_same_subject_alone_makes_no_conversation() {
    let mailbox = Server::shared().mailbox().await;
    let one = receive(&mailbox, "one@subject", &[("Subject", "Your code")]).await;
    let two = receive(&mailbox, "two@subject", &[("Subject", "Your code")]).await;
    let three = receive(&mailbox, "three@subject", &[("Subject", "Re: Your code")]).await;
    let prose = [("Subject", "Re: Your code"), ("In-Reply-To", "Your message of Monday from ann@sender.example")];
    let four = receive(&mailbox, "four@subject", &prose).await;
    assert_eq!(BTreeSet::from([one, two, three, four]).len(), 4);
}

#[tokio::test]
async fn a_conversation_of_102_messages_is_listed_page_by_page() {
    let mailbox = Server::shared().mailbox().await;
    let thread = receive(&mailbox, "0@long", &[]).await;
    mailbox.receive(letter(&[("Message-ID", "<other@long>")], "in between")).await;
    let mut references = "<0@long>".to_owned();
    for number in 1..102 {
        let (parent, id) = (format!("<{}@long>", number - 1), format!("<{number}@long>"));
        let fields = [("Message-ID", id.as_str()), ("In-Reply-To", &parent), ("References", &references)];
        mailbox.receive(letter(&fields, "again")).await;
        references.push_str(&format!("\r\n {id}"));
    }

    let first = mailbox.page(&format!("&limit=100&thread_id={thread}")).await;
    assert_eq!((&first["count"], &first["has_more"]), (&Value::from(100), &Value::from(true)));
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = mailbox.page(&format!("&limit=100&thread_id={thread}&cursor={cursor}")).await;
    let pages = [first["messages"].as_array().unwrap().clone(), rest["messages"].as_array().unwrap().clone()].concat();
    let ids: Vec<_> = pages.iter().map(|message| message["message_id"].as_str().unwrap().to_owned()).collect();
    let expected: Vec<_> = (0..102).rev().map(|number| format!("<{number}@long>")).collect();
    assert_eq!(ids, expected);
    // The first, which names the conversation, and the latest.
    let last = mailbox.read("101@long").await;
    assert_eq!(last["thread_id"], thread);
    let references = last["references"].as_array().unwrap();
    assert_eq!((references.len(), &references[0], &references[99]), (100, &"<0@long>".into(), &"<100@long>".into()));
}

#[tokio::test]
async fn a_conversation_shows_in_each_mailbox_what_came_there_and_ends_at_the_pod() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    let (sibling, stranger) = (server.new_mailbox(&mailbox.key).await, server.mailbox().await);
    let root = receive(&mailbox, "root@pods", &[]).await;
    let answer = [("In-Reply-To", "<root@pods>")];
    assert_eq!(receive(&sibling, "answer@pods", &answer).await, root);
    let strange = receive(&stranger, "strange@pods", &answer).await;
    assert_ne!(strange, root);

    assert_eq!(members(&mailbox, &root).await, set(["root@pods"]));
    assert_eq!(members(&sibling, &root).await, set(["answer@pods"]));
    assert_eq!(members(&stranger, &root).await, set([]));
}

#[tokio::test]
async fn an_answer_finds_its_conversation_after_the_root_was_deleted() {
    let mailbox = Server::shared().mailbox().await;
    let root = receive(&mailbox, "root@deleted", &[]).await;
    let first = receive(&mailbox, "first@deleted", &[("In-Reply-To", "<root@deleted>")]).await;
    mailbox.at("DELETE", "root@deleted", "").send().await.expect(200);
    let second = receive(&mailbox, "second@deleted", &[("In-Reply-To", "<root@deleted>")]).await;
    assert_eq!((&first, &second), (&root, &root));
    assert_eq!(members(&mailbox, &root).await, set(["first@deleted", "second@deleted"]));
}

/// A reply about conversations; `rest` follows `/v1/email/threads`.
async fn threads(mailbox: &Mailbox<'_>, rest: &str) -> Value {
    mailbox.server.get(&format!("/v1/email/threads{rest}")).key(&mailbox.key).send().await.expect(200)
}

/// The conversations of a mailbox as a list tells of them: subject, messages, unread ones.
async fn told(mailbox: &Mailbox<'_>, query: &str) -> Vec<(String, u64, u64)> {
    let list = threads(mailbox, query).await;
    assert_eq!(list["count"], list["threads"].as_array().unwrap().len());
    let of = |thread: &Value| {
        let number = |name: &str| thread[name].as_u64().unwrap();
        (thread["subject"].as_str().unwrap().to_owned(), number("message_count"), number("unread_count"))
    };
    list["threads"].as_array().unwrap().iter().map(of).collect()
}

fn row(subject: &str, messages: u64, unread: u64) -> (String, u64, u64) {
    (subject.to_owned(), messages, unread)
}

fn ids(thread: &Value) -> Vec<&str> {
    let messages = thread["messages"].as_array().unwrap().iter();
    messages.map(|message| message["message_id"].as_str().unwrap().trim_matches(['<', '>'])).collect()
}

#[tokio::test]
async fn conversations_are_listed_with_the_latest_first_and_say_what_is_in_them() {
    let mailbox = Server::shared().mailbox().await;
    let mail = async |id: &str, fields: &[(&str, &str)], body: &str| {
        let id = format!("<{id}>");
        mailbox.receive(letter(&[fields, &[("Message-ID", id.as_str())]].concat(), body)).await;
    };
    let nothing = json!({ "threads": [], "count": 0, "limit": 20, "has_more": false, "next_cursor": null });
    assert_eq!(threads(&mailbox, "").await, nothing);
    mail("offer@list", &[("Subject", "Offer"), ("From", "Ann <Ann@X.example>")], "what do you say").await;
    mail("other@list", &[("Subject", "Other")], "by the way").await;
    let answer = [("Subject", "Re: Offer"), ("From", "bob@x.example"), ("In-Reply-To", "<offer@list>")];
    mail("answer@list", &answer, "yes, of course").await;

    assert_eq!(told(&mailbox, "").await, [row("Offer", 2, 2), row("Other", 1, 1)]);
    let list = threads(&mailbox, "").await;
    let (offer, last) = (&list["threads"][0], mailbox.read("answer@list").await);
    assert_eq!(offer["thread_id"], last["thread_id"]);
    assert_eq!(offer["last_message_at"], last["received_at"]);
    assert_eq!((&offer["from"], &offer["snippet"]), (&json!("bob@x.example"), &json!("yes, of course")));
    let people: BTreeSet<_> = offer["participants"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
    assert_eq!(people, BTreeSet::from(["ann@x.example", "bob@x.example", mailbox.address.as_str()]));

    // Reading, marking and deleting show.
    assert_eq!(told(&mailbox, "").await, [row("Offer", 2, 1), row("Other", 1, 1)]);
    mailbox.at("PATCH", "answer@list", "").json(json!({ "read": false })).send().await.expect(200);
    assert_eq!(told(&mailbox, "").await, [row("Offer", 2, 2), row("Other", 1, 1)]);
    mailbox.at("DELETE", "answer@list", "").send().await.expect(200);
    assert_eq!(told(&mailbox, "").await, [row("Other", 1, 1), row("Offer", 1, 1)]);
    mailbox.at("DELETE", "other@list", "").send().await.expect(200);
    assert_eq!(told(&mailbox, "").await, [row("Offer", 1, 1)]);
}

#[tokio::test]
async fn a_conversation_is_read_in_order_and_nothing_of_it_is_marked_as_read() {
    let mailbox = Server::shared().mailbox().await;
    let thread = receive(&mailbox, "0@order", &[]).await;
    for number in 1..102 {
        let (parent, id) = (format!("<{}@order>", number - 1), format!("<{number}@order>"));
        mailbox.receive(letter(&[("Message-ID", id.as_str()), ("In-Reply-To", &parent)], "again")).await;
    }
    let first = threads(&mailbox, &format!("/{thread}?limit=100")).await;
    assert_eq!(
        (&first["count"], &first["has_more"], &first["message_count"]),
        (&json!(100), &json!(true), &json!(102))
    );
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = threads(&mailbox, &format!("/{thread}?limit=100&cursor={cursor}")).await;
    assert_eq!((&rest["count"], &rest["has_more"]), (&json!(2), &json!(false)));
    let expected: Vec<_> = (0..102).map(|number| format!("{number}@order")).collect();
    assert_eq!([ids(&first), ids(&rest)].concat(), expected);
    let listed = &mailbox.list("&limit=1").await[0];
    let mut shown = rest["messages"][1].clone();
    assert_eq!(shown.as_object_mut().unwrap().remove("direction").unwrap(), "inbound");
    assert_eq!(&shown, listed);
    assert_eq!(first["unread_count"], 101, "all but the one that this test read");
}

#[tokio::test]
async fn conversations_are_listed_page_by_page() {
    let mailbox = Server::shared().mailbox().await;
    for number in 0..5 {
        mailbox.receive(letter(&[("Subject", &number.to_string())], "alone")).await;
    }
    let (mut subjects, mut query) = (Vec::new(), "?limit=2".to_owned());
    loop {
        let page = threads(&mailbox, &query).await;
        subjects.extend(page["threads"].as_array().unwrap().iter().map(|thread| thread["subject"].clone()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        query = format!("?limit=2&cursor={cursor}");
    }
    assert_eq!(subjects, ["4", "3", "2", "1", "0"]);
    assert_eq!(threads(&mailbox, "?limit=101").await["limit"], 100);
    for bad in ["?cursor=x", "?limit=0", "/thr_x?cursor=1-x"] {
        let path = format!("/v1/email/threads{bad}");
        mailbox.server.get(&path).key(&mailbox.key).send().await.expect_error(400, "invalid_request");
    }
}

#[tokio::test]
async fn each_mailbox_has_its_own_view_of_a_conversation_and_the_pod_has_all_of_it() {
    let mailbox = Server::shared().mailbox().await;
    let sibling = mailbox.server.new_mailbox(&mailbox.key).await;
    let id = receive(&mailbox, "root@views", &[("Subject", "Root")]).await;
    receive(&sibling, "answer@views", &[("Subject", "Answer"), ("In-Reply-To", "<root@views>")]).await;
    let of = |mailbox: &Mailbox<'_>| format!("?address={}", mailbox.address);

    assert_eq!(told(&mailbox, "").await, [row("Root", 2, 0)]);
    assert_eq!(told(&mailbox, &of(&mailbox)).await, [row("Root", 1, 0)]);
    assert_eq!(told(&mailbox, &of(&sibling)).await, [row("Answer", 1, 0)]);
    assert_eq!(ids(&threads(&mailbox, &format!("/{id}")).await), ["root@views", "answer@views"]);
    assert_eq!(ids(&threads(&mailbox, &format!("/{id}{}", of(&sibling))).await), ["answer@views"]);
    let stranger = mailbox.server.mailbox().await;
    let server = mailbox.server;
    server.get(&format!("/v1/email/threads/{id}")).key(&stranger.key).send().await.expect_error(404, "not_found");
    let theirs = format!("/v1/email/threads{}", of(&stranger));
    server.get(&theirs).key(&mailbox.key).send().await.expect_error(403, "address_not_yours");
}

#[tokio::test]
async fn merged_conversations_are_one_in_lists_and_in_events_told_again() {
    let mailbox = Server::shared().mailbox().await;
    receive(&mailbox, "one@again", &[("Subject", "One")]).await;
    receive(&mailbox, "two@again", &[("Subject", "Two")]).await;
    let both = receive(&mailbox, "both@again", &[("References", "<one@again> <two@again>")]).await;

    assert_eq!(told(&mailbox, "").await, [row("One", 3, 0)]);
    assert_eq!(ids(&threads(&mailbox, &format!("/{both}")).await), ["one@again", "two@again", "both@again"]);
    let path = format!("/v1/ws?token={}&since=0", mailbox.key);
    let mut socket = mailbox.server.socket_at(&path, &[]).await.unwrap();
    socket.next_event(Duration::from_secs(5)).await;
    for _ in 0..3 {
        assert_eq!(socket.next_event(Duration::from_secs(5)).await["message"]["thread_id"], both);
    }
}

/// Sending is tested elsewhere; here rows stand for it.
#[tokio::test]
async fn sent_mail_stands_in_its_conversation_once_it_is_under_way() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let mailbox = server.mailbox().await;
    let thread = receive(&mailbox, "question@sent", &[("Subject", "Question")]).await;
    let (key, address) = (mailbox.key.clone(), mailbox.address.clone());
    drop(server);
    let insert = format!(
        "for (const [id, status, at] of [['a', 'sent', 1], ['b', 'scheduled', 2], ['c', 'failed', 9e12]]) db.prepare(
           `INSERT INTO outgoing (id, address, message_id, thread_id, status, queued_at, sent_at, error, item, detail)
            VALUES (?, '{address}', ?, '{thread}', ?, ?, ?, ?, ?, x'')`).run(id, id, status, at,
              status === 'sent' ? at : null, status === 'failed' ? 'no such host' : null,
              JSON.stringify({{ id, message_id: `<${{id}}>`, from: '{address}', to: ['Far@x.example'], cc: [],
                subject: id, snippet: 'as agreed', queued_at: '1970-01-01T00:00:00.001Z', thread_id: '{thread}',
                attachment_count: 0, provider: 'log' }}))"
    );
    in_databases(state.path(), "outgoing", &insert);

    let server = Server::start_in(state.path(), &[]);
    let mailbox = Mailbox { server: &server, key, address };
    assert_eq!(told(&mailbox, "").await, [row("a", 3, 0)]);
    let list = threads(&mailbox, "").await;
    assert_eq!(
        (&list["threads"][0]["from"], &list["threads"][0]["snippet"]),
        (&json!(mailbox.address), &json!("as agreed"))
    );
    assert!(list["threads"][0]["participants"].as_array().unwrap().contains(&json!("far@x.example")), "{list}");
    let full = threads(&mailbox, &format!("/{thread}")).await;
    assert_eq!(ids(&full), ["a", "question@sent", "c"]);
    let shown: Vec<_> = full["messages"].as_array().unwrap().iter().map(|m| (&m["direction"], &m["status"])).collect();
    let (outbound, inbound) = (json!("outbound"), json!("inbound"));
    let (sent, failed) = (json!("sent"), json!("failed"));
    assert_eq!(shown, [(&outbound, &sent), (&inbound, &Value::Null), (&outbound, &failed)]);
    assert_eq!(full["messages"][0]["sent_at"], "1970-01-01T00:00:00.001Z");
    assert_eq!(full["messages"][2]["error"], "no such host");
    // A message that connects conversations takes sent mail along.
    receive(&mailbox, "apart@sent", &[]).await;
    let both = receive(&mailbox, "both@sent", &[("References", "<apart@sent> <question@sent>")]).await;
    assert_eq!(
        ids(&threads(&mailbox, &format!("/{both}")).await),
        ["a", "question@sent", "apart@sent", "both@sent", "c"]
    );
}
