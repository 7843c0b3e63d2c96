//! Pages under any order of what the user does and what the threads answer.
//!
//! A child is played here: it lays out and paints what it was asked for, sooner or later, and what
//! it says may be about a page or a layout that is long gone.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use mailpane::app::{
    Acting, Action, Effect, Look, MessageAct, PageAct, PageViewport, STRIP_HEIGHT_PX, State, Wish,
};
use mailpane::engine::{Event, PageCommand, PageEvent, PageId, PageShape, Place};
use mailpane::html::{Blocked, HtmlFailure, Page, Tile, TileArea};
use mailpane::model::{ConnectionInfo, ConnectionState, Flags, MailboxName, PartId};
use proptest::prelude::*;

use super::mails::{FIRST, image, letter, loaded, newsletter, newsletter_text, picture};
use super::window::{ACCOUNT, expunged, key, opened, rows, window};

#[derive(Clone, Debug)]
enum Happening {
    InView {
        width: u16,
        scale: u8,
        top: u16,
        height: u16,
    },
    /// The child does the next thing it was asked for; a layout is this high.
    Work {
        height: u16,
    },
    /// What the child said reaches the window.
    Deliver,
    /// An answer about something that is gone.
    Stale {
        layout: u8,
        top: u8,
    },
    Fail,
    Find,
    SelectAll,
    Dark(bool),
    Look(Look),
    Loaded {
        is_text: bool,
    },
    Pictures {
        is_last: bool,
    },
    Move(bool),
    OpenWindow,
    CloseWindow,
    /// Anything else that a user can do to a message, but ask for pictures from the network.
    Act(u8),
    Heard(u8),
}

fn happening() -> impl Strategy<Value = Happening> {
    let view = (300..1_200_u16, 1..4_u8, 0..4_000_u16, 1..1_500_u16);
    prop_oneof![
        4 => view.prop_map(|(width, scale, top, height)| Happening::InView {
            width,
            scale,
            top,
            height
        }),
        8 => (0..5_000_u16).prop_map(|height| Happening::Work { height }),
        16 => Just(Happening::Deliver),
        1 => (0..5_u8, 0..4_u8).prop_map(|(layout, top)| Happening::Stale { layout, top }),
        1 => Just(Happening::Fail),
        1 => Just(Happening::Find),
        1 => Just(Happening::SelectAll),
        1 => any::<bool>().prop_map(Happening::Dark),
        2 => prop_oneof![Just(Look::Page), Just(Look::Page), Just(Look::Reader), Just(Look::Text)]
            .prop_map(Happening::Look),
        2 => any::<bool>().prop_map(|is_text| Happening::Loaded { is_text }),
        1 => any::<bool>().prop_map(|is_last| Happening::Pictures { is_last }),
        1 => any::<bool>().prop_map(Happening::Move),
        1 => Just(Happening::OpenWindow),
        1 => Just(Happening::CloseWindow),
        1 => (0..16_u8).prop_map(Happening::Act),
        1 => (0..5_u8).prop_map(Happening::Heard),
    ]
}

/// What the threads hold of one page.
#[derive(Debug, Default)]
struct Child {
    /// The layouts made, and the newest one the window has heard of.
    made: u32,
    heard: u32,
    /// Layouts asked for and not heard of.
    outstanding: u32,
    layout: Option<PageShape>,
    areas: VecDeque<TileArea>,
    said: VecDeque<PageEvent>,
    has_failed: bool,
}

#[derive(Debug, Default)]
struct Threads {
    pages: BTreeMap<PageId, Child>,
    closed: Vec<PageId>,
}

impl Threads {
    /// Takes what the window asks for and checks that it makes sense.
    fn take(&mut self, effects: &[Effect]) -> Result<(), TestCaseError> {
        for effect in effects {
            let Effect::Page(command) = effect else { continue };
            match command {
                PageCommand::Warm => {}
                PageCommand::Load { id, load } => {
                    prop_assert!(!self.closed.contains(id), "a page is never opened twice");
                    self.pages.entry(*id).or_default().ask(load.shape)?;
                }
                PageCommand::Reshape { id, shape } => self.page(*id)?.ask(*shape)?,
                PageCommand::Paint { id, layout, areas } => {
                    let page = self.page(*id)?;
                    prop_assert_eq!(*layout, page.heard, "a layout that is gone");
                    prop_assert_eq!(page.outstanding, 0, "a layout that is about to go");
                    prop_assert!(!areas.is_empty() && areas.iter().all(|area| area.is_paintable()));
                    page.areas = areas.iter().copied().collect();
                }
                PageCommand::Find { id, .. } | PageCommand::Select { id, .. } => {
                    self.page(*id)?;
                }
                PageCommand::Close { id } => {
                    prop_assert!(self.pages.remove(id).is_some(), "only what was opened, once");
                    self.closed.push(*id);
                }
            }
        }
        Ok(())
    }

    fn page(&mut self, id: PageId) -> Result<&mut Child, TestCaseError> {
        let page = self.pages.get_mut(&id);
        page.ok_or_else(|| TestCaseError::fail("a page without a child is asked for something"))
    }
}

impl Child {
    fn ask(&mut self, shape: PageShape) -> Result<(), TestCaseError> {
        prop_assert_eq!(self.outstanding, 0, "one layout at a time");
        prop_assert!(!self.has_failed);
        self.outstanding = 1;
        self.layout = Some(shape);
        self.areas.clear();
        Ok(())
    }

    fn work(&mut self, id: PageId, height: u16) {
        if let Some(shape) = self.layout.take() {
            self.made += 1;
            let blocked = Blocked {
                hosts: vec!["img.example".to_owned()],
                images: vec!["https://img.example/a.png".to_owned()],
                ..Blocked::default()
            };
            let (width, height) = (shape.width, f32::from(height));
            let page = Arc::new(Page { width, height, blocked, ..Page::default() });
            self.said.push_back(PageEvent::LaidOut { id, layout: self.made, shape, page });
        } else if let Some(area) = self.areas.pop_front() {
            self.said.push_back(painted(id, self.made, area));
        }
    }
}

/// A strip that says of which layout it is.
fn painted(id: PageId, layout: u32, area: TileArea) -> PageEvent {
    let mark = u8::try_from(layout % 251).expect("below 251");
    let rgba = vec![mark; (area.width * area.height * 4) as usize];
    PageEvent::Painted { id, layout, tile: Arc::new(Tile { area, rgba }) }
}

fn act_of(number: u8) -> MessageAct {
    match number {
        0 => MessageAct::Painted,
        1 => MessageAct::ShowMoreText,
        2 => MessageAct::ShowAllHeaders(true),
        4 => MessageAct::Retry,
        5 => MessageAct::LoadPictures,
        6 => MessageAct::ToggleQuote { block: 1 },
        7 => MessageAct::SaveAllAttachments,
        8 => MessageAct::SaveMessage,
        9 => MessageAct::OpenPart { part: PartId(vec![2]) },
        10 => MessageAct::OpenSource,
        11 => MessageAct::Print,
        12 => MessageAct::Next,
        13 => MessageAct::SaveInside { index: 1 },
        14 => MessageAct::SaveAllInside,
        _ => MessageAct::Previous,
    }
}

fn heard(number: u8) -> Event {
    match number {
        0 => Event::ConnectionChanged {
            account: ACCOUNT,
            state: ConnectionState::Ready(Arc::new(ConnectionInfo::default())),
        },
        1 => opened(50, 7),
        2 => rows((40..=50).map(|seq| (seq, seq + 1_000))),
        3 => loaded(FIRST - 1, letter()),
        _ => Event::MailboxOpened {
            account: ACCOUNT,
            mailbox: MailboxName::new(b"Sent"),
            exists: 3,
            uid_validity: super::window::number(1),
            uid_next: None,
            read_only: true,
            page_follows: false,
            kept: Flags::ALL,
            new_keywords: true,
            keywords: Arc::default(),
        },
    }
}

/// One of the open pages, and the place it is at.
fn some_page(state: &State, turn: usize) -> Option<PageId> {
    let ids: Vec<PageId> = state.pages.keys().copied().collect();
    ids.get(turn % ids.len().max(1)).copied()
}

fn happen(
    state: &mut State,
    threads: &mut Threads,
    happening: &Happening,
    turn: usize,
) -> Vec<Effect> {
    let page = some_page(state, turn);
    let place =
        state.windows.last().filter(|_| turn.is_multiple_of(2)).map_or(Place::PANE, |w| w.place);
    let on_page = |act| page.map(|id| Action::Page(id, act));
    let action = match happening {
        Happening::InView { width, scale, top, height } => {
            let shape = PageShape { width: f32::from(*width), scale: f32::from(*scale) / 2.0 };
            let (top, height) = (f32::from(*top), f32::from(*height));
            on_page(PageAct::InView(PageViewport { shape, top, bottom: top + height }))
        }
        Happening::Work { height } => {
            if let Some(child) = page.and_then(|id| threads.pages.get_mut(&id)) {
                child.work(page.expect("it has a child"), *height);
            }
            None
        }
        Happening::Deliver => {
            let Some(child) = page.and_then(|id| threads.pages.get_mut(&id)) else {
                return Vec::new();
            };
            let Some(event) = child.said.pop_front() else { return Vec::new() };
            if let PageEvent::LaidOut { layout, .. } = &event {
                child.heard = *layout;
                child.outstanding = 0;
            }
            return state.apply(Event::Page(event));
        }
        Happening::Stale { layout, top } => {
            let id = threads.closed.last().copied().or(page).unwrap_or(PageId(99));
            let top = u32::from(*top) * 512;
            let area = TileArea { left: 0, top, width: 700, height: 512 };
            return state.apply(Event::Page(painted(id, u32::from(*layout), area)));
        }
        Happening::Fail => {
            let Some(id) = page else { return Vec::new() };
            let Some(child) = threads.pages.get_mut(&id) else { return Vec::new() };
            child.has_failed = true;
            child.said.clear();
            return state.apply(Event::Page(PageEvent::Failed { id, failure: HtmlFailure::Died }));
        }
        Happening::Find => on_page(PageAct::Find("news".to_owned())),
        Happening::SelectAll => on_page(PageAct::SelectAll),
        Happening::Dark(dark) => Some(Action::ThemeIsDark(*dark)),
        Happening::Look(look) => Some(Action::Message(place, MessageAct::ChooseLook(*look))),
        Happening::Loaded { is_text } => {
            let pictures = vec![picture("cid:a", &[2], 1_000)];
            let reading = if *is_text { newsletter_text() } else { newsletter(pictures) };
            return state.apply(loaded(FIRST, reading));
        }
        Happening::Pictures { is_last } => {
            let images = vec![image("cid:a", 100)];
            let event = Event::PicturesLoaded { key: key(FIRST), images, is_last: *is_last };
            return state.apply(event);
        }
        Happening::Move(down) => Some(Action::MoveSelection { by: if *down { 1 } else { -1 } }),
        Happening::OpenWindow => Some(Action::OpenSelectedInWindow),
        Happening::CloseWindow => Some(Action::CloseWindow(place)),
        Happening::Act(3) => Some(Action::Act(Acting::At(place), Wish::ToggleFlagged)),
        Happening::Act(number) => Some(Action::Message(place, act_of(*number))),
        Happening::Heard(number) => return state.apply(heard(*number)),
    };
    action.map(|action| state.update(action)).unwrap_or_default()
}

/// Which layout of each page is on the screen.
fn on_screen(state: &State) -> BTreeMap<PageId, u32> {
    let shown = |page: &mailpane::app::PageView| page.shown.as_ref().map(|shown| shown.number);
    state.pages.iter().filter_map(|(id, page)| Some((*id, shown(page)?))).collect()
}

fn check(state: &State, before: &BTreeMap<PageId, u32>) -> Result<(), TestCaseError> {
    for (id, page) in &state.pages {
        for layout in page.shown.iter().chain(&page.next) {
            for tile in layout.tiles.values() {
                let mark = u8::try_from(layout.number % 251).expect("below 251");
                prop_assert_eq!(tile.rgba.first(), Some(&mark), "a strip of another layout");
            }
        }
        let (Some(shown), Some(viewport)) = (&page.shown, &page.viewport) else { continue };
        if before.get(id) != Some(&shown.number) {
            let scale = shown.shape.scale;
            let end = (viewport.bottom.min(shown.page.height) * scale).ceil() as u32;
            let top = (viewport.top * scale) as u32;
            // A page that is scrolled away has nothing in view.
            let last = if end > top { end.div_ceil(STRIP_HEIGHT_PX) } else { 0 };
            let strips = top / STRIP_HEIGHT_PX..last;
            for strip in strips {
                let is_there = shown.tiles.contains_key(&(strip * STRIP_HEIGHT_PX, 0));
                prop_assert!(is_there, "it came onto the screen with holes");
            }
        }
        prop_assert!(page.next.as_ref().is_none_or(|next| next.number > shown.number));
    }
    let open: Vec<PageId> = state
        .views()
        .flat_map(|view| {
            let below = view.pages_below.values().chain(view.sheets_below.values());
            view.page.into_iter().chain(view.sheet).chain(below.copied())
        })
        .collect();
    for id in state.pages.keys() {
        prop_assert_eq!(
            open.iter().filter(|page| *page == id).count(),
            1,
            "{:?} has one place",
            id
        );
    }
    prop_assert_eq!(open.len(), state.pages.len(), "no view names a page that is not there");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Under any order of events what is on the screen was painted before it came there, nothing is
    /// asked of what is gone, every page has one place, and nothing is fetched from the network.
    #[test]
    fn pages_come_and_go_without_holes_leaks_or_packets(
        happenings in proptest::collection::vec(happening(), 1..120),
    ) {
        let mut state = window(50);
        let mut threads = Threads::default();
        let effects = state.update(Action::SelectRow { index: 0 });
        threads.take(&effects)?;
        let effects = state.apply(loaded(FIRST, newsletter(Vec::new())));
        threads.take(&effects)?;
        for (turn, happening) in happenings.iter().enumerate() {
            let before = on_screen(&state);
            let effects = happen(&mut state, &mut threads, happening, turn);
            let asks_network = |effect: &Effect| matches!(effect, Effect::FetchRemote { .. });
            prop_assert!(!effects.iter().any(asks_network), "{:?} {:?}", happening, effects);
            threads.take(&effects)?;
            check(&state, &before)?;
        }
        // When the message goes, so does every child.
        state.update(Action::CloseDialog);
        let mut effects = state.apply(expunged(50));
        let places: Vec<Place> = state.windows.iter().map(|window| window.place).collect();
        for place in places {
            effects.extend(state.update(Action::CloseWindow(place)));
        }
        let mailbox = MailboxName::new(b"Sent");
        effects.extend(state.update(Action::SelectMailbox { account: ACCOUNT, mailbox }));
        threads.take(&effects)?;
        prop_assert!(state.pages.is_empty());
        prop_assert!(threads.pages.is_empty(), "children are left: {:?}", threads.pages.keys());
    }
}
