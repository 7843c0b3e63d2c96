//! Pages on threads of their own, with real children: which wishes count, what closing ends, and
//! what is told of a child that dies.

#![cfg(unix)]
#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod html;
#[path = "html_pdf/make.rs"]
mod make;
mod support;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, bounded};
use html::PROGRAM;
use mailpane::engine::{
    Event, EventSender, PageCommand, PageEvent, PageId, PageLoad, PageShape, Pages,
};
use mailpane::html::{HtmlFailure, Image, Page, PdfFault, Point, Program, Renderer, TileArea};
use mailpane::reading::PageSource;
use support::eventually;
use tempfile::TempDir;

/// Far longer than any of this takes: what is told before was told without waiting for it.
const PATIENCE: Duration = Duration::from_secs(30);

const FIRST: PageId = PageId(1);

/// Pages whose children are noted in a file as they start.
struct Stage {
    pages: Option<Pages>,
    events: Receiver<Event>,
    folder: TempDir,
}

impl Stage {
    /// Children are the built program; `before` is what a shell does first.
    fn new(before: &str) -> Self {
        Self::with_room(before, 64)
    }

    /// Events wait in a channel with so many places.
    fn with_room(before: &str, room: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let note = folder.path().join("started");
        let script =
            format!("echo $$ >> '{}'; {before} exec '{PROGRAM}' --html-worker", note.display());
        let arguments = vec!["-c".into(), script.into()];
        let renderer = Renderer::with_program(Program { path: "/bin/sh".into(), arguments })
            .with_deadline(PATIENCE);
        let (sender, events) = bounded(room);
        let events_out = EventSender::new(sender, Arc::new(|| {}));
        let pages = Some(Pages::with_renderer(Some(renderer), events_out));
        Self { pages, events, folder }
    }

    fn send(&mut self, command: PageCommand) {
        self.pages.as_mut().expect("they are there").send(command);
    }

    fn load(&mut self, id: PageId, html: &str) {
        self.load_with(id, html, Vec::new());
    }

    fn load_with(&mut self, id: PageId, html: &str, images: Vec<Arc<Image>>) {
        let source = PageSource { html: html.to_owned(), ..PageSource::default() };
        self.load_source(id, source, images);
    }

    fn load_source(&mut self, id: PageId, source: PageSource, images: Vec<Arc<Image>>) {
        let load = PageLoad { source: Arc::new(source), images, shape: shape(700.0), dark: false };
        self.send(PageCommand::Load { id, load: Box::new(load) });
    }

    fn load_pdf(&mut self, id: PageId, bytes: Vec<u8>) {
        let source = PageSource { pdf: Some(Arc::new(bytes)), ..PageSource::default() };
        self.load_source(id, source, Vec::new());
    }

    fn next(&self) -> PageEvent {
        match self.events.recv_timeout(PATIENCE).expect("an event") {
            Event::Page(event) => event,
            event => panic!("{event:?} is not of a page"),
        }
    }

    /// The next event, which tells of a layout.
    fn laid_out(&self) -> (PageId, u32, PageShape, Arc<Page>) {
        match self.next() {
            PageEvent::LaidOut { id, layout, shape, page } => (id, layout, shape, page),
            event => panic!("{event:?} is no layout"),
        }
    }

    /// The next event, which tells of a failure.
    fn failed(&self) -> (PageId, HtmlFailure) {
        match self.next() {
            PageEvent::Failed { id, failure } => (id, failure),
            event => panic!("{event:?} is no failure"),
        }
    }

    fn note(&self) -> PathBuf {
        self.folder.path().join("started")
    }

    /// The processes that were started so far, in order.
    fn started(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.note()).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    fn wait_for_children(&self, count: usize) -> Vec<String> {
        eventually("the children", || self.started().len() >= count);
        self.started()
    }
}

fn shape(width: f32) -> PageShape {
    PageShape { width, scale: 1.0 }
}

fn area(top: u32) -> TileArea {
    TileArea { left: 0, top, width: 700, height: 50 }
}

fn is_running(process: &str) -> bool {
    // One that ended and was not taken note of is no process any more.
    let state = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    !state.is_empty() && !state.contains(") Z ")
}

fn kill(process: &str) {
    let id = process.parse().ok().and_then(rustix::process::Pid::from_raw).expect("a number");
    rustix::process::kill_process(id, rustix::process::Signal::KILL).expect("it runs");
    eventually("its end", || !is_running(process));
}

fn text(page: &Page) -> String {
    page.runs.iter().map(|run| run.text.trim()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_page_is_laid_out_painted_in_order_searched_and_selected() {
    let mut stage = Stage::new("");
    stage.load(FIRST, "<p>first words</p><p>second words</p>");
    let (id, layout, at, page) = stage.laid_out();
    assert_eq!((id, layout, at), (FIRST, 1, shape(700.0)));
    assert_eq!(text(&page), "first words\nsecond words");

    let areas = vec![area(100), area(0), area(50)];
    stage.send(PageCommand::Paint { id: FIRST, layout: 1, areas: areas.clone() });
    for wished in areas {
        let PageEvent::Painted { id: FIRST, layout: 1, tile } = stage.next() else {
            panic!("{wished:?} is not painted")
        };
        assert_eq!((tile.area, tile.rgba.len()), (wished, 700 * 50 * 4));
    }

    stage.send(PageCommand::Find { id: FIRST, words: "Words".to_owned() });
    let PageEvent::Found { layout: 1, words, matches, .. } = stage.next() else {
        panic!("nothing is found")
    };
    assert_eq!((words.as_str(), matches.len()), ("Words", 2));

    let (from, to) = (Point { x: 0.0, y: 0.0 }, Point { x: 700.0, y: 500.0 });
    stage.send(PageCommand::Select { id: FIRST, from, to });
    let PageEvent::Selected { layout: 1, selection, .. } = stage.next() else {
        panic!("nothing is selected")
    };
    assert_eq!(selection.text, "first words\nsecond words");
}

#[test]
fn of_shapes_wished_meanwhile_only_the_newest_is_laid_out() {
    // No event goes out before it is taken, so that the page's thread waits for this one.
    let mut stage = Stage::with_room("", 0);
    stage.load(FIRST, "<p>words");
    stage.laid_out();
    for width in [600.0, 500.0, 400.0, 300.0] {
        stage.send(PageCommand::Reshape { id: FIRST, shape: shape(width) });
    }
    let mut layouts = Vec::new();
    while layouts.last() != Some(&shape(300.0)) {
        layouts.push(stage.laid_out().2);
    }
    assert!(layouts.len() <= 2, "{layouts:?}");
    // Those of a layout that is gone are not painted; the next event is of what comes after them.
    stage.send(PageCommand::Paint { id: FIRST, layout: 1, areas: vec![area(0), area(50)] });
    let layout = 1 + u32::try_from(layouts.len()).expect("a few");
    stage.send(PageCommand::Paint { id: FIRST, layout, areas: vec![area(7)] });
    let PageEvent::Painted { tile, .. } = stage.next() else { panic!("nothing is painted") };
    assert_eq!(tile.area, area(7));
}

#[test]
fn closing_ends_a_child_that_hangs_and_nothing_is_said_of_it() {
    let mut stage = Stage::new("exec sleep 1000;");
    stage.load(FIRST, "<p>words");
    let child = stage.wait_for_children(1).remove(0);
    stage.send(PageCommand::Close { id: FIRST });
    eventually("the end of the child, long before its deadline", || !is_running(&child));
    // Once the last thread has ended nobody can say anything any more.
    stage.pages = None;
    assert!(stage.events.recv_timeout(PATIENCE).is_err_and(|error| error.is_disconnected()));
}

#[test]
fn a_page_whose_child_dies_fails_and_the_next_one_is_well() {
    let folder = tempfile::tempdir().expect("a folder");
    let died = folder.path().join("died");
    // The first child ends at once, all others are well.
    let mut stage =
        Stage::new(&format!("if mkdir '{}' 2>/dev/null; then exit 3; fi;", died.display()));
    stage.load(FIRST, "<p>first");
    assert_eq!(stage.failed(), (FIRST, HtmlFailure::Died));
    stage.send(PageCommand::Reshape { id: FIRST, shape: shape(300.0) });
    assert_eq!(stage.failed(), (FIRST, HtmlFailure::Died), "it is not tried again by itself");
    stage.load(PageId(2), "<p>second");
    assert_eq!(text(&stage.laid_out().3), "second");
    stage.load(FIRST, "<p>first again");
    let (id, layout, _, page) = stage.laid_out();
    assert_eq!((id, layout, &*text(&page)), (FIRST, 1, "first again"));
}

#[test]
fn a_child_that_dies_while_its_page_is_read_is_told_and_loading_starts_another() {
    let mut stage = Stage::new("");
    stage.load(FIRST, "<p>words");
    stage.laid_out();
    kill(&stage.wait_for_children(1)[0]);
    stage.send(PageCommand::Paint { id: FIRST, layout: 1, areas: vec![area(0)] });
    assert_eq!(stage.failed(), (FIRST, HtmlFailure::Died));
    stage.load(FIRST, "<p>words");
    assert_eq!(stage.laid_out().1, 2, "layouts are counted on");
    let child = stage.wait_for_children(2).remove(1);
    kill(&child);
    stage.load(FIRST, "<p>more words");
    assert_eq!(text(&stage.laid_out().3), "more words", "one that died unseen is replaced");
}

#[test]
fn pictures_that_come_later_are_shown_by_the_same_child() {
    let mut stage = Stage::new("");
    let html = "<img src=cid:boats alt=Boats width=90 height=90><p>words";
    stage.load(FIRST, html);
    assert_eq!(text(&stage.laid_out().3), "Boats\nwords");
    // Nothing is ready that could take its place.
    kill(&stage.wait_for_children(2)[1]);
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(9, 9, image::Rgb([200, 10, 20]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("a vector takes all");
    let image = Image { names: vec!["cid:boats".to_owned()], bytes: bytes.into_inner() };
    stage.load_with(FIRST, html, vec![Arc::new(image)]);
    let (_, layout, _, page) = stage.laid_out();
    assert_eq!((layout, &*text(&page)), (2, "words"));
    let middle = TileArea { left: 50, top: 50, width: 1, height: 1 };
    stage.send(PageCommand::Paint { id: FIRST, layout: 2, areas: vec![middle] });
    let PageEvent::Painted { tile, .. } = stage.next() else { panic!("it is not painted") };
    assert_eq!(tile.rgba, [200, 10, 20, 255]);
    assert_eq!(stage.started().len(), 2, "no child was started for it");
}

#[test]
fn a_pdf_is_shown_by_one_child_and_a_damaged_one_is_told() {
    let made = make::Made { pages: 3, content: make::box_and_words(), ..Default::default() };
    let mut stage = Stage::new("");
    for layout in 1..=2 {
        // Again, as when the theme has become another one.
        stage.load_pdf(FIRST, made.clone().bytes());
        let (_, number, _, page) = stage.laid_out();
        assert_eq!((number, page.pdf_pages), (layout, 3));
    }
    stage.send(PageCommand::Reshape { id: FIRST, shape: PageShape { width: 700.0, scale: 2.0 } });
    assert_eq!(stage.laid_out().1, 3);
    assert_eq!(stage.wait_for_children(2).len(), 2, "one for it, and one for the next page");
    stage.load_pdf(PageId(2), b"%PDF-1.7 and nothing else".to_vec());
    assert_eq!(stage.failed(), (PageId(2), HtmlFailure::Pdf(PdfFault::Damaged)));
}

#[test]
fn there_is_no_child_before_one_is_wished_and_then_one_is_kept_ready() {
    let mut stage = Stage::new("");
    stage.send(PageCommand::Reshape { id: FIRST, shape: shape(300.0) });
    stage.send(PageCommand::Close { id: FIRST });
    assert!(!stage.note().exists());
    (0..5).for_each(|_| stage.send(PageCommand::Warm));
    let ready = stage.wait_for_children(1).remove(0);
    stage.load(FIRST, "<p>words");
    stage.laid_out();
    let children = stage.wait_for_children(2);
    assert_eq!((children.len(), &children[0]), (2, &ready));
    assert!(is_running(&ready), "it took the page");
    stage.pages = None;
    eventually("the end of all children", || !children.iter().any(|child| is_running(child)));
}

#[test]
fn so_many_pages_and_no_more_are_alive_at_once() {
    let mut stage = Stage::new("exec sleep 1000;");
    let limit = u32::try_from(mailpane::engine::pages::PAGES_LIMIT).expect("a few");
    (1..=limit).for_each(|id| stage.load(PageId(id), "<p>words"));
    stage.load(PageId(99), "<p>words");
    assert_eq!(stage.failed(), (PageId(99), HtmlFailure::NotStarted));
    let count = usize::try_from(limit).expect("a few");
    // A child that is ended before it runs leaves no note.
    stage.wait_for_children(count);
    stage.send(PageCommand::Close { id: FIRST });
    stage.load(PageId(99), "<p>words");
    let count = count + 1;
    let children = stage.wait_for_children(count);
    stage.pages = None;
    eventually("the end of all children", || !children.iter().any(|child| is_running(child)));
}
