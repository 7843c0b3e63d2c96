//! What can go wrong with a session, and what to do about it.

use crate::model::{Failure, FailureKind};
use crate::wire::WireError;

/// A failed IMAP operation.
///
/// Messages start in lower case, carry no full stop and never contain text from the server: that
/// is untrusted and travels in its own field, bounded and made visible.
#[derive(Debug, thiserror::Error)]
pub enum ImapError {
    #[error(transparent)]
    Wire(#[from] WireError),
    /// What answers is not an IMAP server.
    #[error("not an IMAP server")]
    NotImap,
    /// An IMAP server of a kind that is not spoken here; the text is ours.
    #[error("the server needs {0}")]
    Unsupported(&'static str),
    /// STARTTLS is wanted and not offered, refused, or made impossible. Nothing secret was sent.
    #[error("the server offers no encryption")]
    NoEncryption,
    /// The server forbids LOGIN and offers nothing else that is spoken here.
    #[error("no common way to log in")]
    NoLoginMethod { offered: Vec<String> },
    /// The server wants a login and there is no password or token.
    #[error("a password is needed")]
    NeedsSecret,
    /// The login was refused. Ask the user; do not retry.
    #[error("login refused")]
    LoginRefused { server_text: String },
    /// No login at the moment (RFC 5530 UNAVAILABLE and the like); later it may work.
    #[error("no login at the moment")]
    Unavailable { server_text: String },
    /// Tagged NO or BAD (RFC 3501 §7.1): this command was refused, the session lives.
    #[error("the server refused {command}")]
    Refused { command: &'static str, server_text: String },
    /// NO with a reason that has a name (RFC 5530); the session lives.
    #[error("the server does not allow it")]
    Denied { denial: Denial, server_text: String },
    /// BYE: the server ends the connection (RFC 3501 §7.1.5).
    #[error("the server said goodbye")]
    Bye { server_text: String },
    /// The answer was not IMAP, or out of step. Drop the session.
    #[error("cannot use the server's answer to {command}")]
    Protocol { command: &'static str },
    /// UIDVALIDITY changed (RFC 3501 §2.3.1.1) or the numbering broke: open the mailbox again.
    #[error("the mailbox was rebuilt on the server")]
    MailboxRebuilt,
    #[error("the message is gone")]
    MessageGone,
    /// A search found more messages than are held at once.
    #[error("too many messages")]
    TooMany,
    /// The session is look-only; nothing was sent.
    #[error("look-only")]
    LookOnly,
    /// The mailbox can only be read; nothing was sent.
    #[error("read-only")]
    ReadOnly,
    /// The mailbox keeps no such flag or keyword (RFC 3501 §7.1 PERMANENTFLAGS); nothing was sent.
    #[error("not a permanent flag")]
    NotPermanent,
    /// An argument holds what no command may carry (CR, LF, NUL); nothing was sent.
    #[error("the {0} holds characters that cannot be sent")]
    BadArgument(&'static str),
}

/// Why a server does not do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    OverQuota,
    /// The server takes no message of this size (RFC 4469 §4.2, RFC 7889 §4).
    TooBig,
    /// The mailbox to put messages in.
    NoFolder,
    /// To do this command.
    NoRight(&'static str),
    /// A mailbox of this name.
    Exists,
    /// The mailbox to rename or delete.
    Gone,
    /// It makes no mailbox for this special use.
    NoUse,
    /// Others took some of its messages away meanwhile (RFC 5530 §3 EXPUNGEISSUED).
    Expunged,
}

/// What a worker does with its session after an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovery {
    KeepSession,
    Reconnect,
    AskUser,
    /// Trying again cannot help until something is changed.
    Stop,
}

impl ImapError {
    /// The single place that decides whether a session survives an error.
    pub fn recovery(&self) -> Recovery {
        match self {
            Self::Refused { .. }
            | Self::MailboxRebuilt
            | Self::MessageGone
            | Self::TooMany
            | Self::Denied { .. }
            | Self::LookOnly
            | Self::ReadOnly
            | Self::NotPermanent
            | Self::BadArgument(_) => Recovery::KeepSession,
            Self::Bye { .. } | Self::Protocol { .. } | Self::Unavailable { .. } => {
                Recovery::Reconnect
            }
            Self::LoginRefused { .. } | Self::NeedsSecret => Recovery::AskUser,
            Self::NotImap
            | Self::Unsupported(_)
            | Self::NoEncryption
            | Self::NoLoginMethod { .. } => Recovery::Stop,
            Self::Wire(error) => wire_recovery(error),
        }
    }

    /// Whether we refused by ourselves: not a byte of the command was sent.
    pub fn is_local(&self) -> bool {
        matches!(
            self,
            Self::LookOnly
                | Self::ReadOnly
                | Self::NotPermanent
                | Self::BadArgument(_)
                | Self::Wire(WireError::LookOnly { .. })
        )
    }

    /// The failure in whole sentences, for the window.
    pub fn to_failure(&self, host: &str, port: u16) -> Failure {
        if let Self::Wire(error) = self {
            return error.to_failure(host, port);
        }
        let text = match self {
            Self::LoginRefused { server_text }
            | Self::Unavailable { server_text }
            | Self::Refused { server_text, .. }
            | Self::Denied { server_text, .. }
            | Self::Bye { server_text } => Some(server_text.clone()).filter(|t| !t.is_empty()),
            _ => None,
        };
        Failure::new(self.kind(), self.sentence(host, port)).with_server_text(text)
    }

    fn kind(&self) -> FailureKind {
        match self {
            Self::Wire(_) | Self::Protocol { .. } | Self::Unsupported(_) => FailureKind::Protocol,
            Self::NotImap => FailureKind::NotImap,
            Self::NoEncryption => FailureKind::Tls,
            Self::NoLoginMethod { .. } | Self::NeedsSecret | Self::LoginRefused { .. } => {
                FailureKind::LoginRefused
            }
            Self::Refused { .. }
            | Self::Denied { .. }
            | Self::TooMany
            | Self::ReadOnly
            | Self::NotPermanent
            | Self::BadArgument(_) => FailureKind::Refused,
            Self::Bye { .. } | Self::Unavailable { .. } => FailureKind::Disconnected,
            Self::MailboxRebuilt => FailureKind::MailboxRebuilt,
            Self::MessageGone => FailureKind::MessageGone,
            Self::LookOnly => FailureKind::LookOnly,
        }
    }

    fn sentence(&self, host: &str, port: u16) -> String {
        match self {
            Self::Wire(_) => String::new(), // Said by the wire itself, see `to_failure`.
            Self::NotImap => format!(
                "Something answers at {host}, port {port}, but it is not an IMAP server. Check \
                 the server name and the port."
            ),
            Self::Unsupported(what) => {
                format!("{host} needs {what}, which mailpane does not speak.")
            }
            Self::NoEncryption => format!(
                "{host} offers no encryption at port {port}, so nothing was sent. Use TLS on \
                 port 993, or ask whoever runs the server."
            ),
            Self::NoLoginMethod { offered } if offered.is_empty() => format!(
                "{host} does not allow a login on this connection. Choose TLS or STARTTLS as \
                 security."
            ),
            Self::NoLoginMethod { offered } => format!(
                "{host} does not accept a login of this kind. It offers: {}.",
                offered.iter().take(12).map(String::as_str).collect::<Vec<_>>().join(", ")
            ),
            Self::NeedsSecret => format!("{host} asks for a password."),
            Self::LoginRefused { .. } => {
                format!("{host} refused the login. Check the user name and the password.")
            }
            Self::Unavailable { .. } => {
                format!("{host} cannot log you in at the moment. Try again later.")
            }
            Self::Refused { command, .. } => format!("{host} refused to {}.", plain_words(command)),
            Self::Denied { denial: Denial::OverQuota, .. } => {
                format!("{host} has no room left for these messages.")
            }
            Self::Denied { denial: Denial::TooBig, .. } => {
                format!("{host} takes no message of this size.")
            }
            Self::Denied { denial: Denial::NoFolder, .. } => {
                "The folder to put the messages in is not there any more.".to_owned()
            }
            Self::Denied { denial: Denial::NoRight(command), .. } => {
                format!("{host} gives this account no right to {}.", plain_words(command))
            }
            Self::Denied { denial: Denial::Exists, .. } => {
                "There is a folder of this name already.".to_owned()
            }
            Self::Denied { denial: Denial::Gone, .. } => {
                "This folder is not there any more.".to_owned()
            }
            Self::Denied { denial: Denial::NoUse, .. } => {
                format!("{host} does not make a folder for this use.")
            }
            Self::Denied { denial: Denial::Expunged, .. } => {
                "Messages were taken out of this folder at the same time. Try again.".to_owned()
            }
            Self::ReadOnly => "This folder can be read, but not changed.".to_owned(),
            Self::NotPermanent => "This folder does not keep such a mark.".to_owned(),
            Self::Bye { .. } => format!("{host} ended the connection."),
            Self::Protocol { .. } => {
                format!("{host} answered in a way that is not IMAP. The connection was dropped.")
            }
            Self::MailboxRebuilt => {
                "The folder was changed on the server in a way that needs it read again.".to_owned()
            }
            Self::MessageGone => "The message is no longer in this folder.".to_owned(),
            Self::TooMany => format!(
                "{host} named more than 2,000,000 messages, which is more than can be handled at \
                 once. Choose fewer."
            ),
            Self::LookOnly => {
                "This account is set to look only, so nothing on the server is changed.".to_owned()
            }
            Self::BadArgument(what) => {
                format!("The {what} holds characters that cannot be sent to a server.")
            }
        }
    }
}

fn wire_recovery(error: &WireError) -> Recovery {
    match error {
        WireError::CertificateExpired
        | WireError::CertificateWrongName
        | WireError::CertificateUnknownIssuer
        | WireError::CertificateChanged { .. }
        | WireError::TlsTooOld
        | WireError::InjectedBeforeTls
        | WireError::Killed => Recovery::Stop,
        WireError::UnknownHost
        | WireError::Refused
        | WireError::Unreachable(_)
        | WireError::ConnectTimeout { .. }
        | WireError::Tls(_)
        | WireError::Silence { .. }
        | WireError::Deadline { .. }
        | WireError::Closed
        | WireError::Io(_)
        | WireError::Limit(_)
        | WireError::Compression
        | WireError::Tunnel { .. } => Recovery::Reconnect,
        WireError::LookOnly { .. } => Recovery::KeepSession,
    }
}

/// What a command does, for a sentence that begins with "refused to".
fn plain_words(command: &str) -> &'static str {
    match command {
        "SELECT" | "EXAMINE" => "open this folder",
        "LIST" => "list the folders",
        "FETCH" => "send the messages",
        "STORE" => "change the flags",
        "COPY" => "copy the messages",
        "APPEND" => "take the messages",
        "MOVE" => "move the messages",
        "EXPUNGE" => "take the messages away",
        "CREATE" => "create the folder",
        "RENAME" => "rename the folder",
        "DELETE" => "delete the folder",
        "SUBSCRIBE" | "UNSUBSCRIBE" => "change the subscription",
        "SEARCH" => "search this folder",
        "STATUS" => "count the unread messages",
        "SETACL" | "DELETEACL" => "change who may use this folder",
        _ => "do this",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_words_stay_apart_from_ours() {
        let error = ImapError::LoginRefused { server_text: "go away".to_owned() };
        let failure = error.to_failure("mail.example", 993);
        assert_eq!(failure.kind, FailureKind::LoginRefused);
        assert!(!failure.sentence.contains("go away"), "{}", failure.sentence);
        assert_eq!(failure.server_text.as_deref(), Some("go away"));
    }

    #[test]
    fn a_refused_login_is_never_tried_again_alone() {
        let refused = ImapError::LoginRefused { server_text: String::new() };
        assert_eq!(refused.recovery(), Recovery::AskUser);
        assert_eq!(ImapError::NoEncryption.recovery(), Recovery::Stop);
        assert_eq!(ImapError::Wire(WireError::Closed).recovery(), Recovery::Reconnect);
        assert_eq!(ImapError::MessageGone.recovery(), Recovery::KeepSession);
    }
}
