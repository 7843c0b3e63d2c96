//! A private Cyrus IMAP server, unpacked into `target/cyrus` by `packaging/setup-cyrus.sh`.
//!
//! The same users as [`super::dovecot`]. It differs from Dovecot where it matters: other
//! capabilities, other answers' order, and it drops what is sent ahead behind AUTHENTICATE.

use std::env;
use std::fs;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::certs::{self, Certificate, Certs};
use super::dovecot::BOB_PASSWORD;
use super::imap::Client;
use super::process::{Running, free_port, give_to, id, is_root, open_to_all};

/// A running server. Dropping it ends it and removes its mail.
#[derive(Debug)]
pub struct Cyrus {
    running: Running,
    /// Plain, with STARTTLS; logging in without it is allowed.
    pub port: u16,
    /// TLS from the first byte.
    pub tls_port: u16,
    pub certs: Certs,
    // Last: the folder goes when the process has gone.
    home: TempDir,
}

impl Cyrus {
    pub fn start() -> Self {
        let root = unpacked();
        let home = tempfile::Builder::new().prefix("mailpane-cyrus").tempdir().expect("a folder");
        let dir = home.path();
        for folder in [
            "conf",
            "conf/db",
            "conf/proc",
            "conf/socket",
            "conf/ptclient",
            "conf/quota",
            "conf/user",
            "conf/log",
            "conf/lock",
            "conf/msg",
            "spool",
            "tls",
        ] {
            fs::create_dir(dir.join(folder)).expect("the folder takes folders");
        }
        let certs = certs::make(&dir.join("tls"), Certificate::Good);
        let (port, tls_port) = (free_port(), free_port());
        // Root's Cyrus becomes the user `mail`, whom every Debian has.
        let (user, group) =
            if is_root() { ("mail".into(), "mail".into()) } else { (id("-un"), id("-gn")) };
        fs::write(dir.join("imapd.conf"), settings(dir, &user, &group)).expect("a file");
        fs::write(dir.join("cyrus.conf"), services(dir, &root, port, tls_port)).expect("a file");
        for (name, password) in
            [("alice", "secret"), ("big", "secret"), ("bob", BOB_PASSWORD), ("cyrus", "secret")]
        {
            add_user(&root, dir, name, password);
        }
        if is_root() {
            open_to_all(dir);
            give_to(&format!("{user}:{group}"), dir);
        }
        let mut command = Command::new(root.join("usr/lib/cyrus/bin/master"));
        command.env("LD_LIBRARY_PATH", libraries(&root)).stdin(Stdio::null());
        command.arg("-D").arg("-C").arg(dir.join("imapd.conf"));
        command.arg("-M").arg(dir.join("cyrus.conf")).arg("-p").arg(dir.join("pid"));
        // When it ends, it ends its whole process group: that must not be the test's.
        command.process_group(0);
        let mut running = Running::start("Cyrus", &mut command, &dir.join("out"));
        running.wait_until("a greeting", || Client::connect(port).ok());
        Self { running, port, tls_port, certs, home }
    }

    /// A client of the test's own on the plain port, logged in.
    pub fn client(&self, user: &str, password: &str) -> Client {
        let mut client = Client::connect(self.port).expect("the server greets");
        client.login(user, password);
        client
    }

    /// The end of the server's output, as a sentence.
    pub fn log_tail(&self) -> String {
        self.running.log_tail()
    }
}

fn unpacked() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/cyrus");
    assert!(
        root.join("complete").exists(),
        "Cyrus is not in {}. \"make test\" puts it there (packaging/setup-cyrus.sh).",
        root.display()
    );
    root
}

/// Where the unpacked programs find their libraries, whatever the processor.
fn libraries(root: &Path) -> String {
    let machine = format!("{}-linux-gnu", env::consts::ARCH);
    let folders = [
        format!("usr/lib/{machine}"),
        format!("lib/{machine}"),
        "usr/lib".to_owned(),
        "usr/lib/cyrus".to_owned(),
    ];
    let paths: Vec<_> = folders.iter().map(|f| root.join(f).display().to_string()).collect();
    paths.join(":")
}

fn add_user(root: &Path, dir: &Path, name: &str, password: &str) {
    let mut child = Command::new(root.join("usr/sbin/saslpasswd2"))
        .env("LD_LIBRARY_PATH", libraries(root))
        .args(["-p", "-c", "-u", "localhost", "-f"])
        .arg(dir.join("sasldb2"))
        .arg(name)
        .stdin(Stdio::piped())
        .spawn()
        .expect("saslpasswd2 runs");
    let mut input = child.stdin.take().expect("its input is a pipe");
    input.write_all(password.as_bytes()).expect("it reads the password");
    drop(input);
    assert!(child.wait().expect("it ends").success(), "saslpasswd2 refused the user {name}");
}

/// `tls_eccurve`: by default Cyrus takes P-256 alone, which costs every client that offers X25519 first
/// one more flight of the TLS handshake. A curve that it cannot set leaves it OpenSSL's own choice.
fn settings(dir: &Path, user: &str, group: &str) -> String {
    format!(
        "configdirectory: {dir}/conf
partition-default: {dir}/spool
defaultpartition: default
cyrus_user: {user}
cyrus_group: {group}
admins: cyrus
servername: localhost
allowplaintext: yes
sasl_mech_list: PLAIN LOGIN
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {dir}/sasldb2
tls_server_cert: {dir}/tls/server.crt
tls_server_key: {dir}/tls/server.key
tls_eccurve: X25519
altnamespace: yes
unixhierarchysep: yes
autocreate_users: anyone
autocreate_quota: 2000000
autocreate_post: yes
autocreate_inbox_folders: Sent|Drafts|Trash|Junk|Archive
xlist-Sent: Sent
xlist-Drafts: Drafts
xlist-Trash: Trash
xlist-Junk: Junk
xlist-Archive: Archive
conversations: yes
specialusealways: yes
imapidresponse: yes
timeout: 30
syslog_prefix: mailpane-test
",
        dir = dir.display()
    )
}

fn services(dir: &Path, root: &Path, port: u16, tls_port: u16) -> String {
    let bin = root.join("usr/lib/cyrus/bin");
    let (bin, dir) = (bin.display(), dir.display());
    format!(
        "START {{
  recover cmd=\"{bin}/ctl_cyrusdb -C {dir}/imapd.conf -r\"
}}
SERVICES {{
  imap cmd=\"{bin}/imapd -C {dir}/imapd.conf -U 30\" listen=\"127.0.0.1:{port}\" prefork=1 maxchild=40
  imaps cmd=\"{bin}/imapd -s -C {dir}/imapd.conf -U 30\" listen=\"127.0.0.1:{tls_port}\" prefork=1 maxchild=40
}}
EVENTS {{
  checkpoint cmd=\"{bin}/ctl_cyrusdb -C {dir}/imapd.conf -c\" period=30
}}
DAEMON {{
  idled cmd=\"{bin}/idled -d -C {dir}/imapd.conf\"
}}
"
    )
}
