//! The object, as the runtime creates and calls it.

use std::sync::Arc;

use axum::response::IntoResponse;
use wasm_bindgen::JsValue;
use worker::{Env, State, WebSocket};

use super::runtime::{live, sockets};
use super::{Opened, Pod, reseal, rpc, runs, tool_calls};
use crate::directory::count_error;
use crate::error::Result;
use crate::id::RequestId;
use crate::platform::{Bindings, clock, http, log};
use crate::wire::{Finish, Method, Route, Routes};

/// A pod's object, as the runtime creates it.
pub struct Object {
    pub(super) env: Env,
    opened: Result<Arc<Opened>>,
}

impl Object {
    /// Opens the pod. An error here is the reply to every request.
    pub fn new(state: State, env: Env) -> Self {
        let opened = Opened::open(state, &Bindings::new(env.clone())).map(Arc::new);
        Self { env, opened }
    }

    pub(super) fn pod(&self, bindings: Bindings) -> Result<Pod> {
        let opened = self.opened.clone()?;
        let pod = Pod { opened, bindings, caller: None, actor: None, idempotent: None, payment_header: None };
        reseal::begin_aside(&pod);
        Ok(pod)
    }

    /// Answers a request that the edge forwarded, or an internal call.
    pub fn fetch(&self, request: web_sys::Request, routes: &'static Routes) -> std::result::Result<JsValue, JsValue> {
        let bindings = Bindings::new(self.env.clone());
        let pod = self.pod(bindings.clone());
        http::promised(async move {
            let line = http::request_line(&request)?;
            let finish = Finish::new(line.uri.query(), bindings.is_https());
            let (request_id, began_at) = (RequestId::generate()?, clock::system());
            let opened = pod.as_ref().ok().map(|pod| pod.opened.clone());
            // Includes rows that other requests read meanwhile; it is for information only.
            let rows_read = || opened.as_ref().map_or(0, |opened| opened.sql.rows_read());
            let before = rows_read();
            let route = routes.find(&line.method, line.uri.path());
            let operation = if let Route::Found { operation, .. } = route { Some(operation) } else { None };
            let is_read = operation.is_some_and(|operation| operation.method == Method::GET);
            let news = pod.as_ref().ok().filter(|_| !is_read).cloned();
            let calendar = news.as_ref().and_then(|pod| log::logged(pod.watched_calendar()).flatten());
            let tool = operation.and_then(|operation| tool_calls::tool_of(operation, &request, routes));
            let answered = match (pod, route) {
                (Err(error), _) => Err(error),
                (Ok(pod), Route::Found { .. }) if let Some(tool) = tool => {
                    pod.serve_call(tool, line, request, &request_id).await
                }
                (Ok(pod), Route::Found { operation, parameters }) => {
                    pod.serve(operation, parameters, line, request, &request_id).await
                }
                (Ok(pod), _) => rpc::answer(&pod, &line.uri, &mut request.into()).await,
            };
            if let (Some(pod), Some(version)) = (news, calendar) {
                log::logged(pod.notify_calendar_changed(version));
            }
            let operation = tool.map(|tool| tool.operation).or(operation);
            let response = answered.unwrap_or_else(IntoResponse::into_response);
            let (response, error) = finish.finish(response, &request_id).await;
            // The edge counts the errors of what it asks the pod.
            if let (Some(error), Some(_)) = (&error, operation) {
                count_error(&bindings, error, &request_id).await;
            }
            log::request(&log::AnsweredRequest {
                request_id: request_id.as_str(),
                operation: operation.map(|operation| operation.id),
                // What the edge asks of the pod is part of a request that the edge logs.
                is_read: operation.is_none_or(|operation| operation.method == Method::GET),
                pod: opened.as_ref().map(|opened| &opened.id),
                status: response.status().as_u16(),
                began_at,
                cost: bindings.cost(),
                error: error.as_ref(),
            });
            bindings.cost().rows(rows_read() - before);
            http::outgoing(response, bindings.shown_cost()).await
        })
    }
}

impl Object {
    /// Takes a message on a WebSocket.
    pub fn message(&self, socket: WebSocket, message: JsValue) -> std::result::Result<JsValue, JsValue> {
        let pod = self.pod(Bindings::new(self.env.clone())).map_err(|error| error.to_string())?;
        if !sockets::is_open(&pod, &socket) {
            return Ok(JsValue::UNDEFINED);
        }
        let runner = runs::socket::runner_of_socket(&pod, &socket);
        if runner.is_none() && sockets::position(&socket).is_none() {
            return Ok(live::answer(&socket).map(|()| JsValue::UNDEFINED)?);
        }
        let taken = async move {
            let taken = match runner {
                Some(runner) => runs::socket::receive(pod, socket, runner, message).await,
                None => runs::terminal::receive(&pod, &socket, &message).await,
            };
            taken.map(|()| JsValue::UNDEFINED).map_err(|error| JsValue::from(error.to_string()))
        };
        Ok(wasm_bindgen_futures::future_to_promise(taken).into())
    }
}
