//! `netsh winhttp show proxy` and `show advproxy`, and `reg query` of the value behind them.

use super::{Capture, Facts};
use crate::evidence::CaptureKind;
use crate::wire::proxy_settings;

/// Reads the settings where the text names `WinHTTP`, which no language translates.
pub fn parse(text: &str) -> Vec<Capture> {
    if !text.to_ascii_lowercase().contains("winhttp") {
        return Vec::new();
    }
    let Ok(settings) = proxy_settings::recognise(text.as_bytes()) else { return Vec::new() };
    let facts = Facts { proxy: Some(settings), ..Facts::default() };
    vec![Capture::whole(CaptureKind::WinhttpProxy, facts)]
}
