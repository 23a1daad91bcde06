import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, fits, shot, useApp } from './support.mjs';

const POSTER = '/j/LONGAN-7';
const CHINESE = { device: 'phone', tip: /今天|每天|孩子/, worry: '昨天晚上我没睡着' };
const ENGLISH = { device: 'desk', tip: /your child|your baby/i, worry: 'I could not sleep last night' };

const app = useApp();
const last = (page) => page.locator('.bubble:not(.bubble--mine) p').last();

/** From the poster to the first tip; tells how many taps it took. */
async function toFirstTip(page) {
  await page.goto(POSTER);
  const steps = [
    'a[href^="/simulator?code="]', 'button[name="start"]', 'button[name="tap"][value="a:y"]',
    'button[name="tap"][value="b:0-2"]',
  ];
  for (const step of steps) {
    await page.locator(step).last().click();
    await page.waitForLoadState('load');
  }
  return steps.length;
}

for (const [language, { device, tip, worry }] of Object.entries({ zh: CHINESE, en: ENGLISH })) {
  test(`four taps lead from the poster to the first tip (${language})`, async () => {
    const page = await app[device]();
    await page.goto(POSTER);
    await fits(page);
    await axe(page);
    await shot(page, `poster-${device}-${language}`);

    const taps = await toFirstTip(page);

    assert.equal(taps, 4);
    assert.match(await last(page).innerText(), tip);
    await fits(page);
    await axe(page);
    await shot(page, `simulator-${device}-${language}`);
  });

  test(`what somebody writes is answered with the numbers to call (${language})`, async () => {
    const page = await app[device]();
    await toFirstTip(page);
    await page.locator('#say').fill(worry);
    await page.locator('.phone__say button').click();
    await page.waitForLoadState('load');

    const answer = await last(page).innerText();

    for (const number of ['110', '120', '12356']) assert.match(answer, new RegExp(number));
    await axe(page);
    await shot(page, `simulator-written-${device}-${language}`);
  });
}

test('four taps are enough without JavaScript too', async () => {
  const page = await app.phone({ javaScriptEnabled: false });
  await toFirstTip(page);
  assert.match(await last(page).innerText(), CHINESE.tip);
});

test('the clock bar leads to the simulator', async () => {
  const page = await app.phone();
  await page.goto('/sign-in');
  await page.locator('.clock-bar a').click();
  await page.waitForURL('**/simulator');
});

test('what comes in stands on the phone without a reload', async () => {
  const page = await app.phone();
  await toFirstTip(page);
  const chat = await page.locator('.phone__say input[name="chat"]').inputValue();
  await page.locator('#say').fill('half a word');
  const other = await page.context().newPage();
  await other.goto(`/simulator?chat=${chat}`);
  await other.locator('button[name="tap"][value="n"]').last().click();
  await other.waitForLoadState('load');
  const count = await other.locator('.bubble').count();
  await other.close();

  await page.waitForFunction((n) => document.querySelectorAll('.bubble').length === n, count);

  assert.equal(await page.locator('#say').inputValue(), 'half a word');
  await axe(page);
});
