//! The trust score of an account, computed from its activity. docs/TRUST.md publishes the formula; its examples are tests.

use serde::{Deserialize, Serialize};
use strum::Display;
use utoipa::ToSchema;

/// Days that are looked back on.
pub const WINDOW_DAYS: i64 = 90;
/// Days that are compared with those before them.
pub const RECENT_DAYS: i64 = 30;
/// Failures that everybody begins with.
const PRIOR: f64 = 20.0;

/// What is known of an account. Numbers are of the last [`WINDOW_DAYS`] days.
#[derive(Debug, Default, Deserialize)]
pub struct Conduct {
    /// Whole days since the account was made.
    pub age: u32,
    /// Days on which it sent requests.
    pub active_days: u32,
    pub requests: f64,
    pub emails: f64,
    /// Addresses at which its mail was refused for good.
    pub returned: f64,
    /// Days on which it reported events.
    pub told_days: u32,
    /// Events that it reported, by their result.
    pub succeeded: f64,
    pub failed: f64,
    pub denied: f64,
    /// Whether a person signed in with the recovery email.
    pub person: bool,
    /// Whether it has proved a domain.
    pub domain: bool,
    /// Whether one of its agents has a public profile with a description.
    pub profile: bool,
    /// The part of it in the last [`RECENT_DAYS`] days.
    pub recent: Evidence,
}

/// The evidence for consistency.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Evidence {
    pub active_days: u32,
    pub emails: f64,
    pub returned: f64,
    pub succeeded: f64,
    pub failed: f64,
}

impl Evidence {
    /// The weight of what went well, and of everything. An event that the account reported weighs a tenth of an observed action, and all
    /// reported events together at most a quarter of all observed ones.
    fn weighed(&self) -> (f64, f64) {
        let good = (self.emails - self.returned).max(0.0) + f64::from(self.active_days);
        let bad = 5.0 * self.returned;
        let told = self.succeeded + self.failed;
        let weight = if told > 0.0 { (0.1_f64).min((good + bad) / 4.0 / told) } else { 0.0 };
        (good + weight * self.succeeded, good + bad + weight * told)
    }
}

/// How consistency changes.
/// - `improving`: it rises
/// - `stable`: it stays, or too little is known
/// - `declining`: it falls
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Trend {
    Improving,
    Stable,
    Declining,
}

/// How much autonomy the agent has earned, from the least to the most.
/// - `intern`: less than `junior`
/// - `junior`: a score of 40 of 100, with a confidence of 0.3
/// - `senior`: a score of 65, with a confidence of 0.5
/// - `principal`: a score of 85, with a confidence of 0.8, and a person has signed in
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AtfLevel {
    Intern,
    Junior,
    Senior,
    Principal,
}

/// How far the agent can be trusted.
/// - `untrusted`: a score below 250
/// - `provisional`: from 250, and any score on the first day of an account
/// - `trusted`: from 500
/// - `verified`: from 750, if a person has signed in
#[derive(Clone, Copy, Debug, PartialEq, Eq, Display, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
pub enum TrustTier {
    Untrusted,
    Provisional,
    Trusted,
    Verified,
}

/// What the score is made of: points, which add up to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Breakdown {
    /// Points for the share of actions that went well: at most 300.
    pub consistency: u32,
    /// Points for the age of the account and its active days: at most 250.
    pub longevity: u32,
    /// Points for what is known about the owner: at most 250.
    pub transparency: u32,
    /// Points for the number of actions: at most 200.
    pub volume: u32,
}

impl Conduct {
    /// The points of each part.
    pub fn breakdown(&self) -> Breakdown {
        Breakdown {
            consistency: points(300.0, self.consistency()),
            longevity: points(150.0, f64::from(self.age) / 365.0) + points(100.0, f64::from(self.active_days) / 60.0),
            transparency: self.transparency(),
            volume: points(160.0, (1.0 + self.requests + 10.0 * self.emails).log10() / 5.0)
                + points(40.0, (1.0 + self.told()).log10() / 4.0),
        }
    }

    fn told(&self) -> f64 {
        self.succeeded + self.failed + self.denied
    }

    fn evidence(&self) -> Evidence {
        Evidence {
            active_days: self.active_days,
            emails: self.emails,
            returned: self.returned,
            succeeded: self.succeeded,
            failed: self.failed,
        }
    }

    /// The share of what went well, with twenty failures added to the evidence: a new account begins with a low share.
    fn consistency(&self) -> f64 {
        let (good, all) = self.evidence().weighed();
        good / (all + PRIOR)
    }

    /// How much of consistency is evidence, and not what everybody begins with: 0 to 1, to the thousandth.
    pub fn confidence(&self) -> f64 {
        let (_, all) = self.evidence().weighed();
        (1_000.0 * all / (all + PRIOR)).round() / 1_000.0
    }

    /// Requests, emails and reported events.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn observations(&self) -> u64 {
        (self.requests + self.emails + self.told()) as u64
    }

    /// Whether a larger share went well in the last [`RECENT_DAYS`] days than in those before. Without the failures that everybody begins
    /// with, which weigh more on the shorter time; but each time must outweigh them.
    pub fn trend(&self) -> Trend {
        let recent = &self.recent;
        let before = Evidence {
            active_days: self.active_days.saturating_sub(recent.active_days),
            emails: self.emails - recent.emails,
            returned: self.returned - recent.returned,
            succeeded: self.succeeded - recent.succeeded,
            failed: self.failed - recent.failed,
        };
        let [(good, all), (good_before, all_before)] = [recent.weighed(), before.weighed()];
        if all < PRIOR || all_before < PRIOR {
            return Trend::Stable;
        }
        match good / all - good_before / all_before {
            0.05.. => Trend::Improving,
            ..=-0.05 => Trend::Declining,
            _ => Trend::Stable,
        }
    }

    /// The level of a score of 0 to 100.
    pub fn level(&self, score: u32) -> AtfLevel {
        let confidence = self.confidence();
        match score {
            85.. if confidence >= 0.8 && self.person => AtfLevel::Principal,
            65.. if confidence >= 0.5 => AtfLevel::Senior,
            40.. if confidence >= 0.3 => AtfLevel::Junior,
            _ => AtfLevel::Intern,
        }
    }

    fn transparency(&self) -> u32 {
        let shown = [(self.person, 120), (self.domain, 70), (self.profile, 30)];
        let known: u32 = shown.iter().filter(|(is_known, _)| *is_known).map(|(_, points)| points).sum();
        known + points(30.0, f64::from(self.told_days) / 30.0)
    }

    /// The tier of a score.
    pub fn tier(&self, score: u32) -> TrustTier {
        match score {
            _ if self.age < 1 => TrustTier::Provisional,
            750.. if self.person => TrustTier::Verified,
            500.. => TrustTier::Trusted,
            250.. => TrustTier::Provisional,
            _ => TrustTier::Untrusted,
        }
    }
}

impl Breakdown {
    /// The score: 0 to 1000.
    pub const fn score(&self) -> u32 {
        self.consistency + self.longevity + self.transparency + self.volume
    }

    /// Each part as a share of 100: consistency, longevity, transparency, volume.
    pub fn shares(&self) -> [u32; 4] {
        let share = |(points, most): (u32, u32)| (100 * points + most / 2) / most;
        [(self.consistency, 300), (self.longevity, 250), (self.transparency, 250), (self.volume, 200)].map(share)
    }
}

/// A part of the points that there are, in whole ones.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn points(most: f64, part: f64) -> u32 {
    (most * part.clamp(0.0, 1.0)).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row of the table in docs/TRUST.md.
    fn example(row: &str) -> (Conduct, [u32; 5], String) {
        let cells: Vec<_> = row.split('|').map(str::trim).filter(|cell| !cell.is_empty()).skip(1).collect();
        let number = |at: usize| cells[at].replace(',', "").parse::<u32>().unwrap_or_else(|_| panic!("{row}"));
        let conduct = Conduct {
            age: number(0),
            active_days: number(1),
            requests: number(2).into(),
            emails: number(3).into(),
            returned: number(4).into(),
            told_days: number(5),
            succeeded: number(6).into(),
            failed: number(7).into(),
            person: cells[8].contains("person"),
            domain: cells[8].contains("domain"),
            profile: cells[8].contains("profile"),
            ..Conduct::default()
        };
        (conduct, [9, 10, 11, 12, 13].map(number), cells[14].to_owned())
    }

    #[test]
    fn the_examples_that_are_published_come_out_as_published() {
        let text = include_str!("../docs/TRUST.md");
        let rows: Vec<_> = text.lines().skip_while(|line| !line.starts_with("| account")).skip(2).collect();
        let rows: Vec<_> = rows.into_iter().take_while(|line| line.starts_with('|')).map(example).collect();
        assert!(rows.len() >= 6);
        for (conduct, points, tier) in rows {
            let Breakdown { consistency, longevity, transparency, volume } = conduct.breakdown();
            let score = conduct.breakdown().score();
            assert_eq!([consistency, longevity, transparency, volume, score], points, "{conduct:?}");
            assert_eq!(conduct.tier(score).to_string(), tier, "{conduct:?}");
        }
    }

    #[test]
    fn the_ladder_asks_for_a_score_and_for_evidence() {
        let seen = |emails: f64| Conduct { emails, person: true, ..Conduct::default() };
        // 20 · confidence / (1 − confidence) of evidence.
        for (emails, confidence, levels) in [
            (8.0, 0.286, [AtfLevel::Intern; 4]),
            (9.0, 0.31, [AtfLevel::Intern, AtfLevel::Junior, AtfLevel::Junior, AtfLevel::Junior]),
            (20.0, 0.5, [AtfLevel::Intern, AtfLevel::Junior, AtfLevel::Senior, AtfLevel::Senior]),
            (80.0, 0.8, [AtfLevel::Intern, AtfLevel::Junior, AtfLevel::Senior, AtfLevel::Principal]),
        ] {
            assert!((seen(emails).confidence() - confidence).abs() < 1e-9, "{}", seen(emails).confidence());
            assert_eq!([39, 40, 65, 85].map(|score| seen(emails).level(score)), levels, "{emails}");
        }
        assert_eq!(Conduct { person: false, ..seen(1e6) }.level(100), AtfLevel::Senior, "nobody has signed in");
        assert_eq!(Conduct::default().confidence(), 0.0);
    }

    #[test]
    fn a_trend_compares_the_last_days_with_those_before() {
        let with = |returned: f64, recent_returned: f64, recent_emails: f64| {
            let recent = Evidence { emails: recent_emails, returned: recent_returned, ..Evidence::default() };
            Conduct { emails: 200.0, returned, recent, ..Conduct::default() }.trend()
        };
        assert_eq!(with(10.0, 5.0, 100.0), Trend::Stable);
        assert_eq!(with(10.0, 0.0, 100.0), Trend::Improving);
        assert_eq!(with(10.0, 10.0, 100.0), Trend::Declining);
        assert_eq!(with(10.0, 10.0, 190.0), Trend::Stable, "ten before are too few");
        assert_eq!(Conduct::default().trend(), Trend::Stable);
    }

    #[test]
    fn what_an_account_says_of_itself_is_worth_little() {
        let told = Conduct { age: 30, told_days: 90, succeeded: 1e9, profile: true, ..Conduct::default() };
        assert_eq!(told.breakdown(), Breakdown { consistency: 0, longevity: 12, transparency: 60, volume: 40 });
        let seen = Conduct { active_days: 20, emails: 100.0, returned: 20.0, ..Conduct::default() };
        let boasting = Conduct {
            told_days: 90,
            succeeded: 1e9,
            active_days: 20,
            emails: 100.0,
            returned: 20.0,
            ..Conduct::default()
        };
        let gained = boasting.breakdown().consistency - seen.breakdown().consistency;
        assert!((1..=40).contains(&gained), "{gained}");
    }

    #[test]
    fn nothing_goes_beyond_its_points() {
        let all = Conduct {
            age: 10_000,
            active_days: 90,
            requests: 1e12,
            emails: 1e12,
            told_days: 90,
            succeeded: 1e12,
            person: true,
            domain: true,
            profile: true,
            ..Conduct::default()
        };
        assert_eq!(all.breakdown(), Breakdown { consistency: 300, longevity: 250, transparency: 250, volume: 200 });
        assert_eq!(Conduct::default().breakdown().score(), 0);
        let worst = Conduct { returned: 1e12, failed: 1e12, ..Conduct::default() };
        assert_eq!(worst.breakdown().consistency, 0);
    }
}
