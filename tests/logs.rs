//! What the worker writes to its log.

use serde_json::{Value, json};

use crate::support::{Reply, Server, unique};

/// The line about a request, once it has been written.
async fn line_about(server: &Server, reply: &Reply) -> Value {
    let id = reply.header("x-request-id").expect("every reply has an id").to_owned();
    for _ in 0..100 {
        let log = server.log();
        if let Some(line) = log.lines().find(|line| line.contains(&id)) {
            let json = line.find('{').map_or("", |start| &line[start..]);
            return serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {line}"));
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the log says nothing about {id}")
}

#[tokio::test]
async fn a_write_is_one_line_of_json_with_what_it_cost() {
    let server = Server::shared();
    let account = server.register(Some(&unique("logged"))).await;
    let pod = server.create_pod(&account).await;
    let stored = server.put("/v1/vault/logged").key(&pod.key).json(json!({ "ciphertext": "x" })).send().await;
    stored.expect(201);
    let line = line_about(server, &stored).await;
    assert_eq!(
        (&line["level"], &line["operation"], &line["status"]),
        (&json!("info"), &json!("put_secret"), &json!(201))
    );
    assert_eq!(line["pod"], pod.id, "{line}");
    for number in ["duration_ms", "d1", "kv", "r2", "objects"] {
        assert!(line[number].is_u64(), "{number}: {line}");
    }
    assert!(line["error"].is_null() && line["time"].is_string(), "{line}");

    let refused = server.post("/v1/email/send").key(&account.key).json(json!({})).send().await;
    refused.expect_error(400, "missing_fields");
    let line = line_about(server, &refused).await;
    assert_eq!((&line["level"], &line["error"]), (&json!("info"), &json!("missing_fields")));

    let created = server.post("/v1/pods").key(&account.key).json(json!({ "name": "logged" })).send().await;
    created.expect(201);
    assert_eq!(line_about(server, &created).await["operation"], "create_pod");
}

#[tokio::test]
async fn the_log_has_no_secret_no_address_and_no_content() {
    let server = Server::shared();
    let account = server.register(Some(&unique("private"))).await;
    let [subject, text, secret, stranger] = ["subject", "text", "secret", "stranger"].map(unique);
    let email = json!({ "from": account.address, "to": format!("{stranger}@elsewhere.example"), "subject": subject, "text": text });
    server.post("/v1/email/send").key(&account.key).json(email).send().await.expect(201);
    let stored = json!({ "ciphertext": secret });
    let stored = server.put("/v1/vault/logged").key(&account.key).json(stored).send().await;
    stored.expect(201);
    let sign_in = json!({ "email": format!("{stranger}@elsewhere.example") });
    server.post("/v1/auth/login").json(sign_in).send().await.expect(200);
    line_about(server, &stored).await;
    let log = server.log();
    for private in [&account.key, &account.address, &subject, &text, &secret, &stranger] {
        assert!(!log.contains(private.as_str()), "the log has {private}");
    }
}
