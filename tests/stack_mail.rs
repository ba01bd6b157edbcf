//! Mail from and to addresses at domains of one's own.

use serde_json::{Value, json};

use crate::stack::{RESOLVER, SERVER, a_domain, claim, create, found, prove, set, verified, verify};
use crate::support::{Account, Answer, Mailbox, Receiver, Server};

/// An address at a domain that the account has brought.
async fn own_address<'a>(server: &'a Server, account: &Account) -> Mailbox<'a> {
    let domain = a_domain();
    let servers = ["10 route1.mx.cloudflare.net.", "20 route2.mx.cloudflare.net.", "30 route3.mx.cloudflare.net."];
    set(&format!("MX {domain}"), found(&servers));
    let stack = create(server, &account.key, &domain).await.expect(201);
    prove(&stack);
    verify(server, &account.key, &stack).await.expect(200);
    let address = format!("desk@{domain}");
    claim(server, &account.key, &address).await.expect(201);
    Mailbox { server, key: account.key.clone(), address }
}

async fn send(from: &Mailbox<'_>, to: Value) -> Value {
    let mail = json!({ "from": from.address, "to": to, "subject": "s", "text": "t" });
    from.server.post("/v1/email/send").key(&from.key).json(mail).send().await.expect(201)
}

#[tokio::test]
async fn agents_of_the_deployment_reach_each_other_at_domains_of_their_own() {
    let (ada, bob) = (SERVER.register(None).await, SERVER.register(None).await);
    let desk = own_address(&SERVER, &ada).await;
    let other = own_address(&SERVER, &bob).await;
    let usual = Mailbox { server: &SERVER, key: bob.key.clone(), address: bob.address.clone() };
    let domain = other.address.split_once('@').unwrap().1;
    let to = json!([format!("Desk+shop@{}", domain.to_uppercase()), usual.address, format!("nobody@{domain}")]);
    let sent = send(&desk, to).await;
    assert_eq!(sent["status"], "sent", "{sent}");
    for mailbox in [&other, &usual] {
        let got = mailbox.list("").await;
        assert_eq!((got.len(), got[0]["from"].as_str()), (1, Some(desk.address.as_str())), "{}", mailbox.address);
    }
    let printed = SERVER.get("/dev/outbox").send().await.expect(200).to_string();
    assert!(printed.contains(&format!("nobody@{domain}")), "the rest of the domain may live elsewhere");
    assert!(!printed.contains(&format!("shop@{domain}")), "who is here is not sent to elsewhere");

    let message = other.list("").await[0]["id"].clone();
    let path = format!("/v1/email/messages/{}/reply?address={}", message.as_str().unwrap(), other.address);
    let reply = SERVER.post(&path).key(&bob.key).json(json!({ "text": "back" })).send().await.expect(201);
    assert_eq!(reply["from"], other.address);
    assert_eq!(desk.list("").await[0]["from"], json!(other.address));
}

#[tokio::test]
async fn a_provider_gets_the_sender_at_the_accounts_own_domain() {
    let resend = Receiver::answering(|_| Answer::status(200).body(r#"{"id":"7"}"#)).await;
    let url = resend.url("");
    let provider = [("MAIL_PROVIDER", "resend"), ("RESEND_API_KEY", "re_x"), ("RESEND_URL", url.as_str())];
    let server = Server::start(&[&provider[..], &[("DOH_URL", RESOLVER.as_str())]].concat());
    let ada = server.register(None).await;
    let desk = own_address(&server, &ada).await;
    let sent = send(&desk, json!("x@mail.example")).await;
    assert_eq!((&sent["provider"], &sent["status"]), (&json!("resend"), &json!("sent")));
    let posts = resend.posts();
    assert_eq!(posts[0].json()["from"], json!(desk.address));
    let domain = desk.address.split_once('@').unwrap().1;
    assert!(posts[0].json()["headers"]["Message-ID"].as_str().unwrap().ends_with(&format!("@{domain}>")));
}

#[tokio::test]
async fn a_purged_pod_gives_up_its_address_at_the_accounts_domain() {
    let ada = SERVER.register(None).await;
    let (stack, domain) = verified(&SERVER, &ada).await;
    let pod = SERVER.create_pod(&ada).await;
    let address = format!("desk@{domain}");
    // As everywhere, looking into a mailbox that nobody has claims it.
    let inbox = format!("/v1/email/inbox?address={address}");
    SERVER.get(&inbox).key(&pod.key).send().await.expect(200);
    claim(&SERVER, &ada.key, &address).await.expect_error(409, "address_taken");
    SERVER.delete(&format!("/v1/pods/{}?purge=true", pod.id)).key(&ada.key).send().await.expect(200);
    claim(&SERVER, &ada.key, &address).await.expect(201);
    let path = format!("/v1/stack/{}", stack["id"].as_str().unwrap());
    assert_eq!(SERVER.delete(&path).key(&ada.key).send().await.expect_error(409, "domain_in_use")["addresses"], 1);
}
