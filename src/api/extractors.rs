//! Which operations read the query: known by the arguments of their handlers.

use axum::http::{HeaderMap, Method};

use crate::edge::admin::Operator;
use crate::edge::{AccountCaller, AnyCaller, BackupCaller, Edge, Origin};
use crate::pod::Pod;
use crate::pod::import::CalendarText;
use crate::wire::{Body, BodyOrForm, BodyOrItems, Path, Query};

/// An argument of a handler.
pub trait Extractor {
    /// Whether it reads the query, and thereby notices what is unknown there.
    const READS_QUERY: bool = false;
}

impl<T> Extractor for Query<T> {
    const READS_QUERY: bool = true;
}

impl<T: Extractor, E> Extractor for Result<T, E> {
    const READS_QUERY: bool = T::READS_QUERY;
}

impl<T> Extractor for Body<T> {}
impl<T> Extractor for BodyOrForm<T> {}
impl<T> Extractor for BodyOrItems<T> {}
impl<T> Extractor for Path<T> {}

macro_rules! extractors {
    ($($extractor:ty),*) => { $(impl Extractor for $extractor {})* };
}

extractors!(AccountCaller, AnyCaller, BackupCaller, CalendarText, Edge, HeaderMap, Method, Operator, Origin, Pod);

/// All arguments of a handler, behind axum's marker.
pub trait Extractors {
    /// Whether one of them reads the query.
    const READ_QUERY: bool;
}

macro_rules! arguments {
    ($($argument:ident)*) => {
        impl<M, $($argument: Extractor),*> Extractors for (M, $($argument,)*) {
            const READ_QUERY: bool = false $(|| $argument::READS_QUERY)*;
        }
    };
}

arguments!();
arguments!(A);
arguments!(A B);
arguments!(A B C);
arguments!(A B C D);
arguments!(A B C D E);
arguments!(A B C D E F);
