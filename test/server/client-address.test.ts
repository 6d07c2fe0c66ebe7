import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { clientOf } from '../../server/client-address.js';

const client = (remoteAddress: string | undefined) => clientOf({ socket: { remoteAddress } } as IncomingMessage);

test('every address of the loopback is one client', () => {
  const loopback = ['127.0.0.1', '127.9.8.7', '::1', '::ffff:127.0.0.1', '::ffff:127.1.2.3'].map(client);
  assert.equal(new Set(loopback).size, 1);
  assert.notEqual(client('128.0.0.1'), client('127.0.0.1'));
});

test('an IPv4 address is the same client however it is written', () => {
  assert.equal(client('::ffff:192.0.2.7'), client('192.0.2.7'));
  assert.notEqual(client('192.0.2.8'), client('192.0.2.7'));
});

test('an IPv6 client is its /64 network', () => {
  const network = client('2001:db8:0:1::1');
  for (const same of ['2001:db8:0:1:ffff:ffff:ffff:ffff', '2001:db8::1:0:0:0:9', '2001:0db8:0000:0001::']) {
    assert.equal(client(same), network, same);
  }
  for (const other of ['2001:db8:0:2::1', '2001:db8::1', 'fe80::1%eth0'])
    assert.notEqual(client(other), network, other);
  assert.equal(client('fe80::1%eth0'), client('fe80::2%eth1'));
});

test('a connection that is gone is a client, too', () => {
  assert.equal(client(undefined), '');
});
