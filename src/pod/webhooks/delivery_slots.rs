//! How many deliveries a pod attempts at the same time, and for which webhooks.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use parking_lot::Mutex;

/// Slots of a pod. The platform allows six open connections per object; one is left for R2.
const MAX_SLOTS: i64 = 5;
/// Slots of one webhook.
const MAX_SLOTS_PER_WEBHOOK: i64 = 4;
/// Slots that slow webhooks cannot use.
const RESERVED_SLOTS: i64 = 3;
/// Waiting deliveries for each slot that a webhook gets: a short queue is sent one by one, in order.
const WAITING_PER_SLOT: i64 = 10;
/// Waiting deliveries beyond this number make no difference.
pub const MAX_COUNTED_WAITING: i64 = MAX_SLOTS_PER_WEBHOOK * WAITING_PER_SLOT;

/// Attempts under way, by webhook. They end with the object.
#[derive(Default)]
pub struct DeliverySlots {
    traffic: Arc<Mutex<HashMap<i64, Traffic>>>,
    used: AtomicBool,
}

#[derive(Default)]
struct Traffic {
    under_way: i64,
    slow: bool,
}

/// The slot of an attempt, until it is dropped.
pub struct DeliverySlot {
    traffic: Arc<Mutex<HashMap<i64, Traffic>>>,
    webhook: i64,
}

impl DeliverySlots {
    /// Whether this is the first call since the object woke.
    pub fn are_new(&self) -> bool {
        !self.used.swap(true, Relaxed)
    }

    /// How many more slots a webhook gets.
    pub fn open(&self, webhook: i64, waiting: i64) -> i64 {
        let delivery_slots = self.traffic.lock();
        let free = MAX_SLOTS - delivery_slots.values().map(|traffic| traffic.under_way).sum::<i64>();
        let (under_way, slow) =
            delivery_slots.get(&webhook).map_or((0, false), |traffic| (traffic.under_way, traffic.slow));
        let (max, free) = if slow {
            (1, free - RESERVED_SLOTS)
        } else {
            (((waiting + under_way) / WAITING_PER_SLOT).clamp(1, MAX_SLOTS_PER_WEBHOOK), free)
        };
        (max - under_way).min(free).clamp(0, waiting)
    }

    /// Whether no attempt is under way.
    pub fn are_empty(&self) -> bool {
        self.traffic.lock().values().all(|traffic| traffic.under_way == 0)
    }

    /// Whether a webhook failed slowly when last attempted.
    pub fn is_slow(&self, webhook: i64) -> bool {
        self.traffic.lock().get(&webhook).is_some_and(|traffic| traffic.slow)
    }

    /// Takes a slot.
    pub fn take(&self, webhook: i64) -> DeliverySlot {
        self.traffic.lock().entry(webhook).or_default().under_way += 1;
        DeliverySlot { traffic: self.traffic.clone(), webhook }
    }
}

impl DeliverySlot {
    /// Remembers whether the webhook failed slowly.
    pub fn note(&self, slow: bool) {
        if let Some(traffic) = self.traffic.lock().get_mut(&self.webhook) {
            traffic.slow = slow;
        }
    }
}

impl Drop for DeliverySlot {
    fn drop(&mut self) {
        let mut delivery_slots = self.traffic.lock();
        if let Some(traffic) = delivery_slots.get_mut(&self.webhook) {
            traffic.under_way -= 1;
        }
        delivery_slots.retain(|_, traffic| traffic.under_way > 0 || traffic.slow);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(delivery_slots: &DeliverySlots, webhook: i64, waiting: i64) -> Vec<DeliverySlot> {
        (0..delivery_slots.open(webhook, waiting)).map(|_| delivery_slots.take(webhook)).collect()
    }

    #[test]
    fn a_short_queue_goes_one_by_one_and_a_long_one_faster() {
        let delivery_slots = DeliverySlots::default();
        assert_eq!([0, 1, 19, 20, 39, 40, 500].map(|waiting| delivery_slots.open(1, waiting)), [0, 1, 1, 2, 3, 4, 4]);
        let one = take(&delivery_slots, 1, 5);
        assert_eq!((one.len(), delivery_slots.open(1, 5), delivery_slots.open(2, 5)), (1, 0, 1));
        drop(one);
        assert_eq!((delivery_slots.open(1, 5), delivery_slots.are_empty()), (1, true));
    }

    #[test]
    fn all_together_have_no_more_than_there_are() {
        let delivery_slots = DeliverySlots::default();
        let (one, other) = (take(&delivery_slots, 1, 500), take(&delivery_slots, 2, 500));
        assert_eq!((one.len(), other.len(), delivery_slots.open(3, 500)), (4, 1, 0));
    }

    #[test]
    fn the_slow_leave_room_for_the_others() {
        let delivery_slots = DeliverySlots::default();
        for webhook in 1..=4 {
            delivery_slots.take(webhook).note(true);
        }
        let slow: Vec<_> = (1..=4).flat_map(|webhook| take(&delivery_slots, webhook, 500)).collect();
        assert_eq!((slow.len(), delivery_slots.open(5, 500)), (2, 3));
        slow[0].note(false);
        drop(slow);
        assert_eq!(
            (delivery_slots.is_slow(1), delivery_slots.open(1, 500), delivery_slots.open(2, 500)),
            (false, 4, 1)
        );
    }
}
