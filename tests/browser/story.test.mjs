// The evening of the README, clicked through as it is told there: each test is a step and goes on from the last.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { axe, fillSignIn, personFor, shot, useApp } from './support.mjs';

const file = (name) => fileURLToPath(new URL(`../../content/demo/${name}`, import.meta.url));
const app = useApp();
let facilitator;
let her;

/** A page on a desk in English, signed in as this demo person. */
async function as(name, role) {
  const page = await app.desk();
  await personFor(app, role);
  await page.goto('/sign-in');
  await fillSignIn(page, name, app.signIns.find((one) => one.name === name).password);
  return page;
}

/** Clicks the last of what can be clicked with these words. */
async function press(page, words) {
  await page.locator('a:visible, button:visible').filter({ hasText: words }).last().click();
  await page.waitForLoadState('load');
}

async function go(page, words) {
  await page.locator('.site-nav a').filter({ hasText: words }).click();
  await page.waitForLoadState('load');
}

async function upload(page, name) {
  await page.setInputFiles('input[type=file]', file(name));
  await page.locator('form[enctype] button').click();
  await page.waitForLoadState('load');
}

async function confirm(page) {
  await page.locator('main form button').last().click();
  await page.waitForLoadState('load');
}

/** Lets time pass in the demo. */
async function pass(page, step) {
  await page.locator(`.clock-bar button[value=${step}]`).click();
  await page.waitForLoadState('load');
}

/** The words are on the phone, soon. */
async function says(page, words) {
  await page.locator('.bubble:not(.bubble--mine)').filter({ hasText: words }).last().waitFor();
}

const main = (page) => page.locator('main').innerText();

test('1: a coordinator opens a group and brings its people from Excel', async () => {
  const page = await as('qin.lan', 'coordinator');
  await go(page, 'Groups');
  await press(page, 'Open a group');
  await page.selectOption('[name=site]', { label: '龙安村活动室' });
  await page.fill('[name=name]', '龙安第二组');
  await page.fill('[name=code]', 'LA-01');
  const tomorrow = new Date(Date.now() + 48 * 3_600_000).toISOString().slice(0, 10);
  await page.fill('[name=first]', tomorrow);
  await page.selectOption('[name=lead]', { label: '韦敏 · 隆安县' });
  await confirm(page);
  assert.match(await main(page), /龙安第二组/);

  await go(page, 'Caregivers');
  await upload(page, 'roster-with-errors.xlsx');
  assert.match(await main(page), /\b[A-Z]\d+\b/, 'errors are told by cell');
  await go(page, 'Caregivers');
  await upload(page, 'roster.xlsx');
  await confirm(page);
  await axe(page);
  await shot(page, 'story-imported');
});

test('2: four taps lead from the poster to a tip, and words of her own to a person', async () => {
  const phone = await app.desk();
  await phone.goto('/j/LONGAN-7');
  await phone.locator('main a').click();
  await phone.waitForLoadState('load');
  for (const words of ['Start', 'Agree', '3–5']) await press(phone, words);
  await phone.fill('#say', 'I am worn out');
  await phone.locator('.phone__say button').click();
  await says(phone, '12356');

  const lead = await as('lu.yan', 'safeguarding_lead');
  await lead.goto('/alerts');
  assert.match(await lead.locator('main a[href^="/alerts/"]').first().innerText(), /\S/);
});

test('3: a facilitator shows a code, and the chat is hers', async () => {
  facilitator = await as('wei.min', 'facilitator');
  await go(facilitator, 'Groups');
  await press(facilitator, '龙安第一组');
  await facilitator.locator('main a[href^="/people/"]').nth(3).click();
  await facilitator.waitForLoadState('load');
  her = await facilitator.locator('h1').innerText();
  for (const words of ['Link a chat', 'Open the chat on this phone', 'Start', 'Yes, link it', 'Agree']) {
    await press(facilitator, words);
  }
  await shot(facilitator, 'story-linked');
});

test('4: her answer to the reminder stands by her name, and the register is taken', async () => {
  await pass(facilitator, 'hour');
  await facilitator.locator('#log button').filter({ hasText: 'Coming' }).last().waitFor();
  await press(facilitator, 'Coming');
  await pass(facilitator, 'day');
  await go(facilitator, 'Today');
  await press(facilitator, 'Take attendance');
  const row = facilitator.locator('.register-row').filter({ hasText: her });
  assert.equal(await row.locator('.rsvp').innerText(), 'coming');
  await facilitator.locator('[data-all-present]').click();
  await facilitator.locator('.save-bar > button[type=submit]').click();
  await facilitator.waitForURL('**/saved');
  await shot(facilitator, 'story-saved');
});

test('5: in the evening she hears what we did, and staff see what was reached', async () => {
  await pass(facilitator, 'next');
  await facilitator.locator('.clock-bar a').click();
  await says(facilitator, /At home:|在家试试：/);
  await pass(facilitator, 'next');
  await shot(facilitator, 'story-evening');
  await facilitator.locator('#log button[value^="f:"]').last().waitFor();

  const staff = await as('chen.bo', 'campaign_staff');
  await go(staff, 'Reports');
  await press(staff, 'Import');
  await upload(staff, 'impressions.csv');
  await confirm(staff);
  await go(staff, 'Overview');
  const [book] = await Promise.all([staff.waitForEvent('download'), press(staff, 'Download Excel')]);
  assert.match(book.suggestedFilename(), /\.xlsx$/);
  await axe(staff);
});
