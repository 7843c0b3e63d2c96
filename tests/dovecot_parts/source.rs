//! The source of a message, as it comes.

use super::*;

/// Reads a source to its end: the text, the bytes announced with its first piece, the pieces.
fn source(client: &Client) -> (String, u64, usize) {
    let (mut all, mut announced, mut pieces) = (String::new(), 0, 0);
    client.expect("the source", |event| match event {
        Event::SourceRead { text, total_bytes, is_last, done_bytes, .. } => {
            if pieces == 0 {
                announced = *total_bytes;
            }
            pieces += 1;
            all.push_str(text);
            assert!(done_bytes <= total_bytes);
            is_last.then_some(())
        }
        Event::FetchFailed { failure, .. } => panic!("{failure:?}"),
        _ => None,
    });
    (all, announced, pieces)
}

#[test]
fn the_source_of_a_message_is_its_bytes_made_visible() {
    // Odd lengths, so that pieces end within characters.
    let body = "Grüße 你好 📬 und ein \u{1b}[0m\r\n".repeat(20_001);
    let mail = mail("source", &body);
    let desk = opened(std::slice::from_ref(&mail), Character::default());
    let Desk { client, keys, .. } = &desk;
    client.send(Command::ReadSource { id: FetchId(4), key: keys[0].clone() });
    let (text, announced, pieces) = source(client);
    let expected = String::from_utf8(mail.clone()).expect("UTF-8");
    let expected = expected.replace("\r\n", "\n").replace('\u{1b}', "⟨U+001B⟩");
    assert!(text == expected, "the source differs");
    assert_eq!(announced, mail.len() as u64);
    assert_eq!(pieces, mail.len() / (256 * 1024) + 1);
}

#[test]
fn reading_a_source_is_cancelled_and_survives_a_cut() {
    let body = base64(&noise(3_000_000));
    let mails = [mail("source", &body)];
    let desk = opened(&mails, SLOW);
    let Desk { client, link, keys, .. } = &desk;
    let read = |id: u32| {
        client.send(Command::ReadSource { id: FetchId(id), key: keys[0].clone() });
        client.expect("a piece", |event| match event {
            Event::SourceRead { id: FetchId(of), text, .. } if *of == id => Some(text.to_string()),
            _ => None,
        })
    };
    read(1);
    client.send(Command::CancelFetch(FetchId(1)));
    let failure = client.opened().expect_err("it was cancelled");
    assert_eq!(failure.kind, FailureKind::Cancelled);
    let beginning = read(2);
    link.cut();
    let mut rest = String::new();
    let mut told = false;
    client.expect("the end", |event| match event {
        Event::ConnectionChanged { .. } if !told => {
            told = true;
            client.send(Command::RetryNow);
            None
        }
        Event::SourceRead { text, is_last, .. } => {
            rest.push_str(text);
            is_last.then_some(())
        }
        _ => None,
    });
    let expected = String::from_utf8(mails[0].clone()).expect("UTF-8").replace("\r\n", "\n");
    assert!(beginning + &rest == expected, "the source differs");
}
