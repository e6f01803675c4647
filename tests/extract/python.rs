//! Python.

use crate::check;

#[test]
fn imports_types_and_members() {
    check(
        "python",
        r#"
import suds.client as sc, os
from .client import Client, Lead as L
from q import *
WSDL = "http://a"
class C(Base, mod.Mixin, metaclass=M):
    OP = 'getLead'
    name = None
    port: Port = make()
    def __init__(self, url, user=None, *args, **kw):
        super(C, self).__init__(url)
        self.client = sc.Client(url)
    @staticmethod
    def make(a: int = 3) -> Lead: pass
    @property
    def service(self):
        return self.client.service
"#,
        r#"
        import suds.client as sc
        import os
        import .client {Client}
        import .client {Lead} as L
        import q *
        class C : Base, mod.Mixin
        method C.new(url, user = #none, *args, **kw)
        method C.make(a: int = #3) -> Lead static
        method C.service()
        constant WSDL = "http://a"
        C constant OP = "getLead"
        C field name = #none
        C field port: Port = make()
        C.new assign this.client = sc.Client(url)
        C.service return this.client.service
        C.make annotation staticmethod
        C.service annotation property
        C.new expr super(C, this).__init__(url)
        "#,
    );
}

#[test]
fn calls_and_collections() {
    check(
        "python",
        r#"
key = client.factory.create('LeadKey')
key.keyType, key['v'] = 'EMAIL', email
r = client.service.getLead(key, soapheaders=h, *args, **kw)
d = {'a': 1, "b": x, **more}
t = (1, [2, 3])
l = [f(i) for i in ids if i]
x = a = b
x += c
y = p if q else r or s
getattr(client.service, op)(key)
"#,
        r#"
        local i = ids[other()]
        assign key = client.factory.create("LeadKey")
        assign [key.keyType, key["v"]] = ["EMAIL", email]
        assign r = client.service.getLead(key, soapheaders: h, *args, *kw)
        assign d = {"a": #1, "b": x, other(): more}
        assign t = [#1, [#2, #3]]
        assign l = [f(i)]
        assign x = b
        assign a = b
        assign x += c
        assign y = choice(p, choice(r, s))
        expr getattr(client.service, op)(key)
        "#,
    );
}

#[test]
fn texts_of_all_forms() {
    check(
        "python",
        r#"
a = "x" 'y' + z
b = "<a>%s</a>" % (i, j)
c = "{0}".format(i)
d = f"a{x!r:>{w}}b{{c}}\n"
e = r"\d" + u'\u0041'
f = """
<env/>
"""
g = ''
"#,
        r#"
        assign a = concat(concat("x", "y"), z)
        assign b = "<a>%s</a>".%([i, j])
        assign c = "{0}".format(i)
        assign d = concat("a", x, "b{c}\n")
        assign e = concat("\\d", "A")
        assign f = "\n<env/>\n"
        assign g = ""
        "#,
    );
}

#[test]
fn branches_loops_and_handlers() {
    check(
        "python",
        r#"
def f(ids):
    with Client(url) as c, lock:
        a()
    try:
        b()
    except (A, B) as e:
        c()
    except Fault, e:
        d()
    if x:
        e()
    elif y:
        f()
    else:
        g()
    for i in ids:
        h(i)
    for k, v in d.items():
        j(k)
    while not done: k()
    m(lambda q, r=1: q(r))
"#,
        r#"
        method f(ids)
        lambda f\(q, r = #1)
        f local c = Client(url)
        f! local e
        f! local e: Fault
        f local i = ids[other()]
        f local k
        f local v
        f\ return q(r)
        f expr a()
        f expr b()
        f! expr c()
        f! expr d()
        f? expr e()
        f? expr f()
        f? expr g()
        f* expr h(i)
        f expr [k, v]
        f expr d.items()
        f* expr j(k)
        f* expr k()
        f expr m(\)
        "#,
    );
}

#[test]
fn python_2_statements() {
    check(
        "python",
        "print \"a %s\" % b, get(1)\nprint >>f, c()\nexec \"d\"\nraise E, \"x\"\n",
        r#"
        expr "a %s".%(b)
        expr get(#1)
        expr c()
        expr "d"
        expr [E, "x"]
        "#,
    );
}
