//! Account details: the connection, the room that is left, where folders stand, what the server can.

use egui::Ui;

use crate::app::{AccountView, Action, InfoAct, Read, State, namespace_words};
use crate::model::{
    AccountInfo, ConnectionInfo, ConnectionState, Extension, Namespace, Security, Told,
};
use crate::ui::account_line::{in_words, state_words};
use crate::ui::dialogs::field;
use crate::ui::text::Look;
use crate::ui::{icons, theme, widgets, wrapped};

use super::{facts, quota};

/// Letters of the list of capabilities that are shown: several times the longest of real servers.
const CAPABILITIES_SHOWN_CHARS: usize = 8_000;

/// Name spaces of a kind that are shown; honest servers have one or two.
const SPACES_SHOWN: usize = 5;

pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    (view, read): (&AccountView, &Read<AccountInfo>),
    actions: &mut Vec<Action>,
) {
    facts::head(ui, icons::MAIL, &view.account.name, &view.account.user);
    lock(ui, state, view, actions);
    connection(ui, view, is_inside(state, view));
    if facts::answered(ui, read, view.is_ready(), actions)
        && let Some(info) = read.here()
    {
        quota::show(ui, &info.quotas);
        spaces(ui, info);
        abilities(ui, &info.extensions);
    }
    if let ConnectionState::Ready(info) = &view.connection {
        capabilities(ui, info);
    }
}

/// Whether the account is for looking only, and the way to the other.
fn lock(ui: &mut Ui, state: &State, view: &AccountView, actions: &mut Vec<Action>) {
    ui.add_space(8.0);
    facts::beside(ui, "Changes", |ui| {
        let tokens = theme::tokens(ui);
        if let Some(why) = state.why_locked(view.id) {
            facts::line(ui, why, tokens.text);
        } else if state.is_locked(view.id) {
            facts::line(ui, "Look only: nothing on the server is changed.", tokens.text);
            // A card asks one thing at a time: the question takes its place.
            if widgets::link_button(ui, "Allow changes…").clicked() {
                actions.push(Action::CloseDialog);
                actions.push(Action::Info(InfoAct::AskUnlock(view.id)));
            }
        } else {
            facts::line(ui, "Allowed", tokens.text);
            if widgets::link_button(ui, "Look only from now on").clicked() {
                actions.push(Action::Info(InfoAct::Lock(view.id)));
            }
        }
    });
}

/// Whether its server is part of the program.
fn is_inside(state: &State, view: &AccountView) -> bool {
    state.demo || state.info.files.contains(&view.id)
}

fn connection(ui: &mut Ui, view: &AccountView, is_inside: bool) {
    facts::heading(ui, "Connection");
    let account = &view.account;
    match &account.tunnel {
        Some(command) if account.security == Security::Tunnel => facts::fact(ui, "Tunnel", command),
        Some(_) | None if is_inside || account.port == 0 => {
            facts::fact(ui, "Server", &account.host);
        }
        Some(_) | None => {
            facts::fact(ui, "Server", &format!("{}, port {}", account.host, account.port));
        }
    }
    match &view.connection {
        ConnectionState::Ready(_) if is_inside => {
            facts::fact(ui, "Security", "Nothing leaves this machine");
        }
        ConnectionState::Ready(info) => ready(ui, account.security, info),
        ConnectionState::Failed { failure, .. } => facts::fact(ui, "State", &in_words(failure)),
        state => facts::fact(ui, "State", &facts::capital(state_words(state))),
    }
}

fn ready(ui: &mut Ui, security: Security, info: &ConnectionInfo) {
    if let Some(name) = &info.server_name {
        facts::fact(ui, "Software", name);
    }
    let version = info.tls_version.as_deref().unwrap_or("TLS").replace("TLSv", "TLS ");
    match security {
        Security::Tls => facts::fact(ui, "Security", &version),
        Security::StartTls => facts::fact(ui, "Security", &format!("{version}, by STARTTLS")),
        Security::Plaintext => {
            facts::fact(ui, "Security", "None: everyone on the way can read along");
        }
        Security::Tunnel => facts::fact(ui, "Security", "That of the tunnel command"),
    }
    if let Some(certificate) = &info.certificate {
        let pairs: Vec<String> = certificate.sha256.chunks(4).map(hex).collect();
        facts::beside(ui, "Certificate", |ui| {
            let look = Look::new(theme::mono(theme::SECONDARY_PT), theme::tokens(ui).text);
            wrapped::label(ui, &pairs.join(" "), &look);
        });
    }
    if let Some(round_trip_ms) = info.round_trip_ms {
        facts::fact(ui, "Round trip", &format!("{round_trip_ms} ms"));
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn spaces(ui: &mut Ui, info: &AccountInfo) {
    facts::heading(ui, "Where folders stand");
    let spaces = match &info.namespaces {
        Told::Said(spaces) => spaces,
        Told::NotOffered => {
            let words = "This server does not tell which folders are yours and which are shared.";
            return facts::unknown(ui, "Folders", words);
        }
        Told::Refused(words) => return quota::refused(ui, "Folders", words),
    };
    kind(ui, "Yours", &spaces.personal);
    kind(ui, "Of other people", &spaces.other);
    kind(ui, "Shared", &spaces.shared);
}

fn kind(ui: &mut Ui, name: &str, spaces: &[Namespace]) {
    if spaces.is_empty() {
        return facts::unknown(ui, name, "None");
    }
    for space in spaces.iter().take(SPACES_SHOWN) {
        facts::fact(ui, name, &facts::capital(&namespace_words(space)));
    }
    if spaces.len() > SPACES_SHOWN {
        facts::unknown(ui, "", &format!("and {} more", spaces.len() - SPACES_SHOWN));
    }
}

/// What lacks first: that is what people look for.
fn abilities(ui: &mut Ui, extensions: &[(&'static Extension, bool)]) {
    let tokens = theme::tokens(ui);
    let is = |wanted: bool| extensions.iter().filter(move |(_, offered)| *offered == wanted);
    facts::heading(ui, "What this server lacks");
    if is(false).next().is_none() {
        facts::line(ui, "Nothing that mailpane makes use of.", tokens.text);
    }
    for (extension, _) in is(false) {
        let look = (icons::CLOSE, tokens.warning_text);
        facts::sign(ui, look, extension.name, extension.cost);
    }
    if is(true).next().is_some() {
        facts::heading(ui, "What it can");
    }
    for (extension, _) in is(true) {
        facts::sign(ui, (icons::CHECK, tokens.good_text), extension.name, extension.gain);
    }
}

fn capabilities(ui: &mut Ui, info: &ConnectionInfo) {
    if info.capabilities.is_empty() {
        return;
    }
    facts::heading(ui, "In the server's words");
    let words = info.capabilities.join(" ");
    let shown = match words.char_indices().nth(CAPABILITIES_SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", words.get(..end).unwrap_or_default()),
        None => words,
    };
    field::small(ui, &shown, theme::tokens(ui).dim);
}
