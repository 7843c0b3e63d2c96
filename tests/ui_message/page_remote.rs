//! What a page would fetch from the network, and who decides.

use super::*;

fn remote(images: &[&str], trackers: u32) -> State {
    let hosts = ["a.example", "b.example", "c.example"].map(str::to_owned).to_vec();
    let images = images.iter().map(|image| (*image).to_owned()).collect();
    let blocked = Blocked { hosts, images, trackers, ..Blocked::default() };
    page_state(Some(painted(Page { blocked, ..newsletter() })))
}

#[test]
fn what_would_be_fetched_is_named_and_loaded_only_by_a_click() {
    let mut window = window(remote(&["https://a.example/1.png"], 2));
    assert!(!settled(&mut window).iter().any(|action| matches!(
        action,
        Action::Message(_, MessageAct::LoadRemote | MessageAct::TrustSender(_))
    )));
    window.get_by_label("This message would contact 3 hosts: a.example, b.example and 1 more.");
    window.get_by_label("2 tracking pixels blocked");
    assert!(
        window.query_by_label_contains("Always for").is_none(),
        "nobody knows who the sender is"
    );
    let clicked = click(&mut window, "Load remote content");
    assert!(matches!(clicked[..], [Action::Message(Place::PANE, MessageAct::LoadRemote)]));
}

#[test]
fn only_a_confirmed_sender_can_be_trusted() {
    let mut state = remote(&["https://a.example/1.png"], 0);
    let message = state.message.as_mut().expect("open");
    let mut reading = Reading::clone(message.reading().expect("read"));
    let mut body = mailpane::model::Body::clone(&reading.body);
    body.verdict = mailpane::model::Verdict::Confirmed { domain: "example.org".to_owned() };
    reading.body = Arc::new(body);
    message.state = mailpane::app::ViewState::Shown(Arc::new(reading));
    let mut window = window(state);
    let clicked = click(&mut window, "Always for mara@example.org");
    assert!(matches!(clicked[..], [Action::Message(Place::PANE, MessageAct::TrustSender(true))]));
    window.state_mut().state.private = true;
    settled(&mut window);
    assert!(window.query_by_label_contains("Always for").is_none(), "private keeps no list");
}

#[test]
fn tracking_pixels_alone_are_a_quiet_line() {
    let mut window = window(remote(&[], 1));
    settled(&mut window);
    window.get_by_label("1 tracking pixel blocked");
    assert!(window.query_by_label("Load remote content").is_none());
}
