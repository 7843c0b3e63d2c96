//! A session with a scripted server that is about to say something it must not.

use std::num::NonZeroU32;
use std::time::Duration;

use mailpane::imap::{Session, SessionOptions, Update};
use mailpane::model::MailboxName;
use mailpane::wire::{Limits, Shared};

use super::script::{Line, Served, client, serve, server};

pub fn ignore(_: Update) {}

pub fn uid(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

/// Limits that end a test soon where nothing should be waited for at all.
pub fn impatient() -> Limits {
    Limits { silence: Duration::from_millis(200), ..Limits::default() }
}

/// A session without login, with INBOX of three messages open.
pub fn opened(rest: Vec<Line>) -> (Session, Served) {
    let mut script = vec![
        server("* PREAUTH [CAPABILITY IMAP4rev1 IDLE ESEARCH] hi\r\n"),
        client("m1 SELECT \"INBOX\""),
        server("* 3 EXISTS\r\n* OK [UIDVALIDITY 9] x\r\nm1 OK [READ-WRITE] in\r\n"),
    ];
    script.extend(rest);
    let (endpoint, served) = serve(script);
    let options = SessionOptions::default();
    let mut session =
        Session::open_with(&endpoint, None, &options, &Shared::new(), impatient()).unwrap();
    session.open_mailbox(&MailboxName::inbox(), 0, false, &mut ignore).unwrap();
    (session, served)
}
