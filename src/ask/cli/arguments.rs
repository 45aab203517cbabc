//! What the command line takes.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use actprobe_probes::evidence::{Channel, FailOn, HostPort, ProxySettings};
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::examples;
use crate::ask::channel_id::channel;
use crate::ask::error_code::error_code;
use crate::ask::probe_id::Selection;
use crate::ask::request;
use crate::say::report::Format;

/// Tells which Windows activation channel can work from this host, and if one cannot, why and who
/// has to do what.
///
/// Without arguments it looks at this host as it is. It only asks: nothing is activated, nothing is
/// changed.
#[derive(Debug, Parser)]
#[command(name = "actprobe", version, after_help = format!("{}\n\n{EXIT_CODES}", examples::CHECK),
    args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do; `check` if nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to check.
    #[command(flatten)]
    pub check: CheckArgs,
}

const EXIT_CODES: &str = "Exit codes: 0 every required channel works (with none required: one \
     besides the telephone does); 1 a required channel is blocked; 2 it works with warnings, with \
     --fail-on warning; 3 inconclusive, or the deadline came before a report; 64 wrong usage; 70 a \
     fault in actprobe; 74 the report could not be written; 130 stopped before there was a report, \
     or while nobody read it. Of diff: 0 nothing changed, 1 something did, 3 cannot be told.";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Look at this host and its network (the default).
    #[command(after_help = examples::CHECK)]
    Check(Box<CheckArgs>),
    /// Judge a saved JSON report again: same verdict, same bytes.
    #[command(after_help = examples::REPLAY)]
    Replay(ReplayArgs),
    /// Tell what changed between two saved JSON reports; exit code 0: nothing, 1: something, 3:
    /// cannot be told.
    #[command(after_help = examples::DIFF)]
    Diff(DiffArgs),
    /// Print the JSON Schema of the report, or of what `diff` prints.
    #[command(after_help = examples::SCHEMA)]
    Schema {
        /// Of what.
        #[arg(default_value = "report")]
        of: Document,
    },
    /// Print a completion script for a shell.
    #[command(after_help = examples::COMPLETIONS)]
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Print the manual page (roff), or that of one command.
    #[command(after_help = examples::MAN)]
    Man {
        /// The command.
        command: Option<ManualOf>,
    },
    /// On a Windows host: compare what actprobe reads with what Windows' own commands say; exit
    /// code 0: the same, 1: a difference, 3: not everything could be compared.
    #[command(hide = true, after_help = examples::SELFTEST)]
    Selftest {
        /// Write what was compared to a file, whole or not at all, and for its owner alone to
        /// read; `-` is standard output.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// How to check.
#[derive(Debug, Default, Args)]
pub struct CheckArgs {
    /// Also look for KMS hosts in this DNS domain; may be repeated.
    #[arg(long = "domain", value_name = "DOMAIN", value_parser = request::domain)]
    pub domains: Vec<String>,
    /// Ask this DNS server instead of the host's own; may be repeated.
    #[arg(long = "dns-server", value_name = "IP[:PORT]", value_parser = request::dns_server)]
    pub dns_servers: Vec<SocketAddr>,
    /// Use this KMS host as a client with `slmgr /skms` would, without discovery; may be repeated.
    #[arg(long = "kms", value_name = "HOST[:PORT]", value_parser = request::kms_host)]
    pub kms: Vec<HostPort>,
    /// Expect this KMS host to be published, and no other; may be repeated.
    #[arg(long = "expected-kms", value_name = "HOST[:PORT]", value_parser = request::kms_host)]
    pub expected_kms: Vec<HostPort>,
    /// Compare the clock with this NTP server instead of the usual ones; may be repeated.
    #[arg(long = "ntp-server", value_name = "HOST[:PORT]", value_parser = request::time_server)]
    pub ntp_servers: Vec<HostPort>,
    /// Use this proxy, such as `http://proxy:8080`, or `direct`.
    #[arg(long, value_name = "URL", conflicts_with = "winhttp", value_parser = request::proxy)]
    pub proxy: Option<ProxySettings>,
    /// Read the proxy from a file: `netsh winhttp show proxy` or `show advproxy` in any language,
    /// or the registry values; `-` reads standard input.
    #[arg(long, value_name = "FILE")]
    pub winhttp: Option<PathBuf>,
    /// Ask the domain controllers of this Active Directory domain instead of those of the host's
    /// own.
    #[arg(long, value_name = "DOMAIN", value_parser = request::domain)]
    pub ad_domain: Option<String>,
    /// Also ask this domain controller, which DNS need not list and whose name may be outside the
    /// domain; may be repeated.
    #[arg(long = "ad-controller", value_name = "NAME", value_parser = request::controller)]
    pub ad_controllers: Vec<String>,
    /// Look for activation objects as this user: `alice`, `alice@corp.example` or `CORP\alice`. The
    /// password goes over TLS alone, to a server that proved to be a controller of that domain.
    #[arg(long, value_name = "USER", requires = "ad_password_file")]
    pub ad_user: Option<String>,
    /// Read that user's password from the first line of a file that nobody else may read; `-` reads
    /// standard input.
    #[arg(long, value_name = "FILE", requires = "ad_user")]
    pub ad_password_file: Option<PathBuf>,
    /// Also trust these authorities (PEM) of domain controllers; or a controller's own certificate,
    /// for one that `--ad-controller` names.
    #[arg(long, value_name = "FILE", requires = "ad_user")]
    pub ad_ca: Option<PathBuf>,
    /// Take the host's settings (DNS, KMS, proxy, time, firewall) from a registry export (.reg),
    /// made on the host that is meant; may be repeated, for an export of each key; `-` reads
    /// standard input.
    #[arg(long = "host-facts", value_name = "FILE")]
    pub host_facts: Vec<PathBuf>,
    /// Add what other tools said, from files: licensing (slmgr, WMI as JSON, event logs), DNS,
    /// proxy, time, connections; each is known by its content. `-` reads standard input.
    #[arg(long = "import", value_name = "FILE", num_args = 1..)]
    pub imports: Vec<PathBuf>,
    /// Hand in an error code that Windows printed, such as 0xC004F074 or -1073418124; may be
    /// repeated.
    #[arg(long = "code", value_name = "CODE", value_parser = error_code,
        allow_negative_numbers = true)]
    pub codes: Vec<u32>,
    /// What is known of the site (TOML).
    #[arg(long, value_name = "FILE")]
    pub site: Option<PathBuf>,
    /// Let the site file, or a registry export, decide where the password of `--ad-user` goes: by
    /// its domain, its DNS servers and its authorities.
    #[arg(long)]
    pub trust_site: bool,
    /// Channels that must work: kms, adba, avma, online, offline (also phone); several with commas
    /// and no blanks.
    #[arg(long, value_name = "CHANNEL,…", value_delimiter = ',', value_parser = channel)]
    pub require: Vec<Channel>,
    /// What counts as a failure.
    #[arg(long, value_name = "WHAT")]
    pub fail_on: Option<FailOnArg>,
    /// Ask only these, with all that decides them: channels (kms, adba, online), probes
    /// (kms-discovery, kms-target, directory, clock-skew, online) or requirement ids.
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    pub only: Vec<Selection>,
    /// Ask all but these: channels, probes or requirement ids, as for --only.
    #[arg(long, value_name = "ID,…", value_delimiter = ',')]
    pub skip: Vec<Selection>,
    /// How long each step may take, such as 4s or 500ms; 4s where nothing is said (8s for CONNECT
    /// to a proxy).
    #[arg(long, value_name = "DURATION", value_parser = request::duration)]
    pub timeout: Option<Duration>,
    /// How long the whole run may take; what is known by then is printed; without limit where
    /// nothing is said.
    #[arg(long, value_name = "DURATION", value_parser = request::duration)]
    pub deadline: Option<Duration>,
    /// Print what would be sent, to whom and why, and send nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Draw the Installation ID, of this host or of the captures, as a QR code under the page: for
    /// the offline way, its digits are photographed and not typed. On a terminal alone; it is saved
    /// nowhere.
    #[arg(long, conflicts_with = "dry_run")]
    pub offline_id_qr: bool,
    /// Where and how to print.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// How to judge again.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("by_hand").args(["imports", "codes"]).multiple(true)))]
pub struct ReplayArgs {
    /// A report that `--format json` wrote; `-` reads standard input.
    #[arg(required_unless_present = "offline")]
    pub file: Option<PathBuf>,
    /// Add what other tools said, from files; each is known by its content.
    #[arg(long = "import", value_name = "FILE", num_args = 1..)]
    pub imports: Vec<PathBuf>,
    /// Hand in an error code that Windows printed, such as 0xC004F074 or -1073418124; may be
    /// repeated.
    #[arg(long = "code", value_name = "CODE", value_parser = error_code,
        allow_negative_numbers = true)]
    pub codes: Vec<u32>,
    /// Judge the imported files and codes alone, without a report: they stand for the host that
    /// they were made on.
    #[arg(long, requires = "by_hand", conflicts_with = "file")]
    pub offline: bool,
    /// Channels that must work, instead of those of the saved run: kms, adba, avma, online, offline
    /// (also phone); several with commas and no blanks.
    #[arg(long, value_name = "CHANNEL,…", value_delimiter = ',', value_parser = channel)]
    pub require: Vec<Channel>,
    /// What counts as a failure, instead of what the saved run said.
    #[arg(long, value_name = "WHAT")]
    pub fail_on: Option<FailOnArg>,
    /// Draw the Installation ID of the captures as a QR code under the page: for the offline way,
    /// its digits are photographed and not typed. On a terminal alone; it is saved nowhere.
    #[arg(long)]
    pub offline_id_qr: bool,
    /// Where and how to print.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What to compare.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The earlier report, as `--format json` wrote it; one of the two may be `-`, standard input.
    pub before: PathBuf,
    /// The later report.
    pub after: PathBuf,
    /// Where and how to print.
    #[command(flatten)]
    pub output: OutputArgs,
}

/// What has a manual page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ManualOf {
    /// `check`
    Check,
    /// `replay`
    Replay,
    /// `diff`
    Diff,
    /// `schema`
    Schema,
    /// `completions`
    Completions,
    /// `man`
    Man,
}

/// What has a JSON Schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Document {
    /// The report.
    #[default]
    Report,
    /// What changed between two.
    Diff,
}

/// Where and how to print.
#[derive(Clone, Debug, Default, Args)]
pub struct OutputArgs {
    /// The format of the report.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: Format,
    /// Write the report to a file, whole or not at all, and for its owner alone to read; `-` is
    /// standard output.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Use only ASCII marks.
    #[arg(long)]
    pub ascii: bool,
}

impl OutputArgs {
    /// The file to write; absent: standard output.
    pub fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|file| *file != Path::new("-"))
    }
}

/// What counts as a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOnArg {
    /// A required channel that is blocked.
    Blocked,
    /// Any warning as well.
    Warning,
}

impl From<FailOnArg> for FailOn {
    fn from(argument: FailOnArg) -> Self {
        match argument {
            FailOnArg::Blocked => Self::Blocked,
            FailOnArg::Warning => Self::Warning,
        }
    }
}
