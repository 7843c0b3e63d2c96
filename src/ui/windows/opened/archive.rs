//! What an archive holds.

use egui::{Frame, Margin, Ui};

use crate::app::{byte_size, grouped};
use crate::mime::preview::{Archive, ArchiveEntry};
use crate::ui::message::header::warning;
use crate::ui::message::kinds;
use crate::ui::text::Look;
use crate::ui::theme::{self, INTERFACE_PT};
use crate::ui::{icons, wrapped};

use super::MARGIN_PT;
use super::listing::{About, Line, listing_ui};

/// Lists an archive with its totals.
pub(super) fn archive_ui(ui: &mut Ui, archive: &Archive) {
    head(ui, &totals(archive), archive.warning.as_deref());
    let line = |index| archive.entries.get(index).map(entry_line);
    listing_ui(ui, archive.entries.len(), line, None);
}

/// "12 files in 3 folders, 4.5 MB unpacked".
fn totals(archive: &Archive) -> String {
    let files = archive.entries.iter().filter(|entry| !entry.is_folder).count() as u64;
    let bytes = archive.entries.iter().fold(0_u64, |sum, it| sum.saturating_add(it.size_bytes));
    let count = if files == 1 { "1 file".to_owned() } else { format!("{} files", grouped(files)) };
    let listed = archive.entries.len() as u64;
    let cut = if archive.total > listed {
        format!(" in the first {} of {} entries", grouped(listed), grouped(archive.total))
    } else {
        String::new()
    };
    let secret = archive.entries.iter().any(|entry| entry.encrypted);
    let locked = if secret { "; a password is needed to unpack it" } else { "" };
    format!("{count}{cut}, {} unpacked{locked}", byte_size(bytes))
}

fn head(ui: &mut Ui, words: &str, danger: Option<&str>) {
    Frame::new().inner_margin(Margin::symmetric(MARGIN_PT as i8, 12)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        let look = Look::new(theme::regular(INTERFACE_PT), theme::tokens(ui).dim);
        wrapped::label(ui, words, &look);
        if let Some(danger) = danger {
            ui.add_space(8.0);
            warning(ui, danger);
        }
    });
}

fn entry_line(entry: &ArchiveEntry) -> Line {
    let warning = if entry.escapes {
        Some("It would be unpacked outside the folder that is meant for it.".to_owned())
    } else {
        kinds::warning("", &entry.path).filter(|_| !entry.is_folder)
    };
    Line {
        icon: if entry.is_folder { icons::FOLDER } else { kinds::icon("", &entry.path) },
        path: entry.path.clone(),
        size_bytes: (!entry.is_folder).then_some(entry.size_bytes),
        about: About::Kind(if entry.encrypted { "password".to_owned() } else { String::new() }),
        warning,
    }
}
