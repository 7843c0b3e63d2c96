use super::*;

/// The cleaned sheet and the addresses that were found; what begins with `cid:` may stay.
fn cleaned(css: &str, context: Context) -> (String, Vec<String>) {
    let mut seen = Vec::new();
    let out = clean(css, context, &mut |address, _| {
        seen.push(address.to_owned());
        address.starts_with("cid:").then(|| "mail:1".to_owned())
    });
    (out, seen)
}

fn sheet(css: &str) -> String {
    cleaned(css, Context::Sheet).0
}

#[test]
fn plain_rules_stay_as_they_are() {
    let css = "a.b > c:hover, #d::before{color:#f00;width:calc(100% - 3px)!important}\
        @media (max-width:600px){td{display:block}}";
    assert_eq!(sheet(css), css);
}

#[test]
fn every_spelling_of_an_address_is_found_and_taken_away() {
    for css in [
        "a{background:url(http://h.example/x)}",
        "a{background:URL( 'http://h.example/x' )}",
        "a{background:ur\\6c(http://h.example/x)}",
        "a{background:\\75 rl(\"http://h.example/x\")}",
        "a{background:url(http\\3a//h.example/x)}",
        "a{--x:url(http://h.example/x);background:var(--x)}",
        "a{background:image-set('http://h.example/x' 1x)}",
        "@import 'http://h.example/x';",
        "@import url(http://h.example/x) print;",
        "@\\69mport url('http://h.example/x');",
        "@font-face{src:url(http://h.example/x)}",
        "a{background:url(http://h.example/x",
        "a{background:url('http://h.example/x",
        "@import 'http://h.example/x",
    ] {
        let (out, seen) = cleaned(css, Context::Sheet);
        assert_eq!(seen, ["http://h.example/x"], "{css}");
        assert!(!out.contains("h.example"), "{css}: {out}");
    }
}

#[test]
fn fonts_and_other_sheets_are_told_from_pictures() {
    let css =
        "@import 'i';@font-face{font-family:x;src:local(x),url(f)}a{background:url(p);--y:url(q)}";
    let mut seen = Vec::new();
    clean(css, Context::Sheet, &mut |address, purpose| {
        seen.push((address.to_owned(), purpose));
        None
    });
    let pictures: Vec<_> =
        seen.iter().filter(|(_, purpose)| *purpose == Purpose::Picture).collect();
    assert_eq!(seen.len(), 4);
    assert!(matches!(&*pictures, [(p, _), (q, _)] if p == "p" && q == "q"), "{seen:?}");
}

#[test]
fn what_is_in_the_mail_is_shown_from_there() {
    assert_eq!(
        sheet("a{background:#fff url(cid:b) 0 0}"),
        "a{background:#fff url(\"mail:1\") 0 0}"
    );
    assert_eq!(sheet("a{background:#fff url(x) 0 0}"), "a{background:#fff none 0 0}");
}

#[test]
fn addresses_in_strings_and_comments_are_only_text() {
    let (out, seen) =
        cleaned("a{content:\"url(http://h.example)\"}/* url(x) */b{}", Context::Sheet);
    assert_eq!((&*out, seen.len()), ("a{content:\"url(http://h.example)\"}/**/b{}", 0));
}

#[test]
fn nothing_stays_in_place_over_other_mail() {
    let (out, _) = cleaned("position: FIXED; table-layout:fixed", Context::Attribute);
    assert_eq!(out, "position: absolute; table-layout:fixed");
}

#[test]
fn rules_for_pictures_meet_blocked_ones() {
    assert_eq!(sheet("a img{border:0}"), "a :is(img,mp-img){border:0}");
    assert_eq!(sheet(".img,#img,x-img{}"), ".img,#img,x-img{}");
}

#[test]
fn brackets_are_closed_and_never_too_deep() {
    assert_eq!(sheet("@media x{a{b:c"), "@media x{a{b:c}}");
    assert_eq!(sheet("a{b:c}}}d{e:f}"), "a{b:c}d{e:f}");
    let deep = sheet(&format!("a{{width:{}", "calc(".repeat(100_000)));
    assert!(deep.matches('(').count() <= CSS_DEPTH_LIMIT && deep.ends_with(")}"));
}

#[test]
fn no_input_makes_it_fail() {
    for unit in
        ["\\", "\"", "'", "@", "@import", "url(", "/*", "#", "-", "--", "ä\\", "\u{0}", "(["]
    {
        for css in [unit.to_owned(), unit.repeat(1_000), format!("a{{b:{unit}")] {
            sheet(&css);
        }
    }
}
