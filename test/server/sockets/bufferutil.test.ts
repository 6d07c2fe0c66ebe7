import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mask, unmask } from '../../../server/sockets/bufferutil.js';

const KEY = Buffer.from([0x12, 0xfe, 0x80, 0x7f]);

test('every byte is masked with its own of the key, wherever in memory it lies and whatever follows', () => {
  const memory = Buffer.from(Array.from({ length: 64 }, (_, i) => (i * 37) & 255));
  for (let start = 0; start < 9; start++) {
    for (let length = 0; length < 40; length++) {
      const expected = memory.map((byte, i) =>
        i < start || i >= start + length ? byte : byte ^ (KEY[(i - start) & 3] as number),
      );
      const unmasked = Buffer.from(memory);
      unmask(unmasked.subarray(start, start + length), KEY);
      assert.deepEqual(unmasked, expected, `${length} bytes from ${start} on`);
      const masked = Buffer.from(memory);
      mask(memory.subarray(start), KEY, masked, start, length);
      assert.deepEqual(masked, expected, `${length} bytes from ${start} on`);
    }
  }
});
