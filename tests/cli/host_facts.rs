//! A registry export in the place of this host's settings.

use actprobe_probes::evidence::{Membership, Observed, RegistrySource};
use serde_json::Value;

use crate::Reported;
use crate::network::{Network, own_name, text};
use crate::program::Run;
use crate::servers::tcp::{Does, peer};

const SERVICE: &str =
    r"HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform";
const TCPIP: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\ControlSet001\Services\Tcpip\Parameters";

/// What is said where the host's registry holds these keys: in UTF-16, as `regedit` writes it.
async fn check(network: &Network, keys: &str, more: &[&str]) -> Run {
    let content =
        format!("Windows Registry Editor Version 5.00\r\n\r\n{}\r\n", keys.replace('\n', "\r\n"));
    let wide = content.encode_utf16().flat_map(u16::to_le_bytes);
    let file = network.file("host.reg");
    std::fs::write(&file, [0xff, 0xfe].into_iter().chain(wide).collect::<Vec<u8>>()).unwrap();
    let own =
        ["--host-facts", text(&file), "--format", "json", "--only", "kms-discovery,kms-target"];
    network.check(&[own.as_slice(), more].concat()).await
}

/// By name, and of this machine: a loopback address would be that of the host that was exported,
/// and so would any name that leads there, if it were another one.
fn forcing(at: std::net::SocketAddr) -> String {
    let (host, port) = ("kms1.corp.test", at.port());
    format!(
        "[{SERVICE}]\n\"KeyManagementServiceName\"=\"{host}\"\n\
         \"KeyManagementServicePort\"=\"{port}\"\n\
         [{TCPIP}]\n\"Hostname\"=\"{}\"\n\"Domain\"=\"\"\n",
        own_name()
    )
}

fn kms(report: &Value) -> &Value {
    report["verdict"]["channels"]
        .as_array()
        .unwrap()
        .iter()
        .find(|channel| channel["channel"] == "kms")
        .unwrap()
}

fn caveats(report: &Value) -> Vec<&str> {
    report["verdict"]["caveats"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|caveat| caveat["id"].as_str())
        .collect()
}

#[tokio::test]
async fn a_host_that_the_export_forces_is_tried_and_told() {
    let network = Network::healthy().await.of_this_machine();
    let run = check(&network, &forcing(network.kms.at), &[]).await;
    let evidence = run.report().evidence;
    let windows = evidence.host.windows.value().unwrap().clone();
    assert!(
        matches!(windows.source, RegistrySource::File { cut_short: false, not_read: 0, .. }),
        "{windows:?}"
    );
    assert_eq!(
        (windows.name.as_deref(), windows.membership),
        (Some(own_name().as_str()), Some(Membership::Workgroup))
    );
    let report = run.json();
    assert_eq!(report["evidence"]["kms"]["targets"][0]["origins"][0]["level"], "global");
    assert_eq!(kms(&report)["standing"], "works");
    assert!(caveats(&report).contains(&"host-facts-from-file"));
}

#[tokio::test]
async fn a_port_that_the_export_forces_blocks_though_the_host_is_published_with_another() {
    let network = Network::healthy().await.of_this_machine();
    let dead = peer(Does::Say(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec())).await;
    let run = check(&network, &forcing(dead.at), &["--require", "kms"]).await;
    assert_eq!(run.code(), Some(1));
    let report = run.json();
    assert_eq!(kms(&report)["headline"]["finding"]["id"], "forced-port-wrong", "{}", kms(&report));
}

#[tokio::test]
async fn the_command_line_wins_over_the_export() {
    let network = Network::healthy().await.of_this_machine();
    let dead = peer(Does::Say(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec())).await;
    let run = check(
        &network,
        &forcing(dead.at),
        &["--require", "kms", "--kms", &network.kms.at.to_string()],
    )
    .await;
    assert_eq!(run.code(), Some(0));
    assert!(dead.heard().is_empty());
}

#[tokio::test]
async fn what_the_export_holds_of_dns_counts_and_what_it_lacks_is_this_hosts() {
    let network = Network::healthy().await.of_this_machine();
    let keys = format!("[{TCPIP}]\n\"Domain\"=\"other.test\"\n");
    let evidence = check(&network, &keys, &[]).await.report().evidence;
    assert_eq!(evidence.kms.questions[0].name, "_vlmcs._tcp.other.test");
    assert_eq!(evidence.host.windows.value().unwrap().kms_client, None);
    assert!(matches!(evidence.host.platform, Observed::NotAsked { .. }));
}

#[tokio::test]
async fn several_exports_make_one_host_and_a_cut_one_says_so() {
    let network = Network::healthy().await.of_this_machine();
    let other = network.file("other.reg");
    std::fs::write(
        &other,
        format!("REGEDIT4\n\n[{TCPIP}]\n\"Hostname\"=\"SRV9\"\n\"Domain\"=\"oth"),
    )
    .unwrap();
    let more = ["--host-facts", text(&other)];
    let run = check(&network, &forcing(network.kms.at).replace(&own_name(), "SRV8"), &more).await;
    let report = run.json();
    assert_eq!(report["evidence"]["host"]["windows"]["value"]["name"], "SRV9");
    assert!(caveats(&report).contains(&"host-facts-cut-short"), "{:?}", caveats(&report));
}
