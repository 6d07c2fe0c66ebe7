import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { ClientAddresses } from '../../../server/admission/client-address.js';

function requestFrom(remoteAddress: string, headers: Readonly<Record<string, string>> = {}): IncomingMessage {
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage;
}

test('this machine is one client whatever the address, and so is a network of IPv6', () => {
  const addresses = new ClientAddresses([]);
  const clientOf = (address: string) => addresses.clientOf(requestFrom(address));
  for (const own of ['127.0.0.1', '127.9.8.7', '::1', '::ffff:127.0.0.1']) assert.equal(clientOf(own), 'this machine');
  assert.equal(clientOf('::ffff:192.0.2.1'), clientOf('192.0.2.1'));
  assert.equal(clientOf('::ffff:c000:0201'), '192.0.2.1');
  assert.notEqual(clientOf('192.0.2.1'), clientOf('192.0.2.2'));
  assert.equal(clientOf('2001:db8::1'), '2001:db8:0:0::/64');
  for (const same of ['2001:db8:0:0:ffff::2', '2001:0DB8:0000::3', '2001:db8::a:b:c:d']) {
    assert.equal(clientOf(same), clientOf('2001:db8::1'), same);
  }
  assert.notEqual(clientOf('2001:db8:0:1::1'), clientOf('2001:db8::1'));
});

test('what a proxy forwards counts if the proxy is trusted, up to the first address that is none', () => {
  const addresses = new ClientAddresses(['10.0.0.0/8', '::1', '127.0.0.1']);
  const cases: readonly [from: string, forwarded: string, client: string][] = [
    ['10.1.2.3', '192.0.2.1', '192.0.2.1'],
    ['10.1.2.3', '192.0.2.9, 192.0.2.1', '192.0.2.1'],
    ['10.1.2.3', '192.0.2.1, 10.9.9.9', '192.0.2.1'],
    ['::1', '192.0.2.1:4711', '192.0.2.1'],
    ['127.0.0.1', '[2001:db8::1]:4711', '2001:db8:0:0::/64'],
    ['127.0.0.1', '', 'this machine'],
    ['127.0.0.1', 'unknown', 'this machine'],
    ['10.1.2.3', '10.4.5.6', '10.4.5.6'],
    ['192.0.2.7', '192.0.2.1', '192.0.2.7'],
    ['127.0.0.2', '192.0.2.1', 'this machine'],
  ];
  for (const [from, forwarded, client] of cases) {
    assert.equal(addresses.clientOf(requestFrom(from, { 'x-forwarded-for': forwarded })), client, from + forwarded);
  }
});

test('the scheme and the host of a browser are those that a trusted proxy forwards, and no other', () => {
  const addresses = new ClientAddresses(['10.0.0.1']);
  const headers = { host: 'relay:8765', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'viz.example.com' };
  const proxied = requestFrom('10.0.0.1', headers);
  assert.deepEqual([addresses.isHttps(proxied), addresses.hostOf(proxied)], [true, 'viz.example.com']);
  const direct = requestFrom('10.0.0.2', headers);
  assert.deepEqual([addresses.isHttps(direct), addresses.hostOf(direct)], [false, 'relay:8765']);
  assert.ok(addresses.isHttps(requestFrom('10.0.0.2', { origin: 'https://viz.example.com' })));
  assert.ok(addresses.isHttps(requestFrom('10.0.0.2', { origin: 'HTTPS://VIZ.example.com' })));
  assert.equal(addresses.schemeOf(requestFrom('10.0.0.1', { 'x-forwarded-proto': 'HTTPS' })), 'https');
});

test('what is no network is an error that names the rule', () => {
  for (const network of [
    '',
    'localhost',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/x',
    '::/129',
    '10.0.0',
    '1.2.3.4/8/8',
  ]) {
    assert.throws(() => new ClientAddresses([network]), {
      message: `--trusted-proxy must be an address or a network such as 10.0.0.0/8; it is "${network}"`,
    });
  }
});
