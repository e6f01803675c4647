//! WSDL and schema files of an API: what generators and clients were fed with.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Note;
use crate::assemble::evidence_at;
use crate::document::Form;
use crate::finding::{Confidence, Kind};
use crate::judge::signs::rule_of;
use crate::link::Project;
use crate::link::presence::Seen;
use crate::rule::Api;
use crate::scan::Document;
use crate::source::Span;

/// A contract with more operations is told by its first ones.
const OPERATIONS: usize = 500;

/// Reads a document whose root is a WSDL's or a schema's; says nothing of others.
pub(super) fn find(project: &Project<'_>, document: &Document, notes: &mut Vec<Note>) {
    let text = &document.source.text;
    if !matches!(document.form, Form::Xml | Form::Other) || !text.contains("targetNamespace") {
        return;
    }
    // Entities are never expanded and nothing is fetched: quick-xml does neither.
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut contract = Contract::default();
    let mut is_root = true;
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let name = tag.local_name();
                if is_root && !matches!(name.as_ref(), "definitions" | "schema" | "description") {
                    return;
                }
                is_root = false;
                let end = usize::try_from(reader.buffer_position()).unwrap_or(text.len());
                contract.element(text, start..end, &tag);
            }
            Ok(Event::End(tag)) if matches!(tag.local_name().as_ref(), "portType" | "interface") => {
                contract.in_port_type = false;
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            // Half a contract is still one.
            Err(_) => break,
        }
    }
    for (api, rule) in project.rules.apis.iter().enumerate() {
        contract.tell(document, api, rule, project, notes);
    }
}

/// What matters of a contract, by place.
#[derive(Default)]
struct Contract {
    root: Option<Span>,
    is_wsdl: bool,
    namespaces: Vec<Span>,
    addresses: Vec<Span>,
    operations: Vec<Span>,
    in_port_type: bool,
}

impl Contract {
    fn element(&mut self, text: &str, range: std::ops::Range<usize>, tag: &BytesStart<'_>) {
        let value = |name: &str| attribute(text, range.clone(), name);
        match tag.local_name().as_ref() {
            local @ ("definitions" | "description" | "schema") => {
                if self.root.is_none() {
                    let name = range.start + 1..range.start + 1 + tag.name().as_ref().len();
                    self.root = Some(Span::new(name));
                    self.is_wsdl = local != "schema";
                }
                self.namespaces.extend(value("targetNamespace"));
            }
            "address" => self.addresses.extend(value("location")),
            "portType" | "interface" => self.in_port_type = true,
            "operation" if self.in_port_type && self.operations.len() < OPERATIONS => {
                self.operations.extend(value("name"));
            }
            _ => {}
        }
    }

    fn tell(
        &self,
        document: &Document,
        api: usize,
        rule: &Api,
        project: &Project<'_>,
        notes: &mut Vec<Note>,
    ) {
        let source = &document.source;
        let ours: Vec<Span> =
            self.namespaces.iter().copied().filter(|s| rule.detect.is_namespace(source.slice(*s))).collect();
        let (Some(root), Some(first)) = (self.root, ours.first().copied()) else { return };
        let what = if self.is_wsdl { "WSDL" } else { "schema" };
        let says = match self.operations.len() {
            0 => format!("the {what} has the namespace of {}", rule.name),
            n => format!("the {what} has the namespace of {} and declares {n} operations", rule.name),
        };
        notes.push(Note {
            kind: Kind::Wsdl,
            api,
            operation: None,
            rule: "wsdl".into(),
            title: format!("{what} of {}", rule.name),
            span: root,
            confidence: Confidence::Certain,
            because: vec![evidence_at(source, "namespace", &says, first)],
            related: self.operations.clone(),
        });
        let places = ours.into_iter().map(|s| (s, Seen::Namespace));
        let addresses = self.addresses.iter().filter(|s| rule.detect.is_address(source.slice(**s)));
        for (span, seen) in places.chain(addresses.map(|s| (*s, Seen::Endpoint))) {
            let Some((kind, id)) = rule_of(rule, &seen) else { continue };
            notes.push(Note {
                kind,
                api,
                operation: None,
                title: rule.sign(&id).map_or_else(|| id.clone(), |s| s.title.clone()),
                rule: id,
                span,
                confidence: Confidence::Certain,
                because: vec![evidence_at(source, "sign", &seen.says(api, project.rules), span)],
                related: vec![],
            });
        }
    }
}

/// The value of an attribute of a tag, as it stands in the text.
fn attribute(text: &str, tag: std::ops::Range<usize>, name: &str) -> Option<Span> {
    let piece = text.get(tag.clone())?;
    let (at, _) = piece.match_indices(name).find(|(at, _)| {
        let before = piece[..*at].chars().next_back();
        let after = piece[at + name.len()..].trim_start();
        before.is_some_and(char::is_whitespace) && after.starts_with('=')
    })?;
    let rest = &piece[at + name.len()..];
    let open = rest.find(['"', '\''])?;
    let quote = rest[open..].chars().next()?;
    let length = rest[open + 1..].find(quote)?;
    let start = tag.start + at + name.len() + open + 1;
    Some(Span::new(start..start + length))
}
