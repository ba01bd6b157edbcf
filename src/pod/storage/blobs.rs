//! Raw mail in R2, sealed. A blob is pending until a message refers to it; expired pending blobs are removed.

use axum::body::Bytes;
use futures_util::future::ready;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};

use crate::crypto::{BlobKey, CHUNK, SEALED_CHUNK};
use crate::error::{Error, Result};
use crate::pod::Pod;
use crate::time::Timestamp;

/// Stores bytes as a new pending blob. Returns its name.
pub async fn put(pod: &Pod, bytes: Vec<u8>) -> Result<String> {
    let name = pod.opened.blobs.reserve(pod).await?;
    pod.bindings().mail()?.put(&name, seal(&pod.key().blob(&name), bytes)?).await?;
    Ok(name)
}

/// Commits a blob to a message. Part of the transaction that stores the message.
pub fn commit(pod: &Pod, name: &str) -> Result<()> {
    pod.opened.blobs.commit(pod, name)
}

/// Releases a blob whose message has another one now. Reads under way have time to finish. Part of the caller's transaction.
pub fn release(pod: &Pod, name: &str) -> Result<()> {
    pod.opened.blobs.release(pod, name)
}

/// Copies a blob to a new pending one under the current key, chunk by chunk, never the whole in memory. Returns its name.
pub async fn copy(pod: &Pod, old: &str, size: usize) -> Result<String> {
    let plain = Box::pin(opened(pod, old, size, 0..size.div_ceil(CHUNK).max(1)).await?);
    put_stream(pod, plain.map(|chunk| Ok(chunk?.1)), size).await
}

/// Stores a stream of `size` bytes as a new pending blob, chunk by chunk. Returns its name.
pub async fn put_stream(
    pod: &Pod,
    plain: impl Stream<Item = Result<Vec<u8>>> + Send + Unpin + 'static,
    size: usize,
) -> Result<String> {
    let name = pod.opened.blobs.reserve(pod).await?;
    let chunks = size.div_ceil(CHUNK).max(1);
    let sealing = Sealing { plain, held: Vec::new(), key: pod.key().blob(&name), next: 0, chunks };
    let length = size + chunks * (SEALED_CHUNK - CHUNK);
    let sealed = Box::pin(stream::try_unfold(sealing, Sealing::next));
    pod.bindings().mail()?.put_stream(&name, sealed, length as u64).await?;
    Ok(name)
}

/// Seals a stream whose pieces have any length.
struct Sealing<S> {
    plain: S,
    held: Vec<u8>,
    key: BlobKey,
    next: usize,
    chunks: usize,
}

impl<S: Stream<Item = Result<Vec<u8>>> + Unpin> Sealing<S> {
    async fn next(mut self) -> Result<Option<(Vec<u8>, Self)>> {
        if self.next == self.chunks {
            return Ok(None);
        }
        while self.held.len() < CHUNK
            && let Some(more) = self.plain.next().await
        {
            self.held.append(&mut more?);
        }
        let rest = self.held.split_off(self.held.len().min(CHUNK));
        let mut chunk = std::mem::replace(&mut self.held, rest);
        self.next += 1;
        self.key.seal(self.next - 1, self.next == self.chunks, &mut chunk)?;
        Ok(Some((chunk, self)))
    }
}

/// Reads a blob to its end. An error with `is_of_unreadable` means that it is lost.
pub async fn check(pod: &Pod, name: &str, size: usize) -> Result<()> {
    let chunks = size.div_ceil(CHUNK).max(1);
    let whole = size + chunks * (SEALED_CHUNK - CHUNK);
    if pod.bindings().mail()?.length(name).await? != Some(whole as u64) {
        return Err(Error::unreadable("a blob is missing from the bucket, or has another length"));
    }
    opened(pod, name, size, 0..chunks).await?.try_for_each(|_| ready(Ok(()))).await
}

/// Seals chunk by chunk.
fn seal(key: &BlobKey, bytes: Vec<u8>) -> Result<Vec<u8>> {
    let chunks = bytes.len().div_ceil(CHUNK).max(1);
    let mut sealed = Vec::with_capacity(bytes.len() + chunks * (SEALED_CHUNK - CHUNK));
    for index in 0..chunks {
        let end = bytes.len().min((index + 1) * CHUNK);
        let mut chunk = Vec::with_capacity(SEALED_CHUNK);
        chunk.extend_from_slice(&bytes[index * CHUNK..end]);
        key.seal(index, index + 1 == chunks, &mut chunk)?;
        sealed.append(&mut chunk);
    }
    Ok(sealed)
}

/// Streams a range of a blob's plain bytes, reading and opening only the chunks it touches.
pub async fn read(
    pod: &Pod,
    name: &str,
    size: usize,
    range: std::ops::Range<usize>,
) -> Result<impl Stream<Item = Result<Bytes>> + Send + use<>> {
    let chunks = size.div_ceil(CHUNK).max(1);
    // At least one chunk: R2 has no empty ranges.
    let first = (range.start / CHUNK).min(chunks - 1);
    let last = range.end.div_ceil(CHUNK).clamp(first + 1, chunks);
    Ok(opened(pod, name, size, first..last).await?.map(move |chunk| {
        let (index, bytes) = chunk?;
        let start = index * CHUNK;
        let cut = range.start.saturating_sub(start).min(bytes.len())..range.end.saturating_sub(start).min(bytes.len());
        Ok(Bytes::from(bytes).slice(cut))
    }))
}

/// Streams opened chunks of a blob, with their offsets.
async fn opened(
    pod: &Pod,
    name: &str,
    size: usize,
    wanted: std::ops::Range<usize>,
) -> Result<impl Stream<Item = Result<(usize, Vec<u8>)>> + Send + use<>> {
    let chunks = size.div_ceil(CHUNK).max(1);
    let whole = size + chunks * (SEALED_CHUNK - CHUNK);
    let (from, to) = (wanted.start * SEALED_CHUNK, (wanted.end * SEALED_CHUNK).min(whole));
    let sealed = pod.bindings().mail()?.get(name, from as u64, (to - from) as u64).await?;
    let key = pod.key().blob(name);
    let state = Opening { sealed: Box::pin(sealed), held: Vec::new(), key, next: wanted.start, chunks };
    Ok(stream::try_unfold(state, Opening::next))
}

struct Opening<S> {
    sealed: S,
    held: Vec<u8>,
    key: BlobKey,
    next: usize,
    chunks: usize,
}

impl<S: Stream<Item = Result<Vec<u8>>> + Unpin> Opening<S> {
    async fn next(mut self) -> Result<Option<((usize, Vec<u8>), Self)>> {
        while self.held.len() < SEALED_CHUNK {
            match self.sealed.next().await {
                Some(more) => self.held.append(&mut more?),
                None if self.held.is_empty() => return Ok(None),
                None => break,
            }
        }
        let rest = self.held.split_off(self.held.len().min(SEALED_CHUNK));
        let mut chunk = std::mem::replace(&mut self.held, rest);
        let index = self.next;
        self.key.open(index, index + 1 == self.chunks, &mut chunk)?;
        self.next += 1;
        Ok(Some(((index, chunk), self)))
    }
}

/// Removes expired pending blobs. Returns when to come back, if some are left.
pub async fn sweep(pod: &Pod) -> Result<Option<Timestamp>> {
    remove(pod, pod.opened.blobs.overdue(pod)?).await?;
    pod.opened.blobs.next(pod)
}

/// Removes blobs that no message refers to any more.
pub async fn remove(pod: &Pod, names: Vec<String>) -> Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    pod.bindings().mail()?.delete(names.clone()).await?;
    pod.opened.blobs.forget(pod, &names)
}

/// Removes all blobs of the pod.
pub async fn erase(pod: &Pod) -> Result<u64> {
    let (bucket, prefix, mut removed) = (pod.bindings().mail()?, format!("{}/", pod.id()), 0);
    loop {
        let names = bucket.list(&prefix).await?;
        if names.is_empty() {
            return Ok(removed);
        }
        removed += names.len() as u64;
        bucket.delete(names).await?;
    }
}
