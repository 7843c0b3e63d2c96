//! Every mail of `data/mails`, shown as JSON, says what was found right when it was read by eye.
//!
//! After a change that is meant, `make.py show` writes the expectations anew, to be read before they
//! are kept.

#![allow(clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use mailpane::html::{ArticleBlock, ArticleKind, article};
use mailpane::{mime, show};
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
    assert!(mails.len() >= 100, "only {}", mails.len());
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

/// The page of a mail, where it has one.
fn page(mail: &Path) -> Option<String> {
    let bytes = fs::read(mail).expect("it can be read");
    let message = mime::parse_message(&bytes)?;
    let id = mime::choose(&message.root, mime::Prefer::Html).main?.part;
    let part = message.root.find(&id)?;
    (part.media_type == "text/html").then(|| mime::decode_html(part, message.part_bytes(&id)))
}

/// One line of a block for each block: its quotation marks, what it is, its words.
fn told(block: &ArticleBlock) -> String {
    let quotes = ">".repeat(block.quote_level.into());
    let words = match &block.kind {
        ArticleKind::Paragraph(words) => format!("p {}", words.text),
        ArticleKind::Heading { level, words } => format!("h{level} {}", words.text),
        ArticleKind::Item { depth, marker, words } => format!("li{depth} {marker} {}", words.text),
        ArticleKind::Preformatted(words) => format!("pre {}", words.text),
        ArticleKind::Row { cells, is_head } => {
            let cells: Vec<_> = cells.iter().map(|cell| cell.text.as_str()).collect();
            format!("{} {}", if *is_head { "th" } else { "td" }, cells.join(" | "))
        }
        ArticleKind::Picture { name, alt } => format!("img {name} {alt}"),
        ArticleKind::Rule => "hr".to_owned(),
    };
    format!("{quotes}{}", words.replace('\n', " / "))
}

#[test]
fn pages_of_the_worlds_programs_read_as_articles() {
    for (name, expected) in [
        (
            "life-gmail-chain",
            &[
                "p Thursday it is. I bring the maps.",
                "p Mara",
                ">p On Mon, 30 Jun 2025 at 18:02, Jonas Weber <jonas@example.org> wrote:",
                ">p Thursday or Friday?",
                ">p The boat leaves at nine.",
                ">>p On Sun, 29 Jun 2025 at 09:15, Mara Lindqvist <mara@example.org> wrote:",
                ">>p Shall we go to the island next week?",
            ] as &[&str],
        ),
        (
            "life-gmail-forward",
            &[
                "p See below.",
                "p ---------- Forwarded message --------- / From: Eva <eva@example.net> / Subject: Keys",
                "p The keys are in the drawer.",
            ],
        ),
        (
            "life-outlook-word",
            &[
                "p Hi Jonas,",
                "p Two things before Friday:",
                "li0 1. the survey of pier 4",
                "li0 2. the figures below",
                "td Pier | Depth",
                "td 4 | 6.2 m",
                "p Mara",
                "p From: Jonas Weber <jonas@example.org> / Sent: Monday, 30 June 2025 18:02 / To: Mara \
                 Lindqvist <mara@example.org> / Subject: Friday",
                "p Is there anything for Friday?",
            ],
        ),
        (
            "life-apple-pictures",
            &[
                "p The new sign:",
                "img cid:84A1@example.org sign.png",
                "p And the old one:",
                "img cid:84A2@example.org ",
            ],
        ),
        (
            "life-thunderbird",
            &[
                "p It runs again.",
                ">p On 30.06.25 18:02, Jonas Weber wrote:",
                ">pre Does the pump run? /   a) yes /   b) no",
                "p -- / Mara",
            ],
        ),
        (
            "life-yahoo",
            &[
                "p It is mine.",
                ">p On Monday, June 30, 2025, Jonas wrote:",
                ">p Whose hat is this?",
            ],
        ),
        (
            "life-tracker",
            &[
                "p Eva changed the status",
                "h1 Pump stops at night",
                "td Status: | Open In progress",
                "td Assignee: | Mara",
            ],
        ),
        (
            "life-bank-letter",
            &[
                "img https://img.bank.example/logo.png Harbour Bank",
                "h2 Your statement is ready",
                "p Dear customer, your statement for June can be read in the online bank. We never ask for \
                 your password by mail.",
                "p Open the online bank",
                "p Harbour Bank, Pier 1",
            ],
        ),
        (
            "life-mjml",
            &[
                "h2 Market",
                "p Every Saturday from eight.",
                "p Music / On Sunday, if it does not rain.",
            ],
        ),
        (
            "life-order",
            &[
                "h2 Thank you, Jonas",
                "th Article | Qty | Price",
                "td Rope, 20 m | 2 | 38,00 €",
                "td Cleat | 4 | 24,80 €",
                "td Sum |  | 62,80 €",
                "p It leaves on Tuesday.",
            ],
        ),
        ("life-arabic", &["p مرحبا يوناس،", "th اليوم | المد", "td الخميس | 09:40", "p مع التحية"]),
        (
            "life-hebrew",
            &["p שלום Jonas,", "p הסירה יוצאת ב-09:40 ממזח 4.", "li0 • מפתח", "li0 • מפה"],
        ),
        (
            "life-japanese",
            &["p リンドクヴィスト様", "p お世話になっております。 / 港の潮汐表をお送りします。"],
        ),
        ("life-chinese", &["p 您好：", "p 附上潮汐表，请查收。𠮷"]),
    ] {
        let html = page(&folder().join(name).with_extension("eml")).expect("a page");
        let lines: Vec<_> = article(&html).blocks.iter().map(told).collect();
        assert_eq!(lines, expected, "{name}");
    }
}

/// The words of a text without marks, addresses and numbers of items.
fn words(text: &str) -> Vec<String> {
    let is_mark = |c: char| !c.is_alphanumeric();
    text.split(is_mark).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

#[test]
fn no_article_says_what_the_text_of_its_page_does_not() {
    for mail in mails() {
        let Some(html) = page(&mail) else { continue };
        let shown: Value = serde_json::from_str(&shown(&mail, true)).expect("it is JSON");
        // Where there is a plain form, its words are the sender's own.
        if shown["text_from_html"] != true {
            continue;
        }
        let text = words(shown["text"].as_str().unwrap_or_default());
        let mut rest = text.iter();
        for block in article(&html).blocks {
            if matches!(block.kind, ArticleKind::Picture { .. }) {
                continue;
            }
            let told = told(&block).replace('\u{b6}', " ");
            for word in words(&told).iter().skip(1) {
                let is_marker = matches!(block.kind, ArticleKind::Item { .. }) && word.len() < 3;
                assert!(
                    is_marker || rest.any(|found| found == word),
                    "{}: {word:?} of {told:?} in {text:?}",
                    mail.display()
                );
            }
        }
    }
}
