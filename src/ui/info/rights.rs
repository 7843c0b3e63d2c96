//! Who may do what with a folder: a line for each person or group, with switches where the user may
//! change them.
//!
//! What is switched lives in [`Draft`] until Save; what the server says behind that is what shows
//! then.

use egui::accesskit::Role;
use egui::{Ui, WidgetInfo, vec2};

use crate::app::{Action, FolderSheet, Held, InfoAct, RightsGroup, State, grouped, rights_groups};
use crate::model::{Acl, FolderInfo, Grantable, Identifier, Rights, RightsChange, Told};
use crate::ui::dialogs::field;
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, INTERFACE_PT};
use crate::ui::{icons, widgets};

use super::{facts, quota};

/// Lines that are shown at once; more are a directory, not a list.
const LINES_SHOWN: usize = 100;

/// Longest name that is typed here.
const NAME_LIMIT_CHARS: usize = 200;

/// One line as it is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    who: Identifier,
    shown: String,
    /// What the server said; `None` for one that is added.
    before: Option<Rights>,
    wanted: Rights,
    is_removed: bool,
}

/// What is switched and not saved.
#[derive(Debug, Default)]
pub struct Draft {
    /// The list that the draft began with.
    base: Option<Acl>,
    lines: Vec<Line>,
    name: String,
}

impl Draft {
    /// Begins anew where the server says something else than before.
    fn follow(&mut self, acl: &Acl) {
        if self.base.as_ref() == Some(acl) {
            return;
        }
        let line = |entry: &crate::model::AclEntry| Line {
            who: entry.who.clone(),
            shown: entry.shown.clone(),
            before: Some(entry.rights),
            wanted: entry.rights,
            is_removed: false,
        };
        self.lines = acl.entries.iter().map(line).collect();
        self.base = Some(acl.clone());
    }

    /// A line for the name that was typed; it may read, until something else is said.
    fn add(&mut self, grantable: &Grantable) {
        let name = self.name.trim().to_owned();
        let who = Identifier::new(name.as_bytes());
        if name.is_empty() || self.lines.iter().any(|line| line.who == who) {
            return;
        }
        let wanted = grantable.whole_groups(Rights::new(b"lr"));
        self.lines.push(Line { who, shown: name, before: None, wanted, is_removed: false });
        self.name.clear();
    }

    /// What Save asks the server for.
    fn changes(&self, info: &FolderInfo) -> Vec<RightsChange> {
        self.lines.iter().flat_map(|line| line.changes(info)).collect()
    }
}

impl Line {
    fn changes(&self, info: &FolderInfo) -> Vec<RightsChange> {
        let before = self.before.unwrap_or_default();
        if self.is_removed {
            let removed = RightsChange::Remove(self.who.clone());
            return self.before.map(|_| removed).into_iter().collect();
        }
        let (give, take) = (self.wanted.without(before), before.without(self.wanted));
        let groups = &info.grantable;
        let give = groups.whole_groups(give).without(before);
        let take = groups.whole_groups(take).and(before);
        let mut changes = Vec::new();
        if !give.is_empty() {
            changes.push(RightsChange::Give(self.who.clone(), give));
        }
        if !take.is_empty() {
            changes.push(RightsChange::Take(self.who.clone(), take));
        }
        changes
    }

    /// Turns a group on where something of it lacks, else off.
    fn turn(&mut self, group: &RightsGroup, known: Rights) {
        self.wanted = group.turned(self.wanted, known);
    }
}

pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    (sheet, info): (&FolderSheet, &FolderInfo),
    draft: &mut Draft,
    actions: &mut Vec<Action>,
) {
    let acl = match &info.acl {
        Told::Said(acl) => acl,
        Told::NotOffered => return,
        Told::Refused(_) if !sheet.may_administer() => {
            let words = "Only those who may administer the folder see who else may use it.";
            return facts::unknown(ui, "Others", words);
        }
        Told::Refused(words) => return quota::refused(ui, "Others", words),
    };
    draft.follow(acl);
    let locked = state.is_locked(sheet.account);
    let may_change = sheet.may_administer() && !locked;
    ui.add_space(6.0);
    let editing = Editing {
        groups: rights_groups(info.new_rights),
        known: info.grantable.all(),
        enabled: may_change && !sheet.saving && sheet.gives_up.is_none(),
    };
    if draft.lines.is_empty() {
        facts::unknown(ui, "Others", "Nobody is named in the folder's list.");
    }
    for line in draft.lines.iter_mut().take(LINES_SHOWN) {
        if may_change { editing.line(ui, line) } else { read_line(ui, line, &editing) }
    }
    let hidden = draft.lines.len().saturating_sub(LINES_SHOWN) + acl.left_out;
    if hidden > 0 {
        facts::unknown(ui, "", &format!("and {} more", grouped(hidden as u64)));
    }
    if locked && sheet.may_administer() {
        let words = "Look only: rights can be changed once changes are allowed.";
        facts::unknown(ui, "", words);
    }
    if may_change {
        add_line(ui, draft, (&editing, info));
        foot(ui, (sheet, info), draft, actions);
    }
}

/// How the lines are edited.
struct Editing {
    groups: Vec<RightsGroup>,
    /// Every right that the server can give; none where it does not say.
    known: Rights,
    enabled: bool,
}

impl Editing {
    fn line(&self, ui: &mut Ui, line: &mut Line) {
        ui.push_id(line.who.clone(), |ui| {
            self.name(ui, line);
            if !line.is_removed {
                ui.horizontal_wrapped(|ui| {
                    ui.spacing_mut().item_spacing = vec2(4.0, 2.0);
                    for group in &self.groups {
                        self.switch(ui, line, group);
                    }
                });
            }
            ui.add_space(6.0);
            widgets::hairline_h(ui);
            ui.add_space(4.0);
        });
    }

    /// Who it is, and the way to take the whole line away.
    fn name(&self, ui: &mut Ui, line: &mut Line) {
        let tokens = theme::tokens(ui);
        let size = vec2(ui.available_width(), widgets::BUTTON_HEIGHT_PT);
        ui.allocate_ui_with_layout(size, egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let (icon, verb) =
                if line.is_removed { (icons::REFRESH, "Keep") } else { (icons::CLOSE, "Remove") };
            let allowed = if self.enabled { Ok(()) } else { Err("The server is being asked.") };
            let name = format!("{verb} {}", line.shown);
            if widgets::icon_button_if(ui, icon, &name, allowed).clicked() {
                line.is_removed = !line.is_removed;
            }
            let look = Look::new(
                theme::medium(INTERFACE_PT),
                if line.is_removed { tokens.dim } else { tokens.text },
            );
            let rest = ui.available_rect_before_wrap();
            let response = ui.allocate_rect(rest, egui::Sense::hover());
            let end = text::paint(ui, rest, &line.shown, &look).right();
            let note = note(line);
            let dim = Look::new(theme::regular(theme::SECONDARY_PT), tokens.dim);
            text::paint(ui, rest.with_min_x((end + 8.0).min(rest.right())), note, &dim);
            let said = [line.shown.as_str(), note].join(" ");
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, said.trim()));
        });
    }

    fn switch(&self, ui: &mut Ui, line: &mut Line, group: &RightsGroup) {
        let held = group.held(line.wanted, self.known);
        let part = line.wanted.and(group.rights).letters();
        // In part: by the letters that are held.
        let label = match held {
            Held::Part => format!("{} ({part})", group.name),
            Held::All | Held::None => group.name.to_owned(),
        };
        let on = held == Held::All;
        let response = widgets::toggle_button(ui, &label, (on, self.enabled));
        let name = format!("{label}, {}", line.shown);
        let enabled = self.enabled;
        response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, on, &name));
        if response.on_hover_text(group.explained()).clicked() {
            line.turn(group, self.known);
        }
    }
}

/// What stands beside a name.
fn note(line: &Line) -> &'static str {
    if line.is_removed {
        "will be removed"
    } else if line.who.takes_away() {
        "these rights are taken away"
    } else if line.before.is_none() {
        "not saved"
    } else {
        match line.who.as_bytes() {
            b"anyone" => "everybody",
            b"authenticated" => "everybody who has an account",
            b"owner" => "whose folder it is",
            _ => "",
        }
    }
}

/// One line in words, where nothing can be changed.
fn read_line(ui: &mut Ui, line: &Line, editing: &Editing) {
    let held = |wanted: Held| {
        let groups = editing.groups.iter();
        groups.filter(move |group| group.held(line.wanted, editing.known) == wanted)
    };
    let mut words: Vec<String> = held(Held::All).map(|group| group.name.to_lowercase()).collect();
    words.extend(held(Held::Part).map(|group| {
        let part = line.wanted.and(group.rights).letters();
        format!("{} ({part})", group.name.to_lowercase())
    }));
    let mut said = if words.is_empty() { "nothing".to_owned() } else { words.join(", ") };
    let note = note(line);
    if !note.is_empty() {
        said = format!("{said}: {note}");
    }
    facts::fact(ui, &line.shown, &facts::capital(&said));
}

fn add_line(ui: &mut Ui, draft: &mut Draft, (editing, info): (&Editing, &FolderInfo)) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let field = (&mut draft.name, NAME_LIMIT_CHARS);
        let response = widgets::line_field(ui, "Add a person or a group", field, 240.0);
        let entered = response.lost_focus()
            && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Enter));
        let can_add = editing.enabled && !draft.name.trim().is_empty();
        let added = widgets::outline_button(ui, "Add", can_add).clicked();
        if can_add && (added || entered) {
            draft.add(&info.grantable);
        }
    });
}

fn foot(
    ui: &mut Ui,
    (sheet, info): (&FolderSheet, &FolderInfo),
    draft: &mut Draft,
    actions: &mut Vec<Action>,
) {
    if let Some(failure) = &sheet.failure {
        ui.add_space(6.0);
        field::error(ui, failure);
    }
    ui.add_space(8.0);
    if sheet.gives_up.is_some() {
        return own_right(ui, actions);
    }
    let changes = draft.changes(info);
    let label = if sheet.saving { "Saving rights…" } else { "Save rights" };
    let can_save = !sheet.saving && !changes.is_empty();
    ui.horizontal(|ui| {
        if widgets::primary_button(ui, label, can_save).clicked() {
            actions.push(Action::Info(InfoAct::ChangeRights(changes)));
        }
        let is_changed =
            draft.lines.iter().any(|line| line.is_removed || line.before != Some(line.wanted));
        if is_changed
            && !sheet.saving
            && widgets::outline_button(ui, "Undo changes", true).clicked()
        {
            draft.base = None;
        }
    });
}

/// Whoever takes away their own right to change rights cannot give it back.
fn own_right(ui: &mut Ui, actions: &mut Vec<Action>) {
    field::warning(
        ui,
        "This takes your own right to administer away: you can then no longer change who may use \
         this folder. Only somebody else can give it back.",
    );
    ui.add_space(8.0);
    let answers = ui.horizontal(|ui| {
        if widgets::danger_button(ui, "Take it away", true).clicked() {
            actions.push(Action::Info(InfoAct::GiveUpOwn));
        }
        if widgets::outline_button(ui, "Keep it", true).clicked() {
            actions.push(Action::Info(InfoAct::KeepOwn));
        }
    });
    // It stands at the foot of a card that may be longer than the window: it comes into view once.
    let pass = ui.ctx().cumulative_pass_nr();
    let id = egui::Id::unique("own right");
    let before = ui.data_mut(|data| std::mem::replace(data.get_temp_mut_or_default(id), pass));
    if pass.saturating_sub(before) > 1 {
        answers.response.scroll_to_me(Some(egui::Align::Max));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::model::AclEntry;

    fn draft(entries: &[(&str, &[u8])]) -> Draft {
        let entry = |(who, rights): &(&str, &[u8])| AclEntry {
            who: Identifier::new(who.as_bytes()),
            shown: (*who).to_owned(),
            rights: Rights::new(rights),
        };
        let mut draft = Draft::default();
        draft.follow(&Acl { entries: entries.iter().map(entry).collect(), left_out: 0 });
        draft
    }

    fn info() -> FolderInfo {
        let groups = [&b"l"[..], b"r", b"s", b"w", b"i", b"kx", b"te", b"a"];
        let grantable =
            Grantable { always: Rights::NONE, groups: groups.map(Rights::new).to_vec() };
        FolderInfo { grantable, new_rights: true, ..FolderInfo::default() }
    }

    fn group(name: &str) -> RightsGroup {
        rights_groups(true).into_iter().find(|group| group.name == name).unwrap()
    }

    #[test]
    fn only_what_was_switched_is_sent() {
        let mut draft = draft(&[("bob", b"lrs"), ("eve", b"lrswi"), ("old", b"l")]);
        let (info, known) = (info(), info().grantable.all());
        assert!(draft.changes(&info).is_empty());
        draft.lines[0].turn(&group("Mark"), known);
        draft.lines[1].turn(&group("Add"), known);
        draft.lines[2].is_removed = true;
        let [bob, eve, old] = [0, 1, 2].map(|index: usize| draft.lines[index].who.clone());
        let want = [
            RightsChange::Give(bob, Rights::new(b"w")),
            RightsChange::Take(eve, Rights::new(b"i")),
            RightsChange::Remove(old),
        ];
        assert_eq!(draft.changes(&info), want);
    }

    #[test]
    fn what_the_server_ties_together_goes_together() {
        let mut draft = draft(&[("bob", b"lrkx")]);
        let (info, known) = (info(), info().grantable.all());
        draft.lines[0].turn(&group("Make folders"), known);
        let bob = draft.lines[0].who.clone();
        assert_eq!(draft.changes(&info), [RightsChange::Take(bob, Rights::new(b"kx"))]);
    }

    #[test]
    fn somebody_new_may_read_and_is_not_added_twice() {
        let mut draft = draft(&[("bob", b"lr")]);
        let info = info();
        for name in [" eve ", "eve", "bob", "  "] {
            draft.name = name.to_owned();
            draft.add(&info.grantable);
        }
        let eve = Identifier::new(b"eve");
        assert_eq!(draft.changes(&info), [RightsChange::Give(eve.clone(), Rights::new(b"lr"))]);
        draft.lines[1].is_removed = true;
        assert!(draft.changes(&info).is_empty(), "it was never there");
        // What the server says then begins a new draft.
        draft.follow(&Acl::default());
        assert!(draft.lines.is_empty());
    }
}
