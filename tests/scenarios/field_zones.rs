//! Captures of DNS servers that fail for a zone, or do not know it.

use super::field_network::page;

const ATTEMPT: &str = "C:\\>cscript //nologo slmgr.vbs /ato\nActivating Windows(R), ServerStandard \
     edition (9bd77860-9b31-4b7b-96ad-2564017315bf) ...\nError: CODE x\n\n";

fn asked(server: &str, what: &str, end: &str) -> String {
    let name = what.rsplit(' ').next().unwrap_or_default();
    format!(
        "C:\\>nslookup {what}\nServer:  {server}\nAddress:  10.3.0.10\n\n*** {server} can't find \
         {name}: {end}\n\n"
    )
}

fn said(code: &str, looked_up: &[String]) -> String {
    let text = ATTEMPT.replace("CODE", code) + &looked_up.concat();
    page(&[("a.txt", text.into_bytes())])
}

const SRV: &str = "-type=srv _vlmcs._tcp.corp.test";

/// Its own name may be of a zone that others serve.
#[test]
fn a_server_that_fails_for_all_that_it_was_asked_is_none_that_lacks_srv() {
    for server in ["dc1.corp.test", "UnKnown"] {
        for other in ["-type=soa corp.test", "dc2.corp.test", "www.microsoft.com"] {
            let looked_up = [SRV, other].map(|what| asked(server, what, "Server failed"));
            let page = said("0x8007232A", &looked_up);
            assert!(!page.contains("answer other questions"), "{other}\n{page}");
            assert!(page.contains("Next: DNS administrator: Repair the zone"), "{other}\n{page}");
        }
    }
    // It gave the address of a name elsewhere, and fails for the zone.
    let given = "C:\\>nslookup www.microsoft.com\nServer:  dc1.corp.test\nAddress:  10.3.0.10\n\n\
         Non-authoritative answer:\nName:    www.microsoft.com\nAddress:  192.0.2.7\n\n";
    let fails = |what| asked("dc1.corp.test", what, "Server failed");
    let page = said("0x8007232A", &[fails(SRV), fails("corp.test"), given.to_owned()]);
    assert!(!page.contains("answer other questions"), "{page}");
    let page = said("0x8007232A", &[fails(SRV), given.to_owned()]);
    assert!(page.contains("answer other questions"), "{page}");
}

/// Before a KMS administrator publishes anything: which DNS servers does this host ask?
#[test]
fn a_server_that_does_not_know_the_zone_is_for_whoever_has_the_host() {
    let gone = |what| asked("fritz.box", what, "Non-existent domain");
    for other in ["corp.test", "-type=srv _ldap._tcp.dc._msdcs.corp.test"] {
        let page = said("0x8007232B", &[gone(SRV), gone(other)]);
        assert!(page.contains("do not know the domain"), "{other}\n{page}");
        assert!(page.contains("Next: Administrator of this host"), "{other}\n{page}");
    }
    let unlocated = "C:\\>nltest /dsgetdc:corp.test\nGetting DC name failed: Status = 1355 0x54b \
         ERROR_NO_SUCH_DOMAIN\n";
    let page = said("0x8007232B", &[gone(SRV), unlocated.to_owned()]);
    assert!(page.contains("Next: Administrator of this host"), "{page}");
    // Another name in the zone, and another server, tell nothing of the zone.
    let gone = |what| asked("dc1.corp.test", what, "Non-existent domain");
    let other = asked("dc1.corp.test", "corp.test", "Non-existent domain");
    let other = other.replace("10.3.0.10", "10.3.0.11");
    for beside in [gone("kms9.corp.test"), other] {
        let page = said("0x8007232B", &[gone(SRV), beside]);
        assert!(page.contains("Next: KMS administrator"), "{page}");
    }
}
