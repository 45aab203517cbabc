//! Three-valued logic, in one place. Nothing checked is unknown, never met.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The status of a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// What was seen fulfils it.
    Met,
    /// What was seen breaks it.
    Unmet,
    /// What was seen does not tell.
    Unknown,
    /// It has no meaning here.
    NotApplicable,
}

/// Every one must be met. What is not applicable does not count.
pub fn all(statuses: impl IntoIterator<Item = Status>) -> Status {
    combine(statuses, Status::Unmet, Status::Met)
}

/// One met is enough. What is not applicable does not count.
pub fn any(statuses: impl IntoIterator<Item = Status>) -> Status {
    combine(statuses, Status::Met, Status::Unmet)
}

/// `decisive` wins as soon as it occurs; `otherwise` needs every counted status to agree.
fn combine(
    statuses: impl IntoIterator<Item = Status>,
    decisive: Status,
    otherwise: Status,
) -> Status {
    let counted: Vec<Status> =
        statuses.into_iter().filter(|&s| s != Status::NotApplicable).collect();
    if counted.contains(&decisive) {
        decisive
    } else if counted.is_empty() || counted.contains(&Status::Unknown) {
        Status::Unknown
    } else {
        otherwise
    }
}

#[cfg(test)]
mod tests {
    use super::Status::{Met, NotApplicable, Unknown, Unmet};
    use super::*;

    #[test]
    fn nothing_checked_is_unknown() {
        assert_eq!(all([]), Unknown);
        assert_eq!(any([]), Unknown);
        assert_eq!(all([NotApplicable]), Unknown);
        assert_eq!(any([NotApplicable, NotApplicable]), Unknown);
    }

    #[test]
    fn the_truth_table_holds_in_both_orders() {
        let table = [
            // left, right, all, any
            (Met, Met, Met, Met),
            (Met, Unmet, Unmet, Met),
            (Met, Unknown, Unknown, Met),
            (Met, NotApplicable, Met, Met),
            (Unmet, Unmet, Unmet, Unmet),
            (Unmet, Unknown, Unmet, Unknown),
            (Unmet, NotApplicable, Unmet, Unmet),
            (Unknown, Unknown, Unknown, Unknown),
            (Unknown, NotApplicable, Unknown, Unknown),
        ];
        for (left, right, all_of_them, any_of_them) in table {
            for pair in [[left, right], [right, left]] {
                assert_eq!(all(pair), all_of_them, "all of {pair:?}");
                assert_eq!(any(pair), any_of_them, "any of {pair:?}");
            }
        }
    }
}
