//! Messages, sources and attachments as the window has them, made by hand.

use std::num::NonZeroU32;
use std::sync::Arc;

use mailpane::app::{AccountView, Action, OpenWindow, OpenedView, SourceView, State, WindowKind};
use mailpane::engine::{Event, FetchId, Place};
use mailpane::html::{Article, ArticleBlock, ArticleKind, ArticleLink, Span, SpanStyle, Words};
use mailpane::mime::{self, Attachment};
use mailpane::model::{
    Account, AccountId, Address, Body, BodyText, Flags, Mailbox, MessageKey, Part, PartId,
    PartKind, Row, RowText, Security, TransferEncoding,
};
use mailpane::reading::{Opened, Reading};

pub const WORK: AccountId = AccountId(0);
pub const WINDOW: Place = Place(1);

pub fn nz(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).expect("not zero")
}

pub fn address(name: &str, address: &str) -> Address {
    Address { name: name.to_owned(), address: address.to_owned() }
}

fn mailbox() -> Mailbox {
    Mailbox::plain("INBOX")
}

pub fn key() -> MessageKey {
    MessageKey { account: WORK, mailbox: mailbox().name, uid_validity: nz(1), uid: nz(7) }
}

fn row() -> RowText {
    RowText {
        from: address("Mara Lindqvist", "mara@example.org"),
        subject: "Notes from the site visit".to_owned(),
        ..RowText::default()
    }
}

/// The pane with this message in it.
pub fn arrived(reading: Reading) -> State {
    let mut state = State::default();
    let account = Account::new("Work", "jonas@example.org", "imap.example.org", Security::Tls);
    state.accounts.push(AccountView::new(WORK, account));
    let mailbox = mailbox().name;
    state.apply(Event::MailboxesListed { account: WORK, mailboxes: Arc::from([self::mailbox()]) });
    state.update(Action::SelectMailbox { account: WORK, mailbox: mailbox.clone() });
    state.apply(Event::MailboxOpened {
        account: WORK,
        mailbox: mailbox.clone(),
        exists: 1,
        uid_validity: nz(1),
        read_only: false,
        uid_next: None,
        page_follows: true,
        kept: Flags::ALL,
        new_keywords: true,
        keywords: Arc::default(),
    });
    let row = Row {
        uid: nz(7),
        flags: Flags::default(),
        keywords: Arc::default(),
        has_attachment: None,
        text: Arc::new(row()),
        preview: None,
        links: None,
    };
    state.apply(Event::RowsLoaded { account: WORK, mailbox, rows: vec![(1, row)] });
    state.update(Action::SelectRow { index: 0 });
    state.apply(Event::MessageLoaded { key: key(), reading: Arc::new(reading) });
    state
}

/// A message of plain text.
pub fn text(text: &str) -> Reading {
    let bytes = text.len() as u64;
    let text = BodyText {
        text: text.to_owned(),
        read_bytes: bytes,
        total_bytes: bytes,
        ..BodyText::default()
    };
    let body = Body {
        from: vec![address("Mara Lindqvist", "mara@example.org")],
        to: vec![address("Jonas Weber", "jonas@example.org")],
        subject: "Notes from the site visit".to_owned(),
        date_unix_secs: Some(1_795_435_200),
        shown_part: Some(PartId(vec![1])),
        text,
        ..Body::default()
    };
    let blocks = mime::blocks(&body.text.text).into();
    Reading { body: Arc::new(body), blocks, ..Reading::default() }
}

pub fn attachment(number: u32, media_type: &str, name: &str) -> Attachment {
    Attachment {
        part: PartId(vec![number]),
        name: name.to_owned(),
        safe_name: name.to_owned(),
        media_type: media_type.to_owned(),
        size_bytes: 180_000,
        encoding: TransferEncoding::Base64,
        encoded_bytes: 243_000,
    }
}

pub fn part(id: &[u32], media_type: &str, kind: PartKind) -> Part {
    Part {
        encoding: TransferEncoding::Base64,
        size_bytes: 243_000,
        kind,
        ..Part::new(PartId(id.to_vec()), media_type)
    }
}

pub fn words(text: &str) -> Words {
    Words { text: text.to_owned(), ..Words::default() }
}

fn block(quote_level: u8, kind: ArticleKind) -> ArticleBlock {
    ArticleBlock { quote_level, kind }
}

/// A newsletter with everything that an article can hold.
pub fn article() -> Article {
    let text = "Dear reader, the tender opens on Monday. Read the whole story here.";
    let strong = SpanStyle { strong: true, ..SpanStyle::default() };
    let emphasis = SpanStyle { emphasis: true, ..SpanStyle::default() };
    let code = SpanStyle { code: true, ..SpanStyle::default() };
    let struck = SpanStyle { struck: true, ..SpanStyle::default() };
    let first = Words {
        text: text.to_owned(),
        spans: vec![Span { range: 33..39, style: strong }],
        links: vec![ArticleLink { range: 41..66, href: "https://news.example/1".to_owned() }],
    };
    let styled = Words {
        text: "Set it in italics, as code or struck out.".to_owned(),
        spans: vec![
            Span { range: 10..17, style: emphasis },
            Span { range: 22..26, style: code },
            Span { range: 30..36, style: struck },
        ],
        links: Vec::new(),
    };
    let item = |depth, marker: &str, text: &str| ArticleKind::Item {
        depth,
        marker: marker.to_owned(),
        words: words(text),
    };
    let row = |cells: [&str; 3], is_head| ArticleKind::Row {
        cells: cells.into_iter().map(words).collect(),
        is_head,
    };
    let kinds = vec![
        (0, ArticleKind::Heading { level: 1, words: words("November at the harbour") }),
        (0, ArticleKind::Paragraph(first)),
        (0, ArticleKind::Picture { name: "cid:a".to_owned(), alt: "The new quay".to_owned() }),
        (0, ArticleKind::Heading { level: 2, words: words("What is new") }),
        (0, item(0, "•", "Two cranes were lifted into place")),
        (0, item(1, "◦", "the second one at night")),
        (0, item(0, "•", "会议记录 was sent to everybody")),
        (0, ArticleKind::Paragraph(styled)),
        (1, ArticleKind::Paragraph(words("When will the quay be open?"))),
        (2, ArticleKind::Paragraph(words("Nobody knows yet."))),
        (0, ArticleKind::Paragraph(words("שלום עולם, זהו משפט ארוך בעברית שנקרא מימין לשמאל"))),
        (0, row(["Berth", "Ship", "Tons"], true)),
        (0, row(["1", "Aurora, with a rather long description of its cargo", "12,000"], false)),
        (0, row(["2", "Polaris", "900"], false)),
        (0, ArticleKind::Rule),
        (0, ArticleKind::Preformatted(words("cargo run --release\n    Finished in 3.2 s"))),
    ];
    let blocks = kinds.into_iter().map(|(level, kind)| block(level, kind)).collect();
    Article { blocks, is_cut: false }
}

/// A window with the source of the message, as far as it came.
pub fn source(pieces: &[&str], total_bytes: u64, is_whole: bool) -> State {
    let mut view = SourceView::new(key(), FetchId(1), Arc::new(row()));
    view.pieces = pieces.iter().map(|piece| Arc::from(*piece)).collect();
    view.done_bytes = pieces.iter().map(|piece| piece.len() as u64).sum();
    view.total_bytes = total_bytes;
    view.is_whole = is_whole;
    with_window("Source", WindowKind::Source(Box::new(view)))
}

/// A window with an opened attachment.
pub fn opened(media_type: &str, name: &str, opened: Option<Opened>) -> State {
    let part = Arc::new(part(&[2], media_type, PartKind::Leaf));
    let mut view = OpenedView::new(key(), FetchId(1), part, name.to_owned());
    view.opened = opened.map(Arc::new);
    with_window(name, WindowKind::Opened(Box::new(view)))
}

fn with_window(title: &str, kind: WindowKind) -> State {
    let mut state = State::default();
    state.windows.push(OpenWindow { place: WINDOW, title: title.to_owned(), kind });
    state
}
