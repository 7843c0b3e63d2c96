//! The message pane: every state between a click and a text, and what its controls say.

use std::sync::Arc;

use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Acting, Action, MessageAct, State, Wish};
use mailpane::engine::{Event, Place, SaveId};
use mailpane::mime::Attachment;
use mailpane::model::{Failure, FailureKind, PartId, RawHeader, Unsubscribe, Verdict};

use super::{
    WORK, address, arrived, attachment, body, click, key, loading, settled, tender, window,
};

#[test]
fn without_a_message_there_is_a_hint() {
    let window = window(State::default());
    window.get_by_label("Choose a message to read it here.");
}

#[test]
fn what_the_row_said_is_shown_before_the_text_arrives() {
    let mut window = window(loading());
    assert!(settled(&mut window).is_empty(), "nothing was painted that counts as read");
    window.get_by_label("Notes from the site visit");
    window.get_by_label("mara@example.org");
    window.get_by_label("Fetching the message");
}

#[test]
fn painting_the_text_is_reported_until_it_is_known() {
    let mut window = window(arrived(body("Hello both,"), &[]));
    assert!(matches!(
        settled(&mut window).first(),
        Some(Action::Message(Place::PANE, MessageAct::Painted))
    ));
    window.state_mut().state.update(Action::Message(Place::PANE, MessageAct::Painted));
    settled(&mut window);
    window.step();
    assert!(window.state().actions.is_empty());
    window.get_by_label("Hello both,");
}

#[test]
fn the_address_always_stands_beside_the_name() {
    let mut mail = body("x");
    let long = format!("{}@{}.example.net", "a.long.local.part".repeat(6), "sub".repeat(20));
    mail.from = vec![address(&"boss@example.org ".repeat(30), &long)];
    let window = window(arrived(mail, &[]));
    window.get_by_label(&long);
}

#[test]
fn what_is_odd_about_the_sender_and_what_the_server_says_is_told() {
    let mut mail = body("x");
    mail.sender_warnings = vec!["The sender is ambiguous.".to_owned()];
    let shown = window(arrived(mail.clone(), &[]));
    shown.get_by_label("The sender is ambiguous.");
    shown.get_by_label("Not verified");
    mail.verdict = Verdict::Confirmed { domain: "example.org".to_owned() };
    window(arrived(mail, &[])).get_by_label("example.org confirmed by your server");
}

#[test]
fn a_way_to_unsubscribe_is_asked_about_before_it_opens() {
    let mut mail = body("x");
    let link = "https://list.example/stop".to_owned();
    mail.unsubscribe = vec![Unsubscribe { link: link.clone(), shown: "list.example".to_owned() }];
    let mut window = window(arrived(mail, &[]));
    let clicked = click(&mut window, "Unsubscribe at list.example");
    assert!(
        matches!(clicked.as_slice(), [Action::ClickLink { target, .. }] if *target == link),
        "{clicked:?}"
    );
}

#[test]
fn the_flags_are_changed_by_their_buttons() {
    let mut window = window(arrived(body("x"), &[]));
    // Painted, so it is read by now.
    let clicked = click(&mut window, "Mark unread");
    assert!(matches!(
        clicked.as_slice(),
        [Action::Act(Acting::At(Place::PANE), Wish::Read(false))]
    ));
    let clicked = click(&mut window, "Flag");
    assert!(matches!(
        clicked.as_slice(),
        [Action::Act(Acting::At(Place::PANE), Wish::Flagged(true))]
    ));
}

#[test]
fn nothing_can_be_changed_where_only_looking_is_allowed() {
    let mut state = arrived(body("x"), &[]);
    state.look_only = true;
    let mut window = window(state);
    assert!(click(&mut window, "Mark read").is_empty());
    assert!(click(&mut window, "Flag").is_empty());
}

#[test]
fn many_recipients_are_named_when_asked_for() {
    let mut mail = body("x");
    mail.to = (0..30).map(|n| address("", &format!("person{n}@example.org"))).collect();
    let mut window = window(arrived(mail, &[]));
    assert!(window.query_by_label("person7@example.org").is_none());
    click(&mut window, "and 27 more");
    window.get_by_label("person7@example.org");
    click(&mut window, "Show fewer");
    window.get_by_label("and 27 more");
}

#[test]
fn all_headers_come_when_asked_for() {
    let mut window = window(arrived(body("x"), &[]));
    click(&mut window, "More");
    let clicked = click(&mut window, "All headers");
    assert!(matches!(
        clicked.as_slice(),
        [Action::Message(Place::PANE, MessageAct::ShowAllHeaders(true))]
    ));
    window.state_mut().state.update(Action::Message(Place::PANE, MessageAct::ShowAllHeaders(true)));
    settled(&mut window);
    window.get_by_label("Fetching the header fields…");
    let headers = Arc::from([RawHeader { name: "X-Odd".to_owned(), value: "字".repeat(9_000) }]);
    window.state_mut().state.apply(Event::HeadersLoaded { key: key(), headers });
    settled(&mut window);
    window.get_by_label("X-Odd");
}

#[test]
fn a_link_tells_its_true_target_and_asks() {
    let mut window = window(arrived(body("See https://example.org/a for more."), &[]));
    let clicked = click(&mut window, "https://example.org/a");
    let [Action::ClickLink { target, text }] = clicked.as_slice() else {
        panic!("expected a link, got {clicked:?}");
    };
    assert_eq!(
        (target.as_str(), text.as_str()),
        ("https://example.org/a", "https://example.org/a")
    );
}

#[test]
fn a_link_in_right_to_left_text_can_be_clicked_too() {
    let mut window = window(arrived(body("ראו https://example.org/a לפרטים"), &[]));
    let clicked = click(&mut window, "https://example.org/a");
    assert!(matches!(clicked.as_slice(), [Action::ClickLink { .. }]));
    window.get_by_label("ראו https://example.org/a לפרטים");
}

#[test]
fn a_paragraph_is_copied_as_it_was_written() {
    let mut window = window(arrived(body("שלום עולם\n\n> quoted"), &[]));
    window.state_mut().state.update(Action::Message(Place::PANE, MessageAct::Painted));
    settled(&mut window);
    window.get_by_label("שלום עולם").click_secondary();
    settled(&mut window);
    let copied = click(&mut window, "Copy text");
    let [Action::CopyText(text)] = copied.as_slice() else { panic!("got {copied:?}") };
    assert_eq!(text, "שלום עולם\n\n> quoted");
}

#[test]
fn a_huge_text_lays_out_only_what_is_seen() {
    let text: String = (0..100_000).map(|n| format!("paragraph {n}\n\n")).collect();
    let mut window = window(arrived(body(&text), &[]));
    settled(&mut window);
    window.get_by_label("paragraph 0");
    let shown = window.query_all_by_label_contains("paragraph ").count();
    assert!(shown < 60, "{shown} paragraphs are laid out");
}

#[test]
fn space_turns_pages_until_the_end() {
    let text: String = (0..200).map(|n| format!("paragraph {n}\n\n")).collect();
    let mut window = window(arrived(body(&text), &[]));
    settled(&mut window);
    let mut pages = 0;
    while !window.state_mut().message.page_down() {
        pages += 1;
        assert!(pages < 50, "no end");
        settled(&mut window);
    }
    assert!(pages > 3);
    window.get_by_label("paragraph 199");
    assert!(window.query_by_label("paragraph 0").is_none());
}

#[test]
fn text_made_from_html_says_so_quietly() {
    let words = "Shown as text; the message is HTML.";
    let mut mail = body("Dear reader,");
    assert!(window(arrived(mail.clone(), &[])).query_by_label(words).is_none());
    mail.text.from_html = true;
    window(arrived(mail, &[])).get_by_label(words);
}

#[test]
fn more_text_is_fetched_when_asked_for() {
    let mut mail = body("the beginning");
    mail.text.read_bytes = 262_144;
    mail.text.total_bytes = 12_000_000;
    let mut window = window(arrived(mail, &[]));
    let clicked = click(&mut window, "Show more (262 kB of 12.0 MB)");
    assert!(matches!(clicked.as_slice(), [Action::Message(Place::PANE, MessageAct::ShowMoreText)]));
}

#[test]
fn a_failed_message_says_why_and_can_be_retried() {
    let mut state = loading();
    let failure = Failure::new(FailureKind::Refused, "The server could not give this message.")
        .with_server_text(Some("[SERVERBUG] oops".to_owned()));
    state.apply(Event::MessageFailed { key: key(), failure });
    let mut window = window(state);
    window.get_by_label("The server could not give this message.");
    window.get_by_label("The server says: “[SERVERBUG] oops”");
    assert!(matches!(
        click(&mut window, "Retry").as_slice(),
        [Action::Message(Place::PANE, MessageAct::Retry)]
    ));
}

#[test]
fn a_deleted_message_keeps_its_text() {
    let mut state = arrived(body("still here"), &[]);
    state.apply(Event::Expunged { account: WORK, mailbox: tender().name, seq: 1 });
    let window = window(state);
    window.get_by_label("This message was deleted.");
    window.get_by_label("still here");
}

#[test]
fn a_message_without_text_says_so_and_lists_its_files() {
    let mut window = window(arrived(body(""), &[attachment(2, "plan.pdf")]));
    window.get_by_label("This message has no text.");
    window.get_by_label("plan.pdf");
    window.get_by_label("PDF · 180 kB");
    let clicked = click(&mut window, "Save");
    let [Action::Message(Place::PANE, MessageAct::SaveAttachment { part })] = clicked.as_slice()
    else {
        panic!("{clicked:?}")
    };
    assert_eq!(*part, PartId(vec![2]));
}

#[test]
fn several_files_are_saved_together() {
    let files = [attachment(2, "a.pdf"), attachment(3, "b.pdf")];
    let mut window = window(arrived(body("x"), &files));
    assert_eq!(window.query_all_by_label("Save").count(), 2);
    assert!(matches!(
        click(&mut window, "Save all").as_slice(),
        [Action::Message(Place::PANE, MessageAct::SaveAllAttachments)]
    ));
}

#[test]
fn a_saving_shows_how_far_it_is_and_can_be_stopped() {
    let mut state = arrived(body("x"), &[attachment(2, "a.pdf")]);
    let id = SaveId(0);
    state
        .update(Action::Message(Place::PANE, MessageAct::SaveAttachment { part: PartId(vec![2]) }));
    state.update(Action::SavePathChosen { id, path: Some("/tmp/a.pdf".into()) });
    state.apply(Event::SaveProgress { id, done_bytes: 1_000, total_bytes: 243_000 });
    let mut window = window(state);
    window.get_by_label("1 kB of 243 kB");
    assert!(matches!(click(&mut window, "Cancel").as_slice(), [Action::CancelSave(SaveId(0))]));
    window.state_mut().state.apply(Event::SaveFinished { id, path: "/tmp/a (2).pdf".into() });
    settled(&mut window);
    window.get_by_label("Saved as a (2).pdf");
    assert!(matches!(click(&mut window, "Dismiss").as_slice(), [Action::DismissSave(SaveId(0))]));
    let failure = Failure::new(FailureKind::File, "The disk is full.");
    window.state_mut().state.apply(Event::SaveFailed { id, failure });
    settled(&mut window);
    window.get_by_label("The disk is full.");
    assert!(matches!(
        click(&mut window, "Retry").as_slice(),
        [Action::Message(Place::PANE, MessageAct::SaveAttachment { .. })]
    ));
}

#[test]
fn ten_thousand_attachments_lay_out_only_what_is_seen() {
    let files: Vec<Attachment> = (0..10_000).map(|n| attachment(n, &format!("{n}.pdf"))).collect();
    let window = window(arrived(body("x"), &files));
    assert!(window.query_all_by_label("Save").count() < 60);
}

#[test]
fn what_the_pointer_marks_is_copied() {
    let mut window = window(arrived(body("first paragraph\n\nsecond paragraph"), &[]));
    settled(&mut window);
    let first = window.get_by_label("first paragraph").rect();
    let second = window.get_by_label("second paragraph").rect();
    window.hover_at(first.left_center());
    window.step();
    window.drag_at(first.left_center());
    window.step();
    window.hover_at(first.center());
    window.step();
    // Half a line to the right of the last letter.
    window.hover_at(second.right_center());
    window.step();
    window.drop_at(second.right_center());
    window.step();
    window.event(egui::Event::Copy);
    let copied = settled(&mut window).into_iter().find_map(|action| match action {
        Action::CopyText(text) => Some(text),
        _ => None,
    });
    assert_eq!(copied.as_deref(), Some("first paragraph\n\nsecond paragraph"));
}
