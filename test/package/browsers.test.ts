import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PAGE_STYLE } from '../../server/http/page.js';
import { BROWSERS } from '../../src/define/browsers.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

test('the oldest browsers are the same in package.json, the docs, the elements and the page of the relay', () => {
  const { browserslist } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { browserslist: string[] };
  const [chrome, edge, firefox, safari, mobile] = browserslist.map((line) => line.split(' >= ')[1]);
  assert.equal(edge, chrome);
  assert.equal(mobile, safari);
  const words = `Chrome or Edge ${chrome}, Firefox ${firefox}, Safari ${safari}`;
  for (const text of [BROWSERS, PAGE_STYLE, readFileSync(`${ROOT}docs/web.md`, 'utf8')])
    assert.ok(text.includes(words));
});
