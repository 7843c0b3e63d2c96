//! Messages as the worker decodes them, pages as the child lays them out, and what was asked for.

use std::sync::Arc;

use mailpane::app::{
    Action, Effect, MessageAct, MessageView, PageAct, PageView, PageViewport, State, WindowKind,
};
use mailpane::engine::{
    Command, Event, PageCommand, PageEvent, PageId, PageLoad, PageShape, Place,
};
use mailpane::html::{Article, Blocked, Image, Page, Tile, TileArea};
use mailpane::model::{
    Address, Body, BodyText, MessageKey, Part, PartId, PartKind, TransferEncoding, Verdict,
};
use mailpane::reading::{Form, PageSource, PictureRef, Reading};

use super::window::{key, window};

pub const SHAPE: PageShape = PageShape { width: 700.0, scale: 1.0 };

/// UID of the message on the first line of a window of 50.
pub const FIRST: u32 = 1_050;

pub fn part(id: &[u32], media_type: &str, name: Option<&str>) -> Part {
    Part {
        file_name: name.map(str::to_owned),
        encoding: TransferEncoding::Base64,
        size_bytes: 1_000,
        ..Part::new(PartId(id.to_vec()), media_type)
    }
}

pub fn multipart(media_type: &str, parts: Vec<Part>) -> Part {
    Part { kind: PartKind::Multipart(parts), ..part(&[], media_type, None) }
}

fn body(structure: Part, text: &str, from_html: bool) -> Arc<Body> {
    let text = BodyText { text: text.to_owned(), from_html, ..BodyText::default() };
    let from = Address { name: "Ann".to_owned(), address: "Ann@shop.example".to_owned() };
    let verdict = Verdict::Confirmed { domain: "shop.example".to_owned() };
    let structure = Some(Arc::new(structure));
    Arc::new(Body { from: vec![from], verdict, structure, text, ..Body::default() })
}

fn both_forms() -> Part {
    multipart(
        "multipart/mixed",
        vec![
            multipart(
                "multipart/alternative",
                vec![part(&[1, 1], "text/plain", None), part(&[1, 2], "text/html", None)],
            ),
            part(&[2], "application/pdf", Some("plan.pdf")),
        ],
    )
}

pub fn picture(name: &str, part: &[u32], encoded_bytes: u64) -> PictureRef {
    let encoding = TransferEncoding::Base64;
    PictureRef { name: name.to_owned(), part: PartId(part.to_vec()), encoding, encoded_bytes }
}

pub fn image(name: &str, bytes: usize) -> Arc<Image> {
    Arc::new(Image { names: vec![name.to_owned()], bytes: vec![1; bytes] })
}

/// A letter in one form.
pub fn letter() -> Reading {
    let structure = part(&[1], "text/plain", None);
    Reading { body: body(structure, "Dear Bob", false), form: Form::Text, ..Reading::default() }
}

/// The HTML of a newsletter that has its text too.
pub fn newsletter(pictures: Vec<PictureRef>) -> Reading {
    let source = PageSource { html: "<p>News".to_owned(), pictures, ..PageSource::default() };
    let structure = both_forms();
    Reading {
        attachments: mailpane::mime::attachments(&structure).into(),
        body: body(structure, "News, made of HTML", true),
        page: Some(Arc::new(source)),
        article: Some(Arc::new(Article::default())),
        form: Form::Html,
        has_other_form: true,
        ..Reading::default()
    }
}

/// The text of the same newsletter.
pub fn newsletter_text() -> Reading {
    let structure = both_forms();
    Reading {
        body: body(structure, "News, as sent", false),
        form: Form::Text,
        has_other_form: true,
        ..Reading::default()
    }
}

pub fn loaded(uid: u32, reading: Reading) -> Event {
    Event::MessageLoaded { key: key(uid), reading: Arc::new(reading) }
}

/// A window of 50 messages with the first one open and read.
pub fn open(reading: Reading) -> (State, Vec<Effect>) {
    let mut state = window(50);
    let mut effects = state.update(Action::SelectRow { index: 0 });
    effects.extend(state.apply(loaded(FIRST, reading)));
    (state, effects)
}

pub fn act(state: &mut State, act: MessageAct) -> Vec<Effect> {
    state.update(Action::Message(Place::PANE, act))
}

pub fn pane(state: &State) -> &MessageView {
    state.message.as_ref().expect("a message is open")
}

/// The page of the message in the pane.
pub fn pane_page(state: &State) -> PageId {
    pane(state).page.expect("it has a page")
}

pub fn page(state: &State, id: PageId) -> &PageView {
    state.pages.get(&id).expect("the page is open")
}

pub fn in_view(state: &mut State, id: PageId, shape: PageShape, top: f32) -> Vec<Effect> {
    let viewport = PageViewport { shape, top, bottom: top + 800.0 };
    state.update(Action::Page(id, PageAct::InView(viewport)))
}

pub fn laid_out(id: PageId, layout: u32, shape: PageShape, page: Page) -> Event {
    Event::Page(PageEvent::LaidOut { id, layout, shape, page: Arc::new(page) })
}

/// As wide as the pane; `height` in CSS pixels.
pub fn tall(height: f32) -> Page {
    Page { width: SHAPE.width, height, ..Page::default() }
}

/// A page that names pictures on the network.
pub fn remote(images: &[&str], trackers: u32) -> Page {
    let images: Vec<String> = images.iter().map(|image| (*image).to_owned()).collect();
    let hosts = vec!["img.example".to_owned()];
    Page { blocked: Blocked { hosts, images, trackers, more_hosts: 0 }, ..tall(900.0) }
}

pub fn painted(id: PageId, layout: u32, area: TileArea) -> Event {
    let rgba = vec![255; (area.width * area.height * 4) as usize];
    Event::Page(PageEvent::Painted { id, layout, tile: Arc::new(Tile { area, rgba }) })
}

pub fn commands(effects: &[Effect]) -> Vec<&Command> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Send(_, command) => Some(command),
            _ => None,
        })
        .collect()
}

pub fn to_pages(effects: &[Effect]) -> Vec<&PageCommand> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Page(command) => Some(command),
            _ => None,
        })
        .collect()
}

pub fn load_of(effects: &[Effect]) -> Option<&PageLoad> {
    to_pages(effects).into_iter().find_map(|command| match command {
        PageCommand::Load { load, .. } => Some(&**load),
        _ => None,
    })
}

pub fn areas_of(effects: &[Effect]) -> Vec<TileArea> {
    to_pages(effects)
        .into_iter()
        .find_map(|command| match command {
            PageCommand::Paint { areas, .. } => Some(areas.clone()),
            _ => None,
        })
        .unwrap_or_default()
}

/// Paints all that was asked for; returns what was asked for after it.
pub fn paint_all(state: &mut State, id: PageId, layout: u32, effects: &[Effect]) -> Vec<Effect> {
    areas_of(effects).into_iter().flat_map(|area| state.apply(painted(id, layout, area))).collect()
}

/// Brings the page of the pane onto the screen.
pub fn show_page(state: &mut State, laid: Page) -> Vec<Effect> {
    let id = pane_page(state);
    in_view(state, id, SHAPE, 0.0);
    let mut effects = state.apply(laid_out(id, 1, SHAPE, laid));
    effects.extend(paint_all(state, id, 1, &effects));
    effects
}

pub fn asks_message(effects: &[Effect]) -> Vec<(Place, MessageKey, Form)> {
    commands(effects)
        .into_iter()
        .filter_map(|command| match command {
            Command::ShowMessage { place, key, form, .. } => Some((*place, key.clone(), *form)),
            _ => None,
        })
        .collect()
}

pub fn fetched_pictures(effects: &[Effect]) -> Vec<String> {
    commands(effects)
        .into_iter()
        .filter_map(|command| match command {
            Command::FetchPictures { pictures, .. } => Some(pictures),
            _ => None,
        })
        .flatten()
        .map(|picture| picture.name.clone())
        .collect()
}

/// The place of the newest window.
pub fn newest(state: &State) -> Place {
    state.windows.last().expect("a window").place
}

pub fn kind(state: &State, place: Place) -> &WindowKind {
    &state.windows.iter().find(|window| window.place == place).expect("it is open").kind
}
