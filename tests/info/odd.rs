//! Odd and hostile answers: each costs what it is about, and nothing else.

use std::time::{Duration, Instant};

use mailpane::imap::{Session, SessionOptions};
use mailpane::model::{FolderInfo, MailboxName, Told};
use mailpane::wire::Shared;

use crate::script::{Line, client, serve, server_bytes};

/// What is made of these answers to all that is asked of a folder.
fn told(answers: Vec<u8>) -> FolderInfo {
    let mut script =
        vec![server_bytes("* PREAUTH [CAPABILITY IMAP4rev1 STATUS=SIZE QUOTA ACL] hi\r\n")];
    for line in [
        "m1 STATUS \"INBOX\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY SIZE)",
        "m2 GETQUOTAROOT \"INBOX\"",
        "m3 MYRIGHTS \"INBOX\"",
        "m4 GETACL \"INBOX\"",
        "m5 LISTRIGHTS \"INBOX\" \"anyone\"",
        "m6 LISTRIGHTS \"INBOX\" \"me\"",
    ] {
        script.push(client(line));
    }
    script.push(Line::Server(answers));
    let done: String = (1..=6).map(|tag| format!("m{tag} OK\r\n")).collect();
    script.push(server_bytes(done));
    let (endpoint, served) = serve(script);
    let mut session =
        Session::open(&endpoint, None, &SessionOptions::default(), &Shared::new()).unwrap();
    let info = session.folder_info(&MailboxName::inbox(), (true, "me"), &mut |_| {}).unwrap();
    drop(session);
    served.finish();
    info
}

#[test]
fn silence_is_told_as_silence() {
    let info = told(Vec::new());
    assert_eq!(info.counts, Told::Refused(String::new()));
    assert_eq!(info.acl, Told::Refused(String::new()));
    assert!(info.quotas.said().unwrap().roots.is_empty());
}

#[test]
fn nonsense_costs_itself_only() {
    let answers = b"* QUOTA\r\n* QUOTA x (STORAGE)\r\n* QUOTAROOT\r\n* ACL\r\n* MYRIGHTS\r\n\
        * LISTRIGHTS INBOX\r\n* ACL INBOX bob\r\n* MYRIGHTS INBOX NIL\r\n\
        * QUOTAROOT INBOX x\r\n* QUOTA x (STORAGE 1 0 storage 99999999999999999999999 1)\r\n";
    let info = told(answers.to_vec());
    assert!(info.acl.said().unwrap().entries.is_empty());
    assert!(info.rights.said().unwrap().is_empty());
    let resources = &info.quotas.said().unwrap().roots[0].resources;
    assert_eq!((resources.len(), resources[0].limit), (1, 0));
}

#[test]
fn floods_are_bounded_in_memory_and_time() {
    let began = Instant::now();
    let mut answers = Vec::new();
    for n in 0..10_000 {
        answers.extend(format!("* QUOTA root{n} (STORAGE 1 2)\r\n").bytes());
    }
    let name = "x".repeat(900 * 1024);
    answers.extend(format!("* ACL INBOX {name} lr bob lr\r\n").bytes());
    answers.extend(format!("* QUOTAROOT INBOX {{{}}}\r\n{name}\r\n", name.len()).bytes());
    answers.extend(format!("* QUOTA {{{}}}\r\n{name} (STORAGE 5 9)\r\n", name.len()).bytes());
    answers.extend(format!("* LISTRIGHTS INBOX anyone {}\r\n", "l ".repeat(200_000)).bytes());
    let info = told(answers);
    let quotas = info.quotas.said().unwrap();
    assert!(quotas.roots.len() <= 50 && quotas.left_out >= 9_000, "{}", quotas.left_out);
    let acl = info.acl.said().unwrap();
    assert_eq!((acl.entries.len(), acl.left_out), (1, 1));
    assert!(info.grantable.groups.len() <= 36);
    // A wide bound: a quadratic reading would take minutes.
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}
