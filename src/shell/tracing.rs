//! Watches the passes for the trace: what became visible, and what a pass cost.

use crate::app::{ListState, RowAt, ShownAs, State};
use crate::engine::Event;
use crate::model::{AccountId, ConnectionState, MailboxName, MessageKey, Traffic};
use crate::trace::{AccountTotals, RowsShown, ShownKind, Trace};

use std::time::Duration;

/// What was told last, so that each thing is told once.
#[derive(Debug)]
pub struct PassTracer {
    trace: Trace,
    passes: u64,
    began: Option<Duration>,
    shown: Option<(AccountId, MailboxName, u32)>,
    /// Totals when the newest rows and the newest message came: what is painted cost this much,
    /// whatever was fetched since.
    rows_cost: Traffic,
    message_cost: Traffic,
}

impl PassTracer {
    pub fn new(trace: Trace) -> Self {
        Self {
            trace,
            passes: 0,
            began: None,
            shown: None,
            rows_cost: Traffic::default(),
            message_cost: Traffic::default(),
        }
    }

    /// A fact that has a line of its own.
    pub fn event(&mut self, event: &Event, state: &State) {
        if !self.trace.is_on() {
            return;
        }
        match event {
            Event::ConnectionChanged { account, state: ConnectionState::Ready(info) } => {
                if let Some(view) = state.account(*account) {
                    let totals = AccountTotals { layer: info.layer, ..totals(state, *account) };
                    let tls = info.tls_version.as_deref();
                    self.trace.connected(&totals, view.account.security, tls);
                }
            }
            Event::MailboxOpened { account, mailbox, exists, .. } => {
                let totals = totals(state, *account);
                self.trace.mailbox_opened(&totals, &shown_name(state, *account, mailbox), *exists);
                self.shown = None;
            }
            Event::RowsLoaded { account, .. } => self.rows_cost = totals(state, *account).traffic,
            Event::MessageLoaded { key, .. } => {
                self.message_cost = totals(state, key.account).traffic;
            }
            _ => {}
        }
    }

    /// The body's first screen was painted.
    pub fn message_shown(&self, state: &State, key: &MessageKey, kind: ShownAs) {
        let kind = match kind {
            ShownAs::Text => ShownKind::Text,
            ShownAs::Html => ShownKind::Html,
            ShownAs::Fallback => ShownKind::Fallback,
        };
        let mailbox = shown_name(state, key.account, &key.mailbox);
        let totals = AccountTotals { traffic: self.message_cost, ..totals(state, key.account) };
        self.trace.message_shown(&totals, &mailbox, key.uid.get(), kind);
    }

    pub fn pass_begins(&mut self) {
        if self.trace.is_on() {
            // The pass before this one was presented: the window is on the screen.
            if self.passes == 1 {
                self.trace.first_frame();
            }
            self.began = thread_cpu_time();
        }
        self.passes = self.passes.saturating_add(1);
    }

    pub fn pass_ends(&mut self, state: &State, context: &egui::Context) {
        if self.passes == 1 {
            context.request_repaint(); // Its presentation is what `first_frame` tells.
        }
        if !self.trace.is_on() {
            return;
        }
        self.rows(state);
        let (Some(began), Some(ended)) = (self.began.take(), thread_cpu_time()) else { return };
        self.trace.pass(ended.saturating_sub(began).as_secs_f64() * 1_000.0);
    }

    pub fn closed(&self, state: &State) {
        let mut sum = Traffic::default();
        for view in &state.accounts {
            sum.bytes_in += view.traffic.bytes_in;
            sum.bytes_out += view.traffic.bytes_out;
        }
        self.trace.closed(state.accounts.len(), sum);
        self.trace.close();
    }

    /// Tells once that every row in view is there, for each place the view stops at.
    fn rows(&mut self, state: &State) {
        let Some(list) = &state.list else { return };
        let scroll = list.scroll;
        if list.state != ListState::Open || scroll.visible == 0 {
            return;
        }
        let place = (list.account, list.mailbox.clone(), scroll.top);
        if self.shown.as_ref() == Some(&place) {
            return;
        }
        let end = scroll.top.saturating_add(scroll.visible).min(list.len());
        if (scroll.top..end).any(|index| matches!(list.row_at(index), RowAt::Placeholder)) {
            return;
        }
        let mailbox = shown_name(state, list.account, &list.mailbox);
        self.trace.rows_shown(
            &AccountTotals { traffic: self.rows_cost, ..totals(state, list.account) },
            &RowsShown {
                mailbox: &mailbox,
                first: scroll.top,
                rows: end.saturating_sub(scroll.top),
                exists: list.exists,
            },
        );
        self.shown = Some(place);
    }
}

fn totals(state: &State, account: AccountId) -> AccountTotals<'_> {
    match state.account(account) {
        Some(view) => AccountTotals {
            account: &view.account.name,
            traffic: view.traffic,
            layer: match &view.connection {
                ConnectionState::Ready(info) => info.layer,
                _ => "tcp",
            },
        },
        None => AccountTotals { account: "", traffic: Default::default(), layer: "tcp" },
    }
}

fn shown_name(state: &State, account: AccountId, name: &MailboxName) -> String {
    state.account(account).and_then(|view| view.mailbox(name)).map_or_else(
        || crate::text::names::decode_utf7(name.as_bytes()),
        |mailbox| mailbox.full_name.clone(),
    )
}

/// CPU time of this thread: what a pass costs, whatever else the machine does.
#[cfg(unix)]
fn thread_cpu_time() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Some(Duration::new(u64::try_from(time.tv_sec).ok()?, u32::try_from(time.tv_nsec).ok()?))
}

#[cfg(not(unix))]
fn thread_cpu_time() -> Option<Duration> {
    None
}
