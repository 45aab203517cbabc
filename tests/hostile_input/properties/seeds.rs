//! Where fuzzing begins: recorded inputs from the fixtures, and hostile ones made by hand.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

type Seeds = Vec<Vec<u8>>;

/// The root of the repository; fuzz targets are built one folder below it.
fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    if here.join("fixtures").is_dir() { here } else { here.parent().unwrap() }
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|e| e == extension)).collect();
    files.sort();
    files
}

fn contents(folder: &str, extension: &str) -> Seeds {
    files(folder, extension).iter().map(|file| fs::read(file).unwrap()).collect()
}

/// Whole hosts, and the odd lines that people write by hand.
pub fn registry() -> Seeds {
    let mut seeds = contents("fixtures/registry", "reg");
    seeds.push(
        b"REGEDIT4\n[HKLM\\SYSTEM\\ControlSet001\\K]\n@=-\n\"a\"=hex(7):61,00,\\\n62,00\n\
          [-HKLM\\SYSTEM]\n\"b\"=\"x"
            .to_vec(),
    );
    seeds
}

/// Each PDU of the recorded exchanges, the strangers that answer on the port, and an answer in
/// fragments.
pub fn rpc() -> Seeds {
    let mut seeds: Seeds =
        contents("probes/fixtures/rpc", "hex").iter().flat_map(|file| pdus(file)).collect();
    seeds.extend(seeds.clone().into_iter().filter_map(with_hostile_address));
    let mut fragment = seeds.first().cloned().unwrap_or_default();
    if let Some(flags) = fragment.get_mut(3) {
        *flags = 0x01;
    }
    seeds.push(fragment.repeat(3));
    let strangers = [
        "HTTP/1.1 400 Bad Request\r\nServer: \u{1b}[31mnginx\r\n\r\n",
        "220 mail.example ESMTP\r\n",
        "<html>",
        "\u{16}\u{3}\u{1}\0\u{2}",
        "SSH-2.0-OpenSSH_9\n",
    ];
    seeds.extend(strangers.map(|text| text.as_bytes().to_vec()));
    seeds
}

/// A `bind_ack` whose secondary address, else the port, is an escape.
fn with_hostile_address(mut pdu: Vec<u8>) -> Option<Vec<u8>> {
    let at = pdu.windows(4).position(|window| window == b"1688")?;
    pdu.get_mut(at..at + 4)?.copy_from_slice(b"\x1b[2J");
    Some(pdu)
}

/// The PDUs of a dump with offsets; a comment begins a new one.
fn pdus(dump: &[u8]) -> Seeds {
    let mut pdus = vec![Vec::new()];
    for line in String::from_utf8_lossy(dump).lines() {
        match line.get(4..).filter(|_| !line.starts_with('#')) {
            Some(digits) => {
                let bytes =
                    digits.split_whitespace().map(|pair| u8::from_str_radix(pair, 16).unwrap());
                pdus.last_mut().unwrap().extend(bytes);
            }
            None => pdus.push(Vec::new()),
        }
    }
    pdus.retain(|pdu| !pdu.is_empty());
    pdus
}

/// Answers with records of each type, an alias, an SOA, an extended error, a loop of pointers and a
/// hostile name.
pub fn dns() -> Seeds {
    const SRV: &[u8] = b"\x06_vlmcs\x04_tcp\x04corp\x07example\0\0\x21\0\x01";
    const SOA: &[u8] = b"\x04corp\x07example\0\0\x06\0\x01";
    const A: &[u8] = b"\x04kms1\x04corp\x07example\0\0\x01\0\x01";
    const AAAA: &[u8] = b"\x04kms1\x04corp\x07example\0\0\x1c\0\x01";
    let srv = |target: &[u8]| record(33, &[&[0, 0, 0, 0, 6, 0x98], target].concat());
    let soa = record(
        6,
        b"\x02ns\xc0\x0c\x05admin\xc0\x0c\0\0\0\x01\0\0\x0e\x10\0\0\x02\x58\0\x01\
         \x51\x80\0\0\x0e\x10",
    );
    let edns = b"\0\0\x29\x04\xd0\0\0\0\0\0\x0a\0\x0f\0\x06\0\x12\x1b[2J".to_vec();
    let alias = record(5, b"\x05kms99\xc0\x11");
    vec![
        answer(0, 0, SRV, &[srv(b"\x04kms1\xc0\x18")], &[], &[]),
        answer(
            0,
            0,
            SRV,
            &[srv(b"\x04kms1\xc0\x18"), srv(b"\x0a\x1b[2J\x1b]0;x\x07\xc0\x18"), srv(b"\0")],
            &[],
            std::slice::from_ref(&edns),
        ),
        answer(0, 3, SRV, &[], std::slice::from_ref(&soa), std::slice::from_ref(&edns)),
        answer(4, 0, SRV, &[srv(b"\xc0\x0c"), srv(b"\xc0\x3a")], &[], &[]),
        answer(1, 0, SOA, &[soa], &[], &[]),
        answer(2, 0, A, &[record(1, &[192, 0, 2, 1])], &[], &[]),
        answer(2, 0, A, &[alias.clone(), alias], &[], &[]),
        answer(2, 0, A, &[record(5, b"\xc0\x0c")], &[], &[]),
        answer(
            3,
            0,
            AAAA,
            &[record(28, &[0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])],
            &[],
            &[],
        ),
        answer(0, 5, SRV, &[], &[], &[edns]),
    ]
}

/// The choice of the target, then a message with one question and these records.
fn answer(
    choice: u8,
    rcode: u8,
    question: &[u8],
    answers: &[Vec<u8>],
    authorities: &[Vec<u8>],
    more: &[Vec<u8>],
) -> Vec<u8> {
    let count = |records: &[Vec<u8>]| u8::try_from(records.len()).unwrap();
    let header = [
        0x2a,
        0x17,
        0x81,
        0x80 | rcode,
        0,
        1,
        0,
        count(answers),
        0,
        count(authorities),
        0,
        count(more),
    ];
    [&[choice], &header[..], question, &answers.concat(), &authorities.concat(), &more.concat()]
        .concat()
}

/// A record about the name of the question, of class IN, for an hour.
fn record(kind: u8, data: &[u8]) -> Vec<u8> {
    [&[0xc0, 0x0c, 0, kind, 0, 1, 0, 0, 0x0e, 0x10, 0, u8::try_from(data.len()).unwrap()], data]
        .concat()
}

/// Replies of strata 0 to 2 and a kiss, with our clock's times behind them.
pub fn sntp() -> Seeds {
    let reply = |first: u8, stratum: u8, id: &[u8; 4]| {
        let head = [&[first, stratum, 6, 0xe9, 0, 0, 0x80, 0, 0, 1, 0, 0], &id[..]].concat();
        let times =
            [1_u64, 2, 100 << 32, (100 << 32) + 5, 99 << 32, 101 << 32].map(u64::to_be_bytes);
        [head, times.concat()].concat()
    };
    vec![
        reply(0x24, 2, &[10, 0, 0, 1]),
        reply(0x1c, 1, b"GPS\0"),
        reply(0xe4, 0, b"INIT"),
        reply(0x24, 0, b"RATE"),
        reply(0x24, 0, b"\x1b[2J"),
        reply(0x23, 3, &[0; 4]),
    ]
}

/// Answers of servers, proxies and portals, and of what is no HTTP.
pub fn http() -> Seeds {
    let answers = [
        "HTTP/1.1 200 OK\r\nDate: Fri, 20 Nov 2026 17:00:00 GMT\r\nServer: Microsoft-IIS/10.0\r\n\
         \r\n",
        "HTTP/1.1 200 Connection established\r\n\r\nrest",
        "HTTP/1.1 302 Found\r\nLocation: http://portal.example/login?user=x#y\r\nAge: 3\r\n\r\n",
        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\n\
         Proxy-Authenticate: Basic realm=\"a, b\"\r\nVia: 1.1 proxy (squid/5.7)\r\n\
         X-Squid-Error: ERR_CACHE 0\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        "HTTP/1.0 503 x\r\nVia: \u{1b}]0;owned\u{7}\r\nserver : \u{9b}31m\r\n folded\r\n\r\n",
        "HTTP/1.1 403 x\r\nVia: \u{9b}31m\u{202e}\r\nServer: \u{9b}2J\r\nX-Cache: \u{85}\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "<html>",
        "220 mail.example ESMTP\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\
         Transfer-Encoding: chunked, chunked\r\n\r\n",
    ];
    answers.map(|answer| answer.as_bytes().to_vec()).into()
}

/// Values of `Proxy-Authenticate`.
pub fn http_auth() -> Seeds {
    let values = [
        "Negotiate\nNTLM TlRMTVNTUAAC==\n\
         Basic realm=\"Contoso, Inc. \\\", Fake\", charset=\"UTF-8\"",
        "Digest realm=\"a\", qop = \"auth\", nonce=\"b\",Basic realm=x",
        ", ,=\"\\\u{1b}",
    ];
    values.map(|value| value.as_bytes().to_vec()).into()
}

/// The roots that are shipped, and that of a site's inspection.
pub fn certificates() -> Seeds {
    let files = ["probes/roots/microsoft.pem", "fixtures/site/inspection-root.pem"];
    let pem = files.map(|file| fs::read_to_string(root().join(file)).unwrap()).concat();
    let bodies = pem.split("-----BEGIN CERTIFICATE-----").skip(1);
    bodies.map(|body| base64(body.split("-----").next().unwrap())).collect()
}

/// RFC 4648 §4.
fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.bytes().filter_map(|byte| DIGITS.iter().position(|digit| *digit == byte));
    let digits: Vec<u8> = digits.map(|digit| u8::try_from(digit).unwrap()).collect();
    let bits = |four: &[u8]| {
        four.iter().fold(0_u32, |bits, digit| bits << 6 | u32::from(*digit))
            << (6 * (4 - four.len()))
    };
    digits.chunks(4).flat_map(|four| bits(four).to_be_bytes()[1..four.len()].to_vec()).collect()
}

/// What Windows says of an error in each family, and this host's address.
pub fn icmp() -> Seeds {
    let error = |family: u8, icmp_type: u8, code: u8| {
        let mut info = vec![0; 40];
        info[0] = family;
        info[4..8].copy_from_slice(&[10, 77, 2, 2]);
        info[36..].copy_from_slice(&[10, 77, 2, 2]);
        (info[32], info[33]) = (icmp_type, code);
        info
    };
    vec![error(2, 3, 13), error(2, 3, 1), error(23, 1, 4), error(23, 3, 0), error(0, 0, 0)]
}

/// The recorded exchange with a domain controller, and the names of its answer in a structure that
/// bends them.
pub fn netlogon() -> Seeds {
    let recorded = datagrams("netlogon-reply.hex");
    let structure = |names: &[u8]| [&[23][..], &[0; 23], names].concat();
    let value =
        recorded.first().and_then(|datagram| datagram.get(27..)).unwrap_or_default().to_vec();
    let names = b"\x04\x1b[2J\x07example\0\xc0\x18\x03dc1\xc0\x18\0\0\0\x04Site\0\xc0\x1d";
    [
        recorded,
        vec![value, structure(names), structure(&[0xc0, 24]), structure(&[1, b'a', 0xc0, 24])],
    ]
    .concat()
}

fn datagrams(file: &str) -> Seeds {
    let dump = fs::read_to_string(root().join("probes/fixtures/ldap").join(file)).unwrap();
    let lines = dump.lines().filter(|line| !line.starts_with('#'));
    lines.map(|digits| hex::decode(digits).unwrap()).collect()
}

/// Recorded messages, and answers of each kind made by hand: a rootDSE, an activation object,
/// results.
pub fn ldap() -> Seeds {
    let long = ["AAAAA"; 5].join("-");
    let entry = |attributes: &[(&str, &[u8])]| {
        let one = |(name, value): &(&str, &[u8])| {
            ber(0x30, &[ber(4, &[(*name).into()]), ber(0x31, &[ber(4, &[value.to_vec()])])])
        };
        ber(
            0x64,
            &[
                ber(4, &[b"CN=x\x1b[2J".to_vec()]),
                ber(0x30, &attributes.iter().map(one).collect::<Vec<_>>()),
            ],
        )
    };
    let result = |tag: u8, code: u8| {
        ber(
            tag,
            &[vec![0x0a, 1, code], ber(4, &[vec![]]), ber(4, &[b"00002020: \x1b[2J\0".to_vec()])],
        )
    };
    let root_dse = entry(&[
        ("configurationNamingContext", b"CN=Configuration,DC=corp,DC=example"),
        ("dnsHostName", b"dc1.corp.example\x9b31m"),
        ("domainControllerFunctionality", b"7"),
        ("isSynchronized", b"TRUE"),
        ("currentTime", b"20261103091201.0Z"),
        ("objectVersion", b"88"),
    ]);
    let object = entry(&[
        ("cn", b"Windows Server 2022"),
        ("msSPP-CSVLKPartialProductKey", long.as_bytes()),
        ("msSPP-CSVLKSkuId", b"51A0E68C-0DC5-43CA-935D-C1C911BF2EE5"),
        ("msSPP-KMSIds", b"0123456789abcdef"),
    ]);
    let answers = [
        root_dse,
        object,
        result(0x61, 49),
        result(0x65, 1),
        result(0x78, 52),
        ber(0x73, &[ber(4, &[b"ldap://x".to_vec()])]),
    ];
    let mut seeds: Seeds =
        answers.into_iter().map(|answer| ber(0x30, &[vec![2, 1, 2], answer])).collect();
    seeds.extend(
        ["netlogon-ping.hex", "netlogon-reply.hex"].iter().flat_map(|file| datagrams(file)),
    );
    seeds.push(b"\x15\x03\x03\0\x02\x02\x28".to_vec());
    seeds
}

fn ber(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    let content = parts.concat();
    let len = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x82], &len[..], &content].concat()
}

/// Hyper-V, KVM in front of Hyper-V's leaves, and one whose name is a terminal's command.
pub fn cpuid() -> Seeds {
    let leaf =
        |choice: u8, eax: u32, name: &[u8; 12]| [&[choice], &eax.to_le_bytes()[..], name].concat();
    let present = leaf(0xff, 0, b"\0\0\0\0\0\0\0\x80\0\0\0\0");
    let interface = leaf(1, u32::from_le_bytes(*b"Hv#1"), &[0; 12]);
    let microsoft = leaf(0, 0x4000_000b, b"Microsoft Hv");
    let more = [leaf(2, 20_348, &[0; 12]), leaf(3, 0, b"\x01\0\0\0\0\0\0\0\0\0\0\0")].concat();
    let kvm = leaf(4, 0x4000_0101, b"KVMKVMKVM\0\0\0");
    let hostile = leaf(0, 0x4000_0001, b"\x1b[2J\x1b]0;x\x07\x9b\0");
    vec![
        present.clone(),
        [&present, &microsoft, &interface, &more].map(Clone::clone).concat(),
        [&present, &microsoft, &interface, &kvm].map(Clone::clone).concat(),
        [present, hostile].concat(),
    ]
}

/// Pools of an honest host, of one that says all twice, and of a hostile one.
pub fn kvp() -> Seeds {
    let record = |(key, value): &(&str, &str)| {
        let mut record = [key.as_bytes(), &vec![0; 512 - key.len()], value.as_bytes()].concat();
        record.resize(512 + 2048, 0);
        record
    };
    let honest = [
        ("HostingSystemEditionId", "8"),
        ("PhysicalHostName", "HV01"),
        ("VirtualMachineName", "srv-app-07"),
    ];
    let hostile = [
        ("PhysicalHostName", ""),
        ("PhysicalHostName", "hv\u{1b}[2J\u{202e}"),
        ("HostingSystemOsMajor", "-1"),
    ];
    let [honest, hostile] =
        [honest, hostile].map(|pairs| pairs.iter().flat_map(record).collect::<Vec<u8>>());
    vec![
        honest.clone(),
        [hostile.clone(), honest].concat(),
        hostile[..2 * 2560 - 1].to_vec(),
        vec![b'a'; 2560],
    ]
}

/// The tables of a machine in Azure.
pub fn smbios() -> Seeds {
    let tables = b"\0\x03\x01\0\0\0\0\0\x01\x08\0\0\x01\x02\0\x03Microsoft Corporation\0Virtual \
         Machine\0\x1b[2J\0\0\x03\x09\0\0\x01\x03\0\0\x02Microsoft\x007783-7084-3265-9085-8269-3286\
         -77\0\0\x7f\x04\0\0\0\0";
    vec![tables.to_vec()]
}

/// Routes of both families, and neighbours.
pub fn linux_network() -> Seeds {
    let ipv4 = "c0 00000000 01014D0A 0003 0 0 100 00000000 0 0 0\n\
         c0 00034D0A 02014D0A 0003 0 0 0 00FFFFFF 0 0 0\n";
    let ipv6 = "fd770003000000000000000000000000 40 00000000000000000000000000000000 00 \
                fd770001000000000000000000000001 00000400 00000003 00000000 00000003 c0\n";
    let arp =
        "10.77.3.9 0x1 0x0 00:00:00:00:00:00 * c0\n10.77.3.9 0x1 0x2 52:54:00:12:34:56 * c1\n";
    [ipv4, ipv6, arp].map(|table| table.as_bytes().to_vec()).into()
}

/// A hosts file with comments and broken lines.
pub fn hosts() -> Seeds {
    let files = [
        "127.0.0.1 localhost\n::1 localhost\n10.0.0.5\tKMS1.corp.example kms1 # new\r\nx y\n\
         10.0.0.2\n",
        "a..b \n",
    ];
    files.map(|file| file.as_bytes().to_vec()).into()
}

/// Proxy settings as each tool writes them, and registry values.
pub fn proxy_files() -> Seeds {
    let mut seeds = contents("fixtures/proxy", "txt");
    seeds.extend(contents("fixtures/proxy", "reg"));
    seeds.push(registry_value(0x28, 3, &["proxy.corp.example:8080", "<local>;*.corp.example"]));
    seeds.push(registry_value(0x46, 15, &["http=u:p@a:80;https=b", "x", "http://wpad/x.pac"]));
    seeds.push(registry_value(
        0x28,
        3,
        &["a;".repeat(3_000).as_str(), "b;".repeat(3_000).as_str()],
    ));
    seeds.push(b"WinHTTP:\n p : user:a;b@proxy:80\n b : x\n".to_vec());
    seeds
}

fn registry_value(version: u8, flags: u8, strings: &[&str]) -> Vec<u8> {
    let mut value = vec![version, 0, 0, 0, 1, 0, 0, 0, flags, 0, 0, 0];
    for string in strings {
        value.extend(u32::try_from(string.len()).unwrap().to_le_bytes());
        value.extend(string.bytes());
    }
    value
}

/// Variables, a line each.
pub fn environments() -> Seeds {
    let environments = [
        "https_proxy=http://proxy.corp.example:8080\n\
         no_proxy=localhost,.corp.example,10.0.0.0/8,[::1]:80",
        "HTTP_PROXY=user:secret@proxy\nALL_PROXY=socks5://x\nREQUEST_METHOD=GET",
        "http_proxy=a b@c/d\nNO_PROXY=x@y *",
    ];
    environments.map(|text| text.as_bytes().to_vec()).into()
}

/// Values as people write them, right and wrong.
pub fn values() -> Seeds {
    let values = [
        "kms1.corp.example:1688",
        "[2001:db8::53]:53",
        "fe80::1",
        "192.0.2.1",
        "1.2.3.400",
        "4s",
        "500ms",
        "1e9",
        "https://activation.sls.microsoft.com/",
        "http://a.example./x.crl?y",
        "user:secret@proxy:80",
        "kms.port-open",
        "direct",
        "\u{1b}[2J",
        "a..b",
        "héron.example",
    ];
    values.map(|value| value.as_bytes().to_vec()).into()
}

/// The example of a site file, and a hostile one.
pub fn site() -> Seeds {
    let hostile = b"[proxy]\nurl = \"http://proxy:80\"\nbypass = [\"\\u009b31m\"]\n";
    [contents("fixtures/site", "toml"), vec![hostile.to_vec()]].concat()
}

/// Saved reports and evidence, whole and wrong.
pub fn reports() -> Seeds {
    let mut seeds = contents("fixtures/reports", "json");
    seeds.extend(contents("fixtures/scenarios/_base", "json"));
    seeds.push(
        b"{\"schema_version\":1,\"tool_version\":\"\",\
         \"started_at\":\"2026-01-01T00:00:00Z\",\"host\":{},\"\\u001b[2J\":0}"
            .to_vec(),
    );
    seeds.push(b"{\"evidence\":{\"schema_version\":1,\"ended\":\"\\u001b[2J\"}}".to_vec());
    seeds
}

/// The evidence that is edited.
pub fn evidence() -> Vec<Value> {
    let mut files = files("fixtures/scenarios/_base", "json");
    files.extend(self::files("fixtures/reports", "json"));
    let trees =
        files.iter().map(|file| serde_json::from_slice::<Value>(&fs::read(file).unwrap()).unwrap());
    trees.map(|mut tree| tree.get_mut("evidence").map(Value::take).unwrap_or(tree)).collect()
}

/// The changes that scenarios make: where, and to what.
pub fn changes() -> Vec<(String, Value)> {
    let scenarios =
        fs::read_dir(root().join("fixtures/scenarios")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = scenarios
        .map(|folder| folder.join("scenario.toml"))
        .filter(|file| file.is_file())
        .collect();
    files.sort();
    files.iter().flat_map(|file| changes_of(&fs::read_to_string(file).unwrap())).collect()
}

fn changes_of(scenario: &str) -> Vec<(String, Value)> {
    let scenario: toml::Table = scenario.parse().unwrap();
    let changes =
        scenario.get("change").and_then(toml::Value::as_array).cloned().unwrap_or_default();
    let change = |change: &toml::Value| {
        let at = change.get("at")?.as_str()?.to_owned();
        Some((at, serde_json::to_value(change.get("to")?).unwrap()))
    };
    changes.iter().filter_map(change).collect()
}

/// Names that a hostile peer may give, and texts that look like something else.
pub fn names() -> Vec<Value> {
    let file = fs::read(root().join("fixtures/hostile/names.json")).unwrap();
    let mut names: Vec<Value> = serde_json::from_slice(&file).unwrap();
    let lookalikes = [
        "",
        ".",
        "[::1]:1688",
        "a:b:c",
        "192.0.2.1:0",
        "-009999-01-02T01:59:59Z",
        "9999-12-30T22:00:00Z",
    ];
    names.extend(lookalikes.map(Value::from));
    names
}

/// Some of the scenarios' changes, each alone, and hostile texts, of which more is a matter of two
/// bytes; then KMS hosts of hostile names that do not answer, for which a report offers a command
/// to type.
pub fn edits() -> Seeds {
    let number = |at: usize| u16::try_from(at).unwrap().to_be_bytes();
    let change = |at: usize| [&[0, 0, 0], &number(at)[..]].concat();
    let mut seeds: Seeds = (0..changes().len()).step_by(5).map(change).collect();
    seeds.extend(
        (0..=255)
            .step_by(8)
            .map(|at: u8| vec![0, 1, 3, at % 2, at, 0, at, 2, at % 3, at ^ 0xff, 0, at % 12]),
    );
    let host = super::report::places(&evidence()[0])
        .iter()
        .position(|at| at == "/kms/targets/0/host")
        .unwrap();
    let is_silence = |(at, to): &(String, Value)| {
        at == "/kms/targets/*/endpoints/*/connect"
            && to.get("kind").is_some_and(|kind| kind == "timed-out")
    };
    let silence = changes().iter().position(is_silence).unwrap();
    let unanswered = |name: usize| {
        [&[0, 0, 3], &number(host)[..], &number(name), &[0], &number(silence)].concat()
    };
    seeds.extend((0..names().len()).map(unanswered));
    seeds
}

/// Two of the edits, one after the other.
pub fn pairs_of_edits() -> Seeds {
    let edits = edits();
    let pair =
        |pair: &[Vec<u8>]| [&[u8::try_from(pair[0].len()).unwrap()][..], &pair.concat()].concat();
    edits.windows(2).step_by(4).map(pair).collect()
}

/// Captures of every kind, each with a key written in another way, and one in which the console
/// broke a key.
pub fn captures() -> Seeds {
    let folders =
        fs::read_dir(root().join("fixtures/captures")).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<_> = folders.filter(|folder| folder.is_dir()).collect();
    folders.sort();
    let files = |folder: PathBuf| {
        let mut files: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    };
    let seed = |(number, file): (usize, PathBuf)| {
        // There are more files than a byte counts: then the ways of writing begin anew.
        let [number, ..] = number.to_le_bytes();
        [&[number, number.wrapping_mul(37), number, number / 3][..], &fs::read(file).unwrap()]
            .concat()
    };
    folders.into_iter().flat_map(files).enumerate().map(seed).collect()
}
