#!/usr/bin/env python3
"""Writes the mails of this folder, and README.md with what each one shows.

    python3 make.py            write the .eml files and README.md
    MAILPANE=… python3 make.py show    also write the .json beside each, to be read by eye

Each mail is written out by hand here, so that what is odd in it stays odd.
"""

import base64
import os
import pathlib
import struct
import subprocess
import sys
import zlib

import lifelike

HERE = pathlib.Path(__file__).parent
MAILS = {}
HEAD = (
    "From: Mara Lindqvist <mara@example.org>\r\n"
    "To: Jonas Weber <jonas@example.org>\r\n"
    "Subject: {subject}\r\n"
    "Date: Tue, 01 Jul 2025 10:00:00 +0200\r\n"
)


def crlf(text):
    if isinstance(text, str):
        text = text.encode("utf-8")
    return text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def mail(name, shows, content):
    assert name not in MAILS, name
    MAILS[name] = (shows, content if isinstance(content, bytes) else crlf(content))


def plain(subject, body, fields=""):
    """A mail with the usual head; `fields` are further header lines, each with its line end."""
    return crlf(HEAD.format(subject=subject)) + crlf(fields) + b"\r\n" + crlf(body)


def multi(subject, subtype, parts, extra=""):
    body = b"".join(b"--b0\r\n" + crlf(part) + b"\r\n" for part in parts) + b"--b0--\r\n"
    kind = f"MIME-Version: 1.0\r\nContent-Type: multipart/{subtype}; boundary=b0{extra}\r\n\r\n"
    return crlf(HEAD.format(subject=subject)) + crlf(kind) + body


def nested(boundary, subtype, parts, extra=""):
    """A multipart as a part of another."""
    inner = f"--{boundary}".encode()
    body = b"".join(inner + b"\r\n" + crlf(part) + b"\r\n" for part in parts) + inner + b"--\r\n"
    kind = f"Content-Type: multipart/{subtype}; boundary={boundary}{extra}\r\n\r\n"
    return crlf(kind) + body


def part(kind, body, fields=""):
    return crlf(f"Content-Type: {kind}\n{fields}\n") + crlf(body)


def packed(kind, data, fields=""):
    text = base64.encodebytes(data).decode().strip()
    return part(kind, text, f"Content-Transfer-Encoding: base64\n{fields}")


def attached(name):
    return f'Content-Disposition: attachment; filename="{name}"\n'


def png(width=2, height=2):
    def chunk(kind, data):
        return (struct.pack(">I", len(data)) + kind + data
                + struct.pack(">I", zlib.crc32(kind + data)))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * min(width, 4) for _ in range(min(height, 4))))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def zipped(files):
    """A ZIP of stored files, with the sizes that it claims."""
    body, directory = b"", b""
    for name, data, size in files:
        raw = name.encode()
        common = struct.pack("<HHHHHIIIHH", 20, 0x800, 0, 0, 0x5841, zlib.crc32(data), len(data),
                             size, len(raw), 0)
        directory += (b"PK\x01\x02" + struct.pack("<H", 20) + common
                      + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + raw)
        body += b"PK\x03\x04" + common + raw + data
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def tnef(files):
    def attribute(kind, data):
        return b"\x02" + struct.pack("<II", kind, len(data)) + data + b"\0\0"
    out = struct.pack("<IH", 0x223E9F78, 1)
    for name, data in files:
        out += attribute(0x00069002, b"\0" * 14) + attribute(0x00018010, name.encode() + b"\0")
        out += attribute(0x0006800F, data)
    return out


ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//EN
METHOD:REQUEST
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:tea@example.org
DTSTAMP:20250601T100000Z
SUMMARY:Tea\\, and cake
LOCATION:Kitchen
DTSTART;TZID=Europe/Berlin:20250701T150000
DTEND;TZID=Europe/Berlin:20250701T160000
ORGANIZER;CN=Mara Lindqvist:mailto:mara@example.org
ATTENDEE;CN=Jonas Weber;PARTSTAT=NEEDS-ACTION:mailto:jonas@example.org
ATTACH:http://tracker.example/x
BEGIN:VALARM
ACTION:AUDIO
TRIGGER:-PT5M
ATTACH:http://tracker.example/y
END:VALARM
END:VEVENT
END:VCALENDAR
"""

VCF = """BEGIN:VCARD
VERSION:3.0
N:Lindqvist;Mara;;;
FN:Mara Lindqvist
ORG:Harbour Works;Survey
EMAIL;TYPE=work:mara@example.org
TEL;TYPE=cell:+46 70 000 00 00
ADR:;;Main St 1;Lund;;22100;Sweden
PHOTO;VALUE=uri:http://tracker.example/p.png
END:VCARD
"""


def senders():
    def sender(name, shows, fields):
        mail(name, shows, crlf(fields) + b"To: jonas@example.org\r\nSubject: Sender\r\n"
             b"Date: Tue, 01 Jul 2025 10:00:00 +0200\r\n\r\nHello.\r\n")

    sender("sender-plain", "An honest sender: no warning.", "From: Mara <mara@example.org>\n")
    sender("sender-two-fields", "Two From fields: all are named, ambiguous (V115).",
           "From: a@bank.example\nFrom : b@evil.example\n")
    sender("sender-two-addresses", "Two addresses in one From (V118).",
           "From: a@bank.example, b@evil.example\n")
    sender("sender-other-house", "Sender of another house (V116).",
           "From: a@bank.example\nSender: b@evil.example\n")
    sender("sender-resent", "Resent-From of another house (V117).",
           "Resent-From: b@evil.example\nFrom: a@bank.example\n")
    sender("sender-name-is-address", "A display name that is another address (V126).",
           'From: "service@bank.example" <x@evil.example>\n')
    sender("sender-encoded-address", "An encoded word in an address stays as it is (V119).",
           "From: =?utf-8?Q?president=40bank.example=00?=@evil.example\n")
    sender("sender-route", "A source route is not the sender (V120).",
           "From: <@bank.example,@b.example:admin@evil.example>\n")
    sender("sender-control", "NUL inside an address is visible (V107, V109).",
           b"From: spoof\0@bank.example (x) <x\0@evil.example>\n".decode("latin-1"))
    sender("sender-mixed-scripts", "A Cyrillic letter in a Latin name: punycode beside it (V127).",
           "From: Pay <a@p\u0430ypal.example>\n")
    sender("sender-idn-honest", "An honest name in its own letters: no warning.",
           "From: =?utf-8?Q?J=C3=B6rg?= <j@m\u00fcnchen.example>\n")
    sender("sender-reply-to", "Answers would go to another house (V128).",
           "From: a@bank.example\nReply-To: Bank <x@evil.example>\n")
    sender("sender-missing", "No From at all.", "X-Mailer: none\n")
    sender("sender-forged-results", "A forged Authentication-Results says nothing (V125).",
           "Received: from evil (evil.example [203.0.113.9]) by mx.example.org with ESMTPS; x\n"
           "Authentication-Results: mx.example.org; dmarc=pass header.from=bank.example\n"
           "From: a@bank.example\n")
    sender("list-unsubscribe", "Ways to unsubscribe, with their hosts; nothing else is one.",
           "From: News <news@list.example>\n"
           "List-Unsubscribe: <https://list.example/u?id=1>, <mailto:stop@list.example>,\n"
           " <javascript:alert(1)>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n")
    sender("subject-flood", "Bidi overrides and stacked marks in a subject (V147, V172).",
           "From: a@example.org\nX-Odd: \x1b]0;title\x07\n"
           "Subject: =?utf-8?B?" + base64.b64encode("a\u202eb Z\u0351\u0352\u0353".encode()).decode()
           + "?=\n")


def texts():
    flowed = "text/plain; charset=utf-8; format=flowed"
    mail("text-plain", "The simplest mail.", plain("Plain", "Hello,\nworld.\n"))
    mail("text-flowed", "Flowed lines are one paragraph; quotes keep their depth.", plain(
        "Flowed", "One \nparagraph.\n> quoted \n> text\n>> deeper\n-- \nMara\n",
        f"Content-Type: {flowed}\n"))
    mail("text-delsp", "DelSp: the space at a line's end goes.", plain(
        "DelSp", "\u4f60 \n\u597d\n", f"Content-Type: {flowed}; delsp=yes\n"
        "Content-Transfer-Encoding: 8bit\n"))
    mail("text-latin1-unlabelled", "Bytes without a charset.",
         plain("Bytes", b"Gr\xfc\xdfe aus K\xf6ln\n"))
    mail("text-utf8-lie", "Says UTF-8, is windows-1252: guessed, and told.", plain(
        "Lie", b"Caf\xe9 cr\xe8me, d\xe9j\xe0 vu\n", "Content-Type: text/plain; charset=utf-8\n"))
    mail("text-gbk", "Chinese in GBK, the name in the subject too.", plain(
        "=?gbk?B?xOO6ww==?=", b"\xc4\xe3\xba\xc3\n", "Content-Type: text/plain; charset=gbk\n"))
    mail("text-iso2022jp", "Japanese in seven bits.", plain(
        "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", b"\x1b$BF|K\\8l\x1b(B\n",
        "Content-Type: text/plain; charset=iso-2022-jp\n"))
    mail("text-qp-soft", "Quoted-printable with soft breaks and an escape that is none.", plain(
        "QP", "Gr=C3=BC=C3=\n=9Fe, 1=2, =zz\n",
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n"))
    mail("text-base64-footer", "base64 with a list's footer behind it: left out, and told.", plain(
        "Footer", base64.encodebytes("Hello there.\n".encode()).decode()
        + "\n_______________\nlist mailing list\nlist@example.org\n",
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n"))
    mail("text-table", "A table, a patch and a drawing keep their columns.", plain(
        "Table", "Prices:\n\n| Tea | 3 |\n|-----|---|\n| Jam | 5 |\n\n"
        "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-one\n+two\n\n /\\_/\\\n( o.o )\n > ^ <\n"))
    mail("text-links", "Links that are likely to deceive are told (V163, V166, V167).", plain(
        "Links", "http://bank.example@evil.example/ and https://a.example/r?u=https%3A%2F%2Fb.example"
        "\nhttps://xn--80ak6aa92e.com/ javascript:alert(1) http://2130706433/\n"))
    mail("text-uuencode", "A file uuencoded in the text.",
         plain("UU", "Here:\nbegin 644 ../cat.txt\n#0V%T\n`\nend\nBye\n"))
    mail("text-escapes", "Terminal escapes in a text are written out (V174).",
         plain("Escapes", b"a \x1b[31mred\x1b[0m b \x1b]0;t\x07 c\n"))
    mail("text-cr-only", "Lines that end with CR alone.",
         b"From: a@example.org\rSubject: CR\r\rone\rtwo\r")
    mail("text-lf-only", "Lines that end with LF alone.",
         b"From: a@example.org\nSubject: LF\n\none\ntwo\n")
    mail("text-long-line", "A very long line (V149).", plain("Long", "word " * 4000 + "\n"))
    mail("text-encoded-word-split", "A character cut over two encoded words (V141).", plain(
        "=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?= =?nope?Q?x?=", "x\n"))
    mail("date-odd", "A date that cannot be (V143).",
         b"From: a@example.org\r\nSubject: Date\r\nDate: Fri, 99 Foo 99999 99:99:99 +9999\r\n\r\nx\r\n")


def trees():
    text, html = part("text/plain", "The plain form."), part("text/html", "<p>The <b>HTML</b> form.</p>")
    picture = packed("image/png", png(), "Content-ID: <p@x>\nContent-Disposition: inline\n")
    mail("tree-alternative", "Two forms of the same.", multi("Both", "alternative", [text, html]))
    mail("tree-html-only", "HTML alone.", plain("HTML", "<h1>News</h1><p>Hello", "Content-Type: text/html\n"))
    mail("tree-empty-plain", "An empty plain form beside the real one.", multi(
        "Empty", "alternative", [part("text/plain", "\n"), html]))
    page = part("text/html", '<img src="cid:p@x"><p>With a picture.')
    mail("tree-related", "HTML with a picture by its Content-ID.", multi("CID", "related", [page, picture]))
    mail("tree-related-start", "The page is not first: start= names it.", multi(
        "Start", "related", [picture, part("text/html", "<p>Root", "Content-ID: <root@x>\n")],
        '; start="<root@x>"'))
    mail("tree-related-location", "A picture by Content-Location.", multi("Location", "related", [
        part("text/html", '<img src="http://a.example/b.png"><p>x'),
        packed("image/png", png(), "Content-Location: http://a.example/b.png\n")]))
    mail("tree-mixed-texts", "Two texts of one mail: each its own document.", multi(
        "Texts", "mixed", [text, part("text/plain", "A footer."), part("text/html", "<p>A page")]))
    mail("tree-mixed-picture", "A picture shown below the text.", multi("Picture", "mixed", [
        text, packed("image/png", png(40, 30), 'Content-Disposition: inline; filename="view.png"\n')]))
    mail("tree-text-attachment", "A small text file shown inline.", multi("Notes", "mixed", [
        text, part("text/plain; name=notes.txt", "These are notes.")]))
    mail("tree-patch", "A patch as a part of its own.", multi("Patch", "mixed", [
        text, part("text/x-patch; name=fix.patch", "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y")]))
    mail("tree-signed-pgp", "Signed: the text shows, nothing claims that the signature holds.", multi(
        "Signed", "signed", [text, part("application/pgp-signature; name=signature.asc",
                                        "-----BEGIN PGP SIGNATURE-----\nnone\n-----END PGP SIGNATURE-----")],
        "; protocol=\"application/pgp-signature\""))
    mail("tree-signed-smime", "S/MIME with a detached signature.", multi("S/MIME", "signed", [
        text, packed("application/pkcs7-signature; name=smime.p7s", b"\x30\x03\x02\x01\x00")]))
    mail("tree-encrypted-pgp", "Encrypted: only parts, and no text.", multi("Encrypted", "encrypted", [
        part("application/pgp-encrypted", "Version: 1"),
        part("application/octet-stream; name=encrypted.asc", "-----BEGIN PGP MESSAGE-----\n")]))
    returned = part("message/rfc822", "From: jonas@example.org\nSubject: Returned\n\nThe old text.\n")
    mail("tree-report", "A delivery report: its human part.", multi("Report", "report", [
        part("text/plain", "Your mail was not delivered."),
        part("message/delivery-status", "Reporting-MTA: dns; mx.example.org\n\nAction: failed\n"), returned],
        "; report-type=delivery-status"))
    inner = "From: Eva <eva@example.net>\nSubject: Inner\nDate: Mon, 30 Jun 2025 09:00:00 +0000\n\nInner text.\n"
    mail("tree-forwarded", "A message inside, with headers of its own.", multi(
        "Fwd", "mixed", [text, part("message/rfc822", inner)]))
    mail("tree-forwarded-only", "Nothing but a message inside.",
         plain("Only", inner, "Content-Type: message/rfc822\n"))
    digest = nested("b1", "digest", [crlf("\n" + inner), crlf("\n" + inner.replace("Inner", "Second"))])
    mail("tree-digest", "A digest: each message by itself.", multi("Digest", "mixed", [text, digest]))
    mail("tree-no-boundary", "A multipart without a boundary (V144).",
         plain("None", "--x\n\nhello\n--x--\n", "Content-Type: multipart/mixed\n"))
    mail("tree-odd-boundary", "A boundary like a regular expression (V144).", crlf(
        HEAD.format(subject="Odd") + 'Content-Type: multipart/mixed; boundary=".*(a+)+$"\n\n'
        "--anything\n--.*(a+)+$\n\nhit\n--.*(a+)+$--\n"))
    mail("tree-unended", "A multipart that never ends.", crlf(
        HEAD.format(subject="Open") + "Content-Type: multipart/mixed; boundary=o\n\n--o\n\none\n--o\n\ntwo"))
    mail("tree-two-types", "Two Content-Type fields: the first counts, and it is told (V145).", plain(
        "Two", "<b>x</b>\n", "Content-Type: text/plain\nContent-Type: text/html\n"))
    mail("tree-unknown-encoding", "A transfer encoding nobody knows.", plain(
        "Encoding", "text\n", "Content-Transfer-Encoding: x-own\n"))
    mail("tree-type-without-subtype", "Content-Type: text.", plain("Text", "text\n", "Content-Type: text\n"))


def files():
    text = part("text/plain", "See the file.")

    def file(name, shows, *parts):
        mail(name, shows, multi("File", "mixed", [text, *parts]))

    file("file-invite", "An invitation as a file (V175).",
         part("text/calendar; charset=utf-8; method=REQUEST; name=invite.ics", ICS, attached("invite.ics")))
    mail("file-invite-alternative", "An invitation beside its words: no file, but a card.", multi(
        "Tea", "alternative", [text, part("text/calendar; method=REQUEST", ICS)]))
    file("file-cancel", "A cancelled meeting: only shown (V175).",
         part("text/calendar; name=c.ics", ICS.replace("REQUEST", "CANCEL"), attached("c.ics")))
    file("file-contact", "A contact card; its picture is not fetched (V176).",
         part("text/vcard; name=mara.vcf", VCF, attached("mara.vcf")))
    file("file-csv", "A table; a formula stays a text (V177).",
         part("text/csv; charset=utf-8", 'Item;Price\nTea;"3;50"\n=HYPERLINK("x");1\n', attached("prices.csv")))
    file("file-zip", "What a ZIP holds, without unpacking it.",
         packed("application/zip", zipped([("docs/", b"", 0), ("docs/a.txt", b"hello", 5)]), attached("a.zip")))
    file("file-zip-traversal", "A ZIP that would write elsewhere.",
         packed("application/zip", zipped([("../../.bashrc", b"x", 1)]), attached("a.zip")))
    file("file-zip-bomb", "A ZIP that claims four gigabytes (V139).",
         packed("application/zip", zipped([("zero.bin", b"x", 4_000_000_000)]), attached("a.zip")))
    file("file-tnef", "winmail.dat and the files in it (V162).",
         packed("application/ms-tnef", tnef([("report.txt", b"hello"), ("..\\..\\x.exe", b"MZ")]),
                attached("winmail.dat")))
    file("file-picture", "A picture and its size.", packed("image/png", png(640, 480), attached("view.png")))
    file("file-picture-bomb", "A picture of 900 megapixels (V146).",
         packed("image/png", png(30000, 30000), attached("big.png")))
    file("file-exe-as-png", "A program that is called a picture (V156).",
         packed("image/png", b"MZ\x90\0" + b"\0" * 60, attached("cat.png")))
    file("file-rlo", "An override hides the ending (V152).",
         packed("application/octet-stream", b"MZ", "Content-Disposition: attachment;\n"
                " filename*=utf-8''invoice%E2%80%AEfdp.exe\n"))
    file("file-spaces", "Spaces push the ending out of sight (V153).",
         packed("application/pdf", b"MZ", attached("a.pdf" + " " * 100 + ".exe")))
    file("file-traversal", "Names that say where (V151).",
         *[packed("text/plain", b"x", attached(name)) for name in
           ("../../.bashrc", "..\\\\..\\\\x", "C:\\\\x", "/etc/passwd")])
    file("file-reserved", "Names that Windows takes for something else (V155).",
         *[packed("text/plain", b"x", attached(name)) for name in ("CON", "aux.txt", "x::$DATA", "dot. ")])
    file("file-programs", "Files that run or open others (V154).",
         *[packed("application/octet-stream", b"x", attached(f"a.{ending}"))
           for ending in ("desktop", "lnk", "svg", "AppImage")])
    file("file-2231", "A name in pieces, in the wrong order, beside a plain one (V157).",
         packed("text/plain", b"x", "Content-Disposition: attachment; filename=plain.txt;\n"
                " filename*1*=%9F%98%80.pdf;\n filename*0*=utf-8''smile%F0\n"))
    file("file-same-names", "Two files of one name.",
         *[packed("application/pdf", b"%PDF-1.4", attached(name)) for name in ("Report.pdf", "report.pdf")])
    file("file-empty-name", "A file without a name.",
         packed("application/pdf", b"%PDF-1.4", "Content-Disposition: attachment\n"))
    file("file-html", "A page as a file is told to open others.",
         part("text/html; name=page.html", "<script>x</script>", attached("page.html")))


def write():
    senders()
    texts()
    trees()
    files()
    lifelike.write(sys.modules[__name__])
    lines = ["# Mails for the tests", "",
             "Written by `make.py`. Beside each stands what `mailpane show --json` says of it.", ""]
    for name, (shows, content) in sorted(MAILS.items()):
        (HERE / f"{name}.eml").write_bytes(content)
        lines.append(f"- `{name}.eml`: {shows}")
    (HERE / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def show():
    program = os.environ["MAILPANE"]
    for name in sorted(MAILS):
        told = subprocess.run([program, "show", "--json", HERE / f"{name}.eml"],
                              check=True, stdout=subprocess.PIPE)
        (HERE / f"{name}.json").write_bytes(told.stdout)


if __name__ == "__main__":
    write()
    if sys.argv[1:] == ["show"]:
        show()
    print(f"{len(MAILS)} mails")
