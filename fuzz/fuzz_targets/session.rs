//! A server that says anything at all: a session ends in a value or an error, never in a panic.
#![no_main]

use std::io::Write;

use libfuzzer_sys::fuzz_target;
use mailpane_fuzz::imap::{Credentials, Places, RowItems, Session, SessionOptions};
use mailpane_fuzz::model::{AuthMethod, MailboxName, Order, Secret, SortKey};
use mailpane_fuzz::wire::{Endpoint, LocalConnector, Shared, pipe};

fuzz_target!(|data: &[u8]| {
    let script = data.to_vec();
    let endpoint = Endpoint::Local(LocalConnector::new(move || {
        let (ours, theirs) = pipe();
        let (_, mut writer) = theirs.split();
        let script = script.clone();
        std::thread::Builder::new().name("server".into()).spawn(move || {
            // A login that works, so that what follows is read by the session.
            let _ = writer.write_all(b"* OK [CAPABILITY IMAP4rev1] ready\r\na1 OK [CAPABILITY IMAP4rev1 SORT ESORT SEARCHRES CONTEXT=SEARCH THREAD=REFS PREVIEW] in\r\n");
            let _ = writer.write_all(&script);
        })?;
        Ok(ours)
    }));
    let credentials = Credentials {
        user: "me".to_owned(),
        secret: Secret::new("secret".to_owned()),
        method: AuthMethod::Password,
    };
    let options = SessionOptions { look_only: true };
    let Ok(mut session) = Session::open(&endpoint, Some(&credentials), &options, &Shared::new())
    else {
        return;
    };
    let _ = session.open_mailbox(&MailboxName::inbox(), 50, true, &mut |_| {});
    let _ = session.fetch_details(&[1, 2, 50], &mut |_| {});
    let order = Order { key: SortKey::Date, descending: true };
    let places = Places { order, first: 0, last: 50, whole: false };
    let _ = session.sort_page(&places, RowItems { links: true }, &mut |_| {});
    let _ = session.threads(&mut |_| {});
    let _ = session.noop(&mut |_| {});
});
