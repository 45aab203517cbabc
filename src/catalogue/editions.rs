//! What an `EditionID` tells beside the edition: how it is installed, and whether it is an
//! evaluation.

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
