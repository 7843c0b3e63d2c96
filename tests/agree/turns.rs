//! What either client may do in its turn.

use mailpane::app::{Acting, Action, Choose, Dialog, Wish};
use mailpane::engine::Place;
use mailpane::model::{Keyword, MailboxName, Order, SortKey};

use crate::game::Game;
use crate::other::FOLDERS;

/// Folders that come, go and change their names.
pub const PASSING: [&str; 2] = ["Spare", "Other"];

/// Marks that the second client sets.
const MARKS: [&str; 4] = ["\\Seen", "\\Flagged", "\\Answered", "Work"];

pub fn window(game: &mut Game<'_>) {
    let lines = game.window.list().map_or(0, |list| list.len());
    let line = game.dice.below(lines.max(1));
    let action = match game.dice.below(24) {
        0..=2 => Action::SelectRow { index: line },
        3..=4 => Action::Choose(Choose::Toggle { index: line }),
        5 => Action::Choose(Choose::Through { index: line }),
        6 if game.dice.one_in(3) => Action::Choose(Choose::All),
        6 if game.dice.coin() => Action::Choose(Choose::Nothing),
        6 => {
            let by = i64::from(game.dice.below(7)) - 3;
            Action::Choose(Choose::PassBy { by })
        }
        7..=8 => {
            let folder = folder(game);
            if !game.window.has_folder(&folder) {
                return;
            }
            let mailbox = MailboxName::new(folder.as_bytes());
            Action::SelectMailbox { account: crate::support::client::ACCOUNT, mailbox }
        }
        9 if game.dice.coin() => {
            let keys = [SortKey::Arrival, SortKey::Subject];
            let key = *game.dice.pick(&keys).expect("some");
            Action::SetOrder(Order { key, descending: game.dice.coin() })
        }
        9 => Action::ToggleThreads,
        10 => Action::ToggleThread { index: line },
        11..=13 => Action::Undo,
        14 if game.dice.one_in(3) => {
            game.say("the connection is cut".to_owned());
            game.server.link.cut();
            return;
        }
        14 => Action::Refresh,
        15 => {
            let Some(id) = game.window.state.changes.keys().next() else { return };
            Action::CancelChange(*id)
        }
        _ => Action::Act(acting(game), wish(game)),
    };
    let folder = game.window.folder();
    let chosen = game.window.list().map_or(0, |list| list.chosen_count());
    game.say(format!("window in {folder}, {chosen} chosen: {action:?}"));
    game.window.act(action);
    // The question before something is made undone must not be overtaken by another hand.
    if game.window.is_looking() {
        game.window.settle();
    }
    let answer = match &game.window.state.dialog {
        Some(Dialog::DeleteMessages(_)) if !game.dice.one_in(4) => Action::ConfirmDelete,
        Some(_) => Action::CloseDialog,
        None => return,
    };
    game.say(format!("  answers {answer:?}"));
    game.window.act(answer);
}

fn folder(game: &mut Game<'_>) -> String {
    if game.dice.one_in(4)
        && let Some(name) = game.dice.pick(&game.window.passing())
    {
        return name.clone();
    }
    let from = if game.dice.one_in(5) { &PASSING[..] } else { &FOLDERS[..] };
    (*game.dice.pick(from).expect("some")).to_owned()
}

fn acting(game: &mut Game<'_>) -> Acting {
    match game.dice.below(10) {
        0 => Acting::Mailbox,
        1..=2 => Acting::At(Place::PANE),
        _ => Acting::List,
    }
}

fn wish(game: &mut Game<'_>) -> Wish {
    let on = game.dice.coin();
    let to = MailboxName::new(folder(game).as_bytes());
    match game.dice.below(15) {
        0..=1 => Wish::Read(on),
        2..=3 => Wish::Flagged(on),
        4 => Wish::ToggleRead,
        5 => Wish::Keyword { keyword: Keyword::new("Work").expect("a keyword"), on },
        6 => Wish::Archive,
        7 => Wish::Junk,
        8 => Wish::NotJunk,
        9..=10 => Wish::Delete,
        11 if on => Wish::DeleteForGood,
        11..=12 => Wish::CopyTo(to),
        _ => Wish::MoveTo(to),
    }
}

pub fn other(game: &mut Game<'_>) {
    let is_alone = !game.window.is_changing();
    if game.dice.one_in(8) {
        folders(game, is_alone && !game.window.is_reshaping());
        return;
    }
    let folder = folder(game);
    // A server may end the session of one that has open what another renames.
    let what = if game.window.is_reshaping() { 0 } else { game.dice.below(10) };
    if what <= 3 {
        for _ in 0..=game.dice.below(2) {
            let (mail, flags) = (game.mails + 1, if game.dice.coin() { "\\Seen" } else { "" });
            let Some(at) = game.other.deliver(&folder, mail, flags) else { return };
            game.mails = mail;
            game.say(format!("other delivers mail {mail} to {folder} as {at:?}"));
            game.ledger.born(mail, Some(at));
        }
        return;
    }
    with_folder(game, &folder, what, is_alone);
    game.other.leave();
}

/// What the second client does to a message of a folder that it has open.
fn with_folder(game: &mut Game<'_>, folder: &str, what: u32, is_alone: bool) {
    let Some((uid_validity, uids)) = game.other.select(folder) else { return };
    let Some(uid) = game.dice.pick(&uids).copied() else { return };
    let at = (folder.to_owned(), uid_validity, uid);
    let Some(mail) = game.ledger.mail(&at) else { return };
    match what {
        4..=6 => {
            let mark = *game.dice.pick(&MARKS).expect("some");
            let sign = if game.dice.one_in(3) { '-' } else { '+' };
            game.say(format!("other marks {at:?} {sign}{mark}"));
            game.other.mark(uid, sign, mark);
        }
        7 => {
            game.say(format!("other takes away {at:?}, mail {mail}"));
            game.other.expunge(uid);
            game.ledger.expunged(mail, is_alone);
        }
        _ => {
            let to = self::folder(game);
            let verb = if what == 8 { "COPY" } else { "MOVE" };
            if to == folder {
                return;
            }
            let there = game.other.take(verb, uid, &to);
            game.say(format!("other does {verb} {at:?}, mail {mail}, to {there:?}"));
            if there.is_some() && verb == "COPY" {
                game.ledger.copied(mail);
            } else if there.is_some() {
                game.ledger.moved(mail, is_alone);
            }
            game.ledger.know(there, mail);
        }
    }
}

/// A folder comes, goes or gets another name.
fn folders(game: &mut Game<'_>, is_alone: bool) {
    let [one, two] = if game.dice.coin() { PASSING } else { [PASSING[1], PASSING[0]] };
    match game.dice.below(4) {
        0 if is_alone => {
            let Some((uid_validity, uids)) = game.other.select(one) else { return };
            let at = |uid: &u32| (one.to_owned(), uid_validity, *uid);
            let mails: Vec<_> = uids.iter().map(|uid| game.ledger.mail(&at(uid))).collect();
            if !mails.iter().all(Option::is_some) || !game.other.delete(one) {
                return;
            }
            game.say(format!("other deletes {one} with {mails:?}"));
            mails.into_iter().flatten().for_each(|mail| game.ledger.expunged(mail, true));
        }
        1 => {
            let is_done = game.other.rename(one, two);
            game.say(format!("other renames {one} to {two}: {is_done}"));
            if is_done {
                game.ledger.renamed(one, two);
            }
        }
        _ => {
            let is_done = game.other.create(one);
            game.say(format!("other makes {one}: {is_done}"));
        }
    }
}
