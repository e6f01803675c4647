//! Java.

use crate::check;

#[test]
fn imports_types_and_members() {
    check(
        "java",
        r#"package com.acme.crm;
import com.marketo.mktows.*;
import com.marketo.mktows.LeadKey;
import static com.acme.Ops.GET;
@WebService(targetNamespace = "urn:a") public class Client extends Base<Lead> implements Runnable, a.b.Closeable {
  private static final String OP = "getLead";
  @Autowired private MktowsPort port, other;
  String[] names;
  interface Inner { List<Lead> find(LeadKey key, Object... rest) throws Exception; }
}"#,
        r#"
        package com.acme.crm
        import com.marketo.mktows *
        import com.marketo.mktows {LeadKey}
        import com.acme.Ops {GET}
        class Client : Base<Lead>, Runnable, a.b.Closeable
        interface Client.Inner
        method Client.Inner.find(key: LeadKey, *rest: Object) -> List<Lead> abstract
        Client constant OP: String = "getLead"
        Client field port: MktowsPort
        Client field other: MktowsPort
        Client field names: String[]
        Client annotation WebService(targetNamespace: "urn:a")
        Client annotation Autowired
        "#,
    );
}

#[test]
fn constructors_fields_and_calls() {
    check(
        "java",
        r#"class C {
  C(Port port) { super(port); this.port = port; }
  Lead get(String id) {
    ParamsGetLead p = new ParamsGetLead();
    p.setLeadKey(key(id));
    return ((Success) port.getLead(p, header)).getResult();
  }
  static void main(String[] a) { new C(new Locator().getPort()).get("x" + 1 + a[0]); }
}"#,
        r#"
        class C
        method C.new(port: Port)
        method C.get(id: String) -> Lead
        method C.main(a: String[]) -> void static
        C.get local p: ParamsGetLead = new ParamsGetLead()
        C.new assign this.port = port
        C.get return <Success>port.getLead(p, header).getResult()
        C.new expr super(port)
        C.get expr p.setLeadKey(key(id))
        C.main expr new C(new Locator().getPort()).get(concat("x", #1, a[#0]))
        "#,
    );
}

#[test]
fn lambdas_and_anonymous_classes() {
    check(
        "java",
        r#"class C {
  Callable<Lead> c = new Callable<Lead>() { public Lead call() { return port.getLead(p); } };
  void m() { run(() -> port.getLead(p)); map((k, v) -> { return f(k); }); each(x -> x.y()); list.forEach(this::go); }
}"#,
        r#"
        class C
        class C._ : Callable<Lead>
        method C._.call() -> Lead
        method C.m() -> void
        lambda C.m\()
        lambda C.m\(k, v)
        lambda C.m\(x)
        C field c: Callable<Lead> = new Callable<Lead>()
        C._.call return port.getLead(p)
        C.m\ return port.getLead(p)
        C.m\ return f(k)
        C.m\ return x.y()
        C.m expr run(\)
        C.m expr map(\)
        C.m expr each(\)
        C.m expr list.forEach(this.go)
        "#,
    );
}

#[test]
fn branches_loops_and_handlers() {
    check(
        "java",
        r#"class C { void m() {
  try (Session s = open()) { s.a(); } catch (IOException | SoapFault e) { e.b(); } finally { c(); }
  if (x != null) d(); else { e = cond ? f() : g; }
  for (String id : ids) { h(id); }
  while (i < 3) i();
  switch (op) { case "getLead": j(); break; default: k(); }
} }"#,
        r#"
        class C
        method C.m() -> void
        C.m local s: Session = open()
        C.m! local e: IOException
        C.m local id: String = ids[other()]
        C.m? assign e = choice(f(), g)
        C.m expr s.a()
        C.m! expr e.b()
        C.m expr c()
        C.m expr compare(x, #null)
        C.m? expr d()
        C.m* expr h(id)
        C.m expr compare(i, #3)
        C.m* expr i()
        C.m? expr "getLead"
        C.m? expr j()
        C.m? expr k()
        "#,
    );
}

#[test]
fn literals() {
    check(
        "java",
        "class C { String a = \"q\\\"\\u0041\\n\", e = \"\"; Class<?> k = Lead.class; int[] n = {1, 2}; Object o = new String[] {\"a\"}; byte[] b = new byte[4];\n  String t = \"\"\"\n      <env>\n        <a/>\n      </env>\"\"\"; }",
        r#"
        class C
        C field a: String = "q\"A\n"
        C field e: String = ""
        C field k: Class = type(Lead)
        C field n: int[] = [#1, #2]
        C field o: Object = ["a"]
        C field b: byte[] = new byte[]()
        C field t: String = "<env>\n  <a/>\n</env>"
        "#,
    );
}

#[test]
fn enums_with_constructors() {
    check(
        "java",
        r#"enum Op { GET_LEAD("getLead"), SYNC; private final String wire; Op(String w) { wire = w; } }"#,
        r#"
        enum Op
        method Op.new(w: String)
        Op enummember GET_LEAD = new Op("getLead")
        Op enummember SYNC
        Op field wire: String
        Op.new assign wire = w
        "#,
    );
}

#[test]
fn text_built_in_pieces() {
    check(
        "java",
        r#"class C { void m() { xml = "<a>" + id + "</a>"; xml += "<b/>"; sb.append("<c>").append(x); } }"#,
        r#"
        class C
        method C.m() -> void
        C.m assign xml = concat("<a>", id, "</a>")
        C.m assign xml += "<b/>"
        C.m expr sb.append("<c>").append(x)
        "#,
    );
}

#[test]
fn code_with_mistakes_keeps_its_facts() {
    check(
        "java",
        "class C { void a() { f(1); } void b( { g(2) } void c() { h(3); } }",
        r#"
        class C
        method C.a() -> void
        method C.b() -> void
        method C.c() -> void
        C.a expr f(#1)
        C.b expr g(#2)
        C.c expr h(#3)
        error 36..36
        error 39..43
        "#,
    );
}
