; PHP. Vocabulary: src/extract/tree.rs.

(namespace_definition name: (_) @package)

; use A\B as C;  use A\{B, C as D};
(namespace_use_clause (qualified_name (namespace_name) @path (name) @symbol)) @import
(namespace_use_clause . (name) @symbol) @import
(namespace_use_clause (qualified_name (name) @symbol) alias: (_) @alias) @import
(namespace_use_clause . (name) @symbol alias: (_) @alias) @import
(namespace_use_declaration
  (namespace_name) @path
  body: (namespace_use_group (namespace_use_clause . (name) @symbol) @import))
(include_expression (_) @path) @import
(include_once_expression (_) @path) @import
(require_expression (_) @path) @import
(require_once_expression (_) @path) @import

; Types.
(class_declaration name: (_) @name) @class
(class_declaration (base_clause (_) @super)) @class
(class_declaration (class_interface_clause (_) @super)) @class
(class_declaration body: (declaration_list (use_declaration [(name) (qualified_name)] @super))) @class
(anonymous_class) @class
(anonymous_class (base_clause (_) @super)) @class
(anonymous_class (class_interface_clause (_) @super)) @class
(interface_declaration name: (_) @name) @interface
(interface_declaration (base_clause (_) @super)) @interface
(trait_declaration name: (_) @name) @module
(enum_declaration name: (_) @name) @enum
(enum_declaration (class_interface_clause (_) @super)) @enum

; Methods. A constructor is `__construct`, or in old code named like its class.
(method_declaration name: (_) @name (#match? @name "^(?i)__construct$")) @constructor
(class_declaration
  name: (_) @_class
  body: (declaration_list (method_declaration name: (_) @name) @constructor)
  (#eq? @name @_class))
(method_declaration name: (_) @name) @method
(method_declaration return_type: (_) @returns) @method
(method_declaration body: (_) @body) @method
(method_declaration (static_modifier) @static) @method
(function_definition name: (_) @name body: (_) @body) @method
(function_definition return_type: (_) @returns) @method
(anonymous_function) @lambda
(arrow_function) @lambda

(simple_parameter type: (_)? @type name: (_) @name default_value: (_)? @value) @parameter
(variadic_parameter type: (_)? @type name: (_) @name @variadic) @parameter
(property_promotion_parameter type: (_)? @type name: (_) @name default_value: (_)? @value) @parameter @field

; Declared names.
(property_declaration type: (_)? @type (property_element name: (_) @name default_value: (_)? @value) @field)
(const_element . (name) @name (_) @value) @constant
(function_call_expression
  function: (name) @_define
  arguments: (arguments . (argument [(string) (encapsed_string)] @name) . (argument (_) @value))
  (#match? @_define "^(?i)define$")) @constant
(enum_case name: (_) @name value: (_)? @value) @enumerator
(static_variable_declaration name: (_) @name value: (_)? @value) @local
(catch_clause type: (_) @type name: (_) @name) @local
(foreach_statement . (_) @each . (variable_name) @name) @local
(foreach_statement . (_) @each . (by_ref (variable_name) @name)) @local
(foreach_statement . (_) @each . (pair (_) . (variable_name) @name)) @local
(foreach_statement . (_) @each . (pair (_) . (by_ref (variable_name) @name))) @local
(foreach_statement (pair . (variable_name) @name)) @local

; $list[] = $value adds to the list.
(assignment_expression left: (subscript_expression . (_) @target . "[" . "]") @append right: (_) @value) @assignment
(assignment_expression left: (_) @target right: (_) @value) @assignment
(reference_assignment_expression left: (_) @target right: (_) @value) @assignment
(augmented_assignment_expression left: (_) @target right: (_) @value) @assignment
(augmented_assignment_expression operator: [".=" "+="] @append) @assignment
(augmented_assignment_expression operator: "??=" @default) @assignment

(return_statement (_) @return)
(arrow_function body: (_) @return)

(attribute) @annotation

; What runs perhaps, or often.
(if_statement body: (_) @branch)
(else_if_clause body: (_) @branch)
(else_clause body: (_) @branch)
(case_statement) @branch
(default_statement) @branch
(match_conditional_expression return_expression: (_) @branch)
(match_default_expression return_expression: (_) @branch)
(catch_clause) @handler
(for_statement body: (_) @loop)
(foreach_statement body: (_) @loop)
(while_statement body: (_) @loop)
(do_statement body: (_) @loop)
