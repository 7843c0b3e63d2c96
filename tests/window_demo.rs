//! The whole program but its window system: shell, state, views and engine on the demo account,
//! by accessible names.

#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::time::{Duration, Instant};

use egui::vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use mailpane::config::{ConfigDir, WindowSettings};
use mailpane::demo::DemoServer;
use mailpane::model::{Account, Flag, SecretSource, Security};
use mailpane::shell::{Launch, Window};
use mailpane::trace::Trace;
use mailpane::ui;
use tempfile::TempDir;

/// Longest wait for something that must come; only a failing test waits so long.
const PATIENCE: Duration = Duration::from_secs(20);

fn window(server: &DemoServer, folder: &std::path::Path) -> Harness<'static, Window> {
    let account = Account {
        secret: SecretSource::Ask,
        ..Account::new("Demo", "demo", "sample mail", Security::Tls)
    };
    let launch = Launch {
        accounts: Vec::new(),
        config_problem: None,
        config: ConfigDir::locate(Some(folder.to_owned()), true).expect("a folder was given"),
        settings: WindowSettings::default(),
        look_only: false,
        private: true,
        demo: true,
        locals: vec![(account, server.clone())],
        notices: Vec::new(),
        scans: Vec::new(),
        trace: Trace::off(),
    };
    // System fonts are the machine's affair: a glyph that is missing here is no failure.
    Harness::builder().with_size(vec2(1_280.0, 800.0)).allow_missing_glyphs().build_eframe(
        move |creation| {
            ui::install(&creation.egui_ctx);
            Window::new(launch, &creation.egui_ctx)
        },
    )
}

/// Steps until `there` holds. The workers run on threads of their own, as in the program.
fn until(
    harness: &mut Harness<'static, Window>,
    what: &str,
    there: impl Fn(&Harness<'static, Window>) -> bool,
) {
    let end = Instant::now() + PATIENCE;
    while !there(harness) {
        assert!(Instant::now() < end, "waited in vain for {what}: {:#?}", harness.state().state());
        harness.step();
        // Lets the workers run between two passes; what is waited for is the condition.
        std::thread::yield_now();
    }
    harness.step();
}

fn shows(text: &'static str) -> impl Fn(&Harness<'static, Window>) -> bool {
    move |harness| harness.query_by_label_contains(text).is_some()
}

/// The window on the sample account, once this is in it; what it keeps would lie in the folder.
fn showing(text: &'static str) -> (DemoServer, TempDir, Harness<'static, Window>) {
    let folder = tempfile::tempdir().unwrap();
    let server = DemoServer::sample();
    let mut harness = window(&server, folder.path());
    until(&mut harness, text, shows(text));
    (server, folder, harness)
}

/// Opens a folder's dialog by its button, types behind the name that is there, and submits.
fn type_name(harness: &mut Harness<'static, Window>, open: &str, text: &str, submit: &str) {
    harness.get_by_label(open).click();
    until(harness, "the dialog", |harness| harness.query_by_label("Folder name").is_some());
    harness.get_by_label("Folder name").focus();
    harness.step();
    harness.get_by_label("Folder name").type_text(text);
    harness.step();
    harness.get_by_label(submit).click();
}

#[test]
fn a_click_on_the_newest_row_shows_its_text_and_marks_it_read() {
    let (server, _folder, mut harness) = showing("Mara Lindqvist, Notes from the site visit");
    harness.get_by_label_contains("Mara Lindqvist, Notes from the site visit").click();
    until(&mut harness, "the text", shows("the north façade needs a second look"));
    until(&mut harness, "the flag", |harness| {
        let state = harness.state().state();
        let list = state.list.as_ref();
        let seen = list.and_then(|list| list.row(list.exists)).map(|row| row.flags.has(Flag::Seen));
        seen == Some(true)
    });
    // What the server holds, seen by another client.
    until(&mut harness, "\\Seen on the server", |_| DemoClient::seen(&server, "INBOX"));
}

#[test]
fn a_folder_is_made_renamed_and_deleted_by_its_buttons() {
    let (_server, _folder, mut harness) = showing("Newsletters");
    type_name(&mut harness, "New folder", "Plans", "Create");
    until(&mut harness, "the new folder", |harness| is_open(harness, "Plans"));

    type_name(&mut harness, "Rename folder", " of the year", "Rename");
    until(&mut harness, "the new name", |harness| {
        harness.state().state().dialog.is_none() && !is_open(harness, "Plans")
    });

    harness.get_by_label("Delete folder").click();
    until(&mut harness, "the question", shows("Delete for good"));
    harness.get_by_label("Delete for good").click();
    until(&mut harness, "INBOX", |harness| is_open(harness, "INBOX"));
    let state = harness.state().state();
    let mailboxes = state.accounts.first().and_then(|view| view.mailboxes.clone()).unwrap();
    assert!(!mailboxes.iter().any(|mailbox| mailbox.full_name.contains("of the year")));
}

#[test]
fn a_refusal_stands_in_the_dialog_in_the_servers_words() {
    let (server, _folder, mut harness) = showing("Newsletters");
    server.refuse("CREATE", "no room for folders");
    type_name(&mut harness, "New folder", "Plans", "Create");
    until(&mut harness, "the server's words", shows("no room for folders"));
}

#[test]
fn mail_that_arrives_shows_at_the_top_by_itself() {
    let (server, _folder, mut harness) = showing("Mara Lindqvist, Notes from the site visit");
    let mail = b"From: Noor <noor@example.org>\r\nSubject: Just in\r\n\r\nHello.\r\n".to_vec();
    server.append("INBOX", &[], 1_795_500_000, mail);
    until(&mut harness, "the new row", shows("Noor, Just in"));
}

#[test]
fn nothing_is_written_to_a_private_folder() {
    let (_server, folder, mut harness) = showing("Mara Lindqvist, Notes from the site visit");
    harness.get_by_label("Show all folders").click();
    harness.step();
    drop(harness);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

fn is_open(harness: &Harness<'static, Window>, name: &str) -> bool {
    harness.state().state().open_mailbox().is_some_and(|(_, mailbox)| mailbox.full_name == name)
}

/// A second client of the same server, in raw IMAP.
struct DemoClient;

impl DemoClient {
    /// Whether the newest message of a mailbox has `\Seen`.
    fn seen(server: &DemoServer, mailbox: &str) -> bool {
        use std::io::{BufRead, BufReader, Write};
        let (reader, mut writer) = server.connect().unwrap().split();
        let mut lines = BufReader::new(reader).lines();
        let commands = format!(
            "a LOGIN demo demo\r\nb EXAMINE {mailbox}\r\nc FETCH * (FLAGS)\r\nd LOGOUT\r\n"
        );
        writer.write_all(commands.as_bytes()).unwrap();
        let mut seen = false;
        while let Some(Ok(line)) = lines.next() {
            seen |= line.contains("FETCH") && line.contains("\\Seen");
            if line.starts_with("d OK") {
                break;
            }
        }
        seen
    }
}
