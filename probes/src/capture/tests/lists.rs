//! Lists of objects that are told apart.

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
fn the_host_name_that_hyper_v_tells_its_guest_is_not_the_guests() {
    let text = "HostName                       : HV03\n\
        HostingSystemEditionId         : 8\n\
        PhysicalHostNameFullyQualified : hv03.corp.example\n";
    let [capture] = recognise(text.as_bytes()).try_into().expect("one capture");
    let told = capture.facts.kvp.expect("what the host tells");
    assert_eq!((told.physical_host.as_str(), told.edition), ("hv03.corp.example", Some(8)));
    assert_eq!(capture.facts.computer, "");
}
