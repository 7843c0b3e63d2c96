//! Windows beside the main one: sources and opened attachments.

use std::sync::Arc;

use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, MessageAct, SaveState, WindowKind};
use mailpane::mime::preview::{
    Archive, ArchiveEntry, Attendee, Card, Invite, PackedFile, Table, When, Zone,
};
use mailpane::model::{Failure, FailureKind, PartId};
use mailpane::reading::Opened;

use super::states::{WINDOW, opened, source, text};
use super::{beside, click, settled};

const MAIL: &str = "From: Mara\r\nSubject: Notes\r\n\r\nHello Jonas,\r\nthe notes are here.\r\n";

#[test]
fn a_source_shows_its_lines_and_finds_words_in_them() {
    let mut window = beside(source(&[MAIL], 70, true));
    settled(&mut window);
    window.get_by_label("Subject: Notes");
    window.get_by_label("Find in source").focus();
    settled(&mut window);
    window.get_by_label("Find in source").type_text("notes");
    settled(&mut window);
    settled(&mut window);
    window.get_by_label("1 of 2");
    window.get_by_label("Next match").click();
    settled(&mut window);
    window.get_by_label("2 of 2");
    window.get_by_label("Next match").click();
    settled(&mut window);
    window.get_by_label("1 of 2");
}

#[test]
fn a_source_is_copied_and_saved_whole() {
    let mut window = beside(source(&["From: M", "ara\r\n\r\nx"], 14, true));
    let clicked = click(&mut window, "Copy all");
    assert!(matches!(clicked.as_slice(), [Action::CopyText(all)] if all == "From: Mara\r\n\r\nx"));
    let clicked = click(&mut window, "Save as .eml");
    assert!(matches!(clicked.as_slice(), [Action::Message(WINDOW, MessageAct::SaveMessage)]));
}

#[test]
fn a_source_on_its_way_shows_how_far_it_is_and_can_be_stopped() {
    let mut window = beside(source(&[MAIL], 12_000_000, false));
    settled(&mut window);
    window.get_by_label("From: Mara");
    let clicked = click(&mut window, "Cancel");
    assert!(matches!(clicked.as_slice(), [Action::CancelFetch(WINDOW)]), "{clicked:?}");
    if let Some(WindowKind::Source(view)) =
        window.state_mut().state.windows.first_mut().map(|window| &mut window.kind)
    {
        view.failure = Some(Failure::new(FailureKind::Cancelled, "Stopped half-way."));
    }
    settled(&mut window);
    window.get_by_label("Stopped half-way.");
    let clicked = click(&mut window, "Retry");
    assert!(matches!(clicked.as_slice(), [Action::RetryFetch(WINDOW)]), "{clicked:?}");
}

#[test]
fn twenty_megabytes_of_source_lay_out_only_what_is_seen() {
    let piece = "a line of the source\r\n".repeat(12_000);
    let pieces = vec![piece.as_str(); 80];
    let mut window = beside(source(&pieces, 21_000_000, true));
    settled(&mut window);
    window.key_press(egui::Key::End);
    settled(&mut window);
    let shown = window.query_all_by_label("a line of the source").count();
    assert!((5..80).contains(&shown), "{shown} rows");
}

#[test]
fn what_the_keyboard_marks_in_a_source_is_copied() {
    let mut window = beside(source(&[MAIL], 70, true));
    settled(&mut window);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    settled(&mut window);
    window.event(egui::Event::Copy);
    let copied = settled(&mut window);
    assert!(matches!(copied.as_slice(), [Action::CopyText(all)] if all == MAIL), "{copied:?}");
}

fn person(name: &str, answer: &str) -> Attendee {
    Attendee {
        name: name.to_owned(),
        address: format!("{}@example.org", name.to_lowercase()),
        answer: answer.to_owned(),
    }
}

pub fn invite() -> Invite {
    let at =
        |hour| When { year: 2026, month: 11, day: 23, time: Some((hour, 0, 0)), zone: Zone::Utc };
    Invite {
        method: "REQUEST".to_owned(),
        summary: "Site visit 会议".to_owned(),
        description: "Bring a helmet.".to_owned(),
        place: "Harbour, gate 4".to_owned(),
        start: Some(at(10)),
        end: Some(at(11)),
        repeats: true,
        organizer: Some(person("Mara", "")),
        attendees: vec![person("Jonas", "ACCEPTED"), person("Ada", "NEEDS-ACTION")],
        more_events: 1,
    }
}

#[test]
fn an_invitation_says_what_when_where_and_who() {
    let it = Opened::Invite(Box::new(invite()));
    let mut window = beside(opened("text/calendar", "invite.ics", Some(it)));
    settled(&mut window);
    for name in [
        "Invitation",
        "Site visit 会议",
        "Monday, 23 November 2026, 10:00 – 11:00",
        "This event repeats.",
        "Harbour, gate 4",
        "jonas@example.org",
        "accepted",
        "has not answered",
        "Bring a helmet.",
    ] {
        window.get_by_label(name);
    }
    let cancelled = Invite { method: "CANCEL".to_owned(), ..invite() };
    let it = Opened::Invite(Box::new(cancelled));
    let mut window = beside(opened("text/calendar", "invite.ics", Some(it)));
    settled(&mut window);
    window.get_by_label("Cancelled");
}

pub fn card() -> Card {
    Card {
        name: "Ada Löwe".to_owned(),
        organization: "Harbour Works".to_owned(),
        title: "Engineer".to_owned(),
        emails: vec!["ada@example.org".to_owned()],
        phones: vec!["+49 30 1234".to_owned()],
        urls: vec!["https://example.org/ada".to_owned()],
        ..Card::default()
    }
}

#[test]
fn of_many_contacts_those_in_view_are_laid_out() {
    let cards = (0..2_000).map(|n| Card { name: format!("Person {n}"), ..card() }).collect();
    let mut window = beside(opened("text/vcard", "all.vcf", Some(Opened::Contacts(cards))));
    settled(&mut window);
    let shown = window.query_all_by_label_contains("Person ").count();
    assert!((2..20).contains(&shown), "{shown}");
    let first = window.get_by_label("Person 0").rect();
    let second = window.get_by_label("Person 1").rect();
    assert!(second.top() - first.bottom() > 20.0, "one below the other");
}

#[test]
fn a_contact_is_a_card_whose_links_ask() {
    let it = Opened::Contacts(vec![card()]);
    let mut window = beside(opened("text/vcard", "ada.vcf", Some(it)));
    settled(&mut window);
    for name in ["Ada Löwe", "Engineer · Harbour Works", "ada@example.org", "+49 30 1234"] {
        window.get_by_label(name);
    }
    let clicked = click(&mut window, "https://example.org/ada");
    assert!(matches!(clicked.as_slice(), [Action::ClickLink { .. }]), "{clicked:?}");
}

pub fn table() -> Table {
    let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
    let mut rows = vec![row(["City", "Ship", "Tons"])];
    rows.extend((0..900).map(|n| row(["Hamburg", "Aurora", &format!("{n}")])));
    Table { rows, columns: 3, cut: true }
}

#[test]
fn a_table_keeps_its_head_and_lays_out_what_is_seen() {
    let it = Opened::Table(table());
    let mut window = beside(opened("text/csv", "ships.csv", Some(it)));
    settled(&mut window);
    for name in ["City", "Tons", "0", "The first 901 rows; there is more in the file."] {
        window.get_by_label(name);
    }
    assert!(window.query_all_by_label("Aurora").count() < 60);
}

pub fn archive() -> Archive {
    let entry = |path: &str, size_bytes| ArchiveEntry {
        path: path.to_owned(),
        size_bytes,
        is_folder: path.ends_with('/'),
        ..ArchiveEntry::default()
    };
    let mut setup = entry("tools/setup.exe", 900_000);
    setup.encrypted = true;
    Archive {
        entries: vec![entry("tools/", 0), entry("tools/読む.txt", 1_200), setup],
        total: 3,
        warning: Some("It holds tools/setup.exe, which is a program.".to_owned()),
    }
}

#[test]
fn an_archive_is_listed_with_its_totals_and_its_dangers() {
    let it = Opened::Archive(archive());
    let mut window = beside(opened("application/zip", "tools.zip", Some(it)));
    settled(&mut window);
    window.get_by_label("2 files, 901 kB unpacked; a password is needed to unpack it");
    window.get_by_label("It holds tools/setup.exe, which is a program.");
    window.get_by_label("tools/読む.txt, 1 kB");
}

#[test]
fn the_files_in_a_container_are_listed() {
    let file = PackedFile {
        name: "plan.pdf".to_owned(),
        safe_name: "plan.pdf".to_owned(),
        bytes: vec![0; 2_000],
    };
    let it = Opened::Files(vec![file]);
    let mut window = beside(opened("application/ms-tnef", "winmail.dat", Some(it)));
    settled(&mut window);
    window.get_by_label("1 file, 2 kB");
    window.get_by_label("plan.pdf, PDF file, 2 kB");
    assert!(window.query_by_label("Save all").is_none(), "there is one");
}

/// The window of a container with two files, and how the saving of the first goes.
fn container<'a>(state: Option<SaveState>) -> super::Window<'a> {
    let file = |name: &str| PackedFile {
        name: name.to_owned(),
        safe_name: name.to_owned(),
        bytes: vec![0; 2_000],
    };
    let it = Opened::Files(vec![file("plan.pdf"), file("notes.txt")]);
    let mut all = opened("application/ms-tnef", "winmail.dat", Some(it));
    if let Some(saving) = state {
        let save = Action::Message(WINDOW, MessageAct::SaveInside { index: 0 });
        all.update(save);
        all.saves.values_mut().for_each(|job| job.state = saving.clone());
    }
    beside(all)
}

#[test]
fn each_file_in_a_container_is_saved_or_all_are() {
    let mut window = container(None);
    settled(&mut window);
    // The first is the container's own.
    assert_eq!(window.query_all_by_label("Save").count(), 3);
    window.query_all_by_label("Save").last().expect("beside the last file").click();
    let clicked = settled(&mut window);
    assert!(
        matches!(
            clicked.as_slice(),
            [Action::Message(WINDOW, MessageAct::SaveInside { index: 1 })]
        ),
        "{clicked:?}"
    );
    let clicked = click(&mut window, "Save all");
    assert!(
        matches!(clicked.as_slice(), [Action::Message(WINDOW, MessageAct::SaveAllInside)]),
        "{clicked:?}"
    );
}

#[test]
fn a_file_in_a_container_says_how_its_saving_went() {
    let mut window = container(Some(SaveState::Done("/home/me/plan (2).pdf".into())));
    settled(&mut window);
    window.get_by_label("plan.pdf, Saved as plan (2).pdf, 2 kB");
    let clicked = click(&mut window, "Dismiss");
    assert!(matches!(clicked.as_slice(), [Action::DismissSave(_)]), "{clicked:?}");
    let failure = Failure::new(FailureKind::File, "The disk is full.");
    let mut window = container(Some(SaveState::Failed(failure)));
    settled(&mut window);
    window.get_by_label("plan.pdf, The disk is full., 2 kB");
    let clicked = click(&mut window, "Retry");
    assert!(
        matches!(
            clicked.as_slice(),
            [Action::Message(WINDOW, MessageAct::SaveInside { index: 0 })]
        ),
        "{clicked:?}"
    );
}

#[test]
fn an_attached_message_has_its_own_header_and_text() {
    let it = Opened::Message(Arc::new(text("The forwarded text.")));
    let mut window = beside(opened("message/rfc822", "fwd.eml", Some(it)));
    settled(&mut window);
    for name in ["Notes from the site visit", "mara@example.org", "The forwarded text."] {
        window.get_by_label(name);
    }
}

#[test]
fn a_file_that_cannot_be_shown_says_why_and_is_saved_all_the_same() {
    let sentence = "This is not a PDF that can be read.";
    let it = Opened::Nothing(sentence);
    let mut window = beside(opened("application/pdf", "plan.pdf", Some(it)));
    settled(&mut window);
    window.get_by_label(sentence);
    let clicked = click(&mut window, "Save the file");
    assert!(
        matches!(clicked.as_slice(), [Action::Message(WINDOW, MessageAct::SaveAttachment { part })]
            if *part == PartId(vec![2])),
        "{clicked:?}"
    );
}

#[test]
fn a_part_on_its_way_can_be_stopped() {
    let mut window = beside(opened("application/pdf", "plan.pdf", None));
    settled(&mut window);
    window.get_by_label("plan.pdf");
    let clicked = click(&mut window, "Cancel");
    assert!(matches!(clicked.as_slice(), [Action::CancelFetch(WINDOW)]), "{clicked:?}");
}
