//! Names that were looked up for their addresses.

use super::{Input, capture};

pub const INPUTS: &[Input] = &[
    capture(
        "lookups-missing",
        "Server:  dc\nAddress:  10.0.0.1\n\n",
        "*** dc can't find k{n}.example: Non-existent domain\n",
        "",
    ),
    capture("lookups-found", "", "Name:    k{n}.example\nAddress:  10.0.0.1\n\n", ""),
    capture("lookups-of-one-name", "Name: k.example\nAddresses:  10.0.0.1\n", "  10.0.0.{n}\n", ""),
    capture("lookups-commands", "", "C:\\>ping k{n}.example\nk{n}.example [10.0.0.1]\n", ""),
    capture("lookups-one-command", "C:\\>nslookup ", "k{n}.example ", "\n"),
    capture("lookups-one-complaint", "*** ", "k{n}.example ", ": Non-existent domain\n"),
    capture(
        "zone-records",
        "C:\\>dnscmd /enumrecords corp.test _vlmcs._tcp\n",
        "@ 600 SRV 0 0 1688 k{n}.corp.test.\n",
        "",
    ),
    capture("zone-commands", "", "PS C:\\>Get-DnsServerResourceRecord -ZoneName z{n}\n", ""),
    capture(
        "activation-objects",
        "C:\\>slmgr /ao-list\nActivation Objects\n",
        "    AO DN: CN=A{n},CN=Activation Objects,CN=Microsoft SPP,CN=Services,\
             CN=Configuration,DC=c\n",
        "",
    ),
    capture("firewall-rules", "", "Name : SPPSVC-In-TCP\nDisplayName : {n}\n", ""),
    capture("ping-replies", "", "Reply from 10.0.0.1: bytes=32 time<1ms TTL={n}\n", ""),
    capture("lookups-by-dig", "", ";k{n}.example. IN A\nk{n}.example. 60 IN A 10.0.0.1\n", ""),
];
