"""Mails of the folders beside the inbox."""
from build import ago, attachment, invite, page, pdf, ME
from mails_inbox import AMIR, CHEN, JONAS, MARA


def add(archive):
    facade(archive)
    tender(archive)
    japanese(archive)
    newsletters(archive)
    announcements(archive)
    junk(archive)
    drafts(archive)
    scans(archive)


def facade(a):
    folder = "Projects/Façade 2026"
    refs = []
    for n, (days, clock, sender, text) in enumerate([
        (40, "08:30", MARA, "The survey of the north side starts on Monday. I need the drawings of 1998; does anyone know where they are?"),
        (40, "10:02", JONAS, "In the grey cabinet, second drawer, under the roof plans.\n\n> does anyone know where they are?"),
        (39, "09:15", MARA, "Found, thank you. Two sheets are missing: 7 and 11.\n\n> In the grey cabinet, second drawer, under the roof plans."),
        (38, "16:40", AMIR, "I have 11 as a scan. Sheet 7 was never drawn, it became 6b.\n\n> Two sheets are missing: 7 and 11."),
        (37, "07:55", MARA, "That explains the numbering. Case closed.\n\n> Sheet 7 was never drawn, it became 6b.\n>> Two sheets are missing: 7 and 11."),
    ], 1):
        files = [attachment("application/pdf", "sheet-11.pdf", pdf("Sheet 11", ["Scan of 1998"]))] if n == 4 else []
        a.mail(folder, ago(days, clock), sender, "Drawings of 1998" if n == 1 else "Re: Drawings of 1998", text, to=["Team <team@example.org>", ME], id=f"drawings.{n}", refs=list(refs), files=files)
        refs.append(f"drawings.{n}")
    for days, sender, subject, text, flags in [
        (30, MARA, "Minutes, week 42", "Present: Mara, Jonas, Amir, Robin.\n\n1. Scaffolding: offer accepted.\n2. Windows on the second floor: order by Friday.\n3. Neighbours informed by letter.\n\nNext meeting: Tuesday, nine o'clock.", "\\Seen"),
        (23, MARA, "Minutes, week 43", "Present: Mara, Jonas, Robin. Excused: Amir.\n\n1. Delivery of the anchors is late by a week.\n2. The sample panel stands in the yard; look at it in the rain, too.\n3. Colour: RAL 7044, decided.", "\\Seen"),
        (16, MARA, "Minutes, week 44", "1. The sample panel passed.\n2. Anchors have arrived, twelve of them bent. Jonas sends them back.\n3. Frost: no mortar below five degrees.", "\\Seen"),
        (9, JONAS, "Bent anchors", "The maker replaces all twelve and adds four. They come on Thursday with the ordinary van.", "\\Seen \\Answered"),
        (2, "Site office <site@example.org>", "Delivery note 5512", "Delivered today: 16 anchors, 2 pallets of mortar, 1 roll of fleece. Signed by J. Weber.", ""),
        (1, AMIR, "Statics of axis 4", "The joint can take it if the plate becomes two millimetres thicker. Calculation follows tomorrow.", ""),
        (0, MARA, "Tuesday: bring helmets", "Short reminder: the yard is a building site again, helmets please. I have three spare ones.", ""),
    ]:
        when = (0, 200) if days == 0 else ago(days, "14:20")
        a.mail(folder, when, sender, subject, text + "\n", to=["Team <team@example.org>", ME], flags=flags)


def tender(a):
    folder = "Projects/Tender"
    for days, sender, subject, text in [
        (75, "Procurement <tenders@city.example.org>", "Call 2026/88: footbridge at the lock", "The papers for call 2026/88 can be collected from today. Offers are due on 30 October, 12:00."),
        (70, AMIR, "Shall we?", "The footbridge is our size. I would take the foundations, if you take the deck."),
        (66, "Procurement <tenders@city.example.org>", "Call 2026/88: answers to questions 1 to 9", "Question 4: Oak is not required; equal durability must be shown.\nQuestion 7: The lock stays open to boats during the works."),
        (58, CHEN, "Price of steel", "The price is held until the end of the year if we order before December. After that plus six per cent."),
        (50, MARA, "Draft of the offer", "Pages 1 to 14 are done. Please read 8 and 9, there I was guessing."),
        (46, AMIR, "Re: Draft of the offer", "Page 8 is right, page 9 is brave. I changed two numbers.\n\n> Please read 8 and 9, there I was guessing."),
        (24, "Procurement <tenders@city.example.org>", "Offer received", "We confirm that your offer for call 2026/88 arrived on time, with the number 3 of 5."),
        (4, "Procurement <tenders@city.example.org>", "Call 2026/88: date of the decision", "The committee decides on 9 December. The session is public."),
    ]:
        a.mail(folder, ago(days, "11:45"), sender, subject, text + "\n")


def japanese(a):
    folder = "Projects/日本語"
    for days, subject, text in [
        (60, "ご挨拶", "はじめまして。佐藤と申します。ガラスの件を担当いたします。"),
        (52, "サンプルの発送", "本日、サンプルを三枚発送いたしました。到着まで五日ほどかかります。"),
        (44, "サンプルのご感想", "サンプルはいかがでしたでしょうか。色の違いもご用意できます。"),
        (33, "納期について", "納期は約六週間です。年内のご注文なら二月上旬にお届けできます。"),
        (21, "図面の確認", "図面の寸法を確認いたしました。四番の窓だけ三ミリ小さいようです。"),
        (8, "年末年始の休業", "十二月二十九日から一月四日まで休業いたします。"),
    ]:
        a.mail(folder, ago(days, "05:30"), "佐藤 美咲 <misaki@example.com>", subject, f"Vale 様\n\n{text}\n\n佐藤 美咲\n", charset="iso-2022-jp" if days % 2 else "shift_jis", encoding="7bit" if days % 2 else "base64")


def newsletters(a):
    byte = [
        (10, 213, "Small tools that stay", "A text editor from 1991 got a release. Its author wrote three lines about it.", "The case for plain files, again."),
        (17, 212, "Your router has a diary", "What home routers remember, where, and how to ask them to forget.", "A clock that shows tide instead of time."),
        (24, 211, "Fonts for tired eyes", "We read the same page in nine typefaces. Two stayed.", "Why tabular figures matter in a bill."),
        (31, 210, "The joy of a slow link", "Browsing through 64 kbit/s for a week: what broke, and what became better.", "Pages under ten kilobytes, a list."),
    ]
    for days, number, title, first, second in byte:
        a.mail("Newsletters", ago(days, "07:00"), "Weekly Byte <letter@weeklybyte.example.com>", title, html=page("Weekly Byte", f"""
<p>Issue {number}. Good morning.</p><img src="https://img.weeklybyte.example.com/{number}/head.png" width="552" height="180" alt="">
<h2>{title}</h2><p>{first} <a href="https://weeklybyte.example.com/{number}/1">Read on</a></p><h2>Second cup</h2><p>{second}</p>
<p style="font-size:12px;color:#5a6473"><a href="https://weeklybyte.example.com/leave">Leave</a></p>"""))
    garden = [
        (12, "November: put the beds to sleep", "Leaves are the best blanket. Leave the stems of the coneflowers standing, the finches want the seeds."),
        (42, "October: garlic goes in", "Plant cloves a hand apart and a thumb deep. Water only if the month is dry."),
        (73, "September: save your seeds", "Beans rattle when they are ready. Write the year on the bag, you will not remember."),
        (104, "August: the courgette question", "Pick them small. If you find one as long as your arm, there is soup."),
    ]
    for days, title, text in garden:
        a.mail("Newsletters", ago(days, "06:15"), "The Back Garden <post@backgarden.example.net>", title, text + "\n\nThe Back Garden\nhttps://backgarden.example.net\n", html=page("The Back Garden", f"<h2>{title}</h2><p>{text}</p><p><a href=\"https://backgarden.example.net\">All months</a></p>", "#1e7a4a"))
    museum = [(5, "Maps that lied", "From islands that never were to streets drawn for copyists: a new exhibition on the first floor."),
              (35, "An evening with clocks", "All forty-one clocks strike nine on Thursday. Not all at once, which is the charm."),
              (66, "The model railway runs again", "Three winters of work. Children drive on Sundays, grown-ups may ask.")]
    for days, title, text in museum:
        a.mail("Newsletters", ago(days, "09:45"), "Museum of Small Things <news@smallthings.example.org>", title, html=page("Museum of Small Things", f"<h2>{title}</h2><p>{text}</p><table cellpadding=\"4\"><tr><td><b>Open</b></td><td>Wednesday to Sunday, 11 to 17</td></tr><tr><td><b>Entry</b></td><td>6 €, children free</td></tr></table>", "#8a4b2d"))
    for days, city, degrees in [(2, "Ghent", 7), (9, "Ghent", 9), (16, "Ghent", 11)]:
        a.mail("Newsletters", ago(days, "05:00"), "Weather by Post <sky@weather.example.net>", f"The week in {city}: {degrees} degrees and some sun", f"Monday     rain until noon\nTuesday    dry, wind from the west\nWednesday  {degrees} degrees, sun in the afternoon\nThursday   fog in the morning\nFriday     showers\n")


def announcements(a):
    notes = [
        (3, "Harbour 4.2.0", "This release reads large mailboxes in pages. Start-up is twice as fast with more than 50,000 messages.\n\nThanks to eleven people, four of them for the first time."),
        (19, "Harbour 4.1.3", "Fixes a crash with nested literals. Everyone on 4.1 should update."),
        (33, "Harbour 4.1.2", "Fixes dates before 1970 and one spelling mistake in the manual."),
        (54, "Security note 2026-05", "A server could make the client store more than it announced. Fixed in 4.1.1 and 4.0.9. There is no sign that it was used."),
        (61, "Harbour 4.1.0", "New: folders can be renamed with everything inside. Removed: the old settings file, after three years of warnings."),
        (90, "Meeting in September: notes", "We talked about names, tests and lunch. The notes are on the wiki; lunch was lentils."),
        (121, "Harbour 4.0.8", "A quiet release: translations for Basque and Welsh, smaller icons, one fix for slow disks."),
        (160, "Call for talks", "The meeting is on 12 September. Talks of 20 minutes, proposals until 15 July."),
        (214, "Harbour 4.0.0", "The wire layer is new. Please read the upgrade notes before you install, and keep a copy of your settings."),
        (380, "Ten years of Harbour", "Ten years ago the first commit said \"initial\". So did the second. Thank you all for what came after."),
    ]
    for days, title, text in notes:
        a.mail("Lists/harbour-announce", ago(days, "12:00"), "Harbour Announce <announce@lists.harbour.example.net>", f"[announce] {title}", f"{text}\n\n-- \nharbour-announce, about one mail a month\nhttps://lists.harbour.example.net/announce\n", to="harbour-announce <announce@lists.harbour.example.net>",
               extra=["List-ID: harbour-announce <announce.lists.harbour.example.net>", "List-Unsubscribe: <https://lists.harbour.example.net/leave>"], flags="" if days == 3 else "\\Seen")


def junk(a):
    for days, sender, subject, text in [
        (1, "Parcel Desk <parcel@deliver.example.net>", "Your parcel could not be delivered", "Pay 1.99 to release your parcel: https://parcel.deliver.example.net/pay"),
        (2, "Prize Team <prize@lucky.example.com>", "CONGRATULATIONS you are number 1,000,000", "Answer within 24 hours with your full name and the name of your first pet."),
        (3, "IT Support <it@support.example.net>", "Your mailbox is 98% full", "Click here to raise the limit: https://mailbox.support.example.net/raise"),
        (5, "Dr. Smile <smile@teeth.example.com>", "Whiter in seven days", "No dentist wants you to know this."),
        (8, "Crypto Harbour <coins@moon.example.net>", "This coin goes to the moon 🚀🚀🚀", "Last chance before the rocket leaves."),
        (11, "Miss Agnes <agnes@far.example.com>", "Dear beloved", "I am a widow with eleven million in a box and nobody to send it to."),
        (14, "SEO King <king@rank.example.net>", "I looked at your website", "I found 37 mistakes. For 99 a month there will be none."),
        (18, "Watches <shop@time.example.com>", "Swiss watches -90%", "They tick. That is all we promise."),
        (22, "=?utf-8?B?broken?= <x@spam.example.net>", "Re: your request", "You never asked, we answer all the same."),
    ]:
        a.mail("Junk", ago(days, "02:22"), sender, subject, text + "\n", flags="" if days < 12 else "\\Seen")


def drafts(a):
    a.mail("Drafts", ago(1, "18:00"), ME, "Re: Statics of axis 4", "Hello Amir,\n\nthank you. Before we order: does the thicker plate fit behind the\n", to=AMIR, flags="\\Seen \\Draft")
    a.mail("Drafts", ago(6, "21:10"), ME, "", "Things to ask the landlord:\n- the key for the cellar\n- who pays for the second meter\n", to="landlord@example.net", flags="\\Seen \\Draft")
    a.mail("Drafts", ago(13, "22:22"), ME, "Letter to Aunt Greta", "Dear Greta,\n\nthe pears arrived without a bruise.\n", to="Greta Vale <greta@example.com>", flags="\\Seen \\Draft")


def scans(a):
    for days, name in [(410, "passport"), (455, "rent contract"), (700, "school report 1999"), (820, "recipe book page 12")]:
        a.mail("Old scans", ago(days, "16:00"), "Scanner <scanner@example.org>", f"Scan: {name}", "One page, 300 dpi.\n", files=[attachment("application/pdf", f"{name}.pdf", pdf(name, ["Scanned page"]))])
    a.mail("Trash", ago(3, "20:00"), "Calendar <calendar@example.com>", "Cancelled: planning call", "The call on Thursday is cancelled.\n", files=[attachment("text/calendar; charset=utf-8; method=CANCEL", "cancel.ics", invite("call-9", "Planning call", "20261126T090000Z", "20261126T093000Z", "Phone", MARA, "CANCEL"), encoding="8bit")])
