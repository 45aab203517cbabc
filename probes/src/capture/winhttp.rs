//! `netsh winhttp show proxy` and `show advproxy`, and `reg query` of the value behind them.

use super::{Capture, Facts, Text};
use crate::evidence::CaptureKind;
use crate::wire::proxy_settings;

/// Reads the settings where the text names `WinHTTP`, which no language translates.
pub fn parse(text: &Text) -> Vec<Capture> {
    let text = text.whole;
    if !text.to_ascii_lowercase().contains("winhttp") {
        return Vec::new();
    }
    let facts = |settings| Facts { proxy: Some(settings), ..Facts::default() };
    let all = proxy_settings::recognise_all(text).into_iter().map(facts);
    all.map(|facts| Capture::whole(CaptureKind::WinhttpProxy, facts)).collect()
}
