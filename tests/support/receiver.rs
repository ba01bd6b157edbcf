use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::sleep,
};

/// Somebody's server to which webhooks post, in the test's own runtime.
pub struct Receiver {
    port: u16,
    posts: Arc<Mutex<Vec<Post>>>,
}

/// What was posted to it.
#[derive(Clone, Debug)]
pub struct Post {
    pub at: Instant,
    pub method: String,
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

/// What it answers.
#[derive(Clone, Debug)]
pub struct Answer {
    status: u16,
    headers: String,
    body: String,
    delay: Duration,
    endless: bool,
}

impl Answer {
    pub fn status(status: u16) -> Answer {
        Answer { status, headers: String::new(), body: String::new(), delay: Duration::ZERO, endless: false }
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers += &format!("{name}: {value}\r\n");
        self
    }

    pub fn body(self, body: &str) -> Self {
        Self { body: body.to_owned(), ..self }
    }

    /// A body that never ends.
    pub fn endless(self) -> Self {
        Self { endless: true, ..self }
    }

    pub fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }
}

impl Post {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn subject(&self) -> String {
        self.json()["data"]["message"]["subject"].as_str().unwrap_or_default().to_owned()
    }
}

type Answering = Arc<dyn Fn(&Post) -> Answer + Send + Sync>;

impl Receiver {
    /// One that answers 204 to everything.
    pub async fn start() -> Receiver {
        Self::answering(|_| Answer::status(204)).await
    }

    /// One that answers so, but lets itself be verified: what is asked for that, is not among its posts.
    pub async fn answering(answer: impl Fn(&Post) -> Answer + Send + Sync + 'static) -> Receiver {
        Self::serving(true, answer).await
    }

    /// One that answers so to everything.
    pub async fn answering_all(answer: impl Fn(&Post) -> Answer + Send + Sync + 'static) -> Receiver {
        Self::serving(false, answer).await
    }

    async fn serving(is_willing: bool, answer: impl Fn(&Post) -> Answer + Send + Sync + 'static) -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let posts = Arc::new(Mutex::new(Vec::new()));
        let (kept, answer): (_, Answering) = (posts.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (kept, answer) = (kept.clone(), answer.clone());
                // Whoever hangs up in the middle is no concern of the others.
                tokio::spawn(async move { _ = serve(stream, &kept, is_willing, &answer).await });
            }
        });
        Receiver { port, posts }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub fn posts(&self) -> Vec<Post> {
        self.posts.lock().unwrap().clone()
    }

    pub fn count(&self) -> usize {
        self.posts.lock().unwrap().len()
    }

    /// Waits until so many were posted, and returns them all.
    pub async fn expect(&self, count: usize, within: Duration) -> Vec<Post> {
        let start = Instant::now();
        while self.count() < count {
            assert!(start.elapsed() < within, "{} of {count} posts within {within:?}", self.count());
            sleep(Duration::from_millis(2)).await;
        }
        self.posts()
    }

    /// Everything posted once nothing more has come for so long.
    pub async fn quiet(&self, quiet: Duration) -> Vec<Post> {
        loop {
            let before = self.count();
            sleep(quiet).await;
            if self.count() == before {
                return self.posts();
            }
        }
    }
}

async fn serve(
    mut stream: TcpStream,
    posts: &Mutex<Vec<Post>>,
    is_willing: bool,
    answer: &Answering,
) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let head = loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
    let mut lines = text.lines();
    let mut first = lines.next().unwrap().split(' ').map(str::to_owned);
    let (method, path) = (first.next().unwrap(), first.next().unwrap());
    let fields = lines.filter_map(|line| line.split_once(": "));
    let headers: HeaderMap = fields
        .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse::<HeaderValue>().unwrap()))
        .collect();
    let length: usize = headers.get("content-length").map_or(0, |length| length.to_str().unwrap().parse().unwrap());
    while bytes.len() < head + length {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    }
    let body = String::from_utf8_lossy(&bytes[head..]).into_owned();
    let post = Post { at: Instant::now(), method, path, headers, body };
    if is_willing && post.body.starts_with(r#"{"type":"webhook.verification""#) {
        return stream.write_all(b"HTTP/1.1 204 x\r\nconnection: close\r\n\r\n").await;
    }
    let Answer { status, headers, body, delay, endless } = answer(&post);
    posts.lock().unwrap().push(post);
    sleep(delay).await;
    if endless {
        stream.write_all(format!("HTTP/1.1 {status} x\r\n{headers}connection: close\r\n\r\n").as_bytes()).await?;
        loop {
            stream.write_all(&[b'x'; 64 * 1024]).await?;
        }
    }
    let length = body.len();
    let reply = format!("HTTP/1.1 {status} x\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}");
    stream.write_all(reply.as_bytes()).await
}
