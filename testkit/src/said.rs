//! What a report says of a channel, read off its JSON: the check must not share the code that it
//! checks.

use std::fmt::Write as _;

use serde_json::Value;

use crate::expectation::Shown;

/// A channel as the report has it.
pub(crate) struct Said<'a> {
    pub(crate) standing: &'a str,
    pub(crate) headline: &'a str,
    channel: &'a Value,
}

impl<'a> Said<'a> {
    pub(crate) fn of(report: &'a Value, name: &str) -> Self {
        let channel = list(&report["verdict"]["channels"])
            .iter()
            .find(|channel| channel["channel"] == name)
            .unwrap_or_else(|| panic!("the report does not judge {name}"));
        let headline = text(&channel["headline"]["finding"]["id"]);
        Self { standing: text(&channel["standing"]), headline, channel }
    }

    /// What nothing else explains: what the standing hangs on, or what is broken beside.
    pub(crate) fn root_causes(&self, decisive: bool) -> Vec<&'a Value> {
        let roots = self.counted().filter(|requirement| !follows(requirement));
        roots.filter(|cause| self.is_decisive(cause) == decisive).collect()
    }

    /// What is broken or unknown because of another, as `REQUIREMENT FINDING`.
    pub(crate) fn consequences(&self) -> Vec<String> {
        let effects = self.counted().filter(|requirement| follows(requirement));
        effects
            .map(|effect| format!("{} {}", text(&effect["id"]), text(&effect["finding"]["id"])))
            .collect()
    }

    /// Everything that is not known, whether it counts or not.
    pub(crate) fn unknown(&self) -> Vec<String> {
        let unknown = self.requirements().filter(|requirement| requirement["status"] == "unknown");
        unknown.map(|requirement| text(&requirement["id"]).to_owned()).collect()
    }

    pub(crate) fn caveats(&self) -> Vec<String> {
        ids(&self.channel["caveats"], "id")
    }

    fn requirements(&self) -> impl Iterator<Item = &'a Value> {
        list(&self.channel["requirements"]).iter()
    }

    /// What is not known counts only where the standing hangs on it.
    fn counted(&self) -> impl Iterator<Item = &'a Value> {
        let is_unknown = self.standing == "unknown";
        self.requirements().filter(move |requirement| {
            requirement["status"] == "unmet"
                || requirement["status"] == "unknown"
                    && is_unknown
                    && requirement["weight"] == "needed"
        })
    }

    fn is_decisive(&self, cause: &Value) -> bool {
        match self.standing {
            "degraded" => cause["weight"] != "advice",
            "blocked" | "unknown" => {
                cause["weight"] == "needed" || cause["weight"] == "veto" || self.explains(cause)
            }
            _ => false,
        }
    }

    /// Whether something that counts follows from it.
    fn explains(&self, cause: &Value) -> bool {
        self.counted().any(|effect| list(&effect["follows_from"]).contains(&cause["id"]))
    }
}

fn follows(requirement: &Value) -> bool {
    !list(&requirement["follows_from"]).is_empty()
}

/// `kms works, online blocked`
pub fn standings(report: &Value, shown: Shown) -> String {
    let standing = |name: &&str| format!("{name} {}", Said::of(report, name).standing);
    shown.channels().iter().map(standing).collect::<Vec<_>>().join(", ")
}

/// The report's requirements that are not met in short, for a failure's message.
pub fn excerpt(report: &Value) -> String {
    let mut excerpt = String::new();
    for channel in list(&report["verdict"]["channels"]) {
        for one in list(&channel["requirements"]).iter().filter(|one| one["status"] != "met") {
            let _ = writeln!(
                excerpt,
                "      {} {} {} {} {} follows from {}",
                text(&channel["channel"]),
                text(&one["id"]),
                text(&one["status"]),
                one["finding"],
                one["subjects"],
                one["follows_from"]
            );
        }
    }
    excerpt
}

pub(crate) fn ids(list_of: &Value, field: &str) -> Vec<String> {
    list(list_of).iter().map(|one| text(&one[field]).to_owned()).collect()
}

/// A list of the report.
pub fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

/// A text of the report.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}
