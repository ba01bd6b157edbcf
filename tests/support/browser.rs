//! A browser without a window, driven by the DevTools protocol.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// How long a page may take to show what is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// One page.
pub struct Browser {
    process: Child,
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    session: String,
    asked: u64,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// With an empty page.
    pub async fn start() -> Browser {
        let profile = tempfile::tempdir().unwrap();
        let program = env::var("BROWSER").unwrap_or_else(|_| "chromium".to_owned());
        let mut process = Command::new(program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"])
            .args(["--remote-debugging-port=0", "--window-size=1000,1100", "--force-color-profile=srgb"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("Chromium starts; `cargo xtask test` installs it");
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines().map_while(Result::ok);
        let url = lines.find_map(|line| line.strip_prefix("DevTools listening on ").map(str::to_owned));
        // What it has to say fills no pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let (socket, _) = connect_async(url.expect("Chromium listens")).await.unwrap();
        let mut browser = Browser { process, socket, session: String::new(), asked: 0, _profile: profile };
        let target = browser.ask("Target.createTarget", json!({ "url": "about:blank" })).await;
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = browser.ask("Target.attachToTarget", attach).await["sessionId"].as_str().unwrap().to_owned();
        browser.session = session;
        browser
    }

    async fn ask(&mut self, method: &str, parameters: Value) -> Value {
        self.asked += 1;
        let mut question = json!({ "id": self.asked, "method": method, "params": parameters });
        if !self.session.is_empty() {
            question["sessionId"] = self.session.as_str().into();
        }
        self.socket.send(Message::text(question.to_string())).await.unwrap();
        while let Some(message) = self.socket.next().await {
            let Ok(Message::Text(text)) = message else { continue };
            let mut said: Value = serde_json::from_str(&text).unwrap();
            if said["id"] == self.asked {
                assert!(said["error"].is_null(), "{method}: {said}");
                return said["result"].take();
            }
        }
        panic!("the browser is gone")
    }

    pub async fn open(&mut self, url: &str) {
        self.ask("Page.navigate", json!({ "url": url })).await;
    }

    /// What JavaScript says in the page.
    pub async fn evaluate(&mut self, script: &str) -> Value {
        let said = self.ask("Runtime.evaluate", json!({ "expression": script, "awaitPromise": true })).await;
        assert!(said["exceptionDetails"].is_null(), "{said}");
        said["result"]["value"].clone()
    }

    /// All that can be read in the page, once it contains this text.
    pub async fn shows(&mut self, text: &str) -> String {
        let start = Instant::now();
        loop {
            let all = self.evaluate("document.body?.innerText ?? ''").await.as_str().unwrap().to_owned();
            if all.contains(text) {
                return all;
            }
            assert!(start.elapsed() < PATIENCE, "{text:?} is not in\n{all}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Presses the first button of that name.
    pub async fn press(&mut self, name: &str) {
        let find = format!("[...document.querySelectorAll('button')].find((it) => it.textContent === {})", json!(name));
        assert_eq!(self.evaluate(&format!("({find})?.click() === undefined && Boolean({find})")).await, true, "{name}");
    }

    /// A picture of the page (PNG).
    pub async fn picture(&mut self) -> Vec<u8> {
        let said = self.ask("Page.captureScreenshot", json!({ "format": "png", "captureBeyondViewport": true })).await;
        STANDARD.decode(said["data"].as_str().unwrap()).unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}
