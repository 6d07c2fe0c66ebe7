import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../kit/free-port.js';
import { until } from '../kit/until.js';
import { makeCertificate } from './certificate.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Where `npm test` puts those that the machine does not have. */
const FETCHED = join(ROOT, '.proxies');
const FOLDERS = [
  ...(process.env.PATH ?? '').split(':'),
  '/usr/sbin',
  join(FETCHED, 'usr/sbin'),
  join(FETCHED, 'usr/bin'),
];
const ENV = { ...process.env, PATH: FOLDERS.join(':') };

/** A text of a configuration, and what stands there instead. */
export type Change = readonly [from: string, to: string];

export interface ProxyOptions {
  /** Its file in docs/deploy. */
  readonly file: string;
  /** The host name in that file. */
  readonly host: string;
  /** By the port in that file: the port of a relay of the test. */
  readonly relays: Readonly<Record<number, number>>;
  readonly changes?: readonly Change[];
}

interface Place extends ProxyOptions {
  readonly folder: string;
  readonly port: number;
  readonly httpPort: number;
  readonly certificate: string;
  readonly key: string;
}

/** A kind of proxy: how its file becomes one of the test, and how it is started. */
export interface ProxyKind {
  readonly name: 'nginx' | 'Caddy';
  /** From docs/deploy: a relay on a host name of its own, and two below paths of one. */
  readonly ownHost: string;
  readonly paths: string;
  /** The part of the first of them that hands everything to the relay. */
  readonly toRelay: string;
  /** Why there can be none on this machine, in words; `undefined` if there can. */
  readonly whyNot: string | undefined;
  /** Writes the configuration. Gives the command that starts it. */
  readonly prepare: (place: Place) => readonly [command: string, ...args: string[]];
}

/** A real proxy in a process of its own, with a file of docs/deploy. */
export class ReverseProxy {
  readonly port: number;
  readonly httpPort: number;
  readonly ca: string;
  readonly #process: ChildProcess;
  readonly #folder: string;
  #output = '';

  static async start(kind: ProxyKind, options: ProxyOptions): Promise<ReverseProxy> {
    const folder = mkdtempSync(join(tmpdir(), 'streamviz-proxy-'));
    const { certificate, key, ca } = makeCertificate(folder, options.host);
    const place = { ...options, folder, port: await freePort(), httpPort: await freePort(), certificate, key };
    const proxy = new ReverseProxy(place, ca, kind.prepare(place));
    try {
      await proxy.#listens();
    } catch (error) {
      await proxy.close();
      throw error;
    }
    return proxy;
  }

  private constructor(
    { folder, port, httpPort }: Place,
    ca: string,
    [command, ...args]: readonly [string, ...string[]],
  ) {
    this.#folder = folder;
    this.port = port;
    this.httpPort = httpPort;
    this.ca = ca;
    const env = { ...ENV, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    this.#process = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    process.once('exit', this.#kill);
    for (const signal of SIGNALS) process.once(signal, exit);
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.on('data', (data: Buffer) => (this.#output += data.toString()));
  }

  async #listens(): Promise<void> {
    const failure = () => {
      const hasEnded = this.#process.exitCode !== null || this.#process.signalCode !== null;
      return hasEnded ? new Error(`the proxy did not start:\n${this.#output}`) : undefined;
    };
    const what = () => `the proxy serves; it printed:\n${this.#output}`;
    await until(() => accepts(this.port), what, { patience: 20_000, every: 20, failure });
  }

  async close(): Promise<void> {
    process.off('exit', this.#kill);
    for (const signal of SIGNALS) process.off(signal, exit);
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const gone = once(this.#process, 'exit');
      this.#kill();
      await gone;
    }
    rmSync(this.#folder, { recursive: true });
  }

  readonly #kill = (): void => {
    this.#process.kill('SIGKILL');
  };
}

/** Without a listener they end a process without its `exit`, and the proxy would go on. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const exit = (): never => process.exit(1);

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** A file of docs/deploy with other words in some places, each of which must be there. */
function filled({ file, relays, changes = [] }: ProxyOptions, more: readonly Change[]): string {
  const own = Object.entries(relays).map(([from, to]): Change => [`127.0.0.1:${from}`, `127.0.0.1:${to}`]);
  let text = readFileSync(join(ROOT, 'docs/deploy', file), 'utf8');
  for (const [from, to] of [...more, ...own, ...changes]) {
    if (!text.includes(from)) throw new Error(`docs/deploy/${file} has no "${from}"`);
    text = text.replaceAll(from, to);
  }
  return text;
}

/** The reason that a program gives when it does not even tell its version. */
function whyNotRun(command: string, option: string): string | undefined {
  const { status, stderr, error } = spawnSync(command, [option], { env: ENV, encoding: 'utf8' });
  if (status === 0) return undefined;
  const fix = 'npm test fetches nginx and Caddy by apt-get; elsewhere install nginx, caddy and openssl';
  return `${command} does not run (${error?.message ?? stderr.trim()}): ${fix}`;
}

const whyNoCertificate = whyNotRun('openssl', 'version');

export const NGINX: ProxyKind = {
  name: 'nginx',
  ownHost: 'nginx.conf',
  paths: 'nginx-paths.conf',
  toRelay: '    location / {',
  whyNot: whyNotRun('nginx', '-v') ?? whyNoCertificate,
  prepare: (place) => {
    const { folder, host, port, httpPort, certificate, key } = place;
    const site = filled(place, [
      ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
      [`/etc/ssl/certs/${host}.pem`, certificate],
      [`/etc/ssl/private/${host}.key`, key],
      ...(place.file === NGINX.ownHost ? [['listen 80;', `listen 127.0.0.1:${httpPort};`] as const] : []),
    ]);
    // One process, without a master: what is killed leaves no worker behind.
    const main = [
      'daemon off; master_process off; pid nginx.pid; error_log stderr notice;',
      'events { worker_connections 256; }',
      'http {',
      '  access_log off;',
      ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${name};`),
      // A request with this header stands for a client with that address.
      '  set_real_ip_from 127.0.0.1; real_ip_header X-Test-Address;',
      '  include site.conf;',
      '}',
    ];
    writeFileSync(join(folder, 'site.conf'), site);
    writeFileSync(join(folder, 'main.conf'), main.join('\n'));
    mkdirSync(join(folder, 'logs'));
    return ['nginx', '-p', folder, '-c', join(folder, 'main.conf'), '-e', 'stderr'];
  },
};

export const CADDY: ProxyKind = {
  name: 'Caddy',
  ownHost: 'Caddyfile',
  paths: 'Caddyfile-paths',
  toRelay: '	reverse_proxy 127.0.0.1:',
  whyNot: whyNotRun('caddy', 'version') ?? whyNoCertificate,
  prepare: (place) => {
    const { folder, host, port, httpPort, certificate, key } = place;
    const site = filled(place, [
      [`# tls /etc/ssl/certs/${host}.pem /etc/ssl/private/${host}.key`, `tls ${certificate} ${key}`],
    ]);
    const main = [
      '{',
      '	admin off',
      `	http_port ${httpPort}`,
      `	https_port ${port}`,
      '	default_bind 127.0.0.1',
      '	servers {',
      '		protocols h1 h2',
      '	}',
      '}',
      'import site',
    ];
    writeFileSync(join(folder, 'site'), site);
    writeFileSync(join(folder, 'main'), `${main.join('\n')}\n`);
    return ['caddy', 'run', '--adapter', 'caddyfile', '--config', join(folder, 'main')];
  },
};

export const PROXIES: readonly ProxyKind[] = [NGINX, CADDY];
