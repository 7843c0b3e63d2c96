//! Messages that lie somewhere else and are read when they are asked for.

use std::sync::Arc;

/// Where such messages come from, by a number that the source chose. Numbers stay.
pub trait MessageSource: std::fmt::Debug + Send + Sync {
    /// The whole message as RFC 5322 bytes; a message in words where it cannot be read any more.
    fn message(&self, number: u32) -> Arc<[u8]>;

    /// Its header, with the empty line behind it where there is one.
    fn header(&self, number: u32) -> Vec<u8>;
}

/// One message of a source.
#[derive(Clone, Debug)]
pub struct Placed {
    pub number: u32,
    /// Bytes of the whole message.
    pub size_bytes: usize,
    /// INTERNALDATE in seconds since 1970, UTC.
    pub date_s: i64,
}
