//! What the directory holds for activation: the container, what is in it, and, where it is missing,
//! what the schema knows.

use crate::evidence::{ActivationObject, FailureKind, ObjectSearch, RootDse};
use crate::net::Cause;
use crate::wire::ldap::{
    self, ACTIVATION_OBJECT_ATTRIBUTES, Entry, Filter, LdapResult, ROOT_DSE_ATTRIBUTES, Scope,
    Search, code,
};

/// As many objects are kept at most; a forest has a handful.
const MOST_OBJECTS: u32 = 64;

/// The class of an activation object (MS-ADSC §2.178).
const CLASS: &str = "msSPP-ActivationObject";

/// Whatever can be searched: our own connection, or that of the system's library.
pub(super) trait Source {
    /// Searches.
    async fn search(&mut self, search: &Search<'_>) -> Result<SearchResult, Cause>;
}

/// What a search brought, and how it ended.
pub(super) struct SearchResult {
    pub(super) entries: Vec<Entry>,
    pub(super) result: LdapResult,
}

/// The entry of the server itself.
pub(super) async fn root_dse(source: &mut impl Source) -> Result<RootDse, Cause> {
    let search = Search {
        base: "",
        scope: Scope::Base,
        filter: Filter::Present("objectClass"),
        attributes: ROOT_DSE_ATTRIBUTES,
        size_limit: 1,
    };
    let found = source.search(&search).await?;
    match found.entries.first() {
        Some(entry) => Ok(ldap::root_dse(entry)),
        None => Err(Cause::with_detail(
            if found.result.code == code::SUCCESS {
                FailureKind::Other
            } else {
                FailureKind::QueryRefused
            },
            &format!("LDAP result {} {}", found.result.code, found.result.message),
        )),
    }
}

/// Looks for the activation objects. `known` is the rootDSE, if it was read before.
pub(super) async fn read(
    source: &mut impl Source,
    known: Option<RootDse>,
) -> Result<ObjectSearch, Cause> {
    let root = match known {
        Some(root) => root,
        None => root_dse(source).await?,
    };
    let container = ldap::container_name(&root.configuration);
    let itself = source.search(&entry(&container, &["objectClass"])).await?;
    match itself.result.code {
        code::SUCCESS => inside(source, &container, is_readable(&itself.entries)).await,
        code::NO_SUCH_OBJECT => Ok(ObjectSearch::NoContainer {
            class_in_schema: class_in_schema(source, &root.schema).await?,
            schema_version: schema_version(source, &root.schema).await?,
            services_readable: services_readable(source, &root.configuration).await?,
        }),
        code => Ok(ObjectSearch::Refused { code, message: itself.result.message }),
    }
}

/// Without the right to read it, an entry comes without its attributes, or not at all.
fn is_readable(entries: &[Entry]) -> bool {
    entries.first().is_some_and(|entry| !entry.values("objectClass").is_empty())
}

async fn inside(
    source: &mut impl Source,
    container: &str,
    readable: bool,
) -> Result<ObjectSearch, Cause> {
    let search = Search {
        base: container,
        scope: Scope::OneLevel,
        filter: Filter::Equal("objectClass", CLASS.as_bytes()),
        attributes: ACTIVATION_OBJECT_ATTRIBUTES,
        size_limit: MOST_OBJECTS,
    };
    let found = source.search(&search).await?;
    let mut objects: Vec<ActivationObject> =
        found.entries.iter().map(ldap::activation_object).collect();
    objects.sort_by(|a, b| a.name.cmp(&b.name));
    match found.result.code {
        // What came before the server's own limit was reached is there all the same.
        code if code == code::SUCCESS
            || code == code::SIZE_LIMIT_EXCEEDED
            || !objects.is_empty() =>
        {
            Ok(ObjectSearch::Found { container_readable: readable || !objects.is_empty(), objects })
        }
        code => Ok(ObjectSearch::Refused { code, message: found.result.message }),
    }
}

async fn class_in_schema(source: &mut impl Source, schema: &str) -> Result<Option<bool>, Cause> {
    let search = Search {
        base: schema,
        scope: Scope::OneLevel,
        filter: Filter::Equal("lDAPDisplayName", CLASS.as_bytes()),
        attributes: &["cn"],
        size_limit: 1,
    };
    let found = source.search(&search).await?;
    Ok((found.result.code == code::SUCCESS).then_some(!found.entries.is_empty()))
}

async fn schema_version(source: &mut impl Source, schema: &str) -> Result<Option<u32>, Cause> {
    let found = source.search(&entry(schema, &["objectVersion"])).await?;
    Ok(found.entries.first().and_then(ldap::object_version))
}

/// Whether the account may look at all where the container would stand: what is hidden is
/// `noSuchObject` as well.
async fn services_readable(
    source: &mut impl Source,
    configuration: &str,
) -> Result<Option<bool>, Cause> {
    let services =
        source.search(&entry(&ldap::services_name(configuration), &["objectClass"])).await?;
    Ok(match services.result.code {
        code::SUCCESS => Some(is_readable(&services.entries)),
        code::NO_SUCH_OBJECT => Some(false),
        _ => None,
    })
}

/// A search for one entry.
fn entry<'a>(base: &'a str, attributes: &'a [&'a str]) -> Search<'a> {
    Search {
        base,
        scope: Scope::Base,
        filter: Filter::Present("objectClass"),
        attributes,
        size_limit: 1,
    }
}
