import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DEFAULTS } from '../../server/options.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const LIMITS = readFileSync(join(ROOT, 'docs/limits.md'), 'utf8');

/** The rows of the tables that name a constant. */
const ROWS = [...LIMITS.matchAll(/^\| (.+?) \| (.+?) \| .+ \| `(\w+)` `([\w./-]+)` \|$/gm)].map((found) => {
  const [, what = '', figure = '', name = '', file = ''] = found;
  return { what, figure, name, file };
});

const UNITS: Readonly<Record<string, number>> = { KB: 1024, MB: 1024 ** 2 };

/** The value of a constant as a file has it: a number, or a product of numbers. */
function constantOf(name: string, file: string): number | undefined {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = new RegExp(`\\b${name}\\b[^=:\\n]{0,20}[=:] ?(\\d[\\d_.]*(?: \\* \\d[\\d_.]*)*)`).exec(text)?.[1];
  return found?.split(' * ').reduce((product, one) => product * Number(one.replaceAll('_', '')), 1);
}

test('every figure of docs/limits.md is that of the code', () => {
  assert.ok(ROWS.length > 40);
  for (const { what, figure, name, file } of ROWS) {
    const [, number = '', unit = ''] = /([\d,.]*\d)(?: (KB|MB|s)\b)?/.exec(figure) ?? [];
    const seconds = file.endsWith('.py') ? 1 : 1000;
    const stated = Number(number.replaceAll(',', '')) * (unit === 's' ? seconds : (UNITS[unit] ?? 1));
    assert.equal(stated, constantOf(name, file), what);
  }
});

test('every file that docs/limits.md names is there', () => {
  for (const [, file = ''] of LIMITS.matchAll(/`([\w-]+(?:\/[\w.-]+)+\.(?:ts|py))`/g)) {
    assert.ok(existsSync(join(ROOT, file)), file);
  }
});

test('every limit of the code is in docs/limits.md', () => {
  const known = new Set([...LIMITS.matchAll(/`(\w+)` `([\w./-]+)`/g)].map(([, name, file]) => `${name} ${file}`));
  for (const name of Object.keys(DEFAULTS)) {
    const isLimit = typeof DEFAULTS[name as keyof typeof DEFAULTS] === 'number' && name !== 'port';
    assert.ok(!isLimit || known.has(`${name} server/options.ts`), `${name} of the relay's options`);
  }
  for (const folder of ['server', 'src/core', 'src/runtime', 'src/publish', 'python/stream_viz']) {
    const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
    for (const name of files.filter((one) => /\.(ts|py)$/.test(one))) {
      const file = `${folder}/${name}`;
      const text = readFileSync(join(ROOT, file), 'utf8');
      for (const [, limit = ''] of text.matchAll(/^(?:export )?(?:const )?(_?(?:MOST|MAX)_\w+) = \d/gm)) {
        // Two names for one rule, and no bound of a buffer.
        const isElsewhere = limit === 'MAX_SAFE_INTEGER' || file === 'python/stream_viz/_checking/_checks.py';
        assert.ok(isElsewhere || known.has(`${limit} ${file}`), `${limit} of ${file}`);
      }
    }
  }
});
