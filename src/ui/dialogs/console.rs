//! The cards of the console: before a command that may change the server, before literals are kept, and
//! for a path where there is no file dialog.

use egui::{Label, RichText, Ui};

use crate::app::{Action, ConsoleAct, ConsoleQuestion, PathFor};
use crate::ui::theme::{self, INTERFACE_PT};

use super::field::{self, Field};
use super::save_path::from_home;
use super::{Answer, Main, foot};

/// Longest line shown whole.
const LINE_CHARS: usize = 400;

pub(super) fn title(question: &ConsoleQuestion) -> &'static str {
    match question {
        ConsoleQuestion::Send { .. } => "Send this command?",
        ConsoleQuestion::Content => "Show content?",
        ConsoleQuestion::Path { what: PathFor::Save, .. } => "Save the log",
        ConsoleQuestion::Path { what: PathFor::Literal(_), .. } => "Choose a file",
    }
}

/// What tells one question of a title from another.
pub(super) fn subject(question: &ConsoleQuestion) -> String {
    match question {
        ConsoleQuestion::Send { run, .. } => format!("console {}", run.id.0),
        ConsoleQuestion::Content => "console content".to_owned(),
        ConsoleQuestion::Path { what, .. } => format!("console {what:?}"),
    }
}

pub(super) fn show(
    ui: &mut Ui,
    question: &ConsoleQuestion,
    (path, opened): (&mut String, bool),
    actions: &mut Vec<Action>,
) {
    let answer = match question {
        ConsoleQuestion::Send { name, sentence, run, .. } => {
            line_ui(ui, &run.line.shown());
            ui.add_space(8.0);
            field::sentence(ui, sentence);
            field::sentence(ui, &format!("It goes to the server of {name}, as it stands here."));
            if run.line.is_grave() {
                foot(ui, &Main::danger("Send", true, opened))
            } else {
                foot(ui, &Main::new("Send", true))
            }
        }
        ConsoleQuestion::Content => {
            field::sentence(
                ui,
                "From now on the log also keeps what messages say: up to 8 kB of the text in each \
                 answer, of all accounts, until you switch it off or close the console. Passwords and \
                 tokens are never kept.",
            );
            field::sentence(ui, "It stays in memory; it is written only where you save it.");
            foot(ui, &Main::new("Show content", true))
        }
        ConsoleQuestion::Path { failure, .. } => {
            let field = Field {
                label: "Path",
                hint: "~/…",
                error: failure.as_ref(),
                width_pt: ui.available_width(),
                focus: opened,
            };
            field::text(ui, &field, path);
            let (label, note) = match question {
                ConsoleQuestion::Path { what: PathFor::Save, .. } => {
                    ("Save", "A file that is there already is not replaced.")
                }
                _ => ("Choose", "The file is sent as it is."),
            };
            field::small(ui, note, theme::tokens(ui).dim);
            foot(ui, &Main::new(label, !path.trim().is_empty()))
        }
    };
    match answer {
        Answer::Submit => actions.push(Action::Console(match question {
            ConsoleQuestion::Send { .. } | ConsoleQuestion::Content => ConsoleAct::Confirm,
            ConsoleQuestion::Path { .. } => {
                ConsoleAct::SubmitPath(from_home(path.trim(), std::env::home_dir().as_deref()))
            }
        })),
        Answer::Cancel => actions.push(Action::CloseDialog),
        Answer::Nothing => {}
    }
}

/// The command, as it will leave.
fn line_ui(ui: &mut Ui, line: &str) {
    let shown: String = match line.char_indices().nth(LINE_CHARS) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line.to_owned(),
    };
    let text = RichText::new(&shown).font(theme::mono(INTERFACE_PT)).color(theme::tokens(ui).text);
    let response = ui.add(Label::new(text).wrap());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &shown));
}
