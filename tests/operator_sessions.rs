//! The operator of the deployment in a browser: sessions, accounts, totals, recent errors.

use serde_json::json;

use crate::support::{Server, eventually};

const TOKEN: &str = "the-operators-token";

async fn session(server: &Server) -> String {
    let started = server.post("/admin/sessions").key(TOKEN).send().await.expect(201);
    started["token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_session_of_the_operator_does_what_the_token_does_until_it_is_ended() {
    let server = Server::start(&[("ADMIN_TOKEN", TOKEN)]);
    let account = server.register(Some("observed")).await;
    let session = session(&server).await;
    let tier = json!({ "tier": "free" });
    let path = format!("/admin/accounts/{}", account.account_id);
    server.patch(&path).key(&session).json(tier).send().await.expect(200);
    server.post("/admin/sessions").key(&session).send().await.expect_error(403, "forbidden");
    server.get("/admin/overview").key(&account.key).send().await.expect_error(401, "unauthorized");

    let found = server.get("/admin/accounts?q=OBSERVED").key(&session).send().await.expect(200);
    assert_eq!(found["accounts"][0]["id"], account.account_id);
    assert_eq!((&found["accounts"][0]["tier"], &found["accounts"][0]["pods"]), (&json!("free"), &json!(1)));
    let none = server.get("/admin/accounts?tier=paid&q=observed").key(&session).send().await.expect(200);
    assert_eq!(none["count"], 0);
    server.register(None).await;
    let first = server.get("/admin/accounts?limit=1").key(&session).send().await.expect(200);
    let next = format!("/admin/accounts?limit=1&cursor={}", first["next_cursor"].as_str().unwrap());
    let second = server.get(&next).key(&session).send().await.expect(200);
    assert_eq!((&second["accounts"][0]["id"], &second["has_more"]), (&json!(account.account_id), &json!(false)));

    let totals = server.get("/admin/overview").key(&session).send().await.expect(200);
    assert_eq!((&totals["accounts"], &totals["accounts_by_tier"]["free"]), (&json!(2), &json!(1)));

    server.delete("/admin/sessions/current").key(TOKEN).send().await.expect_error(404, "not_found");
    server.delete("/admin/sessions/current").key(&session).send().await.expect(200);
    server.get("/admin/overview").key(&session).send().await.expect_error(401, "unauthorized");
}

#[tokio::test]
async fn sessions_of_the_operator_end_with_the_token_and_with_time() {
    let state = tempfile::tempdir().unwrap();
    let session = {
        let server = Server::start_in(state.path(), &[("ADMIN_TOKEN", TOKEN)]);
        session(&server).await
    };
    let server = Server::start_in(state.path(), &[("ADMIN_TOKEN", "another-token-of-the-operator")]);
    server.get("/admin/overview").key(&session).send().await.expect_error(401, "unauthorized");
    drop(server);
    let server = Server::start_in(state.path(), &[("ADMIN_TOKEN", TOKEN)]);
    server.get("/admin/overview").key(&session).send().await.expect(200);
    let later = chrono::Utc::now() + chrono::Duration::hours(9);
    server.set_clock(&later.to_rfc3339()).await;
    server.get("/admin/overview").key(&session).send().await.expect_error(401, "unauthorized");
}

#[tokio::test]
async fn errors_are_counted_by_code_and_hour() {
    let server = Server::start(&[("ADMIN_TOKEN", TOKEN)]);
    let account = server.register(None).await;
    server.get("/v1/calendar/events/evt_nothing").key(&account.key).send().await.expect_error(404, "not_found");
    let counted = eventually("the error", async || {
        let counted = server.get("/admin/errors?hours=1").key(TOKEN).send().await.expect(200);
        let errors = counted["errors"].as_array().unwrap().clone();
        errors.iter().any(|error| error["code"] == "not_found").then_some(counted)
    })
    .await;
    let error = counted["errors"].as_array().unwrap().iter().find(|error| error["code"] == "not_found").unwrap();
    assert!(
        error["count"].as_i64().unwrap() >= 1 && error["request_id"].as_str().unwrap().starts_with("req_"),
        "{error}"
    );
    assert_eq!(counted["hours"].as_array().unwrap().len(), 1);
    server.get("/admin/errors?hours=169").key(TOKEN).send().await.expect_error(400, "invalid_request");
}
