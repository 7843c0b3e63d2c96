//! Requests to answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::super::protocol::{
    Answer, Blocked, LINKS_LIMIT, Link, Load, PAGE_WIDTH_RANGE, Page, PdfLoad, Print, RUNS_LIMIT,
    Request, SCALE_RANGE, Selection,
};
use super::boxes::rects_of;
use super::fonts::Fonts;
use super::page::LaidOut;
use super::pdf;
use super::pdf_page::PdfPage;
use super::text::TextIndex;

/// Text of one link that is told; more is a link around the whole page.
const LINK_TEXT_LIMIT_BYTES: usize = 1_000;

/// Boxes inside a link that make up its place, where it has none of its own.
const LINK_BOXES_LIMIT: usize = 50;

/// What makes the first layout of the process slow, once: style sheets, shaping tables.
const WARM_UP: &str = "<p>Aa <b>b</b> <i>i</i> <code>c</code></p><table><tr><td>x</table>";

pub struct Server {
    fonts: Fonts,
    page: Option<Shown>,
}

/// What the process was started for.
enum Shown {
    Html(Box<LaidOut>, TextIndex),
    Pdf(Box<PdfPage>),
}

impl Server {
    pub fn new(fonts: Fonts) -> Self {
        Self { fonts, page: None }
    }

    /// Lays out and paints something, so that the first mail does not wait for it.
    pub fn warm_up(&mut self) {
        let load = Load { html: WARM_UP.to_owned(), width: 700.0, scale: 1.0, ..Load::default() };
        self.answer(Request::Load(load));
        let area = super::super::protocol::TileArea { width: 64, height: 64, ..Default::default() };
        self.answer(Request::Tile(area));
        self.page = None;
    }

    /// The answer; a panic in the engine is [`Answer::Failed`], and the page is gone.
    pub fn answer(&mut self, request: Request) -> Answer {
        let outcome = catch_unwind(AssertUnwindSafe(|| self.try_answer(request)));
        match outcome {
            Ok(Some(answer)) => answer,
            Ok(None) => Answer::Failed,
            Err(_) => {
                // What a panic left behind may be inconsistent; dropping it may panic again.
                if let Some(page) = self.page.take() {
                    std::mem::forget(page);
                }
                Answer::Failed
            }
        }
    }

    fn try_answer(&mut self, request: Request) -> Option<Answer> {
        match request {
            Request::Load(mut load) => {
                self.page = None;
                (load.width, load.scale) = within(load.width, load.scale);
                let page = LaidOut::new(load, self.fonts.context.clone());
                let index = TextIndex::of(page.built());
                let told = told(&page, &index);
                self.page = Some(Shown::Html(Box::new(page), index));
                Some(Answer::Page(Box::new(told)))
            }
            Request::Pdf(load) => Some(self.open_pdf(load)),
            Request::Resize { width, scale } => {
                Some(Answer::Page(Box::new(resized(self.page.as_mut()?, within(width, scale)))))
            }
            Request::Tile(area) => {
                let page = self.page.as_mut().filter(|_| area.is_paintable())?;
                match page {
                    Shown::Html(page, _) => Some(page.paint(area)),
                    Shown::Pdf(page) => page.paint(area),
                }
                .map(Answer::Tile)
            }
            Request::Find { words } => {
                let matches = match self.page.as_ref()? {
                    Shown::Html(page, index) => index.find(page.built(), &words),
                    Shown::Pdf(page) => page.words().find(&words),
                };
                Some(Answer::Found { matches })
            }
            Request::Print(print) => {
                let Print { title, documents, paper } = *print;
                self.page = None;
                Some(Answer::Printed(Box::new(pdf::make(
                    &title,
                    documents,
                    paper,
                    &self.fonts.context,
                ))))
            }
            Request::Select { from, to } => {
                let selection: Selection = match self.page.as_ref()? {
                    Shown::Html(page, index) => index.select(page.built(), from, to),
                    Shown::Pdf(page) => page.words().select(from, to),
                };
                Some(Answer::Selected(selection))
            }
        }
    }

    fn open_pdf(&mut self, PdfLoad { bytes, scale }: PdfLoad) -> Answer {
        self.page = None;
        let (_, scale) = within(0.0, scale);
        match PdfPage::new(bytes, scale, &self.fonts.context) {
            Ok(page) => {
                let told = page.told();
                self.page = Some(Shown::Pdf(Box::new(page)));
                Answer::Page(Box::new(told))
            }
            Err(fault) => Answer::NoPdf(fault),
        }
    }
}

fn resized(page: &mut Shown, (width, scale): (f32, f32)) -> Page {
    match page {
        Shown::Html(page, index) => {
            page.resize(width, scale);
            *index = TextIndex::of(page.built());
            told(page, index)
        }
        Shown::Pdf(page) => {
            page.rescale(scale);
            page.told()
        }
    }
}

fn within(width: f32, scale: f32) -> (f32, f32) {
    (
        width.clamp(*PAGE_WIDTH_RANGE.start(), *PAGE_WIDTH_RANGE.end()),
        scale.clamp(*SCALE_RANGE.start(), *SCALE_RANGE.end()),
    )
}

fn told(page: &LaidOut, index: &TextIndex) -> Page {
    let (width, height) = page.size();
    let clean = page.clean();
    Page {
        width,
        height,
        runs: index.runs(page.built()).take(RUNS_LIMIT).collect(),
        links: links(page),
        blocked: Blocked {
            hosts: clean.blocked.hosts.iter().cloned().collect(),
            more_hosts: clean.blocked.more_hosts,
            images: clean.blocked.images.clone(),
            trackers: clean.blocked.trackers,
        },
        is_cut: clean.is_cut,
        pdf_pages: 0,
    }
}

fn links(page: &LaidOut) -> Vec<Link> {
    let built = page.built();
    let tree = &built.tree;
    let mut links = Vec::new();
    for (id, _) in tree.walk() {
        let Some(href) = tree.element(id).and_then(|element| element.attribute("href")) else {
            continue;
        };
        let Some(node) = built.nodes.get(id).copied().flatten() else { continue };
        let mut rects = rects_of(built, node);
        if rects.is_empty() {
            let inner = super::super::sanitise::descendants(tree, id).take(LINK_BOXES_LIMIT);
            for node in inner.filter_map(|id| built.nodes.get(id).copied().flatten()) {
                rects.extend(rects_of(built, node));
            }
        }
        if rects.is_empty() {
            continue;
        }
        let text = super::super::sanitise::text_of(tree, id, LINK_TEXT_LIMIT_BYTES);
        links.push(Link { href: href.trim().to_owned(), text, rects });
        if links.len() >= LINKS_LIMIT {
            break;
        }
    }
    links
}
