#![allow(clippy::unwrap_used)]

use super::*;

const LMTP: &str = "Received: from mx.example.org\r\n\tby mx.example.org with LMTP id 1; date\r\n";
const BORDER: &str =
    "Received: from evil (evil.example [203.0.113.9])\r\n\tby mx.example.org with ESMTPS; date\r\n";

fn house() -> Authority {
    Authority { id: "mx.example.org".to_owned(), under_border: false }
}

fn confirmed(domain: &str) -> Verdict {
    Verdict::Confirmed { domain: domain.to_owned() }
}

/// The verdict on a mail from bank.example with these fields on top.
fn judge(top: &str) -> Verdict {
    Verdict::of(format!("{top}From: Bank <a@bank.example>\r\n").as_bytes(), Some(&house()))
}

fn results(text: &str) -> String {
    format!("Authentication-Results: {text}\r\n")
}

#[test]
fn a_sender_that_the_own_server_confirmed_is_confirmed() {
    let passed = results("mx.example.org; dmarc=pass (p=none) header.from=bank.example");
    assert_eq!(judge(&format!("{LMTP}{passed}{BORDER}")), confirmed("bank.example"));
    let signed = results("mx.example.org; dkim=pass header.d=mail.bank.example; dmarc=none");
    assert_eq!(judge(&format!("{signed}{BORDER}")), confirmed("bank.example"));
    let sent = results("mx.example.org; spf=pass smtp.mailfrom=x@bank.example");
    assert_eq!(judge(&sent), confirmed("bank.example"));
}

#[test]
fn a_failed_dmarc_wins_over_a_signature() {
    let both =
        "mx.example.org; dkim=pass header.d=bank.example; dmarc=fail header.from=bank.example";
    assert_eq!(judge(&results(both)), Verdict::Failed { domain: "bank.example".to_owned() });
    let split = results("mx.example.org; dkim=pass header.d=bank.example")
        + &results("mx.example.org; dmarc=fail");
    assert_eq!(judge(&split), Verdict::Failed { domain: "bank.example".to_owned() });
    let twice = "mx.example.org; dmarc=pass; dmarc=pass header.from=bank.example";
    assert_eq!(judge(&results(twice)), Verdict::NotVerified);
}

#[test]
fn fields_from_outside_are_not_believed() {
    let forged = results("mx.example.org; dmarc=pass header.from=bank.example");
    assert_eq!(judge(&format!("{BORDER}{forged}")), Verdict::NotVerified);
    assert_eq!(judge(&format!("{LMTP}{BORDER}{forged}")), Verdict::NotVerified);
    for other in ["evil.example", "mx.example.org.evil.example", "mx-example.org", "example.org"] {
        let forged = results(&format!("{other}; dmarc=pass header.from=bank.example"));
        assert_eq!(judge(&forged), Verdict::NotVerified, "{other}");
    }
    // What the own server said comes first, and hides the other.
    let own = results("mx.example.org; dkim=none");
    assert_eq!(judge(&format!("{own}{BORDER}{forged}")), Verdict::NotVerified);
    assert_eq!(Verdict::of(forged.as_bytes(), None), Verdict::NotVerified);
}

#[test]
fn what_a_sender_writes_into_a_value_confirms_nothing() {
    for value in [
        "dkim=pass header.d=\"bank.example; dmarc=pass\"",
        "dkim=pass header.d=evil.example(; dmarc=pass header.from=bank.example",
        "spf=pass smtp.mailfrom=\"a; dmarc=pass header.from=bank.example\"@evil.example",
        "spf=pass smtp.mailfrom=x;dmarc=pass header.from=bank.example@evil.example",
        "dkim=pass header.d=bank.example'; spf=none",
        "dmarc=pass header.from=evil.example",
        "dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example",
        "dkim=fail header.d=bank.example",
        "dmarc=pass",
        "dkim=pass header.d=example",
    ] {
        let verdict = judge(&results(&format!("mx.example.org; {value}")));
        assert_eq!(verdict, Verdict::NotVerified, "{value}");
    }
}

#[test]
fn an_ambiguous_sender_is_never_confirmed() {
    let top = results("mx.example.org; dmarc=pass header.from=bank.example");
    for from in [
        "From: a@bank.example\r\nFrom: b@evil.example\r\n",
        "From: a@bank.example, b@evil.example\r\n",
        "From: a@bank.example\r\nSender: b@evil.example\r\n",
    ] {
        let header = format!("{top}{from}");
        assert_eq!(Verdict::of(header.as_bytes(), Some(&house())), Verdict::NotVerified, "{from}");
    }
}

#[test]
fn neighbours_below_one_name_do_not_speak_for_each_other() {
    let judge = |d: &str, from: &str| {
        let top = results(&format!("mx.example.org; dkim=pass header.d={d}"));
        Verdict::of(format!("{top}From: a@{from}\r\n").as_bytes(), Some(&house()))
    };
    assert_eq!(judge("evil.pages.example", "bank.pages.example"), Verdict::NotVerified);
    assert_eq!(judge("co.uk", "bank.co.uk"), Verdict::NotVerified);
    assert_eq!(judge("pages.example", "bank.pages.example"), confirmed("bank.pages.example"));
    assert_eq!(judge("news.bank.example", "bank.example"), confirmed("bank.example"));
}
