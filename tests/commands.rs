//! `mailpane check` and `mailpane show` as a script meets them: exit status, standard output, and
//! one line on standard error that says what to do.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use support::certs::Certificate;
use support::dovecot::{Dovecot, Options};
use support::process::free_port;
use support::steps::{PROGRAM, letter, write_account};

/// Runs the program without a display and without a session; `input` goes to its standard input.
fn mailpane(home: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(PROGRAM)
        .args(arguments)
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program was built");
    let mut stdin = child.stdin.take().expect("its input is a pipe");
    // It may have ended before it reads.
    stdin.write_all(input.as_bytes()).ok();
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

fn home() -> TempDir {
    tempfile::Builder::new().prefix("mailpane-commands").tempdir().expect("a folder")
}

fn succeeded(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// The one line on standard error of a command that failed.
fn failed(output: &Output) -> String {
    let errors = String::from_utf8(output.stderr.clone()).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(errors.lines().count(), 1, "{errors}");
    assert!(errors.starts_with("mailpane: ") && errors.ends_with(".\n"), "{errors}");
    errors
}

fn account(home: &Path, security: &str, port: u16, ca: &Path) -> String {
    write_account(home, security, port, ca);
    home.display().to_string()
}

#[test]
fn check_tells_about_an_account_over_tls_and_starttls() {
    let server = Dovecot::start();
    let home = home();
    for (security, port) in [("tls", server.tls_port), ("starttls", server.port)] {
        let settings = account(home.path(), security, port, &server.certs.ca);
        let output = mailpane(home.path(), &["--config-dir", &settings, "check", "Work"], "");
        let report = succeeded(&output);
        for words in [
            &format!("Server        localhost, port {port}") as &str,
            "Security      TLSv1.",
            "Certificate   SHA-256 ",
            "Logged in as  alice",
            "Round trip    ",
            " IDLE",
        ] {
            assert!(report.contains(words), "{words} in {report}");
        }
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn check_takes_a_url_and_the_password_from_standard_input() {
    let server = Dovecot::start();
    let home = home();
    let url = format!("imap://alice@127.0.0.1:{}", server.port);
    let report = succeeded(&mailpane(home.path(), &["--private", "check", &url], "secret\n"));
    assert!(report.contains("everyone on the way can read along"), "{report}");

    let errors = failed(&mailpane(home.path(), &["--private", "check", &url], "wrong\n"));
    assert!(errors.contains("The server says: "), "{errors}");
    assert!(!errors.contains("wrong"), "{errors}");
    failed(&mailpane(home.path(), &["--private", "check", &url], ""));
}

#[test]
fn check_says_what_is_wrong_with_a_certificate() {
    let home = home();
    for (certificate, words) in
        [(Certificate::Expired, "has expired"), (Certificate::OtherName, "is not for localhost")]
    {
        let server = Dovecot::start_with(Options { certificate, ..Options::default() });
        let settings = account(home.path(), "tls", server.tls_port, &server.certs.ca);
        let arguments = ["--config-dir", &settings, "check", "Work"];
        let errors = failed(&mailpane(home.path(), &arguments, ""));
        assert!(errors.contains(words), "{errors}");
    }
    let server = Dovecot::start();
    let url = format!("imaps://alice@localhost:{}", server.tls_port);
    let errors = failed(&mailpane(home.path(), &["--private", "check", &url], "secret\n"));
    assert!(errors.contains("signed by nobody"), "{errors}");
}

#[test]
fn check_says_what_cannot_be_reached() {
    let home = home();
    let url = format!("imap://alice@127.0.0.1:{}", free_port());
    let errors = failed(&mailpane(home.path(), &["--private", "check", &url], "secret\n"));
    assert!(errors.contains("refuses connections"), "{errors}");
    let errors = failed(&mailpane(home.path(), &["check", "Nobody"], ""));
    assert!(errors.contains("no account called Nobody"), "{errors}");
}

#[test]
fn show_prints_a_mail_as_text_and_as_json() {
    let home = home();
    let file = home.path().join("letter.eml");
    let bytes = letter("Ann <a@example.org>", "Tickets", "Two for Thursday.");
    fs::write(&file, bytes).expect("the folder takes files");
    let file = file.display().to_string();
    let text = succeeded(&mailpane(home.path(), &["show", &file], ""));
    assert!(text.contains("Subject: Tickets") && text.contains("Two for Thursday."), "{text}");
    let json = succeeded(&mailpane(home.path(), &["show", &file, "--json"], ""));
    assert!(serde_json::from_str::<Value>(&json).is_ok_and(|json| json.is_object()), "{json}");
}

#[test]
fn show_says_why_a_file_cannot_be_shown() {
    let home = home();
    let missing = home.path().join("none.eml").display().to_string();
    let errors = failed(&mailpane(home.path(), &["show", &missing], ""));
    assert!(errors.contains("none.eml cannot be read"), "{errors}");
    let picture = home.path().join("picture.eml");
    fs::write(&picture, [0x89, b'P', b'N', b'G', 0, 1, 2]).expect("the folder takes files");
    let errors = failed(&mailpane(home.path(), &["show", &picture.display().to_string()], ""));
    assert!(errors.contains("is not a mail"), "{errors}");
}

#[test]
fn render_paints_the_html_of_a_mail_and_else_its_text() {
    let home = home();
    let picture = home.path().join("page.png");
    let pixel = "<table width=700 height=50 bgcolor=#2563eb><tr><td>&nbsp;</table>";
    let alternatives = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nwords\r\n\
         --b\r\nContent-Type: text/html\r\n\r\n<body style=\"margin:0\">{pixel}\r\n--b--\r\n"
    );
    let text = letter("Ann <a@example.org>", "Tickets", "Two for Thursday.");
    for (mail, scale, colour) in
        [(alternatives.into_bytes(), "1", Some([37, 99, 235])), (text, "2", None)]
    {
        let file = home.path().join("mail.eml");
        fs::write(&file, mail).expect("the folder takes files");
        let [file, target] = [&file, &picture].map(|path| path.display().to_string());
        let arguments = ["render", &file, "-o", &target, "--width", "700", "--scale", scale];
        assert_eq!(succeeded(&mailpane(home.path(), &arguments, "")), "");
        let painted = image::open(&picture).expect("it is a picture").into_rgb8();
        let factor = scale.parse::<u32>().expect("a number");
        assert_eq!(painted.width(), 700 * factor);
        match colour {
            Some(colour) => assert_eq!(painted.get_pixel(600, 25).0, colour),
            None => assert!(painted.pixels().any(|pixel| pixel.0 == [0; 3]), "black letters"),
        }
    }
}

#[test]
fn render_paints_what_stands_below_under_the_first_page() {
    let home = home();
    let mut bytes = std::io::Cursor::new(Vec::new());
    let dot = image::RgbImage::from_pixel(20, 20, image::Rgb([0, 128, 0]));
    dot.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    let dot =
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes.into_inner());
    let page = |colour: &str| {
        format!("<body style='margin:0'><div style='height:40px;background:{colour}'></div>")
    };
    let mail = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/html\r\n\r\n{}\r\n\
         --b\r\nContent-Type: text/html\r\n\r\n{}\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inside\r\n\
         Content-Type: text/html\r\n\r\n{}\r\n\
         --b\r\nContent-Type: image/png\r\nContent-Disposition: inline\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{dot}\r\n--b--\r\n",
        page("#ff0000"),
        page("#0000ff"),
        page("#ffff00")
    );
    let (file, picture) = (home.path().join("mail.eml"), home.path().join("page.png"));
    fs::write(&file, mail).expect("the folder takes files");
    let [file, target] = [&file, &picture].map(|path| path.display().to_string());
    assert_eq!(succeeded(&mailpane(home.path(), &["render", &file, "-o", &target], "")), "");
    let painted = image::open(&picture).expect("it is a picture").into_rgb8();
    let colours: Vec<[u8; 3]> =
        painted.rows().filter_map(|mut row| row.nth(5)).map(|p| p.0).collect();
    let at = |colour: [u8; 3]| colours.iter().position(|found| *found == colour);
    let places = [[255, 0, 0], [0, 0, 255], [255, 255, 0], [0, 128, 0]].map(at);
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
}

#[test]
fn render_says_why_a_mail_cannot_be_painted() {
    let home = home();
    let missing = home.path().join("none.eml").display().to_string();
    let errors = failed(&mailpane(home.path(), &["render", &missing, "-o", "x.png"], ""));
    assert!(errors.contains("none.eml cannot be read"), "{errors}");
    let file = home.path().join("mail.eml");
    fs::write(&file, letter("a@example.org", "x", "y")).expect("the folder takes files");
    let target = home.path().join("none/page.png").display().to_string();
    let file = file.display().to_string();
    let errors = failed(&mailpane(home.path(), &["render", &file, "-o", &target], ""));
    assert!(errors.contains("page.png cannot be written"), "{errors}");
}

#[test]
fn wrong_usage_is_status_2_and_help_is_0() {
    let home = home();
    for arguments in [
        &["--nonsense"] as &[&str],
        &["check"],
        &["show"],
        &["check", "imaps://alice:secret@localhost"],
        &["--demo", "show", "a.eml"],
    ] {
        let output = mailpane(home.path(), arguments, "");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(!errors.contains("alice:secret"), "{errors}");
    }
    for arguments in [&["--help"] as &[&str], &["--version"], &["check", "--help"]] {
        assert!(!succeeded(&mailpane(home.path(), arguments, "")).is_empty());
    }
}

#[test]
fn a_window_without_a_display_is_told_in_one_line() {
    let home = home();
    let errors = failed(&mailpane(home.path(), &["--demo"], ""));
    assert!(errors.contains("needs a display"), "{errors}");
}

#[test]
fn files_that_are_no_mails_open_no_window() {
    let home = home();
    let picture = home.path().join("cat.png");
    fs::write(&picture, b"\x89PNG\r\n\x1a\n").expect("it is written");
    let error = failed(&mailpane(home.path(), &[&picture.display().to_string()], ""));
    assert!(error.contains("neither a mail (.eml) nor a file of mails (.mbox)"), "{error}");
    let error = failed(&mailpane(home.path(), &["/nowhere/x.mbox"], ""));
    assert!(error.contains("/nowhere/x.mbox cannot be read"), "{error}");
}
