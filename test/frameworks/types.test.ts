import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';

/** In test/frameworks/apps/<framework>/types, what must not compile is marked so. */
describe('the types of the package', () => {
  for (const framework of ['React', 'Svelte', 'Vue']) {
    it(`take what an element takes in ${framework}, and refuse what it does not`, () => {
      const project = `test/frameworks/apps/${framework.toLowerCase()}`;
      const { status, stdout } = spawnSync('node_modules/.bin/tsc', ['-p', project], { encoding: 'utf8' });
      assert.equal(status, 0, stdout);
    });
  }
});
