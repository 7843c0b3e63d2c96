//! Criterion: the message list of 1,000,000 messages. What a page of rows costs when it comes, and
//! what one pass of the window costs while the wheel turns. Nothing is painted on a screen.
//!
//! `cargo bench --locked --bench list`

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};
use egui::{Context, Modifiers, MouseWheelUnit, Pos2, RawInput, Rect, TouchPhase, pos2, vec2};
use mailpane::app::{AccountView, Action, ListState, RowAt, State};
use mailpane::engine::Event;
use mailpane::model::{
    Account, AccountId, Address, ConnectionInfo, ConnectionState, Flags, MailboxName, Row, RowText,
    Security,
};
use mailpane::ui::{self, Drafts};

const ACCOUNT: AccountId = AccountId(0);
const MESSAGES: u32 = 1_000_000;
/// Rows that come with one answer.
const PAGE: u32 = 200;
/// From one page to the next one that comes: co-prime to the count, so that they lie everywhere.
const PAGE_STEP: u32 = 314_159;

const SIZE_PT: egui::Vec2 = vec2(1_280.0, 800.0);
/// A place in the list.
const POINTER: Pos2 = pos2(400.0, 400.0);
/// What the wheel turns in a pass: two rows or so, as when it is turned fast.
const WHEEL_PT: f32 = -120.0;
const PASSES_PER_SEC: f64 = 60.0;

const NOW_UNIX_SECS: i64 = 1_795_435_200;
/// From one message to the one before it.
const MESSAGE_EVERY_SECS: i64 = 300;

fn main() {
    let mut criterion = Criterion::default().sample_size(50).configure_from_args();
    rows_come(&mut criterion);
    rows_are_looked_up(&mut criterion);
    wheel_turns(&mut criterion);
    criterion.final_summary();
}

fn rows_come(criterion: &mut Criterion) {
    let mut state = opened();
    let mut last = PAGE;
    let mut group = criterion.benchmark_group("list");
    group.throughput(Throughput::Elements(u64::from(PAGE)));
    group.bench_function("a page of rows comes", |bencher| {
        bencher.iter_custom(|times| {
            let mut spent = Duration::ZERO;
            for _ in 0..times {
                last = PAGE + (last + PAGE_STEP) % (MESSAGES - PAGE);
                let event = rows(last - PAGE + 1, last);
                let began = Instant::now();
                state.apply(event);
                spent += began.elapsed();
            }
            spent
        });
    });
    group.finish();
}

/// A row held, one that is not, in turn: what painting asks of the page cache.
fn rows_are_looked_up(criterion: &mut Criterion) {
    let mut state = opened();
    for page in 0..MESSAGES / PAGE_STEP {
        let last = MESSAGES - page * PAGE_STEP;
        state.apply(rows(last - PAGE + 1, last));
    }
    let mut index = 0;
    let mut group = criterion.benchmark_group("list");
    group.bench_function("a row is looked up", |bencher| {
        bencher.iter(|| {
            index = (index + PAGE_STEP + 1) % MESSAGES;
            black_box(state.list.as_ref().map(|list| list.row_at(index)).is_some())
        });
    });
    group.finish();
}

fn wheel_turns(criterion: &mut Criterion) {
    let mut window = Window::new();
    let mut group = criterion.benchmark_group("list");
    group.bench_function("one pass while the wheel turns", |bencher| {
        bencher.iter_custom(|times| {
            let mut spent = Duration::ZERO;
            for _ in 0..times {
                window.load_rows_in_view();
                let began = Instant::now();
                window.pass();
                spent += began.elapsed();
            }
            spent
        });
    });
    group.finish();
}

/// The window without a screen.
struct Window {
    context: Context,
    state: State,
    drafts: Drafts,
    passes: u64,
}

impl Window {
    fn new() -> Self {
        let context = Context::default();
        ui::install(&context);
        Self { context, state: opened(), drafts: Drafts::default(), passes: 0 }
    }

    fn pass(&mut self) {
        let wheel = egui::Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, WHEEL_PT),
            phase: TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        };
        self.passes += 1;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE_PT)),
            time: Some(self.passes as f64 / PASSES_PER_SEC),
            events: vec![egui::Event::PointerMoved(POINTER), wheel],
            ..RawInput::default()
        };
        let mut actions = Vec::new();
        let (state, drafts) = (&self.state, &mut self.drafts);
        let mut output =
            self.context.run_ui(input, |ui| ui::window_ui(ui, state, drafts, &mut actions));
        // What would go to the screen: egui insists on somebody taking it.
        output.textures_delta.clear();
        for action in actions {
            if let Action::Scrolled(_) = action {
                self.state.update(action);
            }
        }
    }

    fn load_rows_in_view(&mut self) {
        let list = self.state.list.as_ref().expect("a folder is open");
        assert_eq!(list.state, ListState::Open);
        let newest = MESSAGES - list.scroll.top.min(MESSAGES - PAGE);
        let middle = MESSAGES - newest.saturating_sub(PAGE / 2).max(1);
        if matches!(list.row_at(middle), RowAt::Placeholder) {
            self.state.apply(rows(newest - PAGE + 1, newest));
        }
    }
}

/// One account, connected, with a folder of [`MESSAGES`] open.
fn opened() -> State {
    let mut state = State::default();
    state.clock.now_unix_secs = NOW_UNIX_SECS;
    let account = Account::new("Work", "mara@example.org", "imap.example.org", Security::Tls);
    let mut view = AccountView::new(ACCOUNT, account);
    view.connection = ConnectionState::Ready(Arc::new(ConnectionInfo::default()));
    state.accounts.push(view);
    let mailbox = MailboxName::inbox();
    state.update(Action::SelectMailbox { account: ACCOUNT, mailbox: mailbox.clone() });
    state.apply(Event::MailboxOpened {
        account: ACCOUNT,
        mailbox,
        exists: MESSAGES,
        uid_validity: NonZeroU32::MIN,
        read_only: false,
        uid_next: None,
        page_follows: true,
        kept: Flags::ALL,
        new_keywords: true,
        keywords: Arc::default(),
    });
    state
}

/// The rows of the messages `first_seq` to `last_seq`.
fn rows(first_seq: u32, last_seq: u32) -> Event {
    let rows = (first_seq..=last_seq).map(|seq| (seq, row(seq))).collect();
    Event::RowsLoaded { account: ACCOUNT, mailbox: MailboxName::inbox(), rows }
}

fn row(seq: u32) -> Row {
    let from = Address {
        name: format!("Mara Lindqvist {}", seq % 977),
        address: format!("mara{}@example.org", seq % 977),
    };
    let age_secs = i64::from(MESSAGES - seq) * MESSAGE_EVERY_SECS;
    let text = RowText {
        from,
        subject: format!("Minutes of the meeting about invoice {seq}"),
        received_unix_secs: NOW_UNIX_SECS - age_secs,
        size_bytes: 9_000,
        unreadable: false,
    };
    Row {
        uid: NonZeroU32::new(seq).expect("numbers begin at 1"),
        flags: Flags::default(),
        keywords: Arc::default(),
        has_attachment: Some(seq.is_multiple_of(7)),
        text: Arc::new(text),
        preview: Some("The north wall needs a second look before the winter comes.".into()),
        links: None,
    }
}
