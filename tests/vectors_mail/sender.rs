//! Who sent it, and who only says so.

use mailpane::model::Verdict;

use super::{headers, verdict, warnings};

/// V107 to V114: NUL, line breaks, quotes and encoded words around an address.
#[test]
fn the_true_host_shows_whatever_stands_around_it() {
    for (from, host) in [
        ("spoof\0(spoof)@domain", "@domain"),                   // V107
        ("spoof\n\0 <spoof\n\0@domain>", "@domain"),            // V108
        ("spoof\0\n@domain", "@domain"),                        // V109
        ("spoof\" <spoof>\0\n <user@domain>", "@domain"),       // V110
        ("\"spoof\" <spoof>\n\0\0\0 <user@domain>", "@domain"), // V111
        ("spoof\n\0@domain", "@domain"),                        // V112
        ("spoof(spoof@domain", "@domain"),                      // V113
        ("=?utf-8?Q?=28=29=3C=3E=40=2C=3B=3A=5C=22=2F=5B=5D=3F=3D=00=0D=0A?=@domain", "@domain"), // V114
    ] {
        let found = mailpane::mime::read_headers(format!("From: {from}\r\n").as_bytes());
        let shown = &found.from.last().expect("a sender").address;
        // A line break ends the field: then there is no host that could deceive.
        assert!(shown.ends_with(host) || !shown.contains('@'), "{from:?} {shown}");
        assert!(!shown.contains(|c: char| c.is_control()), "{from:?} {shown}");
    }
}

/// V115, V118: several From fields or addresses.
#[test]
fn several_senders_are_all_listed_and_none_is_verified() {
    for from in [
        "From: a@bank.example\r\nFrom: b@evil.example\r\n",
        "From : a@bank.example\r\nFrom: b@evil.example\r\n",
        "From: a@bank.example\r\nfrom: \r\n b@evil.example\r\n",
        "From: a@bank.example, b@evil.example\r\n",
    ] {
        let told = warnings(from);
        assert!(
            told.contains("a@bank.example") && told.contains("b@evil.example"),
            "{from} {told}"
        );
        let passed =
            "Authentication-Results: mx.example.org; dmarc=pass header.from=bank.example\r\n";
        assert_eq!(verdict(&format!("{passed}{from}")), Verdict::NotVerified, "{from}");
    }
}

/// V116, V117.
#[test]
fn a_sender_or_resender_of_another_house_is_told() {
    for field in ["Sender", "Resent-From"] {
        let header = format!("From: a@bank.example\r\n{field}: b@evil.example\r\n");
        assert!(warnings(&header).contains("b@evil.example"));
        let passed =
            "Authentication-Results: mx.example.org; dmarc=pass header.from=bank.example\r\n";
        assert_eq!(verdict(&format!("{passed}{header}")), Verdict::NotVerified);
    }
}

/// V119.
#[test]
fn an_encoded_word_in_an_address_is_not_decoded_and_is_told() {
    let header = "From: =?utf-8?b?cG90dXNAd2hpdGVob3VzZS5nb3Y=?=@evil.example\r\n";
    assert!(!headers(header).from[0].address.contains("whitehouse"));
    assert!(headers(header).is_ambiguous());
    assert!(warnings(header).contains("do not belong"));
}

/// V120.
#[test]
fn a_source_route_is_not_the_sender() {
    let found = headers("From: <@a,@b:admin@bank.example>\r\n");
    assert_eq!(found.from[0].address, "admin@bank.example");
}

/// V121, V122, V123: quoted pairs, special characters and names that programs read differently.
#[test]
fn an_address_that_programs_read_differently_is_never_verified() {
    for from in [
        "<a\\@bank.example@evil.example>",
        "<a@bank.example,b@evil.example>",
        "<a@bank.example b@evil.example>",
        "<\"a@bank.example>\"@evil.example>",
        "a@bank.example <b@evil.example>, <c@evil.example>",
        "a@bank.example@evil.example",
    ] {
        let header = format!(
            "Authentication-Results: mx.example.org; dmarc=pass header.from=bank.example\r\nFrom: {from}\r\n"
        );
        let told = verdict(&header);
        let says_bank =
            matches!(&told, Verdict::Confirmed { domain } if domain.ends_with("bank.example"));
        assert!(!says_bank, "{from} {told:?}");
    }
}

/// V124, V125.
#[test]
fn forged_results_confirm_nothing() {
    let border =
        "Received: from e (e.example [203.0.113.9]) by mx.example.org with ESMTPS; now\r\n";
    for top in [
        format!("{border}Authentication-Results: mx.example.org; dmarc=pass header.from=bank.example\r\n"),
        "Authentication-Results: mx.example.org.evil.example; dmarc=pass header.from=bank.example\r\n".to_owned(),
        "Authentication-Results: mx.examp1e.org; dmarc=pass header.from=bank.example\r\n".to_owned(),
        "Authentication-Results: mx.example.org; dkim=pass header.d=e.example'; x=\"dmarc=pass header.from=bank.example\r\n"
            .to_owned(),
        "Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=e.example(; dmarc=pass header.from=bank.example\r\n"
            .to_owned(),
    ] {
        let header = format!("{top}From: a@bank.example\r\n");
        assert_eq!(verdict(&header), Verdict::NotVerified, "{top}");
    }
    let both = "Authentication-Results: mx.example.org; dkim=pass header.d=bank.example;\r\n \
                dmarc=fail header.from=bank.example\r\nFrom: a@bank.example\r\n";
    assert!(matches!(verdict(both), Verdict::Failed { .. }));
}

/// V126.
#[test]
fn a_name_that_is_an_address_is_told() {
    let told = warnings("From: \"boss@bank.example\" <x@evil.example>\r\n");
    assert!(told.contains("boss@bank.example") && told.contains("x@evil.example"), "{told}");
}

/// V127.
#[test]
fn a_host_in_letters_that_imitate_others_shows_its_spelling() {
    for host in ["pаypal.com", "аррӏе.com", "xn--80ak6aa92e.com", "bаnk.example"] {
        assert!(warnings(&format!("From: a@{host}\r\n")).contains("xn--"), "{host}");
    }
}

/// V128.
#[test]
fn answers_to_another_house_are_told() {
    let told = warnings("From: a@bank.example\r\nReply-To: b@evil.example\r\n");
    assert!(told.contains("b@evil.example"), "{told}");
}

/// V129.
#[test]
fn a_signature_is_never_called_good() {
    let mail = b"From: a@bank.example\r\nContent-Type: multipart/signed; boundary=o; \
        protocol=\"application/pgp-signature\"\r\n\r\n--o\r\n\r\nhello\r\n--o\r\n\
        Content-Type: application/pgp-signature\r\n\r\nx\r\n--o--\r\n";
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("signed.eml");
    std::fs::write(&path, mail).expect("it takes files");
    let mut out = Vec::new();
    mailpane::show::run(&path, false, &mut out).expect("it is shown");
    let shown = String::from_utf8(out).expect("UTF-8");
    assert!(shown.contains("Not verified") && shown.contains("hello"), "{shown}");
    assert!(!shown.contains("confirmed") && !shown.to_lowercase().contains("signed by"), "{shown}");
}
