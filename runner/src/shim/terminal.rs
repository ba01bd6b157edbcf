//! The agent and its terminal.

use std::{
    io::{Read, Write},
    sync::{
        Arc,
        mpsc::{Receiver, channel},
    },
    thread,
    time::Duration,
};

use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};
use run_protocol::Failure;

use super::{shared::Shared, spawn};
use crate::{
    agents::find_program, control::Program, run_directory::RunDirectory, sandbox::failure, spool::SpoolWriter,
};

/// How often the reader looks whether the spool has room again.
const ROOM_INTERVAL: Duration = Duration::from_millis(50);
/// A terminal holds 4 KiB.
const READ_BYTES: usize = 16 * 1024;

/// A started agent.
pub struct Terminal {
    pub agent: i32,
    master: Box<dyn MasterPty + Send>,
    /// Ends when all output is read.
    output_ended: Receiver<()>,
}

impl Terminal {
    /// Starts an agent in a new terminal.
    pub fn open(
        program: &Program,
        directory: &RunDirectory,
        size: (u16, u16),
        segments: u64,
        shared: &Arc<Shared>,
    ) -> Result<Self, Failure> {
        let work = directory.work();
        let path = find_program(&program.command, &program.search_path, &work).ok_or_else(|| {
            let message = format!("The runner has no program {:?}.", program.command);
            failure("command_not_found", message)
        })?;
        let failed = |error: anyhow::Error| failure("terminal_failed", format!("{error:#}"));
        let pair = native_pty_system().openpty(pty_size(size.0, size.1)).map_err(failed)?;
        let mut command = CommandBuilder::new(path);
        command.args(&program.arguments);
        command.env_clear();
        for (name, value) in &program.environment {
            command.env(name, value);
        }
        command.cwd(&work);
        let reader = pair.master.try_clone_reader().map_err(failed)?;
        let mut writer = pair.master.take_writer().map_err(failed)?;
        let child = pair.slave.spawn_command(command).map_err(failed)?;
        drop(pair.slave);
        let agent = child.process_id().and_then(|pid| i32::try_from(pid).ok()).unwrap_or_default();

        let (ended, output_ended) = channel();
        let (spool, reading) = (SpoolWriter::new(directory.path()), shared.clone());
        let (typed, writing) = (program.typed.clone(), shared.clone());
        let spawned = spawn("output", move || {
            read_output(reader, spool, segments, &reading);
            drop(ended);
        });
        spawned.map_err(failed)?;
        spawn("input", move || write_input(&mut *writer, typed, &writing)).map_err(failed)?;
        Ok(Self { agent, master: pair.master, output_ended })
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        // A terminal that cannot be resized keeps its size.
        let _ = self.master.resize(pty_size(columns, rows));
    }

    /// Waits until the output is read, if nothing keeps the terminal open.
    pub fn finish(&self, timeout: Duration) {
        let _ = self.output_ended.recv_timeout(timeout);
    }
}

const fn pty_size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn read_output(mut reader: Box<dyn Read + Send>, mut spool: SpoolWriter, segments: u64, shared: &Shared) {
    let mut buffer = vec![0; READ_BYTES];
    loop {
        while spool.is_full(READ_BYTES as u64, segments) && !shared.is_draining() && !shared.is_discarding() {
            thread::sleep(ROOM_INTERVAL);
        }
        let read = match reader.read(&mut buffer) {
            Ok(read) if read > 0 => buffer.get(..read).unwrap_or_default(),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            _ => return,
        };
        if !shared.is_discarding() {
            append(&mut spool, read, shared);
        }
        shared.add_output(read.len() as u64, spool.end());
    }
}

/// Writes to the spool. While the disk is full, the program waits.
fn append(spool: &mut SpoolWriter, mut data: &[u8], shared: &Shared) {
    loop {
        let before = spool.end();
        if spool.append(data).is_ok() {
            return;
        }
        let written = usize::try_from(spool.end() - before).unwrap_or_default();
        data = data.get(written..).unwrap_or_default();
        if shared.is_draining() || shared.is_discarding() {
            // Later bytes at this place would be taken for these. So there are none.
            return shared.discard();
        }
        thread::sleep(Duration::from_secs(1));
    }
}

/// Types what is to be typed, then what people send.
fn write_input(writer: &mut dyn Write, typed: Option<String>, shared: &Shared) {
    if let Some(typed) = typed
        && writer.write_all(format!("{typed}\r").as_bytes()).is_err()
    {
        return;
    }
    loop {
        let input = shared.next_input();
        if writer.write_all(&input).is_err() {
            return;
        }
        shared.update(|state| state.input += input.len() as u64);
    }
}
