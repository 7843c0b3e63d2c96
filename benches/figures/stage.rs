//! What the parts of the measurement stand on, each made when the first part asks for it: servers,
//! mailboxes, desktops.

use std::cell::OnceCell;
use std::path::Path;
use std::time::Instant;

use crate::support::cyrus::Cyrus;
use crate::support::desktop::{Desktop, Parts};
use crate::support::dovecot::{Dovecot, Options};
use crate::support::fill::{double, fill, warm};
use crate::support::mail::Kind;

/// The mailboxes that the promises are about, and the one they are compared with.
const FEW: usize = 100;
const MANY: usize = 100_000;
const VAST: usize = 1_000_000;
/// Cyrus keeps a file a message, and takes its time for each: 20,000 messages are 2,500 of them,
/// doubled three times. Round trips, which the promise is about, do not depend on more.
const ON_CYRUS: usize = 20_000;
const CYRUS_DOUBLED: u32 = 3;

/// The message that is larger than what most servers take, as sent, in megabytes of 1,000,000 bytes.
pub const HEAVY_MB: usize = 100;

/// A folder whose messages came in the order of their numbers, and one where they did not.
pub const FOLDER: &str = "Archive";
pub const MOVED_FOLDER: &str = "Moved";

/// Many messages in a file: a million files cost more than all the rest.
const MDBOX: &str = "mail_location = mdbox:~/mail\nmdbox_rotate_size = 64M\n";

/// Where an account is to be found. Its password is "secret".
#[derive(Clone, Copy, Debug)]
pub struct Login<'a> {
    pub user: &'static str,
    pub tls_port: u16,
    pub ca_file: &'a Path,
}

/// Dropping it ends all of it.
#[derive(Default)]
pub struct Stage {
    dovecot: OnceCell<Dovecot>,
    cyrus: OnceCell<Cyrus>,
    few: OnceCell<()>,
    many: OnceCell<()>,
    vast: OnceCell<()>,
    on_cyrus: OnceCell<()>,
    heavy: OnceCell<()>,
    worst: OnceCell<()>,
    quiet_desktop: OnceCell<Desktop>,
    named_desktop: OnceCell<Desktop>,
}

impl Stage {
    /// Dovecot with no mail but what the other calls bring.
    pub fn dovecot(&self) -> &Dovecot {
        self.dovecot
            .get_or_init(|| Dovecot::start_with(Options { extra: MDBOX, ..Options::default() }))
    }

    /// 100 messages on Dovecot.
    pub fn few(&self) -> Login<'_> {
        self.few.get_or_init(|| self.fill_dovecot("alice", "INBOX", FEW, Kind::default()));
        self.on_dovecot("alice")
    }

    /// 100,000 messages on Dovecot, of every kind, and 100 each in [`FOLDER`] and [`MOVED_FOLDER`].
    pub fn many(&self) -> Login<'_> {
        self.many.get_or_init(|| {
            let kind = Kind::default();
            self.fill_dovecot("big", "INBOX", MANY, kind);
            self.fill_dovecot("big", FOLDER, FEW, Kind { seed: 2, ..kind });
            self.fill_dovecot("big", MOVED_FOLDER, FEW, Kind { seed: 3, moved: true, ..kind });
        });
        self.on_dovecot("big")
    }

    /// 1,000,000 short messages on Dovecot.
    pub fn vast(&self) -> Login<'_> {
        self.vast.get_or_init(|| {
            self.fill_dovecot("vast", "INBOX", VAST, Kind { short: true, ..Kind::default() });
        });
        self.on_dovecot("vast")
    }

    /// A message of [`HEAVY_MB`] with a text and an attachment on Dovecot.
    pub fn heavy(&self) -> Login<'_> {
        self.heavy.get_or_init(|| {
            // Four bytes are sent for three.
            let large_bytes = HEAVY_MB * 1_000_000 / 4 * 3;
            let kind = Kind { large: 1, large_bytes, ..Kind::default() };
            self.fill_dovecot("heavy", "INBOX", 1, kind);
        });
        self.on_dovecot("heavy")
    }

    /// Mails with one part each, by media type and content, on Dovecot; the first is the newest.
    pub fn worst(&self, mails: &[(&str, String)]) -> Login<'_> {
        self.worst.get_or_init(|| {
            let mut client = self.dovecot().client("worst", "secret");
            for (media_type, content) in mails.iter().rev() {
                let mail = format!(
                    "From: Ann <ann@harbour.example>\r\nSubject: Worst\r\nMIME-Version: 1.0\r\n\
                     Content-Type: {media_type}; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}",
                    content.replace('\n', "\r\n")
                );
                let tag = client.tag();
                let length = mail.len();
                client.send(format!("{tag} APPEND INBOX {{{length}+}}\r\n{mail}\r\n").as_bytes());
                client.finish(&tag);
            }
        });
        self.on_dovecot("worst")
    }

    /// 20,000 messages on Cyrus.
    pub fn on_cyrus(&self) -> Login<'_> {
        let cyrus = self.cyrus.get_or_init(Cyrus::start);
        self.on_cyrus.get_or_init(|| {
            let began = Instant::now();
            let kind = Kind { short: true, ..Kind::default() };
            let mut client = cyrus.client("big", "secret");
            fill(&mut client, "INBOX", ON_CYRUS >> CYRUS_DOUBLED, kind);
            (0..CYRUS_DOUBLED).for_each(|_| double(&mut client, "INBOX"));
            eprintln!("Cyrus has {ON_CYRUS} messages after {} s.", began.elapsed().as_secs());
        });
        Login { user: "big", tls_port: cyrus.tls_port, ca_file: &cyrus.certs.ca }
    }

    /// A desktop with nothing on it that costs the program anything.
    pub fn desktop(&self) -> &Desktop {
        self.quiet_desktop
            .get_or_init(|| Desktop::start_with(Parts { keyring: false, accessibility: false }))
    }

    /// A desktop on which controls are found by name. Being readable costs the program something:
    /// only round trips are counted there.
    pub fn desktop_with_names(&self) -> &Desktop {
        self.named_desktop
            .get_or_init(|| Desktop::start_with(Parts { keyring: false, accessibility: true }))
    }

    fn on_dovecot(&self, user: &'static str) -> Login<'_> {
        let dovecot = self.dovecot();
        Login { user, tls_port: dovecot.tls_port, ca_file: &dovecot.certs.ca }
    }

    fn fill_dovecot(&self, user: &str, mailbox: &str, count: usize, kind: Kind) {
        let began = Instant::now();
        let mut client = self.dovecot().client(user, "secret");
        fill(&mut client, mailbox, count, kind);
        let filled_secs = began.elapsed().as_secs();
        let [first, second] = warm(&mut client, mailbox).map(|took| took.as_millis());
        if count > FEW {
            eprintln!(
                "Dovecot has {count} messages after {filled_secs} s; it sorts them by arrival in \
                 {first} ms the first time, then in {second} ms."
            );
        }
    }
}
