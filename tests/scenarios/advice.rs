//! What holds for the steps of every scenario: whose hands, what a command costs, what has to be
//! filled in, and that it pastes.

use std::cell::Cell;
use std::collections::BTreeSet;

use actprobe::advice::command::{Command, Machine, Prompt};
use actprobe::advice::{Placeholder, Remedy, Step, Task};
use actprobe::say::lang::{Language, Speech};
use actprobe::say::report::Report;
use actprobe::say::report::text::task;
use actprobe::verdict::{Finding, LicenceState, Owner, licence_state};
use actprobe_probes::evidence::{
    DomainOrigin, KeyChannel, LicenceFacts, LicenceStatus, TargetOrigin,
};

use super::scenario::Scenario;
use super::{in_every_scenario, judged};

/// What takes a key away, or something else that nobody gives back.
const DESTROYS: [&str; 12] = [
    "/ipk ",
    "/upk",
    "/cpky",
    "/rilc",
    "/rearm",
    "/Set-Edition",
    "/ad-activation-online",
    "-InstallProductKey",
    "-UninstallProductKey",
    "-ClearProductKeyFromRegistry",
    "-ReinstallSystemLicenses",
    "-Rearm",
];

/// What does not paste everywhere, or is a pop-up.
const DOES_NOT_PASTE: [&str; 6] = ["<", "&&", "%", "sc config", "sc stop", "slmgr /"];

fn commands(step: &Step) -> impl Iterator<Item = &Command> {
    step.commands.iter().chain(&step.checks)
}

fn of_commands(report: &Report, objects: impl Fn(&Step, &Command) -> bool) -> Vec<String> {
    let steps = report.advice.steps.iter();
    let all = steps.flat_map(|step| commands(step).map(move |command| (step, command)));
    let objected = all.filter(|(step, command)| objects(step, command));
    objected.map(|(step, command)| format!("  {:?}: {}", step.owner, command.line)).collect()
}

#[test]
fn what_destroys_something_says_so() {
    in_every_scenario(|_, report| {
        of_commands(report, |_, command| {
            let destroys = DESTROYS.iter().any(|word| command.line.contains(word));
            destroys != command.cost.is_some()
        })
    });
}

#[test]
fn an_owner_gets_commands_for_machines_of_his_own() {
    in_every_scenario(|_, report| {
        let foreign = report.advice.steps.iter().flat_map(|step| {
            let foreign = step.commands.iter().filter(|command| !command.on.is_of(step.owner));
            foreign.map(|command| format!("  {:?}: {}", step.owner, command.line))
        });
        let unfit = of_commands(report, |step, command| {
            // A check is run where the trouble was seen.
            !command.on.is_of(step.owner)
                && !matches!(command.on, Machine::ThisHost | Machine::Client)
        });
        foreign.chain(unfit).collect()
    });
}

#[test]
fn nobody_has_nothing_to_do() {
    in_every_scenario(|_, report| {
        let nobodys = report.advice.steps.iter().filter(|step| step.owner == Owner::Nobody);
        nobodys.map(|step| format!("  {:?}", step.task)).collect()
    });
}

#[test]
fn what_has_to_be_filled_in_is_told_and_nothing_else() {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '/';
    in_every_scenario(|_, report| {
        of_commands(report, |_, command| {
            let words: BTreeSet<&str> = command.line.split(|c| !is_part(c)).collect();
            Placeholder::ALL.iter().any(|placeholder| {
                let stands = words.iter().any(|word| {
                    *word == placeholder.word()
                        || word.ends_with(&format!(":{}", placeholder.word()))
                });
                let stands = stands || command.line.contains(&format!("={}", placeholder.word()));
                stands != command.placeholders.contains(placeholder)
                    && command.placeholders.contains(placeholder)
                        != command.line.contains(placeholder.word())
            })
        })
    });
}

#[test]
fn a_line_pastes_in_every_prompt_of_its_kind() {
    in_every_scenario(|_, report| {
        of_commands(report, |_, command| {
            let is_elsewhere = matches!(command.prompt, Prompt::ZoneFile | Prompt::Browser);
            // Between double quotes, neither cmd nor PowerShell redirects.
            let line = command.line.replace(";<local>\"", "\"").replace("\"<local>\"", "\"\"");
            !is_elsewhere && DOES_NOT_PASTE.iter().any(|word| line.contains(word))
        })
    });
}

#[test]
fn an_address_in_a_line_was_seen() {
    in_every_scenario(|scenario, report| {
        let evidence = serde_json::to_string(&scenario.evidence).unwrap();
        of_commands(report, |_, command| {
            let words = command.line.split([' ', ':', '@', '=', ',']);
            words.into_iter().any(|word| word.starts_with("192.0.2.") && !evidence.contains(word))
        })
    });
}

#[test]
fn no_key_is_replaced_that_activates_windows_or_that_nobody_has_looked_at() {
    in_every_scenario(|scenario, report| {
        let licence = scenario.evidence.licensing.windows.value();
        let status = licence.and_then(|licence| licence.status);
        let is_kms_host = licence.is_some_and(|licence| licence.kms_host.is_some());
        // Of none that is installed, none is lost.
        let has_none = licence.is_some_and(|licence| {
            licence.activation_error == Some(0xC004_F014) && licence.partial_key.is_none()
        });
        let is_idle = status.is_some_and(|status| status != LicenceStatus::Licensed);
        let may = (is_idle || has_none) && !is_kms_host;
        of_commands(report, |_, command| {
            let replaces = DESTROYS[..3].iter().any(|word| command.line.contains(word));
            replaces && !may && matches!(command.on, Machine::ThisHost | Machine::Client)
        })
    });
}

#[test]
fn steps_stand_by_owner_and_each_task_once() {
    in_every_scenario(|_, report| {
        let steps = &report.advice.steps;
        let mut owners: Vec<Owner> = steps.iter().map(|step| step.owner).collect();
        owners.dedup();
        let distinct: BTreeSet<Owner> = owners.iter().copied().collect();
        let mut objections = Vec::new();
        if owners.len() != distinct.len() {
            objections.push(format!("  {owners:?} do not stand together"));
        }
        let twice = |(at, step): &(usize, &Step)| {
            steps[..*at].iter().any(|other| {
                (other.owner, &other.task, &other.subjects)
                    == (step.owner, &step.task, &step.subjects)
            })
        };
        objections.extend(
            steps.iter().enumerate().filter(twice).map(|(_, step)| format!("  {:?}", step.task)),
        );
        if report.advice.next.is_some_and(|next| next >= steps.len()) {
            objections.push("  the next step is none".to_owned());
        }
        objections
    });
}

/// A check that leaves out what this run was asked with asks something else, and may say yes to it.
#[test]
fn a_check_names_what_this_run_was_asked_with() {
    let (mut hosts, mut domains) = (0, 0);
    for (scenario, report) in judged() {
        for check in report.advice.steps.iter().flat_map(|step| &step.checks) {
            if check.line.starts_with("actprobe --only kms") && is_kms_host_named(scenario) {
                hosts += usize::from(check.line.contains(" --kms "));
            }
            if check.line.starts_with("actprobe --only adba") && is_domain_named(scenario) {
                assert!(check.line.contains(" --ad-domain "), "{}: {}", scenario.name, check.line);
                domains += 1;
            }
        }
    }
    assert!(hosts > 0 && domains > 0, "{hosts} {domains}");
}

/// By its name, another address may answer, over the other family at that.
#[test]
fn a_check_tries_the_address_that_was_dead() {
    let seen = Cell::new(0);
    in_every_scenario(|_, report| {
        let mut objections = Vec::new();
        for step in &report.advice.steps {
            let subject = step.subjects.first().map(ToString::to_string).unwrap_or_default();
            let Some((_, address)) = subject.strip_suffix(')').and_then(|it| it.split_once(" ("))
            else {
                continue;
            };
            let tries = ["Test-NetConnection ", "nc -vz ", "tracert -d ", "tracepath -n "];
            let is_try = |command: &&Command| tries.iter().any(|t| command.line.starts_with(t));
            for command in commands(step).filter(is_try) {
                seen.set(seen.get() + 1);
                if !command.line.contains(&format!(" {address}")) {
                    objections.push(format!("  {subject}: {}", command.line));
                }
            }
        }
        objections
    });
    assert!(seen.get() > 0);
}

fn is_kms_host_named(scenario: &Scenario) -> bool {
    let mut targets = scenario.evidence.kms.targets.iter();
    targets.any(|target| target.origins.contains(&TargetOrigin::Forced))
}

fn is_domain_named(scenario: &Scenario) -> bool {
    let origin = scenario.evidence.directory.domain_origin;
    matches!(origin, DomainOrigin::Argument | DomainOrigin::SiteFile)
}

/// `nslookup` and `dig` do not read it, and would say that all is well.
#[test]
fn an_edited_hosts_file_is_proved_by_what_reads_it() {
    let reads = ["ping -n 1 ", "getent ahosts ", "actprobe "];
    let proofs = |(_, report): &'static (Scenario, Report)| {
        let steps = report.advice.steps.iter().filter(|step| edits_hosts_file(step));
        steps.flat_map(|step| &step.checks)
    };
    let proofs: Vec<&str> =
        judged().iter().flat_map(proofs).map(|check| check.line.as_str()).collect();
    assert!(proofs.iter().any(|line| line.starts_with(reads[0])), "{proofs:?}");
    assert!(proofs.iter().any(|line| line.starts_with(reads[1])), "{proofs:?}");
    let others: Vec<_> =
        proofs.iter().filter(|line| !reads.iter().any(|tool| line.starts_with(tool))).collect();
    assert!(others.is_empty(), "{others:?}");
}

fn edits_hosts_file(step: &Step) -> bool {
    step.commands.iter().any(|command| command.line.contains("etc/hosts"))
        || step.commands.iter().any(|command| command.line.contains(r"etc\hosts"))
}

#[test]
fn every_step_has_a_sentence() {
    let speech = Speech::new(Language::English);
    in_every_scenario(|_, report| {
        let silent = report.advice.steps.iter().filter(|step| match &step.task {
            Task::Mend(finding) => speech.action(finding).is_none(),
            Task::Take(remedy) => speech.say(remedy) == remedy.id(),
        });
        silent.map(|step| format!("  {:?}", step.task)).collect()
    });
}

#[test]
fn an_activated_host_with_nothing_to_do_has_no_next_step() {
    let for_good = |report: &&Report| licence_state(&report.evidence) == LicenceState::ForGood;
    let reports: Vec<&Report> =
        judged().iter().map(|(_, report)| report).filter(for_good).collect();
    assert!(!reports.is_empty(), "none is activated for good");
    // A KMS host whose clients are sent to a wrong port, or find nobody, has something to do.
    let (of_clients, others): (Vec<&Report>, Vec<_>) =
        reports.into_iter().partition(|report| sends_clients_astray(report));
    let is_idle = |report: &&Report| {
        let next = report.advice.next.and_then(|next| report.advice.steps.get(next));
        next.is_none_or(|step| is_beside_windows(&step.task))
    };
    assert!(others.iter().all(is_idle));
    assert!(!of_clients.is_empty(), "no KMS host sends its clients to a wrong port");
    assert!(of_clients.iter().all(|report| report.advice.next.is_some()));
}

/// An add-on or Office may lack what Windows does not.
fn is_beside_windows(task: &Task) -> bool {
    matches!(task, Task::Take(Remedy::ActivateOffice { .. } | Remedy::MendAddOn { .. }))
}

fn sends_clients_astray(report: &Report) -> bool {
    let of_own_key = |task: &Task| {
        matches!(
            task,
            Task::Mend(
                Finding::KmsHostListensElsewhere { .. }
                    | Finding::KmsHostRuleOff {}
                    | Finding::KmsHostNotListening { .. }
                    | Finding::KmsHostNotPublishing {}
            )
        )
    };
    let licence = report.evidence.licensing.windows.value();
    let is_host = |licence: &LicenceFacts| {
        licence.kms_host.is_some() || licence.channel == Some(KeyChannel::KmsHost)
    };
    licence.is_some_and(is_host) && report.advice.steps.iter().any(|step| of_own_key(&step.task))
}

#[test]
fn the_conversion_of_an_evaluation_stands_first_among_its_commands() {
    let found = judged().iter().find(|(scenario, _)| scenario.name == "capture-evaluation-edition");
    let steps = &found.unwrap().1.advice.steps;
    let convert = steps.iter().find(|step| step.task.id() == "edition-evaluation").unwrap();
    assert!(convert.commands[0].line.contains("/Set-Edition:"), "{:?}", convert.commands);
}

/// Where a Hyper-V host cannot activate its guest, its administrator hears of the host alone, and
/// the guest's of what to do where it stays there.
#[test]
fn a_guest_and_its_host_have_steps_of_their_own() {
    let speech = Speech::new(Language::English);
    for name in [
        "hyper-v-host-is-standard",
        "hyper-v-host-is-hyper-v-server",
        "hyper-v-host-is-an-evaluation",
        "guest-newer-than-its-hyper-v-host",
        "hyper-v-host-from-before-avma",
    ] {
        let (_, report) = judged().iter().find(|(scenario, _)| scenario.name == name).unwrap();
        let said = |owner: Owner| {
            let own = report.advice.steps.iter().filter(|step| step.owner == owner);
            own.map(|step| task(step, &speech)).collect::<Vec<_>>().join(" ")
        };
        let (host, guest) = (said(Owner::HyperVAdmin), said(Owner::HostAdmin));
        assert!(!host.is_empty() && !host.contains("KMS"), "{name}: {host}");
        assert!(guest.contains("stays on that Hyper-V host"), "{name}: {guest}");
    }
}
