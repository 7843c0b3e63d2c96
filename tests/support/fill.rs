//! Fills a mailbox fast: MULTIAPPEND (RFC 3502) with literals that wait for nothing (RFC 7888).

use std::time::{Duration, Instant};

use super::imap::Client;
use super::mail::{Kind, date, mails};

/// Messages in one APPEND: so many that what an APPEND costs beside them does not count, and few
/// enough that Dovecot's sdbox, a file a message, does not get slow again.
const BATCH: usize = 2000;

/// The most APPENDs for one mailbox: Dovecot writes the whole index anew with most of them, 40 MB for
/// a million messages.
const APPENDS: usize = 50;

/// Bytes held before they are written.
const WRITE_BYTES: usize = 1 << 20;

/// Appends `count` synthetic messages to a mailbox, which is created and subscribed
/// where it does not exist.
pub fn fill(client: &mut Client, mailbox: &str, count: usize, kind: Kind) {
    let quoted = format!("\"{mailbox}\"");
    if client.command(&format!("LIST \"\" {quoted}")).is_empty() {
        client.command(&format!("CREATE {quoted}"));
        client.command(&format!("SUBSCRIBE {quoted}"));
    }
    let batch = BATCH.max(count / APPENDS);
    let mut bytes = Vec::new();
    let mut open: Option<String> = None;
    for (index, mail) in mails(count, kind).enumerate() {
        if open.is_none() {
            let tag = client.tag();
            bytes.extend(format!("{tag} APPEND {quoted}").into_bytes());
            open = Some(tag);
        }
        let received = date("%d-%b-%Y %H:%M:%S +0000", mail.received_unix_secs);
        let length = mail.bytes.len();
        bytes.extend(format!(" ({}) \"{received}\" {{{length}+}}\r\n", mail.flags).into_bytes());
        bytes.extend(mail.bytes);
        let last = index + 1 == count || (index + 1) % batch == 0;
        if last {
            bytes.extend(b"\r\n");
        }
        if last || bytes.len() > WRITE_BYTES {
            client.send(&bytes);
            bytes.clear();
        }
        if let Some(tag) = open.take_if(|_| last) {
            client.finish(&tag);
        }
    }
}

/// Copies all messages of a mailbox behind themselves: twice as many, at once where the server links
/// files, as Cyrus does, which syncs each one that is appended to the disk (9 ms).
pub fn double(client: &mut Client, mailbox: &str) {
    client.command(&format!("SELECT \"{mailbox}\""));
    client.command(&format!("COPY 1:* \"{mailbox}\""));
    client.command("UNSELECT");
}

/// Has a server with SORT note the times of arrival in its index, as it does with any client that
/// sorts: without that the first such client waits for all of them to be read. Returns how long
/// that took, and then the second time.
pub fn warm(client: &mut Client, mailbox: &str) -> [Duration; 2] {
    client.command(&format!("EXAMINE \"{mailbox}\""));
    let took = [(); 2].map(|()| {
        let asked = Instant::now();
        client.command("SORT RETURN (COUNT) (REVERSE ARRIVAL) UTF-8 ALL");
        asked.elapsed()
    });
    client.command("UNSELECT");
    took
}
