use std::fmt::Write;

use super::*;

/// One line for each block: its quotes, what it is, its words.
fn told(html: &str) -> String {
    let mut out = String::new();
    for block in article(html).blocks {
        out.push_str(&"> ".repeat(block.quote_level.into()));
        match block.kind {
            ArticleKind::Paragraph(words) => write!(out, "{}", marked(&words)),
            ArticleKind::Heading { level, words } => write!(out, "h{level} {}", marked(&words)),
            ArticleKind::Item { depth, marker, words } => {
                write!(out, "{}{marker} {}", "  ".repeat(depth.into()), marked(&words))
            }
            ArticleKind::Preformatted(words) => write!(out, "pre {}", marked(&words)),
            ArticleKind::Row { cells, is_head } => {
                let cells: Vec<_> = cells.iter().map(marked).collect();
                write!(out, "{} {}", if is_head { "head" } else { "row" }, cells.join(" | "))
            }
            ArticleKind::Picture { name, alt } => write!(out, "picture {name} ({alt})"),
            ArticleKind::Rule => write!(out, "---"),
        }
        .expect("it is written to memory");
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}

/// The words with their spans and links written into them.
fn marked(words: &Words) -> String {
    // Place, whether it closes, and the sign; of several at one place, what closes stands first.
    let mut signs = Vec::new();
    for span in &words.spans {
        let SpanStyle { strong, emphasis, code, struck } = span.style;
        for (is_so, sign) in [(strong, "*"), (emphasis, "/"), (code, "`"), (struck, "~")] {
            if is_so {
                signs.push((span.range.start, false, sign.to_owned()));
                signs.push((span.range.end, true, sign.to_owned()));
            }
        }
    }
    for link in &words.links {
        signs.push((link.range.start, false, "[".to_owned()));
        signs.insert(0, (link.range.end, true, format!("]({})", link.href)));
    }
    signs.sort_by_key(|(at, closes, _)| (std::cmp::Reverse(*at), *closes));
    let mut out = words.text.replace('\n', "\u{b6}");
    assert_eq!(words.text.matches('\u{b6}').count(), 0);
    // A mark for line ends is one byte longer.
    let moved = |at: usize| {
        at + words.text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count()
    };
    for (at, _, sign) in signs {
        out.insert_str(moved(at), &sign);
    }
    out
}

fn assert_told(cases: &[(&str, &str)]) {
    for (html, expected) in cases {
        assert_eq!(told(html), *expected, "{html}");
    }
}

#[test]
fn words_keep_their_emphasis_and_their_links() {
    assert_told(&[
        ("<p>a  <b>b\n c</b> <i>d</i><p>e", "a *b c* /d/\ne"),
        ("<p>x<code>y</code><s>z</s></p>", "x`y`~z~"),
        ("<span style='font-weight:700'>a</span><b style='font-weight:normal'>b</b>", "*a*b"),
        (
            "<p>See <a href=' https://a.example/?b=1&amp;c '>the <b>new</b> page</a>.",
            "See [the *new* page](https://a.example/?b=1&c).",
        ),
        ("<a href=#top>up</a> <a name=x>here</a>", "up here"),
        (
            "<a href=https://a.example><div>one</div><div>two</div></a>",
            "[one](https://a.example)\n[two](https://a.example)",
        ),
        ("<p>one<br>two<br><br>three", "one\u{b6}two\nthree"),
        ("<div>a</div>b<span style='display:block'>c</span>d", "a\nb\nc\nd"),
        ("a<div>&nbsp;</div><p>\u{200c}&zwnj; </p>b", "a\nb"),
        ("<q>so</q> he said", "\u{201c}so\u{201d} he said"),
        ("<p dir=rtl>שלום <b>עולם</b></p>", "שלום *עולם*"),
        ("a\u{202e}b", "a⟨U+202E⟩b"),
    ]);
}

#[test]
fn lists_count_as_they_say() {
    assert_told(&[
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "• a\n  • b\n• c"),
        ("<ol start=9 type=i><li>a<li value=20>b<li>c</ol>", "ix. a\nxx. b\nxxi. c"),
        ("<ol reversed><li>a<li>b</ol>", "2. a\n1. b"),
        ("<ol style='list-style-type:lower-alpha'><li><p>a</p><p>more</p></ol>", "a. a\n more"),
        ("<ul style='list-style:none'><li>a</ul>", " a"),
        ("<dl><dt>term<dd>what it is</dl>", "*term*\n what it is"),
    ]);
    let word = "<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><![if !supportLists]>\
        <span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>point</p>\
        <p style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>12.<span> </span></span>next</p>";
    assert_eq!(told(word), "  • point\n12. next");
}

#[test]
fn quotations_are_known_by_the_marks_of_mail_programs() {
    assert_told(&[
        ("a<blockquote>b<blockquote>c</blockquote></blockquote>d", "a\n> b\n> > c\nd"),
        (
            "Yes.<div class='gmail_quote gmail_quote_container'><div class=gmail_attr>Ann wrote:</div>\
             <blockquote class=gmail_quote>ok?<div class=gmail_quote><div>Bob wrote:</div>\
             <blockquote>so</blockquote></div></blockquote></div>",
            "Yes.\n> Ann wrote:\n> ok?\n> > Bob wrote:\n> > so",
        ),
        ("<div class=gmail_quote>Forwarded<br>text</div>", "Forwarded\u{b6}text"),
        (
            "<div class=moz-cite-prefix>Ann wrote:</div><blockquote>b</blockquote>",
            "> Ann wrote:\n> b",
        ),
        ("<div class=x_yahoo_quoted><div>b</div></div>", "> b"),
        ("<div style='border:none;border-left:solid blue 1.5pt;padding:0cm'><p>b</p></div>", "> b"),
        ("<div style='border-left:4px solid red'>a box</div>", "a box"),
    ]);
}

#[test]
fn tables_of_data_are_rows_and_others_dissolve() {
    assert_told(&[
        (
            "<table><tr><th>Item<th>Price<tr><td>Tea<td>3 €</table>",
            "head Item | Price\nrow Tea | 3 €",
        ),
        (
            "<table border=1><caption>List</caption><tr><td>a<br>b<td><p>c</p><p>d</p></table>",
            "List\nrow a\u{b6}b | c\u{b6}d",
        ),
        (
            "<table border=1><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d</table>",
            "row a | b | \nrow  | c | d",
        ),
        ("<table><tr><td>one<td>two</table>", "one\ntwo"),
        ("<table border=1><tr><td><table><tr><td>x</table><td>y</table>", "x\ny"),
        ("<table role=presentation><tr><th>a<th>b<tr><td>c<td>d</table>", "a\nb\nc\nd"),
        (
            "<table><tr><td>Sum<td>1<tr><td>Tax<td>2<tr><td>All<td>3</table>",
            "row Sum | 1\nrow Tax | 2\nrow All | 3",
        ),
        ("<table border=1><tr><th>A<td>b<tr><th>C<td>d</table>", "row *A* | b\nrow *C* | d"),
        ("<table border=1><tr><td>a<td><ul><li>x<li>y</ul></table>", "row a | • x\u{b6}• y"),
    ]);
    let prose =
        format!("<table border=1><tr><td>{}<td>b<tr><td>c<td>d</table>", "long ".repeat(60));
    assert!(told(&prose).ends_with("\nb\nc\nd"), "{}", told(&prose));
}

#[test]
fn pictures_keep_their_words_and_spacers_go() {
    assert_told(&[
        ("a<img src=cid:1 alt='A  boat'>b", "a\npicture cid:1 (A boat)\nb"),
        (
            "<a href=https://a.example><img src=https://a.example/x.png alt=Shop></a>",
            "picture https://a.example/x.png (Shop)\n[Shop](https://a.example)",
        ),
        ("ok <img src=cid:1 width=16 height=16 alt=':-)'> bye", "ok :-) bye"),
        ("x<img src=https://a.example/t.gif width=1 height=1>y<img src=s.gif height=5>z", "xyz"),
        ("<img src=https://a.example/wf/open?x>", ""),
        ("<img alt='no address'>", ""),
    ]);
    let long = format!("<img src='data:image/png;base64,{}' alt=x>", "A".repeat(300_000));
    assert_eq!(told(&long), "picture  (x)");
}

#[test]
fn what_a_sender_hides_is_not_read() {
    for hidden in [
        "display:none",
        "DISPLAY : none !important",
        "visibility:hidden",
        "mso-hide:all",
        "opacity:0",
        "font-size:0",
        "font-size:1px;line-height:1px",
        "max-height:0;overflow:hidden",
        "color:#fff;background-color:#FFFFFF",
        "text-indent:-9999px",
    ] {
        assert_eq!(told(&format!("a<p style='{hidden}'>secret</p><p>b")), "a\nb", "{hidden}");
    }
    assert_told(&[
        ("<style>.pre,td.x{display:none}</style><p class=pre>secret<p>seen", "seen"),
        ("<style>@media print{.pre{display:none}}</style><p class=pre>seen", "seen"),
        ("<p class=pre style='display:block'>seen", "seen"),
        ("<table bgcolor=white><tr><td><font color=white>secret</font>seen</table>", "seen"),
        ("<table bgcolor=white><tr><td class=button><font color=white>seen</font></table>", "seen"),
        ("<div style='font-size:0'><p style='font-size:13px'>seen</p>secret</div>", "seen"),
        (
            "<style>.a .b{font-size:14px}</style><div style='font-size:0'><p class=b>seen</p></div>",
            "seen",
        ),
        ("<p style='color:#fff;background:#06c'>seen", "seen"),
        ("<p style='color:white'>seen on a ground nobody told", "seen on a ground nobody told"),
    ]);
}

#[test]
fn headings_are_told_by_name_or_by_size() {
    let text = "<p>Words of the usual size, and more than a heading has of them.</p>";
    assert_told(&[
        ("<h2>Big <i>news</i></h2><h3></h3>", "h2 Big /news/"),
        ("<h1><img src=cid:1 alt=Logo></h1>", "picture cid:1 (Logo)"),
    ]);
    let sized = |size: &str| told(&format!("<td style='font-size:{size}'>What is new</td>{text}"));
    assert!(sized("32px").starts_with("What is new"), "a cell without a table is text");
    let sized =
        |size: &str| told(&format!("<div style='font-size:{size}'>What is new</div>{text}"));
    assert!(sized("32px").starts_with("h1 What is new\n"), "{}", sized("32px"));
    assert!(sized("18pt").starts_with("h2 What is new\n"), "{}", sized("18pt"));
    assert!(sized("1.25em").starts_with("h3 What is new\n"), "{}", sized("1.25em"));
    assert!(sized("17px").starts_with("What is new\n"), "{}", sized("17px"));
    let all_large = told("<div style='font-size:22px'><p>Dear Ann<p>see you<p>Bob</div>");
    assert_eq!(all_large, "Dear Ann\nsee you\nBob");
}

#[test]
fn lines_as_they_are_stay_so() {
    assert_told(&[
        ("<pre>\n  a\n\n    b  \n</pre>c", "pre   a\u{b6}\u{b6}    b\nc"),
        ("<div style='white-space:pre-wrap'>a\nb</div>", "a\u{b6}b"),
        ("a<hr><hr>b<hr>", "a\n---\nb"),
    ]);
}

#[test]
fn ranges_stand_on_characters_and_in_order() {
    let html = " \u{a0}<b>é</b><a href=x> ü <i>ö</i></a>\u{a0} <blockquote><b> ß</b>".repeat(50);
    for block in article(&html).blocks {
        let (ArticleKind::Paragraph(words) | ArticleKind::Item { words, .. }) = block.kind else {
            continue;
        };
        let ranges = words.spans.iter().map(|span| &span.range);
        let mut end = 0;
        for range in ranges {
            assert!(words.text.get(range.clone()).is_some_and(|text| !text.is_empty()));
            assert!(range.start >= end, "{words:?}");
            end = range.end;
        }
        assert!(words.links.iter().all(|link| words.text.get(link.range.clone()).is_some()));
    }
}

#[test]
fn pages_of_any_shape_are_bounded() {
    for unit in [
        "<div>",
        "<blockquote>x",
        "<ul><li>x",
        "<table><tr><td>x",
        "<b>x",
        "<a href=x>y",
        "<p>x",
        "<br>",
        "<tr><td>",
        "<td rowspan=9999 colspan=9999>x",
        "<table border=1><tr><td>x<td>y",
        "<img src=cid:x alt=y>",
        "<pre>x\n",
        "<style>.a{b:c",
        "<h1>x",
        "<ol type=a><li>x<li>y</ol>",
    ] {
        let article = article(&unit.repeat(40_000));
        assert!(article.blocks.len() <= 20_000, "{unit}");
    }
    let target = "x".repeat(8_000);
    let article = article(&format!("<a href={target}>{}</a>", "<div>y</div>".repeat(30_000)));
    assert!(article.is_cut && article.blocks.len() < 300, "{}", article.blocks.len());
}

#[test]
fn blank_lines_without_end_cost_no_more_than_others() {
    let blanks = "\u{a0}".repeat(500_000);
    let lines = "<br>".repeat(50_000);
    article(&format!("<h1>{blanks}{lines}x</h1>"));
    article(&format!("<table border=1><tr><td>{blanks}{lines}x<td>y<tr><td>z</table>"));
    assert_told(&[("<h1>\u{a0}<br> <br>a<br> \u{a0}<br>b</h1>", "h1 a\u{b6}\u{a0}b")]);
}

#[test]
fn cells_without_words_are_as_few_as_columns() {
    let row = format!("<tr>{}", "<td colspan=24 rowspan=24>x".repeat(12));
    let article = article(&format!("<table border=1>{}</table>", row.repeat(3_000)));
    let cells = article.blocks.iter().map(|block| match &block.kind {
        ArticleKind::Row { cells, .. } => cells.len(),
        _ => 0,
    });
    let cells: Vec<usize> = cells.collect();
    assert!(cells.iter().all(|cells| *cells <= 2 * 24), "{cells:?}");
    assert!(cells.iter().sum::<usize>() * size_of::<Words>() < 3 * 1024 * 1024, "{cells:?}");
    assert!(article.is_cut);
}
