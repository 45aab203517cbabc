//! Which code page makes the likeliest text: each candidate is tried, and the letters it makes are
//! weighed.

use super::{Decoded, TextEncoding, in_code_page};

/// The likeliest reading of `bytes`, which are not UTF-8; among equals the earlier page wins.
pub(super) fn likeliest(bytes: &[u8]) -> Decoded {
    in_code_page(bytes, page(bytes)).unwrap_or_else(|| lossy(bytes))
}

/// The code page of that reading, by the first bytes.
pub(super) fn page(bytes: &[u8]) -> u16 {
    let sample = bytes.get(..super::SAMPLE).unwrap_or(bytes);
    let score = |page: u16| in_code_page(sample, page).map(|reading| plausibility(&reading.text));
    // Of equal maxima the last is taken.
    CANDIDATES.into_iter().rev().max_by_key(|page| score(*page)).unwrap_or(super::UTF8_CODE_PAGE)
}

fn lossy(bytes: &[u8]) -> Decoded {
    Decoded { text: String::from_utf8_lossy(bytes).into_owned(), encoding: TextEncoding::Utf8 }
}

/// Points for what texts have, and against what only a wrong page makes. The weights count about
/// two points for each byte that became a letter, so that scripts with one and with two bytes a
/// letter compete on equal terms.
fn plausibility(text: &str) -> i64 {
    let mut before = ' ';
    let mut score = -mixture(text);
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let after = letters.peek().copied().unwrap_or(' ');
        score += weight(before, c, after);
        before = c;
    }
    score
}

/// Against Hangul beside Chinese characters: no console of today mixes them, and a Chinese text
/// that is read as a Korean one does.
fn mixture(text: &str) -> i64 {
    let count = |fits: fn(&char) -> bool| text.chars().filter(fits).count();
    let hangul = count(|c| matches!(c, '\u{ac00}'..='\u{d7a3}'));
    let chinese = count(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
    i64::try_from(hangul.min(chinese)).unwrap_or(i64::MAX).saturating_mul(16)
}

fn weight(before: char, c: char, after: char) -> i64 {
    match c {
        _ if COMMON.contains(c) => 8,
        '\0'..='\u{7f}' => 0,
        '\u{fffd}' => -20,
        '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' => -10,
        '\u{a0}' => 1,
        // Kana and Hangul take two bytes and belong to one language each.
        '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7a3}' => two_bytes(5, before, after),
        // Half-width katakana, where a wrong page puts single bytes; kana marks and full-width
        // signs are common.
        '\u{ff61}'..='\u{ff9f}' => -2,
        '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ff60}' => 2,
        '\u{4e00}'..='\u{9fff}' => two_bytes(3, before, after),
        _ if c.is_alphabetic() => letter(before, c, after),
        '\u{a1}'..='\u{bf}' if !before.is_alphabetic() => -1,
        _ => -5,
    }
}

/// A character for two bytes; glued into a Latin word it is an accented letter and the plain one
/// after it.
fn two_bytes(points: i64, before: char, after: char) -> i64 {
    if before.is_ascii_lowercase() || after.is_ascii_lowercase() { -6 } else { points }
}

fn letter(before: char, c: char, after: char) -> i64 {
    let case_breaks = c.is_uppercase()
        && (before.is_lowercase() || after.is_lowercase() && before.is_alphabetic());
    match c {
        _ if case_breaks => -4,
        '\u{370}'..='\u{6ff}' if before.is_ascii_alphabetic() || after.is_ascii_alphabetic() => -3,
        // Letters without capitals, read with a Cyrillic page, are all capitals.
        '\u{410}'..='\u{42f}' if before.is_uppercase() => 1,
        // Rare in Cyrillic, and where the pages of Hebrew have two frequent letters.
        'щ' | 'ъ' => 0,
        '\u{410}'..='\u{44f}' => 2,
        '\u{400}'..='\u{45f}' => 0,
        '\u{386}'..='\u{3ce}' => greek(c, after),
        '\u{5d0}'..='\u{5ea}' => hebrew(c, after),
        '\u{621}'..='\u{64a}' => arabic(c, after),
        '\u{c0}'..='\u{17f}' => latin(before, c, after),
        _ => -2,
    }
}

/// An accented letter stands next to a plain one; a run of them is another script read wrongly.
fn latin(before: char, c: char, after: char) -> i64 {
    let in_a_run = [before, after].iter().all(|c| !c.is_ascii() && c.is_alphabetic());
    match c {
        _ if in_a_run => -1,
        'À'..='ý' => 2,
        _ => 1,
    }
}

/// The sigma of a word's end stands nowhere else, and two letters are in hardly any word.
fn greek(c: char, after: char) -> i64 {
    match c {
        'ς' if after.is_alphabetic() => -4,
        'ΐ' | 'ΰ' => -4,
        _ => 2,
    }
}

/// Five letters have a form of their own at a word's end, and stand in it nowhere else.
fn hebrew(c: char, after: char) -> i64 {
    at_an_end(matches!(c, 'ך' | 'ם' | 'ן' | 'ף' | 'ץ'), after)
}

/// So do two of Arabic.
fn arabic(c: char, after: char) -> i64 {
    at_an_end(matches!(c, 'ة' | 'ى'), after)
}

/// A letter without capitals fits any other such page as well: where it stands tells more.
fn at_an_end(is_of_ends: bool, after: char) -> i64 {
    match (is_of_ends, after.is_alphabetic()) {
        (true, true) => -4,
        (true, false) => 4,
        (false, _) => 2,
    }
}

/// Frequent in what system tools print. GB 2312 and KS X 1001 fill the same rows with different
/// scripts, so that a Chinese text is a valid Korean one and the reverse: only frequency tells them
/// apart.
const COMMON: &str = "的设置当前代理服务器直接访问没有绕过列表无是时间网络连接地址系统错误已在\
    名称描述部分产品密钥许可证状态授权批量激活过期分钟天\
    設定目前伺服器連線存取沒有略過清單無錯誤時間網路位址名稱產品金鑰狀態啟用到期分鐘\
    이다는을에의가로고하시정프록설서버없음현재직접액세스목바회패스류시간네트워크";
/// Western, then Central European, Cyrillic, East Asian, Turkish, Greek, Hebrew and Arabic pages.
const CANDIDATES: [u16; 19] = [
    1252, 850, 437, 1250, 852, 1251, 866, 932, 936, 949, 950, 1254, 857, 1253, 737, 1255, 862,
    1256, 720,
];

#[cfg(test)]
mod tests {
    use encoding_rs::{
        BIG5, EUC_KR, GBK, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1255,
        WINDOWS_1256,
    };

    use super::*;

    const TEXTS: [(&str, &str); 11] = [
        (
            "fr",
            "Paramètres de proxy WinHTTP actuels\u{a0}:\r\n\
             \r\n    Accès direct (sans serveur proxy).\r\n",
        ),
        (
            "de",
            "Aktuelle WinHTTP-Proxyeinstellungen für:\r\n    Umgehungsliste        :  (keine)\r\n",
        ),
        (
            "pt",
            "Configurações de proxy WinHTTP atuais:\r\n    Acesso direto (sem servidor proxy).\r\n",
        ),
        (
            "ja",
            "現在の WinHTTP プロキシ設定:\r\n    プロキシ サーバー:  proxy:80\r\n    バイパス一覧     :  (なし)\r\n",
        ),
        (
            "zh",
            "当前的 WinHTTP 代理服务器设置:\r\n    代理服务器:  p:80\r\n    绕过列表     :  (无)\r\n",
        ),
        ("ko", "현재 WinHTTP 프록시 설정:\r\n    직접 액세스(프록시 서버 없음)\r\n"),
        ("tw", "目前的 WinHTTP Proxy 伺服器設定:\r\n    直接存取 (沒有 Proxy 伺服器)。\r\n"),
        ("ru", "Текущие параметры прокси WinHTTP:\r\n    Прямой доступ (без прокси-сервера).\r\n"),
        (
            "el",
            "Τρέχουσες ρυθμίσεις διακομιστή WinHTTP:\r\n    Άμεση πρόσβαση (χωρίς διακομιστή).\r\n",
        ),
        ("he", "הגדרות ה-Proxy הנוכחיות של WinHTTP:\r\n    גישה ישירה (ללא שרת Proxy).\r\n"),
        ("ar", "إعدادات وكيل WinHTTP الحالية:\r\n    وصول مباشر (بلا خادم وكيل).\r\n"),
    ];

    fn oem(text: &str, page: u16) -> Vec<u8> {
        let table = oem_cp::code_table::ENCODING_TABLE_CP_MAP.get(&page).unwrap();
        oem_cp::encode_string_checked(text, table).unwrap()
    }

    #[test]
    fn each_language_is_read_back_from_each_of_its_pages() {
        for (language, text) in TEXTS {
            let readings: Vec<(&str, Vec<u8>)> = match language {
                "ja" => vec![("932", SHIFT_JIS.encode(text).0.into_owned())],
                "zh" => vec![("936", GBK.encode(text).0.into_owned())],
                "tw" => vec![("950", BIG5.encode(text).0.into_owned())],
                "ko" => vec![("949", EUC_KR.encode(text).0.into_owned())],
                "ru" => vec![
                    ("866", oem(text, 866)),
                    ("1251", WINDOWS_1251.encode(text).0.into_owned()),
                ],
                "el" => vec![
                    ("737", oem(text, 737)),
                    ("1253", WINDOWS_1253.encode(text).0.into_owned()),
                ],
                "he" => vec![
                    ("862", oem(text, 862)),
                    ("1255", WINDOWS_1255.encode(text).0.into_owned()),
                ],
                "ar" => vec![
                    ("720", oem(text, 720)),
                    ("1256", WINDOWS_1256.encode(text).0.into_owned()),
                ],
                _ => vec![
                    ("850", oem(text, 850)),
                    ("1252", WINDOWS_1252.encode(text).0.into_owned()),
                ],
            };
            for (page, bytes) in readings {
                let reading = likeliest(&bytes);
                assert_eq!(
                    reading.text, text,
                    "{language} from {page}, read as {:?}",
                    reading.encoding
                );
            }
        }
    }
}
