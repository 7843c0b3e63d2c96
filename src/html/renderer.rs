//! The program's side: pages of mails, each in a child of its own.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use super::HtmlFailure;
use super::paper::Pdf;
use super::process::{DEADLINE, KillSwitch, Program, Worker};
use super::protocol::{
    Answer, Load, Match, PDF_LIMIT_BYTES, Page, PdfLoad, Point, Print, REQUEST_LIMIT_BYTES,
    Request, Selection, Tile, TileArea,
};

/// Starts children and keeps one ready. [`Renderer::render`] and [`Blank::render`] block for up to five
/// seconds, as do the calls of a [`View`]: they belong on a worker thread.
#[derive(Debug)]
pub struct Renderer {
    program: Program,
    deadline: Duration,
    ready: Option<Worker>,
}

impl Renderer {
    /// Of this executable. Starts nothing yet.
    pub fn new() -> io::Result<Self> {
        Ok(Self::with_program(Program::this()?))
    }

    pub fn with_program(program: Program) -> Self {
        Self { program, deadline: DEADLINE, ready: None }
    }

    /// Waits for less, or more. For tests, and for those who may.
    #[must_use]
    pub fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// Starts a child for the next mail, where none is ready. Returns at once.
    ///
    /// A failure shows when the mail is laid out.
    pub fn warm(&mut self) {
        if !self.ready.as_ref().is_some_and(Worker::is_alive) {
            self.ready = Worker::start(&self.program).ok();
        }
    }

    /// The child that is ready, or one that gets ready. Returns at once.
    pub fn blank(&mut self) -> Result<Blank, HtmlFailure> {
        self.warm();
        let worker = self.ready.take().ok_or(HtmlFailure::NotStarted)?;
        Ok(Blank { worker, deadline: self.deadline })
    }

    /// Lays a mail out in a child of its own, which lives as long as the [`View`].
    pub fn render(&mut self, load: Load) -> Result<View, HtmlFailure> {
        self.blank()?.render(load)
    }
}

/// A child that has no mail yet.
#[derive(Debug)]
pub struct Blank {
    worker: Worker,
    deadline: Duration,
}

impl Blank {
    pub fn kill_switch(&self) -> KillSwitch {
        self.worker.kill_switch()
    }

    pub fn render(self, load: Load) -> Result<View, HtmlFailure> {
        let Self { worker, deadline } = self;
        let mut view = View { worker, page: Arc::default(), deadline };
        view.reload(load)?;
        Ok(view)
    }

    /// Shows the first page of a PDF in the child, which lives as long as the [`View`].
    ///
    /// The page has a width of its own, whatever it is resized to.
    pub fn render_pdf(self, load: PdfLoad) -> Result<View, HtmlFailure> {
        if load.bytes.len() > PDF_LIMIT_BYTES {
            return Err(HtmlFailure::TooLarge);
        }
        let Self { worker, deadline } = self;
        let mut view = View { worker, page: Arc::default(), deadline };
        view.take_page(&Request::Pdf(load))?;
        Ok(view)
    }

    /// Makes a file for a printer. The child ends with it.
    pub fn print(mut self, print: Print) -> Result<Pdf, HtmlFailure> {
        if !fits(&print.documents) {
            return Err(HtmlFailure::TooLarge);
        }
        match self.worker.ask(&Request::Print(Box::new(print)), self.deadline)? {
            Answer::Printed(pdf) => Ok(*pdf),
            _ => Err(HtmlFailure::Broken),
        }
    }
}

/// Whether documents can be told to a child in one request.
fn fits(documents: &[Load]) -> bool {
    let images = documents.iter().flat_map(|load| &load.images);
    let images_bytes: usize = images.map(|image| image.bytes.len() + 64).sum();
    let html_bytes: usize = documents.iter().map(|load| load.html.len()).sum();
    // Names and numbers take the rest.
    html_bytes.saturating_add(images_bytes) <= REQUEST_LIMIT_BYTES - 1024 * 1024
}

/// A mail that was laid out. Its child ends with it.
#[derive(Debug)]
pub struct View {
    worker: Worker,
    page: Arc<Page>,
    deadline: Duration,
}

impl View {
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// The same, to be kept.
    pub fn shared_page(&self) -> Arc<Page> {
        Arc::clone(&self.page)
    }

    /// Whether its child still runs, as far as is known.
    pub fn is_alive(&self) -> bool {
        self.worker.is_alive()
    }

    /// Lays the same mail out anew in the same child: with more pictures, or more of its text.
    ///
    /// Never another mail: what broke into a child would see it.
    pub fn reload(&mut self, load: Load) -> Result<&Page, HtmlFailure> {
        if !fits(std::slice::from_ref(&load)) {
            return Err(HtmlFailure::TooLarge);
        }
        self.take_page(&Request::Load(load))
    }

    /// Lays the page out for another width (CSS pixels) or scale (device pixels for one of them).
    pub fn resize(&mut self, width: f32, scale: f32) -> Result<&Page, HtmlFailure> {
        self.take_page(&Request::Resize { width, scale })
    }

    fn take_page(&mut self, request: &Request) -> Result<&Page, HtmlFailure> {
        match self.ask(request)? {
            Answer::Page(page) => {
                self.page = Arc::from(page);
                Ok(&self.page)
            }
            _ => Err(HtmlFailure::Broken),
        }
    }

    /// Paints an area of the page, in device pixels.
    pub fn tile(&mut self, area: TileArea) -> Result<Tile, HtmlFailure> {
        if !area.is_paintable() {
            return Err(HtmlFailure::TooLarge);
        }
        match self.ask(&Request::Tile(area))? {
            Answer::Tile(tile) => {
                let bytes = u64::from(area.width) * u64::from(area.height) * 4;
                let fits = tile.area == area && u64::try_from(tile.rgba.len()) == Ok(bytes);
                if fits { Ok(tile) } else { Err(HtmlFailure::Broken) }
            }
            _ => Err(HtmlFailure::Broken),
        }
    }

    /// Where `words` stand, in the order of the page; letters of either case.
    pub fn find(&mut self, words: &str) -> Result<Vec<Match>, HtmlFailure> {
        match self.ask(&Request::Find { words: words.to_owned() })? {
            Answer::Found { matches } => Ok(matches),
            _ => Err(HtmlFailure::Broken),
        }
    }

    /// The text between two points of the page, in either order.
    pub fn select(&mut self, from: Point, to: Point) -> Result<Selection, HtmlFailure> {
        match self.ask(&Request::Select { from, to })? {
            Answer::Selected(selection) => Ok(selection),
            _ => Err(HtmlFailure::Broken),
        }
    }

    fn ask(&mut self, request: &Request) -> Result<Answer, HtmlFailure> {
        self.worker.ask(request, self.deadline)
    }
}
