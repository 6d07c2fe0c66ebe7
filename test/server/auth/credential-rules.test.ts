import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRelay } from '../../../server/relay.js';
import { ASSETS } from '../../kit/fixture.js';
import { TOKEN } from '../../kit/relay-process.js';
import { AUTH, VIEWER_TOKEN } from './requests.js';

test('credentials that cannot be used are errors that do not show them', () => {
  const start = (options: object) => () => createRelay({ producerToken: TOKEN, assets: ASSETS, ...options });
  const rule = 'STREAMVIZ_AUTH must be user:password';
  assert.throws(start({ auth: 'ann' }), { message: `${rule}; it has no colon` });
  assert.throws(start({ auth: ':secret' }), { message: `${rule}; its user is empty` });
  assert.throws(start({ auth: 'ann:' }), { message: `${rule}; its password is empty` });
  const token =
    'STREAMVIZ_VIEWER_TOKEN must be at least 16 letters, digits, "-", ".", "_" or "~"; it has 5: make one with: openssl rand -hex 16';
  assert.throws(start({ auth: AUTH, viewerToken: 'short' }), { message: token });
  assert.throws(start({ auth: AUTH, viewerToken: 'with spaces in it, long' }), /"~"; it has others: make one/);
  assert.throws(start({ viewerToken: VIEWER_TOKEN }), /STREAMVIZ_VIEWER_TOKEN needs STREAMVIZ_AUTH=user:password/);
  assert.throws(
    start({ auth: AUTH, viewerToken: VIEWER_TOKEN, producerToken: VIEWER_TOKEN }),
    /STREAMVIZ_VIEWER_TOKEN is the producer token/,
  );
});
