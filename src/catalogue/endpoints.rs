//! The endpoints of online activation.
//!
//! Names: Microsoft Support, KB 921471 ("Windows activation or validation fails with error code
//! 0x8004FE33"); the licensing names also stand in Microsoft Learn, "Manage connection endpoints
//! for Windows". Which of them activation cannot do without is inferred from their purpose:
//! Microsoft gives one list for all.

use actprobe_probes::evidence::EndpointNeed::{self, Optional, Required, Supporting};

/// An endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What is asked for.
    pub url: &'static str,
    /// What it is needed for.
    pub need: EndpointNeed,
}

/// Every endpoint, in the order of the report.
pub const ENDPOINTS: &[Entry] = &[
    Entry { url: "https://activation.sls.microsoft.com/", need: Required },
    Entry { url: "https://activation-v2.sls.microsoft.com/", need: Required },
    Entry { url: "https://go.microsoft.com/", need: Required },
    // In clear text, as Windows asks for them: a redirect, and the revocation list of the
    // activation service's issuer.
    Entry { url: "http://go.microsoft.com/", need: Supporting },
    Entry {
        url: "http://crl.microsoft.com/pki/crl/products/MicProSecSerCA_2007-12-04.crl",
        need: Supporting,
    },
    Entry { url: "https://validation.sls.microsoft.com/", need: Optional },
    Entry { url: "https://validation-v2.sls.microsoft.com/", need: Optional },
    Entry { url: "https://login.live.com/", need: Optional },
    Entry { url: "https://licensing.mp.microsoft.com/", need: Optional },
    Entry { url: "https://licensing.md.mp.microsoft.com/", need: Optional },
    Entry { url: "https://displaycatalog.mp.microsoft.com/", need: Optional },
    Entry { url: "https://displaycatalog.md.mp.microsoft.com/", need: Optional },
    Entry { url: "https://purchase.mp.microsoft.com/", need: Optional },
    Entry { url: "https://purchase.md.mp.microsoft.com/", need: Optional },
];

#[cfg(test)]
mod tests {
    use super::*;
    use actprobe_probes::evidence::Route;
    use actprobe_probes::online::EndpointPlan;

    #[test]
    fn every_endpoint_is_a_url_that_the_probe_can_ask() {
        for entry in ENDPOINTS {
            assert!(
                EndpointPlan::new(entry.url, entry.need, Route::default()).is_ok(),
                "{}",
                entry.url
            );
        }
    }
}
