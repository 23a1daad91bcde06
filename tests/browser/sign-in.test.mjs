import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, fillSignIn, fits, personFor, shot, signIn, useApp } from './support.mjs';

const HAN = /\p{Script=Han}/u;

const app = useApp();
const path = (page) => new URL(page.url()).pathname;
const language = (page) => page.locator('html').getAttribute('lang');
const heading = (page) => page.locator('h1').innerText();

test('opening the site on a Chinese phone leads to the sign-in page in Chinese', async () => {
  const page = await app.phone();
  await page.goto('/');
  assert.equal(path(page), '/sign-in');
  assert.equal(await language(page), 'zh-Hans');
  assert.match(await heading(page), HAN);
  await fits(page);
  await axe(page);
  await shot(page, 'sign-in-phone-zh');
});

test('opening the site at an English desk leads to the sign-in page in English', async () => {
  const page = await app.desk();
  await page.goto('/');
  assert.equal(path(page), '/sign-in');
  assert.equal(await language(page), 'en');
  assert.doesNotMatch(await heading(page), HAN);
  await axe(page);
  await shot(page, 'sign-in-desk-en');
});

for (const [how, options] of [['with', {}], ['without', { javaScriptEnabled: false }]]) {
  const script = how === 'with';

  test(`a wrong password is told and the name that was typed stays, ${how} JavaScript`, async () => {
    const page = await app.phone(options);
    const { name } = await personFor(app, 'facilitator');
    await page.goto('/sign-in');
    await fillSignIn(page, name, 'not the password');
    assert.equal(path(page), '/sign-in');
    assert.match(await page.locator('[role="alert"]').first().innerText(), HAN);
    assert.equal(await page.locator('input[name="name"]').inputValue(), name);
    assert.equal(await page.locator('input[name="password"]').inputValue(), '');
    await fits(page);
    if (script) await axe(page);
    await shot(page, `sign-in-refused-phone-zh-${how}-script`);
  });

  test(`the right password opens the home page and it stays open, ${how} JavaScript`, async () => {
    const page = await app.phone(options);
    await signIn(app, page, 'facilitator');
    assert.notEqual((await heading(page)).trim(), '');
    await fits(page);
    if (script) await axe(page);
    await shot(page, `home-phone-zh-${how}-script`);
    await page.goto('/');
    assert.notEqual(path(page), '/sign-in');
  });
}
