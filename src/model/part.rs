//! The tree of parts of a message: what BODYSTRUCTURE says (RFC 3501 §7.4.2), before any byte of
//! a part was fetched.

/// Where a part stands in its message, as FETCH names it (`1.2.3`, RFC 3501 §6.4.5).
///
/// Empty means the whole message. A message that is not multipart has one part, `1`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartId(pub Vec<u32>);

impl std::fmt::Display for PartId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, number) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            write!(f, "{number}")?;
        }
        Ok(())
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Disposition {
    #[default]
    Unspecified,
    Inline,
    Attachment,
}

/// Content-Transfer-Encoding (RFC 2045 §6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TransferEncoding {
    /// 7bit, 8bit, binary, or none given.
    #[default]
    Identity,
    Base64,
    QuotedPrintable,
    /// Something else: saved as it is.
    Unknown,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// Not multipart, not a nested message.
    Leaf,
    /// `multipart/…` with its parts in order.
    Multipart(Vec<Part>),
    /// `message/rfc822` or `message/global`: the one part inside, where the server told.
    Message(Option<Box<Part>>),
}

/// One part of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub id: PartId,
    /// `type/subtype` in lower case; `application/octet-stream` where unreadable.
    pub media_type: String,
    /// As announced, lower case; `None` where none was.
    pub charset: Option<String>,
    /// The decoded name, made visible but not made safe for a disk ([`crate::mime`] does that).
    pub file_name: Option<String>,
    /// Content-ID without `<>` (RFC 2045 §7).
    pub content_id: Option<String>,
    /// Content-Location as written (RFC 2557 §4).
    pub content_location: Option<String>,
    /// Of `multipart/related`: the Content-ID of the part to begin with, without `<>` (RFC 2387 §3.2).
    pub start: Option<String>,
    pub disposition: Disposition,
    pub encoding: TransferEncoding,
    /// Bytes as encoded for transport.
    pub size_bytes: u64,
    /// `format=flowed`, `delsp=yes` (RFC 3676).
    pub flowed: bool,
    pub delsp: bool,
    pub kind: PartKind,
}

impl Part {
    /// A part of which no more is known than where it stands and what it is.
    pub fn new(id: PartId, media_type: &str) -> Self {
        Self {
            id,
            media_type: media_type.to_owned(),
            charset: None,
            file_name: None,
            content_id: None,
            content_location: None,
            start: None,
            disposition: Disposition::Unspecified,
            encoding: TransferEncoding::Identity,
            size_bytes: 0,
            flowed: false,
            delsp: false,
            kind: PartKind::Leaf,
        }
    }

    /// Finds a part that can be fetched by its place. A loop, because the depth is the sender's
    /// choice.
    pub fn find(&self, id: &PartId) -> Option<&Self> {
        let mut waiting = vec![self];
        while let Some(part) = waiting.pop() {
            if part.id == *id && !matches!(part.kind, PartKind::Multipart(_)) {
                return Some(part);
            }
            match &part.kind {
                PartKind::Multipart(parts) => waiting.extend(parts),
                PartKind::Message(Some(inner)) => waiting.push(inner),
                PartKind::Message(None) | PartKind::Leaf => {}
            }
        }
        None
    }

    /// Bytes after decoding, as well as it can be told beforehand (base64 is 4 to 3, with a line
    /// break per 76 characters).
    pub fn decoded_size_estimate(&self) -> u64 {
        match self.encoding {
            TransferEncoding::Base64 => self.size_bytes / 78 * 57 + self.size_bytes % 78 * 3 / 4,
            TransferEncoding::Identity
            | TransferEncoding::QuotedPrintable
            | TransferEncoding::Unknown => self.size_bytes,
        }
    }
}
