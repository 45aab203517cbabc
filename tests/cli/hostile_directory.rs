//! Domain controllers that mean harm: as [`crate::hostile`].

use std::time::Duration;

use actprobe_probes::evidence::{DomainController, FailureKind, NotAsked, Observed};

use crate::hostile::{is_fine_online, measured};
use crate::network::Network;
use crate::servers::directory::{self, ENTRY, Habit, Request};
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
async fn entries_without_end_are_too_large() {
    let endless = Does::SayForEver(ENTRY.repeat(1000), Duration::ZERO);
    let (controller, _) = met(Habit::ToSearches(endless), 0).await;
    assert_eq!(kind(&controller.root_dse), Some(FailureKind::TooLarge));
}

#[tokio::test]
async fn an_entry_of_10_mb_is_too_large() {
    let entry = [&b"\x30\x84\x00\x98\x96\x80\x02\x01\x01\x64\x84\x00\x98\x96\x77"[..], &vec![4; 10_000_000]].concat();
    let (controller, _) = met(Habit::ToSearches(Does::Say(entry)), 0).await;
    assert_eq!(kind(&controller.root_dse), Some(FailureKind::TooLarge));
}

#[tokio::test]
async fn a_byte_a_second_of_an_entry_costs_the_limit() {
    let drip = Does::SayForEver(vec![0x30], Duration::from_secs(1));
    let (controller, _) = met(Habit::ToSearches(drip), 1).await;
    assert_eq!(kind(&controller.root_dse), Some(FailureKind::TimedOut));
}

#[tokio::test]
async fn garbage_in_the_place_of_tls_is_told_no_password() {
    for garbage in [vec![0xa5; 100_000], vec![0; 100_000], b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()] {
        let forever = Does::SayForEver(garbage, Duration::ZERO);
        let (controller, asked) = met(Habit::InPlaceOfTls(forever), 1).await;
        let failure = kind(&controller.login).unwrap();
        assert!(matches!(failure, FailureKind::NotThisProtocol | FailureKind::Malformed), "{failure:?}");
        assert_eq!(controller.activation_objects.not_asked(), Some(NotAsked::EarlierStepFailed));
        assert!(asked.contains(&Request::StartTls) && !asked.contains(&Request::Bind), "{asked:?}");
    }
}

#[tokio::test]
async fn a_flood_of_answers_to_the_ping_is_not_read_to_its_end() {
    let (controller, _) = met(Habit::FloodsPings, 1).await;
    let failure = controller.ping.failure().unwrap();
    let told = (failure.kind, failure.detail.as_deref());
    // Not the limit ended it.
    assert_eq!(told, (FailureKind::Malformed, Some("nothing but datagrams that are no answer")));
    assert!(controller.root_dse.value().is_some(), "LDAP is asked all the same: {controller:?}");
}
