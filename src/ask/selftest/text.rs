//! The comparison as a file that one can send in. It names the host's network; product keys and
//! the logins of proxies are not in it.

use std::fmt::Write;

use actprobe_probes::evidence::{Observed, printable, scrub};
use actprobe_probes::product_key::mask;
use actprobe_probes::wire::text::decode;

use super::comparison::{Agreement, Comparison, Selftest, Silence, Statement};
use super::tool::{Output, Tool};

/// As many lines of an output are shown.
const MOST_LINES: usize = 400;

/// The comparison, and the outputs of the commands that do not say the same.
pub fn render(selftest: &Selftest) -> String {
    let mut text = format!(
        "actprobe {} selftest on {}, {}\n\n",
        env!("CARGO_PKG_VERSION"),
        printable(&selftest.host),
        selftest.at.strftime("%Y-%m-%d %H:%M UTC"),
    );
    selftest.comparisons.iter().for_each(|comparison| add_row(&mut text, comparison));
    add_counts(&mut text, &selftest.comparisons);
    for &tool in Tool::ALL {
        let is_told = |c: &&Comparison| c.tool == tool && c.agreement() != Agreement::Same;
        if selftest.comparisons.iter().any(|c| is_told(&c)) {
            add_output(&mut text, tool, selftest.outputs.get(&tool));
        }
    }
    text
}

fn add_row(text: &mut String, comparison: &Comparison) {
    let Comparison { what, own, tool, said } = comparison;
    let agreement = comparison.agreement();
    let _ = writeln!(text, "{:<12}  {what} ({})", word(agreement), tool.name());
    if agreement == Agreement::Same {
        let _ = writeln!(text, "{INDENT}{}", told(own));
    } else {
        let _ = writeln!(text, "{INDENT}actprobe: {}\n{INDENT}Windows:  {}", told(own), told(said));
    }
}

const INDENT: &str = "              ";

fn word(agreement: Agreement) -> &'static str {
    match agreement {
        Agreement::Same => "same",
        Agreement::Differs => "DIFFERS",
        Agreement::NotCompared => "not compared",
    }
}

fn told(told: &Statement) -> String {
    match told {
        Ok(values) if values.is_empty() => "none".to_owned(),
        Ok(values) => values.iter().map(|value| scrub(value)).collect::<Vec<_>>().join(", "),
        Err(Silence::NoOutput(kind)) => format!("no output ({kind:?})"),
        Err(Silence::NotUnderstood { code: Some(code) }) => {
            format!("not understood (exit code {code})")
        }
        Err(Silence::NotUnderstood { code: None }) => "not understood".to_owned(),
        Err(Silence::NotRead(kind)) => format!("not read ({kind:?})"),
        Err(Silence::NotThere) => "not there".to_owned(),
    }
}

fn add_counts(text: &mut String, comparisons: &[Comparison]) {
    let count = |wanted| comparisons.iter().filter(|c| c.agreement() == wanted).count();
    let _ = writeln!(
        text,
        "\n{} same, {} different, {} not compared",
        count(Agreement::Same),
        count(Agreement::Differs),
        count(Agreement::NotCompared)
    );
}

fn add_output(text: &mut String, tool: Tool, output: Option<&Observed<Output>>) {
    let _ = writeln!(text, "\n== {}", tool.name());
    match output.and_then(Observed::value) {
        None => {}
        Some(_) if tool.may_hold_password() => text.push_str("not shown: it may hold a password\n"),
        Some(output) => add_lines(text, &output.text),
    }
}

/// A product key may go over the end of a line.
fn add_lines(text: &mut String, output: &[u8]) {
    let shown = mask(&decode(output).text).into_owned();
    for line in shown.lines().filter(|line| !line.trim().is_empty()).take(MOST_LINES) {
        let _ = writeln!(text, "{}", printable(line).trim_end());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn selftest(said: &str, tool: Tool, output: &str) -> Selftest {
        let values = |text: &str| Ok(BTreeSet::from([text.to_owned()]));
        let output = Output { code: Some(0), text: output.as_bytes().to_vec() };
        let (own, said) = (values("192.0.2.53"), values(said));
        Selftest {
            host: "srv-app-07".to_owned(),
            at: "2026-11-22T23:30:00Z".parse().unwrap(),
            comparisons: vec![Comparison { what: "DNS servers", own, tool, said }],
            outputs: [(tool, Observed::Answered { value: output, elapsed_us: 0 })].into(),
        }
    }

    #[test]
    fn an_agreement_is_two_lines_and_leaves_the_output_out() {
        let selftest = selftest("192.0.2.53", Tool::Ipconfig, "secret");
        let expected = format!(
            "actprobe {} selftest on srv-app-07, 2026-11-22 23:30 UTC\n\n\
             same          DNS servers (ipconfig /all)\n\
             {INDENT}192.0.2.53\n\n\
             1 same, 0 different, 0 not compared\n",
            env!("CARGO_PKG_VERSION")
        );
        assert_eq!((render(&selftest), selftest.exit_code()), (expected, 0));
    }

    #[test]
    fn a_difference_shows_both_and_the_output_without_its_keys() {
        let key = "AAAAA-BBBBB-CCCCC-DDDDD-2YT43";
        let output = format!(
            "DNS : 192.0.2.54\r\n\r\nkey {key}\r\n{}\r\n\u{1b}[2J",
            "AAAAA-BBBBB-CCCCC-\r\nDDDDD-EEEEE"
        );
        let selftest = selftest("192.0.2.54", Tool::Ipconfig, &output);
        let text = render(&selftest);
        assert_eq!(selftest.exit_code(), 1);
        assert!(text.contains("DIFFERS       DNS servers (ipconfig /all)\n"), "{text}");
        assert!(text.contains("actprobe: 192.0.2.53\n"), "{text}");
        assert!(text.contains("Windows:  192.0.2.54\n"), "{text}");
        assert!(text.contains("== ipconfig /all\nDNS : 192.0.2.54\n"), "{text}");
        assert!(!text.contains("BBBBB") && !text.contains('\u{1b}'), "{text}");
    }

    #[test]
    fn what_may_hold_a_password_is_not_shown() {
        let selftest = selftest("x", Tool::Netsh, "Proxy Server(s) : user:hunter2@proxy:8080");
        let text = render(&selftest);
        assert!(!text.contains("hunter2") && text.contains("not shown"), "{text}");
    }
}
