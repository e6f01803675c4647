'use strict';
// Everything that was scanned goes into the page as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const get = id => document.getElementById(id);
  const list = get('list'), more = get('more'), STEP = 200;
  const make = (tag, cls, text) => {
    const element = document.createElement(tag);
    if (cls) element.className = cls;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const texts = data.findings.map(f =>
    [f.rule, f.what, f.title, f.path + ':' + f.line, f.within, f.short, f.code.map(l => l[1]).join(' ')].join(' ').toLowerCase());
  const fill = (id, of) => {
    const counts = new Map();
    for (const f of data.findings) counts.set(f[of], (counts.get(f[of]) || 0) + 1);
    for (const [value, n] of [...counts].sort((a, b) => (a[0] < b[0] ? -1 : 1))) {
      const option = make('option', '', value + ' (' + n + ')');
      option.value = value;
      get(id).append(option);
    }
  };
  fill('kind', 'kind'); fill('confidence', 'confidence'); fill('rule', 'rule');

  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const orders = {
    importance: (a, b) => a - b,
    path: (a, b) => compare(data.findings[a].path, data.findings[b].path) || data.findings[a].line - data.findings[b].line,
    rule: (a, b) => compare(data.findings[a].rule, data.findings[b].rule) || a - b,
    hours: (a, b) => data.findings[b].likely - data.findings[a].likely || a - b,
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
  const reasons = of => items(of, 'ul', (li, e) => { li.append(e.says + ' '); li.append(make('code', 'quiet', e.place)); });

  const body = f => {
    const remedy = data.remedies[f.remedy], element = make('div', 'body');
    if (f.code.length) {
      const pre = make('pre');
      for (const [number, text, hit] of f.code) {
        const row = make('span', hit ? 'hit' : '');
        row.append(make('i', '', String(number)), text);
        pre.append(row);
      }
      element.append(pre);
    }
    const facts = [f.rule, f.kind, f.confidence, f.within && 'in ' + f.within, f.test && 'test code',
      f.hours && f.hours + ' at this place', remedy.class && 'class ' + remedy.class,
      f.files && f.files + ' more files'];
    element.append(make('p', 'quiet', facts.filter(Boolean).join(' · ')));
    const how = make('div');
    if (remedy.equivalent === 'none') how.append(make('p', '', 'No REST call does this.'));
    if (remedy.steps.length) {
      how.append(items(remedy.steps, 'ol', (li, s) => {
        li.append(s.role + ': ', s.docs ? link(s.docs, s.name) : s.name, ' ', make('code', '', s.call));
        const args = Object.entries(s.args);
        if (args.length) li.append(items(args, 'ul', (li, [name, value]) => { li.append(make('code', '', name), ' = ' + value); }));
      }));
    }
    if (remedy.says) how.append(make('p', '', remedy.says));
    section(element, 'What replaces it', how);
    if (f.decision) {
      const decided = make('div'), d = f.decision;
      if (d.rows.length) decided.append(make('p', '', 'decided: ' + d.rows.join(', ')));
      if (d.open.length) decided.append(make('p', '', 'open: ' + d.open.join(', ')));
      if (d.question) decided.append(make('p', '', d.question));
      const read = Object.entries(d.request);
      if (read.length) decided.append(items(read, 'ul', (li, [name, value]) => { li.append(make('code', '', name), ' ' + value); }));
      if (decided.childNodes.length) section(element, 'Decision', decided);
    }
    if (remedy.hazards.length) section(element, 'What behaves differently', items(remedy.hazards, 'ul', (li, h) => li.append(h)));
    if (f.evidence.length) section(element, 'Why it was found', reasons(f.evidence));
    if (f.chain.length) section(element, 'How it gets to the API', reasons(f.chain));
    if (remedy.docs.length) section(element, 'Documentation', items(remedy.docs, 'ul', (li, d) => li.append(link(d, d))));
    return element;
  };

  const row = index => {
    const f = data.findings[index], details = make('details', 'finding'), summary = make('summary');
    summary.append(make('span', 'severity ' + f.severity, f.severity), make('code', 'where', f.path + ':' + f.line));
    const what = make('span');
    what.append(make('b', '', f.title), ': ' + f.short + ' ');
    what.append(make('span', 'quiet', f.confidence));
    summary.append(what, make('span', 'hours', f.hours));
    details.append(summary);
    // The body of a row is made when somebody opens it; 20,000 would be too many.
    details.addEventListener('toggle', () => { if (details.childNodes.length === 1) details.append(body(f)); });
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
    data.findings.forEach((f, i) => {
      if (is('kind', f.kind) && is('confidence', f.confidence) && is('rule', f.rule) &&
          is('test', f.test ? 'yes' : 'no') && words.every(w => texts[i].includes(w))) shown.push(i);
    });
    shown.sort(orders[get('sort').value]);
    get('count').textContent = shown.length + ' of ' + data.findings.length + ' findings';
    list.replaceChildren();
    drawn = 0;
    draw(STEP);
  };
  let waiting;
  get('search').addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(filter, 120); });
  get('filter').addEventListener('change', filter);
  get('filter').addEventListener('submit', e => e.preventDefault());
  get('filter').addEventListener('reset', () => setTimeout(filter));
  more.addEventListener('click', () => draw(drawn + STEP));
  // On paper nobody can open a row.
  addEventListener('beforeprint', () => {
    draw(2000);
    list.querySelectorAll('details').forEach((d, i) => {
      if (i >= 300) return;
      if (d.childNodes.length === 1) d.append(body(data.findings[shown[i]]));
      d.open = true;
    });
  });
  filter();
})();
