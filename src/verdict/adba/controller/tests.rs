use actprobe_probes::evidence::Channel;

use super::*;
use crate::verdict::Standing;

#[test]
fn read_only_is_told_by_the_flags_and_only_where_there_are_any() {
    assert!(is_read_only(127_101));
    assert!(!is_read_only(127_485));
    // A capture without flags tells nothing.
    assert!(!is_read_only(0));
}

#[test]
fn the_longest_offset_that_a_file_can_hold_is_no_good_clock() {
    let member = include_str!("../../../../fixtures/scenarios/_base/domain-member.json");
    let mut tree: serde_json::Value = serde_json::from_str(member).unwrap();
    tree["directory"]["controllers"][0]["root_dse"]["value"]["offset_ms"] = i64::MIN.into();
    let evidence: actprobe_probes::evidence::Evidence = serde_json::from_value(tree).unwrap();
    let verdict = crate::verdict::judge(&evidence);
    let mut requirements = verdict.channels.iter().flat_map(|channel| &channel.requirements);
    let clock = requirements.find(|r| r.id == RequirementId::AdbaKerberosClock).unwrap();
    assert_eq!(clock.status, Status::Unmet);
}

#[test]
fn a_read_only_controller_is_named_as_one_and_serves() {
    let member = include_str!("../../../../fixtures/scenarios/_base/domain-member.json");
    let mut tree: serde_json::Value = serde_json::from_str(member).unwrap();
    tree["directory"]["controllers"][1]["ping"]["value"]["flags"] = 127_101.into();
    let evidence: actprobe_probes::evidence::Evidence = serde_json::from_value(tree).unwrap();
    let verdict = crate::verdict::judge(&evidence);
    let requirements = verdict.channels.iter().flat_map(|channel| &channel.requirements);
    let pings: Vec<_> = requirements.filter(|r| r.id == RequirementId::AdbaPingAnswered).collect();
    let answered = |read_only| Finding::PingAnswered {
        site: "Headquarters".into(),
        read_only: YesNo(read_only),
    };
    assert_eq!((&pings[0].finding, &pings[1].finding), (&answered(false), &answered(true)));
    assert!(pings[1].status == Status::Met && pings[1].subjects[0].host().starts_with("dc2."));
}

#[test]
fn a_named_controller_that_dns_does_not_list_is_no_trouble_of_the_clients_and_no_way_for_it() {
    let member = include_str!("../../../../fixtures/scenarios/_base/domain-member.json");
    let verdict_where = |silent: &[usize]| {
        let mut tree: serde_json::Value = serde_json::from_str(member).unwrap();
        tree["directory"]["controllers"][1]["host"] = "ldap.balanced.example".into();
        tree["directory"]["controllers"][1]["named"] = true.into();
        for index in silent {
            let silence = serde_json::json!({ "outcome": "failed", "step": "netlogon-ping",
                "kind": "timed-out" });
            tree["directory"]["controllers"][*index]["ping"] = silence;
        }
        crate::verdict::judge(&serde_json::from_value(tree).unwrap())
    };
    let standing = |silent: &[usize]| {
        let verdict = verdict_where(silent);
        let of_adba = |channel: &&crate::verdict::ChannelVerdict| channel.channel == Channel::Adba;
        verdict.channels.iter().find(of_adba).unwrap().standing
    };
    assert_eq!(standing(&[1]), Standing::Works);
    assert_eq!(standing(&[0]), Standing::Blocked);
    let verdict = verdict_where(&[1]);
    let requirements = verdict.channels.iter().flat_map(|channel| &channel.requirements);
    let of_named = |r: &&Requirement| {
        r.id == RequirementId::AdbaPingAnswered
            && r.subjects.iter().any(|s| s.host().starts_with("ldap.balanced"))
    };
    let ping = requirements.clone().find(of_named).unwrap();
    assert_eq!(
        (ping.status, &ping.finding),
        (Status::NotApplicable, &Finding::ControllerUnpublished {})
    );
}
