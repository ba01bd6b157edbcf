//! Calls of pods that fail because a test of the development server wants them to.

use parking_lot::Mutex;

use crate::id::PodId;

/// The pod, the door, and how many calls of it are to fail.
static LOST: Mutex<Vec<(String, String, u32)>> = Mutex::new(Vec::new());

/// Lets calls of a pod's door fail. Reached only through the development door.
pub fn lose(pod: String, call: String, times: u32) {
    LOST.lock().push((pod, call, times));
}

/// Whether this call fails.
pub fn is_lost(pod: &PodId, call: &str) -> bool {
    let mut lost = LOST.lock();
    let found = lost.iter_mut().find(|(of, at, times)| *times > 0 && of == pod.as_str() && at == call);
    let is_lost = found.map(|(_, _, times)| *times -= 1).is_some();
    lost.retain(|(_, _, times)| *times > 0);
    is_lost
}
