//! How much room is left, and who may do what: QUOTA (RFC 9208) and ACL (RFC 4314) of the sample
//! account. Nobody else can log in, so that what others may do is kept and told, and never asked.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::answer::Outcome;
use super::connection::{Session, UNREADABLE};
use super::list_command::texts;
use super::store::{Refusal, Store, canonical};

/// What a server with these commands announces.
pub const CAPABILITIES: &str = " QUOTA ACL RIGHTS=kxte";

/// Every right, in the usual order.
const ALL: &str = "lrswipkxtea";

/// Room for all mail, in units of 1,024 bytes: 512 MiB, of which the sample fills a part.
const LIMIT_KIB: u64 = 512 * 1024;

/// Lines of one mailbox's list, so that a looping client cannot fill the memory.
const LINES_LIMIT: usize = 100;

const NOT_FOR_THE_OWNER: Refusal =
    Refusal { code: "CANNOT", text: "The owner of a folder keeps all rights" };
const TOO_MANY: Refusal = Refusal { code: "LIMIT", text: "There are too many names" };
const NO_SUCH_MAILBOX: Refusal = Refusal { code: "NONEXISTENT", text: "No such folder" };

/// Rights of others by their names, each in the usual order.
pub type Others = BTreeMap<String, String>;

/// Answers one of the commands; `None` where it is another.
pub fn command<W: Write>(
    session: &mut Session<'_, W>,
    command: &[u8],
    name: &str,
) -> Option<io::Result<Outcome>> {
    let answer = match name {
        "GETQUOTAROOT" | "GETQUOTA" | "MYRIGHTS" | "GETACL" | "LISTRIGHTS" => look,
        "SETACL" | "DELETEACL" => change,
        _ => return None,
    };
    let words = texts(command).unwrap_or_default();
    let words: Vec<&str> = words.iter().skip(2).map(String::as_str).collect();
    Some(answer(session, name, &words))
}

fn look<W: Write>(session: &mut Session<'_, W>, name: &str, words: &[&str]) -> io::Result<Outcome> {
    let owner = session.server.user().to_owned();
    let found = session.server.look(|store| lines(store, &owner, (name, words)));
    match found {
        Ok(lines) => {
            lines.iter().try_for_each(|line| session.answers.line(line))?;
            Ok(Outcome::ok("That is so"))
        }
        Err(outcome) => Ok(outcome),
    }
}

/// The untagged answers to a command that only looks.
fn lines(store: &Store, owner: &str, asked: (&str, &[&str])) -> Result<Vec<String>, Outcome> {
    let others = |mailbox: &str| match store.mailboxes.get(&canonical(mailbox)) {
        Some(found) => Ok(&found.others),
        None => Err(Outcome::from(NO_SUCH_MAILBOX)),
    };
    Ok(match asked {
        ("GETQUOTAROOT", [mailbox]) => {
            let root = format!("* QUOTAROOT {} {}", string(mailbox), string(owner));
            vec![root, quota(store, owner)]
        }
        ("GETQUOTA", [root]) if *root == owner => vec![quota(store, owner)],
        ("GETQUOTA", [_]) => return Err(Outcome::no("No such quota root")),
        ("MYRIGHTS", [mailbox]) => {
            others(mailbox)?;
            vec![format!("* MYRIGHTS {} {ALL}", string(mailbox))]
        }
        ("GETACL", [mailbox]) => {
            let lines = others(mailbox)?.iter();
            let others = lines.map(|(who, rights)| format!(" {} {}", string(who), string(rights)));
            let others: String = others.collect();
            vec![format!("* ACL {} {} {ALL}{others}", string(mailbox), string(owner))]
        }
        ("LISTRIGHTS", [mailbox, who]) => {
            others(mailbox)?;
            let one_by_one: String = ALL.chars().map(|letter| format!(" {letter}")).collect();
            let can = if *who == owner { format!(" {ALL}") } else { format!(" \"\"{one_by_one}") };
            vec![format!("* LISTRIGHTS {} {}{can}", string(mailbox), string(who))]
        }
        _ => return Err(Outcome::bad(UNREADABLE)),
    })
}

fn quota(store: &Store, owner: &str) -> String {
    let bytes = store.mailboxes.values().map(super::mailbox::Mailbox::size_bytes);
    let used_kib = bytes.fold(0_u64, u64::saturating_add).div_ceil(1024);
    format!("* QUOTA {} (STORAGE {used_kib} {LIMIT_KIB})", string(owner))
}

fn change<W: Write>(
    session: &mut Session<'_, W>,
    name: &str,
    words: &[&str],
) -> io::Result<Outcome> {
    let owner = session.server.user().to_owned();
    let changed = match (name, words) {
        ("SETACL", [mailbox, who, rights]) => {
            session.server.change(|store| set(store, &owner, mailbox, (who, rights)))
        }
        ("DELETEACL", [mailbox, who]) if *who == owner => {
            let _ = mailbox;
            Err(NOT_FOR_THE_OWNER)
        }
        ("DELETEACL", [mailbox, who]) => session.server.change(|store| {
            let found = store.mailboxes.get_mut(&canonical(mailbox)).ok_or(NO_SUCH_MAILBOX)?;
            found.others.remove(*who);
            Ok(())
        }),
        _ => return Ok(Outcome::bad(UNREADABLE)),
    };
    Ok(match changed {
        Ok(()) => Outcome::ok("Done"),
        Err(refusal) => refusal.into(),
    })
}

/// SETACL: `+` adds, `-` takes away, neither replaces.
fn set(
    store: &mut Store,
    owner: &str,
    mailbox: &str,
    (who, rights): (&str, &str),
) -> Result<(), Refusal> {
    let found = store.mailboxes.get_mut(&canonical(mailbox)).ok_or(NO_SUCH_MAILBOX)?;
    if who == owner {
        return Err(NOT_FOR_THE_OWNER);
    }
    let before = found.others.get(who).cloned().unwrap_or_default();
    let holds = |letter: char| match (rights.strip_prefix('+'), rights.strip_prefix('-')) {
        (Some(more), _) => before.contains(letter) || more.contains(letter),
        (None, Some(less)) => before.contains(letter) && !less.contains(letter),
        (None, None) => rights.contains(letter),
    };
    let after: String = ALL.chars().filter(|letter| holds(*letter)).collect();
    if found.others.len() >= LINES_LIMIT && !found.others.contains_key(who) {
        return Err(TOO_MANY);
    }
    found.others.insert(who.to_owned(), after);
    Ok(())
}

/// A quoted string, or a literal where that cannot hold it.
fn string(text: &str) -> String {
    let quotable = |c: char| matches!(c, ' '..='~');
    if text.chars().all(quotable) {
        return format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    }
    format!("{{{}}}\r\n{text}", text.len())
}
