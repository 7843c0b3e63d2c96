//! Between html5ever's tokenizer and its tree builder: what would cost more than linear time, or
//! nest deeper than the layout can stand, does not reach the tree.
//!
//! The tree builder walks over its open elements for nearly every tag, so that a hundred thousand
//! open elements would take minutes. A start tag below [`DEPTH_LIMIT`] is left out together with one
//! end tag of its name: the text stays.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use html5ever::LocalName;
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tree_builder::TreeBuilder;

use super::limits::DEPTH_LIMIT;
use super::sink::Sink;
use super::tree::NodeId;

/// Text kept, in all. More than the input can hold after its own bound, entities included.
const TEXT_LIMIT_BYTES: usize = 16 * 1024 * 1024;

pub struct Guard {
    pub builder: TreeBuilder<NodeId, Sink>,
    dropped: RefCell<HashMap<LocalName, usize>>,
    text_bytes: Cell<usize>,
    cut: Cell<bool>,
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guard").field("cut", &self.cut).finish_non_exhaustive()
    }
}

impl Guard {
    pub fn new(builder: TreeBuilder<NodeId, Sink>) -> Self {
        Self {
            builder,
            dropped: RefCell::default(),
            text_bytes: Cell::new(0),
            cut: Cell::new(false),
        }
    }

    /// Whether something of the page was left out because there was too much of it.
    pub fn is_cut(&self) -> bool {
        self.cut.get()
    }

    fn passes(&self, token: &Token) -> bool {
        match token {
            Token::EOFToken => true,
            Token::ParseError(_) | Token::CommentToken(_) | Token::DoctypeToken(_) => false,
            _ if self.builder.sink.is_full() => {
                self.cut.set(true);
                false
            }
            Token::CharacterTokens(text) => {
                let bytes = self.text_bytes.get() + text.len();
                self.text_bytes.set(bytes);
                bytes <= TEXT_LIMIT_BYTES
            }
            Token::NullCharacterToken => false,
            Token::TagToken(tag) => self.passes_tag(tag.kind, &tag.name),
        }
    }

    fn passes_tag(&self, kind: TagKind, name: &LocalName) -> bool {
        // Raw-text elements switch the tokenizer's state in the tree builder: they must reach it.
        let is_raw = matches!(
            &**name,
            "script" | "style" | "title" | "textarea" | "xmp" | "iframe" | "noembed" | "noframes"
        );
        let mut dropped = self.dropped.borrow_mut();
        match kind {
            TagKind::StartTag if is_raw => true,
            TagKind::StartTag if self.builder.sink.depth() < DEPTH_LIMIT => true,
            TagKind::StartTag => {
                self.cut.set(true);
                if !is_void(name) {
                    *dropped.entry(name.clone()).or_default() += 1;
                    return false;
                }
                true
            }
            TagKind::EndTag => match dropped.get_mut(name) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            },
        }
    }
}

/// Elements that never hold anything: as deep as they stand, nothing stands deeper.
fn is_void(name: &str) -> bool {
    matches!(name, "br" | "img" | "hr" | "wbr" | "input" | "col" | "area" | "meta" | "link")
}

impl TokenSink for Guard {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        if self.passes(&token) {
            // The encoding is known: what `<meta>` says about it is of no interest.
            match self.builder.process_token(token, line) {
                TokenSinkResult::EncodingIndicator(_) => TokenSinkResult::Continue,
                result => result,
            }
        } else {
            TokenSinkResult::Continue
        }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
