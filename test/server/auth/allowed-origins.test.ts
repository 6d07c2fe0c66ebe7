import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { AllowedOrigins, settingFor } from '../../../server/auth/allowed-origins.js';

interface Vectors {
  readonly right: readonly { readonly setting: string; readonly lets_in: string[]; readonly keeps_out: string[] }[];
  readonly wrong: readonly string[];
  readonly hidden: readonly string[];
}

const FILE = new URL('../../../../test/protocol/origins.json', import.meta.url);
const { right, wrong, hidden } = JSON.parse(readFileSync(FILE, 'utf8')) as Vectors;

test('an allowed origin lets in the pages that it names, however it is written, and no others', () => {
  for (const { setting, lets_in, keeps_out } of right) {
    const allowed = new AllowedOrigins([setting]);
    for (const origin of lets_in) assert.equal(allowed.has(origin), true, `${setting} lets in ${origin}`);
    for (const origin of keeps_out) assert.equal(allowed.has(origin), false, `${setting} keeps out ${origin}`);
  }
});

test('what is advised for a page is taken as a setting, and lets that page in', () => {
  const origins = right.flatMap(({ lets_in, keeps_out }) => [...lets_in, ...keeps_out]);
  for (const origin of origins.filter((one) => /^[a-z-]+:\/\/[^./*][^/]*$/.test(one))) {
    assert.equal(new AllowedOrigins([settingFor(origin) ?? '']).has(origin), true, origin);
  }
});

test('what no page has as its origin is an error that names the rule, and nothing is advised for it', () => {
  for (const setting of wrong) {
    const shown = /:(?!\/\/|[\d:])/.test(setting) ? '' : `"${setting}" `;
    const message = `--allow-origin ${shown}is not an origin; it should look like https://example.com`;
    assert.throws(() => new AllowedOrigins([setting]), { message }, setting);
    assert.equal(settingFor(setting), undefined);
  }
});

test('an error about an origin shows nothing that may be a secret', () => {
  for (const setting of hidden) {
    assert.throws(
      () => new AllowedOrigins([setting]),
      (error: Error) => !/SECRET/.test(error.message),
      setting,
    );
  }
});

test('the sources of a policy are what is allowed', () => {
  const { sources } = new AllowedOrigins(['https://Example.com/', 'https://*.example.com:443', 'app://a']);
  assert.deepEqual(sources, ['https://example.com', 'app://a', 'https://*.example.com']);
});
