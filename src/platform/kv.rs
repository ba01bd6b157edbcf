//! KV.

use std::sync::Arc;

use worker::kv::KvStore;
use worker::send::SendFuture;

use super::Cost;
use crate::error::Result;

/// A KV namespace. KV is eventually consistent: a read can return an old value, or none. So give each value a new name, and read no name
/// before its put has ended.
pub struct Namespace {
    inner: KvStore,
    cost: Arc<Cost>,
}

impl Namespace {
    pub(super) fn new(inner: KvStore, cost: Arc<Cost>) -> Self {
        Self { inner, cost }
    }

    /// Stores a value under a name.
    pub async fn put(&self, name: &str, value: &[u8]) -> Result<()> {
        Cost::count(&self.cost.values);
        let put = async { Ok::<_, worker::Error>(self.inner.put_bytes(name, value)?.execute().await?) };
        Ok(SendFuture::new(put).await?)
    }

    /// The value of a name.
    pub async fn get(&self, name: &str) -> Result<Option<Vec<u8>>> {
        Cost::count(&self.cost.values);
        let get = async { Ok::<_, worker::Error>(self.inner.get(name).bytes().await?) };
        Ok(SendFuture::new(get).await?)
    }

    /// Removes a value. One that does not exist is no error.
    pub async fn delete(&self, name: &str) -> Result<()> {
        Cost::count(&self.cost.values);
        let delete = async { Ok::<_, worker::Error>(self.inner.delete(name).await?) };
        Ok(SendFuture::new(delete).await?)
    }
}
