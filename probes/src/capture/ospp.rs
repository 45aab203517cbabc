//! `ospp.vbs /dstatus` and `/act`: Office, whose labels nobody translates. It says nothing of
//! Windows.

use super::lines::{code, label_and_value};
use super::slmgr::{self, status_of};
use super::{Capture, Facts, Text, keep, keys};
use crate::evidence::{CaptureKind, KeyChannel, LicenceStatus, OtherProduct, ProductKind};

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
            Some((NAME, name)) => products.push(named(name)),
            Some((label, value)) if !truncated => {
                if let Some(product) = products.last_mut() {
                    complete(product, label, value);
                }
            }
            Some(_) | None => {}
        }
    }
    let facts = Facts { other_products: products, ..Facts::default() };
    (!facts.other_products.is_empty()).then_some(Capture {
        kind: CaptureKind::Ospp,
        truncated,
        facts,
    })
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
        file: String::new(),
        computer: String::new(),
        kind: ProductKind::Office,
        name: keep(name),
        status: None,
        code: None,
        partial_key: None,
        channel: channel_by_name(name),
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
    } else if keys::is_partial(value) {
        product.partial_key = Some(value.to_owned());
    }
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
