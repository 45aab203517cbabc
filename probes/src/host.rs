//! What the host knows of itself.

pub mod platform;
