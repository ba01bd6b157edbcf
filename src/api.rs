//! The list of all operations. Each is declared beside its handler.

#[cfg(not(target_arch = "wasm32"))]
mod document;
#[cfg(not(target_arch = "wasm32"))]
mod error_details;
#[cfg(not(target_arch = "wasm32"))]
mod examples;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use crate::wire::{Declared, Operation, Routes};
use crate::{edge, pod};

#[cfg(not(target_arch = "wasm32"))]
pub use document::document;

/// Calls a macro with the paths of all handlers.
macro_rules! with_operations {
    ($with:ident) => {
        $with![
            edge::welcome::welcome,
            edge::health::health,
            edge::health::document,
            edge::health::robots,
            edge::register::create_key,
            edge::register::create_key_alias,
            edge::register::register_agent,
            edge::keys::rotate_key,
            edge::keys::generate_backup_key,
            edge::keys::activate_backup_key,
            edge::keys::list_keys,
            edge::sessions::sign_in,
            edge::sessions::verify_sign_in,
            edge::sessions::list_sessions,
            edge::sessions::end_session,
            edge::account::get_account,
            edge::account::set_recovery_email,
            edge::account::set_operator_email,
            edge::credentials::get_credential_request,
            edge::credentials::list_credential_requests,
            edge::credentials::approve_credential,
            edge::usage::get_usage,
            edge::usage::get_billing,
            edge::admin::update_account,
            edge::master_keys::get_master_keys,
            edge::master_keys::reseal_pods,
            edge::money::budget::get_budget,
            edge::money::budget::set_budget,
            edge::money::history::get_budget_history,
            edge::money::income::get_income,
            edge::money::charges::charge,
            edge::money::charges::get_charge,
            edge::money::charges::capture_charge,
            edge::money::charges::release_charge,
            edge::money::refunds::refund_charge,
            edge::money::approvals::list_approvals,
            edge::money::approvals::get_approval,
            edge::money::approvals::approve,
            edge::money::approvals::reject,
            edge::pods::create_pod,
            edge::pods::list_pods,
            edge::pods::get_pod,
            edge::pods::update_pod,
            edge::pod_removal::delete_pod,
            edge::pod_removal::resume_pod,
            edge::profiles::get_profile,
            edge::profiles::get_agent_card,
            edge::profiles::get_deployment_card,
            edge::trust::get_trust_score,
            edge::trust::get_trust,
            edge::events::tell_events,
            edge::badge::get_badge,
            edge::badge::get_badge_score,
            edge::recovery::set_vault_recovery,
            edge::seeds::store_seed,
            edge::recovery::request_recovery,
            edge::recovery::verify_recovery,
            edge::drafts::list_drafts,
            edge::drafts::get_draft,
            edge::drafts::update_draft,
            edge::drafts::release_draft,
            edge::drafts::reject_draft,
            edge::pod_keys::create_pod_key,
            edge::pod_keys::list_pod_keys,
            edge::pod_keys::change_pod_key,
            edge::pod_keys::rotate_pod_key,
            edge::pod_keys::revoke_pod_key,
            edge::stack::create_stack,
            edge::stack::list_stacks,
            edge::stack::get_stack,
            edge::stack::verify_stack,
            edge::stack::delete_stack,
            edge::pages::dashboard,
            edge::pages::dashboard_script,
            edge::pages::style,
            edge::link_pages::sign_in_page,
            edge::link_pages::submit_sign_in,
            edge::link_pages::recover_page,
            edge::link_pages::submit_recovery,
            edge::operators::operator_page,
            edge::operators::confirm_operator,
            edge::seeds::confirm_page,
            edge::seeds::confirm_seed,
            pod::mail::addresses::claim_address,
            pod::mail::addresses::create_email,
            pod::mail::addresses::list_addresses,
            pod::mail::address::get_address,
            pod::mail::address::update_address,
            pod::mail::rules::list_rules,
            pod::mail::rules::create_rule,
            pod::mail::rules::get_rule,
            pod::mail::rules::update_rule,
            pod::mail::rules::delete_rule,
            pod::mail::addresses::create_inbox,
            pod::mail::inbox::list_messages,
            pod::mail::inbox::list_inbox,
            pod::mail::inbox::get_message,
            pod::mail::inbox::get_inbox_message,
            pod::mail::inbox::update_message,
            pod::mail::inbox::deletion::delete_message,
            pod::mail::inbox::deletion::delete_messages,
            pod::mail::outbox::send::send_email,
            pod::mail::outbox::send::send_from_inbox,
            pod::mail::outbox::reply::reply,
            pod::mail::outbox::reply::reply_all,
            pod::mail::outbox::reply::forward,
            pod::mail::outbox::list_outbox,
            pod::mail::outbox::get_outgoing,
            pod::mail::outbox::cancel_outgoing,
            pod::mail::outbox::delete_outgoing,
            pod::mail::inbox::downloads::get_attachment,
            pod::mail::inbox::downloads::get_raw_message,
            pod::mail::threads::list_threads,
            pod::mail::threads::get_thread,
            pod::mail::labels::list_labels,
            pod::mail::search::search,
            pod::mail::inbox::wait::wait_for_message,
            pod::webhooks::create_webhook,
            pod::webhooks::list_webhooks,
            pod::webhooks::get_webhook,
            pod::webhooks::update_webhook,
            pod::webhooks::delete_webhook,
            pod::webhooks::rotate_webhook_secret,
            pod::webhooks::testing::test_webhook,
            pod::webhooks::deliveries::list_deliveries,
            pod::webhooks::deliveries::replay_delivery,
            pod::webhooks::deliveries::replay_events,
            pod::profile::set_profile,
            pod::calendar::create_event,
            pod::calendar::list_events,
            pod::calendar::get_event,
            pod::calendar::update_event,
            pod::calendar::delete_event,
            pod::calendar::get_free_busy,
            pod::calendar::respond::respond_to_event,
            pod::calendar::import::import_calendar,
            pod::calendar::feed::get_feed,
            pod::calendar::feed::rotate_feed,
            pod::calendar::feed::subscribe,
            pod::runtime::live::connect,
            pod::credentials::request_credential,
            pod::credentials::poll_credential,
            pod::audit::list_audit,
            pod::audit::verify_audit,
            pod::observations::create_observation,
            pod::observations::list_observations,
            pod::observations::list_observation_topics,
            pod::observations::delete_observation,
            pod::mail::e2e::rotate_e2e_key,
            pod::mail::e2e::list_e2e_keys,
            pod::vault::list_vault,
            pod::vault::put_secret,
            pod::vault::get_secret,
            pod::vault::delete_secret,
            pod::vault::undelete_secret,
        ]
    };
}

macro_rules! declarations {
    ($($($handler:ident)::+,)*) => { &[$(&<$($handler)::+ as Declared>::OPERATION,)*] };
}

/// All operations, with pages.
pub static OPERATIONS: &[&Operation] = with_operations!(declarations);

/// All operations by path and method.
pub fn routes() -> &'static Routes {
    static ROUTES: OnceLock<Routes> = OnceLock::new();
    ROUTES.get_or_init(|| Routes::new(OPERATIONS))
}
