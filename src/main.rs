//! Arguments, then a run, then the exit code. The only place that touches standard output, the
//! environment and the real clock.

#![expect(clippy::print_stderr, reason = "complaints of the program itself go to standard error")]

mod surroundings;

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use actprobe::ask::cli::{
    CheckArgs, Cli, Command, DiffArgs, Document, ManualOf, OutputArgs, ReplayArgs, Surroundings,
    request_of, without_values,
};
use actprobe::ask::error_code;
use actprobe::ask::import::{Imports, is_blank};
use actprobe::ask::offline_id::{self, OfflineIds};
use actprobe::ask::plan::dry_run;
use actprobe::ask::progress::Progress;
use actprobe::ask::request::Request;
use actprobe::ask::run::{self, Means};
use actprobe::ask::selftest;
use actprobe::ask::without_keys::cut_keys;
use actprobe::diff::diff;
use actprobe::say::complaint;
use actprobe::say::installation_id::{self, Look};
use actprobe::say::lang::{Language, Speech};
use actprobe::say::output::{Destination, WriteError};
use actprobe::say::report::text::Style;
use actprobe::say::report::{Form, Report, render, render_diff};
use actprobe::say::schema;
use actprobe_probes::clock::{SystemClock, WallClock};
use actprobe_probes::evidence::Evidence;
use actprobe_probes::net::{Limits, StopReason, Watch, blocking};
use actprobe_probes::online::TrustStores;
use clap::{CommandFactory, Parser, ValueEnum};
use surroundings::file_names;
use surroundings::patience::{Patience, TO_FINISH};
use tokio::time::Instant;

/// How long threads get to end when the report is written.
const THREADS_LEAVE: Duration = Duration::from_millis(20);
/// What was seen does not tell, or there was no time to see anything.
const INCONCLUSIVE: u8 = 3;
/// Wrong usage (`EX_USAGE` of sysexits.h).
const WRONG_USAGE: u8 = 64;
/// A fault in actprobe (`EX_SOFTWARE`).
const INTERNAL_ERROR: u8 = 70;
/// The report could not be written (`EX_IOERR`).
const NOT_WRITTEN: u8 = 74;
/// What shells say of a program that Ctrl-C ended: 128 and the number of SIGINT.
const STOPPED: u8 = 130;
/// Whoever presses Ctrl-C twice in haste still gets the report, unless nobody reads it.
const TO_FINISH_PRINTING: Duration = Duration::from_millis(500);

fn main() -> ExitCode {
    #[cfg(all(windows, not(test)))]
    if let Err(missing) = surroundings::system_libraries::bind() {
        return complain(Complaint::Internal(missing.into())).into();
    }
    match Cli::try_parse() {
        // The message of a panic is on standard error already. What it leaves behind is not looked
        // at again.
        Ok(cli) => match catch_unwind(AssertUnwindSafe(|| carry_out(cli))) {
            Ok(outcome) => ExitCode::from(outcome.unwrap_or_else(complain)),
            Err(_panic) => ExitCode::from(INTERNAL_ERROR),
        },
        Err(told) => {
            // Help and version come here too; a closed pipe is nobody's fault.
            let code = if told.use_stderr() { WRONG_USAGE } else { 0 };
            let _ = tell(told);
            ExitCode::from(code)
        }
    }
}

/// A complaint repeats arguments, which may have been pasted from anywhere: one that is not fit
/// loses its colours.
fn tell(told: clap::Error) -> std::io::Result<()> {
    let told = without_values(told);
    let plain = told.render().to_string();
    let fit = complaint::fit_lines(&plain);
    if told.use_stderr() && fit != plain.trim_end() {
        eprintln!("{fit}");
        return Ok(());
    }
    told.print()
}

/// Why there is no report.
enum Complaint {
    Usage(Box<dyn Error + Send + Sync>),
    Internal(Box<dyn Error + Send + Sync>),
    NotWritten(WriteError),
    Stopped(StopReason),
}

impl From<StopReason> for Complaint {
    fn from(reason: StopReason) -> Self {
        Self::Stopped(reason)
    }
}

fn complain(complaint: Complaint) -> u8 {
    let (error, code) = match complaint {
        Complaint::Usage(error) => (error, WRONG_USAGE),
        Complaint::Internal(error) => (error, INTERNAL_ERROR),
        Complaint::NotWritten(error) => (error.into(), NOT_WRITTEN),
        Complaint::Stopped(StopReason::Interrupted) => {
            ("stopped before there was a report".into(), STOPPED)
        }
        Complaint::Stopped(StopReason::Deadline) => {
            ("the deadline passed before there was a report".into(), INCONCLUSIVE)
        }
    };
    say(&error.to_string());
    code
}

fn say(sentence: &str) {
    eprintln!("actprobe: {}", complaint::fit(sentence));
}

fn carry_out(cli: Cli) -> Result<u8, Complaint> {
    let began = Instant::now();
    match cli.command {
        None => within_runtime(check(cli.check, began)),
        Some(Command::Check(arguments)) => within_runtime(check(*arguments, began)),
        Some(Command::Replay(arguments)) => within_runtime(replay(arguments, began)),
        Some(Command::Diff(arguments)) => within_runtime(compare(arguments, began)),
        Some(Command::Schema { of }) => schema(of),
        Some(Command::Completions { shell }) => completions(shell),
        Some(Command::Man { command }) => manual(command),
        Some(Command::Selftest { output }) => within_runtime(selftest(output, began)),
    }
}

fn within_runtime(work: impl Future<Output = Result<u8, Complaint>>) -> Result<u8, Complaint> {
    if cfg!(windows) {
        blocking::gather();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Complaint::Internal(error.into()))?;
    let outcome = runtime.block_on(work);
    // Idle threads end at once. A look-up or a trust store that still hangs in a system call must
    // not keep the program for long. (Without any wait, Wine now and then kills the process at its
    // end, and its exit code is lost.)
    runtime.shutdown_timeout(THREADS_LEAVE);
    outcome
}

async fn check(arguments: CheckArgs, began: Instant) -> Result<u8, Complaint> {
    let mut patience = Patience::since(began, arguments.deadline);
    let (output, is_dry) = (arguments.output.clone(), arguments.dry_run);
    let draws = may_draw(arguments.offline_id_qr, &output)?;
    let destination = open(&output, &mut patience).await?;
    let (request, trust) = patience.work(move || read(arguments)).await??;
    patience.set_deadline(request.deadline);
    for option in &request.without_effect {
        say(&format!("{option} has no effect: --only leaves out what it is for"));
    }
    if is_dry {
        let plan = plan_in_words(request, &mut patience).await?;
        return deliver(plan, destination, 0, &mut patience).await;
    }
    let ids = draws.then(|| OfflineIds::of(&request));
    let limits = request.limits;
    let evidence = ask(request, &trust, &mut patience).await?;
    let ids = completed(ids, limits, &mut patience).await?;
    let (text, code) = patience.finish(move || judged(evidence, ids, &output)).await??;
    deliver(text, destination, code, &mut patience).await
}

/// Whether a code is to be drawn, which not every output can show.
fn may_draw(is_asked: bool, output: &OutputArgs) -> Result<bool, Complaint> {
    if is_asked {
        offline_id::may_draw(output, surroundings::someone_reads())
            .map_err(|error| Complaint::Usage(error.into()))?;
    }
    Ok(is_asked)
}

async fn completed(
    ids: Option<OfflineIds>,
    limits: Limits,
    patience: &mut Patience,
) -> Result<Option<OfflineIds>, Complaint> {
    let Some(ids) = ids else { return Ok(None) };
    let (watch, stopper) = Watch::new(limits, patience.deadline());
    Ok(Some(patience.ask(ids.completed(&watch), &stopper).await?))
}

/// Opens what the report goes to, so that nobody is asked in vain.
async fn open(output: &OutputArgs, patience: &mut Patience) -> Result<Destination, Complaint> {
    let file = output.file().map(Path::to_owned);
    let opened = patience.work(move || Destination::open(file.as_deref())).await?;
    let destination = opened.map_err(Complaint::NotWritten)?;
    if let Some(warning) = destination.warning() {
        say(&warning);
    }
    Ok(destination)
}

/// Reads every file that the arguments name.
fn read(mut arguments: CheckArgs) -> Result<(Request, TrustStores), Complaint> {
    for files in [&mut arguments.imports, &mut arguments.host_facts] {
        *files = file_names::expanded(files).map_err(|error| Complaint::Usage(error.into()))?;
    }
    let surroundings = Surroundings {
        environment: surroundings::proxy_variables(),
        read: &surroundings::read_file,
        read_in_folder: &surroundings::read_in_folder,
        read_secret: &surroundings::read_secret,
    };
    let mut request =
        request_of(&arguments, &surroundings).map_err(|error| Complaint::Usage(error.into()))?;
    let trust = TrustStores::with_site_roots(&request.accepted_roots);
    let trust =
        trust.map_err(|error| Complaint::Usage(format!("accepted_roots: {error}").into()))?;
    request.directory_login = request.directory_login.map(|login| login.sharing(&trust));
    Ok((request, trust))
}

async fn plan_in_words(request: Request, patience: &mut Patience) -> Result<String, Complaint> {
    let (watch, stopper) = Watch::new(request.limits, None);
    let prepared = patience.ask(run::prepare(request, &watch), &stopper).await?;
    let in_words = move || dry_run::render(&prepared.plan, &Speech::new(Language::English));
    Ok(patience.finish(in_words).await?)
}

async fn ask(
    request: Request,
    trust: &TrustStores,
    patience: &mut Patience,
) -> Result<Evidence, Complaint> {
    let (watch, stopper) = Watch::new(request.limits, patience.deadline());
    let progress = Progress::new(surroundings::someone_watches(), &Speech::new(Language::English));
    let means = Means { watch: &watch, clock: &SystemClock, trust, progress: &progress };
    let asking = Box::pin(async {
        let prepared = run::prepare(request, &watch).await;
        run::carry_out(prepared, &means).await
    });
    Ok(patience.ask(asking, &stopper).await?)
}

/// The report as it is to be printed, and the exit code.
fn judged(
    evidence: Evidence,
    ids: Option<OfflineIds>,
    output: &OutputArgs,
) -> Result<(String, u8), Complaint> {
    let report = Report::of(evidence);
    let speech = Speech::new(Language::English);
    let mut text = render(&report, form(output), &speech).map_err(|error| not_rendered(&error))?;
    if let Some(ids) = ids {
        text.push_str(&installation_id::render(&ids.found, ids.missing, &speech, look(output)));
    }
    Ok((text, report.verdict.outcome.exit_code()))
}

fn look(output: &OutputArgs) -> Look {
    Look {
        ascii: output.ascii || !surroundings::shows_half_blocks(),
        color: surroundings::shows_colors(),
        rows: surroundings::page(true).map(|page| page.rows),
    }
}

fn form(output: &OutputArgs) -> Form {
    let is_printed = output.file().is_none();
    let to_terminal = is_printed && surroundings::someone_reads();
    let ascii = output.ascii || surroundings::wants_ascii(to_terminal);
    Form {
        format: output.format,
        style: Style { ascii, color: is_printed, page: surroundings::page(to_terminal) },
    }
}

fn not_rendered(error: &serde_json::Error) -> Complaint {
    Complaint::Internal(format!("cannot write the report as JSON: {error}").into())
}

async fn replay(arguments: ReplayArgs, began: Instant) -> Result<u8, Complaint> {
    let mut patience = Patience::since(began, None);
    may_draw(arguments.offline_id_qr, &arguments.output)?;
    let destination = open(&arguments.output, &mut patience).await?;
    let (text, code) = patience.work(move || judged_again(&arguments)).await??;
    deliver(text, destination, code, &mut patience).await
}

fn judged_again(arguments: &ReplayArgs) -> Result<(String, u8), Complaint> {
    let imports = captured(arguments)?;
    let ids = arguments.offline_id_qr.then(|| OfflineIds::captured(&imports));
    let mut evidence = replayed(arguments, imports)?;
    if !arguments.require.is_empty() {
        evidence.asked.required.clone_from(&arguments.require);
    }
    if let Some(fail_on) = arguments.fail_on {
        evidence.asked.fail_on = fail_on.into();
    }
    judged(evidence, ids, &arguments.output)
}

fn captured(arguments: &ReplayArgs) -> Result<Imports, Complaint> {
    let files =
        file_names::expanded(&arguments.imports).map_err(|error| Complaint::Usage(error.into()))?;
    let imports = Imports::read(&files, surroundings::read_file);
    imports.map_err(|error| Complaint::Usage(error.into()))
}

/// The saved evidence with what was imported, or what was imported alone.
fn replayed(arguments: &ReplayArgs, imports: Imports) -> Result<Evidence, Complaint> {
    let Some(file) = &arguments.file else {
        let imports = imports.understood().map_err(|error| Complaint::Usage(error.into()))?;
        let mut evidence = imports.alone(SystemClock.now());
        add_codes(&mut evidence, &arguments.codes)?;
        return Ok(evidence);
    };
    let mut evidence = actprobe::ask::replay::read(&content_of(file)?)
        .map_err(|error| Complaint::Usage(error.into()))?;
    imports.complete(&mut evidence);
    add_codes(&mut evidence, &arguments.codes)?;
    // The report itself was cleaned while it was read, and may be large.
    if !arguments.imports.is_empty() {
        cut_keys(&mut evidence);
    }
    Ok(evidence)
}

fn add_codes(evidence: &mut Evidence, codes: &[u32]) -> Result<(), Complaint> {
    let known = &mut evidence.licensing.codes_by_hand;
    known.extend(codes);
    *known = error_code::distinct(known).map_err(|error| Complaint::Usage(error.into()))?;
    Ok(())
}

fn content_of(file: &Path) -> Result<Vec<u8>, Complaint> {
    let shown = complaint::file(file);
    let content = surroundings::read_file(file)
        .map_err(|error| Complaint::Usage(format!("cannot read {shown}: {error}").into()))?;
    match is_blank(&content) {
        true => Err(Complaint::Usage(format!("{shown} is empty").into())),
        false => Ok(content),
    }
}

async fn compare(arguments: DiffArgs, began: Instant) -> Result<u8, Complaint> {
    let mut patience = Patience::since(began, None);
    let destination = open(&arguments.output, &mut patience).await?;
    let (text, code) = patience.work(move || compared(&arguments)).await??;
    deliver(text, destination, code, &mut patience).await
}

fn compared(arguments: &DiffArgs) -> Result<(String, u8), Complaint> {
    let DiffArgs { before, after, output } = arguments;
    if [before, after].iter().all(|file| file.as_os_str() == "-") {
        return Err(Complaint::Usage("only one of the two reports can be standard input".into()));
    }
    // Of two files, the message must say which one is wrong.
    let report = |file: &Path| match actprobe::ask::replay::read(&content_of(file)?) {
        Ok(evidence) => Ok(Report::of(evidence)),
        Err(error) => Err(Complaint::Usage(format!("{}: {error}", complaint::file(file)).into())),
    };
    let (before, after) = (report(before)?, report(after)?);
    let diff = diff(&before.evidence, &before.verdict, &after.evidence, &after.verdict);
    let text = render_diff(&diff, form(output), &Speech::new(Language::English))
        .map_err(|error| not_rendered(&error))?;
    Ok((text, diff.conclusion.exit_code()))
}

async fn selftest(output: Option<PathBuf>, began: Instant) -> Result<u8, Complaint> {
    let Some(folder) = surroundings::system_folder() else {
        let told = "selftest compares with Windows' own commands; it is for Windows hosts only";
        return Err(Complaint::Usage(told.into()));
    };
    let mut patience = Patience::since(began, None);
    let destination = open(&OutputArgs { output, ..OutputArgs::default() }, &mut patience).await?;
    let (watch, stopper) = Watch::new(Limits::default(), None);
    let compared = selftest::run(&folder, SystemClock.now(), &watch);
    let compared = patience.ask(compared, &stopper).await?;
    let code = compared.exit_code();
    let text = patience.finish(move || selftest::render(&compared)).await?;
    deliver(text, destination, code, &mut patience).await
}

/// Who reads may take their time, as a pager does; Ctrl-C, which no longer ends the program by
/// itself, ends that too. A file is written to its end, unless its disk hangs.
async fn deliver(
    text: String,
    to: Destination,
    code: u8,
    patience: &mut Patience,
) -> Result<u8, Complaint> {
    let haste = if to.is_file() { TO_FINISH } else { TO_FINISH_PRINTING };
    match patience.deliver(move || to.write(&text), haste).await {
        Ok(written) => written.map(|()| code).map_err(Complaint::NotWritten),
        Err(_) => Ok(STOPPED),
    }
}

fn print(text: &str) -> Result<u8, Complaint> {
    Destination::standard_output().write(text).map(|()| 0).map_err(Complaint::NotWritten)
}

fn schema(of: Document) -> Result<u8, Complaint> {
    let text = match of {
        Document::Report => schema::of_report(),
        Document::Diff => schema::of_diff(),
    };
    print(&text.map_err(|error| Complaint::Internal(error.into()))?)
}

fn completions(shell: clap_complete::Shell) -> Result<u8, Complaint> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "actprobe", &mut script);
    print(&String::from_utf8_lossy(&script))
}

fn manual(of: Option<ManualOf>) -> Result<u8, Complaint> {
    let mut page = Vec::new();
    clap_mangen::Man::new(documented(of))
        .render(&mut page)
        .map_err(|error| Complaint::Internal(error.into()))?;
    print(&String::from_utf8_lossy(&page))
}

/// A command as its page describes it. `help` has none: it is the page itself.
fn documented(of: Option<ManualOf>) -> clap::Command {
    let mut program = Cli::command().disable_help_subcommand(true);
    program.build();
    let name = of.and_then(|of| of.to_possible_value()).map(|value| value.get_name().to_owned());
    let command = name.and_then(|name| program.find_subcommand(&name).cloned());
    command.unwrap_or(program)
}
