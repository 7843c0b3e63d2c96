//! Plain mail data shared by every layer.
//!
//! Nothing here knows about sockets, threads, files or egui. A value of these types is always
//! valid on its own: parsing and checking happen in the layer that builds it ([`crate::imap`],
//! [`crate::mime`], [`crate::config`]).
//!
//! Terms follow RFC 3501 (IMAP4rev1) and RFC 9051: a *mailbox* is what people call a folder, a
//! *UID* names a message only together with the mailbox's *UIDVALIDITY*, a *sequence number* is a
//! place in the mailbox that moves whenever a message before it goes.

mod account;
mod connection;
mod extension;
mod failure;
mod information;
mod keyword;
mod mailbox;
mod message;
mod order;
mod part;
mod rights;
mod secret;
mod thread;

pub use account::{Account, AccountId, AuthMethod, SecretSource, Security};
pub use connection::{
    CertificateSummary, ConnectionInfo, ConnectionState, Purpose, Traffic, TrafficByPurpose,
};
pub use extension::{EXTENSIONS, Extension};
pub use failure::{Failure, FailureKind};
pub use information::{
    AccountInfo, FolderInfo, KeptMarks, Quota, QuotaResource, Quotas, ResourceKind, Told,
};
pub use keyword::Keyword;
pub use mailbox::{Mailbox, MailboxCounts, MailboxName, Namespace, Namespaces, SpecialUse};
pub use message::{
    Address, Body, BodyText, Flag, Flags, MessageKey, RawHeader, Row, RowText, Unsubscribe, Verdict,
};
pub use order::{ListView, Order, SortKey};
pub use part::{Disposition, Part, PartId, PartKind, TransferEncoding};
pub use rights::{Acl, AclEntry, Grantable, Identifier, Rights, RightsChange};
pub use secret::Secret;
pub use thread::{ThreadLinks, ThreadNode};
