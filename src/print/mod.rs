//! A message on paper: black on white, with who wrote it at the top, as a PDF.
//!
//! Laid out by the sandboxed child, like everything that a mail says. The head of the message, its
//! body and what stands below are documents of their own, so that the mail cannot change the head.

mod head;
mod sheet;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::html::{DOCUMENTS_LIMIT, HtmlFailure, Image, Load, Paper, Pdf, Print, Renderer};
use crate::model::PartId;
use crate::reading::{self, Content, Document, PageSource, Reading};

pub use head::html as head;
pub use sheet::{left_out, not_loaded};

/// Two hundred sheets take a few seconds, and nobody waits in front of them.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// A message to print.
#[derive(Clone, Debug)]
pub struct Job {
    pub reading: Arc<Reading>,
    /// Pictures of its page that came after it.
    pub images: Vec<Arc<Image>>,
    /// The same of what stands below: a text's pictures, or the picture that the part is.
    pub images_below: BTreeMap<PartId, Vec<Arc<Image>>>,
    /// HTML as its sender made it; else as text.
    pub as_meant: bool,
    pub paper: Paper,
}

/// Makes the file. The error is one sentence. Blocks: belongs on a worker thread.
///
/// `renderer` should wait as long as [`DEADLINE`].
pub fn pdf(job: &Job, renderer: &mut Renderer) -> Result<Pdf, String> {
    let Documents { loads, is_cut, .. } = documents(job);
    let title = job.reading.body.subject.clone();
    let print = Print { title, documents: loads, paper: job.paper };
    let made = renderer.blank().and_then(|child| child.print(print));
    let made = made.map_err(|failure| sentence(failure).to_owned())?;
    Ok(Pdf { is_cut: made.is_cut || is_cut, ..made })
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

fn documents(job: &Job) -> Documents<'_> {
    let mut documents = Documents { job, loads: Vec::new(), is_cut: false };
    documents.put(head::html(&job.reading), Vec::new());
    documents.body(&job.reading, &job.images);
    documents
}

/// The documents that stand below each other.
struct Documents<'a> {
    job: &'a Job,
    loads: Vec<Load>,
    /// There are more than fit into a file.
    is_cut: bool,
}

impl Documents<'_> {
    /// The body of a message and what stands below it; as deep as messages were read.
    fn body(&mut self, reading: &Reading, images: &[Arc<Image>]) {
        self.text_or_page(reading, images);
        for document in &*reading.below {
            let job = self.job;
            let images = job.images_below.get(&document.part).map_or(&[] as &[_], Vec::as_slice);
            match &document.content {
                Content::Text(text) => self.text_or_page(text, images),
                Content::Message(message) => {
                    self.put(head::html(message), Vec::new());
                    self.body(message, images);
                }
                Content::Picture(page) => self.page(page, images),
                Content::NotFetched { media_type, .. } => {
                    self.later(document, media_type, images);
                }
            }
        }
    }

    fn text_or_page(&mut self, reading: &Reading, images: &[Arc<Image>]) {
        let text = &reading.body.text;
        match reading.page.as_ref().filter(|_| self.job.as_meant) {
            Some(page) => {
                self.page(page, images);
                if text.read_bytes < text.total_bytes {
                    self.put(not_loaded(), Vec::new());
                }
            }
            None => self.put(sheet::text(text), Vec::new()),
        }
    }

    fn page(&mut self, page: &PageSource, images: &[Arc<Image>]) {
        let images = page.images.iter().chain(images.iter().map(|image| &**image));
        self.put(page.html.clone(), images);
    }

    /// A part that did not come with the message: a picture may have come since.
    fn later(&mut self, document: &Document, media_type: &str, images: &[Arc<Image>]) {
        match images.first() {
            Some(image) => {
                let page = reading::picture_page(&document.name, image.bytes.clone());
                self.page(&page, &[]);
            }
            None => self.put(left_out(&document.name, media_type), Vec::new()),
        }
    }

    /// Width and scale are the paper's. Pictures are copied for the documents that show them only.
    fn put<'i>(&mut self, html: String, images: impl IntoIterator<Item = &'i Image>) {
        if self.loads.len() >= DOCUMENTS_LIMIT {
            self.is_cut = true;
            return;
        }
        let images = images.into_iter().cloned().collect();
        self.loads.push(Load { html, images, ..Load::default() });
    }
}

#[cfg(test)]
mod tests;
