//! Which expression names the operation of a call, and which methods of the
//! project only pass such a name on.
//!
//! `__soapCall($op, …)`, `client.call(:op)`, `getattr(client.service, op)` and
//! `client[op]()` are dispatches. A method whose parameter ends in a dispatch is
//! a forwarder; calling a forwarder is a dispatch again, through any number of
//! hops and across files.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::callers::is_test_path;
use super::types::{Binding, SoapClient, Ty};
use super::{Because, FileId, MethodId, Project};
use crate::fact::{Arg, ExprId, ExprKind};

mod callees;

/// A call that is told by a value which operation to perform.
#[derive(Debug, Clone)]
pub struct Dispatch {
    /// The expression that names the operation.
    pub operation: ExprId,
    /// What the client behind it is bound to.
    pub binding: Binding,
    /// Why this is a dispatch, nearest first.
    pub chain: Vec<Rc<Because>>,
    /// The receiver is proven to be a SOAP client or a forwarder to one; false
    /// when only the method's name says so.
    pub proven: bool,
}

/// A parameter that ends as the operation of a dispatch.
#[derive(Debug, Clone)]
pub struct Forwarded {
    /// Index of the parameter.
    pub param: usize,
    /// As in [`Dispatch`].
    pub binding: Binding,
    /// As in [`Dispatch`], from the method downward.
    pub chain: Vec<Rc<Because>>,
    /// As in [`Dispatch`].
    pub proven: bool,
}

/// Forwarders of a project.
#[derive(Debug, Default)]
pub struct Forwarders {
    methods: BTreeMap<MethodId, Forwarded>,
    /// Names their calls have; all other calls need no look.
    names: BTreeSet<String>,
}

impl Forwarders {
    /// What a method forwards.
    pub fn get(&self, method: MethodId) -> Option<&Forwarded> {
        self.methods.get(&method)
    }

    /// Finds all forwarders: a dispatch whose operation comes from a parameter
    /// makes its method one, until nothing new is found.
    pub fn find(project: &Project<'_>) -> Self {
        let mut found = Forwarders::default();
        // Each round adds one hop; code with more than a dozen hops does not exist.
        for _ in 0..12 {
            let mut new: Vec<(MethodId, Forwarded)> = vec![];
            for file in 0..project.files.len() {
                let facts = project.facts(file);
                for (id, expr) in facts.iter() {
                    if !matches!(expr.kind, ExprKind::Call { .. } | ExprKind::Index { .. }) {
                        continue;
                    }
                    let Some(method) = project.method_around(file, expr.scope) else { continue };
                    if found.methods.contains_key(&method) || project.method(method).params.is_empty() {
                        continue;
                    }
                    for dispatch in project.dispatches(&found, file, id) {
                        if let Some(param) = project.param_behind(file, dispatch.operation, method) {
                            let says = match project.owner(method) {
                                Some(owner) => format!(
                                    "`{}.{}` passes the operation on",
                                    project.declaration(owner).name,
                                    project.method(method).name
                                ),
                                None => format!("`{}` passes the operation on", project.method(method).name),
                            };
                            let here = Because {
                                reason: "forwarder",
                                says,
                                file,
                                span: project.method(method).span,
                            };
                            let mut chain = vec![Rc::new(here)];
                            chain.extend(dispatch.chain);
                            let forwarded = Forwarded {
                                param,
                                binding: dispatch.binding,
                                chain,
                                proven: dispatch.proven,
                            };
                            new.push((method, forwarded));
                        }
                    }
                }
            }
            if new.is_empty() {
                break;
            }
            for (method, forwarded) in new {
                found.names.insert(project.called_as(method).to_owned());
                found.methods.entry(method).or_insert(forwarded);
            }
        }
        found
    }
}

impl Project<'_> {
    /// The dispatches an expression performs.
    pub fn dispatches(&self, forwarders: &Forwarders, file: FileId, id: ExprId) -> Vec<Dispatch> {
        let facts = self.facts(file);
        let ExprKind::Call { target, args, .. } = facts.kind(id) else {
            return vec![];
        };
        let mut found = self.reflected(file, id, *target, args);
        match facts.kind(*target) {
            ExprKind::Index { base, index } => {
                if let Some((binding, because)) = self.operations_of(file, *base) {
                    found.push(Dispatch { operation: *index, binding, chain: because, proven: true });
                }
            }
            ExprKind::Member { base, name, .. } => {
                found.extend(self.client_dispatch(file, id, Some(*base), name, args));
            }
            ExprKind::Name(name) => found.extend(self.client_dispatch(file, id, None, name, args)),
            // `getattr(client.service, op)(…)`: the inner call is the dispatch.
            _ => {}
        }
        if found.is_empty() {
            found.extend(self.forwarded(forwarders, file, id, args));
        }
        found
    }

    /// Whether methods of this expression are operations; with the binding.
    pub fn operations_of(&self, file: FileId, base: ExprId) -> Option<(Binding, Vec<Rc<Because>>)> {
        match self.type_of(file, base) {
            Ty::Port(api) | Ty::Service(api) => Some((Binding::Api(api.api, api.because.clone()), vec![])),
            Ty::Proxy(client) => Some((client.binding.clone(), vec![client.because])),
            Ty::Client(client) if self.rules.clients[client.client].magic => {
                Some((client.binding.clone(), vec![client.because]))
            }
            Ty::Project(t) => {
                let client = self.inherited_client(t)?;
                self.rules.clients[client.client]
                    .magic
                    .then(|| (client.binding.clone(), vec![client.because]))
            }
            _ => None,
        }
    }

    /// `client.call(:op)`, `$this->client->__soapCall('op')`, `request :wsdl, :op`.
    fn client_dispatch(
        &self,
        file: FileId,
        id: ExprId,
        base: Option<ExprId>,
        name: &str,
        args: &[Arg],
    ) -> Option<Dispatch> {
        let facts = self.facts(file);
        let language = self.files[file].language.id;
        let clients =
            self.rules.clients.iter().enumerate().filter(|(_, c)| c.languages.iter().any(|l| l == language));
        let candidates: Vec<_> =
            clients.filter_map(|(i, c)| Some((i, c.dispatches.iter().find(|d| d.method == name)?))).collect();
        if candidates.is_empty() {
            return None;
        }
        // `mock(client).call(:get_lead)` says what a test expects; nothing is called.
        if base.is_some_and(|base| makes_double(facts, base)) && is_test_path(&self.files[file].source.path) {
            return None;
        }
        let receiver = match base {
            Some(base) => self.type_of(file, base),
            // A bare `call(:op)` is the receiver's own method, if it inherits a client.
            None => self.type_around(file, facts.expr(id).scope).map_or(Ty::Unknown, Ty::Project),
        };
        let known: Option<SoapClient> = match receiver {
            Ty::Client(client) | Ty::Proxy(client) => Some(client),
            Ty::Project(t) | Ty::Class(t) => {
                // The class's own method of that name is a forwarder or nothing.
                let own = self.find_method_around(t, name);
                if own.is_some_and(|m| {
                    !matches!(base.map(|b| facts.kind(b)), Some(ExprKind::Super))
                        && self.method_around(file, facts.expr(id).scope) != Some(m)
                }) {
                    return None;
                }
                Some(self.inherited_client(t)?)
            }
            Ty::Unknown if base.is_some() => None,
            _ => return None,
        };
        let (_, dispatch) = match &known {
            Some(client) => candidates.iter().find(|(i, _)| *i == client.client)?,
            None => candidates.first()?,
        };
        let is_operation = |name: &str| self.rules.apis.iter().any(|api| api.operation_form(name).is_some());
        let operation = dispatch_argument(facts, dispatch.argument, args, is_operation)?;
        let here =
            |says: String| Rc::new(Because { reason: "dispatch", says, file, span: facts.expr(id).span });
        match known {
            Some(client) => {
                let says = format!(
                    "`{name}` of a {} client takes the operation's name",
                    self.rules.clients[client.client].id
                );
                Some(Dispatch {
                    operation,
                    binding: client.binding.clone(),
                    chain: vec![here(says), client.because],
                    proven: true,
                })
            }
            None => {
                let says = format!(
                    "`{name}` is how a {} client takes the operation's name",
                    self.rules.clients[candidates[0].0].id
                );
                Some(Dispatch { operation, binding: Binding::Open, chain: vec![here(says)], proven: false })
            }
        }
    }

    /// `getattr(client.service, op)`, `client.send(op)`, `call_user_func([$c, op])`.
    fn reflected(&self, file: FileId, id: ExprId, target: ExprId, args: &[Arg]) -> Vec<Dispatch> {
        let facts = self.facts(file);
        let language = self.files[file].language.id;
        let (name, base) = match facts.kind(target) {
            ExprKind::Name(name) => (name, None),
            ExprKind::Member { base, name, .. } => (name, Some(*base)),
            _ => return vec![],
        };
        let rules = self.rules.clients.iter().filter(|c| c.languages.iter().any(|l| l == language));
        let mut found = vec![];
        for reflect in rules.flat_map(|c| &c.reflects).filter(|r| r.call == *name) {
            let pair = reflect.pair.and_then(|p| match facts.kind(args.get(p)?.value) {
                ExprKind::List(items) => Some((*items.first()?, *items.get(1)?)),
                _ => None,
            });
            let object = match (pair, reflect.object) {
                (Some((object, _)), _) => Some(object),
                (None, Some(index)) => args.get(index).map(|a| a.value),
                (None, None) if reflect.pair.is_none() => base,
                _ => None,
            };
            let operation = pair.map(|(_, op)| op).or_else(|| args.get(reflect.name?).map(|a| a.value));
            let (Some(object), Some(operation)) = (object, operation) else { continue };
            if let Some((binding, mut chain)) = self.operations_of(file, object) {
                let says = format!("`{name}` calls the operation it is given");
                chain.insert(
                    0,
                    Rc::new(Because { reason: "reflection", says, file, span: facts.expr(id).span }),
                );
                found.push(Dispatch { operation, binding, chain, proven: true });
            }
        }
        found
    }

    /// Calls of in-project methods that forward one of their parameters.
    fn forwarded(&self, forwarders: &Forwarders, file: FileId, id: ExprId, args: &[Arg]) -> Option<Dispatch> {
        let facts = self.facts(file);
        let name = match facts.kind(id) {
            ExprKind::Call { target, .. } => match facts.kind(*target) {
                ExprKind::Name(name) | ExprKind::Member { name, .. } => name.as_str(),
                _ => return None,
            },
            ExprKind::New { ty, .. } => super::simple(&ty.name),
            _ => return None,
        };
        if name != "new" && !forwarders.names.contains(name) {
            return None;
        }
        let (callees, resolved) = self.callees(file, id);
        for method in callees {
            let Some(forwarded) = forwarders.get(method) else { continue };
            let declared = self.method(method);
            let param = declared.params.get(forwarded.param);
            let named =
                args.iter().find(|a| a.name.is_some() && a.name.as_deref() == param.map(|p| p.name.as_str()));
            let Some(arg) = named.or_else(|| args.get(forwarded.param).filter(|a| a.name.is_none())) else {
                continue;
            };
            let proven = forwarded.proven && resolved;
            return Some(Dispatch {
                operation: arg.value,
                binding: forwarded.binding.clone(),
                chain: forwarded.chain.clone(),
                proven,
            });
        }
        None
    }
}

/// Functions that stand for their argument in a test, in the libraries of all languages.
const DOUBLES: &[&str] =
    &["allow", "dont_allow", "double", "expect", "mock", "proxy", "spy", "stub", "verify"];

/// Whether an expression is a test double.
fn makes_double(facts: &crate::fact::Facts, id: ExprId) -> bool {
    let ExprKind::Call { target, .. } = facts.kind(id) else { return false };
    match facts.kind(*target) {
        ExprKind::Name(name) => DOUBLES.contains(&name.as_str()),
        // `mock.proxy(client)`
        ExprKind::Member { base, name, .. } => {
            DOUBLES.contains(&name.as_str())
                && matches!(facts.kind(*base), ExprKind::Name(n) if DOUBLES.contains(&n.as_str()))
        }
        _ => false,
    }
}

/// The argument that names the operation: by index, else the last textual one
/// (`request :wsdl, :get_lead`), or what follows a prefix (`request :wsdl, name`).
fn dispatch_argument(
    facts: &crate::fact::Facts,
    index: Option<usize>,
    args: &[Arg],
    is_operation: impl Fn(&str) -> bool,
) -> Option<ExprId> {
    if let Some(index) = index {
        return args.get(index).filter(|a| a.name.is_none()).map(|a| a.value);
    }
    let plain: Vec<ExprId> = args.iter().filter(|a| a.name.is_none()).map(|a| a.value).collect();
    let text = |id: &ExprId| match facts.kind(*id) {
        ExprKind::Text(text) | ExprKind::Symbol(text) => Some(text),
        _ => None,
    };
    let Some(last) = plain.iter().rposition(|id| text(id).is_some()) else {
        return plain.first().copied();
    };
    let next = plain.get(last + 1).filter(|id| {
        matches!(
            facts.kind(**id),
            ExprKind::Name(_) | ExprKind::Concat(_) | ExprKind::Member { .. } | ExprKind::Call { .. }
        )
    });
    let names = text(&plain[last]).is_some_and(|t| is_operation(t));
    Some(*next.filter(|_| !names).unwrap_or(&plain[last]))
}
