//! Agents as the public sees them.

use serde_json::{Value, json};

use crate::sessions::{member, signed_in};
use crate::support::{Browser, Reply, Server};

async fn see(server: &Server, path: &str) -> Reply {
    server.get(path).send().await
}

#[tokio::test]
async fn an_agent_says_of_itself_what_it_wants() {
    let server = Server::shared();
    let (ada, email) = member(server).await;
    let name = ada.address.split('@').next().unwrap();
    let path = format!("/agents/{name}");
    let bare = see(server, &path).await.expect(200);
    assert_eq!((&bare["name"], &bare["address"]), (&json!(name), &json!(ada.address)));
    assert_eq!(
        (&bare["description"], &bare["capabilities"], &bare["verified"]),
        (&Value::Null, &json!([]), &json!(false))
    );

    let profile = json!({ "description": "  Books rooms. ", "capabilities": ["booking", "日本語"] });
    let set = server.put(&format!("/v1/agents/{name}")).key(&ada.key).json(profile).send().await.expect(200);
    assert_eq!((&set["description"], &set["visibility"]), (&json!("Books rooms."), &json!("public")));
    signed_in(server, &email).await;
    let seen = see(server, &format!("/agents/{}", ada.address.to_uppercase())).await.expect(200);
    assert_eq!((&seen["description"], &seen["verified"]), (&json!("Books rooms."), &json!(true)));
    assert_eq!(seen["capabilities"], json!(["booking", "日本語"]));
    assert!(seen["url"].as_str().unwrap().ends_with(&path));

    let hidden = json!({ "visibility": "private" });
    server.put(&format!("/v1/agents/{}", ada.address)).key(&ada.key).json(hidden).send().await.expect(200);
    let nobody = see(server, "/agents/nobody-at-all").await.expect(404);
    for path in [&path, &format!("{path}/agent-card.json")] {
        let hidden = see(server, path).await.expect(404);
        assert_eq!((&hidden["error"], &hidden["message"]), (&nobody["error"], &nobody["message"]));
    }
}

#[tokio::test]
async fn nobody_speaks_for_another() {
    let server = Server::shared();
    let (ada, eve) = (server.register(None).await, server.register(None).await);
    let path = format!("/v1/agents/{}", ada.address);
    let refused = server.put(&path).key(&eve.key).json(json!({ "description": "evil" })).send().await.expect(403);
    assert_eq!(refused["error"], "address_not_yours");
    for bad in [
        json!({ "description": "x".repeat(501) }),
        json!({ "capabilities": vec!["x"; 21] }),
        json!({ "capabilities": [""] }),
        json!({ "capabilities": ["x".repeat(51)] }),
        json!({ "visibility": "friends" }),
    ] {
        server.put(&path).key(&ada.key).json(bad).send().await.expect(400);
    }
    assert_eq!(see(server, &format!("/agents/{}", ada.address)).await.expect(200)["description"], Value::Null);
}

#[tokio::test]
async fn an_agent_whose_pod_is_suspended_is_not_there() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let agent = server.new_mailbox(&pod.key).await;
    let path = format!("/agents/{}", agent.address);
    see(server, &path).await.expect(200);
    server.delete(&format!("/v1/pods/{}", pod.id)).key(&account.key).send().await.expect(200);
    see(server, &path).await.expect(404);
}

#[tokio::test]
async fn who_has_a_profile_is_not_sent_it_again() {
    let server = Server::shared();
    let ada = server.register(None).await;
    for (path, accept) in [
        (format!("/agents/{}", ada.address), "text/html"),
        (format!("/agents/{}", ada.address), "*/*"),
        (format!("/agents/{}/agent-card.json", ada.address), "*/*"),
        ("/.well-known/agent-card.json".to_owned(), "*/*"),
    ] {
        let ask =
            async |known: &str| server.get(&path).header("accept", accept).header("if-none-match", known).send().await;
        let first = ask("\"other\"").await;
        assert_eq!((first.status, first.header("vary")), (200, Some("accept")));
        assert!(first.header("cache-control").unwrap().starts_with("public, max-age=60"));
        let tag = first.header("etag").unwrap();
        let again = ask(&format!("\"other\", W/{tag}")).await;
        assert_eq!((again.status, again.text(), again.header("etag")), (304, String::new(), Some(tag)));
        assert_eq!(first.header("content-security-policy").is_some(), accept == "text/html");
    }
}

#[tokio::test]
async fn a_card_has_what_the_protocol_wants() {
    let server = Server::shared();
    let ada = server.register(None).await;
    let profile = json!({ "capabilities": ["booking"] });
    server.put(&format!("/v1/agents/{}", ada.address)).key(&ada.key).json(profile).send().await.expect(200);
    let [card, older] =
        ["agent-card", "agent"].map(async |name| see(server, &format!("/.well-known/{name}.json")).await);
    let (card, older) = (card.await, older.await);
    assert_eq!((card.header("etag"), card.expect(200)), (older.header("etag"), older.expect(200)));
    for path in ["/.well-known/agent-card.json".to_owned(), format!("/agents/{}/agent-card.json", ada.address)] {
        let card = see(server, &path).await.expect(200);
        for text in ["name", "description", "version"] {
            assert!(!card[text].as_str().unwrap().is_empty(), "{text}");
        }
        for list in ["supportedInterfaces", "defaultInputModes", "defaultOutputModes", "skills"] {
            assert!(!card[list].as_array().unwrap().is_empty(), "{list}");
        }
        let interface = &card["supportedInterfaces"][0];
        assert!(interface["url"].as_str().unwrap().starts_with("http"), "{interface}");
        assert!(["protocolBinding", "protocolVersion"].iter().all(|name| interface[name].is_string()));
        let skill = &card["skills"][0];
        assert!(["id", "name", "description"].iter().all(|name| skill[name].is_string()) && skill["tags"].is_array());
    }
}

#[tokio::test]
async fn a_browser_sees_a_page_in_which_nothing_of_the_agents_is_markup() {
    let server = Server::shared();
    let ada = server.register(None).await;
    let evil = "<img src=x onerror=alert(1)> & <b>bold</b>";
    let profile = json!({ "description": evil, "capabilities": ["<script>"] });
    server.put(&format!("/v1/agents/{}", ada.address)).key(&ada.key).json(profile).send().await.expect(200);
    let path = format!("/agents/{}", ada.address);
    let page = server.get(&path).header("accept", "text/html,*/*;q=0.8").send().await;
    assert_eq!(page.header("content-type").unwrap(), "text/html; charset=utf-8");
    assert_eq!(page.header("vary").unwrap(), "accept");
    assert!(!page.text().contains("<img") && !page.text().contains("<b>"));
    let mut browser = Browser::start().await;
    browser.open(&format!("{}{path}", server.url())).await;
    let all = browser.shows("Capabilities").await;
    assert!(all.contains(evil) && all.contains("<script>"), "{all}");
    if let Ok(folder) = std::env::var("PICTURES") {
        std::fs::write(format!("{folder}/profile.png"), browser.picture().await).unwrap();
    }
}
