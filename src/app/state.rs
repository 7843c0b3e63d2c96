//! Everything the window shows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::engine::{ChangeId, PageId};
use crate::model::{
    Account, AccountId, ConnectionState, Mailbox, MailboxName, MessageKey, Traffic,
};

use super::action::{Look, Pane, PaneWidths, ThemeChoice};
use super::columns::{Columns, Density};
use super::console::Console;
use super::dates::Clock;
use super::dialogs::Dialog;
use super::export::Exports;
use super::folders::{FolderIndex, FolderWork};
use super::import::Imports;
use super::info::InfoState;
use super::list::MessageList;
use super::message::MessageView;
use super::page::PageView;
use super::print::{PrintId, PrintJob};
use super::read_ahead::ReadAhead;
use super::saves::SaveJob;
use super::traffic::TrafficView;
use super::views::{ListSettings, MailboxViews};
use super::windows::OpenWindow;
use super::wish::{ChangeJob, Toast};
use super::wishes::Wishes;

/// One account in the tree.
#[derive(Debug)]
pub struct AccountView {
    pub id: AccountId,
    pub account: Account,
    pub connection: ConnectionState,
    pub traffic: Traffic,
    /// What it was for.
    pub meter: TrafficView,
    /// What the counters showed when the last click was made; the difference is that click's cost.
    pub traffic_before_action: Traffic,
    /// What they showed when that click was answered; what comes later is not its doing.
    pub traffic_when_answered: Option<Traffic>,
    /// `None` until LIST was answered for the first time; set by [`Self::set_mailboxes`].
    pub mailboxes: Option<Arc<[Mailbox]>>,
    pub(super) index: FolderIndex,
    /// Branches of the tree that are closed, by path.
    pub closed_branches: BTreeSet<Vec<String>>,
    /// Not yet written to `accounts.toml`: the first login has to work before.
    pub unproven: bool,
    /// The user closed the question for the password: it is not asked again until the user wants.
    pub password_declined: bool,
}

impl AccountView {
    pub fn new(id: AccountId, account: Account) -> Self {
        Self {
            id,
            account,
            connection: ConnectionState::Offline,
            traffic: Traffic::default(),
            meter: TrafficView::default(),
            traffic_before_action: Traffic::default(),
            traffic_when_answered: None,
            mailboxes: None,
            index: FolderIndex::default(),
            closed_branches: BTreeSet::new(),
            unproven: false,
            password_declined: false,
        }
    }

    /// What the last click cost, so far or in the end.
    pub fn action_cost(&self) -> Traffic {
        let now = self.traffic_when_answered.unwrap_or(self.traffic);
        let before = self.traffic_before_action;
        Traffic {
            bytes_in: now.bytes_in.saturating_sub(before.bytes_in),
            bytes_out: now.bytes_out.saturating_sub(before.bytes_out),
            round_trips: now.round_trips.saturating_sub(before.round_trips),
        }
    }

    pub(super) fn answered(&mut self) {
        self.traffic_when_answered.get_or_insert(self.traffic);
    }

    pub fn is_ready(&self) -> bool {
        matches!(self.connection, ConnectionState::Ready(_))
    }
}

/// How serious a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    Info,
    Warning,
}

/// A sentence at the top of the window, until it is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub kind: NoticeKind,
    /// Empty where the server's words are all there is.
    pub text: String,
    /// An account and the words of its server, shown as the server's.
    pub server_text: Option<(String, String)>,
}

/// Most notices kept at once: more would cover the window.
pub const MAX_NOTICES: usize = 4;

/// Pages are shown at this many percent.
pub const ZOOM_PERCENT: std::ops::RangeInclusive<u16> = 50..=300;

/// The whole of what the window shows.
#[derive(Debug)]
pub struct State {
    /// In the order of the tree.
    pub accounts: Vec<AccountView>,
    /// The mailbox whose messages are listed.
    pub open: Option<(AccountId, MailboxName)>,
    pub list: Option<MessageList>,
    pub message: Option<MessageView>,
    /// Beside the main window, in the order they were opened.
    pub windows: Vec<OpenWindow>,
    /// All pages on the screen.
    pub pages: BTreeMap<PageId, PageView>,
    /// How messages are looked at, where nothing else was chosen.
    pub look: Look,
    /// CSS pixels of a page for a point, in percent: 50 to 300.
    pub zoom_percent: u16,
    /// Addresses, in lower case, whose confirmed mail may load pictures from the network.
    pub trusted_senders: BTreeSet<String>,
    /// Pages whose pictures are being fetched from the network, because the user said so; with their
    /// addresses.
    pub remote_fetches: BTreeMap<PageId, Vec<String>>,
    /// The message for whose page a child process was started before it came.
    pub warmed: Option<MessageKey>,
    /// The window is dark now, whoever decided that.
    pub dark: bool,
    pub dialog: Option<Dialog>,
    pub notices: Vec<Notice>,
    /// Why `accounts.toml` could not be read; a whole sentence with its place.
    pub accounts_problem: Option<String>,
    /// Why the keyring could not be read or written when it was last used.
    pub keyring_problem: Option<String>,
    pub saves: BTreeMap<crate::engine::SaveId, SaveJob>,
    /// Messages that become a PDF once their path is chosen.
    pub asked_pdfs: BTreeMap<PrintId, PrintJob>,
    pub focus: Pane,
    pub show_all_folders: bool,
    pub panes: PaneWidths,
    pub theme: ThemeChoice,
    pub density: Density,
    pub columns: Columns,
    /// How each mailbox is listed, where not as all are.
    pub views: MailboxViews,
    pub list_settings: ListSettings,
    /// The panel with what was sent and received is open.
    pub meter_open: bool,
    pub console: Console,
    /// Messages read before they were asked for.
    pub read_ahead: ReadAhead,
    /// Changes to messages under way, in the order asked for.
    pub changes: BTreeMap<ChangeId, ChangeJob>,
    /// Messages on their way into files.
    pub exports: Exports,
    /// Messages being brought in.
    pub imports: Imports,
    /// What was done last.
    pub toast: Option<Toast>,
    /// What is being done to messages, and the way back.
    pub wishes: Wishes,
    /// What is being done to folders.
    pub folders: FolderWork,
    /// About accounts and folders.
    pub info: InfoState,
    pub clock: Clock,
    /// Nothing that changes a server is offered or sent.
    pub look_only: bool,
    /// Nothing is written to this machine but what the user saves.
    pub private: bool,
    /// The program runs on the sample account.
    pub demo: bool,
    /// The number the next account gets; never used twice.
    pub next_account: u16,
    /// The number the next window, page or fetch gets.
    pub next_place: u32,
    pub next_page: u32,
    pub next_fetch: u32,
    /// The number the next save gets.
    pub next_save: u32,
    /// The number the next PDF gets.
    pub next_print: u32,
}

impl Default for State {
    /// An empty window: nothing is configured, opened or chosen.
    fn default() -> Self {
        Self {
            accounts: Default::default(),
            open: Default::default(),
            list: Default::default(),
            message: Default::default(),
            windows: Default::default(),
            pages: Default::default(),
            look: Default::default(),
            zoom_percent: 100,
            trusted_senders: Default::default(),
            remote_fetches: Default::default(),
            warmed: Default::default(),
            dark: Default::default(),
            dialog: Default::default(),
            notices: Default::default(),
            accounts_problem: Default::default(),
            keyring_problem: Default::default(),
            saves: Default::default(),
            asked_pdfs: Default::default(),
            focus: Default::default(),
            show_all_folders: Default::default(),
            panes: Default::default(),
            theme: Default::default(),
            density: Default::default(),
            columns: Default::default(),
            views: Default::default(),
            list_settings: Default::default(),
            meter_open: Default::default(),
            console: Default::default(),
            read_ahead: Default::default(),
            changes: Default::default(),
            exports: Default::default(),
            imports: Default::default(),
            toast: Default::default(),
            wishes: Default::default(),
            folders: Default::default(),
            info: Default::default(),
            clock: Default::default(),
            look_only: Default::default(),
            private: Default::default(),
            demo: Default::default(),
            next_account: Default::default(),
            // The pane is 0.
            next_place: 1,
            next_page: Default::default(),
            next_fetch: Default::default(),
            next_save: Default::default(),
            next_print: Default::default(),
        }
    }
}

impl State {
    pub fn account(&self, id: AccountId) -> Option<&AccountView> {
        self.accounts.iter().find(|view| view.id == id)
    }

    pub(super) fn account_mut(&mut self, id: AccountId) -> Option<&mut AccountView> {
        self.accounts.iter_mut().find(|view| view.id == id)
    }

    /// The account and mailbox that the folder buttons act on.
    pub fn open_mailbox(&self) -> Option<(&AccountView, &Mailbox)> {
        let (account, name) = self.open.as_ref()?;
        let view = self.account(*account)?;
        Some((view, view.mailbox(name)?))
    }

    /// Whether changes to the open account's server are refused.
    pub fn is_look_only(&self) -> bool {
        self.look_only
            || self
                .open
                .as_ref()
                .and_then(|(id, _)| self.account(*id))
                .is_some_and(|view| view.account.look_only)
    }

    pub(super) fn notify(&mut self, kind: NoticeKind, text: impl Into<String>) {
        self.push_notice(Notice { kind, text: text.into(), server_text: None });
    }

    /// A sentence about files of the program's own.
    pub fn warn_about_settings(&mut self, sentence: String) {
        self.notify(NoticeKind::Warning, sentence);
    }

    pub(super) fn push_notice(&mut self, notice: Notice) {
        if self.notices.contains(&notice) {
            return;
        }
        self.notices.push(notice);
        if self.notices.len() > MAX_NOTICES {
            self.notices.remove(0);
        }
    }
}
