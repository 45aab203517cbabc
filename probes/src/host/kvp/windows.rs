//! On Windows the Data Exchange service keeps what the host tells in the registry.

use super::super::registry::LiveRegistry;
use super::super::unread::Unread;
use crate::evidence::{FailureKind, KvpFacts};
use crate::wire::kvp;

pub(super) fn facts() -> Result<KvpFacts, Unread> {
    let not_readable = || Unread::Failed {
        kind: FailureKind::Unreadable,
        detail: "the key may not be read".to_owned(),
    };
    kvp::from_registry(&LiveRegistry).ok_or_else(not_readable)
}
