//! `ospp.vbs /dstatus` and `/act`: Office, whose labels nobody translates. It says nothing of
//! Windows.

use super::lines::{code, guid, label_and_value, numbers};
use super::slmgr::{self, status_of};
use super::{Capture, Facts, Text, keep, keys};
use crate::evidence::{
    CaptureKind, KMS_PORT, KeyChannel, LicenceStatus, OtherProduct, ProductKind,
};
use crate::wire::host_port::parse_host_port;

/// The label that tells a product's name.
const NAME: &str = "LICENSE NAME";
/// The labels that may stand above it.
const ABOVE: [&str; 2] = ["PRODUCT ID", "SKU ID"];
/// What `/act` says of the product above.
const SUCCEEDED: &str = "<Product activation successful>";
/// How many products are kept.
const MOST_PRODUCTS: usize = 16;

/// Reads the products, and takes their lines out of the text: none of them speaks of Windows.
pub fn parse(text: &Text, taken: &mut [bool]) -> Option<Capture> {
    if text.lines().position(|line| line.contains(NAME)).is_none() {
        return without_keys(text);
    }
    let mut products: Vec<OtherProduct> = Vec::new();
    let mut truncated = false;
    let mut is_inside = false;
    let mut sku = None;
    for (line, taken) in text.lines().iter().zip(taken) {
        let found = label_and_value(line);
        is_inside = match found {
            Some((_, value)) if is_of_windows(value) => false,
            Some((label, _)) if label == NAME || ABOVE.contains(&label) => true,
            Some(_) | None => is_inside && !line.contains("Exiting"),
        };
        *taken |= is_inside;
        if let Some(product) = products.last_mut().filter(|_| is_inside && line.contains(SUCCEEDED))
        {
            product.status = Some(LicenceStatus::Licensed);
        }
        match found.filter(|_| is_inside) {
            Some((NAME, _)) if products.len() == MOST_PRODUCTS => truncated = true,
            Some((NAME, name)) => {
                let activation_id = sku.take();
                products.push(OtherProduct { activation_id, ..named(name) });
            }
            Some(("SKU ID", id)) => sku = guid(id),
            Some((label, value)) if !truncated => {
                if let Some(product) = products.last_mut() {
                    complete(product, label, value);
                }
            }
            Some(_) | None => {}
        }
    }
    let facts = Facts { other_products: each_once(products), ..Facts::default() };
    (!facts.other_products.is_empty()).then_some(Capture {
        kind: CaptureKind::Ospp,
        truncated,
        facts,
    })
}

/// What `/dstatus` and `/act` print of one product is of one; a code without a state is what its
/// activation ended with.
fn each_once(all: Vec<OtherProduct>) -> Vec<OtherProduct> {
    let mut products: Vec<OtherProduct> = Vec::new();
    for mut found in all {
        if found.status.is_none() {
            found.activation_error = found.code.take();
        }
        match products.iter_mut().find(|known| known.is_again(&found)) {
            Some(known) => known.take_in(found),
            None => products.push(found),
        }
    }
    products
}

/// Office is there, and has no key: it tells nothing, and of Windows neither.
fn without_keys(text: &Text) -> Option<Capture> {
    text.lines().position(|line| line.trim() == "<No installed product keys detected>")?;
    Some(Capture::whole(CaptureKind::Ospp, Facts::default()))
}

/// Whether a Windows product is named: `slmgr` begins here, or somebody's script prints what it has
/// by the labels of Office.
fn is_of_windows(value: &str) -> bool {
    value.starts_with("Windows") && slmgr::is_product_name(value)
}

fn named(name: &str) -> OtherProduct {
    OtherProduct {
        channel: channel_by_name(name),
        ..OtherProduct::named(ProductKind::Office, keep(name))
    }
}

/// `Office19ProPlus2019VL_KMS_Client_AE`, `Office16O365ProPlusR_Subscription1`: what the
/// description says as well, which many leave out.
fn channel_by_name(name: &str) -> Option<KeyChannel> {
    const WORDS: [(&str, KeyChannel); 4] = [
        ("KMS_Client", KeyChannel::KmsClient),
        ("VL_MAK", KeyChannel::Mak),
        ("Subscription", KeyChannel::TimeBased),
        ("_Retail", KeyChannel::Retail),
    ];
    WORDS.iter().find(|(word, _)| name.contains(word)).map(|(_, channel)| *channel)
}

fn complete(product: &mut OtherProduct, label: &str, value: &str) {
    if label.eq_ignore_ascii_case("LICENSE STATUS") {
        product.status = state(value);
    } else if label.eq_ignore_ascii_case("ERROR CODE") {
        product.code = code(value).filter(|code| code >> 31 == 1);
    } else if label.eq_ignore_ascii_case("LICENSE DESCRIPTION") {
        product.channel = slmgr::channel_of(value).or(product.channel);
    } else if label.eq_ignore_ascii_case("REMAINING GRACE") {
        product.remaining_minutes = minutes(value);
    } else if label.starts_with("KMS machine") {
        let has_port = value.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        let named = parse_host_port(value, KMS_PORT).ok().filter(|_| has_port);
        product.kms = named.or_else(|| product.kms.take());
    } else if keys::is_partial(value) {
        product.partial_key = Some(value.to_owned());
    }
}

/// `19 days  (26830 minute(s) before expiring)`.
fn minutes(value: &str) -> Option<u64> {
    numbers(value.split_once('(')?.1).first().copied()
}

/// `---NOTIFICATIONS---`, `---OOB_GRACE---`.
fn state(value: &str) -> Option<LicenceStatus> {
    let word = value.trim_matches(['-', ' ']);
    match word {
        "OOB_GRACE" => Some(LicenceStatus::InitialGrace),
        "OOT_GRACE" => Some(LicenceStatus::AdditionalGrace),
        "NON_GENUINE_GRACE" => Some(LicenceStatus::NonGenuineGrace),
        _ => status_of(word),
    }
}
