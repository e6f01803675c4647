import soap, {Client as C, b} from 'soap';
import * as ns from "./x";
import fs = require('fs');
import type {T} from './t';
export * from './y';
export {a as z} from './w';
const {A, B: {D}, C: E = 1} = require('x'), p = require("p").q;
@Injectable({a: 1})
export default abstract class Foo<T> extends Bar<T> implements I, J {
  static readonly x: string = 'a'; private y?: Client[]; #z = 1; w = async () => { };
  constructor(private readonly client: Client, public n = 1, ...rest: any[]) { super(client); this.y = y!; }
  async get(id: string | null, {a, b}: O = {}, cb?: (e: Error) => void): Promise<Lead> { const r = await this.client.getLead(id as any, <T>b); return r; }
  get prop() { return this.y; }
  static make(): Foo { return new Foo(); }
  abstract abs(): void;
}
enum Op { Get = 'getLead', B }
interface I extends K { m(a: string): void; p: string }
type Q = { a: string };
namespace N.M { export const q = 1; }
declare module 'm' { }
let f = function named(a) { return `x ${a.b} \n${c}`; };
x ??= y; x ||= z; a += b; [a, b] = c; for (const k of list) {} for (let i in o) {}
obj?.a?.[0]?.(1); new a.b.C(1).d(); delete o.x; typeof x === 'y'; k satisfies T;
