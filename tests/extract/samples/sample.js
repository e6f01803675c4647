class A extends b.C { x = 1; static y; #p = 2; constructor(a = 1, {b, c: d}, ...e) { super(a) } get z() {} static async s() {} }
const f = async x => await g(x), h = class extends A {};
module.exports = { k: function(a) {}, m(a) {}, n, ...o, [p]: 1, 'q': 2, r: (s) => s };
X.prototype.t = function () {}; exports.u = v => w;
import('x'); a ? b : c; tag`x`; for (var i of l) {} try {} catch (e) {} switch (a) { case 1: b; default: c; } label: do { } while (x); (a, b); import d, * as e from 'f'; import 'g'; export default function () {}
export const q = 1;
soap.createClient(url, function (err, client) { client.getLead({ op: 'getLead' }, (e, r) => { console.log(r); }); });
