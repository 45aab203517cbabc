//! The proxy decides about online activation, and about nothing else.

use crate::network::{ACTIVATION, Network, text};
use crate::servers::web;

#[tokio::test]
async fn an_open_proxy_leads_to_the_endpoints() {
    let (network, proxy) = (Network::healthy().await, web::open_proxy().await);
    let run =
        network.check(&["--require", "online", "--proxy", &format!("http://{}", proxy.at)]).await;
    run.ended_quietly_with(0);
    let connect = format!("CONNECT {ACTIVATION}:{} HTTP/1.1\r\n", network.https.at.port());
    assert!(proxy.heard().iter().any(|head| head.starts_with(&connect)), "{:?}", proxy.heard());
    assert!(
        !network.dns.heard().iter().any(|(name, _)| name == ACTIVATION),
        "the proxy resolves, not the client"
    );
}

#[tokio::test]
async fn a_proxy_that_wants_a_password_blocks_online_and_is_never_given_one() {
    let network = Network::healthy().await;
    let answer = "HTTP/1.1 407 Proxy Authentication Required\r\n\
         Proxy-Authenticate: Basic realm=\"x\"\r\n\
         Content-Length: 0\r\n\r\n";
    let proxy = web::refusing_proxy(answer).await;
    let run = network
        .check(&["--require", "online", "--proxy", &format!("http://user:secret@{}", proxy.at)])
        .await;
    run.ended_quietly_with(1);
    for word in ["407", "Basic"] {
        assert!(run.text().contains(word), "{word}: {}", run.text());
    }
    assert!(!run.text().contains("secret"));
    assert!(proxy.heard().iter().all(|head| !head.to_ascii_lowercase().contains("authorization")));
    network
        .check(&["--require", "kms", "--proxy", &format!("http://{}", proxy.at)])
        .await
        .ended_quietly_with(0);
}

#[tokio::test]
async fn a_proxy_that_forbids_blocks_online() {
    let network = Network::healthy().await;
    let proxy = web::refusing_proxy("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").await;
    let run =
        network.check(&["--require", "online", "--proxy", &format!("http://{}", proxy.at)]).await;
    assert!(run.ended_quietly_with(1).text().contains("403"), "{}", run.text());
}

#[tokio::test]
async fn a_proxy_from_a_capture_is_used_and_its_bypass_obeyed() {
    let (network, proxy) = (Network::healthy().await, web::open_proxy().await);
    let capture = network.file("netsh.txt");
    let netsh = |bypass: &str| {
        format!(
            "\r\nCurrent WinHTTP proxy settings:\r\n\
             \r\n    Proxy Server(s) :  {}\r\n    Bypass List     :  {bypass}\r\n",
            proxy.at
        )
    };
    std::fs::write(&capture, netsh("*.elsewhere.test")).unwrap();
    network
        .check(&["--require", "online", "--winhttp", text(&capture)])
        .await
        .ended_quietly_with(0);
    let asked = proxy.heard().len();
    assert!(asked > 0);
    std::fs::write(&capture, netsh("*.corp.test")).unwrap();
    network
        .check(&["--require", "online", "--winhttp", text(&capture)])
        .await
        .ended_quietly_with(0);
    assert_eq!(proxy.heard().len(), asked);
}

/// On Windows services do not see these variables, so they do not count there.
#[cfg(unix)]
#[tokio::test]
async fn the_environment_names_a_proxy_where_nothing_else_does() {
    use crate::Reported;

    let (network, proxy) = (Network::healthy().await.of_this_machine(), web::open_proxy().await);
    let arguments = network.arguments(&["--format", "json", "--only", "online"]);
    let site = std::fs::read_to_string(network.file("site.toml")).unwrap();
    std::fs::write(network.file("site.toml"), site.replace("[proxy]\nurl = \"direct\"\n", ""))
        .unwrap();
    let mut command = crate::program::command(arguments);
    command.env("https_proxy", format!("http://{}", proxy.at));
    let report = crate::program::finished(command).await.ended_quietly_with(0).report();
    let variables = vec!["https_proxy".to_owned()];
    assert_eq!(
        report.evidence.proxy.source,
        actprobe_probes::evidence::ProxySource::Environment { variables }
    );
    assert!(!proxy.heard().is_empty());
}
