//! Finds rule packs, embedded or on disk, and makes checked rules of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};

use super::effort::{self, EffortTable};
use super::mistake::{Mistake, PackFile, RuleErrors, Unknown};
use super::names::Names;
use super::pattern::Pattern;
use super::raw::{
    RawApi, RawClients, RawDetect, RawHazard, RawOperation, RawRecipe, RawRecipes, RawRequests, RawRest,
    RawRow, RawSign, RawStep, Text,
};
use super::{
    Api, Client, Condition, Detect, Hazard, Operation, OperationRule, Recipe, RecipeCall, Row, Rules, Sign,
    Step, check, reading,
};

mod library;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// The files of all packs by folder, and what the packs share.
#[derive(Default)]
struct Sources {
    packs: BTreeMap<String, Vec<PackFile>>,
    clients: Vec<PackFile>,
    effort: Option<PackFile>,
}

impl Rules {
    /// The packs the program was built with.
    pub fn embedded() -> &'static Rules {
        static RULES: OnceLock<Rules> = OnceLock::new();
        RULES.get_or_init(|| {
            let mut sources = Sources::default();
            sources.embedded();
            // They are right: tests/rules.rs tells every mistake. Should one slip
            // through, what it is about is missing, and the scan is still worth having.
            sources.rules().0
        })
    }

    /// The embedded packs and those in `dirs`: each is a pack, or a folder of
    /// packs. A pack replaces the one with the same id.
    pub fn load(dirs: &[PathBuf]) -> Result<Rules, RuleErrors> {
        let mut sources = Sources::default();
        let mut mistakes = Vec::new();
        for dir in dirs {
            sources.disk(dir, &mut mistakes);
        }
        let (read, more) = sources.rules();
        mistakes.extend(more.into_iter().filter(|m| !m.warning));
        if !mistakes.is_empty() {
            return Err(RuleErrors { mistakes });
        }
        let mut rules = Rules::embedded().clone();
        rules.apis.retain(|api| read.api(&api.id).is_none());
        rules.apis.extend(read.apis);
        rules.apis.sort_by(|a, b| a.id.cmp(&b.id));
        rules.clients.retain(|client| read.clients.iter().all(|c| c.id != client.id));
        rules.clients.extend(read.clients);
        rules.clients.sort_by(|a, b| a.id.cmp(&b.id));
        // It was read over the embedded one.
        rules.effort = read.effort;
        Ok(rules)
    }

    /// These rules and one pack more, from its files: path within the pack, and text.
    pub fn and_pack(&self, id: &str, files: Vec<(String, String)>) -> Result<Rules, RuleErrors> {
        let file =
            |(path, text): (String, String)| PackFile { path: format!("{id}/{path}"), text: text.into() };
        let packs = BTreeMap::from([(id.to_owned(), files.into_iter().map(file).collect())]);
        let (read, mistakes) = Sources { packs, ..Sources::default() }.rules();
        let mistakes: Vec<_> = mistakes.into_iter().filter(|m| !m.warning).collect();
        if !mistakes.is_empty() {
            return Err(RuleErrors { mistakes });
        }
        let mut rules = self.clone();
        rules.apis.extend(read.apis);
        rules.apis.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(rules)
    }

    /// Everything wrong with the packs in `dirs`, warnings too, sorted by file
    /// and place; without any `dirs` the embedded packs.
    pub fn check(dirs: &[PathBuf]) -> Vec<Mistake> {
        let mut sources = Sources::default();
        let mut mistakes = Vec::new();
        if dirs.is_empty() {
            sources.embedded();
        }
        for dir in dirs {
            sources.disk(dir, &mut mistakes);
        }
        mistakes.extend(sources.rules().1);
        mistakes
    }

    /// Only the APIs with these ids; all of them when there are none.
    pub fn only(&self, apis: &[String]) -> Result<Rules, Unknown> {
        if let Some(id) = apis.iter().find(|id| self.api(id).is_none()) {
            let known = self.apis.iter().map(|a| format!("`{}`", a.id)).collect::<Vec<_>>().join(", ");
            let message = format!("no rule pack is called `{id}`");
            return Err(Unknown { message, help: format!("write one of {known}") });
        }
        let mut rules = self.clone();
        rules.apis.retain(|api| apis.is_empty() || apis.contains(&api.id));
        Ok(rules)
    }
}

impl Sources {
    fn embedded(&mut self) {
        for file in EMBEDDED.files() {
            self.shared(file.path(), embedded_file(file));
        }
        for dir in EMBEDDED.dirs() {
            let files = toml_files(dir);
            // The folder of templates is no pack.
            if files.iter().any(|f| f.path.ends_with("/api.toml")) {
                self.packs.insert(name_of(dir.path()), files);
            }
        }
    }

    fn disk(&mut self, dir: &Path, mistakes: &mut Vec<Mistake>) {
        let is_pack = |dir: &Path| dir.join("api.toml").is_file();
        let mut packs = Vec::new();
        if is_pack(dir) {
            packs.push(dir.to_owned());
        } else {
            let mut entries: Vec<PathBuf> =
                std::fs::read_dir(dir).into_iter().flatten().flatten().map(|e| e.path()).collect();
            entries.sort();
            for entry in &entries {
                if is_pack(entry) {
                    packs.push(entry.clone());
                } else if entry.is_file()
                    && let Some(file) = read_file(entry, mistakes)
                {
                    self.shared(entry, file);
                }
            }
        }
        if packs.is_empty() {
            mistakes.push(Mistake::without_place(
                dir.display().to_string(),
                format!("there is no rule pack in `{}`", dir.display()),
                "name a folder with an api.toml, or a folder of such folders",
            ));
        }
        for pack in packs {
            let mut files = Vec::new();
            let entries = walkdir::WalkDir::new(&pack).sort_by_file_name();
            for entry in entries.into_iter().filter_map(Result::ok) {
                if entry.file_type().is_file() && entry.path().extension().is_some_and(|e| e == "toml") {
                    files.extend(read_file(entry.path(), mistakes));
                }
            }
            // `.` and `..` have a name only once resolved.
            let name = pack.canonicalize().map_or_else(|_| name_of(&pack), |p| name_of(&p));
            self.packs.insert(name, files);
        }
    }

    /// A file beside the packs.
    fn shared(&mut self, path: &Path, file: PackFile) {
        match path.file_name().and_then(|n| n.to_str()) {
            Some("clients.toml") => self.clients.push(file),
            Some("effort.toml") => self.effort = Some(file),
            _ => {}
        }
    }

    /// The rules, without what cannot be read, and all mistakes and warnings.
    fn rules(self) -> (Rules, Vec<Mistake>) {
        let mut mistakes = Vec::new();
        let mut apis = Vec::new();
        for (name, files) in &self.packs {
            apis.extend(api(name, files, &mut mistakes));
        }
        apis.sort_by(|a, b| a.id.cmp(&b.id));
        let mut clients: BTreeMap<String, Client> = BTreeMap::new();
        for file in &self.clients {
            let Some(raw) = reading::read::<RawClients>(file, &mut mistakes) else { continue };
            check::clients(file, &raw, &mut mistakes);
            clients.extend(raw.client.into_iter().map(|c| (c.get().id.clone(), c.get().clone())));
        }
        let effort = effort(self.effort.as_ref(), &mut mistakes);
        mistakes.sort_by(|a, b| (&a.path, a.at.start, &a.message).cmp(&(&b.path, b.at.start, &b.message)));
        let rules = Rules { apis, clients: clients.into_values().collect(), effort };
        (rules, mistakes)
    }
}

/// The embedded numbers, with those of a project over them.
fn effort(changes: Option<&PackFile>, mistakes: &mut Vec<Mistake>) -> EffortTable {
    let file = EMBEDDED.get_file("effort.toml").map(embedded_file);
    let base = file.expect("rules/effort.toml is part of the program");
    let read = effort::read(&base, changes, mistakes);
    let read = read.or_else(|| effort::read(&base, None, &mut Vec::new()));
    read.expect("the embedded numbers are right; a test of src/rule/effort.rs reads them")
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned())
}

fn embedded_file(file: &include_dir::File<'_>) -> PackFile {
    let path = format!("rules/{}", file.path().display());
    PackFile { path, text: file.contents_utf8().unwrap_or_default().into() }
}

/// All TOML below a folder, sorted.
fn toml_files(dir: &Dir<'_>) -> Vec<PackFile> {
    let mut files: Vec<PackFile> = dir
        .files()
        .filter(|f| f.path().extension().is_some_and(|e| e == "toml"))
        .map(embedded_file)
        .chain(dir.dirs().flat_map(toml_files))
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn read_file(path: &Path, mistakes: &mut Vec<Mistake>) -> Option<PackFile> {
    let shown = path.display().to_string().replace('\\', "/");
    match std::fs::read_to_string(path) {
        Ok(text) => Some(PackFile { path: shown, text: text.into() }),
        Err(error) => {
            let message = format!("`{shown}` cannot be read: {}", error.kind());
            mistakes.push(Mistake::without_place(shown, message, "make it readable and UTF-8"));
            None
        }
    }
}

/// The pack in a folder; what of it is right, when something is not.
fn api(folder: &str, files: &[PackFile], mistakes: &mut Vec<Mistake>) -> Option<Api> {
    let mut raw_api = None;
    let mut raw_rest = None;
    let mut raw_recipes = None;
    let mut raw_requests = None;
    let mut raw_operations = Vec::new();
    let told = mistakes.len();
    for file in files {
        let mut parts = file.path.rsplit('/');
        let (name, parent) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        match name {
            _ if parent == "operations" => {
                raw_operations.extend(reading::read::<RawOperation>(file, mistakes).map(|raw| (file, raw)));
            }
            "api.toml" => raw_api = reading::read::<RawApi>(file, mistakes).map(|raw| (file, raw)),
            "recipes.toml" => {
                raw_recipes = reading::read::<RawRecipes>(file, mistakes).map(|raw| (file, raw));
            }
            "requests.toml" => {
                raw_requests = reading::read::<RawRequests>(file, mistakes).map(|raw| (file, raw));
            }
            "rest.toml" => raw_rest = reading::read::<RawRest>(file, mistakes).map(|raw| (file, raw)),
            _ => {
                let known =
                    ["api.toml", "rest.toml", "requests.toml", "recipes.toml", "operations/<id>.toml"];
                let help = format!("a pack has {}", known.join(", "));
                mistakes
                    .push(Mistake::new(file, 0..0, "no part of a pack is called this", "", help).warning());
            }
        }
    }
    let whole = mistakes[told..].iter().all(|m| m.warning);
    let (file, raw) = raw_api?;
    let written = check::Pack {
        folder,
        file,
        api: &raw,
        rest: raw_rest.as_ref().map(|(file, rest)| (*file, rest)),
        operations: &raw_operations,
        recipes: raw_recipes.as_ref().map(|(file, recipes)| (*file, recipes)),
        requests: raw_requests.as_ref().map(|(file, requests)| (*file, requests)),
        whole,
    };
    written.check(mistakes);
    let mut make = Make { file, mistakes };
    let detect = make.detect(raw.detect);
    let signs = raw.sign.into_iter().map(|s| make.sign(s)).collect();
    let rest = raw_rest.map(|(_, rest)| rest).unwrap_or_default();
    let mut operations: Vec<OperationRule> = raw_operations
        .into_iter()
        .map(|(file, raw)| Make { file, mistakes: make.mistakes }.operation(raw))
        .collect();
    operations.sort_by(|a, b| a.id.cmp(&b.id));
    let recipes = raw_recipes.map_or_else(Vec::new, |(file, raw)| {
        let mut make = Make { file, mistakes: make.mistakes };
        raw.recipe.into_iter().map(|r| make.recipe(r)).collect()
    });
    Some(Api {
        id: raw.id.get().clone(),
        name: raw.name,
        vendor: raw.vendor,
        replacement: raw.replacement,
        choice: raw.choice,
        docs: raw.docs,
        status: raw.status.get().clone(),
        deprecations: raw.deprecation.iter().map(|d| d.get().clone()).collect(),
        errata: raw.erratum.iter().map(|e| e.get().clone()).collect(),
        names: Names::new(&operations, &detect),
        detect,
        object_aliases: raw.object_alias.into_iter().map(|a| (a.name, a.object.get().clone())).collect(),
        signs,
        libraries: raw.libraries.into_iter().map(library::library).collect(),
        endpoints: rest.endpoint.iter().map(|e| (e.get().id.clone(), e.get().clone())).collect(),
        translations: rest.translation.iter().map(|t| t.get().clone()).collect(),
        client: rest.client,
        mappings: raw_requests.iter().flat_map(|(_, raw)| &raw.request).map(|r| r.get().clone()).collect(),
        limits: rest.limits.item.iter().map(|l| l.get().clone()).collect(),
        operations,
        recipes,
    })
}

/// Turns what a file says into checked values and collects what is wrong.
struct Make<'a> {
    file: &'a PackFile,
    mistakes: &'a mut Vec<Mistake>,
}

impl Make<'_> {
    fn regex(&mut self, written: &Text) -> Option<Pattern> {
        match Pattern::new(written.get()) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                self.mistakes.push(reading::regex_mistake(self.file, written, &error));
                None
            }
        }
    }

    fn regexes(&mut self, written: &[Text]) -> Vec<Pattern> {
        written.iter().filter_map(|w| self.regex(w)).collect()
    }

    fn condition(&mut self, written: &Text) -> Option<Condition> {
        match written.get().parse() {
            Ok(condition) => Some(condition),
            Err(error) => {
                self.mistakes.push(reading::condition_mistake(self.file, written, &error));
                None
            }
        }
    }

    fn conditions(&mut self, written: &[Text]) -> Vec<Condition> {
        written.iter().filter_map(|w| self.condition(w)).collect()
    }

    fn detect(&mut self, raw: RawDetect) -> Detect {
        Detect {
            vocabulary: raw.vocabulary.iter().map(|w| w.to_lowercase()).collect(),
            namespaces: raw.namespaces,
            endpoints: self.regexes(&raw.endpoints),
            wsdl: self.regexes(&raw.wsdl),
            packages: raw.packages,
            services: raw.services,
            ports: raw.ports,
            generic_ports: raw.generic_ports,
            port_names: raw.port_names,
            requests: raw.requests,
            responses: raw.responses,
            types: raw.types,
            headers: raw.headers,
            rest: self.regexes(&raw.rest),
            token: self.regexes(&raw.token),
            not_types: raw.not_types,
        }
    }

    fn sign(&mut self, raw: RawSign) -> Sign {
        Sign {
            id: raw.id.get().clone(),
            kind: raw.kind,
            title: raw.title,
            names: raw.names,
            members: raw.members,
            patterns: self.regexes(&raw.patterns),
            strength: raw.strength,
            operations: raw.operations.iter().map(|o| Operation::new(o.get())).collect(),
            replaces: raw.replaces,
            steps: steps(raw.steps),
            hazards: raw.hazards,
            docs: raw.docs,
            effort: raw.effort,
        }
    }

    fn operation(&mut self, raw: RawOperation) -> OperationRule {
        OperationRule {
            id: id_of(self.file),
            operation: Operation::new(raw.operation.get()),
            title: raw.title,
            section: raw.section,
            summary: raw.summary,
            since: raw.since,
            object: raw.object.map(|o| o.get().clone()),
            continues: raw.continues.map(|c| c.get().clone()),
            requests: raw.requests,
            responses: raw.responses,
            docs: raw.docs.get().clone(),
            returns: raw.returns,
            paging: raw.paging,
            limits: raw.limits,
            parameters: raw.parameter.iter().map(|p| p.get().clone()).collect(),
            rows: raw.row.into_iter().map(|r| self.row(r)).collect(),
            hazards: raw.hazard.into_iter().map(|h| self.hazard(h)).collect(),
            source: raw.source,
        }
    }

    fn row(&mut self, raw: RawRow) -> Row {
        Row {
            id: raw.id.get().clone(),
            kind: raw.kind,
            object: raw.object.map(|o| o.get().clone()),
            when: self.conditions(&raw.when),
            steps: steps(raw.steps),
            says: raw.says.get().clone(),
            equivalent: raw.equivalent,
            effort: raw.effort,
            basis: raw.basis,
            certainty: raw.certainty,
            way_out: raw.way_out,
            source: raw.source,
        }
    }

    fn recipe(&mut self, raw: RawRecipe) -> Recipe {
        Recipe {
            id: raw.id.get().clone(),
            title: raw.title,
            calls: raw
                .calls
                .iter()
                .map(|c| RecipeCall {
                    operation: Operation::new(c.operation.get()),
                    when: self.conditions(&c.when),
                    every: c.every,
                })
                .collect(),
            near: raw.near,
            says: raw.says.get().clone(),
            steps: steps(raw.steps),
            hazards: raw.hazards,
            docs: raw.docs,
            effort: raw.effort,
        }
    }

    fn hazard(&mut self, raw: RawHazard) -> Hazard {
        Hazard {
            id: raw.id.get().clone(),
            says: raw.says.get().clone(),
            when: self.conditions(&raw.when),
            sure: raw.sure,
            shows: raw.shows.map(|s| s.get().clone()),
            bites: *raw.bites.get(),
            source: raw.source,
        }
    }
}

/// The rule's id is the name of the operation's file.
pub(super) fn id_of(file: &PackFile) -> String {
    let name = file.path.rsplit('/').next().unwrap_or_default();
    name.strip_suffix(".toml").unwrap_or(name).to_owned()
}

fn steps(raw: Vec<RawStep>) -> Vec<Step> {
    raw.into_iter().map(|s| Step { role: s.role, call: s.call.get().clone(), args: s.args }).collect()
}
