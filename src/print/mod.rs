//! A message on paper: black on white, with who wrote it at the top, as a PDF.
//!
//! Laid out by the sandboxed child, like everything that a mail says. The head of the message, its
//! body and what stands below are documents of their own, so that the mail cannot change the head.

mod head;
mod sheet;

use std::sync::Arc;
use std::time::Duration;

use crate::html::{HtmlFailure, Image, Load, Paper, Pdf, Print, Renderer};
use crate::reading::{Content, PageSource, Reading};

/// Two hundred sheets take a few seconds, and nobody waits in front of them.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// A message to print.
#[derive(Clone, Debug)]
pub struct Job {
    pub reading: Arc<Reading>,
    /// Pictures of its page that came after it.
    pub images: Vec<Arc<Image>>,
    /// HTML as its sender made it; else as text.
    pub as_meant: bool,
    pub paper: Paper,
}

/// Makes the file. The error is one sentence. Blocks: belongs on a worker thread.
///
/// `renderer` should wait as long as [`DEADLINE`].
pub fn pdf(job: &Job, renderer: &mut Renderer) -> Result<Pdf, String> {
    let print = Print {
        title: job.reading.body.subject.clone(),
        documents: documents(job),
        paper: job.paper,
    };
    let made = renderer.blank().and_then(|child| child.print(print));
    made.map_err(|failure| sentence(failure).to_owned())
}

fn sentence(failure: HtmlFailure) -> &'static str {
    match failure {
        HtmlFailure::NotStarted => "The message was not printed: the layout could not be started.",
        HtmlFailure::Late => "The message was not printed: its layout took too long.",
        HtmlFailure::TooLarge | HtmlFailure::Flooded => {
            "The message was not printed: it is too large."
        }
        HtmlFailure::Died | HtmlFailure::Broken | HtmlFailure::Failed | HtmlFailure::Pdf(_) => {
            "The message was not printed: it cannot be laid out. Print it as text."
        }
    }
}

/// The documents that stand below each other.
fn documents(job: &Job) -> Vec<Load> {
    let mut documents = vec![load(head::html(&job.reading), Vec::new())];
    body(&job.reading, &job.images, job.as_meant, &mut documents);
    documents
}

/// The body of a message and what stands below it; as deep as messages were read.
fn body(reading: &Reading, images: &[Arc<Image>], as_meant: bool, documents: &mut Vec<Load>) {
    documents.push(text_or_page(reading, images, as_meant));
    for document in &*reading.below {
        match &document.content {
            Content::Text(text) => documents.push(text_or_page(text, images, as_meant)),
            Content::Message(message) => {
                documents.push(load(head::html(message), Vec::new()));
                body(message, images, as_meant, documents);
            }
            Content::Picture(page) => documents.push(page_of(page, images)),
            Content::NotFetched { media_type, .. } => {
                documents.push(load(sheet::left_out(&document.name, media_type), Vec::new()));
            }
        }
    }
    documents.truncate(crate::html::DOCUMENTS_LIMIT);
}

fn text_or_page(reading: &Reading, images: &[Arc<Image>], as_meant: bool) -> Load {
    match &reading.page {
        Some(page) if as_meant => page_of(page, images),
        _ => load(sheet::text(&reading.body.text), Vec::new()),
    }
}

fn page_of(page: &PageSource, images: &[Arc<Image>]) -> Load {
    let images = page.images.iter().chain(images.iter().map(|image| &**image));
    load(page.html.clone(), images.cloned().collect())
}

/// Width and scale are the paper's.
fn load(html: String, images: Vec<Image>) -> Load {
    Load { html, images, ..Load::default() }
}

#[cfg(test)]
mod tests;
