//! Domain controllers that mean harm: as [`crate::hostile`].

use std::time::Duration;

use actprobe_probes::evidence::{
    DomainController, FailureKind, Login, NotAsked, NotSent, Observed, Rejection, TrustVerdict,
};

use crate::Reported;
use crate::hostile::{is_fine_online, measured};
use crate::network::{Network, PASSWORD};
use crate::servers::Server;
use crate::servers::directory::{self, Binds, ENTRY, Habit, Inside, Netlogon, Request, told};
use crate::servers::dns::CONTROLLER;
use crate::servers::tcp::Does;
use crate::servers::web::Authority;

/// What is said of a controller of this habit, and what it was asked; within so many limits.
async fn met(habit: Habit, limits: u32) -> (DomainController, Vec<Request>) {
    let controller = directory::start(habit).await;
    let network = Network::healthy().await.with_controller(&controller).await;
    let log_on = network.log_on(&Authority::new());
    let mut arguments = vec!["--format", "json"];
    arguments.extend(log_on.iter().map(String::as_str));
    let run = measured(&network, &arguments, limits).await;
    is_fine_online(&run);
    let mut controllers = run.report().evidence.directory.controllers;
    assert_eq!(controllers.len(), 1, "{}", run.text());
    (controllers.remove(0), controller.heard())
}

fn kind<T>(outcome: &Observed<T>) -> Option<FailureKind> {
    outcome.failure().map(|failure| failure.kind)
}

#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn entries_without_end_are_too_large() {
    let endless = Does::SayForEver(ENTRY.repeat(1000), Duration::ZERO);
    let (controller, _) = met(Habit::ToSearches(endless), 0).await;
    assert_eq!(kind(&controller.root_dse), Some(FailureKind::TooLarge));
}

#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn an_entry_of_10_mb_is_too_large() {
    let entry = [
        &b"\x30\x84\x00\x98\x96\x80\x02\x01\x01\x64\x84\x00\x98\x96\x77"[..],
        &vec![4; 10_000_000],
    ]
    .concat();
    let (controller, _) = met(Habit::ToSearches(Does::Say(entry)), 0).await;
    assert_eq!(kind(&controller.root_dse), Some(FailureKind::TooLarge));
}

#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn a_byte_a_second_of_an_entry_costs_the_limit() {
    let drip = Does::SayForEver(vec![0x30], Duration::from_secs(1));
    let (controller, _) = met(Habit::ToSearches(drip), 1).await;
    assert_eq!(kind(&controller.root_dse), Some(FailureKind::TimedOut));
}

#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn garbage_in_the_place_of_tls_is_told_no_password() {
    for garbage in
        [vec![0xa5; 100_000], vec![0; 100_000], b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()]
    {
        let forever = Does::SayForEver(garbage, Duration::ZERO);
        let (controller, asked) = met(Habit::InPlaceOfTls(forever), 1).await;
        let failure = kind(&controller.login).unwrap();
        assert!(
            matches!(failure, FailureKind::NotThisProtocol | FailureKind::Malformed),
            "{failure:?}"
        );
        assert_eq!(controller.activation_objects.not_asked(), Some(NotAsked::EarlierStepFailed));
        assert!(asked.contains(&Request::StartTls) && !asked.contains(&Request::Bind), "{asked:?}");
    }
}

#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn a_flood_of_answers_to_the_ping_is_not_read_to_its_end() {
    let (controller, _) = met(Habit::FloodsPings, 1).await;
    let failure = controller.ping.failure().unwrap();
    let told = (failure.kind, failure.detail.as_deref());
    // Not the limit ended it.
    assert_eq!(told, (FailureKind::Malformed, Some("nothing but datagrams that are no answer")));
    assert!(controller.root_dse.value().is_some(), "LDAP is asked all the same: {controller:?}");
}

/// What comes of a log-on to the only controller, where DNS names it so, in a site that trusts
/// these certificates.
async fn logged_on(host: &str, habit: Habit, pem: &str, more: &[&str]) -> (Login, Server<Request>) {
    let controller = directory::start(habit).await;
    let network = Network::healthy().await.with_controllers(&[(host, &controller)]).await;
    (login_there(&network, pem, more).await, controller)
}

async fn login_there(network: &Network, pem: &str, more: &[&str]) -> Login {
    let mut logins = logins_there(network, pem, more, 1).await;
    assert_eq!(logins.len(), 1);
    logins.remove(0)
}

/// Of the controllers that were told anything at all, within so many limits.
async fn logins_there(network: &Network, pem: &str, more: &[&str], limits: u32) -> Vec<Login> {
    let log_on = network.log_on_trusting(pem);
    let own = ["--format", "json"].into_iter().chain(log_on.iter().map(String::as_str));
    let arguments: Vec<&str> = own.chain(more.iter().copied()).collect();
    let run = measured(network, &arguments, limits).await;
    is_fine_online(&run);
    let controllers = run.report().evidence.directory.controllers;
    controllers.iter().filter_map(|controller| controller.login.value().cloned()).collect()
}

fn not_sent(why: NotSent) -> Login {
    Login::NotSent { why }
}

fn reason(login: &Login) -> Option<Rejection> {
    match login {
        Login::Rejected { reason, .. } => Some(*reason),
        _ => None,
    }
}

/// A right controller in all but what a test changes: whoever gets the password says that it is
/// wrong.
const RIGHT: Inside = Inside { netlogon: Netlogon::Right, binds: Binds::Rejected("52e") };

/// The control of all tests below, in which the password arrives nowhere.
#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn a_proved_controller_is_told_the_password_once_with_udp_389_open_or_closed() {
    let authority = Authority::new();
    let acceptor = || authority.acceptor(CONTROLLER, 0);
    for habit in [Habit::InTls(acceptor(), RIGHT), Habit::InTlsAlone(acceptor(), RIGHT)] {
        let (login, controller) = logged_on(CONTROLLER, habit, &authority.pem(), &[]).await;
        assert_eq!(reason(&login), Some(Rejection::WrongPassword), "{login:?}");
        assert_eq!(told([&controller], PASSWORD), (1, true));
    }
}

#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn a_record_that_leads_outside_the_domain_or_to_an_address_gets_no_password() {
    let authority = Authority::new();
    for (host, why) in
        [("dc1.evil.test", NotSent::OutsideDomain), ("evil-corp.test", NotSent::OutsideDomain)]
    {
        let habit = Habit::InTls(authority.acceptor(host, 0), RIGHT);
        let (login, controller) = logged_on(host, habit, &authority.pem(), &[]).await;
        assert_eq!((login, told([&controller], PASSWORD)), (not_sent(why), (0, false)), "{host}");
    }
    // The address is known once the controller runs.
    let addresses = (1..255).map(|last| format!("127.0.77.{last}"));
    let acceptor = authority.acceptor_for(addresses.collect());
    let controller = directory::start(Habit::InTls(acceptor, RIGHT)).await;
    let address = controller.at.ip().to_string();
    let network = Network::healthy().await.with_controllers(&[(&address, &controller)]).await;
    let login = login_there(&network, &authority.pem(), &[]).await;
    assert_eq!((login, told([&controller], PASSWORD)), (not_sent(NotSent::Address), (0, false)));
}

#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn a_member_of_the_domain_that_is_no_controller_gets_no_password() {
    let authority = Authority::new();
    for (netlogon, why) in [
        (Netlogon::Nothing, NotSent::NotForThisDomain),
        (Netlogon::OfAnotherDomain, NotSent::OfAnotherDomain),
    ] {
        // Over UDP, whoever forges the record forges the answer as well.
        let habit = Habit::InTls(authority.acceptor(CONTROLLER, 0), Inside { netlogon, ..RIGHT });
        let (login, controller) = logged_on(CONTROLLER, habit, &authority.pem(), &[]).await;
        assert_eq!((login, told([&controller], PASSWORD)), (not_sent(why), (0, false)));
    }
}

#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn a_certificate_for_another_name_gets_no_password_whoever_issued_it() {
    let authority = Authority::new();
    for more in [&[][..], &["--ad-controller", CONTROLLER]] {
        let habit = Habit::InTls(authority.acceptor("web.corp.test", 0), RIGHT);
        let (login, controller) = logged_on(CONTROLLER, habit, &authority.pem(), more).await;
        assert!(
            matches!(login, Login::Untrusted { verdict: TrustVerdict::WrongName, .. }),
            "{login:?}"
        );
        assert_eq!(told([&controller], PASSWORD), (0, false));
    }
}

#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn a_controllers_own_certificate_is_enough_only_where_the_controller_is_named() {
    let (acceptor, pem) = Authority::nobody(CONTROLLER);
    let (login, controller) =
        logged_on(CONTROLLER, Habit::InTls(acceptor.clone(), RIGHT), &pem, &[]).await;
    assert_eq!(
        (login, told([&controller], PASSWORD)),
        (not_sent(NotSent::OwnCertificate), (0, false))
    );

    let named = &["--ad-controller", CONTROLLER];
    let (login, controller) =
        logged_on(CONTROLLER, Habit::InTls(acceptor.clone(), RIGHT), &pem, named).await;
    assert_eq!(reason(&login), Some(Rejection::WrongPassword), "{login:?}");
    assert_eq!(told([&controller], PASSWORD), (1, true));

    // Another server's own certificate is none of its.
    let (_, other) = Authority::nobody(CONTROLLER);
    let (login, controller) =
        logged_on(CONTROLLER, Habit::InTls(acceptor, RIGHT), &other, named).await;
    assert!(matches!(login, Login::Untrusted { .. }), "{login:?}");
    assert_eq!(told([&controller], PASSWORD), (0, false));
}

#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn a_named_controller_is_asked_though_dns_does_not_list_it_and_its_name_is_elsewhere() {
    const BALANCED: &str = "ldap.balanced.test";
    let authority = Authority::new();
    let inside = Inside::right(Binds::Accepted);
    let controller =
        directory::start(Habit::InTlsAlone(authority.acceptor(BALANCED, 0), inside)).await;
    let network = Network::healthy().await.with_address(BALANCED, &controller).await;
    let login = login_there(&network, &authority.pem(), &["--ad-controller", BALANCED]).await;
    assert!(matches!(login, Login::Accepted { .. }), "{login:?}");
    assert_eq!(told([&controller], PASSWORD), (1, true));
}

/// What eight right controllers say that answer binds so, and how many binds came to them.
async fn eight(binds: Binds) -> (Vec<Login>, usize) {
    let authority = Authority::new();
    let hosts: Vec<String> = (1..=8).map(|number| format!("dc{number}.corp.test")).collect();
    let mut controllers = Vec::new();
    for host in &hosts {
        let habit = Habit::InTls(authority.acceptor(host, 0), Inside::right(binds));
        controllers.push(directory::start(habit).await);
    }
    let named: Vec<_> = hosts.iter().map(String::as_str).zip(&controllers).collect();
    let network = Network::healthy().await.with_controllers(&named).await;
    let logins = logins_there(&network, &authority.pem(), &[], 3).await;
    (logins, told(&controllers, PASSWORD).0)
}

#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn one_wrong_password_is_one_failed_log_on_at_eight_controllers() {
    for (data, expected) in [("52e", Rejection::WrongPassword), ("775", Rejection::AccountLocked)] {
        let (logins, binds) = eight(Binds::Rejected(data)).await;
        assert_eq!(binds, 1);
        let rejected: Vec<_> = logins.iter().filter_map(reason).collect();
        assert_eq!(rejected, [expected]);
        assert_eq!(
            logins.iter().filter(|login| **login == not_sent(NotSent::AfterRejection)).count(),
            7
        );
    }
}

#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn a_controller_without_authority_is_no_wrong_password_and_the_next_one_is_asked() {
    let (logins, binds) = eight(Binds::Rejected("51f")).await;
    assert_eq!(binds, 8);
    assert!(logins.iter().all(|login| reason(login) == Some(Rejection::NoAuthority)), "{logins:?}");
}

#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn a_bind_that_is_never_answered_is_the_only_one() {
    let (logins, binds) = eight(Binds::Silent).await;
    assert_eq!(binds, 1);
    assert_eq!(logins, vec![not_sent(NotSent::AfterUnknownOutcome); 7]);
}

#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn all_controllers_are_read_where_the_password_is_right() {
    let (logins, binds) = eight(Binds::Accepted).await;
    assert_eq!(binds, 8);
    assert!(logins.iter().all(|login| matches!(login, Login::Accepted { .. })), "{logins:?}");
}

/// In the memory of the process, as proc(5) shows it; the pages of files that are only mapped are
/// left out.
#[cfg(target_os = "linux")]
fn copies_in(pid: u32, word: &[u8]) -> usize {
    use std::os::unix::fs::FileExt;
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let memory = std::fs::File::open(format!("/proc/{pid}/mem")).unwrap();
    let writable = maps
        .lines()
        .filter(|line| line.split(' ').nth(1).is_some_and(|rights| rights.starts_with("rw")));
    let pieces = writable.filter_map(|line| {
        let (from, to) = line.split(' ').next()?.split_once('-')?;
        let (from, to) = (u64::from_str_radix(from, 16).ok()?, u64::from_str_radix(to, 16).ok()?);
        let mut piece = vec![0; usize::try_from(to - from).ok()?];
        memory.read_exact_at(&mut piece, from).ok()?;
        Some(piece)
    });
    pieces.map(|piece| piece.windows(word.len()).filter(|window| *window == word).count()).sum()
}

/// The bind is sent and hangs: what is needed of the password from here on is the one copy for the
/// other controllers.
#[cfg(target_os = "linux")]
#[tokio::test]
#[ignore = "needs root in a network of its own: bash tests/run.sh harm"]
async fn a_password_stands_once_in_memory_and_every_other_copy_is_overwritten() {
    const LONG: &str = "Zwei-Boxkaempfer-jagen-Viktor-quer-ueber-den-grossen-Sylter-Deich";
    // An allocator writes over the beginning of what it is given back, whatever it held.
    let end = &LONG[32..];
    let in_utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let authority = Authority::new();
    let habit = Habit::InTls(authority.acceptor(CONTROLLER, 0), Inside::right(Binds::Silent));
    let controller = directory::start(habit).await;
    let network = Network::healthy().await.with_controller(&controller).await;
    let log_on = network.log_on(&authority);
    let contents = [
        format!("{LONG}\n").into_bytes(),
        format!("\u{feff}{LONG}\r\nmore").into_bytes(),
        in_utf16(&format!("\u{feff}{LONG}\r\n")),
    ];
    for content in contents {
        std::fs::write(network.file("ad-password-file"), content).unwrap();
        let asked = controller.heard().len();
        let more: Vec<&str> =
            ["--timeout", "20s"].into_iter().chain(log_on.iter().map(String::as_str)).collect();
        let mut child = crate::program::command(network.arguments(&more)).spawn().unwrap();
        while !controller.heard()[asked..].contains(&Request::Bind) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let copies = [end.as_bytes(), &in_utf16(end)].map(|word| copies_in(child.id(), word));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(copies, [1, 0]);
    }
}
