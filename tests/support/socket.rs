use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite};
use tungstenite::{Message, client::IntoClientRequest, http::HeaderValue};

use super::Server;

impl Server {
    /// The live events of the pod that this key belongs to.
    pub async fn socket(&self, key: &str) -> Socket {
        let path = format!("/v1/ws?token={key}");
        self.socket_at(&path, &[]).await.unwrap_or_else(|status| panic!("GET /v1/ws answered {status}"))
    }

    /// Any WebSocket; the status when the server refuses.
    pub async fn socket_at(&self, path: &str, headers: &[(&'static str, &str)]) -> Result<Socket, u16> {
        let url = format!("{}{path}", self.url().replacen("http", "ws", 1));
        let mut request = url.into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
        }
        match connect_async(request).await {
            Ok((stream, _)) => Ok(Socket { stream }),
            Err(tungstenite::Error::Http(reply)) => Err(reply.status().as_u16()),
            Err(error) => panic!("GET {path}: {error}"),
        }
    }
}

pub struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    /// The next event, which must come within this time.
    pub async fn next_event(&mut self, within: Duration) -> Value {
        self.event(within).await.unwrap_or_else(|| panic!("no event within {within:?}"))
    }

    /// The next event, if one comes within this time.
    pub async fn event(&mut self, within: Duration) -> Option<Value> {
        timeout(within, self.message()).await.ok()
    }

    /// The next text as it is, which must come within this time.
    pub async fn next_text(&mut self, within: Duration) -> String {
        timeout(within, self.text()).await.unwrap_or_else(|_| panic!("no text within {within:?}"))
    }

    /// The next binary message, which must come within this time; others are dropped.
    pub async fn next_bytes(&mut self, within: Duration) -> Vec<u8> {
        let bytes = async {
            loop {
                match self.stream.next().await {
                    Some(Ok(Message::Binary(bytes))) => break bytes.to_vec(),
                    Some(Ok(Message::Close(frame))) => panic!("the server closed the socket: {frame:?}"),
                    Some(Ok(_)) => {}
                    other => panic!("instead of bytes there was {other:?}"),
                }
            }
        };
        timeout(within, bytes).await.unwrap_or_else(|_| panic!("no bytes within {within:?}"))
    }

    pub async fn send(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.unwrap();
    }

    pub async fn send_bytes(&mut self, bytes: Vec<u8>) {
        self.stream.send(Message::binary(bytes)).await.unwrap();
    }

    /// Waits until the server closes it, and tells with which code, if any.
    pub async fn closed(&mut self, within: Duration) -> Option<u16> {
        let code = async {
            loop {
                match self.stream.next().await {
                    Some(Ok(Message::Close(frame))) => break frame.map(|frame| frame.code.into()),
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => break None,
                }
            }
        };
        timeout(within, code).await.expect("the server closes the socket")
    }

    /// As `closed`, where anything else that the server sends before it is a failure.
    pub async fn closed_at_once(&mut self, within: Duration) -> Option<u16> {
        match timeout(within, self.stream.next()).await.expect("the server closes the socket") {
            Some(Ok(Message::Close(frame))) => frame.map(|frame| frame.code.into()),
            other => panic!("instead of closing the socket the server sent {other:?}"),
        }
    }

    async fn message(&mut self) -> Value {
        serde_json::from_str(&self.text().await).unwrap()
    }

    async fn text(&mut self) -> String {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => break text.to_string(),
                Some(Ok(Message::Close(frame))) => panic!("the server closed the socket: {frame:?}"),
                Some(Ok(_)) => {}
                Some(Err(error)) => panic!("the socket broke: {error}"),
                None => panic!("the socket ended"),
            }
        }
    }
}
