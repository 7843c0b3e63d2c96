//! What the sweeps share: a real server, a change asked of it through a line that breaks, and what a
//! second client finds there.

use std::collections::BTreeMap;

use mailpane::engine::{
    ChangeId, ChangeOutcome, ChangeRequest, Chosen, Command, Event, MessageChange,
};
use mailpane::model::{ConnectionState, Security};

use crate::support::client::{ACCOUNT, Client, account, mail, mailbox};
use crate::support::cutter::{Cut, Cutter, Way};
use crate::support::dovecot::{Dovecot, Options};
use crate::support::imap;

/// What Dovecot says that it can.
pub const MOVES: &str = "imap_capability = IMAP4rev1 SASL-IR ID ENABLE IDLE SORT THREAD=REFS UNSELECT \
                         CHILDREN NAMESPACE UIDPLUS MOVE LIST-EXTENDED ESEARCH LIST-STATUS SPECIAL-USE \
                         LITERAL+\n";
pub const COPIES: &str = "imap_capability = IMAP4rev1 SASL-IR ID ENABLE IDLE SORT THREAD=REFS UNSELECT \
                          CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED ESEARCH LIST-STATUS SPECIAL-USE \
                          LITERAL+\n";

/// Bytes of a line that pass before it is cut inside.
const INSIDE: [u32; 2] = [0, 9];

/// Three mails; the second is read before anything is done.
const MAILS: [&str; 3] = ["one", "two", "three"];

/// Where the mails of a sweep are, and where they may go.
#[derive(Clone, Copy, Debug)]
pub struct Ways {
    pub from: &'static str,
    pub to: &'static str,
}

pub const TO_ARCHIVE: Ways = Ways { from: "INBOX", to: "Archive" };

/// What stands where: the UIDs of the mails here and whether each is read, and how many are there.
#[derive(Debug)]
pub struct Held {
    pub here: BTreeMap<u32, bool>,
    pub there: u32,
}

impl Held {
    pub fn unread(&self) -> Vec<u32> {
        self.here.iter().filter(|(_, is_read)| !**is_read).map(|(uid, _)| *uid).collect()
    }
}

/// What came of one change whose line was cut, or was not as it was over before.
#[derive(Debug)]
pub struct Ended {
    pub outcome: ChangeOutcome,
    pub held: Held,
    pub is_cut: bool,
    /// All of it, for a test that fails.
    pub said: String,
}

impl Ended {
    /// In doubt, by the outcome's own words.
    pub fn is_doubted(&self) -> bool {
        let failure = self.outcome.failure.as_ref();
        let sentence = failure.map_or("", |failure| failure.sentence.as_str());
        sentence.contains("may have been") || sentence.contains("still here, too")
    }
}

pub fn dovecot(extra: &'static str) -> Dovecot {
    Dovecot::start_with(Options { extra, ..Options::default() })
}

/// A second client, whose line holds.
pub fn second(port: u16) -> imap::Client {
    let mut other = imap::Client::connect(port).expect("the server greets");
    other.login("alice", "secret");
    other
}

/// Puts the mails where they are from, with these keywords, and nothing else there or where they go;
/// their UIDs.
pub fn begin(other: &mut imap::Client, ways: Ways, keywords: &str) -> Vec<u32> {
    for folder in [ways.from, ways.to] {
        other.command(&format!("SELECT {folder}"));
        if other.ask("STORE 1:* +FLAGS.SILENT (\\Deleted)").1.starts_with("OK") {
            other.command("EXPUNGE");
        }
    }
    for name in MAILS {
        let read = if name == "two" { "\\Seen" } else { "" };
        let flags = format!("{read} {keywords}");
        other.append(ways.from, flags.trim(), &mail(name, "Hello."));
    }
    look(other, ways).here.into_keys().collect()
}

pub fn look(other: &mut imap::Client, ways: Ways) -> Held {
    let there = found(other, ways.to, "ALL").len() as u32;
    let read = found(other, ways.from, "SEEN");
    let all = found(other, ways.from, "ALL");
    Held { here: all.into_iter().map(|uid| (uid, read.contains(&uid))).collect(), there }
}

/// The UIDs of the messages of a folder that are like this.
pub fn found(other: &mut imap::Client, folder: &str, key: &str) -> Vec<u32> {
    other.command(&format!("SELECT {folder}"));
    let lines = other.command(&format!("UID SEARCH {key}"));
    let found = lines.iter().find_map(|line| line.strip_prefix("* SEARCH"));
    found.unwrap_or_default().split_whitespace().map(|uid| uid.parse().unwrap()).collect()
}

/// A worker that has a folder open, through a proxy.
pub fn worker(port: u16, folder: &str) -> (Client, Cutter) {
    let cutter = Cutter::start(port);
    let client =
        Client::start(account("alice", Security::Plaintext, cutter.port, None), Some("secret"));
    client.tree();
    client.open(folder);
    client.rows();
    client.listed_again();
    (client, cutter)
}

/// Has it done, and comes back after each lost connection; `between` is what happens before.
pub fn ended(client: &Client, request: &ChangeRequest, mut between: impl FnMut()) -> ChangeOutcome {
    client.send(Command::ChangeMessages(request.clone()));
    let outcome = client.expect("the end of the change", |event| match event {
        Event::ConnectionChanged { state: ConnectionState::Failed { .. }, .. } => {
            between();
            client.send(Command::RetryNow);
            None
        }
        Event::MessagesChanged { id, outcome } if *id == request.id => Some(outcome.clone()),
        _ => None,
    });
    ChangeOutcome::clone(&outcome)
}

pub fn request(
    client: &Client,
    (id, from): (u32, &str),
    messages: Chosen,
    change: MessageChange,
) -> ChangeRequest {
    let (_, uid_validity) = client.open(from);
    ChangeRequest {
        id: ChangeId(id),
        account: ACCOUNT,
        mailbox: mailbox(from),
        uid_validity: Some(uid_validity),
        messages,
        change,
    }
}

/// A worker does this with a line that is cut, and all is told.
pub fn cut_at(
    (port, other): (u16, &mut imap::Client),
    ways: Ways,
    (messages, change): (Chosen, MessageChange),
    cut: Cut,
) -> Ended {
    let (client, cutter) = worker(port, ways.from);
    let request = request(&client, (1, ways.from), messages, change);
    cutter.cut(cut);
    let outcome = ended(&client, &request, || {});
    told(&client, &cutter, (other, ways), (cut, outcome))
}

/// What is said, and what is.
pub fn told(
    client: &Client,
    cutter: &Cutter,
    (other, ways): (&mut imap::Client, Ways),
    (cut, outcome): (Cut, ChangeOutcome),
) -> Ended {
    let (is_cut, held) = (cutter.is_cut(), look(other, ways));
    assert!(!client.log_text().contains("compressed from here on"), "its lines are no lines");
    let said = format!("{cut:?}: {outcome:?}, and there are {held:?}\n{}", client.log_text());
    Ended { outcome, held, is_cut, said }
}

/// Breaks the connection at every place of one change, until none is left before its end.
pub fn sweep(port: u16, run: impl Fn(u16, &mut imap::Client, Cut) -> bool) {
    sweep_by(port, (1, |_| &INSIDE), run);
}

/// As [`sweep`], at every third line of what the server says, and in turn behind a line and inside:
/// Cyrus takes most of a second to come back.
pub fn sweep_in_strides(port: u16, run: impl Fn(u16, &mut imap::Client, Cut) -> bool) {
    sweep_by(port, (3, |at| if at % 2 == 0 { &INSIDE[..1] } else { &INSIDE[1..] }), run);
}

/// `stride` is in lines of the server's; the bytes are those of each place that is tried.
fn sweep_by(
    port: u16,
    (stride, bytes_at): (u32, fn(u32) -> &'static [u32]),
    run: impl Fn(u16, &mut imap::Client, Cut) -> bool,
) {
    let mut other = second(port);
    for (way, stride) in [(Way::Up, 1), (Way::Down, stride)] {
        let mut cuts = 0;
        for at in 0.. {
            let cut_at = |bytes: &u32| Cut { way, lines: at * stride, bytes: *bytes };
            let cuts_before = cuts;
            for cut in bytes_at(at).iter().map(cut_at) {
                cuts += u32::from(run(port, &mut other, cut));
            }
            if cuts == cuts_before {
                break;
            }
        }
        assert!(cuts >= 4, "the connection was cut {cuts} times {way:?}");
    }
}
