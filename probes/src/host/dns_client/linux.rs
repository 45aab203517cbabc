//! resolv.conf(5), as glibc reads it.
//!
//! The resolver crate can read the file as well (`hickory_resolver::system_conf`), but loses what
//! has to be reported here: it takes a file without a server for an error, so that "no server is
//! configured" could not be told from "cannot be read"; one suffix that is no name makes it refuse
//! all of them; and it drops the zone of a link-local server, which cannot be asked without it.
//! Where it loses nothing, a test holds the two readings together.

use std::fs::File;
use std::io::{self, Read};
use std::net::{IpAddr, Ipv6Addr, SocketAddr, SocketAddrV6};

use super::merge::{DNS_PORT, add_server, add_suffix};
use crate::evidence::{DnsClient, Origin};
use crate::product_key::mask;

pub(super) fn read() -> io::Result<DnsClient> {
    let text = match File::open("/etc/resolv.conf") {
        Ok(file) => String::from_utf8_lossy(&content(file)?).into_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let host_name = nix::unistd::gethostname()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    Ok(parse(&text, &host_name, interface_index))
}

/// The largest file that is read, in bytes; an honest one has some hundred.
const LARGEST: u64 = 1 << 20;

fn content(file: impl Read) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut content)?;
    match content.len() as u64 {
        0..=LARGEST => Ok(content),
        _ => {
            Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("larger than {LARGEST} bytes")))
        }
    }
}

fn interface_index(name: &str) -> Option<u32> {
    nix::net::if_::if_nametoindex(name).ok()
}

/// Reads the file. Without a `nameserver` line there is no server: glibc would ask this machine
/// itself, but nobody has said so, and "no server is configured" is what has to be put right.
fn parse(text: &str, host_name: &str, interface_index: impl Fn(&str) -> Option<u32>) -> DnsClient {
    let mut client = DnsClient::default();
    let mut search = None;
    let text = mask(text);
    for line in text.lines() {
        // glibc knows comments at the beginning of a line only; whoever writes one after a suffix
        // means one too.
        let words = line.split_ascii_whitespace().take_while(|word| !word.starts_with(['#', ';']));
        match words.collect::<Vec<_>>()[..] {
            ["nameserver", address, ..] => add_named_server(&mut client, address, &interface_index),
            ["domain", name, ..] => search = Some(vec![name]),
            ["search", ref names @ ..] => search = Some(names.to_vec()),
            _ => {}
        }
    }
    match search {
        // The last of these lines counts alone.
        Some(names) => {
            for name in names {
                add_suffix(&mut client.suffixes, name, Origin::SearchList);
            }
        }
        None => add_own_domain(&mut client, host_name),
    }
    client
}

fn add_named_server(
    client: &mut DnsClient,
    text: &str,
    interface_index: impl Fn(&str) -> Option<u32>,
) {
    let (host, port) = split_port(text);
    let (address, zone) =
        host.split_once('%').map_or((host, None), |(address, zone)| (address, Some(zone)));
    let address = match address.parse() {
        Ok(IpAddr::V4(v4)) => SocketAddr::from((v4, port)),
        Ok(IpAddr::V6(v6)) => scoped(v6, port, zone, interface_index),
        Err(_) => return,
    };
    add_server(&mut client.servers, address, zone);
}

/// `[address]:port` is not glibc's form, but that of systems which resolve for it.
fn split_port(text: &str) -> (&str, u16) {
    let bracketed = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    match bracketed {
        Some((host, port)) => {
            (host, port.strip_prefix(':').and_then(|port| port.parse().ok()).unwrap_or(DNS_PORT))
        }
        None => (text, DNS_PORT),
    }
}

fn scoped(
    address: Ipv6Addr,
    port: u16,
    zone: Option<&str>,
    interface_index: impl Fn(&str) -> Option<u32>,
) -> SocketAddr {
    let scope =
        zone.and_then(|zone| zone.parse().ok().or_else(|| interface_index(zone))).unwrap_or(0);
    SocketAddrV6::new(address, port, 0, scope).into()
}

/// Without a list, the domain is what follows the first dot of the host's name.
fn add_own_domain(client: &mut DnsClient, host_name: &str) {
    if let Some((_, domain)) = host_name.split_once('.') {
        add_suffix(&mut client.suffixes, domain, Origin::Primary);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let client = parse(text, "srv1.example.org", |name| (name == "eth0").then_some(7));
        let servers = client.servers.iter().map(|server| server.address.to_string()).collect();
        (servers, client.suffixes.into_iter().map(|suffix| suffix.name).collect())
    }

    #[test]
    fn servers_and_suffixes_keep_their_order_and_lose_duplicates() {
        let text = "# by hand\nnameserver 10.0.0.2\nnameserver\t10.0.0.1 # old\n\
             nameserver 10.0.0.2\n\
             search corp.example Example. CORP.example ; old.example\noptions ndots:2\n";
        let (servers, suffixes) = read(text);
        assert_eq!(servers, ["10.0.0.2:53", "10.0.0.1:53"]);
        assert_eq!(suffixes, ["corp.example", "Example"]);
    }

    #[test]
    fn the_last_of_domain_and_search_counts() {
        assert_eq!(read("search a.example b.example\ndomain c.example\n").1, ["c.example"]);
        assert_eq!(
            read("domain c.example\nsearch a.example b.example\n").1,
            ["a.example", "b.example"]
        );
        assert_eq!(read("search .\n").1, [""; 0]);
    }

    #[test]
    fn without_a_list_the_host_has_the_domain_of_its_name() {
        assert_eq!(read("nameserver 10.0.0.1\n").1, ["example.org"]);
    }

    #[test]
    fn an_endless_file_costs_no_more_than_the_cap() {
        assert_eq!(content(io::repeat(b'x')).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert_eq!(content(&b"nameserver 10.0.0.1\n"[..]).unwrap().len(), 20);
        let (servers, suffixes) = read(&"search a.example\n".repeat(10_000));
        assert_eq!((servers.len(), suffixes.len()), (0, 1));
        let long: Vec<String> = (0..10_000).map(|n| format!("s{n}.example")).collect();
        assert_eq!(read(&format!("search {}\n", long.join(" "))).1.len(), 256);
    }

    #[test]
    fn an_empty_file_names_no_server() {
        assert_eq!(read("").0, [""; 0]);
        assert_eq!(read(";nameserver 10.0.0.1\nnameserver nonsense\nnameserver\n").0, [""; 0]);
    }

    #[test]
    fn an_ordinary_file_means_what_the_resolver_crate_takes_it_for() {
        for text in [
            "nameserver 10.0.0.1\nsearch corp.example example\n",
            "# by hand\nnameserver 10.0.0.2\nnameserver 2001:db8::53\noptions ndots:2\n\
             domain corp.example\n",
            "search a.example\nnameserver 10.0.0.3\nsearch b.example c_d.example.\n",
            "domain a.example\nsearch b.example\nnameserver 10.0.0.3\nnameserver 10.0.0.1\n",
            "search b.example\ndomain a.example\nnameserver 10.0.0.3",
        ] {
            let (config, _) = hickory_resolver::system_conf::parse_resolv_conf(text).unwrap();
            let servers: Vec<_> = config
                .name_servers()
                .iter()
                .map(|server| SocketAddr::new(server.ip, 53).to_string())
                .collect();
            let search =
                config.search().iter().map(|name| name.to_ascii().trim_end_matches('.').to_owned());
            assert_eq!(read(text), (servers, search.collect()), "{text}");
        }
    }

    #[test]
    fn scopes_and_ports_are_understood() {
        let (servers, _) =
            read("nameserver fe80::1%eth0\nnameserver fe80::1%3\nnameserver [fd00::1]:5353\n");
        assert_eq!(servers, ["[fe80::1%7]:53", "[fe80::1%3]:53", "[fd00::1]:5353"]);
    }
}
