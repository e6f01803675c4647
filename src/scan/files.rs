//! The files of a scan: which of them matter, and what they say.
//!
//! Reading comes first, then parsing of what holds words of the vocabulary,
//! then whatever the linker asks for.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;

use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::*;

use super::{Document, Options, Parsed};
use crate::document::manifest::is_manifest;
use crate::document::{Form, notebook};
use crate::extract::Extractor;
use crate::fact::Facts;
use crate::language::Language;
use crate::progress::Progress;
use crate::read::{Hits, Opened, Reader, Weight, Word, Words};
use crate::realm::Realms;
use crate::report::{LedgerFile, Problem};
use crate::rule::fold;
use crate::source::{Encoding, SourceFile};
use crate::walk::{Candidate, WalkOptions, walk};

/// Files that came to matter after the first look.
#[derive(Debug, Default)]
pub struct Users {
    sources: Vec<SourceFile>,
    problems: Vec<Problem>,
}

impl Users {
    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }
}

/// The files of a scan, as far as they matter.
pub struct Scan<'r> {
    /// The vocabulary.
    pub words: &'r Words,
    /// Parsed files, sorted by path.
    pub files: Vec<Parsed>,
    /// Relevant files of no known language, sorted by path.
    pub documents: Vec<Document>,
    /// What could not be understood.
    pub problems: Vec<Problem>,
    /// The projects they belong to.
    pub realms: Realms,
    /// How many files were walked.
    pub walked: usize,
    /// Source files that held none of the words; [`Scan::users_of`] looks at them again.
    rest: Vec<Candidate>,
    /// Files that should have been understood and were not even parsed.
    pub(super) lost: Vec<LedgerFile>,
    max_file_size: u64,
    progress: Progress,
}

impl<'r> Scan<'r> {
    /// Walks, reads and parses what the vocabulary makes relevant.
    pub fn open(options: &Options, words: &'r Words) -> Self {
        let walk_options = WalkOptions {
            // RAYON_NUM_THREADS counts for the walk as well.
            threads: rayon::current_num_threads(),
            ..options.walk.clone()
        };
        options.progress.stage("looking", 0);
        let walked = walk(&walk_options);
        let mut scan = Scan {
            words,
            files: Vec::new(),
            documents: Vec::new(),
            problems: walked.problems,
            realms: Realms::new(walked.files.iter().map(|f| f.name.as_str())),
            walked: walked.files.len(),
            rest: Vec::new(),
            lost: Vec::new(),
            max_file_size: options.max_file_size.min(u64::from(u32::MAX)),
            progress: options.progress.clone(),
        };
        scan.read(walked.files);
        scan
    }

    fn read(&mut self, candidates: Vec<Candidate>) {
        let (archives, candidates): (Vec<_>, Vec<_>) =
            candidates.into_iter().partition(|c| Form::of(&c.name) == Form::Archive);
        self.documents.extend(archives.into_iter().map(archive));
        self.progress.stage("reading", candidates.len());
        let opened: Vec<(Candidate, Opened)> = candidates
            .into_par_iter()
            .map_init(
                || Reader::new(self.words, self.max_file_size),
                |reader, candidate| {
                    let opened = reader.open(&candidate);
                    self.progress.file();
                    (candidate, opened)
                },
            )
            .collect();

        let mut relevant = Vec::new();
        let mut perhaps = Vec::new();
        let mut manifests = Vec::new();
        for (candidate, opened) in opened {
            match opened {
                Opened::Relevant(source, hits) => relevant.push((source, hits)),
                Opened::Perhaps(hits) => perhaps.push((candidate, hits)),
                Opened::Nothing if is_manifest(&candidate.name) => manifests.push(candidate),
                Opened::Nothing => self.keep_for_sweep(candidate),
                Opened::Trouble(problem, bytes) => self.lose(problem, bytes),
            }
        }
        let mut proven = BTreeSet::new();
        let mut named = BTreeSet::new();
        for (source, hits) in &relevant {
            let is_code = Language::of(&source.path, "").is_some();
            for word in hits.iter().map(|w| &self.words.all()[*w]) {
                match word.weight {
                    Weight::Proof => drop(proven.insert(word.api)),
                    Weight::Telling if is_code => drop(named.insert(fold(&word.text))),
                    _ => {}
                }
            }
        }
        // Everyday words count only where the project is known to use their API.
        // SOAP clients count where code names operations as well; one `getTags`
        // is only a method.
        let any_client = !proven.is_empty() || named.len() > 1;
        let counts = |candidate: &Candidate, word: &Word| {
            let is_used = match word.api {
                Some(api) => proven.contains(&Some(api)),
                None => any_client,
            };
            let is_said = || {
                Language::of(&candidate.name, "")
                    .is_none_or(|l| word.languages.iter().any(|id| id == l.id || id == l.family))
            };
            is_used && (word.languages.is_empty() || is_said())
        };
        let (again, rest): (Vec<_>, Vec<_>) = perhaps
            .into_iter()
            .partition(|(candidate, hits)| hits.iter().any(|w| counts(candidate, &self.words.all()[*w])));
        self.take(relevant);
        rest.into_iter().for_each(|(candidate, _)| self.keep_for_sweep(candidate));
        let mut again: Vec<Candidate> = again.into_iter().map(|(candidate, _)| candidate).collect();
        // What SOAP libraries are called in manifests is said about much else in other files.
        again.extend(manifests.into_iter().filter(|_| any_client));
        let found = self.reopen(&again, &|_| true);
        self.admit(found);
    }

    /// The source files not parsed yet that hold one of `words` as an identifier.
    /// The linker asks for the users of types and methods it has found.
    pub fn users_of(&self, words: &[String]) -> Users {
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(words.iter().filter(|w| !w.is_empty()));
        match automaton {
            Ok(automaton) if automaton.patterns_len() > 0 && !self.rest.is_empty() => {
                self.reopen(&self.rest, &|bytes| {
                    let decoded = crate::source::decode_utf16(bytes);
                    let bytes = decoded.as_deref().map_or(bytes, str::as_bytes);
                    automaton.find_iter(bytes).any(|m| stands_alone(bytes, m.range()))
                })
            }
            _ => Users::default(),
        }
    }

    /// Parses the files that were found.
    pub fn admit(&mut self, users: Users) {
        let names: BTreeSet<&str> = users.sources.iter().map(|source| source.path.as_str()).collect();
        self.rest.retain(|candidate| !names.contains(candidate.name.as_str()));
        users.problems.into_iter().for_each(|problem| self.lose(problem, 0));
        self.take(users.sources.into_iter().map(|source| (source, Hits::new())).collect());
    }

    /// Reads candidates again and decodes those `keep` likes.
    fn reopen(&self, candidates: &[Candidate], keep: &(dyn Fn(&[u8]) -> bool + Sync)) -> Users {
        self.progress.stage("reading", candidates.len());
        let opened: Vec<Result<Option<SourceFile>, Problem>> = candidates
            .par_iter()
            .map_init(
                || Reader::new(self.words, self.max_file_size),
                |reader, candidate| {
                    let source = reader.reopen(candidate, keep);
                    self.progress.file();
                    source
                },
            )
            .collect();
        let mut users = Users::default();
        for source in opened {
            match source {
                // A manifest that names a SOAP library counts where the API is used.
                Ok(source) => users.sources.extend(
                    source.filter(|s| Language::of(&s.path, &s.text).is_some() || is_manifest(&s.path)),
                ),
                Err(problem) => users.problems.push(problem),
            }
        }
        users
    }

    /// Parses sources of a known language and keeps the others as documents.
    fn take(&mut self, sources: Vec<(SourceFile, Hits)>) {
        self.progress.stage("parsing", sources.len());
        let taken: Vec<(Result<Parsed, Document>, Vec<Problem>)> = sources
            .into_par_iter()
            .map_init(Extractor::new, |extractor, (source, hits)| {
                let code = match (notebook::code(&source), Language::of(&source.path, &source.text)) {
                    (Some(code), _) => Ok(code),
                    (None, Some(language)) => Ok((source, language)),
                    (None, None) => Err(source),
                };
                let taken = match code {
                    Ok((source, language)) => {
                        let (parsed, problems) = parse(extractor, source, language);
                        (Ok(parsed), problems)
                    }
                    Err(source) => document(source, hits, self.words),
                };
                self.progress.file();
                taken
            })
            .collect();
        for (taken, problems) in taken {
            self.problems.extend(problems);
            match taken {
                Ok(parsed) => self.files.push(parsed),
                Err(document) => self.documents.push(document),
            }
        }
        self.files.sort_by(|a, b| a.source.path.cmp(&b.source.path));
        self.documents.sort_by(|a, b| a.source.path.cmp(&b.source.path));
    }

    fn keep_for_sweep(&mut self, candidate: Candidate) {
        // The first line is not at hand here; scripts without an extension are few.
        if Language::of(&candidate.name, "").is_some() {
            self.rest.push(candidate);
        }
    }

    fn lose(&mut self, problem: Problem, bytes: u64) {
        // An empty file and one that is gone have nothing to understand.
        if !matches!(problem.kind.as_str(), "empty" | "vanished") {
            self.lost.push(LedgerFile {
                path: problem.path.clone(),
                state: problem.kind.clone(),
                bytes,
                lost_lines: 0,
            });
        }
        self.problems.push(problem);
    }
}

/// Parses one file. A crash of a grammar or of ours costs that file only.
fn parse(
    extractor: &mut Extractor,
    source: SourceFile,
    language: &'static Language,
) -> (Parsed, Vec<Problem>) {
    let mut problems = Vec::new();
    let facts = std::panic::catch_unwind(AssertUnwindSafe(|| extractor.facts(&source, language)));
    let facts = facts.unwrap_or_else(|_| {
        *extractor = Extractor::new();
        let says = "unsoap crashed on this file and went on without it; please report it with the file";
        problems.push(Problem {
            path: source.path.clone(),
            line: None,
            kind: "crash".into(),
            says: says.into(),
        });
        Facts::default()
    });
    if let Some(first) = facts.errors.iter().map(|e| e.start).min() {
        let says = match facts.errors.len() {
            1 => "one place could not be parsed; the rest of the file was read".to_owned(),
            n => format!(
                "{n} places could not be parsed, the first of them here; the rest of the file was read"
            ),
        };
        problems.push(Problem {
            path: source.path.clone(),
            line: Some(source.line_of(first)),
            kind: "syntax".into(),
            says,
        });
    }
    (Parsed { source, language, facts }, problems)
}

/// Keeps what no grammar reads. A language we do not know is told, so that
/// nobody takes silence for an answer; but only if it is about the API.
fn document(source: SourceFile, hits: Hits, words: &Words) -> (Result<Parsed, Document>, Vec<Problem>) {
    let form = Form::of(&source.path);
    let is_proven = words.weight(&hits) == Some(Weight::Proof);
    let mut problems = Vec::new();
    if form == Form::Code && is_proven {
        problems.push(Problem {
            path: source.path.clone(),
            line: None,
            kind: "no-parser".into(),
            says: "names the API, but its language is not one that unsoap reads; look at it by hand".into(),
        });
    }
    (Err(Document { source, form, hits, is_proven }), problems)
}

/// A library as a file. Its own text is its name: it is never opened.
fn archive(candidate: Candidate) -> Document {
    let name = candidate.name.rsplit('/').next().unwrap_or(&candidate.name).to_owned();
    // No line of the file says what its name says.
    let source = SourceFile::new(candidate.name, name, Encoding::Latin1);
    Document { source, form: Form::Archive, hits: Hits::new(), is_proven: false }
}

/// Whether a match is a whole identifier.
fn stands_alone(bytes: &[u8], range: std::ops::Range<usize>) -> bool {
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_' || *b >= 0x80;
    let before = range.start.checked_sub(1).and_then(|i| bytes.get(i));
    !before.is_some_and(is_word) && !bytes.get(range.end).is_some_and(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let word = |text: &str, weight, api| Word { text: text.into(), weight, api, languages: Vec::new() };
        let ruby = Word { languages: vec!["ruby".into()], ..word("soap", Weight::Generic, None) };
        Words::new(vec![
            ruby,
            word("mktows", Weight::Proof, Some(0)),
            word("getLead", Weight::Telling, Some(0)),
            word("syncLead", Weight::Telling, Some(0)),
            word("exacttarget", Weight::Proof, Some(1)),
            word("create", Weight::Generic, Some(1)),
            word("SoapClient", Weight::Generic, None),
        ])
    }

    /// The classes `Name` with `text` in them that are parsed: at first, and
    /// after the linker has asked for `more`.
    fn check(files: &[(&str, &str)], expected: &[&str], more: &[&str], then: &[&str]) {
        let dir = tempfile::tempdir().expect("a temporary directory");
        for (name, text) in files {
            let text = format!("class {name} {{ void f() {{ {text} }} }}");
            std::fs::write(dir.path().join(format!("{name}.java")), text).expect("a file");
        }
        let walk = WalkOptions { roots: vec![dir.path().into()], ..WalkOptions::default() };
        let words = words();
        let mut scan = Scan::open(&Options { walk, ..Options::default() }, &words);
        let parsed = |scan: &Scan<'_>| -> Vec<String> {
            scan.files.iter().map(|f| f.facts.types[0].name.clone()).collect()
        };
        assert_eq!(parsed(&scan), expected);
        let more: Vec<String> = more.iter().map(ToString::to_string).collect();
        let users = scan.users_of(&more);
        scan.admit(users);
        assert_eq!(parsed(&scan), then);
        assert!(scan.users_of(&more).is_empty(), "nothing is parsed twice");
    }

    #[test]
    fn files_without_a_word_are_parsed_only_when_the_linker_asks() {
        let files = [
            ("Api", "mktows();"),
            ("User", "new Wrapper().go();"),
            ("Other", "new MyWrapperX().go();"),
            ("Plain", "x();"),
        ];
        check(&files, &["Api"], &[], &["Api"]);
        check(&files, &["Api"], &["Wrapper"], &["Api", "User"]);
    }

    #[test]
    fn everyday_words_count_where_their_api_is_used() {
        let client = ("Client", "new SoapClient();");
        let other = ("Other", "new soap();");
        let create = ("Create", "x.create();");
        check(&[client, create], &[], &[], &[]);
        check(&[client, create, ("Named", "x.getLead();")], &["Named"], &[], &["Named"]);
        let named = ("Named", "x.getLead(); x.syncLead();");
        check(&[client, create, named], &["Client", "Named"], &[], &["Client", "Named"]);
        check(&[client, create, other, ("Uses", "mktows();")], &["Client", "Uses"], &[], &["Client", "Uses"]);
        let all = ["Client", "Create", "Uses"];
        check(&[client, create, ("Uses", "exacttarget();")], &all, &[], &all);
    }

    #[test]
    fn identifiers_are_whole_words() {
        let check = |text: &str, expected| {
            let at = text.find("send").expect("the word is there");
            assert_eq!(stands_alone(text.as_bytes(), at..at + 4), expected, "{text}");
        };
        check("x.send(y)", true);
        check("send", true);
        check("resend()", false);
        check("send_mail()", false);
        check("ésend()", false);
    }
}
