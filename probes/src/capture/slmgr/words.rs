//! The few words of `slmgr` that have to be known by language: how a product is licensed, until
//! when, and how an attempt ended.
//!
//! English: slmgr.vbs (`L_MsgLicenseStatus…`, `L_MsgActivated…`). Of every other language only what
//! a public text shows, and each word says which: the translations of two pages of Microsoft
//! ("Guidelines for troubleshooting the Key Management Service" and "Troubleshoot Azure Windows
//! virtual machine activation problems", here *KMS guide* and *Azure guide*), outputs that people
//! published, and scripts that wait for a line. A word that is not here is not guessed.

use crate::evidence::LicenceStatus;

/// The state that a word stands for, in the languages that are known here.
pub fn status_of(word: &str) -> Option<LicenceStatus> {
    let word = in_one_form(word);
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    exact(&word).or_else(|| by_english(&word))
}

/// The same for a line of which nothing says that it tells the state: the whole word counts.
pub fn exact_status_of(word: &str) -> Option<LicenceStatus> {
    exact(&in_one_form(word))
}

fn in_one_form(word: &str) -> String {
    word.trim()
        .trim_end_matches(['.', '\u{3002}'])
        .trim_matches(['-', '*', '"', ' '])
        .to_lowercase()
        // Turkish has an i without its dot, and one that keeps it as a capital.
        .replace('ı', "i")
        .replace('\u{307}', "")
}

/// In bytes; the longest state has some eighty.
const LONGEST: usize = 200;

fn exact(word: &str) -> Option<LicenceStatus> {
    STATES.iter().find(|(_, words)| words.contains(&word)).map(|(status, _)| *status)
}

/// The order counts: what is not licensed holds the word for licensed.
fn by_english(word: &str) -> Option<LicenceStatus> {
    let begins = |stems: &&[&str]| stems.iter().any(|stem| word.starts_with(stem));
    SENTENCES.iter().find(|(_, stems)| begins(stems)).map(|(status, _)| *status)
}

use LicenceStatus as S;

/// Whole words, in small letters. Any other state is told by what stands below it in every
/// language: a notification by its code.
#[rustfmt::skip]
const STATES: [(LicenceStatus, &[&str]); 7] = [
    (S::Unlicensed, &[
        "unlicensed",        // slmgr.vbs
        "не имеет лицензии", // Russian: a script that prints slmgr's states (SecurityCheck)
        "sin licencia",      // Spanish: three scripts' tables of the states
        "lisanssiz",         // Turkish: a script that reads slmgr's labels
        "未经授权",           // Chinese: TinyMSLicenseViewer's table of the states
    ]),
    (S::Licensed, &[
        "licensed",          // slmgr.vbs
        "lizenziert",        // German: KMS guide
        "avec licence",      // French: KMS guide
        "con licencia",      // Spanish: KMS guide; scripts that wait for it
        "licenciado",        // Brazilian Portuguese: a script that waits for it
        "gelicentieerd",     // Dutch: an output in the tests of a script
        "имеет лицензию",    // Russian: a script that waits for it
        "лицензировано",     // Russian: KMS guide
        "lisansli",          // Turkish: scripts that wait for it
        "ライセンス済み",      // Japanese: KMS guide
        "ライセンスされています", // Japanese: a script that waits for it
        "사용 허가됨",         // Korean: KMS guide; scripts that wait for it
        "已授权",             // Chinese: published outputs
        "已授權",             // Chinese (Taiwan): KMS guide
    ]),
    (S::Notification, &[
        "notification", "notifications", // slmgr.vbs; ospp.vbs; French: a published output of /xpr
        "modo notificación",             // Spanish: two scripts' tables of the states
        "bildirim",                      // Turkish: the script above
        "通知",                          // Chinese, Japanese: tables of the states
    ]),
    (S::InitialGrace, &[
        "oob_grace", "oob grace",    // ospp.vbs
        "période de grâce initiale", // French: three scripts' tables of the states
        "período de gracia inicial", // Spanish: a script's table of the states
        "periodo de gracia inicial",
        "初期猶予期間",               // Japanese: three scripts' tables of the states
        "初始宽限期",                 // Chinese: TinyMSLicenseViewer
    ]),
    (S::AdditionalGrace, &[
        "période de grâce supplémentaire", // French: scripts' tables of the states
        "periodo de gracia adicional",     // Spanish: three scripts' tables of the states
        "追加猶予期間",                     // Japanese: three scripts' tables of the states
        "附加宽限期",                       // Chinese: TinyMSLicenseViewer
    ]),
    (S::NonGenuineGrace, &[
        "非正規猶予期間", // Japanese: two scripts' tables of the states
        "非正版宽限期",   // Chinese: TinyMSLicenseViewer
    ]),
    (S::ExtendedGrace, &["延長猶予期間", "延长的宽限期"]), // Japanese, Chinese: the same
];

/// How the sentences of slmgr.vbs begin, in small letters; for the line that tells the state alone.
#[rustfmt::skip]
const SENTENCES: [(LicenceStatus, &[&str]); 7] = [
    (S::NonGenuineGrace, &["non-genuine", "nongenuine", "non_genuine"]),
    (S::Unlicensed, &["unlicensed", "not licensed"]),
    (S::InitialGrace, &["initial grace"]),
    (S::AdditionalGrace, &["additional grace", "附加宽限期"]), // what follows differs
    (S::ExtendedGrace, &["extended grace"]),
    (S::Licensed, &["licensed"]),
    (S::Notification, &[
        "notification", "windows is in notification",
        "windows находится в режиме уведомления", // Russian: SecurityCheck; a published output
        "windows处于通知模式",                      // Chinese: a published output
        "windows 处于通知模式",                     // the same with a blank between the scripts
    ]),
];

/// Whether a sentence of `/xpr` says that nothing runs out.
pub fn says_for_good(sentence: &str) -> bool {
    holds(sentence, &FOR_GOOD)
}

fn holds(sentence: &str, words: &[&str]) -> bool {
    let sentence = sentence.to_lowercase();
    words.iter().any(|word| sentence.contains(word))
}

#[rustfmt::skip]
const FOR_GOOD: [&str; 13] = [
    "permanently activated",       // slmgr.vbs
    "définitivement activé",       // French: a script that shows it
    "definitivement active",       // the same, as a console without accents prints it
    "dauerhaft aktiviert",         // German: win-tipps.de, "Windows-Aktivierung prüfen"
    "attivato definitivamente",
           // Italian: ilsoftware.it, "Come controllare se la licenza … è valida"
    "ativado permanentemente",     // Brazilian Portuguese: a script that waits for it
    "permanentemente ativado",     // Portuguese: the same script
    "ativada permanentemente",     // the same of a machine: scripts that wait for it
    "permanentemente ativada",
    "kalıcı olarak etkinleştirildi", // Turkish: a script that waits for it
    "постоянная активация прошла", // Russian: a script that prints slmgr's states (SecurityCheck)
    "已永久激活",                   // Chinese: scripts that wait for it
    "已永久啟用",                   // Chinese (Taiwan): a script that prints it
];

/// What a day in a sentence of `/xpr` is the end of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Of a grace period.
    Grace,
    /// Of an activation by KMS or Active Directory.
    Volume,
    /// Of an evaluation.
    Evaluation,
    /// Of an activation by the Hyper-V host.
    VirtualMachine,
}

/// What the sentence says to end; nothing in a language that is not known here.
pub fn ending_of(sentence: &str) -> Option<Ending> {
    ENDINGS.iter().find(|(_, words)| holds(sentence, words)).map(|(ending, _)| *ending)
}

#[rustfmt::skip]
const ENDINGS: [(Ending, &[&str]); 4] = [
    (Ending::Grace, &[
        "grace period",                // slmgr.vbs
        "льготного периода",           // Russian: SecurityCheck
    ]),
    (Ending::VirtualMachine, &["automatic vm activation"]), // slmgr.vbs
    (Ending::Evaluation, &[
        "timebased activation",        // slmgr.vbs
        "истечения активации по времени", // Russian: SecurityCheck
    ]),
    (Ending::Volume, &[
        "volume activation",           // slmgr.vbs
        "многопользовательской активации", // Russian: SecurityCheck
        "批量激活将于",                 // Chinese: published outputs
        // One sentence of /xpr alone speaks of volume. French, by a script that shows it, German,
        // Spanish, Italian, Portuguese, Dutch have this stem for it.
        "volum",
        "multilicenza", // Italian: Microsoft's own word for it ("Attivazione multilicenza")
    ]),
];

/// Whether a sentence says that an activation succeeded.
pub fn says_activated(sentence: &str) -> bool {
    holds(sentence, &ACTIVATED)
}

/// slmgr.vbs; Chinese: published outputs; the others: Azure guide.
#[rustfmt::skip]
const ACTIVATED: [&str; 20] = [
    "product activated successfully",
    "produkt wurde erfolgreich aktiviert",
    "le produit a été activé",
    "el producto se activó correctamente",
    "attivazione prodotto completata",
    "produto ativado com êxito",
    "produto ativado com sucesso",
    "product is geactiveerd",
    "produkt aktywowany pomyślnie",
    "produkt został aktywowany pomyślnie",
    "produkt byl úspěšně aktivován",
    "produkt se úspěšně aktivoval",
    "produkten har aktiverats",
    "a termék aktiválása sikeres",
    "ürün başarıyla etkinleştirildi",
    "активация выполнена успешно",
    "正常にライセンス認証されました",
    "성공적으로 활성화했습니다",
    "成功地激活了产品",
    "產品已成功啟用",
];

/// Whether a text ends with the word for an error, whole. It counts only before a code of an
/// activation.
pub fn ends_with_error(text: &str) -> bool {
    let end = text.char_indices().rev().take(LONGEST_ERROR).last().map_or(0, |(at, _)| at);
    let end = text.get(end..).unwrap_or_default().to_lowercase();
    ERRORS.iter().any(|word| end.strip_suffix(word).is_some_and(|before| !is_within_word(before)))
}

/// Whether a label is the word for a code, and nothing besides.
pub fn is_code(label: &str) -> bool {
    CODES.contains(&label.trim().to_lowercase().as_str())
}

const CODES: [&str; 9] =
    ["code", "código", "codice", "код", "kod", "kód", "代码", "コード", "코드"];

/// Scripts without upper and lower case put no blanks between words.
fn is_within_word(before: &str) -> bool {
    before.chars().next_back().is_some_and(|c| c.is_lowercase() || c.is_ascii_digit())
}

/// One more than the longest of these has letters.
const LONGEST_ERROR: usize = 16;

const ERRORS: [&str; 25] = [
    "error",
    "error code",
    "fehlercode",
    "código de error",
    "fehler",
    "erreur",
    "errore",
    "erro",
    "fout",
    "foutcode",
    "ошибка",
    "код ошибки",
    "błąd",
    "chyba",
    "hata",
    "fel",
    "fejl",
    "feil",
    "virhe",
    "hiba",
    "错误",
    "错误代码",
    "錯誤",
    "エラー",
    "오류",
];

/// Whether somebody wrote this in place of the end of a key.
pub fn is_masked(value: &str) -> bool {
    let value = value.trim();
    let is_mask = |c: char| matches!(c, '*' | 'x' | 'X' | '#' | '•' | '●' | '█' | '?' | '-' | '_');
    let in_brackets = value.starts_with(['<', '[', '(']) && value.ends_with(['>', ']', ')']);
    let is_word = ["removed", "redacted", "hidden", "masked", "entfernt", "masqué", "supprimé"]
        .iter()
        .any(|word| value.eq_ignore_ascii_case(word));
    let is_one_word = !value.is_empty() && !value.contains(' ') && value.len() <= LONGEST;
    is_word
        || is_one_word && (value.chars().count() >= 5 && value.chars().all(is_mask) || in_brackets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_whole_and_what_denies_it_is_not_guessed() {
        for (status, words) in STATES {
            for word in words {
                assert_eq!(status_of(word), Some(status), "{word}");
                assert_eq!(exact_status_of(&format!("{}.", word.to_uppercase())), Some(status));
            }
        }
        let denied = ["nicht lizenziert", "sans licence", "no licenciado", "não licenciado"];
        for word in denied.into_iter().chain(["нет лицензии", "未授权", "ライセンスなし"])
        {
            assert_eq!(status_of(word), None, "{word}");
        }
        assert_eq!(status_of("Not licensed"), Some(LicenceStatus::Unlicensed));
        let additional =
            "Additional grace period (KMS license expired or hardware out of tolerance)";
        assert_eq!(status_of(additional), Some(LicenceStatus::AdditionalGrace));
    }

    #[test]
    fn a_mask_is_no_word() {
        for mask in ["*****", "XXXXX", "[REDACTED]", "<removed>", "removed"] {
            assert!(is_masked(mask), "{mask}");
        }
        for word in ["VMK7H", "", "Licensed", "1688", "x"] {
            assert!(!is_masked(word), "{word}");
        }
    }
}
