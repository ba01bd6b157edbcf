//! What a vault keeps by tier.

use futures_util::future::join_all;
use serde_json::json;

use crate::support::Server;
use crate::vault::Vault;

async fn free() -> Server {
    Server::start(&[("TIER_LIMITS", r#"{"free":{"requests_per_day":100000}}"#), ("DEFAULT_TIER", "free")])
}

#[tokio::test]
async fn a_free_vault_keeps_ten_keys_three_versions_and_sixteen_kilobytes() {
    let server = free().await;
    let vault = Vault::of_new_account(&server).await;
    let longest = "A".repeat(16_384);
    vault.put("0", json!({ "ciphertext": longest })).await.expect(201);
    assert_eq!(vault.get("0").await.expect(200)["ciphertext"], longest);
    // Counted are bytes, not characters.
    let keys = "🔑".repeat(4_096);
    vault.put("0", json!({ "ciphertext": keys })).await.expect(200);
    assert_eq!(vault.get("0").await.expect(200)["ciphertext"], keys);
    for long in ["A".repeat(16_385), format!("{keys}a"), "ä".repeat(8_193)] {
        let refused = vault.put("0", json!({ "ciphertext": long })).await.expect_error(413, "too_large");
        assert_eq!(refused["limit"], 16_384);
    }

    // Twelve at once: ten fit, whichever they are.
    let replies =
        join_all((1..=11).map(async |n| vault.put(&n.to_string(), json!({ "ciphertext": "00" })).await)).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 201).count(), 9);
    for reply in replies.iter().filter(|reply| reply.status != 201) {
        assert_eq!(reply.expect_error(403, "vault_limit_reached")["limit"], 10);
    }
    let listed = vault.list("").await;
    assert_eq!((&listed["count"], &listed["limit"], &listed["tier"]), (&json!(10), &json!(10), &json!("free")));

    for number in 3..=5 {
        assert_eq!(vault.keep("0", &number.to_string()).await, number);
    }
    for version in 1..=5 {
        let reply = vault.get(&format!("0?version={version}")).await;
        assert_eq!(reply.status, if version < 3 { 404 } else { 200 }, "{reply}");
    }

    // A deleted key makes room, and can come back only where there is some.
    assert_eq!(vault.delete("0").await.expect(200)["versions_removed"], 3);
    vault.put("new", json!({ "ciphertext": "00" })).await.expect(201);
    vault.undelete("0").await.expect_error(403, "vault_limit_reached");
    vault.delete("new").await.expect(200);
    assert_eq!(vault.undelete("0").await.expect(200)["version"], 5);
}

#[tokio::test]
async fn a_paid_vault_keeps_a_hundred_versions_and_sixty_four_kilobytes() {
    let vault = Vault::of_new_account(Server::shared()).await;
    let longest = "A".repeat(65_536);
    vault.put("a", json!({ "ciphertext": longest })).await.expect(201);
    assert_eq!(vault.get("a").await.expect(200)["ciphertext"], longest);
    vault.put("a", json!({ "ciphertext": "A".repeat(65_538) })).await.expect_error(413, "too_large");
    for _ in 0..5 {
        join_all((0..20).map(|_| vault.keep("a", "x"))).await;
    }
    vault.get("a?version=1").await.expect_error(404, "not_found");
    let oldest = vault.get("a?version=2").await.expect(200);
    assert_eq!((&oldest["version"], &oldest["latest_version"]), (&json!(2), &json!(101)));
}
