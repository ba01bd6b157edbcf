//! How the worker serves the console. `console/tests` drives its screens in a browser.

use crate::support::{Reply, Server};

fn policy(reply: &Reply) -> &str {
    reply.header("content-security-policy").unwrap_or_default()
}

#[tokio::test]
async fn every_address_of_the_console_is_its_page_under_a_strict_policy() {
    let server = Server::shared();
    for path in ["/console", "/console/", "/console/pods/home/mail/thr_1", "/console/no-such-screen"] {
        let page = server.get(path).send().await;
        assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")), "{path}");
        assert!(page.text().contains("<div id=\"app\">"), "{path}");
        assert!(policy(&page).starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{path}");
        assert!(!policy(&page).contains("unsafe") && !policy(&page).contains("http"), "{path}");
        assert_eq!(page.header("cache-control"), Some("no-cache"), "{path}");
    }
}

#[tokio::test]
async fn scripts_and_styles_of_the_console_are_kept_for_good_and_others_do_not_exist() {
    let server = Server::shared();
    let page = server.get("/console").send().await.text();
    let files: Vec<_> = page.split('"').filter(|part| part.starts_with("/console/assets/")).collect();
    assert!(
        files.iter().any(|file| file.ends_with(".js")) && files.iter().any(|file| file.ends_with(".css")),
        "{page}"
    );
    for file in files {
        let reply = server.get(file).send().await;
        assert_eq!(reply.status, 200, "{file}");
        assert_eq!(reply.header("cache-control"), Some("public, max-age=31536000, immutable"), "{file}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{file}");
    }
    assert_eq!(server.get("/console/assets/index-00000000.js").send().await.status, 404);
}

#[tokio::test]
async fn the_frame_of_a_message_runs_nothing_and_loads_images_only_when_asked() {
    let server = Server::shared();
    let frame = server.get("/console/mail-frame.html").send().await;
    let with_images = server.get("/console/mail-frame-with-images.html").send().await;
    for reply in [&frame, &with_images] {
        assert_eq!(reply.status, 200);
        assert!(policy(reply).starts_with("default-src 'none'; style-src 'unsafe-inline';"));
        assert!(!policy(reply).contains("script-src") && policy(reply).contains("frame-ancestors 'self'"));
    }
    assert!(!policy(&frame).contains("https:"));
    assert!(policy(&with_images).contains("img-src data: blob: https: http:"));
}

#[tokio::test]
async fn the_old_address_of_the_dashboard_leads_to_the_console() {
    let server = Server::shared();
    for (path, target) in [
        ("/dashboard", "/console"),
        ("/dashboard?code=BCDF-GHJK", "/console?code=BCDF-GHJK"),
        ("/dashboard?code=%0d%0aset-cookie", "/console"),
    ] {
        let reply = server.get(path).send().await;
        assert_eq!((reply.status, reply.header("location")), (302, Some(target)), "{path}");
    }
}

#[tokio::test]
async fn the_documentation_is_a_page_for_browsers_and_markdown_for_all_others() {
    let server = Server::shared();
    let browser = "text/html,application/xhtml+xml,*/*;q=0.8";
    for (path, accept, kind) in [
        ("/docs/QUICKSTART", browser, "text/html; charset=utf-8"),
        ("/docs/QUICKSTART.md", browser, "text/markdown; charset=utf-8"),
        ("/docs/QUICKSTART", "*/*", "text/markdown; charset=utf-8"),
        ("/docs/QUICKSTART", "text/markdown, text/html", "text/markdown; charset=utf-8"),
    ] {
        let reply = server.get(path).header("accept", accept).send().await;
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(kind)), "{path} {accept}");
        assert_eq!(reply.header("vary"), Some("accept"), "{path} {accept}");
    }
    assert_eq!(server.get("/docs/NO-SUCH-PAGE").header("accept", browser).send().await.status, 404);
    let reference = server.get("/api/docs").send().await;
    assert_eq!((reference.status, reference.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(policy(&reference).starts_with("default-src 'none'; script-src 'self';"));
}
