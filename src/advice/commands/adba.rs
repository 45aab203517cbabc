//! Active Directory.

use actprobe_probes::evidence::NotSent;

use super::given::Given;
use super::how::{About, How, first};
use super::{host, kms, licence, looks};
use crate::advice::command::{Command, Machine};
use crate::advice::placeholder::Placeholder;
use crate::advice::slmgr::{Slmgr, Tools};
use crate::advice::word::Word;
use crate::verdict::finding::{Distrust, WrongClock};

const DC: Machine = Machine::DomainController;

/// The key is of another channel.
pub fn install_client_key(about: About<'_>) -> How {
    licence::install_setup_key(about)
}

/// Settings confine the host to another way.
pub fn allow_every_way(about: About<'_>) -> How {
    let How { commands, .. } = kms::allow_every_way(about);
    How::by(commands).proved_by([looks::adba(about.known)])
}

/// No controller is published.
pub fn register_records(about: About<'_>) -> How {
    let known = about.known;
    let register = Command::windows(DC, "nltest /dsregdns", &[]).elevated();
    let commands = if DC.is_of(about.owner) { vec![register] } else { Vec::new() };
    How::by(commands).proved_by([locate(about), looks::adba(known)])
}

/// The server that is asked first lacks the records that another has: is the zone there, and as
/// the other has it?
pub fn mend_first_server(about: About<'_>, name: &str, first: &str) -> How {
    let known = about.known;
    let server = Word::of(Some(first), Placeholder::DnsServer);
    let name = Word::of(Some(name), Placeholder::RecordName);
    let zones = "Get-DnsServerZone -ComputerName {}";
    let zones = Command::powershell(Machine::DnsServer, zones, &[&server]);
    How::by([zones]).proved_by([looks::srv_of_server(known, &name, &server), looks::adba(known)])
}

fn locate(about: About<'_>) -> Command {
    let known = about.known;
    let domain = known.directory_domain();
    if known.is_windows() {
        Command::windows(Machine::ThisHost, "nltest /dsgetdc:{} /force", &[&domain])
    } else {
        let pattern = "dig +short SRV _ldap._tcp.dc._msdcs.{}";
        Command::shell(Machine::ThisHost, pattern, &[&domain])
    }
}

/// A member finds no controller.
pub fn locate_again(about: About<'_>) -> How {
    about.by_looking([locate(about)]).proved_by([looks::adba(about.known)])
}

/// The domain does not take the host for its member.
pub fn verify_membership(about: About<'_>) -> How {
    let domain = about.known.directory_domain();
    let verify = Command::windows(Machine::ThisHost, "nltest /sc_verify:{}", &[&domain]);
    about.by_looking([verify.elevated()]).proved_by([looks::adba(about.known)])
}

/// Nobody answers for the locator's name.
pub fn ask_again(about: About<'_>, names: &[String], failing: Option<&String>) -> How {
    let known = about.known;
    let delegated = failing.map(|server| {
        let server = Word::of(Some(server), Placeholder::DnsServer);
        looks::delegation(known, "_msdcs", &known.directory_domain(), &server)
    });
    let again = looks::srv(known, &first(names, Placeholder::RecordName));
    about.by_looking(delegated.into_iter().chain([again]))
}

/// The ping is unanswered: does the controller's own firewall let it in? The rule that Windows
/// brings along, by its name, which is not translated.
pub fn look_at_ping(about: About<'_>) -> How {
    let rule = "Get-NetFirewallRule -Name ADDS-LDAP-UDP-In | Select-Object Enabled, Profile";
    let rule = DC.is_of(about.owner).then(|| Command::powershell(DC, rule, &[]));
    let How { commands, checks } = locate_again(about);
    How::by(rule.into_iter().chain(commands)).proved_by(checks)
}

/// A member knows the DNS name of its domain.
pub fn ask_by_dns_name(about: About<'_>) -> How {
    let known = about.known;
    let looks = known.is_windows().then(|| {
        let line = "(Get-WmiObject Win32_ComputerSystem).Domain";
        Command::powershell(Machine::ThisHost, line, &[])
    });
    let domain = Word::missing(Placeholder::Domain);
    let given = Given::of_all(known).and(" --ad-domain {}", &[&domain]);
    How::by(looks).proved_by([given.ask(known, "--only adba")])
}

/// A controller that is gone.
pub fn clean_up_controller(about: About<'_>) -> How {
    let known = about.known;
    let list = "nltest /dclist:{}";
    let list = Command::windows(DC, list, &[&known.directory_domain()]);
    let commands = if DC.is_of(about.owner) { vec![list] } else { Vec::new() };
    How::by(commands).proved_by([locate(about)])
}

/// A service of the controller.
pub fn look_at_services(about: About<'_>) -> How {
    let test = Command::windows(DC, "dcdiag /s:{} /test:Services", &[&about.host()]);
    How::by([test]).proved_by([looks::adba(about.known)])
}

/// Its Netlogon service is paused.
pub fn resume_netlogon(about: About<'_>) -> How {
    How::by([Command::windows(DC, "net continue netlogon", &[]).elevated()])
        .proved_by([locate(about)])
}

/// The directory service is not in order.
pub fn diagnose(about: About<'_>) -> How {
    let test = Command::windows(DC, "dcdiag /s:{}", &[&about.host()]);
    How::by([test]).proved_by([looks::adba(about.known)])
}

/// It lags behind.
pub fn look_at_replication(about: About<'_>) -> How {
    let show = Command::windows(DC, "repadmin /showrepl {}", &[&about.host()]);
    How::by([show]).proved_by([looks::adba(about.known)])
}

/// The clocks are too far apart for Kerberos.
pub fn set_clock(about: About<'_>, wrong: WrongClock) -> How {
    let known = about.known;
    let resync = |machine| Command::windows(machine, "w32tm /resync /rediscover", &[]).elevated();
    match wrong {
        WrongClock::Controller => How::by([
            Command::windows(DC, "w32tm /query /source /computer:{}", &[&about.host()]),
            resync(DC),
        ])
        .proved_by([looks::adba(known)]),
        WrongClock::Host | WrongClock::Unknown if known.is_windows() => {
            about.by_looking(host::follow(known)).proved_by([looks::adba(known)])
        }
        WrongClock::Host | WrongClock::Unknown => {
            about.by_looking([looks::other_clock(known, &about.host())])
        }
    }
}

/// What the controller does not tell.
pub fn compare_clocks(about: About<'_>) -> How {
    about.by_looking([looks::other_clock(about.known, &about.host())])
}

/// Read with a user's credentials.
pub fn read_as_user(about: About<'_>, more: &str, words: &[Placeholder]) -> How {
    let credentials = [Placeholder::User, Placeholder::PasswordFile];
    let words: Vec<Word> =
        credentials.iter().chain(words).map(|word| Word::missing(*word)).collect();
    let words: Vec<&Word> = words.iter().collect();
    let known = about.known;
    let options = format!(" --ad-user {{}} --ad-password-file {{}}{more}");
    let given = Given::of_all(known);
    let domain = known.named_domain().filter(|_| !more.contains("--ad-domain"));
    let given = domain.iter().fold(given, |given, it| given.and(" --ad-domain {}", &[it]));
    about.by_looking([given.and(&options, &words).ask(known, "--only adba")])
}

/// The server's certificate is not accepted.
pub fn read_past_distrust(about: About<'_>, why: Distrust) -> How {
    match why {
        Distrust::WrongName => {
            read_as_user(about, " --ad-controller {}", &[Placeholder::Controller])
        }
        Distrust::Trusted
        | Distrust::RevocationUnknown
        | Distrust::UnknownIssuer
        | Distrust::Expired
        | Distrust::NotYetValid
        | Distrust::Revoked
        | Distrust::Unavailable
        | Distrust::Other => read_as_user(about, " --ad-ca {}", &[Placeholder::CaFile]),
    }
}

/// Nobody was identified to a server that may be anybody.
pub fn read_after_proof(about: About<'_>, why: NotSent) -> How {
    match why {
        NotSent::OutsideDomain | NotSent::Address => {
            read_as_user(about, " --ad-controller {}", &[Placeholder::Controller])
        }
        NotSent::OwnCertificate => read_as_user(
            about,
            " --ad-ca {} --ad-controller {}",
            &[Placeholder::CaFile, Placeholder::Controller],
        ),
        NotSent::DomainFromFile => read_as_user(about, " --ad-domain {}", &[Placeholder::Domain]),
        NotSent::NotForThisDomain
        | NotSent::OfAnotherDomain
        | NotSent::Unconfirmed
        | NotSent::AfterRejection
        | NotSent::AfterUnknownOutcome
        | NotSent::Unprotected
        | NotSent::OtherAddress => read_as_user(about, "", &[]),
    }
}

/// The controller reaches nobody who knows the user.
pub fn look_at_channel(about: About<'_>) -> How {
    let domain = about.known.directory_domain();
    How::by([Command::windows(DC, "nltest /sc_query:{}", &[&domain]).elevated()])
}

/// An account may not look into the container.
pub fn compare_rights_of_container() -> How {
    let forest = Word::missing(Placeholder::ForestName);
    let pattern =
        r#"dsacls "CN=Activation Objects,CN=Microsoft SPP,CN=Services,CN=Configuration,{}""#;
    How::by([Command::windows(DC, pattern, &[&forest])])
}

/// Nor into what is around it.
pub fn compare_rights_of_services() -> How {
    let forest = Word::missing(Placeholder::ForestName);
    let pattern = "dsacls CN=Services,CN=Configuration,{}";
    How::by([Command::windows(DC, pattern, &[&forest])])
}

/// The schema does not know activation objects.
pub fn extend_schema() -> How {
    let extend = Command::windows(DC, "adprep /forestprep", &[]).elevated();
    How::by([extend]).proved_by(look_at_schema().commands)
}

/// Does it?
pub fn look_at_schema() -> How {
    let forest = Word::missing(Placeholder::ForestName);
    let pattern = "dsquery * CN=Schema,CN=Configuration,{} -scope base -attr objectVersion";
    How::by([Command::windows(DC, pattern, &[&forest])])
}

/// There is no activation object.
pub fn make_object(about: About<'_>) -> How {
    let words = [Word::missing(Placeholder::KmsHostKey), Word::missing(Placeholder::ObjectName)];
    let [key, name] = &words;
    How::by([Slmgr::MakeObject.on(DC, Tools::Vbs, &[key, name])])
        .proved_by([Slmgr::ListObjects.on(DC, Tools::Vbs, &[]), looks::adba(about.known)])
}

/// Which objects are there?
pub fn list_objects(about: About<'_>) -> How {
    How::by([Slmgr::ListObjects.on(DC, Tools::Vbs, &[])]).proved_by([looks::adba(about.known)])
}

/// The last activation failed, or was not renewed.
pub fn try_again(about: About<'_>) -> How {
    let known = about.known;
    let activate = Slmgr::Activate.on(known.client(), known.tools(), &[]);
    about.by_looking([activate]).proved_by([looks::licence(known)])
}
