#!/usr/bin/env python3
"""Writes mails.archive, the mails of the demo account, from the texts beside this file.

    python3 assets/demo/make.py

The same texts always give the same bytes. src/demo/sample.rs says how the archive is read. All people,
firms and places are invented; every address is under example.org, example.net or example.com.
"""
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).parent))

from build import Archive  # noqa: E402
import mails_folders  # noqa: E402
import mails_inbox  # noqa: E402
import mails_languages  # noqa: E402
import mails_odd  # noqa: E402
import mails_reading  # noqa: E402
import mails_short  # noqa: E402

archive = Archive()
for name, attributes in [
    ("INBOX", ""), ("Drafts", "Drafts"), ("Sent", "Sent"), ("Archive", "Archive"), ("Junk", "Junk"),
    ("Trash", "Trash"), ("Projects", ""), ("Projects/Façade 2026", ""), ("Projects/Tender", ""),
    ("Projects/日本語", ""), ("Newsletters", ""), ("Lists", "-"), ("Lists/harbour-announce", ""),
    ("Old scans", "!"),
]:
    archive.folder(name, attributes)
for texts in (mails_inbox, mails_reading, mails_languages, mails_odd, mails_folders, mails_short):
    texts.add(archive)
archive.write(pathlib.Path(__file__).with_name("mails.archive"))
