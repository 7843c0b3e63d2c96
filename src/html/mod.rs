//! Mail HTML as it was meant, and the first page of a PDF: laid out and painted by a child process
//! that can reach nothing.
//!
//! ```text
//!  worker thread                          child: mailpane --html-worker
//!  Renderer, View ──Load, Resize, Tile…──▶ pipe ──▶ sanitise ─▶ layout ─▶ paint
//!                 ◀──Page, Tile, Rects…─── pipe ◀── lines, links, RGBA
//! ```
//!
//! [`Renderer`] blocks and belongs on a worker thread, never on the window's. The child is the same
//! executable, and there is one for each mail. A mail that makes it hang, crash or flood costs that
//! mail its layout and nothing else: the message is shown as text with one line why.

mod article;
pub mod child;
mod frame;
mod paper;
mod process;
pub mod protocol;
mod renderer;
pub mod sanitise;
mod sheet;

pub use article::{
    Article, ArticleBlock, ArticleKind, ArticleLink, Span, SpanStyle, Words, article,
};
pub use paper::{DOCUMENTS_LIMIT, Paper, Pdf};
pub use process::{DEADLINE, KillSwitch, Program};
pub use protocol::{
    Blocked, Image, Link, Load, Match, PDF_LIMIT_BYTES, Page, PdfFault, PdfLoad, Point, Print,
    Rect, Selection, TextRun, Tile, TileArea,
};
pub use renderer::{Blank, Renderer, View};
pub use sheet::SHEET_BODY;

/// The first argument of the child; not in `--help`.
pub const WORKER_OPTION: &str = "--html-worker";

/// Why a mail cannot be shown as it was meant. Each is a sentence that can stand over its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HtmlFailure {
    #[error("The layout could not be started; this is the message's text.")]
    NotStarted,
    #[error("The layout took too long and was stopped; this is the message's text.")]
    Late,
    #[error("The layout ended unexpectedly; this is the message's text.")]
    Died,
    #[error("The layout sent far too much and was stopped; this is the message's text.")]
    Flooded,
    #[error("The layout gave an answer that makes no sense; this is the message's text.")]
    Broken,
    #[error("This page cannot be laid out; this is the message's text.")]
    Failed,
    #[error("This page is too large to be laid out; this is the message's text.")]
    TooLarge,
    /// Of a PDF only, and no fault of the child's.
    #[error("{0}")]
    Pdf(PdfFault),
}

impl HtmlFailure {
    /// The same of a PDF, which has no text to be shown in its place.
    pub fn of_pdf(self) -> String {
        let sentence = match self {
            Self::NotStarted => "The PDF cannot be shown: what paints it could not be started.",
            Self::Late => "This PDF takes too long to paint, and was stopped.",
            Self::Died | Self::Flooded | Self::Broken | Self::Failed => {
                "This PDF cannot be painted: something in it is damaged, or too large."
            }
            Self::TooLarge => "This PDF is too large to be shown.",
            Self::Pdf(fault) => return fault.to_string(),
        };
        sentence.to_owned()
    }
}
