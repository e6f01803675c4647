package main

import (
	"fmt"
	soap "github.com/hooklift/gowsdl/soap"
	. "a/b"
)

const Op = "getLead"
const (
	A = iota
	B
)
var client *soap.Client = soap.NewClient("http://x")

type Client struct {
	Base
	port, other *Port `xml:"port"`
	m map[string]int
}
type Finder interface { Find(key string, rest ...int) (*Lead, error); Other }
type ID string

func New(url string) *Client { return &Client{port: NewPort(url), m: map[string]int{"a": 1}} }
func (c *Client) Get(ctx context.Context, id string, xs ...string) (*Lead, error) {
	p := &ParamsGetLead{LeadKey: LeadKey{"EMAIL", id}}
	var x, y = 1, "z"
	r, err := c.port.GetLead(p)
	if err != nil { return nil, err } else if x := f(); x { g() } else { h() }
	for i, k := range r.Leads { sync(k, i) }
	for i := 0; i < 3; i++ { j() }
	switch op { case "getLead": a(); default: b() }
	switch v := x.(type) { case *Foo: v.a() }
	xml := "<a>" + id + `</a>`
	xml += fmt.Sprintf("%s", id)
	go func(z int) { k(z) }(1)
	defer c.close()
	c.url = x.(string)
	arr := []string{"a", "b"}
	arr[0], y = y, arr[1:2][0]
	return r.Lead, nil
}
