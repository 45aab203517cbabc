//! What `slmgr` did with an add-on to Windows, which has a key and an activation ID of its own:
//! none of it is Windows' own.

use super::attempt::Attempt;
use super::block::{self, product_kind};
use super::keys::Key;
use crate::evidence::{LicenceStatus, OtherProduct, ProductKind};

/// The activation IDs of extended security updates (Microsoft Learn, "Enable Extended Security
/// Updates (ESU)", "Extended Security Updates for Windows 10").
const UPDATES: [(&str, &str); 6] = [
    ("f520e45e-7413-4a34-a497-d2765967d094", "Client-ESU-Year1"),
    ("1043add5-23b1-4afb-9a0f-64343c8f3f8d", "Client-ESU-Year2"),
    ("83d49986-add3-41d7-ba33-87c7bfb5c0fb", "Client-ESU-Year3"),
    ("77db037b-95c3-48d7-a3ab-a9c6d41093e0", "Client-ESU-Year1"),
    ("0e00c25d-8795-4fb7-9572-3803d91b6880", "Client-ESU-Year2"),
    ("4220f546-f522-46df-8202-4d07afd26454", "Client-ESU-Year3"),
];

/// Whether an attempt is of an add-on, by its name or its ID.
pub fn is_of_one(attempt: &Attempt) -> bool {
    product_kind(&attempt.name) == Some(ProductKind::AddOn) || name_of(attempt).is_some()
}

fn name_of(attempt: &Attempt) -> Option<&'static str> {
    let id = attempt.activation_id.as_deref()?;
    UPDATES.iter().find(|(known, _)| *known == id).map(|(_, name)| *name)
}

/// Puts the attempts beside what else was printed of these products.
pub fn join(others: &mut Vec<OtherProduct>, attempts: Vec<Attempt>) {
    for attempt in attempts {
        let name = match attempt.name.is_empty() {
            true => name_of(&attempt).unwrap_or_default().to_owned(),
            false => attempt.name,
        };
        let is_done = attempt.error.is_none();
        let found = OtherProduct {
            status: is_done.then_some(LicenceStatus::Licensed),
            activation_error: attempt.error,
            activation_id: attempt.activation_id,
            ..OtherProduct::named(ProductKind::AddOn, name)
        };
        match others.iter_mut().find(|known| known.is_again(&found)) {
            // Its state may have been printed below.
            Some(known) => {
                let status = known.status.or(found.status);
                known.take_in(OtherProduct { status: None, ..found });
                known.status = status;
            }
            None => block::take(others, found),
        }
    }
}

/// The key that was put in, where it is that of Windows: one with the end of an add-on's is not,
/// nor is one before an attempt of nothing but an add-on.
pub fn key_of_windows(
    key: Option<Key>,
    others: &mut [OtherProduct],
    is_of_windows: bool,
) -> Option<Key> {
    let Some(Key::Installed(end)) = &key else { return key };
    if others.iter().any(|other| other.partial_key.as_ref() == Some(end)) {
        return None;
    }
    let is_add_on = |other: &&mut OtherProduct| other.kind == ProductKind::AddOn;
    let keyless = others.iter_mut().filter(is_add_on).find(|other| other.partial_key.is_none());
    match keyless.filter(|_| !is_of_windows) {
        Some(add_on) => {
            add_on.partial_key = Some(end.clone());
            None
        }
        None => key,
    }
}
