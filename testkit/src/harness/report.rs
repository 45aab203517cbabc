//! The program's JSON report, as far as scenarios look at it.

use serde_json::Value;

#[derive(Debug)]
pub struct Report(Value);

impl Report {
    /// # Panics
    /// When `text` is not one JSON value.
    pub fn parse(text: &str) -> Self {
        Self(
            serde_json::from_str(text).unwrap_or_else(|error| panic!("no report, {error}: {text}")),
        )
    }

    pub fn evidence(&self, pointer: &str) -> &Value {
        let whole = &self.0["evidence"];
        whole.pointer(pointer).unwrap_or_else(|| panic!("nothing at {pointer} in {whole:#}"))
    }

    pub fn standing(&self, channel: &str) -> &str {
        text(&self.channel(channel)["standing"])
    }

    /// What is unmet in a channel and not explained by something else: the
    /// requirement, and the finding that tells why.
    pub fn causes(&self, channel: &str) -> Vec<(&str, &str)> {
        let mut causes: Vec<(&str, &str)> = self
            .requirements(channel)
            .filter(|one| {
                one["status"] == "unmet" && one["follows_from"] == Value::Array(Vec::new())
            })
            .map(|one| (text(&one["id"]), text(&one["finding"]["id"])))
            .collect();
        causes.dedup();
        causes
    }

    /// The findings of one requirement, whatever its status.
    pub fn findings(&self, channel: &str, requirement: &str) -> Vec<&Value> {
        self.requirements(channel)
            .filter(|one| one["id"] == requirement)
            .map(|one| &one["finding"])
            .collect()
    }

    fn requirements(&self, channel: &str) -> impl Iterator<Item = &Value> {
        list(&self.channel(channel)["requirements"]).iter()
    }

    fn channel(&self, channel: &str) -> &Value {
        let channels = list(&self.0["verdict"]["channels"]);
        channels
            .iter()
            .find(|one| one["channel"] == channel)
            .unwrap_or_else(|| panic!("no {channel} in {channels:#?}"))
    }
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}"))
}
