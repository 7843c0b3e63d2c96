//! A failure in words.

/// What kind of thing went wrong; the UI puts it next to the field that caused it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    UnknownHost,
    ConnectionRefused,
    Timeout,
    CertificateExpired,
    CertificateWrongName,
    CertificateUnknownIssuer,
    /// The certificate is not the one pinned for the account.
    CertificateChanged,
    /// TLS failed in another way, or is not offered.
    Tls,
    LoginRefused,
    /// Something answers at that port, but it does not speak IMAP.
    NotImap,
    /// The server closed the connection or the line was cut.
    Disconnected,
    /// The server's answer breaks the protocol or a limit of ours.
    Protocol,
    /// Tagged NO or BAD: the server understood and does not want to.
    Refused,
    /// UIDVALIDITY changed: the mailbox was rebuilt (RFC 3501 §2.3.1.1).
    MailboxRebuilt,
    /// The message is no longer there.
    MessageGone,
    /// The account is look-only.
    LookOnly,
    /// The tunnel or secret command could not run or failed.
    Command,
    Keyring,
    /// Reading or writing a local file.
    File,
    /// The user stopped it.
    Cancelled,
}

/// One failure: what happened and what to do, and the server's own words apart from ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub kind: FailureKind,
    /// A whole sentence or two in plain words; never text from the server.
    pub sentence: String,
    /// The server's words: untrusted, at most 1,024 bytes, no control characters; shown marked as
    /// the server's.
    pub server_text: Option<String>,
}

impl Failure {
    pub fn new(kind: FailureKind, sentence: impl Into<String>) -> Self {
        Self { kind, sentence: sentence.into(), server_text: None }
    }

    #[must_use]
    pub fn with_server_text(mut self, text: Option<String>) -> Self {
        self.server_text = text;
        self
    }
}
