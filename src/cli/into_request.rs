//! Arguments and site file into one [`Request`]. What the command line says replaces what the site file says.

use std::collections::BTreeSet;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use actprobe_probes::directory::{Password, PasswordError, PasswordLogin};
use actprobe_probes::evidence::{
    ClockSourceOrigin, DnsServer, DomainOrigin, HostPort, Origin, ProxySettings, SettingsForm, scrub,
};
use actprobe_probes::net::Limits;
use actprobe_probes::net::trust::RootsError;
use actprobe_probes::winhttp_proxy::Wish;
use actprobe_probes::wire::proxy_settings::{ProxyUrlError, from_url};
use actprobe_probes::wire::registry::export::{self, NotAnExport};
use actprobe_probes::wire::text;

use super::CheckArgs;
use crate::import::{ImportError, Imports};
use crate::probe_id::{Probe, Selection};
use crate::request::{self, HostExport, Request};
use crate::site::{self, Site};

/// What the program is started in: read by `main`, so that nothing else has to.
pub struct Surroundings<'a> {
    /// The environment variables that may name a proxy.
    pub environment: Vec<(String, String)>,
    /// Reads a file, or standard input for `-`; at most as much as any honest one holds.
    pub read: &'a dyn Fn(&Path) -> io::Result<Vec<u8>>,
}

/// Why the arguments make no request.
#[derive(Debug)]
pub enum UsageError {
    /// A file could not be read.
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The site file is wrong.
    Site {
        /// Which.
        file: PathBuf,
        /// Where and why.
        error: Box<toml::de::Error>,
    },
    /// A file of `--host-facts` is no registry export.
    HostFacts {
        /// Which.
        file: PathBuf,
        /// Why.
        error: NotAnExport,
    },
    /// Two things are to be read from standard input.
    StandardInputTwice,
    /// There is no password in the file.
    NoPassword {
        /// Which.
        file: PathBuf,
        /// Why not.
        error: PasswordError,
    },
    /// What ought to be certificates of domain controllers is none.
    DirectoryCertificates(RootsError),
    /// The proxy of the command line is wrong.
    Proxy(ProxyUrlError),
    /// The proxy of the site file is wrong. Its line is not shown: it may hold a password.
    SiteProxy {
        /// Which file.
        file: PathBuf,
        /// Why.
        error: ProxyUrlError,
    },
    /// `--only` and `--skip` leave nothing to ask.
    NothingLeft,
    /// The captures could not be read.
    Import(ImportError),
}

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { file, error } => write!(f, "cannot read {}: {error}", file.display()),
            Self::Site { file, error } => write!(f, "{}: {error}", file.display()),
            Self::HostFacts { file, error } => write!(f, "--host-facts: {}: {error}", file.display()),
            Self::StandardInputTwice => {
                write!(
                    f,
                    "standard input can be read once: expected one - among --site, --winhttp, --host-facts, --import and \
                     --ad-password-file, found more"
                )
            }
            Self::NoPassword { file, error } => {
                let file = file.display();
                match error {
                    PasswordError::Empty => write!(f, "expected a password in the first line of {file}, found none"),
                    PasswordError::Encoding => {
                        write!(f, "expected a password in UTF-8 or UTF-16 in {file}, found another encoding")
                    }
                }
            }
            Self::DirectoryCertificates(error) => write!(f, "--ad-ca, or authorities of [directory]: {error}"),
            Self::Proxy(error) => write!(f, "--proxy: {error}, or the word direct"),
            Self::SiteProxy { file, error } => {
                write!(f, "{}: url of [proxy]: {error}, or the word direct", file.display())
            }
            Self::Import(error) => error.fmt(f),
            Self::NothingLeft => write!(f, "--only and --skip leave nothing to ask of the network"),
        }
    }
}

impl std::error::Error for UsageError {}

/// The request that the arguments mean.
pub fn request_of(arguments: &CheckArgs, surroundings: &Surroundings<'_>) -> Result<Request, UsageError> {
    let files = arguments.site.iter().chain(&arguments.winhttp).chain(&arguments.host_facts);
    let files = files.chain(&arguments.imports).chain(&arguments.ad_password_file);
    if files.filter(|file| file.as_path() == Path::new("-")).count() > 1 {
        return Err(UsageError::StandardInputTwice);
    }
    let imports = Imports::read(&arguments.imports, surroundings.read).map_err(UsageError::Import)?;
    let host_facts = host_facts(&arguments.host_facts, surroundings)?.or_else(|| imports.host_export());
    let site = arguments.site.as_deref().map(|file| read_site(file, surroundings)).transpose()?.unwrap_or_default();
    let accepted_roots = pem_files(arguments.site.as_deref(), &site.online.accepted_roots, surroundings)?;
    let defaults = Request::default();
    Ok(Request {
        suffixes: suffixes(arguments, &site),
        dns_servers: dns_servers(arguments, &site),
        forced_kms: either(&arguments.kms, &site.kms.hosts),
        expected_kms: either(&arguments.expected_kms, &site.kms.expected),
        directory: directory(arguments, &site),
        directory_controllers: arguments.ad_controllers.clone(),
        directory_login: directory_login(arguments, &site, surroundings)?,
        time_servers: time_servers(arguments, &site),
        proxy: proxy(arguments, &site, &imports, surroundings)?,
        host_facts,
        endpoints: match site.online.endpoints.is_empty() {
            true => defaults.endpoints,
            false => site.online.endpoints.iter().map(|endpoint| (endpoint.url.clone(), endpoint.need)).collect(),
        },
        accepted_roots,
        limits: arguments.timeout.or(site.limits.step).map_or_else(Limits::default, Limits::all),
        deadline: arguments.deadline.or(site.limits.deadline),
        probes: probes(&arguments.only, &arguments.skip)?,
        imports,
        required: either(&arguments.require, &site.require),
        fail_on: arguments.fail_on.map(Into::into).or(site.fail_on).unwrap_or_default(),
    })
}

/// The command line's list, or the site file's where it says nothing.
fn either<T: Clone>(argument: &[T], site: &[T]) -> Vec<T> {
    if argument.is_empty() { site.to_vec() } else { argument.to_vec() }
}

fn read_site(file: &Path, surroundings: &Surroundings<'_>) -> Result<Site, UsageError> {
    // PowerShell's `>` writes UTF-16, Notepad a byte order mark.
    let text = text::decode(&read(file, surroundings)?).text;
    Site::parse(&text).map_err(|error| UsageError::Site { file: file.to_owned(), error: Box::new(error) })
}

fn read(file: &Path, surroundings: &Surroundings<'_>) -> Result<Vec<u8>, UsageError> {
    (surroundings.read)(file).map_err(|error| UsageError::Unreadable { file: file.to_owned(), error })
}

fn directory(arguments: &CheckArgs, site: &Site) -> Option<(String, DomainOrigin)> {
    let argument = arguments.ad_domain.clone().map(|domain| (domain, DomainOrigin::Argument));
    argument.or_else(|| site.directory.domain.clone().map(|domain| (domain, DomainOrigin::SiteFile)))
}

fn host_facts(files: &[PathBuf], surroundings: &Surroundings<'_>) -> Result<Option<HostExport>, UsageError> {
    let mut host: Option<HostExport> = None;
    for file in files {
        let export = export::parse(&read(file, surroundings)?);
        let export = export.map_err(|error| UsageError::HostFacts { file: file.clone(), error })?;
        let name = file.display().to_string();
        host = Some(match host {
            None => HostExport { name, export },
            Some(host) => HostExport { name: format!("{}, {name}", host.name), export: host.export.with(export) },
        });
    }
    Ok(host)
}

fn directory_login(
    arguments: &CheckArgs,
    site: &Site,
    surroundings: &Surroundings<'_>,
) -> Result<Option<PasswordLogin>, UsageError> {
    let (Some(user), Some(file)) = (&arguments.ad_user, &arguments.ad_password_file) else { return Ok(None) };
    let password = Password::of_file(read(file, surroundings)?);
    let password = password.map_err(|error| UsageError::NoPassword { file: file.clone(), error })?;
    let mut certificates = pem_files(arguments.site.as_deref(), &site.directory.authorities, surroundings)?;
    if let Some(file) = &arguments.ad_ca {
        certificates.extend(read(file, surroundings)?);
    }
    let login = PasswordLogin::new(user.clone(), password, &certificates);
    login.map(Some).map_err(UsageError::DirectoryCertificates)
}

/// The content of files that a site file names, one after the other.
fn pem_files(
    site_file: Option<&Path>,
    files: &[PathBuf],
    surroundings: &Surroundings<'_>,
) -> Result<Vec<u8>, UsageError> {
    let folder = site_file.and_then(Path::parent).unwrap_or(Path::new(""));
    let mut pem = Vec::new();
    for file in files {
        pem.extend(read(&folder.join(file), surroundings)?);
        pem.push(b'\n');
    }
    Ok(pem)
}

fn suffixes(arguments: &CheckArgs, site: &Site) -> Vec<actprobe_probes::evidence::Suffix> {
    let given = arguments.domains.iter().map(|name| request::suffix(name.clone(), Origin::Argument));
    given.chain(site.domains.iter().map(|name| request::suffix(name.clone(), Origin::SiteFile))).collect()
}

fn dns_servers(arguments: &CheckArgs, site: &Site) -> Vec<DnsServer> {
    let (addresses, origin) = match arguments.dns_servers.as_slice() {
        [] => (&site.dns.servers, Origin::SiteFile),
        _ => (&arguments.dns_servers, Origin::Argument),
    };
    addresses.iter().map(|&address| DnsServer { address, origin, interface: None }).collect()
}

fn time_servers(arguments: &CheckArgs, site: &Site) -> Vec<(HostPort, ClockSourceOrigin)> {
    let (servers, origin) = match arguments.ntp_servers.as_slice() {
        [] => (&site.ntp.servers, ClockSourceOrigin::SiteFile),
        _ => (&arguments.ntp_servers, ClockSourceOrigin::Argument),
    };
    servers.iter().map(|server| (server.clone(), origin)).collect()
}

fn proxy(
    arguments: &CheckArgs,
    site: &Site,
    imports: &Imports,
    surroundings: &Surroundings<'_>,
) -> Result<Wish, UsageError> {
    if let Some(file) = &arguments.winhttp {
        return Ok(Wish::File { name: file.display().to_string(), content: read(file, surroundings)? });
    }
    if let Some(url) = &arguments.proxy {
        return Ok(Wish::Argument(fixed_proxy(url).map_err(UsageError::Proxy)?));
    }
    if let Some((name, settings)) = imports.proxy() {
        return Ok(Wish::Capture { name, settings });
    }
    if let Some(site::Proxy { url, bypass }) = &site.proxy {
        let file = || arguments.site.clone().unwrap_or_default();
        let mut settings = fixed_proxy(url).map_err(|error| UsageError::SiteProxy { file: file(), error })?;
        settings.bypass = bypass.iter().map(|entry| scrub(entry)).collect();
        return Ok(Wish::SiteFile(settings));
    }
    Ok(Wish::System { environment: surroundings.environment.clone() })
}

/// One proxy, or none by the word `direct`.
fn fixed_proxy(text: &str) -> Result<ProxySettings, ProxyUrlError> {
    if text.eq_ignore_ascii_case("direct") {
        return Ok(ProxySettings { form: SettingsForm::Url, ..ProxySettings::default() });
    }
    from_url(text)
}

fn probes(only: &[Selection], skip: &[Selection]) -> Result<BTreeSet<Probe>, UsageError> {
    let named = |selections: &[Selection]| -> BTreeSet<Probe> {
        selections.iter().flat_map(|selection| selection.0.iter().copied()).collect()
    };
    let wanted = if only.is_empty() { Probe::ALL.into_iter().collect() } else { named(only) };
    let left: BTreeSet<Probe> = wanted.difference(&named(skip)).copied().collect();
    if left.is_empty() { Err(UsageError::NothingLeft) } else { Ok(left) }
}
