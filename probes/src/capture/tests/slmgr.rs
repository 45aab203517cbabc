use super::*;

#[test]
fn the_code_of_a_failed_activation_in_german() {
    assert_eq!(licence("slmgr/ato-de-failed.cp850.txt").activation_error, Some(0xC004_C020));
}

/// Made up, as in every fixture.
const ID: &str = "639725881042377716600518840992231575098342216067719033845520417";

#[test]
fn an_installation_id_alone_is_a_capture_in_any_language_and_shape() {
    for name in [
        "dti-en.txt",
        "dti-en-broken-at-80.txt",
        "dti-fr.cp850.txt",
        "digits-alone.txt",
        "groups.txt",
    ] {
        let facts = facts(&format!("installation-id/{name}"), CaptureKind::InstallationId);
        assert_eq!(facts.installation_id.unwrap().digits(), ID, "{name}");
        assert_eq!(facts.licence, None, "{name}");
    }
    let selected = facts("installation-id/selected.txt", CaptureKind::LicensingList);
    assert_eq!(selected.computer, "SRV02");
    assert_eq!(selected.installation_id.unwrap().digits(), ID);
    for other in [&ID[1..], &ID.replacen('1', "x", 1)] {
        assert_eq!(recognise(format!("Installation ID: {other}\r\n").as_bytes()), []);
    }
}

#[test]
fn installation_ids_of_several_machines_are_told_apart() {
    let captures = recognise(&file("installation-id/dti-of-two.txt"));
    let of = |capture: &Capture| {
        let id = capture.facts.installation_id.clone().unwrap();
        (capture.facts.computer.clone(), id.digits().get(..7).unwrap().to_owned())
    };
    let expected = [("SRV02", "6397258"), ("srv03", "4820133")];
    assert_eq!(
        captures.iter().map(of).collect::<Vec<_>>(),
        expected.map(|(computer, id)| (computer.to_owned(), id.to_owned()))
    );
    let unnamed = format!("{ID}\r\n{}\r\n{ID}\r\n", ID.chars().rev().collect::<String>());
    assert_eq!(recognise(unnamed.as_bytes()).len(), 2);
}

#[test]
fn an_installation_id_behind_a_licence_is_that_machines() {
    let licence = String::from_utf8(file("slmgr/dlv-en-kms-client.txt")).unwrap();
    let licence: Vec<&str> = licence.lines().filter(|l| !l.starts_with("Installation")).collect();
    let both = format!("{}\r\n\r\nInstallation ID: {ID}\r\n", licence.join("\r\n"));
    let captures = recognise(both.as_bytes());
    assert_eq!(captures.len(), 1);
    assert!(captures[0].facts.licence.is_some());
    assert_eq!(captures[0].facts.installation_id.as_ref().unwrap().digits(), ID);
}
