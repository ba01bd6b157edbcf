//! R2.

use std::sync::Arc;

use futures_util::{Stream, StreamExt};
use worker::send::SendFuture;
use worker::{FixedLengthStream, Range};

use super::Cost;
use super::http::OneThread;
use crate::error::{Error, Result};

/// A bucket of large values.
#[derive(Clone)]
pub struct Bucket {
    inner: Arc<worker::Bucket>,
    cost: Arc<Cost>,
}

impl Bucket {
    pub(super) fn new(inner: worker::Bucket, cost: Arc<Cost>) -> Self {
        Self { inner: Arc::new(inner), cost }
    }

    /// Stores a value under a name.
    pub async fn put(&self, name: &str, value: Vec<u8>) -> Result<()> {
        Cost::count(&self.cost.bucket);
        SendFuture::new(async { self.inner.put(name, value).execute().await }).await?;
        Ok(())
    }

    /// Stores `length` bytes as they come.
    pub async fn put_stream(
        &self,
        name: &str,
        value: impl Stream<Item = Result<Vec<u8>>> + Send + 'static,
        length: u64,
    ) -> Result<()> {
        Cost::count(&self.cost.bucket);
        let value = value.map(|chunk| chunk.map_err(|error| worker::Error::RustError(error.to_string())));
        let stream = FixedLengthStream::wrap(value, length);
        SendFuture::new(async { self.inner.put(name, stream).execute().await }).await?;
        Ok(())
    }

    /// Streams `length` bytes from `offset` on.
    pub async fn get(
        &self,
        name: &str,
        offset: u64,
        length: u64,
    ) -> Result<impl Stream<Item = Result<Vec<u8>>> + Send + use<>> {
        Cost::count(&self.cost.bucket);
        let range = Range::OffsetWithLength { offset, length };
        let stream = SendFuture::new(async {
            let Some(object) = self.inner.get(name).range(range).execute().await? else { return Ok(None) };
            let stream = object.body().ok_or("a blob has no body")?.stream()?;
            Ok::<_, worker::Error>(Some(OneThread(stream)))
        });
        let stream = stream.await?.ok_or_else(|| Error::unreadable("a blob is missing from the bucket"))?;
        Ok(stream.map(|chunk| chunk.map_err(Error::from)))
    }

    /// The length of a value, if there is one under that name.
    pub async fn length(&self, name: &str) -> Result<Option<u64>> {
        Cost::count(&self.cost.bucket);
        let object = SendFuture::new(async { self.inner.head(name).await }).await?;
        Ok(object.map(|object| object.size()))
    }

    /// A value that is text, if there is one under that name.
    pub async fn text(&self, name: &str) -> Result<Option<String>> {
        Cost::count(&self.cost.bucket);
        let text = SendFuture::new(async {
            match self.inner.get(name).execute().await? {
                Some(object) => object.body().ok_or("a value has no body")?.text().await.map(Some),
                None => Ok::<_, worker::Error>(None),
            }
        });
        Ok(text.await?)
    }

    /// Removes values. Those that do not exist are no error.
    pub async fn delete(&self, names: Vec<String>) -> Result<()> {
        Cost::count(&self.cost.bucket);
        Ok(SendFuture::new(async { self.inner.delete_multiple(names).await }).await?)
    }

    /// Up to 1,000 names that begin with a prefix.
    pub async fn list(&self, prefix: &str) -> Result<Vec<String>> {
        Cost::count(&self.cost.bucket);
        let listed = SendFuture::new(async { self.inner.list().prefix(prefix).execute().await }).await?;
        Ok(listed.objects().iter().map(worker::Object::key).collect())
    }
}
