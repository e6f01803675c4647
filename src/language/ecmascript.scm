; What JavaScript and TypeScript have in common. Vocabulary: src/extract/tree.rs.

; import d, { a as b } from 'm';  import * as n from 'm';  import 'm';
(import_statement (import_clause (identifier) @alias) source: (_) @path) @import
(import_statement (import_clause (namespace_import (identifier) @alias)) source: (_) @path) @import
(import_statement
  (import_clause (named_imports (import_specifier name: (_) @symbol alias: (_)? @alias)))
  source: (_) @path
  (#not-eq? @symbol "default")) @import
(import_statement source: (_) @path) @import
; What a module exports by default stands for the module, also under another name.
(import_statement
  (import_clause (named_imports (import_specifier name: _ @_default alias: (_) @alias)))
  source: (_) @path
  (#eq? @_default "default")) @import
; export { a as b } from 'm';  export * from 'm';  export * as n from 'm';
(export_statement
  (export_clause (export_specifier name: (_) @symbol alias: (_)? @alias))
  source: (_) @path
  (#not-eq? @symbol "default")) @import
(export_statement
  (export_clause (export_specifier name: _ @_default alias: (_) @alias))
  source: (_) @path
  (#eq? @_default "default")) @import
(export_statement "*" @wildcard source: (_) @path) @import
(export_statement (namespace_export (_) @alias) source: (_) @path) @import

; const a = require('m');  const { b, c: d } = require('m');  const e = require('m').f;
(call_expression
  function: [(identifier) (import)] @_require
  arguments: (arguments . (string) @path)
  (#any-of? @_require "require" "import")) @import
(variable_declarator
  name: (identifier) @alias
  value: (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string) @path)
    (#eq? @_require "require")) @import)
(assignment_expression
  left: (identifier) @alias
  right: (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string) @path)
    (#eq? @_require "require")) @import)
(variable_declarator
  name: (object_pattern (shorthand_property_identifier_pattern) @symbol)
  value: (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string) @path)
    (#eq? @_require "require")) @import)
(variable_declarator
  name: (object_pattern (pair_pattern key: (_) @symbol value: (identifier) @alias))
  value: (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string) @path)
    (#eq? @_require "require")) @import)
(variable_declarator
  name: (identifier) @alias
  value: (member_expression
    object: (call_expression
      function: (identifier) @_require
      arguments: (arguments . (string) @path)
      (#eq? @_require "require")) @import
    property: (_) @symbol)
  (#not-eq? @symbol "default"))
(variable_declarator
  name: (identifier) @alias
  value: (member_expression
    object: (call_expression
      function: (identifier) @_require
      arguments: (arguments . (string) @path)
      (#eq? @_require "require")) @import
    property: (_) @_default)
  (#eq? @_default "default"))
; const a = await import('m');  const a = __importStar(require('m'));  … = promisifyAll(require('m'));
(variable_declarator
  name: (identifier) @alias
  value: (await_expression (call_expression
    function: (import)
    arguments: (arguments . (string) @path)) @import))
(variable_declarator
  name: (object_pattern (shorthand_property_identifier_pattern) @symbol)
  value: (await_expression (call_expression
    function: (import)
    arguments: (arguments . (string) @path)) @import))
(variable_declarator
  name: (identifier) @alias
  value: (call_expression arguments: (arguments . (call_expression
    function: (identifier) @_require
    arguments: (arguments . (string) @path)
    (#eq? @_require "require")) @import)))

; Types.
(class_declaration name: (_) @name) @class
(class name: (_) @name) @class
(variable_declarator name: (identifier) @name value: (class) @class)
(assignment_expression left: (member_expression property: (_) @name) right: (class) @class)
(class) @class
; A function with a capital that fills its object is a class.
(function_declaration
  name: (identifier) @name
  body: (statement_block [
    (expression_statement (assignment_expression left: (member_expression object: (this))))
    (expression_statement (call_expression arguments: (arguments . (this))))
    (lexical_declaration (variable_declarator value: (this)))
    (variable_declaration (variable_declarator value: (this)))]) @body
  (#match? @name "^[A-Z]")) @class @constructor
([
  (variable_declarator name: (identifier) @name value: (function_expression body: (statement_block [
    (expression_statement (assignment_expression left: (member_expression object: (this))))
    (expression_statement (call_expression arguments: (arguments . (this))))
    (variable_declaration (variable_declarator value: (this)))]) @body) @class @constructor)
  (assignment_expression
    left: (member_expression property: (property_identifier) @name)
    right: (function_expression body: (statement_block [
      (expression_statement (assignment_expression left: (member_expression object: (this))))
      (expression_statement (call_expression arguments: (arguments . (this))))
      (variable_declaration (variable_declarator value: (this)))]) @body) @class @constructor)
  (function_expression name: (identifier) @name body: (statement_block [
    (expression_statement (assignment_expression left: (member_expression object: (this))))
    (expression_statement (call_expression arguments: (arguments . (this))))
    (variable_declaration (variable_declarator value: (this)))]) @body) @class @constructor]
  (#match? @name "^[A-Z]"))
; X.prototype.f = …;  X.prototype = { … };  assign(X.prototype, { … });
([
  (assignment_expression left: (member_expression object: (member_expression
    object: [(identifier) @name (member_expression property: (property_identifier) @name)]
    property: (property_identifier) @_prototype)))
  (assignment_expression
    left: (member_expression
      object: [(identifier) @name (member_expression property: (property_identifier) @name)]
      property: (property_identifier) @_prototype)
    right: (object))
  (call_expression arguments: (arguments
    . (member_expression object: (identifier) @name property: (property_identifier) @_prototype)
    . (object)))] @part
  (#eq? @_prototype "prototype"))
; X.f = function () { … };
(assignment_expression
  left: (member_expression object: (identifier) @name)
  right: [(function_expression) (arrow_function) (generator_function)]
  (#match? @name "^[A-Z][A-Za-z0-9]*[a-z]")) @part
; inherits(X, Base);  X.prototype = Object.create(Base.prototype);  X.prototype = new Base();
(call_expression
  function: [(identifier) @_inherits (member_expression property: (property_identifier) @_inherits)]
  arguments: (arguments . (identifier) @name . [(identifier) (member_expression)] @mixin)
  (#any-of? @_inherits "inherits" "inherit" "_inherits" "__extends")
  (#not-eq? @mixin "_super")) @part
(assignment_expression
  left: (member_expression object: (identifier) @name property: (property_identifier) @_prototype)
  right: [
    (call_expression arguments: (arguments
      . (member_expression object: (_) @mixin property: (property_identifier) @_of)))
    (new_expression constructor: [(identifier) (member_expression)] @mixin)]
  (#eq? @_prototype "prototype")
  (#not-eq? @mixin "_super")) @part

; Methods. What a function is assigned to names it, unless that is the module.
(function_declaration name: (_) @name body: (_) @body) @method
(generator_function_declaration name: (_) @name body: (_) @body) @method
(method_definition name: (_) @name body: (_) @body (#eq? @name "constructor")) @constructor
(method_definition name: (_) @name body: (_) @body) @method
(method_definition "static" @static) @method
(assignment_expression
  left: (member_expression property: (property_identifier) @_exports)
  right: (function_expression name: (identifier) @name body: (_) @body) @method
  (#eq? @_exports "exports"))
(assignment_expression
  left: (member_expression object: (identifier) @_type)
  right: [(function_expression) (arrow_function) (generator_function)] @method
  (#match? @_type "^[A-Z][A-Za-z0-9]*[a-z]")
  (#set! static ""))
(pair
  key: [(property_identifier) (string)] @name
  value: [(function_expression) (arrow_function) (generator_function)] @method
  (#set! body ""))
(variable_declarator
  name: (identifier) @name
  value: [(function_expression) (arrow_function) (generator_function)] @method
  (#set! body ""))
(assignment_expression
  left: [(identifier) @name (member_expression property: (_) @name)]
  right: [(function_expression) (arrow_function) (generator_function)] @method
  (#set! body ""))
(export_statement
  value: [(function_expression) (arrow_function) (generator_function)] @method
  (#set! name "default")
  (#set! body ""))
(arrow_function parameter: (identifier) @name @parameter)

; Declared names. Constants first: the first pattern counts.
(program
  (lexical_declaration kind: "const" (variable_declarator name: (identifier) @name value: (_) @value) @constant))
; What a module exports by default is its constant of that name.
(export_statement value: (_) @value (#set! name "default")) @constant
(program (export_statement
  (lexical_declaration kind: "const" (variable_declarator name: (identifier) @name value: (_) @value) @constant)))
(variable_declarator name: (identifier) @name value: (_)? @value) @local
(variable_declarator
  name: (object_pattern (shorthand_property_identifier_pattern) @name @local)
  value: (_) @from)
(variable_declarator
  name: (object_pattern (pair_pattern key: (_) @symbol value: (identifier) @name) @local)
  value: (_) @from)
(object_pattern (shorthand_property_identifier_pattern) @name @local)
(object_pattern (object_assignment_pattern left: (shorthand_property_identifier_pattern) @name right: (_)) @local)
(object_pattern (pair_pattern value: (identifier) @name) @local)
(object_pattern (pair_pattern value: (assignment_pattern left: (identifier) @name)) @local)
(object_pattern (pair_pattern value: (array_pattern (identifier) @name) @local))
(object_pattern (rest_pattern (identifier) @name) @local)
(array_pattern (array_pattern (identifier) @name @local))
(variable_declarator name: (array_pattern (identifier) @name @local) value: (_) @each)
(for_in_statement kind: _ left: (identifier) @name operator: "of" right: (_) @each) @local
(for_in_statement kind: _ left: (identifier) @name) @local
(for_in_statement kind: _ left: (array_pattern (identifier) @name @local))
(catch_clause parameter: (identifier) @name) @local

(assignment_expression left: (_) @target right: (_) @value) @assignment
(augmented_assignment_expression left: (_) @target right: (_) @value) @assignment
(augmented_assignment_expression operator: "+=" @append) @assignment
(augmented_assignment_expression operator: ["||=" "??="] @default) @assignment

(return_statement (_) @return)
(arrow_function body: (expression) @return)

(class_declaration decorator: (decorator (_) @annotation)) @of
(export_statement decorator: (decorator (_) @annotation) declaration: (_) @of)

; What runs perhaps, or often.
(if_statement consequence: (_) @branch)
(else_clause (_) @branch)
(switch_case) @branch
(switch_default) @branch
(catch_clause) @handler
(for_statement body: (_) @loop)
(for_in_statement body: (_) @loop)
(while_statement body: (_) @loop)
(do_statement body: (_) @loop)

