//! What of runs is done at the edge: keys for programs that manage runs, and the account's name in paths.

pub mod api_keys;
pub mod slug;
