//! JSON as a tree; where its parts begin is not known.

use serde_json::Value;

use super::{Node, Tree};

impl Tree for Value {
    fn open(self) -> Node<Self> {
        match self {
            Self::Null => Node::Nothing,
            Self::Bool(value) => Node::Bool(value),
            Self::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(value), _) => Node::Unsigned(value),
                (None, Some(value)) => Node::Signed(value),
                (None, None) => Node::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            Self::String(text) => Node::Text(text),
            Self::Array(items) => Node::List(items),
            Self::Object(fields) => {
                Node::Table(fields.into_iter().map(|(key, value)| (key, None, value)).collect())
            }
        }
    }

    fn is_nothing(&self) -> bool {
        self.is_null()
    }

    fn start(&self) -> Option<usize> {
        None
    }
}
