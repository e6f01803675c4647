//! Everything reported that is no operation: parameters, authentication,
//! endpoints, namespaces, imports.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{Judgement, Verdict, stubs};
use crate::finding::{Confidence, Kind};
use crate::link::callers::is_test_path;
use crate::link::presence::{Seen, Sighting};
use crate::link::{Because, FileId, Project};
use crate::rule::{Api, SignKind};
use crate::source::Span;

/// Sightings of a file's facts as findings.
pub(super) fn find(project: &Project<'_>, out: &mut Judgement) {
    let called = called(out);
    for (&(file, api), &call) in &called {
        libraries(project, out, file, api, call);
    }
    for file in 0..project.files.len() {
        let generated = stubs::is_generated_file(project, file);
        let source = &project.files[file].source;
        let stubs = stubs::bodies(project, file);
        let mut lines: BTreeSet<(usize, String, u32)> = BTreeSet::new();
        for sight in &project.presence.files[file] {
            let api = &project.rules.apis[sight.api];
            let Some((kind, rule)) = rule_of(api, &sight.what) else { continue };
            // Inside generated code only the grouped stub finding speaks: a proxy has its namespace on each member.
            let speaks = matches!(kind, Kind::Endpoint | Kind::Import);
            // But the file of a package has nothing else, and it once.
            let is_package = project.facts(file).types.is_empty();
            let namespace = rule_of(api, &Seen::Namespace).is_some_and(|(_, of)| of == rule) && !is_package;
            let own =
                matches!(&sight.what, Seen::Package(p) if project.facts(file).package.as_ref() == Some(p));
            // A file of the set goes with all that it imports.
            let inside = kind == Kind::Import && !stubs.is_empty();
            if generated && (!speaks || namespace || own || inside) {
                continue;
            }
            // A generated class declares the parameters; only who sets them decides something.
            if kind == Kind::Parameter && stubs.iter().any(|body| body.contains(sight.span)) {
                continue;
            }
            if has_better_sign(project, file, sight) {
                continue;
            }
            let near = match project.presence.because(file, sight.api, project.rules) {
                Some(because) => Some(Rc::new(because)),
                None => called.get(&(file, sight.api)).map(|span| {
                    let says = format!("the file calls {}", api.name);
                    Rc::new(Because { reason: "file", says, file, span: *span })
                }),
            };
            if !sight.strong && near.is_none() {
                continue;
            }
            let line = source.line_of(sight.span.start);
            let key = (sight.api, rule.clone(), line);
            if !lines.insert(key) {
                continue;
            }
            let mut because = vec![Rc::new(Because {
                reason: "sign",
                says: sight.what.says(sight.api, project.rules),
                file,
                span: sight.span,
            })];
            if !sight.strong {
                because.extend(near);
            }
            let confidence = if sight.strong { Confidence::Certain } else { Confidence::Likely };
            out.verdicts.push(Verdict {
                test: is_test_path(&source.path),
                ..Verdict::on(kind, sight.api, rule, file, sight.span, confidence, because)
            });
        }
    }
}

/// Imports of SOAP client libraries in a file that calls an API with them.
fn libraries(project: &Project<'_>, out: &mut Judgement, file: FileId, api: usize, call: Span) {
    let rule = &project.rules.apis[api];
    let Some(sign) = rule.signs.iter().find(|s| s.kind == SignKind::Import) else { return };
    let parsed = &project.files[file];
    let clients =
        project.rules.clients.iter().filter(|c| c.languages.iter().any(|l| l == parsed.language.id));
    let names: Vec<(&str, &str)> =
        clients.flat_map(|c| c.imports.iter().map(|i| (i.as_str(), c.id.as_str()))).collect();
    let mut lines = vec![];
    for import in &parsed.facts.imports {
        let within = |name: &str| {
            import.path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/']))
                || import.path.is_empty() && import.symbol.as_deref() == Some(name)
        };
        let Some((_, client)) = names.iter().find(|(name, _)| within(name)) else { continue };
        let line = parsed.source.line_of(import.span.start);
        if lines.contains(&line) {
            continue;
        }
        lines.push(line);
        let reason = |reason, says, span| Rc::new(Because { reason, says, file, span });
        let says = format!("the file imports the SOAP library {client}");
        let near = reason("file", format!("the file calls {}", rule.name), call);
        out.verdicts.push(Verdict {
            test: is_test_path(&parsed.source.path),
            ..Verdict::on(
                Kind::Import,
                api,
                sign.id.clone(),
                file,
                import.span,
                Confidence::Likely,
                vec![reason("sign", says, import.span), near],
            )
        });
    }
}

/// The files that call an API, each with its first call.
fn called(out: &Judgement) -> BTreeMap<(FileId, usize), Span> {
    let mut called = BTreeMap::new();
    for verdict in &out.verdicts {
        if verdict.kind == Kind::Call && verdict.confidence >= Confidence::Likely {
            called.entry((verdict.file, verdict.api)).or_insert(verdict.span);
        }
    }
    called
}

/// Whether a sign of the pack says more about the same address: any sign than
/// what all addresses have in common, and of two signs the longer.
fn has_better_sign(project: &Project<'_>, file: usize, sight: &Sighting) -> bool {
    let signs = &project.rules.apis[sight.api].signs;
    let is_address = |what: &Seen| matches!(what, Seen::Sign(i) if signs[*i].kind == SignKind::Endpoint);
    let is_sign = matches!(sight.what, Seen::Sign(_));
    if is_sign && !is_address(&sight.what) {
        return false;
    }
    let (start, end) = (sight.span.start, sight.span.end);
    project.presence.files[file].iter().any(|other| {
        let overlaps = other.span.start < end && start < other.span.end;
        let is_better =
            !is_sign || other.what != sight.what && other.span.end - other.span.start > end - start;
        other.api == sight.api && is_address(&other.what) && overlaps && is_better
    })
}

impl From<SignKind> for Kind {
    fn from(kind: SignKind) -> Self {
        match kind {
            SignKind::Parameter => Kind::Parameter,
            SignKind::Auth => Kind::Auth,
            SignKind::Endpoint => Kind::Endpoint,
            SignKind::Import => Kind::Import,
            SignKind::Client => Kind::Client,
            SignKind::Object => Kind::Object,
        }
    }
}

/// The rule a sighting belongs to; none for what is only evidence.
pub fn rule_of(api: &Api, seen: &Seen) -> Option<(Kind, String)> {
    let of_kind = |kind: SignKind, id: &str| {
        let by_id = api.signs.iter().find(|s| s.id == id);
        by_id.or_else(|| api.signs.iter().find(|s| s.kind == kind)).map(|s| s.id.clone())
    };
    match seen {
        Seen::Sign(i) => {
            let sign = &api.signs[*i];
            Some((sign.kind.into(), sign.id.clone()))
        }
        Seen::Namespace => Some((Kind::Endpoint, of_kind(SignKind::Endpoint, "namespace")?)),
        Seen::Endpoint => Some((Kind::Endpoint, of_kind(SignKind::Endpoint, "endpoint")?)),
        Seen::Wsdl => Some((Kind::Endpoint, of_kind(SignKind::Endpoint, "wsdl-address")?)),
        Seen::Package(_) | Seen::Library(_) => Some((Kind::Import, of_kind(SignKind::Import, "import")?)),
        Seen::Generated(_) | Seen::Type(_) => None,
    }
}
