use actprobe_probes::evidence::{
    DnsServer, Failure, LicenceStatus, NotAsked, Origin, ProductFacts, Step, Suffix,
};
use actprobe_probes::net::trust::KnownRoot;

use super::*;

fn read<T>(value: T) -> Observed<T> {
    Observed::Answered { value, elapsed_us: 0 }
}

fn own() -> Own {
    let server = |address: &str| DnsServer {
        address: format!("{address}:53").parse().unwrap(),
        origin: Origin::Connection,
        interface: None,
        is_gateway: false,
    };
    let suffix = Suffix { name: "Corp.Example".to_owned(), origin: Origin::Primary };
    let product = ProductFacts {
        edition_id: "ServerDatacenter".to_owned(),
        build: Some(20348),
        ..ProductFacts::default()
    };
    let domain = Membership::Domain { domain: "corp.example".to_owned(), site: None };
    let root = |thumbprint: &str, trusted| KnownRoot { thumbprint: thumbprint.to_owned(), trusted };
    Own {
        dns: read(DnsClient {
            servers: vec![server("192.0.2.53"), server("[fe80::1]")],
            suffixes: vec![suffix],
            suffixes_untold: false,
        }),
        proxy: read(ProxySettings::default()),
        windows: read(WindowsFacts {
            product: Some(product),
            membership: Some(domain),
            ..WindowsFacts::default()
        }),
        licence: read(LicenceFacts {
            status: Some(LicenceStatus::Licensed),
            ..LicenceFacts::default()
        }),
        roots: Some(vec![
            root("cdd4eeae6000ac7f40c3802c171e30148030c072", true),
            root("8f43288ad272f3103b6fb1428485ea3014c0bcfe", false),
        ]),
    }
}

fn recorded(file: &str) -> Observed<Output> {
    let file = format!("{}/fixtures/{file}", env!("CARGO_MANIFEST_DIR"));
    read(Output { code: Some(0), text: std::fs::read(file).unwrap() })
}

fn outputs() -> Outputs {
    let direct =
        b"\r\nCurrent WinHTTP proxy settings:\r\n\r\n    Direct access (no proxy server).\r\n";
    let netsh = read(Output { code: Some(0), text: direct.to_vec() });
    [
        (Tool::Ipconfig, recorded("selftest/ipconfig-fr.cp850.txt")),
        (Tool::Netsh, netsh),
        (Tool::Computer, recorded("selftest/computer.json")),
        (Tool::Dism, recorded("captures/dism/edition-en.txt")),
        (Tool::Nltest, recorded("captures/nltest/found.txt")),
        (Tool::Licence, recorded("captures/licensing-json/product.json")),
        (Tool::Slmgr, recorded("captures/slmgr/dlv-fr-forced-kms.cp850.txt")),
        (Tool::Certutil, recorded("selftest/certutil-fr.cp850.txt")),
    ]
    .into()
}

fn agreement(comparisons: &[Comparison], what: &str, tool: Tool) -> Agreement {
    comparisons.iter().find(|c| c.what == what && c.tool == tool).unwrap().agreement()
}

#[test]
fn recorded_outputs_say_what_is_read() {
    let comparisons = compare(&own(), &outputs());
    for (what, tool) in [
        ("DNS servers", Tool::Ipconfig),
        ("DNS suffixes", Tool::Ipconfig),
        ("proxy of services", Tool::Netsh),
        ("build", Tool::Computer),
        ("edition", Tool::Dism),
        ("domain", Tool::Computer),
        ("domain", Tool::Nltest),
        ("roots of Microsoft", Tool::Certutil),
    ] {
        assert_eq!(agreement(&comparisons, what, tool), Agreement::Same, "{what} {comparisons:#?}");
    }
}

#[test]
fn a_licence_is_compared_by_status_id_and_end_of_the_key() {
    for tool in [Tool::Licence, Tool::Slmgr] {
        let facts = |observed: &Observed<Output>| {
            let captures = recognise(&observed.value().unwrap().text);
            captures.into_iter().next().unwrap().facts.licence.unwrap()
        };
        let licence = facts(&outputs()[&tool]);
        let same = Own { licence: read(licence.clone()), ..own() };
        assert_eq!(agreement(&compare(&same, &outputs()), "licence", tool), Agreement::Same);
        let key = LicenceFacts { partial_key: Some("AAAAA".to_owned()), ..licence };
        let differs = Own { licence: read(key), ..own() };
        assert_eq!(agreement(&compare(&differs, &outputs()), "licence", tool), Agreement::Differs);
    }
}

#[test]
fn each_difference_is_told() {
    let own = Own {
        dns: read(DnsClient::default()),
        windows: read(WindowsFacts {
            product: Some(ProductFacts { build: Some(1), ..ProductFacts::default() }),
            membership: Some(Membership::Workgroup),
            ..WindowsFacts::default()
        }),
        roots: Some(vec![KnownRoot {
            thumbprint: "cdd4eeae6000ac7f40c3802c171e30148030c072".to_owned(),
            trusted: false,
        }]),
        ..own()
    };
    let comparisons = compare(&own, &outputs());
    let same: Vec<_> = comparisons.iter().filter(|c| c.agreement() == Agreement::Same).collect();
    assert_eq!(same.iter().map(|c| c.what).collect::<Vec<_>>(), ["proxy of services"]);
}

#[test]
fn what_one_does_not_tell_is_not_compared() {
    let silent = Own::default();
    assert!(compare(&silent, &outputs()).iter().all(|c| c.agreement() == Agreement::NotCompared));
    let failure = Failure {
        step: Step::ReadHost,
        kind: FailureKind::TimedOut,
        elapsed_us: 0,
        reporter: None,
        detail: None,
        flow: None,
    };
    let failed: Outputs =
        Tool::ALL.iter().map(|&tool| (tool, Observed::Failed(failure.clone()))).collect();
    let refused = Output {
        code: Some(740),
        text: b"Error: 740\r\nElevated permissions are required".to_vec(),
    };
    let refused: Outputs = Tool::ALL.iter().map(|&tool| (tool, read(refused.clone()))).collect();
    for outputs in [Outputs::new(), failed, refused] {
        let comparisons = compare(&own(), &outputs);
        assert!(
            comparisons.iter().all(|c| c.agreement() == Agreement::NotCompared),
            "{comparisons:#?}"
        );
    }
    let unsupported = Own { licence: Observed::skipped(NotAsked::Unsupported), ..own() };
    let comparisons = compare(&unsupported, &outputs());
    assert_eq!(agreement(&comparisons, "licence", Tool::Slmgr), Agreement::NotCompared);
    let nameless =
        WindowsFacts { product: Some(ProductFacts::default()), ..WindowsFacts::default() };
    let comparisons = compare(&Own { windows: read(nameless), ..own() }, &outputs());
    assert_eq!(agreement(&comparisons, "edition", Tool::Dism), Agreement::NotCompared);
}

#[test]
fn a_host_in_no_domain_agrees_with_commands_that_find_none() {
    let workgroup =
        WindowsFacts { membership: Some(Membership::Workgroup), ..WindowsFacts::default() };
    let own = Own { windows: read(workgroup), ..own() };
    let computer = br#"{ "BuildNumber": "19045", "Domain": "WORKGROUP", "PartOfDomain": false }"#;
    let nltest = b"Getting DC name failed: Status = 1355 0x54b ERROR_NO_SUCH_DOMAIN\r\n";
    let outputs: Outputs = [
        (Tool::Computer, read(Output { code: Some(0), text: computer.to_vec() })),
        (Tool::Nltest, read(Output { code: Some(1355), text: nltest.to_vec() })),
    ]
    .into();
    let comparisons = compare(&own, &outputs);
    for tool in [Tool::Computer, Tool::Nltest] {
        assert_eq!(agreement(&comparisons, "domain", tool), Agreement::Same);
    }
}
