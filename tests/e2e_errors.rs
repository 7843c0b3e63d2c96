//! What goes wrong at the login is said in words beside the field that caused it, and the form
//! stays open with all that was typed.

#![allow(clippy::expect_used)]

mod support;

use support::atspi::{named, naming};
use support::certs::Certificate;
use support::desktop::Parts;
use support::dovecot::{Dovecot, Options};
use support::process::free_port;
use support::steps::{
    Login, Stage, WHOLE_DESKTOP, button, entry, letter, on_a_desktop, row, settings_with,
};

#[test]
fn each_mistake_in_the_form_is_told_and_can_be_mended() {
    let server = with_a_letter();
    on_a_desktop("e2e_errors", WHOLE_DESKTOP, |stage| {
        // RFC 6761 §6.4: no server has this name, ever.
        let host = "nowhere.invalid";
        open_form(stage, &Login { password: "wrong", host, ca: None, ..login(&server) });
        told_by(stage, "No server named “nowhere.invalid” was found");

        stage.type_into(&entry("Server"), "localhost");
        stage.type_into(&entry("Port"), &free_port().to_string());
        told_by(stage, "localhost refuses connections at port");

        stage.type_into(&entry("Port"), &server.tls_port.to_string());
        told_by(stage, "signed by nobody this computer trusts");

        let ca = server.certs.ca.display().to_string();
        // The sentence names its field: nothing has to be unfolded.
        stage.type_into(&entry("Certificate authority file"), &ca);
        told_by(stage, "The server says: “Authentication failed");

        assert_eq!(stage.see.text(&entry("Name")), "Work", "what was typed stays");
        stage.type_into(&named("Password").role("password text"), "secret");
        stage.click(&button("Connect"));
        stage.see.wait(&row("Ann, Tickets"));
        stage.see.wait_gone(&entry("Server"));
        stage.quit();
    });
}

#[test]
fn an_expired_certificate_is_not_one_for_another_name() {
    let expired = server_with(Certificate::Expired);
    let other_name = server_with(Certificate::OtherName);
    on_a_desktop("e2e_errors_certificates", WHOLE_DESKTOP, |stage| {
        open_form(stage, &login(&expired));
        told_by(stage, "The certificate of localhost has expired");

        stage.type_into(&entry("Port"), &other_name.tls_port.to_string());
        let ca = other_name.certs.ca.display().to_string();
        stage.type_into(&entry("Certificate authority file"), &ca);
        told_by(stage, "is not for localhost");
        stage.quit();
    });
}

#[test]
fn a_machine_without_a_keyring_is_told_and_asked_each_time() {
    let server = with_a_letter();
    let parts = Parts { keyring: false, ..WHOLE_DESKTOP };
    on_a_desktop("e2e_errors_keyring", parts, |stage| {
        open_form(stage, &login(&server));
        stage.see.wait_state(&naming("Remember password"), "checked", true);
        stage.click(&button("Connect"));
        stage.see.wait(&row("Ann, Tickets"));
        stage.wait_for_words("There is no password store on this system");
        stage.quit();

        stage.open(&["--config-dir", &settings(stage)]);
        let password = named("Password").role("password text");
        stage.type_into(&password, "secret");
        stage.see.wait_state(&naming("Remember password"), "checked", false);
        stage.click(&button("Connect"));
        stage.see.wait(&row("Ann, Tickets"));
        stage.see.wait_gone(&password);
        stage.quit();
    });
}

#[test]
fn a_broken_settings_file_is_told_and_left_as_it_is() {
    let server = Dovecot::start();
    on_a_desktop("e2e_errors_settings", WHOLE_DESKTOP, |stage| {
        let folder = settings_with(stage, "tls", server.tls_port, &server.certs.ca);
        let file = folder.join("accounts.toml");
        let broken =
            std::fs::read_to_string(&file).expect("it was written").replace("host", "hots");
        std::fs::write(&file, &broken).expect("the folder takes files");
        stage.open(&["--config-dir", &folder.display().to_string()]);
        let words = stage.wait_for_words("accounts.toml");
        assert!(words.contains(", line 4, key hots: "), "{words}");
        assert!(words.contains("Correct the file"), "what to do: {words}");
        stage.quit();
        assert_eq!(std::fs::read_to_string(&file).expect("it is there"), broken);
    });
}

fn server_with(certificate: Certificate) -> Dovecot {
    Dovecot::start_with(Options { certificate, ..Options::default() })
}

/// Ann's letter about tickets is in the inbox.
fn with_a_letter() -> Dovecot {
    let server = Dovecot::start();
    let letter = letter("Ann <a@example.org>", "Tickets", "Two.");
    server.client("alice", "secret").append("INBOX", "", &letter);
    server
}

/// A login that works.
fn login(server: &Dovecot) -> Login<'_> {
    Login {
        name: "Work",
        user: "alice",
        password: "secret",
        host: "localhost",
        port: server.tls_port,
        ca: Some(&server.certs.ca),
    }
}

fn settings(stage: &Stage) -> String {
    stage.desktop.home().join("settings").display().to_string()
}

fn open_form(stage: &mut Stage, login: &Login<'_>) {
    let mut command = stage.command(&["--config-dir", &settings(stage)]);
    // Where this machine's name server does not answer, that is known after a second.
    stage.open_with(command.env("RES_OPTIONS", "timeout:1 attempts:1"));
    stage.click(&button("Add account"));
    stage.fill_in(login);
}

/// Presses Connect; the form says what went wrong and can be sent again.
fn told_by(stage: &mut Stage, sentence: &str) {
    stage.click(&button("Connect"));
    stage.wait_for_words(sentence);
    stage.see.wait_state(&button("Connect"), "enabled", true);
}
