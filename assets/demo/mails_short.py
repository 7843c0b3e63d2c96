"""Short everyday mails: family, clubs, work and shops, from last week back to years ago."""
from build import ago, attachment, page, pdf, ME

# (days ago, clock, sender, subject, text)
INBOX = [
    (7, "08:12", "City Cycles <shop@cycles.example.com>", "Your bicycle is ready", "The chain and both brake cables are new, the rear light works again.\nPick it up until Saturday, 17:00.\n\nTotal: 64.50 EUR"),
    (8, "19:30", "Greta Vale <greta@example.com>", "The pears", "Robin dear,\n\nthe pear tree has gone mad this year. I am sending you a box, wrapped in the\nnewspaper so that you read one again.\n\nAunt Greta"),
    (9, "12:00", "Choir Office <choir@example.org>", "Rehearsal moved to Wednesday", "The hall is taken on Tuesday. We meet on Wednesday, 18:30, same place.\nBass section: please bring the second folder."),
    (10, "07:40", "School at the Lock <office@school.example.org>", "Lantern walk on Friday", "The walk starts at 17:00 in the yard. Lanterns with real candles only in the\nhands of grown-ups, please. There is hot chocolate afterwards."),
    (11, "15:05", "Peter Holm <peter@example.net>", "Ladder", "Do you still have my long ladder? No hurry, but before the snow would be good."),
    (12, "10:10", "Bookshop Quill <orders@quill.example.com>", "Order 20931 is on its way", "In this parcel:\n\n  1 x Rivers of the North      24.00\n  1 x The Small Repair Book    18.50\n\nIt arrives on Thursday or Friday."),
    (13, "09:00", "Harbour Review <review@harbour.example.net>", "[harbour/wire] #405 was merged", "jtanaka merged \"Count round trips as they happen\".\n\n14 comments, 3 reviews, 2 changes asked for and made.\n\nhttps://harbour.example.net/wire/review/405"),
    (14, "16:45", "Jonas Weber <jonas.weber@example.net>", "Re: Ladder or lift?", "The lift. A ladder saves one day and costs two.\n\n> Which is cheaper for the gutter, the ladder or the lift?"),
    (15, "11:20", "Dental Practice Rosier <practice@rosier.example.com>", "Your appointment on 3 December", "Thursday, 3 December, 08:40. If you cannot come, please call a day before:\n555 0133."),
    (16, "20:15", "Ada Brandt <ada@example.org>", "Film night", "Saturday at ours? The projector is repaired, the sofa is not.\n\nVote: 1) the one with the train  2) the one with the lighthouse  3) cartoons"),
    (17, "06:50", "Rail Tickets <tickets@rail.example.net>", "Your ticket to Cologne", "Outward  Fri 27 Nov  07:14  coach 21, seat 64\nReturn   Sun 29 Nov  18:43  coach 23, seat 15\n\nShow the code in the attached file."),
    (18, "13:25", "Allotment Society <board@allotments.example.org>", "Water is turned off on Sunday", "Please open your taps after noon so that the pipes can run empty.\nWho forgets it pays for the plumber; you know who you were last year."),
    (19, "08:55", "Mara Lindqvist <mara@example.org>", "Colour samples", "The samples are on your desk. Please look at them in daylight and not under\nthat lamp of yours."),
    (20, "17:35", "Neighbours' Table <table@example.org>", "Soup evening", "November: pumpkin. Bring bowls, bread and one story."),
    (22, "09:45", "Insurance Nord <service@nord.example.com>", "Your papers for next year", "Nothing changes in your contract. The premium falls by 3.20 EUR.\n\nWe were surprised as well."),
    (24, "14:30", "Kit Osei <kit@example.org>", "Slides from the talk", "Here are the slides. The joke on page 12 is better with sound."),
    (26, "10:50", "Omar Said <omar@example.net>", "Translation of chapter 3", "Done. Two sentences resisted; I marked them. \"Sea-legs\" has no word that does\nnot need a ship."),
    (29, "18:20", "Lena Fischer <lena@example.com>", "Lost glove", "One grey glove, left hand, on our stairs since Saturday. Yours?"),
    (33, "12:40", "Paula Reyes <paula@example.com>", "Three questions about the garden plan", "1. Is the hedge ours or theirs?\n2. How deep is the well?\n3. Why is there a bathtub?"),
    (41, "07:20", "Tide Energy <bill@tide.example.com>", "Your bill for September", "Electricity, 131 kWh: 35.25 EUR. Base price: 9.90 EUR. Total: 45.15 EUR."),
    (52, "09:10", "Camille Dubois <camille@example.org>", "Clés du bureau", "Les nouvelles clés sont arrivées. Les anciennes ne marchent plus depuis ce\nmatin, ce qui explique les coups à la porte."),
    (63, "21:05", "Greta Vale <greta@example.com>", "Your cousin's wedding", "It was lovely. It rained from beginning to end and nobody minded. The band\nplayed until the milkman came."),
    (78, "08:00", "City Council <council@city.example.org>", "Works on the quay", "From 7 September the quay is closed between numbers 10 and 38. Deliveries are\npossible until 9 in the morning."),
    (95, "13:13", "Søren Ågaard <soren@example.net>", "Sommeren", "Tre uger uden net. Det kan anbefales."),
    (118, "10:30", "Survey Desk <survey@example.org>", "Tide gauges: change of the zero point", "From 1 August all levels refer to the new zero point, 12 mm above the old one."),
    (141, "16:16", "Zofia Wójcik <zofia@example.com>", "Koncert letni", "Dziękuję wszystkim! Ponad dwieście osób i tylko jeden zagubiony parasol."),
    (170, "11:55", "Jonas Weber <jonas.weber@example.net>", "New number", "My telephone drowned in the lock. The new number is 555 0171."),
    (205, "09:35", "Museum of Small Things <friends@smallthings.example.org>", "Thank you, friends of the museum", "With your help the button collection has moved into its own room."),
    (248, "18:48", "Ada Brandt <ada@example.org>", "Sourdough", "Feed it every day. If it smells of apples all is well, if it smells of paint,\nstart again. Its name is Doris."),
    (290, "10:01", "Harbour Review <review@harbour.example.net>", "[harbour/wire] You are now a maintainer", "With this come the keys, the calendar and the teapot."),
    (330, "15:15", "Insurance Nord <service@nord.example.com>", "Your papers for this year", "The premium rises by 3.20 EUR."),
    (402, "08:25", "Peter Holm <peter@example.net>", "Snow chains", "Found yours in my garage. Found mine in yours?"),
    (520, "17:00", "Rail Tickets <tickets@rail.example.net>", "Delay on your journey", "Your train was 74 minutes late. You get 25 per cent of the price back."),
    (733, "12:12", "Greta Vale <greta@example.com>", "My first mail", "Dear Robin,\n\nthe boy next door has set this up. I am writing to see whether it works.\nPlease answer by post, so that I know.\n\nGreta"),
    (1105, "09:09", "Kit Osei <kit@example.org>", "Hello again", "I found your address on the back of a concert ticket. Still making maps?"),
    (1910, "14:00", "Registrar <registrar@university.example.org>", "Your certificate", "Your certificate can be collected from room 118. Please bring the blue form."),
]

SENT = [
    (0, 40, "Mara Lindqvist <mara@example.org>", "Re: Notes from the site visit", "Tuesday at nine is fine. I bring the long level.\n\n> Could you be there on Tuesday at nine?"),
    (1, "12:20", "Library of Ghent <notices@library.example.org>", "Renewal", "Please renew the second book. The first one I bring back on Thursday."),
    (2, "09:40", "Елена Петрова <elena@example.net>", "Re: Отчёт готов", "Спасибо, посмотрю сегодня вечером.\n\n> Замечания жду до пятницы"),
    (4, "20:30", "Jonas Weber <jonas.weber@example.net>", "Re: Photos from Sunday", "The second one goes on my wall. And yes, the thermos.\n\n> Next time you bring the thermos."),
    (8, "20:02", "Greta Vale <greta@example.com>", "Re: The pears", "Dear Greta,\n\nsend them, I have jars. And I do read newspapers.\n\nRobin"),
    (11, "15:40", "Peter Holm <peter@example.net>", "Re: Ladder", "It stands behind my shed. Come over, there is coffee.\n\n> Do you still have my long ladder?"),
    (16, "21:00", "Ada Brandt <ada@example.org>", "Re: Film night", "2, and I bring cushions."),
    (29, "18:32", "Lena Fischer <lena@example.com>", "Re: Lost glove", "Mine! The right one has been asking."),
    (44, "10:00", "佐藤 美咲 <misaki@example.com>", "Re: サンプルのご感想", "佐藤様\n\n二番のサンプルがとても良かったです。\n\nVale"),
    (70, "12:12", "Amir Haddad <amir.haddad@example.net>", "Re: Shall we?", "We shall.\n\n> The footbridge is our size."),
    (260, "08:08", "Ada Brandt <ada@example.org>", "Doris", "Doris has doubled and left her jar. I am afraid of Doris."),
    (733, "18:00", "Greta Vale <greta@example.com>", "Re: My first mail", "It works! I am sending this by post as well."),
]

ARCHIVE = [
    (55, "City Cycles <shop@cycles.example.com>", "Invoice 3120", "Inner tube, rear wheel: 14.00 EUR. Paid in cash, thank you."),
    (80, "Hotel Bellevue <stay@bellevue.example.net>", "Thank you for your stay", "You left a charger in room 12. Shall we send it?"),
    (99, "Mara Lindqvist <mara@example.org>", "Holiday list", "Mara: weeks 30 to 32. Jonas: 33. Robin: 31. Amir: never, he says."),
    (130, "Tax Office <mail@tax.example.org>", "Your assessment", "You get back 212.40 EUR. The money comes within ten days."),
    (150, "Landlord <landlord@example.net>", "Chimney sweep", "He comes on the 24th between 8 and 12. Somebody must be at home."),
    (180, "Bookshop Quill <orders@quill.example.com>", "Order 18811 is complete", "The atlas has arrived after all; it was printed a second time."),
    (210, "Chess Club <club@chess.example.org>", "Result of the spring cup", "1. Wang Fang 6.5\n2. Omar Said 6\n3. Robin Vale 5.5\n\nThe game of the night was the draw on board four."),
    (240, "Omar Said <omar@example.net>", "Re: That draw", "I looked at it again. You were winning, and so was I."),
    (275, "Pottery Course <clay@studio.example.com>", "Your bowl survived the kiln", "It did. The handle of the cup did not."),
    (300, "Tide Energy <bill@tide.example.com>", "Your bill for January", "Electricity, 188 kWh: 50.57 EUR. It was a cold month."),
    (345, "Doctor Holt <ida@clinic.example.org>", "Blood values", "All within the lines. Go on with the walking."),
    (370, "Allotment Society <board@allotments.example.org>", "Plot 14 is yours", "After four years on the list. It has a shed, two apple trees and a bathtub."),
    (430, "Moving Van <van@moving.example.net>", "Confirmation: 18 September", "Two people, one van of 20 cubic metres, 08:00 to 13:00. Please keep the street free."),
    (480, "Ines Faria <ines@example.com>", "Addresses in Porto", "Eat at the place without a sign. Ask for Dona Rosa. Say that I sent you."),
    (560, "Kit Osei <kit@example.org>", "Map projections, the long answer", "You asked which one is right. None is. But some are wrong in a kinder way:\n\n  equal area    keeps how much there is\n  conformal     keeps which way to turn\n  the rest      keeps the peace"),
    (640, "Band Practice <band@cellar.example.net>", "New songs", "Two, both in B flat, I am sorry, trumpets."),
    (810, "University Library <loans@university.example.org>", "All books returned", "Your account is closed. You borrowed 412 books; we hope some were good."),
    (1250, "First Employer <people@firm.example.com>", "Welcome on Monday", "Please be at the gate at 8:30. Ask for Hanna; she has your badge and the good coffee."),
]

TRASH = [
    (2, "Shoe Palace <sale@shoes.example.com>", "Only today: two left shoes for one", "A mistake in our store room is your gain."),
    (6, "Survey Robot <robot@ask.example.net>", "How was your call?", "On a scale from 0 to 10, how likely are you to call again?"),
    (15, "Calendar <calendar@example.com>", "Reminder: water the plants", "This reminder repeats every third day."),
    (27, "Old Forum <noreply@forum.example.org>", "We miss you", "You have 418 unread notices."),
]


def add(archive):
    for number, (days, clock, sender, subject, text) in enumerate(INBOX):
        flags = "" if number in (3, 13) else "\\Seen \\Answered" if number in (1, 4, 9, 17) else "\\Seen \\Flagged" if number in (10, 30) else "\\Seen"
        html = page(sender.split(" <")[0], "".join(f"<p>{row}</p>" for row in text.split("\n\n"))) if number % 5 == 0 else None
        files = [attachment("application/pdf", "ticket.pdf", pdf("Ticket", text.split("\n")))] if "ticket" in subject else []
        if "Slides" in subject:
            files = [attachment("application/pdf", "slides.pdf", pdf("Slow links, fast mail", ["1  Why", "2  How", "12  The joke"]))]
        archive.mail("INBOX", ago(days, clock), sender, subject, text + "\n", flags=flags, html=html, files=files)
    for days, clock, to, subject, text in SENT:
        when = (0, clock) if days == 0 else ago(days, clock)
        archive.mail("Sent", when, ME, subject, text + "\n", to=to)
    for days, sender, subject, text in ARCHIVE:
        archive.mail("Archive", ago(days, "10:15"), sender, subject, text + "\n")
    for days, sender, subject, text in TRASH:
        archive.mail("Trash", ago(days, "19:20"), sender, subject, text + "\n")
    boat_house(archive)


def boat_house(archive):
    """Two answers to a mail that is not in their folder: a conversation without its first mail."""
    archive.mail("Sent", ago(37, "19:00"), ME, "Who has the key to the boat house?",
                 "It is not on its nail.\n", to=["Peter Holm <peter@example.net>", "Kit Osei <kit@example.org>"],
                 id="boathouse.1")
    for number, (days, clock, sender, text) in enumerate([
        (37, "20:12", "Peter Holm <peter@example.net>", "Not me. I have the one to the tool shed, and I do not know why."),
        (36, "08:50", "Kit Osei <kit@example.org>", "It was in my coat. I hung it back this morning."),
    ], 2):
        archive.mail("INBOX", ago(days, clock), sender, "Re: Who has the key to the boat house?", text + "\n",
                     id=f"boathouse.{number}", refs=["boathouse.1"])
