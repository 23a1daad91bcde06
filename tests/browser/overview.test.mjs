import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { axe, fits, shot, signIn, useApp } from './support.mjs';

const DAY_MS = 86_400_000;
/** How long before today the world's last session was. */
const LAST_SESSION_DAYS = 6;

const app = useApp();

/** The quarter that the world's last session is in. */
function quarter() {
  const day = new Date(Date.now() - LAST_SESSION_DAYS * DAY_MS);
  return `${day.getUTCFullYear()}-Q${Math.floor(day.getUTCMonth() / 3) + 1}`;
}

test('staff see figures, a chart and the same as a table', async () => {
  const page = await app.desk();
  await signIn(app, page, 'coordinator');
  await page.goto(`/overview?period=${quarter()}`);

  assert.equal(await page.locator('.ladder li').count(), 6);
  assert.match(await page.locator('.ladder').innerText(), /[1-9]/);
  assert.ok(await page.locator('svg.chart rect').count() > 0, 'the chart has bars');
  assert.match(await page.locator('table[aria-labelledby="attendance-table"]').innerText(), /\d+ ?%/);
  await axe(page);
  await shot(page, 'overview-desk-en');
});

test('the overview fits a Chinese phone', async () => {
  const page = await app.phone();
  await signIn(app, page, 'coordinator');
  await page.goto(`/overview?period=${quarter()}`);
  await fits(page);
  await axe(page);
  await shot(page, 'overview-phone-zh');
});

test('the Excel link downloads the figures', async () => {
  const page = await app.desk();
  await signIn(app, page, 'coordinator');
  await page.goto(`/overview?period=${quarter()}`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('a[href^="/overview.xlsx"]').click(),
  ]);

  assert.match(download.suggestedFilename(), /\.xlsx$/);
  const bytes = await readFile(await download.path());
  assert.equal(bytes.subarray(0, 2).toString('latin1'), 'PK');
});
