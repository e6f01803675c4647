; C#. Vocabulary: src/extract/tree.rs.

(namespace_declaration name: (_) @package)
(file_scoped_namespace_declaration name: (_) @package)

; using N;  using static N.T;  using X = N.T;
(using_directive !name [(identifier) (qualified_name) (alias_qualified_name)] @path (#set! wildcard "")) @import
(using_directive name: (_) @alias (qualified_name qualifier: (_) @path name: (_) @symbol)) @import
(using_directive name: (_) @alias . (identifier) @symbol) @import

; Types.
(class_declaration name: (_) @name) @class
(struct_declaration name: (_) @name) @class
(record_declaration name: (_) @name) @class
(interface_declaration name: (_) @name) @interface
(enum_declaration name: (_) @name) @enum
(class_declaration (base_list [(identifier) (qualified_name) (generic_name) (alias_qualified_name)] @super)) @class
(class_declaration (base_list (primary_constructor_base_type type: (_) @super))) @class
(struct_declaration (base_list [(identifier) (qualified_name) (generic_name) (alias_qualified_name)] @super)) @class
(record_declaration (base_list [(identifier) (qualified_name) (generic_name) (alias_qualified_name)] @super)) @class
(record_declaration (base_list (primary_constructor_base_type type: (_) @super))) @class
(interface_declaration
  (base_list [(identifier) (qualified_name) (generic_name) (alias_qualified_name)] @super)) @interface

; Methods.
(method_declaration returns: (_) @returns name: (_) @name) @method
(method_declaration body: (_) @body) @method
(method_declaration (modifier) @static (#eq? @static "static")) @method
(local_function_statement type: (_) @returns name: (_) @name body: (_)? @body) @method
(constructor_declaration name: (_) @name) @constructor
(constructor_declaration body: (_) @body) @constructor
(constructor_declaration (modifier) @static (#eq? @static "static")) @constructor
(destructor_declaration name: (_) @name body: (_)? @body (#set! name "~")) @method
(operator_declaration type: (_) @returns body: (_)? @body (#set! name "operator")) @method
(conversion_operator_declaration type: (_) @returns body: (_)? @body (#set! name "operator")) @method
(indexer_declaration type: (_) @returns (#set! name "this") (#set! body "")) @method
; A property with code is a method without parameters that is named like it.
(property_declaration
  type: (_) @returns name: (_) @name
  accessors: (accessor_list (accessor_declaration body: (_) @body))) @method
(property_declaration type: (_) @returns name: (_) @name value: (arrow_expression_clause) @body) @method
(property_declaration (modifier) @static (#eq? @static "static") value: (arrow_expression_clause)) @method
(property_declaration
  (modifier) @static (#eq? @static "static")
  accessors: (accessor_list (accessor_declaration body: (_)))) @method
(lambda_expression) @lambda
(anonymous_method_expression) @lambda

(parameter type: (_)? @type name: (_) @name) @parameter
(parameter name: (_) @name "=" (_) @value) @parameter
(parameter_list type: (_) @type name: (_) @name @parameter @variadic)
(lambda_expression parameters: (implicit_parameter) @name @parameter)

; Declared names. Constants first: the first pattern counts.
(field_declaration
  (modifier) @_const (#eq? @_const "const")
  (variable_declaration type: (_) @type (variable_declarator name: (_) @name "=" (_) @value) @constant))
(field_declaration
  (modifier) @_static (#eq? @_static "static") (modifier) @_readonly (#eq? @_readonly "readonly")
  (variable_declaration type: (_) @type (variable_declarator name: (_) @name "=" (_) @value) @constant))
(field_declaration
  (variable_declaration type: (_) @type (variable_declarator name: (_) @name) @field))
(field_declaration
  (variable_declaration (variable_declarator name: (_) @name "=" (_) @value) @field))
(event_field_declaration
  (variable_declaration type: (_) @type (variable_declarator name: (_) @name) @field))
(property_declaration type: (_) @type name: (_) @name) @field
(property_declaration name: (_) @name "=" value: (_) @value) @field
(event_declaration type: (_) @type name: (_) @name) @field
(enum_member_declaration name: (_) @name value: (_)? @value) @enumerator
; The parameters of a primary constructor are its fields.
(record_declaration (parameter_list (parameter type: (_) @type name: (_) @name) @field))
(class_declaration (parameter_list (parameter type: (_) @type name: (_) @name) @field))

(local_declaration_statement
  (modifier) @_const (#eq? @_const "const")
  (variable_declaration type: (_) @type (variable_declarator name: (_) @name "=" (_) @value) @constant))
(variable_declaration type: (_) @type (variable_declarator name: (_) @name) @local)
(variable_declaration (variable_declarator name: (_) @name "=" (_) @value) @local)
(foreach_statement type: (_) @type left: (identifier) @name right: (_) @each) @local
(catch_declaration type: (_) @type name: (_) @name) @local
(declaration_expression type: (_) @type name: (_) @name) @local
(declaration_pattern type: (_) @type name: (_) @name) @local
(is_pattern_expression
  expression: (_) @value pattern: (declaration_pattern type: (_) @type name: (_) @name)) @local
(from_clause type: (_)? @type name: (_) @name (_) @each .) @local
(catch_declaration !name type: (_) @_type)

(assignment_expression left: (_) @target right: (_) @value) @assignment
(assignment_expression left: (_) @target operator: "+=" @append) @assignment

(return_statement (_) @return)
(yield_statement (_) @return)
(lambda_expression body: (expression) @return)
(method_declaration body: (arrow_expression_clause (_) @return))
(local_function_statement body: (arrow_expression_clause (_) @return))
(property_declaration value: (arrow_expression_clause (_) @return))
(accessor_declaration name: "get" body: (arrow_expression_clause (_) @return))

(attribute) @annotation

; What runs perhaps, or often.
(if_statement consequence: (_) @branch)
(if_statement alternative: (_) @branch)
(switch_section) @branch
(switch_expression_arm) @branch
(catch_clause) @handler
(for_statement body: (_) @loop)
(foreach_statement body: (_) @loop)
(while_statement body: (_) @loop)
(do_statement body: (_) @loop)

; `#if false`: with an `#else` the other half is compiled, so all of it is read.
(preproc_if condition: (boolean_literal) @_never (_) @dead !alternative (#eq? @_never "false"))
