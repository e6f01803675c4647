; Go. Vocabulary: src/extract/tree.rs.

(package_clause (package_identifier) @package)
(import_spec name: (package_identifier)? @alias path: (_) @path) @import
(import_spec name: (dot) @wildcard path: (_) @path) @import

; Types. A field without a name embeds its type.
(type_spec name: (_) @name type: (struct_type)) @class
(type_spec type: (struct_type (field_declaration_list (field_declaration !name type: (_) @super)))) @class
(type_alias name: (_) @name type: (_) @super) @class
(type_spec name: (_) @name type: (interface_type)) @interface
(type_spec type: (interface_type (type_elem (_) @super))) @interface

; Methods. The receiver is a local of the method, not a parameter. Of several
; results the first one counts: the second is the error.
(function_declaration name: (_) @name body: (_)? @body) @method
(method_declaration name: (_) @name body: (_)? @body) @method
(method_elem name: (_) @name) @method
(function_declaration result: (parameter_list . (parameter_declaration type: (_) @returns))) @method
(method_declaration result: (parameter_list . (parameter_declaration type: (_) @returns))) @method
(method_elem result: (parameter_list . (parameter_declaration type: (_) @returns))) @method
(function_declaration
  result: [(type_identifier) (qualified_type) (pointer_type) (slice_type) (generic_type)] @returns) @method
(method_declaration
  result: [(type_identifier) (qualified_type) (pointer_type) (slice_type) (generic_type)] @returns) @method
(method_elem
  result: [(type_identifier) (qualified_type) (pointer_type) (slice_type) (generic_type)] @returns) @method
(func_literal) @lambda

(_ parameters: (parameter_list (parameter_declaration name: (_) @name type: (_) @type) @parameter))
(_ parameters: (parameter_list
  (variadic_parameter_declaration name: (_) @name @variadic type: (_) @type) @parameter))

; Declared names.
(const_spec . name: (_) @name value: (expression_list . (_) @value)) @constant
(const_spec . name: (_) @name) @constant
(field_declaration name: (_) @name type: (_) @type) @field
(method_declaration receiver: (parameter_list (parameter_declaration name: (_) @name type: (_) @type) @local))
(var_spec . name: (_) @name type: (_)? @type value: (expression_list . (_) @value)) @local
(var_spec name: (_) @name type: (_)? @type) @local
(short_var_declaration left: (expression_list . (identifier) @name) right: (expression_list . (_) @value)) @local
(short_var_declaration left: (expression_list (identifier) @name)) @local
(range_clause left: (expression_list (_) . (identifier) @name) right: (_) @each) @local
(range_clause left: (expression_list . (identifier) @name)) @local
(type_switch_statement alias: (expression_list (identifier) @name) value: (_) @value) @local

(assignment_statement left: (expression_list . (_) @target) right: (expression_list . (_) @value)) @assignment
(assignment_statement operator: "+=" @append) @assignment

(return_statement (expression_list . (_) @return))

; What runs perhaps, or often.
(if_statement consequence: (_) @branch)
(if_statement alternative: (_) @branch)
(expression_case) @branch
(type_case) @branch
(communication_case) @branch
(default_case) @branch
(for_statement body: (_) @loop)
