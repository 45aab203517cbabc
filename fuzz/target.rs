//! libFuzzer before the properties of `tests/hostile_input`. `ACTPROBE_TARGET` names the one to
//! try; see `fuzz/run`.

#![no_main]
#![expect(clippy::unwrap_used, reason = "a fuzzer that cannot start has failed")]

#[path = "../tests/hostile_input/properties/mod.rs"]
mod properties;

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use properties::{TARGETS, Target};

static TARGET: LazyLock<&Target> = LazyLock::new(|| {
    let names = || TARGETS.iter().map(|target| target.name).collect::<Vec<_>>().join(" ");
    let wanted = variable("ACTPROBE_TARGET");
    TARGETS
        .iter()
        .find(|target| target.name == wanted)
        .unwrap_or_else(|| panic!("ACTPROBE_TARGET: expected one of {}, found {wanted:?}", names()))
});

fuzz_target!(init: plant_seeds(), |bytes: &[u8]| (TARGET.holds)(bytes));

/// Puts the seeds into the corpus, where libFuzzer looks for them after this.
fn plant_seeds() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(TARGET.name);
    std::fs::create_dir_all(&corpus).unwrap();
    for (number, seed) in (TARGET.seeds)().iter().enumerate() {
        std::fs::write(corpus.join(format!("seed-{number:03}")), seed).unwrap();
    }
}

#[expect(clippy::disallowed_methods, reason = "libFuzzer keeps the arguments to itself")]
fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}
