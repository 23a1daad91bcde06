// The set-up that every browser test shares: the built program with its demo world, and Chromium.
//
//   const app = useApp();
//   test('…', async () => { const page = await app.phone(); … });
//
// PEIBAN_BIN       the program to test, instead of target/debug/peiban
// PEIBAN_CHROMIUM  the browser, instead of Debian's
// PEIBAN_SHOTS     when set, shot() keeps pictures in tests/browser/shots/
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const PROGRAM = resolve(process.env.PEIBAN_BIN || join(HERE, '../../target/debug/peiban'));
const CHROMIUM = process.env.PEIBAN_CHROMIUM || '/usr/bin/chromium';
// A slow machine gets time; a hung one does not hang the run.
const START_MS = 60_000;
const STOP_MS = 10_000;
const STEP_MS = 15_000;
const FILE_MS = 600_000;

const PHONE = { viewport: { width: 360, height: 740 }, locale: 'zh-CN', isMobile: true, hasTouch: true };
const DESK = { viewport: { width: 1280, height: 900 }, locale: 'en' };
const QUIET_BROWSER = [
  '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** One program and one browser for the tests of a file, ended after the last. */
export function useApp() {
  const app = { url: '', signIns: [], phone: null, desk: null };
  const ends = [];
  setTimeout(() => {
    console.error(`the tests of this file hang: ended after ${FILE_MS} ms`);
    process.exit(1);
  }, FILE_MS).unref();
  before(async () => {
    await startProgram(app, ends);
    await startBrowser(app, ends);
  });
  after(async () => {
    const failures = [];
    for (const end of ends.reverse()) await Promise.resolve().then(end).catch((error) => failures.push(error));
    if (failures.length) throw failures[0];
  });
  return app;
}

/** Signs in as the first demo person with this role, by the form, and leaves the page at home. */
export async function signIn(app, page, role) {
  const person = await personFor(app, role);
  await page.goto('/sign-in');
  await fillSignIn(page, person.name, person.password);
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  return person;
}

/** Fills the sign-in form and sends it. */
export async function fillSignIn(page, name, password) {
  const form = page.locator('form[action="/sign-in"]');
  await form.locator('input[name="name"]').fill(name);
  await form.locator('input[name="password"]').fill(password);
  await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    form.locator('button[type="submit"], button:not([type])').first().click(),
  ]);
  await page.waitForLoadState('load');
}

/** The name and password that the demo printed for a role. */
export async function personFor(app, role) {
  for (const deadline = Date.now() + STEP_MS; Date.now() < deadline; await sleep(50)) {
    const person = app.signIns.find((one) => one.role === role);
    if (person) return person;
  }
  const roles = app.signIns.map((one) => one.role).join(', ');
  assert.fail(`the demo printed no sign-in for ${role}, only for: ${roles || 'nobody'}`);
}

/**
 * Asserts that axe finds nothing to object to on the page as it stands.
 *
 * Only where JavaScript is on: without it axe waits for ever.
 */
export async function axe(page) {
  await page.evaluate(await axeSource());
  const violations = await page.evaluate(
    async (tags) => (await globalThis.axe.run(document, { runOnly: tags, resultTypes: ['violations'] })).violations,
    WCAG,
  );
  const told = violations.map(({ id, help, nodes }) =>
    [`${id}: ${help}`, ...nodes.map((node) => `    ${node.target.join(' ')}  ${node.html}`)].join('\n'));
  assert.ok(!told.length, `axe on ${page.url()}:\n${told.join('\n')}`);
}

/** Asserts that nothing on the page is wider than the screen. */
export async function fits(page) {
  const { wide, screen } = await page.evaluate(() =>
    ({ wide: document.documentElement.scrollWidth, screen: document.documentElement.clientWidth }));
  assert.ok(wide <= screen, `${page.url()} is ${wide} px wide on a screen of ${screen} px`);
}

/** Keeps a picture of the whole page when pictures are asked for. */
export async function shot(page, name) {
  if (process.env.PEIBAN_SHOTS) await page.screenshot({ path: join(HERE, 'shots', `${name}.png`), fullPage: true });
}

let axeText;
function axeSource() {
  axeText ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  return axeText;
}

async function startProgram(app, ends) {
  const home = mkdtempSync(join(tmpdir(), 'peiban-browser-'));
  // The program refuses settings it does not know; ours are meant for the tests alone.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('PEIBAN_')));
  const program = spawn(PROGRAM, ['demo', '--port', '0'], { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(program, 'exit').catch(() => {});
  ends.push(() => stopProgram(program, ended));
  process.once('exit', () => {
    program.kill('SIGKILL');
    rmSync(home, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  await listening(program, app);
}

/** Reads what the program prints, for as long as it runs; resolves when it serves. */
function listening(program, app) {
  const said = [];
  return new Promise((serves, fails) => {
    const giveUp = (why) => fails(new Error(`${PROGRAM} demo: ${why}\n${said.slice(-40).join('\n')}`));
    const late = setTimeout(() => giveUp(`does not listen after ${START_MS} ms`), START_MS);
    program.once('error', (error) => giveUp(error.message));
    program.once('exit', (code, signal) => giveUp(`ended with ${code ?? signal}`));
    program.once('exit', () => clearTimeout(late));
    createInterface({ input: program.stderr }).on('line', (line) => said.push(line));
    createInterface({ input: program.stdout }).on('line', (line) => {
      said.push(line);
      const [word, role, name, password] = line.split('\t');
      if (word === 'sign-in') app.signIns.push({ role, name, password });
      const url = /^Listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(line)?.[1];
      if (!url) return;
      clearTimeout(late);
      app.url = url;
      serves();
    });
  });
}

async function stopProgram(program, ended) {
  program.kill('SIGTERM');
  const stubborn = setTimeout(() => program.kill('SIGKILL'), STOP_MS);
  if (program.exitCode === null && program.signalCode === null && program.pid) await ended;
  clearTimeout(stubborn);
}

async function startBrowser(app, ends) {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET_BROWSER });
  const problems = [];
  ends.push(() => browser.close());
  ends.push(() => assert.ok(!problems.length, `script errors and breaches of content policy:\n${problems.join('\n')}`));
  const open = (device) => async (more = {}) => {
    const context = await browser.newContext({ baseURL: app.url, timezoneId: 'Asia/Shanghai', ...device, ...more });
    context.setDefaultTimeout(STEP_MS);
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(`${page.url()}: ${error}`));
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) problems.push(`${page.url()}: ${message.text()}`);
    });
    return page;
  };
  app.phone = open(PHONE);
  app.desk = open(DESK);
}
