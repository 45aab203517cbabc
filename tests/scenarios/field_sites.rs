//! Captures that tell whose site a host is on, what it is there, and whether a KMS host served it:
//! who is sent, by hand. The files stand in `fixtures/captures/sites`.

use super::field_events::captured;
use super::field_network::page;

/// The file, what the page has to say, and what it must not.
type Row = (&'static str, &'static [&'static str], &'static [&'static str]);

#[rustfmt::skip]
const SITES: &[Row] = &[
    // A server that is none of the domain's is left alone: the host is what is wrong.
    ("gateway-before-the-own-server.txt",
        &["NB-118 is not activated (0x8007232B): 10.77.0.1, which is asked first",
            "Next: Administrator of this host: 10.77.0.1 is this host's default gateway",
            "-ServerAddresses 10.1.0.10", "nltest /dsgetdc:corp.test /force",
            "✖ KMS blocked"],
        &["Next: DNS", "DNS administrator", "Get-DnsServerZone", "Keep the other servers"]),
    ("public-resolvers-before-the-own-server.txt",
        &["Next: Administrator of this host: 9.9.9.9 is a public resolver",
            "-ServerAddresses 10.1.0.10"],
        &["DNS administrator", "Get-DnsServerZone", "Keep the other servers"]),
    ("server-without-controllers.txt",
        &["Next: Administrator of this host: By 10.77.0.53 Windows finds no domain controller"],
        &["DNS administrator", "Get-DnsServerZone", "Keep the other servers"]),
    ("own-server-without-the-record.txt",
        &["Next: DNS administrator: Give 10.1.0.11 the zone with this record",
            "Keep the other servers behind it"], &[]),
    ("gateway-alone.txt",
        &["Next: Administrator of this host: Connect this host to the site's network",
            "asked of 10.77.0.1: a router, which knows none"],
        &["KMS administrator:", "/sdns"]),
    // A domain controller is never converted; a key that was bought is the one to type.
    ("evaluation-on-a-controller-es.txt",
        &["This is a domain controller, and dism converts none", "Get-ADDomainController"],
        &["/Set-Edition"]),
    ("evaluation-with-a-role-asked-alone.txt",
        &["This is a domain controller, and dism converts none"], &["/Set-Edition"]),
    ("evaluation-on-a-member-with-a-bought-key.txt",
        &["dism /online /Set-Edition:ServerStandard /ProductKey:PRODUCT-KEY /AcceptEula",
            "Use the key that was bought"],
        &["VDYBN", "Format-List DomainRole"]),
    // What a KMS host's own output tells beside does not hide what its clients lack.
    ("kms-host-could-not-publish.txt",
        &["kms19.corp.test, a KMS host, is activated; it has counted 3", "Next: DNS administrator",
            "Get-DnsServerResourceRecord -ZoneName corp.test -Name _vlmcs._tcp"],
        &["install the published setup key"]),
    ("kms-host-told-not-to-publish.txt",
        &["Next: Administrator of this host: Switch publishing on", "/sdns"], &[]),
    ("kms-host-in-a-language-that-is-not-known-hu.txt",
        &["– KMS not applicable the installed key (ending in 4H7TD) is a KMS host key",
            "Next: Administrator of this host: Switch publishing on"],
        &["✖ KMS", "install the published setup key"]),
    // Nobody of the site runs a KMS host: the licence is looked for.
    ("workgroup-with-a-client-key.txt",
        &["KASSE-2 is not activated (0x8007232B): this host is in no domain",
            "Next: Administrator of this host: Ask whoever holds the licence",
            "/ipk PRODUCT-KEY", "✖ KMS blocked", "/skms KMS-HOST:1688"],
        &["KMS administrator", "/sdns", "not looked for"]),
    ("workgroup-with-a-key-in-the-firmware.txt",
        &["Next: Administrator of this host: The firmware holds a key of its own, ending in 6FHKT",
            "/ipk PRODUCT-KEY"],
        &["KMS administrator", "test TCP 1688"]),
    ("kms-of-strangers.txt",
        &["Next: Administrator of this host: Drop the setting. The firmware holds a key of its \
             own, ending in 6FHKT", "/ckms", "/ipk PRODUCT-KEY",
            "a KMS host on the Internet that is nobody's of this site"],
        &["KMS administrator or network team", "Get-NetTCPConnection", "bring that KMS host back",
            "network team"]),
    ("kms-of-strangers-that-activated.txt",
        &["What Windows calls activated here has no licence behind it by that", "/ckms",
            "/ipk PRODUCT-KEY", "It replaces the installed key"],
        &["✖ KMS", "Renew the activation now"]),
    ("kms-of-a-public-name-in-a-workgroup.txt",
        &["a host on the Internet, outside every domain that is known of this host",
            "Next: Administrator of this host: Drop the setting"],
        &["KMS administrator or network team", "Get-NetTCPConnection"]),
    // What a code may come from is not told as seen; where no Hyper-V host is, none is accused.
    ("avma-refused-by-a-standard-host.txt",
        &["the host is not activated itself, or is no Datacenter edition",
            "Next: Hyper-V administrator: Move this machine to a Datacenter host",
            "dism /online /Get-CurrentEdition"],
        &["the host itself is not activated"]),
    ("avma-tried-on-qemu.txt",
        &["(0xC004FD01): runs on", "✖ AVMA blocked"],
        &["On the Hyper-V host", "exchange data"]),
    // What a client saw of its KMS host.
    ("kms-renewed-and-a-ticket-missed.txt",
        &["is activated by KMS, with 176 days left", "KMS, which renews it, works.",
            "✔ KMS works kms01.corp.test:1688 was seen to activate this Windows",
            "Event 8200 (0x80072EE7) is no fault of this activation"],
        &["not looked for", "was not seen."]),
    ("kms-renewed-just-now.txt",
        &["KMS, which renews it, works."], &["not looked for"]),
    // As an activation object that renewed it within the week.
    ("kms-renewed-last-week.txt", &["✔ KMS works"], &["? KMS unknown"]),
    ("scrapped-kms-host-by-the-word-of-a-router.txt",
        &["10.9.4.1 says that the host cannot be reached",
            "Where-Object { $_.RecordData.DomainName -like 'kms00.corp.test*' }",
            "KMS degraded"],
        &["Get-NetTCPConnection"]),
    ("renewal-failed-on-windows-7.txt",
        &["✖ KMS blocked", "(New-Object Net.Sockets.TcpClient '10.1.0.21', 1688).Connected"],
        &["not looked for", "Test-NetConnection"]),
    ("slmgr-without-vbscript-de.txt",
        &["Next: Administrator of this host: slmgr.vbs did not run: this Windows has no VBScript",
            "Get-CimInstance SoftwareLicensingProduct",
            "/Add-Capability /CapabilityName:VBSCRIPT~~~~"],
        &["cscript"]),
    ("ato-read-by-ocr.txt", &["The last activation failed (0xC004F038)"], &[]),
];

#[test]
fn who_is_sent_is_who_can_act_there() {
    let differing = SITES.iter().filter_map(|(name, said, unsaid)| {
        let page = page(&[(name, captured("sites", name))]);
        let missing: Vec<_> = said.iter().filter(|words| !page.contains(**words)).collect();
        let wrong: Vec<_> = unsaid.iter().filter(|words| page.contains(**words)).collect();
        let is_right = missing.is_empty() && wrong.is_empty();
        (!is_right).then(|| format!("{name}\n  lacks {missing:?}\n  has {wrong:?}\n  {page}\n"))
    });
    let differing: Vec<String> = differing.collect();
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}
