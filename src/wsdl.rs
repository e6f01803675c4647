//! Reads a WSDL: services, ports, operations and the elements that ask for them.
//!
//! The file is streamed, so its size does not matter. Entities are never
//! expanded, nothing is fetched: imports are followed to files beside it only.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

pub mod discover;
pub mod names;
pub mod pack;
mod shape;

pub use shape::Field;
use shape::{Nesting, Shapes};

/// One piece of XML (a tag, a text) may be this long; more is an attack or no WSDL.
const PIECE: usize = 4 << 20;
/// The namespace by which a binding says that it speaks SOAP 1.1.
const SOAP: &str = "http://schemas.xmlsoap.org/wsdl/soap/";
/// More names of one kind are not kept.
const NAMES: usize = 50_000;
/// More files than this are not followed.
const FILES: usize = 64;

/// What a WSDL says.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Wsdl {
    /// `name` of the definitions.
    pub name: String,
    /// Target namespace of the definitions.
    pub namespace: String,
    /// Namespaces of its schemas.
    pub schemas: BTreeSet<String>,
    /// Service → ports.
    pub services: BTreeMap<String, Vec<Port>>,
    /// Bindings.
    pub bindings: BTreeSet<String>,
    /// Those that speak SOAP 1.1.
    pub soap_bindings: BTreeSet<String>,
    /// Port types.
    pub port_types: BTreeSet<String>,
    /// Operation → what it takes and gives.
    pub operations: BTreeMap<String, Operation>,
    /// Named types of the schemas.
    pub types: BTreeSet<String>,
    /// Names of the files it was read from, without those it imports.
    pub files: BTreeSet<String>,
    /// What could not be followed or read.
    pub problems: BTreeSet<String>,
    /// Files that it imports, resolved.
    imported: BTreeSet<PathBuf>,
    /// Message → the element of its body.
    messages: BTreeMap<String, String>,
    /// Message → its parts that have a type instead of an element.
    parts: BTreeMap<String, Vec<(String, String)>>,
    shapes: Shapes,
}

/// A port of a service.
#[derive(Debug, Default, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Port {
    /// Its name.
    pub name: String,
    /// Where it answers.
    pub address: String,
}

/// An operation of a port type.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Element of the request.
    pub request: String,
    /// Element of the response.
    pub response: String,
    /// What the request is made of.
    pub fields: Vec<Field>,
}

/// Reads a WSDL and what it imports. The error names the file and says why it is none.
pub fn read(path: &Path) -> Result<Wsdl, String> {
    read_file(path).map_err(|says| format!("`{}` {says}", path.display()))
}

/// The same; the error is the rest of a sentence that begins with the file.
fn read_file(path: &Path) -> Result<Wsdl, String> {
    let mut wsdl = Wsdl::default();
    let root = path.canonicalize().map_err(|e| format!("cannot be read: {}", e.kind()))?;
    let folder = root.parent().map(Path::to_owned).unwrap_or_default();
    let mut queue = vec![root.clone()];
    let mut seen = BTreeSet::new();
    while let Some(file) = queue.pop() {
        // An import of what is being read is a circle.
        if !seen.insert(file.clone()) {
            continue;
        }
        if seen.len() > FILES {
            wsdl.problems.insert(format!("more than {FILES} files are imported; the others were left out"));
            break;
        }
        if seen.len() == 1 {
            wsdl.files.extend(path.file_name().map(|n| n.to_string_lossy().into_owned()));
        }
        let opened = std::fs::File::open(&file).map_err(|e| format!("cannot be read: {}", e.kind()))?;
        let imports = wsdl.stream(BufReader::new(opened));
        for location in imports {
            match beside(&file, &folder, &location) {
                Some(next) => queue.push(next),
                None => {
                    wsdl.problems
                        .insert(format!("`{location}` is imported and not beside the WSDL; it was not read"));
                }
            }
        }
    }
    wsdl.settle();
    if wsdl.operations.is_empty() {
        let why = wsdl.problems.iter().next().map_or(String::new(), |p| format!(": {p}"));
        return Err(format!("declares no operations, so it is no WSDL{why}"));
    }
    seen.remove(&root);
    wsdl.imported = seen;
    Ok(wsdl)
}

/// A file that is imported by a relative path and lies in the folder of the WSDL or below.
fn beside(file: &Path, folder: &Path, location: &str) -> Option<PathBuf> {
    if location.contains("://") {
        return None;
    }
    let next = file.parent()?.join(location.replace('\\', "/")).canonicalize().ok()?;
    (next.starts_with(folder) && next.is_file()).then_some(next)
}

/// Ends in an error when one piece of XML does not end.
struct Bounded<R> {
    inner: R,
    left: Rc<Cell<usize>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buffer)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left.get() == 0 {
            return Err(io::Error::other("a tag or text is longer than any WSDL has"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.left.set(self.left.get().saturating_sub(amount));
        self.inner.consume(amount);
    }
}

impl Wsdl {
    /// Reads one file and gives what it imports.
    fn stream(&mut self, input: impl BufRead) -> Vec<String> {
        let left = Rc::new(Cell::new(PIECE));
        let mut reader = Reader::from_reader(Bounded { inner: input, left: Rc::clone(&left) });
        reader.config_mut().check_end_names = false;
        let mut at = Place::default();
        let mut imports = Vec::new();
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            left.set(PIECE);
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(tag)) => {
                    self.element(&tag, &mut at, &mut imports);
                    let inside = self.shape(&tag, &at);
                    at.nesting.enter(inside);
                }
                Ok(Event::Empty(tag)) => {
                    self.element(&tag, &mut at, &mut imports);
                    self.shape(&tag, &at);
                    at.leave(tag.local_name().as_ref());
                }
                Ok(Event::End(tag)) => {
                    at.nesting.leave();
                    at.leave(tag.local_name().as_ref());
                }
                Ok(Event::DocType(text)) if text.contains("<!ENTITY") => {
                    self.problems.insert("the file declares entities; they are not expanded".into());
                }
                Ok(Event::Eof) => return imports,
                Ok(_) => {}
                Err(error) => {
                    self.problems.insert(format!("could not be read to its end: {error}"));
                    return imports;
                }
            }
        }
    }

    /// Whose fields stand inside a tag of a schema.
    fn shape(&mut self, tag: &BytesStart<'_>, at: &Place) -> Option<String> {
        self.shapes.tag(tag.local_name().as_ref(), &at.nesting, |name| attribute(tag, name))
    }

    fn element(&mut self, tag: &BytesStart<'_>, at: &mut Place, imports: &mut Vec<String>) {
        let value = |name: &str| attribute(tag, name);
        let local = tag.local_name();
        match local.as_ref() {
            "definitions" => {
                at.soap.extend(prefixes(tag, SOAP));
                if self.namespace.is_empty() {
                    self.namespace = value("targetNamespace");
                    self.name = value("name");
                }
            }
            "schema" => keep(&mut self.schemas, value("targetNamespace")),
            "import" | "include" if imports.len() < FILES => {
                let locations = [value("location"), value("schemaLocation")];
                imports.extend(locations.into_iter().filter(|l| !l.is_empty()));
            }
            "complexType" | "simpleType" => keep(&mut self.types, value("name")),
            "message" => at.message = value("name"),
            "part" if self.messages.len() < NAMES => {
                let element = plain(&value("element"));
                // Headers are parts too; the body comes first.
                if !element.is_empty() {
                    self.messages.entry(at.message.clone()).or_insert(element);
                } else if self.parts.len() < NAMES {
                    let parts = self.parts.entry(at.message.clone()).or_default();
                    if parts.len() < FILES {
                        parts.push((value("name"), value("type")));
                    }
                }
            }
            "portType" => {
                at.port_type = true;
                keep(&mut self.port_types, value("name"));
            }
            "operation" if at.port_type && self.operations.len() < NAMES => {
                at.operation = value("name");
                self.operations.entry(at.operation.clone()).or_default();
            }
            side @ ("input" | "output") if at.port_type => {
                if let Some(operation) = self.operations.get_mut(&at.operation) {
                    let message = plain(&value("message"));
                    let slot = if side == "input" { &mut operation.request } else { &mut operation.response };
                    *slot = message;
                }
            }
            "binding" => self.binding(tag, at),
            "service" => {
                at.service = value("name");
                self.services.entry(at.service.clone()).or_default();
            }
            "port" => {
                if let Some(ports) = self.services.get_mut(&at.service).filter(|p| p.len() < NAMES) {
                    ports.push(Port { name: value("name"), address: String::new() });
                }
            }
            "address" => {
                if let Some(port) = self.services.get_mut(&at.service).and_then(|p| p.last_mut()) {
                    port.address = value("location");
                }
            }
            _ => {}
        }
    }

    /// A binding, or what it speaks: `<soap:binding>` stands inside.
    fn binding(&mut self, tag: &BytesStart<'_>, at: &mut Place) {
        at.soap.extend(prefixes(tag, SOAP));
        let name = attribute(tag, "name");
        if tag.name().prefix().is_some_and(|p| at.soap.contains(AsRef::<str>::as_ref(&p))) {
            keep(&mut self.soap_bindings, at.binding.clone());
        } else if !name.is_empty() {
            keep(&mut self.bindings, name.clone());
            at.binding = name;
        }
    }

    /// Messages may stand in another file: their elements are known only now.
    fn settle(&mut self) {
        self.operations.remove("");
        self.services.remove("");
        for (name, operation) in &mut self.operations {
            if let Some(parts) = self.parts.get(&operation.request) {
                for (part, ty) in parts {
                    self.shapes.part(part, ty, &mut operation.fields);
                }
            }
            // The element of a call in RPC style is the operation itself.
            let sides = [
                (&mut operation.request, name.clone()),
                (&mut operation.response, format!("{name}Response")),
            ];
            for (side, of_rpc) in sides {
                if let Some(element) = self.messages.get(side.as_str()) {
                    *side = element.clone();
                } else if self.parts.contains_key(side.as_str()) {
                    *side = of_rpc;
                }
            }
            if operation.fields.is_empty() {
                operation.fields = self.shapes.request(&operation.request);
            }
        }
    }

    /// One contract of two files with the same namespace: versions of each other, or halves.
    fn absorb(&mut self, other: Wsdl) {
        self.schemas.extend(other.schemas);
        self.bindings.extend(other.bindings);
        self.soap_bindings.extend(other.soap_bindings);
        self.port_types.extend(other.port_types);
        self.types.extend(other.types);
        self.files.extend(other.files);
        for (service, ports) in other.services {
            let own = self.services.entry(service).or_default();
            own.extend(ports);
            own.sort();
            own.dedup();
        }
        for (name, operation) in other.operations {
            self.operations.entry(name).or_insert(operation);
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    let mut all = tag.attributes();
    let mut all = all.with_checks(false).flatten();
    let found = all.find(|a| AsRef::<str>::as_ref(&a.key.local_name()) == name);
    found.map(|a| a.value.to_string()).unwrap_or_default()
}

/// The prefixes that a tag declares for a namespace.
fn prefixes(tag: &BytesStart<'_>, namespace: &str) -> Vec<String> {
    let mut all = tag.attributes();
    let all = all.with_checks(false).flatten().filter(|a| a.value.as_ref() == namespace);
    let declared = all.filter(|a| a.key.prefix().is_some());
    declared.map(|a| AsRef::<str>::as_ref(&a.key.local_name()).to_owned()).collect()
}

/// Where the reader is.
#[derive(Default)]
struct Place {
    message: String,
    port_type: bool,
    operation: String,
    binding: String,
    /// Prefixes of SOAP 1.1.
    soap: BTreeSet<String>,
    service: String,
    nesting: Nesting,
}

impl Place {
    fn leave(&mut self, local: &str) {
        match local {
            "portType" => self.port_type = false,
            "service" => self.service.clear(),
            "message" => self.message.clear(),
            _ => {}
        }
    }
}

fn keep(names: &mut BTreeSet<String>, name: String) {
    if !name.is_empty() && names.len() < NAMES {
        names.insert(name);
    }
}

/// A name without its prefix.
fn plain(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wsdl(doctype: &str, inside: &str) -> String {
        format!(
            r#"<?xml version="1.0"?>{doctype}<w:definitions name="N" targetNamespace="urn:shop" xmlns:w="http://schemas.xmlsoap.org/wsdl/">{inside}
            <w:message name="In"><w:part name="body" element="t:OrderRequest"/></w:message>
            <w:portType name="ShopPort"><w:operation name="placeOrder"><w:input message="t:In"/></w:operation></w:portType>
            <w:service name="ShopService"><w:port name="ShopSoap"><s:address location="http://shop.example/soap"/></w:port></w:service>
            </w:definitions>"#
        )
    }

    fn read_text(text: &str) -> Result<Wsdl, String> {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let file = dir.path().join("shop.wsdl");
        std::fs::write(&file, text).expect("a file");
        read(&file)
    }

    #[test]
    fn services_ports_and_request_elements_are_read() {
        let read = read_text(&wsdl("", "")).expect("a WSDL");
        assert_eq!(read.namespace, "urn:shop");
        assert_eq!(read.operations["placeOrder"].request, "OrderRequest");
        assert!(read.operations["placeOrder"].fields.is_empty());
        assert!(read.soap_bindings.is_empty());
        assert_eq!(read.services["ShopService"][0].address, "http://shop.example/soap");
        assert!(read.problems.is_empty());
    }

    #[test]
    fn bindings_say_what_they_speak() {
        let binding = |name: &str, speaks: &str| {
            format!(
                r#"<w:binding name="{name}"><p:binding xmlns:p="{speaks}" style="document"/></w:binding>"#
            )
        };
        let new = "http://schemas.xmlsoap.org/wsdl/soap12/";
        let inside = [binding("ShopSoap", SOAP), binding("ShopSecure", SOAP)].concat();
        let read = read_text(&wsdl("", &inside)).expect("a WSDL");
        assert_eq!(read.soap_bindings, read.bindings);
        assert_eq!(read.bindings.len(), 2);
        let read = read_text(&wsdl("", &binding("ShopSoap12", new))).expect("a WSDL");
        assert!(read.soap_bindings.is_empty());
        assert_eq!(read.bindings.len(), 1);
    }

    #[test]
    fn requests_are_told_field_by_field() {
        let types = r#"<s:schema xmlns:s="x"><s:element name="OrderRequest" type="t:Order"/>
            <s:complexType name="Base"><s:sequence><s:element name="id" type="s:int"/></s:sequence></s:complexType>
            <s:complexType name="Order"><s:complexContent><s:extension base="t:Base"><s:sequence>
              <s:element name="line" minOccurs="0" maxOccurs="unbounded"><s:complexType><s:all><s:element name="n" type="s:int"/></s:all></s:complexType></s:element>
              <s:element name="parent" type="t:Order"/>
            </s:sequence></s:extension></s:complexContent></s:complexType></s:schema>"#;
        let read = read_text(&wsdl("", types)).expect("a WSDL");
        let fields = &read.operations["placeOrder"].fields;
        let names: Vec<&str> = fields.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["id", "line", "line.n", "parent"]);
        assert!(fields[1].many && !fields[1].required && fields[0].required);
    }

    #[test]
    fn calls_in_rpc_style_are_elements_of_their_own() {
        let rpc = r#"<w:message name="Ask"><w:part name="key" type="s:string"/></w:message>
            <w:portType name="P"><w:operation name="find"><w:input message="t:Ask"/></w:operation></w:portType>"#;
        let read = read_text(&wsdl("", rpc)).expect("a WSDL");
        assert_eq!(read.operations["find"].request, "find");
        assert_eq!(read.operations["find"].fields[0].name, "key");
    }

    #[test]
    fn entities_and_circles_are_harmless() {
        let bomb =
            r#"<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>"#;
        let inside = r#"<w:import location="shop.wsdl"/><w:import location="http://shop.example/x.xsd"/><d>&b;&x;</d>"#;
        let read = read_text(&wsdl(bomb, inside)).expect("a WSDL");
        assert!(read.problems.iter().any(|p| p.contains("entities")), "{:?}", read.problems);
        assert!(read.problems.iter().any(|p| p.contains("http://shop.example/x.xsd")));
        assert!(read.operations.contains_key("placeOrder"));
    }

    #[test]
    fn what_never_ends_is_refused() {
        let long = "x".repeat(PIECE + (1 << 20));
        let error = read_text(&format!("<w:definitions name=\"{long}\">")).expect_err("no WSDL");
        assert!(error.contains("longer"), "{error}");
        assert!(read_text("plain text").is_err());
    }
}
