//! What is read of a message: its parts decoded into documents that the window shows.
//!
//! Pure: fetched bytes in, plain values out, bounded and total. Each part is a document of its own;
//! parts are never joined. The same values come from a server ([`decode`]), from a file and from a
//! message inside a message ([`local`]), so the window, `show` and `render` say the same.

mod below;
mod code;
mod colours;
mod decode;
mod grammar;
mod local;
mod open;
mod pictures;

use std::sync::Arc;

use crate::html::{Article, Image};
use crate::mime::preview::{Archive, Card, Invite, PackedFile, Table};
use crate::mime::{Attachment, Block};
use crate::model::{Body, PartId, TransferEncoding};

pub use below::{PICTURE_LIMIT_BYTES, WithMessage, below, join, main_part, with_message};
pub use decode::{Fetched, decode};
pub use local::{inside, local, of_parsed};
pub use open::open;
pub use pictures::{escaped, picture_frame, picture_page};

/// In which form a message is read where its sender sent the same in two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    #[default]
    Html,
    Text,
}

impl Form {
    pub fn prefer(self) -> crate::mime::Prefer {
        match self {
            Self::Html => crate::mime::Prefer::Html,
            Self::Text => crate::mime::Prefer::Text,
        }
    }
}

/// A message, or a text inside one, ready to show.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Header fields, verdict, structure; and the main part as text, made from HTML where it is.
    pub body: Arc<Body>,
    /// That text cut for painting.
    pub blocks: Arc<[Block]>,
    pub attachments: Arc<[Attachment]>,
    /// The main part as it was meant, where it is HTML.
    pub page: Option<Arc<PageSource>>,
    /// The same for the reader's own layout.
    pub article: Option<Arc<Article>>,
    /// The form this is, and whether the sender sent the other one too.
    pub form: Form,
    pub has_other_form: bool,
    /// What stands below the main part, in the message's order.
    pub below: Arc<[Document]>,
}

/// A part shown below the main one.
#[derive(Clone, Debug)]
pub struct Document {
    pub part: PartId,
    /// As the sender named it, made visible; empty where it has no name.
    pub name: String,
    pub content: Content,
}

#[derive(Clone, Debug)]
pub enum Content {
    /// Text or HTML; its `body` has no header fields.
    Text(Arc<Reading>),
    /// A message inside, with header fields of its own.
    Message(Arc<Reading>),
    Picture(Arc<PageSource>),
    /// Not fetched with the message; bytes as encoded.
    NotFetched {
        media_type: String,
        encoded_bytes: u64,
    },
}

/// HTML to lay out in the child process, or a PDF to paint there; hostile as it came.
#[derive(Clone, Debug, Default)]
pub struct PageSource {
    /// The decoded text of one part.
    pub html: String,
    /// Pictures of the message that the page names and that are still to be fetched.
    pub pictures: Vec<PictureRef>,
    /// Pictures that are at hand.
    pub images: Vec<Image>,
    /// A PDF whose first page is shown; then there is nothing else in the page.
    pub pdf: Option<Arc<Vec<u8>>>,
}

/// A picture of the message that a page names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureRef {
    /// As the page names it: `cid:…`, or a Content-Location.
    pub name: String,
    pub part: PartId,
    pub encoding: TransferEncoding,
    pub encoded_bytes: u64,
}

/// An attachment opened without saving it.
#[derive(Clone, Debug)]
pub enum Opened {
    /// A picture, a text with its colours, an HTML file, the first page of a PDF.
    Page(Arc<PageSource>),
    Message(Arc<Reading>),
    Invite(Box<Invite>),
    Contacts(Vec<Card>),
    Table(Table),
    Archive(Archive),
    /// The files in a winmail.dat or a uuencoded text.
    Files(Vec<PackedFile>),
    /// There is nothing to show; the sentence says why.
    Nothing(&'static str),
}
