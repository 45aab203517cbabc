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
    capture("html-cells", "<tr><td>a", "</td><td>b", "</td></tr>\n"),
    capture("html-rows", "", "<tr><th>a</th><th>b</th></tr>\n", ""),
    capture("html-breaks", "", "a: b<br/>", "\n"),
    capture("w32tm-peers", "#Peers: 1\n", "Peer: k{n}.a,0x8\nMode: 0 (a)\nStratum: 0 (b)\n", ""),
    capture("w32tm-configuration", "", "Type: NTP (a)\nNtpServer: k{n}.a,0x8 (b)\n", ""),
    capture("services", "", "SERVICE_NAME: a\nSTART_TYPE : 4   DISABLED\n\n", ""),
    capture("dialog-codes", "", "Code:\n0xC004F07\n", ""),
    capture("pasted-export", "[HKEY_LOCAL_MACHINE\\a]\n", "\"k{n}\"=dword:00000004\n", ""),
    capture("nltest-lists", "", "Get list of DCs in domain 'a' from '\n", ""),
    capture("dism-not-elevated", "", "Error: 740\n", ""),
    capture("hard-breaks", "", "a: b\\\n", ""),
    capture("sessions", "", "[srv-{n}]: PS C:\\> hostname\nsrv-{n}\n[b]: PS C:\\> exit\n", ""),
    capture("sessions-by-address", "", "[10.0.0.{n}]: PS C:\\> hostname\nsrv-{n}\n", ""),
    capture("psexec-heads", "", "\\\\srv-{n}:\na exited on srv-{n} with error code 0.\n", ""),
    capture("names-of-themselves", "", "hostname\nsrv-{n}\na b\n", ""),
    capture("licences-asked-elsewhere", "", "slmgr.vbs srv-{n} /ato\nslmgr.vbs /ato\n", ""),
    capture("splunk-events", "", "1/2/2026 01:02:03 AM\nLogName=a\nEventCode=8198\n", ""),
    capture("bash-tcp", "", "bash: /dev/tcp/k{n}/1688: Connection refused\n", ""),
    capture("wget-pipes", "", "Connecting to k{n} (k{n})|192.0.2.1|:443... failed: a.\n", ""),
];
