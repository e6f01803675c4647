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
        Foo field client: Client
        Foo field n = #1
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
        Op expr :B
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
        App return other(Form, :onSubmit, \, :name, "x", props.y, Form)
        App\ return client.call("getLead")
        "#,
    );
}
