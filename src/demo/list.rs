//! Answers LIST and LSUB: names by pattern, with attributes and counts.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use imap_codec::imap_types::core::{Atom, QuotedChar};
use imap_codec::imap_types::flag::FlagNameAttribute;
use imap_codec::imap_types::mailbox::{ListMailbox, Mailbox as MailboxArgument};
use imap_codec::imap_types::response::Data;
use imap_codec::imap_types::status::StatusDataItem;

use super::answer::Outcome;
use super::connection::Session;
use super::list_command::ListCommand;
use super::select::{items, name_of};
use super::store::{Store, canonical};

/// One line of the answer.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    name: String,
    attributes: Vec<String>,
    child_info: bool,
    status: Option<Vec<StatusDataItem>>,
}

/// LIST (RFC 3501 §6.3.8, RFC 5258, RFC 5819, RFC 6154).
pub fn list<W: Write>(session: &mut Session<'_, W>, wanted: &ListCommand) -> io::Result<Outcome> {
    if wanted.patterns.iter().all(String::is_empty) {
        // An empty pattern asks for the delimiter only.
        session.answers.line(r#"* LIST (\Noselect) "/" """#)?;
        return Ok(Outcome::ok("Listed"));
    }
    for entry in session.server.look(|store| entries(store, wanted)) {
        let Ok(mailbox) = MailboxArgument::try_from(entry.name.clone()) else { continue };
        if entry.child_info {
            let attributes: Vec<String> =
                entry.attributes.iter().map(|name| format!("\\{name}")).collect();
            let kind = if wanted.only_subscribed { "SUBSCRIBED" } else { "SPECIAL-USE" };
            session.answers.line(&format!(
                r#"* LIST ({}) "/" "{}" ("CHILDINFO" ("{kind}"))"#,
                attributes.join(" "),
                entry.name.replace('\\', "\\\\").replace('"', "\\\""),
            ))?;
        } else {
            let items = attributes(&entry.attributes);
            let mailbox = mailbox.clone();
            session.answers.data(Data::List { items, delimiter: delimiter(), mailbox })?;
        }
        if let Some(items) = entry.status {
            session.answers.data(Data::Status { mailbox, items: items.into() })?;
        }
    }
    Ok(Outcome::ok("Listed"))
}

fn entries(store: &Store, wanted: &ListCommand) -> Vec<Entry> {
    let patterns: Vec<String> = wanted
        .patterns
        .iter()
        .map(|pattern| canonical(&format!("{}{pattern}", wanted.reference)))
        .collect();
    let mut names: BTreeSet<&String> = store.mailboxes.keys().collect();
    if wanted.only_subscribed {
        names.extend(&store.subscribed);
    }
    let chosen = |name: &str| {
        let subscribed = !wanted.only_subscribed || store.subscribed.contains(name);
        let special = || store.mailboxes.get(name).is_some_and(|m| m.special_use.is_some());
        subscribed && (!wanted.only_special_use || special())
    };
    let mut found = Vec::new();
    for name in &names {
        if !patterns.iter().any(|pattern| matches(pattern, name)) {
            continue;
        }
        let below = format!("{name}/");
        let child_info = wanted.recursive_match
            && names.iter().any(|child| child.starts_with(&below) && chosen(child));
        if chosen(name) || child_info {
            found.push(entry(store, name, wanted, child_info));
        }
    }
    found
}

fn entry(store: &Store, name: &str, wanted: &ListCommand, child_info: bool) -> Entry {
    let mailbox = store.mailboxes.get(name);
    let mut attributes = Vec::new();
    match mailbox {
        None => attributes.push("NonExistent".to_owned()),
        Some(mailbox) if !mailbox.selectable => attributes.push("Noselect".to_owned()),
        Some(mailbox) => attributes.extend(mailbox.special_use.clone()),
    }
    let children = if store.has_children(name) { "HasChildren" } else { "HasNoChildren" };
    attributes.push(children.to_owned());
    if wanted.return_subscribed && store.subscribed.contains(name) {
        attributes.push("Subscribed".to_owned());
    }
    let countable = mailbox.filter(|mailbox| mailbox.selectable);
    let status = wanted.return_status.as_ref().and_then(|names| Some(items(countable?, names)));
    Entry { name: name.to_owned(), attributes, child_info, status }
}

/// LSUB: a name whose subscribed children do not match is `\Noselect` (RFC 3501 §6.3.9).
pub fn lsub<W: Write>(
    session: &mut Session<'_, W>,
    reference: &MailboxArgument<'_>,
    pattern: &ListMailbox<'_>,
) -> io::Result<Outcome> {
    let pattern = match pattern {
        ListMailbox::Token(token) => String::from_utf8_lossy(token.as_ref()).into_owned(),
        ListMailbox::String(string) => String::from_utf8_lossy(string.as_ref()).into_owned(),
    };
    let pattern = canonical(&format!("{}{pattern}", name_of(reference)));
    let subscribed = session.server.look(|store| store.subscribed.clone());
    let mut found: BTreeMap<&str, bool> = BTreeMap::new();
    for name in &subscribed {
        if matches(&pattern, name) {
            found.insert(name, true);
            continue;
        }
        let above = name.match_indices('/').filter_map(|(end, _)| name.get(..end));
        for parent in above.filter(|parent| matches(&pattern, parent)) {
            found.entry(parent).or_insert(subscribed.contains(parent));
        }
    }
    for (name, itself) in found {
        let items = if itself { Vec::new() } else { vec![FlagNameAttribute::Noselect] };
        if let Ok(mailbox) = MailboxArgument::try_from(name) {
            session.answers.data(Data::Lsub { items, delimiter: delimiter(), mailbox })?;
        }
    }
    Ok(Outcome::ok("Listed"))
}

fn delimiter() -> Option<QuotedChar> {
    QuotedChar::try_from('/').ok()
}

fn attributes(names: &[String]) -> Vec<FlagNameAttribute<'static>> {
    names.iter().filter_map(|name| Atom::try_from(name.clone()).ok()).map(Into::into).collect()
}

/// Whether a name fits a pattern: "*" is anything, "%" anything but the delimiter.
///
/// Time grows with the product of both lengths, never faster.
fn matches(pattern: &str, name: &str) -> bool {
    // reached[i]: the pattern read so far fits the first i bytes of the name.
    let name = name.as_bytes();
    let mut reached = vec![false; name.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    for byte in pattern.bytes() {
        let mut next = vec![false; name.len() + 1];
        let mut before = false; // next[i - 1]
        for (i, cell) in next.iter_mut().enumerate() {
            let here = reached.get(i).copied().unwrap_or(false);
            let last = i.checked_sub(1).and_then(|i| name.get(i).copied());
            let before_here = i.checked_sub(1).and_then(|i| reached.get(i).copied());
            *cell = match byte {
                b'*' => here || before,
                b'%' => here || (before && last != Some(b'/')),
                _ => before_here == Some(true) && last == Some(byte),
            };
            before = *cell;
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;
    use crate::demo::list_command::parse;

    fn shown(store: &Store, command: &str) -> Vec<String> {
        let entries = entries(store, &parse(command.as_bytes()).unwrap());
        let line = |e: Entry| {
            let info = if e.child_info { " +" } else { "" };
            format!("{} {}{info}", e.name, e.attributes.join(" "))
        };
        entries.into_iter().map(line).collect()
    }

    #[test]
    fn wildcards_stop_at_the_delimiter_or_do_not() {
        assert!(matches("*", "a/b") && !matches("%", "a/b") && matches("%/%", "a/b"));
        assert!(matches("a*b*", "a/x/b/c") && !matches("a%c", "a/c") && matches("a%", "a"));
        assert!(!matches("", "a") && matches("INBOX", "INBOX"));
        let name = "a".repeat(255);
        assert!(!matches(&"*a".repeat(2_000), &name));
    }

    #[test]
    fn parents_of_subscribed_folders_are_told_when_asked() {
        let mut store = Store::empty();
        store.create("a/b").unwrap();
        store.subscribed.insert("a/b".to_owned());
        store.subscribed.insert("gone".to_owned());
        assert_eq!(
            shown(&store, "x LIST (SUBSCRIBED RECURSIVEMATCH) \"\" %"),
            [
                "INBOX HasNoChildren Subscribed",
                "a HasChildren +",
                "gone NonExistent HasNoChildren Subscribed"
            ]
        );
        assert_eq!(shown(&store, "x LIST \"\" %"), ["INBOX HasNoChildren", "a HasChildren"]);
        assert_eq!(shown(&store, "x LIST a/ %"), ["a/b HasNoChildren"]);
    }
}
