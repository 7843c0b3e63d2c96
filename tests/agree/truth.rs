//! What the window shows, held against what the server holds.

use std::collections::{BTreeMap, BTreeSet};

use mailpane::app::{RowAt, State, ViewState};
use mailpane::model::{FailureKind, Flag, Mailbox, Row, SortKey};

use crate::other::{Account, Folder, Held, Listed, Other, mail_of};
use crate::window::Window;

pub fn check(window: &Window, other: &mut Other, account: &Account) {
    let folder = window.folder();
    let held = account.get(&folder).unwrap_or_else(|| panic!("{folder} is open and is not there"));
    lines(window, held);
    order(window, other, &folder);
    tree(&window.state, other, account);
    pane(&window.state, account);
    assert!(window.state.changes.is_empty(), "no bar is left: {:?}", window.state.changes);
}

fn lines(window: &Window, folder: &Folder) {
    let list = window.list().expect("a list");
    assert_eq!(list.uid_validity.map(|it| it.get()), Some(folder.uid_validity));
    assert_eq!(list.exists as usize, folder.messages.len(), "messages of {}", window.folder());
    assert_eq!(list.messages(), list.exists, "none is hidden");
    let mut seen = BTreeSet::new();
    let mut counted = 0;
    for line in 0..list.len() {
        let entry = list.entry(line);
        let seq = entry.seq.unwrap_or_else(|| panic!("line {line} has no message"));
        assert!(seen.insert(seq), "{seq} stands twice");
        counted += match entry.thread {
            Some(mark) if !mark.expanded && mark.can_fold => mark.count,
            Some(_) | None => 1,
        };
        let RowAt::Loaded(row) = entry.row else {
            panic!("line {line}, number {seq} of {}, is not read", list.exists)
        };
        let held = &folder.messages[seq as usize - 1];
        assert_eq!(row.uid.get(), held.uid, "line {line}");
        assert_eq!(mail_of(&row.text.subject), Some(held.mail), "line {line}");
        assert_eq!(words(row), held.flags, "flags of mail {} at line {line}", held.mail);
    }
    assert_eq!(counted, list.exists, "each message stands at a line, or in a conversation");
    assert!(list.cursor().is_none_or(|line| line < list.len()));
}

/// Flags as the server spells them.
fn words(row: &Row) -> BTreeSet<String> {
    let flags = [
        (Flag::Seen, "\\seen"),
        (Flag::Answered, "\\answered"),
        (Flag::Flagged, "\\flagged"),
        (Flag::Deleted, "\\deleted"),
        (Flag::Draft, "\\draft"),
        (Flag::Forwarded, "$forwarded"),
    ];
    let flags = flags.iter().filter(|(flag, _)| row.flags.has(*flag));
    let keywords = row.keywords.iter().map(|keyword| keyword.as_str().to_ascii_lowercase());
    flags.map(|(_, word)| (*word).to_owned()).chain(keywords).collect()
}

fn order(window: &Window, other: &mut Other, folder: &str) {
    let list = window.list().expect("a list");
    if list.view.threads {
        return;
    }
    let shown: Vec<u32> = (0..list.len()).filter_map(|line| list.seq_at(line)).collect();
    let order = list.view.order;
    let all: Vec<u32> = match order.key {
        SortKey::Arrival if order.descending => (1..=list.exists).rev().collect(),
        SortKey::Arrival => (1..=list.exists).collect(),
        key => {
            let key = match key {
                SortKey::Subject => "SUBJECT",
                SortKey::Size => "SIZE",
                other => panic!("no game sorts by {other:?}"),
            };
            let reverse = if order.descending { "REVERSE " } else { "" };
            other.sorted(folder, &format!("{reverse}{key}"))
        }
    };
    // Equal ones may stand either way round.
    if order.key == SortKey::Size {
        return;
    }
    assert_eq!(shown, all, "the order of {folder} by {order:?}");
}

fn tree(state: &State, other: &mut Other, account: &Account) {
    let view = &state.accounts[0];
    let mailboxes = view.mailboxes.as_deref().expect("they were listed");
    let shown: BTreeMap<String, Listed> = mailboxes
        .iter()
        .map(|mailbox| {
            let Mailbox { selectable, subscribed, .. } = *mailbox;
            (mailbox.full_name.clone(), Listed { selectable, subscribed })
        })
        .collect();
    assert_eq!(shown, other.tree(), "the tree is the list");
    assert_eq!(shown.len(), mailboxes.len(), "none stands twice");
    for mailbox in mailboxes.iter().filter(|mailbox| mailbox.selectable) {
        let held = &account[&mailbox.full_name];
        let counts = mailbox.counts.expect("they were counted");
        assert_eq!(counts.unseen, held.unseen(), "unread in {}", mailbox.full_name);
        assert_eq!(counts.messages as usize, held.messages.len(), "in {}", mailbox.full_name);
    }
}

/// The open message is there as it is shown, or said to be gone.
fn pane(state: &State, account: &Account) {
    let Some(view) = &state.message else { return };
    match &view.state {
        ViewState::Gone(_) => return,
        ViewState::Failed(failure) if failure.kind == FailureKind::MessageGone => return,
        _ => {}
    }
    let key = &view.selected.key;
    let folder = String::from_utf8(key.mailbox.as_bytes().to_vec()).expect("ASCII names");
    let here = |held: &&Held| held.uid == key.uid.get();
    let folder = account.get(&folder).filter(|it| it.uid_validity == key.uid_validity.get());
    let held = folder.and_then(|folder| folder.messages.iter().find(here));
    let held = held.unwrap_or_else(|| panic!("the open message is gone, and is not said to be"));
    let flags = state.flags_at(view.place).expect("it is open");
    for (flag, word) in [(Flag::Seen, "\\seen"), (Flag::Flagged, "\\flagged")] {
        assert_eq!(flags.has(flag), held.flags.contains(word), "{word} of the open message");
    }
}
