//! Which schemes a `Proxy-Authenticate` header offers (RFC 9110 §11.6.1, §11.7.1).

use crate::evidence::scrub;
use crate::product_key::mask;

/// How many schemes are kept; there are a dozen registered ones in all.
const MOST_SCHEMES: usize = 16;

/// The names of the schemes that the header values `values` offer, in order, each once; parameters
/// are left out.
pub fn schemes<'a>(values: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut schemes: Vec<String> = Vec::new();
    // Of a product key, the groups may fall into an element each.
    for value in values.into_iter().map(mask) {
        for scheme in elements(&value).filter_map(scheme) {
            let is_new = !schemes.iter().any(|known| known.eq_ignore_ascii_case(scheme));
            if is_new && schemes.len() < MOST_SCHEMES {
                schemes.push(scrub(scheme));
            }
        }
    }
    schemes
}

/// The elements of a comma-separated list; commas inside quoted strings do not count (RFC 9110
/// §5.6.1, §5.6.4).
fn elements(value: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    value.split(move |c| {
        let is_separator = c == ',' && !quoted;
        (quoted, escaped) = match c {
            _ if escaped => (quoted, false),
            '\\' if quoted => (true, true),
            '"' => (!quoted, false),
            _ => (quoted, false),
        };
        is_separator
    })
}

/// The scheme that an element begins with. An element without one is a further parameter of the
/// scheme before it.
fn scheme(element: &str) -> Option<&str> {
    let element = element.trim();
    let end = element.find(|c| !is_token_character(c)).unwrap_or(element.len());
    let (first, rest) = element.split_at(end);
    let begins_scheme =
        rest.is_empty() || (rest.starts_with([' ', '\t']) && !rest.trim_start().starts_with('='));
    (!first.is_empty() && begins_scheme).then_some(first)
}

/// RFC 9110 §5.6.2.
fn is_token_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_in_a_realm_does_not_make_a_scheme() {
        assert_eq!(
            schemes([r#"Basic realm="Contoso, Inc. \", Fake", charset="UTF-8""#]),
            ["Basic"]
        );
    }

    #[test]
    fn several_headers_and_several_schemes_in_one_are_all_found() {
        assert_eq!(
            schemes(["Negotiate", "NTLM", r#"Basic realm="x""#]),
            ["Negotiate", "NTLM", "Basic"]
        );
        assert_eq!(
            schemes(["Negotiate, NTLM TlRMTVNTUAAC==, Digest realm=\"a\", qop = \"auth\", \
                 nonce=\"b\",Basic realm=x"]),
            ["Negotiate", "NTLM", "Digest", "Basic"]
        );
    }

    #[test]
    fn a_scheme_offered_twice_is_named_once() {
        assert_eq!(schemes(["NTLM", "ntlm", "Basic realm=a, basic realm=b"]), ["NTLM", "Basic"]);
    }

    #[test]
    fn empty_elements_and_garbage_offer_nothing() {
        assert_eq!(schemes(["", " , ,", "=", "\"", "realm=x", "(comment)"]), [""; 0]);
    }

    #[test]
    fn a_thousand_schemes_are_cut() {
        let many = (0..1000).map(|n| format!("Scheme{n}")).collect::<Vec<_>>().join(",");
        assert_eq!(schemes([many.as_str()]).len(), MOST_SCHEMES);
    }
}
