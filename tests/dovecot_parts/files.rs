//! Parts that are saved or looked at, in pieces.

use super::*;

fn with_file(bytes: &[u8]) -> Vec<u8> {
    mixed("file", "mixed", &[(TEXT, "See below."), (FILE, &base64(bytes))])
}

fn save_request(key: &MessageKey, part: &Part, path: &std::path::Path) -> SaveRequest {
    SaveRequest {
        id: SaveId(1),
        key: key.clone(),
        part: part.id.clone(),
        encoding: part.encoding,
        encoded_bytes: part.size_bytes,
        path: path.to_owned(),
        if_exists: IfExists::Refuse,
    }
}

#[test]
fn a_save_goes_on_where_it_stopped_however_often_the_connection_goes() {
    let bytes = noise(6_000_000);
    let desk = opened(&[with_file(&bytes)], SLOW);
    let Desk { client, link, keys, .. } = &desk;
    let structure = client.structure("INBOX", 1);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data.bin");
    client.send(Command::Save(save_request(&keys[0], part(&structure, &[2]), &path)));
    for _ in 0..4 {
        client.save_progress();
        client.save_progress();
        link.cut();
        client.failed();
        client.send(Command::RetryNow);
    }
    client.saved();
    assert!(fs::read(&path).expect("the file") == bytes, "the file differs from the mail");
    // The server decodes: what moves is the file, not its base64. Nothing is asked for that is
    // there already: after a cut again only the piece that was on its way.
    let asked = offsets(client, "BINARY.PEEK[2]");
    assert!(asked.is_sorted(), "{asked:?}");
    let pieces = bytes.len() / (256 * 1024) + 1;
    assert!(asked.len() <= pieces + 4, "{} pieces for {pieces}", asked.len());
    let moved: u64 = link.traffic().iter().map(|traffic| traffic.down).sum();
    assert!(moved < bytes.len() as u64 * 5 / 4, "{moved} bytes for {}", bytes.len());
}

#[test]
fn a_part_that_is_looked_at_goes_on_where_it_stopped() {
    let text = base64(&noise(1_500_000));
    let inner = String::from_utf8(mail("inside", &text)).expect("UTF-8");
    let mail = mixed("outside", "mixed", &[(TEXT, "x"), ("Content-Type: message/rfc822", &inner)]);
    let mail = String::from_utf8(mail).expect("UTF-8");
    let slow = Character { kbit_per_s: 4_000, ..SLOW };
    let desk = opened(&[mail.into_bytes()], slow);
    let Desk { client, link, keys, .. } = &desk;
    let structure = client.structure("INBOX", 1);
    client.open_part(&keys[0], part(&structure, &[2]));
    for _ in 0..3 {
        let (done, total) = client.part_progress();
        assert!(done < total && total >= inner.len() as u64, "{done} of {total}");
        link.cut();
        client.failed();
        client.send(Command::RetryNow);
    }
    let opened = client.opened().expect("it is there");
    let Opened::Message(reading) = &*opened else { panic!("{opened:?}") };
    assert_eq!(reading.body.subject, "inside");
    let asked = offsets(client, "BODY.PEEK[2]");
    assert!(asked.is_sorted(), "{asked:?}");
    assert!(asked.len() <= inner.len() / (256 * 1024) + 1 + 3, "{asked:?}");
}

#[test]
fn looking_at_a_part_is_cancelled_between_two_pieces() {
    let desk = opened(&[with_file(&noise(6_000_000))], SLOW);
    let Desk { client, keys, .. } = &desk;
    let structure = client.structure("INBOX", 1);
    let id = client.open_part(&keys[0], part(&structure, &[2]));
    client.part_progress();
    client.send(Command::CancelFetch(id));
    let Failure { kind, .. } = client.opened().expect_err("it was cancelled");
    assert_eq!(kind, FailureKind::Cancelled);
    // The same connection serves on.
    assert_eq!(client.body(&keys[0]).subject, "file");
    assert!(offsets(client, "BINARY.PEEK[2]").len() < 20);
}

#[test]
fn a_part_too_large_to_look_at_is_not_fetched() {
    let desk = opened(&[with_file(b"small")], Character::default());
    let Desk { client, keys, .. } = &desk;
    let structure = client.structure("INBOX", 1);
    let huge = Part { size_bytes: 100 << 20, ..part(&structure, &[2]).clone() };
    client.open_part(&keys[0], &huge);
    let failure = client.opened().expect_err("too large");
    assert!(failure.sentence.contains("larger than 64 MiB"), "{failure:?}");
    assert!(offsets(client, "BINARY.PEEK[2]").is_empty());
}

#[test]
fn a_part_whose_encoding_is_damaged_is_saved_as_far_as_it_can_be_read() {
    let bytes = noise(400_000);
    let damaged = base64(&bytes) + "______\r\nA mailing list wrote this below.\r\n";
    let mail = mixed("damaged", "mixed", &[(TEXT, "x"), (FILE, &damaged)]);
    let desk = opened(&[mail], Character::default());
    let Desk { client, keys, .. } = &desk;
    let structure = client.structure("INBOX", 1);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data.bin");
    client.send(Command::Save(save_request(&keys[0], part(&structure, &[2]), &path)));
    client.saved();
    assert!(fs::read(&path).expect("the file") == bytes, "the file differs from the mail");
    assert_eq!(offsets(client, "BODY.PEEK[2]"), [0, 262_144, 524_288]);
}

#[test]
fn a_message_is_saved_exactly_as_it_is_on_the_server() {
    let mail = with_file(&noise(500_000));
    let desk = opened(std::slice::from_ref(&mail), Character::default());
    let Desk { client, keys, .. } = &desk;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file.eml");
    let request = SaveRequest {
        encoding: TransferEncoding::Base64, // Whoever asks may say what is wrong.
        ..save_request(&keys[0], &whole(&client.structure("INBOX", 1)), &path)
    };
    client.send(Command::Save(request));
    client.saved();
    assert!(fs::read(&path).expect("the file") == mail, "the file differs from the mail");
}
