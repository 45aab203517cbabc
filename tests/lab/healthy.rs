//! Healthy sites of all kinds. Nothing is wrong with any of them, so nothing may be said against
//! them.

use std::{
    fmt::Write as _,
    panic::{AssertUnwindSafe, catch_unwind},
    time::{SystemTime, UNIX_EPOCH},
};

use testkit::expectation::Expectation;

use crate::{
    client,
    fault::Broken,
    harness::actprobe::in_wine,
    hosts,
    scenario::{Client, Run},
    servers::Servers,
    table::{Row, Table},
};

const KMS_HOSTS: [&str; 5] = ["kms1", "kms2", "kms3", "kms4", "kms5"];
const TIME_SERVERS: [&str; 3] = ["time.windows.com", "ntp1", "ntp2"];

/// A number that is new each time.
pub fn seed_of_today() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.as_secs())
}

pub fn play(servers: &mut Servers, count: usize, seed: u64, table: &mut Table) {
    println!("{count} healthy sites, seed {seed}");
    let mut dice = Dice(seed.max(1));
    let variants: Vec<Variant> =
        (1..=count).map(|number| Variant::draw(&mut dice, number)).collect();
    let raised = catch_unwind(AssertUnwindSafe(|| raise(servers, &variants))).is_ok();
    for (index, variant) in variants.iter().enumerate() {
        let name = format!("healthy {} of {count}", index + 1);
        let row =
            catch_unwind(AssertUnwindSafe(|| variant.ask(servers, &name))).ok().filter(|_| raised);
        table.add(row.unwrap_or_else(|| Row::not_played(&name)).about(&format!("{variant:?}")));
    }
    let undone = catch_unwind(AssertUnwindSafe(|| Broken::default().undo(servers))).is_ok();
    table.add(Row::check("the healthy sites are gone", undone));
}

/// All of them stand at once, each under a domain of its own: starting name servers takes longer
/// than asking them.
fn raise(servers: &mut Servers, variants: &[Variant]) {
    for variant in variants {
        variant.kms.iter().for_each(|(_, host)| servers.ensure_kms(host, variant.port));
    }
    for server in ["dns1", "dns2"] {
        servers.change_zones(server, |zones| {
            for variant in variants {
                zones.put(&variant.domain, variant.zone());
            }
        });
    }
    if variants.iter().any(|variant| variant.proxy) {
        servers.start_proxy("open");
    }
}

/// A linear congruential generator; the numbers are Knuth's (MMIX).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    fn chance(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Families {
    Both,
    V4,
    V6,
}

/// One healthy site.
#[derive(Debug)]
struct Variant {
    domain: String,
    /// Addresses that are in DNS.
    families: Families,
    kms: Vec<(String, &'static str)>,
    port: u16,
    dns_servers: usize,
    time_servers: usize,
    /// Whether KMS is found, or named.
    forced: bool,
    proxy: bool,
    /// Suffixes that are searched before the one with the record.
    other_suffixes: bool,
}

impl Variant {
    fn draw(dice: &mut Dice, number: usize) -> Self {
        let (stem, parent) = (
            dice.pick(&["ad", "corp", "Intra", "x"]),
            dice.pick(&["test", "example", "corp.test"]),
        );
        let domain = format!("{stem}{number}.{parent}");
        let count = 1 + dice.below(KMS_HOSTS.len());
        let stem = dice.pick(&["kms", "SRV-KMS-", "s", "vl_"]);
        let kms = KMS_HOSTS[..count]
            .iter()
            .map(|host| (format!("{stem}{}", dice.below(1000)), *host))
            .collect();
        Self {
            domain,
            families: [Families::Both, Families::V4, Families::V6][dice.below(3)],
            kms,
            port: [1688, 1688, 1688, 1689, 49_200][dice.below(5)],
            dns_servers: 1 + dice.below(2),
            time_servers: 1 + dice.below(3),
            forced: dice.chance(4),
            proxy: dice.chance(4),
            // Wine takes the first suffix and no other.
            other_suffixes: dice.chance(4) && !in_wine(),
        }
    }

    fn ask(&self, servers: &Servers, name: &str) -> Row {
        let run = Run { timeout: "4s".to_owned(), args: self.arguments(), ..Run::default() };
        let ran = client::ask(&servers.site, &self.client(), &run, &toml::Table::new());
        Row::judged(name, &ran, &Expectation::default())
    }

    fn zone(&self) -> String {
        let mut zone =
            "$TTL 300\n@ SOA ns1 hostmaster 7 3600 600 86400 60\n@ NS ns1\nns1 A 10.77.3.53\n\
             _ldap._tcp SRV 0 100 389 ns1\n"
                .to_owned();
        for (name, host) in &self.kms {
            let _ = writeln!(zone, "_vlmcs._tcp SRV 0 0 {} {name}", self.port);
            if self.families != Families::V6 {
                let _ = writeln!(zone, "{name} A {}", hosts::v4(host));
            }
            if self.families != Families::V4 {
                let _ = writeln!(zone, "{name} AAAA {}", hosts::v6(host));
            }
        }
        zone
    }

    fn client(&self) -> Client {
        let mut search = vec![self.domain.clone()];
        if self.other_suffixes {
            search.insert(0, "branch.test".to_owned());
        }
        Client {
            dns: ["dns1", "dns2"][..self.dns_servers]
                .iter()
                .map(|name| (*name).to_owned())
                .collect(),
            search,
            ..Client::default()
        }
    }

    fn arguments(&self) -> Vec<String> {
        let mut words = Vec::new();
        if self.forced {
            words.extend([
                "--kms".to_owned(),
                format!("{}.{}:{}", self.kms[0].0, self.domain, self.port),
            ]);
        }
        if self.proxy {
            words.extend(["--proxy".to_owned(), "http://proxy.corp.test:3128".to_owned()]);
        }
        for server in &TIME_SERVERS[..self.time_servers] {
            let suffix = if server.contains('.') { "" } else { ".corp.test" };
            words.extend(["--ntp-server".to_owned(), format!("{server}{suffix}")]);
        }
        words
    }
}
