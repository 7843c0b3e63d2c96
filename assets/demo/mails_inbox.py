"""The newest mails of the inbox: what a visitor sees first."""
from build import ago, attachment, invite, landscape, multipart, page, part, pdf, png, text_part, today, ME

MARA = "Mara Lindqvist <mara@example.org>"
JONAS = "Jonas Weber <jonas.weber@example.net>"
AMIR = "Amir Haddad <amir.haddad@example.net>"
CHEN = "陈伟 <chen.wei@example.com>"
LENA = "Lena Fischer <lena@example.com>"


def axis(x, y):
    if x in (80, 160) or y in (40, 80, 120):
        return 150, 155, 160
    if 118 <= x <= 122 and y > 30:
        return 190, 60, 50
    return (226, 222, 214) if (x // 20 + y // 20) % 2 else (218, 214, 206)


def add(archive):
    site_visit(archive)
    budget(archive)
    today_and_yesterday(archive)
    contract(archive)
    this_week(archive)


def site_visit(a):
    a.mail("INBOX", ago(3, "15:12"), JONAS, "Scaffolding dates", """
Hello Mara, hello Robin,

The lift is booked until Wednesday evening, after that we pay by the day.
If the north side needs more time I have to know by Monday noon.

Jonas
""", to=[MARA, ME], cc=AMIR, id="lift.1")
    rows = "".join(f"<tr><td>{n}</td><td>1 240 mm</td><td>{m}</td><td>{d}</td></tr>" for n, m, d in
                   [(2, "1 238 mm", "−2 mm"), (3, "1 241 mm", "+1 mm"), (4, "1 219 mm", "<b>−21 mm</b>")])
    a.mail("INBOX", today(14), MARA, "Notes from the site visit", """
Hello both,

the north façade needs a second look before the scaffolding goes. I put the
pictures and the measured sheet below; the joint at axis 4 is the one that
worries me.

  Axis   Planned    Measured   Difference
  2      1 240 mm   1 238 mm   −2 mm
  3      1 240 mm   1 241 mm   +1 mm
  4      1 240 mm   1 219 mm   −21 mm

Could you be there on Tuesday at nine? I would like to decide on the spot.

Mara

On Friday Jonas Weber wrote:
> The lift is booked until Wednesday evening, after that we pay by the day.
""", html=f"""<html><body style="font-family:sans-serif">
<p>Hello both,</p>
<p>the north façade needs a second look before the scaffolding goes. I put the pictures and the measured
sheet below; the joint at axis 4 is the one that worries me.</p>
<table cellpadding="6"><tr><th>Axis</th><th>Planned</th><th>Measured</th><th>Difference</th></tr>{rows}</table>
<p>Could you be there on Tuesday at nine? I would like to decide on the spot.</p>
<p>Mara</p>
<blockquote>On Friday Jonas Weber wrote:<br>The lift is booked until Wednesday evening, after that we pay by the day.</blockquote>
<img src="https://cdn.example.net/sign/mara.png" alt=""><img src="https://pixel.example.com/o.gif" width="1" height="1" alt="">
</body></html>""", to=[JONAS, AMIR], cc=[ME, "Site office <site@example.org>"], flags="", id="visit.1", refs=["lift.1"], files=[
        attachment("image/png", "axis-4.png", png(240, 160, axis)),
        attachment("application/pdf", "measured-sheet.pdf", pdf("Measured sheet, north side", [
            "Axis 2    planned 1240 mm    measured 1238 mm", "Axis 3    planned 1240 mm    measured 1241 mm",
            "Axis 4    planned 1240 mm    measured 1219 mm", "", "Measured by hand, steel tape, 11 degrees."]))])


def budget(a):
    a.mail("Sent", ago(1, "08:20"), ME, "会议时间", """
陈伟，你好：

明天上午九点在二楼会议室可以吗？

Robin
""", to=CHEN, charset="gb18030", encoding="base64", id="budget.1")
    a.mail("INBOX", ago(1, "09:05"), CHEN, "Re: 会议时间", """
可以。我会带上第三季度的数字。

陈伟
""", charset="gb18030", encoding="base64", id="budget.2", refs=["budget.1"])
    a.mail("INBOX", today(58), CHEN, "会议记录：第三季度预算", """
各位好，

附件是今天会议的记录，请在周五之前确认第二项和第四项。

  一、第三季度支出比计划少百分之四。
  二、北侧外墙的检修费用由专项资金承担。
  三、下一次会议：十二月三日，上午九点。
  四、新的供应商名单由李娜整理。

如有不同意见，请直接回复这封邮件。

陈伟
财务部
""", charset="gb18030", encoding="base64", cc=["李娜 <li.na@example.com>"], flags="", id="budget.3",
           refs=["budget.1", "budget.2"], files=[
               attachment("text/csv; charset=gb18030", "第三季度.csv", "项目,计划,实际\r\n外墙,120000,118400\r\n运输,30000,27950\r\n培训,8000,8000\r\n".encode("gb18030"))])


def today_and_yesterday(a):
    harbour = "Harbour Review <review@harbour.example.net>"
    a.mail("INBOX", today(132), harbour, "[harbour/wire] Review requested on #412", """
jtanaka opened this request: Bound literals before they are stored.
""", id="review.412", extra=["List-ID: harbour/wire <wire.harbour.example.net>"])
    a.mail("INBOX", today(85), harbour, "[harbour/wire] Review requested on #412", """
jtanaka wants you to look at "Bound literals before they are stored".

  src/frame.rs        | 41 ++++++++++++++++++-----
  src/limits.rs       | 17 ++++++++++
  tests/literals.rs   | 63 +++++++++++++++++++++++++++++++++++
  3 files changed, 114 insertions(+), 7 deletions(-)

@@ -88,7 +88,10 @@ impl Frame {
-        let mut body = Vec::with_capacity(announced);
+        if announced > self.limits.literal {
+            return Err(Broken::Literal);
+        }
+        let mut body = Vec::with_capacity(announced.min(FIRST_PIECE));

View it: https://harbour.example.net/wire/review/412

--
You receive this because your review was asked for.
Settings: https://harbour.example.net/settings
""", refs=["review.412"], extra=["List-ID: harbour/wire <wire.harbour.example.net>"])
    hotel = "Hotel Aurora <desk@aurora.example.com>"
    a.mail("INBOX", today(171), hotel, "Your booking is confirmed", """
Dear Robin Vale,

Two nights, 4–6 December. Check-in from 15:00. We look forward to your stay.

  Room       204, garden side, breakfast included
  Price      2 × 118.00 EUR
  Reference  AU-77120

You can change or cancel free of charge until 2 December:
https://aurora.example.com/booking/AU-77120

Getting here: tram 4 to "Observatory", then five minutes on foot along the canal.

Hotel Aurora
Lindenkade 12 · +32 9 555 0142
""", flags="\\Seen \\Flagged", files=[
        attachment("application/pdf", "confirmation-AU-77120.pdf", pdf("Hotel Aurora", [
            "Booking AU-77120", "Two nights, 4 to 6 December 2026", "Room 204, garden side", "Total 236.00 EUR"])),
        attachment("text/calendar; charset=utf-8", "stay.ics", invite(
            "stay-77120", "Hotel Aurora", "20261204T140000Z", "20261206T100000Z", "Lindenkade 12", hotel, "PUBLISH"), encoding="8bit")])
    a.mail("INBOX", ago(1, "11:30"), "Library of Ghent <notices@library.example.org>", "Three items due on Friday", """
Dear reader,

You can renew online until midnight on the day they are due.

  1  The Harbour at Night           renewed once
  2  Concrete: A Quiet History      renewable
  3  Learning to Read Maps          reserved by another reader

Opening hours this week: Tuesday to Saturday, 10 to 18.

Library of Ghent
https://library.example.org/account
""")


def contract(a):
    quote1 = """> Guten Tag Herr Haddad,
>
> in Abschnitt 3 steht eine Frist von 14 Tagen, im Angebot waren es 30.
> Was gilt?"""
    texts = [
        (6, "09:02", ME, AMIR, "Rückfragen zum Vertrag", """
Guten Tag Herr Haddad,

in Abschnitt 3 steht eine Frist von 14 Tagen, im Angebot waren es 30. Was gilt?

Mit freundlichen Grüßen
Robin Vale
"""),
        (5, "10:41", AMIR, ME, "Re: Rückfragen zum Vertrag", f"""
Guten Tag,

es gelten 30 Tage, das war ein Versehen von uns.

Amir Haddad

Am Montag schrieb Robin Vale:
{quote1}
"""),
        (4, "08:15", ME, AMIR, "Re: Rückfragen zum Vertrag", """
Danke. Und die Haftung in Abschnitt 7? Dort fehlt die Obergrenze.

> es gelten 30 Tage, das war ein Versehen von uns.
"""),
        (2, "17:20", AMIR, ME, "Re: Rückfragen zum Vertrag", """
Die Obergrenze ist die Auftragssumme. Ich lasse es ergänzen.

> Danke. Und die Haftung in Abschnitt 7? Dort fehlt die Obergrenze.
>
>> es gelten 30 Tage, das war ein Versehen von uns.
"""),
        (1, "16:20", AMIR, ME, "Re: Rückfragen zum Vertrag", """
Danke, damit ist alles geklärt. Ich schicke die unterschriebene Fassung am \nDonnerstag per Post; eine Kopie liegt ab morgen im gemeinsamen Ordner.

Einen schönen Abend
Amir Haddad

-- \nHaddad & Brandt, Bauplanung
Speicherstraße 9 · Telefon 555 0188

> Die Obergrenze ist die Auftragssumme. Ich lasse es ergänzen.
>
>> Danke. Und die Haftung in Abschnitt 7? Dort fehlt die Obergrenze.
>>
>>> es gelten 30 Tage, das war ein Versehen von uns.
>>>
>>>> in Abschnitt 3 steht eine Frist von 14 Tagen, im Angebot waren es 30.
>>>> Was gilt?
"""),
    ]
    seen = []
    for number, (days, clock, sender, to, subject, text) in enumerate(texts, 1):
        folder = "Sent" if sender == ME else "INBOX"
        flags = "\\Seen \\Answered" if number == 2 else "\\Seen"
        a.mail(folder, ago(days, clock), sender, subject, text, to=to, id=f"contract.{number}", refs=list(seen),
               more="; format=flowed", flags=flags)
        seen.append(f"contract.{number}")


def this_week(a):
    a.mail("INBOX", ago(3, "13:05"), "Елена Петрова <elena@example.net>", "Отчёт готов", """
Добрый день!

Посмотрите, пожалуйста, раздел о рисках, он изменился больше всего: мы учли
задержку с поставкой стекла и добавили два новых сценария.

Замечания жду до пятницы, в понедельник отправляю заказчику.

С уважением,
Елена Петрова
""", charset="koi8-r", files=[attachment("application/pdf", "Отчёт.pdf", pdf("Report", ["Part 4: risks", "Glass delivery: three weeks late"]))])
    a.mail("INBOX", ago(3, "07:00"), "Weekly Byte <letter@weeklybyte.example.com>", "What the new RFCs mean for mail", html=page("Weekly Byte", """
<p>Good morning. Four minutes of reading, one thing to try.</p>
<img src="https://img.weeklybyte.example.com/214/head.png" width="552" height="180" alt="A drawing of letters on a desk">
<h2>A quiet revolution in how clients sync</h2>
<p>UIDONLY, PARTIAL and a quiet revolution in how clients read a mailbox: sequence numbers may soon be history.
<a href="https://weeklybyte.example.com/214/uidonly">Read on</a></p>
<h2>Short notes</h2>
<ul><li>Time zones changed twice this month; update your tables.</li>
<li>A keyboard with 38 keys, and who it is for.</li>
<li>Why your backup should be boring.</li></ul>
<h2>Try this</h2>
<p>Write a mail without quoting the one you answer. See who notices.</p>
<p style="color:#5a6473;font-size:12px">You get this letter because you asked for it.
<a href="https://weeklybyte.example.com/leave?u=7781">Leave</a></p>
<img src="https://count.example.net/w/214.gif" width="1" height="1" alt="">"""), extra=["List-Unsubscribe: <https://weeklybyte.example.com/leave?u=7781>"])
    a.mail("INBOX", ago(4, "19:48"), JONAS, "Photos from Sunday", """
Hi Robin,

here are three from the walk. The second one is the bay just before the rain
came in; we were soaked ten minutes later and it was worth it. 🌧️

Next time you bring the thermos.

Jonas
""", flags="\\Seen \\Flagged", files=[attachment("image/png", name, landscape(n)) for n, name in
                                      enumerate(["dunes.png", "bay before the rain.png", "way back.png"])])
    a.mail("INBOX", ago(4, "06:30"), "佐藤 美咲 <misaki@example.com>", "お見積書の件", """
Vale 様

いつもお世話になっております。

ご依頼いただいたガラスのお見積書をお送りいたします。
ご不明な点がございましたら、お気軽にお問い合わせください。

佐藤 美咲
""", charset="iso-2022-jp", encoding="7bit", files=[attachment("application/pdf", "お見積書.pdf", pdf("Quotation 2026-118", ["Glass, 12 mm, 40 panes", "Delivery: 6 weeks"]))])
    planner = "Lena Fischer <lena@example.com>"
    body = text_part("""
You are invited: Board games at Lena's

When   Saturday 28 November, 18:00 to 22:00
Where  Gartenweg 3, ring twice

Bring something to drink; soup is there.
""")
    event = invite("games-11", "Board games at Lena's", "20261128T170000Z", "20261128T210000Z", "Gartenweg 3\\, ring twice", planner)

    inner = multipart("alternative", [body, part("text/calendar; charset=utf-8; method=REQUEST", event, "8bit")], "=_games_a")
    whole = multipart("mixed", [inner, attachment("application/ics", "invite.ics", event)], "=_games_m")
    a.raw("INBOX", ago(5, "12:10"), f"From: {planner}\r\nTo: {ME}\r\nSubject: Board games at Lena's\r\nDate: @DATE@\r\n"
          "Message-ID: <games-11@example.com>\r\nMIME-Version: 1.0\r\n".encode() + whole, "")
    a.mail("INBOX", ago(5, "08:00"), "Tide Energy <bill@tide.example.com>", "Your bill for October", "", html=page("Tide Energy", """
<p>Dear Robin Vale,</p>
<p>your bill for October is ready. It is lower than last year's.</p>
<table cellpadding="6" width="100%" style="border-collapse:collapse">
<tr style="border-bottom:1px solid #ddd"><td>Electricity, 142 kWh</td><td align="right">38.20 €</td></tr>
<tr style="border-bottom:1px solid #ddd"><td>Base price</td><td align="right">9.90 €</td></tr>
<tr><td><b>Total, taken on 1 December</b></td><td align="right"><b>48.10 €</b></td></tr></table>
<p><a href="https://tide.example.com/bills/2026-10">See the bill</a></p>""", "#1e7a4a"), files=[
        attachment("application/pdf", "bill-2026-10.pdf", pdf("Tide Energy", ["Bill 2026-10", "Total 48.10 EUR"]))])
