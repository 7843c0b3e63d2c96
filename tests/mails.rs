//! Every mail of `data/mails`, shown as JSON, says what was found right when it was read by eye.
//!
//! After a change that is meant, `make.py show` writes the expectations anew, to be read before they
//! are kept.

#![allow(clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use mailpane::show;
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/mails")
}

fn mails() -> Vec<PathBuf> {
    let entries = fs::read_dir(folder()).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    let mut mails: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|e| e == "eml")).collect();
    mails.sort();
    mails
}

fn shown(mail: &Path, json: bool) -> String {
    let mut out = Vec::new();
    show::run(mail, json, &mut out).expect("a mail is shown");
    String::from_utf8(out).expect("it is UTF-8")
}

/// Where two values differ first, for a failure that can be read.
fn difference(told: &Value, expected: &Value, at: &str) -> Option<String> {
    match (told, expected) {
        (Value::Object(told), Value::Object(expected)) => {
            let names: std::collections::BTreeSet<_> = told.keys().chain(expected.keys()).collect();
            names.into_iter().find_map(|name| {
                let value = |of: &serde_json::Map<String, Value>| of.get(name).cloned();
                let (told, expected) = (value(told)?, value(expected)?);
                difference(&told, &expected, &format!("{at}.{name}"))
            })
        }
        (Value::Array(told), Value::Array(expected)) if told.len() == expected.len() => told
            .iter()
            .zip(expected)
            .enumerate()
            .find_map(|(n, (told, expected))| difference(told, expected, &format!("{at}[{n}]"))),
        _ if told == expected => None,
        _ => Some(format!("{at}: told {told}, expected {expected}")),
    }
}

#[test]
fn every_mail_says_what_it_should() {
    let mut faults = Vec::new();
    for mail in mails() {
        let expected = fs::read_to_string(mail.with_extension("json"));
        let expected: Value =
            serde_json::from_str(&expected.expect("an expectation")).expect("it is JSON");
        let told: Value = serde_json::from_str(&shown(&mail, true)).expect("it is JSON");
        if told != expected {
            let fault = difference(&told, &expected, "").unwrap_or("fields differ".to_owned());
            faults.push(format!("{}: {fault}", mail.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn there_are_many_mails_and_each_is_explained() {
    let readme = fs::read_to_string(folder().join("README.md")).expect("it can be read");
    let mails = mails();
    assert!(mails.len() >= 60, "only {}", mails.len());
    for mail in mails {
        let name = mail.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(readme.contains(&format!("- `{name}`: ")), "{name} is not explained");
    }
}

#[test]
fn no_mail_steers_the_terminal() {
    for mail in mails() {
        for json in [false, true] {
            let told = shown(&mail, json);
            let odd = told.chars().find(|c| {
                (c.is_control() && !matches!(c, '\n' | '\t'))
                    || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            });
            assert_eq!(odd, None, "{}", mail.display());
        }
    }
}
