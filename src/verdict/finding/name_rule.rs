//! A rule of the Name Resolution Policy Table, as a sentence names it.

use std::fmt;

use actprobe_probes::evidence::NrptRule;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::argument::Argument;
use super::maybe::{Blank, Missing, as_text, blanks};

/// What stands between the two in the format.
const TO: &str = " → ";
/// What stands for the host's own servers.
const OWN: &str = "-";

/// Which names go to which servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameRule {
    namespaces: Vec<String>,
    servers: Vec<String>,
}

impl From<&NrptRule> for NameRule {
    fn from(rule: &NrptRule) -> Self {
        Self {
            namespaces: rule.namespaces.clone(),
            servers: rule.servers.iter().map(ToString::to_string).collect(),
        }
    }
}

impl NameRule {
    fn read(text: &str) -> Option<Self> {
        let (namespaces, servers) = text.split_once(TO)?;
        let list = |text: &str| text.split(", ").map(str::to_owned).collect();
        let servers = if servers == OWN { Vec::new() } else { list(servers) };
        Some(Self { namespaces: list(namespaces), servers })
    }
}

impl fmt::Display for NameRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let servers = self.servers.join(", ");
        let servers = if servers.is_empty() { OWN } else { &servers };
        write!(f, "{}{TO}{servers}", self.namespaces.join(", "))
    }
}

as_text!(NameRule);
blanks!(NameRule);
