//! The packets that were lost, with both ends: what an administrator pastes into a request to
//! whoever runs the network.

use actprobe::advice::LostFlows;
use actprobe::say::flow::pasted;
use actprobe::say::lang::{Language, Speech};
use actprobe::say::report::text::{self, Style};
use actprobe::verdict::Requirement;

use crate::{in_every_scenario, judged};

/// By situation: what has to stand on the page, and nothing else of this form.
const LOST: &[(&str, &[&str])] = &[
    (
        "firewall-drops-1688",
        &[
            "TCP 192.0.2.107 → 192.0.2.21:1688 (kms1.corp.example)",
            "TCP 192.0.2.107 → 192.0.2.22:1688 (kms2.corp.example)",
        ],
    ),
    (
        "one-endpoint-of-three-dropped",
        &["TCP 192.0.2.107 → 198.51.100.12:443 (activation-v2.sls.microsoft.com)"],
    ),
    ("proxy-dead", &["TCP 192.0.2.107 → 192.0.2.80:8080 (proxy.corp.example)"]),
    (
        "every-dns-server-silent",
        &["UDP 192.0.2.107 → 192.0.2.53:53", "UDP 192.0.2.107 → 192.0.2.54:53"],
    ),
    (
        "firewall-drops-the-bind-of-windows",
        &[
            "TCP 192.0.2.107 → 192.0.2.21:1688 (kms1.corp.example)",
            "TCP 192.0.2.107 → 192.0.2.22:1688 (kms2.corp.example)",
        ],
    ),
];

/// Of a connection that did not come about, whatever befell it.
const UNREACHED: [&str; 12] = [
    "port-silent",
    "port-refused",
    "port-refused-by-router",
    "port-rejected-by-host",
    "port-unreachable",
    "port-prohibited",
    "port-reset",
    "routing-loop",
    "gateway-absent",
    "host-absent",
    "no-route",
    "blocked-locally",
];

#[test]
fn the_page_tells_both_ends_of_what_was_lost() {
    let speech = Speech::new(Language::English);
    for (name, expected) in LOST {
        let (_, report) = judged().iter().find(|(scenario, _)| scenario.name == *name).unwrap();
        let page = text::render(report, &speech, Style::default());
        let is_flow = |line: &&str| line.contains(" → ");
        let mut told: Vec<&str> = page.lines().map(str::trim).filter(is_flow).collect();
        // The next step shows its flow too, right under the answer.
        told.dedup();
        assert_eq!(told, *expected, "{name}");
    }
}

#[test]
fn whatever_was_not_reached_has_its_packets() {
    in_every_scenario(|_, report| {
        let lost = LostFlows::of(&report.evidence);
        let all = report.verdict.channels.iter().flat_map(|channel| &channel.requirements);
        let unreached = all.filter(|r| r.is_unmet() && UNREACHED.contains(&r.finding.id()));
        // A tool that told no address told of no packets.
        let is_by_name = |r: &&Requirement| r.because.iter().any(|at| at.ends_with("/by_name"));
        let unreached = unreached.filter(|r| !is_by_name(r));
        let without = unreached.filter(|r| lost.behind(r).is_empty());
        without.map(|r| format!("  {} of {:?} has none", r.id.as_str(), r.subjects)).collect()
    });
}

#[test]
fn packets_go_where_the_requirement_says() {
    in_every_scenario(|_, report| {
        let lost = LostFlows::of(&report.evidence);
        let all = report.verdict.channels.iter().flat_map(|channel| &channel.requirements);
        let unreached = all.filter(|r| r.is_unmet() && UNREACHED.contains(&r.finding.id()));
        let strangers = unreached.flat_map(|requirement| {
            let flows = lost.behind(requirement).into_iter();
            let is_named =
                |to: &str| requirement.subjects.iter().any(|of| of.to_string().contains(to));
            // A controller that is down is told once, with every port of it.
            flows
                .filter(move |flow| !is_named(&flow.to.ip().to_string()))
                .map(move |flow| format!("  {}: {}", requirement.id.as_str(), pasted(flow)))
        });
        strangers.collect()
    });
}
