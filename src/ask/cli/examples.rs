//! What `--help` shows below the options: an example for each command.

pub const CHECK: &str = "\
Examples:
  actprobe
  actprobe --only kms --require kms
  actprobe --require kms,online --format json --output report.json
  actprobe --import dlv.txt ato.txt --code 0xC004F074";

pub const REPLAY: &str = "\
Examples:
  actprobe replay report.json
  actprobe replay report.json --import dlv.txt
  actprobe replay --offline --import dlv.txt events.xml";

pub const DIFF: &str = "\
Example:
  actprobe diff before.json after.json";

pub const SCHEMA: &str = "\
Example:
  actprobe schema report";

pub const COMPLETIONS: &str = "\
Example:
  actprobe completions bash";

pub const MAN: &str = "\
Examples:
  actprobe man
  actprobe man replay";

pub const SELFTEST: &str = "\
Example:
  actprobe selftest --output selftest.txt";
