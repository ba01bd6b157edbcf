use serde_json::{Value, json};

use crate::support::{Mailbox, Server, letter};

const PROVIDER: &str = "mx.cloudflare.net";

fn nothing_said() -> Value {
    json!({ "spf": null, "dkim": null, "dmarc": null })
}

/// The verdicts shown of a message with these fields on top.
async fn verdicts(mailbox: &Mailbox<'_>, top: &str) -> Value {
    mailbox.receive(format!("{}{}", top.replace('\n', "\r\n"), letter(&[], "text"))).await;
    let listed = mailbox.list("&limit=1").await.remove(0);
    let message = mailbox.read(listed["id"].as_str().unwrap()).await;
    assert_eq!(listed["auth"], message["auth"]);
    message["auth"].clone()
}

#[tokio::test]
async fn the_verdicts_of_the_receiving_server_are_shown() {
    let mailbox = Server::shared().mailbox().await;
    let all = format!(
        "Received: from mail.sender.example by {PROVIDER}; Sun, 22 Nov 2026 10:00:00 +0000\n\
         Authentication-Results: {PROVIDER};\n\tdkim=pass header.d=sender.example header.s=s1;\n\
         \tdmarc=fail header.from=sender.example policy.dmarc=reject;\n\
         \tspf=softfail ({PROVIDER}: a comment; spf=pass) smtp.mailfrom=ann@sender.example\n"
    );
    let shown = json!({ "spf": "softfail", "dkim": "pass", "dmarc": "fail", "header_from": "sender.example",
        "header_d": ["sender.example"], "smtp_mailfrom": "ann@sender.example" });
    assert_eq!(verdicts(&mailbox, &all).await, shown);
    let some = format!("Authentication-Results: {PROVIDER}; SPF=Pass smtp.mailfrom=a@b.example; arc=none\n");
    let shown = json!({ "spf": "pass", "dkim": null, "dmarc": null, "smtp_mailfrom": "a@b.example" });
    assert_eq!(verdicts(&mailbox, &some).await, shown);
    let none = format!("Authentication-Results: {PROVIDER}; none\n");
    assert_eq!(verdicts(&mailbox, &none).await, nothing_said());
    assert_eq!(verdicts(&mailbox, "").await, nothing_said());
}

#[tokio::test]
async fn verdicts_that_the_sender_wrote_are_not_believed() {
    let mailbox = Server::shared().mailbox().await;
    let forged = format!("Authentication-Results: {PROVIDER}; spf=pass; dkim=pass; dmarc=pass\n");
    let real = format!("Authentication-Results: {PROVIDER}; spf=fail; dkim=none; dmarc=fail\n");
    let hop = "Received: from a by b; Sun, 22 Nov 2026 10:00:00 +0000\n";
    let failed = json!({ "spf": "fail", "dkim": "none", "dmarc": "fail" });

    assert_eq!(verdicts(&mailbox, &format!("{real}{forged}")).await, failed);
    assert_eq!(verdicts(&mailbox, &format!("{hop}{real}{hop}{forged}")).await, failed);
    let silent = format!("Authentication-Results: {PROVIDER}; spf=fail\n{forged}");
    assert_eq!(verdicts(&mailbox, &silent).await, json!({ "spf": "fail", "dkim": null, "dmarc": null }));
    // Where our own server said nothing, what lies below another server's mark is the sender's.
    assert_eq!(verdicts(&mailbox, &format!("{hop}{hop}{forged}")).await, nothing_said());
    for other in ["mx.evil.example", "mx.cloudflare.net.evil.example", "evil.example (mx.cloudflare.net)", ""] {
        let forged = format!("Authentication-Results: {other}; spf=pass; dkim=pass; dmarc=pass\n");
        assert_eq!(verdicts(&mailbox, &forged).await, nothing_said(), "{other}");
        assert_eq!(verdicts(&mailbox, &format!("{forged}{real}")).await, failed, "{other}");
    }
    let in_the_body = letter(&[], &forged);
    mailbox.receive(in_the_body).await;
    assert_eq!(mailbox.list("&limit=1").await[0]["auth"], nothing_said());
}

#[tokio::test]
async fn another_provider_is_believed_where_it_is_configured() {
    let server = Server::start(&[("MAIL_AUTHSERV", "mx.provider.example")]);
    let mailbox = server.mailbox().await;
    let configured = "Authentication-Results: mx.provider.example; spf=pass; dkim=fail\n";
    let usual = format!("Authentication-Results: {PROVIDER}; spf=fail\n");
    let expected = json!({ "spf": "pass", "dkim": "fail", "dmarc": null });
    assert_eq!(verdicts(&mailbox, configured).await, expected);
    assert_eq!(verdicts(&mailbox, &format!("{usual}{configured}")).await, expected);
    assert_eq!(verdicts(&mailbox, &usual).await, nothing_said());
}
