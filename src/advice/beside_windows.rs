//! What other products of a machine want, whatever Windows is activated by: add-ons to it, and
//! Office. Their channels are none of Windows'.

use actprobe_probes::evidence::{
    Channel, HostPort, KeyChannel, KmsTarget, LicenceStatus, OtherProduct, ProductKind,
};

use super::codes::step::{self, CodeStep};
use super::known::Known;
use super::remedy::Remedy;
use crate::catalogue::activation_objects;
use crate::catalogue::codes::{Meaning, meaning};
use crate::verdict::finding::{AddOnMend, HexCode, OfficeWant, PortSeen};

/// Of so many products.
const MOST: usize = 8;

/// What they want, each once, and the channels that it opens.
pub fn remedies(known: Known<'_>) -> Vec<(Remedy, Vec<Channel>)> {
    let products = &known.evidence().licensing.other_products;
    let mut remedies: Vec<(Remedy, Vec<Channel>)> = Vec::new();
    for product in products.iter().filter(|product| is_to_activate(product)) {
        let remedy = match product.kind {
            ProductKind::AddOn => add_on(known, product),
            ProductKind::Office => (office(known, product), Vec::new()),
        };
        if !remedies.contains(&remedy) && remedies.len() < MOST {
            remedies.push(remedy);
        }
    }
    remedies
}

/// Not activated by its own word, or where none was read, by how it was tried.
fn is_to_activate(product: &OtherProduct) -> bool {
    match (product.kind, product.status) {
        (_, Some(status)) => status != LicenceStatus::Licensed,
        (ProductKind::AddOn, None) => {
            product.partial_key.is_some() || product.activation_error.is_some()
        }
        (ProductKind::Office, None) => product.activation_error.is_some(),
    }
}

fn elsewhere(known: Known<'_>, product: &OtherProduct) -> Option<String> {
    let is_own = known.evidence().host.may_be(&product.computer);
    (!is_own).then(|| product.computer.clone())
}

fn add_on(known: Known<'_>, product: &OtherProduct) -> (Remedy, Vec<Channel>) {
    let host = elsewhere(known, product);
    let failure = product.failure();
    if failure.is_none() && host.is_none() && known.is_usable(Channel::Online) {
        let remedy = Remedy::ActivateAddOn { name: product.bare_name().to_owned() };
        return (remedy, vec![Channel::Online]);
    }
    let remedy = Remedy::MendAddOn {
        host: host.into(),
        name: product.bare_name().into(),
        code: failure.map(HexCode).into(),
        how: failure.map_or(AddOnMend::Activate, mend_of),
    };
    (remedy, Vec::new())
}

/// By the code that its activation ended with: an add-on has a bought key, and goes to Microsoft.
fn mend_of(code: u32) -> AddOnMend {
    if meaning(code) == Some(Meaning::KeyUsedUp) {
        return AddOnMend::UsedUp;
    }
    match step::of(code, None) {
        Some(CodeStep::Digits) => AddOnMend::Digits,
        Some(
            CodeStep::NameOfMicrosoft
            | CodeStep::EitherWay
            | CodeStep::WayToMicrosoft
            | CodeStep::ProxyLogOn
            | CodeStep::ProxySetting
            | CodeStep::Certificate
            | CodeStep::Revocation
            | CodeStep::AnswerOfAnother,
        ) => AddOnMend::Way,
        Some(_) | None => AddOnMend::Activate,
    }
}

fn office(known: Known<'_>, product: &OtherProduct) -> Remedy {
    let kms = product.kms.as_ref();
    let is_client = product.channel == Some(KeyChannel::KmsClient);
    let why = product.failure().filter(|_| is_client).map_or(OfficeWant::Other, want_of);
    let host = elsewhere(known, product);
    let is_unfound = || is_client && host.is_none() && kms.is_none() && known.finds_no_kms_record();
    let why = match why {
        OfficeWant::NoRecord => without_record(known),
        OfficeWant::Other if is_unfound() => without_record(known),
        why => why,
    };
    let port = match kms.filter(|_| host.is_none() && why == OfficeWant::Unreached) {
        Some(kms) => port_of(known, kms),
        None => PortSeen::Untold,
    };
    Remedy::ActivateOffice {
        channel: product.channel.into(),
        host: host.into(),
        why,
        kms: kms.map(ToString::to_string).into(),
        port,
    }
}

fn want_of(code: u32) -> OfficeWant {
    match code {
        0xC004_F038 => OfficeWant::Count,
        0xC004_F041 | 0xC004_F042 => OfficeWant::HostKey,
        0xC004_F074 => OfficeWant::Unreached,
        _ => match step::of(code, None) {
            Some(CodeStep::Publish) => OfficeWant::NoRecord,
            Some(CodeStep::WayToKms) => OfficeWant::Unreached,
            Some(_) | None => OfficeWant::Other,
        },
    }
}

/// DNS knows no KMS host: whose turn it is hangs on what else is there. Objects of the directory
/// serve Windows or Office, each its own.
fn without_record(known: Known<'_>) -> OfficeWant {
    let listed = known.evidence().directory.listed_objects.as_deref();
    let has_object = known.licence().is_some_and(|licence| licence.activation_object.is_some());
    let is_of_office = |name: &String| activation_objects::is_for_office_alone(name, &[]);
    match listed {
        Some(objects) if objects.iter().any(is_of_office) => OfficeWant::ObjectUnused,
        Some([_, ..]) => OfficeWant::NoObject,
        Some([]) | None if has_object => OfficeWant::NoObject,
        Some([]) | None if known.knows_kms_host() => OfficeWant::NoRecord,
        Some([]) | None => OfficeWant::NoHost,
    }
}

/// Whether a connection to it was seen to fail.
fn port_of(known: Known<'_>, kms: &HostPort) -> PortSeen {
    let is_its = |target: &&KmsTarget| {
        target.port == kms.port && target.host.eq_ignore_ascii_case(&kms.host)
    };
    let mut targets = known.evidence().kms.targets.iter().filter(is_its);
    let is_closed = targets.any(|target| {
        let mut tried = target.endpoints.iter().peekable();
        tried.peek().is_some() && tried.all(|tried| tried.connect.failure().is_some())
    });
    if is_closed { PortSeen::Closed } else { PortSeen::Untold }
}
