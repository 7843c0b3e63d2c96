//! Who sent a message and who received it.

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId, Rect, ScrollArea, Sense, Ui, Vec2, WidgetInfo, accesskit::Role, vec2};

use crate::app::grouped;
use crate::model::Address;
use crate::ui::embolden;
use crate::ui::text::{self, Look, visual};
use crate::ui::theme::{self, INTERFACE_PT, SECONDARY_PT};
use crate::ui::widgets;

/// Recipients named before "and N more".
const FIRST_NAMES: usize = 3;
/// Longest name in that line, in characters.
const MAX_NAME_CHARS: usize = 40;
/// Height of one recipient in the whole list, and of that list at most.
const ROW_PT: f32 = 20.0;
const MAX_LIST_PT: f32 = 160.0;
/// Height of a line of names; a row of widgets would be as high as a button.
const LINE_PT: f32 = 17.0;
/// The sender's name never takes more of the line than this: the address has to show.
const NAME_SHARE: f32 = 0.6;

/// The round picture with initials.
pub(in crate::ui) fn avatar(ui: &Ui, rect: Rect, from: Option<&Address>) {
    let tokens = theme::tokens(ui);
    ui.painter().circle_filled(rect.center(), rect.width() / 2.0, tokens.accent_fill);
    let letters = from.map(initials).unwrap_or_default();
    let look = Look::new(theme::strong(INTERFACE_PT), tokens.accent_text);
    widgets::text_centred(ui, rect, &letters, &look);
}

/// The first letters of the first and the last word; one letter where a script has no capitals.
fn initials(from: &Address) -> String {
    let label = from.label();
    let mut words = label
        .split(|c: char| c.is_whitespace() || matches!(c, '.' | '-' | '_' | '@'))
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let Some(first) = words.next() else { return "?".to_owned() };
    let mut letters: String = first.to_uppercase().collect();
    let has_capitals = first.is_lowercase() || first.is_uppercase();
    // Of an address alone, the parts say nothing about a person.
    if has_capitals && !from.name.is_empty() {
        letters.extend(words.next_back().into_iter().flat_map(char::to_uppercase));
    }
    letters
}

/// The sender's name and, always, the address: beside the name, or below it where there is no room.
pub(in crate::ui) fn sender(ui: &mut Ui, from: &Address, width_pt: f32) {
    let tokens = theme::tokens(ui);
    let strong = Look::new(theme::strong(INTERFACE_PT), tokens.text);
    let plain = Look::new(theme::regular(INTERFACE_PT), tokens.dim);
    if from.name.is_empty() {
        wrapped(ui, &from.address, &strong, width_pt);
        return;
    }
    let address = text::one_line(ui, &from.address, &plain, f32::INFINITY);
    let name = text::one_line(ui, &from.name, &strong, width_pt * NAME_SHARE);
    let fits = name.size().x + 6.0 + address.size().x <= width_pt;
    if !fits {
        line(ui, &from.name, &strong, width_pt);
        wrapped(ui, &from.address, &plain, width_pt);
        return;
    }
    ui.spacing_mut().interact_size.y = LINE_PT;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        line(ui, &from.name, &strong, width_pt * NAME_SHARE);
        line(ui, &from.address, &plain, f32::INFINITY);
    });
}

/// One line, cut where it is too long.
pub(in crate::ui) fn line(ui: &mut Ui, words: &str, look: &Look, width_pt: f32) -> egui::Response {
    let galley = text::one_line(ui, words, look, width_pt);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    embolden::paint(ui, rect.min, galley, look.color);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    response
}

/// An address on as many lines as it takes, up to four: its end is what tells who it is.
fn wrapped(ui: &mut Ui, words: &str, look: &Look, width_pt: f32) {
    let mut job =
        LayoutJob::simple(visual(words).into_owned(), look.font.clone(), look.color, width_pt);
    job.wrap.max_rows = 4;
    let galley = ui.painter().layout_job(job);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    ui.painter().galley(rect.min, galley, look.color);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
}

/// "to A, B, C and 5 more"; all of them with their addresses once opened.
pub(in crate::ui) fn recipients(ui: &mut Ui, word: &str, people: &[Address], open: &mut bool) {
    if people.is_empty() {
        return;
    }
    let tokens = theme::tokens(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 2.0);
        ui.spacing_mut().interact_size.y = LINE_PT;
        let shown = if *open { 0 } else { FIRST_NAMES };
        let names: Vec<&Address> = people.iter().take(shown).collect();
        let job = names_job(word, &names, (tokens.dim, tokens.text));
        let said: Vec<&str> = names.iter().map(|person| person.label()).collect();
        let label = ui.label(job);
        label.widget_info(|| {
            WidgetInfo::labeled(Role::Label, true, format!("{word} {}", said.join(", ")))
        });
        if !names.is_empty() {
            let addresses: Vec<String> = names.iter().map(|person| in_full(person)).collect();
            label.on_hover_text(addresses.join("\n"));
        }
        let more = people.len().saturating_sub(FIRST_NAMES);
        if *open {
            let words = format!("{} recipients", grouped(people.len() as u64));
            ui.label(egui::RichText::new(words).color(tokens.dim));
            *open = !widgets::link_button(ui, "Show fewer").clicked();
        } else if more > 0 {
            *open =
                widgets::link_button(ui, &format!("and {} more", grouped(more as u64))).clicked();
        }
    });
    if *open {
        all(ui, word, people);
    }
}

/// Every recipient on a line; only those in view are laid out.
fn all(ui: &mut Ui, word: &str, people: &[Address]) {
    let tokens = theme::tokens(ui);
    let look = Look::new(theme::regular(SECONDARY_PT), tokens.text);
    let area =
        ScrollArea::vertical().id_salt(word).max_height(MAX_LIST_PT).auto_shrink([false, true]);
    ui.spacing_mut().item_spacing.y = 0.0;
    area.show_rows(ui, ROW_PT, people.len(), |ui, rows| {
        for person in people.get(rows).unwrap_or_default() {
            let size = Vec2::new(ui.available_width(), ROW_PT);
            let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
            let words = in_full(person);
            text::paint(ui, rect, &words, &look);
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
        }
    });
}

/// Name and address in one line.
fn in_full(person: &Address) -> String {
    if person.name.is_empty() {
        return person.address.clone();
    }
    format!("{}  {}", person.name, person.address)
}

/// The names, each in its own order: a Hebrew name does not turn its neighbours round.
fn names_job(word: &str, names: &[&Address], (dim, text): (Color32, Color32)) -> LayoutJob {
    let font: FontId = theme::regular(INTERFACE_PT);
    let format = |color| TextFormat::simple(font.clone(), color);
    let mut job = LayoutJob::default();
    job.append(word, 0.0, format(dim));
    for (index, person) in names.iter().enumerate() {
        job.append(if index == 0 { " " } else { ", " }, 0.0, format(text));
        let label = person.label();
        let name = match label.char_indices().nth(MAX_NAME_CHARS) {
            Some((end, _)) => format!("{}…", label.get(..end).unwrap_or_default()),
            None => label.to_owned(),
        };
        job.append(&visual(&name), 0.0, format(text));
    }
    job
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, address: &str) -> String {
        initials(&Address { name: name.to_owned(), address: address.to_owned() })
    }

    #[test]
    fn initials_suit_the_script() {
        assert_eq!(of("Mara Lindqvist", "m@example.org"), "ML");
        assert_eq!(of("Dr. Élodie de la Tour", "e@example.org"), "DT");
        assert_eq!(of("陈伟", "c@example.org"), "陈");
        assert_eq!(of("שרה כהן", "s@example.org"), "ש");
        assert_eq!(of("", "mara.lindqvist@example.org"), "M");
        assert_eq!(of("  ~~ ", ""), "?");
        assert_eq!(of("", ""), "?");
    }
}
