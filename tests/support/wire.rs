//! A wire between a runner and a server, which can be cut and led to another server.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering::SeqCst};
use std::time::Duration;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Nobody is at the other end.
const CUT: u16 = 0;

pub struct Wire {
    url: String,
    port: Arc<AtomicU16>,
    cuts: watch::Sender<u32>,
}

impl Wire {
    pub async fn new() -> Wire {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (port, cuts) = (Arc::new(AtomicU16::new(CUT)), watch::Sender::new(0));
        let wire = Wire { url, port: port.clone(), cuts: cuts.clone() };
        tokio::spawn(async move {
            loop {
                let (mut client, _) = listener.accept().await.unwrap();
                let (port, mut cut) = (port.load(SeqCst), cuts.subscribe());
                tokio::spawn(async move {
                    let Ok(mut server) = TcpStream::connect(("127.0.0.1", port)).await else { return };
                    tokio::select! {
                        _ = copy_bidirectional(&mut client, &mut server) => {}
                        _ = cut.changed() => {}
                    }
                });
            }
        });
        wire
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Leads it to the server with this URL.
    pub fn lead_to(&self, url: &str) {
        self.port.store(url.rsplit(':').next().unwrap().trim_end_matches('/').parse().unwrap(), SeqCst);
    }

    /// Cuts all connections, and refuses others for a while.
    pub async fn cut(&self, length: Duration) {
        let port = self.port.swap(CUT, SeqCst);
        self.cuts.send_modify(|cuts| *cuts += 1);
        tokio::time::sleep(length).await;
        self.port.store(port, SeqCst);
    }
}
