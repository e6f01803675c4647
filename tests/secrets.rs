//! Credentials are planted wherever people put them, and no report shows one.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use unsoap::finding::{Confidence, Kind};
use unsoap::report::{REPORTERS, Report, Style};
use unsoap::rule::Rules;
use unsoap::scan::{Options, scan};
use unsoap::walk::WalkOptions;
use unsoap::{explain, snippet};

/// What must never be shown. Digits and letters, as real ones; found however it is cut.
const SECRET: &str = "q7Zk93vXw";

/// Files with `SECRET` in them: documents of every kind and code of every
/// language; assigned, in a header, in XML, in an address, in a query, in the environment.
const PLANTED: &[(&str, &str)] = &[
    (
        "conf/app.properties",
        "marketo.soap.endpoint=https://SECRET:SECRET@1-a.mktoapi.com/soap/mktows/2_3?key=SECRET\nmarketo.soap.user-id=SECRET\nmarketo.encryption.key: SECRET\n",
    ),
    (
        "conf/app.yml",
        "marketo:\n  endpoint: https://u:SECRET@1-a.mktoapi.com/soap/mktows/2_3\n  user_id: SECRET\n  encryption_key: 'SECRET'\n",
    ),
    (
        "conf/app.json",
        "{\"marketo\": {\"endpoint\": \"https://1-a.mktoapi.com/soap/mktows/2_3?token=SECRET\",\n \"userId\": \"SECRET\", \"encryptionKey\": \"SECRET\"}}\n",
    ),
    (
        "conf/app.ini",
        "[marketo]\nendpoint = https://1-a.mktoapi.com/soap/mktows/2_3\nuser_id = SECRET\nencryption_key = SECRET\n",
    ),
    (
        ".env",
        "MARKETO_USER_ID=SECRET\nMARKETO_ENCRYPTION_KEY=\"SECRET\"\nMARKETO_SOAP_ENDPOINT=https://SECRET@1-a.mktoapi.com/soap/mktows/2_3\n",
    ),
    (
        "web.config",
        "<configuration><appSettings>\n<add key=\"MarketoUserId\" value=\"SECRET\"/>\n<add key=\"MarketoEncryptionKey\" value='SECRET'/>\n<add key=\"MarketoSoapEndpoint\" value=\"https://u:SECRET@1-a.mktoapi.com/soap/mktows/2_3\"/>\n</appSettings></configuration>\n",
    ),
    (
        "App.config",
        "<configuration><applicationSettings><setting name=\"MarketoEncryptionKey\" serializeAs=\"String\">\n<value>SECRET</value>\n</setting></applicationSettings></configuration>\n",
    ),
    (
        "spring.xml",
        "<beans><bean class=\"com.marketo.mktows.client.MktowsClient\">\n<constructor-arg name=\"userId\" value=\"SECRET\"/>\n<property name=\"encryptionKey\">\n<value>SECRET</value>\n</property></bean></beans>\n",
    ),
    (
        "main.tf",
        "resource \"x\" \"y\" {\n  environment {\n    MARKETO_ENDPOINT = \"https://1-a.mktoapi.com/soap/mktows/2_3\"\n    MARKETO_ENCRYPTION_KEY = \"SECRET\"\n  }\n}\nvariable \"marketo_encryption_key\" {\n  default = \"SECRET\"\n}\n",
    ),
    (
        "k8s/deployment.yaml",
        "env:\n  - name: MARKETO_USER_ID\n    value: SECRET\n  - name: MARKETO_ENCRYPTION_KEY\n    value: \"SECRET\"\n  - name: MARKETO_SOAP_ENDPOINT\n    value: https://1-a.mktoapi.com/soap/mktows/2_3\n",
    ),
    (
        "Dockerfile",
        "FROM x\nENV MARKETO_ENCRYPTION_KEY SECRET\nENV MARKETO_USER_ID=SECRET\nENV MARKETO_SOAP_ENDPOINT https://1-a.mktoapi.com/soap/mktows/2_3\n",
    ),
    (
        ".travis.yml",
        "env:\n  - MARKETO_ENCRYPTION_KEY=SECRET MARKETO_USER_ID=SECRET\n  - MARKETO_SOAP_ENDPOINT=https://1-a.mktoapi.com/soap/mktows/2_3\n",
    ),
    (
        "sync.sh",
        "export MARKETO_ENCRYPTION_KEY=SECRET\ncurl -u me:SECRET -H 'Authorization: Basic SECRET' -d \"<ns1:paramsGetLead><mktowsUserId>SECRET</mktowsUserId></ns1:paramsGetLead>\" https://u:SECRET@1-a.mktoapi.com/soap/mktows/2_3\n",
    ),
    (
        "templates/get_lead.xml.erb",
        "<e:Envelope xmlns:ns1=\"http://www.marketo.com/mktows/\"><e:Header><ns1:AuthenticationHeader><mktowsUserId>SECRET</mktowsUserId>\n<requestSignature>SECRET</requestSignature>\n</ns1:AuthenticationHeader></e:Header>\n<ns1:paramsGetLead><leadKey><keyValue><%= email %></keyValue></leadKey></ns1:paramsGetLead></e:Envelope>\n",
    ),
    (
        "lead-soapui-project.xml",
        "<con:soapui-project><con:endpoint>https://u:SECRET@1-a.mktoapi.com/soap/mktows/2_3</con:endpoint>\n<con:credentials><con:username>SECRET</con:username><con:password>SECRET</con:password></con:credentials>\n<con:request><![CDATA[<mkt:paramsGetLead xmlns:mkt=\"http://www.marketo.com/mktows/\"><mktowsUserId>SECRET</mktowsUserId>?</mkt:paramsGetLead>]]></con:request></con:soapui-project>\n",
    ),
    (
        "leads.postman_collection.json",
        "{\"item\": [{\"request\": {\"url\": \"https://1-a.mktoapi.com/soap/mktows/2_3?access_token=SECRET\",\n\"auth\": {\"basic\": [{\"key\": \"password\",\n\"value\": \"SECRET\"}]},\n\"header\": [{\"key\": \"Authorization\", \"value\": \"Basic SECRET\"}]}}]}\n",
    ),
    (
        "plan.jmx",
        "<jmeterTestPlan><elementProp><stringProp name=\"HTTPSampler.path\">https://1-a.mktoapi.com/soap/mktows/2_3</stringProp>\n<stringProp name=\"Argument.name\">encryptionKey</stringProp>\n<stringProp name=\"Argument.value\">SECRET</stringProp>\n<stringProp name=\"mktowsUserId\">SECRET</stringProp></elementProp></jmeterTestPlan>\n",
    ),
    (
        "Package.dtsx",
        "<DTS:Executable><DTS:Property DTS:Name=\"MarketoEncryptionKey\">SECRET</DTS:Property>\n<DTS:Variable DTS:ObjectName=\"mktowsUserId\"><DTS:VariableValue>SECRET</DTS:VariableValue></DTS:Variable>\n<x>https://1-a.mktoapi.com/soap/mktows/2_3</x></DTS:Executable>\n",
    ),
    (
        "leads.ipynb",
        "{\"cells\": [{\"cell_type\": \"code\", \"source\": [\n\"import marketo\\n\",\n\"client = marketo.client(soap_endpoint='https://1-a.mktoapi.com/soap/mktows/2_3', user_id='SECRET', encryption_key='SECRET')\\n\",\n\"client.execute(method='get_lead', email='a@b.c')\"]}]}\n",
    ),
    (
        "src/A.java",
        "import com.marketo.mktows.MktowsPort;\nclass A {\n  private static final String ENCRYPTION_KEY =\n      \"SECRET\";\n  void f(MktowsPort port) {\n    header.setMktowsUserId(\"SECRET\"); header.setRequestSignature(sign(\"SECRET\"));\n    String url = \"https://u:SECRET@1-a.mktoapi.com/soap/mktows/2_3?apiKey=SECRET\";\n    String password = \"SECRET\"; port.getLead(p, header);\n    String secret = System.getenv(\"SECRET\");\n  }\n}\n",
    ),
    (
        "src/B.cs",
        "class B {\n  string encryptionKey = \"SECRET\";\n  void F(MktowsPortClient client) {\n    header.mktowsUserId = \"SECRET\";\n    client.Endpoint.Address = new EndpointAddress(\"https://u:SECRET@1-a.mktoapi.com/soap/mktows/2_3\");\n    client.ClientCredentials.UserName.Password = \"SECRET\"; client.getLead(header, p);\n  }\n}\n",
    ),
    (
        "src/c.php",
        "<?php\ndefine('MARKETO_SOAP_KEY', 'SECRET');\n$client = new SoapClient('https://1-a.mktoapi.com/soap/mktows/2_3?WSDL', array('login' => 'SECRET', 'password' => 'SECRET'));\n$attrs->mktowsUserId = 'SECRET';\n$xml = <<<X\n<ns1:AuthenticationHeader><mktowsUserId>SECRET</mktowsUserId>\n<requestSignature>SECRET</requestSignature></ns1:AuthenticationHeader>\nX;\n$client->getLead(array('password' => 'SECRET', 'leadKey' => $k));\n",
    ),
    (
        "src/d.py",
        "import marketo\nfrom suds.client import Client\nencryption_key = 'SECRET'\nclient = marketo.client(soap_endpoint='https://u:SECRET@1-a.mktoapi.com/soap/mktows/2_3', user_id='SECRET', encryption_key='SECRET')\nclient.execute(method='get_lead', email='a@b.c')\nsoap = Client('https://1-a.mktoapi.com/soap/mktows/2_3?WSDL', username='SECRET', password='SECRET')\nsoap.service.getLead(password='SECRET')\n",
    ),
    (
        "src/e.rb",
        "require 'savon'\nKEY = ENV['MARKETO_KEY'] || 'SECRET'\nclient = Savon.client(wsdl: 'https://u:SECRET@1-a.mktoapi.com/soap/mktows/2_3?WSDL', basic_auth: ['me', 'SECRET'], wsse_auth: ['me', 'SECRET'])\nheader = { 'mktowsUserId' => 'SECRET', 'requestSignature' => sign('SECRET') }\nclient.call(:get_lead, message: { password: 'SECRET' })\n",
    ),
    (
        "src/f.js",
        "const soap = require('soap');\nconst encryptionKey = 'SECRET';\nsoap.createClient('https://u:SECRET@1-a.mktoapi.com/soap/mktows/2_3?WSDL', function (e, client) {\n  client.setSecurity(new soap.BasicAuthSecurity('me', 'SECRET'));\n  client.getLead({ mktowsUserId: 'SECRET', password: 'SECRET' }, done);\n});\n",
    ),
    (
        "src/g.ts",
        "import * as soap from 'soap';\nconst encryptionKey: string = `SECRET`;\nasync function f() {\n  const client = await soap.createClientAsync('https://1-a.mktoapi.com/soap/mktows/2_3?WSDL&token=SECRET');\n  const headers = { mktowsUserId: 'SECRET' };\n  return client.getLeadAsync({ secret: 'SECRET' });\n}\n",
    ),
    (
        "src/h.go",
        "package h\nconst encryptionKey = \"SECRET\"\nfunc f() {\n\tmktowsUserId := \"SECRET\"\n\tpost(\"https://u:SECRET@1-a.mktoapi.com/soap/mktows/2_3\", mktowsUserId, \"SECRET\")\n}\n",
    ),
    (
        "src/I.cls",
        "public class I {\n  String encryptionKey = 'SECRET';\n  void f() {\n    req.setEndpoint('https://u:SECRET@1-a.mktoapi.com/soap/mktows/2_3');\n    String mktowsUserId = 'SECRET';\n  }\n}\n",
    ),
    (
        "src/J.vb",
        "Dim encryptionKey As String = \"SECRET\"\nDim url = \"https://u:SECRET@1-a.mktoapi.com/soap/mktows/2_3\"\nheader.mktowsUserId = \"SECRET\"\n",
    ),
    (
        "load.jmx",
        "<jmeterTestPlan><stringProp name=\"Argument.value\">&lt;e:Envelope&gt;&lt;mktowsUserId&gt;SECRET&lt;/mktowsUserId&gt;\n&lt;mkt:paramsGetLead xmlns:mkt=&quot;http://www.marketo.com/mktows/&quot;&gt;&lt;password&gt;SECRET&lt;/password&gt;\n&lt;requestSignature&gt;SECRET&lt;/requestSignature&gt;</stringProp></jmeterTestPlan>\n",
    ),
    (
        "raw.postman_collection.json",
        "{\"info\": {\"schema\": \"https://schema.getpostman.com/json/collection/v2.1.0/collection.json\"},\n\"item\": [{\"request\": {\"body\": {\"mode\": \"raw\",\n\"raw\": \"<e:Envelope xmlns:mkt=\\\"http://www.marketo.com/mktows/\\\"><mktowsUserId>SECRET</mktowsUserId>\\n<requestSignature>SECRET</requestSignature><mkt:paramsGetLead/>\"}}}]}\n",
    ),
    (
        "Expression.dtsx",
        "<DTS:Variable DTS:ObjectName=\"Body\" DTS:Expression=\"&quot;&lt;mktowsUserId&gt;SECRET&lt;/mktowsUserId&gt;&lt;ns1:paramsGetLead xmlns:ns1='http://www.marketo.com/mktows/'&gt;&quot; + @[User::Mail]\">\n</DTS:Variable>\n",
    ),
    (
        "post.sh",
        "curl -d @- https://u:SECRET@1-a.mktoapi.com/soap/mktows/2_3 <<EOF\n<mktowsUserId>SECRET</mktowsUserId>\n<ns1:paramsGetLead xmlns:ns1=\"http://www.marketo.com/mktows/\"><password>SECRET</password>\nEOF\n",
    ),
    (
        "post.ipynb",
        "{\"cells\": [{\"cell_type\": \"code\", \"source\": [\n\"KEY = 'SECRET'\\n\",\n\"body = '<mktowsUserId>SECRET</mktowsUserId><ns1:paramsGetLead xmlns:ns1=\\\"http://www.marketo.com/mktows/\\\"><requestSignature>SECRET</requestSignature>'\\n\",\n\"requests.post(url, body, auth=('me', 'SECRET'))\"]}]}\n",
    ),
    (
        "k8s/secret.yaml",
        "kind: Secret\ndata:\n  MARKETO_USER_ID: SECRET\n  MARKETO_ENCRYPTION_KEY: SECRET\n  MARKETO_ENDPOINT: https://1-a.mktoapi.com/soap/mktows/2_3\n",
    ),
    (
        "chart/templates/deployment.yaml",
        "{{- if .Values.on }}\nenv:\n  - name: MARKETO_ENCRYPTION_KEY\n    value: {{ .Values.key | default \"SECRET\" }}\n  - name: MARKETO_ENDPOINT\n    value: \"https://{{ .Values.user }}:SECRET@{{ .Values.host }}/soap/mktows/2_3\"\n{{- end }}\n",
    ),
    (
        "src/k.py",
        "import requests\nbody = '<ns1:paramsGetLead xmlns:ns1=\"http://www.marketo.com/mktows/\">'\nrequests.post(URL, body, auth=('SECRET', 'SECRET'))\n",
    ),
    (
        "compose/docker-compose.yml",
        "environment:\n  MARKETO_ENCRYPTION_KEY: ${MARKETO_ENCRYPTION_KEY:-SECRET}\n  MARKETO_ENDPOINT: https://${USER:-me}:SECRET@1-a.mktoapi.com/soap/mktows/2_3\n",
    ),
];

fn run(dir: &Path, args: &[&str]) -> String {
    let mut command: Command = assert_cmd::cargo::cargo_bin_cmd!("unsoap");
    let output = command.current_dir(dir).args(args).output().expect("the binary runs");
    assert!(output.status.code().is_some_and(|code| code < 2), "{args:?}");
    String::from_utf8([output.stdout, output.stderr].concat()).expect("output is UTF-8")
}

/// The lines of an output that show the secret, or a piece of it.
fn leaks(output: &str) -> Vec<&str> {
    let shows = |line: &&str| [SECRET, &SECRET[..6], &SECRET[3..]].iter().any(|s| line.contains(s));
    output.lines().filter(shows).collect()
}

/// The lines of an output that show it; `args` say which output.
fn told(args: &[&str], output: &str) -> Vec<String> {
    leaks(output).into_iter().map(|line| format!("{args:?}: {line:.300}")).collect()
}

fn check(all: &[String]) {
    assert!(all.is_empty(), "{} lines show a secret\n{}", all.len(), all.join("\n"));
}

/// Writes the files into a directory.
fn planted() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary directory");
    for (name, text) in PLANTED {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, text.replace("SECRET", SECRET)).expect("a file");
    }
    dir
}

/// The same as `unsoap scan` finds, without starting it.
fn report(dir: &Path) -> Report {
    let walk = WalkOptions { roots: vec![dir.to_owned()], ..WalkOptions::default() };
    scan(&Options { walk, ..Options::default() }, Rules::embedded())
}

#[test]
fn no_format_shows_a_secret() {
    let dir = planted();
    let report = report(dir.path());
    // A file in which nothing is found proves nothing about masking.
    let found: BTreeSet<&str> = report.findings.iter().map(|f| f.place.path.as_str()).collect();
    let silent: Vec<&&str> =
        PLANTED.iter().map(|(name, _)| name).filter(|name| !found.contains(**name)).collect();
    assert!(silent.is_empty(), "nothing was found in {silent:?}");

    let formats = REPORTERS.iter().map(|r| vec!["scan", "--ledger", "--format", r.id]);
    let others = [vec!["estimate", "--format", "json"], vec!["estimate", "--by", "module"]];
    let all: Vec<String> =
        formats.chain(others).flat_map(|args| told(&args, &run(dir.path(), &args))).collect();
    check(&all);
}

#[test]
fn no_explanation_shows_a_secret() {
    let dir = planted();
    let rules = Rules::embedded();
    let style = Style { color: false, unicode: true, width: 400, min_confidence: Confidence::Possible };
    let report = report(dir.path());
    let mut all = vec![];
    let mut pages = |tag: &str, report: &Report| {
        for finding in &report.findings {
            let at = format!("{}:{}", finding.place.path, finding.place.line);
            all.extend(told(
                &["explain", "--at", &at, tag],
                &explain::finding(rules, report, finding, &style),
            ));
        }
    };
    pages("", &report);
    for snippet in snippet::snippets() {
        let mut rewritten = report.clone();
        snippet::rewrite(&mut rewritten, &snippet.id, rules);
        pages(&snippet.id, &rewritten);
    }
    // As it is asked for, once.
    let call = report.findings.iter().find(|f| f.kind == Kind::Call).expect("there is a call");
    let at = format!("{}:{}", call.place.path, call.place.line);
    let args = ["explain", "--at", &at, "--snippet", "curl", "."];
    all.extend(told(&args, &run(dir.path(), &args)));
    check(&all);
}

#[test]
fn no_plan_history_or_difference_shows_a_secret() {
    let dir = planted();
    let store = |name: &str, report: &Report| {
        let path = dir.path().join(name);
        fs::write(&path, serde_json::to_string(report).expect("a report is JSON")).expect("a file");
        path.display().to_string()
    };
    let now = report(dir.path());
    fs::remove_file(dir.path().join("src/d.py")).expect("the file is there");
    fs::write(dir.path().join("src/e.rb"), "").expect("a file");
    let later = report(dir.path());
    let (now, later) = (store("now.json", &now), store("later.json", &later));
    let wsdl = dir.path().join("leads.wsdl");
    let address = format!("https://u:{SECRET}@1-a.mktoapi.com/soap/mktows/2_3?key={SECRET}");
    fs::write(
        &wsdl,
        format!(
            "<definitions targetNamespace=\"http://www.marketo.com/mktows/\"><portType name=\"P\"><operation name=\"getLead\"/></portType><service name=\"S\"><port name=\"A\" binding=\"b\"><address location=\"{address}\"/></port></service></definitions>"
        ),
    )
    .expect("a file");
    let wsdl = wsdl.display().to_string();
    let plans = ["csv", "github", "gitlab", "jira", "json", "markdown", "table"];
    let plans = plans.map(|format| vec!["plan", now.as_str(), "--format", format]);
    let diffs = ["csv", "json", "markdown", "table"];
    let diffs = diffs.map(|format| vec!["diff", now.as_str(), later.as_str(), "--format", format]);
    let histories = ["csv", "json", "svg", "table"];
    let histories = histories.map(|format| vec!["history", now.as_str(), later.as_str(), "--format", format]);
    let wsdls = [vec!["wsdl", wsdl.as_str()]];
    let all: Vec<String> = plans
        .into_iter()
        .chain(diffs)
        .chain(histories)
        .chain(wsdls)
        .flat_map(|args| told(&args, &run(dir.path(), &args)))
        .collect();
    check(&all);
}
