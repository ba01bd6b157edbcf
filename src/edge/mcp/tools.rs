//! The tools: operations of the API that agents use most, under names of their own.

use crate::edge::money::{approvals, budget, charges};
use crate::edge::{inboxes as edge_inboxes, me, trust};
use crate::mcp::fence::Words;
use crate::pod::calendar::{self, respond};
use crate::pod::mail::inbox::{self, wait};
use crate::pod::mail::outbox::{self, reply, send};
use crate::pod::mail::{addresses, inboxes, labels, rules, search, threads};
use crate::pod::runs::{agent_types, create, end, input, output, run};
use crate::pod::{credentials, observations, profile, vault};
use crate::wire::{Arguments, Declared, Tool};
#[cfg(not(target_arch = "wasm32"))]
use crate::wire::{Effect, Listed};

macro_rules! tools {
    ($($name:ident $title:literal = $($handler:ident)::+, $effect:ident, $words:ident $(, $arguments:expr)?; $about:literal)*) => {
        &[$(Tool {
            name: stringify!($name),
            #[cfg(not(target_arch = "wasm32"))]
            listed: Listed { title: $title, about: $about, effect: Effect::$effect },
            operation: &<$($handler)::+ as Declared>::OPERATION,
            words: Words::$words,
            arguments: { let _as_they_are = UNCHANGED; $(let _as_they_are = $arguments;)? _as_they_are },
        }),*]
    };
}

const UNCHANGED: Arguments = Arguments { renamed: &[], in_query: &[] };
const MESSAGE: Arguments = Arguments { renamed: &[("id", "message_id")], in_query: &["address"] };
const RULE: Arguments = Arguments { renamed: &[], in_query: &["address"] };
const RUN: Arguments = renamed(&[("key", "run")]);

const fn renamed(renamed: &'static [(&'static str, &'static str)]) -> Arguments {
    Arguments { renamed, in_query: &[] }
}

/// All tools, in the order in which they are listed.
pub static TOOLS: &[Tool] = tools![
    who_am_i "Who am I?" = me::get_me, Reads, Own;
    "Your account, its addresses and what your key may do."
    list_inboxes "List my inboxes" = edge_inboxes::list_api_inboxes, Reads, Own;
    "Your email addresses, with their ids."
    create_inbox "Get an address" = addresses::claim_address, Ensures, Own;
    "Claims an email address for you, such as name@the-domain. It receives mail at once."
    list_messages "List messages" = inbox::list_messages, Reads, Others;
    "The newest messages of an address, without their bodies. `unread`, `from`, `label` and `thread_id` narrow the list."
    read_message "Read a message" = inbox::get_message, Ensures, Others, MESSAGE;
    "A message with its text. Long texts are cut; the resource warren://inboxes/{address}/messages/{id} has up to 1 MB of it."
    search_messages "Search mail" = search::search, Reads, Others;
    "Finds messages by words in them and by sender, date and label."
    wait_for_message "Wait for a message" = wait::wait_for_message, Reads, Others;
    "Waits until a message comes, at most `timeout` seconds. Use it for codes and confirmations that you have just asked for. Note the time \
     before you ask for it, and send it as `since`. If the result says that none came, call it again with the same `since`."
    label_message "Label or mark a message" = inbox::update_message, Replaces, Own, MESSAGE;
    "Adds and removes labels, marks as read or unread, archives."
    list_labels "List labels" = labels::list_labels, Reads, Own;
    "The labels in use, with the number of messages."
    list_threads "List conversations" = threads::list_threads, Reads, Others;
    "Conversations of an address, the newest first."
    read_thread "Read a conversation" = threads::get_thread, Reads, Others, renamed(&[("id", "thread_id")]);
    "The messages of a conversation, the oldest first."
    send_email "Send an email" = send::send_email, Leaves, Own;
    "Sends a new email. Send the same `idempotency_key` if you repeat the call."
    reply "Reply" = reply::reply, Leaves, Others, MESSAGE;
    "Replies to the sender of a message, in its conversation."
    reply_all "Reply to all" = reply::reply_all, Leaves, Others, MESSAGE;
    "Replies to the sender and all other recipients."
    forward "Forward" = reply::forward, Leaves, Others, MESSAGE;
    "Forwards a message with its files."
    list_sent "List sent mail" = outbox::list_outbox, Reads, Others;
    "Mail that you sent, with its status: queued, waiting for review, sent, failed."
    cancel_sending "Cancel sending" = outbox::cancel_outgoing, Deletes, Own, renamed(&[("id", "outgoing_id")]);
    "Cancels mail that has not left yet."
    create_draft "Draft an email" = inboxes::create_api_draft, Adds, Own, renamed(&[("id", "inbox")]);
    "Writes an email that a person releases before it leaves. `inbox` is the id that list_inboxes gives."
    list_drafts "List drafts" = inboxes::list_api_drafts, Reads, Others, renamed(&[("id", "inbox")]);
    "Email of an inbox that waits for a person."
    list_rules "List mail rules" = rules::list_rules, Reads, Own;
    "Rules that allow, block or label mail as it comes."
    create_rule "Add a mail rule" = rules::create_rule, Adds, Own, RULE;
    "Adds a rule for mail that comes."
    delete_rule "Delete a mail rule" = rules::delete_rule, Deletes, Own, renamed(&[("id", "rule_id")]);
    "Deletes a rule."
    list_events "List events" = calendar::list_events, Reads, Others;
    "Events of your calendar between two times."
    create_event "Create an event" = calendar::create_event, Leaves, Own;
    "Adds an event. Attendees with an address get an invitation by email."
    change_event "Change an event" = calendar::update_event, Tells, Others;
    "Changes an event. Attendees are told."
    delete_event "Delete an event" = calendar::delete_event, Deletes, Own;
    "Cancels an event. Attendees are told."
    respond_to_invitation "Respond to an invitation" = respond::respond_to_event, Tells, Others;
    "Accepts, declines or tentatively accepts an invitation. The organizer is told."
    free_busy "When am I busy?" = calendar::get_free_busy, Reads, Own;
    "The times between two times at which you are busy."
    list_secrets "List secrets" = vault::list_vault, Reads, Own;
    "The names and versions of the secrets in your vault, without values."
    read_secret "Read a secret" = vault::get_secret, Reads, Own;
    "A secret as it was stored: ciphertext. Only who encrypted it can decrypt it."
    store_secret "Store a secret" = vault::put_secret, Adds, Own;
    "Stores a secret as a new version. Encrypt it first: the server keeps the ciphertext and never sees the value."
    request_credential "Request a credential" = credentials::request_credential, Adds, Own;
    "Asks your operator for a credential, for example an API key of a service. Then use poll_credential with the device_code."
    poll_credential "Poll for a credential" = credentials::poll_credential, Adds, Own;
    "Asks whether the operator has answered a request for a credential. Wait `interval` seconds between calls."
    read_budget "Read my budget" = budget::get_budget, Reads, Own;
    "What you may spend, have spent and hold."
    charge "Charge my budget" = charges::charge, Leaves, Own;
    "Spends from the budget, in atomic USDC (1,000,000 are 1 USDC). Choose a new `idempotency_key` for each purchase and send it again if you repeat the call. \
     If a person has to approve the charge, the result has `approval_id`: ask with read_approval."
    list_approvals "List approvals" = approvals::list_approvals, Reads, Own;
    "Charges that wait for a person, or were decided."
    read_approval "Read an approval" = approvals::get_approval, Reads, Own, renamed(&[("id", "approval_id")]);
    "Whether a person has approved or rejected a charge."
    write_observation "Write an observation" = observations::create_observation, Adds, Own;
    "Writes a note under a topic, for yourself or for other agents."
    list_observations "Read observations" = observations::list_observations, Reads, Others;
    "Notes of a topic, also of other agents."
    set_profile "Set my profile" = profile::set_profile, Replaces, Own;
    "What others see of you: your description and what you can do."
    read_trust "Trust of an agent" = trust::get_trust, Reads, Own, renamed(&[("agentId", "agent")]);
    "How far an agent is to be trusted, from what others reported. `me` is you."
    list_agent_types "List types of agents" = agent_types::list_agent_types, Reads, Own;
    "The types of agents that your runners can start."
    list_runs "List runs" = run::list_runs, Reads, Own;
    "Runs of agents, the newest first, with their status."
    start_run "Start an agent" = create::create_run, Leaves, Own;
    "Starts an agent on a runner, with a prompt, a budget and an end."
    read_run "Read a run" = run::get_run, Reads, Own, RUN;
    "A run: its status, and how it ended."
    read_run_output "Read a run's output" = output::get_run_output, Reads, Others, RUN;
    "What a run printed, from the offset `since`. Call it again with `next`."
    prompt_run "Prompt a run" = input::send_run_prompt, Leaves, Own, RUN;
    "Types a prompt into a run."
    stop_run "Stop a run" = end::terminate_run, Deletes, Own, RUN;
    "Ends a run."
];

/// The tool with a name.
pub fn named(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| tool.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_unique_and_short() {
        let names: HashSet<_> = TOOLS.iter().map(|tool| tool.name).collect();
        assert_eq!(names.len(), TOOLS.len());
        assert!(names.iter().all(|name| name.len() <= 64));
    }
}
