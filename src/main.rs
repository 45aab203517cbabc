//! Arguments, then a run, then the exit code. The only place that touches standard output, the environment and the
//! real clock.

#![expect(clippy::print_stderr, reason = "complaints of the program itself go to standard error")]

mod output;
mod surroundings;

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use actprobe::cli::{CheckArgs, Cli, Command, DiffArgs, Document, OutputArgs, ReplayArgs, Surroundings, request_of};
use actprobe::complaint;
use actprobe::diff::{Diff, diff};
use actprobe::import::Imports;
use actprobe::lang::{Language, Speech};
use actprobe::plan::dry_run;
use actprobe::progress::Progress;
use actprobe::report::Report;
use actprobe::request::Request;
use actprobe::run::{self, Means};
use actprobe_probes::clock::{SystemClock, WallClock};
use actprobe_probes::evidence::Evidence;
use actprobe_probes::net::{StopReason, Stopper, Watch};
use actprobe_probes::online::TrustStores;
use clap::{CommandFactory, Parser};
use output::WriteError;
use tokio::time::{Instant, timeout};

/// How long threads get to end when the report is written.
const THREADS_LEAVE: Duration = Duration::from_millis(20);
/// Wrong usage (`EX_USAGE` of sysexits.h).
const WRONG_USAGE: u8 = 64;
/// A fault in actprobe (`EX_SOFTWARE`).
const INTERNAL_ERROR: u8 = 70;
/// The report could not be written (`EX_IOERR`).
const NOT_WRITTEN: u8 = 74;
/// What shells say of a program that Ctrl-C ended: 128 and the number of SIGINT.
const STOPPED_WHILE_PRINTING: u8 = 130;
/// Whoever presses Ctrl-C twice in haste still gets the report, unless nobody reads it.
const TO_FINISH_PRINTING: Duration = Duration::from_millis(500);

fn main() -> ExitCode {
    match Cli::try_parse() {
        // The message of a panic is on standard error already. What it leaves behind is not looked at again.
        Ok(cli) => match catch_unwind(AssertUnwindSafe(|| carry_out(cli))) {
            Ok(outcome) => ExitCode::from(outcome.unwrap_or_else(complain)),
            Err(_panic) => ExitCode::from(INTERNAL_ERROR),
        },
        Err(told) => {
            // Help and version come here too; a closed pipe is nobody's fault.
            let _ = tell(&told);
            ExitCode::from(if told.use_stderr() { WRONG_USAGE } else { 0 })
        }
    }
}

/// A complaint repeats arguments, which may have been pasted from anywhere: one that is not fit loses its colours.
fn tell(told: &clap::Error) -> std::io::Result<()> {
    let plain = told.render().to_string();
    let fit = complaint::fit(&plain);
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
}

fn complain(complaint: Complaint) -> u8 {
    let (error, code) = match complaint {
        Complaint::Usage(error) => (error, WRONG_USAGE),
        Complaint::Internal(error) => (error, INTERNAL_ERROR),
        Complaint::NotWritten(error) => (error.into(), NOT_WRITTEN),
    };
    eprintln!("actprobe: {}", complaint::fit(&error.to_string()));
    code
}

fn carry_out(cli: Cli) -> Result<u8, Complaint> {
    match cli.command {
        None => check(&cli.check),
        Some(Command::Check(arguments)) => check(&arguments),
        Some(Command::Replay(arguments)) => replay(&arguments),
        Some(Command::Diff(arguments)) => compare(&arguments),
        Some(Command::Schema { of }) => schema(of),
        Some(Command::Completions { shell }) => completions(shell),
        Some(Command::Man) => manual(),
    }
}

fn check(arguments: &CheckArgs) -> Result<u8, Complaint> {
    let surroundings = Surroundings { environment: surroundings::proxy_variables(), read: &surroundings::read_file };
    let request = request_of(arguments, &surroundings).map_err(|error| Complaint::Usage(error.into()))?;
    let trust = TrustStores::with_site_roots(&request.accepted_roots);
    let trust = trust.map_err(|error| Complaint::Usage(format!("accepted_roots: {error}").into()))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Complaint::Internal(error.into()))?;
    let speech = Speech::new(Language::English);
    let answer = runtime.block_on(answer(request, arguments, &trust, &speech));
    let delivered =
        answer.and_then(|(text, code)| runtime.block_on(deliver_unless_stopped(text, arguments.output.clone(), code)));
    // Idle threads end at once. A look-up or a trust store that still hangs in a system call must not keep the program
    // for long. (Without any wait, Wine now and then kills the process at its end, and its exit code is lost.)
    runtime.shutdown_timeout(THREADS_LEAVE);
    delivered
}

/// What is to be printed, and the exit code.
async fn answer(
    request: Request,
    arguments: &CheckArgs,
    trust: &TrustStores,
    speech: &Speech,
) -> Result<(String, u8), Complaint> {
    if arguments.dry_run {
        return Ok((plan_in_words(request, speech).await, 0));
    }
    let report = ask(request, trust, speech).await;
    let text = output::render(&report, &arguments.output, speech).map_err(Complaint::NotWritten)?;
    Ok((text, report.verdict.outcome.exit_code()))
}

async fn plan_in_words(request: Request, speech: &Speech) -> String {
    let (watch, _stopper) = Watch::new(request.limits, None);
    dry_run::render(&run::prepare(request, &watch).await.plan, speech)
}

async fn ask(request: Request, trust: &TrustStores, speech: &Speech) -> Report {
    let deadline = request.deadline.map(|deadline| Instant::now() + deadline);
    let (watch, stopper) = Watch::new(request.limits, deadline);
    let progress = Progress::new(surroundings::someone_watches(), speech);
    let means = Means { watch: &watch, clock: &SystemClock, trust, progress: &progress };
    let asking = async {
        let prepared = run::prepare(request, &watch).await;
        run::carry_out(prepared, &means).await
    };
    tokio::pin!(asking);
    let evidence = tokio::select! {
        evidence = &mut asking => evidence,
        () = interrupted(&stopper) => asking.await,
    };
    Report::of(evidence)
}

/// Ends when the user has asked to stop; the probes then end by themselves and give what they know.
async fn interrupted(stopper: &Stopper) {
    surroundings::stop_signal().await;
    stopper.stop(StopReason::Interrupted);
}

fn replay(arguments: &ReplayArgs) -> Result<u8, Complaint> {
    let mut evidence = replayed(arguments)?;
    if !arguments.require.is_empty() {
        evidence.asked.required.clone_from(&arguments.require);
    }
    if let Some(fail_on) = arguments.fail_on {
        evidence.asked.fail_on = fail_on.into();
    }
    let report = Report::of(evidence);
    let text = output::render(&report, &arguments.output, &Speech::new(Language::English));
    deliver(&text.map_err(Complaint::NotWritten)?, &arguments.output, report.verdict.outcome.exit_code())
}

/// The saved evidence with what was imported, or what was imported alone.
fn replayed(arguments: &ReplayArgs) -> Result<Evidence, Complaint> {
    let imports = Imports::read(&arguments.imports, surroundings::read_file);
    let imports = imports.map_err(|error| Complaint::Usage(error.into()))?;
    let Some(file) = &arguments.file else {
        return Ok(imports.alone(SystemClock.now()));
    };
    let mut evidence = actprobe::replay::read(&content_of(file)?).map_err(|error| Complaint::Usage(error.into()))?;
    imports.complete(&mut evidence);
    Ok(evidence)
}

fn content_of(file: &Path) -> Result<Vec<u8>, Complaint> {
    let content = surroundings::read_file(file);
    content.map_err(|error| Complaint::Usage(format!("cannot read {}: {error}", file.display()).into()))
}

fn compare(arguments: &DiffArgs) -> Result<u8, Complaint> {
    let DiffArgs { before, after, output } = arguments;
    if [before, after].iter().all(|file| file.as_os_str() == "-") {
        return Err(Complaint::Usage("only one of the two reports can be standard input".into()));
    }
    // Of two files, the message must say which one is wrong.
    let report = |file: &Path| match actprobe::replay::read(&content_of(file)?) {
        Ok(evidence) => Ok(Report::of(evidence)),
        Err(error) => Err(Complaint::Usage(format!("{}: {error}", file.display()).into())),
    };
    let (before, after) = (report(before)?, report(after)?);
    let diff = diff(&before.evidence, &before.verdict, &after.evidence, &after.verdict);
    let text = output::render_diff(&diff, output, &Speech::new(Language::English)).map_err(Complaint::NotWritten)?;
    deliver(&text, output, diff.conclusion.exit_code())
}

fn deliver(text: &str, output: &OutputArgs, code: u8) -> Result<u8, Complaint> {
    output::write(text, output.output.as_deref()).map_err(Complaint::NotWritten)?;
    Ok(code)
}

/// Who reads may take their time, as a pager does; Ctrl-C, which no longer ends the program by itself, ends that too.
/// A file is written to its end.
async fn deliver_unless_stopped(text: String, output: OutputArgs, code: u8) -> Result<u8, Complaint> {
    let to_file = output.output.is_some();
    let mut delivery = tokio::task::spawn_blocking(move || deliver(&text, &output, code));
    let delivered = tokio::select! {
        delivered = &mut delivery => delivered,
        () = surroundings::stop_signal(), if !to_file => match timeout(TO_FINISH_PRINTING, delivery).await {
            Ok(delivered) => delivered,
            Err(_) => return Ok(STOPPED_WHILE_PRINTING),
        }
    };
    delivered.unwrap_or_else(|panic| Err(Complaint::Internal(panic.into())))
}

fn schema(of: Document) -> Result<u8, Complaint> {
    let schema = match of {
        Document::Report => schemars::schema_for!(Report),
        Document::Diff => schemars::schema_for!(Diff),
    };
    let text = serde_json::to_string_pretty(&schema).map_err(|error| Complaint::Internal(error.into()))?;
    deliver(&format!("{text}\n"), &OutputArgs::default(), 0)
}

fn completions(shell: clap_complete::Shell) -> Result<u8, Complaint> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "actprobe", &mut script);
    deliver(&String::from_utf8_lossy(&script), &OutputArgs::default(), 0)
}

fn manual() -> Result<u8, Complaint> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page).map_err(|error| Complaint::Internal(error.into()))?;
    deliver(&String::from_utf8_lossy(&page), &OutputArgs::default(), 0)
}
