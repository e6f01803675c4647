//! Opens the files and decides from their raw bytes whether a rule could care.
//!
//! One Aho-Corasick pass with the rules' vocabulary stands before any parsing:
//! a file with none of the words is never decoded, parsed or kept.

use std::io::Read as _;
use std::path::Path;

use aho_corasick::automaton::{Automaton as _, StateID};
use aho_corasick::dfa::DFA;
use aho_corasick::{Anchored, MatchKind};

use crate::git::Repository;
use crate::report::Problem;
use crate::source::{self, SourceFile};
use crate::walk::{Bytes, Candidate};

/// How much a word says about the file it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum)]
pub enum Weight {
    /// Something once the scan is known to use the API: SOAP clients,
    /// operations with everyday names.
    Generic,
    /// The file is worth parsing: an operation with a name of its own.
    Telling,
    /// The file, and with it the scan, uses the API.
    Proof,
}

/// A word the rules look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word; compared without ASCII case.
    pub text: String,
    /// What it says.
    pub weight: Weight,
    /// Index of the API it belongs to; `None` for SOAP clients as such.
    pub api: Option<usize>,
    /// Ids of the languages in which it says so; none: in any.
    pub languages: Vec<String>,
}

/// How many parts of a text are searched in step.
const LANES: usize = 4;

/// The vocabulary, ready to search bytes with.
pub struct Words {
    automaton: DFA,
    words: Vec<Word>,
    longest: usize,
}

/// The words of the vocabulary a file holds, as indices, ascending.
pub type Hits = Vec<usize>;

impl Words {
    /// The automaton of a vocabulary.
    pub fn new(words: Vec<Word>) -> Self {
        let automaton = DFA::builder()
            .ascii_case_insensitive(true)
            // All words are told, also those that are part of others.
            .match_kind(MatchKind::Standard)
            // Hundreds of words have every letter among their rarest.
            .prefilter(false)
            .build(words.iter().map(|w| &w.text))
            .expect("a vocabulary is far below the automaton's limit of 2^31 states");
        let longest = words.iter().map(|w| w.text.len()).max().unwrap_or(0);
        Words { automaton, words, longest }
    }

    /// The vocabulary in the order of the indices.
    pub fn all(&self) -> &[Word] {
        &self.words
    }

    /// The heaviest of some words.
    pub fn weight(&self, hits: &Hits) -> Option<Weight> {
        hits.iter().map(|word| self.words[*word].weight).max()
    }

    /// What `bytes` hold of the vocabulary; text in UTF-16 is looked at decoded.
    pub fn hits(&self, bytes: &[u8]) -> Hits {
        let mut hits = Hits::new();
        let decoded = source::decode_utf16(bytes);
        let bytes = decoded.as_deref().map_or(bytes, str::as_bytes);
        self.each(bytes, |index, end| {
            if let Err(at) = hits.binary_search(&index)
                && begins(bytes, end - self.words[index].text.len(), &self.words[index].text)
            {
                hits.insert(at, index);
            }
        });
        hits
    }

    /// Calls `found` with the index of each word and where it ends.
    ///
    /// Four parts of the text are searched in step: each step of an automaton
    /// waits for the memory the one before it named, and four chains of waiting
    /// take little longer than one. The parts overlap by the longest word.
    fn each(&self, bytes: &[u8], mut found: impl FnMut(usize, usize)) {
        let dfa = &self.automaton;
        let start = dfa.start_state(Anchored::No).expect("the automaton is built for unanchored search");
        let mut see = |state: StateID, end: usize| {
            if dfa.is_special(state) && dfa.is_match(state) {
                (0..dfa.match_len(state)).for_each(|i| found(dfa.match_pattern(state, i).as_usize(), end));
            }
        };
        let part = bytes.len().div_ceil(LANES);
        let starts: [usize; LANES] = std::array::from_fn(|lane| (part * lane).min(bytes.len()));
        let lanes = starts.map(|begin| &bytes[begin..(begin + part + self.longest).min(bytes.len())]);
        let together = lanes.iter().map(|lane| lane.len()).min().unwrap_or(0);
        let mut states = [start; LANES];
        let heads = lanes.map(|lane| &lane[..together]);
        for at in 0..together {
            let mut special = false;
            for (state, head) in states.iter_mut().zip(heads) {
                *state = dfa.next_state(Anchored::No, *state, head[at]);
                special |= dfa.is_special(*state);
            }
            if special {
                states.into_iter().zip(starts).for_each(|(state, begin)| see(state, begin + at + 1));
            }
        }
        for ((lane, begin), mut state) in lanes.into_iter().zip(starts).zip(states) {
            for (at, byte) in lane.iter().enumerate().skip(together) {
                state = dfa.next_state(Anchored::No, state, *byte);
                see(state, begin + at + 1);
            }
        }
    }
}

/// Whether a word may begin here. Words are found inside longer ones
/// (`paramsGetLead`, `pymarketo`), but `et_client` inside `get_client` is none,
/// and `etFramework` and `ETFramework` are cut out of the humps of
/// `TargetFramework` and `NETFramework`.
fn begins(bytes: &[u8], at: usize, word: &str) -> bool {
    let Some(before) = at.checked_sub(1).map(|i| bytes[i]).filter(u8::is_ascii_alphanumeric) else {
        return true;
    };
    let found = &bytes[at..at + word.len()];
    let is_joined = word.contains(['_', '-']);
    if found[0].is_ascii_uppercase() {
        let goes_on = before.is_ascii_uppercase() && !found[1].is_ascii_lowercase();
        !goes_on || !is_joined && !found.iter().any(u8::is_ascii_lowercase)
    } else {
        !is_joined && !found.iter().any(u8::is_ascii_uppercase)
    }
}

/// What a file's name promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    /// Code or configuration: not being able to read it is a [`Problem`].
    Text,
    /// No name we know; looked at like text, left alone when it is none.
    Anything,
    /// Pictures, archives, compiled code: not opened.
    Binary,
}

/// What came of opening a file.
#[derive(Debug)]
pub enum Opened {
    /// It holds words of the vocabulary that make it worth parsing.
    Relevant(SourceFile, Hits),
    /// Only generic words; read again should the scan turn out to care.
    Perhaps(Hits),
    /// Nothing in it.
    Nothing,
    /// It should have been read and could not be.
    Trouble(Problem, u64),
}

/// Opens files with one buffer that grows to the largest.
pub struct Reader<'w> {
    words: &'w Words,
    max_file_size: u64,
    buffer: Vec<u8>,
    /// The repository of the last blob.
    repository: Option<Repository>,
}

impl<'w> Reader<'w> {
    /// A reader; each thread has its own.
    pub fn new(words: &'w Words, max_file_size: u64) -> Self {
        Reader { words, max_file_size, buffer: Vec::new(), repository: None }
    }

    /// Opens a file, looks for the vocabulary and decodes it when that is worth it.
    pub fn open(&mut self, candidate: &Candidate) -> Opened {
        let promise = promise(Path::new(&candidate.name));
        if promise == Promise::Binary {
            return Opened::Nothing;
        }
        if let Err((problem, size)) = self.fill(candidate, promise) {
            return problem.map_or(Opened::Nothing, |p| Opened::Trouble(p, size));
        }
        let size = self.buffer.len() as u64;
        let binary = || match promise {
            Promise::Text => {
                let says = "holds binary data although its name says text";
                Opened::Trouble(problem(candidate, "binary", says), size)
            }
            _ => Opened::Nothing,
        };
        if source::has_zero(&self.buffer) {
            return binary();
        }
        let hits = self.words.hits(&self.buffer);
        match self.words.weight(&hits) {
            None => Opened::Nothing,
            Some(Weight::Generic) => Opened::Perhaps(hits),
            Some(_) => match SourceFile::decode(candidate.name.clone(), &self.buffer) {
                Some(source) => Opened::Relevant(source, hits),
                None => binary(),
            },
        }
    }

    /// Reads a file again that is known to be text, if `keep` likes its bytes.
    pub fn reopen(
        &mut self,
        candidate: &Candidate,
        keep: impl Fn(&[u8]) -> bool,
    ) -> Result<Option<SourceFile>, Problem> {
        match self.fill(candidate, Promise::Text) {
            Ok(()) if keep(&self.buffer) => Ok(SourceFile::decode(candidate.name.clone(), &self.buffer)),
            Ok(()) | Err((None, _)) => Ok(None),
            Err((Some(problem), _)) => Err(problem),
        }
    }

    /// Fills the buffer with the file; the error says what to report, if anything, and the size.
    fn fill(&mut self, candidate: &Candidate, promise: Promise) -> Result<(), (Option<Problem>, u64)> {
        self.buffer.clear();
        let told = |kind: &str, says: &str| match promise {
            Promise::Text => Some(problem(candidate, kind, says)),
            _ => None,
        };
        let failed = |error: &std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                (told("vanished", "was there when the scan began and is gone now"), 0)
            }
            _ => (told("unreadable", &io_message(error)), 0),
        };
        let max = self.max_file_size;
        let too_large = |size: u64| {
            let says = format!("has {size} bytes, more than the {max} that are read; see --max-file-size");
            Err((told("too-large", &says), size))
        };
        match &candidate.bytes {
            Bytes::Disk(path) => {
                let file = std::fs::File::open(path).map_err(|e| failed(&e))?;
                let size = file.metadata().map_err(|e| failed(&e))?.len();
                if size > max {
                    return too_large(size);
                }
                // A file may grow while it is read; the cap holds all the same.
                file.take(max).read_to_end(&mut self.buffer).map_err(|e| failed(&e))?;
            }
            Bytes::Blob(blob) => {
                let size = blob.size(&mut self.repository).map_err(|e| failed(&e))?;
                if size > max {
                    return too_large(size);
                }
                blob.read(&mut self.repository, &mut self.buffer).map_err(|e| failed(&e))?;
            }
        }
        if self.buffer.is_empty() {
            let told =
                if is_package_marker(Path::new(&candidate.name)) { None } else { told("empty", "is empty") };
            return Err((told, 0));
        }
        Ok(())
    }
}

/// An error in words that are the same on every system.
pub fn io_message(error: &std::io::Error) -> String {
    format!("cannot be read: {}", error.kind())
}

fn problem(candidate: &Candidate, kind: &str, says: &str) -> Problem {
    Problem { path: candidate.name.clone(), line: None, kind: kind.into(), says: says.into() }
}

/// An empty `__init__.py` only says that its directory is a package.
fn is_package_marker(path: &Path) -> bool {
    path.file_name().is_some_and(|n| n == "__init__.py")
}

/// Names whose files hold code, markup or configuration.
const TEXT: &[&str] = &[
    "aspx",
    "asmx",
    "ascx",
    "ashx",
    "cfc",
    "cfg",
    "cfm",
    "cls",
    "conf",
    "config",
    "cs",
    "cshtml",
    "csproj",
    "ctp",
    "cts",
    "cjs",
    "discomap",
    "disco",
    "env",
    "erb",
    "gemspec",
    "gradle",
    "groovy",
    "haml",
    "inc",
    "ini",
    "java",
    "js",
    "json",
    "jsp",
    "jspx",
    "jsx",
    "kt",
    "lock",
    "mjs",
    "module",
    "mts",
    "php",
    "php3",
    "php4",
    "php5",
    "phtml",
    "pl",
    "pm",
    "properties",
    "props",
    "py",
    "pyw",
    "rake",
    "razor",
    "rb",
    "ru",
    "scala",
    "settings",
    "svc",
    "svcinfo",
    "svcmap",
    "toml",
    "tpl",
    "ts",
    "tsx",
    "twig",
    "vb",
    "vue",
    "wsdl",
    "xml",
    "xsd",
    "xsl",
    "xslt",
    "yaml",
    "yml",
];

/// Names whose files are no text.
const BINARY: &[&str] = &[
    "7z", "a", "avi", "bin", "bmp", "bz2", "class", "dat", "db", "dll", "doc", "docx", "ear", "eot", "exe",
    "fla", "flv", "gif", "gz", "ico", "icns", "idx", "jar", "jpeg", "jpg", "jks", "lib", "mdb", "mo", "mov",
    "mp3", "mp4", "mpg", "msi", "nupkg", "o", "obj", "ogg", "otf", "p12", "pack", "pdb", "pdf", "pfx", "png",
    "ppt", "pptx", "psd", "pyc", "pyo", "rar", "snk", "so", "sqlite", "swf", "tar", "tgz", "tif", "tiff",
    "ttf", "war", "wav", "webm", "webp", "woff", "woff2", "xls", "xlsx", "xz", "zip", "zst",
];

/// What the name of a file promises.
pub fn promise(path: &Path) -> Promise {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    let is = |list: &[&str]| list.contains(&extension.as_str());
    if is(TEXT) || matches!(name, "Gemfile" | "Rakefile" | ".env" | ".htaccess") {
        Promise::Text
    } else if is(BINARY) {
        Promise::Binary
    } else {
        Promise::Anything
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let word =
            |text: &str, weight| Word { text: text.into(), weight, api: Some(0), languages: Vec::new() };
        Words::new(vec![
            word("mktows", Weight::Proof),
            word("getLead", Weight::Telling),
            word("savon", Weight::Generic),
            word("avon", Weight::Generic),
            word("et_client", Weight::Proof),
        ])
    }

    fn check(bytes: &[u8], expected: &[&str]) {
        let words = words();
        let found: Vec<_> = words.hits(bytes).iter().map(|w| words.all()[*w].text.as_str()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn words_are_found_in_any_case_and_encoding() {
        check(b"import com.marketo.MKTOWS.*;", &["mktows"]);
        check(b"require 'savon'; call :x", &["savon", "avon"]);
        check(b"nothing here", &[]);
        check(b"get_client, socket_client", &[]);
        check(b"ET_Client, myET_Client, get_client", &["et_client"]);
        check(b"targetLead, widgetLead", &[]);
        check(b"libgetlead", &["getLead"]);
        check(b"SOAPGetLead", &["getLead"]);
        check(b"DOGETLEAD", &["getLead"]);
        check(b"TOGetlead, TOGETLead", &["getLead"]);
        check(b"TOGETLead", &[]);
        check(b"mktows mktows getlead Savon", &["mktows", "getLead", "savon", "avon"]);
        let little: Vec<u8> = "port.getLead(request);".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "port.getLead(request);".encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&little, &["getLead"]);
        check(&big, &["getLead"]);
        check(&[&[0xff, 0xfe], little.as_slice()].concat(), &["getLead"]);
    }

    #[test]
    fn words_are_found_wherever_they_stand() {
        let words = words();
        let text = ".".repeat(101);
        for at in 0..=text.len() {
            let mut text = text.clone();
            text.insert_str(at, "GetLead");
            assert_eq!(words.hits(text.as_bytes()), [1], "at {at}");
        }
        for length in 0..20 {
            check(&vec![b'x'; length], &[]);
        }
    }

    /// Opens a file `name` with `bytes`, at most 1000 of them, and gives the problem's kind.
    fn kind_of(name: &str, bytes: Option<&[u8]>) -> Option<String> {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let path = dir.path().join(name);
        if let Some(bytes) = bytes {
            std::fs::write(&path, bytes).expect("a file");
        }
        match Reader::new(&words(), 1000).open(&Candidate { name: name.into(), bytes: Bytes::Disk(path) }) {
            Opened::Trouble(problem, _) => Some(problem.kind),
            _ => None,
        }
    }

    #[test]
    fn what_cannot_be_read_is_a_problem_where_the_name_promises_text() {
        let check = |name, bytes, expected: Option<&str>| {
            assert_eq!(kind_of(name, bytes).as_deref(), expected, "{name}");
        };
        check("A.java", None, Some("vanished"));
        check("A.java", Some(b"".as_slice()), Some("empty"));
        check("__init__.py", Some(b"".as_slice()), None);
        check("A.java", Some(&[b'x'; 1001]), Some("too-large"));
        check("A.java", Some(&[b'x'; 1000]), None);
        check("A.java", Some(b"\xca\xfe\xba\xbe\0\0\0\x34".as_slice()), Some("binary"));
        check("photo.png", Some(&[b'x'; 1001]), None);
        check("notes", Some(&[b'x'; 1001]), None);
        check("notes", Some(b"\0\0\0".as_slice()), None);
    }
}
