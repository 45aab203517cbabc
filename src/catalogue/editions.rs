//! What an `EditionID` tells beside the edition: how it is installed, and whether it is an
//! evaluation.

use super::builds::ServerRelease;

/// The edition without its way of installation: Server Core (`Cor`) and the Annual Channel (`ACor`)
/// take the keys of the edition that they are of.
pub fn kind(edition_id: &str) -> &str {
    edition_id.strip_suffix("ACor").or_else(|| edition_id.strip_suffix("Cor")).unwrap_or(edition_id)
}

/// Whether it is a Windows Server.
pub fn is_server(edition_id: &str) -> bool {
    edition_id.starts_with("Server")
}

/// An evaluation, which takes no other key until it is converted: `ServerStandardEval`,
/// `ServerStandardEvalCor`.
pub(crate) fn is_evaluation(edition_id: &str) -> bool {
    kind(edition_id).ends_with("Eval")
}

/// Datacenter: Azure Edition, which runs on Azure and Azure Local, and deactivates itself elsewhere
/// (Microsoft Learn, "Windows Server Datacenter: Azure Edition").
pub fn is_azure_edition(edition_id: &str) -> bool {
    kind(edition_id) == "ServerTurbine"
}

/// The edition and the release in a name such as `Windows Server 2019 Standard`.
pub fn of_server_name(name: &str) -> Option<(&'static str, ServerRelease)> {
    let mut words = name.trim().strip_prefix("Windows Server ")?.split(' ').peekable();
    let year = words.next()?.parse().ok()?;
    let is_r2 = words.next_if_eq(&"R2").is_some();
    let release = if is_r2 { ServerRelease::r2_of(year) } else { ServerRelease::of(year) };
    let edition = match words.collect::<Vec<_>>().as_slice() {
        ["Standard"] => "ServerStandard",
        ["Datacenter"] => "ServerDatacenter",
        ["Standard", "Evaluation"] => "ServerStandardEval",
        ["Datacenter", "Evaluation"] => "ServerDatacenterEval",
        ["Datacenter" | "Datacenter:", "Azure", "Edition"] => "ServerTurbine",
        _ => return None,
    };
    Some((edition, release))
}

/// The edition that an evaluation becomes.
pub fn full(edition_id: &str) -> &str {
    let kind = kind(edition_id);
    kind.strip_suffix("Eval").unwrap_or(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn azure_edition_is_one_with_and_without_a_desktop() {
        let told = ["ServerTurbine", "ServerTurbineCor", "ServerDatacenter"].map(is_azure_edition);
        assert_eq!(told, [true, true, false]);
    }

    #[test]
    fn an_edition_is_known_by_the_name_of_its_server() {
        let told = |name| of_server_name(name).map(|(id, release)| (id, release.build()));
        assert_eq!(told("Windows Server 2019 Standard"), Some(("ServerStandard", Some(17_763))));
        assert_eq!(
            told("Windows Server 2012 R2 Datacenter"),
            Some(("ServerDatacenter", Some(9600)))
        );
        assert_eq!(
            told("Windows Server 2022 Datacenter: Azure Edition"),
            Some(("ServerTurbine", Some(20_348)))
        );
        for other in ["Windows Server 2022 Datacenter Core", "Windows 11 Pro", ""] {
            assert_eq!(told(other), None, "{other}");
        }
    }

    #[test]
    fn server_core_and_evaluations_are_known_by_their_ends() {
        for (id, of, evaluation) in [
            ("ServerStandard", "ServerStandard", false),
            ("ServerStandardCor", "ServerStandard", false),
            ("ServerDatacenterACor", "ServerDatacenter", false),
            ("ServerStandardEval", "ServerStandard", true),
            ("ServerStandardEvalCor", "ServerStandard", true),
            ("Professional", "Professional", false),
        ] {
            assert_eq!((full(id), is_evaluation(id)), (of, evaluation), "{id}");
        }
    }
}
