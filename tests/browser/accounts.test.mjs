import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, fits, shot, signIn, useApp } from './support.mjs';

const app = useApp();
const send = async (page, action) => {
  await page.locator(`form[action$="${action}"] button[type="submit"]`).click();
  await page.waitForLoadState('load');
};

for (const [where, prefix] of [['phone', '有误：'], ['desk', 'Error:']]) {
  test(`a refused invitation says so in the title and leads to the field, on the ${where}`, async () => {
    const page = await app[where]();
    await signIn(app, page, 'admin');
    await page.goto('/invitations/new');
    await page.locator('[name="area"]').fill('Nowhere');
    await send(page, '/invitations');
    assert.ok((await page.title()).startsWith(prefix), await page.title());
    assert.equal(await page.evaluate(() => document.activeElement.className), 'govuk-error-summary');
    await page.locator('.govuk-error-summary a').click();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'field-area');
    await fits(page);
    await axe(page);
    await shot(page, `invitation-refused-${where}`);
  });

  test(`a colleague gets a second role and a code for a new password, on the ${where}`, async () => {
    const page = await app[where]();
    await signIn(app, page, 'admin');
    await page.goto('/users');
    await fits(page);
    await axe(page);
    await page.locator('main .rows a', { hasText: where === 'phone' ? '罗梅' : '黄杰' }).click();
    await page.waitForURL('**/users/*');
    await page.locator('details').first().locator('summary').click();
    await page.locator('input[value="viewer"]').check();
    await page.locator('[name="area"]').fill('450000');
    await fits(page);
    await axe(page);
    await shot(page, `user-${where}`);
    await send(page, '/roles');
    assert.equal(await page.locator('.rows form').count(), 2);
    await send(page, '/password-codes');
    assert.match(await page.locator('.print-card__code').innerText(), /^[2-9a-z]{10}$/);
    await fits(page);
    await axe(page);
    await shot(page, `password-code-${where}`);
  });
}

for (const where of ['phone', 'desk']) {
  test(`a partner is added from the list of colleagues, on the ${where}`, async () => {
    const page = await app[where]();
    await signIn(app, page, 'admin');
    await page.goto('/users?q=wei');
    assert.equal(await page.locator('main .rows a').count(), 1);
    await fits(page);
    await axe(page);
    await shot(page, `users-found-${where}`);
    await page.locator('a[href="/partners"]').click();
    await page.locator('a[href="/partners/new"]').click();
    await send(page, '/partners');
    assert.equal(await page.locator('.govuk-error-summary a').count(), 4);
    await fits(page);
    await axe(page);
    await shot(page, `partner-refused-${where}`);
    await page.locator('[name="name_zh"]').fill('隆安县妇联');
    await page.locator('[name="name_en"]').fill('Longan County Women’s Federation');
    await page.locator('[name="code"]').fill(`LA-${where}`);
    await page.locator('[value="government"]').check();
    await send(page, '/partners');
    await fits(page);
    await axe(page);
    await shot(page, `partners-${where}`);
    await page.locator('main .rows a', { hasText: where === 'phone' ? '妇联' : 'Federation' }).first().click();
    await page.waitForURL('**/partners/*');
    await axe(page);
    await shot(page, `partner-${where}`);
  });

  test(`ending a role names the groups that lose their lead, on the ${where}`, async () => {
    const page = await app[where]();
    await signIn(app, page, 'admin');
    await page.goto('/users?q=wei.min');
    await page.locator('main .rows a').click();
    await page.waitForURL('**/users/*');
    await axe(page);
    await page.locator('.rows form button').first().click();
    await page.waitForSelector('input[name="sure"]', { state: 'attached' });
    assert.ok((await page.locator('.notice--amber .rows li').count()) > 0);
    await fits(page);
    await axe(page);
    await shot(page, `lead-asked-${where}`);
  });
}

test('a password is chosen with a code and changed on the own page', async () => {
  const desk = await app.desk();
  await signIn(app, desk, 'admin');
  await desk.goto('/users');
  await desk.locator('main .rows a', { hasText: '访客' }).click();
  await send(desk, '/password-codes');
  const code = await desk.locator('.print-card__code').innerText();

  const page = await app.phone();
  await page.goto('/invitation');
  await page.locator('[name="typed"]').fill(code);
  await send(page, '/invitation');
  await axe(page);
  await page.locator('[name="password"]').fill('the moon over the hills');
  await send(page, `/passwords/${code}`);
  await page.locator('[name="name"]').fill('guest');
  await page.locator('[name="password"]').fill('the moon over the hills');
  await send(page, '/sign-in');
  await page.goto('/me');
  await fits(page);
  await axe(page);
  await shot(page, 'me-phone');
  await page.locator('[name="present"]').fill('the moon over the hills');
  await page.locator('[name="password"]').fill('the sun over the river');
  await send(page, '/me/password');
  assert.equal(await page.locator('[role="status"]').count(), 1);
});
