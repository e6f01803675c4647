//! What is read of a request, and what is not: values a fixture's mark cannot hold.

use std::collections::BTreeMap;

use unsoap::finding::{Finding, Kind};
use unsoap::rule::Rules;
use unsoap::scan::{Options, scan};
use unsoap::walk::WalkOptions;

/// The calls in a file of its own.
fn calls(name: &str, code: &str) -> Vec<Finding> {
    let dir = tempfile::tempdir().expect("a temporary directory");
    std::fs::write(dir.path().join(name), code).expect("a file in it");
    let walk = WalkOptions { roots: vec![dir.path().to_owned()], no_ignore: true, ..WalkOptions::default() };
    let found = scan(&Options { walk, ..Options::default() }, Rules::embedded()).findings;
    found.into_iter().filter(|f| f.kind == Kind::Call).collect()
}

/// What the only call there sends, by path.
fn request(name: &str, code: &str) -> BTreeMap<String, String> {
    let [call] = &calls(name, code)[..] else { panic!("one call in {code}") };
    call.decision.as_ref().expect("its decision").request.clone().into_iter().collect()
}

fn check(request: &BTreeMap<String, String>, path: &str, wanted: Option<&str>) {
    assert_eq!(request.get(path).map(String::as_str), wanted, "{path} of {request:?}");
}

#[test]
fn an_object_lends_its_members_to_nothing_inside() {
    let code = "<?php
require('exacttarget_soap_client.php');
$client = new ExactTargetSoapClient('etframework.wsdl', array());
$row = new ExactTarget_DataExtensionObject();
$row->CustomerKey = 'orders';
$row->Name = 'Orders';
$request = new ExactTarget_UpdateRequest();
$request->Objects = array(new SoapVar($row, SOAP_ENC_OBJECT, 'DataExtensionObject', 'http://exacttarget.com/wsdl/partnerAPI'));
$client->Update($request);
";
    let sent = request("row.php", code);
    check(&sent, "Objects.CustomerKey", Some("[orders]"));
    check(&sent, "Objects.Keys.Key.Name", None);
    check(&sent, "Objects.DataExtension.CustomerKey", None);
}

#[test]
fn elements_around_a_list_may_be_left_out() {
    let code = "<?php
$client = new SoapClient('https://123-ABC-456.mktoapi.com/soap/mktows/2_7?WSDL');
$loser = new stdClass();
$loser->attribute = array(array('attrName' => 'IDNUM', 'attrValue' => '15'));
$params = new stdClass();
$params->winningLeadKeyList = array('attribute' => array(array('attrName' => 'IDNUM', 'attrValue' => '2')));
$params->losingLeadKeyLists = array($loser);
$client->__soapCall('mergeLeads', array($params));
";
    check(&request("merge.php", code), "losingLeadKeyLists.keyList.attribute.attrName", Some("[IDNUM]"));
}

#[test]
fn an_object_is_not_its_own_key() {
    let code = "using Acme.Mail.ExactTargetApi;
class Definitions {
    private readonly SoapClient client = new SoapClient(new BasicHttpBinding(), new EndpointAddress(\"https://webservice.s6.exacttarget.com/Service.asmx\"));
    void Refresh(TriggeredSendDefinition definition) {
        string id, status;
        client.Update(new UpdateOptions(), new APIObject[] { definition }, out id, out status);
    }
}
";
    let sent = request("Definitions.cs", code);
    check(&sent, "Objects.CustomerKey", None);
    check(&sent, "Objects.ID", None);
}

#[test]
fn an_index_that_is_not_readable_takes_one_of_a_table() {
    let code = "
var soap = require('soap');
var CAMPAIGNS = { register: '5642', login: '5643' };
exports.trigger = function (email, activity) {
  soap.createClient('https://123-ABC-456.mktoapi.com/soap/mktows/2_7?WSDL', function (err, client) {
    client.requestCampaign({
      source: 'MKTOWS',
      campaignId: CAMPAIGNS[activity],
      leadList: { leadKey: { keyType: 'EMAIL', keyValue: email } },
    }, console.log);
  });
};
";
    check(&request("trigger.js", code), "campaignId", Some("5642 | 5643"));
}

#[test]
fn a_library_says_what_it_sends() {
    let code = "
import FuelSDK
client = FuelSDK.ET_Client()
row = FuelSDK.ET_DataExtension_Row()
row.auth_stub = client
row.CustomerKey = 'orders'
row.props = {'OrderNo': 7}
row.post()
";
    let sent = request("row.py", code);
    check(&sent, "Objects.CustomerKey", Some("orders"));
    check(&sent, "Objects.Properties.Property", Some("[1 items]"));

    let code = "
import com.exacttarget.fuelsdk.*;
class Extensions {
    Object named(ETClient client, String name) throws ETSdkException {
        return client.retrieve(ETDataExtension.class, \"name=\" + name);
    }
}
";
    let sent = request("Extensions.java", code);
    check(&sent, "RetrieveRequest.Filter.Property", Some("name"));
    check(&sent, "RetrieveRequest.Filter.SimpleOperator", Some("equals"));
    check(&sent, "RetrieveRequest.Filter.Value", Some("name"));
}

#[test]
fn leaving_lists_is_no_deletion() {
    let code = "
from FuelSDK import ET_Client, ET_Subscriber
subscriber = ET_Subscriber()
subscriber.auth_stub = ET_Client()
subscriber.props = {'SubscriberKey': 'a', 'Lists': [{'ID': 7}]}
subscriber.delete()
";
    let [call] = &calls("leave.py", code)[..] else { panic!("one call") };
    assert_eq!(call.decision.as_ref().expect("its decision").rows, ["lists"]);
    assert!(call.remedy.requests.is_empty(), "{:?}", call.remedy.requests);
}

#[test]
fn an_id_that_the_code_gives_is_the_id_in_the_path() {
    let code = "<?php
require('exacttarget_soap_client.php');
$client = new ExactTargetSoapClient('etframework.wsdl', array());
$query = new ExactTarget_QueryDefinition();
$query->ObjectID = '0f1e2d3c';
$query->QueryText = 'SELECT 1';
$request = new ExactTarget_UpdateRequest();
$request->Objects = array(new SoapVar($query, SOAP_ENC_OBJECT, 'QueryDefinition', 'http://exacttarget.com/wsdl/partnerAPI'));
$client->Update($request);
";
    let [call] = &calls("query.php", code)[..] else { panic!("one call") };
    let sent = format!("{:?}", call.remedy.requests);
    assert!(sent.contains("0f1e2d3c") && !sent.contains("the id of the query"), "{sent}");
}
