import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../../', import.meta.url));
/** Inside `svg` templates a shape that is not closed has the next one as its child, and shows it no more. */
const OPEN_SHAPE = /<(?:circle|ellipse|line|path|polygon|polyline|rect|use)\b[^>]*[^/]>/g;

test('the bundles have every shape of a template closed, as it was written', () => {
  const names = readdirSync(DIST).filter((name) => /^streamviz.*\.js$/.test(name));
  const texts = names.map((name) => readFileSync(`${DIST}${name}`, 'utf8'));
  assert.ok(texts.some((text) => /<circle [^>]*\/>/.test(text)));
  for (const [i, text] of texts.entries()) assert.deepEqual(text.match(OPEN_SHAPE) ?? [], [], names[i]);
});
