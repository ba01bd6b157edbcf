//! The output of a terminal on disk, in segments of a fixed size. One process appends, another reads and deletes from the front.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Seek, SeekFrom, Write},
    os::unix::fs::{FileExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// The bytes of a segment. Its number times this is the offset of its first byte.
pub const SEGMENT_BYTES: u64 = 1 << 20;
const PREFIX: &str = "out.";

/// Appends output.
pub struct SpoolWriter {
    directory: PathBuf,
    /// The segment that is being written, if it has room.
    file: Option<File>,
    end: u64,
}

impl SpoolWriter {
    /// A writer for a directory that has no output yet.
    pub fn new(directory: &Path) -> Self {
        Self { directory: directory.to_owned(), file: None, end: 0 }
    }

    /// The number of bytes that were ever appended.
    pub const fn end(&self) -> u64 {
        self.end
    }

    /// Appends bytes. If it fails, `end` says how many of them were written.
    pub fn append(&mut self, mut data: &[u8]) -> io::Result<()> {
        while !data.is_empty() {
            let used = self.end % SEGMENT_BYTES;
            let room = usize::try_from(SEGMENT_BYTES - used).unwrap_or(usize::MAX);
            let (now, _) = data.split_at(data.len().min(room));
            let mut file = match self.file.take() {
                Some(file) => file,
                None => segment(&self.directory, self.end / SEGMENT_BYTES, used)?,
            };
            let written = file.write(now)?;
            self.end += written as u64;
            if !self.end.is_multiple_of(SEGMENT_BYTES) {
                self.file = Some(file);
            }
            data = data.get(written..).unwrap_or_default();
        }
        Ok(())
    }

    /// Whether so many bytes do not fit into the segment that is being written, and there are so many segments already.
    pub fn is_full(&self, bytes: u64, segments: u64) -> bool {
        let used = self.end % SEGMENT_BYTES;
        (used == 0 || used + bytes > SEGMENT_BYTES) && numbers(&self.directory).len() as u64 >= segments
    }
}

fn segment(directory: &Path, number: u64, used: u64) -> io::Result<File> {
    let mut file =
        OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path(directory, number))?;
    file.seek(SeekFrom::Start(used))?;
    Ok(file)
}

fn path(directory: &Path, number: u64) -> PathBuf {
    directory.join(format!("{PREFIX}{number:08}"))
}

/// The numbers of all segments, in order.
fn numbers(directory: &Path) -> Vec<u64> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut numbers: Vec<u64> =
        entries.filter_map(|entry| entry.file_name().to_str()?.strip_prefix(PREFIX)?.parse().ok()).collect();
    numbers.sort_unstable();
    numbers
}

/// The number of bytes that were ever appended to a spool.
pub fn end(directory: &Path) -> u64 {
    let Some(last) = numbers(directory).pop() else { return 0 };
    last * SEGMENT_BYTES + fs::metadata(path(directory, last)).map_or(0, |file| file.len())
}

/// The offset of the first byte that is still there.
pub fn start(directory: &Path) -> u64 {
    numbers(directory).first().map_or(0, |first| first * SEGMENT_BYTES)
}

/// Reads bytes from an offset, up to the end of its segment. It reads nothing where nothing is.
pub fn read(directory: &Path, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
    let used = offset % SEGMENT_BYTES;
    let room = usize::try_from(SEGMENT_BYTES - used).unwrap_or(usize::MAX);
    let length = buffer.len().min(room);
    match File::open(path(directory, offset / SEGMENT_BYTES)) {
        Ok(file) => file.read_at(buffer.get_mut(..length).unwrap_or_default(), used),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error),
    }
}

/// Deletes the segments that end before an offset, except the last, from which `end` is known.
pub fn release(directory: &Path, offset: u64) {
    let mut numbers = numbers(directory);
    numbers.pop();
    for number in numbers.into_iter().filter(|number| (number + 1) * SEGMENT_BYTES <= offset) {
        // A segment that stays costs disk space until the run is forgotten, and nothing else.
        let _ = fs::remove_file(path(directory, number));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(from: u64, length: usize) -> Vec<u8> {
        (from..).take(length).map(|at| (at % 251) as u8).collect()
    }

    #[test]
    fn what_was_appended_is_read_across_segments() {
        let directory = tempfile::tempdir().unwrap();
        let mut spool = SpoolWriter::new(directory.path());
        let length = 2 * SEGMENT_BYTES as usize + 17;
        for piece in bytes(0, length).chunks(7001) {
            spool.append(piece).unwrap();
        }
        assert_eq!((spool.end(), end(directory.path())), (length as u64, length as u64));
        let (mut read_bytes, mut buffer) = (Vec::new(), [0; 65536]);
        loop {
            match read(directory.path(), read_bytes.len() as u64, &mut buffer).unwrap() {
                0 => break,
                read => read_bytes.extend_from_slice(&buffer[..read]),
            }
        }
        assert!(read_bytes == bytes(0, length));
    }

    #[test]
    fn released_segments_go_and_the_end_stays() {
        let directory = tempfile::tempdir().unwrap();
        let mut spool = SpoolWriter::new(directory.path());
        spool.append(&bytes(0, 3 * SEGMENT_BYTES as usize)).unwrap();
        assert!(spool.is_full(1, 3) && !spool.is_full(1, 4));
        release(directory.path(), 2 * SEGMENT_BYTES - 1);
        assert_eq!(numbers(directory.path()), [1, 2]);
        release(directory.path(), 3 * SEGMENT_BYTES);
        assert_eq!((numbers(directory.path()), start(directory.path())), (vec![2], 2 * SEGMENT_BYTES));
        assert_eq!(end(directory.path()), 3 * SEGMENT_BYTES);
        assert!(!spool.is_full(1, 3), "there is room again");
        spool.append(&bytes(0, SEGMENT_BYTES as usize - 10)).unwrap();
        assert!(spool.is_full(11, 2) && !spool.is_full(10, 2));
        assert_eq!(read(directory.path(), 5, &mut [0; 8]).unwrap(), 0, "nothing is where segments were deleted");
    }
}
