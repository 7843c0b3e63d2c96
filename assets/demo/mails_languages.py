"""Mails in many languages and charsets, spread over the last weeks."""
from build import ago, attachment, ME


def add(archive):
    def mail(when, sender, subject, text, charset="utf-8", encoding=None, **more):
        archive.mail("INBOX", when, sender, subject, text, charset=charset, encoding=encoding, **more)

    mail(ago(6, "07:45"), "김민수 <minsu@example.com>", "회의 일정 안내", """
안녕하세요,

다음 주 회의는 화요일 오후 두 시로 옮겼습니다. 장소는 그대로 3층 회의실입니다.
참석이 어려우시면 월요일까지 알려 주세요.

김민수 드림
""", "euc-kr", "base64")
    mail(ago(6, "11:15"), "ليلى منصور <layla@example.org>", "مواعيد ورشة العمل", """
مرحباً روبن،

تبدأ ورشة العمل يوم الأربعاء الساعة العاشرة صباحاً في القاعة 204.
أرجو إحضار المخططات الأخيرة (النسخة 3.2) معك.

مع أطيب التحيات،
ليلى
""")
    mail(ago(7, "16:02"), "נועה ברק <noa@example.net>", "סיכום הפגישה מיום שני", """
שלום רובין,

תודה על הפגישה. סיכמנו שלושה דברים:
1. התוכניות יישלחו עד יום חמישי.
2. המחיר כולל הובלה (עד 40 ק"מ).
3. ניפגש שוב ב-3 בדצמבר בשעה 09:30.

נועה
""", "iso-8859-8", "base64")
    mail(ago(8, "05:50"), "प्रिया शर्मा <priya@example.com>", "पुस्तकालय की नई सूची", """
नमस्ते रॉबिन,

नई पुस्तकों की सूची तैयार है। हिंदी की बीस और मराठी की छह किताबें इस बार आई हैं।
शनिवार को पुस्तकालय दस बजे खुलेगा।

धन्यवाद,
प्रिया
""")
    mail(ago(9, "04:20"), "สมชาย ใจดี <somchai@example.net>", "กำหนดการเดินทางเดือนธันวาคม", """
สวัสดีครับ คุณโรบิน

ผมจองตั๋วรถไฟไว้แล้วสำหรับวันที่ 12 ธันวาคม ออกเวลา 08.30 น. ถึงเวลา 14.10 น.
ถ้าต้องการเปลี่ยนที่นั่ง กรุณาแจ้งก่อนวันศุกร์ครับ

สมชาย
""", "tis-620", "base64")
    mail(ago(10, "13:33"), "Νίκος Παπαδάκης <nikos@example.org>", "Φωτογραφίες από το λιμάνι", """
Γεια σου Ρόμπιν,

σου στέλνω δύο φωτογραφίες από το παλιό λιμάνι. Ο φάρος είναι του 1864 και
θέλει καινούργια σκεπή πριν από τον χειμώνα.

Νίκος
""", "iso-8859-7", "quoted-printable")
    mail(ago(11, "09:25"), "Ayşe Yılmaz <ayse@example.com>", "Sipariş değişikliği", """
Merhaba Robin,

siparişteki ölçüleri güncelledik: genişlik 1.240 mm, yükseklik 2.180 mm.
Üretim perşembe günü başlıyor, lütfen o güne kadar onaylayın.

İyi çalışmalar,
Ayşe Yılmaz
""", "windows-1254", "8bit")
    mail(ago(12, "18:05"), "Camille Dubois <camille@example.org>", "Le dîner de l’équipe", """
Bonjour à tous,

le dîner aura lieu vendredi à 19 h 30 au Café des Écluses. J’ai réservé pour
douze ; dites-moi si vous venez accompagnés.

À très bientôt,
Camille
""", "windows-1252", "8bit", to=["L’équipe <equipe@example.org>", ME])
    mail(ago(13, "03:40"), "林怡君 <yichun@example.com>", "展覽時間更改通知", """
您好：

原訂十一月二十日的展覽，因場地整修改至十二月一日開幕。
已購票者可於網站上更換日期，或申請退款。

林怡君
美術館服務處
""", "big5", "base64")
    mail(ago(14, "05:10"), "王芳 <wang.fang@example.org>", "图书馆周末活动", """
你好：

本周六下午两点，图书馆三楼有一场关于老地图的讲座，座位不多，请提前报名。
报名网址：https://library.example.org/maps

王芳
""", "gbk", "base64")
    mail(ago(15, "23:55"), "高橋 健 <ken@example.net>", "写真をありがとう", """
ロビンさん

写真をありがとうございました。港の夕焼けがとてもきれいですね。
来月、そちらへ行くのを楽しみにしています。

高橋
""", "shift_jis", "base64")
    mail(ago(16, "10:00"), "Иван Соколов <ivan@example.net>", "Прокат лодок: новые цены", """
Здравствуйте!

С первого декабря меняются цены на прокат лодок. Для членов клуба всё
остаётся по-прежнему, гостям час обойдётся на две единицы дороже.

Правление
""", "windows-1251", "base64")
    mail(ago(17, "14:14"), "Zofia Wójcik <zofia@example.com>", "Próba chóru w środę", """
Cześć Robin,

próba przeniesiona na środę, 18:30, ta sama sala. Weź proszę nuty do
„Zimowej drogi” – ćwiczymy od taktu 40.

Zosia
""", "windows-1250", "quoted-printable")
    mail(ago(18, "08:08"), "Inês Faria <ines@example.com>", "Receita do bolo de laranja 🍊", """
Olá Robin!

Aqui está a receita: quatro ovos, duas laranjas inteiras (sim, com casca),
açúcar, azeite e farinha. Quarenta minutos no forno e está pronto.

Beijinhos da avó também 👵🏽❤️
Inês
""")
    mail(ago(19, "12:30"), "María Núñez <maria@example.org>", "Las llaves del almacén", """
Hola, Robin:

¿Tienes tú las llaves del almacén? Mañana vienen a revisar la instalación a
las ocho y no las encuentro por ningún lado.

Gracias,
María
""", "iso-8859-1", "quoted-printable")
    mail(ago(20, "15:45"), "Søren Ågaard <soren@example.net>", "Båden er klar", """
Hej Robin

Båden er klar til vinteren. Motoren er tømt, og sejlene hænger til tørre på
loftet. Regningen kommer i næste uge.

Søren
""", "iso-8859-15", "8bit")
    mail(ago(21, "09:09"), "Nguyễn Thị Hoa <hoa@example.com>", "Lịch học tuần sau", """
Chào Robin,

Lớp học tuần sau bắt đầu lúc 18 giờ 30 thay vì 19 giờ. Nhớ mang theo vở bài
tập nhé.

Hoa
""")
    mail(ago(22, "17:17"), "Олена Коваль <olena@example.net>", "Квитки на концерт", """
Привіт, Робіне!

Квитки на концерт уже в мене, ряд восьмий, місця 11-14. Зустріньмося біля
входу о пів на сьому.

Олена
""", "koi8-u", "base64")
    mail(ago(23, "06:06"), "דוא״ל וערבית <mixed@example.org>", "Mixed: שלום and سلام and 你好", """
One line each, to see them side by side:

English first, then עברית באמצע השורה, then English again.
العربية ثم English ثم العربية (2026).
日本語と English と 中文.
Emoji: 👩‍🔧 🏳️‍🌈 🇧🇪 👍🏿 é é (the second é is two characters)
""", files=[attachment("text/plain; charset=utf-8", "Résumé – 概要.txt", "Two scripts in one file name.\r\n".encode())])
