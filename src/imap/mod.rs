//! IMAP over [`crate::wire`]: a session that reads with our own tolerant reader and leaves the login to
//! the `imap` crate.
//!
//! ```text
//! engine ──Session::open──▶ login ─────────────────────────────────▶ bridge ── the `imap` crate
//!    └──Session::select, fetch_rows, …──▶ open, rows, message, manage, watch      │
//!                                                     ▼                           │
//!                       track ◀──Untagged── batch, watch             ┌────────────┘
//!                         │                        │                 │
//!                         ▼ Update                 └──── link ───────┘── wire::Framed
//! ```
//!
//! - `information`, `quota`, `acl`, `namespace`: what the server says of an account and a mailbox.
//! - `append`, `standing`: messages put into a mailbox, and which of them stand there already.
//! - `transfer`, `change`: many messages marked, copied, moved or deleted, a piece in one write.
//! - `plan`: what goes out in one write when a mailbox is opened; pure.
//! - `reader`: one framed response to a value. Total; a row it cannot read costs that row.
//! - `batch`: several commands in one write, answers by tag, untagged data in wire order.
//! - `bridge`: the crate on our connection. It never sees the server's bytes.
//! - `encode`: every argument that leaves. No string can become a second command.
//! - `console`: lines typed by hand, and their answers as they came.
//! - `track`: numbering of the open mailbox; notices when it can no longer be trusted.
//!
//! A newcomer needs one fact: sequence numbers move with every EXPUNGE, so everything that is
//! reported ([`Update`]) comes in the order of the wire, and what acts names a UID.
//!
//! Nothing here knows threads, channels, windows or MIME decoding.

mod acl;
mod append;
mod batch;
mod bridge;
mod came;
mod capability;
mod change;
mod compress;
mod console;
mod counts;
mod date;
mod details;
mod encode;
mod error;
mod first_write;
mod found;
mod giving;
mod information;
mod link;
mod login;
mod mailboxes;
mod manage;
mod message;
mod namespace;
mod open;
mod permits;
mod piece;
mod plan;
mod quota;
mod reader;
mod rows;
mod session;
mod set;
mod sort;
mod special_use;
mod standing;
mod store;
mod threads;
mod track;
mod transfer;
mod update;
mod watch;
mod whole;

pub use acl::RightsOutcome;
pub use append::{Appended, Appending, Bodies, BodyFault, Outgoing};
pub use came::Came;
pub use capability::Capabilities;
pub use console::{
    Asked, CommandWord, Console, Heard, Running, Shown, TypedLine, command_words, find_word, mask,
    shown,
};
pub use error::{Denial, ImapError, Recovery};
pub use giving::Given;
pub use login::Credentials;
pub use mailboxes::MAILBOXES_LIMIT;
pub use manage::{MailboxCommand, Managed, Managing};
pub use message::{FIRST_TEXT_BYTES, FetchedMessage};
pub use open::Opening;
pub use permits::Permits;
pub use piece::{PIECE_LIMIT_BYTES, Piece};
pub use rows::{PAGE_LIMIT, RowItems};
pub use session::{Session, SessionOptions};
pub use sort::{Places, SORT_WHOLE_LIMIT, SortAbility};
pub use standing::{MESSAGE_ID_LIMIT_BYTES, Span, Standing, message_number, searches};
pub use transfer::{
    Act, Change, Copies, Counts, Marker, UIDS_PER_COMMAND, UIDS_PER_DELETION, pieces,
};
pub use update::{NotSorted, Opened, Update};
pub use watch::Pushed;
pub use whole::{Listed, WHOLE_PIECE_BYTES};
