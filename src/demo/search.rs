//! SEARCH, SORT and THREAD (RFC 3501 §6.4.4, RFC 5256), plain and by UID, with RETURN (…).

use std::fmt::Write as _;
use std::io::{self, Write};

use imap_codec::CommandCodec;
use imap_codec::decode::Decoder;
use imap_codec::imap_types::command::CommandBody;
use imap_codec::imap_types::core::{Charset, Tag};
use imap_codec::imap_types::extensions::sort::SortCriterion;
use imap_codec::imap_types::extensions::thread::ThreadingAlgorithm;
use imap_codec::imap_types::response::Code;
use imap_codec::imap_types::search::SearchKey;

use super::answer::Outcome;
use super::connection::{SELECT_FIRST, Session};
use super::mailbox::{Mailbox, count};
use super::returning::Return;
use super::search_key::find;
use super::thread::Order;
use super::view::View;
use super::{saved, sort, thread};

/// What is done with the messages that were found.
enum Purpose<'a> {
    Search,
    Sort(&'a [SortCriterion]),
    Thread(Order),
}

impl Purpose<'_> {
    /// The word that begins the plain answer.
    fn word(&self) -> &'static str {
        match self {
            Self::Search => "SEARCH",
            Self::Sort(_) => "SORT",
            Self::Thread(_) => "THREAD",
        }
    }
}

/// Answers a SEARCH, SORT or THREAD command, whole with its tag.
pub fn search<W: Write>(
    session: &mut Session<'_, W>,
    command: &[u8],
    tag: &Tag<'_>,
) -> io::Result<Outcome> {
    let unreadable = || Ok(Outcome::bad("I cannot read this search"));
    let Some(view) = session.view.as_ref() else { return Ok(Outcome::bad(SELECT_FIRST)) };
    let Some((wanted, rest)) = Return::take(command) else { return unreadable() };
    let readable = saved::in_keys(&rest, view);
    let Ok((b"", command)) = CommandCodec::new().decode(&readable) else { return unreadable() };
    match &command.body {
        CommandBody::Search { charset, criteria, uid } => {
            let query = Query { purpose: Purpose::Search, keys: criteria.as_ref(), uid: *uid };
            run(session, query, charset.as_ref(), wanted, tag)
        }
        CommandBody::Sort { sort_criteria, charset, search_criteria, uid } => {
            let purpose = Purpose::Sort(sort_criteria.as_ref());
            let query = Query { purpose, keys: search_criteria.as_ref(), uid: *uid };
            run(session, query, Some(charset), wanted, tag)
        }
        CommandBody::Thread { algorithm, charset, search_criteria, uid } if wanted.is_none() => {
            let Some(order) = order(algorithm) else {
                return Ok(Outcome::bad("Only REFERENCES and REFS are known here"));
            };
            let purpose = Purpose::Thread(order);
            let query = Query { purpose, keys: search_criteria.as_ref(), uid: *uid };
            run(session, query, Some(charset), None, tag)
        }
        _ => unreadable(),
    }
}

fn order(algorithm: &ThreadingAlgorithm<'_>) -> Option<Order> {
    match algorithm {
        ThreadingAlgorithm::References => Some(Order::References),
        ThreadingAlgorithm::Other(other) if other.as_ref().eq_ignore_ascii_case("REFS") => {
            Some(Order::Refs)
        }
        ThreadingAlgorithm::OrderedSubject | ThreadingAlgorithm::Other(_) => None,
    }
}

struct Query<'a> {
    purpose: Purpose<'a>,
    keys: &'a [SearchKey<'a>],
    uid: bool,
}

/// The messages found, as UIDs in the order of the answer, and the words of the plain answer where
/// that is wanted.
struct Found {
    uids: Vec<u32>,
    words: String,
}

fn run<W: Write>(
    session: &mut Session<'_, W>,
    query: Query<'_>,
    charset: Option<&Charset<'_>>,
    wanted: Option<Return>,
    tag: &Tag<'_>,
) -> io::Result<Outcome> {
    let Some(view) = session.view.as_mut() else { return Ok(Outcome::bad(SELECT_FIRST)) };
    let saves = wanted.is_some_and(|wanted| wanted.save);
    if charset.is_some_and(|charset| !is_known(charset)) {
        if saves {
            view.saved.clear(); // RFC 5182 §2.1: a NO leaves nothing saved.
        }
        let code = Code::BadCharset { allowed: Vec::new() };
        return Ok(Outcome::no("Only UTF-8 is known here").with(Some(code)));
    }
    let found = session.server.look(|store| {
        let mailbox = store.by_validity(view.uid_validity).map(|(_, mailbox)| mailbox);
        mailbox.and_then(|mailbox| query.run(mailbox, view, wanted.is_none()))
    });
    let Some(found) = found else {
        return Ok(Outcome::bad("There is no message of this number"));
    };
    let Some(wanted) = wanted else {
        session.answers.line(&format!("* {}{}", query.purpose.word(), found.words))?;
        return Ok(Outcome::ok("Searched"));
    };
    if wanted.save {
        view.saved = wanted.saved(&found.uids);
        view.saved.sort_unstable();
        view.saved.dedup();
    }
    let numbers = if query.uid { found.uids } else { numbers(view, &found.uids) };
    if let Some(line) = wanted.answer(tag, &numbers, query.uid) {
        session.answers.line(&line)?;
    }
    if wanted.update {
        // RFC 5267 §4.3.1: the search is answered, only the notices are refused.
        let line = format!("* NO [NOUPDATE \"{}\"] Ask again to see changes", tag.inner());
        session.answers.line(&line)?;
    }
    Ok(Outcome::ok("Searched"))
}

impl Query<'_> {
    /// `None` when a sequence number points behind the end.
    fn run(&self, mailbox: &Mailbox, view: &View, plain: bool) -> Option<Found> {
        let mut places = find(mailbox, view, self.keys)?;
        if let Purpose::Sort(criteria) = self.purpose {
            places = sort::sorted(mailbox, view, places, criteria);
        }
        let uids: Vec<u32> =
            places.iter().filter_map(|place| view.uids.get(*place).copied()).collect();
        let shown: Vec<u32> = if self.uid {
            uids.clone()
        } else {
            places.into_iter().map(|place| count(place + 1)).collect()
        };
        let mut words = String::new();
        if !plain {
            return Some(Found { uids, words });
        }
        if let Purpose::Thread(order) = self.purpose {
            let messages = uids.iter().filter_map(|uid| mailbox.message(*uid));
            words = thread::threads(messages.zip(shown), order);
            if !words.is_empty() {
                words.insert(0, ' ');
            }
        } else {
            for number in shown {
                // Writing to a String cannot fail.
                let _ = write!(words, " {number}");
            }
        }
        Some(Found { uids, words })
    }
}

fn is_known(charset: &Charset<'_>) -> bool {
    let name = charset.as_ref().as_bytes();
    name.eq_ignore_ascii_case(b"UTF-8") || name.eq_ignore_ascii_case(b"US-ASCII")
}

/// Sequence numbers of UIDs, in the same order.
fn numbers(view: &View, uids: &[u32]) -> Vec<u32> {
    let place = |uid: &u32| view.uids.binary_search(uid).ok();
    uids.iter().filter_map(place).map(|place| count(place + 1)).collect()
}
