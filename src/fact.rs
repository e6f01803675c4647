//! What a file says, in words common to all languages. No opinion, no rules.
//!
//! The extractor fills a [`Facts`] per file from the language's query and node
//! table; the linker reads all of them together. Expressions live in an arena
//! ([`Facts::exprs`]) and refer to each other by [`ExprId`], so a call that is
//! both an argument and a statement exists once.

use crate::source::Span;

/// Index into [`Facts::exprs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExprId(pub u32);

/// Index into [`Facts::scopes`]. Scope 0 is the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeId(pub u32);

impl ScopeId {
    /// The file itself.
    pub const FILE: ScopeId = ScopeId(0);
}

/// Everything one file says.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Package, namespace or module the file declares, dotted: `com.acme.crm`.
    pub package: Option<String>,
    /// What it imports, in order.
    pub imports: Vec<Import>,
    /// Nested regions; [`ScopeId::FILE`] is first.
    pub scopes: Vec<Scope>,
    /// Classes, interfaces, enums, modules.
    pub types: Vec<Type>,
    /// Functions, methods, constructors.
    pub methods: Vec<Method>,
    /// Lambdas, closures, anonymous functions and Ruby blocks.
    pub lambdas: Vec<Lambda>,
    /// Declared names: fields, locals, parameters, constants, enum members.
    pub bindings: Vec<Binding>,
    /// `target = value`, `target .= value`, `target << value`.
    pub assignments: Vec<Assignment>,
    /// `return value`; the last expression of a Ruby method or an arrow function too.
    pub returns: Vec<Return>,
    /// Java annotations, C# attributes, Python decorators.
    pub annotations: Vec<Annotation>,
    /// The arena of expressions, children before parents.
    pub exprs: Vec<Expr>,
    /// Spans the parser could not understand.
    pub errors: Vec<Span>,
}

/// One import. `import com.a.B;`, `using X = N.Y;`, `from a.b import C as D`,
/// `use N\C;`, `require 'savon'`, `const soap = require('soap')`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Module, package or file as written, separators turned to dots for
    /// namespaces (`com.marketo.mktows`, `CodeCrafts.MarketoSoap`); file paths
    /// and package names (`./client`, `lib/marketo/client`, `soap`) stay as they are.
    pub path: String,
    /// The symbol taken out of `path` (`C` in `from a.b import C`;
    /// the last segment of a Java, C# alias or PHP import, which `path` then
    /// lacks: `com.a` and `B` for `import com.a.B`); `None` for the module itself.
    pub symbol: Option<String>,
    /// The name it has in this file.
    pub alias: Option<String>,
    /// `import a.*`, `from a import *`, C# `using N;`.
    pub wildcard: bool,
    /// Where it stands.
    pub span: Span,
}

/// A region of the file that names or conditions belong to.
#[derive(Debug, Clone)]
pub struct Scope {
    /// What it is.
    pub kind: ScopeKind,
    /// The enclosing scope; `None` for the file.
    pub parent: Option<ScopeId>,
    /// Its extent.
    pub span: Span,
    /// Of a handler, what it handles failures of.
    pub guards: Option<Span>,
}

/// What a scope is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScopeKind {
    /// The whole file.
    File,
    /// Body of a class, interface, enum or module.
    Type,
    /// A named method or function.
    Method,
    /// A lambda, closure, anonymous function or Ruby block.
    Lambda,
    /// One arm of an `if`, `switch`, `case`, `rescue`/`catch`; runs perhaps.
    Branch,
    /// Body of a loop; runs any number of times.
    Loop,
    /// Body of `catch` / `except` / `rescue`.
    Handler,
}

/// A type as written where it is declared: `List<LeadKey>`, `Ns.Client`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypeName {
    /// Name without type arguments, dotted; arrays and nullables unwrapped.
    pub name: String,
    /// Type arguments.
    pub args: Vec<TypeName>,
    /// Declared as an array or variadic of `name`.
    pub array: bool,
    /// Where it stands.
    pub span: Span,
}

/// A class, interface, enum or module.
#[derive(Debug, Clone)]
pub struct Type {
    /// Simple name; nested types are told by their scopes.
    pub name: String,
    /// Span of the name.
    pub span: Span,
    /// What it is.
    pub kind: TypeKind,
    /// Superclasses, interfaces and mixins.
    pub supertypes: Vec<TypeName>,
    /// Its body.
    pub scope: ScopeId,
}

/// What a type is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeKind {
    /// Class or struct.
    Class,
    /// Interface, protocol or trait.
    Interface,
    /// Enumeration.
    Enum,
    /// Ruby module, PHP trait, JS object used as a namespace.
    Module,
}

/// A function, method or constructor.
#[derive(Debug, Clone)]
pub struct Method {
    /// Name as written; the constructor is named `new` in every language
    /// (`__init__`, `initialize`, `__construct`, the class's name).
    pub name: String,
    /// Span of the name.
    pub span: Span,
    /// Parameters in order, without Python's `self`.
    pub params: Vec<Param>,
    /// Declared return type.
    pub returns: Option<TypeName>,
    /// Needs no instance.
    pub is_static: bool,
    /// Has a body; false for interface and abstract methods.
    pub has_body: bool,
    /// Its body; parent scopes tell the type it belongs to.
    pub scope: ScopeId,
}

/// A function without a name: what a callback calls its arguments.
#[derive(Debug, Clone)]
pub struct Lambda {
    /// Parameters in order.
    pub params: Vec<Param>,
    /// Its body; [`ExprKind::Lambda`] and [`ExprKind::Call`]'s `block` refer to it.
    pub scope: ScopeId,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Param {
    /// Name without sigil.
    pub name: String,
    /// Declared type.
    pub ty: Option<TypeName>,
    /// Default value.
    pub default: Option<ExprId>,
    /// `*args`, `...$args`, `params object[]`; takes all that follow.
    pub variadic: bool,
    /// `**kwargs`.
    pub keywords: bool,
    /// Span of the name.
    pub span: Span,
}

/// A declared name other than a parameter.
#[derive(Debug, Clone)]
pub struct Binding {
    /// Name without sigil (`$client`, `@client`, `@@client` are `client`).
    pub name: String,
    /// What it is.
    pub kind: BindingKind,
    /// Declared type; `None` for `var`, `let`, Python.
    pub ty: Option<TypeName>,
    /// Initial value.
    pub value: Option<ExprId>,
    /// Where it is declared: a type's scope for fields, else the innermost scope.
    pub scope: ScopeId,
    /// Span of the name.
    pub span: Span,
}

/// What a declared name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BindingKind {
    /// Field or property of a type.
    Field,
    /// Local variable, also loop and catch variables.
    Local,
    /// Constant: `final static`, `const`, Ruby `NAME =`, PHP `define`.
    Constant,
    /// Member of an enumeration.
    EnumMember,
}

/// A value given to something that may exist already.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// Name, member or index expression.
    pub target: ExprId,
    /// The value; `None` when the target is destructured beyond reading.
    pub value: ExprId,
    /// `+=`, `.=`, `<<`: adds to what is there.
    pub append: bool,
    /// Innermost scope.
    pub scope: ScopeId,
    /// The whole assignment.
    pub span: Span,
}

/// A returned value.
#[derive(Debug, Clone)]
pub struct Return {
    /// The value.
    pub value: ExprId,
    /// Innermost scope.
    pub scope: ScopeId,
}

/// An annotation, attribute or decorator.
#[derive(Debug, Clone)]
pub struct Annotation {
    /// A call or name: `WebService(targetNamespace = "…")`.
    pub expr: ExprId,
    /// Scope of what it decorates (type or method), else the innermost scope.
    pub scope: ScopeId,
}

/// One expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its extent.
    pub span: Span,
    /// Innermost scope.
    pub scope: ScopeId,
}

/// The language-neutral expression tree.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// String literal with escapes resolved as far as they matter (quotes,
    /// backslash, `\n`, `\t`); heredocs and text blocks too.
    Text(String),
    /// Number, boolean or null, as written in lower case.
    Atom(String),
    /// Ruby `:get_lead`, JS property key used as a value.
    Symbol(String),
    /// A plain name without sigil: variable, class, function.
    Name(String),
    /// `this`, `self`, `$this`, Ruby's implicit receiver when written.
    This,
    /// `super`, `base`, `parent`.
    Super,
    /// `base.name`, `base->name`, `Base::NAME`, `@name` (base `This`).
    Member {
        /// What it belongs to.
        base: ExprId,
        /// The member's name without sigil.
        name: String,
        /// Span of the name alone.
        name_span: Span,
    },
    /// `base[index]`; a computed member (`$o->$name`, `client[method]`) too.
    /// An index that is an empty `Other` means some element: what a loop over
    /// `base` takes, or the place after the last (`$list[] = …`).
    Index {
        /// What is indexed.
        base: ExprId,
        /// By what.
        index: ExprId,
    },
    /// A call; `target` is a `Name` (function), `Member` (method), `Index`
    /// (computed name) or any other expression that gives the callee.
    /// Formatting (`text % values`) is a call of the member `%`, Ruby's and
    /// Python's `<<` of the member `<<`, and constructing a computed class
    /// (`new $class(…)`) of its member `new`.
    Call {
        /// What is called.
        target: ExprId,
        /// Arguments in order.
        args: Vec<Arg>,
        /// Ruby block, trailing lambda: its scope.
        block: Option<ScopeId>,
    },
    /// Construction: `new T(args) { init }`. Python and Ruby constructions are
    /// calls (`T(…)`, `T.new`); the linker knows.
    New {
        /// The type; anonymous types have an empty name.
        ty: TypeName,
        /// Constructor arguments.
        args: Vec<Arg>,
        /// Object initialiser: `Pairs` or `List`.
        init: Option<ExprId>,
    },
    /// Pieces joined to a text: `+`, `.`, interpolation, adjacent literals,
    /// `%` formatting and `format` calls keep their own form.
    Concat(Vec<ExprId>),
    /// Hash, dict, object literal, associative array, object initialiser;
    /// keys are `Text`, `Symbol`, `Name` or anything computed.
    Pairs(Vec<(ExprId, ExprId)>),
    /// Array, list, tuple, set.
    List(Vec<ExprId>),
    /// One of these: `?:`, `||`, `??`, `or`, `if` as an expression.
    Choice(Vec<ExprId>),
    /// `(T) value`, `value as T`, `cast(T, value)`.
    Cast {
        /// To what.
        ty: TypeName,
        /// The value.
        value: ExprId,
    },
    /// `X.class`, `typeof(X)`, `X::class`.
    TypeRef(TypeName),
    /// A function as a value, with its scope; it is in `lambdas`, or in `methods`
    /// when what it is assigned to names it (`exports.f = function () {}`).
    Lambda(ScopeId),
    /// `==`, `!=`, `<`, `instanceof`, regex match: left, right.
    Compare(ExprId, ExprId),
    /// Anything else, with the expressions inside it.
    Other(Vec<ExprId>),
}

impl ExprKind {
    /// Calls `visit` with each direct part, in order.
    pub fn each_child(&self, mut visit: impl FnMut(ExprId)) {
        match self {
            ExprKind::Text(_)
            | ExprKind::Atom(_)
            | ExprKind::Symbol(_)
            | ExprKind::Name(_)
            | ExprKind::This
            | ExprKind::Super
            | ExprKind::TypeRef(_)
            | ExprKind::Lambda(_) => {}
            ExprKind::Member { base, .. } => visit(*base),
            ExprKind::Index { base, index } => {
                visit(*base);
                visit(*index);
            }
            ExprKind::Call { target, args, .. } => {
                visit(*target);
                args.iter().for_each(|a| visit(a.value));
            }
            ExprKind::New { args, init, .. } => {
                args.iter().for_each(|a| visit(a.value));
                init.iter().copied().for_each(visit);
            }
            ExprKind::Pairs(pairs) => pairs.iter().for_each(|(key, value)| {
                visit(*key);
                visit(*value);
            }),
            ExprKind::Concat(parts)
            | ExprKind::List(parts)
            | ExprKind::Choice(parts)
            | ExprKind::Other(parts) => parts.iter().copied().for_each(visit),
            ExprKind::Cast { value, .. } => visit(*value),
            ExprKind::Compare(left, right) => {
                visit(*left);
                visit(*right);
            }
        }
    }
}

/// An argument of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Arg {
    /// Keyword or named argument.
    pub name: Option<String>,
    /// The value.
    pub value: ExprId,
    /// `*args`, `...args`.
    pub spread: bool,
}

impl Facts {
    /// An expression by id.
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.0 as usize]
    }

    /// The kind of an expression.
    pub fn kind(&self, id: ExprId) -> &ExprKind {
        &self.exprs[id.0 as usize].kind
    }

    /// A scope by id.
    pub fn scope(&self, id: ScopeId) -> &Scope {
        &self.scopes[id.0 as usize]
    }

    /// A scope and all that enclose it, innermost first.
    pub fn ancestors(&self, id: ScopeId) -> impl Iterator<Item = ScopeId> + '_ {
        std::iter::successors(Some(id), |s| self.scope(*s).parent)
    }

    /// The method, or the file, that `scope` is part of.
    pub fn body(&self, scope: ScopeId) -> ScopeId {
        self.ancestors(scope)
            .find(|s| matches!(self.scope(*s).kind, ScopeKind::Method | ScopeKind::File))
            .unwrap_or(ScopeId::FILE)
    }

    /// The type whose body encloses `scope`.
    pub fn enclosing_type(&self, scope: ScopeId) -> Option<usize> {
        self.ancestors(scope)
            .filter(|s| self.scope(*s).kind == ScopeKind::Type)
            .find_map(|s| self.types.iter().position(|t| t.scope == s))
    }

    /// The method whose body encloses `scope`.
    pub fn enclosing_method(&self, scope: ScopeId) -> Option<usize> {
        self.ancestors(scope)
            .filter(|s| self.scope(*s).kind == ScopeKind::Method)
            .find_map(|s| self.methods.iter().position(|m| m.scope == s))
    }

    /// All expressions with their ids, in source order of their ends.
    pub fn iter(&self) -> impl Iterator<Item = (ExprId, &Expr)> {
        self.exprs.iter().enumerate().map(|(i, e)| (ExprId(u32::try_from(i).unwrap_or(u32::MAX)), e))
    }
}
