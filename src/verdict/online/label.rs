//! What an endpoint is called.

use actprobe_probes::evidence::Endpoint;

/// `host:port` of the endpoint's URL.
pub fn target(endpoint: &Endpoint) -> String {
    let (scheme, rest) = endpoint.url.split_once("://").unwrap_or(("https", &endpoint.url));
    let authority = rest.split('/').next().unwrap_or(rest);
    let has_port = authority.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    match (has_port, scheme) {
        (true, _) => authority.to_owned(),
        (false, "http") => format!("{authority}:80"),
        (false, _) => format!("{authority}:443"),
    }
}
