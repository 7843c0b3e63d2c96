//! How often each mail has to stand somewhere, after what was asked and what was said.

use std::collections::BTreeMap;

use mailpane::engine::{ChangeOutcome, Chosen, MailboxChange, MessageChange};

use crate::other::{Account, At};

/// At least and at most so many copies.
type Span = (i32, i32);

#[derive(Debug, Default)]
pub struct Ledger {
    mails: BTreeMap<u32, Span>,
    /// Which mail stands where, as far as anybody was told.
    names: BTreeMap<At, u32>,
    /// Folders that had another name, newest last.
    renamed: Vec<(String, String)>,
}

impl Ledger {
    pub fn born(&mut self, mail: u32, at: Option<At>) {
        self.mails.insert(mail, (1, 1));
        self.know(at, mail);
    }

    pub fn know(&mut self, at: Option<At>, mail: u32) {
        self.names.extend(at.map(|at| (at, mail)));
    }

    pub fn mail(&self, at: &At) -> Option<u32> {
        if let Some(mail) = self.names.get(at) {
            return Some(*mail);
        }
        // Told of by one name of the folder, and asked for by another.
        let mut names = vec![at.0.clone()];
        for _ in 0..2 {
            for (from, to) in &self.renamed {
                for (from, to) in [(from, to), (to, from)] {
                    let other: Vec<_> = names.iter().filter_map(|it| under(it, from, to)).collect();
                    names.extend(
                        other.into_iter().filter(|it| !names.contains(it)).collect::<Vec<_>>(),
                    );
                }
            }
        }
        names.into_iter().find_map(|name| self.names.get(&(name, at.1, at.2)).copied())
    }

    /// The window was told that this was done to folders.
    pub fn reshaped(&mut self, change: &MailboxChange) {
        if let MailboxChange::Renamed { from, to } = change {
            let name = |it: &[u8]| String::from_utf8(it.to_vec()).expect("ASCII names");
            self.renamed(&name(from.as_bytes()), &name(to.as_bytes()));
        }
    }

    /// A folder has another name; where the server keeps its UIDs, they mean what they meant.
    pub fn renamed(&mut self, from: &str, to: &str) {
        let there = self.names.iter().filter_map(|(at, mail)| {
            under(&at.0, from, to).map(|name| ((name, at.1, at.2), *mail))
        });
        let there: Vec<_> = there.collect();
        self.names.extend(there);
        self.renamed.push((from.to_owned(), to.to_owned()));
    }

    fn add(&mut self, mail: u32, (least, most): Span) {
        let span = self.mails.entry(mail).or_default();
        *span = (span.0 + least, span.1 + most);
    }

    /// The second client took a message away for good; `alone` where nobody did something else to it
    /// at the same time.
    pub fn expunged(&mut self, mail: u32, alone: bool) {
        self.add(mail, (-1, if alone { -1 } else { 0 }));
    }

    /// The second client copied it, by its own word.
    pub fn copied(&mut self, mail: u32) {
        self.add(mail, (1, 1));
    }

    /// It moved it; two who move a message at once may both make a copy.
    pub fn moved(&mut self, mail: u32, alone: bool) {
        self.add(mail, (0, i32::from(!alone)));
    }

    /// What the window was told of a change.
    pub fn told(&mut self, outcome: &ChangeOutcome) {
        let request = &outcome.request;
        let folder = String::from_utf8(request.mailbox.as_bytes().to_vec()).expect("ASCII names");
        let uid_validity = request.uid_validity.map_or(0, |it| it.get());
        let here = |uid: u32| (folder.clone(), uid_validity, uid);
        if let MessageChange::Move { to } | MessageChange::Copy { to } = &request.change {
            let to = String::from_utf8(to.as_bytes().to_vec()).expect("ASCII names");
            for copied in &outcome.copied {
                for (from, there) in &copied.uids {
                    let at = (to.clone(), copied.uid_validity.get(), there.get());
                    let mail = self.mail(&here(from.get())).expect("a mail that was seen");
                    self.names.insert(at, mail);
                }
            }
        }
        let done: Vec<u32> = outcome.done.iter().map(|uid| uid.get()).collect();
        let mail = |uid: u32| self.mail(&here(uid));
        let meant: Vec<(u32, u32)> = match &request.messages {
            Chosen::Uids(uids) => {
                uids.iter().filter_map(|uid| Some((uid.get(), mail(uid.get())?))).collect()
            }
            Chosen::Range { .. } | Chosen::Everything => {
                let (first, last) = match request.messages {
                    Chosen::Range { first, last } => (first.get(), last.get()),
                    _ => (1, u32::MAX),
                };
                let range = self.names.range(here(first)..=here(last));
                range.map(|(at, mail)| (at.2, *mail)).collect()
            }
        };
        let is_done = |uid: &u32| done.binary_search(uid).is_ok();
        let known = meant.iter().filter(|(uid, _)| is_done(uid)).count();
        assert_eq!(known, done.len(), "all that was done is known by name: {outcome:?}");
        let sentence = outcome.failure.as_ref().map_or("", |failure| failure.sentence.as_str());
        let in_doubt = sentence.contains("may have been") || sentence.contains("still here, too");
        let unsure = |uid: &u32| outcome.unsure.iter().any(|it| it.get() == *uid);
        for (uid, mail) in meant {
            let span = match &request.change {
                MessageChange::Mark { .. } => (0, 0),
                MessageChange::Copy { .. } if is_done(&uid) => (1, 1),
                MessageChange::Move { .. } if is_done(&uid) && outcome.left_marked => (1, 1),
                MessageChange::Delete if is_done(&uid) && !outcome.left_marked => (-1, -1),
                _ if is_done(&uid) => (0, 0),
                MessageChange::Delete => (-i32::from(in_doubt), 0),
                MessageChange::Copy { .. } | MessageChange::Move { .. } => {
                    (0, i32::from(in_doubt || unsure(&uid)))
                }
            };
            self.add(mail, span);
        }
    }

    /// Holds the account against all this, and goes on from what is there.
    pub fn check(&mut self, account: &Account) {
        let mut counted: BTreeMap<u32, i32> = BTreeMap::new();
        for (folder, held) in account {
            for message in &held.messages {
                *counted.entry(message.mail).or_default() += 1;
                let at = (folder.clone(), held.uid_validity, message.uid);
                self.names.insert(at, message.mail);
            }
        }
        for (mail, (least, most)) in &mut self.mails {
            let there = counted.get(mail).copied().unwrap_or(0);
            assert!(
                (*least..=*most).contains(&there),
                "mail {mail} stands {there} times, and was to stand {least} to {most} times"
            );
            (*least, *most) = (there, there);
        }
    }
}

/// What a folder is called after a rename that took it along.
fn under(name: &str, from: &str, to: &str) -> Option<String> {
    let rest = name.strip_prefix(from)?;
    (rest.is_empty() || rest.starts_with('/')).then(|| format!("{to}{rest}"))
}
