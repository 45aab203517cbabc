//! The Installation ID: what a machine shows so that a confirmation ID can be fetched for it on
//! another device. It is told apart by its digits alone, and no report keeps it: the type has no
//! form in JSON.

/// How many groups `slui` and the portal show.
const GROUPS: usize = 9;
/// The digits of a group: six before Windows 8, seven since.
const DIGITS: [usize; 2] = [6, 7];

/// The digits, without anything between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstallationId(String);

impl InstallationId {
    /// Reads 54 or 63 digits, together or in nine groups with blanks or dashes between them.
    pub fn parse(text: &str) -> Option<Self> {
        let is_between = |c: char| c == '-' || c == ' ';
        let groups: Vec<&str> = text
            .trim()
            .split(is_between)
            .filter(|group| !group.is_empty())
            .take(GROUPS + 1)
            .collect();
        let fits = |digits: &usize| match groups.as_slice() {
            [all] => all.len() == GROUPS * digits,
            groups => groups.len() == GROUPS && groups.iter().all(|group| group.len() == *digits),
        };
        let are_digits = groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
        (are_digits && DIGITS.iter().any(fits)).then(|| Self(groups.concat()))
    }

    /// The same behind a label in any language, or alone on its line.
    pub fn of_line(line: &str) -> Option<Self> {
        let behind_label = || Self::parse(line.split_once([':', '\u{ff1a}'])?.1);
        Self::parse(line).or_else(behind_label)
    }

    /// All digits.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// The nine groups, as the portal asks for them.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        let size = self.0.len() / GROUPS;
        (0..GROUPS).filter_map(move |at| self.0.get(at * size..(at + 1) * size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_known_by_how_many_digits_there_are() {
        for digits in [54, 63] {
            let id = "1234567".chars().cycle().take(digits).collect::<String>();
            assert_eq!(InstallationId::parse(&id).unwrap().digits(), id);
        }
        for digits in [0, 9, 50, 53, 55, 62, 64, 126] {
            assert_eq!(InstallationId::parse(&"1".repeat(digits)), None, "{digits}");
        }
        assert_eq!(InstallationId::parse(&"x".repeat(63)), None);
    }

    #[test]
    fn groups_are_nine_of_one_length() {
        for (group, between) in [("1234567", " "), ("123456", "-"), ("1234567", "  ")] {
            let id = InstallationId::parse(&[group; 9].join(between)).unwrap();
            assert_eq!(id.digits(), group.repeat(9));
            assert_eq!(id.groups().collect::<Vec<_>>(), [group; 9]);
        }
        assert_eq!(InstallationId::parse(&["1234567"; 8].join(" ")), None);
        assert_eq!(InstallationId::parse(&["1234567"; 10].join(" ")), None);
        assert_eq!(
            InstallationId::parse(
                "12345678 123456 1234567 1234567 1234567 1234567 1234567 1234567 1234567"
            ),
            None
        );
    }

    #[test]
    fn a_label_is_of_any_language() {
        let digits = "7".repeat(63);
        for label in ["Installation ID: ", "ID d'installation : ", "安装 ID\u{ff1a}", "", "  "] {
            let line = format!("{label}{digits}");
            assert_eq!(InstallationId::of_line(&line).unwrap().digits(), digits, "{line}");
        }
        let of_office = format!("Installation ID for: Office 19, VL_MAK_AE edition: {digits}");
        assert_eq!(InstallationId::of_line(&of_office), None);
    }
}
