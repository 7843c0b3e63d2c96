use super::*;

/// A mail with one picture, `cid:p`.
struct OnePicture;

impl Pictures for OnePicture {
    fn find(&mut self, address: &str) -> Picture {
        match address {
            "cid:p" => Picture::Shown("mail:0".to_owned()),
            "cid:big" => Picture::Refused("(too large)"),
            _ => Picture::Missing,
        }
    }
}

fn page(html: &str) -> Page {
    sanitise(html, &mut OnePicture)
}

/// What stands in the body.
fn body(html: &str) -> String {
    let text = to_html(&page(html).tree);
    let inside = text.split_once("<body").and_then(|(_, rest)| rest.split_once('>'));
    let inside = inside.map_or(&*text, |(_, rest)| rest);
    inside.rsplit_once("</body>").map_or(inside, |(before, _)| before).to_owned()
}

#[test]
fn a_plain_page_stays_as_it_is() {
    let html = "<p class=\"a\">Hello <b>you</b> &amp; <a href=\"https://a.example/\">all</a></p>";
    assert_eq!(body(html), html);
}

#[test]
fn nothing_that_runs_or_fetches_is_left() {
    for html in [
        "<script>alert(1)</script>x",
        "<iframe src=http://h.example>never</iframe>x",
        "<object data=http://h.example>x</object>",
        "<embed src=http://h.example>x",
        "<meta http-equiv=refresh content='0;url=http://h.example'>x",
        "<base href=http://h.example>x",
        "<link rel=stylesheet href=http://h.example>x",
        "<svg><image xlink:href=http://h.example /><style>never</style></svg>x",
        "<video poster=http://h.example src=http://h.example>never</video>x",
        "<form action=http://h.example><input type=hidden value=never></form>x",
        "<p onclick=alert(1) formaction=http://h.example background=http://h.example>x</p>",
        "<img src=http://h.example/a.png width=1 height=1>x",
        "<template><img src=http://h.example></template>x",
        "<!--[if mso]><img src=http://h.example><![endif]-->x",
        "<a ping=http://h.example>x</a>",
        "<html manifest=http://h.example>x",
        "<?xml-stylesheet href=http://h.example?>x",
    ] {
        let out = to_html(&page(html).tree);
        assert!(!out.contains("h.example") && !out.contains("script"), "{html}: {out}");
        assert!(
            !out.contains("alert") && out.contains(">x<") && !out.contains("never"),
            "{html}: {out}"
        );
    }
}

#[test]
fn a_tag_put_together_from_two_is_text() {
    let out = to_html(&page("<sc<script></script>ript src=//h.example>x").tree);
    assert!(out.contains("ript src=//h.example&gt;x") && !out.contains("<sc"), "{out}");
}

#[test]
fn what_would_be_contacted_is_named() {
    let page = page(
        "<link rel=stylesheet href=https://css.example/a.css>\
         <style>@import url(https://import.example/b.css); p{background:url(//bg.example/c.png)}</style>\
         <img src=https://img.example/d.png srcset='https://set.example/e.png 2x'>\
         <img src=https://count.example/f width=1 height=1>\
         <td background=https://cell.example/g.png><a href=https://link.example/>x</a>",
    );
    let hosts: Vec<_> =
        page.blocked.hosts.iter().map(|host| host.replace(".example", "")).collect();
    assert_eq!(hosts, ["bg", "count", "css", "img", "import", "set"]);
    assert_eq!(page.blocked.trackers, 1);
    assert!(page.blocked.images.contains(&"https://img.example/d.png".to_owned()));
    assert!(!page.blocked.images.iter().any(|image| image.contains("count")));
}

#[test]
fn pictures_of_the_mail_are_shown_and_others_leave_a_box_with_their_words() {
    assert_eq!(body("<img src=cid:p alt=Cat>"), "<img alt=\"Cat\" src=\"mail:0\">");
    let out = body("<img src=https://h.example/x.png width=40 height=20 alt='A cat' class=c>");
    assert!(
        out.starts_with("<mp-img width=\"40\" height=\"20\" alt=\"A cat\" class=\"c\" mp0"),
        "{out}"
    );
    assert!(out.ends_with(">A cat</mp-img>"), "{out}");
    assert!(body("<img src=cid:big>").contains(">(too large)<"));
}

#[test]
fn fields_are_pictures_of_fields() {
    assert_eq!(
        body("<input value=a><input type=submit><select><option>b<option>c</select>"),
        "<mp-field value=\"a\">a</mp-field><mp-button type=\"submit\">Submit</mp-button>\
         <mp-field>b</mp-field>"
    );
}

#[test]
fn a_doctype_of_any_kind_is_the_same_page() {
    let plain = page("<html><body><p>x</p></body></html>").tree;
    for doctype in [
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"x.dtd\">\n",
        "<?xml version=\"1.0\"?><!DOCTYPE html>",
        "\u{feff}<!doctype html>",
    ] {
        let html = format!("{doctype}<html><body><p>x</p></body></html>");
        assert_eq!(to_html(&page(&html).tree), to_html(&plain), "{doctype}");
    }
}

#[test]
fn nesting_of_any_depth_and_kind_ends_within_the_limit() {
    for unit in [
        "<div>",
        "<b>",
        "<b><i><a>",
        "<table><tr><td>",
        "<ul><li>",
        "<blockquote>",
        "<font color=red>",
        "<b><p>",
        "<a href=x><div>",
        "<svg><g>",
        "<span style=x>",
        "<form><div>",
        "<select><option>",
    ] {
        let page = page(&format!("{}deep", unit.repeat(50_000)));
        let depth = page.tree.walk().map(|(_, depth)| depth).max().unwrap_or(0);
        assert!(depth <= limits::DEPTH_LIMIT + 4, "{unit}: {depth}");
        assert!(page.tree.len() <= limits::NODE_LIMIT + 10, "{unit}");
    }
    assert!(body(&format!("{}deep", "<div>".repeat(10_000))).contains("deep"));
}

#[test]
fn a_million_elements_become_as_many_as_can_be_laid_out() {
    let page = page(&"<p>x".repeat(1_000_000));
    assert!(page.is_cut && page.tree.len() <= limits::NODE_LIMIT + 10);
}

#[test]
fn columns_and_rows_of_tables_are_bounded() {
    let html = format!(
        "<table><tr><td><td colspan=65535>{}",
        "<td rowspan=65534 colspan=9>x".repeat(2_000)
    );
    let page = page(&html);
    let row = page.tree.find("tr").expect("a row");
    let columns: usize = table::cells(&page.tree, row)
        .iter()
        .filter_map(|cell| page.tree.element(*cell))
        .map(|cell| cell.attribute("colspan").and_then(|span| span.parse().ok()).unwrap_or(1))
        .sum();
    assert!(columns <= limits::COLUMNS_PER_TABLE_LIMIT && page.is_cut, "{columns}");
}

#[test]
fn a_cleaned_page_stays_the_same_when_cleaned_again() {
    for html in [
        "<p>a<table><b>x<td>y</table>",
        "<ul><li>a<li>b</ul>&lt;script&gt;",
        "<details><summary>s</summary>t",
    ] {
        let once = to_html(&page(html).tree);
        assert_eq!(to_html(&page(&once).tree), once, "{html}");
    }
}

/// Pieces from which hostile pages are put together.
const PIECES: &[&str] = &[
    "<table>",
    "<tr>",
    "<td colspan=9>",
    "</table>",
    "<b>",
    "</b>",
    "<p>",
    "<a href=x>",
    "<form>",
    "<select>",
    "<option>",
    "<svg>",
    "</svg>",
    "<math>",
    "<style>",
    "</style>",
    "<template>",
    "</template>",
    "<img src=//h.example/x>",
    "<img src=cid:p>",
    "text",
    "&lt;",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<body bgcolor=red>",
    "<html dir=rtl>",
    "<frameset>",
    "<caption>",
    "<col span=5>",
    "<p style='a:url(//h.example)'>",
    "url(",
    "'",
    "\"",
    "<",
    "</",
    "\u{0}",
    "ä",
    "<noscript>",
    "<iframe>",
    "<textarea>",
    "<title>",
    "<plaintext>",
    "<li>",
    "<dd>",
    "<ruby><rt>",
];

proptest::proptest! {
    #[test]
    fn whatever_is_put_together_becomes_a_page_with_nothing_to_fetch(
        picked in proptest::collection::vec(proptest::sample::select(PIECES), 0..60)
    ) {
        let page = page(&picked.concat());
        let depth = page.tree.walk().map(|(_, depth)| depth).max().unwrap_or(0);
        assert!(depth <= limits::DEPTH_LIMIT + 4);
        let written = to_html(&page.tree);
        for name in ["script", "svg", "iframe", "template"] {
            assert_eq!(page.tree.find(name), None, "{written}");
        }
        assert!(super::sanitise(&written, &mut OnePicture).blocked.hosts.is_empty(), "{written}");
    }
}

#[test]
fn numbers_that_the_engine_does_not_find_are_written_out() {
    let sheet = |html: &str| page(html).legacy_sheet;
    let roman = sheet("<ol type=i start=3><li>a<li>b<ol><li>c</ol></ol>");
    assert!(roman.contains(r#"{list-style-type:"iii.\a0 ";}"#), "{roman}");
    assert!(roman.contains(r#"{list-style-type:"iv.\a0 ";}"#), "{roman}");
    assert_eq!(roman.matches(r"\a0").count(), 2, "the inner list is none of them: {roman}");
    let set = sheet("<ol><li>a<li value=7>b<li>c</ol><li>d");
    assert!(set.contains(r#""7.\a0 ""#) && set.contains(r#""8.\a0 ""#), "{set}");
    assert_eq!(sheet("<ol style='list-style:none'><li value=2>a</ol><ul><li value=3>b</ul>"), "");
    let many = "<ol type=i><li>".repeat(20_000);
    assert!(sheet(&many).len() < 400_000);
}
