<html><?= $x ?>
<?php
namespace Acme\Crm;
use Foo\Bar, Baz\Qux as Q;
use function F\g;
use Foo\{A, B as C};
require_once dirname(__FILE__) . '/lib/client.php';
define('OP', 'getLead');
const X = 1, Y = 'b';
class Foo extends \Bar\Baz implements I, J {
  use T1, T2;
  const A = 'a';
  var $x = 1, $y;
  private static ?Client $z = null;
  function Foo(array $a = array(), &$b, ...$c) { parent::__construct($a); $this->client = new SoapClient($wsdl, ['trace' => true, 'x']); }
  public static function make(Client|null $q): self { return new static; }
  public function __construct(private Client $p, $n = 1) {}
  abstract function abs();
}
$r = $this->client->__soapCall('getLead', array($params), null, $hdr);
$r = $o?->$method($a, name: 1, ...$rest);
$f = $this->{$name . 'x'}(1); $f = $this->$a['b']; Foo::bar(1); Foo::$baz->x; static::$inst; Foo::BAR; $cls::make(); Foo::class; self::X;
$s = "a $x b {$this->y['z']} $a[k] $o->p ${v}\n"; $t = 'it\'s \n'; 
$h = <<<EOT
  <a>$x</a> {$o->m()}\t
  EOT;
$n = <<<'XML'
<b>$x</b>
XML;
list($a, $b) = f(); [$a, 'k' => $b] = g();
$s .= 'x' . $y . "z"; $x ??= 1; $a[] = 2; $$v = 3;
foreach ($list as $k => &$v) { echo $v; } foreach ($l as $v): endforeach;
try { } catch (SoapFault | E $e) { } finally { }
if ($a instanceof Foo && !isset($b)) x(); elseif ($c) {} else {} 
switch ($a) { case 'x': break; default: }
$m = match($a) { 1, 2 => 'x', default => null };
$c = function ($a) use (&$b) { return 1; }; $d = fn($x) => $x + 1;
$z = $a ?: $b; $z = $a ? $b : $c; $z = (string) $a; $z = new class($a) extends Foo { }; $q = clone $a; @$a->b(); $x = &$y; print "x"; call_user_func(array($this, 'foo'), 1); $x = `ls $y`;
static $s1 = 3; global $g; enum E: string { case A = 'a'; const B = 1; } 
#[Attr(1)] function at() {} 
?>
<env><?php echo $x; ?></env>
