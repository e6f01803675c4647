; Python 2 and 3. Vocabulary: src/extract/tree.rs.

; import a.b as c
(import_statement name: (dotted_name) @path) @import
(import_statement name: (aliased_import name: (_) @path alias: (_) @alias)) @import
; from a import b as c
(import_from_statement module_name: (_) @path name: (dotted_name) @symbol) @import
(import_from_statement module_name: (_) @path name: (aliased_import name: (_) @symbol alias: (_) @alias)) @import
(import_from_statement module_name: (_) @path (wildcard_import) @wildcard) @import

; Types.
(class_definition name: (_) @name) @class
(class_definition superclasses: (argument_list [(identifier) (attribute) (subscript)] @super)) @class

; Methods.
(function_definition name: (_) @name body: (_) @body (#eq? @name "__init__")) @constructor
(function_definition name: (_) @name body: (_) @body) @method
(function_definition return_type: (_) @returns) @method
(decorated_definition
  (decorator (identifier) @_decorator)
  definition: (function_definition) @method
  (#any-of? @_decorator "staticmethod" "classmethod")
  (#set! static ""))
(lambda) @lambda

; The object itself is no parameter.
([(parameters (identifier) @name @parameter)
  (lambda_parameters (identifier) @name @parameter)
  (_ (typed_parameter (identifier) @name type: (_) @type) @parameter)
  (_ (default_parameter name: (identifier) @name value: (_) @value) @parameter)
  (_ (typed_default_parameter name: (identifier) @name type: (_) @type value: (_) @value) @parameter)]
  (#not-any-of? @name "self" "cls"))
(parameters (list_splat_pattern (identifier) @name @variadic) @parameter)
(lambda_parameters (list_splat_pattern (identifier) @name @variadic) @parameter)
(typed_parameter (list_splat_pattern (identifier) @name @variadic) type: (_) @type) @parameter
(parameters (dictionary_splat_pattern (identifier) @name @keywords) @parameter)
(lambda_parameters (dictionary_splat_pattern (identifier) @name @keywords) @parameter)
(typed_parameter (dictionary_splat_pattern (identifier) @name @keywords) type: (_) @type) @parameter

; Declared names. Constants first: the first pattern counts.
(module
  (expression_statement (assignment left: (identifier) @name right: (_) @value) @constant)
  (#match? @name "^_*[A-Z][A-Z0-9_]*$"))
(class_definition body: (block
  (expression_statement (assignment left: (identifier) @name right: (_) @value) @constant))
  (#match? @name "^_*[A-Z][A-Z0-9_]*$"))
(class_definition body: (block
  (expression_statement (assignment left: (identifier) @name) @field)))
(class_definition body: (block
  (expression_statement (assignment left: (identifier) @name type: (_) @type) @field)))
(class_definition body: (block
  (expression_statement (assignment left: (identifier) @name right: (_) @value) @field)))

(assignment left: (identifier) @name type: (_) @type right: (_)? @value) @local
(with_item value: (as_pattern (_) @value alias: (as_pattern_target (identifier) @name))) @local
(except_clause value: (as_pattern (_) @type alias: (as_pattern_target (identifier) @name))) @local
(except_clause value: (_) @type value: (identifier) @name) @local
(for_statement left: (identifier) @name right: (_) @each) @local
(for_statement left: (pattern_list (identifier) @name)) @local
(for_statement left: (tuple_pattern (identifier) @name)) @local
(for_in_clause left: (identifier) @name right: (_) @each) @local
(for_in_clause left: (pattern_list (identifier) @name)) @local
(for_in_clause left: (tuple_pattern (identifier) @name)) @local
(named_expression name: (_) @name value: (_) @value) @local

(assignment left: (_) @target right: (_) @value) @assignment
(augmented_assignment left: (_) @target right: (_) @value) @assignment
(augmented_assignment left: (_) @target operator: "+=" @append) @assignment

(return_statement (_) @return)
(lambda body: (_) @return)

(decorated_definition (decorator (_) @annotation) definition: (_) @of)

; What runs perhaps, or often.
(if_statement consequence: (_) @branch)
(elif_clause consequence: (_) @branch)
(else_clause body: (_) @branch)
(case_clause consequence: (_) @branch)
(except_clause) @handler
(for_statement body: (_) @loop)
(while_statement body: (_) @loop)
