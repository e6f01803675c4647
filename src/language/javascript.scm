; JavaScript alone.

(class_declaration (class_heritage [(identifier) (member_expression)] @super)) @class
(class (class_heritage [(identifier) (member_expression)] @super)) @class

(formal_parameters (identifier) @name @parameter)
(formal_parameters (assignment_pattern left: (identifier) @name right: (_) @value) @parameter)
(formal_parameters (assignment_pattern left: [(object_pattern) (array_pattern)] right: (_) @value) @parameter)
(formal_parameters (rest_pattern (identifier) @name @variadic) @parameter)
(formal_parameters [(object_pattern) (array_pattern)] @parameter)
; What is taken out of a parameter is a local, and the parameter has no name.
(formal_parameters (array_pattern (identifier) @name @local))

(field_definition
  property: (_) @name
  value: [(function_expression) (arrow_function)] @method
  (#set! body ""))
(field_definition property: (_) @name value: (_)? @value) @field

(method_definition decorator: (decorator (_) @annotation)) @of
(field_definition decorator: (decorator (_) @annotation))

; All functions that nothing above has named.
(function_expression name: (_)? @name) @lambda
(generator_function name: (_)? @name) @lambda
(arrow_function) @lambda
