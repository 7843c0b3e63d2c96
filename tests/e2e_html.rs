//! An HTML mail, as it was meant, and nothing more than that: what it names on the network is asked
//! for only when the user says so, and hosts in the user's own network not even then.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::PathBuf;

use support::atspi::{named, naming};
use support::dovecot::Dovecot;
use support::steps::{
    Stage, WHOLE_DESKTOP, button, on_a_desktop, read_trace, row, settings_with, wait_for,
};

/// A page of a newsletter with a link, a picture, and a style sheet, all on this host.
fn newsletter(host: &str) -> Vec<u8> {
    format!(
        "From: Garden Shop <news@example.org>\r\nTo: Alice <alice@example.com>\r\n\
         Subject: Winter catalogue\r\nDate: Mon, 5 Oct 2026 08:00:00 +0000\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n\
         <html><head><link rel=stylesheet href=\"http://{host}/style.css\">\
         <style>@import url(http://{host}/more.css); td {{ background: #efe }}</style></head>\
         <body background=\"http://{host}/paper.png\"><table width=600><tr><td>\
         <h1>Seeds for the winter</h1><p>Garlic goes into the ground now.</p>\
         <p><a href=\"https://shop.example.org/garlic\">Look at the garlic</a></p>\
         <img src=\"http://{host}/garlic.png\" width=300 height=200 alt=\"Garlic\">\
         </td></tr></table></body></html>\r\n"
    )
    .into_bytes()
}

/// Something that listens, and whether anybody came.
struct Listener(TcpListener);

impl Listener {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("it can be asked");
        Self(listener)
    }

    fn host(&self) -> String {
        self.0.local_addr().expect("it has an address").to_string()
    }

    fn was_left_alone(&self) {
        let came = self.0.accept().map(|(_, from)| from);
        let nobody = came.as_ref().is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
        assert!(nobody, "{came:?}");
    }
}

/// The window with this mail as the only one, and the mail shown.
fn reading(stage: &mut Stage, server: &Dovecot, mail: &[u8]) -> PathBuf {
    server.client("alice", "secret").append("INBOX", "", mail);
    let settings = settings_with(stage, "tls", server.tls_port, &server.certs.ca);
    let trace = stage.desktop.home().join("trace.jsonl");
    stage.open(&[
        "--config-dir",
        &settings.display().to_string(),
        "--trace",
        &trace.display().to_string(),
    ]);
    stage.click(&row("Garden Shop, Winter catalogue"));
    stage.wait_for_words("Garlic goes into the ground now.");
    trace
}

#[test]
fn a_newsletter_is_shown_as_it_was_meant_and_reaches_nobody() {
    let server = Dovecot::start();
    let listener = Listener::start();
    let mail = newsletter(&listener.host());
    on_a_desktop("e2e_html", WHOLE_DESKTOP, |stage| {
        let trace = reading(stage, &server, &mail);
        wait_for("the trace", || {
            let lines = read_trace(&trace);
            let shown = lines.into_iter().find(|line| line["event"] == "message_shown")?;
            assert_eq!(shown["kind"], "html", "{shown}");
            Some(())
        });

        let link = named("Look at the garlic").role("link");
        let (x, y) = stage.see.wait(&link).middle();
        stage.desktop.point_at(x, y);
        stage.wait_for_words("shop.example.org/garlic");
        stage.click(&link);
        stage.wait_for_words("shop.example.org");
        stage.click(&button("Cancel"));
        stage.see.wait_gone(&button("Cancel"));
        listener.was_left_alone();

        // Asked for, and refused all the same: it lies in the user's own network.
        stage.click(&named("Load remote content"));
        stage.wait_for_words("could not be loaded");
        listener.was_left_alone();
        stage.quit();
    });
}

#[test]
fn messages_and_their_sources_stand_side_by_side_in_windows_of_their_own() {
    let server = Dovecot::start();
    let mail = newsletter("pictures.example.org");
    on_a_desktop("e2e_windows", WHOLE_DESKTOP, |stage| {
        reading(stage, &server, &mail);
        stage.click(&button("Open in window"));
        let window = named("Winter catalogue").role("frame");
        stage.see.wait(&window);
        stage.desktop.focus_window("^Winter catalogue$");
        stage.desktop.press(&["ctrl+w"]);
        stage.see.wait_gone(&window);

        stage.desktop.focus_window("mailpane");
        stage.click(&button("Source"));
        stage.see.wait(&naming("Source of Winter catalogue").role("frame"));
        stage.wait_for_words("Content-Type: text/html; charset=utf-8");
        stage.desktop.focus_window("^Source of Winter catalogue$");
        stage.desktop.press(&["Escape"]);
        stage.see.wait_gone(&naming("Source of Winter catalogue").role("frame"));

        // A window that is still open ends with the program.
        stage.desktop.focus_window("mailpane");
        stage.click(&button("Open in window"));
        stage.see.wait(&window);
        stage.quit();
    });
}
