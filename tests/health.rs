use crate::support::Server;

#[tokio::test]
async fn health_says_ok() {
    let body = Server::shared().get("/health").send().await.expect(200);

    assert_eq!(body["status"], "ok");
    assert_eq!(body["version"], env!("CARGO_PKG_VERSION"));
    assert!(body["timestamp"].is_string(), "{body}");
}

#[tokio::test]
async fn a_killed_server_comes_back_on_its_data() {
    let state = tempfile::tempdir().unwrap();
    Server::start_in(state.path(), &[]).kill();

    let server = Server::start_in(state.path(), &[]);
    server.get("/health").send().await.expect(200);
}
