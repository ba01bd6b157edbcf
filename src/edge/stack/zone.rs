//! Zones at Cloudflare: the DNS of a domain, and the rule that brings its mail to this worker.
//!
//! Every step first checks whether it is done, so that an interrupted setup continues where it stopped. All steps need a proved domain:
//! an existing zone serves a domain that is in use.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;
use worker::Method;

use crate::config::Cloudflare;
use crate::directory::Stack;
use crate::edge::Edge;
use crate::error::{Code, Error, Result};
use crate::mail::dns::{Purpose, Record, unquoted};
use crate::outbound_url::{OutboundUrl, UrlPolicy};
use crate::platform::clock;
use crate::platform::fetch::{self, Outgoing};
use crate::time::SECOND;
use crate::wire::to_json;

const TIMEOUT: i64 = 15 * SECOND;
/// Bytes of an answer that are read.
const MAX_ANSWER_BYTES: usize = 256 * 1024;
/// Characters of what it says that are passed on.
const MAX_COMPLAINT_CHARS: usize = 500;

/// The frame of every reply of the API.
#[derive(Deserialize)]
struct Envelope<T> {
    success: bool,
    #[serde(default)]
    errors: Vec<Complaint>,
    result: Option<T>,
}

#[derive(Deserialize)]
struct Complaint {
    code: i64,
    message: String,
}

#[derive(Deserialize)]
struct Zone {
    id: String,
    #[serde(default)]
    name_servers: Vec<String>,
}

#[derive(Deserialize)]
struct Routing {
    enabled: bool,
}

#[derive(Deserialize)]
struct Present {
    content: String,
}

impl Edge {
    /// Creates the zone of a proved domain and routes its mail, except steps that are done.
    ///
    /// # Errors
    /// `provider_failed`. Steps that were done stay and are recorded.
    pub(super) async fn provision(&self, api: &Cloudflare, stack: &Stack, records: &[Record]) -> Result<()> {
        let zone = match api.zone(&stack.domain).await? {
            Some(zone) => zone,
            None => api.make_zone(&stack.domain).await?,
        };
        let nameservers = to_json(&zone.name_servers)?;
        if stack.zone_id.as_ref() != Some(&zone.id) || stack.nameservers.as_ref() != Some(&nameservers) {
            self.directory()?.set_zone(&stack.id, &zone.id, &nameservers).await?;
        }
        if stack.routed_at.is_none() || stack.zone_id.as_ref() != Some(&zone.id) {
            let routed = api.route(&zone, stack, records).await;
            routed.map_err(|error| error.with("nameservers", zone.name_servers))?;
            self.directory()?.set_routed(&stack.id, clock::now()).await?;
        }
        Ok(())
    }
}

impl Cloudflare {
    async fn zone(&self, domain: &str) -> Result<Option<Zone>> {
        let path = format!("/zones?name={domain}&account.id={}", self.account_id);
        Ok(self.ask::<Vec<Zone>>(Method::Get, &path, None::<&()>).await?.into_iter().next())
    }

    async fn make_zone(&self, domain: &str) -> Result<Zone> {
        let zone = json!({ "name": domain, "account": { "id": self.account_id }, "type": "full" });
        match self.ask(Method::Post, "/zones", Some(&zone)).await {
            // A concurrent request may have created it.
            Err(refusal) => self.zone(domain).await?.ok_or(refusal),
            made => made,
        }
    }

    /// Enables email routing, routes all mail to this worker, and adds the records that routing does not set.
    async fn route(&self, zone: &Zone, stack: &Stack, records: &[Record]) -> Result<()> {
        let of_zone = |rest: &str| format!("/zones/{}{rest}", zone.id);
        let routing: Routing = self.ask(Method::Get, &of_zone("/email/routing"), None::<&()>).await?;
        if !routing.enabled {
            let domain = json!({ "name": stack.domain });
            let _: Routing = self.ask(Method::Post, &of_zone("/email/routing/dns"), Some(&domain)).await?;
        }
        let rule = json!({
            "name": "Warren",
            "enabled": true,
            "matchers": [{ "type": "all" }],
            "actions": [{ "type": "worker", "value": [self.worker] }],
        });
        let catch_all = of_zone("/email/routing/rules/catch_all");
        let _: serde::de::IgnoredAny = self.ask(Method::Put, &catch_all, Some(&rule)).await?;
        for record in records {
            match record.purpose {
                // Under the new name servers the proof is needed again.
                Purpose::Ownership => self.add(zone, record, |content| content == record.value).await?,
                // An existing policy is the owner's decision.
                Purpose::Dmarc => self.add(zone, record, |_| true).await?,
                Purpose::Mx | Purpose::Spf | Purpose::Dkim => {}
            }
        }
        Ok(())
    }

    /// Adds a TXT record, unless one of that name suffices.
    async fn add(&self, zone: &Zone, record: &Record, suffices: impl Fn(&str) -> bool) -> Result<()> {
        let path = format!("/zones/{}/dns_records", zone.id);
        let find = format!("{path}?type=TXT&name={}", record.name);
        let is_there = async || -> Result<bool> {
            let present: Vec<Present> = self.ask(Method::Get, &find, None::<&()>).await?;
            Ok(present.iter().any(|present| suffices(&unquoted(&present.content))))
        };
        if is_there().await? {
            return Ok(());
        }
        let content = format!("\"{}\"", record.value);
        let new = json!({ "type": "TXT", "name": record.name, "content": content, "ttl": 1 });
        match self.ask::<serde::de::IgnoredAny>(Method::Post, &path, Some(&new)).await {
            // A concurrent request may have added it.
            Err(refusal) if !is_there().await? => Err(refusal),
            _ => Ok(()),
        }
    }

    async fn ask<T: DeserializeOwned>(&self, method: Method, path: &str, body: Option<&impl Serialize>) -> Result<T> {
        let target =
            OutboundUrl::parse(&format!("{}{path}", self.url), UrlPolicy::Anywhere).map_err(Error::internal)?;
        let body = body.map(serde_json::to_vec).transpose().map_err(Error::internal)?;
        let authorization = format!("Bearer {}", self.api_token);
        let outgoing = Outgoing {
            method,
            target: &target,
            headers: &[("authorization", &authorization), ("content-type", "application/json")],
            body: body.as_deref(),
            timeout: TIMEOUT.unsigned_abs(),
            keep: MAX_ANSWER_BYTES,
        };
        let answer = fetch::send(&outgoing).await.map_err(|error| self.failed(&error.to_string()))?;
        let read = serde_json::from_slice::<Envelope<T>>(&answer.body)
            .map_err(|_| self.failed(&format!("its reply with status {} cannot be read", answer.status)))?;
        match read {
            Envelope { success: true, result: Some(result), .. } => Ok(result),
            Envelope { errors, .. } => {
                let complaints = errors.iter().map(|it| format!("{} (code {})", it.message, it.code));
                let complaints = complaints.collect::<Vec<_>>().join("; ");
                Err(self.failed(&format!("status {}: {complaints}", answer.status)))
            }
        }
    }

    /// A failure as the caller sees it, without the API token if the reply repeats it.
    fn failed(&self, why: &str) -> Error {
        let why: String = why.replace(&self.api_token, "[token]").chars().take(MAX_COMPLAINT_CHARS).collect();
        Error::new(Code::ProviderFailed, format!("Cloudflare did not set up the domain: {why}."))
            .fix("The domain stays proved. Remove the cause, then call POST /v1/stack/{id}/verify again: it continues.")
    }
}
