//! Which items a scan makes: what is paid once, what for each place, and for which places.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{Entry, Found, Part, Spread};
use crate::finding::{Confidence, Finding, Kind};
use crate::language::Language;
use crate::report::{EstimateItem, Existing, Ledger};
use crate::rule::EffortTable;
use crate::rule::effort::{Curve, Span};

/// All items, sorted by what they are; hours and averages are still to be filled in.
pub(super) fn entries(found: Found<'_>, table: &EffortTable) -> Vec<Entry> {
    let findings = found.findings;
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by(|a, b| rank(&findings[*a]).cmp(&rank(&findings[*b])));
    let mut items = Items { found, table, groups: BTreeMap::new(), stacks: BTreeMap::new() };
    for &index in &order {
        items.finding(index);
    }
    let mut entries = items.entries();
    entries.extend(tests_beside(&entries, table));
    entries.extend(unknowns(found.ledger, table));
    entries.sort_by(|a, b| key(a).cmp(&key(b)));
    entries
}

pub(super) fn key(entry: &Entry) -> (&str, &str, &str) {
    (&entry.item.item, &entry.item.what, &entry.item.category)
}

/// The most certain first: it pays for what has to be learnt.
fn rank(finding: &Finding) -> impl Ord + use<'_> {
    (std::cmp::Reverse(finding.confidence), &finding.place, &finding.rule, &finding.fingerprint)
}

/// What one item is for: a change, and the places where it is made.
struct Group<'t> {
    item: &'static str,
    first: &'t Span,
    further: Option<(&'static str, &'t Span)>,
    category: &'static str,
    existing: Option<&'t Existing>,
    places: Vec<(usize, f64)>,
    /// Path and name of the functions that a difference in behaviour was met in.
    functions: HashSet<(&'t str, &'t str)>,
}

/// Collects places by what has to be changed there.
struct Items<'a> {
    found: Found<'a>,
    table: &'a EffortTable,
    groups: BTreeMap<(&'static str, String), Group<'a>>,
    /// The ways SOAP is spoken, by API and language, in the order they were met.
    stacks: BTreeMap<String, Vec<&'static str>>,
}

impl<'a> Items<'a> {
    fn finding(&mut self, index: usize) {
        let (finding, table) = (&self.found.findings[index], self.table);
        let language = Language::by_id(&finding.language);
        let family = language.map_or(finding.language.as_str(), |l| l.family);
        let curve = |item, curve: &'a Curve| (item, &curve.first, Some((item, &curve.further)));
        let is_code = matches!(finding.kind, Kind::Call | Kind::Wrapper | Kind::Parameter);
        if finding.test && !is_code {
            // Addresses and credentials in fixtures and recordings go when these are made anew.
            let (item, first, further) = curve("clean-up", &table.cleanup);
            self.add(index, item, format!("{} in tests", finding.rule), first, further);
            return;
        }
        if finding.test {
            let what = format!("calls in tests of {}, {family}", finding.api);
            self.add(index, "tests", what, &table.tests.first, Some(("tests", &table.tests.further)));
            return;
        }
        let (item, first, further) = match finding.kind {
            Kind::Call => {
                let class = &finding.remedy.class;
                let own = table.operation_of(&finding.rule, finding.object.as_deref());
                let first = own.and_then(|own| own.first.as_ref()).unwrap_or(table.first_use.of(class));
                let further = own.and_then(|own| own.further.as_ref()).unwrap_or(table.call_site.of(class));
                ("operation", first, Some(("call-site", further)))
            }
            Kind::Wrapper => curve("wrapper", &table.wrapper),
            Kind::Parameter => curve("parameter", &table.parameter),
            Kind::Endpoint => curve("endpoint", &table.endpoint),
            // What made the SOAP client makes the REST client, with its token.
            Kind::Auth | Kind::Client => curve("auth-site", &table.auth_site),
            // Their calls are paid for; the lines go with them.
            Kind::Object => curve("clean-up", &table.cleanup),
            Kind::Stub | Kind::Import | Kind::Dependency | Kind::Wsdl => curve("clean-up", &table.cleanup),
        };
        self.add(index, item, what(finding), first, further);
        let is_use =
            matches!(finding.kind, Kind::Call | Kind::Parameter | Kind::Wrapper | Kind::Auth | Kind::Client);
        // A setting has no client: the code that reads it has.
        if is_use && language.is_some() {
            self.once(index, family);
        }
        if is_use && finding.confidence == Confidence::Possible {
            let (item, first, further) = curve("investigation", &table.investigation);
            self.add(index, item, what(finding), first, further);
        }
        if matches!(finding.kind, Kind::Call | Kind::Parameter) {
            for hazard in &finding.remedy.hazards {
                let (item, first, further) = curve("hazard", &table.hazard);
                self.add(index, item, format!("{}: {hazard}", finding.api), first, further);
            }
        }
    }

    /// What an API needs once in each language, and again for each way SOAP is spoken there.
    fn once(&mut self, index: usize, family: &str) {
        let (finding, table) = (&self.found.findings[index], self.table);
        let stack = format!("{}, {family}", finding.api);
        let (client, token) = (&table.foundation, &table.authentication);
        for (item, part, what, new, there) in [
            ("foundation", "client", format!("REST client for {stack}"), &client.new, &client.there),
            ("authentication", "token", format!("access token for {stack}"), &token.new, &token.there),
        ] {
            let is_it = |e: &&Existing| e.api == finding.api && e.language == family && e.part == part;
            let existing = self.found.existing.iter().find(is_it);
            let span = if existing.is_some() { there } else { new };
            self.add(index, item, what.clone(), span, None);
            if let Some(group) = self.groups.get_mut(&(item, what)) {
                group.existing = existing;
            }
        }
        let Some(way) = way(finding) else { return };
        let ways = self.stacks.entry(stack.clone()).or_default();
        if !ways.contains(&way) {
            ways.push(way);
        }
        if ways.first() != Some(&way) {
            let what = format!("access token for {stack}: {way} as well");
            self.add(index, "authentication", what, &table.authentication.stack, None);
        }
    }

    fn add(
        &mut self,
        index: usize,
        item: &'static str,
        what: String,
        first: &'a Span,
        further: Option<(&'static str, &'a Span)>,
    ) {
        let findings = self.found.findings;
        let finding = &findings[index];
        let category = self.category(item, finding);
        // Once somebody has to look, they look at each.
        let believed = if item == "investigation" { 1.0 } else { probability(finding, self.table) };
        let group = self.groups.entry((item, what)).or_insert_with(|| Group {
            item,
            first,
            further,
            category,
            existing: None,
            places: Vec::new(),
            functions: HashSet::new(),
        });
        // A difference in behaviour is a matter of the function, however many calls are in it.
        let function = finding.within.as_deref().filter(|_| item == "hazard");
        if function.is_none_or(|within| group.functions.insert((&finding.place.path, within))) {
            group.places.push((index, believed));
        }
    }

    fn category(&self, item: &str, finding: &Finding) -> &'static str {
        let ends =
            self.found.apis.iter().find(|a| a.id == finding.api).is_none_or(|a| a.state != "discouraged");
        match finding.confidence {
            _ if item == "clean-up" || !ends => "optional",
            Confidence::Possible => "potential",
            _ => "mandatory",
        }
    }

    fn entries(self) -> Vec<Entry> {
        let learning = self.table.model.learning.value.log2();
        let mut entries = Vec::new();
        for ((_, what), group) in &self.groups {
            let places = &group.places;
            let Some((first, believed)) = places.first() else { continue };
            let part = |index: usize, share: f64, own: f64| Part {
                finding: Some(index),
                path: self.found.findings[index].place.path.clone(),
                share,
                own,
            };
            let once = group.further.is_none();
            let parts = if once {
                // Everybody needs it, so everybody shares it.
                places.iter().map(|(i, _)| part(*i, 1.0 / places.len() as f64, 0.0)).collect()
            } else {
                vec![part(*first, 1.0, 1.0)]
            };
            entries.push(Entry {
                item: item(group.item, what, group.category, if once { places.len() } else { 1 }),
                spread: Spread::of(group.first),
                units: 1.0,
                need: *believed,
                parts,
                full: 1.0,
            });
            let evidence = group.existing.map(|e| e.evidence.clone());
            entries.last_mut().into_iter().for_each(|e| {
                e.show(*believed, &group.first.because);
                e.item.evidence.clone_from(&evidence);
            });
            let Some((name, span)) = group.further.filter(|_| places.len() > 1) else { continue };
            // Places are sorted by belief, and the curve falls: a further place,
            // wherever it is put in, makes the sum larger.
            let costs: Vec<_> = places
                .iter()
                .enumerate()
                .skip(1)
                .map(|(k, (index, believed))| (*index, *believed, (k as f64).powf(learning)))
                .collect();
            let all: f64 = costs.iter().map(|(_, _, own)| own).sum();
            let units: f64 = costs.iter().map(|(_, believed, own)| believed * own).sum();
            let mut entry = Entry {
                item: item(name, &format!("{what}, further places"), group.category, costs.len()),
                spread: Spread::of(span),
                units,
                need: 1.0,
                parts: costs
                    .iter()
                    .map(|(i, believed, own)| part(*i, believed * own / units, *own))
                    .collect(),
                full: all,
            };
            entry.show(units / all, &span.because);
            entries.push(entry);
        }
        entries
    }
}

impl Entry {
    fn show(&mut self, probability: f64, because: &str) {
        self.item.probability = (probability * 1000.0).round() / 1000.0;
        self.item.because = because.to_owned();
    }
}

fn item(item: &str, what: &str, category: &str, count: usize) -> EstimateItem {
    EstimateItem {
        item: item.to_owned(),
        what: what.to_owned(),
        category: category.to_owned(),
        count,
        ..EstimateItem::default()
    }
}

/// The way SOAP is spoken at a place, where its evidence tells.
fn way(finding: &Finding) -> Option<&'static str> {
    let reasons: BTreeSet<&str> = finding.evidence.iter().map(|e| e.reason.as_str()).collect();
    [
        ("library", "a published client"),
        ("envelope", "hand-written envelopes"),
        ("receiver-type", "generated classes"),
        ("client", "a SOAP client library"),
        ("client-bound", "a SOAP client library"),
    ]
    .into_iter()
    .find_map(|(reason, way)| reasons.contains(reason).then_some(way))
}

/// The change a finding asks for: rule, object, and the rows of the decision.
fn what(finding: &Finding) -> String {
    let mut what = finding.rule.clone();
    if let Some(object) = &finding.object {
        what.push_str(&format!(" {object}"));
    }
    if finding.kind == Kind::Wrapper
        && let Some(method) = finding.chain.first()
    {
        return format!("{what} through {}", method.says);
    }
    match &finding.decision {
        Some(decision) if !decision.rows.is_empty() => {
            what.push_str(&format!(" ({})", decision.rows.join(", ")))
        }
        Some(decision) if !decision.open.is_empty() => what.push_str(" (not decided)"),
        _ => {}
    }
    what
}

fn probability(finding: &Finding, table: &EffortTable) -> f64 {
    match finding.confidence {
        Confidence::Certain => table.probability.certain.value,
        Confidence::Likely => table.probability.likely.value,
        Confidence::Possible => table.probability.possible.value,
    }
}

/// Tests cost a part of the code they are for, change by change.
fn tests_beside(entries: &[Entry], table: &EffortTable) -> Vec<Entry> {
    let fraction = table.tests.fraction.value;
    let mut groups: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        if matches!(entry.item.item.as_str(), "operation" | "call-site" | "wrapper" | "parameter") {
            groups.entry(&entry.item.category).or_default().push(entry);
        }
    }
    let mut tests = Vec::new();
    for (category, of) in groups {
        let weight = |e: &Entry| e.need * e.units * e.spread.median * fraction;
        let units: f64 = of.iter().map(|e| weight(e)).sum();
        let parts = of.iter().flat_map(|e| {
            e.parts.iter().map(|p| Part { share: p.share * weight(e) / units, own: 0.0, ..p.clone() })
        });
        let mut entry = Entry {
            item: item("tests", "beside the changed code", category, of.len()),
            spread: Spread::new(1.0, table.tests.spread.value),
            units,
            need: 1.0,
            parts: parts.collect(),
            full: units,
        };
        entry.show(1.0, &table.tests.fraction.because);
        tests.push(entry);
    }
    tests
}

/// What the ledger could not account for.
fn unknowns(ledger: &Ledger, table: &EffortTable) -> Vec<Entry> {
    let mut dispatches: Vec<String> = ledger.unresolved.iter().map(|u| u.path.clone()).collect();
    let lost = |state: &str| !matches!(state, "understood" | "generated" | "prose");
    let mut files: Vec<String> =
        ledger.files.iter().filter(|f| lost(&f.state)).map(|f| f.path.clone()).collect();
    dispatches.sort();
    files.sort();
    let kinds = [
        ("dispatches that may reach the API", dispatches, &table.unknown.unresolved),
        ("relevant files not understood", files, &table.unknown.file),
    ];
    let mut entries = Vec::new();
    for (what, paths, span) in kinds.into_iter().filter(|(_, paths, _)| !paths.is_empty()) {
        let count = paths.len();
        let probability = table.unknown.probability.value;
        let part = |path| Part { finding: None, path, share: 1.0 / count as f64, own: 1.0 };
        let mut entry = Entry {
            item: item("unknown", what, "potential", count),
            spread: Spread::of(span),
            units: count as f64 * probability,
            need: 1.0,
            parts: paths.into_iter().map(part).collect(),
            full: count as f64,
        };
        entry.show(probability, &span.because);
        entries.push(entry);
    }
    entries
}
