; Apex. Vocabulary: src/extract/tree.rs.

; Types.
(class_declaration name: (_) @name) @class
(class_declaration superclass: (superclass (_) @super)) @class
(class_declaration interfaces: (interfaces (type_list (_) @super))) @class
(interface_declaration name: (_) @name) @interface
(interface_declaration (extends_interfaces (type_list (_) @super))) @interface
(enum_declaration name: (_) @name) @enum
(trigger_declaration name: (_) @name) @class

; Methods. A property with code is a method without parameters that is named like it.
(method_declaration type: (_) @returns name: (_) @name) @method
(method_declaration body: (_) @body) @method
(method_declaration (modifiers (modifier (static) @static))) @method
(constructor_declaration name: (_) @name body: (_) @body) @constructor
(field_declaration
  type: (_) @returns
  declarator: (variable_declarator name: (_) @name)
  (accessor_list (accessor_declaration body: (_) @body))) @method
(formal_parameters (formal_parameter type: (_) @type name: (_) @name) @parameter)

; Declared names. Constants first: the first pattern counts.
(field_declaration
  (modifiers) @_modifiers
  type: (_) @type
  declarator: (variable_declarator name: (_) @name value: (_)? @value) @constant
  (#match? @_modifiers "(?i)\\bstatic\\b")
  (#match? @_modifiers "(?i)\\bfinal\\b"))
(field_declaration
  type: (_) @type
  declarator: (variable_declarator name: (_) @name value: (_)? @value) @field)
(enum_constant name: (_) @name) @enumerator
(local_variable_declaration
  type: (_) @type
  declarator: (variable_declarator name: (_) @name value: (_)? @value) @local)
(enhanced_for_statement type: (_) @type name: (_) @name value: (_) @each) @local
(catch_clause (formal_parameter type: (_) @type name: (_) @name)) @local

(assignment_expression left: (_) @target right: (_) @value) @assignment
(assignment_expression left: (_) @target operator: _ @append (#eq? @append "+=")) @assignment

(return_statement (_) @return)

(modifiers (annotation) @annotation)

; What runs perhaps, or often.
(if_statement consequence: (_) @branch)
(if_statement alternative: (_) @branch)
(switch_rule) @branch
(catch_clause) @handler
(for_statement body: (_) @loop)
(enhanced_for_statement body: (_) @loop)
(while_statement body: (_) @loop)
(do_statement body: (_) @loop)
