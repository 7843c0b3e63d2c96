//! Pictures of a page: decoded, the small ones together, and no longer than somebody looks.

use super::*;

/// A page with pictures of these sizes, and what a client is told of them.
fn page_with(sizes: &[usize]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let images: Vec<Vec<u8>> = sizes.iter().map(|size| noise(*size)).collect();
    let page: String = (0..sizes.len()).map(|n| format!("<img src='cid:p{n}@x'>\r\n")).collect();
    let mut parts = vec![(HTML.to_owned(), page)];
    for (index, image) in images.iter().enumerate() {
        let header = format!(
            "Content-Type: image/png\r\nContent-ID: <p{index}@x>\r\n\
             Content-Transfer-Encoding: base64"
        );
        parts.push((header, base64(image)));
    }
    let parts: Vec<_> = parts.iter().map(|(header, body)| (header.as_str(), &**body)).collect();
    (mixed("pictures", "related", &parts), images)
}

/// Collects pictures until the last of them; how many goes they came in.
fn pictures(client: &Client, wanted: &MessageKey) -> (BTreeMap<String, Arc<Image>>, usize) {
    let (mut all, mut goes) = (BTreeMap::new(), 0);
    client.expect("the pictures", |event| match event {
        Event::PicturesLoaded { key, images, is_last } if key == wanted => {
            goes += 1;
            all.extend(images.iter().map(|image| (image.names[0].clone(), Arc::clone(image))));
            is_last.then_some(())
        }
        _ => None,
    });
    (all, goes)
}

#[test]
fn the_pictures_of_a_page_come_decoded_small_ones_together() {
    let (mail, images) = page_with(&[900, 1_000, 2_000, 700_000, 5_000]);
    let desk = opened(&[mail], Character::default());
    let Desk { client, keys, .. } = &desk;
    let structure = Some(client.structure("INBOX", 1));
    let reading = client.show(Place::PANE, &keys[0], (structure, Form::Html));
    assert!(reading.attachments.is_empty(), "{:?}", reading.attachments);
    let named = reading.page.as_ref().expect("a page").pictures.clone();
    assert_eq!(named.len(), 5);
    let before = client.sent().len();
    client.send(Command::FetchPictures { key: keys[0].clone(), pictures: named });
    let (all, goes) = pictures(client, &keys[0]);
    for (index, image) in images.iter().enumerate() {
        let name = format!("cid:p{index}@x");
        assert!(all[&name].bytes == *image, "{name} differs");
    }
    let asked = client.sent()[before..].iter().filter(|line| line.starts_with("UID FETCH")).count();
    assert_eq!((asked, goes), (6, 3), "{}", client.log_text());
}

#[test]
fn pictures_of_a_message_that_is_left_are_not_fetched_to_the_end() {
    let (large, _) = page_with(&[3_000_000, 3_000_000]);
    let desk = opened(&[large, mail("next", "Hi.")], SLOW);
    let Desk { client, keys, .. } = &desk;
    let structure = Some(client.structure("INBOX", 1));
    let reading = client.show(Place::PANE, &keys[0], (structure.clone(), Form::Html));
    let named = reading.page.as_ref().expect("a page").pictures.clone();
    let fetch = |pictures: &Vec<PictureRef>| {
        let (key, pictures) = (keys[0].clone(), pictures.clone());
        client.send(Command::FetchPictures { key, pictures });
    };
    let turn_over = || {
        let (key, place) = (keys[1].clone(), Place::PANE);
        client.send(Command::ShowMessage { place, key, structure: None, form: Form::Html });
    };
    // Twice: two places look at it, and it is left by both.
    fetch(&named);
    fetch(&named);
    client.send(Command::LeaveMessage { key: keys[0].clone() });
    turn_over();
    assert!(pictures(client, &keys[0]).0.is_empty(), "they were fetched all the same");
    // In a window that was opened from what was read it is looked at still, whatever the pane shows.
    client.show(Place::PANE, &keys[0], (structure, Form::Html));
    fetch(&named);
    turn_over();
    client.open("Sent");
    assert_eq!(pictures(client, &keys[0]).0.len(), 2);
}

#[test]
fn pictures_and_parts_are_counted_as_what_they_are() {
    let (mail, _) = page_with(&[300_000]);
    let desk = opened(&[mail], Character::default());
    let Desk { client, keys, .. } = &desk;
    let structure = client.structure("INBOX", 1);
    client.show(Place::PANE, &keys[0], (Some(Arc::clone(&structure)), Form::Html));
    let before = client.traffic().get(Purpose::Attachments).bytes_in;
    client.open_part(&keys[0], part(&structure, &[2]));
    client.opened().expect("it is there");
    assert!(client.traffic().get(Purpose::Attachments).bytes_in > before + 300_000);
}
