//! What any Rust worker costs here: the least that can answer, hop to an object, and keep mail.

use worker::{
    Bucket, Context, DurableObject, Env, Request, Response, Result, SqlStorage, SqlStorageValue, State, WebSocket,
    WebSocketIncomingMessage, WebSocketPair, durable_object, event, wasm_bindgen,
};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _: Context) -> Result<Response> {
    if request.path() == "/empty" {
        return Response::ok("ok");
    }
    env.durable_object("OBJECTS")?.get_by_name("the one")?.fetch_with_request(request).await
}

#[durable_object]
pub struct BareObject {
    state: State,
    sql: SqlStorage,
    bucket: Result<Bucket>,
}

impl DurableObject for BareObject {
    fn new(state: State, env: Env) -> Self {
        let sql = state.storage().sql();
        // If this failed, so would the insert.
        _ = sql.exec("CREATE TABLE IF NOT EXISTS mail (id INTEGER PRIMARY KEY, size INTEGER) STRICT", None);
        Self { state, sql, bucket: env.bucket("MAIL") }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        if request.path() == "/echo" {
            let WebSocketPair { client, server } = WebSocketPair::new()?;
            self.state.accept_web_socket(&server);
            return Response::from_websocket(client);
        }
        if request.path() == "/mail" {
            self.keep(request.bytes().await?).await?;
        }
        Response::ok("ok")
    }

    async fn websocket_message(&self, socket: WebSocket, message: WebSocketIncomingMessage) -> Result<()> {
        match message {
            WebSocketIncomingMessage::Binary(bytes) => socket.send_with_bytes(bytes),
            WebSocketIncomingMessage::String(text) => socket.send_with_str(text),
        }
    }
}

impl BareObject {
    async fn keep(&self, mail: Vec<u8>) -> Result<()> {
        let size = i64::try_from(mail.len()).unwrap_or(i64::MAX);
        let row = self.sql.exec("INSERT INTO mail (size) VALUES (?) RETURNING id", vec![size.into()])?.raw().next();
        let row = row.transpose()?.unwrap_or_default();
        let [SqlStorageValue::Integer(id)] = row[..] else { return Err("the row has no id".into()) };
        let bucket = self.bucket.as_ref().map_err(|error| error.to_string())?;
        bucket.put(id.to_string(), mail).execute().await?;
        Ok(())
    }
}
