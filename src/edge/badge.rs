//! Badges: trust scores to show on other sites.

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};
use axum::response::IntoResponse;
use macros::operation;
use maud::{Markup, PreEscaped, html};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Edge;
use super::trust::TrustScore;
use crate::error::Result;
use crate::time::Timestamp;
use crate::trust::{AtfLevel, Conduct, Trend, TrustTier};
use crate::wire::{Json, Path, Principal, Query};

/// The badge of `me` depends on the key, so no cache may store it.
const CACHE_PUBLIC: HeaderValue = HeaderValue::from_static("public, max-age=300");
const CACHE_PRIVATE: HeaderValue = HeaderValue::from_static("private, no-store");
/// A picture can run nothing, also when it is opened as a page.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// How the badge looks.
/// - `flat`: with rounded corners
/// - `flat-square`: with square corners
/// - `for-the-badge`: large, in capitals
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    #[default]
    Flat,
    FlatSquare,
    ForTheBadge,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BadgeQuery {
    #[serde(default)]
    #[param(inline)]
    style: Style,
}

/// Get an agent's badge.
///
/// Returns the trust score as an SVG picture. Needs no key. Caches may store it for five minutes.
#[operation(
    GET "/badge/{agent}", tag = "trust", caller = AnyoneOrKey, permission = TrustRead,
    path(agent = "The account's id. With a key, `me` is the caller's own account."),
    replies((status = 200, description = "The picture.", body = String, content_type = "image/svg+xml")),
    errors(InvalidAgentId, InvalidRequest, Unauthorized = "`me` without a key.", PodSuspended = "`me` with the key of a suspended pod.", NotFound),
)]
pub async fn get_badge(
    edge: Edge,
    caller: Result<Principal>,
    Path(agent): Path<String>,
    Query(BadgeQuery { style }): Query<BadgeQuery>,
) -> Result<Response<Body>> {
    let (agent_id, conduct, _) = edge.conduct_of(&agent, caller).await?;
    let score = TrustScore::new(agent_id, &conduct);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml; charset=utf-8")),
        (header::CACHE_CONTROL, caching(&agent)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, picture(&score, style).into_string()).into_response())
}

/// The format of a score.
/// - `score`: the score and what it is made of
/// - `shields`: as shields.io reads it
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    #[default]
    Score,
    Shields,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ScoreQuery {
    #[serde(default)]
    #[param(inline)]
    format: Format,
}

/// A part of the score.
#[derive(Serialize, ToSchema)]
pub struct Dimension {
    /// 0 to 100.
    #[schema(maximum = 100)]
    score: u32,
    /// 0 to 1: how much of it is evidence.
    confidence: f64,
}

/// The parts of the score.
#[derive(Serialize, ToSchema)]
pub struct Dimensions {
    consistency: Dimension,
    longevity: Dimension,
    transparency: Dimension,
    volume: Dimension,
}

/// A trust score, in the format of the AgentLair SDKs.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublicScore {
    /// The account.
    #[schema(example = "acc_k7x9m2p4abcd1234")]
    agent_id: String,
    /// A tenth of the score of `GET /v1/trust/score`, 0 to 100.
    #[schema(maximum = 100, example = 61)]
    score: u32,
    /// 0 to 1: how much evidence there is.
    #[schema(maximum = 1, example = 0.85)]
    confidence: f64,
    atf_level: AtfLevel,
    trend: Trend,
    dimensions: Dimensions,
    /// Requests, emails and reported events of the last 90 days.
    observation_count: u64,
    /// When the score was computed.
    computed_at: Timestamp,
    tier: TrustTier,
}

impl PublicScore {
    fn new(agent_id: String, conduct: &Conduct, now: Timestamp) -> Self {
        let (breakdown, confidence) = (conduct.breakdown(), conduct.confidence());
        let [consistency, longevity, transparency, volume] = breakdown.shares();
        // Only consistency is an estimate; the other parts are counted.
        let known = |score| Dimension { score, confidence: 1.0 };
        let score = (breakdown.score() + 5) / 10;
        Self {
            agent_id,
            score,
            confidence,
            atf_level: conduct.level(score),
            trend: conduct.trend(),
            dimensions: Dimensions {
                consistency: Dimension { score: consistency, confidence },
                longevity: known(longevity),
                transparency: known(transparency),
                volume: known(volume),
            },
            observation_count: conduct.observations(),
            computed_at: now,
            tier: conduct.tier(breakdown.score()),
        }
    }
}

/// A badge as shields.io reads it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Badge {
    /// Always 1.
    schema_version: u32,
    /// The left half of the badge.
    #[schema(example = "trust")]
    label: &'static str,
    /// The right half of the badge.
    #[schema(example = "trusted 612")]
    message: String,
    /// The colour of the badge.
    #[schema(example = "#2e7d32")]
    color: &'static str,
    /// The account.
    #[schema(example = "acc_k7x9m2p4abcd1234")]
    agent_id: String,
    /// The score, from 0 to 1000.
    #[schema(maximum = 1000, example = 612)]
    score: u32,
    tier: TrustTier,
}

/// A score in the format that was requested.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum BadgeScore {
    Score(PublicScore),
    Shields(Badge),
}

/// Read a public trust score.
///
/// Returns the score from 0 to 100 with its parts. docs/TRUST.md has the formula and defines `atfLevel`, `confidence` and `trend`.
/// `?format=shields` returns the format of shields.io. Caches may store it for five minutes.
#[operation(
    GET "/badge/{agent}/score.json", tag = "trust", caller = AnyoneOrKey, permission = TrustRead,
    path(agent = "The account's id. With a key, `me` is the caller's own account."),
    replies((status = 200, description = "The score.", body = BadgeScore)),
    errors(InvalidAgentId, InvalidRequest, Unauthorized = "`me` without a key.", PodSuspended = "`me` with the key of a suspended pod.", NotFound),
)]
pub async fn get_badge_score(
    edge: Edge,
    caller: Result<Principal>,
    Path(agent): Path<String>,
    Query(ScoreQuery { format }): Query<ScoreQuery>,
) -> Result<Response<Body>> {
    let (agent_id, conduct, now) = edge.conduct_of(&agent, caller).await?;
    let score = match format {
        Format::Score => BadgeScore::Score(PublicScore::new(agent_id, &conduct, now)),
        Format::Shields => {
            let TrustScore { agent_id, score, tier, .. } = TrustScore::new(agent_id, &conduct);
            let (message, color) = (message(tier, score), color(tier));
            BadgeScore::Shields(Badge { schema_version: 1, label: LABEL, message, color, agent_id, score, tier })
        }
    };
    Ok(([(header::CACHE_CONTROL, caching(&agent))], Json(score)).into_response())
}

impl Edge {
    async fn conduct_of(&self, agent: &str, caller: Result<Principal>) -> Result<(String, Conduct, Timestamp)> {
        match agent {
            "me" => self.conduct(agent, Some(&caller?)).await,
            _ => self.conduct(agent, None).await,
        }
    }
}

fn caching(agent: &str) -> HeaderValue {
    if agent == "me" { CACHE_PRIVATE } else { CACHE_PUBLIC }
}

const LABEL: &str = "trust";

fn message(tier: TrustTier, score: u32) -> String {
    format!("{tier} {score}")
}

/// A background that is dark enough for white text.
const fn color(tier: TrustTier) -> &'static str {
    match tier {
        TrustTier::Untrusted => "#b3261e",
        TrustTier::Provisional => "#6b6b6b",
        TrustTier::Trusted => "#2e7d32",
        TrustTier::Verified => "#1565c0",
    }
}

/// Two boxes with text. `textLength` gives each letter the same width, so that the boxes fit.
fn picture(score: &TrustScore, style: Style) -> Markup {
    let (message, is_large) = (message(score.tier, score.score), style == Style::ForTheBadge);
    let (height, letter, padding, size) = if is_large { (28, 9, 12, 12) } else { (20, 7, 6, 11) };
    let cased = |text: &str| if is_large { text.to_uppercase() } else { text.to_owned() };
    let (label, message) = (cased(LABEL), cased(&message));
    let length = |text: &str| text.len() * letter;
    let (left, right) = (length(&label) + 2 * padding, length(&message) + 2 * padding);
    let rounded = if style == Style::Flat { 3 } else { 0 };
    let text = |x: usize, text: &str| {
        html! {
            text x=(x) y=(height * 7 / 10) textLength=(length(text)) { (text) }
        }
    };
    html! {
        (PreEscaped("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"))
        svg xmlns="http://www.w3.org/2000/svg" width=(left + right) height=(height) role="img" aria-label={ (label) ": " (message) } {
            title { (label) ": " (message) }
            clipPath id="c" { rect width=(left + right) height=(height) rx=(rounded) {} }
            g clip-path="url(#c)" {
                rect width=(left) height=(height) fill="#444" {}
                rect x=(left) width=(right) height=(height) fill=(color(score.tier)) {}
            }
            g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size=(size) {
                (text(padding, &label)) (text(left + padding, &message))
            }
        }
    }
}
