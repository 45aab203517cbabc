//! TOML as a tree, with the places of its parts.

use toml::Spanned;
use toml::de::{DeInteger, DeValue};

use super::{Node, Tree};

impl Tree for Spanned<DeValue<'_>> {
    fn open(self) -> Node<Self> {
        match self.into_inner() {
            DeValue::Boolean(value) => Node::Bool(value),
            DeValue::Integer(value) => whole(&value),
            // A float that is none was refused with the syntax.
            DeValue::Float(value) => Node::Float(value.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::String(text) => Node::Text(text.into_owned()),
            DeValue::Datetime(_) => Node::Date,
            DeValue::Array(items) => Node::List(items.into_iter().collect()),
            DeValue::Table(table) => {
                let entry = |(key, value): (Spanned<_>, _)| {
                    let start = key.span().start;
                    (std::borrow::Cow::into_owned(key.into_inner()), Some(start), value)
                };
                Node::Table(table.into_iter().map(entry).collect())
            }
        }
    }

    fn is_nothing(&self) -> bool {
        false
    }

    fn start(&self) -> Option<usize> {
        Some(self.span().start)
    }
}

/// A number beyond 64 bits is still a number.
fn whole<T>(value: &DeInteger<'_>) -> Node<T> {
    let (digits, radix) = (value.as_str(), value.radix());
    match (u64::from_str_radix(digits, radix), i64::from_str_radix(digits, radix)) {
        (Ok(value), _) => Node::Unsigned(value),
        (Err(_), Ok(value)) => Node::Signed(value),
        (Err(_), Err(_)) => Node::Float(f64::NAN),
    }
}
