import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, fits, shot, signIn, useApp } from './support.mjs';

const app = useApp();
const send = async (page, action) => {
  await page.locator(`form[action$="${action}"] button[type="submit"]`).click();
  await page.waitForLoadState('load');
};
const good = async (page, name) => {
  await fits(page);
  await axe(page);
  await shot(page, name);
};

for (const where of ['phone', 'desk']) {
  test(`somebody leaves her group and joins another, on the ${where}`, async () => {
    const page = await app[where]();
    await signIn(app, page, 'coordinator');
    await page.goto('/groups');
    await page.locator('main .rows a, main .card a').first().click();
    await page.waitForURL('**/groups/*');
    const group = page.url();
    await good(page, `group-${where}`);
    await page.locator('a[href$="/departure/new"]').first().click();
    await page.waitForURL('**/departure/new');
    await good(page, `leave-${where}`);
    await send(page, '/departure');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'govuk-error-summary');
    await good(page, `leave-refused-${where}`);
    await page.locator('input[value="moved"]').check();
    await send(page, '/departure');
    assert.equal(page.url(), group);
    await good(page, `left-${where}`);

    await page.locator('th a[href^="/people/"]').first().click();
    await page.waitForURL('**/people/*');
    await good(page, `person-${where}`);
    await page.locator('a[href$="/enrolments/new"]').click();
    await page.waitForURL('**/enrolments/new');
    await good(page, `enrol-${where}`);
    if (await page.locator('form[action$="/enrolments"]').count()) {
      await page.locator('[name="group"]').first().check();
      await send(page, '/enrolments');
      await good(page, `enrolled-${where}`);
    }
  });
}
