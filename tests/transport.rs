//! By which ways the deployment lets itself be reached: by https, and by whom in development.

use serde_json::json;

use crate::support::{Request, Server};
use crate::wire::every_kind;

const HTTPS: &str = "https://warren.test";

#[tokio::test]
async fn where_https_is_offered_nothing_is_answered_without_it() {
    let server = Server::start(&[("PUBLIC_URL", HTTPS)]);
    for path in ["/health", "/", "/v1/email/inbox?address=a@warren.example&limit=1", "/v1/ws?token=x", "/nowhere"] {
        for method in ["GET", "HEAD"] {
            let reply = server.request(method, path).key("al_live_anything").send().await;
            assert_eq!((reply.status, reply.header("location")), (301, Some(&*format!("{HTTPS}{path}"))), "{reply}");
            assert_eq!(reply.header("strict-transport-security"), None, "it means nothing without TLS");
        }
    }
    for (method, path) in [
        ("POST", "/v1/auth/agent-register"),
        ("POST", "/v1/email/send"),
        ("PUT", "/v1/vault/a"),
        ("DELETE", "/v1/pods/x"),
        ("OPTIONS", "/v1/pods"),
    ] {
        let refused = server.request(method, path).json(json!({})).send().await.expect_error(403, "https_required");
        assert!(refused["fix"].as_str().unwrap().contains(HTTPS), "{refused}");
    }
}

#[tokio::test]
async fn every_reply_by_https_keeps_browsers_to_it() {
    let server = Server::start_at(HTTPS);
    let account = server.register(None).await;
    for reply in every_kind(&server, &account).await {
        assert_eq!(reply.header("strict-transport-security"), Some("max-age=31536000"), "{reply}");
    }
    for reply in every_kind(Server::shared(), &Server::shared().register(None).await).await {
        assert_eq!(reply.header("strict-transport-security"), None, "{reply}");
    }
}

fn doors(server: &Server) -> [Request; 5] {
    [
        server.get("/dev/outbox"),
        server.post("/dev/clock").json(json!({ "now": null })),
        server.post("/dev/email?from=a@b.example&to=c@d.example").body("x"),
        server.get("/dev/nothing"),
        server.request("OPTIONS", "/dev/outbox"),
    ]
}

#[tokio::test]
async fn no_web_page_opens_the_doors_of_development() {
    let server = Server::shared();
    for request in doors(server) {
        let reply = request.send().await;
        assert_ne!(reply.status, 403, "programs may: {reply}");
        assert_eq!(reply.header("access-control-allow-origin"), None, "{reply}");
        assert_eq!(reply.header("access-control-expose-headers"), None, "{reply}");
    }
    // A name of somebody else's that leads to this machine.
    for host in ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.nip.io", "192.168.1.1"] {
        for request in doors(server).into_iter().take(4) {
            request.header("host", host).send().await.expect_error(403, "forbidden");
        }
    }
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://127.0.0.1:1"),
        ("origin", "http://localhost"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        for request in doors(server).into_iter().take(4) {
            let refused = request.header(name, value).send().await;
            refused.expect_error(403, "forbidden");
            assert_eq!(refused.header("access-control-allow-origin"), None, "{refused}");
        }
    }
    let port = server.url().rsplit_once(':').unwrap().1;
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        let (host, origin) = (format!("{host}:{port}"), format!("http://{host}:{port}"));
        let page = server.get("/dev/outbox").header("host", &host).header("origin", &origin);
        page.header("sec-fetch-site", "same-origin").send().await.expect(200);
    }
}
