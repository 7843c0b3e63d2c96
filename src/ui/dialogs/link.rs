//! The card that asks before a link in a mail is opened.

use egui::{Label, RichText, ScrollArea, Ui};

use crate::app::{Action, LinkQuestion};
use crate::ui::theme::{self, INTERFACE_PT};
use crate::ui::{text, widgets};

use super::{Answer, Main, field, foot};

/// Highest the whole address may stand; longer ones scroll.
const MAX_ADDRESS_PT: f32 = 96.0;
/// Size of the true host: the one thing to look at.
const HOST_PT: f32 = 16.0;

pub(super) fn show(ui: &mut Ui, question: &LinkQuestion, actions: &mut Vec<Action>) {
    let tokens = theme::tokens(ui);
    let target = &question.target;
    let shown = question.text.trim();
    if !shown.is_empty() && shown != target.display {
        field::label(ui, "The mail shows");
        line(ui, shown, tokens.text);
        ui.add_space(10.0);
    }
    if !target.host_ascii.is_empty() {
        field::label(ui, "It leads to");
        // The spelling of the network: letters that only look alike cannot hide in it.
        let host = RichText::new(&target.host_ascii).font(theme::strong(HOST_PT));
        ui.add(Label::new(host.color(tokens.text)).wrap().selectable(true));
        if target.host_unicode != target.host_ascii {
            field::small(ui, &format!("written {}", target.host_unicode), tokens.dim);
        }
        ui.add_space(10.0);
    }
    field::label(ui, "Whole address");
    let address = ScrollArea::vertical().max_height(MAX_ADDRESS_PT);
    address.min_scrolled_height(MAX_ADDRESS_PT).show(ui, |ui| {
        let whole = RichText::new(&target.display).font(theme::regular(INTERFACE_PT));
        ui.add(Label::new(whole.color(tokens.dim)).wrap().selectable(true));
    });
    ui.add_space(6.0);
    if widgets::link_button(ui, "Copy").clicked() {
        actions.push(Action::CopyText(target.display.clone()));
    }
    let other = shows_other_host(shown, &target.host_ascii, &target.host_unicode);
    let mismatch = other.then_some("The mail shows another address than the one it leads to.");
    for words in mismatch.into_iter().chain(target.warning.as_deref()) {
        ui.add_space(10.0);
        field::warning(ui, words);
    }
    if !target.allowed {
        ui.add_space(16.0);
        super::foot::row(ui, |ui| {
            if widgets::outline_button(ui, "Cancel", true).clicked() {
                actions.push(Action::CloseDialog);
            }
        });
        return;
    }
    match foot(ui, &Main::new("Open", true)) {
        Answer::Submit => actions.push(Action::ConfirmLink),
        Answer::Cancel => actions.push(Action::CloseDialog),
        Answer::Nothing => {}
    }
}

/// Whether the words of a link look like an address of another host.
fn shows_other_host(words: &str, ascii: &str, unicode: &str) -> bool {
    let bare = words.strip_prefix("https://").or_else(|| words.strip_prefix("http://"));
    let host = bare.unwrap_or(words).split(['/', '?', '#', ':']).next().unwrap_or_default();
    let looks_like_host = host.contains('.')
        && !host.contains(|c: char| c.is_whitespace() || c == '@')
        && host.split('.').all(|label| !label.is_empty());
    if !looks_like_host || ascii.is_empty() {
        return false;
    }
    let host = host.to_lowercase();
    let same = |true_host: &str| {
        host == true_host
            || host.strip_prefix("www.") == Some(true_host)
            || true_host.strip_prefix("www.") == Some(&host)
    };
    !same(ascii) && !same(unicode)
}

/// One line of the mail's own words, cut where it is too long.
fn line(ui: &mut Ui, words: &str, color: egui::Color32) {
    let look = text::Look::new(theme::regular(INTERFACE_PT), color);
    let galley = text::one_line(ui, words, &look, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(galley.size(), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, words));
    ui.painter().galley(rect.min, galley, color);
}

#[cfg(test)]
mod tests {
    use super::shows_other_host;

    #[test]
    fn words_that_name_another_host_are_told() {
        let differs = |words| shows_other_host(words, "example.org", "example.org");
        assert!(differs("https://bank.example/login"));
        assert!(differs("www.bank.example"));
        assert!(!differs("https://example.org/a"));
        assert!(!differs("www.Example.org"));
        assert!(!differs("Read more..."));
        assert!(!differs("the whole report"));
    }
}
