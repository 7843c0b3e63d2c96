//! Sentences about exports: what is going on, and what became of it.

use std::path::Path;

use crate::engine::{ExportForm, ExportOutcome, ExportRequest};
use crate::model::FailureKind;
use crate::text::{grouped, visible};

use super::change_words::{Said, messages};

/// Of a folder of which only that is known.
pub(super) fn all_of(count: Option<u32>, folder: &str) -> String {
    match count {
        Some(1) => format!("the one message of {folder}"),
        Some(count) => format!("all {} of {folder}", messages(count)),
        None => format!("all messages of {folder}"),
    }
}

pub(super) fn some_of(count: u32, folder: &str) -> String {
    format!("{} from {folder}", messages(count))
}

/// "Exporting 3 messages from Archive to Archive.mbox".
pub(super) fn doing(words: &str, request: &ExportRequest) -> String {
    format!("Exporting {words} to {}", name_of(&request.path))
}

/// The whole truth of an export that has ended.
pub(super) fn ended(outcome: &ExportOutcome) -> Said {
    let ExportOutcome { total, done, gone, unreadable, .. } = *outcome;
    let place = place(&outcome.request);
    let stopped = outcome.failure.as_ref().is_some_and(|why| why.kind == FailureKind::Cancelled);
    let is_early = outcome.failure.is_some();
    let were = if done == 1 { "was" } else { "were" };
    let mut text = if is_early && done == 0 {
        let nothing = match outcome.request.form {
            ExportForm::Mbox => "no file was made",
            ExportForm::Eml => "no message was written",
        };
        let how = if stopped { "stopped" } else { "not finished" };
        format!("The export was {how}; {nothing}.")
    } else if is_early {
        let how = if stopped { "stopped" } else { "not finished" };
        let of = if total > 0 {
            format!("{} of {}", grouped(u64::from(done)), messages(total))
        } else {
            messages(done)
        };
        format!("The export was {how}: {of} {were} written to {place} before.")
    } else if done > 0 {
        format!("{} exported to {place}.", messages(done))
    } else if total == 0 {
        "There is no message to export; no file was made.".to_owned()
    } else {
        "No file was made.".to_owned()
    };
    if let Some(why) = outcome.failure.as_ref().filter(|_| !stopped) {
        text.push(' ');
        text.push_str(&why.sentence);
    }
    if gone > 0 {
        let (it, were) = if gone == 1 { ("it", "was") } else { ("they", "were") };
        let is = if gone == 1 { "is" } else { "are" };
        text.push_str(&format!(
            " {} {were} gone from the server by then; {it} {is} not among them.",
            messages(gone)
        ));
    }
    if unreadable > 0 {
        let (it, is) = if unreadable == 1 { ("it", "is") } else { ("they", "are") };
        text.push_str(&format!(
            " The server could not send {}; {it} {is} not among them.",
            messages(unreadable)
        ));
    }
    Said { text, is_warning: (is_early && !stopped) || unreadable > 0 }
}

/// "Archive.mbox", "the folder Mail".
fn place(request: &ExportRequest) -> String {
    let name = name_of(&request.path);
    match request.form {
        ExportForm::Mbox => name,
        ExportForm::Eml => format!("the folder {name}"),
    }
}

fn name_of(path: &Path) -> String {
    let name =
        path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
    visible(&name)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::engine::{Chosen, ExportId, IfExists};
    use crate::model::{AccountId, Failure, MailboxName};

    fn outcome(form: ExportForm, total: u32, done: u32) -> ExportOutcome {
        let name =
            if form == ExportForm::Mbox { "/home/ann/Archive.mbox" } else { "/home/ann/Mail" };
        ExportOutcome {
            request: ExportRequest {
                id: ExportId(1),
                account: AccountId(0),
                mailbox: MailboxName::inbox(),
                uid_validity: None,
                messages: vec![Chosen::Everything],
                form,
                path: name.into(),
                if_exists: IfExists::Refuse,
                zone: TimeZone::UTC,
            },
            total,
            done,
            done_bytes: 0,
            gone: 0,
            unreadable: 0,
            unreadable_text: None,
            path: None,
            failure: None,
        }
    }

    fn said(outcome: &ExportOutcome) -> (String, bool) {
        let said = ended(outcome);
        (said.text, said.is_warning)
    }

    #[test]
    fn an_export_that_is_whole_says_how_many_and_where() {
        let all = outcome(ExportForm::Mbox, 1_204, 1_204);
        assert_eq!(said(&all), ("1,204 messages exported to Archive.mbox.".to_owned(), false));
        let one = outcome(ExportForm::Eml, 1, 1);
        assert_eq!(said(&one).0, "1 message exported to the folder Mail.");
        assert_eq!(
            said(&outcome(ExportForm::Mbox, 0, 0)).0,
            "There is no message to export; no file was made."
        );
    }

    #[test]
    fn what_is_left_out_is_said() {
        let part = ExportOutcome { gone: 2, ..outcome(ExportForm::Mbox, 10, 8) };
        assert_eq!(
            said(&part),
            (
                "8 messages exported to Archive.mbox. 2 messages were gone from the server by then; \
                 they are not among them."
                    .to_owned(),
                false
            )
        );
        let broken = ExportOutcome { unreadable: 1, ..outcome(ExportForm::Eml, 10, 9) };
        let (text, is_warning) = said(&broken);
        assert!(
            text.ends_with("The server could not send 1 message; it is not among them."),
            "{text}"
        );
        assert!(is_warning);
        let none = ExportOutcome { gone: 1, ..outcome(ExportForm::Mbox, 1, 0) };
        assert!(said(&none).0.starts_with("No file was made. 1 message was gone"));
    }

    #[test]
    fn one_that_ended_early_says_what_stays() {
        let early = |form, done, kind| ExportOutcome {
            failure: Some(Failure::new(kind, "The disk is full.")),
            ..outcome(form, 300, done)
        };
        let (stopped, full) = (FailureKind::Cancelled, FailureKind::File);
        assert_eq!(
            said(&early(ExportForm::Mbox, 0, stopped)),
            ("The export was stopped; no file was made.".to_owned(), false)
        );
        assert_eq!(
            said(&early(ExportForm::Eml, 120, stopped)).0,
            "The export was stopped: 120 of 300 messages were written to the folder Mail before."
        );
        assert_eq!(
            said(&early(ExportForm::Mbox, 0, full)),
            ("The export was not finished; no file was made. The disk is full.".to_owned(), true)
        );
        let one = said(&early(ExportForm::Eml, 1, full)).0;
        assert!(
            one.contains("1 of 300 messages was written to the folder Mail before. The disk"),
            "{one}"
        );
    }

    #[test]
    fn what_is_exported_is_said_in_words() {
        assert_eq!(all_of(Some(1_204), "Inbox"), "all 1,204 messages of Inbox");
        assert_eq!(all_of(None, "Inbox"), "all messages of Inbox");
        let request = outcome(ExportForm::Mbox, 0, 0).request;
        let words = doing(&some_of(3, "Inbox"), &request);
        assert_eq!(words, "Exporting 3 messages from Inbox to Archive.mbox");
    }
}
