//! The window: events in, one pass of painting, effects out.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crossbeam_channel::{Receiver, bounded};

use crate::app::{Action, Clock, Effect, PaneWidths, State, ThemeChoice};
use crate::config::{ConfigDir, WindowSettings};
use crate::demo::DemoServer;
use crate::engine::{AccountHandle, Event, EventSender};
use crate::model::{Account, AccountId};
use crate::secrets::Secrets;
use crate::trace::Trace;
use crate::ui;

use super::services::{Reply, Services};
use super::start;
use super::tracing::PassTracer;
use super::{fonts, list_settings};

/// Events taken in one pass at most: the pass has to fit a frame of 16 ms.
const EVENT_BUDGET: Duration = Duration::from_millis(4);
/// Events waiting for the window. The workers wait when it is full; nothing is lost.
const EVENTS_WAITING: usize = 1_024;
/// Dates in the list say "Yesterday": look at the clock at least this often.
const CLOCK_EVERY: Duration = Duration::from_secs(60 * 60);

/// What the window is started with.
#[derive(Debug)]
pub struct Launch {
    pub accounts: Vec<Account>,
    /// A sentence about a broken `accounts.toml`.
    pub config_problem: Option<String>,
    pub config: ConfigDir,
    pub settings: WindowSettings,
    pub look_only: bool,
    pub private: bool,
    /// The program runs on the sample account.
    pub demo: bool,
    /// Accounts whose servers are part of the program; they stand before the others in the tree.
    pub locals: Vec<(Account, DemoServer)>,
    /// Sentences about what could not be opened.
    pub notices: Vec<String>,
    pub trace: Trace,
}

/// An account whose server is part of the program.
#[derive(Debug)]
pub(super) struct LocalAccount {
    pub account: Account,
    pub server: DemoServer,
    /// Its only message was shown without a click.
    is_read_alone: bool,
}

/// The program's one window and everything it holds.
pub struct Window {
    pub(super) state: State,
    pub(super) drafts: ui::Drafts,
    pub(super) handles: BTreeMap<AccountId, AccountHandle>,
    pub(super) events: EventSender,
    pub(super) services: Services,
    pub(super) config: ConfigDir,
    pub(super) settings: WindowSettings,
    /// Those of the sample account and of mail files.
    pub(super) locals: BTreeMap<AccountId, LocalAccount>,
    pub(super) secrets: Secrets,
    pub(super) tracer: PassTracer,
    pub(super) quitting: bool,
    /// The window's size was held against its monitor.
    fitted: bool,
    inbox: Receiver<Event>,
    replies: Receiver<Reply>,
    actions: Vec<Action>,
    /// What the window is called now, and whether that may have changed: a search through all
    /// folders for each frame would be felt.
    title: String,
    title_may_be_old: bool,
}

impl std::fmt::Debug for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Window").field("accounts", &self.state.accounts.len()).finish()
    }
}

impl Window {
    /// Makes the state and starts the accounts. `repaint` wakes the window from any thread.
    pub fn new(launch: Launch, context: &egui::Context) -> Self {
        let (sender, inbox) = bounded(EVENTS_WAITING);
        let wake_context = context.clone();
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(move || wake_context.request_repaint());
        let events = EventSender::new(sender, Arc::clone(&wake));
        let secrets = Secrets::system(launch.private);
        let (services, replies) = Services::start(&launch.config, &secrets, wake);
        let settings = launch.settings;
        let mut state = State {
            look_only: launch.look_only,
            private: launch.private,
            demo: launch.demo,
            panes: PaneWidths {
                folders_pt: settings.folders_width_points,
                messages_pt: settings.list_width_points,
            },
            theme: theme_choice(settings.theme),
            accounts_problem: launch.config_problem,
            show_all_folders: settings.show_all_folders,
            clock: Clock { now_unix_secs: now(), zone: jiff::tz::TimeZone::system() },
            ..State::default()
        };
        list_settings::restore(&mut state, &settings);
        let mut window = Self {
            state,
            drafts: ui::Drafts::default(),
            handles: BTreeMap::new(),
            events,
            services,
            config: launch.config,
            settings,
            locals: BTreeMap::new(),
            secrets,
            tracer: PassTracer::new(launch.trace),
            quitting: false,
            fitted: false,
            inbox,
            replies,
            actions: Vec::new(),
            title: String::new(),
            title_may_be_old: true,
        };
        // Until the system has said otherwise; egui's own choice is dark.
        context.options_mut(|options| options.fallback_theme = egui::Theme::Light);
        window.set_theme(context);
        fonts::add_emoji_later(context);
        let mut accounts = Vec::new();
        for (number, (account, server)) in (window.state.next_account..).zip(launch.locals) {
            let local = LocalAccount { account: account.clone(), server, is_read_alone: false };
            window.locals.insert(AccountId(number), local);
            accounts.push(account);
        }
        accounts.extend(launch.accounts);
        for sentence in launch.notices {
            window.state.warn_about_settings(sentence);
        }
        let effects = window.state.start(accounts);
        window.run(effects, context);
        window
    }

    /// The state, for tests that look at it.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Takes what has happened since the last pass, for at most a few milliseconds.
    fn take_events(&mut self, context: &egui::Context) {
        let began = Instant::now();
        while let Ok(reply) = self.replies.try_recv() {
            self.take_reply(reply, context);
        }
        while let Ok(event) = self.inbox.try_recv() {
            self.tracer.event(&event, &self.state);
            self.title_may_be_old = true;
            let rows_of = match &event {
                Event::RowsLoaded { account, .. } => Some(*account),
                _ => None,
            };
            let effects = self.state.apply(event);
            self.run(effects, context);
            if let Some(account) = rows_of {
                self.show_only_message(account, context);
            }
            if began.elapsed() > EVENT_BUDGET {
                context.request_repaint();
                break;
            }
        }
    }

    /// A file that is one mail was opened to be read: nobody has to click on its only row.
    fn show_only_message(&mut self, account: AccountId, context: &egui::Context) {
        let Some(local) = self.locals.get_mut(&account) else { return };
        let list = self.state.list.as_ref().filter(|list| list.account == account);
        if self.state.demo || local.is_read_alone || list.is_none_or(|list| list.exists != 1) {
            return;
        }
        local.is_read_alone = true;
        if self.state.message.is_none() {
            self.act(Action::SelectRow { index: 0 }, context);
        }
    }

    /// Tells the window system when the title has changed; it redraws its frame for each.
    fn set_title(&mut self, context: &egui::Context) {
        if !std::mem::take(&mut self.title_may_be_old) {
            return;
        }
        let title = self.state.title();
        if title != self.title {
            self.title.clone_from(&title);
            context.send_viewport_cmd(egui::ViewportCommand::Title(title));
        }
    }

    fn take_reply(&mut self, reply: Reply, context: &egui::Context) {
        let action = match reply {
            Reply::SavePath { id, path } => Action::SavePathChosen { id, path },
            Reply::SaveFolder { ids, folder } => Action::SaveFolderChosen { ids, folder },
            Reply::NoSaveDialog { id } => Action::SaveDialogMissing { id },
            Reply::Problem(sentence) => {
                self.state.warn_about_settings(sentence);
                return;
            }
            Reply::SystemTheme(theme) => {
                let fallback =
                    if theme == ThemeChoice::Dark { egui::Theme::Dark } else { egui::Theme::Light };
                context.options_mut(|options| options.fallback_theme = fallback);
                return;
            }
        };
        self.act(action, context);
    }

    fn act(&mut self, action: Action, context: &egui::Context) {
        self.title_may_be_old |= !matches!(action, Action::Scrolled(_));
        let effects = self.state.update(action);
        self.run(effects, context);
    }

    fn run(&mut self, effects: Vec<Effect>, context: &egui::Context) {
        for effect in effects {
            self.carry_out(effect, context);
        }
    }

    pub(super) fn set_theme(&self, context: &egui::Context) {
        context.set_theme(match self.state.theme {
            ThemeChoice::System => egui::ThemePreference::System,
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
        });
    }

    /// What `window.toml` shall hold.
    pub(super) fn current_settings(&self) -> WindowSettings {
        let mut settings = self.settings.clone();
        settings.folders_width_points = self.state.panes.folders_pt;
        settings.list_width_points = self.state.panes.messages_pt;
        settings.show_all_folders = self.state.show_all_folders;
        settings.theme = match self.state.theme {
            ThemeChoice::System => crate::config::ThemeChoice::System,
            ThemeChoice::Light => crate::config::ThemeChoice::Light,
            ThemeChoice::Dark => crate::config::ThemeChoice::Dark,
        };
        list_settings::store(&mut settings, &self.state);
        settings
    }
}

impl eframe::App for Window {
    /// Also runs while the window is hidden, so that the workers never wait for it.
    fn logic(&mut self, context: &egui::Context, _frame: &mut eframe::Frame) {
        self.fitted = self.fitted || start::fit_monitor(context);
        let now = now();
        if now != self.state.clock.now_unix_secs {
            self.act(Action::Tick { now_unix_secs: now }, context);
        }
        self.take_events(context);
        context.request_repaint_after(CLOCK_EVERY);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let context = ui.ctx().clone();
        self.tracer.pass_begins();
        ui::window_ui(ui, &self.state, &mut self.drafts, &mut self.actions);
        let size = context.content_rect().size();
        self.settings.width_points = size.x;
        self.settings.height_points = size.y;
        for action in std::mem::take(&mut self.actions) {
            self.act(action, &context);
        }
        self.tracer.pass_ends(&self.state, &context);
        self.set_title(&context);
        if self.quitting {
            context.send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.quit();
        self.services.stop();
        self.tracer.closed(&self.state);
    }
}

fn theme_choice(theme: crate::config::ThemeChoice) -> ThemeChoice {
    match theme {
        crate::config::ThemeChoice::System => ThemeChoice::System,
        crate::config::ThemeChoice::Light => ThemeChoice::Light,
        crate::config::ThemeChoice::Dark => ThemeChoice::Dark,
    }
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
