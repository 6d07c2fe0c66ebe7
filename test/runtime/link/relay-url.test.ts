import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSameRelay, liveUrl, relayUrl } from '../../../src/runtime/link/relay-url.js';

describe('the address of a relay', () => {
  it('is the same for every spelling', () => {
    for (const src of [
      'http://localhost:8765',
      'http://localhost:8765/',
      'ws://localhost:8765',
      'http://LOCALHOST:8765/?a#b',
    ]) {
      assert.equal(relayUrl(src), 'http://localhost:8765/');
    }
  });

  it('keeps a base path', () => {
    assert.equal(relayUrl('https://example.org/board'), 'https://example.org/board/');
    assert.equal(liveUrl('https://example.org/board/'), 'wss://example.org/board/live');
  });

  it('that is none is an error that shows how one looks', () => {
    assert.throws(() => relayUrl('8765'), {
      message: 'src "8765" is not the address of a relay; it should look like "http://127.0.0.1:8765"',
    });
  });

  it('is of http: another one is refused, for exports are links to it', () => {
    for (const [src, scheme] of [
      ['javascript:alert(1)//', 'javascript:'],
      ['JavaScript:alert(1)//x.ndjson', 'javascript:'],
      [' java\nscript:alert(1)', 'javascript:'],
      ['data:text/html,<script>1</script>', 'data:'],
      ['vbscript:x', 'vbscript:'],
      ['file:///etc/x.ndjson', 'file:'],
      ['blob:http://127.0.0.1/x', 'blob:'],
      ['localhost:8765', 'localhost:'],
    ]) {
      assert.throws(() => relayUrl(src as string), {
        message: `src "${src}" begins with "${scheme}", and a relay's address with "http:" or "https:"; it should look like "http://127.0.0.1:8765"`,
      });
    }
    assert.throws(
      () => relayUrl(`data:${'x'.repeat(10_000)}`),
      ({ message }: Error) => message.length < 300,
    );
  });

  it('has no user and no password in it, and none is repeated', () => {
    assert.throws(() => relayUrl('http://ann:SECRET@127.0.0.1:1/'), {
      message:
        'src "http://…@127.0.0.1:1/" has a user or a password in it; leave them out: a relay takes a token, as in token="…"',
    });
    for (const src of [
      'http://ann@127.0.0.1:1/out.ndjson',
      'wss://ann:SECRET@example.org',
      'http://ann:SEC/RET@127.0.0.1',
      'http://:SECRET@host:99999/',
      'ann:SEC@RET@127.0.0.1',
    ]) {
      assert.throws(
        () => relayUrl(src),
        ({ message }: Error) => !/SEC|RET/.test(message) && message.startsWith('src "'),
      );
    }
  });

  it('is the same relay or another one', () => {
    assert.ok(isSameRelay('http://localhost:8765', 'ws://LOCALHOST:8765/?a'));
    for (const other of [
      'https://localhost:8765',
      'http://localhost:8766',
      'http://localhost:8765/b',
      '8765',
      undefined,
    ])
      assert.ok(!isSameRelay('http://localhost:8765', other), other);
    assert.ok(!isSameRelay('8765', '8765'));
  });
});
