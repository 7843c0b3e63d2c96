//! The card "Add account".

use egui::{ComboBox, TextEdit, Ui, UiBuilder};

use crate::app::{Action, Field as AccountField};
use crate::model::{Failure, FailureKind, Security};
use crate::ui::text::Look;
use crate::ui::{icons, theme, widgets};

use super::account_draft::AccountDraft;
use super::field::{self, Field};
use super::{Answer, Main, foot, secret_text};

/// Width of the port's field: five digits.
const PORT_PT: f32 = 88.0;
/// Room for the eye beside the password.
const EYE_PT: f32 = 36.0;
/// From one field to its neighbour.
const COLUMN_GAP_PT: f32 = 12.0;

/// What the card was asked to show.
pub(super) struct Asked<'a> {
    /// A login is being tried.
    pub busy: bool,
    pub failure: Option<&'a (Option<AccountField>, Failure)>,
    pub private: bool,
    /// Why the keyring cannot be used, where that is known.
    pub keyring_problem: Option<&'a str>,
    pub focus: bool,
    /// A failure has just come: its field gets the keyboard.
    pub answered: bool,
}

impl<'a> Asked<'a> {
    /// The failure, where it belongs to this field.
    fn error(&self, wanted: AccountField) -> Option<&'a Failure> {
        self.failure.filter(|(field, _)| *field == Some(wanted)).map(|(_, failure)| failure)
    }

    /// Whether this field gets the keyboard now.
    fn focuses(&self, wanted: AccountField) -> bool {
        self.answered && self.error(wanted).is_some()
    }

    /// Whether the failure that has just come is mended by naming a CA file, or another one.
    fn wants_ca_file(&self) -> bool {
        let mends =
            |kind| matches!(kind, FailureKind::CertificateUnknownIssuer | FailureKind::File);
        self.answered && self.failure.is_some_and(|(_, failure)| mends(failure.kind))
    }
}

/// The fields, top to bottom.
pub(super) fn fields(ui: &mut Ui, asked: &Asked<'_>, draft: &mut AccountDraft) {
    // The sentence names a field that may be folded away.
    draft.advanced |= asked.wants_ca_file();
    let mut builder = UiBuilder::new();
    if asked.busy {
        builder = builder.disabled();
    }
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing = egui::vec2(8.0, 4.0);
        let width_pt = ui.available_width();
        who(ui, asked, draft, width_pt);
        password(ui, asked, draft, width_pt);
        if draft.security != Security::Tunnel {
            server(ui, asked, draft, width_pt);
        }
        security(ui, asked, draft, width_pt);
        if !asked.private {
            remember(ui, &mut draft.remember, asked.keyring_problem);
            ui.add_space(6.0);
        }
        advanced(ui, asked, draft, width_pt);
        if let Some((None, failure)) = asked.failure {
            field::error(ui, failure);
        }
    });
}

fn who(ui: &mut Ui, asked: &Asked<'_>, draft: &mut AccountDraft, width_pt: f32) {
    let name = Field {
        label: "Name",
        hint: "Work, Home …",
        error: asked.error(AccountField::Name),
        width_pt,
        focus: asked.focus || asked.focuses(AccountField::Name),
    };
    field::text(ui, &name, &mut draft.name);
    let user = Field {
        label: "Email or user name",
        hint: "you@example.org",
        error: asked.error(AccountField::User),
        width_pt,
        focus: asked.focuses(AccountField::User),
    };
    if field::text(ui, &user, &mut draft.user).changed() {
        draft.follow_address();
    }
    if let Some(note) = draft.note {
        field::warning(ui, note);
        ui.add_space(8.0);
    }
}

fn password(ui: &mut Ui, asked: &Asked<'_>, draft: &mut AccountDraft, width_pt: f32) {
    let error = asked.error(AccountField::Password);
    let focus = asked.focuses(AccountField::Password);
    ui.horizontal_top(|ui| {
        secret_field(ui, error, (&mut draft.password, draft.password_shown), (width_pt, focus));
        eye(ui, &mut draft.password_shown);
    });
}

/// A password field that leaves room for its eye.
pub(super) fn secret_field(
    ui: &mut Ui,
    error: Option<&Failure>,
    (text, shown): (&mut secret_text::SecretText, bool),
    (width_pt, focus): (f32, bool),
) {
    ui.spacing_mut().item_spacing.x = 0.0;
    let field = Field { label: "Password", hint: "", error, width_pt: width_pt - EYE_PT, focus };
    let edit =
        TextEdit::singleline(text.buffer()).password(!shown).char_limit(secret_text::MAX_CHARS);
    field::edit_with_label(ui, &field, edit);
}

/// Shows or hides the password; stands level with the field beside it.
pub(super) fn eye(ui: &mut Ui, shown: &mut bool) {
    ui.vertical(|ui| {
        ui.add_space(21.0);
        ui.horizontal(|ui| {
            ui.add_space(EYE_PT - widgets::BUTTON_HEIGHT_PT);
            let (icon, name) = if *shown {
                (icons::EYE_OFF, "Hide password")
            } else {
                (icons::EYE, "Show password")
            };
            if widgets::icon_button(ui, icon, name).clicked() {
                *shown = !*shown;
            }
        });
    });
}

/// Whether the password goes to the keyring. Where that has failed the reason stands below; it may
/// be tried again, because a locked store can be unlocked and a missing one started.
pub(super) fn remember(ui: &mut Ui, remember: &mut bool, problem: Option<&str>) {
    field::tick(ui, remember, "Remember password", "in this system's keyring");
    if let Some(sentence) = problem {
        field::small(ui, sentence, theme::tokens(ui).dim);
    }
}

fn server(ui: &mut Ui, asked: &Asked<'_>, draft: &mut AccountDraft, width_pt: f32) {
    let host = Field {
        label: "Server",
        hint: "imap.example.org",
        error: asked.error(AccountField::Server),
        width_pt: width_pt - PORT_PT - COLUMN_GAP_PT,
        focus: asked.focuses(AccountField::Server),
    };
    // A refused connection is told over the whole width: the port's own column is too narrow.
    let focus = asked.focuses(AccountField::Port);
    let port = Field { label: "Port", hint: "993", error: None, width_pt: PORT_PT, focus };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = COLUMN_GAP_PT;
        draft.typed.server |= field::text(ui, &host, &mut draft.server).changed();
        draft.typed.port |= field::text(ui, &port, &mut draft.port).changed();
    });
    if let Some(failure) = asked.error(AccountField::Port) {
        ui.add_space(-8.0);
        field::error(ui, failure);
        ui.add_space(8.0);
    }
}

fn security(ui: &mut Ui, asked: &Asked<'_>, draft: &mut AccountDraft, width_pt: f32) {
    ui.scope(|ui| security_choice(ui, asked, draft, width_pt));
    if draft.security == Security::Tunnel {
        let tunnel = Field {
            label: "Tunnel command",
            hint: "ssh mail.example.org imap",
            error: asked.error(AccountField::Tunnel),
            width_pt,
            focus: asked.focuses(AccountField::Tunnel),
        };
        field::text(ui, &tunnel, &mut draft.tunnel);
    }
}

fn security_choice(ui: &mut Ui, asked: &Asked<'_>, draft: &mut AccountDraft, width_pt: f32) {
    let label = field::label(ui, "Security");
    let choices = [Security::Tls, Security::StartTls, Security::Plaintext, Security::Tunnel];
    let mut chosen = draft.security;
    // As high and as wide inside as the text fields.
    ui.spacing_mut().interact_size.y = 32.0;
    ui.spacing_mut().button_padding.x = 10.0;
    let error = asked.error(AccountField::Security);
    if error.is_some() {
        field::mark_wrong(ui);
    }
    let combo = ComboBox::from_id_salt("security")
        .selected_text(words(draft.security))
        .width(width_pt)
        .icon(|ui, rect, _, _| {
            let look = Look::new(theme::icons(theme::ICON_PT), theme::tokens(ui).dim);
            widgets::text_centred(ui, rect, &icons::CHEVRON_DOWN.to_string(), &look);
        })
        .show_ui(ui, |ui| {
            for choice in choices {
                ui.selectable_value(&mut chosen, choice, words(choice));
            }
        })
        .response
        .labelled_by(label.id);
    if chosen != draft.security {
        draft.choose(chosen);
    }
    if let Some(failure) = error {
        field::error(ui, failure);
    }
    if asked.focuses(AccountField::Security) && !asked.wants_ca_file() {
        // Not the keyboard: its ring would stand where the red outline is.
        combo.scroll_to_me(None);
    }
    if draft.security == Security::Plaintext {
        ui.add_space(4.0);
        let risk = "Without encryption everyone on the way can read your password and mail.";
        field::warning(ui, risk);
    }
    ui.add_space(10.0);
}

fn words(security: Security) -> &'static str {
    match security {
        Security::Tls => "TLS",
        Security::StartTls => "STARTTLS",
        Security::Plaintext => "None (plaintext)",
        Security::Tunnel => "Command",
    }
}

fn advanced(ui: &mut Ui, asked: &Asked<'_>, draft: &mut AccountDraft, width_pt: f32) {
    let words = if draft.advanced { "Fewer settings" } else { "More settings" };
    if widgets::link_button(ui, words).clicked() {
        draft.advanced = !draft.advanced;
    }
    if !draft.advanced {
        return;
    }
    ui.add_space(8.0);
    let ca_file = Field {
        label: "Certificate authority file",
        hint: "company-ca.pem",
        error: asked.error(AccountField::CaFile),
        width_pt,
        focus: asked.wants_ca_file(),
    };
    field::text(ui, &ca_file, &mut draft.ca_file);
    field::tick(ui, &mut draft.look_only, "Look only", "nothing on the server is ever changed");
}

/// The card's buttons. Cancel stops a login that is being tried.
pub(super) fn buttons(
    ui: &mut Ui,
    asked: &Asked<'_>,
    draft: &mut AccountDraft,
    actions: &mut Vec<Action>,
) {
    let label = if asked.busy { "Connecting…" } else { "Connect" };
    match foot(ui, &Main::new(label, !asked.busy)) {
        Answer::Submit => {
            let form = Box::new(draft.form(asked.private));
            actions.push(Action::SubmitAccount { form, secret: draft.password.to_secret() });
        }
        Answer::Cancel => actions.push(Action::CloseDialog),
        Answer::Nothing => {}
    }
}
