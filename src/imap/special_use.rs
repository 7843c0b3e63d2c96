//! What a mailbox is for, where the server does not say, by the names mail programs give; and the
//! order of the tree.

use crate::model::SpecialUse;

/// As attributes of LIST and of CREATE (RFC 6154 §2, RFC 8457).
pub const ATTRIBUTES: [(&str, SpecialUse); 8] = [
    ("\\Drafts", SpecialUse::Drafts),
    ("\\Sent", SpecialUse::Sent),
    ("\\Archive", SpecialUse::Archive),
    ("\\All", SpecialUse::All),
    ("\\Flagged", SpecialUse::Flagged),
    ("\\Important", SpecialUse::Important),
    ("\\Junk", SpecialUse::Junk),
    ("\\Trash", SpecialUse::Trash),
];

/// The attribute of a use; the inbox has none, as its name says it.
pub fn attribute(special_use: SpecialUse) -> Option<&'static str> {
    let found = ATTRIBUTES.iter().find(|(_, known)| *known == special_use);
    found.map(|(attribute, _)| *attribute)
}

/// Names in lower case, in the languages that Outlook, Apple Mail, Thunderbird and the large
/// providers name folders in.
const NAMES: &[(SpecialUse, &[&str])] = &[
    (
        SpecialUse::Drafts,
        &[
            "drafts",
            "draft",
            "entwürfe",
            "brouillons",
            "borradores",
            "bozze",
            "rascunhos",
            "concepten",
            "utkast",
            "kladder",
            "luonnokset",
            "szkice",
            "kopie robocze",
            "koncepty",
            "rozepsané",
            "piszkozatok",
            "ciorne",
            "черновики",
            "чернетки",
            "πρόχειρα",
            "taslaklar",
            "טיוטות",
            "المسودات",
            "下書き",
            "草稿",
            "草稿箱",
            "草稿匣",
            "임시 보관함",
            "임시보관함",
        ],
    ),
    (
        SpecialUse::Sent,
        &[
            "sent",
            "sent items",
            "sent messages",
            "sent mail",
            "sent-mail",
            "gesendet",
            "gesendete elemente",
            "gesendete objekte",
            "éléments envoyés",
            "envoyés",
            "messages envoyés",
            "enviados",
            "elementos enviados",
            "itens enviados",
            "posta inviata",
            "inviata",
            "inviati",
            "verzonden",
            "verzonden items",
            "verzonden berichten",
            "skickat",
            "skickade objekt",
            "sendt",
            "sendte elementer",
            "sendt post",
            "lähetetyt",
            "wysłane",
            "elementy wysłane",
            "odeslané",
            "odeslaná pošta",
            "odoslané",
            "elküldött",
            "elküldött elemek",
            "trimise",
            "отправленные",
            "надіслані",
            "απεσταλμένα",
            "gönderilmiş öğeler",
            "gönderilenler",
            "פריטים שנשלחו",
            "דואר יוצא",
            "العناصر المرسلة",
            "送信済み",
            "送信済みアイテム",
            "送信済みメール",
            "已发送",
            "已发送邮件",
            "已傳送",
            "寄件備份",
            "보낸 편지함",
            "보낸편지함",
        ],
    ),
    (
        SpecialUse::Archive,
        &[
            "archive",
            "archives",
            "archiv",
            "archivio",
            "archivo",
            "arquivo",
            "archief",
            "arkiv",
            "arkisto",
            "archiwum",
            "archivum",
            "archívum",
            "arhivă",
            "архив",
            "архів",
            "αρχείο",
            "arşiv",
            "ארכיון",
            "الأرشيف",
            "アーカイブ",
            "归档",
            "存档",
            "封存",
            "보관함",
        ],
    ),
    (
        SpecialUse::Junk,
        &[
            "junk",
            "spam",
            "junk e-mail",
            "junk email",
            "junk mail",
            "bulk mail",
            "junk-e-mail",
            "spamverdacht",
            "courrier indésirable",
            "indésirables",
            "pourriel",
            "correo no deseado",
            "posta indesiderata",
            "lixo eletrônico",
            "lixo eletrónico",
            "ongewenste e-mail",
            "ongewenst",
            "skräppost",
            "søppelpost",
            "uønsket e-mail",
            "uønsket post",
            "roskaposti",
            "wiadomości-śmieci",
            "nevyžádaná pošta",
            "nevyžiadaná pošta",
            "levélszemét",
            "спам",
            "нежелательная почта",
            "небажана пошта",
            "ανεπιθύμητα",
            "önemsiz",
            "önemsiz e-posta",
            "דואר זבל",
            "بريد إلكتروني غير هام",
            "البريد العشوائي",
            "迷惑メール",
            "垃圾邮件",
            "垃圾郵件",
            "스팸",
            "정크 메일",
        ],
    ),
    (
        SpecialUse::Trash,
        &[
            "trash",
            "deleted items",
            "deleted messages",
            "deleted",
            "bin",
            "papierkorb",
            "gelöscht",
            "gelöschte elemente",
            "gelöschte objekte",
            "corbeille",
            "éléments supprimés",
            "papelera",
            "elementos eliminados",
            "cestino",
            "posta eliminata",
            "lixeira",
            "itens excluídos",
            "lixo",
            "prullenbak",
            "verwijderde items",
            "papperskorgen",
            "borttagna objekt",
            "papirkurv",
            "slettet post",
            "slettede elementer",
            "roskakori",
            "poistetut",
            "kosz",
            "elementy usunięte",
            "koš",
            "odstraněná pošta",
            "kôš",
            "lomtár",
            "törölt elemek",
            "coș de gunoi",
            "корзина",
            "удаленные",
            "кошик",
            "видалені",
            "κάδος",
            "διαγραμμένα",
            "çöp kutusu",
            "silinmiş öğeler",
            "אשפה",
            "פריטים שנמחקו",
            "المهملات",
            "العناصر المحذوفة",
            "ゴミ箱",
            "削除済みアイテム",
            "已删除",
            "已删除邮件",
            "废纸篓",
            "垃圾桶",
            "刪除的郵件",
            "휴지통",
            "지운 편지함",
        ],
    ),
];

/// The use that a decoded name stands for, if it is one of the known names.
pub fn by_name(name: &str) -> Option<SpecialUse> {
    let name = name.trim().to_lowercase();
    NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(found, _)| *found)
}

/// Place among the mailboxes of one level: what people open first comes first, what they look
/// away from comes last.
pub fn rank(special_use: Option<SpecialUse>) -> u8 {
    match special_use {
        Some(SpecialUse::Inbox) => 0,
        Some(SpecialUse::Drafts) => 1,
        Some(SpecialUse::Sent) => 2,
        Some(SpecialUse::Archive) => 3,
        Some(SpecialUse::All | SpecialUse::Flagged | SpecialUse::Important) | None => 4,
        Some(SpecialUse::Junk) => 5,
        Some(SpecialUse::Trash) => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_several_languages_are_known_in_any_case() {
        assert_eq!(by_name("Gesendete Elemente"), Some(SpecialUse::Sent));
        assert_eq!(by_name("ENTWÜRFE"), Some(SpecialUse::Drafts));
        assert_eq!(by_name("ゴミ箱"), Some(SpecialUse::Trash));
        assert_eq!(by_name("Спам"), Some(SpecialUse::Junk));
        assert_eq!(by_name("Projects"), None);
    }

    #[test]
    fn no_name_stands_for_two_uses() {
        let mut all: Vec<_> = NAMES.iter().flat_map(|(_, names)| names.iter()).collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(all.iter().all(|name| ***name == name.to_lowercase()));
    }
}
