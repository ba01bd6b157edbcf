//! Many charges at once, the power going in the middle, and clocks that are apart: no cap is overspent, no acknowledged charge is lost,
//! none is made twice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta};
use futures_util::StreamExt;
use futures_util::future::{join, ready};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::support::{Account, PodKey, Server, in_databases};

const PODS: usize = 20;
/// Days with a month's end, a year's end within an ISO week, and a Monday between them. On the first two the power goes.
const DAYS: [&str; 3] = ["2027-12-31T23:00:00Z", "2028-01-01T09:00:00Z", "2028-01-03T00:00:00Z"];
const CHARGES: usize = 334;
const PERIODS: [&str; 3] = ["daily", "weekly", "monthly"];

/// SplitMix64: the same numbers from the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % sides as u64) as i64 + 1
    }

    /// Caps of which some are missing.
    fn caps(&mut self, scale: i64) -> Value {
        let (daily, weekly) = (self.roll(scale), scale + self.roll(scale));
        let monthly = 2 * scale + self.roll(scale);
        match self.roll(4) {
            1 => json!({ "daily": daily }),
            2 => json!({ "weekly": weekly }),
            3 => json!({ "daily": daily, "monthly": monthly }),
            _ => json!({ "daily": daily, "weekly": weekly, "monthly": monthly }),
        }
    }
}

/// A charge to be made, and perhaps to be captured: at once, or, if it is held for a minute only, about its end.
#[derive(Clone)]
struct Wish {
    pod: usize,
    once: String,
    body: Value,
    capture: Option<i64>,
    minute: bool,
}

fn wishes(dice: &mut Dice, round: &str, count: usize) -> Vec<Wish> {
    (0..count)
        .map(|number| {
            let (amount, once) = (dice.roll(2_000), format!("{round}-{number}"));
            let (held, minute) = (dice.roll(5) == 1, dice.roll(2) == 1);
            let body = if held {
                let expires_in = if minute { 60 } else { 604_800 };
                json!({ "amount": amount, "reference_id": once, "capture": false, "expires_in": expires_in })
            } else {
                json!({ "amount": amount, "reference_id": once })
            };
            Wish {
                pod: dice.roll(PODS as i64) as usize - 1,
                once,
                body,
                capture: held.then(|| dice.roll(amount)),
                minute,
            }
        })
        .collect()
}

/// Posts without a word of complaint if nobody answers.
async fn post(client: &reqwest::Client, url: &str, key: &str, once: &str, body: &Value) -> Option<(u16, Value)> {
    let request = client.post(url).bearer_auth(key).header("idempotency-key", once).json(body);
    let reply = request.send().await.ok()?;
    let status = reply.status().as_u16();
    Some((status, serde_json::from_slice(&reply.bytes().await.ok()?).ok()?))
}

/// Captures a hold; again, while a clock is not yet at the day on which it was made.
async fn capture(client: &reqwest::Client, url: &str, key: &str, once: &str, body: &Value) -> Option<(u16, Value)> {
    loop {
        let reply = post(client, url, key, once, body).await?;
        if reply.0 != 409 || reply.1["error"] != "in_progress" {
            return Some(reply);
        }
    }
}

/// Charges, so many at once, and captures what was held for long. The ids of the charges that were acknowledged, with what they came
/// to, if they came to something. Unless the power goes everybody is answered.
async fn storm(
    client: &reqwest::Client,
    url: &str,
    keys: &[String],
    (wishes, width): (&[Wish], usize),
    done: &AtomicUsize,
    power_goes: bool,
) -> BTreeMap<String, Option<i64>> {
    let answered = |reply: Option<_>| {
        assert!(power_goes || reply.is_some(), "no answer");
        reply
    };
    let acknowledged = stream::iter(wishes.iter().map(async |wish| {
        let key = &keys[wish.pod];
        let (status, made) = answered(post(client, &format!("{url}/v1/charge"), key, &wish.once, &wish.body).await)?;
        assert!(matches!(status, 200 | 402), "{status} {made}");
        done.fetch_add(1, Ordering::Relaxed);
        let id = made["charge_id"].as_str().filter(|_| status == 200)?.to_owned();
        let Some(amount) = wish.capture else { return Some((id, Some(made["amount_usdc"].as_i64()?))) };
        if wish.minute {
            return Some((id, None));
        }
        let path = format!("{url}/v1/charges/{id}/capture");
        let once = format!("capture {}", wish.once);
        let (status, captured) = answered(capture(client, &path, key, &once, &json!({ "amount": amount })).await)?;
        assert_eq!(status, 200, "what is held can be captured: {captured}");
        assert_eq!(captured["amount_usdc"], amount);
        Some((id, Some(amount)))
    }));
    acknowledged.buffer_unordered(width).filter_map(ready).collect().await
}

/// Captures holds about their end. What was captured, with what it came to.
async fn capture_late(
    client: &reqwest::Client,
    url: &str,
    key: &str,
    holds: &BTreeSet<String>,
) -> BTreeMap<String, i64> {
    let captured = stream::iter(holds).map(async |id| {
        let path = format!("{url}/v1/charges/{id}/capture");
        let reply = capture(client, &path, key, &format!("late {id}"), &json!({})).await;
        let (status, reply) = reply.expect("an answer");
        assert!(matches!(status, 200 | 410), "{status} {reply}");
        Some((id.clone(), reply["amount_usdc"].as_i64().filter(|_| status == 200)?))
    });
    captured.buffer_unordered(4).filter_map(ready).collect().await
}

/// When a period began, by a calendar that is not the server's.
fn start(period: &str, at: i64) -> i64 {
    let day = DateTime::from_timestamp_millis(at).unwrap().date_naive();
    let first = match period {
        "daily" => day,
        "weekly" => day - Days::new(day.weekday().number_from_monday() as u64 - 1),
        _ => NaiveDate::from_ymd_opt(day.year(), day.month(), 1).unwrap(),
    };
    first.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp_millis()
}

fn rows(printed: &str) -> Vec<Value> {
    printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn a_storm_of_charges_with_power_cuts_overspends_no_cap_and_loses_nothing() {
    let seed = std::env::var("STORM_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_270_101);
    println!("STORM_SEED={seed}");
    let mut dice = Dice(seed);
    let state = tempfile::tempdir().unwrap();
    let open = || Server::start_in(state.path(), &[]);
    let mut server = open();
    let account = server.register(None).await;
    let mut pods = Vec::new();
    let mut caps = BTreeMap::new();
    for _ in 0..PODS {
        let pod = server.create_pod(&account).await;
        let its = dice.caps(20_000);
        let path = format!("/v1/pods/{}", pod.id);
        server.patch(&path).key(&account.key).json(json!({ "spending_caps": its })).send().await.expect(200);
        caps.insert(format!("pod:{}", pod.id), its);
        pods.push(pod);
    }
    let its = json!({ "daily": 150_000 + dice.roll(50_000), "weekly": 250_000 + dice.roll(50_000), "monthly": 300_000 + dice.roll(50_000) });
    server.put("/v1/budget").key(&account.key).json(&its).send().await.expect(200);
    caps.insert(format!("account:{}", account.account_id), its);
    let keys: Vec<_> = pods.iter().map(|pod: &PodKey| pod.key.clone()).collect();

    let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
    let mut acknowledged = BTreeMap::new();
    for (round, day) in DAYS.into_iter().enumerate() {
        let later = wishes(&mut dice, &format!("{round} later"), CHARGES / 2);
        let wishes = wishes(&mut dice, &round.to_string(), CHARGES);
        let set_clock = async |server: &Server| {
            server.set_clock(day).await;
        };
        set_clock(&server).await;
        let done = AtomicUsize::new(0);
        let url = server.url().to_owned();
        if round < 2 {
            let after = 60 + dice.roll(100) as usize;
            let cut = async {
                while done.load(Ordering::Relaxed) < after {
                    sleep(Duration::from_millis(1)).await;
                }
                server.kill();
            };
            let (before, ()) = join(storm(&client, &url, &keys, (&wishes, 64), &done, true), cut).await;
            assert!(done.load(Ordering::Relaxed) < CHARGES, "the power went in the middle");
            acknowledged.extend(before.into_iter().filter_map(|(id, amount)| Some((id, amount?))));
            server = open();
            set_clock(&server).await;
        }
        // Everybody tries again, those that were answered too; and some twice at once.
        let url = server.url().to_owned();
        let done = AtomicUsize::new(0);
        let (again, twice) = join(
            storm(&client, &url, &keys, (&wishes, CHARGES), &done, false),
            storm(&client, &url, &keys, (&wishes[..50], CHARGES), &done, false),
        )
        .await;
        let mut holds = BTreeSet::new();
        for (id, amount) in again.into_iter().chain(twice) {
            match amount {
                Some(amount) => assert_eq!(*acknowledged.entry(id).or_insert(amount), amount),
                None => drop(holds.insert(id)),
            }
        }
        // Holds end while others want their room, by clocks that are apart: on the last day about midnight.
        let start = DateTime::parse_from_rfc3339(day).unwrap();
        let mut clocks = Dice(seed);
        let wobble = async {
            loop {
                let ahead = if round == 2 { clocks.roll(70_000) - 35_000 } else { clocks.roll(70_000) };
                server.set_clock(start + TimeDelta::milliseconds(ahead)).await;
            }
        };
        let late = join(
            storm(&client, &url, &keys, (&later, 16), &done, false),
            capture_late(&client, &url, &account.key, &holds),
        );
        let (more, captured) = tokio::select! {
            () = wobble => unreachable!("it goes on"),
            late = late => late,
        };
        println!("of {} holds {} were captured about their end", holds.len(), captured.len());
        acknowledged.extend(more.into_iter().filter_map(|(id, amount)| Some((id, amount?))));
        acknowledged.extend(captured);
    }
    server.kill();
    holds(state.path(), &caps, &acknowledged, &account);
}

/// What must hold of the books.
fn holds(
    state: &std::path::Path,
    caps: &BTreeMap<String, Value>,
    acknowledged: &BTreeMap<String, i64>,
    account: &Account,
) {
    let read = |sql: &str| {
        rows(&in_databases(
            state,
            "spent",
            &format!("for (const row of db.prepare(`{sql}`).all()) console.log(JSON.stringify(row));"),
        ))
    };
    let ledger = read("SELECT * FROM ledger");
    let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
    let number = |row: &Value, field: &str| row[field].as_i64().unwrap();
    let own = format!("account:{}", account.account_id);

    // Every movement stands in both books, once.
    let of_account: BTreeMap<_, _> = ledger
        .iter()
        .filter(|row| row["book"] == *own)
        .map(|row| (text(row, "charge_id"), number(row, "amount")))
        .collect();
    let of_pods: Vec<_> = ledger.iter().filter(|row| row["book"] != *own).collect();
    assert_eq!(ledger.len(), 2 * of_account.len());
    for row in &of_pods {
        assert_eq!(of_account[&text(row, "charge_id")], number(row, "amount"));
        assert_eq!(text(row, "book"), format!("pod:{}", text(row, "pod_id")));
    }
    // Under one key money moved once.
    let wishes: BTreeSet<_> = of_pods.iter().map(|row| (text(row, "book"), text(row, "reference_id"))).collect();
    assert_eq!(wishes.len(), of_pods.len());
    // Nothing acknowledged is missing.
    for (id, amount) in acknowledged {
        assert_eq!(of_account.get(id), Some(amount), "{id}");
    }
    // The totals are the ledger's sums.
    let mut sums = BTreeMap::new();
    for row in &ledger {
        for period in PERIODS {
            *sums
                .entry((text(row, "book"), period.to_owned(), start(period, number(row, "counts_at"))))
                .or_insert(0) += number(row, "amount");
        }
    }
    let totals = read("SELECT * FROM spent");
    let totals: BTreeMap<_, _> = totals
        .iter()
        .map(|row| ((text(row, "book"), text(row, "period"), number(row, "start")), number(row, "amount")))
        .collect();
    assert_eq!(totals, sums);
    // And within the caps, which some of them reach.
    let mut reached = 0;
    for ((book, period, start), sum) in &sums {
        let cap = caps[book][period].as_i64().unwrap_or(i64::MAX);
        assert!(*sum <= cap, "{book} has spent {sum} of {cap} {period} from {start}");
        reached += usize::from(cap - sum < 2_000);
    }
    assert!(of_pods.len() > 150 && reached > 5, "{} charges, {reached} caps reached: no storm", of_pods.len());
}
