//! Ctrl-C. This program is the first process of its namespace, to which signals mean nothing unless
//! it asks for them.

use std::{process, thread};

/// As the shell counts: 128 and SIGINT.
const INTERRUPTED: i32 = 130;

/// Ends the program, and with it everything it started, at the first Ctrl-C or request to end.
pub fn obey() {
    thread::spawn(|| {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(asked_to_end());
        // The namespaces and the processes in them go with their first process.
        process::exit(INTERRUPTED);
    });
}

async fn asked_to_end() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).expect("a handler");
    let mut interrupt = signal(SignalKind::interrupt()).expect("a handler");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
