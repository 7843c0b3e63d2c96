//! Choosing, changing and undoing against a plain mailbox, with everything that a server may do
//! between.

use std::collections::{BTreeMap, BTreeSet};

use mailpane::app::{Acting, Action, Choose, RowAt, Scroll, State, Wish};
use mailpane::engine::Event;
use mailpane::model::{Flag, ListView, MailboxName, Order, SortKey};
use proptest::prelude::*;

use super::replies::{inbox, name, requests};
use super::server::Server;
use super::window::{ACCOUNT, exists, expunged, list, opened_with_next};
use super::world::{World, end, load, load_view, work};

#[derive(Clone, Debug)]
enum Happening {
    Arrive(u8),
    Expunge(u32),
    Load(u32),
    LoadView,
    Order,
    Threads,
    Fold(u32),
    ScrollTo(u32),
    Select(u32),
    Toggle(u32),
    Through(u32),
    All,
    Flag(bool),
    Move,
    Undo,
    /// The server does a piece of the oldest change.
    Work(u8),
    /// The oldest change fails where it is.
    Fail,
    /// The oldest change is done to its end.
    Finish,
    /// The connection was lost; meanwhile messages went and came.
    Reopen {
        gone: u8,
        came: u8,
        at: u32,
    },
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        1 => (1..4u8).prop_map(Happening::Arrive),
        2 => any::<u32>().prop_map(Happening::Expunge),
        2 => any::<u32>().prop_map(Happening::Load),
        5 => Just(Happening::LoadView),
        2 => Just(Happening::Order),
        2 => Just(Happening::Threads),
        1 => any::<u32>().prop_map(Happening::Fold),
        2 => any::<u32>().prop_map(Happening::ScrollTo),
        1 => any::<u32>().prop_map(Happening::Select),
        4 => any::<u32>().prop_map(Happening::Toggle),
        2 => any::<u32>().prop_map(Happening::Through),
        1 => Just(Happening::All),
        2 => any::<bool>().prop_map(Happening::Flag),
        3 => Just(Happening::Move),
        2 => Just(Happening::Undo),
        3 => (1..6u8).prop_map(Happening::Work),
        2 => Just(Happening::Fail),
        3 => Just(Happening::Finish),
        1 => (0..3u8, 0..3u8, any::<u32>())
            .prop_map(|(gone, came, at)| Happening::Reopen { gone, came, at }),
    ]
}

fn view() -> impl Strategy<Value = ListView> {
    let key = prop_oneof![2 => Just(SortKey::Arrival), 1 => Just(SortKey::Sender)];
    (key, any::<bool>(), any::<bool>()).prop_map(|(key, descending, threads)| ListView {
        order: Order { key, descending },
        threads: threads && key == SortKey::Arrival,
    })
}

/// The UIDs of the messages that a line stands for; `None` where that is not to be seen.
fn line_uids(state: &State, world: &World, line: u32) -> Option<BTreeSet<u32>> {
    let entry = list(state).entry(line);
    let seq = entry.seq?;
    match entry.thread.filter(|mark| !mark.expanded) {
        None => Some([world.inbox.uid(seq)].into()),
        Some(_) => {
            // The conversation of the server's answer, or the message alone that came since.
            let thread = world.inbox.uid(seq) % 5;
            let leaving = world.leaving();
            let members = world.inbox.uids.iter().copied();
            let all: BTreeSet<u32> =
                members.filter(|uid| uid % 5 == thread && !leaving.contains(uid)).collect();
            (all.len() as u32 == entry.thread?.count).then_some(all)
        }
    }
}

fn toggle(state: &mut State, world: &mut World, line: u32) {
    let is_first = !list(state).has_choice();
    let cursor = list(state).cursor().filter(|cursor| is_first && *cursor != line);
    let is_chosen = list(state).is_chosen(line);
    let began = match cursor {
        Some(cursor) => line_uids(state, world, cursor),
        None => Some(BTreeSet::new()),
    };
    let here = line_uids(state, world, line);
    let is_known = list(state).entry(line).seq.is_some();
    state.update(Action::Choose(Choose::Toggle { index: line }));
    let before = if is_first { Some(BTreeSet::new()) } else { world.chosen.take() };
    let (Some(mut now), Some(began)) = (before, began) else {
        world.chosen = None;
        return;
    };
    now.extend(began);
    match here {
        Some(here) if is_chosen => here.iter().for_each(|uid| _ = now.remove(uid)),
        Some(here) => now.extend(here),
        None if !is_known => {}
        None => {
            world.chosen = None;
            return;
        }
    }
    world.chosen = Some(now);
}

fn happen(state: &mut State, world: &mut World, happening: &Happening) {
    happens(state, world, happening);
    if !world.is_certain {
        world.chosen = None;
    }
}

fn happens(state: &mut State, world: &mut World, happening: &Happening) {
    let (count, lines, view) = (world.inbox.exists(), list(state).len(), list(state).view);
    match happening {
        Happening::Arrive(came) => {
            world.inbox.arrive(*came);
            state.apply(exists(world.inbox.exists()));
        }
        Happening::Expunge(at) if count > 0 => {
            let uid = world.inbox.uids.remove((at % count) as usize);
            world.forget(uid);
            state.apply(expunged(at % count + 1));
        }
        Happening::Load(at) if count > 0 => {
            let first = at % count + 1;
            load(state, world, first..=(first + 20).min(count));
        }
        Happening::LoadView => load_view(state, world),
        Happening::Order => {
            let seqs: Vec<u32> = world.inbox.sorted().into_iter().take(60).collect();
            let (account, mailbox, order) = (ACCOUNT, MailboxName::inbox(), view.order);
            let first = 0;
            state.apply(Event::OrderLoaded { account, mailbox, order, first, seqs, whole: false });
        }
        Happening::Threads => {
            let (account, mailbox) = (ACCOUNT, MailboxName::inbox());
            let nodes = world.inbox.threads().into();
            state.apply(Event::ThreadsLoaded { account, mailbox, nodes });
        }
        Happening::Fold(at) if lines > 0 => {
            state.update(Action::ToggleThread { index: at % lines });
        }
        Happening::ScrollTo(at) if lines > 0 => {
            state.update(Action::Scrolled(Scroll { top: at % lines, offset_pt: 1.0, visible: 10 }));
        }
        Happening::Select(at) if lines > 0 => {
            state.update(Action::SelectRow { index: at % lines });
            world.chosen = Some(BTreeSet::new());
            world.is_certain |= world.jobs.is_empty();
        }
        Happening::Toggle(at) if lines > 0 => toggle(state, world, at % lines),
        Happening::Through(at) if lines > 0 => {
            state.update(Action::Choose(Choose::Through { index: at % lines }));
            // Lines of an order that come to be known later are chosen then.
            let is_known = (0..lines).all(|line| list(state).seq_at(line).is_some());
            world.chosen = chosen_lines(state, world).filter(|_| is_known);
        }
        Happening::All => {
            state.update(Action::Choose(Choose::All));
            let leaving = world.leaving();
            let all = world.inbox.uids.iter().copied().filter(|uid| !leaving.contains(uid));
            world.chosen = (count > 0).then(|| all.collect());
        }
        Happening::Flag(on) => wish(state, world, Wish::Flagged(*on)),
        Happening::Move => wish(state, world, Wish::MoveTo(name("Archive"))),
        Happening::Undo => {
            let effects = state.update(Action::Undo);
            world.begin(requests(&effects));
        }
        Happening::Work(pieces) => (0..*pieces).for_each(|_| work(state, world)),
        Happening::Fail => end(state, world, true),
        Happening::Finish => {
            world.start_first();
            while world.jobs.first().is_some_and(|job| !job.left.is_empty()) {
                work(state, world);
            }
            end(state, world, false);
        }
        Happening::Reopen { gone, came, at } => {
            let before: BTreeSet<u32> = world.inbox.uids.iter().copied().collect();
            world.inbox.remove(*gone, *at);
            let left: BTreeSet<u32> = world.inbox.uids.iter().copied().collect();
            before.difference(&left).for_each(|uid| world.forget(*uid));
            world.inbox.arrive(*came);
            world.chosen = None;
            world.is_certain = false;
            world.hide_anew();
            let next = Some(world.inbox.next_uid + 1);
            state.apply(opened_with_next(world.inbox.exists(), 7, next));
        }
        _ => {}
    }
}

/// What the list says is chosen, line by line: right where the lines are the model's.
fn chosen_lines(state: &State, world: &World) -> Option<BTreeSet<u32>> {
    let mut all = BTreeSet::new();
    for line in (0..list(state).len()).filter(|line| list(state).is_chosen(*line)) {
        all.extend(line_uids(state, world, line)?);
    }
    Some(all)
}

fn wish(state: &mut State, world: &mut World, wish: Wish) {
    let takes_away = matches!(wish, Wish::MoveTo(_));
    let expected = world.chosen.clone().filter(|chosen| !chosen.is_empty());
    let effects = state.update(Action::Act(Acting::List, wish));
    let asked = requests(&effects);
    if let (Some(expected), false) = (&expected, asked.is_empty()) {
        let meant: BTreeSet<u32> =
            asked.iter().flat_map(|it| world.meant(&it.messages, &it.mailbox)).collect();
        assert_eq!(meant, *expected, "the server is asked for what was chosen: {asked:?}");
    }
    if takes_away && !asked.is_empty() {
        world.chosen = Some(BTreeSet::new());
    }
    world.begin(asked);
}

fn check(state: &State, world: &World, is_certain: bool) -> Result<(), TestCaseError> {
    let (list, leaving) = (list(state), world.leaving());
    prop_assert_eq!(list.exists, world.inbox.exists());
    let mut seen = BTreeSet::new();
    for line in 0..list.len() {
        let entry = list.entry(line);
        let Some(seq) = entry.seq else { continue };
        prop_assert!(seen.insert(seq), "{} stands at two lines", seq);
        prop_assert_eq!(list.index_of_seq(seq), Some(line));
        let RowAt::Loaded(row) = entry.row else { continue };
        let uid = row.uid.get();
        prop_assert_eq!(uid, world.inbox.uid(seq), "line {}", line);
        prop_assert!(!leaving.contains(&uid), "{} is on its way out", uid);
        prop_assert_eq!(row.flags.has(Flag::Flagged), world.shown_flagged(uid), "flag of {}", uid);
        let is_folded = entry.thread.is_some_and(|mark| !mark.expanded);
        if let (Some(chosen), false) = (&world.chosen, is_folded) {
            prop_assert_eq!(list.is_chosen(line), chosen.contains(&uid), "choice of {}", uid);
        }
    }
    if let Some(chosen) = &world.chosen {
        let staying = chosen.difference(&leaving).count();
        prop_assert_eq!(list.chosen_count() as usize, staying);
    }
    if is_certain && list.view.order.key == SortKey::Arrival && !list.view.threads {
        let staying = world.inbox.uids.iter().filter(|uid| !leaving.contains(uid)).count();
        prop_assert_eq!(list.len() as usize, staying);
    }
    prop_assert!(list.cursor().is_none_or(|cursor| cursor < list.len()));
    prop_assert!(list.scroll.top < list.len().max(1));
    Ok(())
}

proptest! {
    /// What is shown is what the server holds, without what is on its way out and with what is being
    /// marked; what is chosen is what the server is asked for; and once all is quiet it is the same.
    #[test]
    fn whatever_happens_between_the_window_shows_what_was_wished_and_then_what_is(
        start in 1..120u32,
        view in view(),
        happenings in proptest::collection::vec(happening(), 1..70),
    ) {
        let mut state = inbox(start);
        if view.threads {
            state.update(Action::ToggleThreads);
        }
        state.update(Action::SetOrder(view.order));
        let uids = (1..=start).map(|seq| seq + 1_000).collect();
        let mut world = World {
            inbox: Server { uids, next_uid: 10_000 },
            flagged: BTreeSet::new(),
            archive: BTreeMap::new(),
            next_archived: 50_000,
            jobs: Vec::new(),
            failed: Vec::new(),
            next_wish: 0,
            chosen: Some(BTreeSet::new()),
            is_certain: true,
        };
        for happening in happenings {
            happen(&mut state, &mut world, &happening);
            check(&state, &world, world.is_certain)?;
        }
        while !world.jobs.is_empty() {
            happen(&mut state, &mut world, &Happening::Finish);
            check(&state, &world, world.is_certain)?;
        }
        let count = world.inbox.exists();
        load(&mut state, &mut world, 1..=count);
        check(&state, &world, true)?;
        prop_assert!(state.changes.is_empty());
    }
}
