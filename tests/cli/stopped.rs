//! Runs that end before their time: what is known by then is printed.

use std::time::Duration;

use actprobe_probes::evidence::{Ended, FailureKind};

use crate::Reported;
use crate::network::{Network, publishing};
use crate::servers::dns::Habit;
use crate::servers::ntp;
use crate::servers::tcp::{Does, peer};

/// Far more than printing takes on a busy machine, far less than a limit that nobody cut short.
const PROMPTLY: Duration = Duration::from_secs(20);

/// A network in which everything but KMS answers at once, and the limits are long.
async fn slow_kms() -> Network {
    Network::healthy().await.with_kms(peer(Does::Nothing).await).await
}

const PATIENT: [&str; 4] = ["--timeout", "60s", "--format", "json"];

#[tokio::test]
async fn the_deadline_prints_what_is_known() {
    let network = slow_kms().await;
    let run = network.check(&[&PATIENT[..], &["--deadline", "2s"]].concat()).await;
    assert!((Duration::from_secs(2)..PROMPTLY).contains(&run.elapsed), "{:?}", run.elapsed);
    let evidence = run.ended_quietly_with(0).report().evidence;
    assert_eq!(evidence.ended, Ended::Deadline);
    assert!(evidence.online.endpoints[0].http.value().is_some(), "online was known long before");
    let kms = evidence.kms.targets.iter().find(|kms| kms.host == "kms1.corp.test").unwrap();
    assert!(kms.endpoints[0].connect.value().is_some(), "and so was the connection");
    assert_eq!(kms.endpoints[0].bind_ndr32.failure().unwrap().kind, FailureKind::Deadline);
}

#[tokio::test]
async fn a_deadline_before_any_answer_is_inconclusive_and_says_so() {
    let mut network = Network::healthy().await;
    network.dns = publishing(&network.kms).answering(Habit::Silent).serve().await;
    network.ntp = ntp::silent().await;
    let run = network.check(&["--deadline", "2s"]).await;
    assert!(run.elapsed < PROMPTLY, "{:?}", run.elapsed);
    assert!(run.ended_quietly_with(3).text().contains("cut short"), "{}", run.text());
    assert!(run.text().contains("longer --deadline"), "{}", run.text());
}

#[tokio::test]
async fn a_deadline_that_is_kept_leaves_no_trace() {
    let report =
        Network::healthy().await.check(&["--deadline", "60s", "--format", "json"]).await.report();
    assert_eq!(report.evidence.ended, Ended::Complete);
}

#[cfg(target_os = "linux")]
mod signals {
    use std::fs::File;
    use std::io::{PipeReader, Read};
    use std::process::{Child, Command};
    use std::sync::Arc;
    use std::sync::atomic::Ordering;

    use hickory_proto::rr::RecordType;
    use nix::fcntl::{FcntlArg, fcntl};
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;
    use serde_json::Value;
    use tokio::time::{Instant, sleep, timeout};

    use super::*;
    use crate::network::zone;
    use crate::program::{Run, command, ended_within};
    use crate::servers::Server;
    use crate::servers::directory::{self, Request};
    use crate::servers::dns::CONTROLLER;
    use crate::servers::tcp::{Received, full};
    use crate::servers::web::Authority;

    #[tokio::test]
    async fn an_interrupted_run_prints_what_is_known() {
        for signal in [Signal::SIGINT, Signal::SIGTERM] {
            let network = slow_kms().await;
            let child = asking(&network, &PATIENT).await;
            let run = stopped(child, &[signal]).await;
            let evidence = run.ended_quietly_with(0).report().evidence;
            assert_eq!(evidence.ended, Ended::Interrupted, "{signal}");
            assert!(evidence.online.endpoints[0].http.value().is_some());
            let kms = evidence.kms.targets.iter().find(|kms| kms.host == "kms1.corp.test").unwrap();
            assert_eq!(
                kms.endpoints[0].bind_ndr32.failure().unwrap().kind,
                FailureKind::Interrupted
            );
        }
    }

    /// A network in which one step never ends.
    struct Stuck {
        step: &'static str,
        network: Network,
        arguments: Vec<String>,
        /// That the step has begun.
        begun: Box<dyn Fn(&Network) -> bool>,
        /// It lives as long as the network.
        other: Option<Server<Received>>,
    }

    impl Stuck {
        fn at(
            step: &'static str,
            network: Network,
            begun: impl Fn(&Network) -> bool + 'static,
        ) -> Self {
            let arguments = PATIENT.map(str::to_owned).into();
            Self { step, network, arguments, begun: Box::new(begun), other: None }
        }
    }

    async fn stuck_everywhere() -> Vec<Stuck> {
        let mut all = Vec::new();

        let mut network = Network::healthy().await;
        network.dns = zone().answering(Habit::Silent).serve().await;
        all.push(Stuck::at("dns-query", network, |network| !network.dns.heard().is_empty()));

        let mut network = Network::healthy().await;
        network.dns =
            publishing(&network.kms).answering(Habit::SilentAbout(RecordType::A)).serve().await;
        let address = ("kms1.corp.test".to_owned(), RecordType::A);
        all.push(Stuck::at("resolve", network, move |network| {
            network.dns.heard().contains(&address)
        }));

        let network = Network::healthy().await.with_kms(full().await).await;
        all.push(Stuck::at("connect", network, |network| is_connecting_to(network.kms.at)));

        let network = Network::healthy().await.with_kms(peer(Does::Nothing).await).await;
        all.push(Stuck::at("rpc-bind", network, |network| network.kms.addressed() > 0));

        let mut network = Network::healthy().await;
        network.ntp = ntp::silent().await;
        all.push(Stuck::at("ntp-query", network, |network| !network.ntp.heard().is_empty()));

        let mut network = Network::healthy().await;
        network.https = peer(Does::Nothing).await.unheard();
        all.push(Stuck::at("tls-handshake", network, |network| network.https.addressed() > 0));

        let mut network = Network::healthy().await;
        network.http = peer(Does::Nothing).await.unheard();
        all.push(Stuck::at("http-request", network, |network| network.http.addressed() > 0));

        let (network, silent) = (Network::healthy().await, peer(Does::Nothing).await);
        let addressed = Arc::clone(&silent.addressed);
        let begun = move |_: &Network| addressed.load(Ordering::Relaxed) > 0;
        let mut stuck = Stuck::at("proxy-connect", network, begun);
        stuck.arguments.push(format!("--proxy=http://{}", silent.at));
        stuck.other = Some(silent);
        all.push(stuck);

        all
    }

    async fn stuck_at_a_controller() -> Vec<Stuck> {
        let authority = Authority::new();
        let steps = [
            ("netlogon-ping", directory::Habit::SilentToPings, Request::Ping),
            ("ldap-search", directory::Habit::ToSearches(Does::Nothing), Request::Search),
            ("ldap-bind", silent_to_binds(&authority), Request::Bind),
        ];
        let mut all = Vec::new();
        for (step, habit, last) in steps {
            let controller = directory::start(habit).await;
            let network = Network::healthy().await.with_controller(&controller).await;
            let heard = Arc::clone(&controller.heard);
            let log_on = network.log_on(&authority);
            let mut stuck =
                Stuck::at(step, network, move |_| heard.lock().unwrap().contains(&last));
            stuck.arguments.extend(log_on);
            stuck.other = Some(controller.unheard());
            all.push(stuck);
        }
        all
    }

    fn silent_to_binds(authority: &Authority) -> directory::Habit {
        let inside = directory::Inside::right(directory::Binds::Silent);
        directory::Habit::InTls(authority.acceptor(CONTROLLER, 0), inside)
    }

    /// Whether somebody has sent a SYN there and has no answer (proc(5): state 02, addresses in
    /// hexadecimal).
    fn is_connecting_to(at: std::net::SocketAddr) -> bool {
        let port = format!(":{:04X}", at.port());
        let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
        table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).any(|fields| {
            fields.get(2).is_some_and(|remote| remote.ends_with(&port))
                && fields.get(3) == Some(&"02")
        })
    }

    #[tokio::test]
    async fn a_run_can_be_interrupted_in_any_step() {
        for signal in [Signal::SIGINT, Signal::SIGTERM] {
            ends_on(signal, stuck_everywhere().await).await;
        }
    }

    #[tokio::test]
    #[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
    async fn a_run_can_be_interrupted_while_a_controller_is_asked() {
        for signal in [Signal::SIGINT, Signal::SIGTERM] {
            ends_on(signal, stuck_at_a_controller().await).await;
        }
    }

    async fn ends_on(signal: Signal, everywhere: Vec<Stuck>) {
        for stuck in everywhere {
            let arguments: Vec<&str> = stuck.arguments.iter().map(String::as_str).collect();
            let child = command(stuck.network.arguments(&arguments)).spawn().unwrap();
            let begun = async {
                while !(stuck.begun)(&stuck.network) {
                    sleep(Duration::from_millis(10)).await;
                }
            };
            timeout(Duration::from_secs(30), begun)
                .await
                .unwrap_or_else(|_| panic!("no {}", stuck.step));
            let run = stopped(child, &[signal]).await;
            let report = run.json();
            assert_eq!(report["evidence"]["ended"], "interrupted", "{signal} at {}", stuck.step);
            assert!(
                is_interrupted(&report["evidence"], stuck.step),
                "{signal} at {}: {report}",
                stuck.step
            );
            assert!(
                matches!(run.code(), Some(0 | 3)) && run.stderr.is_empty(),
                "{signal} at {}",
                stuck.step
            );
            // What was not stuck is known.
            assert_ne!(
                report["evidence"].to_string().matches("\"answered\"").count(),
                0,
                "{}",
                stuck.step
            );
        }
    }

    /// Whether somewhere below there is this step, interrupted.
    fn is_interrupted(evidence: &Value, step: &str) -> bool {
        match evidence {
            Value::Object(fields) if fields.get("step").is_some_and(|of| of == step) => {
                fields["kind"] == "interrupted"
            }
            Value::Object(fields) => fields.values().any(|value| is_interrupted(value, step)),
            Value::Array(items) => items.iter().any(|item| is_interrupted(item, step)),
            _ => false,
        }
    }

    #[tokio::test]
    async fn an_interrupted_run_says_so_in_text() {
        let network = slow_kms().await;
        let run = stopped(asking(&network, &["--timeout", "60s"]).await, &[Signal::SIGINT]).await;
        let text = run.ended_quietly_with(0).text().to_lowercase();
        assert!(text.contains("cut short") && text.contains("the run ended"), "{text}");
        assert!(text.contains("let it finish") && !text.contains("deadline"), "{text}");
    }

    #[tokio::test]
    async fn an_interrupted_run_writes_its_file() {
        let network = slow_kms().await;
        let file = network.file("report.json");
        std::fs::write(&file, "old").unwrap();
        let words = [&PATIENT[..], &["--output", crate::network::text(&file)]].concat();
        let child = asking(&network, &words).await;
        assert_eq!(
            std::fs::read_to_string(&file).unwrap(),
            "old",
            "nothing is lost before there is something better"
        );
        assert_eq!(stopped(child, &[Signal::SIGTERM]).await.ended_quietly_with(0).text(), "");
        let report: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        assert_eq!(report["evidence"]["ended"], "interrupted");
    }

    #[tokio::test]
    async fn whoever_presses_ctrl_c_twice_in_haste_still_gets_the_report() {
        let network = slow_kms().await;
        let run =
            stopped(asking(&network, &PATIENT).await, &[Signal::SIGINT, Signal::SIGINT]).await;
        assert_eq!(run.ended_quietly_with(0).report().evidence.ended, Ended::Interrupted);
    }

    #[tokio::test]
    async fn ctrl_c_ends_a_program_whose_report_nobody_reads() {
        let (child, _reader, _first) = printing(&Network::healthy().await).await;
        let run = stopped(child, &[Signal::SIGINT]).await;
        assert_eq!(run.code(), Some(130));
    }

    #[tokio::test]
    async fn a_report_that_is_being_read_is_read_to_its_end() {
        let (child, mut reader, mut report) = printing(&Network::healthy().await).await;
        let reading =
            tokio::task::spawn_blocking(move || reader.read_to_end(&mut report).map(|_| report));
        let mut run = stopped(child, &[Signal::SIGINT]).await;
        run.stdout = reading.await.unwrap().unwrap();
        assert_eq!(run.ended_quietly_with(0).report().evidence.ended, Ended::Complete);
    }

    /// The program, at the point where its report does not fit in the pipe, and what was read of
    /// it.
    async fn printing(network: &Network) -> (Child, PipeReader, Vec<u8>) {
        let (mut reader, writer) = std::io::pipe().unwrap();
        // A page, which no report fits in.
        fcntl(&writer, FcntlArg::F_SETPIPE_SZ(4096)).unwrap();
        let mut command = command(network.arguments(&["--format", "json"]));
        command.stdout(writer);
        let child = command.spawn().unwrap();
        drop(command);
        let first = tokio::task::spawn_blocking(move || {
            let mut first = vec![0];
            reader.read_exact(&mut first).map(|()| (reader, first))
        });
        let (reader, first) = first.await.unwrap().unwrap();
        (child, reader, first)
    }

    /// The program, started, once the KMS host and everybody else was asked. What the interruption
    /// meets is a matter of luck; the telephone, which needs no network, is what has to work.
    async fn asking(network: &Network, arguments: &[&str]) -> Child {
        let words = [arguments, &["--require", "phone"]].concat();
        let mut command: Command = command(network.arguments(&words));
        let child = command.spawn().unwrap();
        let all_asked = async {
            // Whoever has its answer from the endpoint hangs up.
            let is_answered =
                || !network.https.heard().is_empty() && network.https.conversations() == 0;
            while !is_answered() || network.kms.addressed() < 2 || network.ntp.heard().is_empty() {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(Duration::from_secs(30), all_asked).await.expect("the program asks everybody");
        // The certificate is judged on another thread by then, which nobody sees from outside.
        sleep(Duration::from_secs(1)).await;
        child
    }

    /// Sends the signals and waits for the end, which must come promptly.
    async fn stopped(child: Child, signals: &[Signal]) -> Run {
        let began = Instant::now();
        let pid = Pid::from_raw(child.id().try_into().unwrap());
        for signal in signals {
            kill(pid, *signal).unwrap();
        }
        let Some(output) = ended_within(PROMPTLY, child).await else {
            panic!("the program does not end on {signals:?}");
        };
        let stderr = String::from_utf8(output.stderr).unwrap();
        Run { status: output.status, stdout: output.stdout, stderr, elapsed: began.elapsed() }
    }

    /// Standard error of a program that is watched by nobody.
    #[tokio::test]
    async fn progress_is_not_shown_where_nobody_looks() {
        let network = slow_kms().await;
        let file = network.file("stderr.txt");
        let mut command = command(network.arguments(&["--deadline", "2s"]));
        command.stderr(File::create(&file).unwrap());
        crate::program::finished(command).await;
        assert_eq!(std::fs::read_to_string(file).unwrap(), "");
    }
}
