//! The Installation ID on a terminal: drawn where it was asked for, and saved nowhere.

use crate::program::run;

#[cfg(target_os = "linux")]
mod linux;

#[tokio::test]
async fn what_would_save_it_or_show_it_to_nobody_is_refused() {
    for (arguments, words) in [
        (
            vec!["--offline-id-qr", "--format", "json"],
            vec!["--offline-id-qr", "--format json", "never saved"],
        ),
        (
            vec!["--offline-id-qr", "--output", "no-such-folder/page.txt"],
            vec!["--offline-id-qr", "--output FILE", "never saved"],
        ),
        (
            vec!["replay", "--offline", "--code", "0xC004F074", "--offline-id-qr"],
            vec!["terminal", "standard output is none", "slmgr.vbs /dti"],
        ),
        (vec!["--offline-id-qr", "--output", "-"], vec!["standard output is none"]),
        (vec!["--offline-id-qr", "--dry-run"], vec!["cannot be used", "--dry-run"]),
    ] {
        println!("{arguments:?}");
        run(&arguments).await.was_refused_with(&words);
    }
}
