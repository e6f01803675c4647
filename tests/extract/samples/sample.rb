require 'savon'
require_relative "lib/client"
load 'x.rb'
module Acme::Crm
  class Client < Savon::Model
    include Logging, Foo::Bar
    extend ClassMethods
    attr_accessor :client, "name"
    OP = 'getLead'
    @@count = 0
    alias_method :a, :b
    alias c d
    def initialize(url, opts = {}, *rest, key: 1, req:, **kw, &block)
      @client = Savon.client(wsdl: url, "x" => 1, :old => 2) do |c, (d, e), f = 3|
        c.log true
      end
      super(url)
      super
      @a ||= b
      self.name = url
      obj.name = v
      a, b = c, d
      x << "y"
      h[:k] = 1
    end
    def self.make; new; end
    class << self
      def other() = 3
    end
    def get(email)
      response = @client.call(:get_lead, message: { lead_key: { key_type: "EMAIL", "v" => email } }, soap_header: auth_header)
      if response.success?
        response.body[:success_get_lead]
      elsif x then nil
      else
        case y
        when :a, "b" then foo 1, 2
        when /re/ then :sym
        else bar!
        end
      end
    rescue Savon::SOAPFault, Foo => e
      puts "a #{e.message} \n#@x" 'adj' "b"
      raise
    ensure
      done
    end
    define_method(:dyn) do |x| x.y end
    define_method("dyn2") { |z| z }
    private
    def helper; yield 1; send(:foo, *args, **h, &blk); client&.call(:x); Foo::bar(1); Foo::BAR; Foo.new.x; ::Top; end
  end
end
xml = <<~EOS + <<-'RAW'
  <a>#{x}</a>
EOS
  <b>#{y}</b>
  RAW
%w(a b).each { |m| define_method(m) { foo } }
%i[a b]
x = %q(single) + %Q[dbl #{x}] + ?a + `ls` + :"sym#{x}".to_s
y = a ? b : c unless z
z = if a then b else c end
while x do y end
until x; y; end
begin; a; end while b
for i in 1..3 do p i end
-> (x) { x + 1 }
lambda { |x| x }
proc do |x| x end
return x if y
p not(a) && b || c
{ a: 1, 'b': 2, **c, d:, "e" => 5 }
foo[1] += 2
a&.b ||= c
def m(a) a; end
puts [1, *b]
