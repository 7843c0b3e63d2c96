//! The layers stand on each other as ARCHITECTURE.md says: this reads the paths named under `src/`
//! and fails on one that a layer must not know.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

use std::fs;
use std::path::{Path, PathBuf};

/// A folder or file under `src/`, the modules of the crate it may name, and what it must not.
struct Layer {
    place: &'static str,
    may_name: &'static [&'static str],
    must_not: &'static [&'static str],
}

const FILES_NET_THREADS: &[&str] = &["std::fs", "std::net", "std::thread"];

const LAYERS: &[Layer] = &[
    Layer {
        place: "model",
        may_name: &[],
        must_not: &["egui", "crossbeam", "imap_proto", "std::fs", "std::net", "std::thread"],
    },
    Layer {
        place: "text",
        may_name: &["model"],
        must_not: &["egui", "crossbeam", "std::fs", "std::net", "std::thread"],
    },
    Layer {
        place: "wire",
        may_name: &["model", "text"],
        must_not: &["imap::", "egui", "crossbeam"],
    },
    Layer {
        place: "imap",
        may_name: &["model", "text", "wire"],
        must_not: &["egui", "crossbeam", "keyring"],
    },
    Layer {
        place: "mime",
        may_name: &["model", "text"],
        must_not: &["egui", "crossbeam", "std::fs", "std::net", "std::thread"],
    },
    Layer {
        place: "html",
        may_name: &["model", "text"],
        must_not: &["egui", "std::net", "imap::", "rfd"],
    },
    Layer {
        place: "reading",
        may_name: &["model", "text", "mime", "html"],
        must_not: &["egui", "crossbeam", "std::fs", "std::net", "std::thread"],
    },
    Layer { place: "remote", may_name: &[], must_not: &["egui", "imap::", "std::fs", "keyring"] },
    Layer {
        place: "config",
        may_name: &["model", "footprint"],
        must_not: &["egui", "imap::", "crossbeam", "std::net"],
    },
    Layer {
        place: "secrets",
        may_name: &["model"],
        must_not: &["egui", "imap::", "crossbeam", "std::net"],
    },
    Layer {
        place: "demo",
        may_name: &["model", "wire", "text"],
        must_not: &["egui", "std::fs", "std::net"],
    },
    Layer {
        place: "print",
        may_name: &["model", "html", "reading"],
        must_not: &["egui", "crossbeam", "std::fs", "std::net", "std::thread"],
    },
    Layer {
        place: "files",
        may_name: &["model", "text", "mime", "demo"],
        must_not: &["egui", "std::net", "imap::", "OpenOptions", "File::create", "fs::write"],
    },
    Layer {
        place: "engine",
        may_name: &[
            "model",
            "text",
            "wire",
            "imap",
            "mime",
            "html",
            "reading",
            "config",
            "secrets",
            "demo",
            "files",
            "footprint",
        ],
        must_not: &["egui", "rfd", "eframe"],
    },
    Layer {
        place: "app",
        may_name: &["model", "text", "mime", "html", "reading", "engine"],
        must_not: &["egui", "crossbeam", "std::fs", "std::net", "std::thread", "Instant::now"],
    },
    Layer {
        place: "ui",
        may_name: &["model", "text", "mime", "html", "reading", "engine", "app", "config"],
        must_not: &["std::net", "crossbeam", "rfd::", "keyring::", "imap::"],
    },
];

#[test]
fn no_layer_names_what_it_must_not_know() {
    let mut faults = Vec::new();
    for layer in LAYERS {
        let files = rust_files(layer.place);
        assert!(!files.is_empty(), "src/{} holds no files: has it moved?", layer.place);
        for file in files {
            check(layer, &file, &mut faults);
        }
    }
    assert!(faults.is_empty(), "layers are crossed:\n{}", faults.join("\n"));
}

#[test]
fn the_check_would_notice_a_crossing() {
    let layer = &LAYERS[0];
    let mut faults = Vec::new();
    check_text(
        layer,
        "model/x.rs",
        "use crate::engine::Event;\nlet x = std::fs::read(p);",
        &mut faults,
    );
    assert_eq!(faults.len(), 2, "{faults:?}");
    faults.clear();
    check_text(layer, "model/x.rs", "//! see crate::engine\nuse crate::model::Row;", &mut faults);
    assert!(faults.is_empty(), "{faults:?}");
}

fn check(layer: &Layer, file: &Path, faults: &mut Vec<String>) {
    let text = fs::read_to_string(file).expect("a source file can be read");
    let name = file.strip_prefix(source()).expect("it is under src").display().to_string();
    check_text(layer, &name, &text, faults);
}

fn check_text(layer: &Layer, name: &str, text: &str, faults: &mut Vec<String>) {
    for (index, line) in text.lines().enumerate() {
        // Tests may use what they need to drive the layer; comments name what they like.
        if line.trim_start().starts_with("#[cfg(test)]") {
            break;
        }
        let code = line.split("//").next().unwrap_or_default();
        let mut fault = |what: &str| faults.push(format!("  src/{name}:{}: {what}", index + 1));
        for (at, _) in code.match_indices("crate::") {
            let module: String = code[at + "crate::".len()..]
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            if module != layer.place && !layer.may_name.contains(&module.as_str()) {
                fault(&format!("{} must not name crate::{module}", layer.place));
            }
        }
        for word in layer.must_not {
            if names(code, word) {
                fault(&format!("{} must not name {word}", layer.place));
            }
        }
    }
}

/// Whether `word` stands in `code` as a path of its own, not as the end of a longer name.
fn names(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        !before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_' || c == ':' || c == '"')
    })
}

#[test]
fn the_ui_touches_no_file_and_no_thread() {
    let mut faults = Vec::new();
    for file in rust_files("ui") {
        // The emoji font is read by the thread that the shell makes for it.
        if file.ends_with("fonts.rs") {
            continue;
        }
        let ui = LAYERS.iter().find(|layer| layer.place == "ui").expect("it is a layer");
        let layer = Layer { place: "ui", may_name: ui.may_name, must_not: FILES_NET_THREADS };
        check(&layer, &file, &mut faults);
    }
    assert!(faults.is_empty(), "the UI thread could wait:\n{}", faults.join("\n"));
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn rust_files(place: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![source().join(place)];
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("a folder entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !path.file_stem().is_some_and(|stem| stem.to_string_lossy().ends_with("tests"))
            {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
