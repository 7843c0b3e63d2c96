//! The list against a model: a mailbox that is a plain list of UIDs, and whatever may happen to it
//! in any order.

use mailpane::app::{Action, ListSettings, RowAt, Scroll, State, ViewState};
use mailpane::engine::Event;
use mailpane::model::{ListView, MailboxName, Order, SortKey, ThreadNode};
use proptest::prelude::*;

use super::server::Server;
use super::window::{
    ACCOUNT, exists, expunged, list, load_message, opened_with_next, rows, window,
};

#[derive(Clone, Debug)]
enum Happening {
    Arrive(u8),
    Expunge(u32),
    /// The newest, as when a person tidies up what has just come.
    ExpungeNewest,
    Load(u32),
    /// Rows of the lines in view.
    LoadView,
    Order(u32),
    OrderView,
    Threads,
    ScrollTo(u32),
    Choose(u32),
    Move(i8),
    Fold(u32),
    /// The connection was lost; meanwhile messages went and came.
    Reopen {
        gone: u8,
        came: u8,
        at: u32,
    },
    /// A smaller EXISTS, without a word about which went.
    Shrink(u8, u32),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        2 => (1..5u8).prop_map(Happening::Arrive),
        3 => any::<u32>().prop_map(Happening::Expunge),
        1 => Just(Happening::ExpungeNewest),
        2 => any::<u32>().prop_map(Happening::Load),
        4 => Just(Happening::LoadView),
        2 => any::<u32>().prop_map(Happening::Order),
        3 => Just(Happening::OrderView),
        2 => Just(Happening::Threads),
        2 => any::<u32>().prop_map(Happening::ScrollTo),
        2 => any::<u32>().prop_map(Happening::Choose),
        1 => any::<i8>().prop_map(Happening::Move),
        2 => any::<u32>().prop_map(Happening::Fold),
        1 => (0..4u8, 0..4u8, any::<u32>())
            .prop_map(|(gone, came, at)| Happening::Reopen { gone, came, at }),
        1 => (1..4u8, any::<u32>()).prop_map(|(gone, at)| Happening::Shrink(gone, at)),
    ]
}

fn view() -> impl Strategy<Value = ListView> {
    let key = prop_oneof![Just(SortKey::Arrival), Just(SortKey::Sender)];
    (key, any::<bool>(), any::<bool>()).prop_map(|(key, descending, threads)| ListView {
        order: Order { key, descending },
        threads: threads && key == SortKey::Arrival,
    })
}

/// A row that was chosen stays chosen.
#[derive(Default)]
struct Watched {
    cursor_uid: Option<u32>,
    /// The places of the order are those of the server's last answer.
    is_fresh: bool,
    /// Messages went or came untold: the view finds its place when it reads them.
    is_lost: bool,
}

fn load(state: &mut State, server: &Server, seqs: impl Iterator<Item = u32>) {
    let page: Vec<(u32, u32)> = seqs.map(|seq| (seq, server.uid(seq))).collect();
    state.apply(rows(page.into_iter()));
}

fn load_order(state: &mut State, server: &Server, first: u32, view: ListView) {
    let seqs: Vec<u32> = server.sorted().into_iter().skip(first as usize).take(30).collect();
    state.apply(Event::OrderLoaded {
        account: ACCOUNT,
        mailbox: MailboxName::inbox(),
        order: view.order,
        first,
        seqs,
        whole: false,
    });
}

/// Lets one thing happen; returns whether it was the user's doing, so that the view may be elsewhere
/// afterwards.
fn happen(
    state: &mut State,
    server: &mut Server,
    watched: &mut Watched,
    happening: &Happening,
) -> bool {
    let view = list(state).view;
    let count = server.exists();
    let lines = list(state).len();
    match happening {
        Happening::Arrive(came) => {
            server.arrive(*came);
            watched.is_fresh = false;
            state.apply(exists(server.exists()));
        }
        Happening::Expunge(at) if count > 0 => expunge(state, server, watched, at % count + 1),
        Happening::ExpungeNewest if count > 0 => expunge(state, server, watched, count),
        Happening::Load(at) if count > 0 => {
            let first = at % count + 1;
            load(state, server, first..=(first + 20).min(count));
        }
        Happening::LoadView => {
            let top = list(state).scroll.top;
            let seqs: Vec<u32> =
                (top..top + 12).filter_map(|line| list(state).seq_at(line)).collect();
            load(state, server, seqs.into_iter());
        }
        Happening::Order(at) if count > 0 => {
            load_order(state, server, at % count, view);
            watched.is_fresh = true;
        }
        Happening::OrderView => {
            load_order(state, server, list(state).scroll.top.saturating_sub(10), view);
            watched.is_fresh = true;
        }
        Happening::Threads => {
            let nodes = server.threads().into();
            let mailbox = MailboxName::inbox();
            state.apply(Event::ThreadsLoaded { account: ACCOUNT, mailbox, nodes });
        }
        Happening::ScrollTo(at) if lines > 0 => {
            let scroll = Scroll { top: at % lines, offset_pt: 1.0, visible: 10 };
            // A view that stays where it is goes on looking for its lost message.
            watched.is_lost &= scroll.top == list(state).scroll.top;
            state.update(Action::Scrolled(scroll));
            return true;
        }
        Happening::Choose(at) if lines > 0 => {
            state.update(Action::SelectRow { index: at % lines });
            return chosen(state, watched);
        }
        Happening::Move(by) => {
            state.update(Action::MoveSelection { by: i64::from(*by) });
            return chosen(state, watched);
        }
        Happening::Fold(at) if lines > 0 => {
            state.update(Action::ToggleThread { index: at % lines });
            return chosen(state, watched);
        }
        Happening::Reopen { gone, came, at } => {
            server.remove(*gone, *at);
            server.arrive(*came);
            watched.is_fresh = false;
            watched.is_lost = true;
            state.apply(opened_with_next(server.exists(), 7, Some(server.next_uid + 1)));
        }
        Happening::Shrink(gone, at) if count > 0 => {
            server.remove(*gone, *at);
            watched.is_fresh = false;
            watched.is_lost = true;
            state.apply(exists(server.exists()));
        }
        _ => {}
    }
    false
}

fn expunge(state: &mut State, server: &mut Server, watched: &mut Watched, seq: u32) {
    watched.is_fresh &= list(state).index_of_seq(seq).is_some();
    let uid = server.uids.remove(seq as usize - 1);
    if watched.cursor_uid == Some(uid) {
        watched.cursor_uid = None;
    }
    // After the mailbox was opened anew a number says nothing of a message until its row is read.
    let is_held = list(state).row(seq).is_some();
    let shown = state.message.as_ref().map(|view| view.selected.key.uid.get());
    state.apply(expunged(seq));
    if is_held && shown == Some(uid) {
        let view = state.message.as_ref().expect("still shown");
        assert!(matches!(view.state, ViewState::Gone(_)), "the open message went");
    }
}

fn chosen(state: &mut State, watched: &mut Watched) -> bool {
    watched.cursor_uid = list(state).cursor_uid().map(std::num::NonZeroU32::get);
    if let Some(uid) = watched.cursor_uid {
        load_message(state, uid);
    }
    true
}

fn check(state: &State, server: &Server, watched: &Watched) -> Result<(), TestCaseError> {
    let list = list(state);
    prop_assert_eq!(list.exists, server.exists());
    let sorted = server.sorted();
    let is_sorted = list.view.order.key == SortKey::Sender;
    let mut seen = std::collections::BTreeSet::new();
    for line in 0..list.len() {
        let entry = list.entry(line);
        let Some(seq) = entry.seq else {
            prop_assert!(is_sorted, "only an order may not know what stands where");
            continue;
        };
        prop_assert!(seen.insert(seq), "{seq} stands at two lines");
        prop_assert_eq!(list.index_of_seq(seq), Some(line));
        if let RowAt::Loaded(row) = entry.row {
            prop_assert_eq!(row.uid.get(), server.uid(seq), "line {}", line);
        }
        if is_sorted && watched.is_fresh {
            prop_assert_eq!(seq, sorted[line as usize]);
        }
    }
    if !is_sorted && !list.view.threads {
        prop_assert_eq!(list.len(), server.exists());
    }
    prop_assert!(list.scroll.top < list.len().max(1));
    prop_assert!(list.cursor().is_none_or(|cursor| cursor < list.len()));
    if let Some(uid) = watched.cursor_uid.filter(|uid| server.seq(*uid).is_some()) {
        prop_assert_eq!(list.cursor_uid().map(std::num::NonZeroU32::get), Some(uid));
        if let Some(line) = list.cursor() {
            let seq = server.seq(uid).expect("held");
            let is_there = list.index_of_seq(seq) == Some(line);
            let row_is_other = match list.row_at(line) {
                RowAt::Loaded(row) => row.uid.get() != uid && !list.view.threads,
                RowAt::Placeholder => false,
            };
            prop_assert!(!row_is_other, "the cursor is on another message");
            // Its number may not be known to the list after a silent change.
            prop_assert!(is_there || list.row_by_uid(list.cursor_uid().expect("set")).is_none());
        }
    }
    Ok(())
}

proptest! {
    /// Under any interleaving a row that is shown is the message the server holds there, and
    /// the view, the cursor and the open message stay on theirs.
    #[test]
    fn nothing_that_happens_shows_a_message_at_a_wrong_place(
        start in 0..300u32,
        view in view(),
        happenings in proptest::collection::vec(happening(), 1..60),
    ) {
        let mut state = window(start);
        // Small, so that rows go while they are still wanted.
        state.list_settings = ListSettings { row_cache_bytes: 20_000, ..ListSettings::default() };
        if let Some(list) = &mut state.list {
            list.set_budget(20_000);
        }
        if view.threads {
            state.update(Action::ToggleThreads);
        }
        state.update(Action::SetOrder(view.order));
        let mut server =
            Server { uids: (1..=start).map(|seq| seq + 1_000).collect(), next_uid: 10_000 };
        let mut watched = Watched::default();
        for happening in happenings {
            let scroll = list(&state).scroll;
            let is_at_top = scroll.top == 0 && scroll.offset_pt <= 0.0;
            let top = list(&state).seq_at(scroll.top).map(|seq| server.uid(seq));
            let may_move = happen(&mut state, &mut server, &mut watched, &happening);
            check(&state, &server, &watched)?;
            let anchor = top.filter(|_| !may_move && !is_at_top && !watched.is_lost).and_then(|uid| server.seq(uid));
            if let Some(line) = anchor.and_then(|seq| list(&state).index_of_seq(seq)) {
                prop_assert_eq!(line, list(&state).scroll.top, "the view moved: {:?}", happening);
                prop_assert_eq!(list(&state).scroll.offset_pt, scroll.offset_pt);
            }
        }
    }

    /// Numbers a server must not send are ignored, not believed and not a panic.
    #[test]
    fn lying_numbers_do_no_harm(
        counts in proptest::collection::vec(prop_oneof![any::<u32>(), Just(u32::MAX), Just(0)], 1..4),
        seqs in proptest::collection::vec(prop_oneof![any::<u32>(), 0..60u32], 1..30),
        view in view(),
    ) {
        let mut state = window(50);
        if view.threads {
            state.update(Action::ToggleThreads);
        }
        state.update(Action::SetOrder(view.order));
        let nodes: Vec<ThreadNode> =
            seqs.iter().map(|seq| ThreadNode { seq: *seq, depth: (*seq % 70_000) as u16 }).collect();
        for count in &counts {
            state.apply(exists(*count));
            for seq in &seqs {
                state.apply(expunged(*seq));
                state.apply(rows([(*seq, 5), (seq.wrapping_add(1), 5)].into_iter()));
                state.apply(Event::OrderLoaded {
                    account: ACCOUNT,
                    mailbox: MailboxName::inbox(),
                    order: view.order,
                    first: *seq,
                    seqs: seqs.clone(),
                    whole: seq % 2 == 0,
                });
                state.update(Action::MoveSelection { by: i64::from(*seq) });
                state.update(Action::SelectLast);
                state.update(Action::ToggleThread { index: *seq });
            }
            state.apply(Event::ThreadsLoaded {
                account: ACCOUNT,
                mailbox: MailboxName::inbox(),
                nodes: nodes.clone().into(),
            });
        }
        let list = list(&state);
        prop_assert!(list.exists <= *counts.last().expect("one"));
        prop_assert!(list.rows_held() < 200);
        prop_assert!(list.scroll.top < list.len().max(1));
    }
}
