//! Go.

use crate::check;

#[test]
fn types_members_and_calls() {
    check(
        "go",
        r#"package crm
import (
	"fmt"
	mkt "github.com/acme/marketo"
)
const Op = "getLead"
var client *mkt.Client = mkt.New("http://x")
type Client struct {
	Base
	port, other *mkt.Port
	ids []string
}
type Finder interface { Find(key string, rest ...int) (*Lead, error); Other }
func New(url string) *Client { return &Client{port: mkt.NewPort(url), ids: []string{"a"}} }
func (c *Client) Get(ctx context.Context, id string) (*Lead, error) {
	p := &ParamsGetLead{LeadKey: LeadKey{"EMAIL", id}}
	r, err := c.port.GetLead(p, opts...)
	if err != nil { return nil, err } else { h() }
	for _, k := range r.Leads { sync(k) }
	xml := "<a>" + fmt.Sprintf(`%s\n`, id)
	xml += "b"
	c.url, x = y.(string), z
	go func(z int) { k(z) }(1)
	return r.Lead, nil
}
"#,
        r#"
        package crm
        import fmt
        import github.com/acme/marketo as mkt
        class Client : Base
        interface Finder : Other
        method Finder.Find(key: string, *rest: int) -> Lead abstract
        method New(url: string) -> Client
        method Get(ctx: context.Context, id: string) -> Lead
        lambda Get\(z: int)
        constant Op = "getLead"
        local client: mkt.Client = mkt.New("http://x")
        Client field port: mkt.Port
        Client field other: mkt.Port
        Client field ids: string[]
        Get local c: Client
        Get local p = new ParamsGetLead() {LeadKey: new LeadKey() ["EMAIL", id]}
        Get local r = c.port.GetLead(p, *opts)
        Get local err
        Get local _
        Get local k = r.Leads[other()]
        Get local xml = concat("<a>", fmt.Sprintf("%s\\n", id))
        Get assign xml += "b"
        Get assign c.url = <string>y
        New return new Client() {port: mkt.NewPort(url), ids: new string[]() ["a"]}
        Get? return #nil
        Get return r.Lead
        Get expr compare(err, #nil)
        Get? expr h()
        Get* expr sync(k)
        Get\ expr k(z)
        Get expr \(#1)
        "#,
    );
}
