//! What can go wrong below the protocol, and the sentences that say so.

use std::io;
use std::time::Duration;

use crate::model::{Failure, FailureKind};

/// A failed connection. Only [`WireError::Limit`] with `"nesting"` and
/// [`WireError::LookOnly`] leave it usable.
///
/// Messages start in lower case, carry no full stop and never contain text from the server.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    #[error("unknown host")]
    UnknownHost,
    #[error("connection refused")]
    Refused,
    #[error("server not reachable")]
    Unreachable(#[source] io::Error),
    /// No address answered the TCP handshake.
    #[error("no connection within {} s", .limit.as_secs())]
    ConnectTimeout { limit: Duration },
    /// The certificate is past its last day, or before its first.
    #[error("certificate expired or not valid yet")]
    CertificateExpired,
    #[error("certificate belongs to another name")]
    CertificateWrongName,
    /// Signed by nobody the system or the account trusts; also a self-signed one.
    #[error("certificate from an unknown issuer")]
    CertificateUnknownIssuer,
    /// Not the pinned certificate. Nothing was sent to the server.
    #[error("certificate is not the pinned one")]
    CertificateChanged { sha256: [u8; 32] },
    /// TLS failed in another way; the text is ours or the TLS library's.
    #[error("TLS failed: {0}")]
    Tls(String),
    /// The server offers nothing newer than TLS 1.1.
    #[error("server only speaks TLS older than 1.2")]
    TlsTooOld,
    /// No byte arrived within the limit.
    #[error("no answer within {} s", .limit.as_secs())]
    Silence { limit: Duration },
    /// Bytes arrived, but the step took too long.
    #[error("not done within {} s", .limit.as_secs())]
    Deadline { limit: Duration },
    #[error("connection closed by the server")]
    Closed,
    /// Our own [`KillSwitch`](super::KillSwitch) was thrown.
    #[error("connection ended by the program")]
    Killed,
    #[error("connection lost")]
    Io(#[source] io::Error),
    /// The server broke one of our limits: `"line"`, `"literal"`, `"response"` or `"nesting"`.
    ///
    /// After `"nesting"` the response is read to its end and dropped, and the connection is in
    /// step; after the others it is lost.
    #[error("answer too large: {0}")]
    Limit(&'static str),
    /// Bytes came between the OK to STARTTLS and TLS: somebody on the way put them there.
    #[error("unprotected bytes before TLS")]
    InjectedBeforeTls,
    /// What the server sent after COMPRESS (RFC 4978) is not deflate.
    #[error("compressed bytes cannot be read")]
    Compression,
    /// The connection is for looking only, and this command could change something; nothing was
    /// sent.
    #[error("look-only")]
    LookOnly { command: String },
    /// The tunnel command could not run, or ended.
    #[error("tunnel failed")]
    Tunnel {
        /// A whole sentence of ours.
        sentence: String,
        /// What the command wrote to stderr: untrusted, at most 4 KiB, the end of it.
        stderr: String,
    },
}

impl WireError {
    /// Whether the connection is still in step after this error.
    pub fn keeps_connection(&self) -> bool {
        matches!(self, Self::Limit("nesting") | Self::LookOnly { .. })
    }

    /// Whole sentences that say what happened and what to do. `host` is empty for a tunnel.
    pub fn to_failure(&self, host: &str, port: u16) -> Failure {
        let sentence = if host.is_empty() {
            capitalised(&self.sentence("the server", port))
        } else {
            self.sentence(host, port)
        };
        let failure = Failure::new(self.kind(), sentence);
        match self {
            Self::Tunnel { stderr, .. } => failure.with_server_text(presentable(stderr)),
            _ => failure,
        }
    }

    fn kind(&self) -> FailureKind {
        match self {
            Self::UnknownHost => FailureKind::UnknownHost,
            Self::Refused => FailureKind::ConnectionRefused,
            Self::ConnectTimeout { .. } | Self::Silence { .. } | Self::Deadline { .. } => {
                FailureKind::Timeout
            }
            Self::CertificateExpired => FailureKind::CertificateExpired,
            Self::CertificateWrongName => FailureKind::CertificateWrongName,
            Self::CertificateUnknownIssuer => FailureKind::CertificateUnknownIssuer,
            Self::CertificateChanged { .. } => FailureKind::CertificateChanged,
            Self::Tls(_) | Self::TlsTooOld | Self::InjectedBeforeTls => FailureKind::Tls,
            Self::Unreachable(_) | Self::Closed | Self::Io(_) => FailureKind::Disconnected,
            Self::Killed => FailureKind::Cancelled,
            Self::Limit(_) | Self::Compression => FailureKind::Protocol,
            Self::LookOnly { .. } => FailureKind::LookOnly,
            Self::Tunnel { .. } => FailureKind::Command,
        }
    }

    fn sentence(&self, host: &str, port: u16) -> String {
        match self {
            Self::UnknownHost => format!(
                "No server named “{host}” was found. Check the server name and your network \
                 connection."
            ),
            Self::Refused => format!(
                "{host} refuses connections at port {port}. Check the port and the security \
                 setting, or try again later."
            ),
            Self::Unreachable(_) => {
                format!("{host} cannot be reached. Check your network connection.")
            }
            Self::ConnectTimeout { limit } => format!(
                "{host} did not answer at port {port} within {}. Check the server name, the port \
                 and your network connection.",
                seconds(*limit)
            ),
            Self::CertificateExpired => format!(
                "The certificate of {host} has expired or is not valid yet. Check this computer's \
                 clock; if it is right, tell whoever runs the server."
            ),
            Self::CertificateWrongName => format!(
                "The certificate that the server showed is not for {host}. Check the server name; \
                 if it is right, someone may be posing as the server."
            ),
            Self::CertificateUnknownIssuer => format!(
                "The certificate of {host} is signed by nobody this computer trusts. If the \
                 server is your own or your company's, name its CA file in the account; if not, \
                 someone may be posing as the server."
            ),
            Self::CertificateChanged { sha256 } => format!(
                "The certificate of {host} is not the one accepted for this account, so nothing \
                 was sent. If the change was announced, accept the new one; its SHA-256 is {}.",
                hex(sha256)
            ),
            Self::Tls(reason) => format!(
                "No protected connection to {host} could be made ({reason}). Check the port and \
                 the security setting."
            ),
            Self::TlsTooOld => format!(
                "{host} only offers TLS 1.0 or 1.1, which is not safe any more. Whoever runs the \
                 server needs to turn on TLS 1.2 or newer."
            ),
            Self::Silence { limit } => format!(
                "{host} sent nothing for {}. The server or the network may be overloaded; try \
                 again later.",
                seconds(*limit)
            ),
            Self::Deadline { limit } => format!(
                "{host} took longer than {} for one answer. The server or the network may be \
                 overloaded; try again later.",
                seconds(*limit)
            ),
            Self::Closed => format!("{host} closed the connection. Try again."),
            Self::Killed => "The connection was ended.".to_owned(),
            Self::Io(_) => format!("The connection to {host} was lost. Try again."),
            Self::Limit(_) => format!(
                "{host} sent an answer larger than a mail server has reason to send. The \
                 connection was dropped."
            ),
            Self::InjectedBeforeTls => format!(
                "Someone between you and {host} put bytes of their own before the protected \
                 connection. Nothing was sent. Use TLS on port 993, or another network."
            ),
            Self::Compression => format!(
                "{host} sent compressed data that cannot be read. The connection was dropped."
            ),
            Self::LookOnly { command } => format!(
                "This account is for looking only, so {command} was not sent to {host}. Unlock the \
                 account to change something."
            ),
            Self::Tunnel { sentence, .. } => sentence.clone(),
        }
    }
}

fn seconds(limit: Duration) -> String {
    match limit.as_secs() {
        1 => "1 second".to_owned(),
        0 => format!("{} milliseconds", limit.as_millis()),
        n => format!("{n} seconds"),
    }
}

fn capitalised(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Foreign text as [`Failure::server_text`] wants it: at most 1,024 bytes, no control characters.
fn presentable(text: &str) -> Option<String> {
    const LIMIT_BYTES: usize = 1024;
    let mut clean = String::new();
    for word in text.split(|c: char| c.is_control() || c == ' ').filter(|word| !word.is_empty()) {
        if clean.len() + 1 + word.len() > LIMIT_BYTES {
            break;
        }
        if !clean.is_empty() {
            clean.push(' ');
        }
        clean.push_str(word);
    }
    (!clean.is_empty()).then_some(clean)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_certificate_failures_have_different_kinds_and_sentences() {
        let errors = [
            WireError::CertificateExpired,
            WireError::CertificateWrongName,
            WireError::CertificateUnknownIssuer,
            WireError::CertificateChanged { sha256: [0xab; 32] },
        ];
        let failures: Vec<_> = errors.iter().map(|e| e.to_failure("mail.test", 993)).collect();
        for (index, one) in failures.iter().enumerate() {
            assert!(one.sentence.contains("mail.test"));
            for other in failures.iter().skip(index + 1) {
                assert_ne!(one.kind, other.kind);
                assert_ne!(one.sentence, other.sentence);
            }
        }
    }

    #[test]
    fn what_a_tunnel_wrote_is_cleaned_before_it_is_shown() {
        let stderr = format!("ssh:\u{1b}[31m no\r\nroute {}", "x".repeat(5000));
        let error = WireError::Tunnel { sentence: "The tunnel command ended.".into(), stderr };
        let failure = error.to_failure("", 0);
        assert_eq!(failure.kind, FailureKind::Command);
        assert_eq!(failure.sentence, "The tunnel command ended.");
        assert_eq!(failure.server_text.unwrap(), "ssh: [31m no route");
    }

    #[test]
    fn a_server_without_a_name_is_the_server() {
        let failure = WireError::Closed.to_failure("", 0);
        assert_eq!(failure.sentence, "The server closed the connection. Try again.");
    }

    #[test]
    fn only_nesting_leaves_the_connection_in_step() {
        assert!(WireError::Limit("nesting").keeps_connection());
        assert!(!WireError::Limit("line").keeps_connection());
        assert!(!WireError::Closed.keeps_connection());
    }
}
