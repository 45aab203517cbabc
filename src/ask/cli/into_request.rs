//! Arguments and site file into one [`Request`]. What the command line says replaces what the site
//! file says.

use std::io;
use std::path::{Path, PathBuf};

use actprobe_probes::directory::{Password, PasswordLogin};
use actprobe_probes::evidence::{ClockSourceOrigin, DnsServer, DomainOrigin, HostPort, Origin};
use actprobe_probes::net::Limits;
use actprobe_probes::winhttp_proxy::ProxyChoice;
use actprobe_probes::wire::proxy_settings::with_bypass;
use actprobe_probes::wire::registry::export;
use actprobe_probes::wire::text;

use super::arguments::CheckArgs;
use super::selected::{probes, without_effect};
use super::trusted::confirmed;
use super::usage_error::{SecretError, UsageError};
use crate::ask::error_code::distinct;
use crate::ask::host_export::HostExport;
use crate::ask::import::{Imports, is_blank};
use crate::ask::request::{self, Request};
use crate::ask::site::{self, Site, SitePath};

/// What the program is started in: read by `main`, so that nothing else has to.
pub struct Surroundings<'a> {
    /// The environment variables that may name a proxy.
    pub environment: Vec<(String, String)>,
    /// Reads a file, or standard input for `-`; at most as much as any honest one holds.
    pub read: &'a dyn Fn(&Path) -> io::Result<Vec<u8>>,
    /// Reads a file of a folder, which the name must not lead out of, be it by a link.
    pub read_in_folder: &'a dyn Fn(&Path, &SitePath) -> io::Result<Vec<u8>>,
    /// Reads a file with a password, or standard input for `-`, and minds who else may read it.
    pub read_secret: &'a dyn Fn(&Path) -> Result<Vec<u8>, SecretError>,
}

/// The request that the arguments mean.
pub fn request_of(
    arguments: &CheckArgs,
    surroundings: &Surroundings<'_>,
) -> Result<Request, UsageError> {
    let files = arguments.site.iter().chain(&arguments.winhttp).chain(&arguments.host_facts);
    let files = files.chain(&arguments.imports).chain(&arguments.ad_password_file);
    if files.filter(|file| file.as_path() == Path::new("-")).count() > 1 {
        return Err(UsageError::StandardInputTwice);
    }
    let imports =
        Imports::read(&arguments.imports, surroundings.read).map_err(UsageError::Import)?;
    let host_facts =
        host_facts(&arguments.host_facts, surroundings)?.or_else(|| imports.host_export());
    let site = arguments
        .site
        .as_deref()
        .map(|file| read_site(file, surroundings))
        .transpose()?
        .unwrap_or_default();
    confirmed(arguments, &site, host_facts.as_ref()).map_err(UsageError::Untrusted)?;
    let accepted_roots = pem_files(arguments, &site.online.accepted_roots, surroundings)?;
    let defaults = Request::default();
    let probes = probes(&arguments.only, &arguments.skip)?;
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
            false => site
                .online
                .endpoints
                .iter()
                .map(|endpoint| (endpoint.url.clone(), endpoint.need))
                .collect(),
        },
        accepted_roots,
        limits: arguments.timeout.or(site.limits.step).map_or_else(Limits::default, Limits::all),
        deadline: arguments.deadline.or(site.limits.deadline),
        without_effect: without_effect(arguments, &probes)?,
        probes,
        imports,
        codes: distinct(&arguments.codes).map_err(UsageError::Codes)?,
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
    Site::parse(&text)
        .map_err(|error| UsageError::Site { file: file.to_owned(), error: Box::new(error) })
}

fn read(file: &Path, surroundings: &Surroundings<'_>) -> Result<Vec<u8>, UsageError> {
    let content = (surroundings.read)(file)
        .map_err(|error| UsageError::Unreadable { file: file.to_owned(), error })?;
    match is_blank(&content) {
        true => Err(UsageError::Empty { file: file.to_owned() }),
        false => Ok(content),
    }
}

fn directory(arguments: &CheckArgs, site: &Site) -> Option<(String, DomainOrigin)> {
    let argument = arguments.ad_domain.clone().map(|domain| (domain, DomainOrigin::Argument));
    argument
        .or_else(|| site.directory.domain.clone().map(|domain| (domain, DomainOrigin::SiteFile)))
}

fn host_facts(
    files: &[PathBuf],
    surroundings: &Surroundings<'_>,
) -> Result<Option<HostExport>, UsageError> {
    let mut host: Option<HostExport> = None;
    for file in files {
        let export = export::parse(&read(file, surroundings)?);
        let export = export.map_err(|error| UsageError::HostFacts { file: file.clone(), error })?;
        let name = file.display().to_string();
        host = Some(match host {
            None => HostExport { name, export },
            Some(host) => HostExport {
                name: format!("{}, {name}", host.name),
                export: host.export.with(export),
            },
        });
    }
    Ok(host)
}

fn directory_login(
    arguments: &CheckArgs,
    site: &Site,
    surroundings: &Surroundings<'_>,
) -> Result<Option<PasswordLogin>, UsageError> {
    let (Some(user), Some(file)) = (&arguments.ad_user, &arguments.ad_password_file) else {
        return Ok(None);
    };
    let content = (surroundings.read_secret)(file);
    let content = content.map_err(|error| error.of(file.clone()))?;
    let password = Password::of_file(content);
    let password =
        password.map_err(|error| UsageError::NoPassword { file: file.clone(), error })?;
    let mut certificates = pem_files(arguments, &site.directory.authorities, surroundings)?;
    if let Some(file) = &arguments.ad_ca {
        certificates.extend(read(file, surroundings)?);
    }
    let login = PasswordLogin::new(user.clone(), password, &certificates);
    login.map(Some).map_err(UsageError::DirectoryCertificates)
}

/// The content of files that a site file names, one after the other. A dry run reads none.
fn pem_files(
    arguments: &CheckArgs,
    files: &[SitePath],
    surroundings: &Surroundings<'_>,
) -> Result<Vec<u8>, UsageError> {
    let mut pem = Vec::new();
    if arguments.dry_run || files.is_empty() {
        return Ok(pem);
    }
    let folder = folder_of(arguments.site.as_deref()).ok_or(UsageError::SiteWithoutFolder)?;
    for name in files {
        let content = (surroundings.read_in_folder)(folder, name);
        let file = || folder.join(name.as_path());
        pem.extend(content.map_err(|error| UsageError::NamedBySite { file: file(), error })?);
        pem.push(b'\n');
    }
    Ok(pem)
}

/// The folder of the site file; standard input has none.
fn folder_of(site: Option<&Path>) -> Option<&Path> {
    site.filter(|file| *file != Path::new("-")).map(|file| file.parent().unwrap_or(file))
}

fn suffixes(arguments: &CheckArgs, site: &Site) -> Vec<actprobe_probes::evidence::Suffix> {
    let given = arguments.domains.iter().flat_map(|name| request::suffixes(name, Origin::Argument));
    let of_site = site.domains.iter().flat_map(|name| request::suffixes(name, Origin::SiteFile));
    given.chain(of_site).collect()
}

fn dns_servers(arguments: &CheckArgs, site: &Site) -> Vec<DnsServer> {
    let (addresses, origin) = match arguments.dns_servers.as_slice() {
        [] => (&site.dns.servers, Origin::SiteFile),
        _ => (&arguments.dns_servers, Origin::Argument),
    };
    let server = |&address| DnsServer { address, origin, interface: None, is_gateway: false };
    addresses.iter().map(server).collect()
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
) -> Result<ProxyChoice, UsageError> {
    if let Some(file) = &arguments.winhttp {
        return Ok(ProxyChoice::File {
            name: file.display().to_string(),
            content: read(file, surroundings)?,
        });
    }
    if let Some(settings) = &arguments.proxy {
        return Ok(ProxyChoice::Argument(settings.clone()));
    }
    if let Some((name, settings)) = imports.proxy() {
        return Ok(ProxyChoice::Capture { name, settings });
    }
    if let Some(site::Proxy { url, bypass }) = &site.proxy {
        return Ok(ProxyChoice::SiteFile(with_bypass(url.clone(), bypass)));
    }
    Ok(ProxyChoice::System { environment: surroundings.environment.clone() })
}
