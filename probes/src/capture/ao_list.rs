//! `slmgr /ao-list`: the activation objects of the forest. What stands above them is translated;
//! their names in the directory are not (slmgr.vbs).

use super::lines::{code, label_and_value, value};
use super::{Capture, Facts, Text, keep};
use crate::evidence::CaptureKind;

/// How the place of an object ends in every forest, in small letters.
const PLACE: &str = ",cn=activation objects,cn=microsoft spp,cn=services,cn=configuration,";
/// The head of the list, and what stands below it where there is none, in English.
const HEAD: &str = "Activation Objects";
const NONE: &str = "No objects found";
/// As many objects are kept.
const MOST_OBJECTS: usize = 64;

/// Reads the list below its command, or below its English head.
pub fn parse(text: &Text) -> Option<Capture> {
    let lines = text.lines();
    let at = lines.position(is_command).or_else(|| lines.position(|line| line.trim() == HEAD))?;
    let below = lines.iter().skip(at + 1).take_while(|line| !is_next(line));
    let below: Vec<&str> = below.filter(|line| !line.trim().is_empty()).collect();
    let mut objects: Vec<String> = below.iter().filter_map(|line| object(line)).collect();
    let truncated = objects.len() > MOST_OBJECTS;
    objects.truncate(MOST_OBJECTS);
    let is_headed = is_command(lines.get(at).unwrap_or_default());
    let is_empty = || says_none(if is_headed { below.get(1..) } else { Some(&below) });
    let is_told = !objects.is_empty() || is_empty();
    let facts = Facts { listed_objects: is_told.then_some(objects), ..Facts::default() };
    is_told.then_some(Capture { kind: CaptureKind::ActivationObjects, truncated, facts })
}

/// One sentence stands below the head, further in: an error has a code, and an object labels.
fn says_none(below_head: Option<&[&str]>) -> bool {
    let [sentence, rest @ ..] = below_head.unwrap_or_default() else { return false };
    let is_inside = |line: &str| line.starts_with([' ', '\t']);
    let is_plain = code(sentence).is_none() && label_and_value(sentence).is_none();
    let is_last = rest.first().is_none_or(|next| !is_inside(next));
    sentence.trim() == NONE || is_inside(sentence) && is_plain && is_last
}

fn is_command(line: &str) -> bool {
    let small = line.trim().to_ascii_lowercase();
    small.contains("slmgr") && (small.ends_with(" /ao-list") || small.ends_with(" -ao-list"))
}

/// The next command: its prompt may have been taken off.
fn is_next(line: &str) -> bool {
    let start = line.trim_start();
    let is_prompt = |(path, _): (&str, &str)| path.contains(":\\");
    start.starts_with("PS ")
        || start.contains("slmgr")
        || start.split_once('>').is_some_and(is_prompt)
}

/// The first name in `AO DN: CN=NAME,CN=Activation Objects,…`.
fn object(line: &str) -> Option<String> {
    let name = value(line)?.trim();
    let at = name.to_ascii_lowercase().find(PLACE)?;
    let (_, own) = name.get(..at)?.split_once('=')?;
    Some(keep(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<Vec<String>> {
        parse(&Text::of(text)).and_then(|capture| capture.facts.listed_objects)
    }

    #[test]
    fn objects_are_known_by_their_place_in_the_directory() {
        let text = "C:\\>cscript //nologo slmgr.vbs /ao-list\nActivation Objects\n    Activation \
             Object name: CONTOSO-AO\n        AO DN: CN=CONTOSO-AO,CN=Activation Objects,\
             CN=Microsoft SPP,CN=Services,CN=Configuration,DC=corp,DC=test\n\nC:\\>";
        assert_eq!(told(text), Some(vec!["CONTOSO-AO".to_owned()]));
    }

    #[test]
    fn an_empty_list_is_one_and_an_error_is_none() {
        let bare = "slmgr /ao-list\nActivation Objects\n    No objects found\n\n\
             nltest /dsgetdc:x\n  DC: a";
        assert_eq!(told(bare), Some(Vec::new()));
        let empty = "C:\\>slmgr /ao-list\nActivation Objects\n    No objects found\n\nC:\\>exit";
        assert_eq!(told(empty), Some(Vec::new()));
        let french = "C:\\>slmgr /ao-list\nObjets d'activation\n    Aucun objet trouvé\n";
        assert_eq!(told(french), Some(Vec::new()));
        assert_eq!(told("Activation Objects\n    No objects found"), Some(Vec::new()));
        for text in [
            "C:\\>slmgr /ao-list\nError: 0x80072030 There is no such object on the server.",
            "C:\\>slmgr /ao-list\n",
            "C:\\>slmgr /ao-list\nActivation Objects\n",
            "C:\\>slmgr /dlv\nActivation Objects and more\n    No objects found",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
