//! What a mail says: text to read, attachments to list and save, addresses, links.
//!
//! Works on bytes that were fetched or read already. Nothing here knows about sockets, files,
//! threads or the window. Everything that comes in is hostile: each function is bounded, linear
//! in its input, free of deep recursion, and gives a result for any bytes at all.
//!
//! ```text
//! Part ──choose──▶ Shown ──(fetch)──▶ bytes ──decode_text──▶ BodyText ──blocks──▶ painting
//!      ──attachments──▶ names, sizes ──(fetch, piece by piece)──▶ TransferDecoder ──▶ a file
//! header bytes ──read_headers──▶ Headers ──┐
//!                                          └─ into_body ──▶ Body
//! ```

mod address;
mod attachment;
mod auth_results;
mod authority;
mod blocks;
mod choose;
mod decode;
mod domain;
mod fields;
mod file_name;
mod flowed;
mod headers;
mod html;
mod html_tag;
mod html_trim;
mod link;
pub mod mbox;
pub mod mboxrd;
mod message_name;
mod params;
mod parse;
mod part_header;
mod pictures;
mod preformatted;
pub mod preview;
mod received;
mod sender;
mod shown;
mod transfer;
mod unsubscribe;
mod verdict;

pub use attachment::{Attachment, attachment_of, attachments, attachments_with, has_attachment};
pub use authority::{Authority, Learning};
pub use blocks::{Block, BlockKind, Link, blocks, quote_folds};
pub use choose::{Prefer, choose_text};
pub use decode::{decode_html, decode_text};
pub use file_name::{is_program, name_warning, safe_file_name};
pub use headers::{Headers, all_headers, body, date_unix_secs, read_headers};
pub use link::{LinkTarget, link_target};
pub use message_name::message_file_name;
pub use parse::{ParsedMessage, parse_message};
pub use pictures::Pictures;
pub use shown::{Document, DocumentKind, Shown, choose};
pub use transfer::TransferDecoder;
