import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { liveUrl, relayUrl } from '../../src/runtime/relay-url.js';

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
});
