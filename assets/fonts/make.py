"""Cuts Inter and Lucide down to what mailpane shows; called by make.sh.

    make.py INTER_PACKAGE LUCIDE_PACKAGE OUT_DIR
"""

import json
import pathlib
import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

INTER, LUCIDE, OUT = (pathlib.Path(a) for a in sys.argv[1:4])
# Fixed, so that the same sources give the same bytes.
MADE = 3_800_000_000

# The design's three weights; the names in the files say the nearest named weight.
WEIGHTS = {"Regular": 400, "Medium": 500, "SemiBold": 650}

# Latin with its extensions in common use, Greek, Cyrillic, punctuation, currency, arrows, and the
# signs found in running text. Everything else comes from the system's fonts. No box drawing.
RANGES = [
    (0x0020, 0x007E), (0x00A0, 0x017F), (0x0180, 0x0180), (0x018F, 0x018F), (0x0192, 0x0192),
    (0x01A0, 0x01A1), (0x01AF, 0x01B0), (0x01CD, 0x01DC), (0x0218, 0x021B), (0x0259, 0x0259),
    (0x02BB, 0x02BC), (0x02C6, 0x02C7), (0x02D8, 0x02DD), (0x0300, 0x036F), (0x0370, 0x03FF),
    (0x0400, 0x04FF), (0x1E80, 0x1E85), (0x1E9E, 0x1E9E), (0x1EA0, 0x1EF9), (0x2000, 0x206F),
    (0x2070, 0x2079), (0x2080, 0x2089), (0x20A0, 0x20CF), (0x2116, 0x2117), (0x2120, 0x2122),
    (0x2190, 0x2199), (0x21D0, 0x21D4), (0x2212, 0x2212), (0x2248, 0x2248), (0x2260, 0x2265),
    (0x25A0, 0x25CF), (0x2713, 0x2717), (0xFFFD, 0xFFFD),
]  # fmt: skip

# What each icon is for in mailpane, and its name in Lucide.
ICONS = {
    # Folders
    "INBOX": "inbox", "DRAFTS": "pencil", "SENT": "send", "ARCHIVE": "archive",
    "ALL_MAIL": "mails", "IMPORTANT": "bookmark", "JUNK": "shield-alert", "BAN": "ban",
    "TRASH": "trash-2", "FOLDER": "folder", "FOLDER_OPEN": "folder-open",
    "NEW_FOLDER": "folder-plus", "RENAME": "folder-pen",
    # Messages
    "STAR": "star", "FLAG": "flag", "ATTACHMENT": "paperclip", "ANSWERED": "reply",
    "FORWARDED": "forward", "MAIL": "mail", "MAIL_OPEN": "mail-open", "TAG": "tag", "LIST": "list",
    # Attachments by kind
    "FILE": "file", "FILE_TEXT": "file-text", "IMAGE": "image", "CALENDAR": "calendar",
    "FILE_ARCHIVE": "file-archive", "DOWNLOAD": "download",
    # Actions
    "REFRESH": "refresh-cw", "ADD": "plus", "CLOSE": "x", "SEARCH": "search",
    "SETTINGS": "settings", "MORE": "ellipsis", "CHECK": "check", "COPY": "copy", "EYE": "eye",
    "EYE_OFF": "eye-off", "EXTERNAL_LINK": "external-link", "BACK": "arrow-left",
    "CHEVRON_RIGHT": "chevron-right", "CHEVRON_DOWN": "chevron-down", "TERMINAL": "terminal",
    # Appearance
    "LIGHT": "sun", "DARK": "moon", "THEME": "monitor",
    # State
    "LOCK": "lock", "WIFI_OFF": "wifi-off", "OFFLINE": "cloud-off", "WARNING": "triangle-alert",
    "INFO": "info", "USER": "user", "USERS": "users", "KEY": "key-round",
}  # fmt: skip


def rename(font, family, style):
    """Replaces the names: a changed font must not pass for the one it came from."""
    table = font["name"]
    keep = {n.nameID: n.toUnicode() for n in table.names if n.nameID in (0, 9, 13, 14)}
    table.names = []
    spelled = f"{family} {style}"
    keep |= {1: spelled, 2: "Regular", 3: spelled, 4: spelled, 16: family, 17: style}
    keep |= {5: "Version 1.0", 6: f"{family.replace(' ', '')}-{style}"}
    for name_id, text in sorted(keep.items()):
        table.setName(text, name_id, 3, 1, 0x409)


def shrink(font, code_points, features):
    options = subset.Options()
    options.layout_features = features
    options.name_IDs, options.name_languages = ["*"], ["*"]
    options.notdef_outline, options.glyph_names, options.hinting = True, False, False
    options.drop_tables += ["STAT", "DSIG", "meta"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=code_points)
    subsetter.subset(font)


def finish(font, path):
    font["head"].created = font["head"].modified = MADE
    font.recalcTimestamp = False
    font.save(path)
    print(path.name, path.stat().st_size, "bytes,", len(font.getBestCmap()), "characters")


def tabular_digits(font):
    """Points the ten digits at the glyphs of the feature `tnum`.

    The feature widens punctuation too, which would tear `harbour-wire` apart: only the digits.
    """
    gsub = font["GSUB"].table
    lookups = {
        i
        for record in gsub.FeatureList.FeatureRecord
        if record.FeatureTag == "tnum"
        for i in record.Feature.LookupListIndex
    }
    swap = {}
    for index in lookups:
        for sub in gsub.LookupList.Lookup[index].SubTable:
            swap |= getattr(sub, "ExtSubTable", sub).mapping
    for table in font["cmap"].tables:
        if table.isUnicode():
            digits = {ord(d): swap[table.cmap[ord(d)]] for d in "0123456789"}
            table.cmap = table.cmap | digits  # The tables share one dict: not in place.
    cmap, widths = font.getBestCmap(), font["hmtx"].metrics
    assert len({widths[cmap[ord(d)]][0] for d in "0123456789"}) == 1


def make_inter():
    wanted = [c for first, last in RANGES for c in range(first, last + 1)]
    for style, weight in WEIGHTS.items():
        font = TTFont(INTER / "variable/InterVariable.woff2")
        font.flavor = None
        font = instancer.instantiateVariableFont(font, {"wght": weight, "opsz": 14})
        tabular_digits(font)
        # Without `calt` on purpose: it turns "->" into an arrow, and a mail shows what it says.
        shrink(font, wanted, ["ccmp", "locl", "mark", "mkmk", "kern"])
        rename(font, "Mailpane Sans", style)
        font["OS/2"].usWeightClass = weight
        finish(font, OUT / f"Inter-{style}.ttf")


def make_icons():
    points = json.loads((LUCIDE / "font/codepoints.json").read_text())
    font = TTFont(LUCIDE / "font/lucide.ttf")
    shrink(font, [points[name] for name in ICONS.values()], [])
    # The source puts the 24-unit square on the baseline. Moved down, its middle is the middle of
    # Inter's capitals, and an icon stands level beside a word.
    down = 140
    glyphs = font["glyf"]
    for name in font.getGlyphOrder():
        glyph = glyphs[name]
        if glyph.numberOfContours > 0:
            glyph.coordinates.translate((0, -down))
            glyph.recalcBounds(glyphs)
    up = font["head"].unitsPerEm - down
    hhea, os2 = font["hhea"], font["OS/2"]
    hhea.ascent, hhea.descent, hhea.lineGap = up, -down, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = up, -down, 0
    os2.usWinAscent, os2.usWinDescent = up, down
    rename(font, "Mailpane Icons", "Regular")
    finish(font, OUT / "mailpane-icons.ttf")

    lines = [
        "//! Icons of the bundled font `assets/fonts/mailpane-icons.ttf`, named by what they are for.",
        "//!",
        "//! Written by `assets/fonts/make.sh` together with the font: change the table there. The",
        "//! characters are private-use, so an icon is never read aloud or copied: give it a name.",
        "",
    ]
    for use, name in sorted(ICONS.items()):
        lines.append(f"/// Lucide's `{name}`.")
        lines.append(f"pub const {use}: char = '\\u{{{points[name]:x}}}';")
    (OUT / "../../src/ui/icons.rs").write_text("\n".join(lines) + "\n")


make_inter()
make_icons()
