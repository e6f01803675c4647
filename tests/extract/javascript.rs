//! JavaScript.

use crate::check;

#[test]
fn imports_of_all_forms() {
    check(
        "javascript",
        r#"
import soap, { Client as C, b } from 'soap';
import * as ns from "./x";
import './side';
export * from './y';
export { a as z } from './w';
const fs = require('fs');
const { A, B: D } = require('x');
var q = require('p').q;
require('polyfill');
go(import('lazy'));
"#,
        r#"
        import soap as soap
        import soap {Client} as C
        import soap {b}
        import ./x as ns
        import ./side
        import ./y *
        import ./w {a} as z
        import fs as fs
        import x {A}
        import x {B} as D
        import p {q} as q
        import polyfill
        import lazy
        constant fs = require("fs")
        local A = require("x").A
        local D = require("x").B
        local q = require("p").q
        expr require("polyfill")
        expr go(import("lazy"))
        "#,
    );
}

#[test]
fn classes_and_what_stands_for_them() {
    check(
        "javascript",
        r#"
export default class A extends b.C {
  x = 1; #p = 'q';
  go = () => { f(); };
  constructor(a = 1, { b, c: d }, ...e) { super(a); this.a = a; }
  get z() { return this.x; }
  static async s() { await g(); }
}
const B = class extends A { m() {} };
X.prototype.t = function (u) { return u; };
exports.v = w => h(w);
module.exports = { k: function (a) {}, m(b) {}, n, 'o': 2, ...p };
function Y() {}
"#,
        r#"
        class A : b.C
        class B : A
        method A.go()
        method A.new(a = #1, , *e)
        method A.z()
        method A.s() static
        method B.m()
        method t(u)
        method v(w)
        method k(a)
        method m(b)
        method Y()
        A field x = #1
        A field p = "q"
        A field go = \
        A.new local b
        A.new local d
        constant B = other()
        A.new assign this.a = a
        assign X.prototype.t = \
        assign exports.v = \
        assign module.exports = {:k: \, :m: \, :n: n, "o": #2, other(): p}
        A.z return this.x
        t return u
        v return h(w)
        A.go expr f()
        A.new expr super(a)
        A.s expr g()
        "#,
    );
}

#[test]
fn callbacks_and_promises() {
    check(
        "javascript",
        r#"
soap.createClient(url, { wsdl_headers: h }, function (err, client) {
  client.MktowsApiSoapPort.getLead({ leadKey: { keyValue: id } }, (e, r) => { if (e) throw e; done(r); });
});
soap.createClientAsync(url).then(c => c['get' + op](args)).catch(function onError(e) {});
async function m() { const [r] = await client?.getLeadAsync?.(p); return r ?? s; }
"#,
        r#"
        method m()
        lambda \(err, client)
        lambda \\(e, r)
        lambda \(c)
        lambda \(e)
        m local r = client.getLeadAsync(p)[other()]
        \ return c[concat("get", op)](args)
        m return choice(r, s)
        \\ expr done(r)
        \ expr client.MktowsApiSoapPort.getLead({:leadKey: {:keyValue: id}}, \)
        expr soap.createClient(url, {:wsdl_headers: h}, \)
        expr soap.createClientAsync(url).then(\).catch(\)
        m expr [other()]
        "#,
    );
}

#[test]
fn assignments_texts_and_choices() {
    check(
        "javascript",
        r#"
var xml = `<a>${id}\n</a>` + '\'b' + "";
xml += "<c/>";
x ||= y; x ??= z;
[a, b] = c;
d = e ? f : g || h;
t = tag`x`;
n = new a.b.C(1).d();
o = (p, q);
r = new (require('s'))(1);
"#,
        r#"
        import s
        local xml = concat(concat("<a>", id, "\n</a>"), "'b", "")
        assign xml += "<c/>"
        assign x = choice(x, y)
        assign x = choice(x, z)
        assign [a, b] = c
        assign d = choice(f, choice(g, h))
        assign t = tag("x")
        assign n = new a.b.C(#1).d()
        assign o = q
        assign r = require("s").new(#1)
        "#,
    );
}

#[test]
fn branches_loops_and_handlers() {
    check(
        "javascript",
        r#"
if (a) b(); else if (c) { d(); } else e();
for (const k of list) { f(k); }
for (let i = 0; i < 3; i++) g(i);
try { h(); } catch (e) { i(e); }
switch (op) { case 'getLead': j(); break; default: k(); }
do { l(); } while (m);
"#,
        r#"
        local k = list[other()]
        local i = #0
        ! local e
        ? expr b()
        ?? expr d()
        ?? expr e()
        * expr f(k)
        expr compare(i, #3)
        * expr g(i)
        expr h()
        ! expr i(e)
        ? expr "getLead"
        ? expr j()
        ? expr k()
        * expr l()
        "#,
    );
}
