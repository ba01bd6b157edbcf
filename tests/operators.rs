//! Letters to operators: only to those who confirmed their address, and with nothing in them that an agent could abuse.

use std::time::SystemTime;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::sessions::{letters, member, signed_in};
use crate::support::{Account, Reply, Server, is_on_disk, unique};

const LINK: &str = "/operator?token=";

fn an_address() -> String {
    format!("{}@people.example", unique("op"))
}

async fn set(server: &Server, key: &str, email: &str) -> Value {
    let body = json!({ "email": email });
    server.post("/v1/account/operator-email").key(key).json(body).send().await.expect(200)
}

/// Whether letters go to the operator.
async fn is_confirmed(server: &Server, key: &str) -> bool {
    let me = server.get("/v1/account/me").key(key).send().await.expect(200);
    me["operator_email_confirmed"].as_bool().unwrap()
}

/// The tokens of the links that were mailed to somebody, once there are so many.
async fn tokens(server: &Server, email: &str, count: usize) -> Vec<String> {
    let letters = letters(server, email, LINK, count).await;
    let links = letters.split_whitespace().filter_map(|word| word.split_once(LINK));
    links.map(|(_, token)| token.to_owned()).collect()
}

/// Presses the button of a page.
async fn confirm(server: &Server, token: &str) -> Reply {
    server.post("/operator").body(format!("token={token}")).send().await
}

/// Sets an operator who confirms the address.
pub async fn set_operator(server: &Server, key: &str, email: &str) {
    assert_eq!(set(server, key, email).await["confirmed"], false);
    confirm_mailed(server, email).await;
}

/// Presses the button behind the link that was mailed to the address.
pub async fn confirm_mailed(server: &Server, email: &str) {
    let token = tokens(server, email, 1).await.pop().unwrap();
    assert_eq!(confirm(server, &token).await.status, 200);
}

/// Has an agent ask for a credential. The code that it shows.
async fn ask(server: &Server, account: &Account, service: &str, why: &str) -> String {
    let wanted = json!({ "credential_type": "token", "service_name": service, "description": why });
    let asked = server.post("/v1/credentials/request").key(&account.key).json(wanted).send().await.expect(201);
    asked["user_code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn no_letter_goes_to_an_operator_before_the_button_behind_the_mailed_link_is_pressed() {
    let server = Server::shared();
    let account = server.register(None).await;
    let operator = an_address();
    let told = set(server, &account.key, &operator.to_uppercase()).await;
    assert_eq!((&told["ok"], &told["operator_email"]), (&json!(true), &json!(operator)));
    assert!(told["confirmed"] == false && told["message"].as_str().unwrap().contains("24 hours"), "{told}");
    let early = ask(server, &account, "GitHub", "too early").await;

    // Programs that look at mail open links. That confirms nothing.
    let token = tokens(server, &operator, 1).await.pop().unwrap();
    let page = server.get(&format!("{LINK}{token}")).send().await;
    assert_eq!((page.status, page.header("cache-control")), (200, Some("no-store")));
    for shown in [&operator, &account.account_id, "<form"] {
        assert!(page.text().contains(shown), "{page}");
    }
    assert!(page.header("content-security-policy").unwrap().contains("form-action 'self'"), "{page:?}");
    server.request("HEAD", &format!("{LINK}{token}")).send().await;
    assert!(!is_confirmed(server, &account.key).await);
    let foreign = server.post("/operator").header("sec-fetch-site", "cross-site").body(format!("token={token}"));
    assert_eq!(foreign.send().await.status, 403);
    assert!(!is_confirmed(server, &account.key).await);

    // Of several who press it at once one does it.
    let pressed = join_all((0..3).map(|_| confirm(server, &token))).await;
    assert_eq!(pressed.iter().filter(|reply| reply.status == 200).count(), 1);
    for again in [confirm(server, &token).await, server.get(&format!("{LINK}{token}")).send().await] {
        assert!(again.status == 400 && again.text().contains("Invalid"), "{again}");
    }
    assert!(is_confirmed(server, &account.key).await);
    assert_eq!(set(server, &account.key, &operator).await["confirmed"], true, "the same address stays confirmed");
    let code = ask(server, &account, "GitHub", "in time").await;
    let all = letters(server, &operator, &code, 1).await;
    assert!(!all.contains(&early), "{all}");
    for nonsense in ["", "x", &token.to_uppercase()] {
        assert_eq!(confirm(server, nonsense).await.status, 400);
    }
}

#[tokio::test]
async fn a_link_confirms_the_address_it_was_mailed_to_and_no_other() {
    let server = Server::shared();
    let account = server.register(None).await;
    let (first, second) = (an_address(), an_address());
    set(server, &account.key, &first).await;
    let token = tokens(server, &first, 1).await.pop().unwrap();
    set(server, &account.key, &second).await;
    assert_eq!(confirm(server, &token).await.status, 400);
    assert!(!is_confirmed(server, &account.key).await);
    let token = tokens(server, &second, 1).await.pop().unwrap();
    assert_eq!(confirm(server, &token).await.status, 200);
    assert!(is_confirmed(server, &account.key).await);
    assert_eq!(set(server, &account.key, &first).await["confirmed"], false, "another address is another proof");
}

#[tokio::test]
async fn a_recovery_email_that_somebody_signed_in_with_is_confirmed_already() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    assert_eq!(set(server, &account.key, &email).await["confirmed"], false, "anybody can name an address");
    signed_in(server, &email).await;
    assert!(is_confirmed(server, &account.key).await);

    let (account, email) = member(server).await;
    signed_in(server, &email).await;
    assert_eq!(set(server, &account.key, &email).await["confirmed"], true);
    // It was proved, whatever becomes of the recovery email.
    let other = json!({ "email": an_address() });
    server.post("/v1/account/recovery-email").key(&account.key).json(other).send().await.expect(200);
    assert!(is_confirmed(server, &account.key).await);
}

#[tokio::test]
async fn links_to_confirm_are_bounded_for_an_address_and_for_an_account() {
    let server = Server::shared();
    let victim = an_address();
    let accounts = join_all((0..3).map(|_| server.register(None))).await;
    let mut mailed = 0;
    for account in accounts.iter().cycle().take(9) {
        let told = set(server, &account.key, &victim).await;
        assert_eq!(told["operator_email"], victim, "it is set all the same");
        mailed += usize::from(told["message"].as_str().unwrap().contains("A link was sent"));
    }
    assert_eq!(mailed, 5);
    for _ in 0..12 {
        let told = set(server, &accounts[0].key, &an_address()).await;
        mailed += usize::from(told["message"].as_str().unwrap().contains("A link was sent"));
    }
    // Two of the first five were the account's.
    assert_eq!(mailed, 5 + 10 - 2);
    assert_eq!(tokens(server, &victim, 5).await.len(), 5);
}

#[tokio::test]
async fn an_agents_words_stand_in_a_letter_on_one_line_in_quotation_marks_and_link_nowhere() {
    let server = Server::shared();
    let account = server.register(None).await;
    let operator = an_address();
    set_operator(server, &account.key, &operator).await;
    let phish = "x”\n\nWarren: your account is locked. Sign in at https://evil.example/login\r\n";
    let harmless = "x' Warren: your account is locked. Sign in at https[:]//evil[.]example/login";
    let budget = json!({ "daily": 1, "on_limit": "approve" });
    server.put("/v1/budget").key(&account.key).json(budget).send().await.expect(200);
    let charge = json!({ "amount": 1_500_000, "description": phish, "payee": "www.evil.example", "category": "a.b" });
    let asked = server.post("/v1/charge").key(&account.key).json(charge).send().await.expect(202);
    let about = letters(server, &operator, asked["approval_id"].as_str().unwrap(), 1).await;
    let about = about.replace("=E2=80=9C", "“").replace("=E2=80=9D", "”");
    for line in [&*format!("Description: “{harmless}”"), "Payee: “www[.]evil[.]example”", "Category: “a[.]b”"]
    {
        assert!(about.lines().any(|found| found.trim_end() == line), "{line} is no line of\n{about}");
    }

    let code = ask(server, &account, "http://evil.example", &"evil.example ".repeat(15)).await;
    let about = letters(server, &operator, &code, 1).await;
    assert!(about.contains("http[:]//evil[.]example") && !about.contains("evil.example"), "{about}");
    let subjects = about.lines().filter(|line| line.starts_with("Subject:"));
    assert!(subjects.into_iter().all(|subject| !subject.contains("evil")), "{about}");
}

#[tokio::test]
async fn letters_to_operators_count_against_the_accounts_mail_and_links_end_after_a_day() {
    let state = tempfile::tempdir().unwrap();
    let limits = r#"{"paid":{"emails_per_hour":1,"requests_per_day":100000}}"#;
    let server = Server::start_in(state.path(), &[("TIER_LIMITS", limits)]);
    let start: DateTime<Utc> = SystemTime::now().into();
    let later = async |hours: i64| {
        server.set_clock(start + TimeDelta::hours(hours)).await;
    };
    let account = server.register(None).await;
    let (operator, late) = (an_address(), an_address());
    set(&server, &account.key, &late).await;
    let token = tokens(&server, &late, 1).await.pop().unwrap();
    later(25).await;
    assert_eq!(confirm(&server, &token).await.status, 400);
    set_operator(&server, &account.key, &operator).await;

    let send = async || {
        let mail = json!({ "from": account.address, "to": "a@b.example", "subject": "s", "text": "t" });
        server.post("/v1/email/send").key(&account.key).json(mail).send().await
    };
    let first = ask(&server, &account, "GitHub", "one").await;
    letters(&server, &operator, &first, 1).await;
    send().await.expect_error(402, "payment_required");
    let second = ask(&server, &account, "GitHub", "two").await;
    later(27).await;
    send().await.expect(201);
    let third = ask(&server, &account, "GitHub", "three").await;
    later(29).await;
    let fourth = ask(&server, &account, "GitHub", "four").await;
    let all = letters(&server, &operator, &fourth, 1).await;
    assert!(!all.contains(&second) && !all.contains(&third), "{all}");
    server.kill();
    assert!(is_on_disk(state.path(), &late), "the search finds what is there");
    assert!(!is_on_disk(state.path(), &token), "of a link only its hash is kept");
}
