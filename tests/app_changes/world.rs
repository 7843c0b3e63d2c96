//! The truth that the window is held against: a mailbox, an archive, and a server that works on one
//! change after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use mailpane::app::State;
use mailpane::engine::{
    ChangeOutcome, ChangeRequest, Chosen, CopiedTo, Event, Mark, MessageChange,
};
use mailpane::model::{Flag, Flags, MailboxName};

use super::replies::{refusal, requests};
use super::server::Server;
use super::window::{ACCOUNT, exists, expunged, list, number, row};

/// A change as the server works on it.
#[derive(Clone)]
pub struct Job {
    pub request: ChangeRequest,
    /// Which wish it is a change of.
    pub wish: u32,
    /// Those it found when it began, and the ones it has not come to.
    pub total: u32,
    pub left: Vec<u32>,
    pub done: Vec<u32>,
    pub copied: Vec<(u32, u32)>,
}

/// The whole truth.
pub struct World {
    pub inbox: Server,
    pub flagged: BTreeSet<u32>,
    /// What is in the archive: its UID there, and whether it was flagged.
    pub archive: BTreeMap<u32, bool>,
    pub next_archived: u32,
    pub jobs: Vec<Job>,
    /// Those that failed while others of their wish go on: rows of a wish come back together.
    pub failed: Vec<Job>,
    pub next_wish: u32,
    /// What the user chose, by UID; `None` once the list may have forgotten some of it.
    pub chosen: Option<BTreeSet<u32>>,
    /// No numbers were lost of what is chosen or on its way out: those are found as rows are read.
    pub is_certain: bool,
}

impl World {
    pub fn meant(&self, chosen: &Chosen, mailbox: &MailboxName) -> Vec<u32> {
        let is_meant = |uid: &u32| match chosen {
            Chosen::Uids(uids) => uids.binary_search(&number(*uid)).is_ok(),
            Chosen::Range { first, last } => (first.get()..=last.get()).contains(uid),
            Chosen::Everything => true,
        };
        if mailbox.is_inbox() {
            self.inbox.uids.iter().copied().filter(is_meant).collect()
        } else {
            self.archive.keys().copied().filter(is_meant).collect()
        }
    }

    /// Changes of one wish.
    pub fn begin(&mut self, requests: Vec<ChangeRequest>) {
        self.next_wish += 1;
        let wish = self.next_wish;
        for request in requests {
            let (total, left, done, copied) = (0, Vec::new(), Vec::new(), Vec::new());
            self.jobs.push(Job { request, wish, total, left, done, copied });
            self.start_first();
        }
    }

    /// After numbers were lost each change hides its own: what failed is not hidden anew.
    pub fn hide_anew(&mut self) {
        self.failed.clear();
        for job in &mut self.jobs {
            self.next_wish += 1;
            job.wish = self.next_wish;
        }
    }

    /// Changes run one after the other: each finds its messages when its turn comes.
    pub fn start_first(&mut self) {
        let Some(job) = self.jobs.first() else { return };
        if job.total == 0 && job.done.is_empty() {
            let left = self.meant(&job.request.messages, &job.request.mailbox);
            let job = &mut self.jobs[0];
            job.total = left.len() as u32;
            job.left = left;
        }
    }

    /// Messages of the inbox on their way out, as the user sees it.
    pub fn leaving(&self) -> BTreeSet<u32> {
        let takes_away = |job: &&Job| {
            job.request.mailbox.is_inbox()
                && matches!(job.request.change, MessageChange::Move { .. } | MessageChange::Delete)
        };
        let jobs = self.jobs.iter().chain(&self.failed).filter(takes_away);
        jobs.flat_map(|job| self.meant(&job.request.messages, &job.request.mailbox)).collect()
    }

    pub fn shown_flagged(&self, uid: u32) -> bool {
        let mut flagged = self.flagged.contains(&uid);
        for job in self.jobs.iter().filter(|job| job.request.mailbox.is_inbox()) {
            if let MessageChange::Mark { on, .. } = job.request.change
                && self.meant(&job.request.messages, &job.request.mailbox).contains(&uid)
            {
                flagged = on;
            }
        }
        flagged
    }

    pub fn forget(&mut self, uid: u32) {
        self.flagged.remove(&uid);
        for job in &mut self.jobs {
            if job.request.mailbox.is_inbox() {
                job.left.retain(|left| *left != uid);
            }
        }
        if let Some(chosen) = &mut self.chosen {
            chosen.remove(&uid);
        }
    }
}

pub fn load(state: &mut State, world: &mut World, seqs: impl Iterator<Item = u32>) {
    let rows = seqs
        .map(|seq| {
            let uid = world.inbox.uid(seq);
            let mut row = row(uid);
            row.flags.set(Flag::Flagged, world.flagged.contains(&uid));
            (seq, row)
        })
        .collect();
    let mailbox = MailboxName::inbox();
    let effects = state.apply(Event::RowsLoaded { account: ACCOUNT, mailbox, rows });
    // A wish may have waited for them.
    let asked = requests(&effects);
    if asked.iter().any(|request| matches!(request.change, MessageChange::Move { .. })) {
        world.chosen = Some(BTreeSet::new());
    }
    world.begin(asked);
}

pub fn load_view(state: &mut State, world: &mut World) {
    let top = list(state).scroll.top;
    let seqs: Vec<u32> = (top..top + 12).filter_map(|line| list(state).seq_at(line)).collect();
    load(state, world, seqs.into_iter());
}

/// Does one message of the oldest change.
pub fn work(state: &mut State, world: &mut World) {
    world.start_first();
    let Some(job) = world.jobs.first_mut() else { return };
    if job.left.is_empty() {
        return;
    }
    let uid = job.left.remove(0);
    let (in_inbox, change) = (job.request.mailbox.is_inbox(), job.request.change.clone());
    match (in_inbox, change) {
        (true, MessageChange::Mark { mark: Mark::Flag(Flag::Flagged), on }) => {
            let changed = world.flagged.contains(&uid) != on;
            if on {
                world.flagged.insert(uid);
            } else {
                world.flagged.remove(&uid);
            }
            if changed {
                world.jobs[0].done.push(uid);
            }
            // The server tells of some of them.
            if uid % 2 == 0
                && let Some(seq) = world.inbox.seq(uid)
            {
                let flags =
                    if on { Flags::default().with(Flag::Flagged) } else { Flags::default() };
                state.apply(Event::FlagsChanged {
                    account: ACCOUNT,
                    mailbox: MailboxName::inbox(),
                    seq,
                    uid: Some(number(uid)),
                    flags,
                    keywords: Arc::default(),
                });
            }
        }
        (true, MessageChange::Move { .. }) => {
            world.next_archived += 1;
            let there = world.next_archived;
            world.archive.insert(there, world.flagged.contains(&uid));
            world.jobs[0].done.push(uid);
            world.jobs[0].copied.push((uid, there));
            let seq = world.inbox.seq(uid).expect("it is there");
            world.inbox.uids.remove(seq as usize - 1);
            world.forget(uid);
            state.apply(expunged(seq));
        }
        (false, MessageChange::Move { .. }) => {
            let was_flagged = world.archive.remove(&uid).expect("it is there");
            world.inbox.arrive(1);
            let back = world.inbox.next_uid;
            if was_flagged {
                world.flagged.insert(back);
            }
            world.jobs[0].done.push(uid);
            world.jobs[0].copied.push((uid, back));
            state.apply(exists(world.inbox.exists()));
        }
        (_, other) => panic!("nobody asked for {other:?}"),
    }
}

pub fn end(state: &mut State, world: &mut World, is_failure: bool) {
    if world.jobs.is_empty() {
        return;
    }
    let job = world.jobs.remove(0);
    let wish = job.wish;
    world.failed.push(job.clone());
    if world.jobs.iter().all(|job| job.wish != wish) {
        world.failed.retain(|job| job.wish != wish);
    }
    let mut done = job.done;
    done.sort_unstable();
    let pairs = job.copied.iter().map(|(from, to)| (number(*from), number(*to))).collect();
    let outcome = ChangeOutcome {
        total: job.total,
        done: done.into_iter().map(number).collect(),
        copied: vec![CopiedTo {
            uid_validity: number(if job.request.mailbox.is_inbox() { 9 } else { 7 }),
            uids: pairs,
        }],
        left_marked: false,
        unsure: Arc::default(),
        failure: is_failure.then(refusal),
        request: job.request,
    };
    let id = outcome.request.id;
    let effects = state.apply(Event::MessagesChanged { id, outcome: Arc::new(outcome) });
    world.start_first();
    world.begin(requests(&effects));
}
