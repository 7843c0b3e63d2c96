//! The first client: the window's state and its worker, without a window.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::Arc;

use crossbeam_channel::{Receiver, bounded};
use mailpane::app::{Action, Effect, ListState, MessageList, Scroll, State};
use mailpane::config::ConfigDir;
use mailpane::engine::{
    AccountHandle, AccountSetup, ChangeId, ChangeOutcome, ChangeRequest, Chosen, Command, Event,
    EventSender, MailboxChange, MessageChange, endpoint_of,
};
use mailpane::model::{Account, ConnectionState, MailboxName, Secret};
use mailpane::secrets::Secrets;

use crate::folders::is_passing;
use crate::support::client::{ACCOUNT, PATIENCE};

/// Room for every event that comes while the game does something else.
const EVENTS: usize = 20_000;

/// Looks at the account until it wants nothing more.
const ROUNDS: u32 = 30;

/// What happened to the window that the game has to know.
#[derive(Debug)]
pub enum Told {
    Outcome(Arc<ChangeOutcome>),
    /// Rows of the open folder: UID and subject.
    Rows(String, u32, Vec<(u32, String)>),
    /// What became of a change to folders: done, or the sentence that says why not.
    Folder(MailboxChange, Result<(), String>),
    /// A sentence at the top of the window.
    Said(String),
}

pub struct Window {
    pub state: State,
    handle: AccountHandle,
    events: Receiver<Event>,
    /// Changes that were asked for and not answered.
    open: BTreeSet<ChangeId>,
    /// Changes to folders that were asked for and not answered, and looks before one.
    reshaping: Vec<MailboxChange>,
    surveys: Vec<MailboxName>,
    /// Commands that bring rows, so far.
    asked: u32,
    /// Connections, and folders that could not be opened.
    lost: u32,
    markers: u32,
    told: Vec<Told>,
    /// Events and commands, for a game that fails.
    trail: Vec<String>,
}

impl Window {
    pub fn start((account, password): (Account, &str)) -> Self {
        let config = ConfigDir::locate(Some("/nonexistent".into()), true).expect("a chosen folder");
        let (sender, events) = bounded(EVENTS);
        let setup = AccountSetup {
            id: ACCOUNT,
            look_only: false,
            account: account.clone(),
            secret: Some(Secret::new(password.to_owned())),
            remember: false,
            secrets: Secrets::system(true),
        };
        let sender = EventSender::new(sender, Arc::new(|| {}));
        let handle =
            AccountHandle::start(setup, move |account| endpoint_of(account, &config), sender);
        let mut state = State::default();
        let effects = state.start(vec![account]);
        let mut window = Self {
            state,
            handle,
            events,
            open: BTreeSet::new(),
            reshaping: Vec::new(),
            surveys: Vec::new(),
            asked: 0,
            lost: 0,
            markers: 0,
            told: Vec::new(),
            trail: Vec::new(),
        };
        window.run(effects);
        window
    }

    /// The list is so many lines high, and at its top.
    pub fn look(&mut self, visible: u32) {
        self.act(Action::Scrolled(Scroll { top: 0, offset_pt: 0.0, visible }));
    }

    pub fn list(&self) -> Option<&MessageList> {
        self.state.list.as_ref()
    }

    pub fn folder(&self) -> String {
        let (_, name) = self.state.open.as_ref().expect("a folder is open");
        String::from_utf8(name.as_bytes().to_vec()).expect("ASCII names")
    }

    pub fn has_folder(&self, folder: &str) -> bool {
        let name = MailboxName::new(folder.as_bytes());
        self.state.accounts[0].mailbox(&name).is_some_and(|mailbox| mailbox.selectable)
    }

    /// Whether the folder on the screen is in the tree.
    fn has_open_folder(&self) -> bool {
        self.has_folder(&self.folder())
    }

    /// Whether a change is under way, as far as the window knows.
    pub fn is_changing(&self) -> bool {
        !self.open.is_empty()
    }

    /// The same of folders.
    pub fn is_reshaping(&self) -> bool {
        !self.reshaping.is_empty() || !self.surveys.is_empty()
    }

    /// Whether a folder is being counted, or goes: nobody else puts anything into it then.
    pub fn is_looking(&self) -> bool {
        let goes = |change: &MailboxChange| matches!(change, MailboxChange::Deleted { .. });
        !self.surveys.is_empty() || self.reshaping.iter().any(goes)
    }

    /// Folders that come and go, as the tree has them.
    pub fn passing(&self) -> Vec<String> {
        let all = self.state.accounts[0].mailboxes.as_deref().unwrap_or_default();
        let names = all.iter().map(|mailbox| mailbox.full_name.clone());
        names.filter(|name| is_passing(name)).collect()
    }

    /// Waits until all that was asked for is answered.
    pub fn settle(&mut self) {
        while self.is_changing() || self.is_reshaping() || !self.state.accounts[0].is_ready() {
            self.next();
        }
    }

    /// The user does something.
    pub fn act(&mut self, action: Action) {
        let effects = self.state.update(action);
        self.run(effects);
    }

    /// Takes the events that are there.
    pub fn drain(&mut self) {
        while let Ok(event) = self.events.try_recv() {
            self.take(event);
        }
    }

    /// Waits for the next event.
    pub fn next(&mut self) {
        let event = self.events.recv_timeout(PATIENCE);
        let event = event.unwrap_or_else(|_| {
            let open = (self.open.len(), &self.reshaping, &self.surveys);
            panic!("nothing more comes; open are {open:?}\n{}", self.log())
        });
        self.take(event);
    }

    /// What was told since the last time.
    pub fn take_told(&mut self) -> Vec<Told> {
        std::mem::take(&mut self.told)
    }

    fn take(&mut self, event: Event) {
        if !matches!(event, Event::TrafficChanged { .. } | Event::MessageLoaded { .. }) {
            self.trail.push(format!("< {event:?}"));
        }
        let rows = match &event {
            Event::ConnectionChanged { state: ConnectionState::Failed { .. }, .. } => {
                self.lost += 1;
                self.handle.send(Command::RetryNow);
                None
            }
            Event::MailboxFailed { .. } => {
                self.lost += 1; // Nothing more is heard of the folder.
                None
            }
            Event::MessagesChanged { id, outcome } => {
                // A marker is not the window's.
                if self.open.remove(id) {
                    self.told.push(Told::Outcome(Arc::clone(outcome)));
                }
                None
            }
            Event::MailboxChanged { change, .. } => {
                self.reshaped(change, Ok(()));
                None
            }
            Event::MailboxChangeFailed { change, failure, .. } => {
                self.reshaped(change, Err(failure.sentence.clone()));
                None
            }
            Event::MailboxSurveyed { survey, .. } => {
                self.surveyed(&survey.mailbox);
                None
            }
            Event::MailboxSurveyFailed { mailbox, .. } => {
                self.surveyed(mailbox);
                None
            }
            Event::RowsLoaded { mailbox, rows, .. } => {
                let named = rows.iter().map(|(_, row)| (row.uid.get(), row.text.subject.clone()));
                Some((mailbox.clone(), named.collect()))
            }
            _ => None,
        };
        let effects = self.state.apply(event);
        if let (Some((mailbox, rows)), Some(list)) = (rows, &self.state.list)
            && let (true, Some(uid_validity)) = (list.mailbox == mailbox, list.uid_validity)
        {
            self.told.push(Told::Rows(self.folder(), uid_validity.get(), rows));
        }
        self.run(effects);
        for notice in std::mem::take(&mut self.state.notices) {
            let words = notice.server_text.map(|(_, words)| words).unwrap_or_default();
            self.told.push(Told::Said(format!("{} {words}", notice.text)));
        }
    }

    fn reshaped(&mut self, change: &MailboxChange, result: Result<(), String>) {
        if let Some(at) = self.reshaping.iter().position(|asked| asked == change) {
            self.reshaping.remove(at);
            self.told.push(Told::Folder(change.clone(), result));
        }
    }

    /// One that was asked for twice is answered once, and by its new name where it has one.
    fn surveyed(&mut self, mailbox: &MailboxName) {
        let before = self.surveys.len();
        self.surveys.retain(|asked| asked != mailbox);
        if before == self.surveys.len() && before > 0 {
            self.surveys.remove(0);
        }
    }

    fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let Effect::Send(ACCOUNT, command) = effect else { continue };
            self.trail.push(format!("> {command:?}"));
            match &command {
                Command::ChangeMessages(request) => _ = self.open.insert(request.id),
                Command::ChangeMailbox(change) => self.reshaping.push(change.clone()),
                Command::SurveyMailbox { mailbox } => self.surveys.push(mailbox.clone()),
                Command::ShowRows { .. }
                | Command::OpenMailbox { .. }
                | Command::ListThreads { .. }
                | Command::ShowMessage { .. } => self.asked += 1,
                _ => {}
            }
            assert!(self.handle.send(command), "the worker takes no more commands");
        }
    }

    /// All changes are answered, the account was looked at anew, and nothing more is wanted of it.
    pub fn rest(&mut self) {
        for _ in 0..ROUNDS {
            self.settle();
            let is_failed =
                self.list().is_some_and(|list| matches!(list.state, ListState::Failed(_)));
            // Deleted or renamed by another hand; a server may let those who have it open go on.
            if is_failed || (self.state.accounts[0].mailboxes.is_some() && !self.has_open_folder())
            {
                let mailbox = MailboxName::inbox();
                self.act(Action::SelectMailbox { account: ACCOUNT, mailbox });
            }
            if self.refreshed()
                && !self.is_changing()
                && !self.is_reshaping()
                && self.has_open_folder()
            {
                return;
            }
        }
        panic!("the window does not come to rest\n{}", self.log());
    }

    /// Asks what is new, and waits for all of the answer. Whether nothing more was wanted meanwhile.
    ///
    /// Nothing changes on the server by now, so that every look that begins from here on is as good as
    /// another.
    fn refreshed(&mut self) -> bool {
        let lost = self.lost;
        self.markers += 1;
        let marker = ChangeId(u32::MAX - self.markers);
        // What is asked of nobody is answered once the worker took all that was asked before.
        let request = ChangeRequest {
            id: marker,
            account: ACCOUNT,
            mailbox: MailboxName::inbox(),
            uid_validity: NonZeroU32::new(1),
            messages: Chosen::Uids(Arc::default()),
            change: MessageChange::Delete,
        };
        assert!(self.handle.send(Command::ChangeMessages(request)), "it takes commands");
        let is_marker =
            |event: &Event| matches!(event, Event::MessagesChanged { id, .. } if *id == marker);
        let before = self.asked;
        self.wait_for(lost, is_marker);
        if before != self.asked {
            return false; // It may come behind the answer that is waited for.
        }
        self.act(Action::Refresh);
        let asked = self.asked;
        self.wait_for(lost, |event| matches!(event, Event::UnseenChanged { .. }));
        self.wait_for(lost, |event| matches!(event, Event::MailboxesListed { .. }));
        lost == self.lost && asked == self.asked
    }

    /// Takes events up to such a one, as long as the connection holds.
    fn wait_for(&mut self, lost: u32, is_it: impl Fn(&Event) -> bool) {
        while lost == self.lost {
            let event = self.events.recv_timeout(PATIENCE);
            let event = event.unwrap_or_else(|_| panic!("no answer comes\n{}", self.log()));
            let is_it = is_it(&event);
            self.take(event);
            if is_it {
                return;
            }
        }
    }

    /// The last lines of the wire, and what the window and its worker said to each other.
    pub fn log(&self) -> String {
        let lines = self.handle.log().lines();
        let wire = lines.iter().rev().take(120).rev();
        let wire = wire.map(|it| format!("{} {:?} {}", it.connection, it.direction, it.text));
        let trail = self.trail.iter().rev().take(80).rev().cloned();
        let short = |line: String| line.chars().take(400).collect::<String>();
        wire.chain(trail).map(short).collect::<Vec<_>>().join("\n")
    }
}
