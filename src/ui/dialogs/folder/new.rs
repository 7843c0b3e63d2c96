//! A new folder: its name, where it goes, and what it is for where the server asks.

use egui::{ComboBox, Ui};

use crate::app::{FolderAct, use_name};
use crate::model::SpecialUse;
use crate::ui::theme;
use crate::ui::{icons, text, widgets};

use super::super::{Answer, Main, field, foot};
use super::{Answered, FolderDraft, Shown};

/// What a folder is for that is for nothing in particular.
const ORDINARY: &str = "Any mail";

pub(super) fn show(ui: &mut Ui, shown: &Shown<'_>, draft: &mut FolderDraft) -> Option<Answered> {
    draft.name.focus |= shown.opened;
    let parent = draft.place.parent().cloned();
    draft.name.show(ui, shown, parent.as_ref());
    if let Some(view) = shown.state.account(shown.dialog.account) {
        if view.delimiter().is_some() {
            draft.name.focus |= draft.place.show(ui, shown);
        }
        let uses: Vec<SpecialUse> =
            if view.makes_special() { view.lacking_uses().collect() } else { Vec::new() };
        if !uses.is_empty() {
            use_ui(ui, &uses, draft);
        }
    }
    let parent = draft.place.parent().cloned();
    let is_fine = draft.name.check(shown, parent.as_ref()).is_ok();
    let busy = shown.dialog.busy;
    let label = if busy { "Creating…" } else { "Create" };
    match foot(ui, &Main::new(label, !busy && is_fine)) {
        Answer::Submit => {
            let (typed, special_use) = (draft.name.typed.clone(), draft.special_use);
            Some(Answered::Act(FolderAct::Create { typed, parent, special_use }))
        }
        Answer::Cancel => Some(Answered::Cancel),
        Answer::Nothing => None,
    }
}

/// What the account has no folder for yet.
fn use_ui(ui: &mut Ui, uses: &[SpecialUse], draft: &mut FolderDraft) {
    let label = field::label(ui, "For");
    let mut chosen = draft.special_use;
    let width_pt = ui.available_width();
    ui.scope(|ui| {
        // As high and as wide inside as the text fields.
        ui.spacing_mut().interact_size.y = 32.0;
        ui.spacing_mut().button_padding.x = 10.0;
        let words = chosen.map_or(ORDINARY, use_name);
        ComboBox::from_id_salt("use")
            .selected_text(text::visual(words))
            .width(width_pt)
            .icon(|ui, rect, _, _| {
                let look = text::Look::new(theme::icons(theme::ICON_PT), theme::tokens(ui).dim);
                widgets::text_centred(ui, rect, &icons::CHEVRON_DOWN.to_string(), &look);
            })
            .show_ui(ui, |ui| {
                ui.selectable_value(&mut chosen, None, ORDINARY);
                for one in uses {
                    ui.selectable_value(&mut chosen, Some(*one), use_name(*one));
                }
            })
            .response
            .labelled_by(label.id);
    });
    if chosen == draft.special_use {
        return;
    }
    // A name that was not typed follows the use.
    let was_named = draft.special_use.map(use_name).unwrap_or_default();
    if draft.name.typed == was_named {
        draft.name.typed = chosen.map(use_name).unwrap_or_default().to_owned();
    }
    draft.special_use = chosen;
}
