//! Messages in windows of their own: opened, turned over, closed, each alive.

use mailpane::app::{Acting, Action, Effect, MessageAct, State, ViewState, WINDOWS_LIMIT, Wish};
use mailpane::engine::{Command, Mark, MessageChange, PageCommand, Place, RowsAsked};
use mailpane::model::{Flag, MailboxName};

use super::mails::{
    FIRST, SHAPE, act, asks_message, commands, in_view, letter, loaded, newest, newsletter, open,
    pane, pane_page, to_pages,
};
use super::window::{ACCOUNT, key, rows, window};

fn at(state: &mut State, place: Place, act: MessageAct) -> Vec<Effect> {
    state.update(Action::Message(place, act))
}

fn focused(effects: &[Effect]) -> Option<Place> {
    effects.iter().find_map(|effect| match effect {
        Effect::FocusWindow(place) => Some(*place),
        _ => None,
    })
}

#[test]
fn a_message_that_was_read_is_there_at_once_in_its_window() {
    let (mut state, _) = open(newsletter(Vec::new()));
    let effects = act(&mut state, MessageAct::OpenInWindow);
    assert!(commands(&effects).is_empty(), "nothing has to be fetched: {effects:?}");
    let place = newest(&state);
    let view = state.view(place).expect("a message");
    assert!(matches!(view.state, ViewState::Shown(_)));
    assert_eq!(state.windows[0].title, "subject 1050");
    assert_ne!(view.page, pane(&state).page, "each has a page of its own");
}

#[test]
fn the_same_message_has_one_window() {
    let (mut state, _) = open(letter());
    act(&mut state, MessageAct::OpenInWindow);
    let place = newest(&state);
    assert_eq!(focused(&act(&mut state, MessageAct::OpenInWindow)), Some(place));
    assert_eq!(focused(&state.update(Action::OpenSelectedInWindow)), Some(place));
    assert_eq!(state.windows.len(), 1);
}

#[test]
fn a_double_click_fetches_the_message_once() {
    let mut state = window(50);
    let effects = state.update(Action::SelectRow { index: 0 });
    assert_eq!(asks_message(&effects).len(), 1);
    let effects = state.update(Action::OpenSelectedInWindow);
    assert!(asks_message(&effects).is_empty(), "it is on its way: {effects:?}");
    let place = newest(&state);
    state.apply(loaded(FIRST, letter()));
    for place in [Place::PANE, place] {
        let view = state.view(place).expect("open");
        assert!(matches!(view.state, ViewState::Shown(_)), "{place:?}");
    }
}

#[test]
fn a_window_that_waits_for_what_the_pane_asked_asks_itself_when_the_pane_moves_on() {
    let mut state = window(50);
    state.update(Action::SelectRow { index: 0 });
    state.update(Action::OpenSelectedInWindow);
    let place = newest(&state);
    let effects = state.update(Action::MoveSelection { by: 1 });
    let asked: Vec<_> =
        asks_message(&effects).into_iter().map(|(place, key, _)| (place, key.uid.get())).collect();
    assert_eq!(asked, [(place, FIRST), (Place::PANE, FIRST - 1)]);
}

#[test]
fn a_message_is_left_when_its_last_place_shows_another() {
    let left = |effects: &[Effect]| {
        let left = commands(effects).into_iter().filter_map(|command| match command {
            Command::LeaveMessage { key } => Some(key.uid.get()),
            _ => None,
        });
        left.collect::<Vec<u32>>()
    };
    let (mut state, _) = open(letter());
    act(&mut state, MessageAct::OpenInWindow);
    let place = newest(&state);
    let effects = state.update(Action::MoveSelection { by: 1 });
    assert!(left(&effects).is_empty(), "its window shows it still: {effects:?}");
    assert_eq!(left(&state.update(Action::CloseWindow(place))), [FIRST]);
    assert_eq!(left(&state.update(Action::MoveSelection { by: 1 })), [FIRST - 1]);
    let sent = MailboxName::new(b"Sent");
    let effects = state.update(Action::SelectMailbox { account: ACCOUNT, mailbox: sent });
    assert_eq!(left(&effects), [FIRST - 2]);
}

#[test]
fn enter_on_a_row_whose_message_is_not_open_opens_both() {
    let (mut state, _) = open(letter());
    state.message = None;
    let effects = state.update(Action::OpenSelectedInWindow);
    assert!(state.message.is_some() && state.windows.len() == 1, "{effects:?}");
    let mut empty = State::default();
    assert!(empty.update(Action::OpenSelectedInWindow).is_empty());
}

#[test]
fn a_window_turns_over_by_the_list_and_the_pane_stays() {
    let (mut state, _) = open(letter());
    act(&mut state, MessageAct::OpenInWindow);
    let place = newest(&state);
    let can = state.can_go(place);
    assert!(can.next && !can.previous, "it is at the top");
    let effects = at(&mut state, place, MessageAct::Next);
    assert_eq!(asks_message(&effects)[0].0, place);
    assert_eq!(state.view(place).map(|view| view.selected.key.uid.get()), Some(FIRST - 1));
    assert_eq!(pane(&state).selected.key.uid.get(), FIRST);
    assert_eq!(state.windows[0].title, "subject 1049");
    state.apply(loaded(FIRST - 1, letter()));
    at(&mut state, place, MessageAct::Previous);
    let view = state.view(place).expect("open");
    assert_eq!(view.selected.key.uid.get(), FIRST);
    assert!(matches!(view.state, ViewState::Shown(_)), "it was read before");
    assert!(!state.can_go(place).previous);
    assert!(at(&mut state, place, MessageAct::Previous).is_empty());
}

#[test]
fn a_window_can_be_turned_over_beyond_what_the_list_shows() {
    let mut state = window(500);
    state.update(Action::SelectRow { index: 0 });
    state.update(Action::OpenSelectedInWindow);
    let place = newest(&state);
    let mut asked = Vec::new();
    for _ in 0..45 {
        let effects = at(&mut state, place, MessageAct::Next);
        for command in commands(&effects) {
            let Command::ShowRows { rows: RowsAsked::Range { first_seq, last_seq }, .. } = command
            else {
                continue;
            };
            let (first, last) = (*first_seq, *last_seq);
            asked.push((first, last));
            state.apply(rows((first..=last).map(|seq| (seq, seq + 1_000))));
        }
    }
    assert_eq!(state.view(place).map(|view| view.selected.key.uid.get()), Some(1_455));
    assert_eq!(asked, [(450, 459)], "by the page, each once");
    assert!(state.can_go(place).next);
}

#[test]
fn turning_over_ends_the_child_of_the_page_before() {
    let (mut state, _) = open(newsletter(Vec::new()));
    act(&mut state, MessageAct::OpenInWindow);
    let place = newest(&state);
    let id = state.view(place).and_then(|view| view.page).expect("a page");
    in_view(&mut state, id, SHAPE, 0.0);
    let effects = at(&mut state, place, MessageAct::Next);
    assert!(
        to_pages(&effects).iter().any(|c| matches!(c, PageCommand::Close { id: of } if *of == id)),
        "{effects:?}"
    );
    assert!(state.pages.contains_key(&pane_page(&state)), "the pane's stays");
}

#[test]
fn in_another_folder_a_window_cannot_be_turned_over() {
    let (mut state, _) = open(letter());
    act(&mut state, MessageAct::OpenInWindow);
    let place = newest(&state);
    state.update(Action::SelectMailbox { account: ACCOUNT, mailbox: MailboxName::new(b"Sent") });
    assert_eq!(state.can_go(place), mailpane::app::CanGo::default());
    assert!(at(&mut state, place, MessageAct::Next).is_empty());
    assert!(state.view(place).is_some() && state.message.is_none(), "but it stays");
}

#[test]
fn only_so_many_windows_open() {
    let (mut state, _) = open(letter());
    for index in 0..=WINDOWS_LIMIT as u32 {
        state.update(Action::SelectRow { index });
        state.update(Action::OpenSelectedInWindow);
    }
    assert_eq!((state.windows.len(), state.notices.len()), (WINDOWS_LIMIT, 1));
    let place = newest(&state);
    state.update(Action::CloseWindow(place));
    state.update(Action::OpenSelectedInWindow);
    assert_eq!(state.windows.len(), WINDOWS_LIMIT);
    assert_ne!(newest(&state), place, "a place is never used twice");
}

#[test]
fn closing_a_window_ends_its_page() {
    let (mut state, _) = open(newsletter(Vec::new()));
    act(&mut state, MessageAct::OpenInWindow);
    let place = newest(&state);
    let id = state.view(place).and_then(|view| view.page).expect("a page");
    in_view(&mut state, id, SHAPE, 0.0);
    let effects = state.update(Action::CloseWindow(place));
    assert!(matches!(to_pages(&effects)[..], [PageCommand::Close { .. }]), "{effects:?}");
    assert!(state.windows.is_empty() && state.pages.len() == 1);
    assert!(state.update(Action::CloseWindow(place)).is_empty());
}

#[test]
fn flags_are_the_same_at_every_place_and_in_the_list() {
    let (mut state, _) = open(letter());
    act(&mut state, MessageAct::OpenInWindow);
    let place = newest(&state);
    let turn = |state: &mut State| {
        let effects = state.update(Action::Act(Acting::At(place), Wish::ToggleFlagged));
        let [Command::ChangeMessages(request)] = commands(&effects)[..] else {
            panic!("one change: {effects:?}")
        };
        request.change.clone()
    };
    let flag = |on| MessageChange::Mark { mark: Mark::Flag(Flag::Flagged), on };
    assert_eq!(turn(&mut state), flag(true));
    for place in [Place::PANE, place] {
        assert!(state.flags_at(place).expect("open").has(Flag::Flagged));
    }
    // In another folder the window still knows.
    state.update(Action::SelectMailbox { account: ACCOUNT, mailbox: MailboxName::new(b"Sent") });
    assert!(state.flags_at(place).expect("open").has(Flag::Flagged));
    assert_eq!(turn(&mut state), flag(false));
    assert!(!state.flags_at(place).expect("open").has(Flag::Flagged));
}

#[test]
fn a_message_read_in_a_window_is_marked_read_there() {
    let (mut state, _) = open(letter());
    act(&mut state, MessageAct::OpenInWindow);
    let place = newest(&state);
    let effects = at(&mut state, place, MessageAct::Painted);
    assert!(matches!(commands(&effects)[..], [Command::SetFlag { flag: Flag::Seen, .. }]));
    let effects = act(&mut state, MessageAct::Painted);
    assert!(
        !commands(&effects).iter().any(|command| matches!(command, Command::SetFlag { .. })),
        "once is enough: {effects:?}"
    );
}

#[test]
fn a_look_is_chosen_for_one_place() {
    let (mut state, _) = open(newsletter(Vec::new()));
    act(&mut state, MessageAct::OpenInWindow);
    let place = newest(&state);
    at(&mut state, place, MessageAct::ChooseLook(mailpane::app::Look::Text));
    state.apply(loaded(FIRST, super::mails::newsletter_text()));
    let text =
        |place| state.view(place).and_then(|view| view.body()).map(|body| body.text.text.as_str());
    assert_eq!(text(place), Some("News, as sent"));
    assert_eq!(text(Place::PANE), Some("News, made of HTML"));
}

#[test]
fn the_pane_goes_to_the_next_message_as_the_keys_do() {
    let (mut state, _) = open(letter());
    act(&mut state, MessageAct::Next);
    assert_eq!(pane(&state).selected.key, key(FIRST - 1));
    act(&mut state, MessageAct::Previous);
    assert_eq!(pane(&state).selected.key, key(FIRST));
}
