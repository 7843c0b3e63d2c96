"""Odd and broken mails, as every real mailbox has them. Each is made by hand, byte for byte."""
import base64

from build import ago, attachment, landscape, lines, multipart, part, pdf, png, text_part, word, zip_file, ME


def add(archive):
    broken(archive)
    headers(archive)
    nested(archive)
    shapes(archive)


def head(*fields):
    return "\r\n".join([*fields, "MIME-Version: 1.0"]).encode() + b"\r\n"


def broken(a):
    a.raw("INBOX", ago(24, "10:10"), b"From: Counter <counter@example.com>\r\nTo: demo@example.org\r\nDate: @DATE@\r\n"
          b"Content-Type: text/plain; charset=us-ascii\r\n\r\n" + lines("This mail has no subject.\n\nIt was sent by a machine in the cellar that counts the meters.").encode())
    a.raw("INBOX", ago(25, "11:11"), b"From: Old Clock <clock@example.net>\r\nTo: demo@example.org\r\nSubject: A mail without a date\r\n\r\n"
          + lines("The clock of this sender stands still, so it leaves the date out.").encode())
    a.raw("INBOX", ago(26, "12:12"), "From: Jürgen Groß <juergen@example.com>\r\nTo: demo@example.org\r\nSubject: Schöne Grüße aus Köln\r\nDate: @DATE@\r\n\r\n".encode("latin-1")
          + lines("Diese Kopfzeilen sind roh in Latin-1 geschrieben, und der Text auch: äöüß.\nOhne jede Angabe des Zeichensatzes.").encode("latin-1"))
    a.raw("INBOX", ago(27, "13:13"), head("From: Wrong Label <label@example.org>", "To: demo@example.org", "Subject: Says UTF-8, is not", "Date: @DATE@")
          + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + lines("Café crème, déjà vu, naïve façade: these words are windows-1252 in truth.").encode("cp1252"))
    a.raw("INBOX", ago(28, "14:14"), head("From: 李娜 <li.na@example.com>".replace("李娜", word("李娜")), "To: demo@example.org", "Subject: " + word("标成 GB2312 的繁體字"), "Date: @DATE@")
          + b"Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n"
          + base64.encodebytes(lines("这封信写的是 gb2312，其实是 gbk：繁體字、€、鎔基。").encode("gb18030")).replace(b"\n", b"\r\n"))
    body = base64.encodebytes(lines("The text of this mail is base64, and the list that carried it\nadded a footer in plain text behind it. The words must show all the same.").encode())
    a.raw("INBOX", ago(29, "15:15"), head("From: Carla Vogt <carla@example.net>", "To: Walkers <walkers@lists.example.org>", "Subject: [walkers] Route for the first Sunday", "Date: @DATE@")
          + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body.replace(b"\n", b"\r\n")
          + b"_______________________________________________\r\nwalkers mailing list\r\nhttps://lists.example.org/walkers\r\n")
    cut = multipart("mixed", [text_part("The picture below was cut off on the way.\nThe last boundary is missing."), attachment("image/png", "half.png", landscape(4))], "=_cut")
    a.raw("INBOX", ago(30, "16:16"), head("From: Broken Line <line@example.com>", "To: demo@example.org", "Subject: Unterminated multipart", "Date: @DATE@") + cut[:-900])
    a.raw("INBOX", ago(31, "08:18"), head("From: No Boundary <nb@example.com>", "To: demo@example.org", "Subject: A multipart without a boundary", "Date: @DATE@")
          + b"Content-Type: multipart/mixed\r\n\r\n--what\r\n\r\nThere is text here, but nothing says where it begins.\r\n--what--\r\n")
    a.raw("INBOX", ago(31, "09:19"), head("From: Half Word <half@example.com>", "To: demo@example.org",
          "Subject: =?utf-8?B?5pel5pys6Kqe44Gu5Lu2?=\r\n =?utf-8?B?5ZCN44GM?= =?utf-8?B?5YiH44KM44Gm44E=?=\r\n =?utf-8?B?hOOCiw==?=", "Date: @DATE@")
          + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + lines("One character of the subject is split over two encoded words.").encode())


def headers(a):
    long = "This subject does not end: " + ", ".join(f"item {n}" for n in range(1, 260))
    folded = long.replace(", item", ",\r\n item")
    a.raw("INBOX", ago(32, "10:20"), head("From: Long Breath <breath@example.net>", "To: demo@example.org", "Subject: " + folded, "Date: @DATE@")
          + b"Content-Type: text/plain\r\n\r\nThe subject says it all.\r\n")
    a.raw("INBOX", ago(33, "11:21"), head("From: Two People <one@example.org>,\r\n Second Person <two@example.org>, third@example.org", "Sender: two@example.org", "Reply-To: board@example.org", "To: demo@example.org",
          "Cc: Crew: ann@example.com, bob@example.com;", "Subject: From three at once", "Date: @DATE@")
          + b"Content-Type: text/plain\r\n\r\n" + lines("We wrote this together. Answers go to the board.").encode())
    trick = "report\u202efdp.exe"
    a.mail("INBOX", ago(34, "12:22"), "Accounts <accounts@example.com>", "Report attached", "The file is called something else than it seems.",
           files=[attachment("application/octet-stream", trick, b"MZ not really\r\n"), attachment("application/pdf", "../../etc/plan.pdf", pdf("Plan", ["A name with a path."]))])
    a.raw("INBOX", ago(35, "13:23"), head('From: "support@bank.example.com" <winner@prize.example.net>', "To: undisclosed-recipients:;", "Subject: \u202eruoy tnuocca".encode().decode(), "Date: @DATE@")
          + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + lines("The sender's name is an address, but not its own.").encode())
    a.raw("INBOX", ago(36, "14:24"), head("From: no-at-sign", "To: demo@example.org", "Subject: =?utf-8?Q?A_broken_=ZZ_word?= =?nonsense?X?abc?=", "Date: yesterday, after tea")
          + b"Content-Type: text\r\n\r\n" + lines("The date is not a date and the sender not an address.").encode())
    names = multipart("mixed", [text_part("Three ways to write a file name that is not ASCII."),
        part("application/pdf; name=\"=?utf-8?B?UmVjaG51bmcg4oKsLnBkZg==?=\"", pdf("One", ["encoded word"]), "base64", ["Content-Disposition: attachment"]),
        part("application/pdf", pdf("Two", ["continued"]), "base64", ["Content-Disposition: attachment;", " filename*0*=utf-8''%E8%A8%88;", " filename*1*=%E7%94%BB;", " filename*2=\".pdf\""]),
        part("application/pdf", pdf("Three", ["both"]), "base64", ["Content-Disposition: attachment; filename=\"plain.pdf\"; filename*=utf-8''fa%C3%A7ade.pdf"])], "=_names")
    a.raw("INBOX", ago(37, "15:25"), head("From: Names <names@example.com>", "To: demo@example.org", "Subject: File names in three notations", "Date: @DATE@") + names)


def nested(a):
    inner = (b"From: First Author <first@example.org>\r\nTo: someone@example.net\r\nSubject: " + word("Das Original: Grüße").encode()
             + b"\r\nDate: Mon, 02 Nov 2026 09:00:00 +0100\r\nMIME-Version: 1.0\r\n"
             + multipart("mixed", [text_part("This is the original, with a picture."), attachment("image/png", "original.png", landscape(5))], "=_inner"))
    middle = (b"From: Middle <middle@example.net>\r\nTo: other@example.net\r\nSubject: Fwd: " + b"The original\r\nDate: Tue, 03 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
              + multipart("mixed", [text_part("See the mail inside this mail."), part("message/rfc822", inner)], "=_middle"))
    outer = multipart("mixed", [text_part("Two mails inside each other, as an attachment."), part("message/rfc822", middle, extra=['Content-Disposition: attachment; filename="forwarded.eml"'])], "=_outer")
    a.raw("INBOX", ago(38, "16:26"), head("From: Paula Reyes <paula@example.com>", "To: demo@example.org", "Subject: Fwd: Fwd: The original", "Date: @DATE@") + outer)
    report = multipart("report", [text_part("Your mail could not be delivered to nobody@example.net.\nThe mailbox does not exist."),
        part("message/delivery-status", b"Reporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; nobody@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n"),
        part("text/rfc822-headers", b"From: demo@example.org\r\nTo: nobody@example.net\r\nSubject: Hello?\r\n")], "=_report", "; report-type=delivery-status")
    a.raw("INBOX", ago(39, "17:27"), head("From: Mail Delivery <postmaster@example.org>", "To: demo@example.org", "Subject: Undelivered: Hello?", "Date: @DATE@", "Auto-Submitted: auto-replied") + report)
    digest = multipart("digest", [b"\r\nFrom: a@example.org\r\nSubject: First of the digest\r\n\r\nWater level 1.20 m.\r\n", b"\r\nFrom: b@example.org\r\nSubject: Second of the digest\r\n\r\nWater level 1.34 m.\r\n"], "=_digest")
    a.raw("INBOX", ago(40, "18:28"), head("From: Gauge Digest <gauge@example.org>", "To: demo@example.org", "Subject: Water levels, digest 118", "Date: @DATE@") + digest)


def shapes(a):
    logo = png(120, 40, lambda x, y: (47, 107, 216) if (x + y) % 40 < 20 else (228, 237, 252))
    a.mail("INBOX", ago(41, "09:29"), "Kiosk 9 <hello@kiosk.example.com>", "A picture inside the text", "The pattern stands between two lines.", html=
           "<p>The pattern stands</p><img src=\"cid:pattern@example.com\" alt=\"pattern\"><p>between two lines.</p>",
           inline=[attachment("image/png", "pattern.png", logo, "inline", extra=["Content-ID: <pattern@example.com>"])])
    a.mail("INBOX", ago(42, "10:30"), "Dr. Ida Holt <ida@clinic.example.org>", "My card", "As promised, my address as a card.",
           files=[attachment("text/vcard; charset=utf-8", "ida-holt.vcf", "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Dr. Ida Holt\r\nEMAIL:ida@clinic.example.org\r\nTEL:+32 9 555 0117\r\nADR:;;Quai 4;Ghent;;9000;\r\nEND:VCARD\r\n".encode(), encoding="8bit")])
    rows = "station;depth m;temperature C\r\n" + "".join(f"S{n:02d};{12 + n * 7 % 23};{8.5 + n * 0.3:.1f}\r\n" for n in range(1, 41))
    a.mail("INBOX", ago(43, "11:31"), "Survey Desk <survey@example.org>", "Soundings of the harbour basin", "The table has forty stations; the archive holds the same with notes.",
           files=[attachment("text/csv; charset=us-ascii", "soundings.csv", rows.encode(), encoding="7bit"), attachment("application/zip", "soundings.zip", zip_file([("soundings.csv", rows.encode()), ("notes.txt", "Tide table 2026.\r\n".encode())]))])
    a.raw("INBOX", ago(44, "12:32"), head("From: " + word("Zoë Kern") + " <zoe@example.com>", "To: demo@example.org", "Subject: Only a file", "Date: @DATE@")
          + attachment("image/png", "sunrise.png", landscape(7)), "\\Seen")
    a.mail("INBOX", ago(45, "13:33"), "Per Lund <per@example.net>", "Flowing text", """
This paragraph is written as one flow, so that a narrow window and a wide \nwindow may both break it where it suits them. Each line of it ends with a \nspace, which is the sign that it goes on.

> A quoted paragraph flows as well, and it keeps its mark in front of every \n> line that the window makes of it.

A line with two leading spaces stays as it is:
 -- not a signature
-- \nPer
""", more="; format=flowed; delsp=no")
    signed = multipart("signed", [text_part("This text carries a signature beside it."), part('application/pgp-signature; name="signature.asc"', b"-----BEGIN PGP SIGNATURE-----\r\n\r\niHUEABYKAB0WIQ==\r\n=AbCd\r\n-----END PGP SIGNATURE-----\r\n")], "=_signed", '; micalg=pgp-sha256; protocol="application/pgp-signature"')
    a.raw("INBOX", ago(46, "14:34"), head("From: Kit Osei <kit@example.org>", "To: demo@example.org", "Subject: Signed for once", "Date: @DATE@") + signed)
    a.raw("INBOX", ago(47, "15:35"), head("From: Empty <empty@example.org>", "To: demo@example.org", "Subject: Nothing below the line", "Date: @DATE@") + b"\r\n")
    links = """
Links that want a second look:

  https://example.org/path_(with_brackets)?a=1&b=2#top
  <https://example.com/in/angles>, and www.example.net without a scheme.
  https://bücher.example.com/ and https://xn--bcher-kva.example.com/ are one place.
  mailto:help@example.org or just help@example.org.
  https://user@evil.example.net/example.org goes to evil.example.net.
"""
    a.mail("INBOX", ago(48, "16:36"), "Link Shop <links@example.com>", "Links of every kind", links, html="<p>Links that want a second look: <a href=\"https://evil.example.net/login\">https://bank.example.com/login</a> and <a href=\"javascript:alert(1)\">this one</a>.</p>")
    depth = "\n".join(">" * n + f" answer number {n}" for n in range(12, 0, -1))
    a.mail("INBOX", ago(49, "17:37"), "Long Thread <thread@example.org>", "Re: Re: Re: Re: Which colour for the shed?", "Green.\n\n" + depth)
