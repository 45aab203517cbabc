//! What a terminal shows.

use std::fs::File;
use std::io::Read;
use std::thread;

use nix::pty::{Winsize, openpty};

use crate::program::{command, ended};

const DTI: &str = "fixtures/captures/installation-id/dti-en.txt";
const OF_TWO: &str = "fixtures/captures/installation-id/dti-of-two.txt";
const SAVED: &str = "fixtures/reports/kms-silent-after-a-move.json";
const GROUPS: &str = "6397258 8104237";

/// What a terminal shows, and the exit code.
async fn on_a_terminal(arguments: &[&str], environment: &[(&str, &str)]) -> (String, Option<i32>) {
    let size = Winsize { ws_row: 25, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };
    let terminal = openpty(&size, None).unwrap();
    let mut command = command(arguments);
    command.env("TERM", "xterm-256color").env_remove("NO_COLOR");
    command.envs(environment.iter().copied()).stdout(terminal.slave);
    let child = command.spawn().unwrap();
    drop(command);
    let reader = thread::spawn(move || {
        let mut shown = Vec::new();
        // A terminal that the last writer has closed ends with an error.
        let _ = File::from(terminal.master).read_to_end(&mut shown);
        String::from_utf8(shown).unwrap().replace("\r\n", "\n")
    });
    let output = ended(child).await;
    (reader.join().unwrap(), output.status.code())
}

#[tokio::test]
async fn the_id_of_a_capture_is_drawn_under_the_page() {
    let drawing = ["replay", "--offline", "--import", DTI, "--offline-id-qr"];
    let (shown, _) = on_a_terminal(&drawing, &[]).await;
    assert!(shown.contains("Installation ID of dti-en.txt, for the offline step:"), "{shown}");
    assert!(shown.contains(GROUPS), "{shown}");
    assert_eq!(shown.matches("\u{1b}[97m\u{1b}[40m").count(), 17, "{shown}");
    let (plain, _) = on_a_terminal(&drawing[..4], &[]).await;
    assert!(!plain.contains(GROUPS) && plain.contains("--offline-id-qr draws it"), "{plain}");
}

#[tokio::test]
async fn ascii_is_ascii_and_a_terminal_without_colours_is_told() {
    let drawing = ["replay", "--offline", "--import", OF_TWO, "--offline-id-qr", "--ascii"];
    let (shown, _) = on_a_terminal(&drawing, &[("NO_COLOR", "1")]).await;
    assert!(shown.is_ascii() && !shown.contains('\u{1b}'), "{shown}");
    assert!(shown.contains("shows no colours") && shown.contains("35 lines high"), "{shown}");
    for machine in ["SRV02 (dti-of-two.txt)", "srv03 (dti-of-two.txt)"] {
        assert!(shown.contains(&format!("Installation ID of {machine},")), "{shown}");
    }
}

#[tokio::test]
async fn beside_a_saved_report_the_capture_is_drawn_and_without_one_the_way_to_it_is_told() {
    let (told, code) = on_a_terminal(&["replay", SAVED, "--offline-id-qr"], &[]).await;
    assert_eq!(code, Some(1));
    assert!(
        told.contains("a saved report keeps none") && told.contains("/dti > dti.txt"),
        "{told}"
    );
    let (shown, code) =
        on_a_terminal(&["replay", SAVED, "--import", DTI, "--offline-id-qr"], &[]).await;
    assert_eq!(code, Some(1));
    assert!(shown.contains(GROUPS), "{shown}");
}

#[tokio::test]
async fn a_run_draws_what_it_was_handed_and_says_that_this_host_is_no_windows() {
    let unreached = ["--only", "clock", "--ntp-server", "127.0.0.1:9", "--timeout", "100ms"];
    let (told, _) = on_a_terminal(&[&unreached[..], &["--offline-id-qr"]].concat(), &[]).await;
    assert!(told.contains("No Installation ID to draw: no capture here holds one"), "{told}");
    let drawing = [&unreached[..], &["--offline-id-qr", "--import", DTI]].concat();
    let (shown, _) = on_a_terminal(&drawing, &[]).await;
    assert!(shown.contains(GROUPS), "{shown}");
}
