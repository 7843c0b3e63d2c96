"""Mails as the programs of the world write them, invented but in their true shape.

`make.py` gives the helpers, so that this file holds nothing but mails.
"""

import base64
import quopri


def encoded(text, charset):
    return base64.encodebytes(text.encode(charset)).decode()


def word(text, charset="utf-8"):
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


def qp(text):
    return quopri.encodestring(text.encode("utf-8")).decode()


def write(make):
    programs(make)
    services(make)
    languages(make)
    systems(make)
    lists(make)
    broken(make)


GMAIL = """<div dir="ltr"><div>Thursday it is. I bring the maps.</div><div><br></div><div>Mara</div></div><br>
<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Mon, 30 Jun 2025 at 18:02, Jonas Weber &lt;<a href="mailto:jonas@example.org">jonas@example.org</a>&gt; wrote:<br></div>
<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"><div dir="ltr">Thursday or Friday?<div>The boat leaves at <b>nine</b>.</div></div><br>
<div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Sun, 29 Jun 2025 at 09:15, Mara Lindqvist &lt;<a href="mailto:mara@example.org">mara@example.org</a>&gt; wrote:<br></div>
<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"><div dir="ltr">Shall we go to the island next week?</div></blockquote></div></blockquote></div>"""

WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta name="Generator" content="Microsoft Word 15 (filtered medium)"><!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" spidmax="1026" /></xml><![endif]-->
<style><!--
@font-face {font-family:Calibri; panose-1:2 15 5 2 2 2 4 3 2 4;}
p.MsoNormal, li.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;}
p.MsoListParagraph {margin-left:36.0pt;}
--></style></head>
<body lang="EN-GB" link="#0563C1" vlink="#954F72"><div class="WordSection1">
<p class="MsoNormal">Hi Jonas,<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>
<p class="MsoNormal">Two things before Friday:<o:p></o:p></p>
<p class="MsoListParagraph" style="text-indent:-18.0pt;mso-list:l0 level1 lfo1"><![if !supportLists]><span style="mso-list:Ignore">1.<span style="font:7.0pt &quot;Times New Roman&quot;">&nbsp;&nbsp; </span></span><![endif]>the <b>survey</b> of pier 4<o:p></o:p></p>
<p class="MsoListParagraph" style="text-indent:-18.0pt;mso-list:l0 level1 lfo1"><![if !supportLists]><span style="mso-list:Ignore">2.<span style="font:7.0pt &quot;Times New Roman&quot;">&nbsp;&nbsp; </span></span><![endif]>the figures below<o:p></o:p></p>
<table class="MsoTableGrid" border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse;border:none">
<tr><td width="200" style="border:solid windowtext 1.0pt"><p class="MsoNormal"><b>Pier</b></p></td><td width="100" style="border:solid windowtext 1.0pt"><p class="MsoNormal"><b>Depth</b></p></td></tr>
<tr><td style="border:solid windowtext 1.0pt"><p class="MsoNormal">4</p></td><td style="border:solid windowtext 1.0pt"><p class="MsoNormal">6.2 m</p></td></tr></table>
<p class="MsoNormal"><span style="mso-fareast-language:EN-US">Mara<o:p></o:p></span></p>
<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>From:</b> Jonas Weber &lt;jonas@example.org&gt; <br><b>Sent:</b> Monday, 30 June 2025 18:02<br><b>To:</b> Mara Lindqvist &lt;mara@example.org&gt;<br><b>Subject:</b> Friday<o:p></o:p></p></div>
<p class="MsoNormal">Is there anything for Friday?<o:p></o:p></p></div></body></html>"""


def programs(make):
    both = [make.part("text/plain; charset=UTF-8",
                      "Thursday it is. I bring the maps.\n\nMara\n\nOn Mon, 30 Jun 2025 at 18:02, Jonas Weber "
                      "<jonas@example.org> wrote:\n\n> Thursday or Friday?\n> The boat leaves at *nine*.\n>\n"
                      "> On Sun, 29 Jun 2025 at 09:15, Mara Lindqvist <mara@example.org> wrote:\n>\n"
                      ">> Shall we go to the island next week?\n>>\n>\n"),
            make.part("text/html; charset=UTF-8", qp(GMAIL), "Content-Transfer-Encoding: quoted-printable\n")]
    make.mail("life-gmail-chain", "An answer to an answer in Gmail: quotations inside each other.",
              make.multi("Re: Re: The island", "alternative", both))
    make.mail("life-gmail-forward", "A forwarded message in Gmail is no quotation.", make.plain(
        "Fwd: Keys", '<div dir="ltr">See below.<br><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        "---------- Forwarded message ---------<br>From: <strong>Eva</strong> &lt;eva@example.net&gt;<br>"
        "Subject: Keys<br></div><br>The keys are in the drawer.</div></div>",
        "Content-Type: text/html; charset=UTF-8\n"))
    make.mail("life-outlook-word", "Outlook writes with Word: its lists, tables and hidden words.", make.plain(
        "RE: Friday", qp(WORD), "X-Mailer: Microsoft Outlook 16.0\nContent-Type: text/html; charset=\"utf-8\"\n"
        "Content-Transfer-Encoding: quoted-printable\n"))
    apple = make.nested("Apple-Mail=_2", "related", [
        make.part("text/html; charset=utf-8",
                  '<html><head></head><body style="overflow-wrap: break-word; -webkit-nbsp-mode: space;">'
                  'The new sign:<div><br></div><div><img alt="sign.png" src="cid:84A1@example.org"></div>'
                  '<div><br></div><div>And the old one:</div><div><img src="cid:84A2@example.org"></div></body></html>'),
        make.packed("image/png; name=sign.png", make.png(320, 120),
                    'Content-Disposition: inline; filename="sign.png"\nContent-Id: <84A1@example.org>\n'),
        make.packed("image/png; name=old.png", make.png(320, 120),
                    'Content-Disposition: inline; filename="old.png"\nContent-Id: <84A2@example.org>\n')],
        '; type="text/html"')
    make.mail("life-apple-pictures", "Apple Mail: pictures between the words.", make.multi(
        "The sign", "alternative", [make.part("text/plain; charset=us-ascii", "The new sign:\n\n\n\nAnd the old one:\n"),
                                    apple]))
    make.mail("life-apple-mixed", "Apple Mail with a file in the middle: text goes on behind it.", make.multi(
        "Plans", "mixed", [
            make.part("text/plain; charset=us-ascii", "Here is the plan:\n"),
            make.packed("application/pdf; name=plan.pdf", b"%PDF-1.4\n%%EOF\n",
                        "Content-Disposition: inline; filename=plan.pdf\n"),
            make.part("text/plain; charset=us-ascii", "\nIt is not to scale.\n\nMara\n")]))
    make.mail("life-thunderbird", "Thunderbird: a first line, and a quotation that cites.", make.plain(
        "Re: Pump", '<!DOCTYPE html><html><head></head><body><p>It runs again.</p><div class="moz-cite-prefix">'
        'On 30.06.25 18:02, Jonas Weber wrote:<br></div><blockquote type="cite" cite="mid:1@example.org">'
        '<pre class="moz-quote-pre" wrap="">Does the pump run?\n  a) yes\n  b) no\n</pre></blockquote>'
        '<div class="moz-signature">-- <br>Mara</div></body></html>', "Content-Type: text/html; charset=UTF-8\n"))
    make.mail("life-yahoo", "Yahoo: everything in boxes, the quotation too.", make.plain(
        "Re: Hat", '<html><head></head><body><div class="ydp1 yahoo-style-wrap" style="font-size:16px"><div dir="ltr">'
        'It is mine.</div><div><br></div></div><div id="yahoo_quoted_1" class="yahoo_quoted"><div><div>On Monday, '
        "June 30, 2025, Jonas wrote:</div><div><br></div><div>Whose hat is this?</div></div></div></body></html>",
        "Content-Type: text/html; charset=UTF-8\n"))


def services(make):
    make.mail("life-forge", "A notification of a code forge: two forms, a list, links.", make.multi(
        "Re: [harbour/tide] Tables are wrong in March (#41)", "alternative", [
            make.part("text/plain; charset=UTF-8", "eva left a comment (harbour/tide#41)\n\nThe offset is an hour, see `zone.rs`.\n\n"
                      "-- \nReply to this email directly or view it on the forge:\n"
                      "https://forge.example/harbour/tide/issues/41#comment-7\nYou are receiving this because you were mentioned."),
            make.part("text/html; charset=UTF-8", '<p></p><b>eva</b> left a comment '
                      '<a href="https://forge.example/harbour/tide/issues/41#comment-7">(harbour/tide#41)</a>\n'
                      '<p dir="auto">The offset is an hour, see <code class="notranslate">zone.rs</code>.</p>\n'
                      '<div class="highlight"><pre><span>let</span> offset = <span>3600</span>;\n</pre></div>\n'
                      '<p style="font-size:small;color:#666;">&mdash;<br>Reply to this email directly, '
                      '<a href="https://forge.example/harbour/tide/issues/41#comment-7">view it on the forge</a>.'
                      '<img src="https://forge.example/notifications/beacon/A.gif" height="1" width="1" alt=""></p>')]))
    make.mail("life-tracker", "A ticket: a table of fields, and avatars beside names.", make.plain(
        "[TIDE-12] Pump stops at night", '<html><body><table width="100%" cellpadding="0" cellspacing="0" role="presentation">'
        '<tr><td><img src="https://tickets.example/avatar.png" width="24" height="24" alt=""> <strong>Eva</strong> '
        'changed the status</td></tr><tr><td><h1 style="font-size:20px"><a href="https://tickets.example/TIDE-12">Pump stops '
        'at night</a></h1></td></tr><tr><td><table border="0"><tr><th align="left">Status:</th><td><del>Open</del> '
        '<ins>In progress</ins></td></tr><tr><th align="left">Assignee:</th><td>Mara</td></tr></table></td></tr></table>',
        "Content-Type: text/html; charset=UTF-8\nAuto-Submitted: auto-generated\n"))
    make.mail("life-bank-letter", "A bank's letter: a hidden first line, spacers, a picture that counts.", make.plain(
        "Your statement is ready", '<html><head><style>.preheader{display:none!important}.btn{background:#004080}</style></head>'
        '<body bgcolor="#f4f4f4"><span class="preheader">Your June statement&zwnj;&nbsp;&zwnj;&nbsp;</span>'
        '<table width="600" align="center" bgcolor="#ffffff" cellpadding="0" cellspacing="0"><tr><td>'
        '<img src="https://img.bank.example/logo.png" width="180" height="40" alt="Harbour Bank"></td></tr>'
        '<tr><td height="20" style="font-size:1px;line-height:1px">&nbsp;</td></tr>'
        '<tr><td style="font:bold 26px Georgia">Your statement is ready</td></tr><tr><td style="font-size:15px">Dear customer, '
        'your statement for June can be read in the online bank. We never ask for your password by mail.</td></tr>'
        '<tr><td class="btn" align="center"><a href="https://bank.example/statements" style="color:#ffffff">Open the online bank</a></td></tr>'
        '<tr><td style="font-size:11px;color:#888888">Harbour Bank, Pier 1</td></tr></table>'
        '<img src="https://count.bank.example/open.gif?u=77" width="1" height="1"></body></html>',
        "Content-Type: text/html; charset=UTF-8\nList-Unsubscribe: <https://bank.example/stop>\n"))
    column = ('<!--[if mso | IE]><td style="vertical-align:top;width:300px;"><![endif]--><div class="mj-column-per-50 '
              'mj-outlook-group-fix" style="font-size:0px;text-align:left;direction:ltr;display:inline-block;'
              'vertical-align:top;width:100%;"><table border="0" cellpadding="0" cellspacing="0" role="presentation" '
              'width="100%"><tbody><tr><td align="left" style="font-size:0px;padding:10px 25px;word-break:break-word;">'
              '<div style="font-family:Ubuntu, Helvetica;font-size:13px;line-height:1;text-align:left;">{}</div></td></tr>'
              '</tbody></table></div><!--[if mso | IE]></td><![endif]-->')
    make.mail("life-mjml", "Columns as MJML makes them: letters of no size round letters of one.", make.plain(
        "Summer on the quay", '<!doctype html><html><head><style>@media only screen and (min-width:480px)'
        '{.mj-column-per-50{width:50%!important}}</style></head><body style="word-spacing:normal;"><div '
        'style="display:none;font-size:1px;max-height:0px;opacity:0;overflow:hidden;">A preview nobody sees</div><div>'
        + column.format('<h2 style="margin:0">Market</h2>Every Saturday from eight.')
        + column.format("<b>Music</b><br>On Sunday, if it does not rain.") + "</div></body></html>",
        "Content-Type: text/html; charset=UTF-8\n"))
    make.mail("life-order", "An order: its lines are a table of data inside tables that lay out.", make.plain(
        "Order 1041", '<table width="100%"><tr><td align="center"><table width="560"><tr><td><h2>Thank you, Jonas</h2></td></tr>'
        '<tr><td><table width="100%" cellpadding="6"><thead><tr><th align="left">Article</th><th>Qty</th><th align="right">Price</th>'
        '</tr></thead><tbody><tr><td>Rope, 20 m</td><td>2</td><td align="right">38,00 €</td></tr><tr><td>Cleat</td><td>4</td>'
        '<td align="right">24,80 €</td></tr></tbody><tfoot><tr><td colspan="2">Sum</td><td align="right">62,80 €</td></tr></tfoot>'
        '</table></td></tr><tr><td>It leaves on Tuesday.</td></tr></table></td></tr></table>',
        "Content-Type: text/html; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"))


def languages(make):
    def letter(name, shows, charset, subject, text, html=True):
        kind = "text/html" if html else "text/plain"
        make.mail(name, shows, make.plain(
            word(subject, charset), encoded(text, charset),
            f"Content-Type: {kind}; charset={charset}\nContent-Transfer-Encoding: base64\n"))

    japanese = "<html lang=ja><body><p>リンドクヴィスト様</p><p>お世話になっております。<br>港の<b>潮汐表</b>をお送りします。</p></body></html>"
    make.mail("life-japanese", "Japanese HTML in seven bits, as phones send it.", make.plain(
        word("潮汐表の件", "iso-2022-jp"), japanese.encode("iso-2022-jp"),
        "Content-Type: text/html; charset=ISO-2022-JP\nContent-Transfer-Encoding: 7bit\n"))
    letter("life-chinese", "Chinese HTML in GB18030, with a letter outside of GBK.", "gb18030", "潮汐表",
           "<div>您好：</div><div>附上<b>潮汐表</b>，请查收。𠮷</div>")
    letter("life-taiwan", "Chinese in Big5.", "big5", "潮汐表", "您好，附上潮汐表。\n", html=False)
    letter("life-korean", "Korean in EUC-KR.", "euc-kr", "조석표", "안녕하세요,\n조석표를 보내 드립니다.\n> 감사합니다\n", html=False)
    letter("life-arabic", "Arabic HTML from right to left in windows-1256, with a table.", "windows-1256", "جدول المد",
           '<html dir="rtl" lang="ar"><body><p>مرحبا يوناس،</p><table border="1"><tr><th>اليوم</th><th>المد</th></tr>'
           "<tr><td>الخميس</td><td>09:40</td></tr></table><p>مع التحية</p></body></html>")
    letter("life-hebrew", "Hebrew HTML, with words of another direction in it.", "windows-1255", "לוח הגאות",
           '<div dir="rtl"><p>שלום Jonas,</p><p>הסירה יוצאת ב-<b>09:40</b> ממזח 4.</p><ul><li>מפתח</li><li>מפה</li></ul></div>')
    letter("life-thai", "Thai in TIS-620, which has no spaces between words.", "tis-620", "ตารางน้ำ",
           "สวัสดี ส่งตารางน้ำมาให้แล้ว\n", html=False)
    letter("life-russian", "Russian in KOI8-R.", "koi8-r", "Таблица приливов", "Здравствуйте!\nВысылаю таблицу.\n", html=False)
    make.mail("life-utf8-headers", "Names and subject as bare UTF-8 (RFC 6532).", make.crlf(
        "From: Jörg Müßig <jörg@münchen.example>\nTo: Мария <maria@example.org>\nSubject: Grüße aus 東京 🚢\n"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nAlles gut. 🙂\n"))


WINDOWS_ZONE = """BEGIN:VCALENDAR
METHOD:REQUEST
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ORGANIZER;CN=Mara Lindqvist:mailto:mara@example.org
ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Jonas Weber:mailto:jonas@example.org
DESCRIPTION;LANGUAGE=en-GB:Please read the survey before.\\n
UID:040000008200E00074C5B7101A82E008
SUMMARY;LANGUAGE=en-GB:Survey of pier 4
DTSTART;TZID=W. Europe Standard Time:20250704T140000
DTEND;TZID=W. Europe Standard Time:20250704T150000
DTSTAMP:20250701T080000Z
LOCATION;LANGUAGE=en-GB:Harbour office
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
"""

GOOGLE_EVENT = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REQUEST
BEGIN:VEVENT
DTSTART:20250704T120000Z
DTEND:20250704T130000Z
DTSTAMP:20250701T080000Z
ORGANIZER;CN=Mara Lindqvist:mailto:mara@example.org
UID:4q1@google.example
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Mara
  Lindqvist;X-NUM-GUESTS=0:mailto:mara@example.org
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=
 TRUE;CN=jonas@example.org;X-NUM-GUESTS=0:mailto:jonas@example.org
RRULE:FREQ=WEEKLY;BYDAY=FR
LOCATION:Quay
SUMMARY:Weekly round
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
"""


def systems(make):
    make.mail("life-bounce", "A mail that was not delivered: its human part, and what came back.", make.multi(
        "Undelivered Mail Returned to Sender", "report", [
            make.part("text/plain; charset=us-ascii", "This is the mail system at host mx.example.org.\n\nI'm sorry to have to "
                      "inform you that your message could not\nbe delivered to one or more recipients.\n\n"
                      "<nobody@example.net>: host mx.example.net[192.0.2.7] said: 550 5.1.1 User unknown\n",
                      "Content-Description: Notification\n"),
            make.part("message/delivery-status", "Reporting-MTA: dns; mx.example.org\nArrival-Date: Tue, 1 Jul 2025 10:00:00 +0200\n\n"
                      "Final-Recipient: rfc822; nobody@example.net\nAction: failed\nStatus: 5.1.1\n"
                      "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n"),
            make.part("text/rfc822-headers", "From: mara@example.org\nTo: nobody@example.net\nSubject: Hello\n")],
        "; report-type=delivery-status"))
    make.mail("life-receipt", "A receipt that says a mail was displayed.", make.multi("Read: Survey", "report", [
        make.part("text/plain; charset=utf-8", "Your message was displayed on the recipient's screen. This is no promise that it was read.\n"),
        make.part("message/disposition-notification", "Reporting-UA: example; mail\nFinal-Recipient: rfc822;jonas@example.org\n"
                  "Original-Message-ID: <1@example.org>\nDisposition: manual-action/MDN-sent-manually; displayed\n")],
        "; report-type=disposition-notification"))
    make.mail("life-receipt-asked", "The sender asks for a receipt: it is a field among others (V085).", make.plain(
        "Please confirm", "Did you get this?\n", "Disposition-Notification-To: Mara <mara@example.org>\n"
        "Return-Receipt-To: mara@example.org\n"))
    make.mail("life-smime-opaque", "S/MIME that wraps the text: a file, and no word that it holds.", make.plain(
        "Signed", base64.encodebytes(b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + b"\0" * 40).decode(),
        'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\n'
        'Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="smime.p7m"\n'))
    make.mail("life-smime-encrypted", "S/MIME, encrypted: a file, and no text (V105).", make.plain(
        "Private", base64.encodebytes(b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03" + b"\0" * 40).decode(),
        'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\n'
        'Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="smime.p7m"\n'))
    make.mail("life-pgp-inline", "A text signed in itself: shown as it came.", make.plain(
        "Signed", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nThe pump runs.\n- -- \nMara\n-----BEGIN PGP SIGNATURE-----\n\n"
        "iHUEARYIAB0WIQ=\n=abcd\n-----END PGP SIGNATURE-----\n"))
    make.mail("life-pgp-mime", "Signed with PGP/MIME, with HTML inside and a list's footer behind.", make.multi(
        "[tide] Signed", "mixed", [
            make.nested("s1", "signed", [
                make.nested("a1", "alternative", [make.part("text/plain", "The pump runs."),
                                                  make.part("text/html", "<p>The pump <i>runs</i>.</p>")]),
                make.part("application/pgp-signature; name=\"OpenPGP_signature.asc\"",
                          "-----BEGIN PGP SIGNATURE-----\n\nnone\n-----END PGP SIGNATURE-----\n")],
                '; micalg=pgp-sha256; protocol="application/pgp-signature"'),
            make.part("text/plain", "_______________\ntide mailing list\ntide@lists.example\n",
                      "Content-Disposition: inline\n")]))
    html = "<html><body><p>When: Friday, 4 July 2025 14:00-15:00.<br>Where: Harbour office</p><p>Please read the survey before.</p></body></html>"
    make.mail("life-invite-outlook", "An invitation of Outlook, with a zone that only Windows names.", make.multi(
        "Survey of pier 4", "alternative", [
            make.part("text/plain; charset=utf-8", "Please read the survey before.\n"), make.part("text/html; charset=utf-8", html),
            make.part('text/calendar; charset="utf-8"; method=REQUEST', WINDOWS_ZONE)]))
    make.mail("life-invite-google", "An invitation of Google: beside the words, and as a file too.", make.multi(
        "Invitation: Weekly round", "mixed", [
            make.nested("g1", "alternative", [
                make.part("text/plain; charset=UTF-8; format=flowed; delsp=yes", "Weekly round  \nWeekly on Friday, 2pm\n"),
                make.part("text/html; charset=UTF-8", "<h2>Weekly round</h2><p>Weekly on Friday, 2pm</p>"),
                make.part("text/calendar; charset=UTF-8; method=REQUEST", GOOGLE_EVENT)]),
            make.part("application/ics; name=invite.ics", GOOGLE_EVENT, make.attached("invite.ics"))]))
    make.mail("life-winmail", "Outlook packs everything into winmail.dat.", make.multi("Plans", "mixed", [
        make.part("text/plain; charset=iso-8859-1", "The plans are attached.\n"),
        make.packed("application/ms-tnef; name=winmail.dat", make.tnef([("pier 4.txt", b"6.2 m"), ("map.png", make.png(8, 8))]),
                    make.attached("winmail.dat"))], "; x-mailer=outlook"))


def lists(make):
    make.mail("life-uuencode-two", "Two files uuencoded between words, as before MIME.", make.plain(
        "Files", "First:\n\nbegin 644 one.txt\n#0V%T\n`\nend\n\nSecond:\n\nbegin 600 two words.txt\n#1&]G\n`\nend\n\nThat is all.\n"))
    make.mail("life-flowed-thread", "Flowed and DelSp through three levels, stuffed lines and a signature.", make.plain(
        "Re: Flow", "Long lines \nare joined.\n>> deep \n>> er\n> less  \n> deep\n From here on\n >not quoted\n-- \nMara\n",
        "Content-Type: text/plain; charset=utf-8; format=flowed\n"))
    inner = "From: Ann <ann@example.net>\nSubject: Third\nDate: Sat, 28 Jun 2025 09:00:00 +0000\n\nThe innermost text.\n"
    middle = ("From: Bob <bob@example.net>\nSubject: Second\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m2\n\n"
              "--m2\n\nThe middle text.\n--m2\nContent-Type: message/rfc822\n\n" + inner + "\n--m2--\n")
    outer = ("From: Eva <eva@example.net>\nSubject: First\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m1\n\n"
             "--m1\n\nThe outer text.\n--m1\nContent-Type: message/rfc822\n\n" + middle + "\n--m1--\n")
    make.mail("life-forward-deep", "A message in a message in a message.", make.multi(
        "Fwd: Fwd: Fwd", "mixed", [make.part("text/plain", "See all three."), make.part("message/rfc822", outer)]))
    make.mail("life-list-footer", "A mailing list sets its footer as a part of its own.", make.multi(
        "[tide] Meeting", "mixed", [
            make.part("text/plain; charset=utf-8", "We meet on Friday.\n"),
            make.part("text/plain; charset=us-ascii", "_______________________________________________\ntide mailing list\n"
                      "tide@lists.example\nhttps://lists.example/listinfo/tide\n", "Content-Disposition: inline\n")]))
    digest = [make.crlf(f"\nFrom: {who} <{who}@example.net>\nSubject: {what}\n\n{text}\n") for who, what, text in
              (("ann", "Low water", "It was low."), ("bob", "Re: Low water", "> It was low.\nVery."), ("eva", "Buoy", "It is gone."))]
    make.mail("life-list-digest", "A list's digest: contents, messages, footer.", make.multi(
        "tide Digest, Vol 7, Issue 1", "mixed", [
            make.part("text/plain", "Today's Topics:\n\n   1. Low water (ann)\n   2. Re: Low water (bob)\n   3. Buoy (eva)\n"),
            make.nested("d1", "digest", digest), make.part("text/plain", "End of tide Digest\n")]))
    make.mail("life-patch", "A patch sent by git: its columns and its signs stay.", make.plain(
        "[PATCH 1/2] zone: count from midnight", "The offset was an hour too large in March.\n\nSigned-off-by: Eva <eva@example.net>\n---\n"
        " src/zone.rs | 2 +-\n 1 file changed, 1 insertion(+), 1 deletion(-)\n\ndiff --git a/src/zone.rs b/src/zone.rs\n"
        "index 1c2d..9f3e 100644\n--- a/src/zone.rs\n+++ b/src/zone.rs\n@@ -10,3 +10,3 @@ fn offset() -> i32 {\n \tlet hour = 3600;\n"
        "-\thour * 2\n+\thour\n }\n-- \n2.47.0\n", "X-Mailer: git-send-email 2.47.0\n"))
    make.mail("life-huge-quote", "One line of answer over a wall of quotation.", make.plain(
        "Re: Log", "Fixed.\n\nOn Mon, Jonas wrote:\n" + "".join(f"> line {n} of the log\n" for n in range(1, 301))))
    make.mail("life-art", "A drawing in a signature, and one in the text.", make.plain(
        "Boat", "Look:\n\n      __/___\n_____/______|\n\\              /\n~~~~~~~~~~~~~~~~\n\nNice, is it not?\n-- \n   |\\\n   | \\   Mara\n___|__\\__\n"))
    make.mail("life-top-and-bottom", "Answers between the lines of a quotation.", make.plain(
        "Re: Questions", "Jonas wrote:\n> Is it deep?\n\nSix metres.\n\n> Is it cold?\n> And far?\n\nBoth.\n"))


def broken(make):
    make.mail("life-broken-boundary", "The boundary that is named is not the one that is used.", make.crlf(
        make.HEAD.format(subject="Broken") + 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="=_one"\n\n'
        "--=_two\nContent-Type: text/plain\n\nStill to be read.\n--=_two--\n"))
    make.mail("life-broken-head", "A line among the header fields that is none, and then no empty line.", make.crlf(
        "From: a@example.org\nSubject: Broken head\nthis is no field\nTo: b@example.org\n\nThe text.\n"))
    make.mail("life-broken-nesting", "A part that ends its parent before itself.", make.crlf(
        make.HEAD.format(subject="Nesting") + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=outer\n\n--outer\n"
        "Content-Type: multipart/alternative; boundary=inner\n\n--inner\nContent-Type: text/plain\n\nPlain words.\n--outer\n"
        "Content-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment\n\n%PDF-1.4\n--outer--\n"))
    make.mail("life-broken-base64", "base64 with a letter that is none, cut in the middle.", make.plain(
        "Cut", "SGVsbG8gdGhl\ncmUsIHRoaXMg*aXMgY3V0IGhlcm\n", "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n"))
    make.mail("life-broken-html", "HTML that nobody closed, with words after its end.", make.plain(
        "Open", "<html><body><table><tr><td><b>Bold and <i>more<p>New<div>Next</body></html>\nAfter the end<li>item",
        "Content-Type: text/html\n"))
