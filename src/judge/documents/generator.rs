//! Steps of a build that generate code from a WSDL: plugins, tasks, tools.

use std::sync::OnceLock;

use regex::Regex;

use super::Note;
use super::signs::is_comment;
use crate::assemble::evidence_at;
use crate::document::Form;
use crate::finding::{Confidence, Kind};
use crate::link::Project;
use crate::scan::Document;
use crate::source::Span;

/// A generator and how builds call it, whatever their syntax.
const GENERATORS: &[(&str, &str)] = &[
    ("Axis 1", r"axistools-maven-plugin|<(?:\w+:)?axis-wsdl2java\b"),
    ("Axis 2", r"axis2-wsdl2code-maven-plugin|org\.apache\.axis2\.tool\.ant"),
    ("CXF", r"cxf-codegen-plugin|com\.github\.bjornvester\.wsdl2java|no\.nils\.wsdl2java"),
    ("dotnet-svcutil", r"dotnet-svcutil|<WCFMetadata\b"),
    ("gowsdl", r"\bgowsdl\b"),
    ("svcutil", r"(?i)\bsvcutil(?:\.exe)?\b|<ReferenceGroup\b"),
    ("wsdl-tsclient", r"\bwsdl-tsclient\b|\bwsdl-to-ts\b"),
    ("wsdl.exe", r"(?i)\bwsdl\.exe\b|<WebReferences\b|<WebReferenceUrl\b|<DiscoveryClientResultsFile\b"),
    ("wsdl2java", r"(?i)<(?:\w+:)?wsdl2java\b|\bwsdl2java(?:\.sh|\.bat)?\b"),
    ("wsdl2php", r"\bwsdl2php(?:generator)?\b|\bwsdltophp\b"),
    ("wsdl2py", r"\bwsdl2py\b"),
    ("wsdl2ruby", r"\bwsdl2ruby(?:\.rb)?\b"),
    ("wsimport", r"jaxws-maven-plugin|<(?:\w+:)?wsimport\b|\bwsimport\b"),
];

/// A build names the WSDL near the generator.
const NEAR: u32 = 40;

/// Whether a name of a manifest is that of a generator.
pub(super) fn of_name(name: &str) -> Option<&'static str> {
    all()
        .iter()
        .find(|(_, regex)| regex.find(name).is_some_and(|m| m.as_str() == name))
        .map(|(name, _)| *name)
}

fn all() -> &'static Vec<(&'static str, Regex)> {
    static ALL: OnceLock<Vec<(&str, Regex)>> = OnceLock::new();
    ALL.get_or_init(|| {
        GENERATORS.iter().filter_map(|(name, text)| Some((*name, Regex::new(text).ok()?))).collect()
    })
}

/// Generators near a sign of an API; the nearest line of several counts once.
pub(super) fn find(project: &Project<'_>, index: usize, notes: &mut Vec<Note>) {
    let document = &project.documents[index];
    if !is_build(document) {
        return;
    }
    let source = &document.source;
    for api in 0..project.rules.apis.len() {
        let signs = project.presence.documents[index].iter().filter(|s| s.api == api && s.strong);
        let lines: Vec<u32> = signs.map(|s| source.line_of(s.span.start)).collect();
        for (name, regex) in all() {
            for found in regex.find_iter(&source.text) {
                let line = source.line_of(u32::try_from(found.start()).unwrap_or(u32::MAX));
                let is_near = lines.iter().any(|sign| sign.abs_diff(line) <= NEAR);
                if !is_near || is_comment(source.line_text(line)) {
                    continue;
                }
                let text = found.as_str().trim_start_matches('<');
                let span = Span::new(found.end() - text.len()..found.end());
                let says = format!(
                    "{name} generates code, and a WSDL or address of {} stands near",
                    project.rules.apis[api].name
                );
                notes.push(Note {
                    kind: Kind::Dependency,
                    api,
                    operation: None,
                    rule: "generator".into(),
                    title: format!("{name} generates code in the build"),
                    span,
                    confidence: Confidence::Likely,
                    because: vec![evidence_at(source, "generator", &says, span)],
                    related: vec![],
                });
                // One name of a generator stands for its whole step.
                break;
            }
        }
    }
}

/// Build files, scripts and references; templates and prose build nothing. The
/// plugins of a POM are read with its dependencies.
fn is_build(document: &Document) -> bool {
    !document.source.path.ends_with("pom.xml")
        && matches!(document.form, Form::Manifest | Form::Xml | Form::Config | Form::Other)
}
