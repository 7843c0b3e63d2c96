//! Folder properties: what is in it, what it is for, how much room is left, who may do what.

use egui::Ui;

use crate::app::{
    AccountView, Action, FolderSheet, State, byte_size, grouped, my_rights_words, use_words,
};
use crate::model::{Flag, FolderInfo, KeptMarks, Mailbox, MailboxCounts, Told};
use crate::ui::folder_row::icon_of;
use crate::ui::theme;

use super::{facts, quota, rights};

/// Keywords that are named; a folder that many people tag has more than anybody reads.
const KEYWORDS_SHOWN: usize = 20;

pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    (view, mailbox, sheet): (&AccountView, &Mailbox, &FolderSheet),
    draft: &mut rights::Draft,
    actions: &mut Vec<Action>,
) {
    let name = if mailbox.name.is_inbox() { "Inbox" } else { mailbox.leaf() };
    let place = if mailbox.path.len() > 1 {
        format!("{}, {}", mailbox.full_name, view.account.name)
    } else {
        view.account.name.clone()
    };
    facts::head(ui, icon_of(mailbox.special_use), name, &place);
    ui.add_space(8.0);
    let info = sheet.read.here();
    let told = info.and_then(|info| info.counts.said()).or(mailbox.counts.as_ref());
    contents(ui, mailbox, told, info.map(|info| &**info));
    kind(ui, mailbox);
    if !facts::answered(ui, &sheet.read, view.is_ready(), actions) {
        return;
    }
    let Some(info) = info else { return };
    if mailbox.selectable {
        quota::show(ui, &info.quotas);
    }
    facts::heading(ui, "Rights");
    match &info.rights {
        Told::Said(mine) => {
            let words = my_rights_words(*mine, info.new_rights);
            facts::fact(ui, "Yours", &format!("{words} ({})", letters(mine.letters())));
        }
        Told::NotOffered => {
            let words = "This server does not tell who may do what.";
            facts::unknown(ui, "Yours", words);
        }
        Told::Refused(words) => quota::refused(ui, "Yours", words),
    }
    rights::show(ui, state, (sheet, info), draft, actions);
    technical(ui, mailbox, told, info);
}

fn letters(letters: String) -> String {
    if letters.is_empty() { "none".to_owned() } else { letters }
}

fn contents(
    ui: &mut Ui,
    mailbox: &Mailbox,
    counts: Option<&MailboxCounts>,
    info: Option<&FolderInfo>,
) {
    if !mailbox.selectable {
        return facts::fact(ui, "Messages", "This folder holds other folders, not messages.");
    }
    if let Some(Told::Refused(words)) = info.map(|info| &info.counts) {
        quota::refused(ui, "Messages", words);
    } else if let Some(counts) = counts {
        let messages = grouped(u64::from(counts.messages));
        let words = match counts.unseen {
            0 => format!("{messages}, all read"),
            unseen => format!("{messages}, {} unread", grouped(u64::from(unseen))),
        };
        let is_empty = counts.messages == 0;
        facts::fact(ui, "Messages", if is_empty { "None" } else { &words });
    }
    match (counts.and_then(|counts| counts.size_bytes), info) {
        (Some(bytes), _) => facts::fact(ui, "Size", &byte_size(bytes)),
        (None, Some(info)) if !info.has_size => {
            facts::unknown(ui, "Size", "This server does not tell how large a folder is.");
        }
        (None, Some(_) | None) => {}
    }
}

fn kind(ui: &mut Ui, mailbox: &Mailbox) {
    if let Some(special_use) = mailbox.special_use {
        facts::fact(ui, "Used for", use_words(special_use));
    }
    facts::fact(ui, "Subscribed", if mailbox.subscribed { "Yes" } else { "No" });
    let inside = match mailbox.delimiter {
        None => "No: this server has no folders in folders",
        Some(_) if mailbox.no_inferiors => "No",
        Some(_) => "Yes",
    };
    facts::fact(ui, "Can hold folders", inside);
}

/// What the protocol knows the folder by.
fn technical(ui: &mut Ui, mailbox: &Mailbox, counts: Option<&MailboxCounts>, info: &FolderInfo) {
    facts::heading(ui, "On the server");
    let wire: String = mailbox.name.as_bytes().escape_ascii().to_string();
    facts::fact(ui, "Name", &crate::text::cut(wire, 1024));
    if let Some(delimiter) = mailbox.delimiter {
        facts::fact(ui, "Divides levels by", &format!("“{delimiter}”"));
    }
    if !mailbox.selectable {
        return;
    }
    let number = |value: Option<std::num::NonZeroU32>| match value {
        Some(value) => value.to_string(),
        None => "not told".to_owned(),
    };
    facts::fact(ui, "UIDVALIDITY", &number(counts.and_then(|counts| counts.uid_validity)));
    facts::fact(ui, "Next UID", &number(counts.and_then(|counts| counts.uid_next)));
    match &info.kept {
        Some(kept) => facts::fact(ui, "Keeps marks", &kept_words(kept)),
        None => {
            let words = "Known of the open folder only";
            let dim = theme::tokens(ui).dim;
            facts::beside(ui, "Keeps marks", |ui| facts::line(ui, words, dim));
        }
    }
}

fn kept_words(kept: &KeptMarks) -> String {
    if kept.read_only && kept.flags.is_empty() && kept.keywords.is_empty() {
        return "None while it is opened for looking only".to_owned();
    }
    let mut words: Vec<&str> = kept.flags.iter().map(|flag| flag_word(*flag)).collect();
    words.extend(kept.keywords.iter().take(KEYWORDS_SHOWN).map(|keyword| keyword.as_str()));
    let more = kept.keywords.len().saturating_sub(KEYWORDS_SHOWN);
    let mut all = if words.is_empty() { "none".to_owned() } else { words.join(", ") };
    if more > 0 {
        all.push_str(&format!(" and {more} more"));
    }
    if kept.new_keywords {
        all.push_str("; new tags can be made");
    }
    facts::capital(&all)
}

fn flag_word(flag: Flag) -> &'static str {
    match flag {
        Flag::Seen => "read",
        Flag::Answered => "answered",
        Flag::Flagged => "flagged",
        Flag::Deleted => "deleted",
        Flag::Draft => "draft",
        Flag::Forwarded => "forwarded",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Keyword;

    #[test]
    fn the_marks_that_stay_are_named() {
        let kept = |flags: &[Flag], keywords: usize, new_keywords, read_only| {
            let keyword = |n| Keyword::new(&format!("k{n}"));
            let keywords = (0..keywords).filter_map(keyword).collect();
            kept_words(&KeptMarks { flags: flags.to_vec(), keywords, new_keywords, read_only })
        };
        assert_eq!(
            kept(&[Flag::Seen, Flag::Flagged], 1, true, false),
            "Read, flagged, k0; new tags can be made"
        );
        assert!(kept(&[], 25, false, false).ends_with("k19 and 5 more"));
        assert_eq!(kept(&[], 0, false, true), "None while it is opened for looking only");
        assert_eq!(kept(&[], 0, false, false), "None");
    }
}
