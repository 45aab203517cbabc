//! Inputs that make a careless reader slow or large: each is a unit that is repeated up to a size.

mod lookups;
mod pasted;
mod registry;

/// Which reader an input is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// `--import`; `--host-facts` reads registry exports as it does.
    Import,
    /// `replay` and `diff`.
    Report,
}

/// An input of any size.
#[derive(Clone, Copy, Debug)]
pub struct Input {
    /// What is wrong with it.
    pub name: &'static str,
    /// Who reads it.
    pub door: Door,
    head: &'static str,
    /// `{n}` stands for the number of the repetition.
    unit: &'static str,
    tail: &'static str,
}

impl Input {
    /// The input, not longer than `size` but for its head and tail.
    pub fn of_size(&self, size: usize) -> Vec<u8> {
        let mut text =
            String::with_capacity(size + self.head.len() + self.tail.len() + self.unit.len());
        text.push_str(self.head);
        let numbered = self.unit.contains("{n}");
        for n in 0_usize.. {
            if text.len() >= size {
                break;
            }
            match numbered {
                true => text.push_str(&self.unit.replace("{n}", &n.to_string())),
                false => text.push_str(self.unit),
            }
        }
        text.push_str(self.tail);
        text.into_bytes()
    }
}

const fn capture(
    name: &'static str,
    head: &'static str,
    unit: &'static str,
    tail: &'static str,
) -> Input {
    Input { name, door: Door::Import, head, unit, tail }
}

const fn report(
    name: &'static str,
    head: &'static str,
    unit: &'static str,
    tail: &'static str,
) -> Input {
    Input { door: Door::Report, ..capture(name, head, unit, tail) }
}

const EVENT: &str = "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
     <Provider Name='Microsoft-Windows-Security-SPP'/><EventID Qualifiers='16384'>12288</EventID>\
     <TimeCreated SystemTime='2026-01-01T00:00:00.0000000Z'/>\
     <Computer>srv{n}.corp.example</Computer></System><EventData>\
     <Data>0xC004F074, 0x00000000, kms1.corp.example:1688, 0c5a1f62-0000-4000-8000-000000000001, \
     2026/01/01 00:00, 0, 5, 0, 25, 4</Data></EventData></Event>\r\n";
/// An event that is read, as far as its data.
const EVENT_DATA: &str = "<Event><System><Provider Name='Microsoft-Windows-Security-SPP'/>\
     <EventID>12288</EventID></System><EventData>";

/// An event as the Event Viewer copies it.
const COPIED: &str = "Log Name: Application\r\nSource: Microsoft-Windows-Security-SPP\r\n\
     Date: 17.11.2026 10:14:02\r\nEvent ID: 12288\r\nLevel: Information\r\n\
     Computer: srv{n}.corp.example\r\nDescription:\r\n\
     The client has sent an activation request.\r\nInfo:\r\n\
     0xC004F06C, 0x00000000, kms1.corp.example:1688, 0c5a1f62-0000-4000-8000-000000000001, \
     2026/11/17 09:14, 1, 5, 0, 25, 5\r\n";
/// The same as far as its text.
const COPIED_HEAD: &str = "Source: Microsoft-Windows-Security-SPP\nEvent ID: 8198\nDescription:\n";
/// The same as a row of a table.
const ROW: &str =
    "17/11/2026 10:15:30   8198 Error   License Activation (slui.exe) failed with th...\n";
/// A product of event 1003.
const CHECKED: &str =
    "1: 9bd77860-9b31-4b7b-96ad-2564017315bf, 1, 1 [(0 [0x00000000, 1, 0], [(?)])(1 )(2 )(3 )]";

/// What `ipconfig /all` begins with.
const IPCONFIG: &str =
    "   Host Name . . . : srv\n   Primary Dns Suffix . . : corp.example\n   DNS List . : b\n";

/// Every input.
pub fn all() -> impl Iterator<Item = &'static Input> {
    let others = registry::INPUTS.iter().chain(pasted::INPUTS).chain(lookups::INPUTS);
    INPUTS.iter().chain(others)
}

const INPUTS: &[Input] = &[
    // Of no tool.
    capture("lines-empty", "", "\n", ""),
    capture("lines-of-one-byte", "", "a\n", ""),
    capture("lines-of-a-colon", "", ":\n", ""),
    capture("lines-of-a-brace", "", "{\n", ""),
    capture("one-line", "", "a", ""),
    capture("one-line-of-colons", "", "a: ", ""),
    capture("one-line-of-blanks", "", " ", ""),
    capture("one-line-of-dashes", "", "-", ""),
    capture("one-line-of-letters-and-dashes", "", "ABCDE-", ""),
    capture(
        "lines-that-fill-a-console",
        "",
        "12345678901234567890123456789012345678901234567890123456789012345678901234567890\n",
        "",
    ),
    capture("narrow-blanks", "", "\u{202f}:\u{a0}\n", ""),
    capture("east-asian", "", "状态: 已授权 状态\r\n", ""),
    // slmgr.
    capture(
        "slmgr-ordinary",
        "",
        "Software licensing service version: 10.0.20348.1\r\n\r\n\
         Name: Windows(R), ServerStandard edition\r\n\
         Description: Windows(R) Operating System, VOLUME_KMSCLIENT channel\r\n\
         Activation ID: de32eafd-aaee-4662-9444-c1befb41bde2\r\n\
         Application ID: 55c92734-d682-4d71-983e-d6ec3f16059f\r\nPartial Product Key: J4CM7\r\n\
         License Status: Licensed\r\nVolume activation expiration: 259200 minute(s) (180 \
         day(s))\r\n",
        "",
    ),
    capture(
        "slmgr-products-without-key",
        "",
        "Name: Windows {n}\nDescription: Windows(R), VOLUME_KMSCLIENT channel\n",
        "",
    ),
    capture(
        "slmgr-one-product-of-ids",
        "Name: Windows\nDescription: Windows(R), VOLUME_KMSCLIENT channel\n",
        "a: de32eafd-aaee-4662-9444-c1befb41bde2\n",
        "",
    ),
    capture(
        "slmgr-numbers",
        "Name: Windows\nDescription: Windows(R), VOLUME_KMSCLIENT channel\nKey: J4CM7\n\
         State: Licensed\n\
         Left: ",
        "1 111 ",
        "\n",
    ),
    capture(
        "slmgr-many-ids-in-brackets",
        "",
        "Windows (de32eafd-aaee-4662-9444-c1befb41bde2) ...\n",
        "",
    ),
    capture(
        "slmgr-machines",
        "",
        "SRV{n}:\nName: Windows(R), ServerStandard edition\n\
         Description: Windows(R) Operating System, VOLUME_MAK channel\nPartial Product Key: 4M3Q8\n\
         License Status: Licensed\n",
        "",
    ),
    capture(
        "slmgr-attempts",
        "",
        "Activating Windows(R), ServerStandard edition (de32eafd-aaee-4662-9444-c1befb41bde2) ...\n\
         Error: 0xC004F074\n",
        "",
    ),
    capture("slmgr-attempts-open", "", "Activating Windows(R), ServerStandard edition ...\n", ""),
    capture("slmgr-expiries", "", "Windows(R), ServerStandard edition:\n    x 24.03.2027\n", ""),
    capture("slmgr-names-alone", "", "Name: Windows(R), ServerStandard edition\n", ""),
    // Lists and tables of objects, and values of the registry.
    capture(
        "list-of-products",
        "",
        "Name              : Windows(R), ServerStandard edition\nLicenseStatus     : 1\n\
         PartialProductKey : VMK7H\nPSComputerName    : srv{n}\n\n",
        "",
    ),
    capture("list-of-properties", "LicenseStatus : 1\n", "Property{n} : x\n", ""),
    capture("list-of-one-value", "LicenseStatus : 1\nName : x\n", "                      x\n", ""),
    capture("list-of-one-line", "LicenseStatus : 1\nName : ", "x : ", "\n"),
    capture(
        "table-of-products",
        "Name                               LicenseStatus\n\
         ----                               -------------\n",
        "Windows(R), ServerStandard edition             1\n",
        "",
    ),
    capture("table-of-heads", "", "Name LicenseStatus\n---- -------------\n", ""),
    capture(
        "table-of-one-row",
        "Name LicenseStatus PartialProductKey\n---- ------------- -----------------\n\
         x                1 VMK7H\n",
        "x\n",
        "",
    ),
    capture("table-of-one-rule", "Name LicenseStatus\n", "- ", "\n"),
    capture("table-with-commas", "\"Name\",\"LicenseStatus\"\n", "\"Windows {n}\",\"1\"\n", ""),
    capture("table-of-commas", "Name,LicenseStatus\n", ",", "\n"),
    capture("table-of-marks", "\"Name\",\"LicenseStatus\"\n", "\"", "\n"),
    capture(
        "table-with-bars",
        "| Name | LicenseStatus |\n|---|---|\n",
        "| Windows {n} | 1 |\n",
        "",
    ),
    capture("table-of-bars", "| Name | LicenseStatus |\n", "|", "\n"),
    capture(
        "looked-up-values",
        "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\\
         SoftwareProtectionPlatform\n",
        "    KeyManagementServiceName{n}    REG_SZ    kms{n}.corp.example\n",
        "",
    ),
    capture("looked-up-keys", "", "HKEY_LOCAL_MACHINE\\SOFTWARE\\{n}\n", ""),
    capture(
        "office-products",
        "",
        "LICENSE NAME: Office 16, Office16ProPlusVL_KMS_Client edition\n\
         LICENSE STATUS:  ---LICENSED---\n\
         Last 5 characters of installed product key: WFG99\n",
        "",
    ),
    capture("office-lines", "LICENSE NAME: Office 16, x edition\n", "ERROR CODE: 0xC004F074\n", ""),
    // Events.
    capture("events-ordinary", "<Events>", EVENT, "</Events>"),
    capture(
        "events-of-others",
        "<Events>",
        "<Event><System><Provider Name='Other'/><EventID>1</EventID></System><EventData>\
         <Data>{n}</Data></EventData></Event>\n",
        "</Events>",
    ),
    capture("events-never-closed", "", "<Event ", ""),
    capture("events-almost", "", "<EventData>", ""),
    capture("events-empty", "", "<Event></Event>", ""),
    capture("event-of-many-data", EVENT_DATA, "<Data>1</Data>", "</EventData></Event>"),
    capture("event-of-data-never-closed", EVENT_DATA, "<Data>", "</EventData></Event>"),
    capture("event-of-data-almost", EVENT_DATA, "<Datax", "</EventData></Event>"),
    capture(
        "event-of-commas",
        "<Event><System><Provider Name='Microsoft-Windows-Security-SPP'/><EventID>12290</EventID>\
         </System><EventData><Data>",
        ",",
        "</Data></EventData></Event>",
    ),
    capture("event-of-providers", "<Event><System>", "<Provider ", "</System></Event>"),
    // JSON.
    capture("json-numbers", "[", "0,", "0]"),
    capture("json-numbers-cut", "[", "0,", ""),
    capture("json-empty-objects", "[", "{},", "{}]"),
    capture("json-arrays", "[", "[],", "[]]"),
    capture("json-deep", "", "[", ""),
    capture("json-deep-objects", "", "{\"a\":", ""),
    capture("json-members", "{", "\"a{n}\":0,", "\"z\":0}"),
    capture("json-one-text", "{\"a\":\"", "\\\"", "\"}"),
    capture("json-values", "", "{\"value\":[{}]}\n", ""),
    capture("json-licences", "[", "{\"LicenseStatus\":1,\"Name\":\"Windows {n}\"},", "{}]"),
    capture(
        "json-srv",
        "[",
        "{\"Name\":\"_vlmcs._tcp.d{n}.example\",\"NameTarget\":\"k{n}.example\",\"Port\":1688},",
        "{}]",
    ),
    capture(
        "json-addresses",
        "[",
        "{\"Name\":\"k{n}.example\",\"IP4Address\":\"10.0.0.1\"},",
        "{}]",
    ),
    capture(
        "json-connections",
        "[",
        "{\"ComputerName\":\"k{n}\",\"RemotePort\":1688,\"RemoteAddress\":\"10.0.0.1\",\
         \"TcpTestSucceeded\":true},",
        "{}]",
    ),
    // netsh.
    capture(
        "netsh-headings",
        "",
        "Current WinHTTP proxy settings:\n\n    Proxy Server(s) :  p:80\n    Bypass \
         List     :  (none)\n\n",
        "",
    ),
    capture(
        "netsh-list",
        "Current WinHTTP proxy settings:\n\n    Proxy Server(s) :  ",
        "p{n}:80;",
        "\n    Bypass List     :  (none)\n",
    ),
    capture(
        "netsh-bypass",
        "Current WinHTTP proxy settings:\n\n    Proxy Server(s) :  p:80\n    Bypass List     :  ",
        "*.b{n};",
        "\n",
    ),
    capture(
        "netsh-passwords",
        "Current WinHTTP proxy settings:\n\n    Proxy Server(s) :  ",
        "u@",
        "\n    Bypass List     :  (none)\n",
    ),
    capture("netsh-braces", "WinHTTP\n", "{\n}\n", ""),
    capture("netsh-hex", "WinHttpSettings    REG_BINARY    ", "18", "\n"),
    capture("netsh-hex-labels", "WinHTTP\n", "    x    REG_BINARY    zz\n", ""),
    // dig, and what tools say of ports.
    capture(
        "dig-ordinary",
        "",
        ";; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1\n\
         ;_vlmcs._tcp.d{n}.example. IN SRV\n;; SERVER: 10.0.0.1#53\n",
        "",
    ),
    capture(
        "dig-records",
        "; <<>> DiG 9 <<>> _vlmcs._tcp.e SRV\n",
        "_vlmcs._tcp.e. 1 IN SRV 0 0 1688 k{n}.\n",
        "",
    ),
    capture("dig-commands", "", "dig SRV _vlmcs._tcp.e\n", ""),
    capture(
        "portqry-hosts",
        "",
        "Querying target system called:\n k{n}\nTCP port 1688 (x): FILTERED\n",
        "",
    ),
    capture("curl-hosts", "", "Connected to k{n} (10.0.0.1) port 1688\n", ""),
    capture("telnet-hosts", "", "Connecting To k{n}...No, on port 1688: x\n", ""),
    capture("ports-of-nmap", "Nmap scan report for k (10.0.0.1)\n", "{n}/tcp closed x\n", ""),
    capture(
        "curl-proxies",
        "",
        "Connected to p{n} (10.0.0.1) port 8080\n> CONNECT h{n}:443 HTTP/1.1\n\
         Received HTTP code 407 from proxy after CONNECT\n",
        "",
    ),
    capture("curl-one-proxy", "> CONNECT h:443 HTTP/1.1\n", "Proxy-Authenticate: x\n", ""),
    capture("tnc-warnings", "", "tnc k{n} -p 1688\nWARNING: TCP connect to k{n}:1688 failed\n", ""),
    capture("tnc-dashes", "ComputerName TcpTestSucceeded\n", "-- ", "\nk True\n"),
    capture("w32tm-monitor", "", "k{n}[10.0.0.1:123]:\nNTP: +0.0000001s offset from k{n} k0\n", ""),
    capture("bare-codes-of-one-line", "", "rror 80072EE7 ", "\n"),
    capture("telnet-one-host", "telnet k 1688\n", "to k...x 1688: y\n", ""),
    capture(
        "test-net-connection-rows",
        "ComputerName RemotePort TcpTestSucceeded\n------------ ---------- ----------------\n",
        "k{n} 1688 True\n",
        "",
    ),
    capture(
        "systeminfo-csv-rows",
        "",
        "\"h{n}\",\"Windows x\",\"10.0.17763 N/A Build 17763\",\"d.example\",\"\\\\\\\\D\"\n",
        "",
    ),
    capture("html-tags", "", "<br>&gt; x<br>", "\n"),
    capture("computer-info", "", "OsName : Windows {n}\n", ""),
    // nslookup.
    capture(
        "nslookup-ordinary",
        "",
        "Server:  dc1.corp.example\nAddress:  10.0.0.10\n\n\
         _vlmcs._tcp.d{n}.example\tSRV service location:\n\t  priority       = 0\n\
         \t  weight         = 0\n\t  port           = 1688\n\
         \t  svr hostname   = kms{n}.corp.example\n\
         kms{n}.corp.example\tinternet address = 10.0.0.20\n\n",
        "",
    ),
    capture("nslookup-servers", "", "Server: a\nAddress: 1.2.3.4\n", ""),
    capture(
        "nslookup-one-name-many-servers",
        "",
        "Server: a\nAddress: 1.2.3.4\n*** a can't find _vlmcs._tcp.e: Non-existent domain\n",
        "",
    ),
    capture("nslookup-address-lines", "a:\n", "Address: 1.2.3.4\n", ""),
    capture("nslookup-commands", "", "nslookup\n", "Server: a\nAddress: 1.2.3.4\n"),
    capture(
        "nslookup-timeouts-then-servers",
        "",
        "\n\n\n\nDNS request timed out\na:\nAddress: 1.2.3.4\n",
        "",
    ),
    capture(
        "nslookup-blank-lines-then-server",
        "Server: a\nAddress: 1.2.3.4\n",
        "DNS request timed out: \nAddress:",
        "",
    ),
    capture(
        "nslookup-records",
        "_vlmcs._tcp.e\n",
        "SRV service location:\n svr hostname = k{n}\n",
        "",
    ),
    capture("nslookup-records-never-closed", "_vlmcs._tcp.e\n", "SRV service location:\n", ""),
    capture(
        "nslookup-addresses",
        "_vlmcs._tcp.e SRV service location:\n svr hostname = k\n",
        "k{n} internet address = 10.0.0.1\n",
        "",
    ),
    capture(
        "nslookup-one-name-of-addresses",
        "_vlmcs._tcp.e SRV service location:\n svr hostname = k\n",
        "k internet address = 10.0.0.1\n",
        "",
    ),
    // Resolve-DnsName.
    capture(
        "resolve-rows",
        "",
        "_vlmcs._tcp.d{n}.example SRV 600 Answer k{n}.corp.example 0 0 1688\n",
        "",
    ),
    capture(
        "resolve-rows-of-one-name",
        "",
        "_vlmcs._tcp.d.example SRV 600 Answer k{n}.corp.example 0 0 1688\n",
        "",
    ),
    capture("resolve-rows-of-other-names", "", "d{n} SRV 6 A k 0 0 1\n", ""),
    capture(
        "resolve-list",
        "",
        "Name       : _vlmcs._tcp.d{n}.example\nNameTarget : k{n}.corp.example\nPort : 1688\n\n",
        "",
    ),
    capture(
        "resolve-list-of-addresses",
        "",
        "Name       : k{n}.example\nIP4Address : 10.0.0.1\n\n",
        "",
    ),
    capture("resolve-one-block", "", "Name : a\n", ""),
    capture(
        "resolve-errors",
        "",
        "Resolve-DnsName : _vlmcs._tcp.d{n}.example : DNS name does not exist\n",
        "",
    ),
    capture(
        "resolve-error-without-name",
        "FullyQualifiedErrorId : ResolveDnsName\n",
        "_vlmcs. _tcp ",
        "",
    ),
    // Test-NetConnection.
    capture(
        "connection-lists",
        "",
        "ComputerName     : k{n}.example\nRemoteAddress    : 10.0.0.1\nRemotePort       : 1688\n\
         TcpTestSucceeded : True\n\n",
        "",
    ),
    capture("connection-names", "", "ComputerName : a\n", ""),
    capture(
        "connection-short-lists",
        "",
        "ComputerName:a\nRemotePort:1688\nTcpTestSucceeded:true\n",
        "",
    ),
    capture("connection-one-list", "ComputerName : a\nRemotePort : 1\n", "a: b\n", ""),
    // w32tm.
    capture(
        "w32tm-chart",
        "Tracking dc1 [10.0.0.10:123].\n",
        "12:00:00, d:+00.0156231s o:-00.0037205s  [ * ]\n",
        "",
    ),
    capture(
        "w32tm-charts",
        "",
        "Tracking s{n} [10.0.0.10:123].\n12:00:00, d:+00.0156231s o:-00.0037205s\n",
        "",
    ),
    capture("w32tm-charts-without-rows", "", "a [1.1.1.1:1]\n", ""),
    capture("w32tm-status-almost", "", "a: 0(x)\nb: 1(x)\nc: 1(x)\nd: 1s\ne: 1s\n", ""),
    capture(
        "w32tm-status",
        "",
        "Leap: 0(no)\nStratum: 3 (x)\nPrecision: -23 (x)\nDelay: 0.1s\nDispersion: 0.1s\n\
         ReferenceId: 0x0A00000A\nLast: x\nSource: dc1\nPoll: 6\n",
        "",
    ),
    capture("routes", "", "10.{n}.0.0  255.255.0.0  10.0.0.1  10.0.0.2  25\n", ""),
    capture("headings", "", "On HOST{n}:\nC:\\>slmgr /dlv\n", ""),
    // ipconfig.
    capture(
        "ipconfig-outputs",
        "",
        "   Host Name . . . : srv{n}\n   Primary Dns Suffix . . : corp.example\n   DNS Servers . . \
         : 10.0.0.1\n",
        "",
    ),
    capture("ipconfig-almost", "", "   Host Name . . . : srv\n   Node . . : a\n", ""),
    capture("ipconfig-adapters", IPCONFIG, "Adapter {n}:\n   DNS . : a{n}.example\n", ""),
    capture("ipconfig-servers", IPCONFIG, "   DNS . : 10.0.0.1\n     10.0.{n}.1\n", ""),
    capture("ipconfig-suffixes", IPCONFIG, "   a{n}.example\n", ""),
    capture("ipconfig-one-label", "   Host Name . . . : srv\n", "dn", "s: a\n"),
    // systeminfo.
    capture(
        "systeminfo-outputs",
        "",
        "Host: srv{n}\nOS: Microsoft Windows\nVersion: 10.0.20348 N/A Build 20348\n\
         File: C:\\pagefile.sys\nDomain: a\n",
        "",
    ),
    capture(
        "systeminfo-one",
        "Host: srv\nOS: Windows\nVersion: 10.0.1 N/A Build 1\n",
        "File: C:\\pagefile.sys\n",
        "Domain: a\n",
    ),
    // dism, nltest.
    capture("dism-versions", "", "Version: 10.0.20348.1\n", ""),
    capture(
        "dism-editions",
        "Version: 10.0.20348.1\nImage Version: 10.0.20348.1\n",
        "a: b\n",
        "Current Edition : ServerStandard\n",
    ),
    capture(
        "nltest-controllers",
        "",
        "           DC: \\\\dc{n}.corp.example\n      Address: \\\\192.0.2.53\n",
        "",
    ),
    capture("nltest-flags", "DC: \\\\dc1\nAddress: \\\\192.0.2.53\nFlags: ", "PDC ", "\n"),
    capture("nltest-failures", "nltest /dsgetdc:a\n", "Status = 1355 0x54c ERROR_A\n", ""),
    capture("nltest-numbers", "", "1355 ", "\n"),
    capture("nltest-questions", "", "nltest /dsgetdc:corp.example\n", ""),
    // What a text picked up on its way.
    capture("pasted-quotes", "", "> > a: b\n", ""),
    capture("pasted-one-line-of-quotes", "", "> ", "\n"),
    capture("pasted-logged", "", "2026/11/20 10:12:31 p: q-1: a: b\n", ""),
    capture("pasted-logged-by-time", "", "2026-11-20T10:12:31Z a: b\n", ""),
    capture("pasted-prompts", "", "PS C:\\> a\n[srv]: PS C:\\> b\n", ""),
    capture("pasted-one-prompt", "PS C:\\", "a\\", "> b\n"),
    capture("pasted-bullets", "", "- 1. a\n", ""),
    capture("pasted-spaced-out", "", "a: b\n\n", ""),
    capture("pasted-escapes", "", "\\_a\\.b**c**`d`&lt;&amp;lt;", "\n"),
    capture("pasted-asterisks", "", "*", "\n"),
    capture("pasted-wide", "", "\u{ff21}\u{ff1a}\u{200b}\u{3000}\n", ""),
    // Events that were copied.
    capture("copied-ordinary", "", COPIED, ""),
    capture("copied-in-rows", "   ProviderName: Microsoft-Windows-Security-SPP\n", ROW, ""),
    capture("copied-one-event", COPIED_HEAD, "0xC004F06C, 0x00000000, a:1688, 1, 2\n", ""),
    capture("copied-one-line", COPIED_HEAD, "0xC004F06C, ", "\n"),
    capture("copied-one-code", COPIED_HEAD, "0x", "\n"),
    capture("copied-heads", "", "Source: Microsoft-Windows-Security-SPP\n", ""),
    capture("copied-dates", COPIED_HEAD, "a: 17.11.2026 10:14:02\n", ""),
    capture("copied-texts", COPIED_HEAD, "Message :\n", ""),
    capture("copied-codes-alone", "", "hr=0xC004F074\nRuleId=a;Action=AutoActivate\n", ""),
    capture("copied-code-that-goes-on", "", "0xC004F06C, 0x00000000,\n", ""),
    capture(
        "copied-states",
        COPIED_HEAD,
        "Security-SPP-Action-StateData =LicenseState=a;b=c=;",
        "\n",
    ),
    capture("copied-checks", COPIED_HEAD, CHECKED, "\n"),
    capture("copied-friendly", "- System\n  - Provider\n", "   [ Name]  a\n\n", ""),
    capture("copied-beside-xml", "", "<Event>\nSource: Security-SPP\n</Event>\n", ""),
    // Reports.
    report("report-numbers", "", "0,", ""),
    report("report-array-of-numbers", "[", "0,", "0]"),
    report("report-deep", "", "[", ""),
    report("report-deep-objects", "", "{\"a\":", ""),
    report("report-members", "{", "\"a{n}\":0,", "\"z\":0}"),
    report("report-evidence-of-numbers", "{\"evidence\":[", "0,", "0]}"),
    report(
        "report-evidence-of-members",
        "{\"evidence\":{\"schema_version\":1,",
        "\"a{n}\":0,",
        "\"z\":0}}",
    ),
    report(
        "report-one-text",
        "{\"evidence\":{\"schema_version\":1,\"tool_version\":\"",
        "\\u202e",
        "\"}}",
    ),
    report("report-blanks", "", " ", ""),
    report("report-same-member", "{", "\"evidence\":0,", "\"z\":0}"),
    report("report-verdict-first", "{\"verdict\":[", "0,", "0]}"),
];
