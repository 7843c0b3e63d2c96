//! The card that asks where to save, on a machine without a file dialog.

use std::path::Path;

use egui::Ui;

use crate::app::Action;
use crate::engine::SaveId;
use crate::model::Failure;

use super::field::{self, Field};
use super::{Answer, Main, foot};

pub(super) fn show(
    ui: &mut Ui,
    id: SaveId,
    failure: Option<&Failure>,
    (path, focus): (&mut String, bool),
    actions: &mut Vec<Action>,
) {
    let field = Field {
        label: "Path",
        hint: "~/Downloads/…",
        error: failure,
        width_pt: ui.available_width(),
        focus,
    };
    field::text(ui, &field, path);
    field::small(ui, "A file that is there already is not replaced.", super::theme::tokens(ui).dim);
    match foot(ui, &Main::new("Save", !path.trim().is_empty())) {
        Answer::Submit => {
            let path = from_home(path.trim(), std::env::home_dir().as_deref());
            actions.push(Action::SubmitSavePath { id, path });
        }
        Answer::Cancel => actions.push(Action::CloseDialog),
        Answer::Nothing => {}
    }
}

/// Puts the user's folder where `~` stands, as a shell would.
pub(super) fn from_home(path: &str, home: Option<&Path>) -> String {
    let rest = path.strip_prefix("~/").or_else(|| path.strip_prefix("~\\"));
    match (rest, home) {
        (Some(rest), Some(home)) => home.join(rest).to_string_lossy().into_owned(),
        (Some(_), None) | (None, _) => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tilde_at_the_beginning_is_the_users_folder() {
        let home = Some(Path::new("/home/ann"));
        assert_eq!(from_home("~/Downloads/a.pdf", home), "/home/ann/Downloads/a.pdf");
        assert_eq!(from_home("/tmp/~/a.pdf", home), "/tmp/~/a.pdf");
        assert_eq!(from_home("~ann/a.pdf", home), "~ann/a.pdf");
        assert_eq!(from_home("~/a.pdf", None), "~/a.pdf");
    }
}
