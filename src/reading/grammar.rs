//! What tells comments, strings and keywords apart, by language; tables only.
//!
//! Languages of one family share their words: a keyword of another language in the same family is a
//! name that is rarely used, and a colour too many is no fault in a look at a file.

/// How the files of a language are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grammar {
    Code(&'static Code),
    /// Tags and their attributes.
    Markup,
    /// Lines that came and went.
    Diff,
    Markdown,
}

/// A language of words.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// What begins a comment up to the end of the line.
    pub line_comments: &'static [&'static str],
    /// What begins and ends something that may go over lines, longer ones first.
    pub spans: &'static [Span],
    /// What stands round a string on one line.
    pub quotes: &'static [char],
    /// In lower case, between spaces.
    pub keywords: &'static str,
    /// `SELECT` is `select`.
    pub any_case: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Span {
    pub begin: &'static str,
    pub end: &'static str,
    pub is_comment: bool,
}

const fn comment(begin: &'static str, end: &'static str) -> Span {
    Span { begin, end, is_comment: true }
}

const fn string(mark: &'static str) -> Span {
    Span { begin: mark, end: mark, is_comment: false }
}

static CURLY: Code = Code {
    line_comments: &["//"],
    spans: &[comment("/*", "*/"), string("`")],
    quotes: &['"', '\''],
    keywords: " abstract as async await auto bool boolean break byte case catch char class const \
        constexpr continue crate debugger default defer delete do double dyn else enum explicit \
        export extends extern false final finally float fn for foreach from fun func function get \
        go goto guard if impl implements import in inline instanceof int interface internal is let \
        lock long loop match mod module move mut mutable namespace new nil none null nullptr object \
        of operator out override package private protected pub public range readonly ref register \
        return sealed select self set short signed sizeof static string struct super switch template \
        this throw throws trait true try type typedef typename typeof undefined union unless unsafe \
        unsigned use using val var virtual void volatile when where while with yield ",
    any_case: false,
};

/// As [`CURLY`], where a lone `'` is no string: a lifetime, a digit separator.
static RUST: Code = Code {
    line_comments: CURLY.line_comments,
    spans: &[comment("/*", "*/")],
    quotes: &['"'],
    keywords: CURLY.keywords,
    any_case: false,
};

static HASH: Code = Code {
    line_comments: &["#"],
    spans: &[string("\"\"\""), string("'''")],
    quotes: &['"', '\'', '`'],
    keywords: " alias and as assert async await begin break case class continue def del do done \
        echo elif else elsif elseif end endif ensure esac except exec exit export false fi finally \
        for foreach from function global if import in include is lambda let local match module my \
        next nil none nonlocal not null or our pass print proc raise readonly redo require rescue \
        return select self set shift source sub super switch then trap true try undef unless unset \
        until use when while with yield ",
    any_case: false,
};

static DATA: Code = Code {
    line_comments: &[],
    spans: &[],
    quotes: &['"'],
    keywords: " true false null ",
    any_case: false,
};

static STYLE: Code = Code {
    line_comments: &[],
    spans: &[comment("/*", "*/")],
    quotes: &['"', '\''],
    keywords: " important media import supports font-face keyframes page charset ",
    any_case: true,
};

static QUERY: Code = Code {
    line_comments: &["--"],
    spans: &[comment("/*", "*/")],
    quotes: &['\'', '"'],
    keywords: " add all alter and any as asc begin between by case cast check column commit constraint \
        create cross database default delete desc distinct drop else end except exists false foreign \
        from full function grant group having if in index inner insert intersect into is join key \
        left like limit not null offset on or order outer primary procedure references returning \
        revoke right rollback select set table then trigger true truncate union unique update using \
        values view when where with ",
    any_case: true,
};

static DASHES: Code = Code {
    line_comments: &["--"],
    spans: &[comment("--[[", "]]"), comment("{-", "-}")],
    quotes: &['"'],
    keywords: " and break case class data deriving do else elseif end entity false for function goto \
        if import in instance is let local module newtype nil not of or port process qualified \
        repeat return signal then true type until when where while ",
    any_case: false,
};

static PERCENT: Code = Code {
    line_comments: &["%"],
    spans: &[],
    quotes: &[],
    keywords: " begin end documentclass usepackage section subsection chapter newcommand item cite ref \
        label input include textbf emph function if else for while ",
    any_case: false,
};

static SEMICOLON: Code = Code {
    line_comments: &[";"],
    spans: &[comment("#|", "|#")],
    quotes: &['"'],
    keywords: " and begin cond def define defmacro defn defun defvar do else fn if lambda let loop ns nil \
        not or quote require set t true false unless when while ",
    any_case: false,
};

/// The grammar of a file: by its ending, its whole name, its type, or how it begins.
pub fn grammar(name: &str, media_type: &str, first_line: &str) -> Option<Grammar> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or(name.as_str(), |(_, ending)| ending);
    by_ending(ending).or_else(|| by_ending(ending_of_type(media_type)?)).or_else(|| {
        let begins = |with: &str| first_line.starts_with(with);
        if begins("#!") {
            Some(Grammar::Code(&HASH))
        } else if begins("<?xml") || begins("<!DOCTYPE") {
            Some(Grammar::Markup)
        } else if begins("diff --git ") || begins("--- a/") {
            Some(Grammar::Diff)
        } else {
            None
        }
    })
}

fn by_ending(ending: &str) -> Option<Grammar> {
    Some(match ending {
        "rs" | "ml" | "sv" => Grammar::Code(&RUST),
        "c" | "h" | "cc" | "cpp" | "cxx" | "hpp" | "hh" | "java" | "js" | "mjs" | "cjs" | "jsx"
        | "ts" | "tsx" | "go" | "cs" | "swift" | "kt" | "kts" | "scala" | "php" | "dart" | "m"
        | "mm" | "groovy" | "gradle" | "proto" | "zig" | "glsl" | "wgsl" | "scss" | "less" => {
            Grammar::Code(&CURLY)
        }
        "py" | "pyw" | "rb" | "sh" | "bash" | "zsh" | "fish" | "pl" | "pm" | "yaml" | "yml"
        | "toml" | "conf" | "cfg" | "mk" | "makefile" | "dockerfile" | "cmake" | "r" | "jl"
        | "ps1" | "psm1" | "tcl" | "nix" | "awk" | "ex" | "exs" | "properties" | "env"
        | "gitignore" | "coffee" => Grammar::Code(&HASH),
        "json" | "jsonl" | "ipynb" | "geojson" | "webmanifest" => Grammar::Code(&DATA),
        "css" => Grammar::Code(&STYLE),
        "sql" => Grammar::Code(&QUERY),
        "lua" | "hs" | "elm" | "vhd" | "vhdl" | "adb" | "ads" => Grammar::Code(&DASHES),
        "tex" | "sty" | "bib" | "erl" | "hrl" | "pro" => Grammar::Code(&PERCENT),
        "lisp" | "el" | "clj" | "cljs" | "scm" | "asm" | "ini" | "reg" => Grammar::Code(&SEMICOLON),
        "xml" | "html" | "htm" | "xhtml" | "svg" | "xsd" | "xsl" | "rss" | "plist" | "vue"
        | "kml" | "gpx" | "wsdl" => Grammar::Markup,
        "diff" | "patch" => Grammar::Diff,
        "md" | "markdown" => Grammar::Markdown,
        _ => return None,
    })
}

/// The usual ending of files of this type.
fn ending_of_type(media_type: &str) -> Option<&'static str> {
    Some(match media_type {
        "application/json" | "application/ld+json" => "json",
        "application/javascript" | "text/javascript" => "js",
        "application/x-sh" | "text/x-sh" | "text/x-shellscript" => "sh",
        "application/xml" | "text/xml" | "image/svg+xml" => "xml",
        "application/yaml" | "application/x-yaml" | "text/yaml" | "text/x-yaml" => "yaml",
        "application/sql" | "text/x-sql" => "sql",
        "text/css" => "css",
        "text/markdown" | "text/x-markdown" => "md",
        "text/x-c" | "text/x-csrc" | "text/x-chdr" | "text/x-c++" | "text/x-c++src" => "c",
        "text/x-diff" | "text/x-patch" => "diff",
        "text/x-java" => "java",
        "text/x-python" | "text/x-script.python" => "py",
        "text/x-rust" | "text/rust" => "rs",
        "text/html" | "application/xhtml+xml" => "html",
        _ => return None,
    })
}
