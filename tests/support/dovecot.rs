//! A private Dovecot 2.3 on free loopback ports, with everything it writes in a temporary folder.
//!
//! Users: `alice`, `big`, `vast`, `heavy` and `worst` with the password `secret`, and `bob`, whose password tries every
//! encoder: [`BOB_PASSWORD`]. Each has Drafts, Sent, Trash, Junk and Archive with special uses.
//! Runs as root, which gives the mail processes to a user without rights, or as any other user.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::certs::{self, Certificate, Certs};
use super::imap::Client;
use super::process::{Running, free_port, give_to, id, is_root, log_tail, open_to_all, run};

/// A quote, a backslash, a space, the bracket that begins a literal, and a letter beyond ASCII.
pub const BOB_PASSWORD: &str = r#"p"a\s s%{é}"#;

const USERS: &str = "alice:{PLAIN}secret::::::\nbig:{PLAIN}secret::::::\n\
                     vast:{PLAIN}secret::::::\nheavy:{PLAIN}secret::::::\n\
                     worst:{PLAIN}secret::::::\nbob:{PLAIN}p\"a\\s s%{é}::::::\n";

/// Owns the mail where the tests run as root; no such user need exist.
const MAIL_USER: &str = "1500";

/// Another process may take a port between our look and Dovecot's bind: then with others.
const TRIES: u32 = 3;

#[derive(Debug, Default)]
pub struct Options {
    pub certificate: Certificate,
    /// Lines for the end of dovecot.conf; they win over what stands before them.
    pub extra: &'static str,
}

/// A running server. Dropping it ends it and removes its mail.
#[derive(Debug)]
pub struct Dovecot {
    running: Running,
    /// Plain, with STARTTLS; logging in without it is allowed.
    pub port: u16,
    /// TLS from the first byte.
    pub tls_port: u16,
    pub certs: Certs,
    options: Options,
    // Last: the folder goes when the process has gone.
    home: TempDir,
}

impl Dovecot {
    pub fn start() -> Self {
        Self::start_with(Options::default())
    }

    pub fn start_with(options: Options) -> Self {
        require_version();
        let home = tempfile::Builder::new().prefix("mailpane-dovecot").tempdir().expect("a folder");
        let dir = home.path();
        for folder in ["base", "state", "home", "tls"] {
            fs::create_dir(dir.join(folder)).expect("the folder takes folders");
        }
        fs::write(dir.join("users"), USERS).expect("the folder takes files");
        if is_root() {
            open_to_all(dir);
            give_to(MAIL_USER, &dir.join("home"));
        }
        let certs = certs::make(&dir.join("tls"), options.certificate);
        for attempt in 1.. {
            let (port, tls_port) = (free_port(), free_port());
            fs::write(dir.join("dovecot.conf"), config(dir, port, tls_port, &options))
                .expect("the folder takes files");
            let running = launch(dir);
            if let Some(running) = wait_for_greeting(running, dir, port, attempt) {
                return Self { running, port, tls_port, certs, options, home };
            }
        }
        unreachable!("the last attempt returns or panics")
    }

    /// Ends the server and starts it again, on the same ports and with the same mail.
    pub fn restart(&mut self) {
        self.stop();
        self.running = launch(self.home.path());
        let port = self.port;
        self.running.wait_until("a greeting", || Client::connect(port).ok());
    }

    /// Ends the server; the connections to it are closed.
    pub fn stop(&mut self) {
        self.running.stop();
    }

    /// A client of the test's own on the plain port, logged in: a second view of the mailbox.
    pub fn client(&self, user: &str, password: &str) -> Client {
        let mut client = Client::connect(self.port).expect("the server greets");
        client.login(user, password);
        client
    }

    /// Runs doveadm on this server.
    pub fn doveadm(&self, arguments: &[&str]) -> String {
        let output =
            run(Command::new(program("doveadm")).arg("-c").arg(self.config()).args(arguments));
        String::from_utf8_lossy(&output).into_owned()
    }

    /// A shell command whose stdin and stdout carry IMAP that asks for a login.
    pub fn tunnel(&self) -> String {
        format!(
            "openssl s_client -quiet -verify_return_error -CAfile '{}' -connect 127.0.0.1:{}",
            self.certs.ca.display(),
            self.tls_port
        )
    }

    /// A shell command like `ssh host imap`: IMAP that greets with PREAUTH, as `user`.
    pub fn preauth_tunnel(&self, user: &str) -> String {
        format!("'{}' -c '{}' exec imap -u {user}", program("doveadm"), self.config().display())
    }

    /// The end of the server's log, as a sentence.
    pub fn log_tail(&self) -> String {
        log_tail(&self.home.path().join("dovecot.log"))
    }

    fn config(&self) -> PathBuf {
        self.home.path().join("dovecot.conf")
    }
}

fn launch(dir: &Path) -> Running {
    let mut command = Command::new(program("dovecot"));
    command.arg("-F").arg("-c").arg(dir.join("dovecot.conf")).stdin(Stdio::null());
    Running::start("Dovecot", &mut command, &dir.join("out"))
}

/// `None` where a port was taken and another try makes sense.
fn wait_for_greeting(mut running: Running, dir: &Path, port: u16, attempt: u32) -> Option<Running> {
    let log = dir.join("dovecot.log");
    let taken = || fs::read_to_string(&log).is_ok_and(|log| log.contains("already in use"));
    let greeted = running.wait_until(&format!("a greeting ({})", log.display()), || {
        if Client::connect(port).is_ok() {
            return Some(true);
        }
        if taken() && attempt < TRIES {
            return Some(false);
        }
        let text = fs::read_to_string(&log).unwrap_or_default();
        assert!(!text.contains("Fatal:"), "Dovecot cannot start. {}", log_tail(&log));
        None
    });
    greeted.then_some(running)
}

/// The server's programs stand where a normal user's PATH does not lead.
fn program(name: &str) -> String {
    ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"]
        .iter()
        .map(|folder| format!("{folder}/{name}"))
        .find(|path| Path::new(path).exists())
        .unwrap_or_else(|| panic!("{name} is not installed. \"make test\" installs dovecot-imapd."))
}

fn require_version() {
    let output = run(Command::new(program("dovecot")).arg("--version"));
    let version = String::from_utf8_lossy(&output);
    assert!(
        version.starts_with("2.3."),
        "These tests configure Dovecot 2.3, and this machine has {}.",
        version.trim()
    );
}

fn config(dir: &Path, port: u16, tls_port: u16, options: &Options) -> String {
    let (users, owner) = if is_root() {
        (String::new(), format!("uid={MAIL_USER} gid={MAIL_USER}"))
    } else {
        let (user, group) = (id("-un"), id("-gn"));
        let lines = format!(
            "default_internal_user = {user}\ndefault_login_user = {user}\n\
             default_internal_group = {group}\n"
        );
        (lines, format!("uid={user} gid={group}"))
    };
    include_str!("dovecot.conf.in")
        .replace("@DIR@", &dir.display().to_string())
        .replace("@PORT@", &port.to_string())
        .replace("@TLS_PORT@", &tls_port.to_string())
        .replace("@USERS@", &users)
        .replace("@OWNER@", &owner)
        + options.extra
}
