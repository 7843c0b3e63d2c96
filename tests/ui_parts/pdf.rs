//! A PDF that is looked at without saving it.

use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mailpane::app::{Action, Effect, MessageAct, OpenedView, PageAct, State, WindowKind};
use mailpane::engine::{Command, Event, PageCommand, PageEvent, PageId, Place};
use mailpane::html::{HtmlFailure, Page, PdfFault, Rect, Selection, TextRun, Tile};
use mailpane::model::{PartId, PartKind};
use mailpane::reading::{Opened, PageSource, Reading};

use super::states::{WINDOW, arrived, attachment, part, text};
use super::{Window, beside, click, pane, settled};

/// The message pane with this file in it.
fn message() -> Window<'static> {
    let files = [attachment(2, "application/pdf", "plan.pdf")];
    let mut reading = Reading { attachments: Arc::from(files), ..text("The plan is attached.") };
    let parts = vec![part(&[2], "application/pdf", PartKind::Leaf)];
    let structure = part(&[], "multipart/mixed", PartKind::Multipart(parts));
    Arc::make_mut(&mut reading.body).structure = Some(Arc::new(structure));
    pane(arrived(reading))
}

/// The window beside, with the file in it: what a click on "Open" and the server's answer come to.
fn opened() -> Window<'static> {
    let mut pane = message();
    let open = click(&mut pane, "Open").pop().expect("a click is an action");
    let mut state: State = std::mem::take(&mut pane.state_mut().state);
    let effects = state.update(open);
    let [Effect::Send(_, Command::OpenPart(request))] = &effects[..] else {
        panic!("the part is not fetched: {effects:?}")
    };
    assert_eq!(request.part.id, PartId(vec![2]));
    let source = PageSource { pdf: Some(Arc::default()), ..PageSource::default() };
    let opened = Arc::new(Opened::Page(Arc::new(source)));
    state.apply(Event::PartOpened { id: request.id, opened });
    beside(state)
}

fn view(state: &State) -> &OpenedView {
    let kind = state.windows.iter().find(|window| window.place == WINDOW).map(|it| &it.kind);
    let Some(WindowKind::Opened(view)) = kind else { panic!("the window is not there") };
    view
}

fn page_of(window: &Window<'_>) -> PageId {
    view(&window.state().state).page.expect("it has a page")
}

/// The child's answer to what the window asks, for a file of so many pages.
fn lay_out(window: &mut Window<'_>, pdf_pages: u32) {
    let id = page_of(window);
    let asked = settled(window);
    let shape = asked.iter().find_map(|action| match action {
        Action::Page(_, PageAct::InView(viewport)) => Some(viewport.shape),
        _ => None,
    });
    let state = &mut window.state_mut().state;
    for action in asked {
        state.update(action);
    }
    let rect = Rect { x: 80.0, y: 90.0, width: 200.0, height: 24.0 };
    let run = TextRun { rect, text: "Harbour, second floor".to_owned(), starts_block: true };
    let page = Page { width: 600.0, height: 800.0, runs: vec![run], pdf_pages, ..Page::default() };
    let shape = shape.expect("the window says what is in view");
    let laid_out = PageEvent::LaidOut { id, layout: 1, shape, page: Arc::new(page) };
    for effect in state.apply(Event::Page(laid_out)) {
        let Effect::Page(PageCommand::Paint { areas, .. }) = effect else { continue };
        for area in areas {
            let bytes = area.width as usize * area.height as usize * 4;
            let tile = Arc::new(Tile { area, rgba: vec![u8::MAX; bytes] });
            state.apply(Event::Page(PageEvent::Painted { id, layout: 1, tile }));
        }
    }
    settled(window);
}

#[test]
fn a_pdf_opens_with_its_first_page_its_words_and_how_many_more_there_are() {
    let mut window = opened();
    lay_out(&mut window, 12);
    window.get_by_label("Page 1 of 12. Save it or open it with another program to read the rest.");
    window.get_by_label("Harbour, second floor");
    let named: Vec<_> = window.query_all_by_label("plan.pdf").collect();
    let mut told = named.iter().filter_map(|node| node.accesskit_node().description());
    assert!(told.any(|told| told == "PDF, page 1 of 12"), "of the page, not of the bar");
}

#[test]
fn all_of_its_words_are_marked_and_copied_by_keys() {
    let mut window = opened();
    lay_out(&mut window, 1);
    let id = page_of(&window);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    let asked = settled(&mut window);
    assert!(matches!(&asked[..], [Action::Page(_, PageAct::SelectAll)]), "{asked:?}");
    window.event(egui::Event::Copy);
    assert!(settled(&mut window).is_empty(), "nothing is marked yet");
    let text = "Harbour, second floor".to_owned();
    let page = window.state_mut().state.pages.get_mut(&id).expect("the page");
    page.selection = Some(Arc::new(Selection { text, rects: Vec::new() }));
    window.event(egui::Event::Copy);
    let asked = settled(&mut window);
    assert!(matches!(&asked[..], [Action::Page(_, PageAct::CopySelection)]), "{asked:?}");
}

#[test]
fn a_pdf_of_one_page_says_nothing_of_others() {
    let mut window = opened();
    lay_out(&mut window, 1);
    window.get_by_label("Harbour, second floor");
    assert!(window.query_by_label_contains("Page 1").is_none());
}

#[test]
fn a_pdf_that_cannot_be_shown_says_why_and_is_saved_all_the_same() {
    for (failure, words) in [
        (HtmlFailure::Pdf(PdfFault::Locked), "locked with a password"),
        (HtmlFailure::Pdf(PdfFault::Damaged), "damaged"),
        (HtmlFailure::Late, "too long"),
        (HtmlFailure::Died, "cannot be painted"),
    ] {
        let mut window = opened();
        let id = page_of(&window);
        window.state_mut().state.apply(Event::Page(PageEvent::Failed { id, failure }));
        settled(&mut window);
        window.get_by_label_contains(words);
        assert!(window.query_by_label_contains("message's text").is_none(), "{words}");
        let clicked = click(&mut window, "Save the file");
        let [Action::Message(WINDOW, MessageAct::SaveAttachment { part })] = &clicked[..] else {
            panic!("{clicked:?}")
        };
        assert_eq!(*part, PartId(vec![2]));
        window.get_by_label("More").click();
        let clicked = click(&mut window, "Open with another program…");
        assert!(
            matches!(&clicked[..], [Action::Message(place, MessageAct::OpenPartWith { .. })]
                if *place != Place::PANE),
            "{clicked:?}"
        );
    }
}
