//! What a request asks of the platform, by the header that says so in development.

use futures_util::StreamExt;

use crate::sessions::{member, signed_in};
use crate::support::{Purse, Reply, Server, in_databases, letter, unique};

/// One call of one object, and no other database, value or blob.
const LEAST: &str = "d1=0 kv=0 r2=0 do=1";

#[tokio::test]
async fn reading_a_warm_pod_asks_nothing_but_the_pod() {
    let server = Server::shared();
    let account = server.register(None).await;
    let pod = server.create_pod(&account).await;
    let claim = serde_json::json!({ "local_part": unique("warm") });
    let claimed = server.post("/v1/emails").key(&pod.key).json(claim).send().await.expect(201);
    let in_pod = claimed["address"].as_str().unwrap();

    let scope = serde_json::json!({ "mode": "add", "permissions": ["mail:read"], "inboxes": [in_pod] });
    let scoped =
        server.post(&format!("/v1/pods/{}/keys", pod.id)).key(&account.key).json(scope).send().await.expect(201);
    let scoped = scoped["api_key"].as_str().unwrap().to_owned();

    for (key, address) in [(&account.key, account.address.as_str()), (&pod.key, in_pod), (&scoped, in_pod)] {
        server.deliver("bob@example.org", address, "From: bob@example.org\r\nSubject: hi\r\n\r\nhi").await.expect(200);
        let read = async |path: &str| server.get(path).key(key).send().await;
        let list = format!("/v1/email/inbox?address={address}");
        let message = read(&list).await.expect(200)["messages"][0]["id"].as_str().unwrap().to_owned();

        for path in [
            list,
            format!("/v1/inbox/{address}"),
            format!("/v1/email/messages/{message}?address={address}"),
            format!("/v1/inbox/{address}/messages/{message}"),
        ] {
            for _ in 0..3 {
                let reply = read(&path).await;
                reply.expect(200);
                assert_eq!(cost(&reply), LEAST, "{reply}");
            }
        }
    }
}

#[tokio::test]
async fn a_cold_key_is_looked_up_once() {
    let server = Server::shared();
    let account = server.register(None).await;
    let list = format!("/v1/email/inbox?address={}", account.address);
    let read = async || server.get(&list).key(&account.key).send().await;

    let first = read().await;

    first.expect(200);
    assert_ne!(cost(&first), LEAST, "a key that was never seen must be looked up");
    assert_eq!(cost(&read().await), LEAST);
}

#[tokio::test]
async fn a_dead_credential_is_looked_up_once() {
    let server = Server::shared();
    let (account, email) = member(server).await;
    let list = format!("/v1/email/inbox?address={}", account.address);
    let read = async |key: &str| server.get(&list).key(key).send().await;
    let dead = signed_in(server, &email).await;
    server.delete("/v1/auth/sessions/current").key(&dead).send().await.expect(200);

    let first = read(&dead).await;

    first.expect_error(401, "unauthorized");
    assert_ne!(cost(&first), LEAST, "it must be looked up");
    for _ in 0..3 {
        let again = read(&dead).await;
        again.expect_error(401, "unauthorized");
        assert_eq!(cost(&again), LEAST);
    }
    read(&account.key).await.expect(200);
    let rotated = server.post("/v1/auth/keys/rotate").key(&account.key).send().await.expect(200);
    read(rotated["api_key"].as_str().unwrap()).await.expect(200);
    read(&account.key).await.expect_error(401, "unauthorized");
}

#[tokio::test]
async fn the_raw_message_is_read_from_the_bucket_once() {
    let server = Server::shared();
    let account = server.register(None).await;
    server.deliver("bob@example.org", &account.address, "From: bob@example.org\r\n\r\nhi").await.expect(200);
    let list = format!("/v1/email/inbox?address={}", account.address);
    let message = server.get(&list).key(&account.key).send().await.expect(200)["messages"][0]["id"].clone();

    let raw = format!("/v1/email/messages/{}/raw?address={}", message.as_str().unwrap(), account.address);
    let reply = server.get(&raw).key(&account.key).send().await;

    assert_eq!(reply.status, 200, "{reply}");
    assert_eq!(cost(&reply), "d1=0 kv=0 r2=1 do=1");
}

#[tokio::test]
async fn a_secret_is_read_with_one_value_and_listed_with_none() {
    let server = Server::shared();
    let account = server.register(None).await;
    let put = async || {
        let put = server.put("/v1/vault/a").key(&account.key).json(serde_json::json!({ "ciphertext": "00" }));
        put.send().await
    };
    put().await.expect(201);
    assert_eq!(cost(&put().await), "d1=0 kv=1 r2=0 do=1");
    let read = async |path: &str| server.get(path).key(&account.key).send().await;
    assert_eq!(cost(&read("/v1/vault/a").await), "d1=0 kv=1 r2=0 do=1");
    assert_eq!(cost(&read("/v1/vault").await), LEAST);
}

#[tokio::test]
async fn health_asks_nothing() {
    let reply = Server::shared().get("/health").send().await;

    reply.expect(200);
    assert_eq!(cost(&reply), "d1=0 kv=0 r2=0 do=0");
}

/// Lists read what they show, not what they leave out: as many rows in a box of hundreds as in one of dozens.
#[tokio::test]
async fn rows_read_do_not_grow_with_the_mailbox() {
    let server = Server::shared();
    let mailbox = server.mailbox().await;
    let fill = async |numbers: std::ops::Range<u32>| {
        let (mailbox, numbers) = (&mailbox, numbers.map(|number| (number, number / 3)));
        let deliveries = numbers.map(async |(number, thread)| {
            let (id, root) = (format!("<{number}@rows>"), format!("<root-{thread}@rows>"));
            let fields = [("Message-ID", id.as_str()), ("In-Reply-To", root.as_str())];
            mailbox.receive(letter(&fields, &format!("common words and w{number}"))).await;
        });
        futures_util::stream::iter(deliveries).for_each_concurrent(8, |delivery| delivery).await;
    };
    let address = &mailbox.address;
    fill(0..5).await;
    for id in ["1@rows", "3@rows"] {
        mailbox.at("PATCH", id, "").json(serde_json::json!({ "labels": ["kept"] })).send().await.expect(200);
    }
    let thread = mailbox.read("3@rows").await["thread_id"].as_str().unwrap().to_owned();
    fill(5..150).await;
    let paths = [
        format!("/v1/email/inbox?address={address}"),
        format!("/v1/email/inbox?address={address}&label=kept"),
        format!("/v1/email/inbox?address={address}&thread_id={thread}"),
        format!("/v1/inbox/{address}"),
        format!("/v1/email/wait?address={address}&since=2020-01-01T00:00:00Z"),
        "/v1/email/threads".to_owned(),
        format!("/v1/email/threads?address={address}"),
        format!("/v1/email/threads/{thread}"),
        "/v1/email/labels".to_owned(),
        "/v1/email/search?q=common".to_owned(),
        "/v1/email/search?q=w3+common".to_owned(),
        "/v1/email/search?q=%22common+words%22&from=sender.example".to_owned(),
    ];
    let measured = async || {
        let mut all = Vec::new();
        for path in &paths {
            let reply = server.get(path).key(&mailbox.key).send().await;
            reply.expect(200);
            let (_, rows) = reply.header("x-warren-cost").unwrap().split_once(" rows=").unwrap();
            all.push(rows.parse::<u32>().unwrap());
        }
        all
    };
    measured().await;
    let before = measured().await;
    fill(150..500).await;
    // The first search after mail came adds its words to the index.
    measured().await;
    let after = measured().await;
    for ((path, before), after) in paths.iter().zip(before).zip(after) {
        // A conversation can be on the edge of the page.
        assert!(after <= before + 5 && after < 1_500, "{path}: {before} rows became {after}");
    }
}

#[tokio::test]
async fn a_page_of_the_vault_reads_its_own_rows() {
    let server = Server::shared();
    let account = server.register(None).await;
    let rows = async |path: &str| {
        let reply = server.get(path).key(&account.key).send().await;
        reply.expect(200);
        reply.header("x-warren-cost").unwrap().split_once(" rows=").unwrap().1.parse::<u32>().unwrap()
    };
    let measured = async || [rows("/v1/vault?limit=5").await, rows("/v1/vault/key-3").await];
    let fill = async |numbers: std::ops::Range<u32>| {
        let puts = numbers.map(async |number| {
            let put = server.put(&format!("/v1/vault/key-{}", number % 60)).key(&account.key);
            put.json(serde_json::json!({ "ciphertext": "00" })).send().await
        });
        futures_util::stream::iter(puts).buffer_unordered(8).collect::<Vec<_>>().await;
    };
    fill(0..12).await;
    measured().await;
    let before = measured().await;
    fill(12..400).await;
    assert_eq!(measured().await, before);
}

/// The same of a calendar, whose events lie before, in and after what is looked at.
#[tokio::test]
async fn rows_read_do_not_grow_with_the_calendar() {
    let server = Server::shared();
    let owner = server.mailbox().await;
    let fill = async |name: &str, count: u32| {
        let days = (1..=28).map(|day| {
            let day = format!("{day:02}");
            let event = |year: &str, number: u32| {
                // The first of a day is a long one.
                let last = if number == 0 { "29" } else { &day };
                format!(
                    "BEGIN:VEVENT\r\nUID:{name}-{year}-{day}-{number}\r\nDTSTART:{year}01{day}T100000Z\r\nDTEND:{year}01{last}T110000Z\r\nEND:VEVENT\r\n"
                )
            };
            (1..=count).map(|number| event("2025", number) + &event("2027", number)).collect::<String>() + &event("2024", 0)
        });
        let file = format!("BEGIN:VCALENDAR\r\n{}END:VCALENDAR\r\n", days.collect::<String>());
        server.post("/v1/calendar/import").key(&owner.key).body(file).send().await.expect(200);
    };
    let measured = async || {
        let mut all = Vec::new();
        for path in [
            "/v1/calendar/events?limit=10",
            "/v1/calendar/events?limit=10&from=2026-01-01T00:00:00Z",
            "/v1/calendar/events?limit=10&from=2025-06-01T00:00:00Z&to=2026-06-01T00:00:00Z",
            "/v1/calendar/free-busy?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z",
        ] {
            let reply = server.get(path).key(&owner.key).send().await;
            reply.expect(200);
            let (cost, rows) = reply.header("x-warren-cost").unwrap().split_once(" rows=").unwrap();
            assert_eq!(cost, LEAST, "{path}");
            all.push((path, rows.parse::<u32>().unwrap()));
        }
        all
    };
    fill("few", 2).await;
    measured().await;
    let before = measured().await;
    fill("many", 20).await;
    let after = measured().await;
    for ((path, before), (_, after)) in before.into_iter().zip(after) {
        assert!(after <= before + 5 && after < 200, "{path}: {before} rows became {after}");
    }
}

/// Whatever moves money reads and writes as many rows of the directory at the tenth entry of the ledger as at the hundred-thousandth.
#[tokio::test]
async fn rows_that_money_reads_and_writes_do_not_grow_with_the_ledger() {
    let state = tempfile::tempdir().unwrap();
    let server = Server::start_in(state.path(), &[]);
    let purse = Purse::on(&server).await;
    let caps = serde_json::json!({ "daily": 1_000_000_000, "monthly": 1_000_000_000, "single_tx_limit_cents": 10 });
    purse.set(caps).await;
    let (account, pod) = (purse.account.clone(), purse.pod.clone());
    let measured = async |purse: &Purse<'_>, once: &str| {
        let reply = purse.once("/v1/charge", once, serde_json::json!({ "amount": 1 })).await;
        reply.expect(200);
        let history = purse.server.get("/v1/budget/history?limit=5").key(&purse.pod.key).send().await;
        history.expect(200);
        assert_eq!(cost(&reply), "d1=1 kv=0 r2=0 do=1");
        let hold = purse.spend(serde_json::json!({ "amount": 2, "capture": false })).await.expect(200)["id"].clone();
        let capture = format!("/v1/charges/{}/capture", hold.as_str().unwrap());
        let approve = format!("/v1/approvals/{}/approve", purse.ask(11).await);
        let refund = format!("/v1/charges/{}/refund", reply.json()["id"].as_str().unwrap());
        let mut all = vec![("charge", directory_rows(&reply))];
        for (name, path) in [("capture", capture), ("approve", approve), ("refund", refund)] {
            let reply = purse.post(&path, &purse.account.key, serde_json::json!({})).await;
            reply.expect(200);
            all.push((name, directory_rows(&reply)));
        }
        all
    };
    for number in 0..10 {
        measured(&purse, &format!("warm {number}")).await;
    }
    let before = measured(&purse, "before").await;
    server.kill();
    let grown = "
        const [row] = db.prepare('SELECT * FROM ledger ORDER BY seq DESC LIMIT 1').all();
        const [charge] = db.prepare('SELECT * FROM charge WHERE approval_id IS NULL ORDER BY created_at DESC LIMIT 1').all();
        const [approval] = db.prepare('SELECT * FROM approval ORDER BY created_at DESC LIMIT 1').all();
        const names = (of) => Object.keys(of).join();
        const marks = (of) => Object.keys(of).map(() => '?').join();
        const entry = db.prepare(`INSERT INTO ledger (${names(row)}) VALUES (${marks(row)})`);
        const spent = db.prepare(`INSERT INTO charge (${names(charge)}) VALUES (${marks(charge)})`);
        const asked = db.prepare(`INSERT INTO approval (${names(approval)}) VALUES (${marks(approval)})`);
        const total = db.prepare('INSERT INTO spent (book, period, start, amount) VALUES (?, ?, ?, 1)');
        db.exec('BEGIN');
        for (let number = 1; number <= 50_000; number++) {
          for (const book of ['account:' + charge.account_id, 'pod:' + charge.pod_id]) {
            const { seq, ...rest } = row;
            entry.run(...Object.values({ seq: null, ...rest, id: `led_${number}`, book }));
            if (number <= 3_000) for (const period of ['daily', 'weekly', 'monthly']) total.run(book, period, number);
          }
          spent.run(...Object.values({ ...charge, id: `chg_${number}`, booking: `led_${number}` }));
          if (number <= 3_000) asked.run(...Object.values({ ...approval, id: `apr_${number}`, charge_id: `chg_${number}` }));
        }
        db.exec('COMMIT');";
    in_databases(state.path(), "ledger", grown);

    let server = Server::start_in(state.path(), &[]);
    let purse = Purse { server: &server, account, pod };
    measured(&purse, "warm again").await;
    let after = measured(&purse, "after").await;
    println!("rows read, written: {before:?} after some 40 entries, {after:?} after 100,000");
    for ((what, [read, written]), (_, [reads, writes])) in before.into_iter().zip(after) {
        assert_eq!(writes, written, "rows that {what} writes");
        assert!(reads <= read + 2 && reads < 200, "{read} rows that {what} reads became {reads}");
    }
}

/// Rows of the directory, read and written.
fn directory_rows(reply: &Reply) -> [u32; 2] {
    let cost = reply.header("x-warren-cost").unwrap();
    ["d1_read=", "d1_written="].map(|name| {
        let rest = cost.split_once(name).unwrap_or_else(|| panic!("no {name} in {cost}")).1;
        rest.split(' ').next().unwrap().parse().unwrap()
    })
}

/// What left the pod; rows are another matter.
pub fn cost(reply: &Reply) -> &str {
    let cost = reply.header("x-warren-cost").unwrap();
    let rows = [" rows=", " d1_read="].into_iter().filter_map(|name| cost.find(name)).min();
    &cost[..rows.unwrap_or(cost.len())]
}
