//! What the extractor reads out of code, language by language.
//!
//! A case is a piece of code and its facts, one a line, printed by `shown`:
//! `Type.method? kind what`, where `?` stands for a branch, `*` for a loop,
//! `!` for a handler and `\` for a lambda around the fact.

use std::fmt::Write as _;

use unsoap::extract::Extractor;
use unsoap::extract::tree::Compiled;
use unsoap::fact::{Arg, ExprId, ExprKind, Facts, Param, ScopeId, ScopeKind, TypeKind, TypeName};
use unsoap::language::{LANGUAGES, Language};
use unsoap::source::{Encoding, SourceFile};

#[path = "extract/apex.rs"]
mod apex;
#[path = "extract/csharp.rs"]
mod csharp;
#[path = "extract/go.rs"]
mod go;
#[path = "extract/java.rs"]
mod java;
#[path = "extract/javascript.rs"]
mod javascript;
#[path = "extract/php.rs"]
mod php;
#[path = "extract/python.rs"]
mod python;
#[path = "extract/ruby.rs"]
mod ruby;
#[path = "extract/typescript.rs"]
mod typescript;
#[path = "extract/robust.rs"]
mod robust;

fn facts(language: &str, code: &str) -> Facts {
    let language = Language::by_id(language).expect("the test names a language that exists");
    let file = SourceFile::new("test", code.to_owned(), Encoding::Utf8);
    Extractor::new().facts(&file, language)
}

/// The facts of `code`, all of them, are these lines.
#[track_caller]
fn check(language: &str, code: &str, expected: &str) {
    let shown = shown(&facts(language, code));
    let expected: Vec<&str> = expected.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let found: Vec<&str> = shown.iter().map(String::as_str).collect();
    assert!(
        found == expected,
        "\n{code}\nfound:\n{}\nexpected:\n{}\n",
        found.join("\n"),
        expected.join("\n")
    );
}

/// All facts, in the order of their kinds.
fn shown(facts: &Facts) -> Vec<String> {
    let print = Print { facts };
    let mut lines = Vec::new();
    lines.extend(facts.package.iter().map(|p| format!("package {p}")));
    for import in &facts.imports {
        let mut line = format!("import {}", import.path);
        let _ = import.symbol.iter().try_for_each(|s| write!(line, " {{{s}}}"));
        let _ = import.alias.iter().try_for_each(|a| write!(line, " as {a}"));
        line.push_str(if import.wildcard { " *" } else { "" });
        lines.push(line);
    }
    for ty in &facts.types {
        let kind = match ty.kind {
            TypeKind::Class => "class",
            TypeKind::Interface => "interface",
            TypeKind::Enum => "enum",
            TypeKind::Module => "module",
        };
        let supers: Vec<_> = ty.supertypes.iter().map(type_shown).collect();
        let supers = if supers.is_empty() { String::new() } else { format!(" : {}", supers.join(", ")) };
        lines.push(format!("{kind} {}{supers}", print.place(ty.scope)));
    }
    for method in &facts.methods {
        let mut line = format!("method {}({})", print.place(method.scope), print.params(&method.params));
        let _ = method.returns.iter().try_for_each(|r| write!(line, " -> {}", type_shown(r)));
        line.push_str(if method.is_static { " static" } else { "" });
        line.push_str(if method.has_body { "" } else { " abstract" });
        lines.push(line);
    }
    for lambda in &facts.lambdas {
        lines.push(format!("lambda {}({})", print.place(lambda.scope), print.params(&lambda.params)));
    }
    let mut used: Vec<ExprId> =
        facts.methods.iter().flat_map(|m| &m.params).filter_map(|p| p.default).collect();
    used.extend(facts.lambdas.iter().flat_map(|l| &l.params).filter_map(|p| p.default));
    for binding in &facts.bindings {
        let kind = format!("{:?}", binding.kind).to_lowercase();
        let mut line = format!("{}{kind} {}", print.prefix(binding.scope), binding.name);
        let _ = binding.ty.iter().try_for_each(|t| write!(line, ": {}", type_shown(t)));
        let _ = binding.value.iter().try_for_each(|v| write!(line, " = {}", print.expr(*v)));
        used.extend(binding.value);
        lines.push(line);
    }
    for assignment in &facts.assignments {
        let (target, value) = (print.expr(assignment.target), print.expr(assignment.value));
        let operator = if assignment.append { "+=" } else { "=" };
        lines.push(format!("{}assign {target} {operator} {value}", print.prefix(assignment.scope)));
        used.extend([assignment.target, assignment.value]);
    }
    for r in &facts.returns {
        lines.push(format!("{}return {}", print.prefix(r.scope), print.expr(r.value)));
        used.push(r.value);
    }
    for annotation in &facts.annotations {
        lines.push(format!("{}annotation {}", print.prefix(annotation.scope), print.expr(annotation.expr)));
        used.push(annotation.expr);
    }
    for (_, expr) in facts.iter() {
        expr.kind.each_child(|c| used.push(c));
    }
    for (id, expr) in facts.iter() {
        // Names and numbers that stand for themselves are of no interest.
        let bare =
            matches!(expr.kind, ExprKind::This | ExprKind::Name(_) | ExprKind::Atom(_) | ExprKind::Other(_));
        if !used.contains(&id) && !bare {
            lines.push(format!("{}expr {}", print.prefix(expr.scope), print.expr(id)));
        }
    }
    lines.extend(facts.errors.iter().map(|e| format!("error {}..{}", e.start, e.end)));
    lines
}

fn type_shown(ty: &TypeName) -> String {
    let args: Vec<_> = ty.args.iter().map(type_shown).collect();
    let args = if args.is_empty() { String::new() } else { format!("<{}>", args.join(", ")) };
    format!("{}{args}{}", ty.name, if ty.array { "[]" } else { "" })
}

struct Print<'a> {
    facts: &'a Facts,
}

impl Print<'_> {
    fn prefix(&self, scope: ScopeId) -> String {
        let place = self.place(scope);
        if place.is_empty() { place } else { format!("{place} ") }
    }

    fn place(&self, scope: ScopeId) -> String {
        let mut place = String::new();
        let scopes: Vec<_> = self.facts.ancestors(scope).collect();
        for id in scopes.into_iter().rev() {
            let name = |n: &str| if n.is_empty() { "_".to_owned() } else { n.to_owned() };
            let piece = match self.facts.scope(id).kind {
                ScopeKind::File => continue,
                ScopeKind::Branch => "?".to_owned(),
                ScopeKind::Loop => "*".to_owned(),
                ScopeKind::Handler => "!".to_owned(),
                ScopeKind::Lambda => "\\".to_owned(),
                ScopeKind::Type => {
                    self.facts.types.iter().find(|t| t.scope == id).map_or("-".into(), |t| name(&t.name))
                }
                ScopeKind::Method => {
                    self.facts.methods.iter().find(|m| m.scope == id).map_or("-".into(), |m| name(&m.name))
                }
            };
            if !place.is_empty() && piece.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
                place.push('.');
            }
            place.push_str(&piece);
        }
        place
    }

    fn params(&self, params: &[Param]) -> String {
        let one = |p: &Param| {
            let stars = if p.keywords {
                "**"
            } else if p.variadic {
                "*"
            } else {
                ""
            };
            let mut text = format!("{stars}{}", p.name);
            let _ = p.ty.iter().try_for_each(|t| write!(text, ": {}", type_shown(t)));
            let _ = p.default.iter().try_for_each(|d| write!(text, " = {}", self.expr(*d)));
            text
        };
        params.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    fn list(&self, ids: &[ExprId]) -> String {
        ids.iter().map(|i| self.expr(*i)).collect::<Vec<_>>().join(", ")
    }

    fn args(&self, args: &[Arg]) -> String {
        let one = |a: &Arg| {
            let name = a.name.as_ref().map_or(String::new(), |n| format!("{n}: "));
            format!("{name}{}{}", if a.spread { "*" } else { "" }, self.expr(a.value))
        };
        args.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    fn expr(&self, id: ExprId) -> String {
        match self.facts.kind(id) {
            ExprKind::Text(text) => format!("{text:?}"),
            ExprKind::Atom(text) => format!("#{text}"),
            ExprKind::Symbol(text) => format!(":{text}"),
            ExprKind::Name(name) => name.clone(),
            ExprKind::This => "this".to_owned(),
            ExprKind::Super => "super".to_owned(),
            ExprKind::Member { base, name, .. } => format!("{}.{name}", self.expr(*base)),
            ExprKind::Index { base, index } => format!("{}[{}]", self.expr(*base), self.expr(*index)),
            ExprKind::Call { target, args, block } => {
                let block = if block.is_some() { " {..}" } else { "" };
                format!("{}({}){block}", self.expr(*target), self.args(args))
            }
            ExprKind::New { ty, args, init } => {
                let init = init.map_or(String::new(), |i| format!(" {}", self.expr(i)));
                format!("new {}({}){init}", type_shown(ty), self.args(args))
            }
            ExprKind::Concat(parts) => format!("concat({})", self.list(parts)),
            ExprKind::Pairs(pairs) => {
                let one = |(k, v): &(ExprId, ExprId)| format!("{}: {}", self.expr(*k), self.expr(*v));
                format!("{{{}}}", pairs.iter().map(one).collect::<Vec<_>>().join(", "))
            }
            ExprKind::List(parts) => format!("[{}]", self.list(parts)),
            ExprKind::Choice(parts) => format!("choice({})", self.list(parts)),
            ExprKind::Cast { ty, value } => format!("<{}>{}", type_shown(ty), self.expr(*value)),
            ExprKind::TypeRef(ty) => format!("type({})", type_shown(ty)),
            ExprKind::Lambda(_) => "\\".to_owned(),
            ExprKind::Compare(l, r) => format!("compare({}, {})", self.expr(*l), self.expr(*r)),
            ExprKind::Other(parts) => format!("other({})", self.list(parts)),
        }
    }
}

#[test]
fn every_row_compiles_against_its_grammar() {
    for language in LANGUAGES {
        if let Err(problem) = Compiled::new(language) {
            panic!("{}: {problem}", language.id);
        }
    }
}

#[test]
fn rows_and_tables_are_sorted() {
    assert!(LANGUAGES.is_sorted_by_key(|l| l.id));
    for language in LANGUAGES {
        assert!(language.nodes.is_sorted_by_key(|(kind, _)| kind), "{}", language.id);
        assert!(language.shared.is_sorted_by_key(|(kind, _)| kind), "{}", language.id);
        assert!(LANGUAGES.iter().any(|l| l.id == language.family), "{}", language.id);
    }
}

#[test]
fn a_capture_outside_the_vocabulary_is_refused_with_the_list() {
    let broken = Language { query: "(class_declaration name: (_) @title) @class", ..java_row() };
    let problem = Compiled::new(&broken).expect_err("@title is no word");
    assert!(problem.starts_with("unknown capture `@title`, expected one of @package @import"), "{problem}");
    let broken = Language { nodes: &[("klass", unsoap::language::Build::Name)], ..java_row() };
    let problem = Compiled::new(&broken).expect_err("klass is no node");
    assert_eq!(problem, "the grammar has no node `klass`; look it up in its node-types.json");
}

fn java_row() -> Language {
    let row = Language::by_id("java").expect("java is a row");
    Language {
        id: row.id,
        name: row.name,
        family: row.family,
        extensions: row.extensions,
        names: row.names,
        manifests: &[],
        interpreters: row.interpreters,
        grammar: row.grammar,
        query: row.query,
        shared: row.shared,
        nodes: row.nodes,
        tails: row.tails,
        heredoc: row.heredoc,
        this: row.this,
        superclass: row.superclass,
        own_type: row.own_type,
        bare_calls: row.bare_calls,
        method_values: row.method_values,
        later: row.later,
        class_calls: row.class_calls,
        modules: row.modules,
        name_givers: row.name_givers,
        compiled: std::sync::OnceLock::new(),
    }
}

#[test]
fn languages_are_told_by_name_or_interpreter() {
    let of = |path: &str, head: &str| Language::of(path, head).map(|l| l.id);
    assert_eq!(of("src/com/acme/Client.java", ""), Some("java"));
    assert_eq!(of("src/CLIENT.JAVA", ""), Some("java"));
    assert_eq!(of("java", ""), None);
    assert_eq!(of("lib/a.php.dist", ""), Some("php"));
    assert_eq!(of("a/Gemfile", ""), Some("ruby"));
    assert_eq!(of("a.d.ts", ""), Some("typescript"));
    assert_eq!(of("bin/run", "#!/usr/bin/env -S python3.8 -u\n"), Some("python"));
    assert_eq!(of("bin/run", "#!/usr/bin/node\n"), Some("javascript"));
    assert_eq!(of("a.unknown", ""), None);
    assert_eq!(of("run", "#!/bin/sh"), None);
}
