// The HTML report in a real browser: what it shows is what the report says, it
// can be searched and used without a mouse, nothing of the scanned code runs in
// it and nothing leaves it.
//
// UNSOAP names the program, CHROMIUM the browser, PROJECT the checkout; `.ci/run` sets them.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const dir = mkdtempSync(join(tmpdir(), 'unsoap-browser-'));
// Where pictures and papers are kept for people to look at; nowhere unless asked.
const shots = process.env.SHOTS;

const setting = name => {
  const value = process.env[name];
  assert.ok(value && existsSync(value), `${name} must name something that exists, and is \`${value}\``);
  return value;
};

const unsoap = args => {
  try {
    return execFileSync(setting('UNSOAP'), args, { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    // 1 says that there are findings.
    if (error.status !== 1) throw error;
    return error.stdout;
  }
};

let browser;
before(async () => {
  // A browser that runs as root, as in a container, has no sandbox; the pages are ours.
  const args = ['--no-sandbox', '--disable-gpu'];
  browser = await puppeteer.launch({ executablePath: setting('CHROMIUM'), headless: true, args });
});
after(async () => {
  if (browser) await browser.close();
  rmSync(dir, { recursive: true, force: true });
});

// Scans a directory into a page, with a burn-down of two reports.
const scanned = (name, of) => {
  const [json, history, html] = ['json', 'history.json', 'html'].map(end => join(dir, `${name}.${end}`));
  unsoap(['scan', of, '--format', 'json', '--output', json]);
  unsoap(['history', json, json, '--format', 'json', '--output', history]);
  unsoap(['scan', of, '--format', 'html', '--burndown', history, '--output', html]);
  return html;
};

// Opens a page, with everything it complains about and everything it asks for.
const opened = async (file, media = {}) => {
  const page = await browser.newPage();
  const trouble = [];
  page.on('console', message => trouble.push(`console: ${message.text()}`));
  page.on('pageerror', error => trouble.push(`error: ${error.message}`));
  page.on('dialog', async dialog => { trouble.push(`dialog: ${dialog.message()}`); await dialog.dismiss(); });
  page.on('request', request => {
    if (request.url().split('#')[0] !== pathToFileURL(file).href) trouble.push(`request: ${request.url()}`);
  });
  await page.setViewport({ width: 1280, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: media.scheme || 'light' }]);
  await page.goto(pathToFileURL(file).href);
  return { page, trouble };
};

const texts = (page, selector) => page.$$eval(selector, all => all.map(e => e.textContent.trim()));
const count = page => page.$eval('#count', e => e.textContent);
const embedded = page => page.$eval('#data', e => JSON.parse(e.textContent));
const directory = path => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.');

// Waits until the list says this.
const counted = (page, text) => page.waitForFunction(t => document.getElementById('count').textContent === t, { timeout: 5000 }, text);

const project = scanned('project', join(setting('PROJECT'), 'fixtures', 'projects'));

test('every number comes from the report that the page holds', async () => {
  const { page, trouble } = await opened(project);
  const { report } = await embedded(page);
  const { findings } = report;
  assert.ok(findings.length > 50);
  assert.equal(await page.$eval('h1', e => e.textContent), `${findings.length} findings`);
  for (const confidence of ['certain', 'likely', 'possible']) {
    const told = await page.$eval(`[data-confidence=${confidence}]`, e => Number(e.textContent));
    assert.equal(told, findings.filter(f => f.confidence === confidence).length);
  }
  const calls = findings.filter(f => f.kind === 'call');
  const operation = f => [f.operation, f.object].filter(Boolean).join(' ');
  const heat = await page.$$eval('#heat tr', rows => rows.map(row => [...row.children].map(c => c.textContent.trim())));
  const modules = heat[0].slice(1, -1);
  let sum = 0;
  for (const [name, ...cells] of heat.slice(1)) {
    const of = name === 'others' ? null : calls.filter(f => operation(f) === name);
    if (of) assert.equal(Number(cells.at(-1)), of.length, name);
    for (const [at, module] of modules.entries()) {
      if (of && module !== 'others') assert.equal(Number(cells[at]), of.filter(f => directory(f.path) === module).length, `${name} ${module}`);
    }
    sum += Number(cells.at(-1));
  }
  assert.equal(sum, calls.length);
  const hours = new Map();
  for (const f of findings) hours.set(directory(f.path), (hours.get(directory(f.path)) || 0) + f.effort.likely);
  const rows = await page.$$eval('#effort tbody tr', rows => rows.map(row => [...row.children].map(c => c.textContent.trim())));
  const all = rows.reduce((sum, row) => sum + Number(row[2]), 0);
  assert.ok(Math.abs(all - [...hours.values()].reduce((a, b) => a + b)) < 0.06 * rows.length, `${all}`);
  for (const [module, , told] of rows.filter(row => row[0] !== 'others')) {
    assert.ok(Math.abs(Number(told) - hours.get(module)) < 0.06, `${module}: ${told} ${hours.get(module)}`);
  }
  const number = h => (h >= 9.95 ? h.toFixed(0) : h.toFixed(1).replace(/\.0$/, ''));
  // The last digit of a half may be rounded either way.
  const close = (told, { low, likely, high }) => told.replace(' h', '').split('–').forEach((text, at) => {
    const value = [low, likely, high][at];
    assert.ok(Math.abs(Number(text) - value) <= (value >= 9.95 ? 0.51 : 0.051), `${told}: ${number(value)}`);
  });
  close(await page.$eval('#total', e => e.textContent), report.estimate.total);
  const packages = await texts(page, '.package > summary > b');
  assert.deepEqual(packages, report.plan.packages.map(p => p.id));
  const told = await texts(page, '.package > summary > .hours');
  report.plan.packages.forEach((p, at) => close(told[at], p.hours));
  const dots = await texts(page, '[aria-labelledby=burndown-title] circle title');
  assert.equal(dots.length, report.history.points.length);
  assert.equal(await count(page), `${findings.length} of ${findings.length} findings`);
  assert.deepEqual(trouble, []);
  await page.close();
});

test('it filters and sorts', async () => {
  const { page, trouble } = await opened(project);
  const { report: { findings, plan } } = await embedded(page);
  const all = findings.length;
  await page.type('#search', 'synclead');
  const found = findings.filter(f => JSON.stringify([f.rule, f.operation, f.title, f.path, f.within]).toLowerCase().includes('synclead'));
  await page.waitForFunction(n => !document.getElementById('count').textContent.startsWith(`${n} of`), { timeout: 5000 }, all);
  const some = Number((await count(page)).split(' ')[0]);
  assert.ok(some >= found.length && some < all, `${some} of ${found.length}`);
  await page.click('button[type=reset]');
  await counted(page, `${all} of ${all} findings`);
  for (const [id, of] of [['kind', f => f.kind], ['confidence', f => f.confidence], ['rule', f => f.rule]]) {
    const value = of(findings[0]);
    await page.select(`#${id}`, value);
    await counted(page, `${findings.filter(f => of(f) === value).length} of ${all} findings`);
    await page.select(`#${id}`, '');
  }
  const some_package = plan.packages.find(p => p.findings.length > 0);
  await page.$eval(`#${some_package.id}`, e => { e.open = true; });
  await page.click(`[data-package=${some_package.id}]`);
  await counted(page, `${some_package.findings.length} of ${all} findings`);
  await page.click('button[type=reset]');
  await counted(page, `${all} of ${all} findings`);
  await page.select('#sort', 'path');
  const paths = (await texts(page, '.finding .where')).map(t => t.slice(0, t.lastIndexOf(':')));
  assert.deepEqual(paths, paths.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
  await page.select('#sort', 'hours');
  const first = findings.reduce((a, b) => (b.effort.likely > a.effort.likely ? b : a));
  const told = await page.$eval('.finding', e => e.id);
  assert.equal(findings.find(f => `f-${f.fingerprint}` === told).effort.likely, first.effort.likely);
  assert.deepEqual(trouble, []);
  await page.close();
});

test('a finding tells everything the report says of it', async () => {
  const { page, trouble } = await opened(project);
  const { report: { findings }, remedies } = await embedded(page);
  const finding = findings.find(f => f.kind === 'call' && f.decision && remedies[f.remedy].steps.length && remedies[f.remedy].hazards.length);
  await page.goto(`${pathToFileURL(project).href}#f-${finding.fingerprint}`);
  await page.reload();
  const id = `f-${finding.fingerprint}`;
  await page.waitForFunction(id => document.getElementById(id)?.open && document.getElementById(id).querySelector('.body'), { timeout: 5000 }, id);
  const told = await page.evaluate(id => document.getElementById(id).textContent, id);
  const remedy = remedies[finding.remedy];
  for (const text of [finding.title, finding.rule, ...remedy.hazards, ...remedy.docs, ...finding.evidence.map(e => e.says),
    ...remedy.steps.map(s => s.path), ...Object.keys(finding.decision.request)]) assert.ok(told.includes(text), text);
  assert.deepEqual(trouble, []);
  await page.close();
});

test('the keyboard is enough', async () => {
  const { page, trouble } = await opened(project);
  const focused = () => page.evaluate(() => {
    const e = document.activeElement, style = getComputedStyle(e);
    return { tag: e.tagName, id: e.id, text: e.textContent.slice(0, 40), outline: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 };
  });
  await page.keyboard.press('Tab');
  assert.equal((await focused()).text, 'Skip to the findings');
  await page.keyboard.press('Enter');
  // The skip link goes past the charts: the next stop is the search.
  await page.keyboard.press('Tab');
  assert.equal((await focused()).id, 'search');
  const order = [];
  for (let i = 0; i < 8; i++) {
    const stop = await focused();
    assert.ok(stop.outline, `the focus is visible on ${JSON.stringify(stop)}`);
    order.push(stop.id || stop.tag);
    await page.keyboard.press('Tab');
  }
  assert.deepEqual(order, ['search', 'kind', 'confidence', 'rule', 'package', 'test', 'sort', 'BUTTON']);
  assert.equal((await focused()).tag, 'SUMMARY');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.finding[open] .body');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => !document.querySelector('.finding[open]'));
  assert.deepEqual(trouble, []);
  await page.close();
});

for (const scheme of ['light', 'dark']) {
  test(`it is accessible and readable in the ${scheme}`, async () => {
    const { page, trouble } = await opened(project, { scheme });
    await page.$$eval('.package', all => all.slice(0, 2).forEach(e => { e.open = true; }));
    await page.$$eval('.items', all => all.forEach(e => { e.open = true; }));
    await page.$$eval('.finding', all => all.slice(0, 3).forEach(e => { e.open = true; }));
    await page.waitForSelector('.finding[open] .body');
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    const told = violations.map(v => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html + ' ' + n.failureSummary).join(' | ')}`);
    assert.deepEqual(told, []);
    assert.deepEqual(trouble, []);
    if (shots) await page.screenshot({ path: join(shots, `${scheme}.png`), fullPage: true });
    await page.close();
  });
}

test('it prints: controls are gone, findings are open', async () => {
  const { page, trouble } = await opened(project);
  const { report: { findings } } = await embedded(page);
  const paper = await page.pdf({ format: 'A4', printBackground: true, path: shots && join(shots, 'print.pdf') });
  assert.equal(Buffer.from(paper.slice(0, 5)).toString(), '%PDF-');
  const open = await page.$$eval('.finding', all => all.filter(e => e.open && e.querySelector('.body')).length);
  assert.equal(open, Math.min(findings.length, 100));
  assert.equal(await page.$$eval('.finding', all => all.length), findings.length);
  await page.emulateMediaType('print');
  for (const gone of ['#filter', '#more', '.skip']) {
    assert.equal(await page.$eval(gone, e => getComputedStyle(e).display), 'none', gone);
  }
  const wide = await page.evaluate(() => getComputedStyle(document.querySelector('.finding .body')).display);
  assert.notEqual(wide, 'none');
  assert.deepEqual(trouble, []);
  await page.close();
});

test('nothing of the scanned code runs or becomes markup', async () => {
  const attack = '<img src=x onerror=alert(1)>';
  const hostile = join(dir, 'hostile');
  const folder = join(hostile, `"'><script>alert(2)<`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${attack.replaceAll('/', '')}.py`), [
    'from suds.client import Client',
    `client = Client("https://na-1.mktoapi.com/soap/mktows/2_3?WSDL") # </script>${attack}<!--`,
    `note = "</script><script>alert(3)</script> \u202e ${attack} javascript:alert(4)"`,
    `client.service.getLead("${attack}</script>") # ${attack} {{7*7}} {% raw %}`,
    `client.service.syncLead({"a": "</textarea>${attack}"})`,
    '',
  ].join('\n'));
  const file = scanned('hostile-page', hostile);
  const { page, trouble } = await opened(file);
  const { report: { findings } } = await embedded(page);
  assert.ok(findings.filter(f => f.kind === 'call').length >= 2, 'the calls are found');
  assert.ok(findings[0].path.includes(attack), 'the attack is in the report');
  await page.$$eval('details', all => all.forEach(e => { e.open = true; }));
  await page.waitForSelector('.finding[open] .body');
  await page.type('#search', attack);
  await page.$eval('#search', e => e.dispatchEvent(new Event('input')));
  await counted(page, `${findings.length} of ${findings.length} findings`);
  const alien = await page.$$eval('img, iframe, object, embed, link, base, textarea, [onerror], [onload], [onclick]', all => all.map(e => e.outerHTML));
  assert.deepEqual(alien, []);
  assert.equal(await page.$$eval('script', all => all.length), 2);
  assert.deepEqual(await page.$$eval('a', all => all.map(a => a.getAttribute('href')).filter(h => h && !/^(https:\/\/|#)/.test(h))), []);
  assert.ok(!(await page.evaluate(() => document.body.innerText)).includes('\u202e'));
  assert.deepEqual(trouble, []);
  await page.close();
});

test('twenty thousand findings stay usable', async t => {
  // The same page with its findings repeated under other names.
  const text = readFileSync(project, 'utf8');
  const [head, rest] = text.split('<script type="application/json" id="data">');
  const end = rest.indexOf('</script>');
  const data = JSON.parse(rest.slice(0, end));
  const { findings } = data.report, { people } = data;
  const many = [], told = [];
  for (let n = 0; n < 20000; n++) {
    const at = n % findings.length, copy = `copy${Math.floor(n / findings.length)}`;
    many.push({ ...findings[at], path: `${copy}/${findings[at].path}`, fingerprint: `${findings[at].fingerprint}-${copy}` });
    told.push(people[at]);
  }
  Object.assign(data, { people: told });
  data.report.findings = many;
  const json = JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, c => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
  const file = join(dir, 'many.html');
  writeFileSync(file, head + '<script type="application/json" id="data">' + json + rest.slice(end));
  const start = performance.now();
  const { page, trouble } = await opened(file);
  await counted(page, '20000 of 20000 findings');
  const load = performance.now() - start;
  const times = await page.evaluate(() => {
    const search = document.getElementById('search'), form = document.getElementById('filter');
    return ['', 'getlead', 'copy7 synclead', 'no such thing'].map(words => {
      search.value = words;
      const start = performance.now();
      form.dispatchEvent(new Event('change'));
      document.body.getBoundingClientRect();
      return Math.round(performance.now() - start);
    });
  });
  t.diagnostic(`${(json.length / 1e6).toFixed(1)} MB, ${Math.round(load)} ms to load, ${times.join(', ')} ms to filter`);
  assert.ok(Math.max(...times) < 2000, `filtering takes ${times} ms`);
  assert.deepEqual(trouble, []);
  await page.close();
});
