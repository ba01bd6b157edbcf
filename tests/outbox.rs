use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::stack;
use crate::support::{Answer, Mailbox, Receiver, Server, eventually, letter, unique};

/// How soon an event is there.
const SOON: Duration = Duration::from_secs(10);
/// Delays of minutes take tenths of a second.
const QUICK: (&str, &str) = ("RETRY_DELAY_SCALE", "0.005");

/// Whether a request was answered matters to none of the messages: all that were acknowledged arrive, and none twice.
#[tokio::test]
async fn a_power_cut_while_sending_loses_nothing_and_doubles_nothing() {
    const COUNT: usize = 100;
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[QUICK]);
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let (key, from) = (ada.key.clone(), ada.address.clone());
    let (bobs_key, to) = (bob.key.clone(), bob.address.clone());
    let url = server.url().to_owned();
    let client = reqwest::Client::new();
    let done = Arc::new(AtomicUsize::new(0));
    let lanes: Vec<_> = (0..8)
        .map(|lane| {
            let (client, url, key, done) = (client.clone(), format!("{url}/v1/email/send"), key.clone(), done.clone());
            let (from, to) = (from.clone(), to.clone());
            tokio::spawn(async move {
                let mut acknowledged = Vec::new();
                for number in (lane..COUNT).step_by(8).map(|number| number.to_string()) {
                    let mail = json!({ "from": from, "to": to, "subject": number, "text": "t", "client_id": number });
                    let reply = client.post(&url).bearer_auth(&key).json(&mail).send().await;
                    if reply.is_ok_and(|reply| reply.status() == 201) {
                        acknowledged.push(number);
                        done.fetch_add(1, Ordering::SeqCst);
                    }
                }
                acknowledged
            })
        })
        .collect();
    while done.load(Ordering::SeqCst) < COUNT / 4 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    server.kill();
    let acknowledged: Vec<String> = join_all(lanes).await.into_iter().flat_map(Result::unwrap).collect();
    assert!(acknowledged.len() < COUNT, "the server ended in the middle");

    let server = Server::start_in(state.path(), &[QUICK]);
    let ada = Mailbox { server: &server, key, address: from };
    let bob = Mailbox { server: &server, key: bobs_key, address: to };
    let kept = eventually("the end of all sending", async || {
        let outbox = ada.outbox("?limit=100").await;
        let messages = outbox["messages"].as_array().unwrap().clone();
        messages.iter().all(|message| message["status"] == "sent").then_some(messages)
    })
    .await;
    let subjects = |messages: &[Value]| {
        let mut all: Vec<String> = messages.iter().map(|it| it["subject"].as_str().unwrap().to_owned()).collect();
        all.sort();
        all
    };
    let arrived = subjects(&bob.list("&limit=100").await);
    assert_eq!(arrived, subjects(&kept));
    for number in acknowledged {
        assert!(arrived.contains(&number), "{number} was acknowledged and is lost");
    }
}

#[tokio::test]
async fn a_suspended_pod_sends_nothing_until_it_is_resumed() {
    let server = Server::shared();
    let (account, bob) = (server.register(None).await, server.mailbox().await);
    let pod = server.create_pod(&account).await;
    let agent = server.new_mailbox(&pod.key).await;
    // Beside many other tests, the suspension takes seconds.
    let due = std::time::SystemTime::now() + Duration::from_secs(8);
    let soon: chrono::DateTime<chrono::Utc> = due.into();
    agent.send(json!({ "to": bob.address, "subject": "late", "text": "t", "send_at": soon })).await;
    let path = format!("/v1/pods/{}", pod.id);
    server.delete(&path).key(&account.key).send().await.expect(200);
    let remaining = due.duration_since(std::time::SystemTime::now()).expect("suspended before it is due");
    tokio::time::sleep(remaining + Duration::from_millis(800)).await;
    assert!(bob.list("").await.is_empty());
    server.post(&format!("{path}/resume")).key(&account.key).send().await.expect(200);
    eventually("the message", async || (!bob.list("").await.is_empty()).then_some(())).await;
}

#[tokio::test]
async fn listeners_learn_what_becomes_of_a_message() {
    let ada = Server::shared().mailbox().await;
    let mut socket = ada.server.socket(&ada.key).await;
    assert_eq!(socket.next_event(SOON).await["type"], "connected");
    let sent = ada.send(json!({ "to": "x@mail.example", "subject": "s", "text": "t" })).await;
    let event = socket.next_event(SOON).await;
    assert_eq!((&event["type"], &event["message"]["id"]), (&json!("email.sent"), &sent["id"]));
    assert_eq!(event["message"]["status"], "sent");
    let held = ada.send(json!({ "to": "x@mail.example", "subject": "s", "text": "t", "hold": true })).await;
    let event = socket.next_event(SOON).await;
    assert_eq!((&event["type"], &event["message"]["id"]), (&json!("email.held"), &held["id"]));
    ada.sending(json!({ "to": "nobody-is-here@warren.example", "subject": "s", "text": "t" })).send().await.expect(502);
    assert_eq!(socket.next_event(SOON).await["type"], "email.failed");
}

/// A server whose mail to others goes to a receiver of the test's.
pub fn with_resend(receiver: &Receiver, more: &[(&str, &str)]) -> Server {
    let url = receiver.url("");
    let resend = [("MAIL_PROVIDER", "resend"), ("RESEND_API_KEY", "re_secret"), ("RESEND_URL", &url), QUICK];
    Server::start(&[&resend, more].concat())
}

#[tokio::test]
async fn a_provider_that_is_out_of_order_gets_the_message_later_and_under_the_same_name() {
    let count = AtomicUsize::new(0);
    let resend = Receiver::answering(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        0 | 1 => Answer::status(503).body("<html>sorry"),
        _ => Answer::status(200).body(r#"{"id":"re_7"}"#),
    })
    .await;
    let server = with_resend(&resend, &[]);
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let sent = ada
        .send(json!({
            "from": format!("Ada <{}>", ada.address), "to": ["x@mail.example", bob.address], "bcc": "y@mail.example",
            "subject": "Grüße", "text": "hi", "in_reply_to": "<root@mail.example>", "headers": { "X-A": "b" },
            "attachments": [{ "filename": "a.txt", "content": "aGk=" }],
        }))
        .await;
    assert_eq!((&sent["status"], &sent["provider"]), (&json!("pending"), &json!("resend")));
    assert_eq!(bob.only().await["subject"], "Grüße", "recipients of the deployment do not wait for the others");
    let posts = resend.expect(3, SOON).await;
    let done = eventually("the end", async || {
        let kept = ada.outgoing(sent["id"].as_str().unwrap()).await;
        (kept["status"] == "sent").then_some(kept)
    })
    .await;
    // On a busy machine an attempt can outlive its shortened lease.
    assert!(done["attempts"].as_u64().unwrap() >= 3 && done["error"].is_null(), "{done}");
    assert_eq!(bob.list("").await.len(), 1);
    let outsider = done["recipients"].as_array().unwrap().iter().find(|to| to["address"] == "x@mail.example").unwrap();
    assert_eq!((&outsider["status"], &outsider["provider_id"]), (&json!("delivered"), &json!("re_7")));

    assert!(posts.iter().all(|post| post.path == "/emails" && post.header("authorization") == "Bearer re_secret"));
    assert!(posts.iter().all(|post| post.header("idempotency-key") == posts[0].header("idempotency-key")));
    let email = posts[0].json();
    assert_eq!(
        (&email["from"], &email["to"]),
        (&json!(format!("\"Ada\" <{}>", ada.address)), &json!(["x@mail.example"]))
    );
    assert_eq!((&email["bcc"], &email["subject"]), (&json!(["y@mail.example"]), &json!("Grüße")));
    assert_eq!(email["headers"]["In-Reply-To"], "<root@mail.example>");
    assert_eq!((&email["headers"]["Message-ID"], &email["headers"]["X-A"]), (&sent["message_id"], &json!("b")));
    assert_eq!(email["attachments"][0]["content"], "aGk=");
}

#[tokio::test]
async fn a_message_that_stays_undeliverable_for_a_day_has_failed() {
    let resend = Receiver::answering(|_| Answer::status(500).body(r#"{"message":"still down"}"#)).await;
    let server = with_resend(&resend, &[("RETRY_DELAY_SCALE", "0.00001")]);
    let ada = server.mailbox().await;
    let sent = ada.send(json!({ "to": "x@mail.example", "subject": "s", "text": "t" })).await;
    let failed = eventually("the end", async || {
        let kept = ada.outgoing(sent["id"].as_str().unwrap()).await;
        (kept["status"] == "failed").then_some(kept)
    })
    .await;
    assert_eq!((&failed["attempts"], &failed["next_attempt_at"]), (&json!(12), &Value::Null));
    assert!(failed["error"].as_str().unwrap().contains("still down"), "{failed}");
}

#[tokio::test]
async fn what_the_provider_refuses_for_good_has_failed_and_counts_for_nobodys_bounces() {
    let resend = Receiver::answering(|_| Answer::status(422).body(r#"{"message":"no such type"}"#)).await;
    let server = with_resend(&resend, &[]);
    let ada = server.mailbox().await;
    let to: Vec<_> = (0..30).map(|number| format!("{number}@mail.example")).collect();
    for _ in 0..2 {
        let reply = ada.sending(json!({ "to": to, "subject": "s", "text": "t" })).send().await.expect(502);
        assert!(reply["message"].as_str().unwrap().contains("no such type"), "{reply}");
    }
}

/// A report by the mail system of that domain, whose name is proved.
pub async fn proved_report(mailbox: &Mailbox<'_>, domain: &str, message_id: &Value, recipient: &str) {
    report_from(mailbox, "", &format!("MAILER-DAEMON@{domain}"), message_id, &[recipient]).await;
}

/// A report by an author who is proved, with a sender in its envelope.
async fn report_from(mailbox: &Mailbox<'_>, envelope: &str, author: &str, message_id: &Value, recipients: &[&str]) {
    let domain = author.rsplit_once('@').unwrap().1;
    let top = format!("Authentication-Results: mx.cloudflare.net; dmarc=pass header.from={domain}\r\n");
    let report = report(author, message_id.as_str().unwrap(), recipients);
    mailbox.server.deliver(envelope, &mailbox.address, format!("{top}{report}")).await.expect(200);
}

/// How far a message has come to each recipient.
async fn states(mailbox: &Mailbox<'_>, sent: &Value) -> Vec<String> {
    let kept = mailbox.outgoing(sent["id"].as_str().unwrap()).await;
    let recipients = kept["recipients"].as_array().unwrap();
    recipients.iter().map(|recipient| recipient["status"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn too_much_mail_that_came_back_in_a_day_stops_all_sending() {
    let server = Server::shared();
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let to: Vec<_> = (0..20).map(|number| format!("{number}@mail.example")).collect();
    let sent = ada.send(json!({ "to": to, "subject": "s", "text": "t" })).await;
    let name = &sent["message_id"];
    for recipient in &to[1..] {
        proved_report(&ada, "mail.example", name, recipient).await;
    }
    ada.send(json!({ "to": bob.address, "subject": "s", "text": "t" })).await;
    let soon: chrono::DateTime<chrono::Utc> = (std::time::SystemTime::now() + Duration::from_millis(1_500)).into();
    let scheduled = ada.send(json!({ "to": bob.address, "subject": "scheduled", "text": "t", "send_at": soon })).await;
    proved_report(&ada, "mail.example", name, &to[0]).await;
    let refused = ada.sending(json!({ "to": bob.address, "subject": "s", "text": "t" })).send().await.expect(403);
    assert_eq!(refused["error"], "sending_suspended");
    let put_off = eventually("the postponement", async || {
        let kept = ada.outgoing(scheduled["id"].as_str().unwrap()).await;
        (!kept["error"].is_null()).then_some(kept)
    })
    .await;
    assert!(put_off["next_attempt_at"].as_str().unwrap() > (soon + chrono::TimeDelta::hours(20)).to_rfc3339().as_str());
    assert_eq!(bob.list("").await.len(), 1);
    bob.send(json!({ "to": ada.address, "subject": "s", "text": "t" })).await;
}

#[tokio::test]
async fn a_forged_report_changes_nothing() {
    let server = Server::shared();
    let ada = server.mailbox().await;
    let to: Vec<_> = (0..25).map(|number| format!("{number}@mail.example")).collect();
    let to: Vec<_> = to.iter().map(String::as_str).collect();
    let sent = ada.send(json!({ "to": to, "subject": "s", "text": "t" })).await;
    let name = &sent["message_id"];
    for recipient in &to {
        // An ordinary mailbox of the very domain; a mail system with a sender in its envelope; one of another domain.
        report_from(&ada, "", "eve@mail.example", name, &[recipient]).await;
        report_from(&ada, "eve@mail.example", "mailer-daemon@mail.example", name, &[recipient]).await;
        proved_report(&ada, "mallory.example", name, recipient).await;
    }
    report_from(&ada, "eve@mail.example", "eve@mail.example", name, &to).await;
    let unproved = report("mailer-daemon@mail.example", name.as_str().unwrap(), &to);
    server.deliver("", &ada.address, &unproved).await.expect(200);
    for said in ["dmarc=pass", "dmarc=pass header.from=evil.example", "dmarc=fail header.from=mail.example"] {
        let top = format!("Authentication-Results: mx.cloudflare.net; {said}\r\n");
        let report = unproved.replace("Message-ID: <letter", &format!("Message-ID: <{}", unique("letter")));
        server.deliver("", &ada.address, format!("{top}{report}")).await.expect(200);
    }
    assert_eq!(states(&ada, &sent).await, ["delivered"; 25]);
    ada.send(json!({ "to": "a@mail.example", "subject": "s", "text": "t" })).await;
    assert_eq!(ada.list_all().await.len(), 25 * 3 + 5, "reports are mail like any other");
}

#[tokio::test]
async fn a_report_counts_once_however_many_recipients_it_names() {
    let server = Server::shared();
    let ada = server.mailbox().await;
    let to: Vec<_> = (0..25).map(|number| format!("{number}@mail.example")).collect();
    let to: Vec<_> = to.iter().map(String::as_str).collect();
    let sent = ada.send(json!({ "to": to, "subject": "s", "text": "t" })).await;
    report_from(&ada, "<>", "postmaster@mail.example", &sent["message_id"], &to).await;
    assert_eq!(states(&ada, &sent).await, ["failed"; 25]);
    ada.send(json!({ "to": "a@mail.example", "subject": "s", "text": "t" })).await;
}

#[tokio::test]
async fn no_report_undoes_what_was_delivered_within_the_deployment() {
    let server = &*stack::SERVER;
    let (ada, bob) = (server.mailbox().await, server.mailbox().await);
    let owner = server.register(None).await;
    let (stack, domain) = stack::verified(server, &owner).await;
    // It is here as long as its mail servers are.
    stack::set(&format!("MX {domain}"), stack::found(&["10 route1.mx.cloudflare.net."]));
    stack::verify(server, &owner.key, &stack).await.expect(200);
    let desk = format!("desk@{domain}");
    stack::claim(server, &owner.key, &desk).await.expect(201);
    let sent = ada.send(json!({ "to": [bob.address, desk], "subject": "s", "text": "t" })).await;
    assert_eq!(states(&ada, &sent).await, ["delivered"; 2]);
    proved_report(&ada, "warren.example", &sent["message_id"], &bob.address).await;
    proved_report(&ada, &domain, &sent["message_id"], &desk).await;
    assert_eq!(states(&ada, &sent).await, ["delivered"; 2]);
}

#[tokio::test]
async fn who_runs_the_mail_hosts_of_a_recipients_domain_reports_for_it() {
    let server = &*stack::SERVER;
    let ada = server.mailbox().await;
    let [hosted, hidden, google] = [(); 3].map(|()| stack::a_domain());
    stack::set(&format!("MX {hosted}"), stack::found(&["10 mx1.host.example.", "20 mx2.host.example."]));
    stack::set(&format!("MX {google}"), stack::found(&["5 gmail-smtp-in.l.google.com."]));
    let to = [&hosted, &hidden, &google].map(|domain| format!("gone@{domain}"));
    let [hosted, hidden, google] = [&to[0], &to[1], &to[2]];
    let send = async || ada.send(json!({ "to": to, "subject": "s", "text": "t" })).await;
    let state = async |sent: &Value, of: &str| {
        let kept = ada.outgoing(sent["id"].as_str().unwrap()).await;
        let all = kept["recipients"].as_array().unwrap();
        all.iter().find(|recipient| recipient["address"] == of).unwrap()["status"].as_str().unwrap().to_owned()
    };
    let sent = send().await;
    let name = &sent["message_id"];
    for recipient in &to {
        proved_report(&ada, "other.example", name, recipient).await;
        proved_report(&ada, "ost.example", name, recipient).await;
    }
    proved_report(&ada, "googlemail.com", name, hosted).await;
    assert_eq!(states(&ada, &sent).await, ["delivered"; 3]);
    proved_report(&ada, "host.example", name, hosted).await;
    proved_report(&ada, "googlemail.com", name, google).await;
    assert_eq!((state(&sent, hosted).await, state(&sent, google).await), ("failed".to_owned(), "failed".to_owned()));
    assert_eq!(state(&sent, hidden).await, "delivered");

    for failure in [stack::Dns::Http(500), stack::Dns::Rcode(2), stack::Dns::Garbage] {
        stack::set(&format!("MX {}", hosted.split_once('@').unwrap().1), failure);
        let sent = send().await;
        proved_report(&ada, "host.example", &sent["message_id"], hosted).await;
        assert_eq!(state(&sent, hosted).await, "delivered", "a DNS that fails changes nothing");
    }
}

#[tokio::test]
async fn hidden_recipients_elsewhere_get_a_message_each_and_only_those_who_have_not_got_it_again() {
    let count = AtomicUsize::new(0);
    let resend = Receiver::answering(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        1 => Answer::status(503).body("sorry"),
        _ => Answer::status(200).body(r#"{"id":"re_7"}"#),
    })
    .await;
    let server = with_resend(&resend, &[]);
    let ada = server.mailbox().await;
    let hidden = ["x@mail.example", "y@mail.example"];
    let sent = ada.send(json!({ "to": ada.address, "bcc": hidden, "subject": "s", "text": "t" })).await;
    assert_eq!(sent["status"], "pending");
    let posts = resend.expect(3, SOON).await;
    let to: Vec<Value> = posts.iter().map(|post| post.json()["to"].clone()).collect();
    assert_eq!(to, [json!(["x@mail.example"]), json!(["y@mail.example"]), json!(["y@mail.example"])]);
    assert!(posts.iter().all(|post| post.json().get("bcc").is_none()));
}

/// What a server writes that could not deliver.
fn report(author: &str, message_id: &str, recipients: &[&str]) -> String {
    let head = [
        ("From", author),
        ("Content-Type", "multipart/report; report-type=delivery-status; boundary=b"),
        ("MIME-Version", "1.0"),
        ("Auto-Submitted", "auto-replied"),
    ];
    let failures: String = recipients
        .iter()
        .map(|recipient| {
            format!(
                "Final-Recipient: rfc822; {recipient}\nAction: failed\nStatus: 5.1.1\n\
                 Diagnostic-Code: smtp; 550 No such user\n\n"
            )
        })
        .collect();
    let body = format!(
        "--b\nContent-Type: text/plain\n\nSorry\n--b\nContent-Type: message/delivery-status\n\n\
         Reporting-MTA: dns; mx.mail.example\n\n{failures}--b\nContent-Type: text/rfc822-headers\n\n\
         Message-ID: {message_id}\n\n--b--\n"
    );
    letter(&head, &body)
}

#[tokio::test]
async fn mail_that_comes_back_counts_as_failed() {
    let server = Server::shared();
    let (ada, eve) = (server.mailbox().await, server.mailbox().await);
    let mail = json!({ "to": ["gone@mail.example", "here@mail.example"], "subject": "s", "text": "t" });
    let sent = ada.send(mail).await;
    let (id, name) = (sent["id"].as_str().unwrap(), &sent["message_id"]);
    proved_report(&eve, "mail.example", name, "gone@mail.example").await;
    proved_report(&ada, "mail.example", &json!("<other@warren.example>"), "gone@mail.example").await;
    proved_report(&ada, "mail.example", name, "nobody@mail.example").await;
    assert_eq!(ada.outgoing(id).await["error"], Value::Null, "none of these is about this message");

    proved_report(&ada, "mail.example", name, "gone@mail.example").await;
    let kept = ada.outgoing(id).await;
    assert_eq!((&kept["status"], &kept["recipients"][0]["status"]), (&json!("sent"), &json!("failed")));
    assert_eq!(kept["recipients"][0]["error"], "550 No such user");
    proved_report(&ada, "Mail.example", name, "HERE@mail.example").await;
    assert_eq!(ada.outgoing(id).await["status"], "failed");
    assert_eq!(ada.list("").await.len(), 4, "reports are mail like any other");
}
