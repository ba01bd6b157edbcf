//! The whole API, one operation a line. From this list come both routers and the document.

#[cfg(not(target_arch = "wasm32"))]
mod document;
mod extractors;

use std::sync::OnceLock;

use axum::Router;
use axum::http::Method;
use axum::middleware::from_fn;
use axum::routing::{MethodFilter, on};
use utoipa::openapi::HttpMethod;

use self::extractors::Extractors;
use crate::wire::{no_such_method, no_such_path, without_query};
use crate::{edge, pod};

/// Operations of one plane.
macro_rules! plane {
    ($visitor:expr => $($module:ident :: { $($file:ident :: $operation:ident,)* })*) => { pastey::paste! {{
        let mut visitor = $visitor;
        $($(visitor = visitor.operation::<$module::$file::[<__path_ $operation>], _, _>($module::$file::$operation);)*)*
        visitor
    }}};
}

/// Operations that run at the edge, most of them for the account.
macro_rules! edge_plane {
    ($visitor:expr) => { plane!($visitor => edge::{
        welcome::welcome,
        health::health,
        health::document,
        health::robots,
        register::create_key,
        register::create_key_alias,
        register::register_agent,
        keys::rotate_key,
        keys::generate_backup_key,
        keys::activate_backup_key,
        keys::list_keys,
        sessions::sign_in,
        sessions::verify_sign_in,
        sessions::list_sessions,
        sessions::end_session,
        account::get_account,
        account::set_recovery_email,
        account::set_operator_email,
        credentials::get_credential_request,
        credentials::list_credential_requests,
        credentials::approve_credential,
        usage::get_usage,
        usage::get_billing,
        admin::update_account,
        master_keys::get_master_keys,
        master_keys::reseal_pods,
        budget::get_budget,
        budget::set_budget,
        history::get_budget_history,
        income::get_income,
        charges::charge,
        charges::get_charge,
        charges::capture_charge,
        charges::release_charge,
        refunds::refund_charge,
        approvals::list_approvals,
        approvals::get_approval,
        approvals::approve,
        approvals::reject,
        pods::create_pod,
        pods::list_pods,
        pods::get_pod,
        pods::update_pod,
        pods::delete_pod,
        pods::resume_pod,
        profiles::get_profile,
        profiles::get_agent_card,
        profiles::get_deployment_card,
        trust::get_trust_score,
        trust::get_trust,
        events::tell_events,
        badge::get_badge,
        badge::get_badge_score,
        profiles::get_deployment_card_alias,
        recovery::set_vault_recovery,
        seeds::store_seed,
        recovery::request_recovery,
        recovery::verify_recovery,
        drafts::list_drafts,
        drafts::get_draft,
        drafts::update_draft,
        drafts::release_draft,
        drafts::reject_draft,
        pod_keys::create_pod_key,
        pod_keys::list_pod_keys,
        pod_keys::revoke_pod_key,
        stack::create_stack,
        stack::list_stacks,
        stack::get_stack,
        stack::verify_stack,
        stack::delete_stack,
    }) };
}

/// Operations that run inside a pod, for whoever holds one of its keys.
macro_rules! pod_plane {
    ($visitor:expr) => { plane!($visitor => pod::{
        addresses::claim_address,
        addresses::create_email,
        addresses::list_addresses,
        address::get_address,
        address::update_address,
        rules::list_rules,
        rules::create_rule,
        rules::get_rule,
        rules::update_rule,
        rules::delete_rule,
        addresses::create_inbox,
        inbox::list_messages,
        inbox::list_inbox,
        inbox::get_message,
        inbox::get_inbox_message,
        inbox::update_message,
        deletion::delete_message,
        deletion::delete_messages,
        outbox::send_email,
        outbox::send_from_inbox,
        outbox::reply,
        outbox::reply_all,
        outbox::forward,
        outbox::list_outbox,
        outbox::get_outgoing,
        outbox::cancel_outgoing,
        outbox::delete_outgoing,
        downloads::get_attachment,
        downloads::get_raw_message,
        threads::list_threads,
        threads::get_thread,
        labels::list_labels,
        search::search,
        wait::wait_for_message,
        webhooks::create_webhook,
        webhooks::list_webhooks,
        webhooks::get_webhook,
        webhooks::update_webhook,
        webhooks::delete_webhook,
        webhooks::rotate_webhook_secret,
        webhooks::test_webhook,
        webhooks::list_deliveries,
        webhooks::replay_delivery,
        webhooks::replay_events,
        profile::set_profile,
        calendar::create_event,
        calendar::list_events,
        calendar::get_event,
        calendar::update_event,
        calendar::delete_event,
        calendar::get_free_busy,
        respond::respond_to_event,
        import::import_calendar,
        feed::get_feed,
        feed::rotate_feed,
        feed::subscribe,
        live::connect,
        credentials::request_credential,
        credentials::poll_credential,
        audit::list_audit,
        audit::verify_audit,
        observations::create_observation,
        observations::list_observations,
        observations::list_observation_topics,
        observations::delete_observation,
        e2e::rotate_e2e_key,
        e2e::list_e2e_keys,
        vault::list_vault,
        vault::list_vault_alias,
        vault::put_secret,
        vault::get_secret,
        vault::delete_secret,
        vault::undelete_secret,
    }) };
}

/// The router of the edge.
pub fn edge_router() -> &'static Router {
    static ROUTER: OnceLock<Router> = OnceLock::new();
    ROUTER.get_or_init(|| finished(edge_plane!(edge::pages::router())))
}

/// The router inside a pod.
pub fn pod_router() -> &'static Router {
    static ROUTER: OnceLock<Router> = OnceLock::new();
    ROUTER.get_or_init(|| finished(pod_plane!(Router::new())))
}

/// Whether a method of a path is served inside pods.
pub fn in_pod_plane(method: &Method, path: &str) -> bool {
    static PATHS: OnceLock<matchit::Router<Vec<Method>>> = OnceLock::new();
    let paths = PATHS.get_or_init(|| edge_plane!(Exceptions(pod_plane!(Paths::default()).0)).0);
    paths.at(path).is_ok_and(|found| !found.value.contains(method))
}

fn finished(router: Router) -> Router {
    router.fallback(no_such_path).method_not_allowed_fallback(no_such_method)
}

/// The OpenAPI document. Built on the host only: the worker serves the file.
#[cfg(not(target_arch = "wasm32"))]
pub fn document() -> utoipa::openapi::OpenApi {
    let edge = edge_plane!(document::Document::default());
    pod_plane!(edge.pods()).finish()
}

/// Something made of the list.
trait Plane: Sized {
    fn operation<P: Documented, H: axum::handler::Handler<T, ()>, T: Extractors + 'static>(self, handler: H) -> Self;
}

/// What `#[utoipa::path]` says of a handler.
trait Documented: utoipa::Path + utoipa::__dev::SchemaReferences + for<'t> utoipa::__dev::Tags<'t> {}
impl<P: utoipa::Path + utoipa::__dev::SchemaReferences + for<'t> utoipa::__dev::Tags<'t>> Documented for P {}

impl Plane for Router {
    fn operation<P: Documented, H: axum::handler::Handler<T, ()>, T: Extractors + 'static>(self, handler: H) -> Self {
        P::methods().iter().fold(self, |router, method| {
            let route = on(filter(method), handler.clone());
            let route = if T::READ_QUERY { route } else { route.route_layer(from_fn(without_query)) };
            router.route(&P::path(), route)
        })
    }
}

fn filter(of: &HttpMethod) -> MethodFilter {
    MethodFilter::try_from(method(of)).unwrap_or(MethodFilter::GET)
}

fn method(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Delete => Method::DELETE,
        _ => Method::GET,
    }
}

/// The paths of the pods, with the methods that are not theirs.
#[derive(Default)]
struct Paths(matchit::Router<Vec<Method>>);

impl Plane for Paths {
    fn operation<P: Documented, H: axum::handler::Handler<T, ()>, T: Extractors + 'static>(mut self, _: H) -> Self {
        // A path with several methods comes several times; only the first is new.
        let _ = self.0.insert(P::path(), Vec::new());
        self
    }
}

/// Adds what is served at the edge although a path of the pods fits: `/v1/vault/{key}` fits `/v1/vault/store`.
struct Exceptions(matchit::Router<Vec<Method>>);

impl Plane for Exceptions {
    fn operation<P: Documented, H: axum::handler::Handler<T, ()>, T: Extractors + 'static>(mut self, _: H) -> Self {
        let path = P::path();
        if !path.contains('{') && self.0.at(&path).is_ok() {
            let methods = P::methods().iter().map(method).collect();
            let _ = self.0.insert(path, methods);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::document::Document;
    use super::*;

    #[test]
    fn no_two_types_have_one_name_in_the_document() {
        let edge = edge_plane!(Document::default());
        let document = pod_plane!(edge.pods());
        let mut known = HashMap::new();
        for (name, schema) in &document.schemas {
            let first = known.entry(name).or_insert(schema);
            assert!(*first == schema, "{name}");
        }
    }
}
