#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""A client."""
from __future__ import print_function, unicode_literals
import os, suds.client as sc
from . import x
from ..m import (y as z, w)
from q import *

WSDL = "http://app.marketo.com/soap/mktows/2_9?WSDL"


@app.route("/x", k=1)
def view(a, (b, c), *args, **kw):
    print "x %s" % a, b
    print >>f, `a`
    exec "code"
    raise ValueError, "no"


class Sample(Base, metaclass=Meta):
    OP = 'getLead'
    count: int = 3
    name: str

    def __init__(self, url, user=None, *args, key: str = "k", **kw):
        super(Sample, self).__init__(url)
        self.client = sc.Client(url, headers={'a': 1, **kw})
        self.a, self.b = url, user

    @property
    def service(self) -> "Service":
        return self.client.service

    @staticmethod
    def make(x): return lambda q, r=1, *s, **t: q or r

    async def get(self, email):
        key = self.client.factory.create('LeadKey')
        key.keyType, key['v'] = 'EMAIL', email
        try:
            with open(email) as f, lock:
                result = await self.service.getLead(key)
        except (A, B) as e:
            pass
        except C, e:
            raise
        else:
            result += f"a{email!r:>{w}}b{{c}}\n" 'lit' b"x" r"\d" % 1
        finally:
            del key
        for i, j in enumerate([k for k in result if k is not None]):
            if not i: continue
            elif (n := 10) > 5: break
            else: yield i
        while i < 3 < n: i = i + 1 if j else -2
        global g
        assert x[1:2], "é"
        return {k: v for k, v in {1, 2}}, (1,), getattr(self, 'get' + email)(*args, **kw)
