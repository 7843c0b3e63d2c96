//! The head of a printed message: who wrote to whom, when, about what, and what came with it.

use std::fmt::Write as _;

use crate::model::{Address, Body};
use crate::reading::Reading;

use super::sheet::escaped;

/// People and attachments that are named; a list of a thousand is no use on paper.
const NAMES_LIMIT: usize = 50;

const STYLE: &str = "<style>body{margin:0;font:13px/1.4 sans-serif;color:#000}\
    h1{font-size:19px;line-height:1.25;margin:0 0 10px}\
    table{border-collapse:collapse;margin:0}\
    td{padding:1px 0;vertical-align:top}\
    td.n{padding-right:14px;color:#444;white-space:nowrap}\
    hr{border:0;border-top:1px solid #777;margin:10px 0 2px}</style>";

/// The head as a page of its own, without a margin.
pub fn html(reading: &Reading) -> String {
    let body = &*reading.body;
    let subject = if body.subject.is_empty() { "(no subject)" } else { &body.subject };
    let mut html = format!("{STYLE}<h1>{}</h1><table>", escaped(subject));
    for (name, value) in rows(body) {
        row(&mut html, name, &value);
    }
    let files = reading.attachments.iter().map(|attachment| attachment.name.clone());
    row(&mut html, "Attachments", &listed(files));
    html.push_str("</table><hr>");
    html
}

fn rows(body: &Body) -> [(&'static str, String); 6] {
    let people = |list: &[Address]| listed(list.iter().map(shown));
    // Who sends for somebody else, and where answers go, only where that is not the author.
    let other = |list: &[Address]| if list == body.from { String::new() } else { people(list) };
    [
        ("From", people(&body.from)),
        ("Sender", other(&body.sender)),
        ("Reply to", other(&body.reply_to)),
        ("To", people(&body.to)),
        ("Cc", people(&body.cc)),
        ("Date", body.date.clone().unwrap_or_default()),
    ]
}

fn shown(address: &Address) -> String {
    if address.name.is_empty() {
        address.address.clone()
    } else {
        format!("{} <{}>", address.name, address.address)
    }
}

fn listed(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = names.len().saturating_sub(NAMES_LIMIT);
    let mut list = names.take(NAMES_LIMIT).collect::<Vec<_>>().join(", ");
    if more > 0 {
        // Writing to a String cannot fail.
        let _ = write!(list, " and {more} more");
    }
    list
}

fn row(html: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        let _ = write!(html, "<tr><td class=n>{name}<td>{}</tr>", escaped(value));
    }
}
