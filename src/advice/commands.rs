//! How each finding is mended, in commands: one row a finding.

mod adba;
mod avma;
mod code_steps;
mod dns;
mod given;
mod host;
mod how;
mod kms;
mod licence;
mod looks;
mod products;
mod proxy;
mod reach;
mod remedies;
mod windows_tls;

pub use how::{About, How};
pub use remedies::{of_remedy, owner};

use actprobe_probes::evidence::{Cloud, FailureKind, ForcedLevel, KMS_SERVICE};

use crate::verdict::finding::{HostTakesKey, Maybe, PublishEnd, Role, YesNo};
use crate::verdict::{Finding, Owner};

/// How a finding is mended by its owner.
#[expect(clippy::too_many_lines, reason = "one row a finding, and no wildcard")]
pub fn of_finding(finding: &Finding, about: About<'_>) -> How {
    use Finding as F;
    match finding {
        F::NoDnsServer {} => host::set_dns_servers(about),
        F::DnsClientUnreadable { .. } => host::name_dns_servers(about),
        F::NoSuffix {} => host::set_suffix(about),
        F::ClockOff { offset, .. } | F::KmsClockBad { offset, .. } => {
            host::set_clock(about, *offset)
        }
        F::ClockOffOneSource { offset, backed, .. } => {
            host::set_clock_by_one(about, *offset, *backed)
        }
        F::KmsHostClockWrong { .. } => kms::look_at_clock(about),
        F::ClockUnchecked {} => host::name_time_server(about),
        F::ClockUndecided { sources }
        | F::TimeFalsetickers { sources }
        | F::TimeServersSilent { servers: sources } => host::compare_clocks(about, sources),
        F::TimeServersBarred { servers } => host::allow_time_out(about, servers),
        F::KmsClocksApart { off, .. } => host::mend_clocks_apart(about, *off),
        F::KmsClockRefused { keeping, .. } => host::mend_refused_clock(about, *keeping),
        F::CertificateDateByClock { .. } | F::CertificateNotYetValid { .. } => {
            host::look_at_time_service(about)
        }
        F::SystemResolverDiffers { rule, .. } => host::mend_resolver(about, rule.0.is_some()),

        F::DnsSilent { .. } | F::DnsSilentOverUdp { .. } | F::DnsRefuses { .. } => {
            dns::ask_server(about)
        }
        F::DnsPortClosed {} | F::DnsClosedOverUdp {} => dns::look_at_service(about),
        F::DnsServerFails { .. } => dns::look_at_zone(about),
        F::DnsUnreachable { how, .. } => host::trace_unreachable(about, *how),
        F::DnsServersDiffer { name, first, others, .. } => {
            dns::compare_zones(about, name, first.0.as_deref(), others)
        }
        F::SrvUnanswered { names, .. } => dns::ask_again(about, names),
        F::SrvAskedOfGateway { vpn: Maybe(Some(_)), .. }
        | F::SrvMissedByService { vpn: Maybe(Some(_)), .. } => dns::ask_once_connected(about),
        F::SrvMissedByService { suffixes, servers, .. } => {
            dns::ask_where_it_looks(about, suffixes, servers)
        }
        F::SrvUndiscovered {} => kms::ask_in_own_domain(about),
        F::SrvNotServed { names, zone_server, .. } => {
            dns::ask_server_of_zone(about, names, zone_server.0.as_deref())
        }
        F::SrvAliasBroken { ends, .. } => dns::mend_alias(about, ends.first()),
        F::NameAliasBroken { end, .. } => dns::mend_alias(about, Some(end)),
        F::SrvNeedsTcp { names, .. } => dns::ask_over_tcp(about, names),
        F::ControllerDomainUnknown { one_label: YesNo(true), .. } => adba::ask_by_dns_name(about),
        F::SrvDomainUnknown { .. }
        | F::SrvOutsideUnknownZones { .. }
        | F::SrvAskedOfPublic { .. }
        | F::DnsOfThisHostDown {}
        | F::SrvAskedOfGateway { .. } => host::point_to_own_servers(about),
        F::DnsServerOfAnotherSite { servers, domain, .. } => {
            host::take_other_out(about, servers.first(), domain)
        }
        F::SrvHiddenByFirstServer { stranger: YesNo(true), name, behind, .. } => {
            host::point_to_server(about, name, behind)
        }
        F::ControllerDomainUnknown { .. }
        | F::ControllerAskedOfPublic { .. }
        | F::ControllerHiddenByFirstServer { stranger: YesNo(true), .. } => {
            host::point_to_servers_of_directory(about)
        }
        F::ControllerHiddenByFirstServer { stranger: YesNo(false), name, first, .. } => {
            adba::mend_first_server(about, name, first)
        }
        F::SrvTargetIsAlias { .. }
        | F::SrvTargetIsAddress { .. }
        | F::SrvTargetHasZoneTwice { .. }
        | F::SrvPortZero { .. }
        | F::SrvPortWrong { .. }
        | F::SrvDuplicate { .. } => dns::mend_records(about),
        F::SrvHiddenByFirstServer { stranger: YesNo(false), name, first, .. } => {
            dns::mend_first_server(about, name, first)
        }
        F::SrvPastLookupDomain { .. } | F::SrvLookupDomainEmpty { .. } => {
            kms::look_in_own_domains(about)
        }
        F::SrvLookupDomainNotAsked { domain } => dns::ask_in_domain(about, domain),
        F::SrvInDirectoryDomainAlone { name, .. } | F::SrvOutsideSearched { name, .. } => {
            kms::look_in_domain(about, name)
        }
        F::SrvUnfoundElsewhere { domain, .. } => {
            kms::look_in_domain(about, &format!("{KMS_SERVICE}.{domain}"))
        }

        F::SrvAskedWithoutDomain {} => dns::ask_with_domain(about),
        F::SrvNameNotFound { .. }
        | F::SrvNoData { .. }
        | F::SrvNotOffered { .. }
        | F::KmsHostNotPublishing {}
        | F::OtherKmsHostNotPublishing { .. }
        | F::ExpectedHostUnpublished { .. } => kms::publish(about),
        F::KmsHostPublishesInVain { zones } => dns::take_record(about, zones),
        F::KmsHostPublishFailed { why: PublishEnd::NoServer, .. }
            if about.owner == Owner::HostAdmin =>
        {
            host::set_dns_servers(about).then(kms::restart_service(about))
        }
        F::KmsHostPublishFailed { why: PublishEnd::NoServer, .. } => kms::restart_service(about),
        F::KmsHostPublishFailed { zone, .. } => dns::take_record(about, zone.0.as_slice()),
        F::SrvOutsideOwnZones { .. } => kms::publish_in_zone(about),
        F::ExpectedHostOtherPort { .. }
        | F::SrvPortOfAnother { .. }
        | F::KmsCountLow { .. }
        | F::KmsHostRefusedAnother { .. } => kms::look_at_host(about),
        F::KmsHostRuleOff {} => kms::let_clients_in(about),
        F::KmsHostListensElsewhere { published, .. } => kms::listen_as_published(about, published),
        F::KmsHostListensBehind { rule: YesNo(true), .. } => kms::look_behind_port(about),
        F::KmsHostNotListening { .. } => kms::start_listening(about),
        F::KmsHostServiceStopped { .. } => kms::start_service(about),
        F::KmsHostServiceDisabled { .. } => kms::enable_service(about),
        F::PublisherUnexpected {} => kms::stop_publisher(about),
        F::ForcedHostDead { level: ForcedLevel::Global, wrong: YesNo(false), .. } => {
            kms::look_as_found(about)
        }
        F::ForcedHostDead { level: ForcedLevel::Global, lone: YesNo(true), .. }
        | F::ShortNameNotFound { .. } => kms::set_whole_name(about),
        F::ForcedHostDead { level, .. }
        | F::ForcedHostIsItself { level, .. }
        | F::ForcedPortOfAnother { level, .. }
        | F::ForcedForeignCloud { level, .. } => kms::drop_setting(about, *level),
        F::ForcedHostOfStranger { level, .. } => kms::leave_stranger(about, *level),
        F::ForcedCloudInVain { host, cloud, .. } => kms::look_where_it_runs(about, host, *cloud),
        F::ForcedPortNotThatTested { host, level, port, open, .. } => {
            kms::test_port(about, host, *port).then(kms::correct_port(about, host, *level, *open))
        }
        F::ForcedHostNotThatTested { host, .. } => kms::test_host(about, host),
        F::ForcedPortWrong { host, level, listens, .. } => {
            kms::correct_port(about, host, *level, *listens)
        }
        F::ForcedForSomeProduct { .. } => kms::compare_product(about),
        F::KmsNotAllowed { .. } => kms::allow_every_way(about),
        F::BindNoSuchInterface { .. }
        | F::BindSyntaxRejected {}
        | F::BindNak { .. }
        | F::BindGarbled { .. } => kms_or_port(about),
        F::BindSilent { .. } | F::BindClosed {} | F::BindReset {} | F::BindOtherProtocol { .. } => {
            kms::look_behind_port(about)
        }
        F::BindNoRoom {} | F::BindFault { .. } | F::BindBrokenOff { .. } => {
            kms::restart_service(about)
        }
        F::KmsHostKeyFits { .. } => kms::look_who_answers(about),
        F::KmsHostKeyOlder { takes: HostTakesKey::No, .. } => kms::install_on_newer_host(),
        F::KmsHostTooOld { .. } | F::KmsHostKeyOlder { .. } | F::KmsNotEnabled { .. } => {
            kms::install_host_key(about)
        }
        F::KmsHostNotActivated { .. } | F::KmsHostCapturedNotActivated { .. } => {
            kms::activate_host(about)
        }
        F::KmsRequestFailed { .. } | F::KmsRequestUnanswered { .. } => kms::try_again(about),
        F::CmidShared { rearms, .. } | F::CmidPerhapsShared { rearms, .. } => {
            kms::rearm(about, *rearms)
        }

        F::NameNotFound { role, .. } => reach::name_not_found(about, *role),
        F::NameHasNoAddress { role, .. } => reach::name_has_no_address(about, *role),
        F::NameDeniedBesideOthers { .. } | F::AddressOfOneLink { .. } => dns::mend_name(about),
        F::NameKnownToOthers { role, stranger: YesNo(true), .. } if *role != Role::Endpoint => {
            host::take_stranger_out(about)
        }
        F::NameKnownToOthers { server, others, family, .. } => {
            dns::ask_both(about, server.0.as_deref(), others, family.0)
        }
        F::NameAddressesKeptBack { .. } => dns::ask_zone(about),
        F::NameServerFails { server, others, inside, .. } => {
            reach::name_server_fails(about, server.0.iter().chain(others), *inside)
        }
        F::NameFailsBesideOthers { server, others, .. } => {
            dns::ask_without_validation(about, server, others)
        }
        F::NameLeadsNowhere { role, by, .. } => reach::name_leads_nowhere(about, *by, *role),
        F::NameLeadsElsewhere { address, .. } => dns::compare_names(about, address),
        F::NameDiffersFromDns { .. } | F::NameFromHostsFile { .. } => host::edit_hosts_file(about),
        F::NameUnanswered { .. } | F::NameUntold { .. } => reach::name_unanswered(about),
        F::FamilyMismatch { host, .. } => reach::family_missing(about, *host),
        F::PortSilent { .. }
        | F::PortClosedHostUp { .. }
        | F::KmsHostListensBehind { rule: YesNo(false), .. } => reach::port_silent(about),
        F::PortRefused { role } | F::PortRefusedHere { role } => reach::port_refused(about, *role),
        F::PortRejectedByHost { .. } => reach::port_rejected(about),
        F::PortUnreachable { what: FailureKind::NetUnreachable, .. }
        | F::PortDeadBesideLive { how: FailureKind::NetUnreachable, .. }
        | F::PortUnreachableUntold { .. }
        | F::RoutingLoop { .. } => reach::follow(about),
        F::BlockedLocally { .. }
        | F::PortDeadBesideLive { how: FailureKind::BlockedLocally, .. } => host::allow_out(about),
        F::KmsOfCloudUnreached { cloud: Cloud::Azure, here: YesNo(true), .. } => {
            reach::lead_out_of_azure(about)
        }
        F::PortDeadBesideLive { .. }
        | F::PortSilentAsTold { .. }
        | F::SilentBesideOthers { .. }
        | F::PortRefusedByRouter { .. }
        | F::PortProhibited { .. }
        | F::PortReset { .. }
        | F::PortOtherFailure { .. }
        | F::PortUntold { .. }
        | F::KmsOfCloudUnreached { .. }
        | F::SrvCloudInVain { .. }
        | F::NameOrPortUntold { .. }
        | F::PortOpensForSome { .. }
        | F::PortOpensElsewhere { .. }
        | F::PortOpensAtTimes {}
        | F::HostAbsent { .. }
        | F::PortUnreachable { .. }
        | F::UnreachableBesideReached { .. } => reach::try_port(about),
        F::RouteByForeignGateway { to, mask, gateway, link, also, .. } => {
            host::replace_routes(about, (to.as_str(), also), [mask, gateway], link.0)
        }
        F::LinkLocalUnreached { address } => host::route_to_link_local(about, address),
        F::GatewayAbsent { .. } | F::NoRoute { .. } => host::mend_route(about),
        F::ServiceRuleMissing { .. } | F::ServiceRuleForbids { .. } => host::allow_service(about),
        F::CloudKmsUntold { host, port } => kms::name_this_host(about, host, *port),
        F::MultiSyntaxStopped { .. }
        | F::AnswersByTurns { .. }
        | F::SomeTriesCut { role: Role::Kms | Role::NamedKms | Role::CloudKms, .. }
        | F::MultiSyntaxUnconnected { .. } => How::nothing().proved_by([looks::kms(about.known)]),
        F::FullPacketsLost { .. } | F::FullPacketsUntold { .. } => reach::full_packets(about),

        F::ProxyUnreadable { .. } | F::ProxyUntold {} => proxy::hand_over(about),
        F::ProxyPartlyUnderstood { .. }
        | F::ProxyScript { .. }
        | F::ProxySpeaksTls {}
        | F::ProxySpeaksSocks {}
        | F::ProxyKnowsNoTunnel { .. }
        | F::ProxyNotHttp {} => proxy::mend(about),
        F::ProxyBypassed { .. } | F::ProxyNotForScheme { .. } => proxy::lead_there(about),
        F::ProxyForUserOnly { servers, .. } => proxy::import(about, !servers.is_empty()),
        F::ProxyOpenUnused { .. } => proxy::set(about),
        F::ProxySettingsDiffer { .. } => proxy::compare(about),
        F::ProxyAsksPassword { .. } | F::ProxyDenies { .. } => proxy::admit(about),
        F::ProxyCannotReach { .. } => proxy::look_from_it(about),
        F::ProxyUnexpectedStatus { .. } | F::ProxySilent { .. } | F::ProxyHangsUp { .. } => {
            proxy::look_at_answer(about)
        }
        F::TlsAlerted { .. }
        | F::TlsIncompatible { .. }
        | F::TlsUntrustedByTool { .. }
        | F::TlsGarbled { .. }
        | F::CertificateInspectedTrusted { .. }
        | F::HttpOfFilter { .. }
        | F::CertificateInspected { .. }
        | F::CertificateSiteRootMissing { .. } => proxy::exempt(about),
        F::TlsUntrustedByWindows { why, .. } => host::look_at_issuer(about, *why),
        F::CertificateRootMissing { .. } => host::update_roots(about),
        F::CertificateUnconfirmed { .. } => host::look_at_roots(about),
        F::LicensingServiceDisabled {} => host::enable_service(about),
        F::Tls12SwitchedOff {} => windows_tls::switch_on(about),
        F::Tls12NotOffered { offered, .. } => windows_tls::offer(about, offered.0),
        F::Tls12OnDemand { .. } => windows_tls::use_by_default(about),
        F::CertificateOtherNames { .. } => proxy::look_at_name(about),
        F::NamesAtOneAddress { .. } => proxy::which_network(about),
        F::CaptivePortal { .. } => proxy::look_at_portal(about),
        F::TlsSilent { through, others: YesNo(false), .. } => {
            proxy::ping_both_lengths(about, through.0.as_deref())
        }
        F::TlsSilent { .. }
        | F::TlsSilentOnNarrowWay { .. }
        | F::TlsCutOff { .. }
        | F::TlsNotSpoken { .. }
        | F::CertificateExpired { .. }
        | F::CertificateRootExpired { .. }
        | F::CertificateRevoked { .. }
        | F::CertificateUndecided { .. }
        | F::HttpUnexpectedStatus { .. }
        | F::HttpOfAnother { .. }
        | F::HttpSilent { .. }
        | F::HttpCutOff { .. }
        | F::SomeTriesCut { role: Role::Proxy | Role::Endpoint, .. }
        | F::ProxyFailsByTurns { .. }
        | F::HttpNotSpoken { .. } => proxy::look_between(about),

        F::AdbaKeyOther { .. } => adba::install_client_key(about),
        F::AdbaConfined { .. } => adba::allow_every_way(about),
        F::ControllerRecordMissing { .. } => adba::register_records(about),
        F::ControllerUnanswered { names, failing, .. } => {
            adba::ask_again(about, names, failing.first())
        }
        F::PingUnanswered { how: FailureKind::BlockedLocally, .. }
        | F::PingUnansweredAtOne { how: FailureKind::BlockedLocally, .. } => {
            host::allow_ping_out(about)
        }
        F::PingUnanswered { .. } | F::PingUnansweredAtOne { .. } => adba::look_at_ping(about),
        F::PingOfOtherDomain {}
        | F::PingNamesOtherDomain { .. }
        | F::ControllerNotLocated { .. } => adba::locate_again(about),
        F::MemberRefused { .. } => adba::verify_membership(about),
        F::PingPaused {} => adba::resume_netlogon(about),
        F::LdapUnanswered { .. } | F::SomeTriesCut { role: Role::Controller, .. } => {
            adba::diagnose(about)
        }
        F::LdapRefuses { .. } => adba::look_at_services(about),
        F::ControllerNotSynchronized {} | F::ObjectsNotReplicated { .. } => {
            adba::look_at_replication(about)
        }
        F::KerberosClockBad { wrong, .. } => adba::set_clock(about, *wrong),
        F::KerberosClockUnknown {} => adba::compare_clocks(about),
        F::ObjectsNoCredentials {} => adba::read_as_user(about, "", &[]),
        F::ObjectsServerUntrusted { why, .. } => adba::read_past_distrust(about, *why),
        F::ObjectsNotSent { why, .. } => adba::read_after_proof(about, *why),
        F::ObjectsNoAuthority { .. } => adba::look_at_channel(about),
        F::ObjectsHidden {} => adba::compare_rights_of_container(),
        F::ObjectsPlaceUnseen {} => adba::compare_rights_of_services(),
        F::SchemaTooOld { .. } => adba::extend_schema(),
        F::SchemaUncertain { .. } => adba::look_at_schema(),
        F::ContainerMissing {} | F::ObjectsMissing {} => adba::make_object(about),
        F::ObjectsOfOffice { .. } | F::ObjectsOlder { .. } | F::AdbaRefused { .. } => {
            adba::list_objects(about)
        }
        F::AdbaNotRenewed { .. }
        | F::AdbaActivationLost { .. }
        | F::AdbaActivationFailed { .. } => adba::try_again(about),

        F::AvmaHostNotDatacenter { .. } | F::AvmaHostTooOld { .. }
            if about.owner == Owner::HyperVAdmin =>
        {
            avma::look_at_host(about)
        }
        F::AvmaCloud { .. }
        | F::AvmaAzureHost { .. }
        | F::AvmaOtherHypervisor { .. }
        | F::AvmaNotHyperV { .. }
        | F::AvmaRootPartition {}
        | F::AvmaClientWindows { .. }
        | F::AvmaHostNotDatacenter { .. }
        | F::AvmaHostTooOld { .. }
        | F::AvmaGuestTooOld { .. } => avma::take_client_key(about),
        F::AvmaGroundUnsure { .. } => avma::list_machines(),
        F::AvmaOtherWay { .. } | F::AvmaKeyOther { .. } | F::AvmaKeyOfCloudImage { .. } => {
            avma::install_avma_key(about)
        }
        F::AvmaDataExchangeOff {} => avma::turn_on_data_exchange(about),
        F::AvmaDataExchangeDisabled {} | F::AvmaDataExchangeStopped {} => {
            avma::enable_guest_service(about)
        }
        F::AvmaDataExchangeUnread {} => avma::look_at_values(about),
        F::AvmaHostEvaluation { .. } => avma::look_at_host_licence(),
        F::AvmaHostAzureLocal { .. } => avma::look_at_azure_local(),
        F::AvmaHostEditionUnknown { .. } | F::AvmaReleaseUnknown { .. } => {
            avma::look_at_host_system()
        }
        F::AvmaGuestEvaluation { target, key, .. } => {
            avma::convert_evaluation(about, target, key.0.as_deref())
        }
        F::AvmaGuestEditionWithoutKey { .. } | F::AvmaGuestEditionUnread {} => {
            licence::look_at_edition(about)
        }
        F::AvmaHostIdle { .. } => avma::activate_host(about),
        F::AvmaHostRefuses { why, .. } => avma::after_refusal(about, *why),

        F::KeyUnknown {} => licence::capture(about),
        F::KeyOfOtherChannel { .. } => licence::install_setup_key(about),
        F::EditionEvaluation { refused: Maybe(Some(_)), .. } => licence::look_at_role(about),
        F::EditionEvaluation { controller: YesNo(true), .. } => licence::look_at_controllers(about),
        F::EditionEvaluation { edition, setup_key, own_key, .. } => {
            let setup_key = setup_key.0.as_deref().filter(|_| *own_key == YesNo(false));
            licence::convert_evaluation(about, edition.0.as_deref(), setup_key)
        }
        F::EditionNotOfKey { .. } => licence::compare_edition(about),
        F::KeyRefused { .. } | F::SrvMissedInWorkgroup { .. } => licence::install_own_key(about),
        F::OemKeyMissing { empty, .. } => licence::activate_by_firmware(about, *empty),

        // Of a used-up key, remedies of their own say how: more activations, and offline.
        F::KeyUsedUp { .. }
        | F::DnsServersConfigured { .. }
        | F::SuffixesKnown { .. }
        | F::ClockAgrees { .. }
        | F::TimeSourcesAgree { .. }
        | F::TimeServersAnswer {}
        | F::TimeServiceFree { .. }
        | F::ClockNotSet { .. }
        | F::DnsAnswers {}
        | F::DnsGarbled {}
        | F::DnsAnswersSome { .. }
        | F::DnsUnfinished { .. }
        | F::DnsServersSame {}
        | F::KmsForced {}
        | F::KmsForcedByHost {}
        | F::ForcedHostAnswers { .. }
        | F::RememberedHostDead { .. }
        | F::KmsHostRuleOn {}
        | F::SystemResolverAgrees {}
        | F::SrvPublished { .. }
        | F::KmsHostAsked { .. }
        | F::KmsSeenServing { .. }
        | F::KmsNotNeeded { .. }
        | F::KmsOfCloud {}
        | F::SrvNotAsked {}
        | F::SrvInOwnZone { .. }
        | F::PublishersExpected {}
        | F::ExpectedHostPublished {}
        | F::NameResolves { .. }
        | F::PortOpen { .. }
        | F::FamilyUnused { .. }
        | F::StepUnfinished { .. }
        | F::BindAccepted { .. }
        | F::MultiSyntaxPasses {}
        | F::FullPacketsPass {}
        | F::KmsClockGood { .. }
        | F::KmsClockUnknown { .. }
        | F::ProxyDirect { .. }
        | F::ProxyConfigured { .. }
        | F::ProxyOfOtherKind { .. }
        | F::ProxySettingsSame {}
        | F::ProxyAdmits {}
        | F::TlsCompleted { .. }
        | F::CertificateInDate { .. }
        | F::CertificateNamesHost {}
        | F::CertificateGenuine { .. }
        | F::HttpAnswered { .. }
        | F::EndpointsAnswer { .. }
        | F::KmsHostPublished { .. }
        | F::Tls12Offered {}
        | F::LicensingServiceStarts {}
        | F::Tls12SettingUnread { .. }
        | F::EndpointsNotAsked {}
        | F::DirectoryUnknown { .. }
        | F::DirectoryNotFound { .. }
        | F::DirectoryDomainUnknown { .. }
        | F::DirectoryUnconfirmed { .. }
        | F::DirectoryNotAsked {}
        | F::DirectoryKnown { .. }
        | F::AdbaClientTooOld { .. }
        | F::AdbaClientNewEnough { .. }
        | F::AdbaKeyFits {}
        | F::ControllersLocated { .. }
        | F::ControllersLocatedByWindows { .. }
        | F::ControllerUnpublished {}
        | F::ControllerUnheard {}
        | F::ControllerOfOtherSite { .. }
        | F::PingAnswered { .. }
        | F::LdapAnswers {}
        | F::KerberosClockGood { .. }
        | F::ObjectsBadCredentials { .. }
        | F::ObjectsNoTls { .. }
        | F::ObjectsRefused { .. }
        | F::ObjectsUnread { .. }
        | F::ObjectsRead {}
        | F::SchemaReady { .. }
        | F::ContainerExists {}
        | F::ObjectsPublished { .. }
        | F::ObjectsReplicated { .. }
        | F::ObjectsFit { .. }
        | F::FallbackHidesCause { .. }
        | F::AdbaActivated { .. }
        | F::AdbaActivatedOn { .. }
        | F::AdbaReady { .. }
        | F::AvmaNobodyLooked {}
        | F::AvmaHyperVGuest { .. }
        | F::AvmaNoWindows { .. }
        | F::AvmaDataExchangeOn {}
        | F::AvmaHostDatacenter { .. }
        | F::AvmaReleaseFits { .. }
        | F::AvmaGuestEditionFits { .. }
        | F::AvmaKeyInstalled { .. }
        | F::AvmaKeyUnseen { .. }
        | F::AvmaActivated { .. }
        | F::AvmaPossible { .. }
        | F::AvmaHostChanged { .. }
        | F::AvmaHostStateUnseen { .. }
        | F::AvmaHostNested { .. }
        | F::LicenceState { .. }
        | F::KeyFits { .. }
        | F::KeyOfAddOn { .. }
        | F::KeyNotOnline { .. }
        | F::KeyNotByPhone { .. }
        | F::EditionFull { .. }
        | F::EditionOfKey { .. }
        | F::CmidsDiffer {}
        | F::KmsCountReached { .. }
        | F::KmsRequestAnswered { .. }
        | F::KeyAccepted {}
        | F::PhoneNeedsNoNetwork {}
        | F::AdbaKerberosUnasked {}
        | F::AdbaMachineAccountUnseen {}
        | F::AdbaKeyUnseen {}
        | F::AvmaHostLogUnattributed { .. }
        | F::CloudKmsOnceTold { .. }
        | F::KmsOfAzureEgressUnseen { .. }
        | F::KmsOfGoogleTermsUnseen { .. }
        | F::KmsHostLowPriority {}
        | F::AzureEditionElsewhere { .. }
        | F::AdbaGenerationUnseen { .. }
        | F::AdbaBeforeKms {}
        | F::ControllersLeftOut { .. }
        | F::KmsHostStateUnseen {}
        | F::ServiceRuleUnseen {}
        | F::ServiceRuleAllows { .. }
        | F::NameRuleElsewhere { .. }
        | F::HostFactsFromFile { .. }
        | F::HostFactsCutShort { .. }
        | F::HostFactsNotRead { .. }
        | F::KeyStateUnseen {}
        | F::WindowsTrustUnseen {}
        | F::AnswersSeenByInspection { .. }
        | F::TransparentProxySeen { .. }
        | F::QuestionsUnanswered { .. }
        | F::PhoneNeedsKey {}
        | F::PhoneEditionExcluded { .. }
        | F::CapturesAlone {}
        | F::FromCaptures { .. }
        | F::CapturesUnknown { .. }
        | F::CapturesCut { .. }
        | F::CapturesSetAside { .. }
        | F::CapturesAlike { .. }
        | F::CapturesUnused { .. }
        | F::CapturesOfIds { .. }
        | F::CapturesOfOthers { .. }
        | F::ClockOneSource { .. }
        | F::TargetsLeftOut { .. }
        | F::KmsMachineKnownOtherwise { .. }
        | F::WayLosesPackets { .. }
        | F::WayFellSilent { .. }
        | F::RunCutShort {}
        | F::ProbesLeftOut { .. }
        | F::WindowsNewerThanLists { .. } => How::nothing(),
    }
}

/// Something else than a KMS host answers there.
fn kms_or_port(about: About<'_>) -> How {
    if about.owner == Owner::KmsAdmin {
        kms::look_at_host(about)
    } else {
        How::nothing().proved_by([looks::kms(about.known)])
    }
}
