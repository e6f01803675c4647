; What JavaScript and TypeScript have in common. Vocabulary: src/extract/tree.rs.

; import d, { a as b } from 'm';  import * as n from 'm';  import 'm';
(import_statement (import_clause (identifier) @alias) source: (_) @path) @import
(import_statement (import_clause (namespace_import (identifier) @alias)) source: (_) @path) @import
(import_statement
  (import_clause (named_imports (import_specifier name: (_) @symbol alias: (_)? @alias)))
  source: (_) @path) @import
(import_statement source: (_) @path) @import
; export { a as b } from 'm';  export * from 'm';
(export_statement (export_clause (export_specifier name: (_) @symbol alias: (_)? @alias)) source: (_) @path) @import
(export_statement "*" @wildcard source: (_) @path) @import

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
    property: (_) @symbol))

; Types.
(class_declaration name: (_) @name) @class
(class name: (_) @name) @class
(variable_declarator name: (identifier) @name value: (class) @class)
(assignment_expression left: (member_expression property: (_) @name) right: (class) @class)
(class) @class

; Methods. What a function is assigned to names it.
(function_declaration name: (_) @name body: (_) @body) @method
(generator_function_declaration name: (_) @name body: (_) @body) @method
(method_definition name: (_) @name body: (_) @body (#eq? @name "constructor")) @constructor
(method_definition name: (_) @name body: (_) @body) @method
(method_definition "static" @static) @method
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
(arrow_function parameter: (identifier) @name @parameter)

; Declared names. Constants first: the first pattern counts.
(program
  (lexical_declaration kind: "const" (variable_declarator name: (identifier) @name value: (_) @value) @constant))
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
(variable_declarator name: (array_pattern (identifier) @name @local) value: (_) @each)
(for_in_statement kind: _ left: (identifier) @name operator: "of" right: (_) @each) @local
(for_in_statement kind: _ left: (identifier) @name) @local
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

