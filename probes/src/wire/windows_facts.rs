//! What a host's registry says of it, from any [`Registry`].
//!
//! Absent means that the source does not hold it. Microsoft documents few of these keys; each file
//! names its source.

mod firewall;
mod firewall_rule;
mod kms;
mod names;
mod services;
mod time;
mod tls;
mod user_proxy;

pub use services::start_of;
pub use user_proxy::{from_internet_settings, is_per_machine};

use super::registry::{Hive, Registry, Value};
use crate::evidence::{ProductFacts, RegistrySource, WindowsFacts, scrub};
use crate::product_key::mask;

/// Everything that the tables know of. Keys are cut at this door: people mistype them into `slmgr
/// /skms`.
pub fn read(registry: &dyn Registry, source: RegistrySource) -> WindowsFacts {
    let registry = &Masked(registry);
    WindowsFacts {
        source,
        name: names::computer_name(registry),
        product: product(registry),
        membership: names::membership(registry),
        kms_client: kms::client(registry),
        kms_host: kms::host(registry),
        nrpt: names::nrpt(registry),
        time_service: time::service(registry),
        firewall: firewall::outbound(registry),
        kms_rule_is_on: None,
        listens_for_kms: None,
        is_domain_controller: None,
        licensing_service_stopped: None,
        tls: tls::settings(registry),
        licensing_service: services::licensing(registry),
    }
}

/// A registry without whole product keys in its texts.
struct Masked<'a>(&'a dyn Registry);

impl Registry for Masked<'_> {
    fn covers(&self, hive: Hive, key: &str) -> bool {
        self.0.covers(hive, key)
    }

    fn value(&self, hive: Hive, key: &str, name: &str) -> Option<Value> {
        self.0.value(hive, key, name).map(masked)
    }

    fn values(&self, hive: Hive, key: &str) -> Vec<(String, Value)> {
        self.0.values(hive, key).into_iter().map(|(name, value)| (name, masked(value))).collect()
    }

    fn subkeys(&self, hive: Hive, key: &str) -> Vec<String> {
        self.0.subkeys(hive, key)
    }
}

fn masked(value: Value) -> Value {
    match value {
        Value::Text(text) => Value::Text(mask(&text).into_owned()),
        // The groups of a key may stand in a part each.
        Value::List(texts) => {
            Value::List(mask(&texts.join("\n")).split('\n').map(str::to_owned).collect())
        }
        other @ (Value::Number(_) | Value::Bytes(_)) => other,
    }
}

/// Edition and build. On Windows 11 `ProductName` still says Windows 10; the build tells.
fn product(registry: &dyn Registry) -> Option<ProductFacts> {
    let text = |name| {
        registry
            .text(Hive::Machine, CURRENT_VERSION, name)
            .map(|text| scrub(&text))
            .unwrap_or_default()
    };
    let build = |name| registry.number(Hive::Machine, CURRENT_VERSION, name);
    let product = ProductFacts {
        name: text("ProductName"),
        edition_id: text("EditionID"),
        build: build("CurrentBuildNumber").or(build("CurrentBuild")),
        revision: build("UBR"),
        installation_type: text("InstallationType"),
        change_refused: None,
    };
    (product != ProductFacts::default()).then_some(product)
}

const CURRENT_VERSION: &str = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion";

#[cfg(test)]
mod tests;
