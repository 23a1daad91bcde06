import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, fits, shot, signIn, useApp } from './support.mjs';

const MORNING = /\b(08|09|10):\d\d/;
const DAYS_MOST = 9;
const HOURS_MOST = 24;

const app = useApp();
const path = (page) => new URL(page.url()).pathname;
const nextRegister = (page) => page.locator('.card--next a[href$="/register"]');

async function pass(page, step) {
  await page.locator(`.clock-bar button[value="${step}"]`).click();
  await page.waitForLoadState('load');
}

/** Lets time pass by the clock bar until a session of this morning waits on Today. */
async function toSessionDay(page) {
  const clock = page.locator('.clock-bar p').first();
  for (let hour = 0; hour < HOURS_MOST && !MORNING.test(await clock.innerText()); hour += 1) await pass(page, 'hour');
  for (let day = 0; day < DAYS_MOST && !(await nextRegister(page).count()); day += 1) await pass(page, 'day');
  assert.equal(path(page), '/today');
}

/** Counts what the thumb does. */
function thumb() {
  const counted = { taps: 0 };
  counted.tap = async (place) => {
    counted.taps += 1;
    await place.click();
  };
  return counted;
}

const allPresent = (page) => page.locator('[data-all-present]');
const save = (page) => page.locator('.save-bar > button[type="submit"]');
const came = async (page) => (await page.locator('.govuk-panel__body').innerText()).match(/\d+/g).map(Number);

test('the register of the day is saved in three taps from Today, on a Chinese phone', async () => {
  const page = await app.phone();
  await signIn(app, page, 'facilitator');
  await page.goto('/today');
  assert.equal(await page.locator('.needs-you li').count(), 1, 'one register is owed');
  await toSessionDay(page);
  await fits(page);
  await axe(page);
  await shot(page, 'today-phone-zh');

  const hand = thumb();
  await hand.tap(nextRegister(page));
  await page.waitForURL('**/register');
  const rows = await page.locator('.register-row').count();
  assert.ok(rows > 0, 'somebody is on the list');
  await fits(page);
  await axe(page);
  await shot(page, 'register-phone-zh');
  await hand.tap(allPresent(page));
  assert.equal(await page.locator('input[value="present"]:checked').count(), rows);
  await shot(page, 'register-all-phone-zh');
  await hand.tap(save(page));
  await page.waitForURL('**/register/saved');

  assert.equal(hand.taps, 3);
  assert.deepEqual((await came(page)).slice(0, 2).sort(), [rows, rows]);
  await fits(page);
  await axe(page);
  await shot(page, 'saved-phone-zh');
});

test('each exception is one more tap', async () => {
  const page = await app.phone();
  await signIn(app, page, 'facilitator');
  await page.goto('/today');
  await toSessionDay(page);

  const hand = thumb();
  await hand.tap(nextRegister(page));
  await page.waitForURL('**/register');
  await hand.tap(allPresent(page));
  await hand.tap(page.locator('.register-row').nth(0).locator('.mark--absent').first());
  await hand.tap(page.locator('.register-row').nth(1).locator('.mark--late').first());
  await shot(page, 'register-exceptions-phone-zh');
  await hand.tap(save(page));
  await page.waitForURL('**/register/saved');

  assert.equal(hand.taps, 3 + 2);
  await page.goBack();
  await page.reload();
  assert.equal(await page.locator('input[value="absent_unexcused"]:checked').count(), 1);
  assert.equal(await page.locator('input[value="late"]:checked').count(), 1);
});

test('the register works without JavaScript, and undoing is never needed to hand it in', async () => {
  const page = await app.phone({ javaScriptEnabled: false });
  await signIn(app, page, 'facilitator');
  await page.goto('/today');
  await toSessionDay(page);
  await nextRegister(page).click();
  await page.waitForURL('**/register');
  const late = page.locator('.register-row').nth(2).locator('.mark--late').first();
  await late.click();
  await save(page).click();
  await page.waitForURL('**/register/saved');

  await page.locator('form[action$="/submission"] button').click();
  await page.waitForLoadState('load');
  assert.equal(await page.locator('form[action$="/submission"]').count(), 0, 'it is handed in');
  await fits(page);
  await shot(page, 'submitted-phone-zh-without-script');
});

test('the same at an English desk', async () => {
  const page = await app.desk();
  await signIn(app, page, 'facilitator');
  await page.goto('/today');
  await axe(page);
  await shot(page, 'today-desk-en');
  await page.locator('.needs-you a').first().click();
  await page.waitForURL('**/register');
  await axe(page);
  await shot(page, 'register-desk-en');
});
