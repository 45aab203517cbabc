use super::*;

fn told(text: &str) -> Vec<String> {
    let captures = parse(&Text::of(text)).into_iter();
    let of = |connection: Connection| {
        let Connection { host, address, port, failure, .. } = connection;
        let address = address.map_or("-".to_owned(), |address| address.to_string());
        let ended = failure.map_or("opened".to_owned(), |(step, kind)| match step {
            Step::Resolve => "nowhere".to_owned(),
            _ => format!("{kind:?}"),
        });
        format!("{host} {address} {port} {ended}")
    };
    captures.flat_map(|capture| capture.facts.connections).map(of).collect()
}

#[test]
fn what_became_of_a_connection_is_read_of_each_tool() {
    let portqry = "Querying target system called:\n\n kms1.corp.example\n\n\
                   Attempting to resolve name to IP address...\n\n\
                   Name resolved to 192.0.2.21\n\nquerying...\n\n\
                   TCP port 1688 (unknown service): ";
    for (text, wanted) in [
        (format!("{portqry}FILTERED"), "kms1.corp.example 192.0.2.21 1688 TimedOut"),
        (format!("{portqry}NOT LISTENING"), "kms1.corp.example 192.0.2.21 1688 Refused"),
        (format!("{portqry}LISTENING"), "kms1.corp.example 192.0.2.21 1688 opened"),
        (
            "C:\\>telnet kms1.corp.example 1688\nConnecting To kms1.corp.example...Could not \
             open connection to the host, on port 1688: Connect failed"
                .to_owned(),
            "kms1.corp.example - 1688 Untold",
        ),
        (
            "C:\\>telnet kms1 1688\nVerbindungsaufbau zu kms1...Es konnte keine Verbindung mit \
             dem Host hergestellt werden, auf Port 1688: Verbinden fehlgeschlagen"
                .to_owned(),
            "kms1 - 1688 Untold",
        ),
        (
            "$ telnet kms1 1688\nTrying 192.0.2.21...\ntelnet: connect to address 192.0.2.21: \
             Connection refused"
                .to_owned(),
            "kms1 192.0.2.21 1688 Refused",
        ),
        (
            "$ telnet kms1 1688\nTrying 192.0.2.21...\nConnected to kms1.\nEscape character \
             is '^]'."
                .to_owned(),
            "kms1 192.0.2.21 1688 opened",
        ),
        (
            "*   Trying 192.0.2.21:1688...\n* Connected to kms1.corp.example (192.0.2.21) port \
             1688 (#0)"
                .to_owned(),
            "kms1.corp.example 192.0.2.21 1688 opened",
        ),
        (
            "*   Trying 192.0.2.21:1688...\n* connect to 192.0.2.21 port 1688 failed: Timed \
             out\n* Failed to connect to kms1 port 1688 after 21043 ms: Couldn't connect to \
             server\ncurl: (28) Failed to connect to kms1 port 1688 after 21043 ms: Couldn't \
             connect to server"
                .to_owned(),
            "kms1 192.0.2.21 1688 TimedOut",
        ),
        ("Connection to kms1 1688 port [tcp/*] succeeded!".to_owned(), "kms1 - 1688 opened"),
        (
            "nc: connect to kms1 (192.0.2.21) port 1688 (tcp) failed: Connection refused"
                .to_owned(),
            "kms1 192.0.2.21 1688 Refused",
        ),
        (
            "nc: connect to kms1 port 1688 (tcp) failed: Connection refused".to_owned(),
            "kms1 - 1688 Refused",
        ),
        (
            "C:\\>portqry -n kms1 -e 1688\n\nQuerying target system called:\n\n kms1\n\n\
             Attempting to resolve name to IP address...\n\n\
             Failed to resolve name to IP address"
                .to_owned(),
            "kms1 - 1688 nowhere",
        ),
        (
            "$ curl -v telnet://kms1:1688\n*   Trying 192.0.2.21:1688...\ncurl: (28) Connection \
             timed out after 5001 milliseconds"
                .to_owned(),
            "kms1 192.0.2.21 1688 TimedOut",
        ),
        (
            "$ curl -v https://kms1/\n*   Trying 192.0.2.80:3128...\ncurl: (28) Connection timed \
             out after 5001 milliseconds"
                .to_owned(),
            "192.0.2.80 192.0.2.80 3128 TimedOut",
        ),
        ("$ ncat -vz kms1 1688\nNcat: Connection refused.".to_owned(), "kms1 - 1688 Refused"),
        ("Ncat: Connected to 192.0.2.21:1688.".to_owned(), "192.0.2.21 192.0.2.21 1688 opened"),
        (
            "Nmap scan report for 192.0.2.21\n1688/tcp closed nsjtp-data".to_owned(),
            "192.0.2.21 192.0.2.21 1688 Refused",
        ),
        (
            "Connecting to 192.0.2.21:1688: from 192.0.2.50:50012: 1.55ms".to_owned(),
            "192.0.2.21 192.0.2.21 1688 opened",
        ),
        (
            "Probing 192.0.2.21:1688/tcp - Port is open - time=1.1ms".to_owned(),
            "192.0.2.21 192.0.2.21 1688 opened",
        ),
        (
            "Exception lors de l'appel de \"Connect\" avec \"2\" argument(s) : \"Aucune connex\
             ion \
             n'a pu être établie 192.0.2.21:1688\""
                .to_owned(),
            "192.0.2.21 192.0.2.21 1688 Untold",
        ),
        (
            "接続中: kms1...ホストへ接続できませんでした。 ポート番号 1688: 接続に失敗しました"
                .to_owned(),
            "kms1 - 1688 Untold",
        ),
        (
            "Connecting To kms1...\nCould not open connection to the host, on port 1688: \
             Connect failed"
                .to_owned(),
            "kms1 - 1688 Untold",
        ),
        (
            "curl: (6) Could not resolve host: activation-v2.sls.microsoft.com".to_owned(),
            "activation-v2.sls.microsoft.com - 443 nowhere",
        ),
    ] {
        assert_eq!(told(&text), [wanted], "{text}");
    }
}

#[test]
fn what_speaks_of_connecting_alone_is_no_connection() {
    for text in [
        "telnet kms1 1688",
        "Connected to the domain.",
        "TCP port 1688 is blocked",
        "Connecting to 192.0.2.21:1688",
        "Copying kms1...done at 10:30",
        "Waiting...step 3: done",
        "$ curl https://kms1/\ncurl: (28) Operation timed out after 9 ms with 0 bytes received",
        "the TcpClient of 192.0.2.21",
    ] {
        assert_eq!(told(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn shells_of_unix_and_their_tools_are_read() {
    let openssl = "$ openssl s_client -brief -connect kms1:1688\n";
    for (text, wanted) in [
        (
            "$ timeout 3 bash -c '</dev/tcp/kms1/1688'\nbash: connect: Connection refused\nbash: \
             /dev/tcp/kms1/1688: Connection refused"
                .to_owned(),
            "kms1 - 1688 Refused",
        ),
        (
            "-bash: /dev/tcp/192.0.2.21/1688: Connection timed out".to_owned(),
            "192.0.2.21 192.0.2.21 1688 TimedOut",
        ),
        ("bash: /dev/tcp/kms1/1688: No route to host".to_owned(), "kms1 - 1688 Unreachable"),
        ("bash: /dev/tcp/kms1/1688: Network is unreachable".to_owned(), "kms1 - 1688 Unreachable"),
        (format!("{openssl}CONNECTED(00000003)"), "kms1 - 1688 opened"),
        (format!("{openssl}connect:errno=111"), "kms1 - 1688 Refused"),
        (
            format!(
                "{openssl}4077:error:8000006E:system library:BIO_connect:Connection timed out:"
            ),
            "kms1 - 1688 TimedOut",
        ),
        (
            "$ wget https://go.microsoft.com/\nConnecting to go.microsoft.com \
             (go.microsoft.com)|192.0.2.7|:443... failed: Connection timed out."
                .to_owned(),
            "go.microsoft.com 192.0.2.7 443 TimedOut",
        ),
        (
            "Connecting to go.microsoft.com (go.microsoft.com)|192.0.2.7|:443... connected."
                .to_owned(),
            "go.microsoft.com 192.0.2.7 443 opened",
        ),
    ] {
        assert_eq!(told(&text), [wanted], "{text}");
    }
}

#[test]
fn an_answer_and_an_error_below_a_command_are_of_its_server() {
    let iwr = "PS C:\\> iwr https://go.microsoft.com\n";
    for (text, wanted) in [
        (format!("{CURL}HTTP/1.1 200 OK"), Some("go.microsoft.com - 443 opened")),
        (format!("{CURL}HTTP/2 403"), Some("go.microsoft.com - 443 opened")),
        (format!("{CURL}HTTP/1.1 200 Connection established"), None),
        (format!("{CURL}HTTP/1.1 407 Proxy Authentication Required"), None),
        ("HTTP/1.1 200 OK".to_owned(), None),
        ("$ curl -I http://go.microsoft.com/\nHTTP/1.1 302 Found".to_owned(), None),
        (format!("{iwr}StatusCode        : 200"), Some("go.microsoft.com - 443 opened")),
        (
            format!("{iwr}iwr : Der Remotename konnte nicht aufgelöst werden: 'go.microsoft.com'"),
            Some("go.microsoft.com - 443 nowhere"),
        ),
        (format!("{iwr}iwr : Etwas: 'other.example'"), None),
        (
            format!("{iwr}Invoke-WebRequest: No such host is known. (go.microsoft.com:443)"),
            Some("go.microsoft.com - 443 nowhere"),
        ),
        (
            format!("{iwr}Invoke-WebRequest: Connection refused (go.microsoft.com:443)"),
            Some("go.microsoft.com - 443 Refused"),
        ),
        (
            format!("{iwr}Invoke-WebRequest: Etwas anderes. (go.microsoft.com:443)"),
            Some("go.microsoft.com - 443 Untold"),
        ),
    ] {
        let wanted: Vec<&str> = wanted.into_iter().collect();
        assert_eq!(told(&text), wanted, "{text}");
    }
}

#[test]
fn a_port_that_opened_and_then_did_not_is_told_twice() {
    let opened = "Connection to kms1 1688 port [tcp/*] succeeded!";
    let refused = "nc: connect to kms1 port 1688 (tcp) failed: Connection refused";
    let wanted = ["kms1 - 1688 opened", "kms1 - 1688 Refused"];
    assert_eq!(told(&format!("{opened}\n{refused}\n{opened}")), wanted);
}

const CURL: &str = "$ curl -I https://go.microsoft.com/\n";
