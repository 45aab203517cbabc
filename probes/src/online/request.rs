//! The two requests that are ever sent: CONNECT to a proxy, HEAD to an endpoint. Neither carries
//! credentials or a body.

use http_body_util::Empty;
use hyper::header::{ACCEPT, CONNECTION, HOST, USER_AGENT};
use hyper::{Method, Request};

use super::exchange::Ask;
use super::target::Target;
use crate::evidence::FailureKind;
use crate::net::Cause;

/// Who asks: an administrator who reads the log of a proxy shall find us.
const AGENT: &str = concat!("actprobe/", env!("CARGO_PKG_VERSION"));

/// How the request names what it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// By its path, to the server itself (RFC 9112 §3.2.1).
    Origin,
    /// By its URL, to a proxy (RFC 9112 §3.2.2).
    Absolute,
}

/// HEAD for `target`.
pub(super) fn head(target: &Target, form: Form) -> Result<Ask, Cause> {
    let asked_for = match form {
        Form::Origin => target.path.clone(),
        Form::Absolute => target.absolute_form(),
    };
    ask(Method::HEAD, &asked_for, &target.host_header(), "close")
}

/// CONNECT to `target` (RFC 9110 §9.3.6).
pub(super) fn connect(target: &Target) -> Result<Ask, Cause> {
    let authority = target.at.to_string();
    ask(Method::CONNECT, &authority, &authority, "keep-alive")
}

fn ask(method: Method, asked_for: &str, host: &str, connection: &str) -> Result<Ask, Cause> {
    Request::builder()
        .method(method)
        .uri(asked_for)
        .header(HOST, host)
        .header(USER_AGENT, AGENT)
        .header(ACCEPT, "*/*")
        .header(CONNECTION, connection)
        .body(Empty::new())
        .map_err(|error| Cause::with_detail(FailureKind::Internal, &error.to_string()))
}
