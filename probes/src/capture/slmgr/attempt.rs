//! `slmgr /ato`: the product and how the attempt ended, in as many lines as somebody pasted.

use super::{add_ons, words};
use crate::capture::keep;
use crate::capture::lines::{code, guid};
use crate::evidence::OtherProduct;
use crate::wire::work::look;

/// The last attempts among the lines; how the ones before them ended is over.
#[derive(Default)]
pub struct Attempts {
    /// That of Windows.
    pub windows: Option<Attempt>,
    /// Those of add-ons to it.
    pub add_ons: Vec<Attempt>,
    /// What was asked for instead, and failed: it counts where nothing else was tried.
    aside: Option<Attempt>,
    /// What another command ended with before, which nothing since has made good.
    earlier: Vec<Attempt>,
}

impl Attempts {
    fn add(&mut self, attempt: Attempt) {
        if !add_ons::is_of_one(&attempt) {
            self.take_in(attempt);
            return;
        }
        let is_same = |known: &Attempt| known.activation_id == attempt.activation_id;
        self.add_ons.retain(|known| !is_same(known));
        if self.add_ons.len() < MOST_ADD_ONS {
            self.add_ons.push(attempt);
        }
    }

    fn take_in(&mut self, attempt: Attempt) {
        if attempt.is_aside() {
            self.aside = Some(attempt);
            return;
        }
        let is_done = attempt.error.is_none();
        let is_another = |known: &Attempt| known.of_key != attempt.of_key && known.error.is_some();
        self.earlier.extend(self.windows.take().filter(is_another));
        // Another key, or an activation, leaves nothing of what failed before.
        self.earlier.retain(|known| !is_done && known.of_key != attempt.of_key);
        self.windows = Some(attempt);
    }

    /// What other commands of Windows ended with than its last attempt, each once.
    pub fn other_errors(&self) -> Vec<u32> {
        let told = self.windows.as_ref().and_then(|last| last.error);
        let mut errors: Vec<u32> = Vec::new();
        for error in self.earlier.iter().chain(&self.aside).filter_map(|one| one.error) {
            if Some(error) != told && !errors.contains(&error) {
                errors.push(error);
            }
        }
        errors
    }

    /// An attempt that names a product by its id alone is that product's.
    pub fn known_by(mut self, others: &[OtherProduct]) -> Self {
        self.windows = self.windows.or_else(|| self.aside.take());
        let id = self.windows.as_ref().and_then(|attempt| attempt.activation_id.clone());
        if id.is_some() && others.iter().any(|other| other.activation_id == id) {
            self.add_ons.extend(self.windows.take());
        }
        self
    }
}

/// Of so many add-ons.
const MOST_ADD_ONS: usize = 8;

/// One attempt.
#[derive(Clone)]
pub struct Attempt {
    /// The product's name; empty where only the error was pasted.
    pub name: String,
    /// The product's id.
    pub activation_id: Option<String>,
    /// What it ended with; absent: it succeeded.
    pub error: Option<u32>,
    /// Whether a key was to be installed (`/ipk`), and nothing was to be activated.
    pub of_key: bool,
    /// Whether it was to be anything else, such as more time (`/rearm`).
    of_other: bool,
}

impl Attempt {
    /// Windows says it of a rearm alone, whatever line of the paste named that.
    fn is_aside(&self) -> bool {
        self.of_other || self.error == Some(NO_REARM_LEFT)
    }

    fn tells_product(&self) -> bool {
        !self.name.is_empty() || self.activation_id.is_some()
    }
}

/// `SL_REMAPPING_SP_PUB_TS_MAX_REARM_REACHED` (slerror.h).
const NO_REARM_LEFT: u32 = 0xC004_D307;

/// As many lines below the product are looked at for how it ended.
const NEAR: usize = 4;

/// The last attempts among the lines. Where a code stands alone, as somebody repeats it below, the
/// product is that of the attempt before.
pub fn read(lines: &[&str]) -> Attempts {
    let mut all = Attempts::default();
    let mut last: Option<Attempt> = None;
    let mut open: Option<(Attempt, usize)> = None;
    let mut above = "";
    for line in lines.iter().copied().filter(|line| !line.trim().is_empty()) {
        look(line.len());
        if let Some(begun) = begin(line, above) {
            open = Some((begun, 0));
        }
        let near = open.as_ref().is_some_and(|(_, distance)| *distance <= NEAR);
        let error = match outcome(line, near).or_else(|| of_dialog(line, above)) {
            Some(Outcome::Failed(code)) => Some(code),
            Some(Outcome::Succeeded) => None,
            None => {
                open = open.map(|(attempt, distance)| (attempt, distance + 1));
                above = line;
                continue;
            }
        };
        // Windows shows a code in a window twice: what was wanted stands above the first.
        let is_again = || last.as_ref().is_some_and(|last| last.of_key && last.error == error);
        let is_of_key = match &open {
            Some((attempt, _)) if near => attempt.of_key,
            Some(_) | None => is_again(),
        };
        let begun = open.take().filter(|_| near).map(|(attempt, _)| attempt);
        let is_of_other = begun.as_ref().is_some_and(|begun| begun.of_other);
        let begun = begun.filter(Attempt::tells_product).or(last.clone()).unwrap_or_else(unnamed);
        let attempt = Attempt { error, of_key: is_of_key, of_other: is_of_other, ..begun };
        all.add(attempt.clone());
        // What stands below a rearm is not told of by it.
        if !attempt.is_aside() {
            last = Some(attempt);
        }
        above = line;
    }
    all
}

fn unnamed() -> Attempt {
    Attempt {
        name: String::new(),
        activation_id: None,
        error: None,
        of_key: false,
        of_other: false,
    }
}

/// `Activating Windows(R), ServerStandard edition (ID) ...`: the id may stand on a line of its own,
/// or be cut out.
fn begin(line: &str, above: &str) -> Option<Attempt> {
    if is_command(line) {
        return Some(unnamed());
    }
    if let Some(id) = command_of_product(line) {
        return Some(Attempt { activation_id: Some(id), ..unnamed() });
    }
    if installs_key(line) {
        return Some(Attempt { of_key: true, ..unnamed() });
    }
    if asks_for_other(line) {
        return Some(Attempt { of_other: true, ..unnamed() });
    }
    let id = line.split(['(', ')', '{', '}']).find_map(guid);
    let own = product(line);
    let name = match (&id, own) {
        (Some(_), own) => own.or_else(|| product(above))?,
        (None, own) => own.filter(|_| is_unfinished(line))?,
    };
    Some(Attempt { name: keep(name), activation_id: id, ..unnamed() })
}

/// `cscript slmgr.vbs /ato`, and nothing behind it: whatever fails below is the attempt, also for
/// want of rights.
fn is_command(line: &str) -> bool {
    let small = line.trim().to_ascii_lowercase();
    let is_attempt = small.ends_with(" /ato") || small.ends_with(" -ato");
    is_attempt && small.contains("slmgr") && small.len() <= LONGEST_COMMAND
        || calls(&small, &["activate", "refreshlicensestatus"])
}

/// `… | Invoke-CimMethod -MethodName Activate`, `(Get-WmiObject …).Activate()`, `wmic path … call
/// Activate`: a method of the service's classes. Windows repeats the line below its error.
fn calls(small: &str, methods: &[&str]) -> bool {
    let is_cmdlet = small.contains("invoke-cimmethod") || small.contains("invoke-wmimethod");
    let is_called = |method: &&str| {
        let mut places = small.match_indices(*method);
        places.any(|(at, _)| {
            let before = small.get(..at).unwrap_or_default();
            let behind = small.get(at + method.len()..).unwrap_or_default();
            let named = before.trim_end_matches(['"', '\'']).trim_end();
            let is_named =
                is_cmdlet && (named.ends_with("-methodname") || named.ends_with("-name"));
            let is_method = before.ends_with('.') && behind.starts_with('(');
            let is_wmic = before.ends_with(" call ") && small.contains("wmic");
            is_named || is_method || is_wmic
        })
    };
    small.len() <= LONGEST_CALL && methods.iter().any(is_called)
}

/// With the filter for the product, in bytes.
const LONGEST_CALL: usize = 400;

/// `slmgr.vbs /ato ID`, `/dti ID`, `/atp CONFIRMATION-ID ID`: the id of the product that is meant.
fn command_of_product(line: &str) -> Option<String> {
    let small = line.trim().to_ascii_lowercase();
    let mut words = small.split_whitespace();
    let is_script = words.any(|word| word.contains("slmgr"));
    let option = words.next()?.trim_start_matches(['/', '-']);
    let is_meant = matches!(option, "ato" | "dti" | "atp") && small.len() <= LONGEST_OF_PRODUCT;
    words.next_back().filter(|_| is_script && is_meant).and_then(guid)
}

/// With a confirmation ID, in bytes.
const LONGEST_OF_PRODUCT: usize = 240;

/// `slmgr.vbs /ipk KEY`.
fn installs_key(line: &str) -> bool {
    let small = line.trim().to_ascii_lowercase();
    let mut words = small.split_whitespace();
    let is_script = words.any(|word| word.contains("slmgr"));
    let option = words.next().unwrap_or_default();
    is_script && matches!(option, "/ipk" | "-ipk") && small.len() <= LONGEST_COMMAND
        || calls(&small, &["installproductkey"])
}

/// `slmgr /rearm`, also where somebody only tells of it, and no other option.
fn asks_for_other(line: &str) -> bool {
    let small = line.trim().to_ascii_lowercase();
    let mut words = small.split_whitespace();
    let mut options = Vec::new();
    while words.any(|word| word.contains("slmgr")) {
        options.extend(words.next().map(|word| word.trim_start_matches(['/', '-'])));
    }
    !options.is_empty()
        && small.len() <= LONGEST_COMMAND
        && options.iter().all(|option| OTHERS.iter().any(|other| option.starts_with(other)))
}

/// Options that activate nothing, install no key and tell no state.
const OTHERS: [&str; 6] = ["rearm", "upk", "cpky", "skms", "ckms", "skhc"];

/// With the path of the script, in bytes.
const LONGEST_COMMAND: usize = 120;

/// Whether a line says that something goes on.
fn is_unfinished(line: &str) -> bool {
    let is_alone = line.contains(" edition") && !line.contains([':', '\u{ff1a}']);
    is_alone || line.contains("...") || line.contains('\u{2026}')
}

/// The product's name in a line that is no labelled value.
fn product(line: &str) -> Option<&str> {
    let from = line.find("Windows(R)").or_else(|| line.find("Windows"))?;
    let before = line.get(..from)?;
    let name = line.get(from..)?;
    let end = name.find(" edition").map(|at| at + " edition".len());
    let end = end.or_else(|| name.find(" (")).or_else(|| name.find("..."))?;
    // "On a computer running Microsoft Windows non-core edition, run …" (slmgr.vbs).
    if name.starts_with("Windows non-core") {
        return None;
    }
    // A value has no dots behind it; some languages set a colon before what goes on.
    let goes_on = line.contains("...") || line.contains('\u{2026}');
    let is_label = !goes_on && before.trim_end().ends_with([':', '\u{ff1a}', '=']);
    (!is_label).then(|| name.get(..end)).flatten()
}

/// Whether an attempt ends with this line, whatever stands above.
pub fn ends_with(line: &str) -> bool {
    words::says_activated(line) || outcome(line, false).is_some()
}

/// How an attempt ended.
enum Outcome {
    Succeeded,
    Failed(u32),
}

/// How the attempt ended by this line, where it tells.
fn outcome(line: &str, is_near: bool) -> Option<Outcome> {
    if is_near && words::says_activated(line) {
        return Some(Outcome::Succeeded);
    }
    if let Some(error) = bare_code(line) {
        return Some(Outcome::Failed(error));
    }
    let returned = || returned(line).filter(|_| is_near);
    let error = code(line).filter(|code| code >> 31 == 1).or_else(returned)?;
    let counts = is_near || is_error(line) && is_of_activation(error);
    counts.then_some(Outcome::Failed(error))
}

/// What a method returned, which PowerShell writes as a decimal number: in a list behind its name,
/// in a table alone.
fn returned(line: &str) -> Option<u32> {
    let value = line.rsplit([':', '=']).next()?.trim().trim_end_matches(';');
    let is_named = line.trim_start().starts_with("ReturnValue");
    let value = if is_named { value } else { line.split_whitespace().next()? };
    value.parse().ok().filter(|code| is_of_activation(*code))
}

/// Where Windows shows an error in a window, the code stands on a line of its own, below its label.
fn of_dialog(line: &str, above: &str) -> Option<Outcome> {
    let is_alone = line.trim().len() == "0xC004F074".len();
    let error = code(line).filter(|error| is_alone && is_of_activation(*error))?;
    let label = above.trim().strip_suffix([':', '\u{ff1a}'])?;
    (words::is_code(label) || words::ends_with_error(label)).then_some(Outcome::Failed(error))
}

/// `Error 8007007B`, as people write it down: the word right before eight digits that are a code of
/// an activation.
fn bare_code(line: &str) -> Option<u32> {
    let is_between = |c: char| is_between(c) || matches!(c, ',' | '.' | ')');
    let words = line.split(|c: char| !c.is_ascii_alphanumeric());
    // Where a part stands in the line that it is cut from.
    let placed = words.map(|word| (word.as_ptr().addr() - line.as_ptr().addr(), word));
    let codes = placed.filter(|(_, word)| word.len() == CODE);
    let mut codes = codes.filter_map(|(at, word)| Some((at, u32::from_str_radix(word, 16).ok()?)));
    let found = codes.find(|(at, code)| {
        let before = line.get(..*at).unwrap_or_default();
        is_of_activation(*code) && words::ends_with_error(before.trim_end_matches(is_between))
    });
    found.map(|(_, code)| code)
}

/// In digits.
const CODE: usize = 8;

/// Codes that other tools end with as well are no activation's unless the product stands above: the
/// licensing service's own, and those of DNS, of the way to Microsoft and of RPC.
fn is_of_activation(code: u32) -> bool {
    matches!(
        code,
        0xC004_0000..=0xC004_FFFF
            | 0x803F_0000..=0x803F_FFFF
            | 0x8004_FE00..=0x8004_FEFF
            | 0x8007_2300..=0x8007_2FFF
            | 0x8007_007B
            | 0x8007_06BA
    )
}

/// An error told on a line of its own or inside a sentence: by the word before its code, or by what
/// it tells to run.
fn is_error(line: &str) -> bool {
    is_named_one(line)
        || is_of_method(line)
        || line.contains("slui.exe 0x2a")
        || line.contains("slui.exe 0x2A")
}

/// `Invoke-CimMethod : 0xC004F074`, and what stands below it and in an exception.
fn is_of_method(line: &str) -> bool {
    let small = line.trim_start().to_ascii_lowercase();
    let is_cmdlet = ["invoke-cimmethod", "invoke-wmimethod"]
        .iter()
        .any(|of| small.strip_prefix(of).is_some_and(|rest| rest.trim_start().starts_with(':')));
    is_cmdlet
        || small.contains("hresult 0x") && small.contains("invokecimmethod")
        || small.contains("from hresult: 0x")
}

/// `**Error: 0xC004F074**`, `« Code d'erreur : 0xC004F074 »`, `it says error 0xC004F074`.
fn is_named_one(line: &str) -> bool {
    let mut before = line.match_indices("0x").filter_map(|(at, _)| line.get(..at));
    before.any(|before| words::ends_with_error(before.trim_end_matches(is_between)))
}

/// What people set between the word and its code.
fn is_between(c: char) -> bool {
    c.is_whitespace() || [':', '\u{ff1a}', '(', '*', '`', '"', '\'', '«', '“'].contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "9bd77860-9b31-4b7b-96ad-2564017315bf";

    fn found(text: &str) -> Option<(String, Option<String>, Option<u32>)> {
        let lines: Vec<&str> = text.lines().collect();
        let read = read(&lines).windows;
        read.map(|attempt| (attempt.name, attempt.activation_id, attempt.error))
    }

    #[test]
    fn below_its_command_an_attempt_fails_with_whatever_code() {
        let denied = "cscript //nologo slmgr.vbs /ato\nError: 0x80070005 Access denied: the \
                      requested action requires elevated privileges.";
        assert_eq!(found(denied), Some((String::new(), None, Some(0x8007_0005))));
        assert_eq!(found("slmgr /ato gives\nError: 0x80070005"), None);
        assert_eq!(found("slmgr /dlv\nError: 0x80070005"), None);
    }

    #[test]
    fn a_key_that_was_refused_in_a_window_stays_one() {
        let shown = "slmgr /ipk XXXXX-XXXXX-XXXXX-XXXXX-T83GX\n\nWindows Script Host\nOn a \
                     computer running Microsoft Windows non-core edition, run 'slui.exe \
                     0x2a\n0xC004F069' to display the error text.\nError: 0xC004F069\n OK\n";
        let of_key = |text: &str| {
            let lines: Vec<&str> = text.lines().collect();
            read(&lines).windows.map(|attempt| (attempt.of_key, attempt.error))
        };
        assert_eq!(of_key(shown), Some((true, Some(0xC004_F069))));
        let other = format!("{shown}\nError: 0xC004F074");
        assert_eq!(of_key(&other), Some((false, Some(0xC004_F074))));
    }

    #[test]
    fn what_is_done_with_an_id_of_updates_is_none_of_windows() {
        let updates = "1043add5-23b1-4afb-9a0f-64343c8f3f8d";
        for (text, wanted) in [
            (format!("slmgr.vbs /atp 2153* {updates}\nError: 0xC004F04D x"), 0xC004_F04D),
            (format!("slmgr /ato {updates}\nError: 0x80072EE7"), 0x8007_2EE7),
            (
                format!(
                    "Activating Windows(R), Client-ESU-Year2 add-on for Enterprise ({updates}) \
                     ...\nError: 0xC004C020 x"
                ),
                0xC004_C020,
            ),
        ] {
            let lines: Vec<&str> = text.lines().collect();
            let read = read(&lines);
            let told: Vec<_> = read.add_ons.iter().map(|attempt| attempt.error).collect();
            assert_eq!((told.as_slice(), read.windows.is_none()), (&[Some(wanted)][..], true));
            assert_eq!(read.add_ons[0].activation_id.as_deref(), Some(updates));
        }
        let own = format!("slmgr /ato {ID}\nError: 0xC004F074 x");
        assert_eq!(found(&own), Some((String::new(), Some(ID.to_owned()), Some(0xC004_F074))));
    }

    #[test]
    fn an_attempt_is_read_in_every_shape() {
        let name = || "Windows(R), ServerStandard edition".to_owned();
        let whole = Some((name(), Some(ID.to_owned()), Some(0xC004_F074)));
        for text in [
            format!(
                "Activating Windows(R), ServerStandard edition ({ID}) ...\nError: 0xC004F074 x"
            ),
            format!("Activating Windows(R), ServerStandard edition ({ID}) ... Error: 0xC004F074"),
            format!("Activating Windows(R), ServerStandard edition\n({ID}) ...\nError: 0xC004F074"),
            format!(
                "---\nWindows Script Host\n---\nActivating Windows(R), ServerStandard edition \
                     ({ID}) ...\n\nError: 0xC004F074 x\n\n---\nOK\n---"
            ),
        ] {
            assert_eq!(found(&text), whole, "{text}");
        }
        let without_id = "Windows(R), ServerStandard edition wird aktiviert...\nFehler: 0xC004F074";
        assert_eq!(found(without_id), Some((name(), None, Some(0xC004_F074))));
        let head = format!("Windows wird aktiviert: Windows(R), ServerStandard edition ({ID}) ...");
        let colon = format!("{head}\nFehler: 0xC004F074");
        assert_eq!(found(&colon), whole);
        assert_eq!(found("Error: 0xC004F074 text"), Some((String::new(), None, Some(0xC004_F074))));
        let done =
            "Activating Windows(R), ServerStandard edition ...\nProduct activated successfully.";
        assert_eq!(found(done), Some((name(), None, None)));
        let hint = "On a computer running Microsoft Windows non-core edition, run 'slui.exe 0x2a \
                    0xC004F034' to display the error text.";
        assert_eq!(found(hint), Some((String::new(), None, Some(0xC004_F034))));
        assert_eq!(found("Notification Reason: 0xC004F056."), None);
        assert_eq!(found("Reason:0x8007007B"), None);
    }

    #[test]
    fn a_rearm_that_fails_is_no_attempt_where_another_was_made() {
        let ato = "C:\\>slmgr /ato\nError: 0xC004F074 x\n";
        let rearm = "C:\\>slmgr /rearm\nError: 0xC004D307 x\n";
        let told = "slmgr /rearm says\nError: 0xC004D307 x\n";
        let key = "slmgr /ipk XXXXX\nError: 0xC004F069 x\n";
        let denied = "slmgr /skms kms1\nError: 0x80070005 x\n";
        for (text, wanted) in [
            (format!("{ato}{rearm}"), 0xC004_F074),
            (format!("{rearm}{ato}"), 0xC004_F074),
            (format!("{key}{told}"), 0xC004_F069),
            (format!("{ato}it says error 0xC004D307 now"), 0xC004_F074),
            (format!("{denied}{ato}"), 0xC004_F074),
            (format!("{ato}{denied}"), 0xC004_F074),
            (rearm.to_owned(), 0xC004_D307),
            (format!("after slmgr /rearm, slmgr /ato says\n{}", "Error: 0xC004F074"), 0xC004_F074),
        ] {
            let lines: Vec<&str> = text.lines().collect();
            let attempt = read(&lines).known_by(&[]).windows;
            assert_eq!(attempt.and_then(|attempt| attempt.error), Some(wanted), "{text}");
        }
        let lines: Vec<&str> = key.lines().chain(told.lines()).collect();
        assert!(read(&lines).known_by(&[]).windows.unwrap().of_key);
    }

    #[test]
    fn a_code_that_is_told_again_takes_no_product_away() {
        let first = format!(
            "Activating Windows(R), Enterprise edition ({ID}) ...\nError: 0xC004F038 x\nProcess \
             completed with exit code 3221549112\n"
        );
        let whole = |code| {
            let name = "Windows(R), Enterprise edition".to_owned();
            Some((name, Some(ID.to_owned()), Some(code)))
        };
        let again = format!("{first}Failed to run the action: Activate. Error code 0xC004F038");
        assert_eq!(found(&again), whole(0xC004_F038));
        let by_command = format!("{first}cscript slmgr.vbs /ato\nError: 0xC004F074 x");
        assert_eq!(found(&by_command), whole(0xC004_F074));
        let other = format!("{first}Activating Windows(R), Education edition\nError: 0xC004F074");
        assert_eq!(found(&other).unwrap().0, "Windows(R), Education edition");
    }

    #[test]
    fn a_code_inside_a_sentence_is_an_error_where_the_word_stands_before_it() {
        for text in [
            "But `slmgr /ato` produces this error: `Error: 0x8007232B DNS name does not exist`.",
            "Paramètres affiche « Impossible d'activer. Code d\u{2019}erreur\u{202f}: 0x8007232B »",
            "Windows kann nicht aktiviert werden. Fehlercode: 0x8007232B.",
            "and then it says error 0x8007232B again",
            "Error code (0x8007232B)",
            "Error 8007232B with notification message 0xC004F056 ??",
            "Fehlercode: 8007232b",
        ] {
            assert_eq!(found(text), Some((String::new(), None, Some(0x8007_232B))), "{text}");
        }
        for text in ["Code:\n0xC004F06C\nDescription:\nx", "An error\nFehlercode:\n\n0xC004F06C"] {
            assert_eq!(found(text), Some((String::new(), None, Some(0xC004_F06C))), "{text}");
        }
        for text in ["Code:\n0x80070005", "see\n0xC004F06C", "a: b:\n0xC004F06C"] {
            assert_eq!(found(text), None, "{text}");
        }
        // Not its word, not of an activation, and the end of another word.
        for text in [
            "see 0xC004F074",
            "error 0x80070005 in the log",
            "terror 0xC004F074",
            "error 80072020 f",
            "error 8007232",
            "8007232B",
            "error 8007232BA",
            "terror 8007232B",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
