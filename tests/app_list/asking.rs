//! What the list asks a worker for: what the view lacks, by the page, each once.

use mailpane::app::{Action, Effect, Scroll, State};
use mailpane::engine::{Command, Details, Event, RowsAsked};
use mailpane::model::MailboxName;

use super::window::{ACCOUNT, exists, list, number, opened, part, rows, scroll, window};

/// Sequence numbers of the range that was asked for.
fn range(effects: &[Effect]) -> Option<(u32, u32)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send(
            _,
            Command::ShowRows { rows: RowsAsked::Range { first_seq, last_seq }, .. },
        ) => Some((*first_seq, *last_seq)),
        _ => None,
    })
}

fn details(effects: &[Effect]) -> Option<Vec<u32>> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send(_, Command::ShowDetails { seqs, .. }) => Some(seqs.clone()),
        _ => None,
    })
}

/// As a worker would: the rows of a range, with UID = sequence number + 1,000.
fn answer(state: &mut State, range: (u32, u32)) -> Vec<Effect> {
    state.apply(rows((range.0..=range.1).map(|seq| (seq, seq + 1_000))))
}

/// A window with one account, before the server has said anything.
fn started() -> (State, Vec<Effect>) {
    let mut state = State::default();
    let account = mailpane::model::Account::new(
        "Work",
        "me",
        "imap.example.org",
        mailpane::model::Security::Tls,
    );
    let effects = state.start(vec![account]);
    (state, effects)
}

#[test]
fn the_first_page_is_the_view_and_a_little() {
    let (mut state, effects) = started();
    let asked = effects.iter().find_map(|effect| match effect {
        Effect::Send(_, Command::OpenMailbox { rows, .. }) => Some(*rows),
        _ => None,
    });
    assert_eq!(asked, Some(40), "the window has no height yet");
    state.update(Action::Scrolled(Scroll { top: 0, offset_pt: 0.0, visible: 12 }));
    let effects = state.apply(opened(100_000, 7));
    assert!(effects.is_empty(), "they follow by themselves: {effects:?}");
    let effects = answer(&mut state, (99_961, 100_000));
    assert_eq!(range(&effects), None, "nothing ahead before anybody scrolls: {effects:?}");
}

#[test]
fn a_window_higher_than_its_first_page_asks_for_the_rest() {
    let (mut state, _) = started();
    state.update(Action::Scrolled(Scroll { top: 0, offset_pt: 0.0, visible: 60 }));
    state.apply(opened(100_000, 7));
    let effects = answer(&mut state, (99_961, 100_000));
    assert_eq!(range(&effects), Some((99_930, 99_960)));
}

#[test]
fn structures_are_asked_for_when_the_rows_in_view_are_there_and_once() {
    let mut state = window(100_000);
    let effects = scroll(&mut state, 50_000);
    let asked = range(&effects).expect("rows");
    assert_eq!(details(&effects), None);
    let effects = answer(&mut state, asked);
    let seqs = details(&effects).expect("details");
    assert_eq!(seqs, (49_990..=50_000).collect::<Vec<u32>>(), "of the view, not of its margin");
    assert_eq!(details(&state.update(Action::Scrolled(list(&state).scroll))), None);
    let loaded = seqs.iter().map(|seq| Details {
        seq: *seq,
        uid: number(seq + 1_000),
        part: part(10),
        has_attachment: true,
        preview: Some("Hello".into()),
    });
    state.apply(Event::DetailsLoaded {
        account: ACCOUNT,
        mailbox: MailboxName::inbox(),
        details: loaded.collect(),
    });
    assert_eq!(list(&state).row(49_995).and_then(|row| row.has_attachment), Some(true));
    let effects = scroll(&mut state, 50_001);
    assert_eq!(details(&effects), Some(vec![49_989]), "what has come into view");
}

#[test]
fn the_page_ahead_of_a_scroll_is_asked_for_before_it_is_reached() {
    let mut state = window(100_000);
    let asked = range(&scroll(&mut state, 50_000)).expect("a jump");
    let effects = answer(&mut state, asked);
    assert_eq!(range(&effects), None, "a jump says nothing about the way");
    let ahead = range(&scroll(&mut state, 50_003)).expect("the page ahead");
    assert!(ahead.1 < 49_987 && ahead.1 - ahead.0 >= 9, "{ahead:?}");
    assert_eq!(range(&scroll(&mut state, 50_004)), None, "it is under way");
    let effects = answer(&mut state, ahead);
    assert_eq!(range(&effects), None);
    assert_eq!(range(&scroll(&mut state, 50_006)), None, "enough is there");
}

#[test]
fn a_scroll_end_to_end_holds_no_more_than_its_budget() {
    let total = 1_000_000;
    let mut state = window(total);
    for screen in 0..3_000 {
        let effects = scroll(&mut state, screen * 333);
        if let Some(asked) = range(&effects) {
            assert!(asked.1 - asked.0 < 200);
            answer(&mut state, asked);
        }
    }
    assert!(list(&state).bytes_held() <= mailpane::app::PAGE_CACHE_BYTES);
    assert!(list(&state).rows_held() > 1_000);
}

#[test]
fn the_place_is_exact_ten_million_rows_down() {
    let mut state = window(10_000_000);
    let place = Scroll { top: 9_999_950, offset_pt: 0.125, visible: 10 };
    let effects = state.update(Action::Scrolled(place));
    assert_eq!(range(&effects), Some((30, 60)));
    assert_eq!(list(&state).scroll, place);
    state.apply(exists(10_000_001));
    assert_eq!(list(&state).scroll, Scroll { top: 9_999_951, ..place });
}

#[test]
fn a_view_of_absurd_height_asks_within_the_limit() {
    let mut state = window(100_000);
    let place = Scroll { top: 500, offset_pt: 0.0, visible: u32::MAX };
    let effects = state.update(Action::Scrolled(place));
    let (first, last) = range(&effects).expect("rows");
    assert!(last - first < 200, "{first}..{last}");
}

#[test]
fn what_the_whole_mailbox_would_cost_is_judged_by_the_rows_seen() {
    let state = window(0);
    assert_eq!(list(&state).whole_bytes_estimate(), None);
    let state = window(100_000);
    assert_eq!(list(&state).whole_bytes_estimate(), Some(100_000 * 2_000));
}
