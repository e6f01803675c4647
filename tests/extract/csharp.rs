//! C#.

use crate::check;

#[test]
fn usings_types_and_members() {
    check(
        "csharp",
        r#"using System.Net;
using Mkt = Acme.Marketo.Port;
namespace Acme.Crm {
  [WebServiceBinding(Name = "Soap", Namespace = "urn:a")]
  public partial class Client : SoapHttpClientProtocol, IClient<Lead> {
    const string Op = "getLead";
    static readonly string Url = "http://a";
    private Mkt port = new Mkt(), other;
    public Mkt[] Ports { get; set; }
    int Two => 2;
    Mkt Port { get { return port; } set { port = value; } }
    interface Inner { global::Acme.Lead Find(LeadKey key, params object[] rest); }
    enum Kind { A = 1, B }
  }
}"#,
        r#"
        package Acme.Crm
        import System.Net *
        import Acme.Marketo {Port} as Mkt
        class Client : SoapHttpClientProtocol, IClient<Lead>
        interface Client.Inner
        enum Client.Kind
        method Client.Two() -> int
        method Client.Port() -> Mkt
        method Client.Inner.Find(key: LeadKey, *rest: object[]) -> Acme.Lead abstract
        Client constant Op: string = "getLead"
        Client constant Url: string = "http://a"
        Client field port: Mkt = new Mkt()
        Client field other: Mkt
        Client field Ports: Mkt[]
        Client field Two: int
        Client field Port: Mkt
        Client.Kind enummember A = #1
        Client.Kind enummember B
        Client.Port assign port = value
        Client.Two return #2
        Client.Port return port
        Client annotation WebServiceBinding(Name: "Soap", Namespace: "urn:a")
        "#,
    );
}

#[test]
fn a_file_scoped_namespace_and_statements_without_a_class() {
    check(
        "csharp",
        "namespace A.B;\nvar c = new Client { Url = u };\nc.Get();",
        r#"
        package A.B
        local c = new Client() {Url: u}
        expr c.Get()
        "#,
    );
}

#[test]
fn objects_are_initialised() {
    check(
        "csharp",
        r#"class C { void M() {
  var p = new ParamsGetLead { leadKey = new LeadKey { keyType = LeadKeyRef.EMAIL, keyValue = id } };
  var d = new Dictionary<string, string> { { "a", "b" }, { "c", x } };
  var e = new Dictionary<string, int>(2) { ["k"] = 1 };
  var l = new List<int> { 1, 2 };
  var a = new[] { "x", "y" };
  var n = new { id, Name = "n", p.leadKey };
  LeadKey k = new() { keyValue = id };
  object b = new string[3];
} }"#,
        r#"
        class C
        method C.M() -> void
        C.M local p = new ParamsGetLead() {leadKey: new LeadKey() {keyType: LeadKeyRef.EMAIL, keyValue: id}}
        C.M local d = new Dictionary<string, string>() {"a": "b", "c": x}
        C.M local e = new Dictionary<string, int>(#2) {"k": #1}
        C.M local l = new List<int>() [#1, #2]
        C.M local a = ["x", "y"]
        C.M local n = {id: id, Name: "n", leadKey: p.leadKey}
        C.M local k: LeadKey = new () {keyValue: id}
        C.M local b: object = new string[]()
        "#,
    );
}

#[test]
fn calls_and_what_stands_around_them() {
    check(
        "csharp",
        r#"class C { C(int a) : base("x", a) { this.a = a; }
  async Task<Lead> M(out int n, string s = "d") {
    var r = await client.getLeadAsync(header: h, p).ConfigureAwait(false);
    x = client?.Inner?.Get(1)?.Name;
    (c as Port)!.Go<Lead>(ref x, out var y);
    s = nameof(Client.getLead) + typeof(Lead) + (string)z;
    using (var w = Open()) { w.Send(); }
    if (o is Lead l) return l;
    return a ?? b;
  } }"#,
        r#"
        class C
        method C.new(a: int)
        method C.M(n: int, s: string = "d") -> Task<Lead>
        C.M local r = client.getLeadAsync(header: h, p).ConfigureAwait(#false)
        C.M local y
        C.M local w = Open()
        C.M local l: Lead = o
        C.new assign this.a = a
        C.M assign x = client.Inner.Get(#1).Name
        C.M assign s = concat("getLead", type(Lead), <string>z)
        C.M? return l
        C.M return choice(a, b)
        C.new expr super("x", a)
        C.M expr <Port>c.Go(x, other())
        C.M expr Client.getLead
        C.M expr w.Send()
        "#,
    );
}

#[test]
fn texts_of_all_forms() {
    check(
        "csharp",
        "class C { void M() { a = \"q\\\"\\n\"; b = @\"c:\\\"\"x\"\"\"; c = $\"<a>{id,3:n}{{b}}</a>\"; d = $@\"<b>{\"\"\"x\"\"\"}\"; e = \"\"\"<c/>\"\"\"; } }",
        r#"
        class C
        method C.M() -> void
        C.M assign a = "q\"\n"
        C.M assign b = "c:\\\"x\""
        C.M assign c = concat("<a>", id, "{b}</a>")
        C.M assign d = concat("<b>", "x")
        C.M assign e = "<c/>"
        "#,
    );
}

#[test]
fn events_lambdas_and_branches() {
    check(
        "csharp",
        r#"class C { void M() {
  client.getLeadCompleted += OnDone;
  client.done += (s, e) => Show(e.Result);
  Run(delegate (int z) { Go(z); });
  foreach (Lead l in leads) { Sync(l); }
  try { A(); } catch (SoapException ex) { B(ex); }
  switch (k) { case 1: D(); break; default: E(); break; }
  var v = k switch { 1 => F(), _ => G() };
  if (x) H(); else J();
} }"#,
        r#"
        class C
        method C.M() -> void
        lambda C.M\(s, e)
        lambda C.M\(z: int)
        C.M local l: Lead = leads[other()]
        C.M! local ex: SoapException
        C.M local v = choice(F(), G())
        C.M assign client.getLeadCompleted += OnDone
        C.M assign client.done += \
        C.M\ return Show(e.Result)
        C.M\ expr Go(z)
        C.M expr Run(\)
        C.M* expr Sync(l)
        C.M expr A()
        C.M! expr B(ex)
        C.M? expr D()
        C.M? expr E()
        C.M? expr H()
        C.M? expr J()
        "#,
    );
}

#[test]
fn code_for_other_builds_is_read_too() {
    check(
        "csharp",
        "class C {\n#if OLD\n  void M() { A(); }\n#else\n  void M() { B(); }\n#endif\n  void N() {\n#if X\n    D();\n#endif\n  } }",
        r#"
        class C
        method C.M() -> void
        method C.M() -> void
        method C.N() -> void
        C.M expr A()
        C.M expr B()
        C.N expr D()
        "#,
    );
}
