"""Mails that show what reading is like: letters with pictures, files to look into, and one that lies."""
from build import ago, attachment, multipart, part, pdf, png, text_part, zip_file, ME

LETTER = "Quay &amp; Quarter"


def add(archive):
    newsletter(archive)
    shop(archive)
    handover(archive)
    phishing(archive)
    other_ways(archive)
    forwarded(archive)


def between(low, high, share):
    return tuple(int(a + (b - a) * share) for a, b in zip(low, high))


def harbour_at_dusk(x, y):
    """Bands of an evening sky, a sun, a row of warehouses and their water."""
    if (x - 420) ** 2 + (y - 118) ** 2 < 34 ** 2 and y < 128:
        return 255, 214, 150
    roof = 128 - (14 + (x // 56 * 37) % 34 if 40 < x < 330 and x % 56 > 3 else 0)
    if y < roof:
        return between((72, 88, 140), (250, 176, 138), y // 8 * 8 / 128)
    if y < 128:
        lit = x % 14 > 9 and (y + x // 14 * 5) % 16 > 11
        return (255, 206, 120) if lit else (44, 50, 78)
    glint = abs(x - 420) < 30 - (y - 128) // 4 and (y // 3) % 2 == 0
    return (255, 214, 150) if glint else between((96, 92, 128), (38, 48, 82), (y - 128) // 6 * 6 / 72)


def boat(x, y):
    if y > 92:
        return (40, 92, 120) if (y + x // 9) % 7 else (70, 126, 150)
    if 60 < x < 180 and 80 < y <= 92 and x + y > 146 and x - y < 94:
        return 178, 60, 48
    if 118 <= x <= 121 and 14 < y <= 80:
        return 90, 70, 56
    if 122 < x < 122 + (y - 18) * 0.72 and 20 < y < 74:
        return 248, 246, 238
    if 117 > x > 117 - (y - 30) * 0.5 and 32 < y < 74:
        return 236, 228, 210
    return 188, 216, 230


def bread(x, y):
    if (x - 120) ** 2 / 82 ** 2 + (y - 66) ** 2 / 40 ** 2 < 1:
        scored = any(abs((x - 120) - (y - 66) * 0.6 - shift) < 4 for shift in (-36, 0, 36)) and abs(y - 66) < 24
        return (240, 214, 168) if scored else (190, 126, 66) if y < 84 else (160, 100, 52)
    return (232, 226, 214) if y < 92 else (204, 190, 168)


def chart(x, y):
    """Four bars over a line."""
    bar, left = divmod(x - 24, 60)
    heights = (46, 88, 64, 112)
    if 0 <= bar < 4 and 8 <= left < 48 and 140 - heights[bar] <= y < 140:
        return (47, 107, 216) if bar < 3 else (30, 122, 74)
    return (150, 156, 166) if y == 140 and 20 <= x < 264 else (247, 248, 250)


def inline(name, data):
    return attachment("image/png", name, data, "inline", extra=[f"Content-ID: <{name}@quarter.example.org>"])


def newsletter(a):
    def card(picture, alt, title, text, link):
        return f"""<td width="50%" valign="top" style="padding:0 8px"><img src="cid:{picture}@quarter.example.org" width="240" height="110" alt="{alt}" style="display:block;border-radius:6px">
<h3 style="font-size:17px;margin:12px 0 4px;color:#1d2433">{title}</h3><p style="margin:0 0 10px">{text}</p>
<a href="https://quarter.example.org/{link}" style="color:#b23c30">Read the story</a></td>"""
    html = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{LETTER}</title>
<style>.preheader {{ display: none }} @media (max-width: 480px) {{ .wide {{ width: 100% !important }} }}</style></head>
<body style="margin:0;background:#efece6"><div class="preheader">Lights on the water, a boat that came back, and bread at six.&zwnj;&nbsp;&zwnj;&nbsp;</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" bgcolor="#efece6"><tr><td align="center" style="padding:24px 8px">
<table role="presentation" class="wide" width="560" cellpadding="0" cellspacing="0" bgcolor="#ffffff" style="border-radius:10px;font-family:Georgia,serif;font-size:15px;line-height:1.55;color:#3a4152">
<tr><td style="padding:22px 24px;font-size:13px;letter-spacing:3px;color:#b23c30" align="center">QUAY &amp; QUARTER &middot; NO. 38</td></tr>
<tr><td><img src="cid:dusk.png@quarter.example.org" width="560" height="200" alt="The harbour at dusk, windows lit" style="display:block"></td></tr>
<tr><td style="padding:26px 32px 8px"><h1 style="font-size:25px;line-height:1.2;margin:0 0 10px;color:#1d2433">The lights are back on the water</h1>
<p>After eleven winters in the dark, the old warehouses have tenants again. We walked along the quay with the
electrician who kept <i>one</i> lamp burning all that time.</p>
<blockquote style="margin:16px 0;padding:4px 0 4px 16px;border-left:3px solid #b23c30;color:#5b6272;font-style:italic">&ldquo;Somebody had to know where the steps are.&rdquo;</blockquote></td></tr>
<tr><td align="center" style="padding:6px 32px 28px"><a href="https://quarter.example.org/lights" style="display:inline-block;background:#b23c30;color:#ffffff;text-decoration:none;padding:12px 26px;border-radius:6px;font-family:Helvetica,Arial,sans-serif;font-size:14px;font-weight:bold">Walk with us</a></td></tr>
<tr><td style="padding:0 24px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>
{card("boat.png", "A red boat under sail", "She came back", "The <b>Merel</b> was sold twice and sunk once. On Sunday she tied up at berth 7.", "merel")}
{card("bread.png", "A loaf on a board", "Bread at six", "Two bakers, one oven, and a queue that begins in the dark.", "bread")}
</tr></table></td></tr>
<tr><td style="padding:28px 32px 4px"><h2 style="font-size:20px;margin:0 0 8px;color:#1d2433">This week</h2>
<table width="100%" cellpadding="7" cellspacing="0" style="font-family:Helvetica,Arial,sans-serif;font-size:13px">
<tr style="background:#f6f3ee"><th align="left">Day</th><th align="left">What</th><th align="right">From</th></tr>
<tr><td style="border-top:1px solid #e4dfd6">Thursday</td><td style="border-top:1px solid #e4dfd6">Reading in the engine room</td><td align="right" style="border-top:1px solid #e4dfd6">19:30</td></tr>
<tr><td style="border-top:1px solid #e4dfd6">Saturday</td><td style="border-top:1px solid #e4dfd6">Market on the quay</td><td align="right" style="border-top:1px solid #e4dfd6">08:00</td></tr>
<tr><td style="border-top:1px solid #e4dfd6">Sunday</td><td style="border-top:1px solid #e4dfd6">Open boats, berths 4 to 9</td><td align="right" style="border-top:1px solid #e4dfd6">11:00</td></tr></table></td></tr>
<tr><td style="padding:24px 32px;font-family:Helvetica,Arial,sans-serif;font-size:12px;color:#7a8090" align="center">You get this letter because you asked for it at the market.<br>
<a href="https://quarter.example.org/leave" style="color:#7a8090">Leave the list</a> &middot; Quarter House, Quay 38, Ghent</td></tr>
</table></td></tr></table></body></html>"""
    a.mail("INBOX", ago(1, "07:05"), "Quay & Quarter <letter@quarter.example.org>", "The lights are back on the water", """
QUAY & QUARTER, NO. 38

The lights are back on the water

After eleven winters in the dark, the old warehouses have tenants again. We
walked along the quay with the electrician who kept one lamp burning all that
time.

She came back: the Merel was sold twice and sunk once. On Sunday she tied up
at berth 7.

Bread at six: two bakers, one oven, and a queue that begins in the dark.

  Thursday   Reading in the engine room   19:30
  Saturday   Market on the quay           08:00
  Sunday     Open boats, berths 4 to 9    11:00

https://quarter.example.org/38
""", html=html, inline=[inline("dusk.png", png(560, 200, harbour_at_dusk)), inline("boat.png", png(250, 115, boat)),
                        inline("bread.png", png(250, 115, bread))],
           extra=["List-ID: Quay & Quarter <letter.quarter.example.org>",
                  "List-Unsubscribe: <https://quarter.example.org/leave>, <mailto:leave@quarter.example.org>",
                  "List-Unsubscribe-Post: List-Unsubscribe=One-Click"])


def shop(a):
    items = "".join(f"""<td width="33%" align="center" valign="top" style="padding:8px"><img src="https://img{n}.northgear.example.com/{name.lower()}.jpg" width="160" height="120" alt="{name}"><br>
<b>{name}</b><br>{price} €</td>""" for n, (name, price) in enumerate([("Lantern", 39), ("Flask", 24), ("Rope", 19)], 1))
    a.mail("INBOX", ago(1, "06:10"), "North Gear <post@northgear.example.com>", "Winter is coming: 20 % on lanterns", html=f"""
<html><head><link rel="stylesheet" href="https://fonts.example.net/css?family=Karla"><style>@import url("https://cdn.northgear.example.com/mail.css");</style></head>
<body background="https://cdn.northgear.example.com/snow.png" style="font-family:Karla,Helvetica,sans-serif;background-color:#e9eef4"><table role="presentation" width="600" align="center" bgcolor="#ffffff" cellpadding="16" cellspacing="0">
<tr><td><img src="https://cdn.northgear.example.com/logo.png" width="220" height="48" alt="North Gear"></td></tr>
<tr><td style="background:#20344f url(https://cdn.northgear.example.com/night.jpg);color:#ffffff;font-size:26px;font-weight:bold" align="center">Light for long evenings</td></tr>
<tr><td><table role="presentation" width="100%"><tr>{items}</tr></table></td></tr>
<tr><td align="center"><a href="https://click.mailer.example.net/c/77?to=https%3A%2F%2Fnorthgear.example.com%2Fwinter">To the shop</a></td></tr>
<tr><td style="font-size:11px;color:#667">The pictures come from six hosts, and three more of them only count you.</td></tr></table>
<img src="https://click.mailer.example.net/wf/open?u=77" width="1" height="1" alt=""><img src="https://pixel.example.com/pixel.gif?u=77" style="display:none"><img src="https://stats.example.net/1x1.png" width="1" height="1"></body></html>""",
           extra=["List-Unsubscribe: <https://northgear.example.com/stop?u=77>"], flags="")


PROGRAM = '''"""Tide heights from the gauge at berth 7, in centimetres over chart datum."""
import csv
from datetime import datetime


def read(path):
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            yield datetime.fromisoformat(row["time"]), int(row["height_cm"])


def highest(path):
    # The gauge writes 999 when its float is stuck.
    return max((height, time) for time, height in read(path) if height < 999)


if __name__ == "__main__":
    height, time = highest("gauge.csv")
    print(f"{height} cm at {time:%H:%M}")
'''

MANIFEST = """[package]
name = "gauge"
version = "0.3.0"
edition = "2024"

[dependencies]
csv = "1"        # the gauge's own format
"""


def card_of_ida():
    rows = ["BEGIN:VCARD", "VERSION:4.0", "FN:Ida Holt", "N:Holt;Ida;;Dr.;", "ORG:Harbour Office;Soundings", "TITLE:Surveyor",
            "EMAIL;TYPE=work:ida.holt@harbour.example.net", "TEL;TYPE=cell:+32 9 555 0117", "ADR;TYPE=work:;;Quay 4;Ghent;;9000;Belgium",
            "URL:https://harbour.example.net/people/holt", "BDAY:19810412", "END:VCARD", ""]
    return "\r\n".join(rows).encode()


def handover(a):
    rows = "time,height_cm\r\n" + "".join(f"2026-11-{day:02d}T{6 + day % 5:02d}:{day * 7 % 60:02d},{410 + day * 13 % 97}\r\n" for day in range(1, 29))
    picture = png(288, 160, chart)
    packed = zip_file([("gauge/gauge.csv", rows.encode()), ("gauge/tide.py", PROGRAM.encode()), ("gauge/chart.png", picture),
                       ("gauge/README.txt", b"Readings of November 2026.\r\n")])
    a.mail("INBOX", ago(2, "14:32"), "Ida Holt <ida.holt@harbour.example.net>", "Handover: everything about the gauge", """
Hello Robin,

here is all I have, so that nobody has to ask me on my holiday:

  - the readings of November, as a table and as a chart
  - the script that finds the highest water, and its manifest
  - the sheet that goes to the board, one page
  - the same in one archive, for the shelf
  - my card, should the float get stuck again

The script in short:

    height, time = highest("gauge.csv")
    print(f"{height} cm at {time:%H:%M}")

Ida

--
Dr. Ida Holt · Soundings · Harbour Office
Quay 4, Ghent · +32 9 555 0117
""", flags="\\Seen \\Flagged", files=[
        attachment("text/csv; charset=utf-8", "gauge.csv", rows.encode()),
        attachment("image/png", "chart.png", picture),
        attachment("text/x-python; charset=utf-8", "tide.py", PROGRAM.encode()),
        attachment("application/toml", "Cargo.toml", MANIFEST.encode()),
        attachment("application/pdf", "gauge-2026-11.pdf", pdf("Gauge at berth 7, November 2026", [
            "Highest water    506 cm on 7 November", "Lowest reading   411 cm on 15 November", "Readings         28 of 28", "",
            "For the board. Signed: I. Holt"])),
        attachment("application/zip", "gauge.zip", packed),
        attachment("text/vcard; charset=utf-8", "ida-holt.vcf", card_of_ida(), encoding="8bit")])


def phishing(a):
    html = """<html><body style="font-family:Arial,sans-serif;font-size:14px;color:#222">
<table width="560" align="center" cellpadding="14" style="border:1px solid #cfd6de"><tr><td bgcolor="#0b4a86" style="color:#ffffff;font-size:18px"><b>Bank of Ghent</b></td></tr>
<tr><td><p>Dear customer,</p><p>your account has been <b style="color:#b00020">limited</b>. Confirm your details within 24 hours:</p>
<p><a href="http://bank-of-ghent.example.com.login.example.net/confirm?id=demo">https://bank-of-ghent.example.com/login</a></p>
<form action="http://login.example.net/post"><p>Card number <input name="card"> <input type="submit" value="Confirm"></p></form>
<p>Form 14-B is attached.</p><span style="font-size:0">invoice newsletter hello family meeting</span>
<p style="font-size:11px;color:#777">This message was checked. &#10004; Verified sender</p></td></tr></table></body></html>"""
    form = attachment("text/html; charset=utf-8", "Form 14-B.html", b"<form action=http://login.example.net/post><input name=card></form>\r\n")
    other = attachment("application/octet-stream", "statement\u202efdp.scr", b"MZ not a program\r\n")
    boundary = "=_confirm"
    body = multipart("mixed", [text_part(html, kind="html"), form, other], boundary)
    head = ["Received: from mail.login.example.net (unknown [203.0.113.77]) by mx.example.org with ESMTP; @DATE@",
            'From: "service@bank-of-ghent.example.com" <account@login.example.net>', f"To: {ME}", "Reply-To: Desk <desk@gh\u0435nt-help.example.net>",
            "Subject: Your account is limited", "Message-ID: <confirm-14b@login.example.net>", "MIME-Version: 1.0"]
    a.raw("INBOX", ago(2, "03:14"), "\r\n".join([head[0].replace("@DATE@", "Sat, 21 Nov 2026 03:14:00 +0000"), *head[1:5], "Date: @DATE@", *head[5:]]).encode()
          + b"\r\n" + body, "")


def other_ways(a):
    a.mail("INBOX", ago(2, "10:20"), "نادية منصور <nadia@example.com>", "برنامج الورشة", html="""<html dir="rtl" lang="ar"><body style="font-family:sans-serif;font-size:16px">
<h2>برنامج الورشة</h2><p>مرحبًا روبن،</p><p>هذا برنامج يوم الخميس. نبدأ في <b>التاسعة</b> في قاعة <span dir="ltr">B-12</span>، والغداء على حسابنا.</p>
<table border="1" cellpadding="8" style="border-collapse:collapse"><tr><th>الوقت</th><th>الموضوع</th><th>المتحدث</th></tr>
<tr><td>09:00</td><td>قراءة الخرائط القديمة</td><td>ليلى</td></tr><tr><td>11:30</td><td>المد والجزر</td><td>يوسف</td></tr><tr><td>14:00</td><td>جولة في الميناء</td><td>نادية</td></tr></table>
<ul><li>أحضروا أحذية مريحة</li><li>الصور مسموحة</li></ul><p>مع أطيب التحيات،<br>نادية</p></body></html>""")
    a.mail("INBOX", ago(3, "09:40"), "רות לוי <ruth@example.net>", "התמונות מהטיול", html="""<div dir="rtl" style="font-family:sans-serif;font-size:15px"><p>שלום Robin,</p>
<p>התמונות מהטיול באתר <a href="https://photos.example.net/harbour">photos.example.net</a>. הכי יפה מספר <b>14</b>, ליד ה-lighthouse.</p>
<blockquote style="border-right:3px solid #9aa6b2;padding-right:10px;margin:8px 0;color:#556"><p>מתי אפשר לראות את התמונות?</p></blockquote><p>להתראות,<br>רות</p></div>""", encoding="base64")
    a.mail("INBOX", ago(4, "08:30"), "林小雨 <lin@example.com>", "周末市集通知", html="""<html lang="zh"><body style="font-family:sans-serif;font-size:15px;line-height:1.7;background:#fbf7f0">
<table width="560" align="center" cellpadding="18" bgcolor="#ffffff"><tr><td style="font-size:24px;color:#a8322a;border-bottom:2px solid #a8322a">周末市集</td></tr>
<tr><td><p>各位街坊：</p><p>本周六上午八点，码头市集照常开放。今年的<b>新米</b>和<b>柿子</b>已经到了。</p><ol><li>请自备布袋。</li><li>停车场在三号门。</li><li>下雨改到周日。</li></ol>
<p>详情见<a href="https://market.example.com/zh">市集网页</a>。</p></td></tr></table></body></html>""", charset="gb18030", encoding="base64")
    a.mail("INBOX", ago(5, "06:50"), "山本 健 <ken@example.com>", "港の写真展のご案内", html="""<html lang="ja"><body style="font-family:sans-serif;font-size:15px;line-height:1.8">
<h2 style="border-left:6px solid #2f6bd8;padding-left:10px">港の写真展</h2><p>Vale 様</p><p>いつもお世話になっております。来月、<ruby>埠頭<rt>ふとう</rt></ruby>の倉庫で写真展を開きます。</p>
<table cellpadding="6" border="1" style="border-collapse:collapse"><tr><th>会期</th><td>十二月五日（土）〜十三日（日）</td></tr><tr><th>時間</th><td>10:00〜18:00</td></tr><tr><th>入場</th><td>無料</td></tr></table>
<p>皆様のお越しをお待ちしております。</p><p>山本 健</p></body></html>""", charset="iso-2022-jp", encoding="7bit")


def forwarded(a):
    inner = ("From: Kit Osei <kit@example.org>\r\nTo: Mara Lindqvist <mara@example.org>\r\nSubject: Keys to the pump house\r\n"
             "Date: Mon, 16 Nov 2026 08:02:00 +0100\r\nMIME-Version: 1.0\r\n").encode() + multipart("mixed", [
                 text_part("The keys hang behind the door, second hook. The photo shows which one turns left.\n\nKit"),
                 attachment("image/png", "hook.png", png(180, 120, lambda x, y: (196, 150, 60) if (x - 90) ** 2 + (y - 44) ** 2 < 400 or (84 < x < 96 and 44 < y < 100) else (226, 230, 236)))], "=_keys_in")
    a.mail("INBOX", ago(4, "11:15"), "Mara Lindqvist <mara@example.org>", "Fwd: Keys to the pump house", """
See below; Kit's photo is in it. Please bring them back by Friday.

Mara
""", files=[part("message/rfc822", inner, extra=["Content-Disposition: inline"])])
