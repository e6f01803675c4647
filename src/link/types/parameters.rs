//! What arrives at a parameter: by its declaration, its default, the callers of its
//! method, or the code that calls the function it belongs to.

use super::{CANDIDATES, Ty, call_args, is_any, path_ends};
use crate::fact::{ExprId, ExprKind, ScopeId, TypeKind};
use crate::link::callers::is_test_path;
use crate::link::memo::Node;
use crate::link::{FileId, MethodId, Project, TypeId, simple};

impl<'a> Project<'a> {
    /// The parameter `name` of the method or lambda with this scope, if it has one.
    pub(super) fn param_named(&self, file: FileId, scope: ScopeId, name: &str) -> Option<Ty> {
        let receivers = self.index[file].params.get(&scope)?;
        let position = receivers.names.iter().position(|n| n == name)?;
        Some(self.param_type(file, scope, position))
    }

    /// What arrives at a parameter: its declared type, else what callers hand over.
    pub(super) fn param_type(&self, file: FileId, scope: ScopeId, position: usize) -> Ty {
        let node = Node::Param(file, scope, position);
        let known = self.memo.borrow_mut().ask(node);
        known.unwrap_or_else(|| {
            let ty = self.compute_param(file, scope, position);
            self.memo.borrow_mut().answer(node, ty)
        })
    }

    pub(super) fn compute_param(&self, file: FileId, scope: ScopeId, position: usize) -> Ty {
        let facts = self.facts(file);
        let receivers = &self.index[file].params[&scope];
        let declared = match receivers.method {
            Some(m) => facts.methods[m].params.get(position),
            None => receivers.lambda.and_then(|l| facts.lambdas[l].params.get(position)),
        };
        let Some(param) = declared else { return Ty::Unknown };
        if let Some(ty) = &param.ty {
            let resolved = self.resolve_type(file, ty);
            if !matches!(resolved, Ty::Unknown) && !is_any(&ty.name) {
                return self.seen_through(resolved, || self.handed(file, scope, position));
            }
        }
        let default = param.default.map_or(Ty::Unknown, |d| self.type_of(file, d));
        self.handed(file, scope, position).better(default)
    }

    fn handed(&self, file: FileId, scope: ScopeId, position: usize) -> Ty {
        match self.index[file].params[&scope].method {
            Some(m) => self.handed_to_method(MethodId { file, index: m }, position),
            None => self.handed_to_lambda(file, scope, position),
        }
    }

    /// An interface of the project only says what a value is taken for: where the value is a
    /// SOAP client or a port, its methods are the operations. Nothing that implements the
    /// interface may be in the project, else that is what comes.
    pub(super) fn seen_through(&self, declared: Ty, value: impl FnOnce() -> Ty) -> Ty {
        let Ty::Project(t) = declared else { return declared };
        if self.declaration(t).kind != TypeKind::Interface || !self.descendants(t).is_empty() {
            return declared;
        }
        match value() {
            known @ (Ty::Client(_) | Ty::Proxy(_) | Ty::Port(_)) => known,
            _ => declared,
        }
    }

    pub(super) fn handed_to_method(&self, method: MethodId, position: usize) -> Ty {
        let mut best = Ty::Unknown;
        for (file, arg) in self.arguments_for(method, position).into_iter().take(CANDIDATES) {
            match self.type_of(file, arg) {
                // A mock says nothing about what is handed over in earnest.
                Ty::Foreign(_) if is_test_path(&self.files[file].source.path) => {}
                ty => best = best.better(ty),
            }
        }
        best
    }

    /// The expressions that call sites hand to a parameter of a method; those in
    /// tests only where there are no others.
    pub fn arguments_for(&self, method: MethodId, position: usize) -> Vec<(FileId, ExprId)> {
        let declared = self.method(method);
        let owner = self.owner(method);
        let mut names = vec![declared.name.as_str()];
        if declared.name == "new" {
            names.clear();
            for ty in owner.into_iter().flat_map(|o| std::iter::once(o).chain(self.descendants(o).to_vec())) {
                names.push(&self.declaration(ty).name);
            }
            names.extend(["new", "super", "__construct", "__init__"]);
        }
        let param = declared.params.get(position);
        let mut found = vec![];
        for name in names {
            for (file, call) in self.calls_named(method.file, name) {
                let reaches = self.may_call(file, call, method, owner);
                if !reaches || self.overload(method, file, call) != method {
                    continue;
                }
                let args = call_args(self.facts(file).kind(call));
                let named = args
                    .iter()
                    .find(|a| a.name.is_some() && a.name.as_deref() == param.map(|p| p.name.as_str()));
                let arg = named.or_else(|| args.get(position).filter(|a| a.name.is_none() && !a.spread));
                found.extend(arg.map(|a| (file, a.value)));
            }
        }
        let in_earnest = |(file, _): &(FileId, ExprId)| !is_test_path(&self.files[*file].source.path);
        if found.iter().any(in_earnest) {
            found.retain(in_earnest);
        }
        found
    }

    /// Whether a call with the right name can reach a method, judged without
    /// resolving types (that would run in circles).
    pub(super) fn may_call(
        &self,
        file: FileId,
        call: ExprId,
        method: MethodId,
        owner: Option<TypeId>,
    ) -> bool {
        let facts = self.facts(file);
        let same_language =
            crate::link::related(self.files[file].language.id, self.files[method.file].language.id);
        let declared_method = self.method(method);
        match facts.kind(call) {
            ExprKind::New { ty, .. } => {
                same_language
                    && owner.is_some_and(|o| {
                        self.declaration(o).name == simple(&ty.name)
                            || self.is_descendant_named(o, simple(&ty.name))
                    })
            }
            ExprKind::Call { target, .. } => match facts.kind(*target) {
                ExprKind::Member { base, name, .. }
                    if name == "new" || name == "__construct" || name == "__init__" =>
                {
                    let of = match facts.kind(*base) {
                        ExprKind::Name(n) => Some(n.as_str()),
                        ExprKind::Member { name, .. } => Some(name.as_str()),
                        ExprKind::Super => {
                            return self.type_around(file, facts.expr(call).scope).is_some_and(|t| {
                                owner.is_some_and(|o| t != o && self.lineage(t).contains(&o))
                            });
                        }
                        _ => None,
                    };
                    same_language
                        && of.is_some_and(|n| {
                            owner.is_some_and(|o| {
                                self.declaration(o).name == n || self.is_descendant_named(o, n)
                            })
                        })
                }
                ExprKind::Super => {
                    let here = self.type_around(file, facts.expr(call).scope);
                    same_language
                        && here.is_some_and(|t| owner.is_some_and(|o| t != o && self.lineage(t).contains(&o)))
                }
                ExprKind::Name(n) if declared_method.name == "new" => {
                    owner.is_some_and(|o| self.declaration(o).name == *n || self.is_descendant_named(o, n))
                }
                ExprKind::Name(_) => {
                    // A bare call reaches functions of the file, imported ones, or methods of its own family.
                    let here = self.type_around(file, facts.expr(call).scope);
                    same_language
                        && match (here, owner) {
                            (_, None) => true,
                            (Some(here), Some(owner)) => here == owner || self.family(here, owner),
                            (None, Some(_)) => false,
                        }
                }
                ExprKind::Member { base, .. } => {
                    let declared = self.declared_type(file, *base);
                    let stranger = |o| declared.is_some_and(|(at, ty)| !self.may_be(at, ty, o));
                    match owner {
                        Some(owner) => same_language && !stranger(owner),
                        // `orders.wrap(…)` is the function of the module that the file imports.
                        None => {
                            let meant = self.module_function(file, *base, &declared_method.name);
                            same_language && meant.is_none_or(|m| m == method)
                        }
                    }
                }
                _ => false,
            },
            _ => false,
        }
    }

    pub(super) fn is_descendant_named(&self, owner: TypeId, name: &str) -> bool {
        self.descendants(owner).iter().any(|t| self.declaration(*t).name == name)
    }

    /// Whether two types share a line of inheritance.
    pub fn family(&self, a: TypeId, b: TypeId) -> bool {
        let (la, lb) = (self.lineage(a), self.lineage(b));
        la.contains(&b)
            || lb.contains(&a)
            || self.descendants(a).contains(&b)
            || self.descendants(b).iter().any(|d| la.contains(d) || self.lineage(*d).contains(&a))
    }

    pub(super) fn handed_to_lambda(&self, file: FileId, scope: ScopeId, position: usize) -> Ty {
        let facts = self.facts(file);
        let Some(call) = self.call_of_block(file, scope) else { return Ty::Unknown };
        let ExprKind::Call { target, args, .. } = facts.kind(call) else { return Ty::Unknown };
        if let Some((client, at)) = self.callback_client(file, *target) {
            if position == at {
                return Ty::Client(self.bind_client(file, call, client, args));
            }
            return Ty::Unknown;
        }
        let handed = self.handed_by_own(file, call, scope, position, 0);
        if !matches!(handed, Ty::Unknown) {
            return handed;
        }
        let ExprKind::Member { base, .. } = facts.kind(*target) else { return Ty::Unknown };
        // `promise.then(client => …)`, `clients.each { |c| … }`, `tap`, `with`.
        if position == 0 {
            match self.type_of(file, *base) {
                Ty::Holder(inner) => *inner,
                known @ (Ty::Client(_) | Ty::Port(_) | Ty::Proxy(_) | Ty::Library(_) | Ty::Project(_)) => {
                    known
                }
                _ => Ty::Unknown,
            }
        } else {
            Ty::Unknown
        }
    }

    /// What a function of the project hands to a callback that it is given:
    /// `function connect(done) { done(null, client); }`.
    pub(super) fn handed_by_own(
        &self,
        file: FileId,
        call: ExprId,
        callback: ScopeId,
        position: usize,
        hops: u8,
    ) -> Ty {
        let facts = self.facts(file);
        let at = call_args(facts.kind(call))
            .iter()
            .position(|a| matches!(facts.kind(a.value), ExprKind::Lambda(s) if *s == callback));
        let (Some(at), (callees, true)) = (at, self.callees(file, call)) else { return Ty::Unknown };
        callees
            .into_iter()
            .fold(Ty::Unknown, |best, callee| best.better(self.handed_to_param(callee, at, position, hops)))
    }

    /// What the callback in a parameter of a method is handed.
    pub(super) fn handed_to_param(&self, method: MethodId, at: usize, position: usize, hops: u8) -> Ty {
        let facts = self.facts(method.file);
        let declared = self.method(method);
        let Some(param) = declared.params.get(at).filter(|p| !p.name.is_empty() && hops < 3) else {
            return Ty::Unknown;
        };
        let body = facts.scope(declared.scope).span;
        let is_param = |id: ExprId| matches!(facts.kind(id), ExprKind::Name(n) if *n == param.name);
        let mut best = Ty::Unknown;
        for (id, expr) in facts.iter().filter(|(_, e)| body.contains(e.span)) {
            let ExprKind::Call { target, args, .. } = &expr.kind else { continue };
            if is_param(*target) {
                if let Some(arg) = args.get(position) {
                    best = best.better(self.type_of(method.file, arg.value));
                }
                continue;
            }
            let Some(handed) = args.iter().position(|a| is_param(a.value)) else { continue };
            if let Some((client, given)) = self.callback_client(method.file, *target) {
                if given == position {
                    best = best.better(Ty::Client(self.bind_client(method.file, id, client, args)));
                }
            } else if let (callees, true) = self.callees(method.file, id) {
                for callee in callees.into_iter().filter(|c| *c != method) {
                    best = best.better(self.handed_to_param(callee, handed, position, hops + 1));
                }
            }
        }
        best
    }

    /// The client a callback of this function receives, and at which position.
    pub(super) fn callback_client(&self, file: FileId, target: ExprId) -> Option<(usize, usize)> {
        let qualified = self.qualified(file, target)?;
        let (client, rule) = self.clients(file).find(|(_, c)| {
            c.callbacks
                .keys()
                .any(|k| c.constructs.iter().any(|q| q.ends_with(k) && path_ends(&qualified, q)))
        })?;
        let (_, at) = rule.callbacks.iter().find(|(k, _)| qualified.ends_with(k.as_str()))?;
        Some((client, *at))
    }
}
