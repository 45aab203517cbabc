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

#[test]
fn minutes_left_are_told_in_days_too_and_nothing_else_below_a_licence_is_taken_for_them() {
    let left = |line: &str| {
        let block = "Name: Windows(R), ServerStandard edition\nDescription: Windows(R) Operating \
                     System, VOLUME_KMSCLIENT channel\nPartial Product Key: VMK7H\nLicense \
                     Status: Licensed\n";
        let captures = recognise(format!("{block}{line}\n").as_bytes());
        captures[0].facts.licence.as_ref().unwrap().remaining_minutes
    };
    for (line, minutes) in [
        ("Volume activation expiration: 259200 minute(s) (180 day(s))", 259_200),
        ("Expiration : 259 199 minutes (180 jours)", 259_199),
        ("批量激活过期: 258660 分钟(180 天)", 258_660),
        ("정품 인증 만료: 10000분（7일）", 10_000),
        ("REMAINING GRACE: 171 days (246000 minute(s) before expiring)", 246_000),
    ] {
        assert_eq!(left(line), Some(minutes), "{line}");
    }
    for line in [
        "At line:1 char:1",
        "Au caractère Ligne:1 : 1",
        "In Zeile:1 Zeichen:1",
        "発生場所 行:1 文字:1",
        "Ping: 4 (0% loss)",
        "Domain Time Offset: 300 (1)",
        "Intervalle : 1 (1s)",
        "Volume activation expiration: 259200 minute(s) (12 day(s))",
    ] {
        assert_eq!(left(line), None, "{line}");
    }
}
