#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

use super::*;
use crate::mime::choose::tests::leaf;
use crate::model::TransferEncoding;

fn plain(charset: Option<&str>, encoding: TransferEncoding) -> Part {
    Part { charset: charset.map(str::to_owned), encoding, ..leaf(&[1], "text/plain") }
}

fn read(charset: Option<&str>, bytes: &[u8]) -> BodyText {
    let part = plain(charset, TransferEncoding::Identity);
    decode_text(&part, bytes, bytes.len() as u64, false)
}

#[test]
fn every_charset_mail_is_written_in_is_read() {
    let chinese = "你好，世界。这是一封信。";
    let japanese = "こんにちは世界。これはメールです。";
    let korean = "안녕하세요. 이것은 편지입니다.";
    let russian = "Здравствуйте, это письмо.";
    let samples: [(&str, &encoding_rs::Encoding, &str); 16] = [
        ("gb18030", encoding_rs::GB18030, "你好，𠀀。"),
        ("gbk", encoding_rs::GBK, chinese),
        ("GB2312", encoding_rs::GBK, chinese),
        ("big5", encoding_rs::BIG5, "你好，世界。這是一封信。"),
        ("iso-2022-jp", encoding_rs::ISO_2022_JP, japanese),
        ("shift_jis", encoding_rs::SHIFT_JIS, japanese),
        ("euc-jp", encoding_rs::EUC_JP, japanese),
        ("euc-kr", encoding_rs::EUC_KR, korean),
        ("ks_c_5601-1987", encoding_rs::EUC_KR, korean),
        ("cp949", encoding_rs::EUC_KR, "똠방각하"),
        ("koi8-r", encoding_rs::KOI8_R, russian),
        ("windows-1251", encoding_rs::WINDOWS_1251, russian),
        ("windows-1252", encoding_rs::WINDOWS_1252, "Grüße, „Ärger“ für 5 €"),
        ("windows-1250", encoding_rs::WINDOWS_1250, "Příliš žluťoučký kůň"),
        ("windows-1256", encoding_rs::WINDOWS_1256, "مرحبا"),
        ("iso-8859-8-i", encoding_rs::ISO_8859_8_I, "שלום"),
    ];
    for (label, encoding, text) in samples {
        let (bytes, _, failed) = encoding.encode(text);
        assert!(!failed, "{label}");
        let body = read(Some(label), &bytes);
        assert_eq!((body.text.as_str(), body.note), (text, None), "{label}");
    }
}

#[test]
fn seven_bit_charsets_the_web_forgot_are_read() {
    assert_eq!(read(Some("hz-gb-2312"), b"~{<:Ky2;~}.").text, "己所不.");
    assert_eq!(read(Some("utf-7"), b"Hi +Jjo-!").text, "Hi \u{263a}!");
    assert_eq!(read(Some("unicode-1-1-utf-7"), b"A+ImIDkQ.").text, "A\u{2262}\u{391}.");
    assert_eq!(read(Some("iso-2022-kr"), b"\x1b$)C\x0eGQ1[\x0f").text, "한글");
}

#[test]
fn a_label_that_lies_or_is_missing_does_not_spoil_the_text() {
    let latin = "Schöne Grüße aus München, bis später".chars().map(|c| c as u8).collect::<Vec<_>>();
    let body = read(Some("utf-8"), &latin);
    assert_eq!(body.text, "Schöne Grüße aus München, bis später");
    assert!(body.note.is_some());
    assert_eq!(read(None, &latin).text, "Schöne Grüße aus München, bis später");
    assert_eq!(read(None, "你好".as_bytes()).text, "你好");
    let gbk = encoding_rs::GBK.encode("这是一封没有字符集标签的中文信件，请查收。").0;
    assert_eq!(read(None, &gbk).text, "这是一封没有字符集标签的中文信件，请查收。");
    assert_eq!(read(Some("us-ascii"), "é".as_bytes()).text, "é");
}

#[test]
fn a_text_cut_anywhere_shows_no_odd_end_and_no_note() {
    let text = "Grüße 你好 👋 ".repeat(3);
    let mut encoded = Vec::new();
    for (label, bytes) in [
        ("utf-8", text.clone().into_bytes()),
        ("gb18030", encoding_rs::GB18030.encode(&text).0.into_owned()),
        ("iso-2022-jp", encoding_rs::ISO_2022_JP.encode("こんにちは世界").0.into_owned()),
        ("shift_jis", encoding_rs::SHIFT_JIS.encode("こんにちは世界").0.into_owned()),
    ] {
        for cut in 0..bytes.len() {
            encoded.clear();
            encoded.extend_from_slice(&bytes[..cut]);
            let part = plain(Some(label), TransferEncoding::Identity);
            let body = decode_text(&part, &encoded, bytes.len() as u64, true);
            assert!(!body.text.contains('\u{fffd}'), "{label} {cut}: {}", body.text);
            assert_eq!((body.read_bytes, body.total_bytes), (cut as u64, bytes.len() as u64));
        }
    }
}

#[test]
fn base64_cut_anywhere_gives_a_beginning_of_the_text() {
    let part = plain(Some("utf-8"), TransferEncoding::Base64);
    let whole = "R3LDvMOfZSDkvaDlpb0g8J+Riw==";
    for cut in 0..whole.len() {
        let body = decode_text(&part, &whole.as_bytes()[..cut], 100, true);
        assert!("Grüße 你好 👋".starts_with(&body.text), "{cut}: {}", body.text);
    }
}

#[test]
fn base64_with_a_list_footer_is_shown_decoded_and_said() {
    let encoded = b"SGVsbG8sIHdvcmxkIQ==\r\n_______________\r\nusers mailing list\r\n";
    let body = decode_text(&plain(Some("utf-8"), TransferEncoding::Base64), encoded, 60, false);
    assert_eq!((body.text.as_str(), body.note.as_deref()), ("Hello, world!", Some(NOTE_DAMAGED)));
}

#[test]
fn quoted_printable_and_flowed_lines_read_as_paragraphs() {
    let part = Part { flowed: true, ..plain(Some("utf-8"), TransferEncoding::QuotedPrintable) };
    let body = decode_text(&part, b"Gr=C3=BC=C3=9Fe =\r\nan=20\r\nalle\r\n-- =20\r\nIch", 9, false);
    assert_eq!(body.text, "Grüße an alle\n--  Ich");
    let body = decode_text(&part, b"one=20\r\ntwo\r\n--=20\r\nMe", 9, false);
    assert_eq!(body.text, "one two\n-- \nMe");
}

#[test]
fn line_ends_are_one_kind_and_controls_are_seen() {
    assert_eq!(read(None, b"a\r\nb\rc\nd\0e\x1b[31m\tf").text, "a\nb\nc\nde⟨U+001B⟩[31m\tf");
    assert_eq!(read(None, "x\u{202e}y".as_bytes()).text, "x⟨U+202E⟩y");
}

#[test]
fn html_becomes_text_in_the_charset_it_names_itself() {
    let html =
        b"<meta http-equiv=Content-Type content='text/html; charset=windows-1251'><p>\xcf\xf0";
    let part = leaf(&[1], "text/html");
    let body = decode_text(&part, html, 100, false);
    assert_eq!((body.text.as_str(), body.from_html), ("Пр", true));
    let labelled = Part { charset: Some("koi8-r".to_owned()), ..leaf(&[1], "text/html") };
    assert_eq!(decode_text(&labelled, b"<meta charset=utf-8><p>\xf0\xd2", 9, false).text, "Пр");
    let cut = decode_text(&part, b"<p>hello <a href='http://exam", 100, true);
    assert_eq!(cut.text, "hello");
}

#[test]
fn a_line_of_any_length_is_kept() {
    assert_eq!(read(None, &vec![b'x'; 300_000]).text.len(), 300_000);
}
