//! HTML, reader and text: what is shown of a message, and what the switch between them costs.

use mailpane::app::{Action, BodyShown, Effect, Look, MessageAct, ShownAs, ViewState};
use mailpane::engine::{Command, Event, PageCommand, PageEvent, Place};
use mailpane::html::HtmlFailure;
use mailpane::model::{Failure, FailureKind};
use mailpane::reading::Form;

use super::mails::{
    FIRST, SHAPE, act, asks_message, commands, in_view, letter, load_of, loaded, newsletter,
    newsletter_text, open, page, pane, pane_page, show_page, tall, to_pages,
};
use super::window::window;

fn shown(state: &mailpane::app::State) -> BodyShown {
    state.body_shown(pane(state))
}

fn painted_as(effects: &[Effect]) -> Option<ShownAs> {
    effects.iter().find_map(|effect| match effect {
        Effect::TraceMessageShown { kind, .. } => Some(*kind),
        _ => None,
    })
}

#[test]
fn html_is_shown_as_it_was_meant_and_a_letter_as_text() {
    let (state, effects) = open(newsletter(Vec::new()));
    assert_eq!(shown(&state), BodyShown::Page(pane_page(&state)));
    assert_eq!(asks_message(&effects)[0].2, Form::Html);
    assert_eq!(
        pane(&state).looks().collect::<Vec<_>>(),
        [Look::Page, Look::Reader, Look::Text],
        "all that there is"
    );
    let (state, _) = open(letter());
    assert_eq!((shown(&state), state.pages.len()), (BodyShown::Text, 0));
    assert_eq!(pane(&state).looks().collect::<Vec<_>>(), [Look::Text]);
}

#[test]
fn a_page_is_laid_out_once_its_place_on_the_screen_is_known() {
    let (mut state, effects) = open(newsletter(Vec::new()));
    assert!(load_of(&effects).is_none(), "nobody knows its width yet");
    let id = pane_page(&state);
    let effects = in_view(&mut state, id, SHAPE, 0.0);
    let load = load_of(&effects).expect("it is laid out");
    assert_eq!((load.shape, load.source.html.as_str()), (SHAPE, "<p>News"));
}

#[test]
fn the_senders_own_text_is_fetched_when_it_is_chosen_and_kept() {
    let (mut state, _) = open(newsletter(Vec::new()));
    show_page(&mut state, tall(900.0));
    let id = pane_page(&state);
    let effects = act(&mut state, MessageAct::ChooseLook(Look::Text));
    assert_eq!(asks_message(&effects)[0].2, Form::Text);
    assert_eq!(shown(&state), BodyShown::Page(id), "what is there stays until it comes");
    let effects = state.apply(loaded(FIRST, newsletter_text()));
    assert_eq!(shown(&state), BodyShown::Text);
    assert_eq!(pane(&state).body().expect("read").text.text, "News, as sent");
    assert!(matches!(to_pages(&effects)[..], [PageCommand::Close { .. }]), "{effects:?}");
    let effects = act(&mut state, MessageAct::ChooseLook(Look::Page));
    assert!(commands(&effects).is_empty(), "it was read before: {effects:?}");
    assert!(matches!(shown(&state), BodyShown::Page(_)));
    let effects = act(&mut state, MessageAct::ChooseLook(Look::Text));
    assert!(commands(&effects).is_empty(), "so was this: {effects:?}");
    assert_eq!(shown(&state), BodyShown::Text);
}

#[test]
fn reader_mode_needs_nothing_more_from_the_server() {
    let (mut state, _) = open(newsletter(Vec::new()));
    let effects = act(&mut state, MessageAct::ChooseLook(Look::Reader));
    assert!(commands(&effects).is_empty(), "{effects:?}");
    assert_eq!((shown(&state), state.pages.len()), (BodyShown::Reader, 0));
}

#[test]
fn the_usual_look_decides_what_is_asked_for() {
    let mut state = window(50);
    let effects = state.update(Action::SetLook(Look::Text));
    assert!(matches!(effects[..], [Effect::KeepSettings]));
    let effects = state.update(Action::SelectRow { index: 0 });
    assert_eq!(asks_message(&effects)[0].2, Form::Text);
    state.apply(loaded(FIRST, newsletter(Vec::new())));
    assert!(
        matches!(pane(&state).state, ViewState::Loading),
        "that is what another window wants of it"
    );
    state.apply(loaded(FIRST, newsletter_text()));
    assert_eq!((shown(&state), state.pages.len()), (BodyShown::Text, 0));
    state.update(Action::SetLook(Look::Page));
    assert!(matches!(shown(&state), BodyShown::Page(_)), "the other form is there already");
}

#[test]
fn a_page_that_fails_is_read_in_reader_mode_and_says_why() {
    let (mut state, _) = open(newsletter(Vec::new()));
    show_page(&mut state, tall(900.0));
    let id = pane_page(&state);
    state.apply(Event::Page(PageEvent::Failed { id, failure: HtmlFailure::Late }));
    assert_eq!(shown(&state), BodyShown::Reader);
    assert_eq!(state.page_failure(pane(&state)), Some(HtmlFailure::Late));
    assert!(page(&state, id).shown.is_none(), "its tiles are let go");
    let effects = act(&mut state, MessageAct::Painted);
    assert_eq!(painted_as(&effects), Some(ShownAs::Fallback));
    // Asked for once more, it is tried once more, by another child.
    let effects = act(&mut state, MessageAct::ChooseLook(Look::Page));
    assert!(matches!(to_pages(&effects)[..], [PageCommand::Close { .. }]), "{effects:?}");
    assert_ne!(pane_page(&state), id);
    assert!(matches!(shown(&state), BodyShown::Page(_)));
}

#[test]
fn without_an_article_a_page_that_fails_is_read_as_text() {
    let mut reading = newsletter(Vec::new());
    reading.article = None;
    let (mut state, _) = open(reading);
    let id = pane_page(&state);
    in_view(&mut state, id, SHAPE, 0.0);
    state.apply(Event::Page(PageEvent::Failed { id, failure: HtmlFailure::Died }));
    assert_eq!(shown(&state), BodyShown::Text);
}

#[test]
fn the_trace_says_what_a_message_was_shown_as() {
    let (mut state, _) = open(newsletter(Vec::new()));
    assert_eq!(painted_as(&act(&mut state, MessageAct::Painted)), Some(ShownAs::Html));
    let (mut state, _) = open(newsletter(Vec::new()));
    act(&mut state, MessageAct::ChooseLook(Look::Reader));
    assert_eq!(painted_as(&act(&mut state, MessageAct::Painted)), Some(ShownAs::Fallback));
    let (mut state, _) = open(letter());
    assert_eq!(painted_as(&act(&mut state, MessageAct::Painted)), Some(ShownAs::Text));
}

#[test]
fn another_form_that_cannot_be_had_leaves_what_is_shown() {
    let (mut state, _) = open(newsletter(Vec::new()));
    act(&mut state, MessageAct::ChooseLook(Look::Text));
    let failure = Failure::new(FailureKind::Refused, "The server refused to send the text.");
    state.apply(Event::MessageFailed { key: super::window::key(FIRST), failure });
    assert_eq!(shown(&state), BodyShown::Text, "made of its HTML");
    assert_eq!(pane(&state).body().expect("read").text.text, "News, made of HTML");
    assert_eq!(state.notices.len(), 1);
}

#[test]
fn a_child_is_started_ahead_for_html_only_and_once() {
    let mut state = window(50);
    let warms = |effects: &[Effect]| {
        to_pages(effects).iter().filter(|c| matches!(c, PageCommand::Warm)).count()
    };
    let effects = state.update(Action::SelectRow { index: 1 });
    assert_eq!(warms(&effects), 0, "nobody knows what it is");
    state.apply(loaded(FIRST - 1, letter()));
    let effects = state.apply(loaded(FIRST - 2, letter()));
    assert_eq!(warms(&effects), 0, "a letter was read ahead");
    let effects = state.apply(loaded(FIRST, newsletter(Vec::new())));
    assert_eq!(warms(&effects), 1, "HTML is next");
    let effects = state.apply(loaded(FIRST, newsletter(Vec::new())));
    assert_eq!(warms(&effects), 0);
    state.update(Action::SetLook(Look::Text));
    let effects = state.apply(loaded(FIRST - 3, newsletter(Vec::new())));
    assert_eq!(warms(&effects), 0, "it will not be shown as a page");
}

#[test]
fn a_child_is_started_for_the_next_message_once_its_structure_says_html() {
    let (mut state, _) = open(letter());
    act(&mut state, MessageAct::Painted);
    let details = |seq: u32, media_type: &str| Event::DetailsLoaded {
        account: super::window::ACCOUNT,
        mailbox: mailpane::model::MailboxName::inbox(),
        details: vec![mailpane::engine::Details {
            seq,
            uid: super::window::number(seq + 1_000),
            part: std::sync::Arc::new(super::mails::part(&[1], media_type, None)),
            has_attachment: false,
            preview: None,
        }],
    };
    assert!(to_pages(&state.apply(details(49, "text/plain"))).is_empty());
    state.update(Action::SelectRow { index: 1 });
    state.apply(loaded(FIRST - 1, letter()));
    act(&mut state, MessageAct::Painted);
    let effects = state.apply(details(48, "text/html"));
    assert!(matches!(to_pages(&effects)[..], [PageCommand::Warm]), "{effects:?}");
}

#[test]
fn html_below_the_main_part_is_a_page_while_the_message_is_looked_at_so() {
    let mut reading = newsletter(Vec::new());
    let below = mailpane::reading::Document {
        part: mailpane::model::PartId(vec![3]),
        name: String::new(),
        content: mailpane::reading::Content::Text(std::sync::Arc::new(newsletter(Vec::new()))),
    };
    reading.below = vec![below].into();
    let (mut state, _) = open(reading);
    let part = mailpane::model::PartId(vec![3]);
    let id = state.page_below(pane(&state), &part).expect("a page of its own");
    in_view(&mut state, id, SHAPE, 0.0);
    let effects = act(&mut state, MessageAct::ChooseLook(Look::Reader));
    assert!(
        matches!(to_pages(&effects)[..], [PageCommand::Close { id: of }] if *of == id),
        "{effects:?}"
    );
    assert_eq!((state.page_below(pane(&state), &part), state.pages.len()), (None, 0));
}

#[test]
fn quotes_parts_and_words_to_find_belong_to_the_view() {
    let (mut state, _) = open(letter());
    act(&mut state, MessageAct::ToggleQuote { block: 3 });
    act(&mut state, MessageAct::ShowParts(true));
    act(&mut state, MessageAct::Find("dear".to_owned()));
    act(&mut state, MessageAct::FindPrevious);
    let view = pane(&state);
    assert!(view.turned_quotes.contains(&3) && view.show_parts);
    let find = view.find.as_ref().expect("looking for it");
    assert_eq!((find.index(4), find.index(0)), (Some(3), None), "round to the last one");
    act(&mut state, MessageAct::ToggleQuote { block: 3 });
    act(&mut state, MessageAct::Find(String::new()));
    assert!(pane(&state).turned_quotes.is_empty() && pane(&state).find.is_none());
}

#[test]
fn words_looked_for_go_from_look_to_look() {
    let (mut state, _) = open(newsletter(Vec::new()));
    show_page(&mut state, tall(900.0));
    let id = pane_page(&state);
    state.update(Action::Page(id, mailpane::app::PageAct::Find("news".to_owned())));
    act(&mut state, MessageAct::ChooseLook(Look::Reader));
    assert_eq!(pane(&state).find.as_ref().map(|find| find.words.as_str()), Some("news"));
    act(&mut state, MessageAct::ChooseLook(Look::Page));
    let id = pane_page(&state);
    assert_eq!(page(&state, id).find.as_ref().map(|find| find.words.as_str()), Some("news"));
}

#[test]
fn a_message_that_failed_is_asked_for_again_in_the_form_wanted() {
    let mut state = window(50);
    state.update(Action::SelectRow { index: 0 });
    let failure = Failure::new(FailureKind::Timeout, "The server does not answer.");
    state.apply(Event::MessageFailed { key: super::window::key(FIRST), failure });
    assert!(matches!(pane(&state).state, ViewState::Failed(_)));
    let effects = act(&mut state, MessageAct::Retry);
    let [Command::ShowMessage { place: Place::PANE, form: Form::Html, .. }] =
        commands(&effects)[..]
    else {
        panic!("asked for once, got {effects:?}");
    };
}
