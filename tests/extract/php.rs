//! PHP.

use crate::check;

#[test]
fn imports_types_and_members() {
    check(
        "php",
        r#"<?php
namespace Acme\Crm;
use Foo\Bar, Baz\Qux as Q, Single;
use Grp\{A, B as C};
require_once dirname(__FILE__) . '/lib/client.php';
include 'soap.php';
define('OP', 'getLead');
const X = 1;
class Foo extends \Bar\Base implements I, J {
  use T1;
  const A = 'a';
  var $x = 1;
  private static ?Client $z = null;
  function Foo(array $a = array(), &$b, ...$c) { parent::__construct($a); $this->x = $b; }
  public static function make(Client|null $q): Client { return new static($q); }
  abstract function abs();
}
class Bar { public function __construct(private Client $p, $n = 1) {} }
interface I extends K {}
trait T1 { function t() {} }
enum E: string { case A = 'a'; }
"#,
        r#"
        package Acme.Crm
        import Foo {Bar}
        import Baz {Qux} as Q
        import  {Single}
        import Grp {A}
        import Grp {B} as C
        import lib/client.php
        import soap.php
        class Foo : Bar.Base, I, J, T1
        class Bar
        interface I : K
        module T1
        enum E
        method Foo.new(a: array = [], b, *c)
        method Foo.make(q: Client) -> Client static
        method Foo.abs() abstract
        method Bar.new(p: Client, n = #1)
        method T1.t()
        constant OP = "getLead"
        constant X = #1
        Foo constant A = "a"
        Foo field x = #1
        Foo field z: Client = #null
        Bar field p: Client
        E enummember A = "a"
        Foo.new assign this.x = b
        Foo.make return new Foo(q)
        expr define("OP", "getLead")
        Foo.new expr super.__construct(a)
        "#,
    );
}

#[test]
fn calls_of_all_forms() {
    check(
        "php",
        r#"<?php
$c = new SoapClient($wsdl, array('trace' => true, 1, 'n' => array('a', 'b')));
$r = $this->client->__soapCall('getLead', [$params], null, $hdr);
$r = $o?->$method($a, name: 1, ...$rest);
$f = $this->{$name . 'x'}(1);
Foo::bar(1); $x = \N\Foo::$baz->x; $y = self::BAR; $cls::make(); $z = Foo::class; static::go();
call_user_func(array($this, 'foo'), 1);
$k = new $class($a);
@$a->b();
N\f($a['k'][0]);
"#,
        r#"
        assign c = new SoapClient(wsdl, {"trace": #true, other(): #1, "n": ["a", "b"]})
        assign r = this.client.__soapCall("getLead", [params], #null, hdr)
        assign r = o[method](a, name: #1, *rest)
        assign f = this[concat(name, "x")](#1)
        assign x = N.Foo.baz.x
        assign y = this.BAR
        assign z = type(Foo)
        assign k = class.new(a)
        expr Foo.bar(#1)
        expr cls.make()
        expr this.go()
        expr call_user_func([this, "foo"], #1)
        expr a.b()
        expr N.f(a["k"][#0])
        "#,
    );
}

#[test]
fn texts_of_all_forms() {
    check(
        "php",
        r#"<p id="a">
<?php
$s = "a $x b {$this->y['z']} $o->p\n" . 'it\'s \n' . $y;
$h = <<<EOT
<a>$x</a>\t
EOT;
$n = <<<'XML'
<b>$x</b>
XML;
$s .= '<c/>';
$e = '';
?>
<env><?= $id ?></env>
"#,
        r#"
        assign s = concat(concat("a ", x, " b ", this.y["z"], " ", o.p, "\n"), "it's \\n", y)
        assign h = concat("<a>", x, "</a>\t")
        assign n = "<b>$x</b>"
        assign s += "<c/>"
        assign e = ""
        expr "<p id=\"a\">\n"
        expr "<env>"
        expr "</env>\n"
        "#,
    );
}

#[test]
fn assignments_and_choices() {
    check(
        "php",
        r#"<?php
list($a, $b) = f();
$l[] = 2; $m['k'] = 3; $x ??= g(); $y = &$z;
$c = $a ?: $b; $c = $a ? $b : $d; $c = (string) $a; $c = $a ?? 'd';
$m = match($a) { 1, 2 => 'x', default => h() };
"#,
        r#"
        assign [a, b] = f()
        assign l += #2
        assign m["k"] = #3
        assign x = choice(x, g())
        assign y = z
        assign c = choice(a, b)
        assign c = choice(b, d)
        assign c = <string>a
        assign c = choice(a, "d")
        assign m = choice("x", h())
        expr l[other()]
        "#,
    );
}

#[test]
fn branches_loops_handlers_and_closures() {
    check(
        "php",
        r#"<?php function m($list) {
foreach ($list as $k => &$v) { a($v); }
foreach ($list as $w): b($w); endforeach;
try { c(); } catch (SoapFault | E $e) { d($e->faultstring); }
if ($a instanceof Foo) e(); elseif ($c) { f(); } else { g(); }
switch ($a) { case 'x': h(); break; default: i(); }
while (j()) k();
array_map(function ($l) use (&$b) { return l($l); }, fn($x) => m($x));
$z = new class($a) extends Foo { function n() {} };
}"#,
        r#"
        class m._ : Foo
        method m(list)
        method m._.n()
        lambda m\(l)
        lambda m\(x)
        m local k
        m local v = list[other()]
        m local w = list[other()]
        m! local e: SoapFault
        m assign z = new ()
        m\ return l(l)
        m\ return m(x)
        m* expr a(v)
        m* expr b(w)
        m expr c()
        m! expr d(e.faultstring)
        m expr compare(a, Foo)
        m? expr e()
        m? expr f()
        m? expr g()
        m? expr "x"
        m? expr h()
        m? expr i()
        m expr j()
        m* expr k()
        m expr array_map(\, \)
        "#,
    );
}
