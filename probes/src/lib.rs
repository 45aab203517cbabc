//! How actprobe asks: codecs (`wire`), typed answers (`evidence`) and, with the feature `io`, the
//! probes' conversations.
//!
//! Codecs import nothing of ours but evidence, and every text that is kept goes through
//! `product_key`; `capture` reads the output of other tools with codecs; a probe imports codecs,
//! evidence and `net`, never another probe.

pub mod capture;
pub mod evidence;
pub mod product_key;
pub mod wire;

#[cfg(feature = "io")]
pub mod clock;
#[cfg(feature = "io")]
pub mod clock_skew;
#[cfg(feature = "io")]
pub mod directory;
#[cfg(feature = "io")]
pub mod host;
#[cfg(feature = "io")]
pub mod kms_discovery;
#[cfg(feature = "io")]
pub mod kms_target;
#[cfg(feature = "io")]
pub mod licensing;
#[cfg(feature = "io")]
pub mod net;
#[cfg(feature = "io")]
pub mod online;
#[cfg(feature = "io")]
pub mod winhttp_proxy;
