//! The shim's socket. Any number of daemons may come and go, one after the other.

use std::{
    io::{BufRead, BufReader, Write},
    os::unix::net::{UnixListener, UnixStream},
    path::Path,
    sync::Arc,
    thread,
    time::Duration,
};

use anyhow::Result;
use base64::{Engine, prelude::BASE64_STANDARD};

use super::{Event, shared::Shared, spawn};
use crate::control::ToShim;

/// News are told at once, and those that follow at this pace.
const PACE: Duration = Duration::from_millis(15);
/// A daemon that reads nothing for so long is taken for dead.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);

/// Listens from now on.
pub fn listen(path: &Path, shared: &Arc<Shared>) -> Result<()> {
    let listener = UnixListener::bind(path)?;
    let shared = shared.clone();
    spawn("listener", move || {
        for stream in listener.incoming() {
            match stream {
                Ok(stream) => {
                    // A daemon that gets no thread sees the end of the connection, and comes again.
                    let _ = serve(stream, &shared);
                }
                Err(_) => thread::sleep(Duration::from_millis(100)),
            }
        }
    })
}

fn serve(stream: UnixStream, shared: &Arc<Shared>) -> Result<()> {
    stream.set_write_timeout(Some(WRITE_TIMEOUT))?;
    let (writer, reading, writing) = (stream.try_clone()?, shared.clone(), shared.clone());
    spawn("writer", move || write_states(writer, &writing))?;
    spawn("reader", move || {
        reading.daemon_connected();
        for line in BufReader::new(stream).lines() {
            let Ok(line) = line else { break };
            // A newer daemon may say what this shim does not know.
            if let Ok(message) = serde_json::from_str(&line) {
                obey(message, &reading);
            }
        }
        reading.daemon_left();
    })
}

fn write_states(mut stream: UnixStream, shared: &Shared) {
    let mut version = 0;
    loop {
        let Some(state) = shared.newer(&mut version, Duration::from_secs(60)) else { continue };
        let Ok(mut line) = serde_json::to_vec(&state) else { continue };
        line.push(b'\n');
        if stream.write_all(&line).is_err() {
            return;
        }
        thread::sleep(PACE);
    }
}

fn obey(message: ToShim, shared: &Shared) {
    let event = match message {
        ToShim::Input { offset, data } => {
            if let Ok(data) = BASE64_STANDARD.decode(data) {
                shared.push_input(offset, &data);
            }
            return;
        }
        ToShim::Discard => return shared.discard(),
        ToShim::Stop { grace_seconds } => {
            shared.stop();
            Event::Stop { grace: Duration::from_secs(grace_seconds.into()) }
        }
        ToShim::Resize { columns, rows } => Event::Resize { columns, rows },
        ToShim::Waiting { waiting } => Event::Waiting(waiting),
        ToShim::Egress { hosts } => Event::Egress(hosts),
        ToShim::Forget => Event::Forget,
    };
    // The main thread receives until the process ends.
    let _ = shared.events.send(event);
}
