//! A Windows registry, as far as somebody can read it: live, or from an export. Readers of settings
//! ask this seam, so that the same tables drive every source.

pub mod export;

use crate::product_key::mask;

/// A registry. Keys are named below their hive, without a backslash at either end; letters may be
/// of any case.
pub trait Registry {
    /// Whether this source would have the key if the host had it. An export of one key says nothing
    /// of the others, and a key that may not be read tells nothing either.
    fn covers(&self, hive: Hive, key: &str) -> bool;

    /// The value of that name; the key's own (default) value has an empty one.
    fn value(&self, hive: Hive, key: &str, name: &str) -> Option<Value>;

    /// Every value of the key, by name.
    fn values(&self, hive: Hive, key: &str) -> Vec<(String, Value)>;

    /// The names of the keys directly below.
    fn subkeys(&self, hive: Hive, key: &str) -> Vec<String>;

    /// A text, without blanks around it and without whole product keys, unless it is absent or
    /// empty. A number stands for its digits.
    fn text(&self, hive: Hive, key: &str, name: &str) -> Option<String> {
        self.value(hive, key, name)?.text().filter(|text| !text.is_empty())
    }

    /// A number. A text of digits is one too: KMS ports are written so.
    fn number(&self, hive: Hive, key: &str, name: &str) -> Option<u32> {
        self.value(hive, key, name)?.number()
    }
}

/// A part of the registry with a life of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hive {
    /// `HKEY_LOCAL_MACHINE`, in the 64-bit view.
    Machine,
    /// `HKEY_USERS\S-1-5-20`: the account that the licensing service runs as.
    NetworkService,
    /// `HKEY_CURRENT_USER`.
    User,
}

/// A value of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `REG_SZ`, `REG_EXPAND_SZ` (not expanded).
    Text(String),
    /// `REG_MULTI_SZ`.
    List(Vec<String>),
    /// `REG_DWORD` in either byte order, `REG_QWORD`.
    Number(u64),
    /// Anything else.
    Bytes(Vec<u8>),
}

impl Value {
    /// The value behind the number of its type (`winnt.h`, `REG_SZ` and so on) and its bytes, texts
    /// in UTF-16LE.
    pub fn of(kind: u32, bytes: &[u8]) -> Self {
        match kind {
            REG_SZ | REG_EXPAND_SZ => Self::Text(until_zero(&utf16(bytes))),
            REG_MULTI_SZ => Self::List(parts(&utf16(bytes))),
            _ => Self::of_numbers(kind, bytes),
        }
    }

    fn of_numbers(kind: u32, bytes: &[u8]) -> Self {
        let little = |bytes: &[u8]| {
            bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
        };
        match (kind, bytes.len()) {
            (REG_DWORD, 4) | (REG_QWORD, 8) => Self::Number(little(bytes)),
            (REG_DWORD_BIG_ENDIAN, 4) => {
                Self::Number(bytes.iter().fold(0, |n, byte| n << 8 | u64::from(*byte)))
            }
            _ => Self::Bytes(bytes.to_vec()),
        }
    }

    /// How much memory its content takes, in bytes.
    fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::List(texts) => texts.iter().map(|text| text.len() + size_of::<String>()).sum(),
            Self::Number(_) => size_of::<u64>(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }

    fn text(&self) -> Option<String> {
        match self {
            // Here, because lists stand in one text: in its parts nobody would know a key.
            Self::Text(text) => Some(mask(text.trim()).into_owned()),
            Self::Number(number) => Some(number.to_string()),
            Self::List(_) | Self::Bytes(_) => None,
        }
    }

    fn number(&self) -> Option<u32> {
        match self {
            Self::Number(number) => u32::try_from(*number).ok(),
            Self::Text(text) => text.trim().parse().ok(),
            Self::List(_) | Self::Bytes(_) => None,
        }
    }
}

fn utf16(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .filter_map(|pair| Some(u16::from_le_bytes(pair.try_into().ok()?)))
        .collect();
    String::from_utf16_lossy(&units)
}

fn until_zero(text: &str) -> String {
    text.split('\0').next().unwrap_or_default().to_owned()
}

/// A list ends in an empty part; one in the middle is some writer's slip and ends nothing.
fn parts(text: &str) -> Vec<String> {
    text.split('\0').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

const REG_SZ: u32 = 1;
const REG_EXPAND_SZ: u32 = 2;
const REG_DWORD: u32 = 4;
const REG_DWORD_BIG_ENDIAN: u32 = 5;
const REG_MULTI_SZ: u32 = 7;
const REG_QWORD: u32 = 11;

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn every_type_of_value_is_read() {
        assert_eq!(Value::of(REG_SZ, &wide("kms1\0junk")), Value::Text("kms1".to_owned()));
        assert_eq!(Value::of(REG_EXPAND_SZ, &wide("%windir%")), Value::Text("%windir%".to_owned()));
        let list = Value::List(vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(Value::of(REG_MULTI_SZ, &wide("a\0b\0\0")), list);
        assert_eq!(Value::of(REG_DWORD, &[1, 2, 0, 0]), Value::Number(0x201));
        assert_eq!(Value::of(REG_DWORD_BIG_ENDIAN, &[0, 0, 2, 1]), Value::Number(0x201));
        assert_eq!(
            Value::of(REG_QWORD, &[1, 0, 0, 0, 0, 0, 0, 1]),
            Value::Number(0x0100_0000_0000_0001)
        );
        assert_eq!(Value::of(REG_DWORD, &[1, 2]), Value::Bytes(vec![1, 2]));
        assert_eq!(Value::of(3, &[0x18, 0]), Value::Bytes(vec![0x18, 0]));
    }

    #[test]
    fn a_port_may_be_a_text_or_a_number() {
        assert_eq!(Value::Text(" 1689 ".to_owned()).number(), Some(1689));
        assert_eq!(Value::Number(1689).text(), Some("1689".to_owned()));
        assert_eq!(Value::Number(1 << 40).number(), None);
        assert_eq!(Value::Bytes(vec![1]).number(), None);
    }
}
