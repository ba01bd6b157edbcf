use serde_json::json;

use crate::support::{Server, in_databases, unique};

#[tokio::test]
async fn health_says_ok() {
    let body = Server::shared().get("/health").send().await.expect(200);

    assert_eq!(body["status"], "ok");
    assert_eq!(body["version"], env!("CARGO_PKG_VERSION"));
    assert!(body["timestamp"].is_string(), "{body}");
}

#[tokio::test]
async fn the_root_tells_programs_and_people_where_to_begin() {
    let server = Server::shared();
    for accept in ["*/*", "application/json"] {
        let reply = server.get("/").header("accept", accept).send().await;
        assert_eq!(reply.header("vary"), Some("accept"));
        let welcome = reply.expect(200);
        assert_eq!((&welcome["name"], &welcome["version"]), (&json!("Warren"), &json!(env!("CARGO_PKG_VERSION"))));
        let links = welcome["links"].as_object().unwrap().values();
        for link in links.chain([&welcome["documentation"]]) {
            let (_, path) = link.as_str().unwrap().split_once("://").unwrap().1.split_once('/').unwrap();
            assert_eq!(server.get(&format!("/{path}")).send().await.status, 200, "{link}");
        }
        // What it says about registering is true.
        let (_, path) = welcome["register"]["url"].as_str().unwrap().split_once("/v1/").unwrap();
        let mut body = welcome["register"]["body"].clone();
        body["name"] = json!(unique("root"));
        server
            .request(welcome["register"]["method"].as_str().unwrap(), &format!("/v1/{path}"))
            .json(body)
            .send()
            .await
            .expect(201);
    }
    let page = server.get("/").header("accept", "text/html,application/xhtml+xml,*/*;q=0.8").send().await;
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert_eq!(page.header("vary"), Some("accept"));
    assert!(page.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
    for shown in
        ["<h1>Warren</h1>", "/v1/auth/agent-register", "href=\"/api\"", "href=\"/console\"", "href=\"/health\""]
    {
        assert!(page.text().contains(shown), "no {shown} in {page}");
    }
    server.post("/").send().await.expect_error(405, "method_not_allowed");
}

#[tokio::test]
async fn a_killed_server_comes_back_on_its_data() {
    let state = tempfile::tempdir().unwrap();
    Server::start_in(state.path(), &[]).kill();

    let server = Server::start_in(state.path(), &[]);
    server.get("/health").send().await.expect(200);
}

#[tokio::test]
async fn a_deployment_without_its_migrations_is_not_healthy() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_unmigrated(state.path());
    let empty = server.get("/health").send().await;
    let said = empty.expect_error(503, "not_ready");
    assert!(said["fix"].as_str().unwrap().contains("migrations"), "{said}");
    assert_eq!(empty.header("retry-after"), Some("5"));
    drop(server);

    drop(Server::start_in(state.path(), &[]));
    let forget =
        "db.exec('DELETE FROM d1_migrations WHERE id = (SELECT max(id) FROM d1_migrations)'); console.log('forgot')";
    assert!(in_databases(state.path(), "d1_migrations", forget).contains("forgot"));
    let server = Server::start_unmigrated(state.path());
    let older = server.get("/health").send().await.expect_error(503, "not_ready");
    assert!(older["message"].as_str().unwrap().contains("lacks 1 migration"), "{older}");
}
