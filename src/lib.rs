//! Warren: mail, vault, calendar and budget for AI agents, in isolated pods. This file has the entry points of the runtime.

pub mod api;
pub mod audit_action;
pub mod bounds;
pub mod ceiling;
pub mod config;
pub mod credential;
pub mod crypto;
mod directory;
pub mod domain;
mod edge;
pub mod egress;
pub mod email;
pub mod error;
pub mod event_kind;
pub mod grant;
pub mod ical;
pub mod id;
pub mod limits;
pub mod mail;
pub mod mcp;
pub mod metadata;
pub mod money;
pub mod object;
pub mod outbound_url;
mod payments;
mod platform;
mod pod;
pub mod random;
pub mod rate;
pub mod recipients;
mod rpc;
pub mod scim;
pub mod slug;
pub mod stored;
pub mod tenant_hosts;
pub mod time;
pub mod trust;
pub mod uri;
pub mod wire;
pub mod x402;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::worker_sys::DurableObjectState;
use worker::{Context, Env, ForwardableEmailMessage, event};

pub use error::{Error, Result};

/// The return value to the runtime: a reply or a promise of one.
type Reply = std::result::Result<JsValue, JsValue>;

// Requests and objects do not use `worker`'s macros. The macros convert each request and reply to their own types and back, and to
// promises. That takes longer than reading a message.

/// Handles a request.
#[wasm_bindgen]
pub fn fetch(request: web_sys::Request, env: Env, _: JsValue) -> Reply {
    edge::fetch(request, env, api::routes())
}

/// Handles an incoming message.
#[event(email)]
async fn email(message: ForwardableEmailMessage, env: Env, _: Context) -> worker::Result<()> {
    edge::inbound::receive(&message, env).await
}

/// Does scheduled work.
#[event(scheduled)]
async fn scheduled(_: worker::ScheduledEvent, env: Env, _: worker::ScheduleContext) {
    edge::scheduled::run(env).await;
}

/// Runs once when the worker starts.
#[event(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// A pod's Durable Object.
#[wasm_bindgen]
pub struct PodObject(pod::Object);

#[wasm_bindgen]
impl PodObject {
    /// Runs when the object wakes.
    #[wasm_bindgen(constructor)]
    pub fn new(state: DurableObjectState, env: Env) -> Self {
        Self(pod::Object::new(state.into(), env))
    }

    /// Handles a request.
    pub fn fetch(&self, request: web_sys::Request) -> Reply {
        self.0.fetch(request, api::routes())
    }

    /// Does the work that is due.
    pub async fn alarm(&self) -> std::result::Result<(), JsValue> {
        Ok(self.0.alarm().await.map_err(|error| error.to_string())?)
    }

    /// Handles a message on a WebSocket.
    #[wasm_bindgen(js_name = webSocketMessage)]
    pub fn web_socket_message(&self, socket: web_sys::WebSocket, message: JsValue) -> Reply {
        self.0.message(socket.into(), message)
    }

    /// Handles the end of a WebSocket.
    #[wasm_bindgen(js_name = webSocketClose)]
    pub fn web_socket_close(&self, socket: web_sys::WebSocket, code: usize) {
        pod::runtime::live::closed(&socket.into(), code);
    }

    /// A WebSocket failed: nothing to do.
    #[wasm_bindgen(js_name = webSocketError)]
    pub fn web_socket_error(&self) {}
}
