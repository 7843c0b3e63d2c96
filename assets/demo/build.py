"""Makes RFC 5322 bytes from texts, and the archive from the mails. Knows no text itself."""
import base64
import binascii
import quopri
import struct
import zlib

ME = "Robin Vale <demo@example.org>"


def utf7(name):
    """Modified UTF-7 of RFC 3501 §5.1.3."""
    out, run = "", ""

    def flush():
        nonlocal out, run
        if run:
            code = base64.b64encode(run.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
            out, run = out + "&" + code + "-", ""

    for char in name:
        if " " <= char <= "~":
            flush()
            out += "&-" if char == "&" else char
        else:
            run += char
    flush()
    return out


def word(text, charset="utf-8"):
    """A header value: as it is in ASCII, else as encoded words of at most 75 characters."""
    if text.isascii():
        return text
    words, piece = [], ""
    for char in text:
        if piece and len(base64.b64encode((piece + char).encode(charset))) > 75 - 7 - len(charset):
            words.append(piece)
            piece = ""
        piece += char
    words.append(piece)
    code = (base64.b64encode(piece.encode(charset)).decode() for piece in words)
    return "\r\n ".join(f"=?{charset}?B?{c}?=" for c in code)


def person(address, charset="utf-8"):
    """"Name <a@b>" with the name encoded where it must be."""
    name, _, rest = address.partition(" <")
    if not rest:
        return address
    name = f'"{name}"' if name.isascii() and any(c in name for c in ",.:()") else word(name, charset)
    return f"{name} <{rest}"


def people(addresses, charset="utf-8"):
    addresses = [addresses] if isinstance(addresses, str) else addresses
    return ",\r\n ".join(person(a, charset) for a in addresses)


def lines(text):
    """Texts are written with LF and a margin of their own; mails have CRLF.

    A signature's "-- " (RFC 3676 §4.3) stands as "--": editors and hooks cut spaces at the end of a line."""
    text = text.strip("\n").replace("\n--\n", "\n-- \n")
    return text.replace("\n", "\r\n") + "\r\n"


def encode(data, encoding):
    if encoding == "base64":
        return base64.encodebytes(data).replace(b"\n", b"\r\n")
    if encoding == "quoted-printable":
        text = quopri.encodestring(data.replace(b"\r\n", b"\n"))
        return text.replace(b"\n", b"\r\n")
    return data


def part(content_type, data, encoding="7bit", extra=()):
    head = [f"Content-Type: {content_type}", f"Content-Transfer-Encoding: {encoding}", *extra]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + encode(data, encoding)


def text_part(text, charset="utf-8", kind="plain", encoding=None, more=""):
    data = lines(text).encode(charset)
    if encoding is None:
        encoding = "7bit" if data.isascii() else "quoted-printable" if charset == "utf-8" else "8bit"
    return part(f"text/{kind}; charset={charset}{more}", data, encoding)


def attachment(content_type, name, data, disposition="attachment", encoding="base64", extra=()):
    if name.isascii():
        shown = f'filename="{name}"'
    else:
        shown = "filename*=utf-8''" + "".join(f"%{b:02X}" if b > 126 or b == 32 else chr(b) for b in name.encode())
    return part(content_type, data, encoding, [f"Content-Disposition: {disposition}; {shown}", *extra])


def multipart(kind, parts, boundary, more=""):
    mark = boundary.encode()
    body = b"".join(b"--" + mark + b"\r\n" + p + (b"" if p.endswith(b"\r\n") else b"\r\n") for p in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"{more}\r\n\r\n'
    return head.encode() + body + b"--" + mark + b"--\r\n"


class Archive:
    def __init__(self):
        self.folders, self.mails, self.count = [], [], 0

    def folder(self, name, attributes):
        self.folders.append((name, attributes))

    def boundary(self):
        self.count += 1
        return f"=_part_{self.count:04d}"

    def raw(self, folder, when, message, flags="\\Seen"):
        days, minutes = when
        self.mails.append((folder, -days, -minutes if days == 0 else minutes, flags, message))

    def mail(self, folder, when, sender, subject, text="", *, flags="\\Seen", to=ME, cc=None, html=None,
             files=(), inline=(), charset="utf-8", encoding=None, more="", id=None, refs=(), extra=()):
        """One ordinary mail; `files` and `inline` are finished parts, `refs` message ids."""
        self.count += 1
        id = id or f"demo.{self.count:04d}"
        head = [f"From: {people(sender, charset)}", f"To: {people(to, charset)}"]
        if cc:
            head.append(f"Cc: {people(cc, charset)}")
        head += [f"Subject: {word(subject, charset)}", "Date: @DATE@", f"Message-ID: <{id}@example.org>"]
        if refs:
            head.append(f"In-Reply-To: <{refs[-1]}@example.org>")
            head.append("References: " + "\r\n ".join(f"<{r}@example.org>" for r in refs))
        head += [*extra, "MIME-Version: 1.0"]
        body = None
        if html is not None:
            body = text_part(html, charset, "html", encoding)
            if inline:
                body = multipart("related", [body, *inline], self.boundary(), '; type="text/html"')
        if text:
            plain = text_part(text, charset, "plain", encoding, more)
            body = plain if body is None else multipart("alternative", [plain, body], self.boundary())
        if files:
            body = multipart("mixed", [*([body] if body else []), *files], self.boundary())
        self.raw(folder, when, "\r\n".join(head).encode() + b"\r\n" + body, flags)
        return id

    def write(self, path):
        """Oldest first in each folder, so that UIDs grow with the dates.

        Not so in the archive: there every third mail was filed after the others, as people do.
        """
        with open(path, "wb") as out:
            out.write(b"# Written by make.py; do not edit. Read by src/demo/sample.rs.\n")
            for name, attributes in self.folders:
                out.write(f"F\t{utf7(name)}\t{attributes}\n".encode())
            for name, _ in self.folders:
                mine = sorted((m for m in self.mails if m[0] == name), key=lambda m: (m[1], m[2]))
                if name == "Archive":
                    mine = [m for n, m in enumerate(mine) if n % 3] + mine[::3]
                for _, days, minutes, flags, message in mine:
                    ago = minutes if days else -minutes
                    head = f"M\t{utf7(name)}\t{flags}\t{-days}\t{ago}\t{len(message)}\n"
                    out.write(head.encode() + message + b"\n")
        print(f"{len(self.mails)} mails, {path.stat().st_size:,} bytes")


def today(minutes_ago):
    return 0, minutes_ago


def ago(days, clock):
    hours, minutes = clock.split(":")
    return days, int(hours) * 60 + int(minutes)


def png(width, height, color):
    """A PNG; color(x, y) gives (r, g, b)."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", binascii.crc32(kind + data))
    rows = b"".join(b"\0" + bytes(c for x in range(width) for c in color(x, y)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def landscape(seed):
    """Sky, hills and water in flat bands: small as PNG, pleasant to look at."""
    sky, hill, water = [((200, 220, 240), (110, 140, 110), (120, 160, 190)),
                        ((250, 215, 180), (120, 95, 105), (170, 140, 150)),
                        ((180, 205, 225), (90, 110, 130), (70, 110, 140))][seed % 3]

    def color(x, y):
        ridge = 60 + (x * (seed + 3) // 7 % 40) - (x // 5 % 12)
        return sky if y < ridge else hill if y < 120 else water
    return png(240, 160, color)


def pdf(title, rows):
    """A one-page PDF of plain lines in Helvetica; ASCII only."""
    def escape(text):
        return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    text = f"BT /F1 18 Tf 60 780 Td ({escape(title)}) Tj /F1 11 Tf 0 -30 Td "
    text += " ".join(f"({escape(row)}) Tj 0 -16 Td" for row in rows) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 6\n0000000000 65535 f \n{table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()


def zip_file(files):
    """A ZIP with stored members and a fixed date, so that the bytes stay the same."""
    body, directory = b"", b""
    for name, data in files:
        crc, size, raw = binascii.crc32(data), len(data), name.encode()
        fields = struct.pack("<HHHHHIIIHH", 20, 0x800, 0, 0, 0x5C21, crc, size, size, len(raw), 0)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + fields + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + raw
        body += b"PK\x03\x04" + fields + raw + data
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def invite(uid, title, start, end, place, organizer, method="REQUEST", more=()):
    name, _, address = organizer.partition(" <")
    rows = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Planner//EN", f"METHOD:{method}", "BEGIN:VEVENT",
            f"UID:{uid}@example.org", "DTSTAMP:20261101T080000Z", f"DTSTART:{start}", f"DTEND:{end}",
            f"SUMMARY:{title}", f"LOCATION:{place}", f"ORGANIZER;CN={name}:mailto:{address.rstrip('>')}",
            "ATTENDEE;CN=Robin Vale;RSVP=TRUE:mailto:demo@example.org", *more, "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(rows).encode()


def page(title, body, accent="#2f6bd8"):
    """A newsletter page as such mails are: one table, inline styles."""
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{title}</title>
<style>body {{ margin: 0; background: #f4f5f7 }} a {{ color: {accent} }} h2 {{ font-size: 17px; margin: 20px 0 6px }}</style></head>
<body><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">
<table role="presentation" width="600" cellpadding="24" cellspacing="0" style="background:#ffffff;font-family:Helvetica,Arial,sans-serif;font-size:14px;line-height:1.5;color:#1c2128">
<tr><td style="border-bottom:3px solid {accent};font-size:22px;font-weight:bold">{title}</td></tr>
<tr><td>
{body}
</td></tr></table></td></tr></table></body></html>"""
