import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

interface LockEntry {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}
interface Lock {
  readonly packages: Readonly<Record<string, LockEntry>>;
}
interface Audit {
  shippedBy(lock: Lock, bundled: readonly string[]): string[];
  lockProblems(lock: Lock, shipped: readonly string[]): string[];
  requirementProblems(text: string): string[];
  vulnerabilityProblems(report: object, shipped: readonly string[]): string[];
  askRegistry(
    env: NodeJS.ProcessEnv,
    longest?: number,
  ): Promise<{ readonly report?: object; readonly reason?: string }>;
}

const audit = (await import(new URL('../../../scripts/lib/audit.js', import.meta.url).href)) as Audit;
const integrity = 'sha512-x';

test('what ships is the dependencies, and what is bundled into the relay with all that it needs', () => {
  const packages = {
    '': {},
    'node_modules/lit': { integrity },
    'node_modules/ws': { integrity, dev: true, dependencies: { crc: '1', deep: '1' } },
    'node_modules/crc': { integrity, dev: true },
    'node_modules/ws/node_modules/crc': { integrity, dev: true, dependencies: { ws: '1' } },
    'node_modules/deep': { integrity, dev: true },
    'node_modules/rollup': { integrity, dev: true },
  };
  assert.deepEqual(audit.shippedBy({ packages }, ['ws']).sort(), [
    'node_modules/deep',
    'node_modules/lit',
    'node_modules/ws',
    'node_modules/ws/node_modules/crc',
  ]);
});

test('an entry of the lock without a hash, with a source, or with a script in what ships is told with the fix', () => {
  const resolved = 'https://registry.example/b.tgz';
  const packages = {
    '': {},
    'node_modules/a': {},
    'node_modules/b': { integrity, resolved },
    'node_modules/c': { integrity, hasInstallScript: true },
    'node_modules/d': { integrity, hasInstallScript: true },
    'node_modules/e': { integrity: 'sha1-x' },
  };
  const hash = 'has no sha512 in package-lock.json: remove its entry, and npm install --package-lock-only';
  assert.deepEqual(audit.lockProblems({ packages }, ['node_modules/c']), [
    `node_modules/a ${hash}`,
    `node_modules/b names its source, ${resolved}, in package-lock.json: omit-lockfile-registry-resolved is off`,
    'node_modules/c ships and runs a script when it is installed: choose another package',
    `node_modules/e ${hash}`,
  ]);
});

test('a Python package that is not pinned is told', () => {
  const pinned = "# a comment\n\na==1.2.3\nb-c.d[x,y]==1.0rc1+cpu ; python_full_version < '3.11'\n";
  assert.deepEqual(audit.requirementProblems(pinned), []);
  for (const line of [
    'a>=1',
    'a',
    'a==1.*',
    'a @ https://example.com/a.whl',
    '-e .',
    '--index-url https://example.com',
  ]) {
    assert.deepEqual(audit.requirementProblems(`${pinned}${line}\n`), [
      `python/requirements.lock has "${line}", which is not pinned: write name==version`,
    ]);
  }
});

test('a vulnerability of moderate or higher in what ships is told with the advisory and the fix', () => {
  const url = 'https://example.com/advisory';
  const via = (severity: string) => [{ title: 'It can be stopped', url, severity, range: '<8.23.1' }, 'another'];
  const of = (name: string, severity: string, fixAvailable: unknown = true) => ({
    [name]: { name, via: via(severity), nodes: [`node_modules/${name}`], fixAvailable },
  });
  const vulnerabilities = {
    ...of('moderate', 'moderate'),
    ...of('high', 'high', { name: 'ws', version: '8.24.0' }),
    ...of('critical', 'critical', false),
    ...of('low', 'low'),
    ...of('only-here', 'critical'),
  };
  const shipped = ['low', 'moderate', 'high', 'critical'].map((name) => `node_modules/${name}`);
  const said = (severity: string) => `${severity} <8.23.1: It can be stopped (${severity}, ${url}); `;
  assert.deepEqual(audit.vulnerabilityProblems({ vulnerabilities }, shipped), [
    `${said('moderate')}npm audit fix mends it`,
    `${said('high')}npm install --save-exact ws@8.24.0 mends it`,
    `${said('critical')}no version mends it yet: do without it`,
  ]);
});

/** Stands in for the registry, with nothing that npm has kept of another. */
async function withRegistry(answer: RequestListener, run: (env: NodeJS.ProcessEnv) => Promise<void>): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const cache = await mkdtemp(join(tmpdir(), 'streamviz-npm-'));
  try {
    await run({ ...process.env, npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_cache: cache });
  } finally {
    server.close();
    server.closeAllConnections();
    await rm(cache, { recursive: true, force: true, maxRetries: 5 });
  }
}

test('a registry that refuses, does not answer or cannot be reached is told as such, and is no fault', async () => {
  const reasons: [RequestListener, string, number?][] = [
    [(_, response) => response.writeHead(405).end(), 'it answered 405'],
    [(_, response) => response.end('not JSON'), 'it cannot be reached'],
    [(request) => request.socket.destroy(), 'it cannot be reached'],
    [() => {}, 'it did not answer in time', 1000],
  ];
  for (const [answer, reason, longest] of reasons) {
    await withRegistry(answer, async (env) => assert.deepEqual(await audit.askRegistry(env, longest), { reason }));
  }
});

test('what a registry knows of a package that is bundled into the relay is reported', () =>
  withRegistry(
    (request, response) => {
      const url = 'https://example.com/advisory';
      const advisory = { id: 1, url, title: 'It can be stopped', severity: 'high', vulnerable_versions: '<99' };
      const name = decodeURIComponent(request.url ?? '').slice(1);
      const packument = { name, 'dist-tags': {}, versions: {} };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(request.method === 'POST' ? { ws: [advisory] } : packument));
    },
    async (env) => {
      const { report = {} } = await audit.askRegistry(env);
      assert.deepEqual(audit.vulnerabilityProblems(report, ['node_modules/ws']), [
        'ws <99: It can be stopped (high, https://example.com/advisory); no version mends it yet: do without it',
      ]);
    },
  ));
