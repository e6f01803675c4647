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
        expr require("fs")
        expr require("x")
        expr require("p").q
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
        class X
        method A.go()
        method A.new(a = #1, , *e)
        method A.z()
        method A.s() static
        method B.m()
        method X.t(u)
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
        X.t return u
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
        m expr [r]
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

#[test]
fn other_names_of_modules() {
    check(
        "javascript",
        r#"
import { default as a } from 'a';
export { default as b } from 'b';
export * as c from 'c';
const d = require('d').default, e = __importStar(require("e"));
const f = await import('f');
const { g } = await import('g');
"#,
        r#"
        import a as a
        import b as b
        import c as c
        import d as d
        import e as e
        import f as f
        import g {g}
        expr require("d").default
        expr __importStar(require("e"))
        expr import("f")
        expr import("g")
        "#,
    );
}

#[test]
fn constructor_functions_and_their_prototypes() {
    check(
        "javascript",
        r#"
function Client(url) { var self = this; connect(function (c) { self.port = c; }); }
util.inherits(Client, events.EventEmitter);
Client.prototype.get = function (id) { return this.port.get(id); };
Client.create = function (url) { return new Client(url); };
module.exports = function open(a) {};
Later.prototype = { run: function () { this.go(); } };
exports.Later = function () { this.x = 1; };
function Helper(a) { return a; }
"#,
        r#"
        class Client : events.EventEmitter
        class Later
        method Client.new(url)
        method Client.get(id)
        method Client.create(url) static
        method open(a)
        method Later.run()
        method Later.new()
        method Helper(a)
        lambda Client.new\(c)
        Client.new local self = this
        Client.new\ assign this.port = c
        assign Client.prototype.get = \
        assign Client.create = \
        assign module.exports = \
        assign Later.prototype = {:run: \}
        assign exports.Later = \
        Later.new assign this.x = #1
        Client.get return this.port.get(id)
        Client.create return new Client(url)
        Helper return a
        Client.new expr connect(\)
        expr util.inherits(Client, events.EventEmitter)
        Later.run expr this.go()
        "#,
    );
}

#[test]
fn what_is_taken_apart() {
    check(
        "javascript",
        r#"
soap.then(([client, b]) => client);
function f({ a, b: { c }, ...d }, [e]) {}
for (const [k, v] of list) { g(k); }
for (const key in map) h(key);
"#,
        r#"
        method f(, )
        lambda \()
        \ local client
        \ local b
        f local a
        f local c
        f local d
        f local e
        local k
        local v
        local key
        \ return client
        \ expr [client, b]
        expr soap.then(\)
        f expr [e]
        expr [k, v]
        * expr g(k)
        * expr h(key)
        "#,
    );
}

#[test]
fn what_a_module_exports_by_default_has_a_name() {
    check("javascript", "export default new Client(1);", "constant default = new Client(#1)");
    check(
        "javascript",
        "export default async (id) => send(id);",
        r#"
        method default(id)
        constant default = \
        default return send(id)
        "#,
    );
}
