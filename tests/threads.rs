use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Mailbox, Server, letter};

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
    let rest = mailbox.page(&format!("&limit=100&thread_id={thread}&cursor={}", first["next_cursor"])).await;
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
