; TypeScript alone.

; import a = require('m');
(import_statement (import_require_clause (identifier) @alias source: (_) @path)) @import

(class_declaration (class_heritage (extends_clause value: [(identifier) (member_expression)] @super))) @class
(class_declaration (class_heritage (implements_clause (_) @super))) @class
(abstract_class_declaration name: (_) @name) @class
(abstract_class_declaration
  (class_heritage (extends_clause value: [(identifier) (member_expression)] @super))) @class
(abstract_class_declaration (class_heritage (implements_clause (_) @super))) @class
(class (class_heritage (extends_clause value: [(identifier) (member_expression)] @super))) @class
; An interface named like a class beside it says more of that class.
(interface_declaration name: (_) @name) @interface @part
(interface_declaration (extends_type_clause type: (_) @super)) @interface
(type_alias_declaration name: (_) @name value: (object_type)) @interface
(enum_declaration name: (_) @name) @enum
(internal_module name: (_) @name) @module
(module name: (identifier) @name) @module

(function_declaration return_type: (_) @returns) @method
(method_definition return_type: (_) @returns) @method
; In a class, a signature without a body repeats a method that follows; not so where nothing has a body.
(interface_body (method_signature name: (_) @name return_type: (_)? @returns) @method)
(object_type (method_signature name: (_) @name return_type: (_)? @returns) @method)
(ambient_declaration [
  (class_declaration
    (class_body (method_signature name: (_) @name return_type: (_)? @returns) @method))
  (module (statement_block (class_declaration
    (class_body (method_signature name: (_) @name return_type: (_)? @returns) @method))))
  (module (statement_block (export_statement (class_declaration
    (class_body (method_signature name: (_) @name return_type: (_)? @returns) @method)))))])
(abstract_method_signature name: (_) @name return_type: (_)? @returns) @method
(ambient_declaration [
  (function_signature name: (_) @name return_type: (_)? @returns) @method
  (module (statement_block (function_signature name: (_) @name return_type: (_)? @returns) @method))
  (module (statement_block (export_statement
    (function_signature name: (_) @name return_type: (_)? @returns) @method)))])

(required_parameter pattern: (identifier) @name type: (_)? @type value: (_)? @value) @parameter
(optional_parameter pattern: (identifier) @name type: (_)? @type value: (_)? @value) @parameter
(required_parameter pattern: (rest_pattern (identifier) @name @variadic) type: (_)? @type) @parameter
(required_parameter pattern: [(object_pattern) (array_pattern)] type: (_)? @type value: (_)? @value) @parameter
(optional_parameter pattern: [(object_pattern) (array_pattern)] type: (_)? @type) @parameter
(required_parameter pattern: (array_pattern (identifier) @name @local))
; A parameter with an access modifier is also a field, which takes its value.
(required_parameter (accessibility_modifier) pattern: (identifier) @name @value type: (_)? @type) @field
(required_parameter "readonly" pattern: (identifier) @name @value type: (_)? @type) @field

(public_field_definition
  name: (_) @name
  value: [(function_expression) (arrow_function)] @method
  (#set! body ""))
(public_field_definition name: (_) @name type: (_)? @type value: (_)? @value) @field
(property_signature name: (_) @name type: (_) @type) @field
(enum_assignment name: (_) @name value: (_) @value) @enumerator
(enum_body name: (_) @name @enumerator)
(variable_declarator name: (identifier) @name type: (_) @type) @local
(catch_clause parameter: (identifier) @name type: (_) @type) @local

(abstract_class_declaration decorator: (decorator (_) @annotation)) @of
(class_body decorator: (decorator (_) @annotation) . (method_definition) @of)
(required_parameter decorator: (decorator (_) @annotation))
(class_body (public_field_definition decorator: (decorator (_) @annotation)))

; All functions that nothing above has named.
(function_expression name: (_)? @name) @lambda
(generator_function name: (_)? @name) @lambda
(arrow_function) @lambda
