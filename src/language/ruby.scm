; Ruby. Vocabulary: src/extract/tree.rs.

(call
  !receiver method: (identifier) @_require
  arguments: (argument_list . (string) @path .)
  (#any-of? @_require "require" "require_relative" "load")) @import
(call
  !receiver method: (identifier) @_require
  arguments: (argument_list . (simple_symbol) @symbol . (string) @path)
  (#eq? @_require "autoload")) @import

; Types.
(class name: (_) @name) @class
(class superclass: (superclass [(constant) (scope_resolution)] @super)) @class
(class body: (body_statement (call
  !receiver method: (identifier) @_include
  arguments: (argument_list [(constant) (scope_resolution)] @mixin)
  (#any-of? @_include "include" "extend" "prepend")))) @class
(module name: (_) @name) @module
(module body: (body_statement (call
  !receiver method: (identifier) @_include
  arguments: (argument_list [(constant) (scope_resolution)] @mixin)
  (#any-of? @_include "include" "extend" "prepend")))) @module

; Methods.
(method name: (_) @name (#eq? @name "initialize") (#set! body "")) @constructor
(method name: (_) @name (#set! body "")) @method
(singleton_method name: (_) @name (#set! body "") (#set! static "")) @method
(singleton_class body: (body_statement (method) @method) (#set! static ""))
(call
  !receiver method: (identifier) @_define
  arguments: (argument_list . [(simple_symbol) (string)] @name)
  block: (_) @method
  (#any-of? @_define "define_method" "define_singleton_method")
  (#set! body ""))
; `alias new old`: a method that gives what the other one gives.
(alias name: (_) @name alias: (identifier) @return (#set! body "")) @method
(call block: (_) @lambda)
(lambda) @lambda

([(method_parameters (identifier) @name @parameter)
  (block_parameters (identifier) @name @parameter)
  (lambda_parameters (identifier) @name @parameter)])
(destructured_parameter) @parameter
(optional_parameter name: (_) @name value: (_) @value) @parameter
(keyword_parameter name: (_) @name value: (_)? @value) @parameter
(splat_parameter name: (_) @name @variadic) @parameter
(hash_splat_parameter name: (_) @name @keywords) @parameter

; Declared names.
(call
  !receiver method: (identifier) @_attribute
  arguments: (argument_list [(simple_symbol) (string)] @name @field)
  (#any-of? @_attribute "attr_accessor" "attr_reader" "attr_writer" "attr"))
(assignment left: (constant) @name right: (_) @value) @constant
(destructured_parameter (identifier) @name @local)
(rescue variable: (exception_variable (identifier) @name)) @local
(rescue exceptions: (exceptions . (_) @type) variable: (exception_variable (identifier) @name)) @local
(for pattern: (identifier) @name value: (in (_) @each)) @local

(assignment left: (_) @target right: (_) @value) @assignment
(operator_assignment left: (_) @target right: (_) @value) @assignment
(operator_assignment operator: ["+=" "<<="] @append) @assignment
(operator_assignment operator: "||=" @default) @assignment
(binary left: (_) @target operator: "<<" @append right: (_) @value) @assignment

; The last expression of a body is its value; that of a constructor nobody gets.
(return (argument_list (_) @return))
(next (argument_list (_) @return))
(method name: (_) @_name body: (_) @tail (#not-eq? @_name "initialize"))
(singleton_method body: (_) @tail)
(call block: (block body: (_) @tail))
(call block: (do_block body: (_) @tail))
(lambda body: (block body: (_) @tail))
(lambda body: (do_block body: (_) @tail))

; What runs perhaps, or often.
(if consequence: (_) @branch)
(elsif consequence: (_) @branch)
(unless consequence: (_) @branch)
(else) @branch
(when body: (_) @branch)
(in_clause body: (_) @branch)
(if_modifier body: (_) @branch)
(unless_modifier body: (_) @branch)
(rescue) @handler
(rescue_modifier handler: (_) @handler)
(while body: (_) @loop)
(until body: (_) @loop)
(for body: (_) @loop)
(while_modifier body: (_) @loop)
(until_modifier body: (_) @loop)
