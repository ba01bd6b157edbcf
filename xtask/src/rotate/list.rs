//! Lists of master keys, as text: what a rotation makes of one.

use anyhow::{Context, Result, bail};
use base64::{Engine, prelude::BASE64_STANDARD};
use hkdf::Hkdf;
use serde_json::Value;
use sha2::Sha256;

use super::told;

/// Keys that the worker takes.
const MAX_KEYS: usize = 8;

pub fn entries(list: &str) -> Vec<&str> {
    list.split(',').map(str::trim).collect()
}

/// The number of an entry, and the rest of it.
pub fn parts(entry: &str) -> (u8, &str) {
    match entry.split_once(':') {
        Some((number, rest)) => (number.parse().unwrap_or(0), rest),
        None => (1, entry),
    }
}

fn numbered(entry: &str) -> String {
    let (number, rest) = parts(entry);
    format!("{number}:{rest}")
}

/// A list with a new key before the others.
pub fn with_next(list: &str, key: &str) -> Result<String> {
    let entries = entries(list);
    if entries.len() >= MAX_KEYS {
        bail!("the list has {MAX_KEYS} keys: drop one first (--drop)");
    }
    let last = entries.iter().map(|entry| parts(entry).0).max().unwrap_or(0);
    if last >= 127 {
        bail!("key numbers end at 127");
    }
    let all = [format!("{}:{key}", last + 1)].into_iter().chain(entries.into_iter().map(numbered));
    Ok(all.collect::<Vec<_>>().join(","))
}

/// What a rotation sets, one after the other.
#[derive(Debug, PartialEq, Eq)]
pub struct Lists {
    /// The listed key still seals, and the next one is known. None if the next one seals already.
    pub known: Option<String>,
    pub next: String,
}

impl Lists {
    /// Of the list of now, and the one that was noted when the rotation began. It may have been interrupted anywhere since.
    pub fn of(listed: &str, noted: &str) -> Result<Self> {
        let entry = numbered(entries(noted)[0]);
        let all: Vec<_> = entries(listed).into_iter().map(numbered).collect();
        if all.first() == Some(&entry) {
            return Ok(Self { known: None, next: listed.to_owned() });
        }
        let (number, key) = parts(&entry);
        if all.iter().any(|other| parts(other).0 >= number) {
            bail!("MASTER_KEY.next belongs to an older rotation: remove it");
        }
        if all.len() >= MAX_KEYS {
            bail!("the list has {MAX_KEYS} keys: drop one first (--drop)");
        }
        // Others may have been retired or dropped since it was noted.
        let next = format!("{number}:{key},{}", all.join(","));
        Ok(Self { known: Some(format!("{},{entry}", all.join(","))), next })
    }
}

/// A list in which keys but the first only verify. They must be listed as the report has them.
pub fn retired(list: &str, report: &Value) -> Result<String> {
    let all = entries(list).into_iter().enumerate().map(|(place, entry)| {
        let (number, rest) = parts(entry);
        if place == 0 || rest.contains(':') {
            return Ok(numbered(entry));
        }
        if !report["keys"].as_array().is_some_and(|keys| keys.iter().any(|key| key["number"] == number)) {
            bail!("the server does not know key number {number}: restart it first");
        }
        let key = BASE64_STANDARD.decode(rest).with_context(|| format!("key number {number} is not base64"))?;
        Ok(format!("{number}:verify:{}", BASE64_STANDARD.encode(remains(&key)?)))
    });
    Ok(all.collect::<Result<Vec<_>>>()?.join(","))
}

/// What recognizes credentials and addresses: the keys that the worker derives for that.
fn remains(key: &[u8]) -> Result<Vec<u8>> {
    let mut remains = vec![0; 64];
    for (purpose, half) in ["credential tags", "names"].iter().zip(remains.chunks_mut(32)) {
        let info = [b"warren/1 ", purpose.as_bytes()].concat();
        if Hkdf::<Sha256>::new(None, key).expand(&info, half).is_err() {
            bail!("a key could not be derived");
        }
    }
    Ok(remains)
}

/// A list without one key that nothing needs.
pub fn without(list: &str, number: u8, report: &Value) -> Result<String> {
    let key = report["keys"].as_array().and_then(|keys| keys.iter().find(|key| key["number"] == number));
    let key = key.with_context(|| format!("there is no key number {number}"))?;
    if key["unused"] != true {
        bail!("key number {number} is still needed:\n\n{}", told(report));
    }
    let left: Vec<_> = entries(list).into_iter().filter(|entry| parts(entry).0 != number).map(numbered).collect();
    Ok(left.join(","))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_next_key_has_the_next_number_and_stands_first() {
        assert_eq!(with_next("AA==", "BB==").unwrap(), "2:BB==,1:AA==");
        assert_eq!(with_next("2:BB==,1:AA==", "CC==").unwrap(), "3:CC==,2:BB==,1:AA==");
        assert!(with_next("127:AA==", "BB==").is_err());
    }

    /// What `MasterKeys::parse` of the worker asks of a list.
    fn is_taken(list: &str) -> bool {
        let entries = entries(list);
        let distinct = |of: fn(&str) -> String| {
            let mut all: Vec<_> = entries.iter().map(|entry| of(entry)).collect();
            all.sort_unstable();
            all.dedup();
            all.len() == entries.len()
        };
        let numbers = entries.iter().all(|entry| (1..=127).contains(&parts(entry).0));
        let unlike = distinct(|entry| parts(entry).0.to_string()) && distinct(|entry| parts(entry).1.to_owned());
        numbers && unlike && entries.len() <= MAX_KEYS && !parts(entries[0]).1.contains(':')
    }

    type Step = Box<dyn FnOnce(&mut Deployment)>;

    /// What a deployment and its folder have.
    #[derive(Clone)]
    struct Deployment {
        worker: String,
        file: String,
        noted: Option<String>,
    }

    impl Deployment {
        /// Rotates as `rotate` does, and stops after so many steps. Whether it came to the end.
        fn rotate(&mut self, key: &str, steps: usize) -> bool {
            let noted = self.noted.clone().unwrap_or_else(|| with_next(&self.file, key).unwrap());
            let lists = Lists::of(&self.file, &noted).unwrap();
            let mut all: Vec<Step> = vec![Box::new(move |all| all.noted = Some(noted))];
            for list in lists.known.into_iter().chain([lists.next.clone()]) {
                assert!(is_taken(&list), "{list}");
                all.push(Box::new(move |all| all.worker = list));
            }
            all.push(Box::new(move |all| all.file = lists.next));
            all.push(Box::new(|all| all.noted = None));
            let count = all.len();
            all.into_iter().take(steps).for_each(|step| step(self));
            steps >= count
        }
    }

    #[test]
    fn a_rotation_that_is_interrupted_anywhere_goes_on_with_the_same_key() {
        for before in ["AA==", "2:CC==,1:verify:AA=="] {
            let start = Deployment { worker: before.to_owned(), file: before.to_owned(), noted: None };
            let next = with_next(before, "BB==").unwrap();
            for (first, second) in (0..=5).flat_map(|first| (0..=5).map(move |second| (first, second))) {
                let mut deployment = start.clone();
                let mut is_over = false;
                for steps in [first, second, 9] {
                    if !is_over {
                        // A key that was not noted yet was nowhere.
                        is_over = deployment.rotate("BB==", steps);
                    }
                }
                assert_eq!((&deployment.worker, &deployment.file), (&next, &next), "{first}, {second}");
                assert!(is_over && deployment.noted.is_none());
            }
        }
    }

    #[test]
    fn what_was_retired_since_an_interruption_stays_retired() {
        let noted = "2:BB==,1:AA==";
        let seals = Lists { known: None, next: "2:BB==,1:verify:AA==".to_owned() };
        assert_eq!(Lists::of("2:BB==,1:verify:AA==", noted).unwrap(), seals);
        let lists = Lists::of("2:BB==", "3:CC==,2:BB==,1:AA==").unwrap();
        assert_eq!(lists, Lists { known: Some("2:BB==,3:CC==".to_owned()), next: "3:CC==,2:BB==".to_owned() });
        assert!(Lists::of("3:CC==,2:BB==", noted).is_err());
    }

    #[test]
    fn no_list_is_longer_than_the_worker_takes() {
        let mut list = BASE64_STANDARD.encode([1; 32]);
        for number in 2..=8 {
            let next = with_next(&list, &BASE64_STANDARD.encode([number; 32])).unwrap();
            let known = Lists::of(&list, &next).unwrap().known.unwrap();
            assert!(is_taken(&next) && is_taken(&known), "{next} {known}");
            let all: Vec<_> = (1..=number).map(|number| json!({ "number": number })).collect();
            list = retired(&next, &json!({ "keys": all })).unwrap();
            assert!(is_taken(&list), "{list}");
        }
        let refused = with_next(&list, &BASE64_STANDARD.encode([9; 32])).unwrap_err().to_string();
        assert_eq!(refused, "the list has 8 keys: drop one first (--drop)");
        assert!(Lists::of(&list, &format!("9:{}", BASE64_STANDARD.encode([9; 32]))).is_err());
    }

    #[test]
    fn of_a_retired_key_only_what_verifies_is_left() {
        let report =
            json!({ "current": 2, "keys": [{ "number": 2, "use": "current" }, { "number": 1, "use": "opens" }] });
        let key = BASE64_STANDARD.encode([3; 32]);
        let list = retired(&format!("2:BB==,1:{key}"), &report).unwrap();
        let (first, second) = list.split_once(',').unwrap();
        assert_eq!(first, "2:BB==");
        let remains = BASE64_STANDARD.decode(second.strip_prefix("1:verify:").unwrap()).unwrap();
        assert!(remains.len() == 64 && !second.contains(&key), "{second}");
        assert_eq!(retired(&list, &report).unwrap(), list, "once more changes nothing");
        assert!(retired(&format!("2:BB==,3:{key}"), &report).is_err());
    }

    #[test]
    fn a_key_is_dropped_only_when_nothing_needs_it() {
        let report =
            |unused: bool| json!({ "keys": [{ "number": 1, "use": "verifies", "unused": unused, "api_keys": 12 }] });
        assert_eq!(without("2:BB==,1:AA==", 1, &report(true)).unwrap(), "2:BB==");
        let refused = without("2:BB==,1:AA==", 1, &report(false)).unwrap_err().to_string();
        assert!(refused.contains("12 API keys have its tag"), "{refused}");
        assert!(without("2:BB==,1:AA==", 7, &report(true)).is_err());
    }
}
