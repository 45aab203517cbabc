//! The routes of a host: `route print`, `netstat -r` and `Get-NetRoute`, in any language. Titles
//! are translated; a row is told by its addresses.

use std::net::Ipv4Addr;

use super::lines::Lines;
use super::{Capture, Facts, Text};
use crate::evidence::{CaptureKind, HostRoute};
use crate::wire::work::look;

/// How many routes are kept; a server has some twenty.
const MOST: usize = 512;

/// Reads the rows of IPv4.
pub fn parse(text: &Text) -> Option<Capture> {
    let mut rows = rows(text.lines());
    let routes: Vec<HostRoute> = rows.by_ref().take(MOST).collect();
    let truncated = rows.next().is_some();
    let facts = Facts { routes, ..Facts::default() };
    (!facts.routes.is_empty()).then_some(Capture { kind: CaptureKind::Routes, truncated, facts })
}

fn rows(lines: Lines<'_>) -> impl Iterator<Item = HostRoute> {
    lines.iter().filter_map(|line| {
        look(line.len());
        let words: Vec<&str> = line.split_whitespace().take(MOST_WORDS).collect();
        of_table(&words).or_else(|| of_cmdlet(&words))
    })
}

/// A way that leads over no router is told in as many words as the language takes.
const MOST_WORDS: usize = 10;

/// `0.0.0.0  0.0.0.0  10.0.2.1  10.0.2.15  25`; of the persistent ones, without the interface.
fn of_table(words: &[&str]) -> Option<HostRoute> {
    let (to, rest) = words.split_first()?;
    let (mask, rest) = rest.split_first()?;
    let (to, prefix) = (to.parse().ok()?, prefix(mask.parse().ok()?)?);
    let is_address = |word: &str| word.parse::<Ipv4Addr>().is_ok();
    match rest {
        [gateway, _metric] => {
            let gateway = Some(gateway.parse().ok()?);
            Some(HostRoute { to, prefix, gateway, persistent: true })
        }
        [gateway @ .., interface, metric] if is_address(interface) && is_number(metric) => {
            let gateway = match gateway {
                [one] => one.parse().ok(),
                _ => None,
            };
            Some(HostRoute { to, prefix, gateway, persistent: false })
        }
        _ => None,
    }
}

/// `12  0.0.0.0/0  10.0.2.1  256  25  ActiveStore`: the interface's number stands first.
fn of_cmdlet(words: &[&str]) -> Option<HostRoute> {
    let [interface, net, gateway, rest @ ..] = words else { return None };
    let (to, prefix) = net.split_once('/')?;
    let (to, prefix) = (to.parse().ok()?, prefix.parse().ok().filter(|prefix| *prefix <= 32)?);
    let gateway = gateway.parse::<Ipv4Addr>().ok()?;
    let gateway = Some(gateway).filter(|gateway| !gateway.is_unspecified());
    let persistent = rest.last().is_some_and(|store| store.starts_with("Persistent"));
    is_number(interface).then_some(HostRoute { to, prefix, gateway, persistent })
}

/// The length of a mask: ones, then zeros.
pub fn prefix(mask: Ipv4Addr) -> Option<u8> {
    let bits = u32::from(mask);
    let is_mask = bits.leading_ones() + bits.trailing_zeros() >= u32::BITS;
    u8::try_from(bits.leading_ones()).ok().filter(|_| is_mask)
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let routes = parse(&Text::of(text)).map(|capture| capture.facts.routes);
        let one = |route: HostRoute| {
            let gateway = route.gateway.map_or("link".to_owned(), |gateway| gateway.to_string());
            let kept = if route.persistent { " kept" } else { "" };
            format!("{}/{} {gateway}{kept}", route.to, route.prefix)
        };
        routes.unwrap_or_default().into_iter().map(one).collect()
    }

    #[test]
    fn a_table_is_read_in_any_language() {
        let table = |link: &str, title: &str| {
            format!(
                "{title}\n===\n    0.0.0.0    0.0.0.0    10.0.2.1   10.0.2.15    25\n    \
                 10.0.2.0    255.255.255.0    {link}    10.0.2.15    281\n\
                 ===\n{title}\n  169.254.169.250  255.255.255.255        10.0.1.1      15\n  \
                 10.9.0.0  255.255.0.0  10.0.1.1  Default\n"
            )
        };
        let wanted = [
            "0.0.0.0/0 10.0.2.1",
            "10.0.2.0/24 link",
            "169.254.169.250/32 10.0.1.1 kept",
            "10.9.0.0/16 10.0.1.1 kept",
        ];
        for (link, title) in [
            ("On-link", "Active Routes:"),
            ("Auf Verbindung", "Aktive Routen:"),
            ("\u{30ea}\u{30f3}\u{30af}\u{4e0a}", "\u{30a2}\u{30af}\u{30c6}\u{30a3}\u{30d6}"),
        ] {
            assert_eq!(told(&table(link, title)), wanted, "{link}");
        }
        let cmdlet = "ifIndex DestinationPrefix  NextHop  RouteMetric ifMetric PolicyStore\n\
                      ------- -----------------  -------  ----------- -------- -----------\n\
                      12      10.0.2.0/24        0.0.0.0          256 25       ActiveStore\n\
                      12      0.0.0.0/0          10.0.2.1           0 25       PersistentStore\n";
        assert_eq!(told(cmdlet), ["10.0.2.0/24 link", "0.0.0.0/0 10.0.2.1 kept"]);
    }

    #[test]
    fn other_rows_of_addresses_are_no_routes() {
        for other in [
            "  1  2 ms  1 ms  1 ms  10.100.0.68",
            "TCP  0.0.0.0:1688  0.0.0.0:0  LISTENING  3120",
            "10.0.2.15  10.0.2.1  10.0.2.2  10.0.2.3  4",
            "Address:  10.0.2.1",
        ] {
            assert_eq!(told(other), Vec::<String>::new(), "{other}");
        }
    }
}
