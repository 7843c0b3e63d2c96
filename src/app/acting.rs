//! Which messages a wish is about, and whether it can be granted.

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::engine::{Chosen, Mark, MessageChange, Place};
use crate::model::{AccountId, ConnectionState, Flag, Mailbox, MailboxName, SpecialUse};

use super::list::{ListState, MessageList, Run, SeqSet, StillReading};
use super::state::State;
use super::wish::{Acting, Wish};

/// The messages of a wish, as they stood when it was uttered.
#[derive(Clone, Debug)]
pub(super) struct Targets {
    pub account: AccountId,
    pub mailbox: MailboxName,
    pub uid_validity: Option<NonZeroU32>,
    /// Each becomes a change of its own.
    pub chosen: Vec<Chosen>,
    pub count: u32,
    /// The same in the list, where that shows their mailbox.
    pub set: Option<SeqSet>,
    pub acting: Acting,
}

/// Why a wish is not granted at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotNow {
    Because(&'static str),
    /// It is, as soon as the rows that are asked for are there.
    WhenRead,
}

/// What a wish comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Change(MessageChange),
    AskDelete { no_trash: bool },
    AskFolder { copy: bool },
    AskExport,
}

const NOTHING_CHOSEN: &str = "No message is chosen.";
pub(super) const LOOK_ONLY: &str = "This account is for looking only.";
pub(super) const NO_CONNECTION: &str = "There is no connection to the server.";
const READ_ONLY: &str = "The server lets this folder be read only.";
const SAME_FOLDER: &str = "The messages are in this folder already.";
/// Gmail's folders are labels of one message, beside a trash and a spam folder that are not.
const LABELS: &str = "X-GM-EXT-1";
const ONLY_THERE: &str =
    "On Gmail a message in the trash or in spam is nowhere else. Move it there.";
const ALL_THERE: &str = "Gmail keeps all messages in this folder already.";
const NOT_FOR_GOOD: &str = "Gmail deletes for good only what is in the trash or in spam.";
const NO_LABEL_TRASH: &str =
    "Gmail does not show its trash to mail programs. Its settings can, under Labels.";
const TOO_SCATTERED: &str = "The messages lie too scattered to be changed at once. Choose fewer, or wait until the change \
     under way is done.";

impl State {
    /// Where the messages are.
    pub(super) fn acting_mailbox(&self, acting: Acting) -> Option<(AccountId, &MailboxName)> {
        match acting {
            Acting::List | Acting::Mailbox => {
                self.list.as_ref().map(|list| (list.account, &list.mailbox))
            }
            Acting::At(place) => {
                let key = &self.view(place)?.selected.key;
                Some((key.account, &key.mailbox))
            }
        }
    }

    /// The rows of the list that a wish is about.
    fn acting_rows(&self, acting: Acting) -> Option<(&MessageList, SeqSet)> {
        match acting {
            Acting::List => self.list.as_ref().map(|list| (list, list.acting())),
            Acting::Mailbox => self.list.as_ref().map(|list| (list, list.all())),
            Acting::At(place) => {
                let key = &self.view(place)?.selected.key;
                let list = self.list_at(key)?;
                let (seq, _) = list.row_by_uid(key.uid)?;
                Some((list, SeqSet::of(vec![Run::one(seq, Some(key.uid))])))
            }
        }
    }

    /// How many messages a wish is about.
    pub fn acting_count(&self, acting: Acting) -> u32 {
        match acting {
            Acting::At(place) => u32::from(self.view(place).is_some_and(|view| !view.is_gone())),
            Acting::List | Acting::Mailbox => {
                self.acting_rows(acting).map_or(0, |(_, rows)| rows.count())
            }
        }
    }

    /// Whether any of them is unread, and any is not flagged, as far as their rows are there: what a
    /// button's word depends on.
    pub fn acting_flags(&self, acting: Acting) -> (bool, bool) {
        if let Acting::At(place) = acting {
            let flags = self.flags_at(place).unwrap_or_default();
            return (!flags.has(Flag::Seen), !flags.has(Flag::Flagged));
        }
        let (unread, unflagged) =
            self.acting_rows(acting).map_or((false, false), |(list, rows)| list.flags_of(&rows));
        let counted = self.open_mailbox().and_then(|(_, mailbox)| mailbox.counts);
        let some_unread = counted.is_some_and(|counts| counts.unseen > 0);
        (unread || (acting == Acting::Mailbox && some_unread), unflagged)
    }

    /// Whether all of them have a keyword, as far as their rows are there; of no rows none has.
    pub fn acting_has(&self, acting: Acting, keyword: &crate::model::Keyword) -> bool {
        self.acting_rows(acting).is_some_and(|(list, rows)| list.all_have(&rows, keyword))
    }

    /// Folders that messages of an account can go to.
    pub fn move_targets(&self, account: AccountId) -> impl Iterator<Item = &Mailbox> {
        let mailboxes = self.account(account).and_then(|view| view.mailboxes.as_deref());
        mailboxes.unwrap_or_default().iter().filter(|mailbox| mailbox.selectable)
    }

    pub(super) fn folder_for(&self, account: AccountId, uses: &[SpecialUse]) -> Option<&Mailbox> {
        let view = self.account(account)?;
        uses.iter().find_map(|wanted| {
            let mut special = view.special_mailboxes().filter(|mailbox| mailbox.selectable);
            special.find(|mailbox| mailbox.special_use == Some(*wanted))
        })
    }

    /// Where archived messages go: Gmail's is the folder that has them all, whatever a label is called.
    fn archive(&self, account: AccountId) -> Option<&Mailbox> {
        let named = |mailbox: &&Mailbox| mailbox.leaf().eq_ignore_ascii_case("archive");
        let all = || self.folder_for(account, &[SpecialUse::All]);
        let labelled = if self.has_labels(account) { all() } else { None };
        labelled
            .or_else(|| self.folder_for(account, &[SpecialUse::Archive]))
            .or_else(all)
            .or_else(|| self.move_targets(account).find(named))
    }

    /// Whether folders are labels: taking a message out of one deletes nothing, and a copy is the
    /// message itself.
    fn has_labels(&self, account: AccountId) -> bool {
        let connection = self.account(account).map(|view| &view.connection);
        matches!(connection, Some(ConnectionState::Ready(info))
            if info.capabilities.iter().any(|held| held == LABELS))
    }

    /// Why messages cannot be copied to a folder: to undo it would delete them for good.
    pub(super) fn cannot_copy(&self, account: AccountId, to: &MailboxName) -> Option<&'static str> {
        let special = self.account(account)?.mailbox(to)?.special_use?;
        match special {
            SpecialUse::Trash | SpecialUse::Junk if self.has_labels(account) => Some(ONLY_THERE),
            SpecialUse::All if self.has_labels(account) => Some(ALL_THERE),
            _ => None,
        }
    }

    /// Why nothing of an account can be changed now.
    pub(super) fn cannot_change(&self, account: AccountId) -> Option<&'static str> {
        match self.account(account) {
            Some(view) if self.look_only || view.account.look_only => Some(LOOK_ONLY),
            Some(view) if view.is_ready() => None,
            Some(_) | None => Some(NO_CONNECTION),
        }
    }

    /// Why this cannot be done now, as a sentence for a disabled control; asked for each frame.
    pub fn can_act(&self, acting: Acting, wish: &Wish) -> Result<(), &'static str> {
        let (account, mailbox) = self.acting_mailbox(acting).ok_or(NOTHING_CHOSEN)?;
        let view = self.account(account).ok_or(NOTHING_CHOSEN)?;
        let exports = *wish == Wish::AskExport;
        if (self.look_only || view.account.look_only) && !exports {
            // What may only be looked at may be copied elsewhere.
            let elsewhere =
                *wish == Wish::AskCopyTo && self.carry_targets(account).next().is_some();
            return if elsewhere { self.can_leave(acting, true) } else { Err(LOOK_ONLY) };
        }
        let listed =
            self.list.as_ref().filter(|list| list.account == account && list.mailbox == *mailbox);
        let copies = matches!(wish, Wish::CopyTo(_) | Wish::AskCopyTo);
        if listed.is_some_and(|list| list.read_only) && !copies && !exports {
            return Err(READ_ONLY);
        }
        if let Acting::At(place) = acting
            && self.view(place).is_some_and(|view| view.is_gone())
        {
            return Err("The message is gone.");
        }
        if self.acting_count(acting) == 0 {
            return Err(match acting {
                Acting::Mailbox => "The folder is empty.",
                Acting::List | Acting::At(_) => NOTHING_CHOSEN,
            });
        }
        if !view.is_ready() {
            return Err(NO_CONNECTION);
        }
        if let (Wish::Keyword { keyword, on: true }, Some(list)) = (wish, listed)
            && !list.new_keywords
            && !list.keywords.contains(keyword)
        {
            return Err("The server takes no new tags in this folder.");
        }
        let special = view.mailbox(mailbox).and_then(|mailbox| mailbox.special_use);
        let can_empty = matches!(special, Some(SpecialUse::Trash | SpecialUse::Junk));
        if acting == Acting::Mailbox && *wish == Wish::DeleteForGood && !can_empty {
            return Err("Only the trash and the junk folder can be emptied.");
        }
        let deed = self.deed(acting, wish)?;
        self.not_kept(account, mailbox, &deed).map_or(Ok(()), Err)
    }

    /// What a wish comes to for these messages.
    pub(super) fn deed(&self, acting: Acting, wish: &Wish) -> Result<Deed, &'static str> {
        let (account, here) = self.acting_mailbox(acting).ok_or(NOTHING_CHOSEN)?;
        let mark = |flag, on| Ok(Deed::Change(MessageChange::Mark { mark: Mark::Flag(flag), on }));
        let move_to = |to: &MailboxName, already| {
            if to == here {
                return Err(already);
            }
            Ok(Deed::Change(MessageChange::Move { to: to.clone() }))
        };
        let is = |wanted| {
            let mailbox = self.account(account).and_then(|view| view.mailbox(here));
            mailbox.is_some_and(|mailbox| mailbox.special_use == Some(wanted))
        };
        let is_label = self.has_labels(account) && !is(SpecialUse::Trash) && !is(SpecialUse::Junk);
        match wish {
            Wish::Read(on) => mark(Flag::Seen, *on),
            Wish::Flagged(on) => mark(Flag::Flagged, *on),
            Wish::ToggleRead => mark(Flag::Seen, self.acting_flags(acting).0),
            Wish::ToggleFlagged => mark(Flag::Flagged, self.acting_flags(acting).1),
            Wish::Keyword { keyword, on } => {
                let mark = Mark::Keyword(keyword.clone());
                Ok(Deed::Change(MessageChange::Mark { mark, on: *on }))
            }
            Wish::Archive => {
                let to = self.archive(account).ok_or("This account has no archive folder.")?;
                move_to(&to.name, "The messages are in the archive already.")
            }
            Wish::Junk => {
                let to = self
                    .folder_for(account, &[SpecialUse::Junk])
                    .ok_or("This account has no junk folder.")?;
                move_to(&to.name, "The messages are in the junk folder already.")
            }
            Wish::NotJunk if is(SpecialUse::Junk) => move_to(&MailboxName::inbox(), SAME_FOLDER),
            Wish::NotJunk => Err("The messages are not in the junk folder."),
            Wish::Delete => match self.folder_for(account, &[SpecialUse::Trash]) {
                Some(trash) if trash.name != *here => move_to(&trash.name, SAME_FOLDER),
                None if is_label => Err(NO_LABEL_TRASH),
                trash => Ok(Deed::AskDelete { no_trash: trash.is_none() }),
            },
            Wish::DeleteForGood if is_label => Err(NOT_FOR_GOOD),
            Wish::DeleteForGood => {
                let no_trash = self.folder_for(account, &[SpecialUse::Trash]).is_none();
                Ok(Deed::AskDelete { no_trash })
            }
            Wish::MoveTo(to) | Wish::CopyTo(to) => {
                let target = self.account(account).and_then(|view| view.mailbox(to));
                if target.is_none_or(|mailbox| !mailbox.selectable) {
                    return Err("That folder cannot hold messages.");
                }
                if matches!(wish, Wish::MoveTo(_)) {
                    return move_to(to, SAME_FOLDER);
                }
                if to == here {
                    return Err(SAME_FOLDER);
                }
                if let Some(why) = self.cannot_copy(account, to) {
                    return Err(why);
                }
                Ok(Deed::Change(MessageChange::Copy { to: to.clone() }))
            }
            Wish::AskMoveTo | Wish::AskCopyTo => {
                let is_only = self.move_targets(account).all(|mailbox| mailbox.name == *here);
                if is_only && self.carry_targets(account).next().is_none() {
                    return Err("This account has no other folder.");
                }
                Ok(Deed::AskFolder { copy: *wish == Wish::AskCopyTo })
            }
            Wish::AskExport => Ok(Deed::AskExport),
        }
    }

    /// Why messages cannot go to another account now; a copy leaves its source as it is.
    pub(super) fn can_leave(&self, acting: Acting, copy: bool) -> Result<(), &'static str> {
        let (account, mailbox) = self.acting_mailbox(acting).ok_or(NOTHING_CHOSEN)?;
        let view = self.account(account).ok_or(NOTHING_CHOSEN)?;
        if (self.look_only || view.account.look_only) && !copy {
            return Err(LOOK_ONLY);
        }
        let listed =
            self.list.as_ref().filter(|list| list.account == account && list.mailbox == *mailbox);
        if listed.is_some_and(|list| list.read_only) && !copy {
            return Err(READ_ONLY);
        }
        if let Some(why) = self.cannot_delete(account, mailbox).filter(|_| !copy) {
            return Err(why);
        }
        if self.acting_count(acting) == 0 {
            return Err(NOTHING_CHOSEN);
        }
        if view.is_ready() { Ok(()) } else { Err(NO_CONNECTION) }
    }

    /// The messages themselves. Where the server cannot be told of them yet, the rows that lack are
    /// asked for with the next ones.
    pub(super) fn targets(&self, acting: Acting, is_mark: bool) -> Result<Targets, NotNow> {
        let nothing = NotNow::Because(NOTHING_CHOSEN);
        if let Acting::At(place) = acting {
            return self.target_at(place).ok_or(nothing);
        }
        let (list, set) = self.acting_rows(acting).ok_or(nothing)?;
        if set.is_empty() || list.state != ListState::Open {
            return Err(nothing);
        }
        let of_all = acting == Acting::Mailbox && (is_mark || list.messages() == list.exists);
        let (chosen, count) = match list.parts(&set) {
            Ok(parts) => (parts.chosen, parts.count),
            Err(_) if of_all => (vec![Chosen::Everything], set.count()),
            Err(StillReading::Rows) if acting == Acting::List => return Err(NotNow::WhenRead),
            Err(StillReading::Rows | StillReading::TooScattered) => {
                return Err(NotNow::Because(TOO_SCATTERED));
            }
        };
        Ok(Targets {
            account: list.account,
            mailbox: list.mailbox.clone(),
            uid_validity: list.uid_validity,
            chosen,
            count,
            set: Some(set),
            acting,
        })
    }

    fn target_at(&self, place: Place) -> Option<Targets> {
        let view = self.view(place).filter(|view| !view.is_gone())?;
        let key = &view.selected.key;
        Some(Targets {
            account: key.account,
            mailbox: key.mailbox.clone(),
            uid_validity: Some(key.uid_validity),
            chosen: vec![Chosen::Uids(Arc::from([key.uid]))],
            count: 1,
            set: self.acting_rows(Acting::At(place)).map(|(_, set)| set),
            acting: Acting::At(place),
        })
    }
}
