//! The tree: accounts, folders, their buttons.

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mailpane::app::Action;
use mailpane::model::{ConnectionState, Failure, FailureKind, MailboxName};

use super::{WORK, Window, mailbox, open, reading, window};

#[test]
fn a_folder_says_its_unread_count_and_opens() {
    let mut harness = window(reading(84_210));
    harness.get_by_role_and_label(Role::TreeItem, "Inbox, 12 unread");
    harness.get_by_label("Tender, 3 unread").click();
    harness.run();
    let said = harness.state_mut().said();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("SelectMailbox { account: AccountId(0)"), "{said:?}");
}

#[test]
fn a_folder_that_holds_no_messages_opens_its_branch_instead() {
    let mut harness = window(reading(84_210));
    harness.get_by_role_and_label(Role::TreeItem, "Projects").click();
    harness.run();
    let said = harness.state_mut().said();
    assert_eq!(said, [r#"ToggleBranch { account: AccountId(0), path: ["Projects"] }"#]);
    harness.get_by_label("Close Projects").click();
    harness.run();
    assert_eq!(harness.state_mut().said().len(), 1);
}

#[test]
fn the_inbox_cannot_be_deleted_and_other_folders_can() {
    let mut harness = window(reading(84_210));
    assert!(harness.get_by_label("Delete folder").accesskit_node().is_disabled());
    open(&mut harness.state_mut().state, MailboxName::new(b"Sent"), 5);
    harness.run();
    harness.get_by_label("Rename folder").click();
    harness.run();
    harness.get_by_label("Delete folder").click();
    harness.run();
    harness.get_by_label("New folder").click();
    harness.run();
    let said = harness.state_mut().said();
    assert_eq!(said, ["OpenRenameFolder", "OpenDeleteFolder", "OpenNewFolder"]);
}

#[test]
fn a_look_only_account_offers_no_change() {
    let mut state = reading(84_210);
    state.accounts[0].account.look_only = true;
    open(&mut state, MailboxName::new(b"Sent"), 5);
    let mut harness = window(state);
    for name in ["New folder", "Rename folder", "Delete folder"] {
        assert!(harness.get_by_label(name).accesskit_node().is_disabled(), "{name}");
    }
    harness.state_mut().live = true;
    harness.key_press(Key::F2);
    harness.run();
    let state = &harness.state().state;
    assert!(state.dialog.is_none());
    let said = state.toast.as_ref().map(|toast| toast.text.as_str());
    assert_eq!(said, Some("This account is look-only: nothing on the server is changed."));
}

#[test]
fn a_failed_account_says_why_and_can_be_tried_again() {
    let mut state = reading(84_210);
    let failure = Failure::new(FailureKind::Timeout, "The server did not answer.");
    state.accounts[0].connection = ConnectionState::Failed { failure, retry_in_secs: Some(8) };
    let mut harness = window(state);
    harness.get_by_label("The server did not answer. Trying again soon.");
    harness.get_by_label("Retry").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["RetryNow(AccountId(0))"]);
}

#[test]
fn a_missing_password_has_a_link_to_type_it() {
    let mut state = reading(84_210);
    state.accounts[0].connection = ConnectionState::NeedsSecret { failure: None };
    let mut harness = window(state);
    harness.get_by_label("Type password").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["RetryNow(AccountId(0))"]);
}

#[test]
fn two_hundred_thousand_folders_lay_out_one_screen() {
    let mut state = reading(84_210);
    state.accounts[0].mailboxes =
        Some((0..200_000).map(|n| mailbox(&format!("Folder {n}"), None, 0)).collect());
    let harness = window(state);
    let items = harness.get_all_by_role(Role::TreeItem).count();
    assert!((20..40).contains(&items), "{items}");
}

#[test]
fn the_switch_for_all_folders_is_there_only_where_it_does_something() {
    let mut state = reading(84_210);
    assert!(window(reading(84_210)).query_by_label("Show all folders").is_none());
    let mut old = mailbox("Old", None, 0);
    old.subscribed = false;
    state.accounts[0].mailboxes = Some(vec![mailbox("INBOX", None, 0), old].into());
    let mut harness = window(state);
    harness.get_by_label("Show all folders").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["ShowAllFolders(true)"]);
}

#[test]
fn an_account_is_removed_from_the_menu_of_its_line() {
    let mut harness = window(reading(84_210));
    harness.get_by_label("Account menu").click();
    harness.run();
    harness.get_by_label("Remove account…").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["OpenRemoveAccount(AccountId(0))"]);
    harness.state_mut().state.update(Action::OpenRemoveAccount(WORK));
    harness.run();
    harness.get_by_label("Remove “Work” from mailpane?");
    harness.get_by_label("The mail stays on its server; the password is taken out of the keyring.");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state_mut().said(), ["CloseDialog"], "Enter is a no");
    harness.get_by_label("Remove").click();
    harness.run();
    assert_eq!(harness.state_mut().said(), ["ConfirmRemoveAccount"]);
}

#[test]
fn a_name_that_is_cut_is_whole_under_the_pointer() {
    let long = "Minutes of the works council and of its seven committees";
    let mut state = reading(84_210);
    state.accounts[0].mailboxes =
        Some(vec![mailbox("INBOX", None, 0), mailbox(long, None, 4)].into());
    let mut harness = window(state);
    let said = |harness: &Harness<'_, Window>| harness.query_by_label(long).is_some();
    assert!(!said(&harness));
    harness.get_by_label(&format!("{long}, 4 unread")).hover();
    harness.run_steps(4);
    assert!(said(&harness), "the tooltip");
}
