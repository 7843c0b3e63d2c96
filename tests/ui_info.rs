//! Account details, folder properties, rights and the lock, by accessible names: state in, actions
//! out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "support/frame.rs"]
mod frame;

#[path = "ui_info/account.rs"]
mod account_tests;
#[path = "ui_info/folder.rs"]
mod folder_tests;
#[path = "ui_info/lock.rs"]
mod lock_tests;

use std::sync::Arc;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, Effect, InfoAct, State};
use mailpane::engine::{Command, Event, InfoCommand, InfoEvent};
use mailpane::model::{
    AccountInfo, Acl, AclEntry, EXTENSIONS, FolderInfo, Grantable, Identifier, KeptMarks, Keyword,
    MailboxCounts, MailboxName, Namespace, Namespaces, Quota, QuotaResource, Quotas, ResourceKind,
    Rights, Told,
};

use frame::{WORK, Window, reading, window};

type Frame = Harness<'static, Window>;

fn tender() -> MailboxName {
    MailboxName::new(b"Projects/Tender")
}

fn rights(letters: &str) -> Rights {
    Rights::new(letters.as_bytes())
}

fn quotas(used: u64, limit: u64) -> Told<Quotas> {
    let resources = vec![QuotaResource { kind: ResourceKind::Storage, used, limit }];
    let roots = vec![Quota { root: "mara".to_owned(), resources }];
    Told::Said(Quotas { roots, left_out: 0 })
}

fn account_info() -> AccountInfo {
    let space =
        |prefix: &[u8]| vec![Namespace { prefix: MailboxName::new(prefix), delimiter: Some('/') }];
    AccountInfo {
        quotas: quotas(600_000, 2_000_000),
        namespaces: Told::Said(Namespaces {
            personal: space(b""),
            other: space(b"user/"),
            shared: Vec::new(),
        }),
        extensions: EXTENSIONS.iter().map(|one| (one, one.name != "PREVIEW")).collect(),
    }
}

fn entry(name: &str, letters: &str) -> AclEntry {
    AclEntry {
        who: Identifier::new(name.as_bytes()),
        shown: name.to_owned(),
        rights: rights(letters),
    }
}

fn acl(lines: &[(&str, &str)]) -> Acl {
    let entries = lines.iter().map(|(name, letters)| entry(name, letters)).collect();
    Acl { entries, left_out: 0 }
}

fn folder_info(mine: &str) -> FolderInfo {
    let counts = MailboxCounts {
        messages: 1_204,
        unseen: 12,
        uid_next: std::num::NonZeroU32::new(4_711),
        uid_validity: std::num::NonZeroU32::new(99),
        size_bytes: Some(73_400_000),
    };
    let letters = "lrswipkxtea";
    let groups = letters.bytes().map(|letter| Rights::new(&[letter])).collect();
    FolderInfo {
        counts: Told::Said(counts),
        has_size: true,
        quotas: quotas(1_900_000, 2_000_000),
        rights: Told::Said(rights(mine)),
        acl: Told::Said(acl(&[("mara@example.org", letters), ("jonas", "lrs"), ("anyone", "l")])),
        grantable: Grantable { always: Rights::NONE, groups },
        own_grantable: Grantable::default(),
        new_rights: true,
        kept: Some(KeptMarks {
            flags: vec![mailpane::model::Flag::Seen],
            keywords: Arc::from([Keyword::new("Work").unwrap()]),
            new_keywords: true,
            read_only: false,
        }),
    }
}

/// Opens a card as the window does; what it asks the server for.
fn opened(state: &mut State, act: InfoAct) -> Vec<InfoCommand> {
    asked(state.update(Action::Info(act)))
}

fn asked(effects: Vec<Effect>) -> Vec<InfoCommand> {
    let asked = effects.into_iter().filter_map(|effect| match effect {
        Effect::Send(WORK, Command::Info(command)) => Some(command),
        _ => None,
    });
    asked.collect()
}

fn with_account(state: &mut State) {
    opened(state, InfoAct::OpenAccount(WORK));
    let info = Arc::new(account_info());
    state.apply(Event::Info(InfoEvent::AccountRead { account: WORK, info }));
}

fn with_folder(state: &mut State, info: FolderInfo) {
    opened(state, InfoAct::OpenFolder { account: WORK, mailbox: tender() });
    let (mailbox, info) = (tender(), Arc::new(info));
    state.apply(Event::Info(InfoEvent::FolderRead { account: WORK, mailbox, info }));
}

fn shown(state: State) -> Frame {
    let mut frame = window(state);
    frame.run();
    frame
}

fn click(frame: &mut Frame, name: &str) {
    frame.get_by_label(name).click();
    frame.run();
}

fn says(frame: &Frame, words: &str) -> bool {
    frame.query_all_by_label_contains(words).next().is_some()
}

/// What the cards said since the last call.
fn said(frame: &mut Frame) -> Vec<InfoAct> {
    let actions = std::mem::take(&mut frame.state_mut().actions);
    let acts = actions.into_iter().filter_map(|action| match action {
        Action::Info(act) => Some(act),
        _ => None,
    });
    acts.collect()
}
