//! Warren: what an agent needs at work, in sealed namespaces. This file holds the doors.

pub mod api;
pub mod config;
pub mod credential;
pub mod crypto;
mod directory;
mod edge;
pub mod email;
pub mod error;
pub mod id;
pub mod limits;
pub mod mail;
pub mod money;
mod platform;
mod pod;
pub mod random;
pub mod rate;
pub mod slug;
pub mod time;
pub mod wire;

use worker::{
    Context, DurableObject, Env, ForwardableEmailMessage, Request, Response, State, WebSocket,
    WebSocketIncomingMessage, durable_object, event, wasm_bindgen,
};

pub use error::{Error, Result};

/// A request.
#[event(fetch)]
async fn fetch(request: Request, env: Env, _: Context) -> worker::Result<Response> {
    let routes = edge::Routes { router: api::edge_router(), in_pod_plane: api::in_pod_plane };
    edge::fetch(request, env, routes).await
}

/// A message.
#[event(email)]
async fn email(message: ForwardableEmailMessage, env: Env, _: Context) -> worker::Result<()> {
    edge::inbound::receive(&message, env).await
}

/// The worker starts.
#[event(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// A pod's object.
#[durable_object]
pub struct PodObject(pod::Object);

impl DurableObject for PodObject {
    fn new(state: State, env: Env) -> Self {
        Self(pod::Object::new(state, env))
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        self.0.fetch(request, api::pod_router()).await
    }

    async fn alarm(&self) -> worker::Result<Response> {
        self.0.alarm().await.map_err(|error| error.to_string())?;
        Response::empty()
    }

    async fn websocket_message(&self, socket: WebSocket, message: WebSocketIncomingMessage) -> worker::Result<()> {
        pod::live::answer(&socket, &message)
    }

    async fn websocket_close(&self, socket: WebSocket, code: usize, _: String, _: bool) -> worker::Result<()> {
        pod::live::closed(&socket, code);
        Ok(())
    }

    async fn websocket_error(&self, _: WebSocket, _: worker::Error) -> worker::Result<()> {
        Ok(())
    }
}
