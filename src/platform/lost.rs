//! Internal calls of pods that a test makes fail, in development.

use parking_lot::Mutex;

use crate::id::PodId;

/// The pod, the name of the call, and how many of them fail.
static LOST: Mutex<Vec<(String, String, u32)>> = Mutex::new(Vec::new());

/// Lets calls of a pod fail. Reached only through a development endpoint.
pub fn lose(pod: String, call: String, times: u32) {
    LOST.lock().push((pod, call, times));
}

/// Whether this call fails.
pub fn is_lost(pod: &PodId, call: &str) -> bool {
    let mut lost = LOST.lock();
    let found = lost.iter_mut().find(|(lost_pod, name, times)| *times > 0 && lost_pod == pod.as_str() && name == call);
    let is_lost = found.map(|(_, _, times)| *times -= 1).is_some();
    lost.retain(|(_, _, times)| *times > 0);
    is_lost
}
