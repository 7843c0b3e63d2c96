//! What may follow in a line that is being typed: commands, words among their arguments, folders.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use crate::engine::{CommandWord, command_words, find_word};
use crate::model::Mailbox;

/// Proposals at a time: more than fit are not read.
const CANDIDATES: usize = 50;

/// One proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What is put into the line.
    pub insert: String,
    /// What stands beside it: the arguments of a command, the name of a folder as people read it.
    pub hint: String,
}

/// What can take the place of the word that is being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// Bytes of the line that a candidate takes the place of.
    pub place: Range<usize>,
    pub candidates: Vec<Candidate>,
}

/// An account's folders, with their names in lower case: those are made once for a list, and not for
/// each letter that is typed.
#[derive(Debug, Default)]
pub struct FolderNames {
    /// Held, so that a new list can never have the address of the old one.
    mailboxes: Option<Arc<[Mailbox]>>,
    lower: OnceCell<Vec<Lower>>,
}

/// A folder's names in lower case.
#[derive(Debug)]
struct Lower {
    full: String,
    /// As the server spells it, where that is another one.
    raw: Option<String>,
}

impl FolderNames {
    pub fn new(mailboxes: Option<Arc<[Mailbox]>>) -> Self {
        Self { mailboxes, lower: OnceCell::new() }
    }

    pub fn is_of(&self, mailboxes: Option<&Arc<[Mailbox]>>) -> bool {
        match (&self.mailboxes, mailboxes) {
            (Some(held), Some(now)) => Arc::ptr_eq(held, now),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }

    fn all(&self) -> impl Iterator<Item = (&Mailbox, &Lower)> {
        let mailboxes = self.mailboxes.as_deref().unwrap_or_default();
        let lower = self.lower.get_or_init(|| mailboxes.iter().map(Lower::of).collect());
        mailboxes.iter().zip(lower)
    }
}

impl Lower {
    fn of(folder: &Mailbox) -> Self {
        let full = folder.full_name.to_lowercase();
        let raw = String::from_utf8_lossy(folder.name.as_bytes()).to_lowercase();
        let raw = Some(raw).filter(|raw| *raw != full);
        Self { full, raw }
    }

    fn begins(&self, wanted: &str) -> bool {
        self.full.starts_with(wanted)
            || self.raw.as_ref().is_some_and(|raw| raw.starts_with(wanted))
    }
}

/// Proposes what the word before `cursor` (in bytes) may become.
pub fn complete(
    line: &str,
    cursor: usize,
    folders: &FolderNames,
    capabilities: &[String],
) -> Completion {
    let Some(before) = line.get(..cursor) else { return Completion::default() };
    let words = split(before);
    let (last, earlier) =
        words.split_last().map_or((cursor..cursor, &[][..]), |(last, rest)| (last.clone(), rest));
    let text = |range: &Range<usize>| before.get(range.clone()).unwrap_or_default();
    let typed = text(&last);
    let mut earlier: Vec<&str> = earlier.iter().map(text).collect();
    // A tag comes before the command; after it, UID.
    if earlier.first().is_some_and(|first| find_word(first).is_none()) {
        earlier.remove(0);
    }
    let after_uid = earlier.first().is_some_and(|word| word.eq_ignore_ascii_case("UID"));
    if after_uid {
        earlier.remove(0);
    }
    let mut candidates = match earlier.split_first() {
        None => commands(typed, after_uid, capabilities),
        Some((name, arguments)) => match find_word(name) {
            Some(word) => arguments_of(word, arguments.len(), typed, folders, capabilities),
            None => Vec::new(),
        },
    };
    // What is there already is no proposal.
    candidates.retain(|candidate| !candidate.insert.trim_end().eq_ignore_ascii_case(typed));
    candidates.truncate(CANDIDATES);
    Completion { place: last, candidates }
}

/// The words of a line: cut at spaces outside quoted strings; what is being typed is the last one.
fn split(line: &str) -> Vec<Range<usize>> {
    let (mut words, mut from) = (Vec::new(), 0);
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b' ' if !quoted => {
                if at > from {
                    words.push(from..at);
                }
                from = at + 1;
            }
            _ => {}
        }
    }
    words.push(from..line.len());
    words
}

fn commands(typed: &str, after_uid: bool, capabilities: &[String]) -> Vec<Candidate> {
    command_words()
        .iter()
        .filter(|word| (!after_uid || word.with_uid) && begins(word.name, typed))
        .map(|word| {
            let space = if word.arguments.is_empty() { "" } else { " " };
            let missing = lacks(word.name, capabilities);
            let hint = match missing {
                true => format!("{} (this server does not offer it)", word.arguments),
                false => word.arguments.to_owned(),
            };
            Candidate { insert: format!("{}{space}", word.name), hint: hint.trim().to_owned() }
        })
        .collect()
}

/// Whether the server is known not to have a command of an extension.
fn lacks(command: &str, capabilities: &[String]) -> bool {
    let extension: &[&str] = match command {
        "GETACL" | "SETACL" | "DELETEACL" | "LISTRIGHTS" | "MYRIGHTS" => &["ACL"],
        "GETQUOTA" | "GETQUOTAROOT" | "SETQUOTA" => &["QUOTA"],
        "GETMETADATA" | "SETMETADATA" => &["METADATA", "METADATA-SERVER"],
        "COMPRESS" => &["COMPRESS=DEFLATE"],
        "SORT" => &["SORT"],
        "ID" | "IDLE" | "MOVE" | "NAMESPACE" | "NOTIFY" | "UNSELECT" | "ENABLE" => {
            let has = capabilities.iter().any(|word| word == command || word == "IMAP4REV2");
            return !capabilities.is_empty() && !has;
        }
        "THREAD" => {
            let has = capabilities.iter().any(|word| word.starts_with("THREAD="));
            return !capabilities.is_empty() && !has;
        }
        _ => return false,
    };
    // QUOTA has resource types behind it (RFC 9208), and some servers announce only those.
    let has = |name: &&str| capabilities.iter().any(|word| word.split('=').next() == Some(name));
    let whole = |name: &&str| capabilities.iter().any(|word| word == name);
    !capabilities.is_empty() && !extension.iter().any(|name| has(name) || whole(name))
}

fn arguments_of(
    word: &CommandWord,
    index: usize,
    typed: &str,
    folders: &FolderNames,
    capabilities: &[String],
) -> Vec<Candidate> {
    let plain = |insert: String| Candidate { insert, hint: String::new() };
    if word.folders.contains(&index) {
        return names(typed, folders);
    }
    if word.name == "AUTHENTICATE" && index == 0 {
        let offered = capabilities.iter().filter_map(|word| word.strip_prefix("AUTH="));
        return offered.filter(|name| begins(name, typed)).map(|name| plain(name.into())).collect();
    }
    // Within brackets only the word itself is replaced.
    let open = typed.rfind('(').map_or(0, |at| at + 1);
    let (head, tail) = typed.split_at_checked(open).unwrap_or(("", typed));
    if tail.is_empty() && head.is_empty() && word.words.len() > 12 {
        // A long list helps nobody before a letter is typed.
        return Vec::new();
    }
    let fitting = word.words.iter().filter(|one| begins(one, tail));
    fitting.map(|one| plain(format!("{head}{one}"))).collect()
}

/// Folders by the beginning of their names, then by any part of them; no more than are proposed.
fn names(typed: &str, folders: &FolderNames) -> Vec<Candidate> {
    // One more: what is there already is left out afterwards.
    const MOST: usize = CANDIDATES + 1;
    let wanted = typed.trim_start_matches('"').to_lowercase();
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for (folder, lower) in folders.all() {
        let found = if lower.begins(&wanted) {
            &mut first
        } else if second.len() < MOST && lower.full.contains(&wanted) {
            &mut second
        } else {
            continue;
        };
        found.extend(candidate(folder));
        if first.len() >= MOST {
            break;
        }
    }
    first.append(&mut second);
    first
}

fn candidate(folder: &Mailbox) -> Option<Candidate> {
    let insert = quoted(folder.name.as_bytes())?;
    let mut hint = crate::text::visible(&folder.full_name);
    if insert.trim_matches('"') == hint {
        // The same words twice say nothing.
        hint.clear();
    }
    Some(Candidate { insert, hint })
}

/// A name as it is written in a line: bare where it can be, else quoted. `None` where only a literal
/// could hold it.
fn quoted(name: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(name).ok()?;
    if text.bytes().any(|byte| !(b' '..0x7f).contains(&byte)) {
        return None;
    }
    let is_atom = |byte: u8| !b" (){%*\"\\]".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_atom) {
        return Some(text.to_owned());
    }
    Some(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

fn begins(word: &str, typed: &str) -> bool {
    word.get(..typed.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(typed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MailboxName;

    fn folder(name: &str, full_name: &str) -> Mailbox {
        Mailbox {
            name: MailboxName::new(name.as_bytes()),
            full_name: full_name.to_owned(),
            ..Mailbox::plain(name)
        }
    }

    fn proposed(line: &str) -> Vec<String> {
        let folders = FolderNames::new(Some(Arc::from([
            folder("INBOX", "INBOX"),
            folder("Work/R&AOk-sum&AOk-s", "Work/Résumés"),
            folder("a \"b\"", "a \"b\""),
        ])));
        let capabilities = ["IMAP4REV1", "AUTH=PLAIN", "SORT"].map(str::to_owned);
        let completion = complete(line, line.len(), &folders, &capabilities);
        completion.candidates.into_iter().map(|candidate| candidate.insert).collect()
    }

    #[test]
    fn commands_are_proposed_with_and_without_a_tag_and_after_uid() {
        assert_eq!(proposed("exa"), ["EXAMINE "]);
        assert_eq!(proposed("a1 exa"), ["EXAMINE "]);
        assert_eq!(proposed("UID S"), ["SEARCH ", "SORT ", "STORE "]);
        assert_eq!(proposed("a1 uid f"), ["FETCH "]);
        assert_eq!(proposed("NOOP"), Vec::<String>::new(), "it is there already");
    }

    #[test]
    fn folders_are_proposed_where_one_belongs_and_as_they_are_written() {
        assert_eq!(proposed("SELECT résu"), ["Work/R&AOk-sum&AOk-s"]);
        assert_eq!(proposed("STATUS a"), ["\"a \\\"b\\\"\""]);
        assert_eq!(proposed("UID COPY 1:3 in"), ["INBOX"]);
        assert_eq!(proposed("STATUS \"a \\\"b\\\"\" (UNS"), ["(UNSEEN"]);
        assert_eq!(proposed("RENAME INBOX w"), ["Work/R&AOk-sum&AOk-s"]);
    }

    #[test]
    fn of_many_folders_no_more_are_made_than_are_proposed() {
        let all: Arc<[Mailbox]> = (0..5_000)
            .map(|number| folder(&format!("Old {number}"), &format!("Old {number}")))
            .chain(std::iter::once(folder("2026 Old", "2026 Old")))
            .collect();
        let folders = FolderNames::new(Some(Arc::clone(&all)));
        assert!(folders.is_of(Some(&all)) && !folders.is_of(None));
        assert_eq!(names("old", &folders).len(), CANDIDATES + 1);
        assert_eq!(names("ld", &folders).len(), CANDIDATES + 1);
        let first = |typed: &str| {
            let line = format!("SELECT {typed}");
            complete(&line, line.len(), &folders, &[]).candidates.into_iter().next()
        };
        let inserted = |typed: &str| first(typed).map(|candidate| candidate.insert);
        assert_eq!(inserted("2026").as_deref(), Some("\"2026 Old\""), "what begins so comes first");
        assert_eq!(inserted("\"old 0").as_deref(), Some("\"Old 0\""));
    }

    #[test]
    fn words_of_arguments_are_proposed_also_within_brackets() {
        assert_eq!(proposed("FETCH 1 (UID ENV"), ["ENVELOPE"]);
        assert_eq!(proposed("STATUS INBOX (MESSAGES UIDN"), ["UIDNEXT"]);
        assert_eq!(proposed("AUTHENTICATE p"), ["PLAIN"]);
        assert_eq!(proposed("STORE 1 +f"), ["+FLAGS", "+FLAGS.SILENT"]);
    }

    #[test]
    fn what_the_server_does_not_offer_is_said() {
        let hint = |line: &str, capabilities: &[&str]| {
            let words: Vec<String> = capabilities.iter().map(|word| (*word).to_owned()).collect();
            let completion = complete(line, line.len(), &FolderNames::default(), &words);
            completion.candidates.first().map(|one| one.hint.clone()).unwrap_or_default()
        };
        assert!(hint("GETAC", &["IMAP4REV1"]).contains("does not offer"));
        assert_eq!(hint("GETAC", &["IMAP4REV1", "ACL"]), "folder");
        assert_eq!(hint("GETAC", &[]), "folder", "nothing is known yet");
        assert!(hint("THREA", &["IMAP4REV1"]).contains("does not offer"));
    }

    #[test]
    fn a_cursor_in_the_middle_completes_the_word_before_it() {
        let completion = complete("EXAM INBOX", 4, &FolderNames::default(), &[]);
        assert_eq!(completion.place, 0..4);
        assert_eq!(completion.candidates.len(), 1);
        let between = complete("é", 1, &FolderNames::default(), &[]);
        assert_eq!(between, Completion::default(), "not between letters");
    }
}
