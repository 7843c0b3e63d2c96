//! What is known about an account's connection, in the words the window shows.

use std::sync::Arc;

use super::Failure;

/// Bytes and waits since the account was opened, over all its connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Bytes from the server, below TLS where they can be counted there.
    pub bytes_in: u64,
    pub bytes_out: u64,
    /// Times the program had to wait for the server: the TCP handshake is 1, each flight of the
    /// TLS handshake 1, then each write that follows a read 1.
    pub round_trips: u64,
}

/// What a connection is used for at a moment: what its traffic is counted as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Everything up to the login's answer: also the TCP and TLS handshakes.
    #[default]
    Connect,
    /// Rows of a list: counts, envelopes, flags, order.
    Rows,
    /// What a message says.
    Text,
    Attachments,
    /// The list of mailboxes and their counts.
    Folders,
    /// Being told of new mail: IDLE, or a poll in its place.
    Watch,
    Other,
}

impl Purpose {
    /// In the order in which people read them: what they asked for first.
    pub const ALL: [Self; 7] = [
        Self::Rows,
        Self::Text,
        Self::Attachments,
        Self::Folders,
        Self::Connect,
        Self::Watch,
        Self::Other,
    ];

    /// Words for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Connect => "Connecting",
            Self::Rows => "Rows",
            Self::Text => "Message text",
            Self::Attachments => "Attachments",
            Self::Folders => "Folder list",
            Self::Watch => "Listening for new mail",
            Self::Other => "Other",
        }
    }
}

/// A [`Traffic`] for each [`Purpose`]; together they are the traffic of the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrafficByPurpose([Traffic; Purpose::ALL.len()]);

impl TrafficByPurpose {
    pub fn new(mut of: impl FnMut(Purpose) -> Traffic) -> Self {
        let mut all = Self::default();
        for purpose in Purpose::ALL {
            if let Some(traffic) = all.0.get_mut(purpose as usize) {
                *traffic = of(purpose);
            }
        }
        all
    }

    pub fn get(&self, purpose: Purpose) -> Traffic {
        self.0.get(purpose as usize).copied().unwrap_or_default()
    }

    /// Each purpose with its traffic, in the order of [`Purpose::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Purpose, Traffic)> + '_ {
        Purpose::ALL.into_iter().map(|purpose| (purpose, self.get(purpose)))
    }

    /// The sum of all purposes.
    pub fn total(&self) -> Traffic {
        self.iter().fold(Traffic::default(), |sum, (_, traffic)| Traffic {
            bytes_in: sum.bytes_in.saturating_add(traffic.bytes_in),
            bytes_out: sum.bytes_out.saturating_add(traffic.bytes_out),
            round_trips: sum.round_trips.saturating_add(traffic.round_trips),
        })
    }
}

/// The certificate a server showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateSummary {
    pub sha256: [u8; 32],
}

/// What a login found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConnectionInfo {
    /// `"TLSv1.3"` and the like; `None` without TLS or where it cannot be told.
    pub tls_version: Option<String>,
    pub certificate: Option<CertificateSummary>,
    /// Capabilities after login, upper case (RFC 3501 §7.2.1).
    pub capabilities: Vec<String>,
    /// The server's own name (RFC 2971), bounded and without control characters.
    pub server_name: Option<String>,
    /// One round trip in milliseconds, measured on the first command.
    pub round_trip_ms: Option<u32>,
    /// `"tcp"` where bytes are counted below TLS, else `"tls"`.
    pub layer: &'static str,
}

impl ConnectionInfo {
    /// Whether a mailbox can be made for a special use (RFC 6154 §3).
    pub fn makes_special_mailboxes(&self) -> bool {
        self.capabilities.iter().any(|held| held == "CREATE-SPECIAL-USE")
    }
}

/// Where an account's command connection is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ConnectionState {
    /// Not connected, and nothing under way.
    #[default]
    Offline,
    Connecting,
    LoggingIn,
    /// Waiting for the user to type the password. `failure` says why the last one did not do.
    NeedsSecret {
        failure: Option<Failure>,
    },
    Ready(Arc<ConnectionInfo>),
    /// It failed; tried again by itself after `retry_in_secs`, or never where `None`.
    Failed {
        failure: Failure,
        retry_in_secs: Option<u32>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_purpose_has_its_own_traffic_words_and_place() {
        let bytes = |purpose: Purpose| purpose.label().len() as u64;
        let by_purpose = TrafficByPurpose::new(|purpose| Traffic {
            bytes_in: bytes(purpose),
            bytes_out: 2,
            round_trips: 1,
        });
        for purpose in Purpose::ALL {
            assert_eq!(by_purpose.get(purpose).bytes_in, bytes(purpose), "{purpose:?}");
        }
        let words: Vec<_> = by_purpose.iter().map(|(purpose, _)| purpose.label()).collect();
        assert_eq!(
            words,
            [
                "Rows",
                "Message text",
                "Attachments",
                "Folder list",
                "Connecting",
                "Listening for new mail",
                "Other"
            ]
        );
        let letters = words.iter().map(|word| word.len() as u64).sum();
        let total = Traffic { bytes_in: letters, bytes_out: 14, round_trips: 7 };
        assert_eq!(by_purpose.total(), total);
    }
}
