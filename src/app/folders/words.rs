//! What it means to rename or delete a folder, in lines of words and numbers.

use crate::engine::MailboxSurvey;
use crate::model::{Mailbox, SpecialUse};
use crate::text::grouped;

use super::asked::Counted;

/// One line of what a change means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewLine {
    pub text: String,
    /// It is more than a number.
    pub is_warning: bool,
}

impl PreviewLine {
    fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_warning: false }
    }

    fn warning(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_warning: true }
    }
}

/// What goes along when a folder is renamed or moved.
pub fn rename_lines(mailbox: &Mailbox, count: &Counted) -> Vec<PreviewLine> {
    let mut lines = Vec::new();
    if mailbox.name.is_inbox() {
        lines.push(PreviewLine::warning(
            "The inbox itself stays: its messages go into a new folder of this name, and new mail \
             goes on arriving in the inbox. Folders inside the inbox stay where they are.",
        ));
    }
    let Some(survey) = numbers(count, &mut lines) else { return lines };
    lines.push(PreviewLine::plain(messages_of(mailbox, survey)));
    if !mailbox.name.is_inbox() {
        lines.extend(inside(survey, "come along").map(PreviewLine::plain));
        if let Some(words) = subscriptions(survey.subscribed) {
            let verb = if survey.subscribed == 1 { "moves" } else { "move" };
            lines.push(PreviewLine::plain(format!("{words} {verb} along")));
        }
        let uses = special(survey).map(|used| {
            let it = known_as(mailbox, used);
            let text = format!("{it}: other mail programs may look for it under its old name");
            PreviewLine::plain(text)
        });
        lines.extend(uses);
    }
    lines
}

/// What goes with a folder that is deleted.
pub fn delete_lines(mailbox: &Mailbox, count: &Counted) -> Vec<PreviewLine> {
    let mut lines = Vec::new();
    let Some(survey) = numbers(count, &mut lines) else { return lines };
    lines.push(PreviewLine::plain(messages_of(mailbox, survey)));
    lines.extend(inside(survey, "are inside").map(PreviewLine::plain));
    if let Some(words) = subscriptions(survey.subscribed) {
        let verb = if survey.subscribed == 1 { "ends" } else { "end" };
        lines.push(PreviewLine::plain(format!("{words} {verb} with what is deleted")));
    }
    lines.extend(special(survey).map(|used| PreviewLine::warning(lost(mailbox, used))));
    lines
}

/// The survey once it is there; until then a line says how it stands.
fn numbers<'a>(count: &'a Counted, lines: &mut Vec<PreviewLine>) -> Option<&'a MailboxSurvey> {
    match count {
        Counted::Counting => {
            lines.push(PreviewLine::plain("Counting…"));
            None
        }
        Counted::Unknown(failure) => {
            let text = format!("What is in it could not be counted. {}", failure.sentence);
            lines.push(PreviewLine::warning(text));
            None
        }
        Counted::Known(survey) => Some(survey),
    }
}

fn messages_of(mailbox: &Mailbox, survey: &MailboxSurvey) -> String {
    match survey.messages {
        Some(count) => messages(count, survey.unseen.unwrap_or(0)),
        None if mailbox.selectable => "The server does not say how many messages".to_owned(),
        None => "No messages of its own: it holds folders".to_owned(),
    }
}

/// "1,204 messages, 12 unread".
fn messages(count: u32, unseen: u32) -> String {
    let unread = match unseen {
        0 => String::new(),
        unseen => format!(", {} unread", grouped(u64::from(unseen))),
    };
    match count {
        0 => "No messages".to_owned(),
        1 => format!("1 message{unread}"),
        count => format!("{} messages{unread}", grouped(u64::from(count))),
    }
}

/// "3 folders come along, with 40 messages".
fn inside(survey: &MailboxSurvey, verb: &str) -> Option<String> {
    if survey.inside_total == 0 {
        return None;
    }
    let count = survey.messages_total().saturating_sub(survey.messages.unwrap_or(0));
    let unseen = survey.unseen_total().saturating_sub(survey.unseen.unwrap_or(0));
    let least = if survey.counted { "" } else { "at least " };
    let with = match count {
        0 if survey.counted => "without messages".to_owned(),
        count => format!("with {least}{}", messages(count, unseen).to_lowercase()),
    };
    Some(match survey.inside_total {
        1 if verb == "come along" => format!("1 folder inside comes along, {with}"),
        1 => format!("1 folder is inside, {with}"),
        many if verb == "come along" => {
            format!("{} folders inside come along, {with}", grouped(u64::from(many)))
        }
        many => format!("{} folders {verb}, {with}", grouped(u64::from(many))),
    })
}

fn subscriptions(count: u32) -> Option<String> {
    match count {
        0 => None,
        1 => Some("1 subscription".to_owned()),
        many => Some(format!("{} subscriptions", grouped(u64::from(many)))),
    }
}

fn special(survey: &MailboxSurvey) -> impl Iterator<Item = SpecialUse> {
    survey.special_uses.iter().copied().filter(|used| *used != SpecialUse::Inbox)
}

/// "It is this account’s archive".
fn known_as(mailbox: &Mailbox, used: SpecialUse) -> String {
    let is_it = mailbox.special_use == Some(used);
    let place = if is_it { "It is" } else { "Inside is" };
    format!("{place} this account’s {}", of_account(used))
}

fn lost(mailbox: &Mailbox, used: SpecialUse) -> String {
    let then = match used {
        SpecialUse::Trash => "without it, what is deleted is gone for good",
        SpecialUse::Drafts => "mail that is not finished has no place without it",
        SpecialUse::Sent => "mail that was sent has no place without it",
        SpecialUse::Junk => "junk mail has no place without it",
        SpecialUse::Archive => "archived mail has no place without it",
        SpecialUse::All => "it may hold all mail of the account",
        SpecialUse::Flagged | SpecialUse::Important => "it shows messages of other folders",
        SpecialUse::Inbox => "new mail arrives there",
    };
    format!("{}: {then}", known_as(mailbox, used))
}

fn of_account(used: SpecialUse) -> &'static str {
    match used {
        SpecialUse::Inbox => "inbox",
        SpecialUse::Drafts => "folder for drafts",
        SpecialUse::Sent => "folder for sent mail",
        SpecialUse::Archive => "archive",
        SpecialUse::All => "folder for all mail",
        SpecialUse::Flagged => "folder for flagged mail",
        SpecialUse::Important => "folder for important mail",
        SpecialUse::Junk => "junk folder",
        SpecialUse::Trash => "trash",
    }
}

/// What a folder can be made for, as its name.
pub fn use_name(used: SpecialUse) -> &'static str {
    match used {
        SpecialUse::Inbox => "Inbox",
        SpecialUse::Drafts => "Drafts",
        SpecialUse::Sent => "Sent",
        SpecialUse::Archive => "Archive",
        SpecialUse::All => "All mail",
        SpecialUse::Flagged => "Flagged",
        SpecialUse::Important => "Important",
        SpecialUse::Junk => "Junk",
        SpecialUse::Trash => "Trash",
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::SurveyedInside;
    use crate::model::{Failure, FailureKind, MailboxName};

    fn survey(messages: Option<u32>, inside: &[(u32, u32)]) -> MailboxSurvey {
        let inside: Vec<SurveyedInside> = inside
            .iter()
            .map(|(messages, unseen)| SurveyedInside {
                name: MailboxName::new(b"a/b"),
                messages: Some(*messages),
                unseen: Some(*unseen),
                special_use: None,
                subscribed: true,
            })
            .collect();
        MailboxSurvey {
            mailbox: MailboxName::new(b"a"),
            messages,
            unseen: messages.map(|_| 12),
            uid_next: None,
            uid_validity: None,
            inside_total: inside.len() as u32,
            subscribed: inside.len() as u32,
            inside,
            counted: true,
            special_uses: Vec::new(),
        }
    }

    fn said(lines: &[PreviewLine]) -> Vec<&str> {
        lines.iter().map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn what_comes_along_is_said_in_numbers() {
        let mailbox = Mailbox::plain("a");
        let known = Counted::Known(Arc::new(survey(Some(1_204), &[(40, 0), (1_000, 1)])));
        let lines = rename_lines(&mailbox, &known);
        assert_eq!(
            said(&lines),
            [
                "1,204 messages, 12 unread",
                "2 folders inside come along, with 1,040 messages, 1 unread",
                "2 subscriptions move along"
            ]
        );
        let known = Counted::Known(Arc::new(survey(Some(1), &[(0, 0)])));
        assert_eq!(
            said(&delete_lines(&mailbox, &known)),
            [
                "1 message, 12 unread",
                "1 folder is inside, without messages",
                "1 subscription ends with what is deleted"
            ]
        );
        assert_eq!(said(&rename_lines(&mailbox, &Counted::Counting)), ["Counting…"]);
    }

    #[test]
    fn what_was_not_counted_is_not_made_up() {
        let mut mailbox = Mailbox::plain("a");
        let mut partly = survey(None, &[(40, 0)]);
        partly.counted = false;
        let lines = delete_lines(&mailbox, &Counted::Known(Arc::new(partly.clone())));
        assert_eq!(lines[0].text, "The server does not say how many messages");
        assert_eq!(lines[1].text, "1 folder is inside, with at least 40 messages");
        mailbox.selectable = false;
        let lines = delete_lines(&mailbox, &Counted::Known(Arc::new(partly)));
        assert_eq!(lines[0].text, "No messages of its own: it holds folders");
        let failure = Failure::new(FailureKind::Timeout, "The server did not answer.");
        let lines = delete_lines(&mailbox, &Counted::Unknown(failure));
        assert!(lines[0].is_warning && lines[0].text.ends_with("The server did not answer."));
    }

    #[test]
    fn what_a_folder_is_for_is_said_before_it_goes() {
        let mut mailbox = Mailbox::plain("a");
        let mut used = survey(Some(0), &[]);
        used.special_uses = vec![SpecialUse::Trash];
        let known = Counted::Known(Arc::new(used));
        let last = |lines: Vec<PreviewLine>| lines.last().map(|line| line.text.clone());
        let inside = last(delete_lines(&mailbox, &known));
        assert!(inside.is_some_and(|text| text.starts_with("Inside is this account’s trash")));
        mailbox.special_use = Some(SpecialUse::Trash);
        assert_eq!(
            last(delete_lines(&mailbox, &known)).as_deref(),
            Some("It is this account’s trash: without it, what is deleted is gone for good")
        );
        assert_eq!(
            last(rename_lines(&mailbox, &known)).as_deref(),
            Some(
                "It is this account’s trash: other mail programs may look for it under its old name"
            )
        );
        let inbox = Mailbox::plain("INBOX");
        let lines = rename_lines(&inbox, &known);
        assert!(lines[0].text.starts_with("The inbox itself stays"));
    }
}
