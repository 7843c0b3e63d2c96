//! What an account has sent and received, as the meter shows it.

use crate::model::TrafficByPurpose;

/// Counters of one account. How fast they grow is seen by whoever looks at them.
#[derive(Clone, Debug, Default)]
pub struct TrafficView {
    pub by_purpose: TrafficByPurpose,
    /// Bytes that compression kept off the wire.
    pub compression_saved_bytes: u64,
}
