//! The second client: what it does to the account, and what it finds there.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::imap::Client;

/// Folders that every account here has, beside those of a game.
pub const FOLDERS: [&str; 5] = ["INBOX", "Archive", "Trash", "Junk", "Projects"];

/// Those that stay, and in which nothing is done.
const QUIET: [&str; 2] = ["Sent", "Drafts"];

/// A line of the server's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub selectable: bool,
    pub subscribed: bool,
}

/// A message as the server holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub uid: u32,
    /// Flags and keywords, in lower case, without `\Recent`.
    pub flags: BTreeSet<String>,
    /// Its number in the game.
    pub mail: u32,
}

/// A folder as the server holds it, in the order of its sequence numbers.
#[derive(Clone, Debug)]
pub struct Folder {
    pub uid_validity: u32,
    pub messages: Vec<Held>,
}

impl Folder {
    pub fn unseen(&self) -> u32 {
        self.messages.iter().filter(|held| !held.flags.contains("\\seen")).count() as u32
    }
}

/// The whole account, by folder.
pub type Account = BTreeMap<String, Folder>;

/// A message that stands somewhere.
pub type At = (String, u32, u32);

#[derive(Debug)]
pub struct Other {
    client: Client,
}

impl Other {
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    /// Takes away all there is, and makes the folders of a game.
    pub fn begin(&mut self) {
        let mut folders = self.folders();
        // What is inside goes first.
        folders.sort_by_key(|folder| std::cmp::Reverse(folder.len()));
        for folder in folders {
            let stays = FOLDERS.iter().chain(&QUIET).any(|name| *name == folder);
            if !stays {
                self.leave();
                self.client.ask(&format!("DELETE \"{folder}\""));
                self.client.ask(&format!("UNSUBSCRIBE \"{folder}\""));
                continue;
            }
            self.client.command(&format!("SELECT \"{folder}\""));
            let (_, stored) = self.client.ask("STORE 1:* +FLAGS.SILENT (\\Deleted)");
            if stored.starts_with("OK") {
                self.client.command("EXPUNGE");
            }
        }
        let there = self.folders();
        for folder in
            FOLDERS.iter().chain(&QUIET).filter(|folder| !there.iter().any(|it| it == *folder))
        {
            self.client.command(&format!("CREATE \"{folder}\""));
        }
        self.leave();
    }

    /// Folders that can be opened.
    pub fn folders(&mut self) -> Vec<String> {
        let all = self.tree().into_iter().filter(|(_, listed)| listed.selectable);
        all.map(|(name, _)| name).collect()
    }

    /// All that the server lists.
    pub fn tree(&mut self) -> BTreeMap<String, Listed> {
        let lines = self.client.command("LSUB \"\" \"*\"");
        let subscribed: BTreeSet<String> =
            lines.iter().filter_map(|line| listed(line, "* LSUB ")).map(|(_, name)| name).collect();
        let lines = self.client.command("LIST \"\" \"*\"");
        let all = lines.iter().filter_map(|line| listed(line, "* LIST ")).map(|(words, name)| {
            let words = words.to_ascii_lowercase();
            let selectable = !words.contains("\\noselect") && !words.contains("\\nonexistent");
            let subscribed = subscribed.contains(&name);
            (name, Listed { selectable, subscribed })
        });
        all.collect()
    }

    /// Nothing is selected any more: a folder that goes or changes its name must not be.
    pub fn leave(&mut self) {
        self.client.command("EXAMINE Sent");
    }

    pub fn create(&mut self, folder: &str) -> bool {
        self.client.ask(&format!("CREATE \"{folder}\"")).1.starts_with("OK")
    }

    pub fn delete(&mut self, folder: &str) -> bool {
        self.leave();
        self.client.ask(&format!("DELETE \"{folder}\"")).1.starts_with("OK")
    }

    pub fn rename(&mut self, from: &str, to: &str) -> bool {
        self.leave();
        self.client.ask(&format!("RENAME \"{from}\" \"{to}\"")).1.starts_with("OK")
    }

    /// Delivers a message; where it stands.
    pub fn deliver(&mut self, folder: &str, mail: u32, flags: &str) -> Option<At> {
        let bytes = letter(mail);
        let tag = self.client.tag();
        let length = bytes.len();
        let line = format!("{tag} APPEND \"{folder}\" ({flags}) {{{length}+}}\r\n");
        self.client.send(&[line.as_bytes(), &bytes, b"\r\n"].concat());
        let (_, answer) = self.client.answer(&tag);
        let (uid_validity, uid) = code(&answer, "APPENDUID ")?.split_once(' ')?;
        Some((folder.to_owned(), uid_validity.parse().ok()?, uid.parse().ok()?))
    }

    /// The folder's UIDVALIDITY and UIDs, which stays selected; `None` where there is none.
    pub fn select(&mut self, folder: &str) -> Option<(u32, Vec<u32>)> {
        let (lines, answer) = self.client.ask(&format!("SELECT \"{folder}\""));
        if !answer.starts_with("OK") {
            return None;
        }
        let found = self.client.command("UID SEARCH ALL");
        let found = found.iter().find_map(|line| line.strip_prefix("* SEARCH")).unwrap_or("");
        let uids = found.split_whitespace().filter_map(|uid| uid.parse().ok()).collect();
        Some((uid_validity(&lines), uids))
    }

    /// Marks a message of the selected folder.
    pub fn mark(&mut self, uid: u32, sign: char, flag: &str) {
        self.client.ask(&format!("UID STORE {uid} {sign}FLAGS.SILENT ({flag})"));
    }

    /// Takes a message of the selected folder away for good.
    pub fn expunge(&mut self, uid: u32) {
        self.client.ask(&format!("UID STORE {uid} +FLAGS.SILENT (\\Deleted)"));
        self.client.ask(&format!("UID EXPUNGE {uid}"));
    }

    /// Copies or moves a message of the selected folder; where the copy stands.
    pub fn take(&mut self, verb: &str, uid: u32, to: &str) -> Option<At> {
        let (lines, answer) = self.client.ask(&format!("UID {verb} {uid} \"{to}\""));
        let said = lines.iter().chain([&answer]).find_map(|line| code(line, "COPYUID "))?;
        let mut words = said.split(' ');
        let (uid_validity, _, there) = (words.next()?, words.next()?, words.next()?);
        Some((to.to_owned(), uid_validity.parse().ok()?, there.parse().ok()?))
    }

    /// What the account holds now.
    pub fn look(&mut self) -> Account {
        let folders = self.folders();
        let account =
            folders.into_iter().map(|folder| (folder.clone(), self.folder(&folder))).collect();
        self.leave();
        account
    }

    fn folder(&mut self, folder: &str) -> Folder {
        let lines = self.client.command(&format!("EXAMINE \"{folder}\""));
        let mut held = Folder { uid_validity: uid_validity(&lines), messages: Vec::new() };
        if lines.iter().any(|line| line == "* 0 EXISTS") {
            return held;
        }
        let items = "(UID FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])";
        for line in self.client.command(&format!("FETCH 1:* {items}")) {
            held.messages.extend(message(&line));
        }
        held
    }

    /// The sequence numbers of a folder in an order of the server's (RFC 5256).
    pub fn sorted(&mut self, folder: &str, keys: &str) -> Vec<u32> {
        self.client.command(&format!("EXAMINE \"{folder}\""));
        let lines = self.client.command(&format!("SORT ({keys}) UTF-8 ALL"));
        let sorted = lines.iter().find_map(|line| line.strip_prefix("* SORT")).unwrap_or("");
        sorted.split_whitespace().filter_map(|seq| seq.parse().ok()).collect()
    }
}

/// A mail of the game: every third begins a conversation.
fn letter(mail: u32) -> Vec<u8> {
    let root = mail - mail % 3;
    let answers = if root == mail { String::new() } else { format!("References: <{root}@x>\r\n") };
    format!(
        "From: Mara <mara{}@example.org>\r\nSubject: mail {mail:04}\r\nMessage-ID: <{mail}@x>\r\n\
         {answers}Date: Mon, 23 Nov 2026 10:42:00 +0000\r\n\r\nHello.\r\n",
        mail % 7
    )
    .into_bytes()
}

/// The number in a subject.
pub fn mail_of(subject: &str) -> Option<u32> {
    subject.strip_prefix("mail ")?.parse().ok()
}

/// Attributes and name of a line of a list; `/` is between the levels of every server here.
fn listed(line: &str, begins: &str) -> Option<(String, String)> {
    let (words, rest) = line.strip_prefix(begins)?.split_once(") ")?;
    let (_, name) = rest.split_once(' ')?;
    Some((words.to_owned(), name.trim_matches('"').to_owned()))
}

fn uid_validity(lines: &[String]) -> u32 {
    let said = lines.iter().find_map(|line| code(line, "UIDVALIDITY "));
    said.and_then(|number| number.parse().ok()).expect("the server says UIDVALIDITY")
}

/// What stands behind a word in brackets.
fn code<'a>(line: &'a str, word: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(&format!("[{word}"))?;
    rest.split_once(']').map(|(said, _)| said)
}

fn message(line: &str) -> Option<Held> {
    let (_, rest) = line.split_once(" FETCH (")?;
    let uid = rest.split_once("UID ")?.1.split([' ', ')']).next()?.parse().ok()?;
    let flags = rest.split_once("FLAGS (")?.1.split_once(')')?.0;
    let flags = flags.split_whitespace().map(str::to_ascii_lowercase);
    let subject = rest.split_once("Subject: ")?.1.lines().next()?;
    let mail = mail_of(subject).expect("a mail of the game");
    Some(Held { uid, flags: flags.filter(|flag| flag != "\\recent").collect(), mail })
}
