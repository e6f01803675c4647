//! Apex.

use crate::check;

#[test]
fn types_members_and_calls() {
    check(
        "apex",
        r#"public with sharing class Client extends Base implements Foo, Database.Batchable<SObject> {
    private static final String OP = 'getLead';
    private MktowsPort port;
    public String name { get { return x; } set; }
    public Client(String u) { super(u); this.url = u; }
    @AuraEnabled(cacheable=true)
    public static Lead getLead(String id, List<String> rest) {
        MktowsPort stub = new MktowsPort();
        for (Lead l : leads) { sync(l); }
        Map<String, String> h = new Map<String, String>{ 'a' => 'b', 'c' => x };
        List<String> s = new List<String>{ 'it\'s' };
        try { stub?.getLead(p); } catch (CalloutException e) { log(e); }
        xml += '<a>' + id;
        if (x == null) { a(); } else b();
        Type t = Client.class;
        return (Lead) obj.bar;
    }
    enum Kind { A, B }
}"#,
        r#"
        class Client : Base, Foo, Database.Batchable<SObject>
        enum Client.Kind
        method Client.name() -> String
        method Client.new(u: String)
        method Client.getLead(id: String, rest: List<String>) -> Lead static
        Client constant OP: String = "getLead"
        Client field port: MktowsPort
        Client field name: String
        Client.getLead local stub: MktowsPort = new MktowsPort()
        Client.getLead local l: Lead = leads[other()]
        Client.getLead local h: Map<String, String> = new Map<String, String>() {"a": "b", "c": x}
        Client.getLead local s: List<String> = ["it's"]
        Client.getLead! local e: CalloutException
        Client.getLead local t: Type = type(Client)
        Client.Kind enummember A
        Client.Kind enummember B
        Client.new assign this.url = u
        Client.getLead assign xml += concat("<a>", id)
        Client.name return x
        Client.getLead return <Lead>obj.bar
        Client.getLead annotation AuraEnabled(cacheable: #true)
        Client.new expr super(u)
        Client.getLead* expr sync(l)
        Client.getLead expr stub.getLead(p)
        Client.getLead! expr log(e)
        Client.getLead expr compare(x, #null)
        Client.getLead? expr a()
        Client.getLead? expr b()
        "#,
    );
}
