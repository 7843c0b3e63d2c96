//! Synthetic mail: any number of messages, the same ones each time for the same seed.
//!
//! ASCII, Latin, Cyrillic, Greek and CJK subjects, a third of them replies with References, Cc
//! lists, alternatives, small attachments under RFC 2231 names, and a few large ones.

use std::collections::VecDeque;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What [`mails`] makes.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub seed: u64,
    /// Bytes of an attachment in every 100th message.
    pub attachment_bytes: usize,
    /// How many messages, spread evenly, carry a large attachment instead.
    pub large: usize,
    pub large_bytes: usize,
    /// One line of text and nothing else, about 450 bytes a message: for a million of them.
    pub short: bool,
    /// As if moved here from elsewhere: times of arrival are up to half a day out of order.
    pub moved: bool,
}

impl Default for Kind {
    fn default() -> Self {
        Self {
            seed: 1,
            attachment_bytes: 15_000,
            large: 0,
            large_bytes: 3 << 20,
            short: false,
            moved: false,
        }
    }
}

/// One message and how the server shall keep it.
#[derive(Debug)]
pub struct Mail {
    /// As in APPEND: `\Seen $Forwarded`.
    pub flags: String,
    /// Never before that of the message before it, unless [`Kind::moved`].
    pub received_unix_secs: i64,
    pub bytes: Vec<u8>,
}

const FIRST: [&str; 16] = [
    "Anna", "Ben", "Carla", "Eva", "Farid", "Hiro", "Jörg", "Li", "Mona", "Niels", "Olga", "Quinn",
    "Tove", "Ümit", "Yuki", "Zoë",
];
const LAST: [&str; 12] = [
    "Meyer", "Smith", "Tanaka", "王", "Müller", "O'Brien", "García", "Ivanov", "Nguyen", "Žižek",
    "佐藤", "Rossi",
];
const WORDS: [&str; 16] = [
    "invoice", "meeting", "report", "budget", "lunch", "schedule", "release", "patch", "review",
    "travel", "contract", "question", "summary", "plan", "offer", "minutes",
];
const SUBJECTS: [&str; 11] = [
    "会议纪要",
    "发票通知",
    "見積書の件",
    "お問い合わせ",
    "회의 일정 안내",
    "项目进度报告",
    "Überweisung bestätigt",
    "Réunion à l’été",
    "Zażółć gęślą jaźń",
    "Привет, отчёт готов",
    "Ελληνικά νέα",
];

/// 15 November 2016: the first message's time. The last one's is nine and a half years later.
const FIRST_UNIX_SECS: i64 = 1_480_000_000;
const SPAN_SECS: i64 = 300_000_000;

/// How far back a reply looks for what it answers.
const THREADS: usize = 300;

/// `count` messages, oldest first.
pub fn mails(count: usize, kind: Kind) -> impl Iterator<Item = Mail> {
    let mut random = Random(kind.seed);
    let mut threads: VecDeque<(String, Vec<String>)> = VecDeque::new();
    let blob: Vec<u8> = random.bytes(kind.large_bytes.max(kind.attachment_bytes));
    let large = wrapped(blob.get(..kind.large_bytes).unwrap_or(&blob));
    let small = wrapped(blob.get(..kind.attachment_bytes).unwrap_or(&blob));
    let every = count.checked_div(kind.large).unwrap_or(usize::MAX);
    (0..count).map(move |index| {
        let attachment = if kind.short {
            None
        } else if index % every == every / 2 {
            Some(large.as_str())
        } else {
            (index % 100 == 50).then_some(small.as_str())
        };
        one(&mut random, &mut threads, (index, count), kind, attachment)
    })
}

fn one(
    random: &mut Random,
    threads: &mut VecDeque<(String, Vec<String>)>,
    (index, count): (usize, usize),
    kind: Kind,
    attachment: Option<&str>,
) -> Mail {
    let day_secs = random.below(24 * 3600) as i64 - 12 * 3600;
    let even_unix_secs = FIRST_UNIX_SECS + SPAN_SECS * index as i64 / count as i64;
    let sent_unix_secs = even_unix_secs + day_secs;
    let received_unix_secs = if kind.moved { sent_unix_secs } else { even_unix_secs };
    let name = format!("{} {}", random.of(&FIRST), random.of(&LAST));
    let address = format!("user{}@example{}.org", random.below(2000), random.below(30));
    let (subject, references) = if !threads.is_empty() && random.percent(35) {
        let (subject, references) = &threads[random.below(threads.len() as u64) as usize];
        (format!("Re: {}", subject.trim_start_matches("Re: ")), references.clone())
    } else if random.percent(60) {
        let (first, second) = (random.of(&WORDS), random.of(&WORDS));
        (format!("{first} {second} {}", random.below(10_000)), Vec::new())
    } else {
        (format!("{} {}", random.of(&SUBJECTS), random.below(10_000)), Vec::new())
    };
    let id = format!("<{index}.{}@fill.example>", kind.seed);
    let mut head = format!(
        "Return-Path: <{address}>\r\nFrom: {} <{address}>\r\nTo: Alice Example <alice@example.com>\r\n\
         Subject: {}\r\nDate: {}\r\nMessage-ID: {id}\r\nMIME-Version: 1.0\r\n",
        encoded(&name),
        encoded(&subject),
        date("%a, %d %b %Y %H:%M:%S +0000", sent_unix_secs)
    );
    if random.percent(20) {
        let people: Vec<_> =
            (0..=random.below(5)).map(|_| format!("cc{}@example.net", random.below(500))).collect();
        head += &format!("Cc: {}\r\n", people.join(", "));
    }
    if let Some(last) = references.last() {
        let known = references.iter().rev().take(12).rev().cloned().collect::<Vec<_>>();
        head += &format!("In-Reply-To: {last}\r\nReferences: {}\r\n", known.join("\r\n "));
    }
    threads.push_back((subject, references.into_iter().chain([id]).collect()));
    if threads.len() > THREADS {
        threads.pop_front();
    }
    let text = if kind.short { format!("Grüße, {name}\r\n") } else { text(random, &name) };
    let flags = [("\\Seen", 80), ("\\Answered", 10), ("\\Flagged", 4), ("$Forwarded", 3)]
        .iter()
        .filter(|(_, percent)| random.percent(*percent))
        .map(|(flag, _)| *flag)
        .collect::<Vec<_>>()
        .join(" ");
    let alternative = !kind.short && random.percent(30);
    let bytes = (head + &body(&text, index, attachment, alternative)).into_bytes();
    Mail { flags, received_unix_secs, bytes }
}

fn text(random: &mut Random, name: &str) -> String {
    let lines = 2 + random.below(6);
    let mut text = String::new();
    for _ in 0..lines {
        let words: Vec<_> = (0..10).map(|_| random.of(&WORDS)).collect();
        text += &format!("{}\r\n", words.join(" "));
    }
    text + &format!("Grüße, {name}\r\n")
}

/// From the Content-Type on.
fn body(text: &str, index: usize, attachment: Option<&str>, alternative: bool) -> String {
    let plain = format!(
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}"
    );
    let line = format!("=_{index}");
    if let Some(attachment) = attachment {
        return format!(
            "Content-Type: multipart/mixed; boundary=\"{line}\"\r\n\r\n--{line}\r\n{plain}\r\n\
             --{line}\r\nContent-Type: application/pdf; name=\"doc{index}.pdf\"\r\n\
             Content-Disposition: attachment; filename*=UTF-8''%E6%96%87%E4%BB%B6{index}.pdf\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{attachment}\r\n--{line}--\r\n"
        );
    }
    if alternative {
        return format!(
            "Content-Type: multipart/alternative; boundary=\"{line}\"\r\n\r\n--{line}\r\n{plain}\r\n\
             --{line}\r\nContent-Type: text/html; charset=utf-8\r\n\
             Content-Transfer-Encoding: 8bit\r\n\r\n\
             <html><body><p>{text}</p></body></html>\r\n--{line}--\r\n"
        );
    }
    plain
}

/// A time in UTC, as `strftime` writes it.
pub fn date(format: &str, unix_secs: i64) -> String {
    jiff::Timestamp::from_second(unix_secs)
        .expect("a time of this age")
        .strftime(format)
        .to_string()
}

/// Encoded words of at most 75 characters (RFC 2047 §2), where the text needs them.
fn encoded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let characters: Vec<char> = text.chars().collect();
    let words: Vec<_> = characters
        .chunks(12)
        .map(|piece| format!("=?utf-8?B?{}?=", STANDARD.encode(String::from_iter(piece))))
        .collect();
    words.join("\r\n ")
}

fn wrapped(bytes: &[u8]) -> String {
    // 57 bytes make a line of 76 characters (RFC 2045 §6.8).
    bytes.chunks(57).map(|line| STANDARD.encode(line) + "\r\n").collect()
}

/// SplitMix64: small, and the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len() as u64) as usize]
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count.div_ceil(8)).flat_map(|_| self.next().to_le_bytes()).take(count).collect()
    }
}
