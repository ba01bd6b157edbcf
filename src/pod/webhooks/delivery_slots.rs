//! How many attempts to deliver are made at a time, and by whose webhook.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use parking_lot::Mutex;

/// Of the pod. The platform lets six connections of an object wait for an answer; one is left to the bucket.
const ALL: i64 = 5;
/// Of one webhook.
const OF_ONE: i64 = 4;
/// Kept from webhooks that fail slowly.
const OF_THE_QUICK: i64 = 3;
/// With fewer waiting for each lane, fewer lanes do: a short queue goes one by one, in order.
const WAITING_PER_LANE: i64 = 10;
/// More than so many waiting make no difference.
pub const ENOUGH: i64 = OF_ONE * WAITING_PER_LANE;

/// Attempts under way, by webhook. Kept while the object is awake: they end with it.
#[derive(Default)]
pub struct Lanes {
    traffic: Arc<Mutex<HashMap<i64, Traffic>>>,
    used: AtomicBool,
}

#[derive(Default)]
struct Traffic {
    under_way: i64,
    slow: bool,
}

/// An attempt's place among those under way, until it is dropped.
pub struct Lane {
    traffic: Arc<Mutex<HashMap<i64, Traffic>>>,
    webhook: i64,
}

impl Lanes {
    /// Whether it is the first time since the object woke that this is asked.
    pub fn are_new(&self) -> bool {
        !self.used.swap(true, Relaxed)
    }

    /// How many more a webhook may have that has so many waiting.
    pub fn open(&self, webhook: i64, waiting: i64) -> i64 {
        let lanes = self.traffic.lock();
        let free = ALL - lanes.values().map(|traffic| traffic.under_way).sum::<i64>();
        let (under_way, slow) = lanes.get(&webhook).map_or((0, false), |traffic| (traffic.under_way, traffic.slow));
        let (most, free) = if slow {
            (1, free - OF_THE_QUICK)
        } else {
            (((waiting + under_way) / WAITING_PER_LANE).clamp(1, OF_ONE), free)
        };
        (most - under_way).min(free).clamp(0, waiting)
    }

    /// Whether no attempt is under way.
    pub fn are_empty(&self) -> bool {
        self.traffic.lock().values().all(|traffic| traffic.under_way == 0)
    }

    /// Whether a webhook failed slowly when last attempted.
    pub fn is_slow(&self, webhook: i64) -> bool {
        self.traffic.lock().get(&webhook).is_some_and(|traffic| traffic.slow)
    }

    /// Takes a lane.
    pub fn take(&self, webhook: i64) -> Lane {
        self.traffic.lock().entry(webhook).or_default().under_way += 1;
        Lane { traffic: self.traffic.clone(), webhook }
    }
}

impl Lane {
    /// Remembers whether the webhook failed slowly.
    pub fn note(&self, slow: bool) {
        if let Some(traffic) = self.traffic.lock().get_mut(&self.webhook) {
            traffic.slow = slow;
        }
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        let mut lanes = self.traffic.lock();
        if let Some(traffic) = lanes.get_mut(&self.webhook) {
            traffic.under_way -= 1;
        }
        lanes.retain(|_, traffic| traffic.under_way > 0 || traffic.slow);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(lanes: &Lanes, webhook: i64, waiting: i64) -> Vec<Lane> {
        (0..lanes.open(webhook, waiting)).map(|_| lanes.take(webhook)).collect()
    }

    #[test]
    fn a_short_queue_goes_one_by_one_and_a_long_one_faster() {
        let lanes = Lanes::default();
        assert_eq!([0, 1, 19, 20, 39, 40, 500].map(|waiting| lanes.open(1, waiting)), [0, 1, 1, 2, 3, 4, 4]);
        let one = take(&lanes, 1, 5);
        assert_eq!((one.len(), lanes.open(1, 5), lanes.open(2, 5)), (1, 0, 1));
        drop(one);
        assert_eq!((lanes.open(1, 5), lanes.are_empty()), (1, true));
    }

    #[test]
    fn all_together_have_no_more_than_there_are() {
        let lanes = Lanes::default();
        let (one, other) = (take(&lanes, 1, 500), take(&lanes, 2, 500));
        assert_eq!((one.len(), other.len(), lanes.open(3, 500)), (4, 1, 0));
    }

    #[test]
    fn the_slow_leave_room_for_the_others() {
        let lanes = Lanes::default();
        for webhook in 1..=4 {
            lanes.take(webhook).note(true);
        }
        let slow: Vec<_> = (1..=4).flat_map(|webhook| take(&lanes, webhook, 500)).collect();
        assert_eq!((slow.len(), lanes.open(5, 500)), (2, 3));
        slow[0].note(false);
        drop(slow);
        assert_eq!((lanes.is_slow(1), lanes.open(1, 500), lanes.open(2, 500)), (false, 4, 1));
    }
}
