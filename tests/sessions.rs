//! Signing in with a link from a mail.

use std::time::Duration;

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Account, Reply, Server, eventually, in_a_while, in_databases, is_on_disk, unfolded, unique};

/// An account with a recovery email of its own.
pub async fn member(server: &Server) -> (Account, String) {
    let email = format!("{}@people.example", unique("ann"));
    let account = server.register(Some(&unique("ada"))).await;
    let set = json!({ "email": email });
    server.post("/v1/account/recovery-email").key(&account.key).json(set).send().await.expect(200);
    (account, email)
}

async fn ask(server: &Server, email: &str) -> Reply {
    server.post("/v1/auth/login").json(json!({ "email": email })).send().await
}

/// What was written to somebody outside, once it contains some text so many times.
pub async fn letters(server: &Server, email: &str, text: &str, count: usize) -> String {
    let find = async || {
        let letters: String = server.outbox_to(email).await.iter().map(unfolded).collect();
        (letters.matches(text).count() >= count).then_some(letters)
    };
    eventually(&format!("telling {email} {count} times of {text}"), find).await
}

/// The links that were sent to somebody, once there are so many.
async fn links(server: &Server, email: &str, count: usize) -> Vec<String> {
    const LINK: &str = "/sign-in?token=";
    let letters = letters(server, email, LINK, count).await;
    let links = letters.split_whitespace().filter(|word| word.contains(LINK));
    links.map(|link| link[link.find(LINK).unwrap()..].to_owned()).collect()
}

/// Presses the button on the page that a link leads to.
pub async fn press(server: &Server, link: &str) -> Reply {
    let (page, form) = link.split_once('?').unwrap();
    let form_type = "application/x-www-form-urlencoded";
    server.post(page).header("content-type", form_type).body(form).send().await
}

/// Asks for a link, and uses it. The session's token.
pub async fn signed_in(server: &Server, email: &str) -> String {
    signed_in_for(server, email, 1).await
}

/// The same, where so many links were asked for with this one.
pub async fn signed_in_for(server: &Server, email: &str, count: usize) -> String {
    session(&press(server, &link(server, email, count).await).await)
}

/// Asks for a link, the so many-th.
pub async fn link(server: &Server, email: &str, count: usize) -> String {
    ask(server, email).await.expect(200);
    links(server, email, count).await.pop().unwrap()
}

/// What an account's key is told.
async fn me(server: &Server, key: &str) -> u16 {
    server.get("/v1/account/me").key(key).send().await.status
}

async fn set_recovery_email(server: &Server, key: &str, email: &str) {
    let set = json!({ "email": email });
    server.post("/v1/account/recovery-email").key(key).json(set).send().await.expect(200);
}

#[track_caller]
pub fn session(opened: &Reply) -> String {
    assert_eq!(opened.status, 303);
    let location = opened.header("location").unwrap();
    location.strip_prefix("/dashboard#session=").expect(location).to_owned()
}

#[tokio::test]
async fn a_link_in_a_mail_signs_in_once() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let said = ask(server, &email.to_uppercase()).await.expect(200);
    assert_eq!(said["sent"], true);
    let link = links(server, &email, 1).await.pop().unwrap();
    let opened = press(server, &link).await;
    let session = session(&opened);
    assert!(session.starts_with("session_"));
    assert_eq!(opened.header("cache-control").unwrap(), "no-store");
    let me = server.get("/v1/account/me").key(&session).send().await.expect(200);
    assert_eq!(me["id"], account.account_id);

    let again = press(server, &link).await;
    assert_eq!((again.status, again.header("content-type").unwrap()), (400, "text/html; charset=utf-8"));
    assert!(again.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
    for dead in ["", "?token=", "?token=link_made-up"] {
        for page in ["/v1/auth/verify", "/sign-in"] {
            let dead = server.get(&format!("{page}{dead}")).send().await;
            assert_eq!((dead.status, dead.header("content-type").unwrap()), (400, "text/html; charset=utf-8"));
            assert!(dead.text().contains("Invalid"), "{dead}");
        }
    }
}

#[tokio::test]
async fn of_twenty_tries_with_one_link_one_signs_in() {
    let server = Server::shared();
    let (_, email) = member(server).await;
    ask(server, &email).await.expect(200);
    let link = links(server, &email, 1).await.pop().unwrap();
    let mut statuses: Vec<_> =
        join_all((0..20).map(|_| press(server, &link))).await.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!((statuses[0], &statuses[1..]), (303, &[400; 19][..]));
}

#[tokio::test]
async fn nobody_learns_whether_an_address_belongs_to_an_account() {
    let server = Server::shared();
    let (_, email) = member(server).await;
    let strange = format!("{}@people.example", unique("nobody"));
    assert_eq!(ask(server, &strange).await.expect(200), ask(server, &email).await.expect(200));
    links(server, &email, 1).await;
    assert!(server.outbox_to(&strange).await.is_empty());
    assert_eq!(ask(server, "no address").await.expect(400)["error"], "invalid_email");

    for address in [&email, &strange] {
        for _ in 0..4 {
            ask(server, address).await.expect(200);
        }
        let refused = ask(server, address).await;
        assert_eq!(refused.expect(429)["error"], "rate_limited");
        assert!(refused.header("retry-after").is_some());
    }
}

#[tokio::test]
async fn an_address_of_two_accounts_gets_one_link_that_signs_in_to_either() {
    let server = Server::shared();
    let (one, email) = member(server).await;
    let two = server.register(Some(&unique("bob"))).await;
    server.post("/v1/account/recovery-email").key(&two.key).json(json!({ "email": email })).send().await.expect(200);
    for (count, account) in [(1, &one), (2, &two)] {
        let link = format!("{}&account={}", link(server, &email, count).await, account.account_id);
        let session = session(&press(server, &link).await);
        let me = server.get("/v1/account/me").key(&session).send().await.expect(200);
        assert_eq!(me["id"], account.account_id);
    }
}

#[tokio::test]
async fn sessions_are_listed_and_ended_at_once() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let session = signed_in(server, &email).await;
    let list = async |key: &str| server.get("/v1/auth/sessions").key(key).send().await;
    let listed = list(&account.key).await.expect(200);
    assert_eq!(listed["count"], 1);
    assert!(!listed.to_string().contains(&session));
    let id = listed["sessions"][0]["id"].as_str().unwrap().to_owned();
    let stranger = server.register(None).await;
    let path = format!("/v1/auth/sessions/{id}");
    server.delete(&path).key(&stranger.key).send().await.expect(404);
    list(&session).await.expect(200);
    assert_eq!(server.delete(&path).key(&account.key).send().await.expect(200), json!({ "ended": true, "id": id }));
    list(&session).await.expect(401);
    server.delete(&path).key(&account.key).send().await.expect(404);
    assert_eq!(list(&account.key).await.expect(200)["sessions"], json!([]));
}

#[tokio::test]
async fn who_signs_out_is_out() {
    let server = Server::shared();
    let (_, email) = member(server).await;
    let session = signed_in(server, &email).await;
    server.delete("/v1/auth/sessions/current").key(&session).send().await.expect(200);
    server.get("/v1/account/me").key(&session).send().await.expect(401);
}

#[tokio::test]
async fn a_session_is_as_good_as_the_account() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let session = signed_in(server, &email).await;
    let pod = server.post("/v1/pods").key(&session).json(json!({})).send().await.expect(201);
    let path = format!("/v1/pods/{}", pod["id"].as_str().unwrap());
    server.get(&path).key(&account.key).send().await.expect(200);
    let own = server.get("/v1/email/addresses").key(&session).send().await.expect(200);
    assert!(own.to_string().contains(&account.address), "{own}");
    // Who lost the key gets another.
    let rotated = server.post("/v1/auth/keys/rotate").key(&session).send().await.expect(200);
    server.get(&path).key(&account.key).send().await.expect(401);
    server.get(&path).key(rotated["api_key"].as_str().unwrap()).send().await.expect(200);
    server.get(&path).key(&session).send().await.expect(200);
}

#[tokio::test]
async fn a_link_works_for_fifteen_minutes_and_a_session_for_a_day() {
    let server = Server::start(&[]);
    let (_, email) = member(&server).await;
    let session = signed_in(&server, &email).await;
    ask(&server, &email).await.expect(200);
    let unused = links(&server, &email, 2).await.pop().unwrap();
    let start: chrono::DateTime<chrono::Utc> = std::time::SystemTime::now().into();
    let set_clock = async |seconds: i64| {
        server.set_clock(start + chrono::TimeDelta::seconds(seconds)).await;
    };
    set_clock(16 * 60).await;
    assert_eq!(press(&server, &unused).await.status, 400);
    assert_eq!(me(&server, &session).await, 200);
    // Neither is it remembered for longer than it lasts.
    set_clock(24 * 60 * 60 - 20).await;
    assert_eq!(me(&server, &session).await, 200);
    set_clock(24 * 60 * 60 + 1).await;
    assert_eq!(me(&server, &session).await, 401);
}

#[tokio::test]
async fn who_replaces_the_key_stays_and_everybody_else_is_out() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let (mine, theirs) = (signed_in(server, &email).await, signed_in_for(server, &email, 2).await);
    let unused = link(server, &email, 3).await;
    let mut socket = server.socket(&theirs).await;
    let replace = async |how: &str, key: &str| server.post(&format!("/v1/auth/keys/{how}")).key(key).send().await;
    replace("activate-backup", &account.key).await.expect(404);
    assert_eq!(me(server, &theirs).await, 200, "where there is no backup key nothing happens");

    let key = replace("rotate", &mine).await.expect(200)["api_key"].as_str().unwrap().to_owned();
    assert_eq!((me(server, &mine).await, me(server, &theirs).await), (200, 401));
    assert_eq!(socket.closed(Duration::from_secs(5)).await, Some(4401));
    assert_eq!(server.get(&unused).send().await.status, 400);

    let backup = server.post("/v1/auth/keys/generate-backup").key(&key).json(json!({})).send().await.expect(201);
    let unused = link(server, &email, 4).await;
    replace("activate-backup", backup["backup_key"].as_str().unwrap()).await.expect(200);
    assert_eq!(me(server, &mine).await, 401);
    assert_eq!(server.get(&unused).send().await.status, 400);
}

#[tokio::test]
async fn an_address_that_was_given_up_opens_nothing_and_proves_nothing() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let (mine, theirs) = (signed_in(server, &email).await, signed_in_for(server, &email, 2).await);
    let verified = async || {
        server.get(&format!("/agents/{}", account.address)).send().await.expect(200)["verified"].as_bool().unwrap()
    };
    let unused = link(server, &email, 3).await;
    set_recovery_email(server, &account.key, &email.to_uppercase()).await;
    assert!(verified().await && me(server, &theirs).await == 200, "it is the same address");

    let new = format!("{}@people.example", unique("new"));
    set_recovery_email(server, &mine, &new).await;
    assert_eq!(server.get(&unused).send().await.status, 400);
    assert_eq!((me(server, &mine).await, me(server, &theirs).await), (200, 401));
    assert!(!verified().await);
    signed_in(server, &new).await;
    assert!(verified().await);
}

#[tokio::test]
async fn strangers_neither_crowd_an_owner_out_of_the_letter_nor_write_in_it() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let before = letters(server, &email, "/sign-in?token=", {
        ask(server, &email).await.expect(200);
        1
    })
    .await;
    assert!(before.contains(&account.account_id));
    let name = account.address.split('@').next().unwrap();
    assert!(!before.contains(name), "nobody has proved that this is the account's address");
    press(server, &links(server, &email, 1).await.pop().unwrap()).await;
    let evil = unique("evil");
    let strangers = join_all((0..11).map(async |_| {
        let made = server.post("/v1/auth/keys").json(json!({ "name": format!("See {evil}.example"), "email": email }));
        made.send().await.expect(201)["account_id"].as_str().unwrap().to_owned()
    }))
    .await;
    ask(server, &email).await.expect(200);
    let all = letters(server, &email, "/sign-in?token=", 2).await;
    assert_eq!(all.matches(&account.account_id).count(), 2, "{all}");
    assert!(all.contains(&format!("=E2=80=9C{name}=E2=80=9D ({})", account.account_id)), "{all}");
    assert!(!all.contains(&evil), "{all}");
    assert_eq!(strangers.iter().filter(|id| all.contains(*id)).count(), 9);
}

#[tokio::test]
async fn the_pod_that_sends_links_remembers_nobody_after_a_day() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let [(_, earlier), (_, later)] = [member(&server).await, member(&server).await];
    links_to(&server, &earlier).await;
    server.set_clock(in_a_while(TimeDelta::hours(25))).await;
    links_to(&server, &later).await;
    drop(server);
    let events = in_databases(state.path(), "event", "console.log(db.prepare('SELECT body FROM event').all())");
    assert!(events.contains(&later) && !events.contains(&earlier), "{events}");
}

async fn links_to(server: &Server, email: &str) {
    ask(server, email).await.expect(200);
    links(server, email, 1).await;
}

#[tokio::test]
async fn neither_link_nor_session_is_on_disk() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let (_, email) = member(&server).await;
    ask(&server, &email).await.expect(200);
    let link = links(&server, &email, 1).await.pop().unwrap();
    let token = link.split_once("token=").unwrap().1.to_owned();
    let session = session(&press(&server, &link).await);
    let find = |text: &str| is_on_disk(state.path(), text);
    assert!(find(&email), "what is looked for would be found");
    assert!(!find(&token) && !find(&session));
}

#[tokio::test]
async fn no_key_opens_the_pod_that_the_deployment_writes_from() {
    let server = Server::shared();
    let (_, email) = member(server).await;
    signed_in(server, &email).await;
    let refused = server.deliver("a@b.example", "noreply@warren.example", "Subject: x\r\n\r\n").await;
    assert!(refused.expect(422)["rejected"].as_str().unwrap().starts_with("5.1.1"));
    let made_up = format!("al_pod_{}postmaster000000abcdef", "0".repeat(24));
    server.get("/v1/email/outbox").key(&made_up).send().await.expect(401);
    let taken = server.post("/v1/auth/agent-register").json(json!({ "name": "noreply" })).send().await;
    assert_eq!(taken.expect(403)["error"], Value::from("address_reserved"));
}

#[tokio::test]
async fn a_domain_in_letters_and_in_a_labels_is_one() {
    let server = Server::shared();
    let account = server.register(None).await;
    let name = unique("ann");
    let (letters, labels) = (format!("{name}@bücher.example"), format!("{name}@xn--bcher-kva.example"));
    let set = json!({ "email": letters });
    let set = server.post("/v1/account/recovery-email").key(&account.key).json(set).send().await.expect(200);
    assert_eq!(set["recovery_email"], labels);
    let invitation = json!({ "email": labels, "role": "member" });
    server.post("/v1/invitations").key(&account.key).json(invitation).send().await.expect_error(409, "member_exists");
    ask(server, &letters).await.expect(200);
    server.get("/v1/account/me").key(&signed_in_for(server, &labels, 2).await).send().await.expect(200);
}

#[tokio::test]
async fn an_address_that_was_stored_in_letters_still_signs_in() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let account = server.register(None).await;
    let set = json!({ "email": "ann@bücher.example" });
    server.post("/v1/account/recovery-email").key(&account.key).json(set).send().await.expect(200);
    drop(server);
    let before = "db.exec(`UPDATE account SET recovery_email = 'ann@bücher.example';`)";
    in_databases(state.path(), "member", before);
    let server = Server::start_in(state.path(), &[]);
    let reply = ask(&server, "ann@bücher.example").await;
    reply.expect(200);
    let mails: String = eventually("the mail", async || {
        let mails: String = server.outbox_to("ann@xn--bcher-kva.example").await.iter().map(unfolded).collect();
        let others: String = server.outbox_to("ann@bücher.example").await.iter().map(unfolded).collect();
        Some(mails + &others).filter(|mails| mails.contains("/sign-in?token="))
    })
    .await;
    assert!(mails.contains(&account.account_id), "it names the account: {mails}");
}
