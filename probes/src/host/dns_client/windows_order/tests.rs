use super::*;

fn v4(address: [u8; 4]) -> Vec<u8> {
    [&[2, 0, 0, 0][..], &address, &[0; 8]].concat()
}

fn v6(address: &str, scope: u32) -> Vec<u8> {
    let address: Ipv6Addr = address.parse().unwrap();
    [&[23, 0, 0, 0, 0, 0, 0, 0][..], &address.octets(), &scope.to_le_bytes()].concat()
}

fn adapter(name: &str, metric: u32, servers: &[Vec<u8>], suffix: &str) -> Adapter {
    Adapter {
        name: name.into(),
        is_up: true,
        ipv4_metric: metric,
        ipv6_metric: 0,
        servers: servers.iter().filter_map(|bytes| server_address(bytes)).collect(),
        suffixes: vec![suffix.into()],
    }
}

fn names(facts: Facts) -> Vec<String> {
    dns_client(facts).suffixes.into_iter().map(|suffix| suffix.name).collect()
}

fn joined() -> Facts {
    Facts {
        adapters: vec![adapter("LAN", 25, &[], "site.example")],
        domain: Some("a.b.corp.example".into()),
        ..Facts::default()
    }
}

#[test]
fn servers_go_by_the_metric_of_their_adapter() {
    let down = Adapter { is_up: false, ..adapter("Old", 1, &[v4([10, 0, 0, 9])], "") };
    let slow = adapter("Wi-Fi", 50, &[v4([10, 0, 0, 1]), v4([10, 0, 0, 3])], "");
    let fast = adapter("LAN", 25, &[v4([10, 0, 0, 2]), v4([10, 0, 0, 1])], "");
    let client = dns_client(Facts { adapters: vec![down, slow, fast], ..Facts::default() });
    let servers: Vec<_> = client
        .servers
        .iter()
        .map(|server| (server.address.to_string(), server.interface.as_deref()))
        .collect();
    assert_eq!(
        servers,
        [
            ("10.0.0.2:53".to_owned(), Some("LAN")),
            ("10.0.0.1:53".to_owned(), Some("LAN")),
            ("10.0.0.3:53".to_owned(), Some("Wi-Fi")),
        ]
    );
}

#[test]
fn addresses_nobody_answers_at_and_broken_ones_are_left_out() {
    let servers = vec![
        v6("fec0:0:0:ffff::1", 1),
        v6("fe80::1", 4),
        v6("fd00::1", 0),
        vec![2],
        vec![23, 0, 0],
        vec![],
        vec![9; 28],
    ];
    let client =
        dns_client(Facts { adapters: vec![adapter("LAN", 25, &servers, "")], ..Facts::default() });
    let servers: Vec<_> = client.servers.iter().map(|server| server.address.to_string()).collect();
    assert_eq!(servers, ["[fe80::1%4]:53", "[fd00::1]:53"]);
}

#[test]
fn without_a_list_connections_follow_the_primary_suffix_and_its_parents_come_last() {
    assert_eq!(
        names(joined()),
        ["a.b.corp.example", "site.example", "b.corp.example", "corp.example"]
    );
}

#[test]
fn devolution_ends_at_its_level_and_can_be_off() {
    let level = Facts { devolution_level: Some(3), ..joined() };
    assert_eq!(names(level), ["a.b.corp.example", "site.example", "b.corp.example"]);
    let off = Facts { devolution: Some(0), ..joined() };
    assert_eq!(names(off), ["a.b.corp.example", "site.example"]);
    let level_of_one =
        Facts { domain: Some("corp.example".into()), devolution_level: Some(1), ..joined() };
    assert_eq!(names(level_of_one), ["corp.example", "site.example"]);
}

#[test]
fn a_search_list_replaces_connections_and_devolution() {
    let facts = Facts {
        search_list: Some("corp.example, Other.example;A.B.corp.example".into()),
        ..joined()
    };
    assert_eq!(names(facts), ["a.b.corp.example", "corp.example", "Other.example"]);
}

#[test]
fn policy_goes_before_the_host() {
    let facts = Facts {
        search_list: Some("own.example".into()),
        policy_search_list: Some("gpo.example".into()),
        policy_primary: Some("forced.example".into()),
        ..joined()
    };
    let suffixes = dns_client(facts).suffixes;
    let named: Vec<_> =
        suffixes.iter().map(|suffix| (suffix.name.as_str(), suffix.origin)).collect();
    assert_eq!(named, [("forced.example", Origin::Policy), ("gpo.example", Origin::Policy)]);
}

#[test]
fn a_workgroup_host_has_what_dhcp_gave_it() {
    let facts = Facts {
        adapters: vec![adapter("LAN", 25, &[], "")],
        domain: Some(String::new()),
        dhcp_domain: Some("dhcp.example".into()),
        search_list: Some("list.example".into()),
        ..Facts::default()
    };
    assert_eq!(names(facts), ["dhcp.example", "list.example"]);
    assert_eq!(names(Facts::default()), [""; 0]);
}
