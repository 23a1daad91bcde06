import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, fits, shot, signIn, useApp } from './support.mjs';

const app = useApp();

/** Opens the register that is owed, as the facilitator of the demo. */
async function owed(page) {
  await signIn(app, page, 'facilitator');
  await page.goto('/today');
  await page.locator('.needs-you a').last().click();
  await page.waitForURL('**/register');
  return page.url();
}

/** Another phone of hers, which has seen nothing, says of the first two people that they were absent. */
async function otherPhone(page, more = []) {
  const told = await page.evaluate(async (more) => {
    const me = await (await fetch('/api/v1/me')).json();
    const session = location.pathname.split('/')[2];
    const people = [...document.querySelectorAll('.register-row')].map((row) => row.id.slice('row-'.length));
    const op = (said, n) => ({ op: crypto.randomUUID(), seq: n + 1, base_rev: 0,
      recorded_at: new Date().toISOString(), ...said });
    const absent = people.slice(0, 2).map((caregiver) => ({ kind: 'mark', caregiver, status: 'absent_unexcused' }));
    const body = { device: crypto.randomUUID(), sessions: [{ session, ops: [...absent, ...more].map(op) }] };
    const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': me.csrf };
    const sent = await fetch('/api/v1/sync', { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: sent.status, text: await sent.text() };
  }, more);
  assert.equal(told.status, 200, told.text);
}

test('two phones that differ are settled by one tap, on a Chinese phone without script', async () => {
  const maker = await app.phone();
  const register = await owed(maker);
  await maker.locator('[data-all-present]').click();
  await maker.locator('.save-bar > button[type="submit"]').click();
  await maker.waitForURL('**/saved');
  await maker.goto(register);
  await otherPhone(maker, [{ kind: 'state', detail: { state: 'did_not_happen' } },
    { kind: 'head_count', detail: { count: 3 } }]);
  await otherPhone(maker, [{ kind: 'head_count', detail: { count: 5 } }]);
  await maker.goto(`${register}/saved`);
  await axe(maker);
  await shot(maker, 'saved-doubts-phone-zh');
  await maker.goto('/today');
  await axe(maker);
  await shot(maker, 'today-doubts-phone-zh');

  const desk = await app.desk();
  await signIn(app, desk, 'facilitator');
  await desk.goto(register);
  await axe(desk);
  await shot(desk, 'doubts-desk-en');
  await desk.goto('/today');
  await shot(desk, 'today-doubts-desk-en');
  await desk.goto(`${register}/saved`);
  await shot(desk, 'saved-doubts-desk-en');

  await maker.goto(register);
  await fits(maker);
  await axe(maker);
  await shot(maker, 'doubts-phone-zh');
  const page = await app.phone({ javaScriptEnabled: false });
  await signIn(app, page, 'facilitator');
  await page.goto(register);
  const keeps = page.locator('.doubt__keeps');
  const tapped = page.locator('.register-row').last().locator('.mark input[value="late"]');
  await tapped.check({ force: true });
  for (let left = await keeps.count(); left > 0; left -= 1) {
    await page.locator('.doubt__keeps button').first().click();
    await page.waitForURL('**/register*');
    assert.equal(await keeps.count(), left - 1, 'each tap settles one');
    assert.ok(await tapped.isChecked(), 'what was tapped and not saved is still there');
  }
  await shot(page, 'settled-phone-zh');
});

test('somebody new is written down and enrolled from the register', async () => {
  const page = await app.phone();
  const register = await owed(page);
  await page.locator('button[name="then"][value="walk_in"]').click();
  await page.waitForURL('**/walk-ins/new');
  await fits(page);
  await axe(page);
  await shot(page, 'walk-in-phone-zh');
  await page.locator('[name="name"]').fill('农秀英');
  await page.locator('[name="phone"]').fill('138 0000 12');
  await page.locator('[name="consent"][value="oral"]').check();
  await page.locator('main form button[type="submit"]').click();
  await page.waitForSelector('.govuk-error-summary');
  await fits(page);
  await axe(page);
  await shot(page, 'walk-in-refused-phone-zh');
  assert.equal(await page.locator('[name="phone"]').inputValue(), '138 0000 12');
  await page.locator('[name="phone"]').fill('138 0000 1234');
  await page.locator('[name="witness"]').fill('陆大妹');
  await page.locator('main form button[type="submit"]').click();
  await page.waitForURL('**/register');
  const enrol = page.locator('button[formaction$="/enrolments"]');
  assert.equal(await enrol.count(), 1);
  await fits(page);
  await axe(page);
  await shot(page, 'walk-in-row-phone-zh');
  await page.locator('.register-row__new a').click();
  await page.waitForURL('**/people/*');
  await fits(page);
  await axe(page);
  await shot(page, 'walk-in-person-phone-zh');
  await page.goto(`${page.url()}/consents/new`);
  await axe(page);
  await shot(page, 'withdraw-phone-zh');
  await page.goto(register);

  const desk = await app.desk();
  await signIn(app, desk, 'facilitator');
  await desk.goto(register);
  await axe(desk);
  await shot(desk, 'walk-in-row-desk-en');
  await desk.goto(register.replace('/register', '/walk-ins/new'));
  await axe(desk);
  await shot(desk, 'walk-in-desk-en');

  await enrol.click();
  await page.waitForURL('**/register*');
  assert.equal(await enrol.count(), 0);
  await axe(page);
  await shot(page, 'walk-in-enrolled-phone-zh');
});

test('the overview leads to what waits', async () => {
  const page = await app.desk();
  await signIn(app, page, 'coordinator');
  await page.goto('/overview');
  await axe(page);
  await shot(page, 'needs-desk-en');
});
