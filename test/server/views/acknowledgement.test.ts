import assert from 'node:assert/strict';
import { test } from 'node:test';
import { framesAcknowledged } from '../../../server/views/acknowledgement.js';

test('an acknowledgement is read as viewers write it, and anything else is left to the parser', () => {
  for (const frames of [0, 7, 1207, 999_999_999_999_999]) {
    assert.equal(framesAcknowledged(Buffer.from(JSON.stringify({ type: 'ack', frames }))), frames);
  }
  for (const other of [
    '',
    '{"type":"ack","frames":}',
    '{"type":"ack","frames":-1}',
    '{"type":"ack","frames":1.5}',
    '{"type":"ack","frames":007}',
    '{"type":"ack","frames":1',
    '{"type":"ack","frames":1,"x":2}',
    '{"type":"ack","frames":1000000000000000}',
    '{"frames":3,"type":"ack"}',
    '{"type":"pace","frames":15}',
  ]) {
    assert.equal(framesAcknowledged(Buffer.from(other)), undefined, other);
  }
});
