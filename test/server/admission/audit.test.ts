import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Audit } from '../../../server/admission/audit.js';
import { Metrics } from '../../../server/metrics.js';
import { TOKEN, withRelay } from '../../kit/fixture.js';

function newAudit(format: 'text' | 'json' = 'text') {
  const lines: string[] = [];
  const metrics = new Metrics();
  const later: (() => void)[] = [];
  const report = (line: string) => void lines.push(line);
  const audit = new Audit({ report, format, metrics, after: (_milliseconds, work) => later.push(work) });
  const tenSecondsLater = () => {
    for (const work of later.splice(0)) work();
  };
  return { lines, metrics, audit, tenSecondsLater };
}

test('what repeats makes one line at once, and one with its number after ten seconds', () => {
  const { lines, metrics, audit, tenSecondsLater } = newAudit();
  for (let i = 0; i < 1800; i++) audit.refused('producer_token', '192.0.2.1');
  audit.refused('producer_token', '192.0.2.2');
  const text = '192.0.2.1 was refused: the producer token is wrong';
  assert.deepEqual(lines, [text, text.replace('2.1', '2.2')]);
  tenSecondsLater();
  assert.deepEqual(lines.slice(2), [`${text} (1799 more in 10 s)`]);
  assert.equal(metrics.refused.get('producer_token'), 1801);
  audit.refused('producer_token', '192.0.2.1');
  assert.equal(lines.length, 4, 'and then the next is a line again');
});

test('however many clients there are, the log has a bounded number of lines', () => {
  const { lines, audit, tenSecondsLater } = newAudit();
  for (let i = 0; i < 10_000; i++) audit.refused('host', `192.0.${i >> 8}.${i & 255}`);
  assert.equal(lines.length, 1001);
  assert.equal(lines.at(-1), 'another client was refused: it asked for a host name that is not allowed');
  tenSecondsLater();
  assert.match(lines.at(-1) ?? '', /\(8999 more in 10 s\)$/);
});

test('as JSON each line is an object with what happened, to whom and when', () => {
  const { lines, audit } = newAudit('json');
  audit.login(false, '192.0.2.1');
  audit.limited('messages', '192.0.2.1');
  audit.note('serving');
  const [login, limit, note] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.ok(!Number.isNaN(Date.parse(String(login?.time))));
  assert.deepEqual(
    { ...login, time: '' },
    { time: '', event: 'login', ok: false, client: '192.0.2.1', message: '192.0.2.1 gave a wrong password' },
  );
  assert.deepEqual([limit?.event, limit?.limit], ['limit', 'messages']);
  assert.deepEqual([note?.event, note?.message], ['note', 'serving']);
});

test('logins, refusals and limits are in the log and the metrics, and no secret with them', async () => {
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  await withRelay({ auth: 'ann:right-secret', maxConnections: 1, report }, async ({ url }) => {
    const get = (path: string, headers = {}) => fetch(url + path, { headers, redirect: 'manual' });
    const logIn = (password: string) =>
      fetch(`${url}login`, {
        method: 'POST',
        body: new URLSearchParams({ user: 'ann', password }),
        redirect: 'manual',
      });
    await logIn('wrong-secret');
    await logIn('right-secret');
    await get('config.json', { authorization: 'Bearer wrong-token' });
    await get('config.json', {
      authorization: `Basic ${Buffer.from('ann:right-secret').toString('base64')}`,
      origin: 'https://evil.com',
    });
    await get('config.json');
    const basic = `Basic ${Buffer.from('ann:right-secret').toString('base64')}`;
    const metrics = await (await get('metrics', { authorization: basic })).text();
    for (const line of [
      'streamviz_logins_total{result="ok"} 1',
      'streamviz_logins_total{result="failed"} 1',
      'streamviz_refused_total{reason="password"} 1',
      'streamviz_refused_total{reason="viewer_token"} 1',
      'streamviz_refused_total{reason="origin"} 1',
      'streamviz_refused_total{reason="no_credentials"} 1',
    ]) {
      assert.ok(metrics.split('\n').includes(line), `${line} in\n${metrics}`);
    }
  });
  const all = lines.join('\n');
  for (const text of [
    'gave a wrong password',
    'has logged in',
    'the viewer token is wrong',
    'a page of another origin',
  ]) {
    assert.ok(all.includes(text), `${text} in\n${all}`);
  }
  assert.doesNotMatch(all, /secret|wrong-token/);
  assert.ok(!all.includes(TOKEN));
});
