//! Registry keys as `Format-List` prints them, alone and beside other lists.

use super::*;

#[test]
fn lists_that_are_aligned_anew_are_several_objects() {
    let text = "KeyManagementServiceName : kms9.corp.example\n\
        KeyManagementServicePort : 1689\n\n\
        Description          : Windows(R) Operating System, VOLUME_KMSCLIENT channel\n\
        LicenseStatus        : 5\n\
        PartialProductKey    : VMK7H\n";
    let found = recognise(text.as_bytes());
    let kinds: Vec<CaptureKind> = found.iter().map(|capture| capture.kind).collect();
    assert_eq!(kinds, [CaptureKind::LicensingList, CaptureKind::ItemProperty]);
}

#[test]
fn one_value_that_was_asked_for_alone_is_read() {
    let key = r"HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\SoftwareProtectionPlatform";
    for command in [
        format!("PS C:\\> (Get-ItemProperty \"{key}\").KeyManagementServiceName"),
        format!("PS C:\\> Get-ItemPropertyValue '{key}' -Name KeyManagementServiceName"),
    ] {
        let told = |below: &str| {
            let found = recognise(format!("{command}\n{below}\n").as_bytes());
            found.into_iter().find_map(|capture| capture.facts.licence?.forced_kms)
        };
        assert_eq!(told("kms9.corp.example").unwrap().host, "kms9.corp.example");
        // The value is not set, and the next prompt follows.
        assert_eq!(told("PS C:\\> exit"), None);
    }
}

#[test]
fn the_host_name_that_hyper_v_tells_its_guest_is_not_the_guests() {
    let text = "HostName                       : HV03\n\
        HostingSystemEditionId         : 8\n\
        PhysicalHostNameFullyQualified : hv03.corp.example\n";
    let [capture] = recognise(text.as_bytes()).try_into().expect("one capture");
    let told = capture.facts.kvp.expect("what the host tells");
    assert_eq!((told.physical_host.as_str(), told.edition), ("hv03.corp.example", Some(8)));
    assert_eq!(capture.facts.computer, "");
}
