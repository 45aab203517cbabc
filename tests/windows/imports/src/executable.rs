//! The import tables of a 64-bit PE file.

use std::error::Error;

use object::{
    LittleEndian as LE,
    pe::{IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT, ImageNtHeaders64, RT_MANIFEST},
    read::pe::{ImageThunkData, ImportTable, PeFile64, ResourceNameOrId},
};

/// One function that the loader has to find before the program starts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// Lower case, with its extension: `ws2_32.dll`.
    pub dll: String,
    pub symbol: Symbol,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Symbol {
    Name(String),
    Ordinal(u16),
}

/// What `file` imports, sorted.
///
/// # Errors
/// When `file` is no 64-bit PE file, is damaged, or delays the loading of a
/// library: such imports are in a table that this program does not read.
pub fn imports(file: &[u8]) -> Result<Vec<Import>, Box<dyn Error>> {
    let pe = PeFile64::parse(file)?;
    if delays_loading(&pe) {
        return Err("it delays the loading of libraries, which is not checked".into());
    }
    let mut imports = Vec::new();
    if let Some(table) = pe.import_table()? {
        let mut libraries = table.descriptors()?;
        while let Some(library) = libraries.next()? {
            let dll = text(table.name(library.name.get(LE))?).to_lowercase();
            for symbol in symbols(&table, library.original_first_thunk.get(LE))? {
                imports.push(Import { dll: dll.clone(), symbol });
            }
        }
    }
    imports.sort();
    Ok(imports)
}

/// Whether `file` holds a manifest; without one, Windows obeys what lies beside
/// it as `NAME.exe.manifest` or `NAME.exe.local`, and takes libraries from there.
///
/// # Errors
/// When `file` is no 64-bit PE file or is damaged.
pub fn has_manifest(file: &[u8]) -> Result<bool, Box<dyn Error>> {
    let pe = PeFile64::parse(file)?;
    let Some(resources) =
        pe.data_directories().resource_directory(pe.data(), &pe.section_table())?
    else {
        return Ok(false);
    };
    let is_manifest = |name| matches!(name, ResourceNameOrId::Id(id) if id == RT_MANIFEST);
    Ok(resources.root()?.entries.iter().any(|entry| is_manifest(entry.name_or_id())))
}

fn delays_loading(pe: &PeFile64) -> bool {
    pe.data_directories()
        .get(IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT)
        .is_some_and(|table| table.virtual_address.get(LE) != 0)
}

fn symbols(table: &ImportTable, thunks: u32) -> Result<Vec<Symbol>, object::Error> {
    let mut thunks = table.thunks(thunks)?;
    let mut symbols = Vec::new();
    while let Some(thunk) = thunks.next::<ImageNtHeaders64>()? {
        symbols.push(if thunk.is_ordinal() {
            Symbol::Ordinal(thunk.ordinal())
        } else {
            let (_hint, name) = table.hint_name(thunk.address())?;
            Symbol::Name(text(name))
        });
    }
    Ok(symbols)
}

fn text(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_program_is_an_error_and_not_an_empty_list() {
        assert!(imports(b"#!/bin/sh\n").is_err());
        assert!(imports(b"").is_err());
    }
}
