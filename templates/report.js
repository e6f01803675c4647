'use strict';
// Everything that was scanned goes into the page as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const { report, remedies, people } = data, findings = report.findings;
  const get = id => document.getElementById(id);
  const list = get('list'), more = get('more'), STEP = 200, PRINTED = 100;
  // What turns the direction of reading around makes code look like other code.
  const plain = text => String(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, '\ufffd');
  const make = (tag, cls, text) => {
    const element = document.createElement(tag);
    if (cls) element.className = cls;
    if (text !== undefined) element.textContent = plain(text);
    return element;
  };
  const add = (to, ...parts) => to.append(...parts.map(p => (typeof p === 'string' ? plain(p) : p)));
  const packages = new Map();
  for (const p of report.plan.packages) for (const f of p.findings) packages.set(f, p.id);
  const packageOf = f => packages.get(f.fingerprint) || '';
  const place = e => e.path + ':' + e.line;
  const texts = findings.map((f, i) =>
    [f.rule, people[i].what, f.title, place(f), f.within, people[i].short, people[i].code.map(l => l[1]).join(' ')].join(' ').toLowerCase());
  const fill = (id, of, order) => {
    const counts = new Map();
    for (const f of findings) if (of(f)) counts.set(of(f), (counts.get(of(f)) || 0) + 1);
    for (const [value, n] of [...counts].sort((a, b) => order(a[0], b[0]))) {
      const option = make('option', '', value + ' (' + n + ')');
      option.value = value;
      get(id).append(option);
    }
  };
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  fill('kind', f => f.kind, compare);
  fill('confidence', f => f.confidence, compare);
  fill('rule', f => f.rule, compare);
  fill('package', packageOf, (a, b) => a.slice(2) - b.slice(2));
  const orders = {
    importance: (a, b) => a - b,
    path: (a, b) => compare(findings[a].path, findings[b].path) || findings[a].line - findings[b].line,
    rule: (a, b) => compare(findings[a].rule, findings[b].rule) || a - b,
    hours: (a, b) => findings[b].effort.likely - findings[a].effort.likely || a - b,
  };
  let shown = [], drawn = 0;

  const section = (body, name, element) => { body.append(make('h3', '', name), element); };
  const items = (of, tag, one) => {
    const element = make(tag);
    for (const item of of) { const li = make('li'); one(li, item); element.append(li); }
    return element;
  };
  const link = (to, text) => {
    const a = make('a', '', text);
    if (/^https?:\/\//.test(to)) { a.href = to; a.rel = 'noreferrer'; }
    return a;
  };
  const reasons = of => items(of, 'ul', (li, e) => add(li, e.says + ' ', make('code', 'quiet', place(e))));

  const body = index => {
    const f = findings[index], remedy = remedies[f.remedy], element = make('div', 'body');
    if (people[index].code.length) {
      const pre = make('pre');
      pre.tabIndex = 0;
      for (const [number, text, hit] of people[index].code) {
        const row = make('span', hit ? 'hit' : '');
        row.append(make('i', '', String(number)), plain(text));
        pre.append(row);
      }
      element.append(pre);
    }
    const files = (f.related || []).length;
    const facts = [f.rule, f.kind, f.confidence, f.within && 'in ' + f.within, f.test && 'test code',
      people[index].hours && people[index].hours + ' at this place', remedy.class && 'class ' + remedy.class,
      files && files + ' more places', packageOf(f)];
    const line = make('p', 'quiet', facts.filter(Boolean).join(' · ') + ' · ');
    const self = make('a', '', 'link to this finding');
    self.href = '#f-' + f.fingerprint;
    line.append(self);
    element.append(line);
    const how = make('div');
    if (remedy.equivalent === 'none') how.append(make('p', '', 'No REST call does this.'));
    if (remedy.steps.length) {
      how.append(items(remedy.steps, 'ol', (li, s) => {
        add(li, s.role + ': ', s.docs ? link(s.docs, s.name) : s.name, ' ', make('code', '', s.method + ' ' + s.path));
        const args = Object.entries(s.args);
        if (args.length) li.append(items(args, 'ul', (li, [name, value]) => add(li, make('code', '', name), ' = ' + value)));
      }));
    }
    if (remedy.says) how.append(make('p', '', remedy.says));
    section(element, 'What replaces it', how);
    if (f.snippet) {
      const client = (report.clients || []).find(c => c.api === f.api && c.snippet === f.snippet.snippet);
      const code = text => { const pre = make('pre', '', text); pre.tabIndex = 0; return pre; };
      const paste = make('div');
      if (remedy.equivalent === 'open') paste.append(make('p', '', 'As long as the question is open this is only the most likely way.'));
      paste.append(code(f.snippet.text));
      if (client) {
        const once = make('details');
        once.append(make('summary', '', 'Needed once: the token, and how a request is sent'), code(client.text));
        paste.append(once);
      }
      section(element, 'Ready to paste: ' + (client ? client.name : f.snippet.snippet), paste);
    }
    if (f.decision) {
      const decided = make('div'), d = f.decision;
      if (d.rows.length) decided.append(make('p', '', 'decided: ' + d.rows.join(', ')));
      if (d.open.length) decided.append(make('p', '', 'open: ' + d.open.join(', ')));
      if (d.question) decided.append(make('p', '', d.question));
      const read = Object.entries(d.request);
      if (read.length) decided.append(items(read, 'ul', (li, [name, value]) => add(li, make('code', '', name), ' ' + value)));
      if (decided.childNodes.length) section(element, 'Decision', decided);
    }
    if (remedy.hazards.length) section(element, 'What behaves differently', items(remedy.hazards, 'ul', (li, h) => add(li, h)));
    if (f.evidence.length) section(element, 'Why it was found', reasons(f.evidence));
    if ((f.chain || []).length) section(element, 'How it gets to the API', reasons(f.chain));
    if (remedy.docs.length) section(element, 'Documentation', items(remedy.docs, 'ul', (li, d) => li.append(link(d, d))));
    return element;
  };

  const row = index => {
    const f = findings[index], told = people[index], details = make('details', 'finding'), summary = make('summary');
    details.id = 'f-' + f.fingerprint;
    summary.append(make('span', 'severity ' + told.severity, told.severity), make('code', 'where', place(f)));
    const what = make('span');
    add(what, make('b', '', f.title), ': ' + told.short + ' ', make('span', 'quiet', f.confidence));
    summary.append(what, make('span', 'hours', told.hours));
    details.append(summary);
    // The body of a row is made when somebody opens it; 20,000 would be too many.
    details.addEventListener('toggle', () => { if (details.childNodes.length === 1) details.append(body(index)); });
    return details;
  };

  const draw = to => {
    const some = document.createDocumentFragment();
    for (; drawn < Math.min(to, shown.length); drawn++) some.append(row(shown[drawn]));
    list.append(some);
    more.hidden = drawn >= shown.length;
  };
  const filter = () => {
    const words = get('search').value.toLowerCase().split(/\s+/).filter(Boolean);
    const is = (id, value) => !get(id).value || get(id).value === value;
    shown = [];
    findings.forEach((f, i) => {
      if (is('kind', f.kind) && is('confidence', f.confidence) && is('rule', f.rule) && is('package', packageOf(f)) &&
          is('test', f.test ? 'yes' : 'no') && words.every(w => texts[i].includes(w))) shown.push(i);
    });
    shown.sort(orders[get('sort').value]);
    get('count').textContent = shown.length + ' of ' + findings.length + ' findings';
    list.replaceChildren();
    drawn = 0;
    draw(STEP);
  };
  let waiting;
  get('search').addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  get('filter').addEventListener('change', filter);
  get('filter').addEventListener('submit', e => e.preventDefault());
  get('filter').addEventListener('reset', () => setTimeout(filter));
  more.addEventListener('click', () => {
    const first = drawn;
    draw(drawn + STEP);
    // The button may be gone; who used the keyboard goes on with the first new row.
    list.children[first].firstChild.focus();
  });
  // A chart, a module or a package shows its findings.
  document.addEventListener('click', e => {
    const pick = e.target.closest('.pick');
    if (!pick) return;
    get('filter').reset();
    if (pick.dataset.package) get('package').value = pick.dataset.package;
    else if (pick.dataset.find !== 'others') get('search').value = pick.dataset.find;
    filter();
    get('findings').scrollIntoView();
    get('search').focus({ preventScroll: true });
  });
  // An address with a finding opens it, also when it is far down.
  const open = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (id.startsWith('f-')) {
      const at = shown.findIndex(i => 'f-' + findings[i].fingerprint === id);
      if (at >= 0) draw(at + 1);
    }
    const target = id && get(id);
    if (target && target.tagName === 'DETAILS') { target.open = true; target.scrollIntoView(); }
  };
  addEventListener('hashchange', open);
  // On paper nobody can open a row.
  addEventListener('beforeprint', () => {
    draw(2000);
    list.querySelectorAll('details').forEach((d, i) => {
      if (i >= PRINTED) return;
      if (d.childNodes.length === 1) d.append(body(shown[i]));
      d.open = true;
    });
    document.querySelectorAll('.package').forEach(d => { d.open = true; });
  });
  filter();
  open();
})();
