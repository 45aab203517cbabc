//! The proxy settings that services use, from wherever they are told.

use std::fmt;

use tokio::time::Instant;

use crate::evidence::{
    Failure, FailureKind, Observed, ProxyEvidence, ProxySettings, ProxySource, Step, scrub,
};
use crate::wire::proxy_settings::{SettingsError, from_environment, recognise};

mod registry;

pub use registry::from_registry;

/// Whose word on the proxy is taken.
#[derive(Clone, PartialEq, Eq)]
pub enum ProxyChoice {
    /// `--proxy`, already read: a wrong one is wrong usage.
    Argument(ProxySettings),
    /// The site file, already read.
    SiteFile(ProxySettings),
    /// `--winhttp FILE`.
    File {
        /// The file's name as given.
        name: String,
        /// What is in it.
        content: Vec<u8>,
    },
    /// A capture, already read.
    Capture {
        /// The file's name, without its folder.
        name: String,
        /// What it says.
        settings: ProxySettings,
    },
    /// The host's own: the live registry on Windows, elsewhere these environment variables.
    System {
        /// The environment, as name and value; unused on Windows.
        environment: Vec<(String, String)>,
    },
    /// These environment variables, as name and value, on any system.
    Environment(Vec<(String, String)>),
}

/// What was not read yet may hold a password, and is not shown.
impl fmt::Debug for ProxyChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument(settings) => f.debug_tuple("Argument").field(settings).finish(),
            Self::SiteFile(settings) => f.debug_tuple("SiteFile").field(settings).finish(),
            Self::File { name, content } => {
                write!(f, "File {{ name: {name:?}, content: {} bytes }}", content.len())
            }
            Self::Capture { name, settings } => {
                write!(f, "Capture {{ name: {name:?}, settings: {settings:?} }}")
            }
            Self::System { environment } => {
                write!(f, "System {{ environment: {} variables }}", environment.len())
            }
            Self::Environment(variables) => write!(f, "Environment({} variables)", variables.len()),
        }
    }
}

/// Finds out the settings. Reads at most the registry, and asks nobody.
pub fn probe(choice: ProxyChoice) -> ProxyEvidence {
    match choice {
        ProxyChoice::Argument(settings) => known(ProxySource::Argument, settings),
        ProxyChoice::SiteFile(settings) => known(ProxySource::SiteFile, settings),
        ProxyChoice::File { name, content } => from_file(&name, &content),
        ProxyChoice::Capture { name, settings } => known(ProxySource::File { name }, settings),
        ProxyChoice::System { environment } => from_system(&environment),
        ProxyChoice::Environment(variables) => from_variables(&variables),
    }
}

/// The largest file with settings, in bytes; an honest one has some hundred.
const LARGEST_FILE: usize = 1 << 20;

fn known(source: ProxySource, settings: ProxySettings) -> ProxyEvidence {
    let settings = Observed::Answered { value: settings, elapsed_us: 0 };
    ProxyEvidence { source, settings, ..ProxyEvidence::default() }
}

fn from_file(name: &str, content: &[u8]) -> ProxyEvidence {
    let read = || {
        if content.len() > LARGEST_FILE {
            let detail = format!("expected at most {LARGEST_FILE} bytes, found more");
            return Err((FailureKind::TooLarge, detail));
        }
        recognise(content).map_err(malformed)
    };
    let source = ProxySource::File { name: scrub(name) };
    ProxyEvidence { source, settings: observe(read), ..ProxyEvidence::default() }
}

fn from_variables(variables: &[(String, String)]) -> ProxyEvidence {
    match from_environment(variables) {
        Some((variables, settings)) => known(ProxySource::Environment { variables }, settings),
        None => known(ProxySource::Nothing, ProxySettings::default()),
    }
}

#[cfg(not(windows))]
fn from_system(environment: &[(String, String)]) -> ProxyEvidence {
    from_variables(environment)
}

#[cfg(windows)]
fn from_system(_environment: &[(String, String)]) -> ProxyEvidence {
    from_registry(&crate::host::registry::LiveRegistry, ProxySource::Registry)
}

type Trouble = (FailureKind, String);

fn malformed(error: SettingsError) -> Trouble {
    (FailureKind::Malformed, error.to_string())
}

fn observe(read: impl FnOnce() -> Result<ProxySettings, Trouble>) -> Observed<ProxySettings> {
    let began = Instant::now();
    let outcome = read();
    let elapsed_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
    match outcome {
        Ok(value) => Observed::Answered { value, elapsed_us },
        Err((kind, detail)) => Observed::Failed(Failure {
            step: Step::ReadHost,
            kind,
            elapsed_us,
            reporter: None,
            detail: Some(scrub(&detail)),
            flow: None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::SettingsForm;
    use crate::wire::proxy_settings::from_url;

    fn file(content: &[u8]) -> ProxyEvidence {
        probe(ProxyChoice::File { name: "capture.txt".to_owned(), content: content.to_vec() })
    }

    fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_file_is_read_in_the_form_it_has() {
        let evidence = file(
            b"Current WinHTTP proxy settings:\r\n\r\n    Direct access (no proxy server).\r\n",
        );
        assert_eq!(evidence.source, ProxySource::File { name: "capture.txt".to_owned() });
        assert_eq!(evidence.settings.value().unwrap().form, SettingsForm::NetshText);
    }

    #[test]
    fn a_file_that_says_nothing_of_a_proxy_fails_with_expectation_and_finding() {
        let evidence = file(b"hello\nworld\n");
        let failure = evidence.settings.failure().unwrap();
        assert_eq!((failure.step, failure.kind), (Step::ReadHost, FailureKind::Malformed));
        let detail = failure.detail.as_deref().unwrap();
        assert!(detail.contains("expected") && detail.contains("found 2 lines"), "{detail}");
    }

    #[test]
    fn a_file_over_the_cap_is_too_large() {
        let content = vec![b'x'; LARGEST_FILE + 1];
        assert_eq!(file(&content).settings.failure().unwrap().kind, FailureKind::TooLarge);
    }

    #[test]
    fn an_argument_is_kept_as_it_was_read() {
        let settings = from_url("http://proxy.corp.example:8080").unwrap();
        assert_eq!(
            probe(ProxyChoice::Argument(settings.clone())),
            known(ProxySource::Argument, settings)
        );
    }

    #[test]
    fn the_environment_names_the_variables_that_counted() {
        let environment =
            variables(&[("PATH", "/bin"), ("HTTPS_PROXY", "p:3128"), ("no_proxy", "localhost")]);
        let evidence = probe(ProxyChoice::Environment(environment));
        let expected = ["HTTPS_PROXY", "no_proxy"].map(str::to_owned).to_vec();
        assert_eq!(evidence.source, ProxySource::Environment { variables: expected });
    }

    #[test]
    fn an_environment_without_a_proxy_is_an_answer_from_nothing() {
        let evidence = probe(ProxyChoice::Environment(variables(&[
            ("no_proxy", "localhost"),
            ("http_proxy", " "),
        ])));
        assert_eq!(evidence, known(ProxySource::Nothing, ProxySettings::default()));
    }

    #[cfg(windows)]
    #[test]
    fn the_live_registry_answers_whether_or_not_a_proxy_was_ever_set() {
        let evidence =
            probe(ProxyChoice::System { environment: variables(&[("https_proxy", "p:3128")]) });
        assert_eq!(evidence.source, ProxySource::Registry);
        let form = evidence.settings.value().unwrap().form;
        assert!(matches!(form, SettingsForm::None | SettingsForm::WinhttpSettings), "{form:?}");
    }

    #[cfg(not(windows))]
    #[test]
    fn where_there_is_no_registry_the_environment_is_the_systems_word() {
        let environment = variables(&[("all_proxy", "p:3128")]);
        assert_eq!(
            probe(ProxyChoice::System { environment: environment.clone() }),
            probe(ProxyChoice::Environment(environment))
        );
    }
}
