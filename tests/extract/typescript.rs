//! TypeScript, what it adds to JavaScript.

use crate::check;

#[test]
fn types_and_members() {
    check(
        "typescript",
        r#"
import fs = require('fs');
import type { T } from './t';
@Injectable({ a: 1 })
export abstract class Foo<T> extends Bar<T> implements I, ns.J {
  static readonly x: string = 'a'; private y?: Client[];
  constructor(private readonly client: Client, public n = 1, z: A | null, ...rest: any[]) { super(client); }
  @Log() async get(id: string | null, { a }: O = {}, cb?: (e: Error) => void): Promise<Lead> {
    const r: Lead = await this.client.getLead(id as any, <T>b)!;
    return r;
  }
  abstract abs(): void;
}
enum Op { Get = 'getLead', B }
interface I extends K { m(a: string): void; p: string }
namespace N.M { export const q = 1; }
type Q = { a: string };
"#,
        r#"
        import fs as fs
        import ./t {T}
        class Foo : Bar, I, ns.J
        enum Op
        interface I : K
        module M
        interface Q
        method Foo.new(client: Client, n = #1, z: A, *rest: any[])
        method Foo.get(id: string, : O = {}, cb) -> Promise<Lead>
        method Foo.abs() -> void abstract
        method I.m(a: string) -> void abstract
        Foo field x: string = "a"
        Foo field y: Client[]
        Foo field client: Client = client
        Foo field n = n
        Foo.get local a
        Foo.get local r: Lead = this.client.getLead(<any>id, <T>b)
        Op enummember Get = "getLead"
        Op enummember B
        I field p: string
        M local q = #1
        Q field a: string
        Foo.get return r
        Foo annotation Injectable({:a: #1})
        Foo.get annotation Log()
        Foo.new expr super(client)
        "#,
    );
}

#[test]
fn elements_are_read_for_their_expressions() {
    check(
        "tsx",
        "const App = (props: P) => <Form onSubmit={() => client.call('getLead')} name=\"x\">text {props.y}</Form>;",
        r#"
        method App(props: P)
        lambda App\()
        constant App = \
        App return other(Form, \, "x", props.y, Form)
        App\ return client.call("getLead")
        "#,
    );
}

#[test]
fn signatures_are_methods_only_where_no_body_follows() {
    check(
        "typescript",
        r#"
class A {
  constructor(@Inject('X') readonly x: X) {}
  f(a: string): void;
  f(a: any) {}
}
function g(a: string): void;
function g(a: any) {}
declare class B { h(): Client; }
declare module 'm' { export class C { i(): void; } function j(): void; }
const k = { l: 'getLead' } as const;
const m = { n: 1 } satisfies N;
"#,
        r#"
        class A
        class B
        class C
        method A.new(x: X)
        method A.f(a: any)
        method g(a: any)
        method B.h() -> Client abstract
        method C.i() -> void abstract
        method j() -> void abstract
        A field x: X = x
        constant k = {:l: "getLead"}
        constant m = {:n: #1}
        A.new annotation Inject("X")
        expr "m"
        "#,
    );
}

#[test]
fn an_interface_adds_to_the_class_it_is_named_like() {
    check(
        "typescript",
        r#"
class Client extends Base { a: A; }
interface Client extends Mixin { b: B; }
interface Other { c: C; }
namespace N { interface Other { d: D; } }
"#,
        r#"
        class Client : Base, Mixin
        interface Other
        module N
        interface N.Other
        Client field a: A
        Client field b: B
        Other field c: C
        N.Other field d: D
        "#,
    );
}
