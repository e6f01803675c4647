//! How a kind of syntax node becomes an expression: the words of a language's
//! node table.

/// Where in a syntax node something stands: the name of a field, or a number
/// counting the named children, comments left out: `"0"` the first, `"-1"` the
/// last, or `"*"`: the first child that is an expression. `"a|b"` is `b` where
/// there is no `a`.
///
/// In tails also: `"1.."` all from the second, `"(kind)"` all of that kind,
/// `"-1 rescue else"` the last that is of none of these kinds.
pub type Part = &'static str;

/// What a kind of syntax node means. A part that a node lacks is left out of
/// the expression; a part that no row of the table explains becomes
/// `ExprKind::Other` with the expressions found inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Build {
    /// A text literal. Children that are expressions are interpolated: then the result is `Concat`.
    Text,
    /// Text that nothing quotes: what stands outside of `<?php … ?>`.
    Plain,
    /// A text literal in which the backslash is a letter and a doubled quote is one quote.
    Verbatim,
    /// An interpolated literal in which a doubled brace is one brace.
    Braced,
    /// Number, boolean, null.
    Atom,
    /// A symbol, or a key written like a name.
    Symbol,
    /// A name; sigils are dropped.
    Name,
    /// A name that is a variable even where a member's name is expected: `$object->$name`.
    Variable,
    /// A name with its namespace: `\A\B` is `A.B`.
    Qualified,
    /// PHP's `self`, `static` and `parent`.
    Relative,
    /// `Name<T>`: the name of the first child.
    Generic,
    /// The object itself.
    This,
    /// The object as its superclass sees it.
    Super,
    /// A member of the object itself, by sigil: `@name`.
    Own,
    /// Nothing of its own: parentheses, `await`, a wrapper of the grammar.
    Inner(Part),
    /// `base.name`; without a base the name.
    Member {
        /// Left of the dot.
        base: Part,
        /// Right of it.
        name: Part,
    },
    /// `Base::$name`: like `Member`, but a variable's name is the member's name,
    /// and `Base::class` is the type.
    StaticMember {
        /// Left of the colons.
        base: Part,
        /// Right of them.
        name: Part,
    },
    /// `base[index]`; without an index the place after the last.
    Index {
        /// What is indexed.
        base: Part,
        /// By what.
        index: Part,
    },
    /// `target(args)` where the grammar has a node for the target.
    Call {
        /// What is called.
        target: Part,
        /// The node that holds the arguments, or a single argument.
        args: Part,
    },
    /// `base.name(args) { block }` where the grammar has none. Assigned to, it
    /// is the member; without a name it is a call of the base.
    Invoke {
        /// Receiver, if any.
        base: Part,
        /// Name of the method.
        name: Part,
        /// The node that holds the arguments.
        args: Part,
        /// A block after the arguments.
        block: Part,
    },
    /// `new ty(args) { init }`. Without a type it is the enclosing one: an enum's member.
    /// A computed class is a call of its member `new`.
    New {
        /// The type.
        ty: Part,
        /// The node that holds the arguments.
        args: Part,
        /// Object or collection initialiser.
        init: Part,
    },
    /// An array with its values, or, if it has none yet, a `New` of the array type.
    NewArray {
        /// Type of the elements.
        ty: Part,
        /// The values.
        values: Part,
    },
    /// An operator between two parts; the operator's text decides what it is.
    Binary {
        /// Left part.
        left: Part,
        /// Right part.
        right: Part,
        /// Whether `%` formats a text: then `text % values` is a call of the
        /// text's member `%` with the right side as its argument.
        formats: bool,
    },
    /// `left = right`: as an expression the right side, in an initialiser a pair.
    Assigned {
        /// What is assigned to.
        left: Part,
        /// The value.
        right: Part,
    },
    /// `{ a, b }` after `new`: pairs if its entries are assignments or twos in braces, else a list.
    Initializer,
    /// `{ a = 1, b }` where the grammar has no node for an entry.
    Record,
    /// The beginning of a literal whose text stands further below.
    Heredoc,
    /// Adjacent literals.
    Concat,
    /// An entry of `Pairs`; without a value it stands for itself.
    Pair {
        /// Key.
        key: Part,
        /// Value.
        value: Part,
    },
    /// An entry of PHP's array: a pair when it has two parts, else a value.
    Entry,
    /// Key–value pairs.
    Pairs,
    /// Values in order.
    List,
    /// A list of which only the form of its elements is known: a comprehension.
    Elements(Part),
    /// `Pairs` if one of the entries is a pair, else `List`.
    Collection,
    /// A named argument; its name may be missing.
    Named {
        /// Its name.
        name: Part,
        /// Its value.
        value: Part,
    },
    /// An argument or element that stands for many.
    Spread(Part),
    /// One of these parts.
    Choice(&'static [Part]),
    /// `(ty) value`.
    Cast {
        /// To what.
        ty: Part,
        /// The value.
        value: Part,
    },
    /// `value instanceof ty`: a comparison with a type.
    TypeTest {
        /// The value.
        value: Part,
        /// The type.
        ty: Part,
    },
    /// A type used as a value.
    TypeRef(Part),
    /// A function without a name; the query captures the same node as `@lambda`.
    Lambda,
    /// Anything else that is one expression.
    Other,
    /// Not looked into: types, labels.
    Skip,
}
