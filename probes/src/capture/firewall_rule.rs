//! The rule of Windows' own firewall for KMS clients (`SPPSVC-In-TCP`), as `Get-NetFirewallRule`
//! and `netsh advfirewall firewall show rule` show it: is it on?

use super::lines::label_and_value;
use super::{Capture, Facts, Text};
use crate::evidence::CaptureKind;

/// What the rule is called: its id, which nobody translates, and its English name.
const NAMES: [&str; 2] = ["SPPSVC-In-TCP", "Key Management Service (TCP-In)"];
/// As many lines below its name are looked at.
const NEAR: usize = 24;

/// Reads the first that tells.
pub fn parse(text: &Text) -> Option<Capture> {
    let mut left = 0_usize;
    let mut is_table = false;
    for line in text.lines().iter() {
        if NAMES.iter().any(|name| line.contains(name)) {
            left = NEAR;
        }
        if left == 0 {
            continue;
        }
        left -= 1;
        if let Some(is_on) =
            labelled(line).or_else(|| if is_table { first_cell(line) } else { None })
        {
            let facts = Facts { kms_rule_is_on: Some(is_on), ..Facts::default() };
            return Some(Capture::whole(CaptureKind::FirewallRule, facts));
        }
        let is_head = line.split_whitespace().next() == Some("Enabled") && !line.contains(':');
        let is_rule = line.contains("---") && line.chars().all(|c| matches!(c, '-' | ' '));
        is_table = is_head || is_table && is_rule;
    }
    None
}

/// `Enabled : False` of `PowerShell`, and `Enabled:  No` of netsh in English.
fn labelled(line: &str) -> Option<bool> {
    let (_, value) = label_and_value(line).filter(|(label, _)| *label == "Enabled")?;
    is_on(value)
}

/// Of `Select-Object Enabled, Profile`.
fn first_cell(line: &str) -> Option<bool> {
    is_on(line.split_whitespace().next()?)
}

fn is_on(word: &str) -> Option<bool> {
    match word {
        "True" | "Yes" => Some(true),
        "False" | "No" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<bool> {
        parse(&Text::of(text)).and_then(|capture| capture.facts.kms_rule_is_on)
    }

    #[test]
    fn the_rule_is_on_or_off_in_every_shape() {
        let list = "Get-NetFirewallRule -Name SPPSVC-In-TCP | fl\n\nName        : SPPSVC-In-TCP\n\
             DisplayName : Key Management Service (TCP-In)\nEnabled     : False\n";
        assert_eq!(told(list), Some(false));
        let table = "Get-NetFirewallRule -Name SPPSVC-In-TCP | Select-Object Enabled, Profile\n\n\
             Enabled Profile\n------- -------\n   True     Any\n";
        assert_eq!(told(table), Some(true));
        let netsh = "Rule Name:     Key Management Service (TCP-In)\n------\nEnabled:   No\n";
        assert_eq!(told(netsh), Some(false));
        for text in [
            "Name : OpenSSH-Server-In-TCP\nEnabled : False",
            "SPPSVC-In-TCP\nTrue",
            "Get-NetFirewallRule -Name SPPSVC-In-TCP\nEnabled : maybe",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
