//! Request XML built by hand and sent: literals, concatenations, templates,
//! element builders, object keys.

use std::rc::Rc;

use regex::Regex;

use super::{Court, Near, Verdict, named, stubs};
use crate::fact::{ExprId, ExprKind};
use crate::finding::{Confidence, Kind};
use crate::link::callers::is_test;
use crate::link::presence::is_distinctive;
use crate::link::{Because, FileId, Project, Ty, local_name};
use crate::rule::Api;
use crate::rule::Form;
use crate::source::Span;

mod fate;

use fate::{Fate, fate};

/// Finds opening request elements of an API: any prefix or none.
pub fn opening_tags(api: &Api) -> Option<Regex> {
    tags(api, "<")
}

/// The same where the text may stand inside another format, which writes `<` as it must.
pub(super) fn opening_tags_quoted(api: &Api) -> Option<Regex> {
    tags(api, r"<|&(?:amp;)?lt;|\\u003[cC]")
}

fn tags(api: &Api, open: &str) -> Option<Regex> {
    let mut names: Vec<String> = api
        .operations
        .iter()
        .flat_map(|o| api.detect.requests_of(o).map(|element| regex::escape(&element)))
        .collect();
    names.sort_by_key(|n| std::cmp::Reverse(n.len()));
    if names.is_empty() {
        return None;
    }
    // The name must end there: a blank, `/`, `>` or what stands for it, an escaped line end, or the end of the piece.
    let names = names.join("|");
    Regex::new(&format!(r"(?:{open})(?:[\w.-]+:)?({names})(?:[\s/>&\\{}]|$)", crate::link::constants::HOLE))
        .ok()
}

impl Court<'_, '_> {
    pub(super) fn envelopes(&mut self, file: FileId) {
        let project = self.project;
        let facts = project.facts(file);
        for api in 0..project.rules.apis.len() {
            let Some(tags) = self.tags[api].clone() else { continue };
            for (id, expr) in facts.iter() {
                let inside_concat =
                    project.parent(file, id).is_some_and(|p| matches!(facts.kind(p), ExprKind::Concat(_)));
                match &expr.kind {
                    ExprKind::Text(text) if !inside_concat && text.contains('<') => {
                        for m in tags.captures_iter(text) {
                            let Some(name) = m.get(1) else { continue };
                            let place = locate(project, file, id, name.as_str());
                            self.envelope(file, id, api, name.as_str(), text, place);
                        }
                    }
                    ExprKind::Concat(parts) if !inside_concat => {
                        self.concatenated(file, id, api, &tags, parts);
                        // `f"{{{NS}}}paramsGetLead"`: the namespace or prefix comes from elsewhere.
                        if let Some(ExprKind::Text(last)) = parts.last().map(|last| facts.kind(*last))
                            && last.contains(['}', ':'])
                        {
                            self.element_name(file, id, api, last);
                        }
                    }
                    ExprKind::Text(text) | ExprKind::Symbol(text) => self.element_name(file, id, api, text),
                    _ => {}
                }
            }
        }
    }

    /// A tag may be cut in two pieces, its name may be a constant.
    fn concatenated(&mut self, file: FileId, id: ExprId, api: usize, tags: &Regex, parts: &[ExprId]) {
        let project = self.project;
        let mut joined = String::new();
        let mut starts: Vec<(usize, ExprId)> = vec![];
        let mut flat = vec![];
        flatten(project, file, parts, &mut flat);
        for part in flat {
            starts.push((joined.len(), part));
            match project.facts(file).kind(part) {
                ExprKind::Text(text) => joined.push_str(text),
                _ => match project.texts(file, part).first() {
                    Some(text) if text.len() < 200 => joined.push_str(text),
                    _ => joined.push(crate::link::constants::HOLE),
                },
            }
        }
        if !joined.contains('<') {
            return;
        }
        for m in tags.captures_iter(&joined) {
            let (Some(whole), Some(name)) = (m.get(0), m.get(1)) else { continue };
            let at = starts.iter().rposition(|(at, _)| *at <= whole.start()).unwrap_or_default();
            let piece = starts.get(at).map_or(id, |(_, part)| *part);
            let ends = starts.get(at + 1).map_or(joined.len(), |(next, _)| *next);
            // A whole tag inside a variable is reported where the variable gets it.
            if whole.end() <= ends && !matches!(project.facts(file).kind(piece), ExprKind::Text(_)) {
                continue;
            }
            let place = locate(project, file, piece, name.as_str());
            self.envelope(file, id, api, name.as_str(), &joined, place);
        }
    }

    fn envelope(&mut self, file: FileId, id: ExprId, api: usize, element: &str, text: &str, span: Span) {
        let project = self.project;
        let rule = &project.rules.apis[api];
        let Some(named) =
            named(rule, element).filter(|n| n.form == Form::Request || !is_distinctive(element))
        else {
            return;
        };
        let operation = rule.operations.iter().position(|o| o.id == named.rule.id).unwrap_or_default();
        let scope = project.facts(file).expr(id).scope;
        if stubs::in_generated(project, file, scope) || self.is_argument_of_call(file, id, operation) {
            return;
        }
        let near = self.near(file, api);
        let namespaced = rule.detect.is_namespace(text);
        let distinctive = is_distinctive(named.rule.operation.as_str());
        // A common element name is the API's only beside its namespace.
        if !namespaced && !distinctive && near < Near::File {
            return;
        }
        let confidence = match fate(project, file, id, 0) {
            Fate::Sent if namespaced || near >= Near::Project => Confidence::Certain,
            Fate::Sent => Confidence::Likely,
            Fate::Returned if namespaced || near >= Near::File => Confidence::Likely,
            Fate::Returned => Confidence::Possible,
            Fate::Kept => return,
        };
        let says = format!("`{element}` is the request element of `{}`", named.rule.operation);
        self.push_envelope(file, id, span, api, operation, confidence, says, near);
    }

    #[allow(clippy::too_many_arguments)]
    fn push_envelope(
        &mut self,
        file: FileId,
        id: ExprId,
        span: Span,
        api: usize,
        operation: usize,
        confidence: Confidence,
        says: String,
        near: Near,
    ) {
        let project = self.project;
        let mut because: Vec<Rc<Because>> = vec![self.reason("envelope", says, file, span)];
        because.extend(project.presence.because(file, api, project.rules).map(Rc::new));
        self.out.verdicts.push(Verdict {
            operation: Some(operation),
            expr: Some(id),
            scope: project.facts(file).expr(id).scope,
            by_project: near == Near::Project,
            test: is_test(project, file, id),
            ..Verdict::on(
                Kind::Call,
                api,
                project.rules.apis[api].operations[operation].id.clone(),
                file,
                span,
                confidence,
                because,
            )
        });
    }

    /// The call that fills the placeholders of a text, else the text: `"{%s}paramsGetLead" % NS`.
    fn filled(&self, file: FileId, id: ExprId) -> ExprId {
        let facts = self.project.facts(file);
        let call = self.project.parent(file, id).filter(
            |p| matches!(facts.kind(*p), ExprKind::Member { base, name, .. } if *base == id && (name == "%" || name == "format")),
        );
        call.and_then(|member| self.project.parent(file, member)).unwrap_or(id)
    }

    /// `ET.SubElement(body, "ns1:paramsGetLead")`, `{ "ns1:paramsGetLead": {…} }`.
    fn element_name(&mut self, file: FileId, id: ExprId, api: usize, text: &str) {
        let project = self.project;
        let facts = project.facts(file);
        let rule = &project.rules.apis[api];
        if text.len() > 120 || text.contains(char::is_whitespace) {
            return;
        }
        let bare = local_name(text);
        let Some(named) = named(rule, bare).filter(|n| n.form == Form::Request) else { return };
        // Element names are case-sensitive: `ParamsGetLead` is the type, not the element.
        if !rule.detect.requests_of(named.rule).any(|element| element == bare) {
            return;
        }
        let near = self.near(file, api);
        let distinctive = is_distinctive(named.rule.operation.as_str());
        if near < Near::Project || (!distinctive && near < Near::File) {
            return;
        }
        let operation = rule.operations.iter().position(|o| o.id == named.rule.id).unwrap_or_default();
        // A field that holds an element's name declares it (JAXB's registries do), and
        // stubs describe the operations they have.
        let scope = facts.expr(id).scope;
        if facts.scope(scope).kind == crate::fact::ScopeKind::Type
            || stubs::in_generated(project, file, scope)
        {
            return;
        }
        let id = self.filled(file, id);
        let Some(parent) = project.parent(file, id) else { return };
        let built = match facts.kind(parent) {
            ExprKind::Call { target, args, .. } => {
                let callee = match facts.kind(*target) {
                    ExprKind::Name(name) | ExprKind::Member { name, .. } => name.as_str(),
                    _ => "",
                };
                args.iter().any(|a| a.value == id) && self.makes_elements(file, callee)
            }
            ExprKind::New { ty, args, .. } => {
                args.iter().any(|a| a.value == id) && self.makes_elements(file, crate::link::simple(&ty.name))
            }
            // A map of many types is a class map; one entry with a body is a request.
            ExprKind::Pairs(pairs) => {
                let body = pairs.iter().find(|(k, _)| *k == id).map(|(_, v)| facts.kind(*v));
                let structured = matches!(
                    body,
                    Some(
                        ExprKind::Pairs(_)
                            | ExprKind::List(_)
                            | ExprKind::Name(_)
                            | ExprKind::Call { .. }
                            | ExprKind::Member { .. }
                    )
                );
                let requests = pairs.iter().filter(|(k, _)| match facts.kind(*k) {
                    ExprKind::Text(t) | ExprKind::Symbol(t) => {
                        super::named(rule, t).is_some_and(|n| n.form == Form::Request)
                    }
                    _ => false,
                });
                structured && requests.count() < 3
            }
            _ => false,
        };
        if !built
            || self.is_argument_of_call(file, id, operation)
            || self.called_nearby(file, id, operation)
            || fate(project, file, parent, 0) == Fate::Kept
        {
            return;
        }
        let confidence = if near >= Near::File { Confidence::Certain } else { Confidence::Likely };
        let span = facts.expr(id).span;
        let says = format!("an element `{bare}`, the request of `{}`, is built here", named.rule.operation);
        self.push_envelope(file, id, span, api, operation, confidence, says, near);
    }

    /// Whether the same method calls the operation anyway: a key or element
    /// that names its request is part of that call.
    fn called_nearby(&self, file: FileId, id: ExprId, operation: usize) -> bool {
        let project = self.project;
        let scope = project.facts(file).expr(id).scope;
        let method = project.method_around(file, scope);
        let key = project
            .parent(file, id)
            .is_some_and(|p| matches!(project.facts(file).kind(p), ExprKind::Pairs(_)));
        self.out.verdicts.iter().filter(|v| v.file == file && v.operation == Some(operation)).any(|v| {
            // A hash with the request's name may be built by a helper of the same file.
            let near = key || project.method_around(file, v.scope) == method;
            near && v.because.iter().all(|b| b.reason != "envelope")
        })
    }

    fn makes_elements(&self, file: FileId, callee: &str) -> bool {
        self.project.rules.makes_elements(self.project.files[file].language.id, callee)
    }

    /// Whether an expression is part of a call that is already reported with
    /// the same operation: the body handed to `client.getLead(…)`.
    fn is_argument_of_call(&self, file: FileId, id: ExprId, operation: usize) -> bool {
        let mut current = Some(id);
        while let Some(expr) = current {
            if self.out.verdicts.iter().any(|v| {
                let same = v.operation == Some(operation) || v.because.iter().all(|b| b.reason != "envelope");
                v.file == file && v.expr == Some(expr) && same && expr != id
            }) {
                return true;
            }
            current = self.project.parent(file, expr);
        }
        false
    }
}

fn flatten(project: &Project<'_>, file: FileId, parts: &[ExprId], out: &mut Vec<ExprId>) {
    for part in parts {
        match project.facts(file).kind(*part) {
            ExprKind::Concat(inner) => flatten(project, file, inner, out),
            _ => out.push(*part),
        }
    }
}

/// The opening element inside a literal's source text.
fn locate(project: &Project<'_>, file: FileId, id: ExprId, element: &str) -> Span {
    let span = project.facts(file).expr(id).span;
    let raw = project.files[file].source.slice(span);
    let found = raw.match_indices(element).find(|(at, _)| {
        let before =
            raw[..*at].trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.'));
        before.ends_with('<')
    });
    match found {
        Some((at, _)) => Span::new(span.start as usize + at..span.start as usize + at + element.len()),
        None => span,
    }
}

/// Whether an expression is, or leads to, a SOAP client; used by signs.
pub fn is_soap(project: &Project<'_>, file: FileId, id: ExprId) -> bool {
    matches!(project.type_of(file, id), Ty::Port(_) | Ty::Service(_) | Ty::Client(_) | Ty::Proxy(_))
}
