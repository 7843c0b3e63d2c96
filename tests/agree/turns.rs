//! What either client may do in its turn.

use mailpane::app::{Acting, Action, Choose, Dialog, Wish};
use mailpane::engine::Place;
use mailpane::model::{Keyword, MailboxName, Order, SortKey};

use crate::game::Game;
use crate::other::FOLDERS;

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
        6 => Action::Choose(Choose::Nothing),
        7..=8 => {
            let folder = game.dice.pick(&FOLDERS).expect("some");
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
    let answer = match &game.window.state.dialog {
        Some(Dialog::DeleteMessages(_)) if !game.dice.one_in(4) => Action::ConfirmDelete,
        Some(_) => Action::CloseDialog,
        None => return,
    };
    game.say(format!("  answers {answer:?}"));
    game.window.act(answer);
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
    let folder = game.dice.pick(&FOLDERS).expect("some");
    let to = MailboxName::new(folder.as_bytes());
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
    let folder = *game.dice.pick(&FOLDERS).expect("some");
    let what = game.dice.below(10);
    if what <= 3 {
        for _ in 0..=game.dice.below(2) {
            game.mails += 1;
            let (mail, flags) = (game.mails, if game.dice.coin() { "\\Seen" } else { "" });
            let at = game.other.deliver(folder, mail, flags);
            game.say(format!("other delivers mail {mail} to {folder} as {at:?}"));
            game.ledger.born(mail, at);
        }
        return;
    }
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
            let to = *game.dice.pick(&FOLDERS).expect("some");
            let verb = if what == 8 { "COPY" } else { "MOVE" };
            if to == folder {
                return;
            }
            let there = game.other.take(verb, uid, to);
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
