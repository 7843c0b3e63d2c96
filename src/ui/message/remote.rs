//! What a page would fetch from the network, in a calm bar over it: who would be contacted, and the
//! two ways to allow it.

use egui::{Align, Frame, Layout, Margin, Ui, vec2};

use crate::app::{Action, MessageAct, MessageView, Remote, State};
use crate::engine::Place;
use crate::html::Blocked;
use crate::ui::text::Look;
use crate::ui::theme::{self, INTERFACE_PT, RADIUS_PT, SECONDARY_PT};
use crate::ui::{widgets, wrapped};

/// Hosts that are named; a mail that knows more of them names hundreds.
const NAMED_HOSTS: usize = 2;
/// Longest name of a host that is shown, in characters: its end tells whose it is, so it is kept.
const HOST_CHARS: usize = 40;

/// What the bar tells.
struct Told {
    blocked: Blocked,
    /// What it would be loaded for, in a word.
    what: &'static str,
    /// Whose mail may load them from now on; only where the server confirmed who it is.
    sender: Option<String>,
}

/// Whose content it is.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) enum Of<'a> {
    /// A message; with what is known of its sender where it is one of the list.
    Message(Option<&'a MessageView>),
    File,
}

/// Shows the bar, a quiet line, or nothing where the pages of a place would contact nobody.
pub(in crate::ui) fn remote_ui(
    ui: &mut Ui,
    state: &State,
    (place, of): (Place, Of<'_>),
    actions: &mut Vec<Action>,
) {
    let blocked = state.blocked_at(place);
    let trackers = tracker_words(blocked.trackers);
    let (view, what) = match of {
        Of::Message(view) => (view, "message"),
        Of::File => (None, "file"),
    };
    let sender = view.and_then(|view| state.sender_to_trust(view));
    let is_trusted = view.is_some_and(|view| state.is_trusted(view));
    match state.remote_at(place) {
        Remote::Blocked | Remote::Loaded { .. } if state.has_unasked(place) => {
            let told = Told { blocked, what, sender: sender.filter(|_| !is_trusted) };
            bar(ui, place, (&told, trackers.as_deref()), actions);
        }
        Remote::Blocked => quiet(ui, trackers.as_deref()),
        Remote::Loading => line(ui, "Loading remote content…", theme::tokens(ui).dim),
        Remote::Loaded { failed } => {
            if failed > 0 {
                line(ui, &failed_words(failed), theme::tokens(ui).warning_text);
            }
            if let Some(sender) = sender.filter(|_| is_trusted) {
                always(ui, place, &sender, actions);
            }
            quiet(ui, trackers.as_deref());
        }
    }
}

fn bar(
    ui: &mut Ui,
    place: Place,
    (told, trackers): (&Told, Option<&str>),
    actions: &mut Vec<Action>,
) {
    let tokens = theme::tokens(ui);
    let frame = Frame::new()
        .fill(tokens.window)
        .corner_radius(RADIUS_PT)
        .inner_margin(Margin::symmetric(12, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let look = Look::new(theme::regular(INTERFACE_PT), tokens.text);
        wrapped::label(ui, &host_words(told.what, &told.blocked), &look);
        if let Some(words) = trackers {
            ui.add_space(2.0);
            let look = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
            wrapped::label(ui, words, &look);
        }
        ui.add_space(6.0);
        ui.with_layout(Layout::left_to_right(Align::Min).with_main_wrap(true), |ui| {
            ui.spacing_mut().item_spacing = vec2(16.0, 4.0);
            ui.spacing_mut().interact_size.y = 0.0;
            if widgets::link_button(ui, "Load remote content").clicked() {
                actions.push(Action::Message(place, MessageAct::LoadRemote));
            }
            if let Some(sender) = &told.sender {
                let words = format!("Always for {sender}");
                if widgets::link_button(ui, &words).clicked() {
                    actions.push(Action::Message(place, MessageAct::TrustSender(true)));
                }
            }
        });
    });
    ui.add_space(14.0);
}

/// Why it was loaded without a click, and the way back.
fn always(ui: &mut Ui, place: Place, sender: &str, actions: &mut Vec<Action>) {
    let tokens = theme::tokens(ui);
    ui.with_layout(Layout::left_to_right(Align::Min).with_main_wrap(true), |ui| {
        ui.spacing_mut().item_spacing = vec2(12.0, 2.0);
        ui.spacing_mut().interact_size.y = 0.0;
        let look = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
        let words = format!("Remote content is always loaded for {sender}.");
        wrapped::label(ui, &words, &look);
        if widgets::link_button(ui, "Ask again").clicked() {
            actions.push(Action::Message(place, MessageAct::TrustSender(false)));
        }
    });
    ui.add_space(12.0);
}

fn quiet(ui: &mut Ui, trackers: Option<&str>) {
    if let Some(words) = trackers {
        line(ui, words, theme::tokens(ui).dim);
    }
}

fn line(ui: &mut Ui, words: &str, color: egui::Color32) {
    wrapped::label(ui, words, &Look::new(theme::regular(SECONDARY_PT), color));
    ui.add_space(12.0);
}

/// `This message would contact 4 hosts: a.example, b.example and 2 more.`
fn host_words(what: &str, blocked: &Blocked) -> String {
    let more = usize::try_from(blocked.more_hosts).unwrap_or(usize::MAX);
    let all = blocked.hosts.len().saturating_add(more);
    let named: Vec<String> =
        blocked.hosts.iter().take(NAMED_HOSTS).map(|host| shown_host(host)).collect();
    let rest = all - named.len();
    let names = match (named.as_slice(), rest) {
        ([], _) => return format!("This {what} would load pictures from the network."),
        ([one], 0) => return format!("This {what} would contact {one}."),
        ([first, second], 0) => format!("{first} and {second}"),
        (names, 0) => names.join(", "),
        (names, rest) => format!("{} and {rest} more", names.join(", ")),
    };
    format!("This {what} would contact {all} hosts: {names}.")
}

/// A long name keeps its end, which tells who owns it.
fn shown_host(host: &str) -> String {
    let host = crate::text::visible(host);
    let count = host.chars().count();
    match host.char_indices().nth(count.saturating_sub(HOST_CHARS)) {
        Some((at, _)) if count > HOST_CHARS => format!("…{}", host.get(at..).unwrap_or_default()),
        Some(_) | None => host,
    }
}

fn tracker_words(trackers: u32) -> Option<String> {
    match trackers {
        0 => None,
        1 => Some("1 tracking pixel blocked".to_owned()),
        many => Some(format!("{many} tracking pixels blocked")),
    }
}

fn failed_words(failed: u32) -> String {
    match failed {
        1 => "1 picture could not be loaded.".to_owned(),
        many => format!("{many} pictures could not be loaded."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocked(hosts: &[&str], more_hosts: u32) -> Blocked {
        let hosts = hosts.iter().map(|host| (*host).to_owned()).collect();
        Blocked { hosts, more_hosts, ..Blocked::default() }
    }

    #[test]
    fn hosts_are_counted_and_the_first_are_named() {
        let words = |hosts: &[&str], more| host_words("message", &blocked(hosts, more));
        assert_eq!(words(&["a.example"], 0), "This message would contact a.example.");
        assert_eq!(
            words(&["a.example", "b.example"], 0),
            "This message would contact 2 hosts: a.example and b.example."
        );
        assert_eq!(
            words(&["a.example", "b.example", "c.example"], 1),
            "This message would contact 4 hosts: a.example, b.example and 2 more."
        );
    }

    #[test]
    fn a_host_without_end_shows_whose_it_is() {
        let long = format!("{}.bank.example.evil.example", "www.".repeat(60));
        let shown = shown_host(&long);
        assert!(shown.starts_with('…') && shown.ends_with(".evil.example"), "{shown}");
        assert_eq!(shown.chars().count(), HOST_CHARS + 1);
    }
}
