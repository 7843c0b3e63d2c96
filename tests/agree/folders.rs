//! What the window does to folders: the wish, the question, and its answer.

use mailpane::app::{Action, Dialog, FolderAct, FolderId, FolderWish};
use mailpane::model::MailboxName;

use crate::game::Game;
use crate::other::{Account, FOLDERS};
use crate::support::client::{ACCOUNT, mailbox};

/// What is typed into a question.
const TYPED: [&str; 4] = ["Spare", "Other", "Inner", "Inner/Deep"];

/// Folders of a game's own, and levels, at most: the names have to meet each other.
const PASSING_MOST: usize = 8;
const LEVELS_MOST: usize = 3;

/// One wish, answered as the question that comes of it wants.
pub fn window(game: &mut Game<'_>) {
    if is_waiting(game) {
        return;
    }
    let passing = game.window.passing();
    let Some(name) = game.dice.pick(&passing).cloned() else { return create(game, &passing) };
    match game.dice.below(14) {
        0..=2 if passing.len() < PASSING_MOST => create(game, &passing),
        0..=2 | 3 => delete(game, &name),
        4 => {
            wish(game, &name, FolderWish::Delete);
            answer(game, FolderAct::MoveToTrash);
        }
        5..=8 => {
            wish(game, &name, FolderWish::Rename);
            rename(game, &name, &passing);
        }
        9 => {
            let parent = parent(game, &passing);
            wish(game, &name, FolderWish::MoveInto(parent));
            if game.window.state.dialog.is_some() {
                rename(game, &name, &passing);
            }
        }
        10 => act(game, Action::Undo),
        11 if name.split('/').next() != Some("Trash") => {
            let open = game.window.folder();
            act(game, Action::OpenRenameFolder);
            if game.window.state.dialog.is_some() && passing.contains(&open) {
                rename(game, &open, &passing);
            }
        }
        _ => {
            let on = game.dice.coin();
            wish(game, &name, FolderWish::Subscribe(on));
        }
    }
    if game.window.is_looking() {
        game.window.settle();
    }
    if matches!(&game.window.state.dialog, Some(Dialog::Folder(dialog)) if !dialog.busy) {
        close(game);
    }
    if game.window.is_reshaping() && game.dice.one_in(8) {
        game.say("  and the connection is cut".to_owned());
        game.server.link.cut();
    }
}

/// Whether a question waits for the server still: it is waited for, or closed.
fn is_waiting(game: &mut Game<'_>) -> bool {
    let Some(Dialog::Folder(dialog)) = &game.window.state.dialog else { return false };
    if dialog.busy && !game.dice.one_in(3) {
        game.window.next();
        return true;
    }
    close(game);
    false
}

/// Closes the question that is left, with what it says.
pub fn close(game: &mut Game<'_>) {
    let Some(dialog) = &game.window.state.dialog else { return };
    let why = match dialog {
        Dialog::Folder(dialog) => dialog.failure.as_ref().map(|why| why.sentence.clone()),
        _ => None,
    };
    game.say(format!("  closes the question: {why:?}"));
    game.window.act(Action::CloseDialog);
}

fn act(game: &mut Game<'_>, action: Action) {
    let folder = game.window.folder();
    game.say(format!("window in {folder}: {action:?}"));
    game.window.act(action);
}

fn wish(game: &mut Game<'_>, name: &str, wish: FolderWish) {
    let id = FolderId { account: ACCOUNT, mailbox: mailbox(name) };
    act(game, Action::Folder(FolderAct::Wish(id, wish)));
}

fn answer(game: &mut Game<'_>, answer: FolderAct) {
    if matches!(game.window.state.dialog, Some(Dialog::Folder(_))) {
        act(game, Action::Folder(answer));
    }
}

fn create(game: &mut Game<'_>, passing: &[String]) {
    wish(game, "INBOX", FolderWish::New);
    let parent = parent(game, passing);
    let typed = (*game.dice.pick(&TYPED).expect("some")).to_owned();
    answer(game, FolderAct::Create { typed, parent, special_use: None });
}

fn rename(game: &mut Game<'_>, name: &str, passing: &[String]) {
    let own = || name.rsplit_once('/').map(|(parent, _)| mailbox(parent));
    let parent = if game.dice.coin() { own() } else { parent(game, passing) };
    let typed = (*game.dice.pick(&TYPED[..3]).expect("some")).to_owned();
    answer(game, FolderAct::Rename { typed, parent });
}

/// Where a folder goes: the top level, one of these, or one that everybody has.
fn parent(game: &mut Game<'_>, passing: &[String]) -> Option<MailboxName> {
    if game.dice.coin() {
        return None;
    }
    let from = if game.dice.coin() { "Archive" } else { "Projects" };
    let shallow: Vec<&String> =
        passing.iter().filter(|name| name.split('/').count() < LEVELS_MOST).collect();
    Some(mailbox(game.dice.pick(&shallow).map_or(from, |name| name.as_str())))
}

/// A deletion takes what is in the folder at its moment, so nobody else does anything meanwhile.
fn delete(game: &mut Game<'_>, name: &str) {
    game.window.settle();
    game.listen();
    close(game);
    let before = game.looker.look();
    let inside = game.dice.coin();
    wish(game, name, FolderWish::Delete);
    if !matches!(game.window.state.dialog, Some(Dialog::Folder(_))) {
        return;
    }
    let typed = name.rsplit('/').next().unwrap_or(name).to_owned();
    answer(game, FolderAct::DeleteForGood { typed, inside });
    if game.dice.one_in(4) {
        game.say("  and the connection is cut".to_owned());
        game.server.link.cut();
    }
    game.window.settle();
    game.listen();
    let after = game.looker.look();
    let is_meant = |it: &String| it == name || (inside && is_inside(it, name));
    for (folder, held) in &before {
        if is_there(&after, folder, held.uid_validity) {
            continue;
        }
        assert!(is_meant(folder), "{folder} went with {name}");
        game.say(format!("  {folder} went for good"));
        held.messages.iter().for_each(|message| game.ledger.expunged(message.mail, true));
    }
    if let Some(Dialog::Folder(dialog)) = &game.window.state.dialog {
        let sentence = &dialog.failure.as_ref().expect("a question that stays says why").sentence;
        let said = sentence.split_once(" Deleted: ").map_or("", |(_, said)| said);
        for (folder, held) in before.iter().filter(|(folder, _)| is_meant(folder)) {
            let is_gone = !is_there(&after, folder, held.uid_validity);
            let is_said = said.contains(&format!("“{folder}”"));
            assert_eq!(is_gone, is_said, "{folder} is gone, or said to be: {sentence}");
        }
    } else {
        let stays = after.keys().find(|it| is_meant(it) && before.contains_key(*it));
        assert_eq!(stays, None, "it is said to be gone");
    }
}

fn is_inside(folder: &str, of: &str) -> bool {
    folder.strip_prefix(of).is_some_and(|rest| rest.starts_with('/'))
}

fn is_there(account: &Account, folder: &str, uid_validity: u32) -> bool {
    account.get(folder).is_some_and(|held| held.uid_validity == uid_validity)
}

/// Whether a folder comes and goes within a game.
pub fn is_passing(name: &str) -> bool {
    !FOLDERS.contains(&name) && !["Sent", "Drafts"].contains(&name)
}
