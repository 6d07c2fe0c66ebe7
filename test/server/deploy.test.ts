import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { RelayProcess } from '../kit/relay-process.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const UNIT = readFileSync(join(ROOT, 'docs/deploy/streamviz-relay.service'), 'utf8');

/** The values of a setting of the unit, in their order. */
function valuesOf(setting: string): string[] {
  return [...UNIT.matchAll(new RegExp(`^${setting}=(.*)$`, 'gm'))].map(([, value = '']) => value);
}

async function help(): Promise<string> {
  const relay = new RelayProcess(['--help']);
  const shown = await text(relay.child.stdout as NodeJS.ReadableStream);
  assert.equal(await relay.ended, 0);
  return shown;
}

test('the systemd unit gives the relay options that it has, also in its comments', async () => {
  const known = new Set((await help()).match(/--[\w-]+/g));
  const given = UNIT.match(/(?<=\s)--[a-z][\w-]+(?= )/g) ?? [];
  assert.ok(given.length >= 5);
  for (const option of given) {
    const isOfAnother = UNIT.split('\n').some((line) => /^# (npm|cp) /.test(line) && line.includes(option));
    assert.ok(isOfAnother || known.has(option), option);
  }
  assert.match(valuesOf('ExecStart').join(), /^streamviz-relay --/);
});

test('the systemd unit keeps the state below its directory, which is a link for a dynamic user', () => {
  const [directory] = valuesOf('StateDirectory');
  assert.deepEqual(valuesOf('DynamicUser'), ['yes']);
  assert.ok(valuesOf('ExecStart')[0]?.includes(` --state %S/${directory}/relay`));
});

test('the systemd unit hands over secrets that the relay reads, and no other variables of its own', async () => {
  const shown = await help();
  const credentials = valuesOf('LoadCredential').map((value) => value.split(':')[0]);
  const secrets = valuesOf('Environment').flatMap((one) => [...one.matchAll(/^(STREAMVIZ_\w+)=(.*)$/g)]);
  assert.equal(secrets.length, credentials.length);
  for (const [, name = '', path = ''] of secrets) {
    assert.ok(name.endsWith('_FILE') && shown.includes(` ${name.slice(0, -5)} `), name);
    assert.ok(
      credentials.some((credential) => path === `%d/${credential}`),
      path,
    );
  }
});

test('the systemd unit lets Node compile, and the relay see which boot of the machine it is', () => {
  assert.deepEqual(valuesOf('MemoryDenyWriteExecute'), []);
  assert.deepEqual(valuesOf('ProcSubset'), []);
});
