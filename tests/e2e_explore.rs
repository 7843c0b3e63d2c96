#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)]
mod support;
use support::steps::*;
#[test]
fn explore() {
    on_a_desktop("explore", WHOLE_DESKTOP, |stage| {
        let dir = stage.desktop.home().join("person");
        let mut c = stage.command(&["--demo", "--trace", "/tmp/h/e2e-trace.jsonl"]);
        for (v, d) in [
            ("HOME", "home"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_DATA_HOME", "data"),
            ("TMPDIR", "tmp"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_RUNTIME_DIR", "run"),
        ] {
            std::fs::create_dir_all(dir.join(d)).unwrap();
            c.env(v, dir.join(d));
        }
        stage.open_with(&mut c);
        stage.see.wait(&support::atspi::naming("unread"));
        stage.desktop.press(&["j"]);
        std::thread::sleep(std::time::Duration::from_secs(3));
        stage.desktop.screenshot(std::path::Path::new("/tmp/h/e2e-1.png"));
        println!("{}", stage.see.tree());
        stage.click("Add account");
        std::thread::sleep(std::time::Duration::from_secs(2));
        stage.desktop.screenshot(std::path::Path::new("/tmp/h/e2e-2.png"));
        println!("{}", stage.see.tree());
        stage.desktop.press(&["Escape"]);
        stage.quit();
        println!("{:?}", everything_in(&dir));
    });
}
