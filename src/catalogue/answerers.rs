//! Who answers over HTTP, by the words of the answer: services of Microsoft, networks that deliver
//! for them, and products that stand between.

/// Domains to which Microsoft's own services redirect (Microsoft Learn, "Manage connection
/// endpoints for Windows").
const OF_MICROSOFT: [&str; 11] = [
    "microsoft.com",
    "live.com",
    "windows.com",
    "windows.net",
    "microsoftonline.com",
    "office.com",
    "msn.com",
    "bing.com",
    "azure.com",
    "azureedge.net",
    "aka.ms",
];

/// Words in the `Server` of proxies and filters, each by the vendor's own documentation of its
/// error pages.
const OF_FILTERS: [&str; 30] = [
    "squid",
    "zscaler",
    "bluecoat",
    "blue coat",
    "proxysg",
    "fortigate",
    "fortiproxy",
    "fortinet",
    "sophos",
    "checkpoint",
    "check point",
    "mcafee",
    "skyhigh",
    "mwg",
    "websense",
    "forcepoint",
    "ironport",
    "barracuda",
    "palo alto",
    "netskope",
    "umbrella",
    "iwss",
    "smoothwall",
    "e2guardian",
    "privoxy",
    "mitmproxy",
    "tinyproxy",
    "watchguard",
    "sonicwall",
    "kerio",
];

/// Words of content delivery networks, which serve Microsoft's files and sign with `Via` and
/// `X-Cache` too.
const OF_DELIVERY: [&str; 9] = [
    "akamai",
    "azure",
    "cloudfront",
    "fastly",
    "varnish",
    "edgecast",
    "ecacc",
    "tcp_",
    "config_nocache",
];

/// Whether a host is one of Microsoft's.
pub fn is_of_microsoft(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    OF_MICROSOFT.iter().any(|domain| {
        host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// Whether `Server` is a web server of Microsoft's making.
pub fn is_server_of_microsoft(server: &str) -> bool {
    let server = server.to_ascii_lowercase();
    server.starts_with("microsoft-") || server.starts_with("kestrel")
}

/// Whether `Server` names a proxy or a filter.
pub fn is_filter(server: &str) -> bool {
    let server = server.to_ascii_lowercase();
    OF_FILTERS.iter().any(|word| server.contains(word))
}

/// Whether a line about intermediaries (`name: value`) is that of a proxy or filter of the site's
/// own. A cache that does not say whose it is may be a delivery network's.
pub fn is_of_site(mark: &str) -> bool {
    let mark = mark.to_ascii_lowercase();
    let is_delivery = OF_DELIVERY.iter().any(|word| mark.contains(word));
    let is_nameless_cache = mark.starts_with("x-cache") && !mark.contains(" from ");
    !is_delivery && !is_nameless_cache
}

/// Whether such a line is an error that a proxy or filter reports.
pub fn is_error_of_site(mark: &str) -> bool {
    ["x-squid-error", "x-zscaler-errorcode"].iter().any(|name| mark.starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_microsoft_is_told_from_one_that_only_ends_like_it() {
        for host in ["go.microsoft.com", "MICROSOFT.com.", "login.live.com", "aka.ms"] {
            assert!(is_of_microsoft(host), "{host}");
        }
        for host in ["notmicrosoft.com", "microsoft.com.portal.example", "block.corp.example", ""] {
            assert!(!is_of_microsoft(host), "{host}");
        }
    }

    #[test]
    fn the_cache_of_a_delivery_network_is_not_the_sites() {
        for mark in [
            "via: 1.1 varnish",
            "x-cache: HIT",
            "x-cache: TCP_HIT from a23-1-1-1.deploy.akamaitechnologies.com",
            "via: 1.1 0123.cloudfront.net (CloudFront)",
        ] {
            assert!(!is_of_site(mark), "{mark}");
        }
        for mark in [
            "via: 1.1 proxy.corp.example (squid/5.7)",
            "x-cache: MISS from proxy.corp.example",
            "x-squid-error: ERR_ACCESS_DENIED 0",
        ] {
            assert!(is_of_site(mark), "{mark}");
        }
    }
}
