import type { Random } from '../kit/random.js';
import type { Grammar } from './grammar.js';
import { mutate } from './mutate.js';

/** Makes HTTP requests, most of which a server would rather not get. */
export function fuzzedRequest(grammar: Grammar, port: number): Buffer {
  const { random } = grammar;
  const [method, target, version] = [
    methodOf(random),
    targetOf(grammar),
    random.chance(0.98) ? 'HTTP/1.1' : odd(random),
  ];
  const lines = [`${method} ${target} ${version}`];
  if (random.chance(0.98)) lines.push(`Host: ${random.pick(random.chance(0.95) ? [`127.0.0.1:${port}`] : HOSTS)}`);
  for (let i = random.chance(0.02) ? 120 : random.int(0, 4); i > 0; i--) lines.push(headerOf(random));
  let body = '';
  if (random.chance(0.15)) {
    body = `user=${odd(random)}&password=x&next=${odd(random)}`;
    const length = random.chance(0.8) ? Buffer.byteLength(body) : random.int(-1, 200);
    lines.push(random.chance(0.8) ? `Content-Length: ${length}` : 'Transfer-Encoding: chunked');
  }
  const text = `${lines.join(random.chance(0.98) ? '\r\n' : '\n')}\r\n\r\n${body}`;
  return random.chance(0.03) ? mutate(text, random) : Buffer.from(text, random.chance(0.5) ? 'utf8' : 'latin1');
}

function methodOf(random: Random): string {
  return random.pick(
    random.chance(0.8)
      ? ['GET', 'GET', 'GET', 'HEAD', 'POST']
      : ['OPTIONS', 'PUT', 'DELETE', 'TRACE', 'CONNECT', 'get', 'G\u0000T', ''],
  );
}

function targetOf(grammar: Grammar): string {
  const { random } = grammar;
  if (random.chance(0.05)) return random.pick(TARGETS);
  const path = random.pick(PATHS);
  const flawed = random.chance(0.1) ? mutate(path, random).toString('latin1') : path;
  return random.chance(0.4) ? `${flawed}?${random.chance(0.9) ? grammar.query() : odd(random)}` : flawed;
}

function headerOf(random: Random): string {
  const name = random.chance(0.98) ? random.pick(HEADERS) : odd(random);
  return `${name}: ${random.chance(0.95) ? random.pick(VALUES) : odd(random)}`;
}

function odd(random: Random): string {
  return random.pick([
    '',
    ' ',
    '%',
    '%00',
    '%ff',
    '\u0000',
    'ü',
    '\t',
    'x'.repeat(3000),
    '__proto__',
    '"',
    '\\',
    '../',
    ':',
    ';',
    ',',
  ]);
}

const PATHS = [
  '/',
  '/config.json',
  '/export/orders.csv',
  '/export/orders.json',
  '/export/t.ndjson',
  '/export/__proto__.json',
  '/export.zip',
  '/live/orders.ndjson',
  '/live/nothing.ndjson',
  '/metrics',
  '/healthz',
  '/login',
  '/logout',
  '/logout-all',
  '/streamviz.js',
  '/streamviz-recording.js',
  '/assets/login.0123456789abcdef.css',
  '/live',
  '/feed',
  '/nope',
];
const TARGETS = [
  '*',
  '',
  'http://evil.example/',
  '//evil.example/',
  '/..',
  '/%2e%2e/%2e%2e/etc/passwd',
  '\\',
  '/\\evil',
  '/%',
  '/%zz',
  '/?',
  '/#',
  'http://[',
  '/x'.repeat(3000),
  '127.0.0.1:1',
];
const HOSTS = ['evil.example', '', '127.0.0.1', 'localhost:1', '[::1]', '[', 'a b', '127.0.0.1@evil.example'];
const HEADERS = [
  'Accept',
  'Authorization',
  'Cookie',
  'Connection',
  'Expect',
  'If-None-Match',
  'Origin',
  'Range',
  'Referer',
  'Sec-Fetch-Site',
  'Sec-WebSocket-Extensions',
  'Sec-WebSocket-Key',
  'Sec-WebSocket-Protocol',
  'Sec-WebSocket-Version',
  'Transfer-Encoding',
  'Upgrade',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
];
const VALUES = [
  '*/*',
  'text/html',
  'Basic eDp5',
  'Basic ====',
  'Bearer x',
  'Bearer',
  'Upgrade',
  'close',
  'keep-alive',
  '100-continue',
  '"',
  '*',
  'null',
  'https://evil.example',
  'bytes=0-1',
  'cross-site',
  'same-origin',
  'permessage-deflate',
  'dGhlIHNhbXBsZSBub25jZQ==',
  'streamviz.2',
  'streamviz.feed.2, streamviz.token.x',
  '13',
  '8',
  'chunked',
  'websocket',
  'h2c',
  '127.0.0.1',
  '1.2.3.4, ::1',
  'https',
  'streamviz_session_1=1.2.3; a',
  '=;=;',
];
