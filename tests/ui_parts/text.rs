//! Text in the pane: folded quotes, reader mode, words looked for, what stands below.

use std::sync::Arc;

use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, Look, MessageAct, State};
use mailpane::engine::Place;
use mailpane::html::{Article, ArticleBlock, ArticleKind};
use mailpane::model::{PartId, PartKind, RawHeader};
use mailpane::reading::{Content, Document, Reading};

use super::states::{arrived, article, attachment, part, text, words};
use super::{click, pane, settled};

fn reply() -> Reading {
    let quote = "> line of the quote\n".repeat(12);
    text(&format!("Agreed.\n\n{quote}\nSee you there.\n> short one\n"))
}

#[test]
fn a_long_quote_is_one_line_until_it_is_wanted() {
    let mut window = pane(arrived(reply()));
    settled(&mut window);
    assert!(window.query_by_label_contains("line of the quote").is_none());
    window.get_by_label("short one");
    let clicked = click(&mut window, "12 quoted lines");
    let [Action::Message(Place::PANE, act @ MessageAct::ToggleQuote { .. })] = clicked.as_slice()
    else {
        panic!("{clicked:?}")
    };
    window.state_mut().state.update(Action::Message(Place::PANE, act.clone()));
    settled(&mut window);
    assert!(window.query_by_label_contains("line of the quote").is_some());
    window.get_by_label("See you there.");
}

#[test]
fn words_in_a_folded_quote_are_found_and_counted() {
    let mut window = pane(arrived(reply()));
    settled(&mut window);
    window.state_mut().message.open_find();
    settled(&mut window);
    window.get_by_label("Find in message").type_text("LINE of");
    // What is looked for is state of the message.
    for _ in 0..3 {
        for action in settled(&mut window) {
            window.state_mut().state.update(action);
        }
    }
    window.get_by_label("1 of 12");
    assert!(window.query_by_label_contains("line of the quote").is_some());
}

fn in_reader(article: Article) -> State {
    let mut state = arrived(Reading { article: Some(Arc::new(article)), ..text("as text") });
    if let Some(view) = &mut state.message {
        view.look = Look::Reader;
    }
    state
}

#[test]
fn the_reader_shows_headings_lists_tables_pictures_and_code() {
    let mut window = pane(in_reader(article()));
    settled(&mut window);
    for name in [
        "November at the harbour",
        "The new quay",
        "Two cranes were lifted into place",
        "When will the quay be open?",
        "שלום עולם, זהו משפט ארוך בעברית שנקרא מימין לשמאל",
        "Polaris",
        "cargo run --release\n    Finished in 3.2 s",
    ] {
        window.get_by_label(name);
    }
    let ship = window.get_by_label("Ship").rect();
    assert_eq!(ship.left(), window.get_by_label("Polaris").rect().left(), "columns are aligned");
    assert!(window.query_by_label("as text").is_none());
}

#[test]
fn a_link_in_the_reader_asks_before_it_opens() {
    let mut window = pane(in_reader(article()));
    let clicked = click(&mut window, "Read the whole story here");
    let [Action::ClickLink { target, .. }] = clicked.as_slice() else { panic!("{clicked:?}") };
    assert_eq!(target, "https://news.example/1");
}

#[test]
fn a_hundred_thousand_blocks_lay_out_only_what_is_seen() {
    let block = |number: u32| ArticleBlock {
        quote_level: 0,
        kind: ArticleKind::Paragraph(words(&format!("paragraph {number}"))),
    };
    let article = Article { blocks: (0..100_000).map(block).collect(), is_cut: false };
    let mut window = pane(in_reader(article));
    settled(&mut window);
    window.get_by_label("paragraph 0");
    assert!(window.query_all_by_label_contains("paragraph ").count() < 60);
}

fn document(number: u32, name: &str, content: Content) -> Document {
    Document { part: PartId(vec![number]), name: name.to_owned(), content }
}

#[test]
fn what_stands_below_has_its_name_its_sender_and_its_buttons() {
    let mut inner = text("The forwarded text.");
    let deeper = document(9, "", Content::Message(Arc::new(text("deep"))));
    inner.below = Arc::from([deeper]);
    let below = [
        document(2, "notes.txt", Content::Text(Arc::new(text("Attached as text.")))),
        document(3, "", Content::Message(Arc::new(inner))),
        document(
            4,
            "plan.png",
            Content::NotFetched { media_type: "image/png".to_owned(), encoded_bytes: 9_000_000 },
        ),
    ];
    let mut reading = Reading { below: Arc::from(below), ..text("Hello.") };
    let seen = part(&[9], "message/rfc822", PartKind::Message(None));
    let structure = part(&[], "multipart/mixed", PartKind::Multipart(vec![seen]));
    Arc::make_mut(&mut reading.body).structure = Some(Arc::new(structure));
    let mut window = pane(arrived(reading));
    settled(&mut window);
    for name in ["notes.txt", "Attached as text.", "The forwarded text."] {
        window.get_by_label(name);
    }
    assert_eq!(window.query_all_by_label("mara@example.org").count(), 2);
    window.get_by_label("plan.png, PNG picture · 9.0 MB");
    for (name, number) in [("Show", 4), ("Open", 9)] {
        let clicked = click(&mut window, name);
        let [Action::Message(Place::PANE, MessageAct::OpenPart { part })] = clicked.as_slice()
        else {
            panic!("{clicked:?}")
        };
        assert_eq!(*part, PartId(vec![number]), "{name}");
    }
}

#[test]
fn a_message_inside_offers_of_its_attachments_what_the_server_can_send() {
    let mut inner = text("The forwarded text.");
    inner.attachments = Arc::from([
        attachment(31, "application/zip", "plans.zip"),
        attachment(32, "application/zip", "unseen.zip"),
        attachment(33, "application/zip", "other.zip"),
    ]);
    inner.below = Arc::from([document(9, "", Content::Message(Arc::new(text("deep"))))]);
    let below = [document(3, "", Content::Message(Arc::new(inner)))];
    let mut reading = Reading { below: Arc::from(below), ..text("Hello.") };
    // Under the number of the last one the server has something else.
    let seen = vec![
        part(&[31], "application/zip", PartKind::Leaf),
        part(&[33], "image/png", PartKind::Leaf),
    ];
    let structure = part(&[], "multipart/mixed", PartKind::Multipart(seen));
    Arc::make_mut(&mut reading.body).structure = Some(Arc::new(structure));
    let mut window = pane(arrived(reading));
    settled(&mut window);
    window.get_by_label("3 attachments · 540 kB");
    for name in ["plans.zip", "unseen.zip", "other.zip"] {
        window.get_by_label(name);
    }
    for (name, wanted) in [
        ("Open", MessageAct::OpenPart { part: PartId(vec![31]) }),
        ("Save", MessageAct::SaveAttachment { part: PartId(vec![31]) }),
    ] {
        let clicked = click(&mut window, name);
        let [Action::Message(Place::PANE, act)] = clicked.as_slice() else { panic!("{clicked:?}") };
        assert_eq!(*act, wanted);
    }
}

#[test]
fn only_what_can_be_looked_at_has_open_and_danger_is_said_in_words() {
    let files = [
        attachment(2, "image/png", "photo.png"),
        attachment(3, "application/octet-stream", "invoice.pdf.exe"),
    ];
    let mut window = pane(arrived(Reading { attachments: Arc::from(files), ..text("x") }));
    settled(&mut window);
    assert_eq!(window.query_all_by_label("Save").count(), 2);
    window.get_by_label("“invoice.pdf.exe”: This file can run or open other programs (.exe).");
    let clicked = click(&mut window, "Open");
    let [Action::Message(Place::PANE, MessageAct::OpenPart { part })] = clicked.as_slice() else {
        panic!("{clicked:?}")
    };
    assert_eq!(*part, PartId(vec![2]));
}

#[test]
fn another_program_is_offered_in_the_menu() {
    let files = [attachment(2, "application/msword", "letter.doc")];
    let mut window = pane(arrived(Reading { attachments: Arc::from(files), ..text("x") }));
    settled(&mut window);
    let more: Vec<_> = window.query_all_by_label("More").collect();
    more.last().expect("the card has a menu").click();
    drop(more);
    settled(&mut window);
    let clicked = click(&mut window, "Open with another program…");
    assert!(
        matches!(
            clicked.as_slice(),
            [Action::Message(Place::PANE, MessageAct::OpenPartWith { .. })]
        ),
        "{clicked:?}"
    );
}

#[test]
fn the_tree_of_parts_names_each_and_saves_any() {
    let leaf = part(&[2], "image/png", PartKind::Leaf);
    let text_part = part(&[1], "text/plain", PartKind::Leaf);
    let root = part(&[], "multipart/mixed", PartKind::Multipart(vec![text_part, leaf]));
    let mut reading = text("x");
    Arc::make_mut(&mut reading.body).structure = Some(Arc::new(root));
    let mut state = arrived(reading);
    state.update(Action::Message(Place::PANE, MessageAct::ShowParts(true)));
    let mut window = pane(state);
    settled(&mut window);
    window.get_by_label("multipart/mixed");
    window.get_by_label("image/png, base64, 243 kB");
    let buttons: Vec<_> = window.query_all_by_label("Save part").collect();
    assert_eq!(buttons.len(), 2);
    buttons[1].click();
    drop(buttons);
    let clicked = settled(&mut window);
    assert!(
        matches!(clicked.as_slice(), [.., Action::Message(_, MessageAct::SaveAttachment { part })]
            if *part == PartId(vec![2])),
        "{clicked:?}"
    );
}

#[test]
fn all_headers_are_copied_as_lines() {
    let mut state = arrived(text("x"));
    if let Some(view) = &mut state.message {
        view.show_all_headers = true;
        let header = RawHeader { name: "X-Odd".to_owned(), value: "字".to_owned() };
        view.headers = Some(Arc::from([header]));
    }
    let mut window = pane(state);
    let clicked = click(&mut window, "Copy all headers");
    assert!(matches!(clicked.as_slice(), [Action::CopyText(text)] if text == "X-Odd: 字\n"));
}
