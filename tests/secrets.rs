//! Credentials are planted wherever people put them, and no report shows one.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use unsoap::report::REPORTERS;

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

#[test]
fn no_format_shows_a_secret() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    for (name, text) in PLANTED {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, text.replace("SECRET", SECRET)).expect("a file");
    }
    let json = run(dir.path(), &["scan", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json).expect("the report is JSON");
    // A file in which nothing is found proves nothing about masking.
    let found: std::collections::BTreeSet<&str> = report["findings"]
        .as_array()
        .expect("findings are a list")
        .iter()
        .filter_map(|f| f["path"].as_str())
        .collect();
    let silent: Vec<&&str> =
        PLANTED.iter().map(|(name, _)| name).filter(|name| !found.contains(**name)).collect();
    assert!(silent.is_empty(), "nothing was found in {silent:?}");

    let mut all = vec![];
    let formats = REPORTERS.iter().map(|r| vec!["scan", "--ledger", "--format", r.id]);
    let others = [vec!["estimate", "--format", "json"], vec!["estimate", "--by", "module"]];
    for args in formats.chain(others) {
        let output = run(dir.path(), &args);
        all.extend(leaks(&output).into_iter().map(|line| format!("{args:?}: {line:.300}")));
    }
    assert!(all.is_empty(), "{} lines show a secret\n{}", all.len(), all.join("\n"));
}
