//! The daemon's side of a shim: starts it or finds it again, passes messages, and cleans up after it.

use std::{io, path::PathBuf, process::Stdio, time::Duration};

use run_protocol::{Failure, Phase};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{UnixStream, unix::OwnedWriteHalf},
    process::Command,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::spawn_blocking,
    time::{sleep, timeout},
};

use crate::{
    control::{EndRecord, Launch, ShimState, ToShim},
    recovery,
    run_directory::RunDirectory,
    sandbox::failure,
};

/// A shim is ready in a moment. One that is not gets no run.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// What becomes of a run.
pub enum LinkEvent {
    Started,
    /// It cannot be started, and nothing of it is left.
    NotStarted(Failure),
    State(ShimState),
    Ended(Box<EndRecord>),
    /// Nothing of it is left.
    Gone,
}

/// Sends messages to a shim. They wait until it is connected.
pub type ShimSender = UnboundedSender<ToShim>;

struct Link {
    run: String,
    directory: RunDirectory,
    inbox: UnboundedReceiver<ToShim>,
    events: UnboundedSender<(String, LinkEvent)>,
    has_ended: bool,
}

/// Starts a run.
pub fn start(directory: RunDirectory, launch: Launch, events: UnboundedSender<(String, LinkEvent)>) -> ShimSender {
    let (sender, inbox) = unbounded_channel();
    let link = Link { run: launch.run.clone(), directory, inbox, events, has_ended: false };
    tokio::spawn(async move {
        match link.launch(&launch).await {
            Ok(()) => {
                drop(launch);
                link.tell(LinkEvent::Started);
                link.follow().await;
            }
            Err(error) => link.tell(LinkEvent::NotStarted(error)),
        }
    });
    sender
}

/// Finds a run again that an earlier daemon started.
pub fn adopt(run: String, directory: RunDirectory, events: UnboundedSender<(String, LinkEvent)>) -> ShimSender {
    let (sender, inbox) = unbounded_channel();
    let link = Link { run, directory, inbox, events, has_ended: false };
    tokio::spawn(link.follow());
    sender
}

impl Link {
    fn tell(&self, event: LinkEvent) {
        // The daemon receives until the process ends.
        let _ = self.events.send((self.run.clone(), event));
    }

    /// Starts the shim. If it fails, there is nothing of the run.
    async fn launch(&self, launch: &Launch) -> Result<(), Failure> {
        let failed = |error: io::Error| failure("runner_failed", format!("The runner cannot start a run: {error}"));
        self.directory.create().map_err(failed)?;
        let ready = self.spawn(launch).await;
        match ready {
            Ok(true) => Ok(()),
            // It decides alone whether the run takes place, and may have done so without a word.
            _ if self.directory.decide().is_err() => Ok(()),
            result => {
                let _ = self.directory.delete();
                Err(failed(result.err().unwrap_or_else(|| io::Error::other("its supervisor ended at once"))))
            }
        }
    }

    async fn spawn(&self, launch: &Launch) -> io::Result<bool> {
        let mut shim = Command::new(own_program()?);
        shim.arg0("warren-runner")
            .env_remove(crate::TOKEN_VARIABLE)
            .arg("shim")
            .arg(self.directory.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = shim.spawn()?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        tokio::spawn(async move { child.wait().await });
        let (Some(mut stdin), Some(mut stdout)) = (stdin, stdout) else { return Ok(false) };
        let handshake = async {
            stdin.write_all(&serde_json::to_vec(launch)?).await?;
            drop(stdin);
            let mut line = [0; 6];
            Ok(stdout.read_exact(&mut line).await.is_ok() && line == *b"ready\n")
        };
        timeout(START_TIMEOUT, handshake).await.unwrap_or(Ok(false))
    }

    /// Follows the shim to its end, then waits until the pod has everything, and deletes the run.
    async fn follow(mut self) {
        let mut is_forgotten = self.directory.is_forgotten();
        while let Some(stream) = self.connect().await {
            is_forgotten |= self.serve(stream).await;
        }
        if !self.has_ended && !is_forgotten {
            let directory = self.directory.clone();
            let run = self.run.clone();
            match spawn_blocking(move || recovery::recover(&run, &directory)).await {
                Ok(record) => self.ended(record),
                Err(error) => eprintln!("{}: cannot be given up: {error}", self.run),
            }
        }
        while !is_forgotten {
            match self.inbox.recv().await {
                Some(message) => is_forgotten = message == ToShim::Forget,
                // The daemon ends. The next one continues here.
                None => return,
            }
        }
        let (run, directory) = (self.run.clone(), self.directory.clone());
        let deleted = spawn_blocking(move || recovery::delete(&run, &directory)).await;
        if let Ok(Err(error)) = deleted {
            eprintln!("{}: cannot be deleted: {error:#}", self.run);
        }
        self.tell(LinkEvent::Gone);
    }

    /// Connects to the shim. None if it is gone.
    async fn connect(&mut self) -> Option<UnixStream> {
        loop {
            match UnixStream::connect(self.directory.socket()).await {
                Ok(stream) => return Some(stream),
                // Nobody listens, or there is no socket.
                Err(error) if matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound) => {
                    return None;
                }
                Err(error) => {
                    eprintln!("{}: cannot connect to its supervisor: {error}", self.run);
                    sleep(Duration::from_millis(200)).await;
                }
            }
        }
    }

    /// Passes messages until the shim ends. Returns whether the pod has everything.
    async fn serve(&mut self, stream: UnixStream) -> bool {
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        let mut is_forgotten = false;
        loop {
            tokio::select! {
                line = lines.next_line() => match line {
                    Ok(Some(line)) => self.news(&line),
                    _ => break,
                },
                Some(message) = self.inbox.recv() => {
                    if message == ToShim::Forget {
                        self.directory.mark_forgotten();
                        is_forgotten = true;
                    }
                    if write(&mut writer, &message).await.is_err() {
                        break;
                    }
                }
            }
        }
        if let Some(record) = self.directory.end_record() {
            self.ended(record);
        }
        is_forgotten
    }

    fn news(&mut self, line: &str) {
        let Ok(news) = serde_json::from_str::<ShimState>(line) else { return };
        if news.state.phase != Phase::Ended {
            self.tell(LinkEvent::State(news));
        } else if let Some(record) = self.directory.end_record() {
            self.ended(record);
        }
    }

    fn ended(&mut self, record: EndRecord) {
        if !std::mem::replace(&mut self.has_ended, true) {
            self.tell(LinkEvent::Ended(Box::new(record)));
        }
    }
}

/// This program, also after its file was replaced by a newer version.
fn own_program() -> io::Result<PathBuf> {
    if cfg!(target_os = "linux") { Ok("/proc/self/exe".into()) } else { std::env::current_exe() }
}

async fn write(writer: &mut OwnedWriteHalf, message: &ToShim) -> io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    writer.write_all(&line).await
}
