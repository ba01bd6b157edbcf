//! What of runs is done at the edge: keys for programs that manage runs, the account's name in paths, and output as server-sent events.

pub mod api_keys;
pub mod live;
pub mod slug;
