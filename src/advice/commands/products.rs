//! What is typed for products beside Windows: each by its own ID, or its own script.

use actprobe_probes::evidence::{KMS_PORT, KeyChannel, OtherProduct, ProductKind};

use super::how::{About, How};
use super::looks;
use crate::advice::command::{Command, Cost, Machine};
use crate::advice::placeholder::Placeholder;
use crate::advice::slmgr::Slmgr;
use crate::advice::word::Word;
use crate::verdict::Owner;
use crate::verdict::finding::{AddOnMend, OfficeWant, PortSeen};

/// An add-on, by its ID; without one, Windows itself would be meant.
pub fn mend_add_on(
    about: About<'_>,
    host: Option<&str>,
    name: Option<&str>,
    how: AddOnMend,
) -> How {
    let known = about.known;
    let (client, tools) = (machine(about, host), known.tools());
    let product = named(about, host, name);
    let id = product.and_then(|product| product.activation_id.as_deref());
    let word = Word::of(id, Placeholder::ActivationId);
    let on = |command: Slmgr, words: &[&Word]| command.on(client, tools, words);
    let all = id.is_none().then(|| on(Slmgr::ShowEveryProduct, &[]));
    let confirm = Word::missing(Placeholder::ConfirmationId);
    let offline = || {
        [
            on(Slmgr::ShowInstallationIdOfProduct, &[&word]),
            on(Slmgr::ConfirmProduct, &[&confirm, &word]),
        ]
    };
    let activate = || on(Slmgr::ActivateProduct, &[&word]);
    let commands: Vec<Command> = match how {
        AddOnMend::Digits | AddOnMend::UsedUp => offline().into(),
        AddOnMend::Activate => vec![activate()],
        AddOnMend::Way => {
            let proxy = Command::windows(client, "netsh winhttp show proxy", &[]);
            [proxy, activate()].into_iter().chain(offline()).collect()
        }
    };
    // Before there are more activations, another try ends alike.
    let again = (how == AddOnMend::UsedUp).then(activate);
    let checks = again.into_iter().chain([on(Slmgr::ShowProduct, &[&word])]);
    How::by(all.into_iter().chain(commands)).proved_by(checks)
}

/// The machine on which a product stands.
pub fn machine(about: About<'_>, host: Option<&str>) -> Machine {
    if host.is_some() { Machine::Client } else { about.known.client() }
}

fn named<'a>(about: About<'a>, host: Option<&str>, name: Option<&str>) -> Option<&'a OtherProduct> {
    let evidence = about.known.evidence();
    let is_there = |product: &&OtherProduct| match host {
        Some(host) => product.computer == host,
        None => evidence.host.may_be(&product.computer),
    };
    let mut add_ons = evidence.licensing.other_products.iter().filter(|product| {
        product.kind == ProductKind::AddOn && product.bare_name() == name.unwrap_or_default()
    });
    add_ons.find(is_there)
}

/// By Office's own script: of Windows' it knows nothing (Microsoft Learn, "Tools to manage volume
/// activation of Office").
pub fn activate_office(client: Machine, channel: Option<KeyChannel>) -> How {
    let show = ospp(client, "/dstatus");
    let act = ospp(client, "/act").elevated();
    match channel {
        Some(KeyChannel::TimeBased) => How::nothing().proved_by([show]),
        Some(KeyChannel::KmsClient) => {
            How::by([ospp(client, "/dhistorykms"), act]).proved_by([show])
        }
        Some(
            KeyChannel::KmsHost
            | KeyChannel::Mak
            | KeyChannel::Retail
            | KeyChannel::Oem
            | KeyChannel::Avma
            | KeyChannel::Other,
        )
        | None => How::by([show.clone(), act]).proved_by([show]),
    }
}

/// Who does first what an Office wants that asks KMS.
pub fn owner_of_office(why: OfficeWant, port: PortSeen) -> Owner {
    match (why, port) {
        (OfficeWant::Count | OfficeWant::NoRecord | OfficeWant::HostKey, _) => Owner::KmsAdmin,
        (OfficeWant::NoObject, _) => Owner::DirectoryTeam,
        (OfficeWant::Unreached, PortSeen::Closed) => Owner::KmsAdminOrNetworkTeam,
        (OfficeWant::Unreached, PortSeen::Untold)
        | (OfficeWant::NoHost | OfficeWant::ObjectUnused | OfficeWant::Other, _) => {
            Owner::HostAdmin
        }
    }
}

/// Where its KMS host is the one that lacks something: what is typed there, and the proof here.
pub fn serve_office(about: About<'_>, client: Machine, want: OfficeWant, kms: Option<&str>) -> How {
    let list = || {
        let is_read = about.known.evidence().directory.listed_objects.is_some();
        let list = Slmgr::ListObjects.on(client, about.known.tools(), &[]);
        How::by((!is_read).then_some(list))
    };
    let there = |line: &str| Command::windows(Machine::KmsHost, line, &[]);
    let slmgr = r"cscript //nologo C:\Windows\System32\slmgr.vbs";
    let every = there(&format!("{slmgr} /dlv all"));
    let check = ospp(client, "/act").elevated();
    let how = match want {
        OfficeWant::Count => How::by([every]),
        OfficeWant::HostKey => {
            let key = Word::missing(Placeholder::KmsHostKey);
            let install = format!("{slmgr} /ipk {{}}");
            let install = Command::windows(Machine::KmsHost, &install, &[&key]).elevated();
            How::by([every, install])
        }
        OfficeWant::NoRecord => {
            list().then(How::by([every, there(&format!("{slmgr} /sdns")).elevated()]))
        }
        OfficeWant::NoHost => {
            let (host, key) = (Placeholder::KmsHost, Placeholder::ProductKey);
            let host = filled(client, "/sethst:{}", &Word::missing(host));
            let key = filled(client, "/inpkey:{}", &Word::missing(key));
            How::by([host, key.costing(Some(Cost::ReplacesKey))])
        }
        OfficeWant::NoObject => list(),
        OfficeWant::ObjectUnused => {
            return activate_office(client, Some(KeyChannel::KmsClient));
        }
        OfficeWant::Unreached => {
            let line = "Get-NetTCPConnection -State Listen -LocalPort 1688";
            How::by([Command::powershell(Machine::KmsHost, line, &[])]).proved_by(port(about, kms))
        }
        OfficeWant::Other => return activate_office(client, Some(KeyChannel::KmsClient)),
    };
    how.proved_by([check])
}

fn port(about: About<'_>, kms: Option<&str>) -> Option<Command> {
    let (host, port) = kms?.rsplit_once(':')?;
    let port = port.parse().unwrap_or(KMS_PORT);
    let host = Word::of(Some(host), Placeholder::KmsHost);
    Some(looks::port(about.known, &host, &Word::number(port)))
}

fn ospp(client: Machine, option: &str) -> Command {
    Command::windows(client, &line_of_ospp(option), &[])
}

/// What changes something, with a word in it.
fn filled(client: Machine, option: &str, word: &Word) -> Command {
    Command::windows(client, &line_of_ospp(option), &[word]).elevated()
}

fn line_of_ospp(option: &str) -> String {
    const OSPP: &str =
        "cscript //nologo \"C:\\Program Files\\Microsoft Office\\Office16\\ospp.vbs\"";
    format!("{OSPP} {option}")
}
