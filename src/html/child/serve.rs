//! Requests to answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::super::protocol::{
    Answer, Blocked, LINKS_LIMIT, Link, Load, PAGE_WIDTH_RANGE, Page, Print, RUNS_LIMIT, Request,
    SCALE_RANGE,
};
use super::boxes::rects_of;
use super::fonts::Fonts;
use super::page::LaidOut;
use super::pdf;
use super::text::TextIndex;

/// Text of one link that is told; more is a link around the whole page.
const LINK_TEXT_LIMIT_BYTES: usize = 1_000;

/// Boxes inside a link that make up its place, where it has none of its own.
const LINK_BOXES_LIMIT: usize = 50;

/// What makes the first layout of the process slow, once: style sheets, shaping tables.
const WARM_UP: &str = "<p>Aa <b>b</b> <i>i</i> <code>c</code></p><table><tr><td>x</table>";

pub struct Server {
    fonts: Fonts,
    page: Option<(LaidOut, TextIndex)>,
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
                self.page = Some((page, index));
                Some(Answer::Page(Box::new(told)))
            }
            Request::Resize { width, scale } => {
                let (page, index) = self.page.as_mut()?;
                let (width, scale) = within(width, scale);
                page.resize(width, scale);
                *index = TextIndex::of(page.built());
                Some(Answer::Page(Box::new(told(page, index))))
            }
            Request::Tile(area) => {
                let (page, _) = self.page.as_mut()?;
                area.is_paintable().then(|| Answer::Tile(page.paint(area)))
            }
            Request::Find { words } => {
                let (page, index) = self.page.as_ref()?;
                Some(Answer::Found { matches: index.find(page.built(), &words) })
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
                let (page, index) = self.page.as_ref()?;
                Some(Answer::Selected(index.select(page.built(), from, to)))
            }
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
