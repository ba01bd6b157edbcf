//! The files that a run leaves behind.

use axum::body::{Body, Bytes};
use axum::http::Response;
use futures_util::stream;
use macros::{FromRow, operation};
use run_protocol::Change;
use serde::Serialize;
use utoipa::ToSchema;

use super::run::RunRow;
use super::{OrgPod, Runs};
use crate::error::{Error, Result};
use crate::platform::values;
use crate::pod::storage::download::download;
use crate::wire::{Json, Path, to_json};

/// Files of a run, and bytes of a path and of a file. The runner has the same limits.
const MAX_FILES: u32 = 200;
const MAX_PATH_BYTES: usize = 4_096;
const MAX_FILE_BYTES: u64 = 16 << 20;
/// Bytes that are read at once.
const READ_BYTES: usize = 256 * 1024;

/// A file that a runner announces.
pub struct AnnouncedFile {
    pub stream: u32,
    pub path: String,
    pub size: u64,
    pub change: Change,
    /// Whether its bytes come.
    pub is_stored: bool,
}

/// A file that a run left behind.
#[derive(Serialize, ToSchema)]
pub struct RunFile {
    /// The file's number, by which it is downloaded.
    #[schema(example = 1)]
    id: u32,
    /// Its path in the sandbox.
    #[schema(example = "src/login.rs")]
    path: String,
    /// What the run did to it: `added`, `modified` or `deleted`.
    #[schema(example = "modified")]
    change: String,
    /// Its size, in bytes.
    #[schema(example = 1_024)]
    size: i64,
    /// Whether it can be downloaded: a deleted file cannot, nor one that is too large or has not arrived yet.
    available: bool,
}

/// The files that a run left behind.
#[derive(Serialize, ToSchema)]
pub struct RunFiles {
    /// In the order of their paths, as the runner found them.
    files: Vec<RunFile>,
    /// Number of items in this reply.
    total: usize,
}

#[derive(FromRow)]
struct FileRow {
    stream: u32,
    path: Vec<u8>,
    change: String,
    size: i64,
    bytes: i64,
    is_full: bool,
}

const SELECT_FILES: &str =
    "SELECT stream, path, change, size, bytes, is_full FROM run_stream WHERE run = ? AND stream > 0 ORDER BY stream";

fn path_context(run: &str, stream: u32) -> String {
    format!("run {run} file {stream}")
}

/// List the files of a run.
///
/// Lists what the run added, changed and deleted: in a worktree compared with its beginning, in a temporary directory everything. Files
/// arrive when the run ends, at most 200 and 100 MiB, and are stored for 30 days.
#[operation(
    GET "/api/v1/ext/orgs/{org}/pods/{key}/files", tag = "runs", permission = RunsRead, api_key,
    path(org = "The account: its id, its slug, or `me`.", key = "The run."),
    reply = "The files.",
    errors(NotFound),
)]
pub async fn list_run_files(OrgPod(pod): OrgPod, Path((_, key)): Path<(String, String)>) -> Result<Json<RunFiles>> {
    let run = pod.runs().find(&key)?;
    let rows: Vec<FileRow> = pod.sql().rows(SELECT_FILES, &values![run.seq])?;
    let files: Vec<_> = rows.into_iter().map(|row| pod.runs().shown_file(&run, row)).collect::<Result<_>>()?;
    Ok(Json(RunFiles { total: files.len(), files }))
}

/// Download a file of a run.
///
/// Returns the file as the run left it. The response headers make browsers save it, not show it.
#[operation(
    GET "/api/v1/ext/orgs/{org}/pods/{key}/files/{id}", tag = "runs", permission = RunsRead, api_key,
    path(org = "The account: its id, its slug, or `me`.", key = "The run.", id = "The file's `id`."),
    replies((status = 200, description = "The file.", body = Vec<u8>, content_type = "application/octet-stream")),
    errors(InvalidRequest, NotFound = "There is no such run or file, or the file is not available."),
)]
pub async fn get_run_file(
    OrgPod(pod): OrgPod,
    Path((_, key, id)): Path<(String, String, usize)>,
) -> Result<Response<Body>> {
    let run = pod.runs().find(&key)?;
    let rows: Vec<FileRow> = pod.sql().rows(SELECT_FILES, &values![run.seq])?;
    let row = rows.into_iter().find(|row| row.stream as usize == id).ok_or_else(no_file)?;
    let file = pod.runs().shown_file(&run, row)?;
    if !file.available {
        return Err(no_file());
    }
    let name = file.path.rsplit('/').next().unwrap_or_default().to_owned();
    let (size, id) = (file.size, file.id);
    let bytes = stream::try_unfold((pod, run, 0), move |(pod, run, at)| async move {
        if at >= size {
            return Ok::<_, Error>(None);
        }
        let read = pod.runs().read(&run, id, at, READ_BYTES).await?;
        if read.is_empty() {
            return Err(Error::unreadable("a file of a run ends before its end"));
        }
        let next = at + read.len() as i64;
        Ok(Some((Bytes::from(read), (pod, run, next))))
    });
    Ok(download(Body::from_stream(bytes), "application/octet-stream", &name))
}

fn no_file() -> Error {
    Error::not_found("file").fix("GET /api/v1/ext/orgs/{org}/pods/{key}/files lists the files with their ids.")
}

impl Runs<'_> {
    /// Takes the announcement of a file. One that was announced before stays as it is. Part of the caller's transaction.
    pub fn announce(self, run: &RunRow, file: &AnnouncedFile) -> Result<()> {
        const INSERT_FILE: &str = "
            INSERT INTO run_stream (run, stream, max_bytes, is_full, path, change, size) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (run, stream) DO NOTHING";
        if !(1..=MAX_FILES).contains(&file.stream) || file.path.len() > MAX_PATH_BYTES {
            return Ok(());
        }
        let size = i64::try_from(file.size).unwrap_or(i64::MAX);
        let is_taken = file.is_stored && file.size <= MAX_FILE_BYTES;
        let max_bytes = if is_taken { size } else { 0 };
        let path = self.pod.key().seal(&path_context(&run.id, file.stream), file.path.as_bytes())?;
        let change = to_json(&file.change)?;
        let file = values![run.seq, file.stream, max_bytes, !is_taken, &*path, change.trim_matches('"'), size];
        self.pod.sql().run(INSERT_FILE, &file).map(drop)
    }

    /// Whether all files of a run have arrived.
    pub fn has_files(self, run: &RunRow, files: u32) -> Result<bool> {
        const COUNT_COMPLETE: &str = "
            SELECT count(*) FROM run_stream WHERE run = ? AND stream > 0 AND (is_full OR bytes >= max_bytes)";
        let complete: u32 = self.pod.sql().value(COUNT_COMPLETE, &values![run.seq])?.unwrap_or(0);
        Ok(complete >= files.min(MAX_FILES))
    }

    fn shown_file(self, run: &RunRow, row: FileRow) -> Result<RunFile> {
        let path = self.pod.key().open(&path_context(&run.id, row.stream), &row.path)?;
        Ok(RunFile {
            id: row.stream,
            path: String::from_utf8_lossy(&path).into_owned(),
            available: row.change != "deleted" && !row.is_full && row.bytes >= row.size,
            change: row.change,
            size: row.size,
        })
    }
}
