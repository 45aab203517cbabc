//! What people paste of tools beside the licensing service's.

use super::{Input, capture};

pub(super) const INPUTS: &[Input] = &[
    capture(
        "nltest-channels",
        "nltest /sc_query:a\n",
        "Trusted DC Connection Status = 5 0x5 E_A\n",
        "",
    ),
    capture("nltest-calls", "", "I_NetLogonControl failed: Status = 5 0x6 E_A\n", ""),
    capture("w32tm-resync", "", "w32tm /resync\nlocal computer\n0x80070005\n", ""),
    capture("w32tm-resync-told", "", "did not resync because no time data\n", ""),
    capture("eventlog-rows", "", "9 Nov 17 10:15 Error Software Protecti... 3221233670 a...\n", ""),
    capture("wrapped-strings", "", "\"a\\u0041\\\"\",\n", ""),
    capture("wrapped-one-string", "\"a\": \"", "\\r\\nb", "\"\n"),
    capture("hard-breaks", "", "a: b\\\n", ""),
    capture("bash-tcp", "", "bash: /dev/tcp/k{n}/1688: Connection refused\n", ""),
    capture("wget-pipes", "", "Connecting to k{n} (k{n})|192.0.2.1|:443... failed: a.\n", ""),
];
