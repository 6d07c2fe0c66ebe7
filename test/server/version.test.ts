import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { VERSION } from '../../server/version.js';

test('the relay has the version of its package', async () => {
  const manifest = new URL('../../../package.json', import.meta.url);
  assert.equal(VERSION, JSON.parse(await readFile(manifest, 'utf8')).version);
});
