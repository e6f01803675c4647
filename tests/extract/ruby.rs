//! Ruby.

use crate::check;

#[test]
fn imports_types_and_members() {
    check(
        "ruby",
        r#"
require 'savon'
require_relative "lib/client"
module Acme
  class Crm::Client < Savon::Model
    include Logging, Foo::Bar
    extend ClassMethods
    attr_accessor :client, "name"
    OP = 'getLead'
    alias fetch get
    def initialize(url, opts = {}, *rest, key: 1, req:, **kw, &block)
      @client = Savon.client(wsdl: url, "x" => 1, :old => 2)
      super(url)
    end
    def self.make; Client.new(1); end
    class << self
      def other(a) = a
    end
    define_method(:dyn) { |z| z.go }
  end
end
"#,
        r#"
        import savon
        import lib/client
        module Acme
        class Acme.Client : Savon.Model, Logging, Foo.Bar, ClassMethods
        method Acme.Client.fetch()
        method Acme.Client.new(url, opts = {}, *rest, key = #1, req, **kw)
        method Acme.Client.make() static
        method Acme.Client.other(a) static
        method Acme.Client.dyn(z)
        Acme.Client field client
        Acme.Client field name
        Acme.Client constant OP = "getLead"
        Acme.Client.new assign this.client = Savon.client(wsdl: url, old: #2, {"x": #1})
        Acme.Client.fetch return get
        Acme.Client.make return Client.new(#1)
        Acme.Client.other return a
        Acme.Client.dyn return z.go()
        expr require("savon")
        expr require_relative("lib/client")
        Acme.Client expr include(Logging, Foo.Bar)
        Acme.Client expr extend(ClassMethods)
        Acme.Client expr attr_accessor(:client, "name")
        Acme.Client.new expr :wsdl
        Acme.Client.new expr :old
        Acme.Client.new expr super(url)
        Acme.Client expr define_method(:dyn) {..}
        "#,
    );
}

#[test]
fn calls_with_and_without_parentheses() {
    check(
        "ruby",
        r##"
r = client.call(:get_lead, message: { lead_key: { 'type' => "EMAIL", id: } }, &blk)
r.body[:success_get_lead][0]
puts client.operations, *rest, **opts
Savon::Client.new "url" do |http, (a, b)|
  http.auth.ssl = true
end
client&.request :wsdl, "getLead"
send("#{op}_lead", 1)
-> (x) { f x }
callback.(1)
helper
Foo::BAR
::Top.go
"##,
        r#"
        lambda \(http, )
        lambda \(x)
        \ local a
        \ local b
        assign r = client.call(:get_lead, message: {:lead_key: {"type": "EMAIL", :id: id}}, blk)
        \ assign http.auth().ssl = #true
        \ return #true
        \ return f(x)
        expr :message
        expr r.body()[:success_get_lead][#0]
        expr puts(client.operations(), *rest, *opts)
        expr Savon.Client.new("url") {..}
        expr client.request(:wsdl, "getLead")
        expr send(concat(op, "_lead"), #1)
        expr \
        expr callback(#1)
        expr Foo.BAR
        expr Top.go()
        "#,
    );
}

#[test]
fn the_last_expression_is_returned_through_all_arms() {
    check(
        "ruby",
        r#"
def get(x)
  a
  if x then b(1) elsif y then c(2) else
    case z
    when :d, "e" then d(3)
    else return e(4)
    end
  end
rescue Savon::SOAPFault => e
  f(5)
ensure
  g(6)
end
def set(v) @v ||= w(v) end
def may; h(7) if x; end
"#,
        r#"
        method get(x)
        method set(v)
        method may()
        get! local e: Savon.SOAPFault
        set assign this.v = choice(this.v, w(v))
        get? return b(#1)
        get? return c(#2)
        get?? return d(#3)
        get! return f(#5)
        get?? return e(#4)
        set return w(v)
        may? return h(#7)
        get? expr :d
        get? expr "e"
        get expr g(#6)
        "#,
    );
}

#[test]
fn texts_of_all_forms() {
    check(
        "ruby",
        r##"
xml = <<~EOS + <<-'RAW'
  <a>#{x}</a>
EOS
  <b>#{y}</b>
  RAW
send(<<XML.strip, :op)
<c>
XML
s = 'it\'s' "b #{c.d} \n" % [1]
l = %w(a b) + %i[c d]
t = :"get_#{x}"
u = ""
v << "e" << f
w += %q(g) + `ls`
"##,
        r#"
        assign xml = concat(concat("\n  <a>", x, "</a>\n"), "<b>#{y}</b>\n")
        assign s = concat("it's", concat("b ", c.d(), " \n")).%([#1])
        assign l = concat(["a", "b"], [:c, :d])
        assign t = concat("get_", x)
        assign u = ""
        assign v.<<("e") += f
        assign v += "e"
        assign w += concat("g", "ls")
        expr send("<c>\n".strip(), :op)
        expr v.<<("e").<<(f)
        "#,
    );
}

#[test]
fn assignments_loops_and_handlers() {
    check(
        "ruby",
        r#"
self.name = url
obj.a.b = v
a, b = c, d
h[:k] = 1
@@count = 0
x = if p then q else r end
y = begin; s; rescue; t; end
for i in ids do u(i) end
while go; v; end
w(1) rescue z
m(1) unless n
k = j ? 1 : 2
"#,
        r#"
        local i = ids[other()]
        assign this.name = url
        assign obj.a().b = v
        assign [a, b] = [c, d]
        assign h[:k] = #1
        assign this.count = #0
        assign x = choice(q, r)
        assign y = choice(s, t)
        assign k = choice(#1, #2)
        * expr u(i)
        expr choice(w(#1), z)
        ? expr m(#1)
        "#,
    );
}
