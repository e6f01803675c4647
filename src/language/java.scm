; Java. Vocabulary: src/extract/tree.rs.

(package_declaration [(scoped_identifier) (identifier)] @package)

; import a.b.C;  import static a.b.C.f;
(import_declaration
  (scoped_identifier scope: (_) @path name: (_) @symbol) .) @import
; import a.b.*;
(import_declaration [(scoped_identifier) (identifier)] @path (asterisk) @wildcard) @import

; Types.
(class_declaration name: (_) @name) @class
(class_declaration superclass: (superclass (_) @super)) @class
(class_declaration interfaces: (super_interfaces (type_list (_) @super))) @class
(record_declaration name: (_) @name) @class
(record_declaration interfaces: (super_interfaces (type_list (_) @super))) @class
(interface_declaration name: (_) @name) @interface
(interface_declaration (extends_interfaces (type_list (_) @super))) @interface
(annotation_type_declaration name: (_) @name) @interface
(enum_declaration name: (_) @name) @enum
(enum_declaration interfaces: (super_interfaces (type_list (_) @super))) @enum
; An anonymous class is a type without a name.
(object_creation_expression type: (_) @super (class_body)) @class

; Methods.
(method_declaration type: (_) @returns name: (_) @name) @method
(method_declaration body: (_) @body) @method
(method_declaration dimensions: (_) @array) @method
(method_declaration (modifiers "static" @static)) @method
(annotation_type_element_declaration type: (_) @returns name: (_) @name) @method
(constructor_declaration name: (_) @name body: (_) @body) @constructor
(compact_constructor_declaration name: (_) @name body: (_) @body) @constructor
(lambda_expression) @lambda

(formal_parameter type: (_) @type name: (_) @name) @parameter
(formal_parameter name: (_) @name dimensions: (_) @array) @parameter
(spread_parameter
  [(type_identifier) (scoped_type_identifier) (generic_type) (array_type)
   (integral_type) (floating_point_type) (boolean_type)] @type
  (variable_declarator name: (_) @name) @variadic) @parameter
(inferred_parameters (identifier) @name @parameter)
(lambda_expression parameters: (identifier) @name @parameter)

; Declared names. Constants first: the first pattern counts.
(field_declaration
  (modifiers) @_modifiers
  type: (_) @type
  declarator: (variable_declarator name: (_) @name value: (_)? @value) @constant
  (#match? @_modifiers "\\bstatic\\b")
  (#match? @_modifiers "\\bfinal\\b"))
(constant_declaration
  type: (_) @type
  declarator: (variable_declarator name: (_) @name value: (_)? @value) @constant)
(field_declaration
  type: (_) @type
  declarator: (variable_declarator name: (_) @name value: (_)? @value) @field)
(field_declaration
  declarator: (variable_declarator name: (_) @name dimensions: (_) @array) @field)
; A record's components are its fields.
(record_declaration
  parameters: (formal_parameters (formal_parameter type: (_) @type name: (_) @name) @field))
(enum_constant name: (_) @name) @enumerator
(enum_constant name: (_) @name arguments: (_)) @enumerator @value

(local_variable_declaration
  type: (_) @type
  declarator: (variable_declarator name: (_) @name value: (_)? @value) @local)
(local_variable_declaration
  declarator: (variable_declarator name: (_) @name dimensions: (_) @array) @local)
(enhanced_for_statement type: (_) @type name: (_) @name value: (_) @each) @local
(resource type: (_) @type name: (_) @name value: (_) @value) @local
(catch_formal_parameter (catch_type) @type name: (_) @name) @local
(instanceof_expression left: (_) @value right: (_) @type name: (_) @name) @local
(type_pattern (_) @type (identifier) @name) @local

(assignment_expression left: (_) @target right: (_) @value) @assignment
(assignment_expression left: (_) @target operator: "+=" @append) @assignment

(return_statement (_) @return)
(yield_statement (_) @return)
(lambda_expression body: (expression) @return)

(modifiers [(annotation) (marker_annotation)] @annotation)

; What runs perhaps, or often.
(if_statement consequence: (_) @branch)
(if_statement alternative: (_) @branch)
(switch_block_statement_group) @branch
(switch_rule) @branch
(catch_clause) @handler
(for_statement body: (_) @loop)
(enhanced_for_statement body: (_) @loop)
(while_statement body: (_) @loop)
(do_statement body: (_) @loop)
