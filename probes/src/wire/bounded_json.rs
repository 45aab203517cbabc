//! JSON of a stranger as a value of bounded size: what goes beyond a budget is passed over, not
//! kept.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::work::look;

/// How much may still be kept. A value and each further `UNIT` bytes of a text or a name count one,
/// an object `OBJECT`, and each member for which it has no room one more.
#[derive(Debug)]
pub struct Budget {
    left: Cell<usize>,
    is_exceeded: Cell<bool>,
}

/// In bytes: about the memory that a value takes, with its name.
const UNIT: usize = 64;
/// An object takes room for [`ROOM`] members at once.
const OBJECT: usize = 10;
const ROOM: usize = 11;

impl Budget {
    /// A budget of so many values.
    pub fn of(values: usize) -> Self {
        Self { left: Cell::new(values), is_exceeded: Cell::new(false) }
    }

    /// Whether something was passed over.
    pub fn is_exceeded(&self) -> bool {
        self.is_exceeded.get()
    }

    /// Reads the next value; none where the budget is spent.
    pub fn value(&self) -> Bounded<'_> {
        Bounded(self)
    }

    fn spend(&self, cost: usize) -> bool {
        look(0);
        let left = self.left.get();
        self.is_exceeded.set(self.is_exceeded.get() || cost > left);
        self.left.set(left.saturating_sub(cost));
        cost <= left
    }
}

/// Reads one value within a budget.
#[derive(Clone, Copy)]
pub struct Bounded<'a>(&'a Budget);

impl Bounded<'_> {
    fn scalar(self, value: impl Into<Value>) -> Option<Value> {
        self.0.spend(1).then(|| value.into())
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let is_kept = self.0.spend(1);
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.extend(item);
        }
        Ok(is_kept.then_some(Value::Array(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let is_kept = self.0.spend(OBJECT);
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let cost = usize::from(object.len() >= ROOM) + name.len() / UNIT;
            if !is_kept || !self.0.spend(cost) {
                members.next_value::<IgnoredAny>()?;
            } else if let Some(value) = members.next_value_seed(self)? {
                object.insert(name, value);
            }
        }
        Ok(is_kept.then_some(Value::Object(object)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        look(text.len());
        Ok(self.0.spend(1 + text.len() / UNIT).then(|| Value::String(text.to_owned())))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(self.scalar(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(self.scalar(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(self.scalar(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(self.scalar(number))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(self.scalar(Value::Null))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str, values: usize) -> (Option<Value>, bool) {
        let budget = Budget::of(values);
        let value =
            budget.value().deserialize(&mut serde_json::Deserializer::from_str(json)).unwrap();
        (value, budget.is_exceeded())
    }

    #[test]
    fn within_its_budget_a_value_is_what_it_is_to_anybody() {
        let json = r#"{"a":[1,-2,3.5,true,null,"x\ny"],"b":{"c":{}}}"#;
        let (value, is_exceeded) = read(json, 37);
        assert_eq!((value.unwrap(), is_exceeded), (serde_json::from_str(json).unwrap(), false));
        assert!(read(json, 36).1);
    }

    #[test]
    fn what_goes_beyond_is_passed_over_and_told() {
        assert_eq!(read("[0,1,2]", 3), (Some(serde_json::json!([0, 1])), true));
        assert_eq!(read(r#"{"a":0,"b":1}"#, OBJECT + 1), (Some(serde_json::json!({"a": 0})), true));
        let long = "x".repeat(10 * UNIT);
        assert_eq!(read(&format!("[\"{long}\",1]"), 5), (Some(serde_json::json!([])), true));
        assert_eq!(read("0", 0), (None, true));
    }
}
