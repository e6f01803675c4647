//! Rule packs for APIs nobody wrote rules for: made from WSDLs that are named,
//! or found in the project.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Wsdl, pack, read_file};
use crate::report::Problem;
use crate::rule::Rules;
use crate::walk::{Bytes, WalkOptions, walk};

/// A contract of one API has fewer operations; each of them costs words to look for.
const OPERATIONS: usize = 1_500;
/// More contracts than this are not made packs of.
const PACKS: usize = 100;

/// The rules, and one pack more for each API of `files`.
pub fn named(rules: Rules, files: &[PathBuf]) -> Result<Rules, NotAContract> {
    let mut contracts = Contracts::default();
    for file in files {
        let of = |says: String| NotAContract {
            says: format!("`{}` {says}", file.display()),
            instead: "name a WSDL 1.1 file on this machine",
        };
        let wsdl = read_file(file).map_err(of)?;
        if let Some(api) = covering(&rules, &wsdl) {
            let says = format!("belongs to {}, which the rule pack `{api}` covers", wsdl.namespace);
            let instead = "leave `--wsdl` out: its calls are found without it";
            return Err(NotAContract { instead, ..of(says) });
        }
        contracts.add(wsdl, file).map_err(of)?;
    }
    let (rules, wrong) = contracts.over(rules);
    match wrong.into_iter().next() {
        Some((path, says)) => {
            let says = format!("`{}` {says}", path.display());
            Err(NotAContract { says, instead: "name a WSDL whose names are those of XML" })
        }
        None => Ok(rules),
    }
}

/// Why a file that was named cannot be scanned for.
#[derive(Debug)]
pub struct NotAContract {
    /// What is wrong with which file.
    pub says: String,
    /// What to do instead.
    pub instead: &'static str,
}

/// The rules, and one pack more for each API whose WSDL lies below the roots
/// and that no pack covers; and what could not be read.
pub fn found(rules: Rules, options: &WalkOptions, max_file_size: u64) -> (Rules, Vec<Problem>) {
    let is_wsdl = |path: &Path| path.extension().is_some_and(|e| e.eq_ignore_ascii_case("wsdl"));
    let mut problems = vec![];
    let mut contracts = Contracts::default();
    let mut names = BTreeMap::new();
    let mut problem = |name: &str, says: String| {
        problems.push(Problem { path: name.to_owned(), line: None, kind: "wsdl".into(), says });
    };
    let mut imported = BTreeSet::new();
    let mut all = vec![];
    for candidate in walk(options).files {
        // Of a revision nothing lies on the disk.
        let Bytes::Disk(path) = candidate.bytes else { continue };
        // The scan tells that it is too large.
        if !is_wsdl(&path) || std::fs::metadata(&path).is_ok_and(|m| m.len() > max_file_size) {
            continue;
        }
        let read = read_file(&path);
        if let Ok(wsdl) = &read {
            imported.extend(wsdl.imported.iter().cloned());
        }
        names.insert(path.clone(), candidate.name.clone());
        all.push((candidate.name, path, read));
    }
    for (name, path, read) in all {
        let is_part = path.canonicalize().is_ok_and(|p| imported.contains(&p));
        match read {
            // It is read with the one that imports it.
            _ if is_part => {}
            Ok(wsdl) if covering(&rules, &wsdl).is_some() => {}
            Ok(wsdl) => {
                wsdl.problems.iter().for_each(|says| problem(&name, says.clone()));
                if let Err(says) = contracts.add(wsdl, &path) {
                    problem(&name, says);
                }
            }
            Err(says) => problem(&name, says),
        }
    }
    let (rules, wrong) = contracts.over(rules);
    for (path, says) in wrong {
        problem(names.get(&path).map_or("", String::as_str), says);
    }
    (rules, problems)
}

/// The pack that knows the API of a WSDL.
fn covering<'r>(rules: &'r Rules, wsdl: &Wsdl) -> Option<&'r str> {
    let covers = |namespace: &str| rules.apis.iter().find(|api| api.detect.is_namespace(namespace));
    covers(&wsdl.namespace).map(|api| api.id.as_str())
}

/// Contracts by what tells APIs apart, each with the first of its files.
#[derive(Default)]
struct Contracts(BTreeMap<(String, String), (PathBuf, Wsdl)>);

impl Contracts {
    fn add(&mut self, wsdl: Wsdl, path: &Path) -> Result<(), String> {
        if wsdl.operations.len() > OPERATIONS {
            let count = wsdl.operations.len();
            return Err(format!(
                "declares {count} operations, more than the {OPERATIONS} that are looked for"
            ));
        }
        // Everybody who did not choose a namespace has the same.
        let service = match pack::is_own(&wsdl.namespace) {
            true => String::new(),
            false => pack::id(&wsdl),
        };
        let key = (wsdl.namespace.clone(), service);
        if let Some((_, known)) = self.0.get_mut(&key) {
            known.absorb(wsdl);
        } else if self.0.len() < PACKS {
            self.0.insert(key, (path.to_owned(), wsdl));
        } else {
            return Err(format!("was left out: {PACKS} other APIs are looked for already"));
        }
        Ok(())
    }

    /// The rules with one pack more for each contract, and the contracts no pack could be made of.
    fn over(self, mut rules: Rules) -> (Rules, Vec<(PathBuf, String)>) {
        let mut wrong = vec![];
        for (path, wsdl) in self.0.into_values() {
            let name = pack::id(&wsdl);
            let free = |id: &String| rules.api(id).is_none();
            let id = (1..).map(|n| if n == 1 { name.clone() } else { format!("{name}-{n}") }).find(free);
            let id = id.expect("there is always one more number");
            match rules.and_pack(&id, pack::files(&wsdl, &id)) {
                Ok(more) => {
                    rules = more;
                    rules.apis.iter_mut().filter(|api| api.id == id).for_each(pack::without_sources);
                }
                Err(mistakes) => {
                    let first = mistakes.mistakes.first().map_or(String::new(), |m| m.message.clone());
                    wrong.push((path, format!("has names that rules cannot have: {first}")));
                }
            }
        }
        (rules, wrong)
    }
}
