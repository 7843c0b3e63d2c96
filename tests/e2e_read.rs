//! The main job, as a new user does it: log in by typing, see folders and mail, read, save an
//! attachment, close; and the next morning it is all there without a word.

#![allow(clippy::expect_used)]

mod support;

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use support::atspi::{named, naming};
use support::dovecot::Dovecot;
use support::steps::{
    Login, Stage, WHOLE_DESKTOP, button, entry, everything_in, folder, letter, on_a_desktop, row,
    wait_for,
};

const PASSWORD: &str = "secret";

#[test]
fn a_new_user_logs_in_reads_saves_and_comes_back() {
    let server = Dovecot::start();
    let attachment: Vec<u8> = (0..100_000_u32).map(|n| (n * 7 / 3) as u8).collect();
    let mut other = server.client("alice", PASSWORD);
    other.append("INBOX", "", &letter("Jonas Weber <j@example.org>", "Scaffolding", "On Monday."));
    other.append("Archive", "", &with_attachment(&attachment));
    on_a_desktop("e2e_read", WHOLE_DESKTOP, |stage| {
        let settings = stage.desktop.home().join("settings");
        open(stage, &settings);
        stage.click(&button("Add account"));
        stage.fill_in(&Login {
            name: "Work",
            user: "alice",
            password: PASSWORD,
            host: "localhost",
            port: server.tls_port,
            ca: Some(&server.certs.ca),
        });
        stage.see.wait_state(&naming("Remember password"), "checked", true);
        stage.click(&button("Connect"));
        stage.see.wait(&row("Jonas Weber, Scaffolding"));
        for name in ["Inbox", "Drafts", "Sent", "Archive", "Junk", "Trash"] {
            stage.see.wait(&folder(name));
        }

        stage.click(&folder("Archive"));
        let letter = row("Mara Lindqvist, Measured sheet");
        assert!(stage.see.wait(&letter).name.contains("unread"));
        stage.click(&letter);
        stage.wait_for_words("the joint at axis 4");
        other.command("SELECT Archive");
        wait_for("the message is marked as read on the server", || {
            let flags = other.command("FETCH 1 (FLAGS)").concat();
            flags.contains("\\Seen").then_some(())
        });

        let target = stage.desktop.home().join("axis 4.bin");
        stage.click(&button("Save"));
        stage.type_into(&entry("Path"), &target.display().to_string());
        stage.click(&button("Save").last());
        stage.wait_for_words("Saved as axis 4.bin");
        assert_eq!(fs::read(&target).expect("the file is there"), attachment);
        stage.quit();
        holds_the_account_and_no_password(&settings);

        open(stage, &settings);
        stage.see.wait(&row("Jonas Weber, Scaffolding"));
        assert_eq!(stage.see.find(&named("Password")), None);
        stage.quit();
    });
}

#[test]
fn a_connection_without_protection_is_warned_of_and_asks_each_time_if_so_wanted() {
    let server = Dovecot::start();
    let mut other = server.client("alice", PASSWORD);
    other.append("INBOX", "", &letter("Jonas Weber <j@example.org>", "Scaffolding", "On Monday."));
    on_a_desktop("e2e_read_plaintext", WHOLE_DESKTOP, |stage| {
        let settings = stage.desktop.home().join("settings");
        open(stage, &settings);
        stage.click(&button("Add account"));
        let security = named("Security").role("combo box");
        stage.click(&security);
        stage.click(&named("None (plaintext)"));
        stage.wait_for_words("everyone on the way can read your password");
        stage.fill_in(&Login {
            name: "Work",
            user: "alice",
            password: PASSWORD,
            host: "127.0.0.1",
            port: server.port,
            ca: None,
        });
        stage.click(&naming("Remember password"));
        stage.see.wait_state(&naming("Remember password"), "checked", false);
        stage.click(&button("Connect"));
        stage.see.wait(&row("Jonas Weber, Scaffolding"));
        stage.quit();
        let accounts = fs::read_to_string(settings.join("accounts.toml")).expect("it was written");
        assert!(accounts.contains("security = \"plaintext\""), "{accounts}");
        assert!(accounts.contains("secret = \"ask\""), "{accounts}");

        open(stage, &settings);
        let password = named("Password").role("password text");
        stage.type_into(&password, PASSWORD);
        stage.desktop.press(&["Return"]);
        stage.see.wait(&row("Jonas Weber, Scaffolding"));
        stage.quit();
    });
}

/// A machine without any program that could show a file dialog.
fn open(stage: &mut Stage, settings: &Path) {
    let mut command = stage.command(&["--config-dir", &settings.display().to_string()]);
    stage.open_with(command.env("PATH", stage.desktop.home().join("run")));
}

fn holds_the_account_and_no_password(settings: &Path) {
    let accounts = fs::read_to_string(settings.join("accounts.toml")).expect("it was written");
    assert!(accounts.contains("name = \"Work\"") && accounts.contains("user = \"alice\""));
    for path in everything_in(settings) {
        let text = fs::read_to_string(&path).expect("settings are text");
        assert!(!text.contains(PASSWORD), "the password is in {}: {text}", path.display());
    }
}

fn with_attachment(bytes: &[u8]) -> Vec<u8> {
    let lines: Vec<String> = bytes.chunks(57).map(|line| STANDARD.encode(line)).collect();
    format!(
        "From: Mara Lindqvist <mara@example.org>\r\nTo: Alice <alice@example.com>\r\n\
         Subject: Measured sheet\r\nDate: Mon, 5 Oct 2026 09:30:00 +0000\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n\
         See the joint at axis 4 in the sheet.\r\n\r\n--b\r\n\
         Content-Type: application/octet-stream\r\n\
         Content-Disposition: attachment; filename=sheet.bin\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        lines.join("\r\n")
    )
    .into_bytes()
}
