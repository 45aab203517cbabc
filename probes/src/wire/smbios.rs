//! SMBIOS tables, as far as they say what a machine is (DMTF DSP0134 §6.1, §7.2, §7.4), and which
//! cloud that is.

use crate::evidence::{Cloud, Platform, scrub};

/// What the firmware calls the machine; empty where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// System manufacturer (type 1).
    pub manufacturer: String,
    /// System product name (type 1).
    pub product: String,
    /// Chassis asset tag (type 3).
    pub chassis_asset_tag: String,
}

/// Why firmware tables cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// They end before their header does.
    #[error("{len} bytes of firmware tables, at least {RAW_HEADER_LEN} expected")]
    NoHeader {
        /// How many bytes there are.
        len: usize,
    },
    /// A structure claims to be shorter than its own header.
    #[error("structure of type {kind} with {len} bytes, at least {STRUCTURE_HEADER_LEN} expected")]
    StructureLength {
        /// The type of the structure.
        kind: u8,
        /// Its claim, in bytes.
        len: u8,
    },
}

/// Windows' `RawSMBIOSData` before the tables: calling method, version, revision, then the length
/// of the tables.
const RAW_HEADER_LEN: usize = 8;

/// Type, length and handle (DSP0134 §6.1.2).
const STRUCTURE_HEADER_LEN: usize = 4;

const SYSTEM: u8 = 1;
const CHASSIS: u8 = 3;
const END_OF_TABLE: u8 = 127;

/// Reads what Windows' `GetSystemFirmwareTable('RSMB')` returns. What is cut off at the end is left
/// out.
pub fn decode(raw: &[u8]) -> Result<Names, Broken> {
    let mut rest = raw.get(RAW_HEADER_LEN..).ok_or(Broken::NoHeader { len: raw.len() })?;
    let mut names = Names::default();
    while let Some(structure) = Structure::first(rest)? {
        match structure.kind {
            SYSTEM => {
                names.manufacturer = structure.string(4);
                names.product = structure.string(5);
            }
            CHASSIS if names.chassis_asset_tag.is_empty() => {
                names.chassis_asset_tag = structure.string(8);
            }
            END_OF_TABLE => break,
            _ => {}
        }
        rest = rest.get(structure.total_len..).unwrap_or_default();
    }
    Ok(names)
}

struct Structure<'a> {
    kind: u8,
    formatted: &'a [u8],
    strings: &'a [u8],
    /// With the strings and the two zeros behind them, in bytes.
    total_len: usize,
}

impl<'a> Structure<'a> {
    /// The structure that `table` begins with, if it is there as a whole.
    fn first(table: &'a [u8]) -> Result<Option<Self>, Broken> {
        let [kind, len, _, _, ..] = *table else { return Ok(None) };
        if usize::from(len) < STRUCTURE_HEADER_LEN {
            return Err(Broken::StructureLength { kind, len });
        }
        Ok(Self::of(kind, table, len.into()))
    }

    fn of(kind: u8, table: &'a [u8], formatted_len: usize) -> Option<Self> {
        let (formatted, behind) = table.split_at_checked(formatted_len)?;
        let strings_len = behind.windows(2).position(|pair| pair == [0, 0])?;
        Some(Self {
            kind,
            formatted,
            strings: behind.get(..strings_len)?,
            total_len: formatted_len + strings_len + 2,
        })
    }

    /// The string that the byte at `offset` numbers, counted from one; empty where there is none.
    fn string(&self, offset: usize) -> String {
        let number = self.formatted.get(offset).copied().unwrap_or_default();
        let found = number
            .checked_sub(1)
            .and_then(|index| self.strings.split(|byte| *byte == 0).nth(index.into()));
        scrub(&String::from_utf8_lossy(found.unwrap_or_default()))
    }
}

/// The platform of these names, and which cloud they name. An asset tag that names none is the
/// owner's inventory number and nobody else's business.
pub fn platform(names: Names) -> Platform {
    let cloud = cloud(&names);
    let Names { manufacturer, product, chassis_asset_tag } = names;
    let chassis_asset_tag =
        cloud_of_tag(&chassis_asset_tag).map_or_else(String::new, |_| chassis_asset_tag);
    Platform { manufacturer, product, chassis_asset_tag, cloud }
}

/// The platform where the chassis is not told.
pub fn without_chassis(manufacturer: String, product: String) -> Platform {
    platform(Names { manufacturer, product, chassis_asset_tag: String::new() })
}

/// Whether there are names at all.
pub fn is_named(platform: &Platform) -> bool {
    !platform.manufacturer.is_empty()
}

/// Whether these names say what it is: without its chassis, a virtual machine of Hyper-V may be
/// Azure's or anybody's. A cloud that is named already is told.
pub fn is_told(platform: &Platform) -> bool {
    let may_be_azure =
        platform.manufacturer == "Microsoft Corporation" && platform.product == "Virtual Machine";
    platform.cloud.is_some() || !platform.manufacturer.is_empty() && !may_be_azure
}

fn cloud(names: &Names) -> Option<Cloud> {
    match (names.manufacturer.as_str(), names.product.as_str()) {
        // Chromebooks are made by "Google" as well.
        ("Google", "Google Compute Engine") => Some(Cloud::Google),
        ("Amazon EC2", _) => Some(Cloud::Aws),
        // cloud-init, `DataSourceAliYun`.
        (_, "Alibaba Cloud ECS") => Some(Cloud::Alibaba),
        _ => cloud_of_tag(&names.chassis_asset_tag),
    }
}

/// Every virtual machine of Azure has the same tag; other machines of Hyper-V share all its other
/// names.
fn cloud_of_tag(tag: &str) -> Option<Cloud> {
    match tag {
        "7783-7084-3265-9085-8269-3286-77" => Some(Cloud::Azure),
        "Amazon EC2" => Some(Cloud::Aws),
        // cloud-init, `DataSourceOracle`: of its virtual machines and its own hardware alike.
        "OracleCloud.com" => Some(Cloud::Oracle),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
